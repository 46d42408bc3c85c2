"""One line of text, in Unicode or plain ASCII; and what all notations share about a formula."""

from __future__ import annotations

import re

from .calls import labelled
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
    names,
)

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "zeta": "ζ", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
SPELLED = {letter: word for word, letter in GREEK.items()}
IN_ASCII = {  # what sentences and screens are made of
    **SPELLED,
    "∂": "d", "ŷ": "y_hat", "′": "'", "−": "-", "·": "*", "×": "x", "⊙": "*", "→": "->",
    "≤": "<=", "≥": ">=", "∞": "inf", "ᵀ": ".T", "½": "1/2", "Δ": "Delta_",
    "…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "─": "-", "═": "=",
    "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
}  # fmt: skip
HATS = {"y_hat": "ŷ"}
UNHATTED = {symbol: name for name, symbol in HATS.items()}
DOTS = "…"  # the name that stands for the terms that are left out
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
RAISED, LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"  # digits that a name may end in
DIGITS = str.maketrans(RAISED + LOWERED, "0123456789" * 2)
INDEXED = re.compile(r"([^\W\d_])(\d{1,2}[a-z])")  # w1o: from 1 to o; x1w1 is a name of two
CALLED = {"sigmoid": "σ", "relu": "ReLU"}  # functions that are drawn another way than typed
UNICODE_SIGNS = {"<=": "≤", ">=": "≥"}

# How tightly a node holds together; a looser one inside a tighter one is put in parentheses.
# BIG is a product that ends in a Σ: it takes in whatever is multiplied on its right.
EQUALITY, SUM, NEGATIVE, BIG, PRODUCT, POWER, ATOM = range(7)


PRODUCTS = (Product, MatMul, Hadamard)


def strength(node: Formula, *, drawn: bool = False) -> int:
    """How tightly the node holds together, EQUALITY loosest, ATOM tightest; `drawn`: in two
    dimensions, where fractions have bars and exponents, layers and exp stand raised."""
    match node:
        case Equality():
            return EQUALITY
        case Sum():
            return SUM
        case Neg():
            return NEGATIVE
        case Num():
            shown = digits(node)
            return NEGATIVE if shown[0] == "-" else PRODUCT if drawn and "e" in shown else ATOM
        case BigSum():
            return BIG
        case Product() | MatMul() | Hadamard():
            return BIG if strength(node.factors[-1], drawn=drawn) == BIG else PRODUCT
        case Fraction() | Partial():
            return POWER if drawn else PRODUCT
        case Entry():
            if isinstance(node.base, Partial | Change):
                return strength(node.base, drawn=drawn)
            return POWER if drawn and isinstance(node.base, Layer) else ATOM
        case Power() | Transpose() | Change():
            return POWER
        case Name(text) if superscript(split(text)[1]):
            return POWER
        case Layer() | Kronecker():
            return POWER if drawn else ATOM
        case Call():
            return POWER if drawn and node.function != "abs" else ATOM
        case _:
            return ATOM


def symbolic(node: Formula) -> bool:
    """Whether the node is the symbol of a quantity or of an entry: z, W[2], W[2][1,3]."""
    return isinstance(node, Name) or (isinstance(node, Layer | Entry) and symbolic(node.base))


def entry_by(node: Formula) -> Partial | None:
    """∂J/∂W[2][1,3], an entry of the gradient of a number, as it is drawn: by that entry.
    None for all else; ŷ is no number, an entry of ∂ŷ/∂z is one of both."""
    match node:
        case Entry(Partial(Name(of), by, kind, via), row, column) if (
            of not in HATS and kind != "local"
        ):
            return Partial(Name(of), Entry(by, row, column), kind, via)
        case _:
            return None


def digits(node: Num) -> str:
    """The number as it is to be shown, in ASCII; without a text of its own as short as it can be.

    >>> digits(Num(3.0)), digits(Num(0.1)), digits(Num(0.1, "0.10")), digits(Num(-0.0))
    ('3', '0.1', '0.10', '0')
    """
    return node.text or repr(float(node.value) + 0.0).removesuffix(".0")


def whole(node: Formula) -> str | None:
    """The digits of a number without a point, as an exponent that is typed small; else None."""
    shown = digits(node) if isinstance(node, Num) else ""
    return shown if shown.removeprefix("-").isdecimal() else None


