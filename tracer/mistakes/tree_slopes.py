"""Slips in a derivative, made from the formula trees of the author's own lines: one entry a kind.

A derivative dy/dx of an expression is the sum, over the own lines v that use x, of dy/dv times the
derivative of v by x. A slip is a wrong derivative of one node of one of these lines
(`wrong_slopes.py`), or a line that is left out, passed on or derived by something else. To add
one, add an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import NamedTuple, TypeAlias

import numpy as np

from ..expression import Expression
from ..formula.calculus import derivative, minus, plus, times
from ..formula.tree import ONE, Formula, Name, Num, names, substitute
from ..formula.value import value, variables
from . import wrong_slopes as wrongly
from .chain_rule import some_of
from .mistake import Mistake
from .spot import Spot
from .tree_slips import in_own_names, one_less, short

FORUMS = "course forums on L3–L6"


class Part(NamedTuple):
    """An own line that uses x: its formula, by what it is derived, and dy/d of the line itself."""

    tree: Formula
    by: str
    upstream: Formula


Make: TypeAlias = Callable[[Part], Iterator[Formula]]


def made_of(make: Make) -> Callable[[Spot], Iterator[Formula]]:
    """dy/dx where one of the own lines that use x contributes something else."""

    @wraps(make)
    def formulas(spot: Spot) -> Iterator[Formula]:
        parts = parts_of(spot)
        for at, part in enumerate(parts):
            rest = plus(*map(contribution, parts[:at] + parts[at + 1 :]))
            for made in dict.fromkeys(make(part)):
                yield in_words(spot, plus(rest, made))

    return formulas


def contribution(part: Part) -> Formula:
    return times(part.upstream, derivative(part.tree, part.by))


def parts_of(spot: Spot) -> tuple[Part, ...]:
    """The own lines that a derivative is made of; () for any other line, and where they do not
    give the right number: lines of arrays, values that are given."""
    if "parts" not in spot.memory:
        spot.memory["parts"] = sound_parts(spot)
    made: tuple[Part, ...] = spot.memory["parts"]
    return made


def sound_parts(spot: Spot) -> tuple[Part, ...]:
    parts = of_expression(spot) if spot.network is None else of_activation(spot)
    try:
        right = in_words(spot, plus(*map(contribution, parts)))
        state = spot.trace.state
        known = {one: state[found] for one in names(right) if (found := spot.quantity(one))}
        with np.errstate(all="ignore"):
            made = value(right, known)
    except (TypeError, KeyError, ValueError, IndexError):
        return ()
    truth = spot.trace.state[spot.equation.target]
    return parts if np.allclose(made, truth, rtol=1e-6, atol=0, equal_nan=True) else ()


def of_expression(spot: Spot) -> tuple[Part, ...]:
    """The lines that use what dy/dx is by, on the way to y."""
    source, made = spot.trace.source, spot.target
    if not isinstance(source, Expression) or made.role != "derivative" or made.by is None:
        return ()
    if source.has_arrays or made.via:
        return ()
    by, state = made.by.name, spot.trace.state
    if made.base != source.output or by not in {
        *source.values,
        *(one.name for one in source.lines),
    }:
        return ()
    return tuple(
        Part(
            line.tree,
            by,
            ONE if line.name == source.output else Name(f"d{source.output}/d{line.name}"),
        )
        for line in source.lines
        if by in variables(line.tree)
        and short(line.tree)
        and spot.own(f"d{source.output}/d{line.name}") in state
    )


def of_activation(spot: Spot) -> tuple[Part, ...]:
    """The formula of an activation that the sheet writes itself, by z."""
    forward = spot.trace.by_name.get(spot.activation_of() or "")
    if spot.equation.target != spot.slope() or not spot.written or forward is None:
        return ()
    tree = forward.equation.rule.formula
    return (Part(tree, "z", ONE),) if short(tree) and "z" in names(tree) else ()


def in_words(spot: Spot, tree: Formula) -> Formula:
    """A formula in the words of `spot.py`, with the number that ReLU's slope has at its kink."""
    source = spot.trace.source
    at_zero = Num(source.relu_at_zero, f"{source.relu_at_zero:g}")
    tree = substitute(tree, lambda at: at_zero if at == Name("relu_at_zero") else None)
    return in_own_names(tree) if spot.network is None else tree


