"""Honest students: each way to round is one of them, all of one trace in one array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from grader.follow import Followed, Written, follow, honest
from grader.ranged import Rounding, last_digit
from tracer import Trace
from tracer.rules.rule import Array, Rule


class Way(NamedTuple):
    """How an honest student works."""

    digits: int
    rounding: int  # 0 half to even, 1 half up, 2 cut off
    full: int  # carries what the calculator holds, not what is written
    products: int  # rounds the products inside a line too
    gradients: int  # writes only the gradients


WAYS = [
    Way(digits, rounding, full, products, gradients)
    for digits in (3, 4, 5)
    for rounding in (0, 1, 2)
    for full in (0, 1)
    for products in (0, 1)
    for gradients in (0, 1)
]
DIGITS, ROUNDINGS, FULL, PRODUCTS, GRADIENTS = (
    np.array(column)[:, None, None] for column in zip(*WAYS, strict=True)
)


def rounded(number: Array, digits: Any, way: Any) -> Array:
    """To significant digits: half to even, half up, or cut off. The factor keeps a number
    that is whole in units of its last digit from falling below it in binary."""
    unit = last_digit(number, digits)
    with np.errstate(all="ignore"):
        units = number / unit
        up = np.sign(units) * np.floor(np.abs(units) * (1 + 1e-12) + 0.5)
        whole = np.select([way == 0, way == 1], [np.rint(units), up], np.trunc(units * (1 + 1e-11)))
        return np.where(unit == 0, number, whole * unit)


def products(rule: Rule, inputs: list[Array]) -> tuple[Array, int, Any] | None:
    """The products of a sum, the axis that is summed, what is added to them."""
    match rule.name.removesuffix(", averaged"):
        case "affine":
            W, a, b = inputs
            return W[..., :, :, None] * a[..., None, :, :], -2, b
        case "affine without bias":
            W, a = inputs
            return W[..., :, :, None] * a[..., None, :, :], -2, None
        case "weight gradient":
            dJ_dz, a = inputs
            return dJ_dz[..., :, None, :] * a[..., None, :, :], -1, None
        case "input gradient":
            W, dJ_dz = inputs
            return W[..., :, :, None] * dJ_dz[..., :, None, :], -3, None
    return None


def rounding_products(rule: Rule, inputs: list[Array], value: Array) -> Array:
    parts = products(rule, inputs)
    if parts is None:
        return value
    terms, axis, more = parts
    if terms.shape[axis] == 1 and more is None:
        return value
    total = rounded(terms, DIGITS[..., None], ROUNDINGS[..., None]).sum(axis=axis)
    total = total if more is None else total + more
    if rule.name.endswith(", averaged"):
        total = total / inputs[0].shape[-1]
    return np.where(PRODUCTS == 1, total, value)


def honest_students(known: Trace) -> dict[str, Written]:
    """What students of all ways write, an axis of students in front."""
    state, written = dict(known.given), {}
    for equation in known.equations:
        inputs = [state[name] for name in equation.inputs]
        inputs = [np.broadcast_to(one, (len(WAYS), *one.shape[-2:])) for one in inputs]
        with np.errstate(all="ignore"):
            value = np.asarray(equation.rule.calculate(*inputs))
        value = rounding_products(equation.rule, inputs, value)
        number = rounded(value, DIGITS, ROUNDINGS)
        target = equation.target
        gradient = (target.startswith("dJ/d") and target[4] in "Wb") or target.startswith("df/d")
        there = ((GRADIENTS == 0) | gradient) & np.isfinite(number)
        written[target] = Written(np.where(there, number, np.nan), last_digit(number, DIGITS))
        state[target] = np.where(FULL == 1, value, number)
    return written


def loops(
    known: Trace, written: Mapping[str, Written], *, truncation: bool
) -> tuple[Followed, Followed, Rounding]:
    rounding = Rounding(DIGITS, None, truncation)
    own = follow(known.equations, known.given, written, rounding)
    key = follow(known.equations, known.given, honest(written, known.state), rounding)
    return own, key, rounding
