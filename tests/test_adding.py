"""What it takes to add one more of a kind: an entry of its table, and nothing else.

Each test stands for one kind: it shows what an entry brings with it, entry after entry.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import mark
from tests.sample import sample
from tracer import Expression, InputError, Layer, Network, trace
from tracer.check import check
from tracer.evaluate import evaluate
from tracer.export.conventions import agreed
from tracer.files import source, write_json, write_toml
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.operations import OPERATIONS, Operation, Way
from tracer.formula.text import text
from tracer.quantity import COSTS
from tracer.rules.optimizers import OPTIMIZERS
from tracer.schema import word
from tracer.setting_sentences import sentence
from tracer.settings import Setting, settings_of
from tracer.show import formula_of, worked
from tracer.walk import edits
from tracer.walk.model import Walk
from tracer.walk.plain import line

ROOT = Path(__file__).parents[1]
HIDDEN = Layer(activation="relu", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
LAST = Layer(activation="sigmoid", W=[[-0.7, 0.6], [0.4, 0.1]], b=[-0.6, 0.2])
X, Y = [[0.5, 1.0], [1.3, -0.3]], [[1, 0], [0, 0]]


def network(**keys: Any) -> Network:
    return Network(layers=[HIDDEN, LAST], X=X, Y=Y, cost="bce", alpha=0.3, **keys)


def expression(**keys: Any) -> Expression:
    return Expression(expression="f = relu(w*x)", at={"w": 1, "x": 2}, alpha=0.1, **keys)


MAKERS = {"network": network, "expression": expression}
SETTINGS = [
    (kind, key, one) for kind, make in MAKERS.items() for key, one in settings_of(make()).items()
]
NAMES = [(kind, key) for kind, key, _ in SETTINGS]


@pytest.mark.parametrize(
    ("kind", "key", "one"), SETTINGS, ids=lambda it: it if isinstance(it, str) else ""
)
def test_a_setting_is_read_written_said_and_switched_by_its_entry_alone(
    kind: str, key: str, one: Setting
) -> None:
    make = MAKERS[kind]
    usual, other = one.values[0], one.values[1]
    assert getattr(make(), key) == usual
    made = make(**{key: other})
    # read and written, in both notations; the usual choice is left out
    assert f"{key} = " in write_toml(made)
    assert f'"{key}": ' in write_json(made)
    assert f"{key} = " not in write_toml(make())
    assert getattr(source(made.keys(), "file"), key) == other
    # what may not stand there is told, with every choice
    with pytest.raises(InputError) as caught:
        make(**{key: "nonsense"})
    assert all(word(value) in str(caught.value) for value in one.values)
    assert f"{key} = " in caught.value.example
    # said among the conventions, where it matters
    if one.matters(made):
        assert sentence(made, key) in agreed(trace(made))
    # switched in the walk, where it has words of its own
    assert getattr(edits.parsed(trace(make()), f"{key} = {word(other)}")[0], key) == other
    assert all(choice.label for choice in one.choices)


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        # … and where Δw is asked for by name, which is then a step of the trace
        ("update_as", {"descent.py", "elementary.py", "validate/read.py", "trace.py"}),
        (
            "maximize",
            {"choose.py", "setting_sentences.py", "validate/learning.py", "walk/screens/panes.py"},
        ),
    ],
)
def test_a_setting_stands_in_its_table_and_where_its_rule_is_chosen(
    key: str, rules: set[str]
) -> None:
    found = {
        path.relative_to(ROOT / "tracer").as_posix()
        for path in (ROOT / "tracer").rglob("*.py")
        if re.search(rf"\b{key}\b", path.read_text(encoding="utf-8"))
    }
    assert found == {"settings.py", *rules}


# An activation, a cost, a skip connection: the lines that each takes, and what follows from them

RULES = ROOT / "tracer" / "rules"
LINES = {
    "softsign": (RULES / "activations.py", 'name="softsign"', 12),
    "huber": (RULES / "costs.py", 'name="huber"', 18),  # and one for its key, one for its field
    "adagrad": (RULES / "optimizers.py", '"adagrad": Optimizer(', 11),  # its number is a field
    "PASSED_ON": (RULES / "chain.py", 'name="passed on"', 10),
    "maxpool": (ROOT / "tracer" / "formula" / "operations.py", '"maxpool": Operation(', 20),
    "@": (ROOT / "tracer" / "formula" / "operations.py", '"@": Operation(', 20),
    "with_skip": (RULES / "chain.py", "def with_skip", 22),  # and three in layers.py
}


@pytest.mark.parametrize("name", LINES)
def test_an_entry_takes_few_lines(name: str) -> None:
    path, words, most = LINES[name]
    source = path.read_text(encoding="utf-8")
    at = source[: source.index(words)].count("\n") + 1
    sizes = [
        node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call | ast.FunctionDef)
        and node.end_lineno
        and node.lineno in (at - 1, at)
    ]
    assert max(sizes) <= most


def with_entry(activation: str, cost: str, Y: list[list[float]], **keys: Any) -> Network:
    of_layer = ("add", "elu_alpha", "derivative", "dropout_mask")
    own = {key: keys.pop(key) for key in of_layer if key in keys}
    layers = [
        Layer(activation="sigmoid", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2]),
        Layer(activation=activation, W=[[0.4, 0.9], [-0.2, 0.7]], b=[-0.9, 0.3], **own),
        Layer(activation="identity", W=[[0.6, -0.5]], b=[0.2]),
    ]
    return Network(layers=layers, X=X, Y=Y, cost=cost, alpha=0.3, **keys)


NEW = {
    "softsign": with_entry("softsign", "half_mse", [[1], [0]]),
    "elu": with_entry("elu", "mse", [[1], [0]], elu_alpha=0.5),
    "a formula": with_entry("z/(1 + z**2)", "mse", [[1], [0]]),
    "huber": with_entry("tanh", "huber", [[1], [0.5]], huber_delta=0.7),
    "hinge": with_entry("tanh", "hinge", [[1], [-1]]),
    "each sample's own": with_entry("tanh", "hinge", [[1], [-1]], gradients="by_sample"),
    "a penalty": with_entry("tanh", "mse", [[1], [0]], penalty="l1", penalty_strength=0.3),
    "dropout": with_entry("tanh", "mse", [[1], [0]], dropout_mask=[[2, 0], [2, 2]]),
    **{name: with_entry("tanh", "mse", [[1], [0]], optimizer=name) for name in OPTIMIZERS},
    "skip": with_entry("tanh", "mse", [[1], [0]], add="a[1]"),
    "skip from the inputs": with_entry("tanh", "mse", [[1], [0]], add="a[0]", layout="torch"),
}


@pytest.mark.parametrize("made", sample(NEW.values(), 3), ids=NEW)
def test_a_new_rule_is_checked_written_in_every_notation_and_walked(made: Network) -> None:
    assert check(made).exit_code == 0
    known = trace(made, 2)
    assert source(made.keys(), "file").keys() == made.keys()
    for step in known:
        tree = formula_of(step)
        assert text(tree)
        assert latex(tree)
        assert "<math" in mathml(tree)
        place = None if known.scalar(step.name) else (1, 1)
        assert text(worked(step, place))
    walk = Walk(made)
    for step in walk.trace.steps:
        walk.go(step.number)
        assert line(walk).startswith(f"Step {step.number} of")


@pytest.mark.parametrize("made", sample(NEW.values(), 8), ids=NEW)
def test_a_new_rule_is_marked_with_follow_through_and_its_forgetting_named(made: Network) -> None:
    known = trace(made)
    right = {step.name: typed(known[step.name]) for step in known if step.name not in COSTS}
    report = mark(made, right).student
    assert report.score == len(report.answers)
    wrong = {"a[2]": typed(known["z[2]"]), "J": None}
    follows = evaluate(known.equations, known.given, {"a[2]": known.state["z[2]"]})
    wrong["J"] = f"{follows['J'].item():.4g}"
    answers = mark(made, wrong).student.answers
    named = {name for one in answers if one.quantity == "a[2]" for name in one.mistakes}
    assert named >= {"activation-forgotten"}
    assert [one.verdict for one in answers if one.quantity == "J"] == ["follows"]


@pytest.mark.parametrize("name", ["skip", "skip from the inputs"])
def test_a_skip_that_was_forgotten_is_named_forward_and_backward(name: str) -> None:
    made = NEW[name]
    known, below = trace(made), made.layers[1].add
    rule = known.step("z[2]").equation.rule
    assert rule.inputs[-1] == "skip"
    forward = mark(made, {"z[2]": typed(known["z[2]"] - known[below])}).student.answers
    assert {name for one in forward for name in one.mistakes} == {"skip-forgotten"}
    gradient = f"dJ/d{below}"
    back = mark(made, {gradient: typed(known[gradient] - known["dJ/dz[2]"])}).student.answers
    assert {name for one in back for name in one.mistakes} == {"skip-forgotten"}


def typed(array: Any) -> list[list[str]]:
    """The numbers as a person types them."""
    return [[f"{number:.5g}" for number in row] for row in array]


def test_a_step_needs_the_slope_that_its_sheet_declares() -> None:
    with pytest.raises(InputError, match="no slope"):
        with_entry("step", "mse", [[1], [0]])
    made = with_entry("step", "mse", [[1], [0]], derivative="1/(1 + z**2)")
    known = trace(made)
    assert known["da[2]/dz[2]"] == pytest.approx(1 / (1 + known["z[2]"] ** 2))
    assert "The slope of layer 2's activation is taken as 1/(1 + z**2)." in agreed(known)
    assert "declares" in check(made).text()


ROW_NORMS = Operation(
    formula="row_norms(u)",
    calculate=lambda u: np.sqrt((u**2).sum(axis=-1, keepdims=True)),
    shape=lambda u: (u[0], 1),
    entry="sqrt(sum(l, c, u[i,l]**2))",
    back=(Way("u*dy/y", "u[i,j]*dy[i,1]/y[i,1]", "Each entry by its share of the length."),),
    why="The length of each row: the root of the sum of its squares.",
    kind="coupled",
)


def test_an_operation_on_arrays_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPERATIONS, "row_norms", ROW_NORMS)
    made = Expression(
        expression=["n = row_norms(X @ W)", "L = sum(n**2) + n[1,1]"],
        at={"X": [[0.5, 1.0], [1.3, -0.3]], "W": [[0.3, -0.2], [0.8, 0.1]]},
    )
    assert check(made).exit_code == 0
    known = trace(made)
    np.testing.assert_allclose(known["n"], np.linalg.norm(known["u1"], axis=1, keepdims=True))
    assert text(formula_of(known.step("dL/du1"))) == "∂L/∂(X W) = X W · ∂L/∂n/n"
    assert text(worked(known.step("n"), (1, 1))) == "n[1,1] = sqrt(0.95² + 0.0²) = 0.95"
    for step in known:
        place = None if known.scalar(step.name) else (1, 1)
        assert latex(worked(step, place))
        assert "<math" in mathml(formula_of(step))
    right = {name: typed(known[name]) for name in ("n", "dL/dW")}
    assert mark(made, right).student.score == 6
    with pytest.raises(InputError, match="row_norms was given 2 arguments"):
        Expression(expression="sum(row_norms(X, X))", at={"X": [1, 2]})


CORE = (
    "quantity", "rules/rule", "rules/sums", "equation", "equations", "layers", "backward",
    "iteration", "evaluate", "trace",
)  # fmt: skip


def test_the_core_is_read_in_one_sitting() -> None:
    assert sum(map(lines_of_code, CORE)) <= 700


def lines_of_code(name: str) -> int:
    """The lines of a file of the tracer without docstrings, comments and blank lines."""
    text = (ROOT / "tracer" / f"{name}.py").read_text(encoding="utf-8")
    said = set[int]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        1
        for number, one in enumerate(text.splitlines(), 1)
        if number not in said and one.strip() and not one.strip().startswith("#")
    )
