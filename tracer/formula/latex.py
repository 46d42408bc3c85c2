r"""LaTeX, the content of math mode: for documents, Markdown and notebooks.

Kept to what LaTeX with amsmath, MathJax, KaTeX and GitHub all read: no \operatorname (GitHub
refuses it), no \mathbb{1} (LaTeX has no such letter), no | (it ends the cell of a Markdown
table), no backslash before a punctuation mark (Markdown eats it).
"""

from __future__ import annotations

import re

from .calls import labelled, whole_call
from .functions import FUNCTIONS
from .text import (
    ATOM,
    BIG,
    DOTS,
    GREEK,
    HATS,
    NEGATIVE,
    SPELLED,
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
    children,
)

SIGNS = {"<=": r"\le", ">=": r"\ge"}
TALL = (r"\frac", r"\sum", r"\left")  # what the parentheses around it must grow with


def latex(node: Formula) -> str:
    r"""The formula in LaTeX, without the dollars around it.

    >>> from .parse import formula
    >>> latex(formula("1/(1 + exp(-z))"))
    '\\frac{1}{1 + e^{-z}}'
    """
    match node:
        case Num():
            return number(digits(node))
        case Name():
            return name(node.text)
        case Layer():
            return f"{inside(node.base, ATOM)}^{{[{node.number}]}}"
        case Entry():
            return entry(node)
        case Partial():
            return partial(node)
        case Change():
            return r"\Delta " + symbol(node.base)
        case Neg():
            return "-" + inside(node.term, BIG)
        case Sum():
            return total(node)
        case Product():
            return product(node, r" \cdot ")
        case MatMul():
            return product(node, r" \cdot " if any_number(node.factors) else " ")
        case Hadamard():
            return product(node, r" \odot ")
        case Fraction():
            return rf"\frac{{{latex(node.top)}}}{{{latex(node.bottom)}}}"
        case Power():
            return f"{inside(node.base, ATOM)}^{{{latex(node.exponent)}}}"
        case Call():
            return call(node)
        case Transpose(Layer(base, layer)):
            return rf"{inside(base, ATOM)}^{{[{layer}]\top}}"
        case Transpose():
            return rf"{inside(node.base, ATOM)}^{{\top}}"
        case Indicator():
            sign = SIGNS.get(node.sign, node.sign)
            return rf"\mathbf{{1}}[{latex(node.left)} {sign} {latex(node.right)}]"
        case Kronecker():
            letter = all(isinstance(i, Name) and len(i.text) == 1 for i in (node.left, node.right))
            return rf"\delta_{{{('' if letter else ',').join(map(latex, children(node)))}}}"
        case BigSum():
            limits = f"_{{{name(node.index)}=1}}^{{{latex(node.size)}}}"
            return rf"\sum{limits} {inside(node.body, BIG)}"
        case Equality():
            first, *rest = map(latex, node.sides)
            return f"{first} {node.sign} " + " = ".join(rest) if rest else first


def fenced(shown: str) -> str:
    """In parentheses, which grow only where there is something tall in them."""
    return rf"\left({shown}\right)" if any(tall in shown for tall in TALL) else f"({shown})"


def inside(node: Formula, at_least: int) -> str:
    shown = latex(node)
    return shown if strength(node, drawn=True) >= at_least else fenced(shown)


def symbol(node: Formula) -> str:
    """What stands behind ∂ or Δ."""
    return latex(node) if symbolic(node) else fenced(latex(node))


def number(shown: str) -> str:
    r"""A number: 1.2e-05 is 1.2\times 10^{-5}."""
    mantissa, e, exponent = shown.partition("e")
    if e:
        return rf"{mantissa}\times 10^{{{int(exponent)}}}"
    return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\text{undefined}"}.get(shown, shown)


def name(text: str) -> str:
    r"""A name: \alpha, \hat{y}, \delta_{Y1}, x_{1}, \mathrm{net}_{o1}."""
    text = spelled(text)
    if text == DOTS:
        return r"\cdots"
    if text in HATS:
        return rf"\hat{{{text.removesuffix('_hat')}}}"
    stem, rest = split(text)
    sub, above = ",".join(map(letters, index(rest).split(","))), superscript(rest)
    return letters(stem) + (f"_{{{sub}}}" if sub else "") + (f"^{{{above}}}" if above else "")


def letters(word: str) -> str:
    """A word as one symbol; Y1, 1o and 12 as they are. No character in it can end a group."""
    if word in GREEK:
        return "\\" + word
    if re.fullmatch(r"[A-Za-z]?[0-9]*|[0-9]+[A-Za-z]", word):
        return word
    return "".join(map(run, re.findall(r"[A-Za-z0-9]+|.", word, re.DOTALL)))


def run(part: str) -> str:
    """A run of ASCII letters and digits, or any other single character."""
    if part in SPELLED:
        return rf"\{SPELLED[part]} "
    if part.isalnum():
        return rf"\mathrm{{{part}}}" if part.isascii() else rf"\text{{{part}}}"
    return r"\_" if part == "_" else "?"


def entry(node: Entry) -> str:
    by = entry_by(node)
    if by is not None:
        return partial(by)
    match node.base:
        case Change(changed) if symbolic(changed):
            return r"\Delta " + entry(Entry(changed, node.row, node.column))
        case Name(text) | Layer(Name(text)):
            free = text in HATS or not index(split(text)[1])  # x_{1} has its subscript already
        case _:
            free = False
    base = latex(node.base) if free else fenced(latex(node.base))
    return f"{base}_{{{latex(node.row)},{latex(node.column)}}}"


def partial(node: Partial) -> str:
    d = "d" if node.total else r"\partial "
    shown = rf"\frac{{{d}{symbol(node.of)}}}{{{d}{symbol(node.by)}}}"
    if node.via:
        return rf"\left.{shown}\right\vert_{{\text{{via }} {name(node.via)}}}"
    return rf"\left.{shown}\right\vert_{{\text{{step}}}}" if node.kind == "local" else shown


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
        (f"{letters(label)} = " if label else "") + latex(argument)
        for label, argument in labelled(node)
    )
    match node.function:
        case "exp":
            return f"e^{{{shown}}}"
        case "sqrt":
            return rf"\sqrt{{{shown}}}"
        case "abs":
            return rf"\left\vert {shown}\right\vert"
        case function if function in FUNCTIONS and not whole_call(node):
            command = FUNCTIONS[function].latex.replace(r"\operatorname", r"\mathrm")
            return command + fenced(shown)
        case function if whole_call(node):
            return rf"\text{{{function.replace('_', '-')}}}" + fenced(shown)
        case function:
            return letters(function) + fenced(shown)
