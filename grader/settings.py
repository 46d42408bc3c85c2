"""The settings of the marking, as an exercise file has them: each checked, each with an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tracer.errors import InputError, shown, unknown

from .tolerance import tolerance_of

CREDIT = {"follows": 1.0, "simplified": 0.5, "coarse": 0.5, "mistake": 0.0}
WORDS = {
    "rounding": ("free", "every_step", "at_the_end"),
    "reveal": ("never", "wrong-line", "all"),
    "repeat": ("once", "each"),
}
KEYS = {
    "digits": "digits = 4",
    "decimals": "decimals = 3",
    "min_digits": "min_digits = 3",
    "truncation": "truncation = false",
    "rounding": 'rounding = "every_step"',
    "coarse_costs_at_most": "coarse_costs_at_most = 0.1",
    "tolerance": "tolerance = {relative = 0.01}",
    "reveal": 'reveal = "wrong-line"',
    "accept": 'accept = ["relu-derivative-always-one"]',
    "repeat": 'repeat = "each"',
    "credit": "credit = {follows = 1, mistake = 0.25}",
    "ask": '[[ask]]\nquantity = "dJ/dW[2]"',
    "id": 'id = "sheet-3"',
    "title": 'title = "Sheet 3"',
    "network": 'network = "network.toml"',
    "expression": 'expression = {expression = "x**2", at = {x = 3}}',
}


def settings_of(keys: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    """The settings that are there, each checked."""
    for key in ("id", "title"):
        if key in keys:
            yield key, checked(isinstance(keys[key], str), keys, key, where, "a text")
    whole = {"digits": (1, 15), "min_digits": (1, 15), "decimals": (0, 15)}
    for key, (low, high) in whole.items():
        if key in keys:
            right = type(keys[key]) is int and low <= keys[key] <= high
            yield key, checked(right, keys, key, where, f"a whole number from {low} to {high}")
    if "min_digits" not in keys:
        yield "min_digits", max(int(keys.get("digits", 4)) - 1, 1)
    if "truncation" in keys:
        right = isinstance(keys["truncation"], bool)
        yield "truncation", checked(right, keys, "truncation", where, "true or false")
    if "tolerance" in keys:
        yield "tolerance", tolerance_of(keys["tolerance"], f"{where}: tolerance")
    if "coarse_costs_at_most" in keys:
        share = keys["coarse_costs_at_most"]
        right = type(share) in (int, float) and 0 <= share <= 1
        yield (
            "coarse_costs_at_most",
            checked(
                right, keys, "coarse_costs_at_most", where, "a share of the sheet, from 0 to 1"
            ),
        )
    for key, values in WORDS.items():
        yield key, checked(keys.get(key, values[0]) in values, keys, key, where, ", ".join(values),
                           values[0])  # fmt: skip
    if "accept" in keys:
        yield "accept", accepted(keys["accept"], where)
    if "credit" in keys:
        yield "credit", credit(keys["credit"], where)


def checked(
    right: bool, keys: Mapping[str, Any], key: str, where: str, expected: str, default: Any = None
) -> Any:
    value = keys.get(key, default)
    if right:
        return value
    wrong = f"{shown(value)} will not do"
    raise InputError(f"{where}: {key}", wrong, expected=expected, example=KEYS[key])


def accepted(names: Any, where: str) -> tuple[str, ...]:
    """The mistakes that a course teaches as right."""
    from tracer.mistakes import MISTAKES

    listed = names if isinstance(names, list) else [names]
    for name in listed:
        if not isinstance(name, str) or name not in MISTAKES:
            raise unknown(f"{where}: accept", "mistake", str(name), MISTAKES, 'accept = ["{}"]')
    return tuple(listed)


def credit(given: Any, where: str) -> dict[str, float]:
    """The share of the points that each verdict earns."""
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: credit", f"{shown(given)} is no table",
                         expected=", ".join(CREDIT), example=KEYS["credit"])  # fmt: skip
    for name, share in given.items():
        if name not in CREDIT:
            raise unknown(f"{where}: credit", "verdict", str(name), CREDIT, "{} = 0.5")
        if type(share) not in (int, float) or not 0 <= share <= 1:
            raise InputError(f"{where}: credit.{name}", f"{shown(share)} is no share",
                             expected="a number from 0 to 1", example=f"{name} = 0.5")  # fmt: skip
    return {**CREDIT, **given}


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