# What is made of a line as a whole


def node_wrong(wrong: wrongly.Wrong) -> Callable[[Spot], Iterator[Formula]]:
    """dy/dx with one node of a line derived wrongly."""

    @wraps(wrong)
    def made(part: Part) -> Iterator[Formula]:
        for slope_made in wrongly.wrong_slopes(part.tree, part.by, wrong):
            yield times(part.upstream, slope_made)

    return made_of(made)


def by_another(part: Part) -> Iterator[Formula]:
    """dy/dv for dy/dx: derived by another variable of the line."""
    for other in variables(part.tree):
        if other != part.by:
            yield times(part.upstream, derivative(part.tree, other))


def others_not_held(part: Part) -> Iterator[Formula]:
    """∂/∂x x·v = v + x: the derivatives by the other variables added."""
    every = variables(part.tree)
    if len(every) > 1:
        yield times(part.upstream, plus(*(derivative(part.tree, name) for name in every)))


def passed_on(part: Part) -> Iterator[Formula]:
    """dy/dx = dy/dv: what came down to a line is passed on."""
    if part.upstream != ONE:
        yield part.upstream


def upstream_left_out(part: Part) -> Iterator[Formula]:
    """dy/dx = dv/dx: what comes down to a line is left out."""
    yield derivative(part.tree, part.by)


def turned(part: Part) -> Iterator[Formula]:
    """What comes through one line with the other sign."""
    yield minus(contribution(part))


def several_dropped(spot: Spot) -> Iterator[Formula]:
    """The sum over the lines that use x, without several of them."""
    for kept in some_of(parts_of(spot)):
        yield in_words(spot, plus(*map(contribution, kept)))


def one_dropped(spot: Spot) -> Iterator[Formula]:
    """The sum over the lines that use x, without one of them."""
    parts = tuple(map(contribution, parts_of(spot)))
    if len(parts) > 1:
        yield from (in_words(spot, plus(*kept)) for kept in one_less(parts))


def entry(
    name: str,
    formula: Callable[[Spot], Iterator[Formula]],
    says: str,
    taught: str = "L5",
    hidden: str = "by chance",
    seen: str = FORUMS,
) -> Mistake:
    return Mistake(
        name=name, at=("*",), formula=formula, says=says, hidden=f"wrong = right: {hidden}",
        often=2, taught=taught, seen=seen, of_tree=True,
    )  # fmt: skip


