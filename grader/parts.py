"""The parts of an exercise where an answer, a name or a report is of all of them.

A part is marked like an exercise of its own (marking.py); here answers are given to their parts,
and what is said of each is put together. An exercise without parts has one, without a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from tracer.errors import InputError, shown
from tracer.names import Found
from tracer.parts import split_part, with_part
from tracer.quantity import ITERATION
from tracer.symbols import entry_name
from tracer.trace import Trace

from .asked import Exercise
from .entries import Entry, entries, names_given
from .meant import LONGEST_NAME
from .result import StudentReport
from .submission import FORMULA, MOST_ANSWERS, Problem, Submission, is_blank


def finder(exercise: Exercise) -> Callable[[str], tuple[Trace, Found]]:
    """What looks names up: the trace of the part, and what it is there."""

    def find(text: str) -> tuple[Trace, Found]:
        part, found, _ = named(exercise, text)
        return part.trace, found

    return find


class Named(NamedTuple):
    """What a name of an answer means: its part, the quantity, and whether the formula of it."""

    part: Exercise
    found: Found
    formula: bool = False

    @property
    def label(self) -> str:
        """The canonical name of the whole quantity or of the entry."""
        name = entry_name(self.found.name, self.found.place) + FORMULA * self.formula
        return with_part(self.part.part, name)


@lru_cache(maxsize=64)
def all_entries(exercise: Exercise) -> tuple[Entry, ...]:
    """What is asked for in all parts, part by part."""
    return tuple(entry for part in exercise.parts for entry in entries(part))


def part_named(exercise: Exercise, name: str) -> Exercise:
    """The part of that name. Raises KeyError."""
    return next(part for part in exercise.parts if part.part == name)


def named(exercise: Exercise, text: str) -> Named:
    """What somebody calls an answer: `(b) dJ/dW[1]`, `dJ/dw (formula)`, `q1`, an author's name.
    The bracket may be left out where only one part has it. Raises InputError."""
    part, rest = part_and_rest(exercise, text)
    plain = rest.strip().removesuffix(FORMULA.strip())
    own = names_given(part).get(plain.strip(), plain)
    found = part.trace.names.find(own.removeprefix("-"))
    asks = [ask for ask in part.asks or () if ask.name == found.name]
    beside = plain != rest.strip() and any(ask.beside for ask in asks)
    return Named(part, found, beside)


def part_and_rest(exercise: Exercise, text: str) -> tuple[Exercise, str]:
    """The part that a name is of, and the name in it. Raises InputError where that is not clear."""
    parts = exercise.parts
    name, rest = split_part(text.strip())
    if len(parts) == 1:
        only = parts[0]
        return (only, rest) if name and name == only.part else (only, text)
    by_name = {part.part: part for part in parts}
    if name in by_name:
        return by_name[name], rest
    if name and name not in by_name and not any(has(part, text) for part in parts):
        example = with_part(parts[0].part, rest)
        raise InputError("quantity", f"there is no part {shown(name)}",
                         expected=", ".join(by_name), example=example)  # fmt: skip
    there = [part for part in parts if has(part, text)]
    asking = [part for part in there if asks_for(part, text)]
    if len(there) > 1 and len(asking) != 1:
        listed = " or ".join(with_part(part.part, text.strip()[:40]) for part in there)
        raise InputError("quantity", f"{shown(text)} is in several parts", expected=listed,
                         example=with_part(there[0].part, text.strip()[:40]))  # fmt: skip
    return (asking or there or list(parts))[0], text


def has(part: Exercise, text: str) -> bool:
    """Whether a part has a quantity, or calls an answer so. Of a file of many unknown names nothing
    near is looked for."""
    return called_in(part, text) is not None


def asks_for(part: Exercise, text: str) -> bool:
    name = called_in(part, text)
    return any(name in (ask.name, ask.called) for ask in part.asks or ())


def called_in(part: Exercise, text: str) -> str | None:
    """The canonical name of a quantity of a part, or what its author calls an answer."""
    plain = text.strip().removesuffix(FORMULA.strip()).strip()
    if plain in names_given(part):
        return plain
    match = ITERATION.fullmatch(plain[:LONGEST_NAME])
    names = part.trace.names
    found = names.look_up((match[2] if match else plain).strip()[:LONGEST_NAME])
    if found is None:
        return None
    return names.in_iteration(found.name, int(match[1]) if match else 1)


def split_answers(exercise: Exercise, one: Submission) -> list[Submission]:
    """The answers of each part. What names none of them is with the first, with its problem."""
    parts = exercise.parts
    if len(parts) == 1 and not parts[0].part:
        return [one]
    answers: dict[str, dict[str, Any]] = {part.part: {} for part in parts}
    unread = list(one.unread)
    for name, given in islice(one.answers.items(), MOST_ANSWERS):
        called = str(one.names.get(name.strip(), name))
        try:
            part, rest = part_and_rest(exercise, called)
        except InputError as error:
            if not is_blank(given):
                unread.append(Problem(shown(name), f"{error.wrong}; expected: {error.expected}"))
            continue
        answers[part.part][name if rest == called else rest] = given
    split = [replace(one, answers=answers[part.part], unread=(), repeated=()) for part in parts]
    split[0] = replace(split[0], unread=tuple(unread), repeated=one.repeated)
    return split


def of_part(report: StudentReport, part: Exercise) -> StudentReport:
    """A part's report as it stands in that of the whole: every name with its part."""
    name = part.part
    if not name:
        return report
    for answer in report.answers:
        answer.part = name
        answer.because_of = tuple(with_part(name, one) for one in answer.because_of)
    report.first_wrong = tuple(with_part(name, one) for one in report.first_wrong)
    report.absent = tuple(with_part(name, one) for one in report.absent)
    report.doubtful = tuple(with_part(name, one) for one in report.doubtful)
    report.by_hand = tuple(one._replace(part=name) for one in report.by_hand)
    return report


def joined(exercise: Exercise, reports: Sequence[StudentReport]) -> StudentReport:
    """The reports of one student, a part each, as one."""
    whole, *others = [of_part(one, part) for one, part in zip(reports, exercise.parts, strict=True)]
    for one in others:
        whole.answers += one.answers
        whole.problems += one.problems
        whole.lost += one.lost
        whole.first_wrong += one.first_wrong
        whole.absent += one.absent
        whole.doubtful += one.doubtful
        whole.by_hand += one.by_hand
        whole.notes += [note for note in one.notes if note not in whole.notes]
    return whole
