"""Lines of arrays are marked: published sheets, follow-through, honest rounding, parts, entries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import mark
from grader.exercise_file import exercise
from tests.sample import sample
from tests.tracer.test_arrays import MADE
from tracer import Expression, trace
from tracer.evaluate import evaluate
from tracer.mistakes import swaps_of

DATA = Path(__file__).parents[1] / "data" / "arrays"


def rows(text: str) -> list[list[str]]:
    """`1 2; 3 4` as rows of typed numbers."""
    return [row.split() for row in text.split(";")]


def column(text: str) -> list[list[str]]:
    return [[number] for number in text.split()]


PUBLISHED: dict[str, dict[str, Any]] = {
    "conv_toronto": {
        "A": rows("3 -1 -3; 2 3 3; 5 2 1"),
        "B": rows("3 -3; 5 1"),
        "C": rows("1 -2 0; 0 3 0; -3 8 0"),
    },
    "bptt_prachub": {
        "h1": "0.4621", "y1": "0.9242", "h2": "0.7790", "y2": "1.558", "L": "0.1007",
        "dL/dy2": "-0.442", "dL/dh2": "-0.884", "dL/da2": "-0.3475", "dL/dWx via a2": "-0.695",
        "dL/dWh via a2": "-0.1606",
    },
    "lstm_click4ai": {
        "f": column(".657 .574"), "i": column(".562 .599"), "g": column(".462 .422"),
        "o": column(".562 .611"), "c": column(".260 .253"), "h": column(".143 .151"),
    },
    "batchnorm_bhpravin": {
        "mu": "1.725", "var_": "3.102",
        "n": column(".213 1.462 -1.661 -.525 1.008 -1.15 -.014 .667"),
        "y": column(".756 2.254 -1.493 -.13 1.709 -.88 .483 1.301"),
    },
    "attention_bookai": {
        "S": rows("2 0 1; 0 2 1; 1 1 2"),
        "A": rows(".50648 .18632 .30720; .18632 .50648 .30720; .27407 .27407 .45186"),
        "O": rows(".81368 .49352 .50648 .18632; .49352 .81368 .18632 .50648;"
                  ".72593 .72593 .27407 .27407"),
    },
}  # fmt: skip
SLIPS = {"bptt_prachub": ["h2"]}  # of the published keys: tanh(1.04621) is 0.7803


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_sheet_is_right_and_the_slip_of_its_key_is_told(name: str) -> None:
    made = mark(str(DATA / f"{name}.toml"), PUBLISHED[name]).student
    verdicts = Counter(answer.verdict for answer in made.answers)
    wrong = [answer.quantity for answer in made.answers if answer.verdict == "wrong"]
    assert wrong == SLIPS.get(name, []), [
        (answer.quantity, answer.entry, answer.typed, answer.accepts, answer.verdict)
        for answer in made.answers if answer.verdict not in ("right", "follows")
    ]  # fmt: skip
    assert set(verdicts) <= {"right", "follows", "wrong", "coarse"}
    assert bool(verdicts["follows"]) == (name in SLIPS)


def test_the_backward_lines_of_batch_norm_are_those_of_the_closed_form() -> None:
    known = exercise(str(DATA / "batchnorm_backward_toronto.toml")).trace
    x, dy = np.array([1.0, 3.0, 2.0]), np.array([1.0, -1.0, 2.0])
    spread = np.sqrt(x.var() + 0.001)
    n = (x - x.mean()) / spread
    closed = 2 / spread * (dy - dy.mean() - n * (dy * n).mean())
    np.testing.assert_allclose(known["dL/dx"][:, 0], closed, rtol=1e-12)
    assert known["dL/dgamma"] == pytest.approx((dy * n).sum())
    assert known["dL/dbeta"] == pytest.approx(dy.sum())


def typed(array: Any, digits: int = 4) -> Any:
    """The numbers as a person types them."""
    if array.shape == (1, 1):
        return f"{array[0, 0]:.{digits}g}"
    return [[f"{number:.{digits}g}" for number in row] for row in array]


def asked(made: Expression) -> list[str]:
    """The author's lines, and all derivatives but that of the output."""
    lines = [line.name for line in made.lines]
    return lines + [f"dL/d{name}" for name in (*made.variables, *lines[:-1])]


def rounded(array: Any, digits: int = 4) -> Any:
    with np.errstate(all="ignore"):
        size = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(array))))
        return np.where(array == 0, 0.0, np.round(array * size) / size)


