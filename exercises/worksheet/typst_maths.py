"""The formula as Typst writes it, the content of its math mode."""

from __future__ import annotations

import re

from tracer.formula.calls import labelled
from tracer.formula.text import (
    ATOM,
    BIG,
    CALLED,
    DOTS,
    GREEK,
    HATS,
    NEGATIVE,
    any_number,
    digits,
    entry_by,
    index,
    least,
    spelled,
    split,
    strength,
    superscript,
    symbolic,
)
from tracer.formula.tree import (
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
    children,
)

SIGNS = {"<=": "lt.eq", ">=": "gt.eq"}


def quoted(words: str) -> str:
    """Words as a string: nothing in them is read as markup."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst(node: Formula) -> str:
    """The formula, without the dollars around it.

    >>> from tracer.formula.parse import formula
    >>> typst(formula("1/(1 + exp(-z))"))
    'frac(1, 1 + e^(-z))'
    """
    match node:
        case Num():
            return number(digits(node))
        case Name():
            return name(node.text)
        case Layer():
            return f"{inside(node.base, ATOM)}^([{node.number}])"
        case Entry():
            return entry(node)
        case Partial():
            return partial(node)
        case Change():
            return f"Delta {symbol(node.base)}"
        case Neg():
            return "-" + inside(node.term, BIG)
        case Sum():
            return total(node)
        case Product():
            return product(node, " dot ")
        case MatMul():
            return product(node, " dot " if any_number(node.factors) else " ")
        case Hadamard():
            return product(node, " dot.o ")
        case Fraction():
            return f"frac({typst(node.top)}, {typst(node.bottom)})"
        case Power():
            return f"{inside(node.base, ATOM)}^({typst(node.exponent)})"
        case Call():
            return call(node)
        case Transpose(Layer(base, layer)):
            return f"{inside(base, ATOM)}^([{layer}] top)"
        case Transpose():
            return f"{inside(node.base, ATOM)}^top"
        case Indicator():
            sign = SIGNS.get(node.sign, node.sign)
            return f"bold(1)[{typst(node.left)} {sign} {typst(node.right)}]"
        case Kronecker():
            return f"delta_({' '.join(map(typst, children(node)))})"
        case BigSum():
            return f"sum_({name(node.index)}=1)^({typst(node.size)}) {inside(node.body, BIG)}"
        case Equality():
            first, *rest = map(typst, node.sides)
            return f"{first} {node.sign} " + " = ".join(rest) if rest else first


def inside(node: Formula, at_least: int) -> str:
    shown = typst(node)
    return shown if strength(node, drawn=True) >= at_least else f"({shown})"


def symbol(node: Formula) -> str:
    """What stands behind ∂ or Δ."""
    return typst(node) if symbolic(node) else f"({typst(node)})"


def number(shown: str) -> str:
    mantissa, e, exponent = shown.partition("e")
    if e:
        return f"{mantissa} times 10^({int(exponent)})"
    return {"inf": "infinity", "-inf": "-infinity", "nan": '"undefined"'}.get(shown, shown)


def name(text: str) -> str:
    """A name: alpha, hat(y), delta_("Y1"), x_(1)."""
    text = spelled(text)
    if text == DOTS:
        return "dots.c"
    if text in HATS:
        return f"hat({text.removesuffix('_hat')})"
    stem, rest = split(text)
    sub, above = ",".join(map(letters, index(rest).split(","))), superscript(rest)
    return letters(stem) + (f"_({sub})" if sub else "") + (f"^({above})" if above else "")


def letters(word: str) -> str:
    """A word as one symbol; one letter, a number or a Greek letter as it is."""
    if word in GREEK or re.fullmatch(r"[A-Za-z]|[0-9]*", word):
        return word
    return quoted(word)


def entry(node: Entry) -> str:
    by = entry_by(node)
    if by is not None:
        return partial(by)
    match node.base:
        case Name(text) | Layer(Name(text)) | Change(Name(text) | Layer(Name(text))):
            free = text in HATS or not index(split(text)[1])  # x_1 has its subscript already
        case _:
            free = False
    base = typst(node.base) if free else f"({typst(node.base)})"
    return f"{base}_({typst(node.row)},{typst(node.column)})"


def partial(node: Partial) -> str:
    d = '"d"' if node.total else "∂"
    shown = f"frac({d} {symbol(node.of)}, {d} {symbol(node.by)})"
    return f'lr({shown} mid(|))_"step"' if node.kind == "local" else shown


def total(node: Sum) -> str:
    shown = inside(node.terms[0], NEGATIVE)
    for term in node.terms[1:]:
        if isinstance(term, Neg):
            shown += f" - {inside(term.term, BIG)}"
        else:
            shown += f" + {inside(term, BIG)}"
    return shown


def product(node: Product | MatMul | Hadamard, sign: str) -> str:
    return sign.join(map(inside, node.factors, least(node, drawn=True)))


def call(node: Call) -> str:
    shown = ", ".join(
        (f"{quoted(label)} = " if label else "") + typst(argument)
        for label, argument in labelled(node)
    )
    match node.function:
        case "exp":
            return f"e^({shown})"
        case "sqrt":
            return f"sqrt({shown})"
        case "abs":
            return f"abs({shown})"
        case function:
            return f"op({quoted(CALLED.get(function, function))})({shown})"
