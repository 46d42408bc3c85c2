"""The rules of derivatives, by the names that the lecture gives them (L4–L6)."""

from __future__ import annotations

from dataclasses import dataclass

from ..formula.functions import FUNCTIONS
from ..formula.tree import Call, Formula, Fraction, Name, Neg, Num, Power, Product, Sum, names


@dataclass(frozen=True, slots=True)
class Named:
    """Why a rule holds, in a sentence, and the row of the lecture that teaches it."""

    why: str
    source: str


NAMED: dict[str, Named] = {
    "constant": Named("d/dx k = 0: a constant does not change with x.", "L4"),
    "identity": Named("d/dx x = 1: x changes exactly as itself.", "L4"),
    "power": Named("d/dx xⁿ = n·xⁿ⁻¹: the exponent comes down and is lowered by one.", "L4"),
    "exponential": Named("d/dx eˣ = eˣ; of another base, aˣ·log a.", "L4"),
    "logarithm": Named("d/dx log x = 1/x, for the natural logarithm.", "L4"),
    "sum": Named("The derivative of a sum is the sum of its terms' derivatives.", "L6"),
    "product": Named("One factor is derived at a time, the others are held constant.", "L6"),
    "quotient": Named("d/dx u/v = (u′v − u v′)/v², with each derived in turn.", "L6"),
    "chain": Named("Chain rule: what comes from outside times the step's own derivative.", "L5"),
    "paths": Named("Used on several paths: chain rule along each, then added up.", "L6"),
    "start": Named("The output changes exactly as itself: this is where the chain starts.", "L14"),
}


def rule_of(tree: Formula) -> str:
    """The name of the derivative rule of one elementary step."""
    match tree:
        case Num():
            return "constant"
        case Name():
            return "identity"
        case Sum():
            return "sum"
        case Neg() | Product():
            return "product"
        case Fraction():
            return "quotient"
        case Power(_, exponent):
            return "power" if not names(exponent) else "exponential"
        case Call(function):
            return FUNCTIONS[function].rule
    return "constant" if not names(tree) else "sum"


def why(tree: Formula) -> str:
    """One sentence on the step's rule."""
    if isinstance(tree, Call):
        return FUNCTIONS[tree.function].why
    return NAMED[rule_of(tree)].why


def source(tree: Formula) -> str:
    """The row of the lecture."""
    return "L4" if isinstance(tree, Call) else NAMED[rule_of(tree)].source


def kinks(tree: Formula) -> tuple[float, ...]:
    """Where the slope jumps: at a number of the one input, or where two inputs are equal (0)."""
    if not isinstance(tree, Call) or FUNCTIONS[tree.function].kink is None:
        return ()
    numbers = [part.value for part in tree.arguments if isinstance(part, Num)]
    return tuple(numbers) or (0.0,)
