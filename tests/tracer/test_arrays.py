"""Lines of arrays: shapes, every notation, parts, given gradients, students, bad input."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.oracle.make import stored
from tracer import Expression, InputError, trace
from tracer.check import check
from tracer.export import find, load
from tracer.export.format import view
from tracer.files import read, source, write_json, write_toml
from tracer.formula.box import box
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.parse import parse
from tracer.formula.spoken import spoken
from tracer.formula.text import text
from tracer.show import entry_of, formula_of, worked
from tracer.walk.model import Walk
from tracer.walk.plain import line


def expression(*lines: str, **keys: Any) -> Expression:
    at = keys.pop("at", {})
    return Expression(expression=list(lines), at=at, **keys)


def attention() -> Expression:
    return expression(
        "S = Q @ K.T / sqrt(2)", "A = row_softmax(S)", "O = A @ V + b", "L = sum(O**2)",
        at={"Q": [[1, 0], [0.5, 1]], "K": [[0.3, 0.2], [1, -1]], "V": [[1, 2], [0, 1]],
            "b": [[0.1, 0.2]]},
    )  # fmt: skip


def convolution() -> Expression:
    return expression(
        "C = conv(X, K, stride = 2, pad = 1)", "R = relu(C)", "P = maxpool(R, 2, stride = 1)",
        "F = conv_flipped(X, K)", "G = avgpool(F, 2)", "L = sum(P**2) + C[1,2] + mean(G)",
        at={"X": [[1, 0, -2, 1], [0, 1, 1, 0], [0, 1, 0, 1], [-3, 4, 0, 0]],
            "K": [[2, 1], [0, 1]]},
    )  # fmt: skip


def norm() -> Expression:
    return expression(
        "m = col_means(X)", "v = col_vars(X)", "N = (X - m)/sqrt(v + 0.1)", "Y = g*N + b",
        "L = sum(Y**2) + max(X) + var(X)",
        at={"X": [[2.1, 4], [-1.2, 0.8], [3.5, -0.3]], "g": [[1.2, 0.5]], "b": 0.5},
    )  # fmt: skip


def recurrent(**keys: Any) -> Expression:
    return expression(
        "h1 = tanh(W @ x1 + b)", "h2 = tanh(W @ x2 + U @ h1 + b)", "z = concat(h2, h1, 1)",
        "L = sum(z**2)",
        at={"W": [[0.5, 0.1], [0.2, -0.3]], "U": [[0.1, 0.2], [0.3, 0.4]], "b": [0.1, 0.2],
            "x1": [1, 2], "x2": [0.5, -1]},
        **keys,
    )  # fmt: skip


MADE = {
    "attention": attention(), "convolution": convolution(), "norm": norm(),
    "recurrent": recurrent(alpha=0.1),
}  # fmt: skip


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_every_step_is_written_in_every_notation_and_walked(made: Expression) -> None:
    for step in trace(made):
        place = None if step.trace.scalar(step.name) else (1, 1)
        for tree in (formula_of(step), worked(step, place), entry_of(step, place or (1, 1))):
            for shown in (text(tree), text(tree, ascii=True), latex(tree), spoken(tree)):
                assert shown
                assert "its gradient" not in shown
            assert box(tree).lines
            assert "<math" in mathml(tree)
    walk = Walk(made)
    for step in walk.trace.steps:
        walk.go(step.number)
        assert line(walk).startswith(f"Step {step.number} of")


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_every_derivative_and_part_agrees_with_its_quotients(made: Expression) -> None:
    report = check(made)
    assert report.exit_code == 0
    assert all(one.found.get("agrees") for one in report.compared if one.name.startswith("dL/d"))


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_the_worked_line_of_every_entry_gives_its_number(made: Expression) -> None:
    """What is shown is what was calculated: the numbers that are put in, evaluated."""
    from tracer.formula.value import value

    for step in trace(made):
        rows, columns = step.value.shape
        for place in np.ndindex(rows, columns):
            at = (place[0] + 1, place[1] + 1)
            sides = worked(step, None if step.trace.scalar(step.name) else at, 17).sides
            with np.errstate(all="ignore"):
                assert value(sides[1], {}) == pytest.approx(step.value[place], abs=1e-3, rel=1e-3)


def shown(made: Expression, name: str) -> str:
    return text(formula_of(trace(made).step(name)))


def test_formulas_read_as_on_paper() -> None:
    assert shown(attention(), "dL/dA") == "∂L/∂A = ∂L/∂(A V) · Vᵀ"
    assert shown(attention(), "dL/dS") == "∂L/∂S = A ⊙ (∂L/∂A − row_sums(∂L/∂A ⊙ A))"
    assert shown(attention(), "dL/db") == "∂L/∂b = col_sums(∂L/∂O)"
    assert shown(convolution(), "C") == "C = conv(X, K, stride = 2, pad = 1)"
    assert shown(norm(), "m") == "m = col_means(X)"
    assert shown(norm(), "dL/dX via m") == "∂L/∂X via m = repeat(∂L/∂m, X)/3"


def test_entries_open_into_their_numbers() -> None:
    step = trace(convolution()).step("C")
    assert text(worked(step, (2, 2))) == "C[2,2] = 2·1 + 1·1 + 0·1 + 1·0 = 3"
    assert text(worked(step, (1, 1))) == "C[1,1] = 1·1 = 1"  # all else lies on the padding
    step = trace(norm()).step("v")
    said = "v[1,1] = ((2.1 − 1.467)² + (−1.2 − 1.467)² + (3.5 − 1.467)²)/3 = 3.882"
    assert text(worked(step, (1, 1))) == said
    step = trace(attention()).step("dL/dQ")
    assert text(entry_of(step, (1, 2))).startswith("∂L/∂Q[1,2] = ∂L/∂(Q Kᵀ)[1,1] · ")


def test_what_is_repeated_is_said() -> None:
    why = trace(attention()).step("O").equation.rule.why
    assert why == "The terms are added. A row stands in every row."
    assert "added up" in trace(attention()).step("dL/db").equation.rule.why


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_traces_are_exported_and_load_back(made: Expression, tmp_path: Path) -> None:
    whole = io.StringIO()
    find("json").write(view(trace(made)), whole)
    found = json.loads(whole.getvalue())
    values = {step["quantity"]: step["value"] for step in found["steps"]}
    assert isinstance(values["L"], float)
    last = made.lines[0].name
    assert values[last] == trace(made)[last].tolist()
    path = tmp_path / "trace.json"
    path.write_text(whole.getvalue(), encoding="utf-8")
    again = load(path)
    assert all(np.array_equal(again.state[name], trace(made).state[name]) for name in again.state)
    for format in ("text", "csv", "latex", "markdown", "html"):
        out = io.StringIO()
        find(format).write(view(trace(made)), out)
        assert out.getvalue()


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_files_are_written_and_read(made: Expression, tmp_path: Path) -> None:
    assert source(made.keys(), "file").keys() == made.keys()
    for name, written in (("a.toml", write_toml(made)), ("a.json", write_json(made))):
        (tmp_path / name).write_text(written, encoding="utf-8")
        assert read(str(tmp_path / name)).keys() == made.keys()


# Parts


def test_the_part_of_one_use_is_a_quantity_and_an_entry_of_it_too() -> None:
    t = trace(recurrent())
    np.testing.assert_allclose(t["dL/dW"], t["dL/dW via h1"] + t["dL/dW via h2"])
    assert t["dL/dW[1,2] via h2"] == t["dL/dW via h2"][0, 1]
    assert shown(recurrent(), "dL/dW") == "∂L/∂W = ∂L/∂W via h1 + ∂L/∂W via h2"
    assert t.names.find("dL/dW[1,2] via h2").place == (1, 2)


def test_of_numbers_the_part_of_one_use_is_a_quantity_too() -> None:
    made = expression("q = w*x", "s = w + q**2", "y = s*w", at={"w": 2, "x": 3})
    t = trace(made)
    parts = [t[f"dy/dw via {line}"] for line in ("q", "s", "y")]
    assert parts == [2 * 12 * 3, 2, 38]
    assert t["dy/dw"] == sum(parts)
    assert "dy/dw via q" not in t.by_name  # asked for, not shown to everybody
    with pytest.raises(InputError):
        t["dy/dx via q"]


# What is derived


def test_the_gradient_of_the_last_line_may_be_given() -> None:
    made = expression("C = A @ B", at={"A": [[1, 2]], "B": [[3, 4], [5, 6]]},
                      given={"dL/dC": [[10, 1]]})  # fmt: skip
    t = trace(made)
    assert t["dL/dA"].tolist() == [[34, 56]]
    assert t["dL/dB"].tolist() == [[10, 1], [20, 2]]
    assert "dC/dC" not in t


def test_without_one_an_array_is_worked_out_forward_alone() -> None:
    made = expression("C = conv(X, K)", at={"X": [[1, 2], [3, 4]], "K": [[1, 1]]})
    assert [step.name for step in trace(made)] == ["C"]
    with pytest.raises(InputError, match="the last line, C, is an array of 2×1"):
        made.replaced(with_respect_to=("K",))


def test_a_line_that_is_given_starts_mid_way() -> None:
    made = expression("S = Q @ K", "L = sum(S)", at={"K": [[1], [2]]},
                      given={"Q": [[3, 4]]}, with_respect_to=("K",))  # fmt: skip
    assert trace(made)["dL/dK"].tolist() == [[3], [4]]


def test_a_sum_of_ways_back_is_linear_only_where_each_of_them_is() -> None:
    """X/(X² + 1) reads X twice: the way through the numerator is linear, the other one bends."""
    lines = ["Q = X/(X**2 + 1)", "L = sum(Q)"]
    t = trace(Expression(expression=lines, at={"X": [[0.5, -0.8]]}))
    step = t.by_name["dL/dX"]
    at = [t.state[name] for name in step.inputs]
    for moved in range(len(at)):
        first, second, third = (
            step.equation.rule.calculate(*at[:moved], k * at[moved], *at[moved + 1 :])
            for k in (1, 2, 3)
        )
        if not np.allclose(third - second, second - first):
            assert step.equation.rule.kind == "coupled"
            return
    raise AssertionError("dL/dX is linear in all that it reads")


def test_descent_goes_on_arrays() -> None:
    made = recurrent(alpha=0.1, update=("W",))
    t = trace(made, 2)
    np.testing.assert_allclose(t["W:="], t["W"] - 0.1 * t["dL/dW"])
    assert t["@2 L"] < t["L"]


def test_usual_letters_and_words_stay_usable_as_names() -> None:
    at = dict.fromkeys(("N", "T", "K", "m", "sum", "step", "mean"), 2)
    made = expression("row_max = N*T + K*m", "y = row_max + sum*step + mean", at=at)
    assert trace(made)["y"] == 4 + 4 + 4 + 2
    with pytest.raises(InputError, match="'sum' is a name here"):
        expression("y = sum(x) + sum", at={"x": [1, 2], "sum": 3})


# Students


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_many_students_are_worked_out_at_once(made: Expression) -> None:
    random = np.random.default_rng(1)
    at = {
        name: np.asarray(trace(made).state[name])
        + random.normal(size=(3, *trace(made).state[name].shape[-2:]))
        for name in made.at
    }
    many = made.replaced(at={name: array if array.shape[-2:] != (1, 1) else array[:, 0, 0]
                             for name, array in at.items()})  # fmt: skip
    for k in range(3):
        one = trace(many.student(k))
        for name in one.state:
            together = np.broadcast_to(trace(many).state[name], (3, *one.state[name].shape[-2:]))
            np.testing.assert_allclose(together[k], one.state[name], rtol=1e-12, atol=1e-12)


# Bad input

BAD: dict[str, tuple[list[str], dict[str, Any], list[str]]] = {
    "a product": (["S = Q @ K", "L = sum(S)"], {"Q": [[1, 2]], "K": [[1, 2]]},
                  ["line 1", "the first has 2 columns, the second 1 rows"]),
    "a sum": (["y = sum(x + z)"], {"x": [[1, 2]], "z": [[1, 2, 3]]}, ["1×2 and 1×3", "repeated"]),
    "in the second line": (["a = x.T", "y = sum(a @ a)"], {"x": [[1, 2]]}, ["line 2"]),
    "an entry that is not there": (["y = x[3,1]"], {"x": [1, 2]}, ["no entry [3,1]"]),
    "an index that is none": (["y = x[0,1]"], {"x": [1, 2]}, ["character", "whole numbers from 1"]),
    "a window that is too large": (["y = sum(conv(x, k))"], {"x": [[1]], "k": [[1, 2]]},
                                   ["a window of 1×2 does not fit into 1×1"]),
    "an option": (["y = sum(conv(x, k, strid = 2))"], {"x": [[1]], "k": [[1]]}, ["strid"]),
    "no stride": (["y = sum(conv(x, k, stride = 0))"], {"x": [[1]], "k": [[1]]}, ["stride"]),
    "a stride of letters": (["y = conv(x, k, stride = k)"], {"x": 1, "k": 1}, ["whole number"]),
    "uneven rows": (["y = sum(x)"], {"x": [[1, 2], [3]]}, ["at.x", "not equally long"]),
    "no numbers": (["y = sum(x)"], {"x": [["a"]]}, ["at.x"]),
    "an empty row": (["y = sum(x)"], {"x": [[]]}, ["at.x"]),
    "a matrix too deep": (["y = sum(x)"], {"x": [[[1]]]}, ["at.x"]),
    "too many arguments": (["y = sum(x, x, x)"], {"x": 1}, ["3 arguments"]),
    "too large an array": (["y = sum(x)"], {"x": [[1] * 101] * 100}, ["more than 10000"]),
    "too large a product": (["z = x @ x.T", "y = sum(z)"], {"x": [1] * 200}, ["more than 10000"]),
    "a transpose of a transpose": (["y = sum(x" + ".T" * 200 + ")"], {"x": 1}, ["nested too deep"]),
    "many matrices": (["y = sum(x" + " @ x" * 200 + ")"], {"x": 1}, ["too many matrices"]),
    "a long concat": (["y = sum(concat(x" + ", x" * 200 + "))"], {"x": 1}, ["201 arguments"]),
    "no values": (["y = sum(A @ B)"], {}, ["no shapes without their values"]),
    "an unknown function": (["y = row_sum(x)"], {"x": 1}, ["row_sum", "row_sums"]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "at", "says"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_said_with_its_place(
    lines: list[str], at: dict[str, Any], says: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        Expression.of({"expression": lines, "at": at}, "sheet.toml")
    assert all(part in str(caught.value) for part in ("sheet.toml", *says)), str(caught.value)


def test_what_is_typed_is_printed_and_read_back() -> None:
    lines = {
        line.partition(" = ")[2] for one in stored("arrays") for line in one["keys"]["expression"]
    }
    assert len(lines) > 400
    for typed in lines:
        tree = parse(typed, arrays=True)
        assert parse(text(tree, ascii=True), arrays=True) == tree, typed


def test_arrays_are_no_part_of_an_activation() -> None:
    with pytest.raises(InputError):
        parse("z @ z", "activation")
    with pytest.raises(InputError):
        parse("sum(z)", "activation")
