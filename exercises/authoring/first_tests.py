"""Tests to begin with, for an exercise file that has none: they are added to its end."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from grader.asked import Exercise
from grader.parts import finder
from tracer.errors import InputError, InputErrors
from tracer.file_text import TOML, one_line
from tracer.files import contents
from tracer.mistakes import swaps_of
from tracer.output import output
from tracer.parts import with_part

from .batches import batches
from .by_hand import answers, asked
from .cases import cases
from .faults import Draft, draft
from .trial import fails

MOST = 8  # mistakes that are planted, to begin with
HEAD = "# Tests to begin with: keep those that matter, add what your students do."
UNREADABLE = "three apples"
NONSENSE = "123456.7"


def write_tests(name: str) -> int:
    """Add tests that hold to the end of a file, and leave all that stands there as it is; return
    how many. Raises InputError for a file with faults, or one that nothing can be added to."""
    made = draft(name)
    if made.faults:
        raise InputErrors(made.faults) if len(made.faults) > 1 else made.faults[0]
    path = Path(name)
    if not path.is_file() or not made.lines:
        raise InputError(made.where, "tests cannot be added to it", expected="a TOML file",
                         example="backprop exercises check sheet-3.toml --write-tests")  # fmt: skip
    old = contents(name).decode("utf-8")
    new = list(beginnings(made))
    if not new:
        return 0
    end = "\r\n" if "\r\n" in old else "\n"
    gap = end if old.endswith(("\n", "\r")) else end + end
    added = HEAD + "\n" + "\n".join(text_of(table) for table in new)
    text = old + gap + added.replace("\n", end)
    same_but_for_tests(made, text)
    mode = path.stat().st_mode
    with output(name, force=True) as stream:
        stream.write(text)
    path.chmod(mode)
    return len(new)


def text_of(table: dict[str, object]) -> str:
    lines = (f"{key} = {one_line(value, TOML)}\n" for key, value in table.items())
    return "[[test]]\n" + "".join(lines)


def same_but_for_tests(made: Draft, text: str) -> None:
    """Whether the longer text says what the file said. A list `test = […]` cannot be added to."""
    try:
        keys = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        keys = {}
    tests, old = keys.pop("test", []), dict(made.keys)
    before = old.pop("test", [])
    if keys != old or tests[: len(before)] != before:
        raise InputError(
            made.at("test"),
            "no [[test]] can be added behind this",
            expected="each test as a [[test]] of its own",
            example="[[test]]",
        )


def beginnings(made: Draft) -> Iterator[dict[str, object]]:
    """The tables of tests that the file does not have yet and that hold on its own numbers, and
    on a few variants where it has them; no more mistakes than make a beginning."""
    sheet = made.made.exercise
    there = cases(made.typed.get("test", []), made.where, sheet.trace, finder(sheet))
    titles = {one.title for one in there} | {f"{one.mistake} in {one.line}" for one in there}
    sheets = [sheet, *some_variants(made)]
    planted = sum(bool(one.mistake) for one in there)
    for table in candidates(sheet):
        (case,) = cases([table], made.where, sheet.trace, finder(sheet))
        if case.called in titles or (case.mistake and planted >= MOST):
            continue
        if any(fails(case, one) for one in sheets):
            continue
        planted += bool(case.mistake)
        titles.add(case.called)
        yield table


def some_variants(made: Draft) -> list[Exercise]:
    return [sheet for _, sheet in batches(made.made, 20)] if made.made.drawn else []


def candidates(sheet: Exercise) -> Iterator[dict[str, object]]:
    """What may be tested: all right; each mistake in an asked line, a new line and a new mistake
    first; what nobody can read; and a number that nothing explains."""
    right = answers(sheet)
    yield {"title": "everything right", "verdicts": "right"}
    yield from mistakes(sheet)
    number = next((name for name in right if kind_of(sheet, name) == "number"), None)
    first = number or next(iter(right))
    yield {
        "title": "unreadable",
        "answers": {first: UNREADABLE},
        "verdicts": {first: "unreadable"},
    }
    if number:
        yield {
            "title": "nonsense",
            "answers": {number: NONSENSE},
            "verdicts": {number: "wrong"},
            "first_wrong": [number],
        }


def kind_of(sheet: Exercise, name: str) -> str:
    return next(one.ask.kind for one in asked(sheet) if one.own == name)


def mistakes(sheet: Exercise) -> Iterator[dict[str, object]]:
    """A mistake of each asked line in turn, until all are through; each name once."""
    waiting = {
        with_part(part.part, ask.name): names_in(part, ask.name)
        for part in sheet.parts
        for ask in part.asks or ()
        if ask.kind == "number" and ask.name in part.trace.by_name
    }
    used: set[str] = set()
    while any(waiting.values()):
        for line, names in waiting.items():
            while names:
                name = names.pop(0)
                if name not in used:
                    used.add(name)
                    yield {"mistake": name, "line": line}
                    break


def names_in(sheet: Exercise, line: str) -> list[str]:
    equation = sheet.trace.by_name[line].equation
    named = [one for one, _ in swaps_of(sheet.trace, equation) if not one.generic]
    return list(dict.fromkeys(one.name for one in named if one.name not in sheet.accept))