TREE_SLOPES = (
    entry("product-of-derivatives", node_wrong(wrongly.product_of_derivatives),
          "u′v′: the product rule is u′v + u v′."),
    entry("product-rule-term-dropped", node_wrong(wrongly.term_of_product_dropped),
          "only one term of the product rule: it is u′v + u v′.", hidden="the other term is 0"),
    entry("product-rule-sign", node_wrong(wrongly.sign_in_product),
          "a minus in the product rule: it is u′v + u v′.", hidden="one term is 0"),
    entry("quotient-order", node_wrong(wrongly.quotient_order),
          "the two terms of the quotient rule are in the wrong order: (u′v − u v′)/v²."),
    entry("quotient-square-forgotten", node_wrong(wrongly.square_forgotten),
          "the square below is missing: (u′v − u v′)/v².", hidden="v is 1"),
    entry("quotient-sign", node_wrong(wrongly.plus_in_quotient),
          "a plus in the quotient rule: it is (u′v − u v′)/v².", hidden="one term is 0"),
    entry("quotient-of-derivatives", node_wrong(wrongly.quotient_of_derivatives),
          "u′/v′: the quotient rule is (u′v − u v′)/v²."),
    entry("power-not-lowered", node_wrong(wrongly.power_not_lowered),
          "n·uⁿ: the exponent was not lowered. d/dx xⁿ = n·xⁿ⁻¹.", "L4", "u is 1"),
    entry("power-not-multiplied", node_wrong(wrongly.power_not_multiplied),
          "uⁿ⁻¹: the exponent did not come down as a factor. d/dx xⁿ = n·xⁿ⁻¹.", "L4", "n is 1"),
    entry("inner-derivative-forgotten", node_wrong(wrongly.inner_forgotten),
          "the inner derivative is missing: (f(g(x)))′ = f′(g(x))·g′(x).", hidden="it is 1"),
    entry("inner-derivative-forgotten", made_of(passed_on),
          "what came down to a line was passed on unchanged: it is multiplied by the derivative "
          "of that line.", hidden="it is 1"),
    entry("outer-derivative-forgotten", node_wrong(wrongly.outer_forgotten),
          "only the inner derivative: (f(g(x)))′ = f′(g(x))·g′(x).", hidden="the outer one is 1"),
    entry("outer-derivative-forgotten", made_of(upstream_left_out),
          "only the derivative of one line: what comes down from the output is missing.",
          hidden="it is 1"),
    entry("inner-left-inside", node_wrong(wrongly.left_inside),
          "f′(g′(x)): inside stays g(x), its derivative is a factor beside: f′(g(x))·g′(x).",
          hidden="g′(x) = g(x)"),
    entry("derivative-of-log-as-log", node_wrong(wrongly.function_kept),
          "the function stands where its derivative was asked.", "L4"),
    entry("derivative-of-exp-as-power", node_wrong(wrongly.exp_as_power),
          "the power rule on eˣ: d/dx eˣ = eˣ, the exponent stays.", "L4"),
    entry("sign-of-a-derivative", node_wrong(wrongly.sign_of_function),
          "the derivative of one function has the wrong sign: sin′ = cos, cos′ = −sin.", "L4"),
    entry("chain-at-wrong-point", node_wrong(wrongly.slope_at_value),
          "the slope was taken at the wrong point: f′(g(x)), at what stands inside.",
          seen="ttsugriy 'Mistake 5'"),
    entry("constant-kept", node_wrong(wrongly.constant_kept),
          "a constant was kept: its derivative is 0.", "L4", "the constant is 0"),
    entry("constant-factor-forgotten", node_wrong(wrongly.factor_forgotten),
          "a constant factor (or divisor) is missing: d/dx c·f(x) = c·f′(x).", "L4", "c is 1",
          "seen: the ¼ of a mean dropped"),
    entry("term-dropped", node_wrong(wrongly.term_dropped),
          "the derivative of one term is missing: (u + v)′ = u′ + v′.", "L4", "it is 0"),
    entry("sign-of-a-term", node_wrong(wrongly.sign_of_a_term),
          "the derivative of one term has the wrong sign.", "L4", "it is 0"),
    entry("sign-of-a-term", made_of(turned), "what comes through one line has the wrong sign.",
          "L6", "it is 0"),
    entry("derivative-by-another-variable", made_of(by_another),
          "derived by another variable.", "L6", "both derivatives are the same",
          seen="sheets with several ∂f/∂x side by side"),
    entry("other-variable-not-held", made_of(others_not_held),
          "the other variable's derivative was added: in ∂/∂x all others are constants.", "L6"),
    entry("path-dropped", one_dropped,
          "one use of the variable is left out: the contributions of all its uses add up.", "L6",
          "that use contributes 0", "micrograd#53, #2"),
    entry("uses-dropped", several_dropped,
          "some of its uses are left out: the contributions of all of them add up.", "L6",
          "those uses contribute 0", "recurrent steps (only the last one), batch norm (through "
          "mean and variance)"),
)  # fmt: skip
