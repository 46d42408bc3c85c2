"""All that is wrong with an exercise file, at once, and in which line.

The readers of the grader and of the task stop at the first fault, as they should. Here each part of
the file is given to them alone; what they make is thrown away, and the whole is read once all of
it is right.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.asked import laid
from grader.choices import options
from grader.derivation import planted
from grader.exercise_file import (
    ASK_KEYS,
    Ask,
    Exercise,
    asked_places,
    asks_of,
    is_exercise,
    of_keys,
    source_of,
    steps_asked,
)
from grader.manual import manual_parts
from grader.parts import finder
from grader.parts import named as named_answer
from grader.settings import SHEET_KEYS, settings_of, sheet_settings
from tracer.checks import MOST
from tracer.errors import InputError, InputErrors, unknown
from tracer.files import contents, decoded, json_table, label, toml_table
from tracer.layout import flipped
from tracer.parts import parts_tried
from tracer.schema import as_list
from tracer.symbols import Place, entry_name
from tracer.toml_lines import line_at, lines_of
from tracer.trace import Trace

from ..task import Task, bundled, of_file
from .cases import cases


@dataclass(slots=True)
class Draft:
    """An exercise file as its author wrote it. `keys` as they stand there; `typed`: the same with
    the text of every decimal number; `task` is None while there are faults."""

    where: str
    path: Path
    text: str
    keys: Mapping[str, Any]
    typed: Mapping[str, Any]
    lines: Mapping[str, int]
    task: Task | None = None
    found: list[tuple[int, InputError]] = field(default_factory=list)

    @property
    def made(self) -> Task:
        """The exercise of a file without faults."""
        assert self.task is not None, "the faults are told first"
        return self.task

    @property
    def faults(self) -> list[InputError]:
        """From the first line to the last."""
        return [error for _, error in sorted(self.found, key=lambda one: one[0])]

    def take(self, error: InputError) -> None:
        """Note a fault, with the line in which it is to be found."""
        for one in error.faults if isinstance(error, InputErrors) else (error,):
            place = one.where.removeprefix(f"{self.where}: ")
            if len(self.found) < MOST:
                self.found.append((line_at(place, self.lines) or 0, one.at(self.at(place))))

    def at(self, place: str) -> str:
        """A place in the file as messages name it: its line, then its key."""
        line = line_at(place, self.lines)
        return f"{self.where}, line {line}: {place}" if line else f"{self.where}: {place}"

    @contextmanager
    def noted(self) -> Iterator[None]:
        """What goes wrong inside is a fault of the file."""
        try:
            yield
        except InputError as error:
            self.take(error)


def draft(name: str) -> Draft:
    """Read a file and find all its faults. Raises InputError if it is no exercise at all."""
    known = bundled()
    name = str(known[name]) if name in known and not Path(name).is_file() else name
    where = label(name)
    text = decoded(contents(name), where)
    is_json = name.lower().endswith(".json") or text.lstrip().startswith("{")
    keys = json_table(text, where) if is_json else toml_table(text, where)
    if not is_exercise(keys):
        raise InputError(
            where,
            "this is no exercise: nothing is asked in it",
            expected="[network] or [expression], and [[ask]] with what is asked",
            example='[[ask]] and below it quantity = "dJ/dW[2]"',
        )
    typed = json.loads(text, parse_float=str) if is_json else tomllib.loads(text, parse_float=str)
    made = Draft(where, Path(name), text, keys, typed, {} if is_json else lines_of(text))
    look_for_faults(made)
    if not made.found:
        with made.noted():
            made.task = of_file(keys, where, made.path.parent, made.path)
    return made


def look_for_faults(made: Draft) -> None:
    """Every part of the file by itself."""
    keys, where = made.keys, made.where
    for read in (settings_of, sheet_settings):
        with made.noted():
            read(keys, where)
    for number, table in enumerate(as_list(keys.get("manual", [])), 1):
        with numbered(made, "manual", number):
            list(manual_parts({"manual": [table]}, where))
    if "part" in keys:
        look_at_parts(made)
        return
    with made.noted():
        source = source_of(keys, where, made.path.parent)
        steps = steps_asked(keys.get("ask") or [], source, where, until="until" in keys)
        sheet = traced(Exercise(source=source, steps=steps), keys, where)
        sheet = with_derivation(made, sheet, keys, where)
        before = len(made.found)
        look_at_asks(made, sheet, keys, where)
        if len(made.found) == before:
            with made.noted():
                sheet = of_keys(keys, where, made.path.parent)
        look_at_names(made, sheet)


def look_at_parts(made: Draft) -> None:
    """Each `[[part]]`, then what the names of the file mean in all of them."""
    keys, where = made.keys, made.where
    before = len(made.found)
    with made.noted():
        found, faults = parts_tried(keys, where, made.path.parent)
        for fault in faults:
            made.take(fault)
        for part in found:
            with made.noted():
                list(manual_parts(part.keys, part.where))
            if part.inherits and len(made.found) > before:
                continue  # its asks are another part's, whose faults were told
            with made.noted():
                asks, until = part.keys.get("ask") or [], "until" in keys
                steps = steps_asked(asks, part.source, part.where, until=until)
                sheet = traced(Exercise(source=part.source, steps=steps), part.keys, part.where)
                sheet = with_derivation(made, sheet, part.keys, part.where)
                look_at_asks(made, sheet, part.keys, part.where)
    if len(made.found) == before:
        with made.noted():
            look_at_names(made, of_keys(keys, where, made.path.parent))


def with_derivation(made: Draft, sheet: Exercise, keys: Mapping[str, Any], where: str) -> Exercise:
    """The exercise with the mistakes that are planted in it, where any are."""
    if "derivation" in keys:
        with made.noted():
            return replace(sheet, derivation=planted(keys, sheet.trace, where))
    return sheet


def traced(sheet: Exercise, keys: Mapping[str, Any], where: str) -> Exercise:
    """The exercise, once it was traced as far as its asks go. Raises InputError where it cannot
    be, at the ask that goes so far."""
    try:
        sheet.trace.keys()
    except InputError as error:
        if error.where != "steps":
            raise
        named = [steps_asked([one], sheet.source, where) for one in as_list(keys.get("ask", []))]
        raise error.at(f"{where}: ask[{named.index(max(named)) + 1}]") from None
    return sheet


@contextmanager
def numbered(made: Draft, key: str, number: int) -> Iterator[None]:
    """A table that was read alone, under its own number in the file."""
    try:
        yield
    except InputError as error:
        made.take(error.at(error.where.replace(f"{key}[1]", f"{key}[{number}]", 1)))


def look_at_asks(made: Draft, sheet: Exercise, keys: Mapping[str, Any], where: str) -> None:
    """Each `[[ask]]`, and that no entry is asked for twice."""
    seen: dict[tuple[str, Place], int] = {}
    tables = as_list(keys.get("ask", []))
    if not tables:
        made.take(InputError(f"{where}: ask", "nothing is asked", expected="[[ask]] tables",
                             example='[[ask]] and below it quantity = "dJ/dW[2]"'))  # fmt: skip
    for number, table in enumerate(tables, 1):
        for key in table if isinstance(table, Mapping) else ():
            if key not in ASK_KEYS:
                made.take(unknown(f"{where}: ask[{number}].{key}", "key", key, ASK_KEYS, "{}"))
        with numbered(made, "ask", number):
            for ask in asks_of([table], where, sheet.trace):
                look_for_repeats(sheet, ask, number, seen, where)
                look_at_options(sheet, ask, f"{where}: ask[{number}].options")


def look_at_options(sheet: Exercise, ask: Ask, where: str) -> None:
    """That one of the author's options is right, and no other."""
    if ask.alone or "options" not in ask.keys or ask.name not in sheet.trace:
        return
    for place in asked_places(sheet, ask):
        try:
            options(sheet, ask, laid(sheet, ask.name, place))
        except InputError as error:
            raise error.at(where) from None


