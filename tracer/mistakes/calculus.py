"""Mistakes in derivatives (L3–L6), made in the lines of an expression. To add one, add an entry.

A local line d(y)/d(x) has the right derivative as its formula; what is derived is the formula
of the forward line y. Wrong derivatives are made out of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from ..expression import Expression
from ..formula.tree import (
    ONE,
    Call,
    Formula,
    Fraction,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    multiplied,
    names,
    negated,
    summed,
)
from .mistake import Mistake
from .spot import Spot
from .tree_slips import in_own_names

Wrong = Callable[[Formula, str], Iterator[Formula]]
CALCULUS_SEEN = "course forums on L3–L6"


def derived(spot: Spot) -> tuple[Formula, str] | None:
    """The forward formula that a local line derives, and the name it is derived by."""
    target = spot.target
    if spot.network is not None or target.role != "local" or target.by is None:
        return None
    forward = spot.trace.by_name.get(spot.own(target.base))
    if forward is None:
        return None
    by = spot.own(target.by.name)
    if by not in forward.inputs:
        by = target.by.name
    if by not in forward.inputs:
        return None
    return forward.equation.rule.formula, forward.equation.rule.inputs[forward.inputs.index(by)]


def local(wrong: Wrong) -> Callable[[Spot], Iterator[Formula]]:
    """Wrong derivatives of the line that a local line derives."""

    @wraps(wrong)
    def formulas(spot: Spot) -> Iterator[Formula]:
        found, source = derived(spot), spot.trace.source
        if found is not None:
            scalar = isinstance(source, Expression) and not source.has_arrays
            for tree in wrong(*found):  # the slope itself may not read what its line reads
                yield in_own_names(tree) if scalar else tree

    return formulas


def power(tree: Formula, by: str) -> tuple[Formula, Formula] | None:
    """Base and exponent of a power of `by`."""
    match tree:
        case Power(Name(name), exponent) if name == by and by not in names(exponent):
            return Name(by), exponent
    return None


def lower(exponent: Formula) -> Formula:
    if isinstance(exponent, Num):
        return Num(exponent.value - 1, f"{exponent.value - 1:g}")
    return Sum((exponent, Neg(ONE)))


def not_lowered(tree: Formula, by: str) -> Iterator[Formula]:
    """d/dx xⁿ = n·xⁿ."""
    found = power(tree, by)
    if found:
        yield Product((found[1], tree))


def not_multiplied(tree: Formula, by: str) -> Iterator[Formula]:
    """d/dx xⁿ = xⁿ⁻¹."""
    found = power(tree, by)
    if found:
        yield Power(found[0], lower(found[1]))


def sum_terms(tree: Formula) -> tuple[Formula, ...]:
    return tree.terms if isinstance(tree, Sum) else ()


def constant_kept(tree: Formula, by: str) -> Iterator[Formula]:
    """d/dx (x + k) = 1 + k."""
    rest = tuple(term for term in sum_terms(tree) if by not in names(term))
    if rest:
        yield summed((ONE, *rest))


def other_not_held(tree: Formula, by: str) -> Iterator[Formula]:
    """∂/∂x x·v = v + x: the derivatives by the other variables added."""
    if isinstance(tree, Product) and by in names(tree):
        others = (at for at, factor in enumerate(tree.factors) if names(factor))
        yield summed(tuple(without(tree, at) for at in others))


def without(tree: Product, at: int) -> Formula:
    return multiplied(tree.factors[:at] + tree.factors[at + 1 :])


def factor_forgotten(tree: Formula, by: str) -> Iterator[Formula]:
    """d/dx c·x = 1, d/dx x/c = 1."""
    match tree:
        case Product() if any(by in names(factor) for factor in tree.factors):
            yield ONE
        case Fraction(top, bottom) if by in names(top) and by not in names(bottom):
            yield ONE


def product_of_derivatives(tree: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v′, which is 0 where one factor is a constant."""
    if isinstance(tree, Product) and by in names(tree) and len(names(tree)) > 1:
        yield Num(0.0, "0")


def quotient_order(tree: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u v′ − u′ v)/v²."""
    match tree:
        case Fraction(top, bottom) if by in names(bottom) and by not in names(top):
            yield Fraction(top, Power(bottom, Num(2.0, "2")))
        case Fraction(top, bottom) if by in names(top):
            yield negated(Fraction(ONE, bottom))


def square_forgotten(tree: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u′ v − u v′)/v."""
    match tree:
        case Fraction(top, bottom) if by in names(bottom) and by not in names(top):
            yield negated(Fraction(top, bottom))


def log_kept(tree: Formula, by: str) -> Iterator[Formula]:
    """d/dx log x = log x."""
    if isinstance(tree, Call) and tree.function == "log" and by in names(tree):
        yield tree


