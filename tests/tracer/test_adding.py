"""Adding an activation, a cost or a mistake is one entry of one table: all the rest follows."""

import numpy as np
import pytest

from grader import mark
from grader.choices import options
from grader.exercise_file import exercise
from tracer import Layer, Network, Trace, trace
from tracer.check import check
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.parse import formula
from tracer.formula.text import text
from tracer.mistakes import MISTAKES, TABLE, Mistake
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.costs import COSTS, Cost
from tracer.rules.rule import Rule
from tracer.show import formula_of, worked
from tracer.walk.swap import possible

CUBE = Rule(
    name="cube",
    inputs=("z",),
    formula=formula("z**3"),
    calculate=lambda z: z**3,
    why="The third power of z.",
    source="L4",
    kind="elementwise",
    derivative=Rule(
        name="cube′",
        inputs=("z",),
        formula=formula("3*z**2"),
        calculate=lambda z: 3 * z**2,
        why="The power rule.",
        source="L4",
        kind="elementwise",
    ),
)

FOURTH = Cost(
    name="fourth",
    loss=Rule(
        name="fourth of one output",
        inputs=("y_hat", "y"),
        formula=formula("(y_hat - y)**4"),
        calculate=lambda y_hat, y: (y_hat - y) ** 4,
        why="The fourth power of the distance.",
        source="L8",
        kind="elementwise",
        derivative=Rule(
            name="fourth′",
            inputs=("y_hat", "y"),
            formula=formula("4*(y_hat - y)**3"),
            calculate=lambda y_hat, y: 4 * (y_hat - y) ** 3,
            why="The power rule.",
            source="L4",
            kind="elementwise",
        ),
    ),
)


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Trace:
    """A trace that uses the two new entries, in a file's words."""
    monkeypatch.setitem(ACTIVATIONS, "cube", CUBE)
    monkeypatch.setitem(COSTS, "fourth", FOURTH)
    layers = [
        {"activation": "cube", "W": [[0.3, -0.2], [-0.5, 0.8]], "b": [0.1, 0.2]},
        {"activation": "identity", "W": [[-0.7, 0.6]], "b": [-0.6]},
    ]
    keys = {"layers": layers, "cost": "fourth", "X": [[0.5, 1.0], [1.3, -0.3]], "Y": [[1], [0]]}
    return trace(Network.of({**keys, "alpha": 0.1}, "added.toml"))


def test_a_new_activation_and_cost_are_traced_forward_and_backward(added: Trace) -> None:
    assert added["a[1]"] == pytest.approx(added["z[1]"] ** 3)
    error = added["y_hat"] - added["y"]
    assert added["dJ/dy_hat"] == pytest.approx(4 * error**3 / 2)
    assert added["dJ/dz[1]"] == pytest.approx(3 * added["z[1]"] ** 2 * added["dJ/da[1]"])


def test_they_are_written_in_every_notation(added: Trace) -> None:
    step = added.step("a[1]")
    assert text(formula_of(step)) == "a[1] = z[1]³"
    assert latex(formula_of(step)) == "a^{[1]} = (z^{[1]})^{3}"
    assert "<msup>" in mathml(formula_of(added.step("loss")))
    assert text(worked(step, (1, 1))) == "a[1][1,1] = 0.05³ = 0.000125"


def test_they_are_checked_against_quotients(added: Trace) -> None:
    assert check(added.source).exit_code == 0


def test_a_layer_may_bring_its_own_formula_instead() -> None:
    own = Layer(activation="z**3", W=[[0.3, -0.2]], b=[0.1])
    t = trace(Network(layers=[own], X=[[0.5, 1.0]], Y=[[1]], cost="(y_hat - y)**4"))
    np.testing.assert_allclose(t["dy_hat/dz[1]"], 3 * t["z[1]"] ** 2)
    np.testing.assert_allclose(t["dJ/dy_hat"], 4 * (t["y_hat"] - 1) ** 3)
    assert text(formula_of(t.step("dy_hat/dz[1]"))) == "∂ŷ/∂z[1] = 3·z[1]²"


TRIPLED = Mistake(
    name="tripled",
    at=("input gradient",),
    formula="3*right",
    says="three times what it is.",
    hidden="it is 0",
    taught="L13",
    seen="nowhere but here",
    often=1,
)


def test_a_new_mistake_is_named_offered_and_made_on_purpose(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracer.mistakes.TABLE", (TRIPLED, *TABLE))
    monkeypatch.setitem(MISTAKES, "tripled", TRIPLED.says)
    layers = [
        Layer(activation="sigmoid", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2]),
        Layer(activation="sigmoid", W=[[-0.7, 0.6]], b=[-0.6]),
    ]
    network = Network(layers=layers, X=[[0.5, 1.0]], Y=[[1]], cost="bce")
    known = trace(network)
    typed = [[f"{3 * number:.4g}"] for number in known["dJ/da[1]"][:, 0]]
    answer = mark(network, {"dJ/da[1]": typed}).student["dJ/da[1][1,1]"]
    assert answer.mistakes == ("tripled",)
    assert answer.message.startswith("Your number fits tripled: three times what it is.")

    gradient = known["dJ/da[1]"] * 3 * known["da[1]/dz[1]"]
    answer = mark(network, {"dJ/db[1]": [[f"{n:.4g}"] for n in gradient[:, 0]]}).student.answers[0]
    assert "tripled" in answer.mistakes  # made in a line that was not written down

    asks = [{"quantity": "dJ/da[1][1,1]", "kind": "choice", "choices": 10}]
    sheet = exercise({"network": network.keys(), "ask": asks})
    assert "tripled" in {one.mistake for one in options(sheet, (sheet.asks or ())[0])}
    assert "tripled" in {one.name for one in possible(known)}
