"""D. Sheets that were filled in without work: what they earn beyond what is right by itself.

A box is right by itself where its number, typed alone, is marked right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import numpy as np

from grader import mark
from grader.answers import typed
from grader.asked import Exercise
from grader.entries import Entry, entries
from grader.judge import FOLLOWS, RIGHT, judge
from grader.key import key_of
from grader.submission import Submission
from grader.typed_numbers import Blank, of_blanks

from .sources import FORWARD, rights
from .units import Unit, on_each

Filled: TypeAlias = Mapping[str, str]
Way: TypeAlias = Callable[[Exercise, np.random.Generator], Filled]


def everywhere(text: str) -> Way:
    return lambda sheet, rng: {one.label: text for one in boxes(sheet)}


def boxes(sheet: Exercise) -> list[Entry]:
    return [one for one in entries(sheet) if one.kind == "number"]


def forward(sheet: Exercise, one: Entry) -> bool:
    """Whether a box is of the forward pass or the cost; of an expression: not a derivative."""
    return sheet.trace.by_name[one.name].equation.phase in FORWARD


def one_digit(sheet: Exercise, _rng: np.random.Generator) -> Filled:
    return {label: f"{number:.0e}" for label, number in rights(sheet).items()}


def halves(first: Callable[[float], str], then: str) -> Way:
    """Forward one thing, every derivative another."""

    def fill(sheet: Exercise, _rng: np.random.Generator) -> Filled:
        known = rights(sheet)
        return {
            one.label: first(known[one.label]) if forward(sheet, one) else then
            for one in boxes(sheet)
        }

    return fill


def first_then(first: str, then: str) -> Way:
    """One thing in the first box, another in all others."""

    def fill(sheet: Exercise, _rng: np.random.Generator) -> Filled:
        labels = [one.label for one in boxes(sheet)]
        return {labels[0]: first} | dict.fromkeys(labels[1:], then)

    return fill


def copied(sheet: Exercise, _rng: np.random.Generator) -> Filled:
    known = rights(sheet)
    return dict.fromkeys(known, f"{next(iter(known.values())):#.4g}")


def at_random(sheet: Exercise, rng: np.random.Generator) -> Filled:
    return {one.label: f"{rng.normal():#.4g}" for one in boxes(sheet)}


def shuffled(sheet: Exercise, rng: np.random.Generator) -> Filled:
    """Every number is right somewhere, but stands elsewhere."""
    known = rights(sheet)
    texts = [f"{number:#.4g}" for number in known.values()]
    return dict(zip(known, rng.permutation(texts).tolist(), strict=True))


def numbered(start: float, step: float) -> Way:
    """No two boxes are the same."""
    return lambda sheet, rng: {
        one.label: f"{start + at * step:.10g}" for at, one in enumerate(boxes(sheet))
    }


def exactly(number: float) -> str:
    return f"{number:#.4g}"


BARRED: dict[str, Way] = {
    "0 in every box": everywhere("0"),
    "1 in every box": everywhere("1"),
    "0.1 in every box": everywhere("0.1"),
    "0.3712 in every box": everywhere("0.3712"),
    "one digit a box": one_digit,
    "1e9 in the first box, then 0": first_then("1e9", "0"),
    "forward 1e9, derivatives 0": halves(lambda _: "1e9", "0"),
    "forward right, derivatives 0": halves(exactly, "0"),
    "the first number everywhere": copied,
    "random numbers": at_random,
}
TRIED: dict[str, Way] = {
    "0.0000 in every box": everywhere("0.0000"),
    "1.000 in every box": everywhere("1.000"),
    "−2.718 in every box": everywhere("-2.718"),
    "1e9 in every box": everywhere("1e9"),
    "1e-9 in every box": everywhere("1e-9"),
    "forward right, derivatives 1": halves(exactly, "1"),
    "forward 1, derivatives 0": halves(lambda _: "1", "0"),
    "forward 0, derivatives 1": halves(lambda _: "0", "1"),
    "0 in the first box, then 1": first_then("0", "1"),
    "1.000, 1.001, 1.002, …": numbered(1.0, 0.001),
    "0.001, 0.002, 0.003, …": numbered(0.001, 0.001),
    "1e9, 1e9 + 1, 1e9 + 2, …": numbered(1e9, 1.0),
    "the right numbers, shuffled": shuffled,
}


@dataclass(frozen=True, slots=True)
class Earned:
    """Shares of a sheet. `beyond`: without what is right by itself."""

    exercise: str
    way: str
    total: float
    beyond: float
    of: tuple[str, ...]  # the boxes that earned it, with what stands in them


def right_alone(sheet: Exercise, filled: Set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of some boxes with their texts are right with nothing else on the paper."""
    pairs, places = sorted(filled), {one.label: one for one in boxes(sheet)}
    blanks = {one.name: Blank(sheet, one.name, len(pairs)) for one in places.values()}
    at = {}
    for student, (label, text) in enumerate(pairs):
        one, number = places[label], typed(text)
        assert number is not None
        at[label, text] = one.name, (student, one.place[0] - 1, one.place[1] - 1)
        blank, place = blanks[one.name], at[label, text][1]
        blank.value[place], blank.decimals[place] = number.value, number.decimals
        blank.least[place], blank.most[place] = number.least, number.most
    codes = judge(key_of(sheet), of_blanks(sheet, blanks, len(pairs))).codes
    return {pair for pair, (name, place) in at.items() if codes[name][place] in (RIGHT, FOLLOWS)}


def earned(
    name: str, sheet: Exercise, ways: Mapping[str, Way], rng: np.random.Generator
) -> list[Earned]:
    """What every way to fill the sheet in earns."""
    filled = {way: dict(make(sheet, rng)) for way, make in ways.items()}
    right = right_alone(sheet, {pair for one in filled.values() for pair in one.items()})
    papers = [Submission(f"s{at}", one) for at, one in enumerate(filled.values())]
    found = []
    for way, report in zip(ways, mark(sheet, papers).students, strict=True):
        more = [
            answer
            for answer in report.answers
            if answer.points > 0 and (answer.name, answer.typed) not in right
        ]
        beyond = sum(answer.points for answer in more) / report.max
        texts = tuple(f"{answer.name} {answer.typed} ({answer.verdict})" for answer in more)
        found.append(Earned(name, way, report.score / report.max, beyond, texts))
    return found


def nowork_in(unit: Unit) -> list[Earned]:
    rng = unit.rng(3)
    ways = BARRED | TRIED if unit.size.few else BARRED
    sheets = islice(unit.sheets(), 1 + unit.size.few)
    return [one for name, sheet in sheets for one in earned(name, sheet, ways, rng)]


def measured(parts: list[Unit]) -> list[Earned]:
    exercises = [one for one in parts if one.kind == "exercise"]
    found = on_each("exercises without work", nowork_in, exercises)
    return [one for part in found for one in part]
