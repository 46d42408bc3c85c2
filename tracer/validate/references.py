"""Entries and symbols: absent, frozen and tied parameters, and the sheet's own names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..checks import frozen as read_only
from ..checks import listed, said
from ..errors import shown
from ..layer import Tied
from ..quantity import quantity
from . import keys
from .draft import Draft
from .named import RESERVED, SAME, is_symbol


def tied_names(value: object) -> list[str]:
    """The names of tied parameters that can be read at all; faults are found later."""
    items = value if isinstance(value, list | tuple) else []
    names = [getattr(item, "name", None) for item in items]
    usable = [name for name in names if isinstance(name, str) and is_symbol(name, primes=False)]
    return [name for name in dict.fromkeys(usable) if name not in RESERVED]


def references(draft: Draft) -> None:
    """Read all of them; they stand in the fields as the file's layout has them."""
    fields = draft.fields
    fields["absent"] = absent(draft)
    fields["frozen"] = frozen(draft)
    fields["tied"] = tied(draft)


def texts(draft: Draft, value: object, key: str, what: str, line: str) -> list[tuple[str, str]]:
    """Key and text of each item of a list of names."""
    expected = f"a list of {what}"
    found = []
    for at, text in enumerate(listed(value, key, draft.faults, expected=expected, example=line), 1):
        if isinstance(text, str):
            found.append((f"{key}[{at}]", text))
        else:
            wrong = f"{said(text)} is not a name"
            draft.faults.add(f"{key}[{at}]", wrong, expected=what, example=line)
    return found


def absent(draft: Draft) -> tuple[str, ...]:
    """Entries of W. They become 0."""
    found, line = [], keys.NETWORK["absent"].example
    what = "entries of W"
    for key, text in texts(draft, draft.typed.absent, "absent", what, line):
        at = draft.find(text, key, 'absent = ["{}"]')
        if at is None:
            continue
        name, place = at
        if place is None or quantity(name).role != "value" or quantity(name).base != "W":
            wrong = f"{shown(text)} is not one entry of a W"
            draft.faults.add(key, wrong, expected="W, row, column", example=line)
            continue
        found.append(draft.outline.written(name, place))
        layer = draft.layers[int(quantity(name).layer or 1) - 1]
        if layer.W is not None:
            W = np.array(layer.W)
            row, column = draft.outline.laid(name, place)
            W[..., row - 1, column - 1] = 0.0
            draft.layers[int(quantity(name).layer or 1) - 1] = replace(layer, W=read_only(W))
    return tuple(dict.fromkeys(found))


def is_parameter(draft: Draft, name: str) -> bool:
    what = quantity(name)
    return what.role == "value" and (what.base in ("W", "b") or name in draft.outline.tied)


def frozen(draft: Draft) -> tuple[str, ...]:
    """Parameters, their entries, or tied parameters."""
    found, line = [], keys.NETWORK["frozen"].example
    for key, text in texts(draft, draft.typed.frozen, "frozen", "parameters or entries", line):
        at = draft.find(text, key, 'frozen = ["{}"]')
        if at is None:
            continue
        if is_parameter(draft, at[0]):
            found.append(draft.outline.written(*at))
        else:
            wrong = f"{shown(text)} is not a parameter"
            draft.faults.add(key, wrong, expected="W, b or an entry of them", example=line)
    return tuple(dict.fromkeys(found))


def tied(draft: Draft) -> tuple[Any, ...]:
    """Groups of entries with one value each, no entry in two groups."""
    line = keys.NETWORK["tied"].example
    expected = "a list of tied parameters, each under [[tied]]"
    items = listed(draft.typed.tied, "tied", draft.faults, expected=expected, example=line)
    found: list[Tied] = []
    owner: dict[tuple[str, int, int], str] = {}
    for at, item in enumerate(items, 1):
        if not isinstance(item, Tied):
            wrong = f"{said(item)} is not a tied parameter"
            draft.faults.add(f"tied[{at}]", wrong, expected=expected, example=line)
        elif tied_name(draft, item.name, f"tied[{at}].name", [group.name for group in found]):
            found.append(Tied(name=item.name, entries=tied_group(draft, item, at, owner)))
    return tuple(found)


