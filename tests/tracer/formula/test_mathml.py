"""MathML: what a browser can show, the same as another's reading of our LaTeX, and it speaks."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given, settings
from latex2mathml.converter import convert

from tests.tracer.formula.trees import shown
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.spoken import spoken
from tracer.formula.tree import Formula, Layer, Name, Num, Power

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "mover": 2, "msubsup": 3, "munderover": 3}
LEAVES = {"mi", "mn", "mo", "mtext", "mspace"}
ROWS = {"math", "mrow", "msqrt"}
SCRIPTS = {"msup", "msub", "msubsup"}
SAME = str.maketrans({"·": "⋅", "𝟏": "1", "\u2061": "", "\u2062": "", "-": "−", "\xa0": ""})

Reduced = str | tuple[object, ...]


def reduced(element: ET.Element) -> list[Reduced]:
    """What there is to see: text, run together, and structures with their parts."""
    tag = element.tag.removeprefix(NAMESPACE)
    if tag in LEAVES:
        return [(element.text or "").translate(SAME)]
    if tag in ROWS - {"msqrt"}:
        return [part for child in element for part in reduced(child)]
    sums = tag == "msubsup" and "∑" in "".join(element[0].itertext())
    parts = [joined(reduced(child)) for child in element]
    before: list[Reduced] = []
    if tag in SCRIPTS:  # LaTeX hangs an exponent on the last character only: (a + b)²
        *before, last = parts[0]
        if isinstance(last, str):
            before, last = [*before, last[:-1]], last[-1]
        parts[0] = (last,)
        if tag == "msup" and isinstance(last, tuple) and last[0] == "msub":
            tag, parts = "msubsup", [*last[1:], parts[1]]
    return [*before, ("munderover" if sums else tag, *parts)]


def joined(parts: list[Reduced]) -> tuple[Reduced, ...]:
    """Neighbouring pieces of text as one: a name is a name, in one element or in several."""
    found: list[Reduced] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part:
            found.append(part)
    return tuple(found)


@settings(deadline=None)
@given(tree=shown())
def test_it_is_mathml_core(tree: Formula) -> None:
    root = ET.fromstring(mathml(tree))
    assert root.tag == f"{NAMESPACE}math"
    for element in root.iter():
        tag = element.tag.removeprefix(NAMESPACE)
        assert tag in CHILDREN.keys() | LEAVES | ROWS
        assert len(element) == CHILDREN.get(tag, len(element))
        assert (tag in LEAVES) is not bool(len(element)), "only leaves hold text"
        assert tag not in LEAVES - {"mspace"} or element.text


@settings(deadline=None)
@given(tree=shown())
def test_it_shows_what_the_latex_shows(tree: Formula) -> None:
    # latex2mathml hangs the 10 of \\log_{10} on the g, and sets lo beside it.
    assume(r"\log_" not in latex(tree))
    ours, other = ET.fromstring(mathml(tree)), ET.fromstring(convert(latex(tree)))
    assert joined(reduced(ours)) == joined(reduced(other)), latex(tree)


@settings(deadline=None)
@given(tree=shown())
def test_it_says_itself(tree: Formula) -> None:
    root = ET.fromstring(mathml(tree))
    assert root.get("alttext") == root.get("aria-label") == spoken(tree)


@pytest.mark.parametrize(("display", "kind"), [(True, "block"), (False, "inline")])
def test_it_stands_alone_or_within_text(display: bool, kind: str) -> None:
    root = ET.fromstring(mathml(Layer(Name("z"), 2), display=display))
    assert root.get("display") == kind


def test_a_name_cannot_leave_its_element() -> None:
    hostile = Power(Name('<script>"&\x00\x1b'), Num(2))
    assert re.search("<mi>&lt;script&gt;&quot;&amp;[?]{2}</mi>", mathml(hostile))
    ET.fromstring(mathml(hostile))
