"""Formulas as answers: right in any algebraic form.

A formula is right when it equals the key at seeded points of their common domain; the key is the
trace itself, worked out at those points. A difference quotient is not accepted. A wrong formula is
compared with the mistakes there.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tracer.errors import InputError
from tracer.network import Network
from tracer.rules.rule import Array
from tracer.trace import Trace

from .formula_mistakes import mistaken
from .formula_names import Allowed, Names, Symbol
from .formula_quotient import without_quotients
from .formula_text import Reader, Typed, Written
from .many_points import KINDS, Drawn, Kind, drawn, kind_of
from .ranged import Mask

POINTS = 20  # at which a formula is compared with the key
CLOSE = 1e-9  # relative: rounding of float64 in another algebraic form
CLOSE_ENOUGH = 1e-5  # … of a slope to the quotient of a small difference
HAIRS = 50.0  # of what moving a point a hair does: how far rounding may have moved a result
ROUNDED = 1e-13  # of what results are usually: a difference that cancelled may be off by so much
UNCLEAR = 1e-5  # relative: a point at which rounding moves the results further says nothing
QUOTIENT = (
    "A difference quotient only comes near a derivative: "
    "write what the rules of differentiation make of the formula."
)
NUMBER = "A formula is asked for here, and this is a number: {} may stand in it."


@dataclass(frozen=True, slots=True)
class Judged:
    """What a formula is: right, the formula of mistakes (name → what it says), or `fault`; what
    is to be `said` of one that is wrong in its kind."""

    right: bool = False
    mistakes: tuple[tuple[str, str], ...] = ()
    fault: InputError | None = None
    said: str = ""


@lru_cache(maxsize=1024)  # a class types the same few formulas
def judge_formula(known: Trace, asked: Symbol, text: str, allowed: Allowed | None = None) -> Judged:
    """Compare a typed formula with an entry of a trace of one student, which must have it.
    `allowed` None: it may use all that stands before it."""
    symbols = Names(known, asked, allowed)
    try:
        typed = Reader(symbols).read(text)
    except InputError as error:
        return Judged(fault=error)
    kinds = moving(known, typed)
    moved = tuple(dict.fromkeys((KINDS, kinds)))
    if any(equal(drawn(known, kind), asked, typed) for kind in moved):
        if symbols.forward(asked.name):
            return Judged(right=True)
        derived = without_quotients(typed, known.source)
        quotient = derived is not None and any(
            equal(drawn(known, kind), asked, derived, CLOSE_ENOUGH) for kind in moved
        )
        return Judged(said=QUOTIENT) if quotient else Judged(right=True)
    if mistakes := mistaken(drawn(known, kinds).few, asked, typed):
        return Judged(mistakes=tuple(mistakes.items()))
    return Judged(said="" if typed.symbols else NUMBER.format(", ".join(symbols.usable)))


def moving(known: Trace, typed: Written) -> Set[Kind]:
    """The kinds of given numbers that stand in a formula as symbols. 3·w1 + 9·w2 speaks of
    weights, and has the sheet's own inputs in it; so has δ·V, which speaks of what they make."""
    if not isinstance(known.source, Network):
        return KINDS
    named = {symbol.name for symbol in typed.symbols.values()}
    kinds = {kind_of(name) for name in named if name in known.given}
    made = any(name not in known.given for name in named)
    return frozenset(kinds | {"parameters"} if made or not kinds else kinds)


def equal(points: Drawn, asked: Symbol, typed: Typed, close: float = CLOSE) -> bool:
    """Whether both are the same at the points at which both have a value. Where the key has one
    and the formula has none they differ, unless that is so at few points: another domain."""
    state = points.trace.state
    left = np.broadcast_to(typed.at(state), points.shape)
    right = np.broadcast_to(asked.at(state), points.shape)
    there = np.isfinite(left).all(axis=0)
    key = np.isfinite(right).all(axis=0) & points.usable
    both = there & key
    if not both.any() or (key & ~there).sum() > both.sum():
        return False
    near, clear = compared(left[:, both], right[:, both], close)
    return bool(clear.any() and near[clear][:POINTS].all())


def compared(left: Array, right: Array, close: float) -> tuple[Mask, Mask]:
    """At every point: whether two results are the same as far as rounding allows, and whether
    rounding allows to tell. (1 + nudges, points) each: the first row is the point itself."""
    scale = np.maximum(np.maximum(np.abs(left[0]), np.abs(right[0])), 1e-12)
    moved = np.abs(left - left[0]).max(axis=0) + np.abs(right - right[0]).max(axis=0)
    usual = np.quantile(np.abs(right[0]), 0.75)  # 1 − tanh² of a large number is rounded to 0
    allowed = close * scale + HAIRS * moved + ROUNDED * usual
    return np.abs(left[0] - right[0]) <= allowed, allowed <= max(UNCLEAR, 2 * close) * scale
