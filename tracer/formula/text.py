"""One line of text, in Unicode or plain ASCII."""

from __future__ import annotations

from .tree import (
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

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "rho": "ρ", "sigma": "σ", "phi": "φ", "omega": "ω",
    "Delta": "Δ", "Sigma": "Σ",
}  # fmt: skip
HATS = {"y_hat": "ŷ"}
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
UNICODE_SIGNS = {"<=": "≤", ">=": "≥"}

# How tightly a node holds together; a looser one inside a tighter one is put in parentheses.
EQUALITY, SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(6)


def strength(node: Formula) -> int:
    """How tightly the node holds together, EQUALITY loosest, ATOM tightest."""
    match node:
        case Equality():
            return EQUALITY
        case Sum() | BigSum():
            return SUM
        case Neg():
            return NEGATIVE
        case Num():
            return NEGATIVE if node.value < 0 or node.text.startswith("-") else ATOM
        case Product() | MatMul() | Hadamard() | Fraction() | Partial():
            return PRODUCT
        case Power() | Transpose():
            return POWER
        case _:
            return ATOM


def symbol(name: str) -> str:
    """A name as Unicode shows it: alpha → α, y_hat → ŷ, delta_Y1 → δ_Y1.

    >>> symbol("y_hat"), symbol("delta"), symbol("x1")
    ('ŷ', 'δ', 'x1')
    """
    if name in HATS:
        return HATS[name]
    head, mark, rest = name.partition("_")
    stem = head.rstrip("0123456789")
    return GREEK.get(stem, stem) + head[len(stem) :] + mark + rest


def text(node: Formula, *, ascii: bool = False) -> str:
    """The formula on one line; `ascii` for terminals and fonts without ∂ Σ ⊙."""
    return Plain(ascii).show(node)


class Plain:
    """The emitter; what it shows parses back to a formula of the same value."""

    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii
        self.times, self.minus, self.d = ("*", "-", "d") if ascii else ("·", "−", "∂")

    def inside(self, node: Formula, at_least: int) -> str:
        shown = self.show(node)
        return shown if strength(node) >= at_least else f"({shown})"

    def show(self, node: Formula) -> str:
        match node:
            case Num():
                return (node.text or repr(node.value)).replace("-", self.minus)
            case Name():
                return node.text if self.ascii else symbol(node.text)
            case Layer():
                return f"{self.show(node.base)}[{node.number}]"
            case Entry():
                row, column = self.show(node.row), self.show(node.column)
                least = PRODUCT if isinstance(node.base, Partial) else ATOM  # as ∂J/∂W[2][1,3]
                return f"{self.inside(node.base, least)}[{row},{column}]"
            case Partial():
                return self.partial(node)
            case Change():
                return ("Delta_" if self.ascii else "Δ") + self.show(node.base)
            case Neg():
                return self.minus + self.inside(node.term, PRODUCT)
            case Sum():
                return self.sum(node)
            case Product():
                return self.product(node.factors, self.times)
            case MatMul():
                return self.product(node.factors, " @ " if self.ascii else " ")
            case Hadamard():
                return self.product(node.factors, " * " if self.ascii else " ⊙ ")
            case Fraction():
                return self.inside(node.top, PRODUCT) + "/" + self.inside(node.bottom, POWER)
            case Power():
                return self.power(node)
            case Call():
                return f"{node.function}({', '.join(map(self.show, node.arguments))})"
            case Transpose():
                return self.inside(node.base, ATOM) + (".T" if self.ascii else "ᵀ")
            case Indicator():
                sign = node.sign if self.ascii else UNICODE_SIGNS.get(node.sign, node.sign)
                return f"1[{self.show(node.left)} {sign} {self.show(node.right)}]"
            case Kronecker():
                name = "delta" if self.ascii else "δ"
                return f"{name}[{self.show(node.left)},{self.show(node.right)}]"
            case BigSum():
                sign = f"sum_{node.index} " if self.ascii else f"Σ_{node.index} "
                return sign + self.inside(node.body, NEGATIVE)
            case Equality():
                first, *rest = map(self.show, node.sides)
                return f"{first} {node.sign} " + " = ".join(rest)

    def partial(self, node: Partial) -> str:
        d = "d" if node.kind == "total" else self.d
        if node.kind == "local":
            return f"{d}({self.show(node.of)})/{d}({self.show(node.by)})"
        return f"{d}{self.inside(node.of, ATOM)}/{d}{self.inside(node.by, ATOM)}"

    def sum(self, node: Sum) -> str:
        shown = self.inside(node.terms[0], NEGATIVE)
        for term in node.terms[1:]:
            if isinstance(term, Neg):
                shown += f" {self.minus} {self.inside(term.term, PRODUCT)}"
            else:
                shown += f" + {self.inside(term, PRODUCT)}"
        return shown

    def product(self, factors: tuple[Formula, ...], sign: str) -> str:
        if any(isinstance(factor, Partial) for factor in factors):
            sign = f" {sign.strip() or self.times} "
        return sign.join(self.inside(factor, PRODUCT) for factor in factors)

    def power(self, node: Power) -> str:
        base = self.inside(node.base, ATOM)
        exponent = node.exponent
        if not self.ascii and isinstance(exponent, Num) and exponent.value == int(exponent.value):
            return base + str(int(exponent.value)).translate(SUPERSCRIPT)
        return f"{base}{'**' if self.ascii else '^'}{self.inside(exponent, ATOM)}"