def look_for_repeats(
    sheet: Exercise, ask: Ask, number: int, seen: dict[tuple[str, Place], int], where: str
) -> None:
    for place in () if ask.alone or ask.beside else asked_places(sheet, ask):
        before = seen.setdefault((ask.name, place), number)
        if before != number:
            name = entry_of(sheet.trace, ask.name, place)
            raise InputError(
                f"{where}: ask[{number}]",
                f"{name} is asked for in ask[{before}] already",
                expected="each entry once, or its points would count twice; of an array, the other "
                "entries",
                example=f'quantity = "{ask.name}" in one of the two',
            )


def entry_of(known: Trace, name: str, place: Place) -> str:
    """The canonical name of an entry, its place given as calculated."""
    scalar = known.scalar(name)
    return entry_name(name, None if scalar else flipped(place, known.lies(name)))


def look_at_names(made: Draft, sheet: Exercise) -> None:
    """The quantities that hints, printed answers and tests name."""
    if not isinstance(made.keys.get("printed", {}), Mapping):
        made.take(
            InputError(
                f"{made.where}: printed",
                "it is no table of answers",
                expected="answers by quantity",
                example=SHEET_KEYS["printed"].example,
            )
        )
    for place, name in named(made.keys):
        with made.noted():
            try:
                named_answer(sheet, name)
            except InputError as error:
                raise error.at(f"{made.where}: {place}") from None
    with made.noted():
        cases(made.typed.get("test", []), made.where, sheet.trace, finder(sheet))


def named(keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each name that must be one of a trace's, and where it stands."""
    for number, one in enumerate(as_list(keys.get("hint", [])), 1):
        if isinstance(one, Mapping) and isinstance(one.get("quantity"), str):
            yield f"hint[{number}].quantity", one["quantity"]
    printed = keys.get("printed", {})
    for name in printed if isinstance(printed, Mapping) else ():
        yield f"printed.{name}", name
