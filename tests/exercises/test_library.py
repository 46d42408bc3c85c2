"""The bundled exercises are marked as they promise: right answers count in full, and every mistake
that a variant shows is named by the marking."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from exercises.authoring.by_hand import answers, line_by_line
from exercises.task import bundled, task
from exercises.variants import variant
from exercises.variants.plan import Plan, plan
from exercises.variants.tell_apart import told
from grader import mark
from grader.answers import CONSTANTS
from grader.asked import Exercise
from grader.choices import options
from tests.sample import sample
from tracer.evaluate import evaluate
from tracer.parts import with_part
from tracer.walk.model import Walk

bundle = cache(task)
SECRET = b"library"
PLANTED = [name for name in bundled() if any(a.kind == "number" for a in bundle(name).asks)]
# The sum over the classes is 0 there: with rounded numbers any small one would do.
UNNAMED = {  # one number alone says too little, or it is 0 as all that is not worked out
    ("softmax", "dJ/db[1]", "bias-summed-over-neurons"),
    ("step-too-long", "(a) dJ/dw", "product-of-derivatives"),
    ("step-too-long", "(b) w:=", "derivative-for-value"),
    ("dead-relu", "dJ/dd", "derivative-for-value"),
    ("dead-relu", "dJ/dw1", "product-of-derivatives"),
}
QUICK = ["chain-rule-log", "hidden-relu", "step-too-long", "dead-relu"]


@pytest.mark.parametrize("name", sample(bundled(), 16))
def test_right_answers_earn_every_point(name: str) -> None:
    sheet = variant(bundle(name), SECRET, "ana")
    rounded = line_by_line(sheet)  # somebody who goes on with what is written down
    for marked in mark(sheet, [answers(sheet), answers(sheet, rounded)]).students:
        poor = [one.name for one in marked.answers if one.verdict != "right"]
        assert marked.score == marked.max > 0, poor


@pytest.mark.parametrize("name", sample(QUICK))
def test_a_planted_mistake_is_named(name: str) -> None:
    assert not unnamed(name, "ana")


@pytest.mark.full
@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_mistake_is_named(name: str) -> None:
    for student in ("ana", "bob", "cy"):
        assert not unnamed(name, student)


def unnamed(name: str, student: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every mistake of the matrix made alone, and what the marking says of it, where it does not
    name it."""
    sheet = variant(bundle(name), SECRET, student)
    papers, expected = [], []
    for part, line, mistake, state in planted(name, sheet):
        papers.append(answers(sheet, state, of=part))
        expected.append((with_part(part, line), mistake))
    assert papers
    missed = []
    for (line, mistake), marked in zip(expected, mark(sheet, papers).students, strict=True):
        named = {said for one in marked.answers for said in one.mistakes}
        if mistake not in named and (name, line, mistake) not in UNNAMED:
            missed.append((line, mistake, tuple(named)))
    return missed


def planted(name: str, sheet: Exercise):  # type: ignore[no-untyped-def]
    """Every way to go wrong: the part, the line, the mistake, all numbers that then come out."""
    for made, part in zip(plan(bundle(name)).by_part, sheet.parts, strict=True):
        yield from planted_in(made, part)


def planted_in(made: Plan, sheet: Exercise):  # type: ignore[no-untyped-def]
    known = sheet.trace
    alpha = next((one for one in made.ranges if one.name == "alpha"), None)
    step = None if alpha is None else round(float(sheet.source.alpha) * alpha.scale)
    for line in told(made, step):
        for way in line.ways:
            lines = [way.swap if way.swap.target == each.target else each
                     for each in known.equations]  # fmt: skip
            state = evaluate(lines, known.given)
            # what cancels is 0, whatever float64 leaves of it
            yield (
                sheet.part,
                line.line,
                way.name,
                {n: np.where(np.abs(v) < 1e-12, 0, v) for n, v in state.items()},
            )


BOTH = {"dJ/dW[1]", "dJ/db[1]"}  # asked for as numbers in …
WITH_BOTH = [
    name for name in bundled()
    if {ask.name for ask in bundle(name).asks if ask.kind == "number"} >= BOTH
]  # fmt: skip


@pytest.mark.parametrize("name", sample(WITH_BOTH, 9))
def test_a_wrong_bias_gradient_is_no_cause_of_a_wrong_weight_gradient(name: str) -> None:
    """∂J/∂W is not made of ∂J/∂b, whatever both are worked from."""
    sheet = variant(bundle(name), SECRET, "ana")
    for flipped in ("dJ/dW[1]", "nothing"):  # a mistake of its own, or right
        wrong = {
            key: f"-{value}".replace("--", "") if key.startswith((flipped, "dJ/db[1]")) else value
            for key, value in answers(sheet).items()
        }
        marked = mark(sheet, [wrong]).students[0].answers
        bias = [one for one in marked if one.name.startswith("dJ/db[1]")]
        assert all(one.verdict in ("mistake", "wrong") for one in bias)
        for one in marked:
            if one.name.startswith("dJ/dW[1]"):
                assert not any(cause.startswith("dJ/db") for cause in one.because_of)
                assert "dJ/db" not in one.message


@pytest.mark.parametrize("name", bundled())
def test_no_symbol_of_a_formula_is_read_as_something_else(name: str) -> None:
    """A sheet whose line is called e makes e^x, typed as a formula, say something else."""
    sheet = bundle(name).exercise
    if any(ask.kind == "formula" for ask in sheet.asks or ()):
        assert not set(CONSTANTS) & set(sheet.trace.state)


CHOICES = [name for name in bundled() if any(a.kind == "choice" for a in bundle(name).asks)]


@pytest.mark.parametrize("name", sample(CHOICES, 16))
def test_a_choice_has_as_many_options_as_it_says(name: str) -> None:
    for student in range(5):
        sheet = variant(bundle(name), SECRET, f"s{student}")
        for ask in sheet.asks or ():
            if "choices" in ask.keys:
                offered = options(sheet, ask)
                assert len(offered) == ask.keys["choices"], (student, ask.name)
                assert sum(one.right for one in offered) == 1


@pytest.mark.parametrize("name", bundled())
def test_every_asked_line_is_walked(name: str) -> None:
    """From the first step to the last; each line blank until it is reached, then as traced."""
    for part in task(name).exercise.parts:
        walked(part)


def walked(sheet: Exercise) -> None:
    walk = Walk(sheet.source, sheet.steps)
    walk.first()
    asked = {ask.name for ask in sheet.asks or ()} & set(walk.trace.by_name)
    seen = set()
    while True:
        value = walk.value(walk.step.name)
        if value is None:  # only formulas are asked for: there are no numbers to show
            assert all(ask.kind == "formula" or ask.alone for ask in sheet.asks or ())
        else:
            np.testing.assert_allclose(value, walk.step.value, rtol=0, atol=1e-15)
        later = walk.trace.steps[walk.step.number :]
        assert all(walk.value(step.name) is None for step in later)
        seen.add(walk.step.name)
        if not walk.next():
            break
    assert asked <= seen
