"""What a formula may use: forward quantities, derivatives that are given or asked for before;
`allowed` in the place of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exercises.task import task
from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from grader.result import Marked
from tracer.errors import InputError


def answer(made: Exercise, text: str) -> Marked:
    """The verdict of what is asked last."""
    report = mark(made, {made.keys["ask"][-1]["quantity"]: text}).student
    return next(one for one in report.answers if one.typed)


def asks(*names: str, **last: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{"quantity": name} for name in names]
    return [*made[:-1], {**made[-1], "kind": "formula", **last}]


LINES = {"expression": ["u = w*x", "v = tanh(u)", "y = v**2 + u"], "at": {"w": 0.5, "x": 2.0}}
NETWORK = {
    "X": [[0.5, -1.0]], "Y": [[1]], "cost": "bce", "alpha": 0.4,
    "layers": [
        {"activation": "tanh", "W": [[0.3, -0.5], [-0.8, 0.2]], "b": [0.1, -0.2]},
        {"activation": "sigmoid", "W": [[0.7, -0.4]], "b": [0.3]},
    ],
}  # fmt: skip
NAMED = {**NETWORK, "names": {"delta": "-dJ/dz", "p": "y_hat[1,1]", "t": "y[1,1]", "h": "a[1][1,1]",
                              "w": "W[2][1,1]"}}  # fmt: skip


def lines(*names: str, **last: Any) -> Exercise:
    return exercise({"expression": LINES, "ask": asks(*names, **last)})


def network(*names: str, **last: Any) -> Exercise:
    return exercise({"network": NETWORK, "ask": asks(*names, **last)})


def named(*names: str, **last: Any) -> Exercise:
    return exercise({"network": NAMED, "ask": asks(*names, **last)})


# asked last, with what before it: what may stand in the answer, what not
CASES: dict[tuple[str, str, str], tuple[Exercise, str]] = {
    ("a forward quantity", "yes", "x(2v(1 − v²) + 1)"): (lines("dy/dw"), ""),
    ("the output itself", "yes", "x(2v(1 − v²) + 1) + y − y"): (lines("dy/dw"), ""),
    ("a link", "no", "dy/du*x"): (lines("dy/dw"), "'dy/du' is neither given nor asked for before"),
    ("a link that is asked before", "yes", "dy/du*x"): (lines("dy/du", "dy/dw"), ""),
    ("one that is asked after", "no", "dy/du*d(u)/d(w)"): (
        lines("d(u)/d(w)", "dy/dw"), "'dy/du' is neither given nor asked for before this",
    ),
    ("the last step alone", "no", "d(y)/d(v)*dy/dv*x"): (lines("dy/dw"), "neither given nor asked"),
    ("a step nobody wrote", "no", "(d(y)/d(u1)*2v*(1-v²)+1)x"): (
        lines("dy/dw"), "'d(y)/d(u1)' is no symbol of this sheet; expected: w, x, u, v",
    ),
    ("its name", "no", "(u1/v*2*(1-v²)+1)x"): (lines("dy/dw"), "'u1' is no symbol of this sheet"),
    ("what is asked", "no", "dy/dw"): (lines("dy/dw"), "'dy/dw' is what is asked for"),
    ("another gradient", "no", "dy/dx*x/w"): (lines("dy/dw"), "'dy/dx' is neither given nor asked"),
    ("another that is asked", "yes", "dy/dx*x/w"): (lines("dy/dx", "dy/dw"), ""),
    ("a later line, forward", "no", "atanh"): (lines("u"), "'atanh' is no symbol of this sheet"),
    ("a later line of the key", "no", "y − v²"): (lines("u"), "'y' is not known yet when this is"),
    ("allowed", "yes", "x(2tanh(w x)(1 − tanh(w x)²) + 1)"): (
        lines("dy/dw", allowed=["w", "x"]), "",
    ),
    ("not allowed", "no", "x(2v(1 − v²) + 1)"): (
        lines("dy/dw", allowed=["w", "x"]), "'v' may not be used here; expected: w, x",
    ),
    ("an allowed derivative", "yes", "dy/du*x"): (lines("dy/dw", allowed=["dy/du", "x"]), ""),
    ("allowed replaces what is asked before", "no", "dy/du*x"): (
        lines("dy/du", "dy/dw", allowed=["x", "v"]), "'dy/du' may not be used here; expected: x, v",
    ),
    ("numbers are always there", "yes", "2x·e^0·v(1−v²) + x·π/π"): (
        lines("dy/dw", allowed=["x", "v"]), "",
    ),
    ("forward, of a network", "yes", "(o1 − t1)w5(1 − h1²)"): (network("dJ/dz[1][1,1]"), ""),
    ("δ of the layer above", "no", "dz2 w5 (1 − h1²)"): (
        network("dJ/dz[1][1,1]"), "'dz2' is neither given nor asked for before this",
    ),
    ("δ that is asked", "yes", "dz2 w5 (1 − h1²)"): (network("dJ/dz[2]", "dJ/dz[1][1,1]"), ""),
    ("the slope", "no", "(o1 − t1)w5·da[1]/dz[1][1,1]"): (
        network("dJ/dz[1][1,1]"), "'da[1]/dz[1][1,1]' is neither given nor asked for before this",
    ),
    ("a function's own slope", "yes", "(o1 − t1)w5·tanh'(z[1][1,1])"): (
        network("dJ/dz[1][1,1]"), "",
    ),
    ("the entry before", "yes", "dJ/dW[1][1,1]*x2/x1"): (
        network("dJ/dW[1][1,1]", "dJ/dW[1][1,2]"), "",
    ),
    ("the entry after", "no", "dJ/dW[1][1,2]*x1/x2"): (
        network("dJ/dW[1][1,1]"), "'dJ/dW[1][1,2]' is neither given nor asked for before this",
    ),
    ("a gradient that is asked first", "yes", "dJ/dW[1][1,1]/x1"): (
        network("dJ/dW[1][1,1]", "dJ/dz[1][1,1]"), "",
    ),
    ("α", "yes", "w5 − α(o1 − t1)h1"): (network("W[2][1,1]:="), ""),
    ("the sheet's δ", "yes", "δ[2] w (1 − h²)"): (named("delta[2]", "delta[1][1,1]"), ""),
    ("the sheet's δ, not asked", "no", "δ[2] w (1 − h²)"): (
        named("delta[1][1,1]"), "before this; expected: a formula in p, t, h, w",
    ),
    ("a whole array allowed", "yes", "(p − t)·h·(-1)·(-1)"): (
        named("dJ/dW[2][1,1]", allowed=["p", "t", "a[1]"]), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[name for name, _, _ in CASES])
def test_what_may_be_used(case: tuple[str, str, str]) -> None:
    _, may, text = case
    made, says = CASES[case]
    found = answer(made, text)
    assert found.verdict == ("right" if may == "yes" else "unreadable"), found.message
    assert says in found.message


def test_what_is_given_may_be_used() -> None:
    given = {**NETWORK, "given": {"dJ/dz[2]": [[0.3]]}}
    made = exercise({"network": given, "ask": asks("dJ/dz[1][1,1]")})
    assert answer(made, "dz2·W[2][1,1]·(1 − a[1][1,1]²)").verdict == "right"


def test_an_entry_may_rest_on_one_before_it_in_the_same_ask() -> None:
    made = exercise({"network": NETWORK, "ask": [{"quantity": "dJ/dW[1]", "kind": "formula"}]})
    typed = [["(o1-t1)w5(1-h1²)x1", "dJ/dW[1][1,1]*x2/x1"], ["dJ/dW[1][2,2]/x2*x1", "0"]]
    found = mark(made, {"dJ/dW[1]": typed}).student
    verdicts = [one.verdict for one in found.answers]
    assert verdicts == ["right", "right", "unreadable", "mistake"]


def test_the_bundled_chain_wants_the_chain_derived() -> None:
    made = task("chain-rule-formulas").exercise
    for text in ("(exp((x+1e-6)**3)-exp((x-1e-6)**3))/2e-6", "d(y)/d(u)*d(u)/d(x)"):
        assert answer(made, text).verdict in ("wrong", "unreadable")
    assert (
        "'d(y)/d(u)' may not be used here; expected: x, u, y" in answer(made, "d(y)/d(u)*1").message
    )
    assert answer(made, "3x²y").verdict == "right"
    links = {"d(u)/d(x)": "3x²", "d(y)/d(u)": "e^u", "dy/dx": "3x²e^(x³)"}
    assert {one.verdict for one in mark(made, links).student.answers} == {"right"}


def test_no_bundled_exercise_takes_names_that_nobody_wrote() -> None:
    made = task("partial-formulas").exercise
    found = mark(
        made, {"dy/dx1": "d(u1)/d(x1) + d(u4)/d(x1)", "dy/dx2": "2*d(u2)/d(x2) + 3x1"}
    ).student
    assert {one.verdict for one in found.answers} == {"unreadable"}
    assert found["dy/dx1"].message == (
        "answer: 'd(u1)/d(x1)' is no symbol of this sheet; expected: x1, x2"
    )


def test_a_step_that_the_author_asks_for_may_be_used() -> None:
    made = lines("u1", "d(y)/d(u1)", "dy/dw")
    assert answer(made, "x(d(y)/d(u1)·2v(1 − v²) + u1/v²)").verdict == "right"


BAD = {
    "a number": ({"allowed": 3}, "lists no symbols"),
    "nothing": ({"allowed": []}, "lists no symbols"),
    "a name that is not there": ({"allowed": ["x", "q"]}, "there is no quantity 'q'"),
    "of a number": (
        {"allowed": ["x"], "kind": "number"},
        "only a formula has symbols that it may use",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_the_list_is_said(name: str) -> None:
    keys, says = BAD[name]
    with pytest.raises(InputError, match=says) as told:
        lines("dy/dw", **keys)
    assert told.value.where == "exercise: ask[1].allowed"


@pytest.mark.thorough
def test_check_asks_for_an_earlier_ask_or_a_list_where_no_key_can_be_shown(tmp_path: Path) -> None:
    from exercises.authoring.checked import check

    text = """
        id = "deep"
        [expression]
        expression = ["q = sin(x*w) + cos(x - w)", "r = tanh(q)*exp(q) + w*q**3", "f = r*log(r)"]
        at = {x = 0.7, w = 1.3}
        [[ask]]
        quantity = "df/dx"
        kind = "formula"
        allowed = ["x", "w"]
    """
    file = tmp_path / "deep.toml"
    file.write_text(text, encoding="utf-8")
    (finding,) = check(str(file)).findings
    assert finding.where.endswith("ask[1]")
    assert "df/dx: no formula of at most 30 symbols and signs" in finding.wrong
    assert "an ask for df/d" in finding.expected
    with_ask = text.replace("[[ask]]", '[[ask]]\n        quantity = "df/dq"\n        [[ask]]')
    file.write_text(with_ask.replace('allowed = ["x", "w"]', ""), encoding="utf-8")
    assert check(str(file)).findings == []
