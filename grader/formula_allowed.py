"""What the formula of one ask may use: `allowed`, else what is given or asked for before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from tracer.errors import InputError, shown
from tracer.formula.text import spelled, text
from tracer.layout import flipped
from tracer.quantity import at_iteration
from tracer.schema import as_list
from tracer.symbols import Place
from tracer.trace import Trace

from .answers import CONSTANTS
from .asked import Exercise, asked_places
from .formula_names import Allowed, At, Names, Symbol, internal

EXAMPLE = 'allowed = ["x", "w1"]'
ALWAYS = frozenset({*CONSTANTS, "alpha"})  # numbers, whatever the author allows


@lru_cache(maxsize=1024)
def allowed_of(sheet: Exercise, name: str, place: Place) -> Allowed:
    """For one entry that is asked for as a formula, its place as calculated."""
    known = trace_of(sheet)
    if sheet.asks is None:  # a file in which everything is asked, line by line
        own = known.by_name.get(name)
        before = known.steps[: own.number - 1] if own else known.steps
        hidden = internal(known)
        lines = [step.name for step in before if step.name not in hidden]
        return Allowed(frozenset(at for line in lines for at in all_entries(known, line)))
    entries, words = set[At](), list[str]()
    for ask in sheet.asks:
        if ask.alone:
            continue
        for at in asked_places(sheet, ask):
            if (ask.name, at) == (name, place) and ask.kind == "formula":
                if "allowed" in ask.keys:
                    return listed_ones(known, ask.keys["allowed"], "allowed")
                return Allowed(frozenset(entries), tuple(dict.fromkeys(words)))
            entries.add((ask.name, at))
            if not Names(known, Symbol(ask.name, at)).forward(ask.name):
                words.append(called(known, ask.name, at))
    return Allowed(frozenset(entries), tuple(words))


@lru_cache(maxsize=256)
def trace_of(sheet: Exercise) -> Trace:
    """The trace that has all that is asked: with every Δw a line of its own where one is."""
    known = sheet.trace
    return known if all(ask.name in known.state for ask in sheet.asks or ()) else known.by_steps


def check_allowed(known: Trace, keys: Mapping[str, Any], here: str) -> None:
    """Raises InputError for an ask whose `allowed` is no list of the trace's names."""
    if "allowed" not in keys:
        return
    listed_ones(known, keys["allowed"], f"{here}.allowed")


def listed_ones(known: Trace, given: Any, where: str) -> Allowed:
    """The entries that an author's list names; of a whole array, all of them."""
    words = as_list(given)
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


def called(known: Trace, name: str, place: Place) -> str:
    """An entry as the sheet writes it, so that it can be typed."""
    single = known.scalar(name) or known.laid(name).shape[-2:] == (1, 1)
    at = None if single else flipped(place, turned(known, name))
    what = known.local(name)
    _, tree = known.symbols.signed_tree(what, at)
    return at_iteration(text(tree) + ":=" * name.endswith(":="), what.iteration)
