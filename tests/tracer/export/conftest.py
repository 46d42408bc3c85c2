"""Traces that the tests of the formats share, and how one is written."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from tests.sample import sample
from tracer import Expression, Layer, Network, Trace, trace
from tracer.export import find
from tracer.export.format import view
from tracer.files import examples, read

Write = Callable[..., str]

NEURON = Network(
    title="One neuron, two samples",
    layers=[Layer(activation="sigmoid", W=[[0.3, -0.2]], b=[0.1])],
    X=[[0.5, 1.0], [-1.0, 0.25]],
    Y=[[1], [0]],
    cost="bce",
    alpha=0.5,
)
CHAIN = Expression(title="A power in a logarithm", expression="log(x**2)", at={"x": 3})


def written(traced: Trace, format: str, **settings: Any) -> str:
    out = StringIO()
    find(format).write(view(traced, **settings), out)
    return out.getvalue()


@pytest.fixture
def write() -> Write:
    """`write(trace, format, **settings)` → the text."""
    return written


@pytest.fixture
def neuron() -> Trace:
    return trace(NEURON.replaced())


@pytest.fixture
def chain() -> Trace:
    return trace(CHAIN)


@pytest.fixture(params=sample([name for name, *_ in examples()]))
def example(request: pytest.FixtureRequest) -> Trace:
    """Every bundled example, one after the other."""
    return trace(read(request.param))


HOSTILE = (
    '</script><script>alert(1)</script> \\input{x} $5 & 10% #1 _a_ *b* `c` ~d~ {e} ^f "g" '
    "[h](i) ![j](k) | <!-- l --> | \\\\ | 漢字 ∂ ü"
)


@pytest.fixture
def hostile() -> Trace:
    """A title that is markup in every format, and symbols of the sheet in names."""
    return trace(
        NEURON.replaced(title=HOSTILE, names={"w_1": "W[1][1,1]", "delta": "-dJ/dz", "E": "J"})
    )
