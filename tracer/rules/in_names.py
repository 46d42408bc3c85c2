"""The entries of `scalar.py` for one line of an expression, in its own names."""

from __future__ import annotations

from dataclasses import replace

from ..formula.calculus import derivative, simplify
from ..formula.functions import FUNCTIONS
from ..formula.tree import (
    Call,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    names,
    substitute,
    summed,
)
from ..formula.value import variables
from .rule import Rule, by_formula
from .scalar import (
    AT_ZERO,
    EVERYWHERE,
    FUNCTION_SLOPES,
    POSITIVE,
    SLOPES,
    STEPS,
)


def step_rule(tree: Formula) -> Rule:
    """The rule of a forward step."""
    return in_names(STEPS[step_name(tree)], tree, tree)


def slope_rule(tree: Formula, by: str, relu_at_zero: float, own: str = "") -> Rule:
    """The rule of one step's derivative by one name that it uses, all its uses added. `own`: the
    step's name where its author gave it one: its value stands in its slope, h(1 − h) for σ."""
    at_zero = Num(relu_at_zero, f"{relu_at_zero:g}")
    part = tree
    if isinstance(tree, Sum):  # of a long sum, only the terms that count
        part = summed(tuple(term for term in tree.terms if by in names(term)))
    known: dict[Formula, Formula] = {AT_ZERO: at_zero}
    if own and isinstance(tree, Call | Power):
        known[tree] = Name(own)
    made = substitute(derivative(part, by), known.get)
    made = simplify(made, expand=False)
    return in_names(called_slope(tree, by), made, tree)


def called_slope(tree: Formula, by: str) -> Rule:
    """The entry of the rule by which one step is derived by one name."""
    called = FUNCTION_SLOPES[tree.function] if isinstance(tree, Call) else None
    return called or SLOPES[slope_name(tree, by)]


def in_names(entry: Rule, tree: Formula, step: Formula) -> Rule:
    """A table's entry with the formula of one line; `step` is the forward formula."""
    holes = variables(tree)
    return replace(
        entry,
        inputs=holes,
        formula=tree,
        calculate=by_formula(tree, holes),
        domain=domain(step, holes),
        derivative=None,
    )


def step_name(tree: Formula) -> str:
    """What one step does, as the table calls it."""
    if not variables(tree):
        return "constant"
    match tree:
        case Sum():
            return "addition"
        case Product() | Hadamard():
            return "multiplication"
        case Fraction():
            return "division"
        case Power():
            return "exponentiation"
        case Neg():
            return "negation"
        case Indicator():
            return "comparison"
        case Call(function):
            return function
        case _:
            return "identity"


def slope_name(tree: Formula, by: str) -> str:
    """The lecture's name for the rule that derives one step by one name; calls have their own."""
    match tree:
        case Sum():
            return "sum"
        case Product() | Hadamard() if len(variables(tree)) > 1 or uses(tree, by) > 1:
            return "product"
        case Fraction() if variables(tree.bottom):
            return "quotient"
        case Neg() | Product() | Fraction():
            return "constant factor"
        case Power(base, exponent):
            if by not in names(exponent):
                return "power"
            return "power and exponential" if by in names(base) else "exponential of another base"
        case Indicator():
            return "comparison"
        case _:
            return "identity"


def uses(tree: Product | Hadamard, by: str) -> int:
    """How many of the factors have the name."""
    return sum(by in names(factor) for factor in tree.factors)


def domain(step: Formula, holes: tuple[str, ...]) -> tuple[float, float]:
    """Where the one input may lie: above 0 under log, √ and a power that is not whole."""
    match step:
        case Call(function, (Name(only),)) if holes == (only,):
            return FUNCTIONS[function].domain
        case Power(Name(only), Num() as exponent) if holes == (only,) and exponent.value % 1:
            return POSITIVE
    return EVERYWHERE