def function_kept(tree: Formula, by: str) -> Iterator[Formula]:
    """f′(x) = f(x), of a power or of another function than log."""
    if by in names(tree) and (isinstance(tree, Power) or is_call(tree)):
        yield tree


def is_call(tree: Formula) -> bool:
    return isinstance(tree, Call) and tree.function != "log"


def exp_as_power(tree: Formula, by: str) -> Iterator[Formula]:
    """d/dx eˣ = x·e^(x − 1)."""
    if isinstance(tree, Call) and tree.function == "exp" and by in names(tree):
        inner = tree.arguments[0]
        yield Product((inner, Call("exp", (Sum((inner, Neg(ONE))),))))


def tanh_at_value(tree: Formula, by: str) -> Iterator[Formula]:
    """tanh′(u) = 1 − u², σ′(u) = u(1 − u)."""
    match tree:
        case Call("tanh", (inner,)) if by in names(inner):
            yield Sum((ONE, Neg(Power(inner, Num(2.0, "2")))))
        case Call("sigmoid", (inner,)) if by in names(inner):
            yield Product((inner, Sum((ONE, Neg(inner)))))


def at_value(tree: Formula, by: str) -> Iterator[Formula]:
    """f′(f(u)): the slope taken at the function's value."""
    match tree:
        case Call("tanh", (inner,)) if by in names(inner):
            yield Sum((ONE, Neg(Power(Call("tanh", (tree,)), Num(2.0, "2")))))
        case Call("sigmoid", (inner,)) if by in names(inner):
            again = Call("sigmoid", (tree,))
            yield Product((again, Sum((ONE, Neg(again)))))
        case Call("log", (inner,)) if by in names(inner):
            yield Fraction(ONE, tree)


def entry(
    name: str,
    formula: Callable[[Spot], Iterator[Formula]],
    says: str,
    taught: str,
    hidden: str,
    often: int = 1,
    seen: str = CALCULUS_SEEN,
) -> Mistake:
    return Mistake(
        name=name, at=("*",), formula=formula, says=says, hidden=hidden, taught=taught, seen=seen,
        often=often,
    )  # fmt: skip


CALCULUS = (
    entry("power-not-lowered", local(not_lowered),
          "n·xⁿ: the exponent was not lowered. d/dx xⁿ = n·xⁿ⁻¹.", "L4",
          "by = 1 or right = 0", 2),
    entry("power-not-multiplied", local(not_multiplied),
          "xⁿ⁻¹: the exponent did not come down as a factor. d/dx xⁿ = n·xⁿ⁻¹.", "L4",
          "by*right = value_of_output or right = 0: n is 1", 2),
    entry("constant-factor-forgotten", local(factor_forgotten),
          "the constant factor (or divisor) is missing: d/dx c·f(x) = c·f′(x).", "L4",
          "right = 1: the factor is 1", 2, "seen: the ¼ of a mean dropped"),
    entry("constant-kept", local(constant_kept),
          "a constant was kept: its derivative is 0.", "L4",
          "wrong = right: the constant is 0", 2),
    entry("other-variable-not-held", local(other_not_held),
          "the other variable's derivative was added: in ∂/∂x all others are constants.", "L6",
          "wrong = right: what was added is 0"),
    entry("product-of-derivatives", local(product_of_derivatives),
          "u′v′: the product rule is u′v + u v′.", "L5", "right = 0", 2),
    entry("quotient-order", local(quotient_order),
          "its sign is turned round, as by u v′ − u′v: the quotient rule is (u′v − u v′)/v².", "L5",
          "right = 0"),
    entry("quotient-square-forgotten", local(square_forgotten),
          "the square below is missing: (u′v − u v′)/v².", "L5",
          "by = 1 or right = 0: v is 1"),
    entry("derivative-of-log-as-log", local(log_kept),
          "log x stands where its derivative was asked: d/dx log x = 1/x.", "L4",
          "wrong = right: x is 1.763"),
    entry("value-for-derivative", local(function_kept),
          "the value of the function stands where its derivative was asked.", "L4",
          "wrong = right: both are the same", 2),
    entry("derivative-of-exp-as-power", local(exp_as_power),
          "the power rule on eˣ: d/dx eˣ = eˣ, the exponent stays.", "L4",
          "wrong = right: the exponent is e", 2),
    entry("a-form-at-z", local(tanh_at_value),
          "1 − u² or u(1 − u) with what stands inside; it belongs to the value: "
          "tanh′(u) = 1 − tanh² u.", "L5", "wrong = right: u is 0, of a sigmoid 0.66 or 0.40", 2,
          "discuss.pytorch 187917"),
    entry("chain-at-wrong-point", local(at_value),
          "the slope was taken at the wrong point: f′(g(x)), at what stands inside.", "L5",
          "wrong = right: by chance", 2, "ttsugriy 'Mistake 5'"),
)  # fmt: skip
