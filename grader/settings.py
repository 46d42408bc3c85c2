"""Every key of an exercise file: those of marking, and those that say how it is handed out.

One table for each; the whole file is read against both. `ask` and what is below it is read in
exercise_file.py, the network or expression by its own rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.checks import Faults
from tracer.errors import InputError, shown, unknown
from tracer.parts import EXAMPLE as PART
from tracer.schema import (
    Key,
    Keys,
    as_list,
    defaults,
    known_keys,
    number,
    one_of,
    read_keys,
    table,
    text,
    texts,
    truth,
    whole,
)

from .tolerance import tolerance_of

CREDIT = {"follows": 1.0, "simplified": 0.5, "coarse": 0.5, "mistake": 0.0}
LECTURE = (*(f"L{row}" for row in range(1, 15)), *(f"D{row}" for row in range(1, 8)))
"""The rows of the lecture, and D1, D2, …: what deeper courses add to it."""


def tolerance(value: Any, place: str, faults: Faults, _example: str) -> Any:
    try:
        return tolerance_of(value, faults.at(place))
    except InputError as error:
        faults.take(error)
        return None


def mistakes(value: Any, place: str, faults: Faults, _example: str) -> tuple[str, ...]:
    """The mistakes that a course teaches as right."""
    from tracer.mistakes import MISTAKES

    return among(value, "mistake", MISTAKES, place, faults)


def rows(value: Any, place: str, faults: Faults, _example: str) -> tuple[str, ...]:
    return among(value, "row of the lecture", LECTURE, place, faults)


def among(value: Any, kind: str, known: Any, place: str, faults: Faults) -> tuple[str, ...]:
    """A list of names that there are."""
    found = as_list(value)
    for name in found:
        if not isinstance(name, str) or name not in known:
            line = f'{place} = ["{{}}"]'
            faults.take(unknown(faults.at(place), kind, str(name), known, line))
    return tuple(found)


def credit(value: Any, place: str, faults: Faults, example: str) -> dict[str, float]:
    """The share of the points that each verdict earns."""
    given = table(value, place, faults, example)
    return CREDIT | read_keys(given or {}, SHARES, place, faults)


def groups(value: Any, place: str, faults: Faults, example: str) -> tuple[tuple[str, ...], ...]:
    """Groups of mistakes that give equal numbers; "right" in one: a mistake that may not show."""
    from tracer.mistakes import MISTAKES

    known = [*MISTAKES, "right"]
    for group in as_list(value):
        if not isinstance(group, list) or len(group) < 2:
            wrong, expected = f"{shown(group)} is no group of names", "lists of two names or more"
            faults.add(place, wrong, expected=expected, example=example)
            return ()
        for name in group:
            if name not in known:
                line = 'same = [["{}", "sign-flipped"]]'
                faults.take(unknown(faults.at(place), "mistake", str(name), known, line))
    return tuple(tuple(group) for group in as_list(value))


def hints(value: Any, place: str, faults: Faults, example: str) -> dict[str, tuple[str, ...]]:
    """The author's own hints, weakest first, by the quantity as the file names it."""
    found: dict[str, tuple[str, ...]] = {}
    for at, given in enumerate(as_list(value), 1):
        here = f"{place}[{at}]"
        part = table(given, here, faults, example)
        if part is None:
            continue
        name, said = (text(part.get(key), f"{here}.{key}", faults, example) for key in HINT)
        if name is not None and said is not None:
            found[name] = (*found.get(name, ()), said)
    return found


share = number(0, 1, "a number from 0 to 1")
SHARES: Keys = {
    name: Key(example=f"{name} = 0.5", read=share, default=usual) for name, usual in CREDIT.items()
}
HINT = ("quantity", "text")

