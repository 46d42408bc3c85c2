"""Simulated students, in small; `python -m benchmarks.trust` has them at full size."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.trust import nowork, onpaper, slips, width
from benchmarks.trust.bars import Measured, bars
from benchmarks.trust.drawn import random_network
from benchmarks.trust.habits import EVERY, HABITS, MEMORY, PARTIAL, WRITTEN, Habit, students
from benchmarks.trust.honest import Honest, Lost, honest_in
from benchmarks.trust.mistakes import ERROR, planted_in, summed
from benchmarks.trust.page import page
from benchmarks.trust.rounding import CUT, EVEN, FLOOR, NOT, UP, printed, to_decimals, to_digits
from benchmarks.trust.sources import with_twins
from benchmarks.trust.units import LATER, Size, Unit, units
from benchmarks.trust.working import hand_in, worked
from grader.answers import typed
from grader.asked import Exercise
from tests.sample import sample
from tracer import Expression, Network, trace
from tracer.files import read

pytestmark = pytest.mark.thorough  # these sheets once more, as a whole

SMALL = Size(variants=0, networks=4, expressions=4, later=1, few=0)
EXERCISES = ("cost-of-a-batch", "two-layers", "softmax", "descent", "second-iteration")
SHEETS = [
    *(Unit("exercise", name, 1, SMALL) for name in EXERCISES),
    *(Unit(kind, str(at), 1, SMALL) for kind in ("network", "expression") for at in range(4)),
    *units(SMALL, 1, LATER),
]
IDS = [f"{one.kind} {one.name}" for one in SHEETS]


# The students: whether they are honest, and type what they worked out


@given(
    st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6),
    st.integers(3, 10),
    st.sampled_from([None, 2, 3, 4]),
    st.booleans(),
)
def test_a_number_is_typed_as_its_text_is_read(
    number: float, digits: int, decimals: int | None, zeros: bool
) -> None:
    one = np.array([[[number]]])
    made = to_digits(one, digits, EVEN) if decimals is None else to_decimals(one, decimals, EVEN)
    shown = printed(made, digits, decimals, zeros=np.array(zeros))
    text = typed(f"{made.item():.{int(shown.decimals.item())}f}")
    assert text is not None
    read = text.value, text.decimals, text.least, text.most
    assert tuple(float(part.item()) for part in shown) == read


@pytest.mark.parametrize(
    ("mode", "right"),
    [(EVEN, [0.1234, -0.1236, 0.1235]), (UP, [0.1235, -0.1236, 0.1235]),
     (CUT, [0.1234, -0.1235, 0.1234]), (FLOOR, [0.1234, -0.1236, 0.1234])],
)  # fmt: skip
def test_each_way_to_round_is_what_it_is_called(mode: int, right: list[float]) -> None:
    numbers = np.array([1234.5, -1235.5, 1234.51])
    assert to_digits(numbers, 4, mode).tolist() == [1e4 * number for number in right]


@pytest.mark.parametrize("unit", SHEETS, ids=IDS)
def test_who_rounds_nothing_by_hand_has_the_numbers_of_the_trace(unit: Unit) -> None:
    who = students((Habit(NOT, 10, MEMORY, 0), Habit(EVEN, 12, WRITTEN, EVERY, True)))
    for _, sheet in unit.sheets():
        held = worked(sheet.trace, who, unit.rng(9)).held
        for name in sheet.trace.by_name:
            right = sheet.trace.state[name]
            np.testing.assert_allclose(held[name][0], right, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(held[name][1], right, rtol=1e-8, atol=1e-9)


def test_equal_samples_are_rounded_equally() -> None:
    rng = np.random.default_rng(1)
    sheet = Exercise(source=with_twins(random_network(rng), rng))
    work = worked(sheet.trace, students(HABITS), rng)
    samples = sheet.trace.given["a[0]"].shape[-1]
    lines = [made for made in work.typed.values() if made.shape[-1] == samples]
    assert len(lines) > 5
    for made in lines:
        np.testing.assert_array_equal(made[..., 0], made[..., -1])


LOSSES = [
    ("bce", [0.6, 0.2, 0.7], [1, 0, 1], UP, [0.5108, 0.2231, 0.3567], 0.3637),  # 1.091/3
    ("bce", [0.3, 0.1, 0.7], [1, 0, 1], CUT, [1.203, 0.1053, 0.3566], 0.5546),  # 1.664/3
    ("mse", [0.02362], [-1], UP, [1.049], 1.049),  # 1.024²
]


@pytest.mark.parametrize(("cost", "y_hat", "y", "mode", "loss", "J"), LOSSES)
def test_honest_sub_steps_are_those_that_people_showed(
    cost: str, y_hat: list[float], y: list[float], mode: int, loss: list[float], J: float
) -> None:
    network = Network.of(
        {
            "cost": cost,
            "Y": [[one] for one in y],
            "layers": [{"activation": "sigmoid"}],
            "given": {"y_hat": [y_hat]},
        },
        "network",
    )
    who = students((Habit(mode, 4, WRITTEN, EVERY),))
    typed_in = worked(trace(network), who, np.random.default_rng(1)).typed
    assert typed_in["loss"].ravel().tolist() == loss
    assert typed_in["J"].item() == J


@pytest.mark.parametrize(("backward", "total"), [(False, 11.2), (True, 11.1)])
def test_sums_so_far_are_rounded_from_either_end(backward: bool, total: float) -> None:
    """0.0456 + 1.234 is 1.28, and 1.28 + 9.87 = 11.15; 9.87 + 1.234 is 11.1, and 11.1456."""
    three = Expression(expression=["f = a + b + c"], at={"a": 0.0456, "b": 1.234, "c": 9.87})
    who = students((Habit(UP, 3, WRITTEN, PARTIAL, backward),))
    assert worked(trace(three), who, np.random.default_rng(1)).typed["f"].item() == total


def test_honest_students_of_3_digits_end_where_many_runs_ended() -> None:
    """60,000 runs of another program ended in −0.0196 … −0.0181."""
    who = students(tuple(one for one in HABITS if one.digits == 3))
    made = worked(trace(read("lecture-network")), who, np.random.default_rng(1)).typed
    gradient = made["dJ/dW[1]"][:, 0, 0]
    assert -0.0198 <= gradient.min() <= -0.0190
    assert -0.0184 <= gradient.max() <= -0.0179


def test_all_habits_hand_in_all_lines() -> None:
    ((_, sheet),) = SHEETS[1].sheets()
    made = hand_in(sheet, np.random.default_rng(1))
    assert set(made.paper.fine) == set(sheet.trace.by_name)
    assert len(made.whose) == 4 * len(HABITS)


# What marking makes of them


@pytest.mark.parametrize("unit", sample(SHEETS, 12), ids=IDS)
def test_no_honest_answer_is_lost(unit: Unit) -> None:
    found = honest_in(unit)
    assert found.answers > 1000
    assert found.lost.total() == 0, [one.told() for one in found.examples.values()]


@pytest.mark.full
def test_gradients_alone_are_accepted_about_as_wide_as_honest_work_reaches() -> None:
    found = width.measured(width.of_networks(SMALL, 1))
    assert len(found.entries) > 30
    # A hundred students on few networks reach less far than the 400 of the bar.
    assert np.median(found.ratios(found.entries)) <= 3.2
    assert np.quantile(found.ratios(found.entries), 0.95) <= 6.5
    assert found.accepted(0.05) <= 0.01
    assert found.accepted(0.2) == 0


@pytest.mark.parametrize("name", sample(EXERCISES, 3))
def test_a_sheet_without_work_earns_next_to_nothing(name: str) -> None:
    found = nowork.nowork_in(Unit("exercise", name, 1, SMALL))
    for one in found:
        if one.way in nowork.BARRED:
            assert one.beyond <= 0.1, (one.way, one.of)


@pytest.mark.parametrize("name", sample(EXERCISES, 8))
def test_one_slip_costs_its_box_and_half_of_what_it_made_trivial(name: str) -> None:
    found = slips.slips_in(Unit("exercise", name, 1, SMALL))
    assert found.made >= 10
    assert len(found.dear) <= 0.01 * found.made, found.dear[:3]
    assert len(found.cheap) <= 0.01 * found.made, found.cheap[:3]


@pytest.mark.parametrize("unit", sample(SHEETS[-8:], 4), ids=IDS[-8:])
def test_planted_mistakes_are_found_first_and_named(unit: Unit) -> None:
    lines, _ = planted_in(unit)
    total = summed(lines)
    total.update({key: count for key, count in lines[ERROR].items() if key != "named"})
    assert total["shown"] >= 4
    assert total["first"] == total["shown"]
    assert summed(lines)["named"] >= 0.9 * summed(lines)["shown"]
    assert total["late right"] >= 0.99 * total["late"]


@pytest.mark.parametrize("case", sample(onpaper.CASES, 2), ids=lambda case: case.name)
def test_a_student_on_paper_has_what_an_instructor_would_give(case: onpaper.Case) -> None:
    found = onpaper.marked(case)
    assert case.low - 1e-6 <= found.points <= case.high + 1e-6, case.why


def test_the_page_says_which_bars_fail() -> None:
    kind = "cut off", "all lines", "affine"
    lost = Honest(10, Counter({kind: 2}), {kind: Lost("a sheet", "z", "x", 1, 2, (0, 1), False)})
    said = page(Measured(name="FULL", seed=3, size=SMALL, honest=lost))
    assert "**1 of 1 bars fail in this run.**" in said
    assert "| honest answers lost, of 10 | 2 | ≤ 0 | **FAILED** |" in said
    assert "| 2 | cut off | all lines | affine | a sheet: z = 1, typed 2" in said


def assert_all_hold(found: Measured) -> None:
    failed = [bar.told() for bar in bars(found) if not bar.holds]
    assert not failed
