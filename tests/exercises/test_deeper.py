"""The exercises of deeper courses: the slips that their topics are known for are told by name."""

from __future__ import annotations

from functools import cache

import pytest

from exercises.authoring.by_hand import answers, planted
from exercises.task import task
from exercises.variants.ways import unwritten_before
from grader import mark
from grader.asked import Exercise

SLIPS = [
    ("perceptron-or", "W[1]:=", "input-forgotten"),
    ("perceptron-or", "@2 W[1]:=", "target-for-error"),
    ("adaline-or", "W[1]:=", "alpha-forgotten"),
    ("adaline-or", "@2 dJ/dz[1]", "sign-flipped"),
    ("softmax-regression", "dJ/dz[1]", "mean-forgotten"),
    ("momentum", "@2 v_w1", "old-velocity-sign"),
    ("momentum", "w2:=", "velocity-taken-off"),
    ("adam-first-steps", "m_hat_w1", "bias-correction-forgotten"),
    ("adam-first-steps", "w2:=", "scaling-root-forgotten"),
    ("adam-first-steps", "@2 v_w1", "share-forgotten"),
    ("l2-step", "dJ/dW[1]", "penalty-forgotten"),
    ("l2-step", "dJ/db[1]", "penalty-on-bias"),
    ("dropout-mask", "r[1]", "mask-not-scaled"),
    ("dropout-mask", "dJ/da[1]", "mask-forgotten"),
    ("convolution", "(a) C", "kernel-flipped"),
    ("convolution", "(c) C", "stride-forgotten"),
    ("convolution", "(c) C", "padding-on-one-side"),
    ("conv-pool", "dL/dR", "max-to-the-wrong-place"),
    ("conv-pool", "dL/dK", "kernel-flipped"),
    ("skip-connection", "z[2]", "skip-forgotten"),
    ("skip-connection", "dJ/da[1]", "skip-forgotten"),
    ("layer-norm", "v", "n-minus-1"),
    ("layer-norm", "Z", "root-forgotten"),
    ("layer-norm", "dL/dX", "uses-dropped"),
    ("batch-norm", "v", "n-minus-1"),
    ("batch-norm", "dL/dx", "uses-dropped"),
    ("recurrent-three-steps", "dL/dh2", "transpose-forgotten"),
    ("recurrent-three-steps", "dL/dU", "uses-dropped"),
    ("lstm-cell", "h", "outer-function-left-out"),
    ("lstm-cell", "dL/dc", "a-form-at-z"),
    ("attention-head", "S", "root-d-forgotten"),
    ("attention-head", "A", "wrong-side"),
    ("attention-head", "dL/dS", "softmax-diagonal"),
]
bundle = cache(task)


def part_of(sheet: Exercise, name: str) -> tuple[Exercise, str]:
    """The part that a line is of, and its name there: `(c) C`."""
    part, _, line = name.rpartition(") ")
    return next(one for one in sheet.parts if one.part == part.removeprefix("(")), line


@pytest.mark.parametrize(("name", "line", "slip"), SLIPS)
def test_a_slip_that_a_topic_is_known_for_is_named_where_it_was_made(
    name: str, line: str, slip: str
) -> None:
    sheet = bundle(name).exercise
    part, own = part_of(sheet, line)
    written = [ask.name for ask in part.asks or ()]
    papers = [
        answers(sheet, state, of=part.part)
        for origin in unwritten_before(part.trace, own, written)
        for state in planted(part, slip, origin)
    ]
    assert papers
    for marked in mark(sheet, papers).students:
        named = {one.name: one.mistakes for one in marked.answers if one.mistakes}
        assert any(slip in said for said in named.values()), named
        assert all(one.verdict in ("right", "follows", "mistake") for one in marked.answers)