KEYS: Keys = {
    "digits": Key(example="digits = 4", read=whole(1, 15), default=4),
    "decimals": Key(example="decimals = 3", read=whole(0, 15)),
    "min_digits": Key(example="min_digits = 3", read=whole(1, 15)),  # left out: digits − 1
    "truncation": Key(example="truncation = false", read=truth, default=True),
    "rounding": Key(
        example='rounding = "every_step"',
        read=one_of("free", "every_step", "at_the_end"),
        default="free",
    ),
    "coarse_costs_at_most": Key(
        example="coarse_costs_at_most = 0.1",
        read=number(0, 1, "a share of the sheet, from 0 to 1"),
        default=0.1,
    ),
    "tolerance": Key(example="tolerance = {relative = 0.01}", read=tolerance),
    "reveal": Key(
        example='reveal = "wrong-line"',
        read=one_of("never", "wrong-line", "all"),
        default="never",
    ),
    "until": Key(example='until = "no-error"', read=one_of("no-error")),
    "accept": Key(example='accept = ["relu-derivative-always-one"]', read=mistakes, default=()),
    "repeat": Key(example='repeat = "each"', read=one_of("once", "each"), default="once"),
    "credit": Key(example="credit = {follows = 1, mistake = 0.25}", read=credit, default=CREDIT),
    "id": Key(example='id = "sheet-3"', read=text, default=""),
    "title": Key(example='title = "Sheet 3"', read=text, default=""),
    "ask": Key(example='[[ask]]\nquantity = "dJ/dW[2]"'),
    "part": Key(example=PART),
    "network": Key(example='network = "network.toml"'),
    "expression": Key(example='expression = {expression = "x**2", at = {x = 3}}'),
    "derivation": Key(
        example='[derivation]\nline = "dJ/dz[1]"\nmistake = "activation-derivative-forgotten"'
    ),
}
"""What marking needs."""

SHEET_KEYS: Keys = {
    "version": Key(example="version = 1", read=whole(1, 10**6), default=1),
    "goal": Key(
        example='goal = "See why a gradient needs the slope of ReLU"', read=text, default=""
    ),
    "lecture": Key(example='lecture = ["L12"]', read=rows, default=()),
    "prerequisites": Key(example='prerequisites = ["neuron-forward"]', read=texts, default=()),
    "minutes": Key(example="minutes = 15", read=whole(1, 1000)),
    "sheet_layout": Key(
        example='sheet_layout = "graph"', read=one_of("steps", "graph"), default="steps"
    ),
    "hint": Key(
        example='[[hint]]\nquantity = "dJ/dz[1]"\ntext = "Which of the neurons are on?"',
        read=hints,
    ),
    "manual": Key(example='[[manual]]\ntitle = "Draw the network"\npoints = 2'),
    "variants": Key(example="[variants]\nX = {low = -2, high = 2, decimals = 0}", read=table),
    "same": Key(
        example='same = [["relu-derivative-always-one", "activation-derivative-forgotten"]]',
        read=groups,
        default=(),
    ),
    "test": Key(
        example='[[test]]\nanswers = {"dJ/dz[2]" = "0.5"}\nverdicts = {"dJ/dz[2]" = "right"}'
    ),
    "printed": Key(example='printed = {"dJ/dW[2]" = "0.082"}', read=table),
}
"""How it is handed out, practised and tried; exercises/ uses them."""

RAW = ("ask", "part", "network", "expression", "derivation")  # read where the trace is known


def settings_of(keys: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The settings of the marking, those that are left out at their defaults.

    Raises InputError with every fault of them, and every key that there is not.
    """
    faults = Faults(where)
    known_keys(keys, {**KEYS, **SHEET_KEYS}, "", faults)
    own = {name: key for name, key in KEYS.items() if name not in RAW}
    found = read_keys({name: keys[name] for name in own if name in keys}, own, "", faults)
    faults.stop()
    usual = {"min_digits": max(found.get("digits", own["digits"].default) - 1, 1)}
    return defaults(own) | usual | found


def sheet_settings(keys: Mapping[str, Any], where: str) -> dict[str, Any]:
    """How it is handed out, where the file says so. Raises InputError with every fault."""
    faults = Faults(where)
    found = read_keys(
        {name: keys[name] for name in SHEET_KEYS if name in keys}, SHEET_KEYS, "", faults
    )
    faults.stop()
    return found