def tied_name(draft: Draft, name: object, key: str, before: list[str]) -> bool:
    expected, line = "a short name that nothing else has", keys.TIED["name"].example
    if not isinstance(name, str) or not is_symbol(name, primes=False):
        wrong = "the name is missing" if name is None else f"{said(name)} is not a name"
    elif name in RESERVED or name in SAME or name.startswith(("Δ", "Delta_")):
        wrong = f"{shown(name)} is what something else is called"
    elif name in before:
        wrong = f"two tied parameters are called {shown(name)}"
    else:
        return True
    draft.faults.add(key, wrong, expected=expected, example=line)
    return False


def tied_group(
    draft: Draft, item: Any, at: int, owner: dict[tuple[str, int, int], str]
) -> tuple[str, ...]:
    """The entries of one tied parameter, as they stand in the file."""
    key, line, faults = f"tied[{at}].entries", keys.TIED["entries"].example, draft.faults
    found: list[str] = []
    places: list[tuple[str, int, int]] = []
    typed = () if item.entries is None else item.entries
    for where, text in texts(draft, typed, key, "parameters or entries", line):
        named = draft.find(text, where, 'entries = ["{}"]')
        if named is None:
            continue
        name, place = named
        if quantity(name).base not in ("W", "b") or not is_parameter(draft, name):
            wrong = f"{shown(text)} is not a parameter"
            faults.add(where, wrong, expected="entries of W and b", example=line)
            continue
        found.append(draft.outline.written(name, place))
        for entry in draft.outline.entries(found[-1], where):
            if entry in owner:
                wrong = f"{written(draft, *entry)} is in {owner[entry]!r} already"
                faults.add(where, wrong, expected="each entry once", example=line)
            elif written(draft, *entry) in draft.fields["absent"]:
                wrong = f"{written(draft, *entry)} is absent"
                faults.add(where, wrong, expected="entries that are there", example=line)
            owner.setdefault(entry, item.name)
            places.append(entry)
    if not typed:
        faults.add(key, "no entries are listed", expected="entries of W and b", example=line)
    together(draft, item.name, places, key)
    return tuple(found)


def together(draft: Draft, name: str, places: list[tuple[str, int, int]], key: str) -> None:
    """Entries that are one parameter have one value, and are frozen all or none."""
    arrays = draft.columns()
    there = [place for place in places if place[0] in arrays]
    values = [arrays[array][..., i - 1, j - 1] for array, i, j in there]
    for (array, i, j), value in zip(there, values, strict=True):
        if not np.all(value == values[0]):
            first, other = np.ravel(values[0])[0], np.ravel(value)[0]
            wrong = f"{written(draft, *there[0])} is {first:g}, "
            wrong += f"but {written(draft, array, i, j)} is {other:g}"
            expected = f"one value for all entries of {name}"
            draft.faults.add(key, wrong, expected=expected, example=keys.TIED["entries"].example)
            break
    still = {place for text in draft.fields["frozen"] for place in frozen_places(draft, text)}
    if still & set(places) and not set(places) <= still:
        free = next(place for place in places if place not in still)
        wrong = f"some entries of {name} are frozen, but {written(draft, *free)} is not"
        draft.faults.add("frozen", wrong, expected="all or none", example=f'frozen = ["{name}"]')


def frozen_places(draft: Draft, text: str) -> list[tuple[str, int, int]]:
    return [] if text in draft.outline.tied else draft.outline.entries(text, "frozen")


def written(draft: Draft, name: str, row: int, column: int) -> str:
    return draft.outline.written(name, (row, column))