@pytest.mark.parametrize("made", sample(MADE.values()), ids=MADE)
def test_honest_rounding_of_every_step_is_right(made: Expression) -> None:
    known = trace(made)
    state = dict(known.given)
    for line in known.equations:
        state[line.target] = rounded(line.rule.calculate(*(state[one] for one in line.inputs)))
    for names in (asked(made), [name for name in asked(made) if name.startswith("dL")]):
        found = mark(made, {name: typed(state[name]) for name in names}).student
        assert [(one.quantity, one.typed) for one in found.answers if one.verdict != "right"] == []


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_a_slip_costs_one_line_and_the_rest_follows(made: Expression) -> None:
    known = trace(made)
    first = made.lines[0].name
    slip = known.state[first].copy()
    slip[0, 0] += 0.71
    state = evaluate(known.equations, known.given, {first: slip})
    found = mark(made, {name: typed(state[name], 6) for name in asked(made)}).student
    verdicts = {(one.quantity, one.entry): one.verdict for one in found.answers}
    assert verdicts.pop((first, (1, 1))) in ("wrong", "mistake")
    assert set(verdicts.values()) <= {"right", "follows"}
    assert "follows" in verdicts.values()


def test_one_entry_may_be_asked_and_so_may_one_of_a_part() -> None:
    keys = {
        "expression": MADE["recurrent"].keys(),
        "ask": [{"quantity": "dL/dW[1,2]"}, {"quantity": "dL/dW[1,2] via h2"}],
    }
    known = trace(MADE["recurrent"])
    right = {name: f"{float(known[name]):.4g}" for name in ("dL/dW[1,2]", "dL/dW[1,2] via h2")}
    found = mark(exercise(keys), right).student
    assert [one.verdict for one in found.answers] == ["right", "right"]
    assert found.max == 2


def planted(made: Expression, line: str, name: str) -> list[dict[str, Any]]:
    """What somebody types who makes a mistake in one line and all else right, in every way."""
    known = trace(made)
    found = []
    for mistake, swap in swaps_of(known, known.by_name[line].equation):
        if mistake.name == name:
            lines = [swap if one.target == line else one for one in known.equations]
            state = dict(known.given)
            for step in lines:  # what is written down is what is worked on with
                value = step.rule.calculate(*(state[one] for one in step.inputs))
                state[step.target] = rounded(value, 6) if step.target in asked(made) else value
            found.append({one: typed(state[one], 6) for one in asked(made)})
    return found


ATTENTION, CONVOLUTION = MADE["attention"], MADE["convolution"]
PLANTED = {
    ("transpose-forgotten", "S"): (ATTENTION, "u1"),
    ("order-swapped", "dL/dV"): (ATTENTION, "dL/dV"),
    ("transposed-elsewhere", "dL/dV"): (ATTENTION, "dL/dV"),
    ("another-steps-input", "h2"): (MADE["recurrent"], "u3"),
    ("root-d-forgotten", "S"): (ATTENTION, "S"),
    ("root-of-d-left-out", "S"): (ATTENTION, "S"),
    ("wrong-side", "A"): (ATTENTION, "A"),
    ("softmax-diagonal", "dL/dS"): (ATTENTION, "dL/dS"),
    ("kernel-flipped", "F"): (CONVOLUTION, "F"),
    ("kernel-transposed", "F"): (CONVOLUTION, "F"),
    ("stride-forgotten", "C"): (CONVOLUTION, "C"),
    ("padding-on-one-side", "C"): (CONVOLUTION, "C"),
    ("max-to-the-wrong-place", "dL/dR"): (CONVOLUTION, "dL/dR"),
    ("uses-dropped", "dL/dW"): (MADE["recurrent"], "dL/dW"),
    ("n-minus-1", "v"): (MADE["norm"], "v"),
}


@pytest.mark.parametrize(("name", "line"), sample(PLANTED, 8))
def test_a_planted_mistake_is_named_at_its_line_and_the_rest_follows(name: str, line: str) -> None:
    made, at = PLANTED[name, line]
    ways = planted(made, at, name)
    assert ways
    named = 0
    for answers in ways:
        found = mark(made, answers).student.answers
        own = [one for one in found if one.quantity == line and one.verdict != "right"]
        named += any(name in one.mistakes for one in own)
        wrong = {one.quantity for one in found if one.verdict in ("wrong", "mistake")}
        assert wrong == {line}, wrong
    assert named == len(ways)
