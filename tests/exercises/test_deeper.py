"""The exercises of deeper courses: the slips that their topics are known for are told by name, and
what their sheets and numbers need holds."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from exercises import worth
from exercises.authoring.by_hand import answers, planted
from exercises.task import bundled as exercises
from exercises.task import task
from exercises.variants import variants
from exercises.variants.ways import unwritten_before
from exercises.worksheet.description import sheet as sheet_of
from grader import mark
from grader.asked import Exercise
from tests.sample import sample
from tracer import Expression
from tracer.files import examples

SLIPS = [
    ("perceptron-or", "W[1]:=", "input-forgotten"),
    ("perceptron-or", "@2 W[1]:=", "target-for-error"),
    ("adaline-or", "W[1]:=", "alpha-forgotten"),
    ("adaline-or", "@2 dJ/dz[1]", "sign-flipped"),
    ("softmax-regression", "dJ/dz[1]", "mean-forgotten"),
    ("momentum", "@2 v_w1", "old-velocity-sign"),
    ("momentum", "w2:=", "velocity-taken-off"),
    ("adam-first-steps", "m_hat_w1", "bias-correction-forgotten"),
    ("adam-first-steps", "@2 v_hat_w2", "bias-correction-not-counted"),
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


@pytest.mark.parametrize(("name", "line", "slip"), sample(SLIPS, 18))
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


def test_masks_are_drawn() -> None:
    sheet = variants(bundle("dropout-mask"), b"masks", [f"s{at}" for at in range(8)])
    masks = sheet.trace.given["mask[1]"]
    assert masks.shape == (8, 2, 2)
    assert set(np.unique(masks)) == {0, 2}
    assert len(np.unique(masks.reshape(8, -1), axis=0)) > 1


def test_a_mistake_may_have_to_show_in_one_iteration_alone() -> None:
    """With a perceptron that is right nothing changes, and no mistake shows."""
    sheet = variants(bundle("perceptron-or"), b"somewhere", [f"s{at}" for at in range(20)])
    changes = [sheet.trace.state[f"{at}Δb[1]"] for at in ("", "@2 ", "@3 ", "@4 ")]
    assert (np.concatenate(changes, axis=-1) != 0).any(axis=-1).all()
    assert (np.concatenate(changes, axis=-1) == 0).any()


def test_a_sheet_of_arrays_says_what_its_signs_mean_and_draws_its_lines() -> None:
    described = sheet_of(bundle("lstm-cell"))
    assert (
        "Two arrays side by side, with no sign between them, are a matrix product."
        in described.agreed
    )
    assert "A dot between two arrays goes entry by entry." in described.agreed
    assert "concat: the second array is put under the first." in described.agreed
    assert not any("repeated" in said for said in described.agreed)
    assert described.picture is not None
    inside = [word.text for word in described.picture.words if word.kind == "inside"]
    assert "c = f·c0 + i·g" in inside
    assert not [word for word in inside if re.match(r"u\d", word)]
    given = [word.text for word in described.picture.words if word.kind == "given"]
    assert given == ["1"]  # x; an array has no number to stand at an edge
    assert any("repeated" in said for said in sheet_of(bundle("layer-norm")).agreed)


def test_the_longest_graph_of_lines_fits_a_wide_page() -> None:
    drawing = sheet_of(bundle("recurrent-three-steps")).picture
    assert drawing is not None
    assert drawing.width < 92 * 16  # rem of sheet.css


def test_no_example_has_the_name_of_an_exercise() -> None:
    assert not set(exercises()) & {example.name for example in examples()}


def test_a_line_of_arrays_without_a_gradient_loads_back() -> None:
    made = Expression(expression=["C = A @ B"], at={"A": [[1, 2], [3, 4]], "B": [[1, 0], [2, 1]]})
    assert Expression.of(made.keys()).keys() == made.keys()


def test_what_was_worked_in_the_iteration_before_takes_less() -> None:
    def minutes(steps: int) -> float:
        asks = [{"quantity": "w:="}, *({"quantity": f"@{k} w:="} for k in range(2, steps + 1))]
        source = {"expression": "J = (w - 3)**2", "at": {"w": 1}, "alpha": 0.1}
        return worth.minutes(task({"expression": source, "ask": asks}).exercise)

    first, second, third = minutes(1), minutes(2), minutes(3)
    assert third - second == pytest.approx(second - first)
    assert 0 < second - first < first - worth.READ
