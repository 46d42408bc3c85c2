"""What a lecturer and a teacher found who read the bundled exercises as students get them, and what
no other file here asks: numbers that two sheets share, ∂ before it is introduced, solutions that do
not say how, sentences that are about something else."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from exercises.task import bundled, task
from exercises.variants import variant
from exercises.worksheet.description import sheet
from exercises.worksheet.files import files
from exercises.worksheet.solution import solution
from grader.choices import options
from grader.derivation import derived
from tests.sample import sample
from tracer.mistakes import TABLE, Mistake
from tracer.network import Network
from tracer.quantity import quantity

from .test_choices_drawn import FINDS

THINKING = [
    "shapes", "quotients-of-three-steps", "gradient-by-quotient", "step-too-long", "why-one-over-n",
    "sure-and-wrong", "two-ways-to-y-hat-minus-y", "which-way", "dead-relu", "sigmoids-in-a-row",
    "equal-weights", "order-of-lines", "worked-again",
]  # fmt: skip
SUBTRACTED = re.compile(r"= (\d+\.\d+) - (\d+\.\d+) = (\d+\.\d+)")

known = cache(task)


def test_no_two_sheets_share_a_neuron() -> None:
    """Who worked one of them does not hold the answers of another."""
    sources = {name: known(name).exercise.source for name in bundled()}
    weights = {name: one.layers[0].W for name, one in sources.items() if isinstance(one, Network)}
    data = {name: one.X for name, one in sources.items() if isinstance(one, Network)}
    for one, other in combinations(weights, 2):
        if weights[one] is not None and weights[other] is not None:
            same = np.array_equal(weights[one], weights[other])
            assert not (same and np.array_equal(data[one], data[other])), (one, other)


@pytest.mark.parametrize("name", list(bundled())[: list(bundled()).index("partial-derivatives")])
def test_no_partial_derivative_stands_on_a_sheet_before_they_are_introduced(name: str) -> None:
    assert r"\partial" not in files(known(name), ["md"])["sheet.md"].decode()


def test_where_h_is_made_smaller_the_sheet_says_which_h() -> None:
    for name in ("slope-from-quotients", "quotients-of-three-steps"):
        assert re.search(r"h.*0\.1", known(name).goal)
        assert "x1" not in known(name).exercise.source.values  # it is a variable elsewhere


def test_own_numbers_tell_one_path_from_the_other() -> None:
    paths = known("two-paths").exercise.trace
    twice = {abs(paths[name]) for name in ("df/dq", "df/dr", "df/dz", "df/dx", "f")}
    assert len(twice) == 5
    both = known("partial-derivatives").exercise.trace
    assert both["dy/dp"] * both["d(p)/d(x1)"] != both["dy/dr"] * both["d(r)/d(x1)"]
    gradients = known("last-layer-parameters").exercise.trace
    assert all(np.all(gradients[name] != 0) for name in ("dJ/dW[1]", "dJ/db[1]", "dJ/da[0]"))


def test_every_edge_of_the_graph_has_its_box() -> None:
    given = known("what-needs-what")
    asked = {ask.name for ask in given.asks}
    lines = [line.name for line in given.exercise.source.lines]
    assert {*lines, *(f"dJ/d{name}" for name in [*lines[:-1], "w", "b", "x"])} == asked


@pytest.mark.parametrize("name", THINKING)
def test_what_makes_one_think_has_hints_and_asks_for_more_than_numbers(name: str) -> None:
    given = known(name)
    assert given.hints
    assert any(ask.alone for ask in given.asks)
    hinted = {quantity.rpartition(") ")[2] for quantity in given.hints}
    assert {ask.name for ask in given.asks if ask.alone} - hinted == set()


@pytest.mark.parametrize("name", FINDS)
def test_alpha_is_given_where_the_calculation_has_updates(name: str) -> None:
    given = known(name)
    updates = any(line.endswith(":=") for line in given.exercise.trace.by_name)
    assert any("α = " in fact for fact in sheet(given).facts) == updates


@pytest.mark.parametrize("name", sample(FINDS, 3))
def test_the_solution_works_the_wrong_line_from_the_lines_above_it(name: str) -> None:
    for student in ("ana", "bob", "cy"):
        own = variant(known(name), b"lecturer", student)
        planted, shown = derived(own)
        views = solution(own, sheet(known(name), own)).views
        assert len(views) == len(planted.all) + 1
        for one, (heading, view) in zip(planted.all, views, strict=False):
            [step] = view.steps
            assert heading == f"Line {step.number}, as it follows from the lines above it"
            assert step.name == one.line
            assert not np.allclose(step.value, shown[one.line], rtol=0.01)
            for above in step.inputs:
                np.testing.assert_array_equal(view.trace.state[above], shown[above])


def test_a_sentence_of_a_mistake_speaks_of_this_cost() -> None:
    for student in ("ana", "bob", "cy", "dee", "eve", "fay"):
        own = variant(known("find-in-update"), b"lecturer", student)
        offered = [one.text for ask in own.asks or () for one in options(own, ask)]
        assert not any("log" in text for text in offered)


@pytest.mark.parametrize("name", ["dead-relu", "last-layer-choice"])
def test_a_solution_says_why_each_option_is_right_or_wrong_and_the_sheet_does_not(
    name: str,
) -> None:
    given = known(name)
    described = sheet(given)
    solved = solution(given.exercise, described)
    written = files(given, ["md"], with_solution=True)
    reasons = 0
    for box in described.boxes:
        for letter, words in box.choices:
            said = solved.said(box, letter, words)
            assert said != words or letter in solved.of(box)
            reasons += said != words
            assert f"({said.removeprefix(words)[2:-1]})" not in written["sheet.md"].decode()
    shown = written["solution.md"].decode()
    assert reasons > 8
    assert shown.count("relu′(z₂) = 0 is one of the links") == (name == "dead-relu")


def test_a_difference_is_printed_with_the_digits_that_are_left_of_it() -> None:
    shown = files(known("quotients-of-three-steps"), ["md"], with_solution=True)["solution.md"]
    found = SUBTRACTED.findall(shown.decode())
    assert len(found) == 3
    for one, other, less in found:
        assert float(one) - float(other) == pytest.approx(float(less), rel=1e-5)


def test_nothing_on_a_sheet_names_an_answer_or_gives_letters_as_an_example() -> None:
    shown = files(known("why-one-over-n"), ["md"])["sheet.md"].decode()
    assert "A, C" not in shown
    assert "stays:" not in shown
    assert "derivative" not in shown.partition("## Formulas")[0]  # none is asked for in numbers


def test_of_what_the_derivatives_are_is_said_where_some_are_asked() -> None:
    for name, said in [
        ("two-paths", "derivatives of f with respect to x, v, z"),
        ("descent", "derivative of J with respect to w"),
    ]:
        assert said in sheet(known(name)).facts[0]
        assert any(quantity(ask.name).role == "derivative" for ask in known(name).asks)


def test_what_is_asked_in_a_drawing_is_said_beside_it() -> None:
    said = sheet(known("two-paths")).in_picture
    assert said.startswith("In the drawing: Forward: q, r, f (3 points); Backward: ∂f/∂q, ")


def test_a_part_that_needs_nothing_of_another_is_not_said_to_be_as_it() -> None:
    said = [section.facts for section in sheet(known("convolution")).sections]
    assert [any("As part (a)" in fact for fact in facts) for facts in said] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_cost_is_said_in_words_and_only_where_a_line_rests_on_it() -> None:
    assert "cost" not in sheet(known("neuron-forward")).facts[0]
    assert "cost: binary cross-entropy" in sheet(known("last-layer")).facts[0]
    assert "cost: half the squared error" in sheet(known("adaline-or")).facts[0]


def test_the_short_cut_for_the_slope_of_the_cost_is_told_with_the_average() -> None:
    for mistake in TABLE:
        if mistake.name == "shortcut-as-dJ-dyhat":
            assert "1/N" in mistake.says


@pytest.mark.thorough
def test_choices_at_the_output_offer_what_people_do_there() -> None:
    """ŷ − y for ∂J/∂ŷ, and the average forgotten, in most draws and in some."""
    made: Counter[str] = Counter()
    for student in range(20):
        own = variant(known("last-layer-choice"), b"lecturer", f"s{student}")
        made.update({one.mistake for ask in own.asks or () for one in options(own, ask)} - {None})
    assert made["shortcut-as-dJ-dyhat"] > 10
    assert sum(made[one] for one in made if one.startswith("mean-forgotten")) > 5
    assert made["one-plus-a"] < made["half-derivative"]


def test_alpha_is_said_to_be_a_factor_and_no_length() -> None:
    text = files(known("descent"), ["md"])["sheet.md"].decode() + known("descent").goal
    assert "α is how far" not in text


def test_no_two_mistakes_of_one_line_are_written_alike() -> None:
    seen: dict[tuple[object, str], str] = {}
    for mistake in TABLE:
        written = (mistake.formula,) if isinstance(mistake.formula, str) else mistake.formula
        for at in mistake.at if isinstance(written, tuple) else ():
            for one in written:
                name = seen.setdefault((at, one), mistake.name)
                assert name == mistake.name or mistake.when is not Mistake.when, (at, one, name)
