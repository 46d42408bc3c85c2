"""The formula in words that a screen reader can say: ASCII words and digits, no signs."""

from __future__ import annotations

import re
import unicodedata

from .calls import labelled, spoken_of, whole_call
from .functions import FUNCTIONS
from .text import (
    ATOM,
    BIG,
    DIGITS,
    DOTS,
    EQUALITY,
    NEGATIVE,
    POWER,
    PRODUCT,
    SUM,
    digits,
    index,
    least,
    spelled,
    split,
    superscript,
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

SIGNS = {
    "<": "is less than", ">": "is greater than", "<=": "is at most", ">=": "is at least",
    "=": "equals",
}  # fmt: skip
NUMBERS = {"inf": "infinity", "-inf": "minus infinity", "nan": "undefined"}
RAISED = {"2": "squared", "3": "cubed"}
WORD = re.compile(r"[A-Za-z]+|[0-9]+|[^\W_]")
CLOSING = re.compile(r"(,| end sum)+$|,(?=,| close| end)")  # closes what is closed anyway


def spoken(node: Formula) -> str:
    """What can be read aloud and is unambiguous without being seen.

    >>> from .parse import formula
    >>> spoken(formula("1/(1 + exp(-z))"))
    'fraction 1 over 1 plus e to the minus z end fraction'
    """
    return CLOSING.sub("", Speaker().say(node))


def strength(node: Formula) -> int:
    """How tightly the words hold together: what has an end of its own does not fall apart."""
    match node:
        case Equality() | Indicator() | Kronecker():
            return EQUALITY
        case Sum():
            return SUM
        case Neg():
            return NEGATIVE
        case Num():
            return PRODUCT if "e" in digits(node) else POWER if node.value < 0 else ATOM
        case Fraction():
            return BIG if simple(node) else ATOM
        case Product() | MatMul() | Hadamard():
            return BIG if strength(node.factors[-1]) == BIG else PRODUCT
        case Power() | Call() | Partial() | Transpose() | Change() | BigSum():
            return POWER
        case Entry():
            return ATOM if symbolic(node) else POWER
        case _:
            return ATOM


def simple(node: Fraction) -> bool:
    """Whether it can be heard where top and bottom end: 1 over N."""
    return all(isinstance(part, Num | Name | Layer) for part in (node.top, node.bottom))


class Speaker:
    """The emitter. `inside_fraction`: there every fraction must say where it begins and ends."""

    def __init__(self, inside_fraction: bool = False) -> None:
        self.inside_fraction = inside_fraction

    def say(self, node: Formula) -> str:
        match node:
            case Num():
                return number(digits(node))
            case Name():
                return words(node.text)
            case Layer():
                return f"{self.inside(node.base, ATOM)} {node.number}"
            case Entry():
                base = self.inside(node.base, POWER)
                return f"{base}, row {self.say(node.row)}, column {self.say(node.column)},"
            case Partial():
                return self.partial(node)
            case Change():
                return f"the change in {self.inside(node.base, ATOM)}"
            case Neg():
                return f"minus {self.inside(node.term, BIG)}"
            case Sum():
                return self.total(node)
            case Product() | MatMul():
                return self.product(node, " times ")
            case Hadamard():
                return self.product(node, " elementwise times ")
            case Fraction():
                return self.fraction(node, simple(node) and not self.inside_fraction)
            case Power():
                small = RAISED.get(whole(node.exponent) or "")
                base = self.inside(node.base, ATOM)
                return f"{base} {small}" if small else f"{base} to the {self.raised(node.exponent)}"
            case Call():
                return self.call(node)
            case Transpose():
                return f"{self.inside(node.base, ATOM)} transposed"
            case Indicator():
                left, right = self.say(node.left), self.say(node.right)
                return f"1 if {left} {SIGNS[node.sign]} {right}, else 0,"
            case Kronecker():
                return f"1 if {self.say(node.left)} equals {self.say(node.right)}, else 0,"
            case BigSum():
                limits = f"over {words(node.index)} from 1 to {self.inside(node.size, ATOM)}"
                return f"the sum {limits} of {self.say(node.body)} end sum"
            case Equality():
                first, *rest = map(self.say, node.sides)
                sign = "becomes" if node.sign == ":=" else "equals"
                return f"{first} {sign} " + " equals ".join(rest) if rest else first

    def inside(self, node: Formula, at_least: int) -> str:
        if strength(node) >= at_least:
            return self.say(node)
        if isinstance(node, Fraction):
            return self.fraction(node, False)
        return f"open paren {self.say(node)} close paren"

    def partial(self, node: Partial) -> str:
        d = "d" if node.total else "partial"
        said = f"{d} {self.inside(node.of, ATOM)} by {d} {self.inside(node.by, ATOM)}"
        if node.via:
            return f"{said}, by way of {words(node.via)},"
        return f"{said}, in this step alone," if node.kind == "local" else said

    def total(self, node: Sum) -> str:
        said = self.inside(node.terms[0], NEGATIVE)
        for term in node.terms[1:]:
            if isinstance(term, Neg):
                said += f" minus {self.inside(term.term, BIG)}"
            else:
                said += f" plus {self.inside(term, BIG)}"
        return said

    def product(self, node: Product | MatMul | Hadamard, sign: str) -> str:
        return sign.join(map(self.inside, node.factors, least(node)))

    def fraction(self, node: Fraction, bare: bool) -> str:
        inside = Speaker(inside_fraction=True)
        said = f"{inside.say(node.top)} over {inside.say(node.bottom)}"
        return said if bare else f"fraction {said} end fraction"

    def raised(self, exponent: Formula) -> str:
        """An exponent; it says where it ends unless it is one word, or minus one."""
        bare = exponent.term if isinstance(exponent, Neg) else exponent
        said = self.say(exponent)
        one = isinstance(bare, Num | Name | Layer) and strength(bare) != PRODUCT
        return said if one else f"power {said} end power"

    def call(self, node: Call) -> str:
        if node.function == "exp":
            return f"e to the {self.raised(node.arguments[0])}"
        known = None if whole_call(node) else FUNCTIONS.get(node.function)
        said = known.spoken if known else spoken_of(node) or f"{words(node.function)} of"
        parts = [
            (f"{label} " if label else "") + self.inside(argument, ATOM)
            for label, argument in labelled(node)
        ]
        return f"{said} {' and '.join(parts)}"


def number(shown: str) -> str:
    """A number: 1.2 times 10 to the negative 5."""
    if shown in NUMBERS:
        return NUMBERS[shown]
    mantissa, e, exponent = shown.partition("e")
    said = f"{mantissa} times 10 to the {int(exponent)}" if e else mantissa
    return said.replace("-", "negative ")


def words(name: str) -> str:
    """A name: y hat, delta Y 1, x 1; letters that are not ASCII by their own names."""
    if name == DOTS:
        return "and so on"
    stem, rest = split(spelled(name))
    above, low = superscript(rest), WORD.findall(index(rest))
    if above:
        said = [*WORD.findall(stem), "superscript", above, *(["subscript", *low] if low else [])]
    else:
        said = WORD.findall(spelled(name).translate(DIGITS))
    return " ".join(map(word, said)) or "unnamed"


def word(part: str) -> str:
    if part.isascii():
        return part
    plain = unicodedata.normalize("NFKD", part)[0]
    called = plain if plain.isascii() else unicodedata.name(part, "letter").split(" ")[-1]
    return re.sub(r"[^a-z0-9]+", " ", called.lower())
