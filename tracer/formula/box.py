"""A formula in two dimensions, for a terminal: fraction bars, raised exponents, tall brackets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..numbers import with_minus
from .boxes import Box, Path, Span, beside, big, fence, lowered, matrix_box, over, raised
from .calls import labelled
from .text import (
    ATOM,
    BIG,
    CALLED,
    DOTS,
    HATS,
    NEGATIVE,
    POWER,
    SUPERSCRIPT,
    UNICODE_SIGNS,
    any_number,
    digits,
    entry_by,
    index,
    least,
    split,
    strength,
    superscript,
    symbol,
    symbolic,
    whole,
)
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

__all__ = ["Box", "Span", "beside", "box", "fence", "matrix_box", "over"]

SUBSCRIPT = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


def box(node: Formula, *, ascii: bool = False) -> Box:
    """The formula in two dimensions; `ascii` for terminals and fonts without ∂ ─ ⎛.

    The spans are those of all its nodes, in reading order, with the paths of `tree.children`.

    >>> from .parse import formula
    >>> for line in box(formula("(1 - y)/(1 - y_hat) - y/y_hat")).lines:
    ...     print(line.rstrip())
     1 − y     y
    ─────── − ───
     1 − ŷ     ŷ
    """
    return Drawing(ascii).show(node, ())


class Drawing:
    """The emitter; `path` is the way to the node from the root."""

    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii
        self.minus, self.times, self.bar = ("-", "*", "-") if ascii else ("−", "·", "─")

    def show(self, node: Formula, path: Path) -> Box:
        drawn = self.draw(node, path)
        inner = drawn.inner if drawn.path is None else ((0, 0, drawn),)
        return Box(drawn.lines, drawn.baseline, path, inner)

    def inside(self, node: Formula, at_least: int, path: Path) -> Box:
        shown = self.show(node, path)
        return shown if strength(node, drawn=True) >= at_least else self.fence(shown)

    def symbol(self, node: Formula, path: Path) -> Box:
        """What stands behind ∂ or Δ."""
        shown = self.show(node, path)
        return shown if symbolic(node) else self.fence(shown)

    def fence(self, box: Box, brackets: str = "()") -> Box:
        return fence(box, brackets, ascii=self.ascii)

    def draw(self, node: Formula, path: Path) -> Box:
        first, second = (*path, 0), (*path, 1)
        match node:
            case Num():
                return Box((self.number(digits(node)),))
            case Name():
                return Box((named(node.text, self.ascii),))
            case Layer():
                layer = f"[{node.number}]" if self.ascii else f"⁽{small(node.number)}⁾"
                return beside(self.inside(node.base, ATOM, first), layer)
            case Entry():
                return self.entry(node, path)
            case Partial():
                local = node.kind == "local"
                below = self.show(node.by, second) if local else self.symbol(node.by, second)
                return self.partial(node, path, below)
            case Change():
                return beside("Delta_" if self.ascii else "Δ", self.symbol(node.base, first))
            case Neg():
                return self.minus_sign(self.inside(node.term, BIG, first))
            case Sum():
                return self.sum(node, path)
            case Product() | MatMul() | Hadamard():
                return self.product(node, path)
            case Fraction():
                top, bottom = self.show(node.top, first), self.show(node.bottom, second)
                return over(top, bottom, bar=self.bar)
            case Power():
                return self.power(node, path)
            case Call():
                return self.call(node, path)
            case Transpose():
                loosest = POWER if isinstance(node.base, Layer) else ATOM
                base = self.inside(node.base, loosest, first)
                if base.height > 1:
                    return raised(base, Box(("T" if self.ascii else "ᵀ",)))
                return beside(base, ".T" if self.ascii else "ᵀ")
            case Indicator():
                sign = node.sign if self.ascii else UNICODE_SIGNS.get(node.sign, node.sign)
                left, right = self.show(node.left, first), self.show(node.right, second)
                return beside("1", self.fence(beside(left, f" {sign} ", right), "[]"))
            case Kronecker():
                delta = Box(("delta" if self.ascii else "δ",))
                return self.indexed(delta, (node.left, node.right), (first, second))
            case BigSum():
                return self.big_sum(node, path)
            case Equality():
                sides = [self.show(side, (*path, i)) for i, side in enumerate(node.sides)]
                rest = [part for side in sides[1:] for part in (" = ", side)]
                return beside(sides[0], *[f" {node.sign} "] * bool(rest), *rest[1:])

    def number(self, shown: str) -> str:
        """A number: 1.2e-05 is 1.2×10⁻⁵."""
        if self.ascii:
            return shown
        mantissa, e, exponent = shown.replace("inf", "∞").partition("e")
        return with_minus(mantissa) + (f"×10{small(int(exponent))}" if e else "")

    def entry(self, node: Entry, path: Path) -> Box:
        first, indices = (*path, 0), (node.row, node.column)
        paths = ((*path, 1), (*path, 2))
        if entry_by(node) and isinstance(node.base, Partial):
            below = self.symbol(node.base.by, (*first, 1))
            below = self.indexed(below, indices, paths)
            return self.partial(node.base, first, below)._replace(path=first)
        base = self.show(node.base, first)
        if not (symbolic(node.base) or isinstance(node.base, Change)):
            base = self.fence(base)
        return self.indexed(base, indices, paths)

    def indexed(self, base: Box, indices: Sequence[Formula], paths: Sequence[Path]) -> Box:
        """Small indices where they cannot be misread: W⁽²⁾₁₃, but W⁽²⁾[12,3] and x₁[2,3]."""
        signs = [text_of(node) for node in indices]
        free = not self.ascii and base.lines[-1][-1:] not in SUBSCRIPT.values()
        if free and SUBSCRIPT.keys() >= set(signs):
            small = [
                Box((SUBSCRIPT[sign],), path=path) for sign, path in zip(signs, paths, strict=True)
            ]
            return lowered(base, beside(*small)) if base.height > 1 else beside(base, *small)
        row, column = [self.show(node, path) for node, path in zip(indices, paths, strict=True)]
        return beside(base, "[", row, ",", column, "]")

    def partial(self, node: Partial, path: Path, below: Box) -> Box:
        """`below` is what stands under the bar behind the ∂."""
        d = "∂" if node.kind == "partial" and not self.ascii else "d"
        if node.kind == "local":  # as its name is typed
            above, below = self.fence(self.show(node.of, (*path, 0))), self.fence(below)
        else:
            above = self.symbol(node.of, (*path, 0))
        shown = over(beside(d, above), beside(d, below), bar=self.bar)
        return beside(shown, f" via {named(node.via, self.ascii)}") if node.via else shown

    def minus_sign(self, term: Box) -> Box:
        return beside(self.minus + " " if term.height > 1 else self.minus, term)

    def sum(self, node: Sum, path: Path) -> Box:
        parts: list[Box | str] = [self.inside(node.terms[0], NEGATIVE, (*path, 0))]
        for place, term in enumerate(node.terms[1:], start=1):
            here = (*path, place)
            if isinstance(term, Neg):
                shown = self.inside(term.term, BIG, (*here, 0))
                parts += [f" {self.minus} ", beside(shown)._replace(path=here)]
            else:
                parts += [" + ", self.inside(term, BIG, here)]
        return beside(*parts)

    def product(self, node: Product | MatMul | Hadamard, path: Path) -> Box:
        levels = least(node, drawn=True)
        factors = [
            self.inside(factor, level, (*path, place))
            for place, (factor, level) in enumerate(zip(node.factors, levels, strict=True))
        ]
        sign = self.times
        if isinstance(node, Hadamard):
            sign = " * " if self.ascii else " ⊙ "
        elif any(factor.height > 1 for factor in factors):
            sign = f" {sign} "
        elif isinstance(node, MatMul):
            sign = " @ " if self.ascii else f" {sign} " if any_number(node.factors) else " "
        parts: list[Box | str] = [factors[0]]
        for factor in factors[1:]:
            parts += [sign, factor]
        return beside(*parts)

    def power(self, node: Power, path: Path) -> Box:
        base = self.inside(node.base, ATOM, (*path, 0))
        digits = None if self.ascii else whole(node.exponent)
        if digits is None:
            return raised(base, self.show(node.exponent, (*path, 1)))
        exponent = Box((digits.translate(SUPERSCRIPT),), path=(*path, 1))
        return raised(base, exponent) if base.height > 1 else beside(base, exponent)

    def call(self, node: Call, path: Path) -> Box:
        shown = [
            beside(f"{label} = ", box) if label else box
            for i, (label, argument) in enumerate(labelled(node))
            for box in [self.show(argument, (*path, i))]
        ]
        if node.function == "exp":
            return raised(Box(("e",)), shown[0])
        if node.function == "abs":
            return self.fence(shown[0], "||")
        if node.function == "sqrt" and not self.ascii:
            leaf = isinstance(node.arguments[0], Name | Num)
            return beside("√", shown[0] if leaf else self.fence(shown[0]))
        name = node.function if self.ascii else CALLED.get(node.function, node.function)
        parts = [part for argument in shown for part in (", ", argument)]
        return beside(name, self.fence(beside(*parts[1:])))

    def big_sum(self, node: BigSum, path: Path) -> Box:
        body = self.inside(node.body, BIG, (*path, 1))
        limit = Box((f"{named(node.index, self.ascii)}=1",))
        sign = "sum" if self.ascii else "∑"
        return big(sign, body, above=self.show(node.size, (*path, 0)), below=limit)


@lru_cache(maxsize=1024)
def named(name: str, ascii: bool) -> str:
    """A name; its own subscript is small where there are such letters: x₁, but δ_Y1."""
    if ascii:
        return "..." if name == DOTS else name
    stem, rest = split(name)
    sub = index(rest)
    joined = rest[:1] != "_" and SUBSCRIPT.keys() >= set(sub)  # w1o
    small = sub.isdecimal() or sub in SUBSCRIPT or joined
    if name in HATS or not sub or not small:
        return symbol(name)
    above = superscript(rest).translate(SUPERSCRIPT)
    return symbol(stem) + above + "".join(SUBSCRIPT[sign] for sign in sub)


def text_of(node: Formula) -> str:
    """The text of a leaf; of any other formula, nothing."""
    match node:
        case Name(text):
            return text
        case Num():
            return digits(node)
        case _:
            return ""


def small(number: int) -> str:
    """A whole number as a superscript."""
    return str(number).translate(SUPERSCRIPT)
