"""The symbols that an author allows in a formula: `allowed = ["x", "w1"]`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.errors import InputError, shown
from tracer.formula.text import spelled
from tracer.layout import flipped
from tracer.trace import Trace

from .answers import CONSTANTS
from .formula_names import Allowed, At, Names, Symbol
from .settings import listed

EXAMPLE = 'allowed = ["x", "w1"]'


ALWAYS = frozenset({*CONSTANTS, "alpha"})  # numbers, whatever the author allows


def check_allowed(known: Trace, keys: Mapping[str, Any], here: str) -> None:
    """Raises InputError for an ask whose `allowed` is no list of the trace's names."""
    if "allowed" not in keys:
        return
    if keys.get("kind") != "formula":
        raise InputError(f"{here}.allowed", "only a formula has symbols that it may use",
                         expected='kind = "formula", or no such key', example=EXAMPLE)  # fmt: skip
    listed_ones(known, keys["allowed"], f"{here}.allowed")


def listed_ones(known: Trace, given: Any, where: str) -> Allowed:
    """The entries that an author's list names; of a whole array, all of them."""
    words = listed(given)
    if not words or not all(isinstance(word, str) for word in words):
        raise InputError(where, f"{shown(given)} lists no symbols", expected="symbols of the sheet",
                         example=EXAMPLE)  # fmt: skip
    entries = {at for word in words if spelled(word) not in ALWAYS
               for at in meant(known, word, where)}  # fmt: skip
    return Allowed(frozenset(entries), tuple(words), only=True)


def meant(known: Trace, word: str, where: str) -> Iterator[At]:
    scalar = Names(known, Symbol("", (1, 1))).of_scalars(word)
    if scalar is not None and known.names.look_up(word) is None:
        yield scalar.name, scalar.place
        return
    try:
        found = known.names.find(word)
    except InputError as error:
        raise error.at(where) from None
    if found.place is None:
        yield from all_entries(known, found.name)
    else:
        yield found.name, flipped(found.place, turned(known, found.name))


def all_entries(known: Trace, name: str) -> Iterator[At]:
    rows, columns = known.state[name].shape[-2:]
    return ((name, (row + 1, column + 1)) for row, column in np.ndindex(rows, columns))


def turned(known: Trace, name: str) -> bool:
    return not known.scalar(name) and known.lies(name)
