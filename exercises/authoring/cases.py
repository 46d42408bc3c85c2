"""The author's own tests, the `[[test]]`s of an exercise file: answers and the verdicts they get.

title        what it is called where it fails
answers      what is typed instead of the right answers: texts by quantity or entry, `"right"`
             for what is right there; whatever is not named is answered right
mistake      … or a mistake of the table, made in `line` and nowhere else: the answers are
             all the numbers that then come out
numbers      "own": on the file's own numbers alone; left out: on every variant
verdicts     a verdict, or the name of a mistake, by quantity or entry; a verdict alone for
             all that is asked; left out beside `mistake`: that the marking names it
first_wrong  the entries that the marking calls the first wrong ones
score        the points of the whole sheet
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.result import VERDICTS
from grader.settings import listed
from tracer.errors import InputError, InputErrors, shown, unknown
from tracer.mistakes import MISTAKES, swaps_of
from tracer.mistakes.slips import TYPED_SLIPS
from tracer.trace import Trace

CASE_KEYS = {
    "title": 'title = "the slope of ReLU forgotten"',
    "answers": 'answers = {"J" = "0.5"}',
    "mistake": 'mistake = "relu-derivative-forgotten"',
    "line": 'line = "dJ/dz[1]"',
    "numbers": 'numbers = "own"',
    "verdicts": 'verdicts = {"J" = "wrong"}',
    "first_wrong": 'first_wrong = ["z[1][1,1]"]',
    "score": "score = 4",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `line`, and the keys of `verdicts`, are as the author wrote them."""

    number: int
    title: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    mistake: str = ""
    line: str = ""
    own: bool = False
    everywhere: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    first_wrong: tuple[str, ...] | None = None
    score: float | None = None

    @property
    def called(self) -> str:
        if self.title:
            return self.title
        if self.mistake:
            return f"{self.mistake} in {self.line}"
        said = [f"everything {self.everywhere}"] if self.everywhere else []
        said += [f"{name} {verdict}" for name, verdict in self.verdicts.items()]
        return ", ".join(said) or f"test {self.number}"


def cases(tables: Any, where: str, known: Trace) -> list[Case]:
    """All tests of a file. Raises InputError with every fault of all of them."""
    made, faults = [], []
    for number, table in enumerate(listed(tables), 1):
        found = list(faults_of(table, f"{where}: test[{number}]", known))
        faults += found
        if not found:
            made.append(case_of(table, number))
    if faults:
        raise InputErrors(faults) if len(faults) > 1 else faults[0]
    return made


def case_of(table: Mapping[str, Any], number: int) -> Case:
    first = table.get("first_wrong")
    score = table.get("score")
    verdicts = table.get("verdicts", {})
    return Case(
        number,
        title=table.get("title", ""),
        answers=table.get("answers", {}),
        mistake=table.get("mistake", ""),
        line=table.get("line", ""),
        own="numbers" in table,
        everywhere=verdicts if isinstance(verdicts, str) else "",
        verdicts={} if isinstance(verdicts, str) else verdicts,
        first_wrong=None if first is None else tuple(listed(first)),
        score=None if score is None else float(score),
    )


def faults_of(table: Any, here: str, known: Trace) -> Iterator[InputError]:
    if not isinstance(table, Mapping):
        yield fault(here, f"{shown(table)} is no table", "a table", "verdicts")
        return
    for key in table:
        if key not in CASE_KEYS:
            yield unknown(f"{here}.{key}", "key", key, CASE_KEYS, "{}")
    for key in ("title", "mistake", "line"):
        if not isinstance(table.get(key, ""), str):
            yield fault(f"{here}.{key}", f"{shown(table[key])} is no text", "a text", key)
            return
    verdicts = table.get("verdicts", {})
    if isinstance(verdicts, str):
        if verdicts not in VERDICTS:
            yield unknown(f"{here}.verdicts", "verdict", verdicts, VERDICTS, 'verdicts = "{}"')
        table = {**table, "verdicts": {}}
    for key in ("answers", "verdicts"):
        if not isinstance(table.get(key, {}), Mapping):
            yield fault(f"{here}.{key}", f"{shown(table[key])} is no table", "a table", key)
            return
    if not {"verdicts", "mistake", "first_wrong", "score"} & set(table):
        yield fault(here, "it says nothing of the marking", "verdicts, or a mistake", "verdicts")
    if table.get("numbers", "own") != "own":
        yield fault(f"{here}.numbers", f"{shown(table['numbers'])} will not do",
                    '"own"; left out, the test is made on every variant', "numbers")  # fmt: skip
    if "score" in table and not is_number(table["score"]):
        yield fault(f"{here}.score", f"{shown(table['score'])} are no points", "a number", "score")
    yield from names_of(table, here, known)
    yield from mistakes_of(table, here, known)


def is_number(value: Any) -> bool:
    """Decimal numbers of a file come as their text."""
    try:
        return type(value) in (int, float, str) and float(value) >= 0
    except ValueError:
        return False


def names_of(table: Mapping[str, Any], here: str, known: Trace) -> Iterator[InputError]:
    """Quantities that there are not, and verdicts that there are not."""
    named = [(f"answers.{name}", name) for name in table.get("answers", {})]
    named += [(f"verdicts.{name}", name) for name in table.get("verdicts", {})]
    named += [("first_wrong", str(name)) for name in listed(table.get("first_wrong", []))]
    for place, name in named:
        try:
            known.names.find(name)
        except InputError as error:
            yield error.at(f"{here}.{place}")
    for name, verdict in table.get("verdicts", {}).items():
        if not isinstance(verdict, str) or verdict not in (*VERDICTS, *MISTAKES):
            place, both = f"{here}.verdicts.{name}", [*VERDICTS, *MISTAKES]
            yield unknown(place, "verdict or mistake", str(verdict), both, f'"{name}" = "{{}}"')


def mistakes_of(table: Mapping[str, Any], here: str, known: Trace) -> Iterator[InputError]:
    """A mistake that there is not, or that cannot be made in that line."""
    mistake, line = table.get("mistake", ""), table.get("line", "")
    if bool(mistake) != bool(line):
        key = "line" if mistake else "mistake"
        yield fault(here, f"there is no {key}", "a mistake and the line that it is made in", key)
        return
    if not mistake:
        return
    if "answers" in table:
        yield fault(f"{here}.answers", "there is a mistake too, which gives all answers",
                    "answers, or a mistake with its line", "answers")  # fmt: skip
    if mistake in TYPED_SLIPS:
        yield fault(f"{here}.mistake", f"{mistake} is a slip in typing, no calculation",
                    "answers with the slip in them", "answers")  # fmt: skip
        return
    if mistake not in MISTAKES:
        yield unknown(f"{here}.mistake", "mistake", mistake, MISTAKES, 'mistake = "{}"')
        return
    try:
        name = known.names.find(line).name
    except InputError as error:
        yield error.at(f"{here}.line")
        return
    if name not in known.by_name:
        yield fault(f"{here}.line", f"{line} is given, no line makes it", "a line of the trace",
                    "line")  # fmt: skip
        return
    possible = {one.name: None for one, _ in swaps_of(known, known.by_name[name].equation)}
    if mistake not in possible:
        yield InputError(
            f"{here}.mistake",
            f"{mistake} cannot be made in {line}",
            expected=", ".join(possible) or "another line",
            example=f'mistake = "{next(iter(possible), "sign")}"',
        )


def fault(where: str, wrong: str, expected: str, key: str) -> InputError:
    return InputError(where, wrong, expected=expected, example=CASE_KEYS[key])
