"""Marking: verdicts, follow-through, flags, points, and what is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import assert_matches, explain, mark
from grader.exercise_file import exercise
from grader.marking import Submission
from tracer import Expression, InputError, Layer, Network, trace
from tracer.evaluate import evaluate

STUDENTS = Path(__file__).parents[1] / "data" / "examples"


def network(**changes: Any) -> Network:
    """2-2-1 with sigmoids and three samples."""
    settings: dict[str, Any] = {
        "layers": [
            Layer(activation="sigmoid", W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.2]),
            Layer(activation="sigmoid", W=[[0.7, -0.4]], b=[0.3]),
        ],
        "X": [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]],
        "Y": [[1], [0], [1]],
        "cost": "bce",
        "alpha": 0.4,
    }
    return Network(**{**settings, **changes})


def verdicts(of: Any, answers: dict[str, Any]) -> dict[str, str]:
    return {answer.name: answer.verdict for answer in mark(of, answers).student.answers}


def test_a_right_number_is_right_by_any_name_and_in_any_order() -> None:
    known = trace(network())
    W, z = known["dJ/dW[2]"], known["z[1]"]
    answers = {
        "dW2": [[f"{number:.4g}" for number in W[0]]],
        "z1[2,3]": f"{z[1, 2]:.4g}",
        "∂J/∂b[2]": f"{known['dJ/db[2]'][0, 0]:.4g}",
    }
    assert set(verdicts(network(), answers).values()) == {"right"}


def test_one_slip_costs_one_line_and_the_rest_follows() -> None:
    half = {"z[2]": "1.5", "y_hat": "0.8176", "dJ/dz[2]": "-0.1824"}
    neuron = Network(
        layers=[
            Layer(activation="identity", W=[[2.0]]),
            Layer(activation="sigmoid", W=[[0.5]], b=[1.0]),
        ],
        X=[[3.0]],
        Y=[[1.0]],
        cost="bce",
        output="combined",
    )
    report = mark(neuron, half).student
    assert [answer.verdict for answer in report.answers] == ["wrong", "follows", "follows"]
    assert report.first_wrong == ("z[2][1,1]",)
    assert report["y_hat"].because_of == ("z[2][1,1]",)
    assert report.score == 2.0


def test_a_right_number_that_does_not_follow_is_right_and_flagged() -> None:
    known = trace(network())
    answers = {
        "z[2]": [["0.9", f"{known['z[2]'][0, 1]:.4g}", f"{known['z[2]'][0, 2]:.4g}"]],
        "y_hat": [[f"{number:.4g}" for number in known["y_hat"][0]]],
    }
    first, *others = mark(network(), answers).student.answers[3:]
    assert (first.verdict, first.flags) == ("right", ("unsupported",))
    assert all(answer.flags == () for answer in others)


COARSE = {  # z[1][1,1] is 0.75
    "0.75": "right",
    "0.7500": "right",
    "0.750": "right",
    "3/4": "right",
    "0.8": "wrong",  # one digit where four are asked
    "0.7": "wrong",
    "1": "wrong",  # one digit fits too much to be given a name
    "0.76": "wrong",
    "0.753": "wrong",
    "0.7512": "wrong",
    "0": "wrong",
    "": "missing",
    "-": "missing",
    "zero": "unreadable",
    "1,234": "unreadable",
}


@pytest.mark.parametrize("text", COARSE)
def test_zeros_at_the_end_need_not_be_typed_and_one_digit_is_too_few(text: str) -> None:
    assert verdicts(network(), {"z[1][1,1]": text}) == {"z[1][1,1]": COARSE[text]}


def test_digits_stripped_at_the_end_are_not_coarse() -> None:
    exact = Network(layers=[Layer(activation="identity", W=[[2]])], X=[[50]], Y=[[1]], cost="mse")
    assert set(verdicts(exact, {"z[1]": "100", "J": "9801"}).values()) == {"right"}
    assert verdicts(exact, {"z[1]": "1e2"}) == {"z[1][1,1]": "right"}


def test_a_bare_zero_is_right_only_where_the_value_is_zero() -> None:
    relu = Network(
        layers=[Layer(activation="relu", W=[[-1.0]], b=[0.0])], X=[[2.0]], Y=[[1.0]], cost="mse"
    )
    found = verdicts(relu, {"y_hat": "0", "dJ/dy_hat": "0"})
    assert found["y_hat[1,1]"] == "right"
    assert found["dJ/dy_hat[1,1]"] in ("wrong", "mistake")


def test_following_from_zeros_is_not_free() -> None:
    known = trace(network())
    zeros = {"a[1]": [["0"] * 3] * 2, "dJ/dW[2]": [["0", "0"]]}
    zeros |= {"z[1]": [[f"{number:.4g}" for number in row] for row in known["z[1]"]]}
    report = mark(network(), zeros).student
    assert report["dJ/dW[2][1,1]"].verdict == "follows"
    assert report["dJ/dW[2][1,1]"].flags == ("constant",)
    assert report["dJ/dW[2][1,1]"].points == 0.0


def test_the_layout_of_the_student_is_read_and_said() -> None:
    known = trace(network())
    z = known["z[1]"].T
    report = mark(
        network(),
        Submission(answers={"z[1]": [[f"{n:.4g}" for n in row] for row in z]}, layout="rows"),
    ).student
    assert {answer.verdict for answer in report.answers} == {"right"}
    assert report["z[1][1,3]"].typed_entry == (3, 1)


PROBLEMS = {
    "an unknown quantity": ({"dJ/dQ[2]": "1"}, "there is no quantity 'dJ/dQ[2]'"),
    "an entry out of range": ({"z[1][3,1]": "1"}, "no row 3"),
    "a wrong shape": ({"z[1]": [["1", "2"]]}, "2 rows and 3 columns"),
    "a row in one text": ({"z[2]": "1 2 3"}, "it has 1 row and 3 columns"),
    "how it is written": (
        {"z[2]": "1 2 3"},
        "as rows [[…, …, …]] or entry by entry, from z[2][1,1]",
    ),
    "the same twice": ({"dJ/db[2]": "1", "db2": "2"}, "more than once"),
    "deep nesting": ({"z[1]": [[["1"]]]}, "nested"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_used_is_said_and_blocks_nothing(name: str) -> None:
    answers, says = PROBLEMS[name]
    report = mark(network(), {**answers, "z[2][1,1]": "9"}).student
    assert any(says in problem.message for problem in report.problems)
    assert report["z[2][1,1]"].verdict == "wrong"


@pytest.mark.parametrize(
    ("name", "line", "mistake"),
    [
        ("student-double-sigmoid", "dJ/dy_hat[1,1]", "shortcut-as-dJ-dyhat"),
        ("student-tanh", "dy/dw_h", "a-form-at-z"),
    ],
)
def test_published_wrong_solutions_are_explained(name: str, line: str, mistake: str) -> None:
    data = json.loads((STUDENTS / f"{name}.json").read_text(encoding="utf-8"))
    rows = data["student"] if name == "student-tanh" else data["expected"] + data["student"]
    answers = {entry_of(row): row["digits"] for row in rows}
    report = mark(name, answers).student
    assert report.first_wrong == (line,)
    assert report[line].mistakes == (mistake,)
    others = [answer.verdict for answer in report.answers if answer.name != line]
    assert set(others) <= {"right", "follows"}


def entry_of(row: dict[str, Any]) -> str:
    name, entry = row["quantity"], row.get("entry")
    if not entry:
        return str(name)
    plain, mark = (name[:-2], ":=") if name.endswith(":=") else (name, "")
    return f"{plain}[{entry[0]},{entry[1]}]{mark}"


def test_a_mistake_that_the_course_teaches_is_right() -> None:
    relu = network(
        layers=[
            Layer(activation="relu", W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.2]),
            Layer(activation="sigmoid", W=[[0.7, -0.4]], b=[0.3]),
        ]
    )
    ones = {"da[1]/dz[1]": [["1"] * 3] * 2}
    assert "mistake" in verdicts(relu, ones).values()
    from dataclasses import replace

    lenient = replace(exercise(relu), accept=("relu-derivative-always-one",))
    assert set(verdicts(lenient, ones).values()) == {"right"}


SHEET = {
    "id": "s3",
    "network": {
        "layers": [{"activation": "sigmoid", "W": [[0.3, -0.2]], "b": [0.1]}],
        "X": [[0.5, 1.0]],
        "Y": [[1]],
        "cost": "bce",
    },
    "ask": [{"quantity": "dJ/dW[1]", "points": 4}, {"quantity": "J"}],
}


def test_an_exercise_counts_what_is_missing() -> None:
    report = mark(SHEET, {"dJ/dW[1]": [["-0.2438", ""]], "z[1]": "0.05"}).student
    assert [(one.name, one.verdict, one.points, one.max) for one in report.answers] == [
        ("z[1][1,1]", "right", 0.0, 0.0),
        ("J", "missing", 0.0, 1.0),
        ("dJ/dW[1][1,1]", "right", 2.0, 2.0),
        ("dJ/dW[1][1,2]", "missing", 0.0, 2.0),
    ]


BAD_SHEETS = {
    "a key": ({"digit": 3}, "there is no key 'digit'"),
    "digits": ({"digits": 0}, "0 is out of range"),
    "a quantity": ({"ask": [{"quantity": "q"}]}, "there is no quantity 'q'"),
    "two kinds": (
        {"ask": [{"quantity": "J"}, {"quantity": "J", "kind": "formula"}]},
        "J is asked for as a number and as a formula",
    ),
    "a mistake": ({"accept": ["typo"]}, "there is no mistake 'typo'"),
    "credit": ({"credit": {"follows": 2}}, "2 is out of range"),
}


@pytest.mark.parametrize("name", BAD_SHEETS)
def test_a_fault_of_an_exercise_is_said(name: str) -> None:
    change, says = BAD_SHEETS[name]
    with pytest.raises(InputError, match=says):
        mark({**SHEET, **change}, {"J": "1"})


def test_nothing_is_revealed_where_the_exercise_says_so() -> None:
    closed = mark({**SHEET, "reveal": "never"}, {"J": "3"}).student["J"]
    shown = mark({**SHEET, "reveal": "wrong-line"}, {"J": "3"}).student["J"]
    assert "0.6685" not in closed.message
    assert "0.6685" in shown.message


def test_the_json_is_what_the_contract_says_and_the_same_every_time() -> None:
    first, again = (mark(SHEET, {"J": "3"}).to_json() for _ in range(2))
    assert json.dumps(first) == json.dumps(again)
    assert first["schema"] == "backprop-grade/1"
    assert set(first["students"][0]["answers"][0]) == {
        "part", "quantity", "kind", "entry", "typed", "verdict", "mistakes", "because_of",
        "accepts", "flags", "points", "max", "message",
    }  # fmt: skip


def test_code_is_told_its_first_wrong_quantity() -> None:
    known = trace(network())
    arrays = {name: known[name].copy() for name in ("dJ/dz[2]", "dJ/dW[2]", "dJ/dW[1]")}
    assert explain(network(), arrays) == ""
    arrays["dJ/dW[2]"] = arrays["dJ/dW[2]"] * 3
    says = explain(network(), arrays)
    assert says.startswith("dJ/dW[2] is the first quantity that is wrong")
    with pytest.raises(AssertionError, match="first quantity that is wrong"):
        assert_matches(network(), arrays)


@pytest.mark.thorough
def test_a_class_is_marked_as_its_students_one_by_one() -> None:
    rng = np.random.default_rng(4)
    known = trace(network())
    papers = []
    for number in range(12):
        noise = 1 + (rng.random((2, 3)) < 0.2) * rng.normal(0, 0.3, (2, 3))
        rows = [[f"{n:.4g}" for n in row] for row in known["z[1]"] * noise]
        papers.append(Submission(f"s{number}", {"z[1]": rows, "dJ/db[2]": "0.1"}))
    together = mark(network(), papers).students
    alone = [mark(network(), one).student for one in papers]
    assert [one.to_json() for one in together] == [one.to_json() for one in alone]


def test_an_expression_is_marked_like_a_network() -> None:
    cube = Expression(expression=["q = x + v", "f = q * z"], at={"x": -2, "v": 5, "z": -4})
    report = mark(cube, {"q": "7", "f": "-28", "df/dx": "-4", "df/dz": "7"}).student
    found = [(answer.name, answer.verdict) for answer in report.answers]
    assert ("q", "mistake") in found
    assert ("df/dz", "follows") in found


def test_the_slope_of_a_whole_line_is_marked_though_backward_goes_in_smaller_steps() -> None:
    squares = Expression(expression=["u = (x + 1)**2", "y = (u + 1)**2"], at={"x": 2})
    typed = {"u": "9", "d(u)/d(x)": "6", "d(y)/d(u)": "20", "y": "100"}
    assert verdicts(squares, typed) == dict.fromkeys(typed, "right")


def test_few_digits_in_one_line_make_no_other_wrong_number_coarse() -> None:
    fractions = Expression(expression=["u = x/3", "v = x/7"], at={"x": 1})
    assert verdicts(fractions, {"u": "0.33", "v": "0.9123"}) == {"u": "coarse", "v": "wrong"}


def test_few_digits_cost_no_more_than_a_tenth_of_the_sheet() -> None:
    fractions = {"expression": ["u = x/3", "v = x/7"], "at": {"x": 1}}
    sheet = exercise({"expression": fractions, "ask": [{"quantity": "u"}, {"quantity": "v"}]})
    for v in ("0.14", "0.1429"):
        assert mark(sheet, {"u": "0.33", "v": v}).student.score == 1.8


@pytest.mark.parametrize(("left_out", "flags"), [(1, ()), (2, ("simplified",))])
def test_only_all_activations_left_out_make_the_rest_simpler(left_out: int, flags: Any) -> None:
    known = trace(network())
    own = {"a[1]": known.state["z[1]"]}
    numbers = evaluate(known.equations, known.given, own)
    if left_out == 2:
        numbers = evaluate(known.equations, known.given, own | {"y_hat": numbers["z[2]"]})
    names = ("z[1]", "a[1]", "z[2]", "y_hat")
    report = mark(network(), {name: numbers[name].round(6).tolist() for name in names}).student
    assert report["z[2][1,1]"].verdict == "follows"
    assert report["z[2][1,1]"].flags == flags


def test_an_activation_left_out_makes_the_rest_simpler_though_another_name_fits_too() -> None:
    """Where z is positive, ReLU in its place gives the same."""
    layers = [
        Layer(activation="sigmoid", W=[[0.7]], b=[0.3]),
        Layer(activation="sigmoid", W=[[0.9]], b=[0.2]),
    ]
    own = Network(layers=layers, X=[[0.83]], Y=[[1]], cost="bce")
    answers = {"z[1]": "0.881", "a[1]": "0.881", "z[2]": "0.9929", "y_hat": "0.9929"}
    report = mark(own, answers).student
    assert report["a[1][1,1]"].mistakes == ("activation-forgotten", "wrong-activation")
    assert report["z[2][1,1]"].flags == ("simplified",)