def symbol(name: str) -> str:
    """A name as Unicode shows it: alpha → α, y_hat → ŷ, delta_Y1 → δ_Y1.

    >>> symbol("y_hat"), symbol("delta"), symbol("x1")
    ('ŷ', 'δ', 'x1')
    """
    if name in HATS:
        return HATS[name]
    stem, rest = split(name)
    return GREEK.get(stem, stem) + rest


def spelled(symbol: str) -> str:
    """The name that a symbol stands for: the other way round.

    >>> spelled("ŷ"), spelled("δ_Y1"), spelled("x1")
    ('y_hat', 'delta_Y1', 'x1')
    """
    if symbol in UNHATTED:
        return UNHATTED[symbol]
    stem, rest = split(symbol)
    return SPELLED.get(stem, stem) + rest


def split(name: str) -> tuple[str, str]:
    """A name's stem, and what follows it as it is spelled.

    >>> split("delta_Y1"), split("x12"), split("net"), split("_"), split("w1o"), split("w¹₁₁")
    (('delta', '_Y1'), ('x', '12'), ('net', ''), ('_', ''), ('w', '1o'), ('w', '¹₁₁'))
    """
    short = INDEXED.fullmatch(name)
    if short:
        return short[1], short[2]
    stem = name.partition("_")[0].rstrip("0123456789" + RAISED + LOWERED) or name
    return stem, name[len(stem) :]


def index(rest: str) -> str:
    """What follows a name's stem, as a subscript: 12, Y1, and o,1 for _o_1; "" where none fits.

    >>> index("_Y1"), index("12"), index("1_2"), index("_"), index("¹₁₁")
    ('Y1', '12', '1,2', '', '11')
    """
    low = "".join(sign for sign in rest if sign not in RAISED).translate(DIGITS)
    return ",".join(part for part in low.split("_") if part)


def superscript(rest: str) -> str:
    """The digits that stand raised behind a name's stem: 2 of δ², a layer's or a sample's.

    >>> superscript("¹₁₁"), superscript("12")
    ('1', '')
    """
    return "".join(sign for sign in rest if sign in RAISED).translate(DIGITS)


def least(node: Product | MatMul | Hadamard, *, drawn: bool = False) -> list[int]:
    """How tightly each factor must hold together to need no parentheses.

    A line is read from the left: A @ B*C is (A @ B)*C, but 1/N*A @ B is right as it is. Drawn,
    a matrix product has no sign, and holds together more tightly than · and ⊙.
    """
    levels = [PRODUCT] * (len(node.factors) - 1) + [BIG]
    safe = 0 if drawn else 1 if set(names(node.factors[0])) - {"N", "K"} else 2
    for place, factor in enumerate(node.factors[safe:], start=safe):
        first = factor
        while type(first) is type(node):  # A * (A @ B * C): what is read first in it
            first = first.factors[0]
        if isinstance(first, Fraction):
            of_matrices = not drawn and isinstance(first.top, MatMul)  # A * B @ C/N: (A * B) @ C/N
            clash = isinstance(node, MatMul) or of_matrices
        elif drawn and isinstance(first, MatMul):
            clash = False
        else:
            clash = isinstance(first, PRODUCTS) and type(first) is not type(node)
        if clash:
            levels[place] = POWER
    return levels


def any_number(factors: tuple[Formula, ...]) -> bool:
    """Whether a factor is a number: without a sign beside it, it would run into the next one."""
    return any(isinstance(factor, Num) for factor in factors)


def spaced(factors: tuple[Formula, ...]) -> bool:
    """Whether a derivative is among the factors: the signs between them then need room."""
    return any(
        isinstance(factor.base if isinstance(factor, Entry) else factor, Partial)
        for factor in factors
    )


def text(node: Formula, *, ascii: bool = False) -> str:
    """The formula on one line; `ascii` for terminals and fonts without ∂ Σ ⊙.

    What has a value parses back to it: all that may be typed in both forms, the indicators,
    sums, indices and matrix products of our tables in ASCII.
    """
    return Plain(ascii).show(node)


