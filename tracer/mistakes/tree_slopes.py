"""Slips in a derivative, made from the formula trees of the author's own lines: one entry a kind.

A derivative dy/dx of an expression is the sum, over the own lines v that use x, of dy/dv times the
derivative of v by x. A slip is a wrong derivative of one node of one of these lines, with all the
rest as it should be. To add one, add an entry: a function that makes wrong derivatives of a node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import NamedTuple

import numpy as np

from ..expression import Expression
from ..formula.calculus import derivative, minus, over, plus, slope, times, to_the, zero
from ..formula.tree import (
    ONE,
    Call,
    Formula,
    Fraction,
    Hadamard,
    Name,
    Num,
    Power,
    Product,
    Sum,
    children,
    names,
    rebuilt,
    substitute,
)
from ..formula.value import value, variables
from .chain_rule import some_of
from .mistake import Mistake
from .spot import Spot
from .tree_slips import in_own_names, one_less, short

Wrong = Callable[[Formula, str], Iterator[Formula]]
FORUMS = "course forums on L3–L6"
HERE = "a node"  # stands for one while what is around it is derived; no name has a blank in it
TWO = Num(2.0, "2")


# A line with a wrong derivative in it


def wrong_slopes(tree: Formula, by: str, wrong: Wrong) -> Iterator[Formula]:
    """The derivative of a line with one node of it derived wrongly, in every way."""
    for node, around in nodes(tree):
        if by in names(node):
            for made in wrong(node, by):
                yield put_together(around, node, by, made)


def nodes(tree: Formula) -> Iterator[tuple[Formula, Formula]]:
    """Every node, and the tree with HERE in its place."""
    yield tree, Name(HERE)
    parts = children(tree)
    for at, part in enumerate(parts):
        for node, around in nodes(part):
            yield node, rebuilt(tree, (*parts[:at], around, *parts[at + 1 :]))


def put_together(around: Formula, node: Formula, by: str, made: Formula) -> Formula:
    """The derivative of the whole where that of the node is said to be `made`."""
    beside, above = derivative(around, by), derivative(around, HERE)

    def back(at: Formula) -> Formula | None:
        return node if at == Name(HERE) else None

    return plus(substitute(beside, back), times(substitute(above, back), made))


class Part(NamedTuple):
    """An own line that uses x: its formula, by what it is derived, and dy/d of the line itself."""

    tree: Formula
    by: str
    upstream: Formula


Make = Callable[[Part], Iterator[Formula]]


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


# What is made of a node


def with_by(parts: tuple[Formula, ...], by: str) -> list[int]:
    return [at for at, part in enumerate(parts) if by in names(part)]


def product_of_derivatives(node: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v′."""
    if isinstance(node, Product | Hadamard) and len(with_by(node.factors, by)) > 1:
        yield times(*(derivative(f, by) if by in names(f) else f for f in node.factors))


