"""Native MathML Core, for the browser: one <math> element, which says itself when read aloud."""

from __future__ import annotations

import re
from html import escape

from .calls import labelled
from .spoken import spoken
from .text import (
    ATOM,
    BIG,
    CALLED,
    DOTS,
    GREEK,
    HATS,
    NEGATIVE,
    UNICODE_SIGNS,
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

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
MINUS, TIMES, APPLY, TOP = "<mo>−</mo>", "<mo>⋅</mo>", "<mo>\u2061</mo>", "<mi>⊤</mi>"
THIN = '<mspace width="0.17em"></mspace>'  # between the factors of a matrix product
COMMA = "<mo>,</mo>"
TALL = ("<mfrac>", "<munderover>")


def mathml(node: Formula, *, display: bool = True) -> str:
    """The formula as one `<math>` element; `display`: on a line of its own, else within text."""
    said = spoken(node)
    kind = "block" if display else "inline"
    opening = f'<math xmlns="{NAMESPACE}" display="{kind}" alttext="{said}" aria-label="{said}">'
    return f"{opening}{show(node)}</math>"


def show(node: Formula) -> str:
    """The node as one element."""
    match node:
        case Num():
            return number(digits(node))
        case Name():
            return scripted(node)
        case Layer():
            return scripted(node.base, above=layer(node))
        case Entry():
            return entry(node)
        case Partial():
            return partial(node)
        case Change():
            return row("<mi>Δ</mi>", symbol(node.base))
        case Neg():
            return row(MINUS, inside(node.term, BIG))
        case Sum():
            return total(node)
        case Product():
            return product(node, TIMES)
        case MatMul():
            return product(node, TIMES if any_number(node.factors) else THIN)
        case Hadamard():
            return product(node, "<mo>⊙</mo>")
        case Fraction():
            return f"<mfrac>{show(node.top)}{show(node.bottom)}</mfrac>"
        case Power(Name() as base):
            return scripted(base, above=show(node.exponent))
        case Power():
            return f"<msup>{inside(node.base, ATOM)}{show(node.exponent)}</msup>"
        case Call():
            return call(node)
        case Transpose(Layer() as base):
            return scripted(base.base, above=row(layer(base), TOP))
        case Transpose(Name() as base):
            return scripted(base, above=TOP)
        case Transpose():
            return f"<msup>{inside(node.base, ATOM)}{TOP}</msup>"
        case Indicator():
            sign = f"<mo>{escape(UNICODE_SIGNS.get(node.sign, node.sign))}</mo>"
            return row("<mn>𝟏</mn>", fenced(row(show(node.left), sign, show(node.right)), "[", "]"))
        case Kronecker():
            letter = all(isinstance(i, Name) and len(i.text) == 1 for i in children(node))
            both = row(show(node.left), "" if letter else COMMA, show(node.right))
            return f"<msub><mi>δ</mi>{both}</msub>"
        case BigSum():
            below = row(show(Name(node.index)), "<mo>=</mo>", "<mn>1</mn>")
            limits = f"<munderover><mo>∑</mo>{below}{show(node.size)}</munderover>"
            return row(limits, inside(node.body, BIG))
        case Equality():
            first, *rest = map(show, node.sides)
            signs = [f"<mo>{node.sign}</mo>"] * bool(rest)
            return row(first, *signs, "<mo>=</mo>".join(rest))


def row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def fenced(shown: str, left: str = "(", right: str = ")") -> str:
    """Between parentheses, which grow only where there is something tall in them."""
    grows = "" if any(tall in shown for tall in TALL) else ' stretchy="false"'
    return row(f"<mo{grows}>{left}</mo>", shown, f"<mo{grows}>{right}</mo>")


def inside(node: Formula, at_least: int) -> str:
    shown = show(node)
    return shown if strength(node, drawn=True) >= at_least else fenced(shown)


def symbol(node: Formula) -> str:
    """What stands behind ∂ or Δ."""
    return show(node) if symbolic(node) else fenced(show(node))


def number(shown: str) -> str:
    """A number: 1.2e-05 is 1.2 × 10⁻⁵."""
    mantissa, e, exponent = shown.partition("e")
    if e:
        power = f"<msup><mn>10</mn>{number(str(int(exponent)))}</msup>"
        return row(number(mantissa), "<mo>×</mo>", power)
    if shown.startswith("-"):
        return row(MINUS, number(shown[1:]))
    return {"inf": "<mi>∞</mi>", "nan": "<mtext>undefined</mtext>"}.get(shown, f"<mn>{shown}</mn>")


def word(letters: str) -> str:
    """A word as one symbol; what XML cannot hold is shown as ?."""
    letters = "".join(sign if sign.isprintable() else "?" for sign in letters)
    tag = "mn" if re.fullmatch("[0-9]+", letters) else "mi"
    return f"<{tag}>{escape(GREEK.get(letters, letters))}</{tag}>"


def scripted(base: Formula, *, above: str = "", beside: str = "") -> str:
    """A symbol with its superscript `above` and its indices `beside`. A name that has a
    subscript of its own (x1) keeps it, and goes in parentheses if it gets another."""
    stem, sub, own = name(base.text) if isinstance(base, Name) else (inside(base, ATOM), "", "")
    if own and (above or beside):
        stem, sub = fenced(scripted(base)), ""
    else:
        above = above or own
    if sub and beside:
        stem, sub = fenced(f"<msub>{stem}{sub}</msub>"), ""
    sub = sub or beside
    if above and sub:
        return f"<msubsup>{stem}{sub}{above}</msubsup>"
    if above:
        return f"<msup>{stem}{above}</msup>"
    return f"<msub>{stem}{sub}</msub>" if sub else stem


def name(text: str) -> tuple[str, str, str]:
    """A name, its subscript and its superscript, "" if it has none: y with a hat, x with 1."""
    text = spelled(text)
    if text == DOTS:
        return "<mi>⋯</mi>", "", ""
    if text in HATS:
        stem = word(text.removesuffix("_hat"))
        return f'<mover accent="true">{stem}<mo stretchy="false">^</mo></mover>', "", ""
    stem, rest = split(text)
    sub, above = index(rest), superscript(rest)
    above = above and f"<mn>{above}</mn>"
    if not sub:
        return word(stem), "", above
    parts = [word(part) for part in sub.split(",")]
    return word(stem), parts[0] if len(parts) == 1 else row(COMMA.join(parts)), above


def layer(node: Layer) -> str:
    left, right = '<mo stretchy="false">[</mo>', '<mo stretchy="false">]</mo>'
    return row(left, f"<mn>{node.number}</mn>", right)


def entry(node: Entry) -> str:
    by = entry_by(node)
    if by is not None:
        return partial(by)
    indices = row(show(node.row), COMMA, show(node.column))
    match node.base:
        case Name():
            return scripted(node.base, beside=indices)
        case Layer(Name(text) as base, _) if not split(text)[1].strip("_"):
            return scripted(base, above=layer(node.base), beside=indices)
        case Change(base) if symbolic(base):
            return row("<mi>Δ</mi>", entry(Entry(base, node.row, node.column)))
        case _:
            return f"<msub>{fenced(show(node.base))}{indices}</msub>"


def partial(node: Partial) -> str:
    d = "<mi>d</mi>" if node.total else "<mi>∂</mi>"
    shown = f"<mfrac>{row(d, symbol(node.of))}{row(d, symbol(node.by))}</mfrac>"
    if node.kind != "local" and not node.via:
        return shown
    bar = '<mo form="postfix" stretchy="true">|</mo>'
    which = row("<mtext>via </mtext>", show(Name(node.via))) if node.via else "<mtext>step</mtext>"
    return f"<msub>{row(shown, bar)}{which}</msub>"


def total(node: Sum) -> str:
    shown = [inside(node.terms[0], NEGATIVE)]
    for term in node.terms[1:]:
        if isinstance(term, Neg):
            shown += [MINUS, inside(term.term, BIG)]
        else:
            shown += ["<mo>+</mo>", inside(term, BIG)]
    return row(*shown)


def product(node: Product | MatMul | Hadamard, sign: str) -> str:
    return row(sign.join(map(inside, node.factors, least(node, drawn=True))))


def call(node: Call) -> str:
    shown = [
        row(word(label), "<mo>=</mo>", show(argument)) if label else show(argument)
        for label, argument in labelled(node)
    ]
    match node.function:
        case "exp":
            return f"<msup><mi>e</mi>{shown[0]}</msup>"
        case "sqrt":
            return f"<msqrt>{shown[0]}</msqrt>"
        case "abs":
            bars = [f'<mo form="{form}" stretchy="true">|</mo>' for form in ("prefix", "postfix")]
            return row(bars[0], shown[0], bars[1])
        case function:
            called = word(CALLED.get(function, function))
            return row(called, APPLY, fenced(row(COMMA.join(shown))))