class Plain:
    """The emitter of one line."""

    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii
        self.times, self.minus, self.d = ("*", "-", "d") if ascii else ("·", "−", "∂")

    def inside(self, node: Formula, at_least: int) -> str:
        shown = self.show(node)
        closed = self.ascii and isinstance(node, BigSum)  # sum(…)
        return shown if closed or strength(node) >= at_least else f"({shown})"

    def show(self, node: Formula) -> str:
        match node:
            case Num():
                shown = digits(node)  # a Unicode minus in an exponent could not be typed
                return self.minus + shown[1:] if shown[0] == "-" else shown
            case Name():
                return self.name(node.text)
            case Layer():
                return f"{self.show(node.base)}[{node.number}]"
            case Entry(Partial(of, by, kind, via)) if via:
                return self.partial(Partial(of, Entry(by, node.row, node.column), kind, via))
            case Entry():
                row, column = self.show(node.row), self.show(node.column)
                # as ∂J/∂W[2][1,3], ΔW[2][1,3]
                least = PRODUCT if isinstance(node.base, Partial | Change) else ATOM
                base = node.base
                shown = self.symbol(base) if symbolic(base) else self.inside(base, least)
                return f"{shown}[{row},{column}]"
            case Partial():
                return self.partial(node)
            case Change():
                return ("Delta_" if self.ascii else "Δ") + self.symbol(node.base)
            case Neg():
                return self.minus + self.inside(node.term, BIG)
            case Sum():
                return self.sum(node)
            case Product():
                return self.product(node, self.times)
            case MatMul():
                return self.product(node, " @ " if self.ascii else " ")
            case Hadamard():
                return self.product(node, " * " if self.ascii else " ⊙ ")
            case Fraction():
                least = POWER if isinstance(node.top, Fraction | Partial) else PRODUCT
                return self.inside(node.top, least) + "/" + self.inside(node.bottom, POWER)
            case Power():
                return self.power(node)
            case Call():
                return f"{node.function}({', '.join(map(self.argument, labelled(node)))})"
            case Transpose():
                return self.inside(node.base, ATOM) + (".T" if self.ascii else "ᵀ")
            case Indicator():
                sign = node.sign if self.ascii else UNICODE_SIGNS.get(node.sign, node.sign)
                shown = f"[{self.show(node.left)} {sign} {self.show(node.right)}]"
                return shown if self.ascii else f"1{shown}"
            case Kronecker():
                left, right = self.show(node.left), self.show(node.right)
                return f"kronecker({left}, {right})" if self.ascii else f"δ[{left},{right}]"
            case BigSum():
                if self.ascii:
                    return f"sum({node.index}, {self.show(node.size)}, {self.show(node.body)})"
                return f"Σ_{node.index} {self.inside(node.body, BIG)}"
            case Equality():
                first, *rest = map(self.show, node.sides)
                return f"{first} {node.sign} " + " = ".join(rest) if rest else first

    def argument(self, shown: tuple[str, Formula]) -> str:
        label, node = shown
        return f"{label} = {self.show(node)}" if label else self.show(node)

    def name(self, name: str) -> str:
        if not self.ascii:
            return symbol(name)
        return "..." if name == DOTS else name

    def symbol(self, node: Formula) -> str:
        """What stands behind ∂ or Δ."""
        return self.show(node) if symbolic(node) else self.inside(node, ATOM)

    def partial(self, node: Partial) -> str:
        d = "d" if node.kind == "total" else self.d
        if node.kind == "local":
            return f"d({self.show(node.of)})/d({self.show(node.by)})"  # as its name is typed
        through = f" via {self.name(node.via)}" if node.via else ""
        return f"{d}{self.symbol(node.of)}/{d}{self.symbol(node.by)}{through}"

    def sum(self, node: Sum) -> str:
        shown = self.inside(node.terms[0], NEGATIVE)
        for term in node.terms[1:]:
            if isinstance(term, Neg):
                shown += f" {self.minus} {self.inside(term.term, BIG)}"
            else:
                shown += f" + {self.inside(term, BIG)}"
        return shown

    def product(self, node: Product | MatMul | Hadamard, sign: str) -> str:
        if spaced(node.factors) or (sign == " " and any_number(node.factors)):
            sign = f" {sign.strip() or self.times} "
        return sign.join(map(self.inside, node.factors, least(node)))

    def power(self, node: Power) -> str:
        base = self.inside(node.base, ATOM)
        small = None if self.ascii else whole(node.exponent)
        if small is not None:
            return base + small.translate(SUPERSCRIPT)
        return f"{base}{'**' if self.ascii else '^'}{self.inside(node.exponent, ATOM)}"