def term_of_product_dropped(node: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v."""
    if isinstance(node, Product | Hadamard):
        places = with_by(node.factors, by)
        for at in places if len(places) > 1 else ():
            rest = node.factors[:at] + node.factors[at + 1 :]
            yield times(derivative(node.factors[at], by), *rest)


def sign_in_product(node: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v − u·v′."""
    if isinstance(node, Product | Hadamard) and len(with_by(node.factors, by)) == 2:
        one, other = term_of_product_dropped(node, by)
        yield plus(one, minus(other))


def quotient_order(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u·v′ − u′·v)/v²."""
    if isinstance(node, Fraction) and by in names(node.bottom):
        yield minus(derivative(node, by))


def square_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u′·v − u·v′)/v."""
    if isinstance(node, Fraction) and by in names(node.bottom):
        yield times(node.bottom, derivative(node, by))


def plus_in_quotient(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u′·v + u·v′)/v²."""
    match node:
        case Fraction(top, bottom) if by in names(bottom) and by in names(top):
            du, dv = derivative(top, by), derivative(bottom, by)
            yield over(plus(times(du, bottom), times(top, dv)), Power(bottom, TWO))


def quotient_of_derivatives(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = u′/v′."""
    match node:
        case Fraction(top, bottom) if by in names(bottom) and by in names(top):
            yield over(derivative(top, by), derivative(bottom, by))


def power_not_lowered(node: Formula, by: str) -> Iterator[Formula]:
    """(uⁿ)′ = n·uⁿ·u′."""
    match node:
        case Power(base, exponent) if by not in names(exponent):
            yield times(exponent, node, derivative(base, by))


def power_not_multiplied(node: Formula, by: str) -> Iterator[Formula]:
    """(uⁿ)′ = uⁿ⁻¹·u′."""
    match node:
        case Power(base, Num(n)):
            yield times(to_the(base, n - 1), derivative(base, by))


def inner_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f′(u)."""
    match node:
        case Call(_, (inner,)) if inner != Name(by):
            yield slope(node, 0)
        case Power(base, Num(n)) if base != Name(by):
            yield times(node.exponent, to_the(base, n - 1))


def outer_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = u′."""
    match node:
        case Call(_, (inner,)) if inner != Name(by):
            yield derivative(inner, by)


def left_inside(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f′(u′)."""
    match node:
        case Call(function, (inner,)) if inner != Name(by):
            yield slope(Call(function, (derivative(inner, by),)), 0)


def function_kept(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f(u)·u′."""
    match node:
        case Call(function, (inner,)) if function != "exp":
            yield times(node, derivative(inner, by))


def exp_as_power(node: Formula, by: str) -> Iterator[Formula]:
    """(eᵘ)′ = u·e^(u − 1)·u′."""
    match node:
        case Call("exp", (inner,)):
            less = Call("exp", (plus(inner, Num(-1.0, "-1")),))
            yield times(inner, less, derivative(inner, by))


def sign_of_function(node: Formula, by: str) -> Iterator[Formula]:
    """sin′ = −cos, cos′ = sin."""
    if isinstance(node, Call) and node.function in ("sin", "cos"):
        yield minus(derivative(node, by))


def slope_at_value(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f′(f(u))·u′."""
    match node:
        case Call(function, (inner,)) if function not in ("exp", "relu", "abs"):
            yield times(slope(Call(function, (node,)), 0), derivative(inner, by))


def constant_kept(node: Formula, by: str) -> Iterator[Formula]:
    """(u + k)′ = u′ + k."""
    if isinstance(node, Sum):
        constants = [term for term in node.terms if by not in names(term)]
        if constants:
            yield plus(derivative(node, by), *constants)


def factor_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """(c·u)′ = u′, (u/c)′ = u′."""
    match node:
        case Product(factors) | Hadamard(factors):
            inside = with_by(factors, by)
            for at, part in enumerate(factors) if len(inside) < len(factors) else ():
                if part not in [factors[one] for one in inside]:
                    yield derivative(times(*factors[:at], *factors[at + 1 :]), by)
        case Fraction(top, bottom) if by not in names(bottom):
            yield derivative(top, by)


def term_dropped(node: Formula, by: str) -> Iterator[Formula]:
    """(u + v)′ = u′."""
    if isinstance(node, Sum):
        terms = [one for term in node.terms if not zero(one := derivative(term, by))]
        yield from (plus(*rest) for rest in one_less(tuple(terms))) if len(terms) > 1 else ()


def sign_of_a_term(node: Formula, by: str) -> Iterator[Formula]:
    """(u + v)′ = u′ − v′."""
    if isinstance(node, Sum):
        terms = tuple(derivative(term, by) for term in node.terms)
        for at, term in enumerate(terms):
            if not zero(term):
                yield plus(*terms[:at], minus(term), *terms[at + 1 :])


# What is made of a line as a whole


def node_wrong(wrong: Wrong) -> Callable[[Spot], Iterator[Formula]]:
    """dy/dx with one node of a line derived wrongly."""

    @wraps(wrong)
    def made(part: Part) -> Iterator[Formula]:
        for slope_made in wrong_slopes(part.tree, part.by, wrong):
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
    hidden: str = "never",
    seen: str = FORUMS,
) -> Mistake:
    return Mistake(
        name=name, at=("*",), formula=formula, says=says, hidden=hidden, taught=taught, seen=seen,
        of_tree=True,
    )  # fmt: skip


TREE_SLOPES = (
    entry("product-of-derivatives", node_wrong(product_of_derivatives),
          "u′v′: the product rule is u′v + u v′."),
    entry("product-rule-term-dropped", node_wrong(term_of_product_dropped),
          "only one term of the product rule: it is u′v + u v′.", hidden="the other term is 0"),
    entry("product-rule-sign", node_wrong(sign_in_product),
          "a minus in the product rule: it is u′v + u v′.", hidden="one term is 0"),
    entry("quotient-order", node_wrong(quotient_order),
          "the two terms of the quotient rule are in the wrong order: (u′v − u v′)/v²."),
    entry("quotient-square-forgotten", node_wrong(square_forgotten),
          "the square below is missing: (u′v − u v′)/v².", hidden="v is 1"),
    entry("quotient-sign", node_wrong(plus_in_quotient),
          "a plus in the quotient rule: it is (u′v − u v′)/v².", hidden="one term is 0"),
    entry("quotient-of-derivatives", node_wrong(quotient_of_derivatives),
          "u′/v′: the quotient rule is (u′v − u v′)/v²."),
    entry("power-not-lowered", node_wrong(power_not_lowered),
          "n·uⁿ: the exponent was not lowered. d/dx xⁿ = n·xⁿ⁻¹.", "L4", "u is 1"),
    entry("power-not-multiplied", node_wrong(power_not_multiplied),
          "uⁿ⁻¹: the exponent did not come down as a factor. d/dx xⁿ = n·xⁿ⁻¹.", "L4", "n is 1"),
    entry("inner-derivative-forgotten", node_wrong(inner_forgotten),
          "the inner derivative is missing: (f(g(x)))′ = f′(g(x))·g′(x).", hidden="it is 1"),
    entry("inner-derivative-forgotten", made_of(passed_on),
          "what came down to a line was passed on unchanged: it is multiplied by the derivative "
          "of that line.", hidden="it is 1"),
    entry("outer-derivative-forgotten", node_wrong(outer_forgotten),
          "only the inner derivative: (f(g(x)))′ = f′(g(x))·g′(x).", hidden="the outer one is 1"),
    entry("outer-derivative-forgotten", made_of(upstream_left_out),
          "only the derivative of one line: what comes down from the output is missing.",
          hidden="it is 1"),
    entry("inner-left-inside", node_wrong(left_inside),
          "f′(g′(x)): inside stays g(x), its derivative is a factor beside: f′(g(x))·g′(x).",
          hidden="g′(x) = g(x)"),
    entry("derivative-of-log-as-log", node_wrong(function_kept),
          "the function stands where its derivative was asked.", "L4"),
    entry("derivative-of-exp-as-power", node_wrong(exp_as_power),
          "the power rule on eˣ: d/dx eˣ = eˣ, the exponent stays.", "L4"),
    entry("sign-of-a-derivative", node_wrong(sign_of_function),
          "the derivative of one function has the wrong sign: sin′ = cos, cos′ = −sin.", "L4"),
    entry("chain-at-wrong-point", node_wrong(slope_at_value),
          "the slope was taken at the wrong point: f′(g(x)), at what stands inside.",
          seen="ttsugriy 'Mistake 5'"),
    entry("constant-kept", node_wrong(constant_kept),
          "a constant was kept: its derivative is 0.", "L4", "the constant is 0"),
    entry("constant-factor-forgotten", node_wrong(factor_forgotten),
          "a constant factor (or divisor) is missing: d/dx c·f(x) = c·f′(x).", "L4", "c is 1",
          "seen: the ¼ of a mean dropped"),
    entry("term-dropped", node_wrong(term_dropped),
          "the derivative of one term is missing: (u + v)′ = u′ + v′.", "L4", "it is 0"),
    entry("sign-of-a-term", node_wrong(sign_of_a_term),
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
