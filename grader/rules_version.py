"""The version of the rules of marking, and what each version judges otherwise than the one before.

To change how marks are given, raise RULES and say in NEW_RULES what is judged otherwise, and how
that is told from an answer as it was marked and as it is marked now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .verdicts import AMISS, CREDITED

RULES = 13
FIRST = 1  # of marks that name no version
OTHER = "other"


class Told(NamedTuple):
    """What is said of an answer."""

    verdict: str
    flags: frozenset[str] = frozenset()
    kind: str = "number"


class NewRule(NamedTuple):
    """What one version judges otherwise. `flags`: which of them, new to an answer, say so;
    `between`: whether it is seen from what is said of an answer then and now."""

    version: int
    name: str
    says: str
    flags: frozenset[str] = frozenset()
    between: Callable[[Told, Told], bool] = lambda before, now: False


def gained(before: Told, now: Told) -> bool:
    """Whether an answer earns its points now, and did not."""
    return before.verdict not in CREDITED and now.verdict in CREDITED


NEW_RULES = (  # where several are seen from an answer, the first counts
    NewRule(
        version=2,
        name="formulas",
        says="a formula is derived, not looked up, and no quotient of differences",
        between=lambda before, now: now.kind == "formula",
    ),
    NewRule(
        version=2,
        name="numbers-read",
        says="numbers are read as people type them; inf is one",
        between=lambda before, now: "unreadable" in (before.verdict, now.verdict),
    ),
    NewRule(
        version=2,
        name="constants",
        says="what follows from one wrong text in three boxes or more earns nothing",
        flags=frozenset(("constant",)),
    ),
    NewRule(
        version=2,
        name="too-few-digits",
        says="half of the digits asked, rounded up, earn a part; fewer earn nothing",
        flags=frozenset(("too-few-digits",)),
        between=lambda before, now: (
            now.verdict == "coarse" or (before.verdict == "coarse" and now.verdict in CREDITED)
        ),
    ),
    NewRule(
        version=2,
        name="trivial",
        says="a line that a wrong number made trivial earns a part, or nothing",
        flags=frozenset(("trivial", "simplified")),
        between=lambda before, now: "simplified" in before.flags and now.verdict == "follows",
    ),
    NewRule(
        version=2,
        name="repeat",
        says="once is for a mistake of understanding, not for a slip of the pen",
        between=lambda before, now: before.verdict in AMISS and now.verdict in AMISS,
    ),
    NewRule(
        version=2,
        name="follows",
        says="a number follows from wrong ones as exactly as these were written",
        between=lambda before, now: "follows" in (before.verdict, now.verdict),
    ),
    NewRule(
        version=2,
        name="right",
        says="a number is right where honest rounding explains it; exact ones are not rounded",
        between=lambda before, now: (
            "right" in (before.verdict, now.verdict) or before.verdict == "coarse"
        ),
    ),
    NewRule(
        version=3,
        name="names",
        says="a mistake is named where it fits all that was written of a line, and chance does not",
        between=lambda before, now: "mistake" in (before.verdict, now.verdict),
    ),
    NewRule(
        version=4,
        name="worked",
        says="a 0 that a named mistake gives was worked: what it makes trivial earns a part",
        between=lambda before, now: "trivial" in before.flags and "simplified" in now.flags,
    ),
    NewRule(
        version=5,
        name="decided",
        says="a wrong output of a step was worked: what it makes trivial earns a part",
        between=lambda before, now: "trivial" in before.flags and "simplified" in now.flags,
    ),
    NewRule(
        version=5,
        name="own-value",
        says="the slope of a line is read off the line's own written value: 1 − h² of tanh",
        between=lambda before, now: bool(CREDITED & {before.verdict, now.verdict}),
    ),
    NewRule(
        version=6,
        name="kinks",
        says="a sum that is 0 by hand is at the kink of ReLU, a step, max: 0.1 + 0.2 − 0.3 is 0",
        between=lambda before, now: bool(CREDITED & {before.verdict, now.verdict}),
    ),
    NewRule(
        version=7,
        name="entries",
        says="a number that was not worked spoils only the entries that are made of it",
        between=lambda before, now: "trivial" in before.flags and "simplified" in now.flags,
    ),
    NewRule(
        version=7,
        name="exact-decimals",
        says="0.92 for an exact 0.923 has too few digits, and earns a part; so far it was wrong",
        between=lambda before, now: before.verdict in AMISS and now.verdict == "coarse",
    ),
    NewRule(
        version=7,
        name="steps",
        says="each term of a sum may be rounded; 1000 is no sign of 4 digits; updates open nothing",
        between=lambda before, now: bool(CREDITED & {before.verdict, now.verdict}),
    ),
    NewRule(
        version=8,
        name="held",
        says="what was held in memory is rounded where it is written: in products, too",
        between=gained,
    ),
    NewRule(
        version=9,
        name="turns",
        says="the square of a difference that rounding may make 0 may be 0",
        between=gained,
    ),
    NewRule(
        version=9,
        name="apart",
        says="behind many unwritten lines large roundings are told apart: what cancels, cancels",
        between=lambda before, now: gained(now, before),
    ),
    NewRule(
        version=10,
        name="several",
        says="several roundings are not all at their worst: together they reach less far",
        between=lambda before, now: gained(now, before),
    ),
    NewRule(
        version=10,
        name="in-turn",
        says="sums so far are rounded one after the other, and what was held in memory only once",
        between=gained,
    ),
    NewRule(
        version=11,
        name="alone",
        says="after a wrong line the roundings of all entries count, whoever else is in the class",
        between=lambda before, now: bool({*CREDITED, "mistake"} & {before.verdict, now.verdict}),
    ),
    NewRule(
        version=12,
        name="hair",
        says="what is a hair from a whole number is rounded like any other: 0.9999999998 to 1.000",
        between=gained,
    ),
    NewRule(
        version=13,
        name="short",
        says="half of the digits asked are enough to follow from a number of too few",
        between=lambda before, now: "too-few-digits" in before.flags and now.verdict == "follows",
    ),
    NewRule(
        version=13,
        name="any-class",
        says="behind undefined numbers, and in names of mistakes, nothing depends on the class",
        between=lambda before, now: bool({*CREDITED, "mistake"} & {before.verdict, now.verdict}),
    ),
)


def version_of(record: Mapping[str, Any]) -> int:
    """The version of the rules that a record or a folder names."""
    found = record.get("rules", FIRST)
    return found if type(found) is int else FIRST


def rule_between(before: Told | None, now: Told, since: int = FIRST) -> str:
    """The rule by which an answer is marked otherwise than under the version `since`: a flag says
    it, else the verdicts. `before`: None where it is not known; OTHER where none is to be seen.

    >>> rule_between(Told("right"), Told("wrong"))
    'right'
    >>> rule_between(Told("right"), Told("wrong", frozenset(("too-few-digits",))))
    'too-few-digits'
    """
    later = [rule for rule in NEW_RULES if rule.version > since]
    new = now.flags - (before.flags if before else frozenset())
    found = [rule.name for rule in later if rule.flags & new]
    if before is not None:
        found += [rule.name for rule in later if rule.between(before, now)]
    return found[0] if found else OTHER
