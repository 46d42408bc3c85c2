"""What people write into a file, key by key, and how a table of keys is read.

A table of keys is a literal, name → `Key`: what may stand there, what it is where nothing stands
there, a line that works. The room whose keys they are keeps the table; `read_keys` reads it. All
faults are collected, each with its file and key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from . import checks
from .checks import Faults, said
from .errors import nearest, shown, unknown

Reader: TypeAlias = Callable[[Any, str, Faults, str], Any]
"""(value, place, faults, example) → what is gone on with; None after a fault, which is noted."""


def as_it_stands(value: Any, _place: str, _faults: Faults, _example: str) -> Any:
    """Judged later, beside other keys."""
    return value


class Key(NamedTuple):
    """One key: a line that works, what may stand there, what it is where it is left out."""

    example: str
    read: Reader = as_it_stands
    default: Any = None

    def of(self, value: Any, place: str, faults: Faults) -> Any:
        """What is gone on with; None after a fault, which is noted."""
        return self.read(value, place, faults, self.example)


PLAIN = re.compile(r"[\w-]{1,40}")  # a key that may stand in a place as it was typed
Keys: TypeAlias = Mapping[str, Key]


def read_keys(
    table: Mapping[Any, Any], keys: Keys, place: str, faults: Faults, above: Collection[str] = ()
) -> dict[str, Any]:
    """What stands in the known keys of a table, read; a key with a fault is left out.

    `place`: of the table in the file, "" at the top. `above`: keys of the table around it.
    """
    found = {}
    for name, value in known_keys(table, keys, place, faults, above).items():
        read = keys[name].of(value, f"{place}.{name}" if place else name, faults)
        if read is not None:
            found[name] = read
    return found


def known_keys(
    table: Mapping[Any, Any], keys: Keys, place: str, faults: Faults, above: Collection[str] = ()
) -> dict[str, Any]:
    """The entries that have a known key and a value (null is a key left out), as they stand
    there; other keys are faults."""
    for name in table:
        if name in keys:
            continue
        listed, at = ", ".join(keys), place
        if not isinstance(name, str):
            first = next(iter(keys.values())).example
            faults.add(place, f"{said(name)} is not a key", expected=listed, example=first)
            continue
        wrong, example = f"there is no key {shown(name)}", keys[nearest(name, keys)].example
        if name in above:
            wrong += " here: it stands above the first [[…]] and [ ] of the file"
            example = f"{name} = … as one of the first lines"
        if PLAIN.fullmatch(name):
            at = f"{place}.{name}" if place else name
        faults.add(at, wrong, expected=listed, example=example)
    return {name: table[name] for name in keys if table.get(name) is not None}


def defaults(keys: Keys) -> dict[str, Any]:
    """What the keys that are left out are; those without a default are not in it."""
    return {name: key.default for name, key in keys.items() if key.default is not None}


# What may stand in a key


def text(value: Any, place: str, faults: Faults, example: str) -> str | None:
    """Any text; what would move a cursor is escaped."""
    if isinstance(value, str):
        return checks.visible(value)
    faults.add(place, f"{said(value)} is not a text", expected="a text", example=example)
    return None


def line(longest: int) -> Reader:
    """A text of one line."""
    return lambda value, place, faults, example: checks.line_of_text(
        value, longest, place, faults, example
    )


def whole(low: int, high: int) -> Reader:
    """A whole number, both bounds included."""
    return lambda value, place, faults, example: checks.whole(
        value, low, high, place, faults, example
    )


def number(low: float, high: float, expected: str) -> Reader:
    """A finite number, both bounds included."""

    def read(value: Any, place: str, faults: Faults, example: str) -> float | None:
        found = checks.number(value, place, faults, expected=expected, example=example)
        if found is None or low <= found <= high:
            return found
        faults.add(place, f"{said(value)} is out of range", expected=expected, example=example)
        return None

    return read


def one_of(*choices: Any) -> Reader:
    """One of some words, numbers, or true and false."""

    def read(value: Any, place: str, faults: Faults, example: str) -> Any:
        for choice in choices:
            alike = isinstance(value, str) == isinstance(choice, str)
            alike &= isinstance(value, bool) == isinstance(choice, bool)
            if alike and isinstance(value, str | int | float | np.number) and value == choice:
                return choice
        return not_among(choices, value, place, faults, example)

    return read


def not_among(
    choices: Collection[Any], value: Any, place: str, faults: Faults, example: str
) -> None:
    listed = [word(choice) for choice in choices]
    name, kind = place.rpartition(".")[2], type(next(iter(choices)))
    if kind is float and checks.number_fault(value):
        checks.number(value, place, faults, expected=", ".join(listed), example=example)
    elif isinstance(value, kind | float) and not isinstance(value, bool):
        quoted = f'{name} = "{{}}"' if kind is str else f"{name} = {{}}"
        faults.take(unknown(faults.at(place), name, word(value), listed, quoted))
    else:
        wrong = f"{said(value)} stands here"
        faults.add(place, wrong, expected=", ".join(listed), example=example)


def word(value: Any) -> str:
    """A choice as a line of a file has it, without quotes: `step`, `0.5`, `true`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:g}"


def truth(value: Any, place: str, faults: Faults, example: str) -> bool | None:
    """true or false."""
    if isinstance(value, bool):
        return value
    faults.add(place, f"{said(value)} stands here", expected="true or false", example=example)
    return None


def table(value: Any, place: str, faults: Faults, example: str) -> Mapping[str, Any] | None:
    """A table of keys, as it stands there."""
    if isinstance(value, Mapping):
        return value
    faults.add(place, f"{said(value)} is no table", expected="a table", example=example)
    return None


def texts(value: Any, place: str, faults: Faults, example: str) -> tuple[str, ...] | None:
    """A list of texts; one text alone is a list of one."""
    read = [text(one, place, faults, example) for one in as_list(value)]
    return tuple(one for one in read if one is not None) if None not in read else None


def as_list(value: Any) -> list[Any]:
    """The items of a list; anything else is a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]
