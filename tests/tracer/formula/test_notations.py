"""All notations at once: what does not mean the same never looks, or sounds, the same."""

from collections.abc import Callable, Iterator
from functools import cache
from xml.etree import ElementTree as ET

import mpmath
import pytest

from tests.sample import sample
from tests.tracer.formula.test_mathml import joined, reduced
from tests.tracer.formula.trees import UnsuitableError, precise
from tracer.formula.box import box
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.spoken import spoken
from tracer.formula.text import text
from tracer.formula.tree import Call, Formula, Fraction, Name, Neg, Num, Power, Product, Sum

x, y = Name("x"), Name("y")
LEAVES: tuple[Formula, ...] = (
    x,
    Num(-3.0, "-3"),
    Fraction(y, Num(2.0, "2")),
    Product((y, Fraction(Num(1.0, "1"), x))),
)

ONE: tuple[Callable[[Formula], Formula], ...] = (
    Neg,
    lambda u: Power(u, Num(2.0, "2")),
    lambda u: Call("log", (u,)),
    lambda u: Call("exp", (u,)),
    lambda u: Call("sqrt", (u,)),
    lambda u: Call("abs", (u,)),
)
TWO: tuple[Callable[[Formula, Formula], Formula], ...] = (
    lambda u, v: Sum((u, v)),
    lambda u, v: Sum((u, Neg(v))),
    lambda u, v: Product((u, v)),
    Fraction,
    Power,
    lambda u, v: Call("max", (u, v)),
)

NOTATIONS: dict[str, Callable[[Formula], str]] = {
    "text": text,
    "ASCII": lambda tree: text(tree, ascii=True),
    "box": lambda tree: str(box(tree)),
    "ASCII box": lambda tree: str(box(tree, ascii=True)),
    "LaTeX": latex,
    "MathML": lambda tree: repr(joined(reduced(ET.fromstring(mathml(tree))))),
    "spoken": spoken,
}


def larger(inner: tuple[Formula, ...], outer: tuple[Formula, ...]) -> Iterator[Formula]:
    """Every formula of one more level, one side of which is in `outer`."""
    for u in inner:
        yield from (make(u) for make in ONE)
        for v in outer:
            for make in TWO:
                yield make(u, v)
                yield make(v, u)


@cache
def small() -> dict[Formula, str]:
    """Every formula of three levels or less, and its value; those without one are left out."""
    second = tuple(larger(LEAVES, LEAVES))
    trees = dict.fromkeys((*LEAVES, *second, *larger(second, LEAVES)))
    found = {}
    for tree in trees:
        try:
            found[tree] = mpmath.nstr(precise(tree), 25)
        except UnsuitableError:
            continue
    return found


@pytest.mark.parametrize("notation", sample(NOTATIONS, 9))
def test_no_two_formulas_of_different_value_look_the_same(notation: str) -> None:
    seen: dict[str, str] = {}
    for tree, meant in small().items():
        shown = NOTATIONS[notation](tree)
        assert seen.setdefault(shown, meant) == meant, shown
    assert len(seen) > 3000
