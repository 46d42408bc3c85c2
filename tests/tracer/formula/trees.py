"""Random formulas, and their value to sixty digits, at which rounding plays no part."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import mpmath
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tracer.formula.functions import FUNCTIONS
from tracer.formula.parse import HIGHEST, constant
from tracer.formula.text import digits, spelled
from tracer.formula.tree import (
    BigSum,
    Call,
    Change,
    Entry,
    Equality,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Kronecker,
    Layer,
    MatMul,
    Name,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Sum,
    Transpose,
)
from tracer.formula.value import COMPARE

mpmath.mp.dps = 60
LARGE = 1e15  # a value beyond it is not compared: e to the e to the e to the 9 has no end

NAMES = {
    "x": 0.7, "y": 1.3, "x1": 0.31, "x12": 1.9, "y_hat": 0.83, "alpha": 0.3, "delta": -1.1,
    "delta_Y1": 0.57, "gamma": 2.3, "w_12": -0.6, "net_o1": 1.7, "net": -2.1, "pi": 3.1,
}  # fmt: skip
SIMPLE = ("x", "y", "x1", "x12", "alpha", "gamma")  # what SymPy's reader knows, too
SIGNS = ("<", ">", "<=", ">=", "=")


class UnsuitableError(Exception):
    """The formula has no value here, or one that is no use for comparing."""


def numbers() -> SearchStrategy[Formula]:
    texts = ("2", "3.0", "0.5", "-0.25", "-1", "1e-05", "-2.5e+02", "0.50", "7")
    plain = st.sampled_from((0.25, -4.0, 3.0, 1e-7)).map(Num)
    return st.sampled_from(texts).map(lambda text: Num(float(text), text)) | plain


def several(inner: SearchStrategy[Formula]) -> SearchStrategy[tuple[Formula, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


def is_exponent(tree: Formula) -> bool:
    """Whether it may stand in an exponent: a number there is no larger than `HIGHEST`."""
    return abs(constant(tree) or 0.0) <= HIGHEST


def typed(names: tuple[str, ...] = tuple(NAMES)) -> SearchStrategy[Formula]:
    """What may be typed as an expression."""

    def larger(inner: SearchStrategy[Formula]) -> SearchStrategy[Formula]:
        calls = [
            st.tuples(*[inner] * len(function.slopes)).map(lambda a, name=name: Call(name, a))
            for name, function in FUNCTIONS.items()
        ]
        whole = (Num(2.0, "2"), Num(3.0), Num(-1.0, "-1"))
        exponents = st.sampled_from((*whole, Num(0.5, "0.5"), Name(names[0]), Neg(Name("x"))))
        return st.one_of(
            several(inner).map(Sum),
            several(inner).map(Product),
            inner.map(Neg),
            st.builds(Fraction, inner, inner),
            st.builds(Power, inner, exponents | inner.filter(is_exponent)),
            st.builds(Indicator, inner, st.sampled_from(SIGNS), inner),
            *calls,
        )

    return st.recursive(st.sampled_from(names).map(Name) | numbers(), larger, max_leaves=9)


def shown() -> SearchStrategy[Formula]:
    """Anything that can be shown, sensible or not."""
    indices = st.sampled_from(
        (Num(1, "1"), Num(2, "2"), Num(12, "12"), Name("i"), Name("k"), Sum((Name("n"), Num(1))))
    )
    leaves = st.sampled_from((*NAMES, "…", "W", "J")).map(Name) | numbers()

    def larger(inner: SearchStrategy[Formula]) -> SearchStrategy[Formula]:
        return st.one_of(
            typed(),
            st.builds(Layer, st.sampled_from(("z", "W", "x1")).map(Name), st.integers(0, 12)),
            st.builds(Entry, inner, indices, indices),
            st.builds(Partial, inner, inner, st.sampled_from(("partial", "total", "local"))),
            inner.map(Change),
            several(inner).map(MatMul),
            several(inner).map(Hadamard),
            several(inner).map(Sum),
            several(inner).map(Product),
            inner.map(Transpose),
            inner.map(Neg),
            st.builds(Indicator, inner, st.sampled_from(SIGNS), inner),
            st.builds(Kronecker, indices, indices),
            st.builds(BigSum, st.sampled_from(("k", "n")), inner, inner),
            several(inner).map(lambda parts: Call("softmax", parts)),
            st.builds(Equality, several(inner), st.sampled_from(("=", ":="))),
        )

    return st.recursive(leaves, larger, max_leaves=7)


def matrices() -> SearchStrategy[Formula]:
    """Formulas of our tables on 2 × 2 matrices of whole numbers, plain numbers among them."""
    names = st.sampled_from(("A", "B", "C")).map(Name)
    places = st.sampled_from((Num(1, "1"), Num(2, "2"), Name("i"), Name("k")))
    entries = st.builds(Entry, names, places, places)
    kroneckers = st.builds(Kronecker, places, places)

    def used(body: Formula) -> Formula:
        """The body of a sum over k, with an entry in it that uses k."""
        return Sum((body, Entry(Name("A"), Name("k"), Num(1, "1"))))

    def scalars(inner: SearchStrategy[Formula]) -> SearchStrategy[Formula]:
        return st.one_of(
            several(inner).map(Sum),
            several(inner).map(Product),
            inner.map(Neg),
            st.builds(Indicator, inner, st.sampled_from(SIGNS), inner),
            st.builds(used, inner).map(lambda body: BigSum("k", Name("N"), body)),
            st.builds(Power, inner, st.just(Num(2.0, "2"))),
        )

    def larger(inner: SearchStrategy[Formula]) -> SearchStrategy[Formula]:
        positive = st.builds(Indicator, inner, st.just(">"), scalar)
        return st.one_of(
            several(inner).map(Sum),
            several(inner).map(MatMul),
            several(inner).map(Hadamard),
            st.builds(lambda a, b: Product((a, b)), scalar, inner),
            inner.map(Neg),
            inner.map(Transpose),
            st.builds(Fraction, inner, st.just(Name("N"))),
            st.builds(Hadamard, st.tuples(inner, positive)),
        )

    leaves = entries | kroneckers | st.sampled_from((Num(2, "2"), Num(-3, "-3"), Name("N")))
    scalar = st.recursive(leaves, scalars, max_leaves=4)
    return st.recursive(names, larger, max_leaves=6)


MPMATH = {
    "exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "sin": mpmath.sin,
    "cos": mpmath.cos, "tan": mpmath.tan, "tanh": mpmath.tanh, "abs": abs, "max": max, "min": min,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)), "relu": lambda u: max(u, 0),
    "log10": mpmath.log10, "log2": lambda u: mpmath.log(u, 2), "sign": mpmath.sign,
    "step": lambda u: mpmath.mpf(u > 0),
}  # fmt: skip


def precise(tree: Formula, known: Mapping[str, float] = NAMES) -> Any:
    """The value of an expression. Raises UnsuitableError."""
    try:
        found = evaluated(tree, known)
    except (ZeroDivisionError, TypeError, ValueError) as error:  # 1/0, max of complex numbers
        raise UnsuitableError from error
    if isinstance(found, mpmath.mpc) or not abs(found) < LARGE:
        raise UnsuitableError
    return found


def evaluated(tree: Formula, known: Mapping[str, float]) -> Any:
    match tree:
        case Num():
            return mpmath.mpf(digits(tree))
        case Name(name):
            return mpmath.mpf(known[spelled(name)])
        case Neg(term):
            return -precise(term, known)
        case Sum(terms):
            return sum(precise(term, known) for term in terms)
        case Product(factors):
            return reduce(lambda a, b: a * b, (precise(factor, known) for factor in factors))
        case Fraction(top, bottom):
            return precise(top, known) / precise(bottom, known)
        case Power(base, exponent):
            raised = precise(exponent, known)
            if abs(raised) <= 1000:  # higher ones may not be typed
                return mpmath.power(precise(base, known), raised)
        case Indicator(left, sign, right):
            return mpmath.mpf(COMPARE[sign](precise(left, known), precise(right, known)))
        case Call(function, arguments):
            return MPMATH[function](*(precise(argument, known) for argument in arguments))
    raise UnsuitableError


def close(one: Any, other: Any) -> bool:
    return bool(abs(one - other) <= 1e-30 * max(abs(one), abs(other), 1e-6))
