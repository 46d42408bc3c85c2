"""The formula in words that a screen reader can say: ASCII words and digits, no signs."""

from __future__ import annotations

import re
import unicodedata

from .functions import FUNCTIONS
from .text import (
    ATOM,
    BIG,
    DOTS,
    EQUALITY,
    NEGATIVE,
    POWER,
    PRODUCT,
    SUM,
    digits,
    least,
    spelled,
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
    return CLOSING.sub("", say(node))


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
            return PRODUCT
        case Power() | Call() | Partial() | Transpose() | Change() | BigSum():
            return POWER
        case Entry():
            return ATOM if symbolic(node) else POWER
        case _:
            return ATOM


def simple(node: Fraction) -> bool:
    """Whether it can be heard where top and bottom end: 1 over N."""
    return all(isinstance(part, Num | Name | Layer) for part in (node.top, node.bottom))


def say(node: Formula) -> str:
    match node:
        case Num():
            return number(digits(node))
        case Name():
            return words(node.text)
        case Layer():
            return f"{inside(node.base, ATOM)} {node.number}"
        case Entry():
            base = inside(node.base, POWER)
            return f"{base}, row {say(node.row)}, column {say(node.column)},"
        case Partial():
            return partial(node)
        case Change():
            return f"the change in {inside(node.base, ATOM)}"
        case Neg():
            return f"minus {inside(node.term, BIG)}"
        case Sum():
            return total(node)
        case Product() | MatMul():
            return product(node, " times ")
        case Hadamard():
            return product(node, " elementwise times ")
        case Fraction():
            return over(node) if simple(node) else f"fraction {over(node)} end fraction"
        case Power():
            small = RAISED.get(whole(node.exponent) or "")
            base = inside(node.base, ATOM)
            return f"{base} {small}" if small else f"{base} to the {raised(node.exponent)}"
        case Call():
            return call(node)
        case Transpose():
            return f"{inside(node.base, ATOM)} transposed"
        case Indicator():
            return f"1 if {say(node.left)} {SIGNS[node.sign]} {say(node.right)}, else 0,"
        case Kronecker():
            return f"1 if {say(node.left)} equals {say(node.right)}, else 0,"
        case BigSum():
            limits = f"over {words(node.index)} from 1 to {inside(node.size, ATOM)}"
            return f"the sum {limits} of {say(node.body)} end sum"
        case Equality():
            first, *rest = map(say, node.sides)
            sign = "becomes" if node.sign == ":=" else "equals"
            return f"{first} {sign} " + " equals ".join(rest)


def inside(node: Formula, at_least: int) -> str:
    if strength(node) >= at_least:
        return say(node)
    if isinstance(node, Fraction):
        return f"fraction {over(node)} end fraction"
    return f"open paren {say(node)} close paren"


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
    return " ".join(map(word, WORD.findall(spelled(name)))) or "unnamed"


def word(part: str) -> str:
    if part.isascii():
        return part
    plain = unicodedata.normalize("NFKD", part)[0]
    called = plain if plain.isascii() else unicodedata.name(part, "letter").split(" ")[-1]
    return re.sub(r"[^a-z0-9]+", " ", called.lower())


def partial(node: Partial) -> str:
    d = "d" if node.kind == "total" else "partial"
    said = f"{d} {inside(node.of, ATOM)} by {d} {inside(node.by, ATOM)}"
    return f"{said}, in this step alone," if node.kind == "local" else said


def total(node: Sum) -> str:
    said = inside(node.terms[0], NEGATIVE)
    for term in node.terms[1:]:
        if isinstance(term, Neg):
            said += f" minus {inside(term.term, BIG)}"
        else:
            said += f" plus {inside(term, BIG)}"
    return said


def product(node: Product | MatMul | Hadamard, sign: str) -> str:
    return sign.join(map(inside, node.factors, least(node)))


def over(node: Fraction) -> str:
    return f"{say(node.top)} over {say(node.bottom)}"


def raised(exponent: Formula) -> str:
    """An exponent; it says where it ends unless it is one word, or minus one."""
    bare = exponent.term if isinstance(exponent, Neg) else exponent
    said = say(exponent)
    return said if isinstance(bare, Num | Name | Layer) else f"power {said} end power"


def call(node: Call) -> str:
    if node.function == "exp":
        return f"e to the {raised(node.arguments[0])}"
    known = FUNCTIONS.get(node.function)
    said = known.spoken if known else f"{words(node.function)} of"
    return f"{said} {' and '.join(inside(argument, ATOM) for argument in node.arguments)}"
