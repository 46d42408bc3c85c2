"""How far accepted numbers reach, ask by ask, and which line to ask for where that is wide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercises.authoring.checked import check
from exercises.authoring.reach import reaches, unasked_before, wide
from exercises.task import bundled, task
from grader import mark
from grader.answers import typed
from grader.asked import Exercise
from grader.exercise_file import exercise
from tests.sample import sample

from .conftest import SMALL, Write

pytestmark = pytest.mark.thorough  # these sheets once more, as a whole

LINES = ["u = x*y + x", "v = z*w + z", "d = u - v", "e = d/3 + d*x", "L = e**2"]
AT = {"x": 0.7313, "y": 1.3177, "z": 0.9127, "w": 0.8536}  # u and v are nearly the same


def sheet(*asked: str, **keys: Any) -> Exercise:
    source = {"expression": LINES, "at": AT}
    return exercise({"expression": source, "ask": [{"quantity": q} for q in asked], **keys})


@pytest.mark.parametrize("name", sample(bundled(), 64))
def test_each_ask_for_numbers_says_how_far_it_reaches(name: str) -> None:
    made = task(name)
    lines = check(str(bundled()[name]), variants=1).lines
    told = [line for line in lines if line.startswith("  accepts ")]
    numbers = [ask for ask in made.asks if ask.kind == "number"]
    assert len(told) <= len(numbers)
    assert bool(told) == bool(numbers)
    for line in told:
        assert re.fullmatch(r"  accepts   .+  (exactly|±\S+ %, ±\S+ in the last digit)", line)


def test_a_wide_ask_names_the_line_that_narrows_it_and_keeps_its_promise() -> None:
    [found] = wide(sheet("e"))
    assert found.ask is not None
    name, promised = found.ask
    assert name == "d"
    assert str(found).startswith(f"e: {found.reach.percent} off is accepted")
    assert str(found).endswith(f"ask for d as well: then {promised.percent}")
    assert promised.units < found.reach.units / 3
    assert dict(reaches(sheet("e", "d")))["e"].units == pytest.approx(promised.units)


def test_where_everything_is_asked_no_line_is_named() -> None:
    made = sheet("u", "v", "d")
    reach = dict(reaches(made))
    assert reach["d"].relative > reach["u"].relative * 10
    for one in wide(made):
        assert one.ask is None
        assert "no other line would help" in str(one)


def test_steps_that_nobody_wrote_are_never_named() -> None:
    """The products have names of their own, u1 and u2."""
    source = {"expression": "e = (x*y + x - z*w - z)/3", "at": AT}
    made = exercise({"expression": source, "ask": [{"quantity": "e"}]})
    assert "u1" in made.trace.by_name
    [found] = wide(made)
    assert found.ask is None


@pytest.mark.parametrize(("asked", "name"), [("e", "d"), ("L", "e")])
def test_the_line_that_narrows_it_most_is_named(asked: str, name: str) -> None:
    [found] = wide(sheet(asked))
    assert found.ask is not None
    assert found.ask[0] == name


def test_a_line_that_is_asked_for_as_a_formula_is_not_named() -> None:
    made = exercise({
        "expression": {"expression": LINES, "at": AT},
        "ask": [{"quantity": "e"}, {"quantity": "d", "kind": "formula"}],
    })  # fmt: skip
    assert [one.ask for one in wide(made)] == [None]


def test_of_a_line_of_which_some_entries_are_asked_the_others_help_too() -> None:
    network = {
        "X": [[0.7313, 0.9127]],
        "layers": [
            {"activation": "identity", "W": [[1.3177, -0.85], [1, -1.27]], "b": [-0.19, 0.5]},
            {"activation": "identity", "W": [[1.7, 0.0], [0.3, 1.1]]},
        ],
    }
    asks = [{"entries": ["a[1][2,1]"]}, {"quantity": "z[2]"}]
    made = exercise({"network": network, "ask": asks})
    assert list(unasked_before(made, "z[2]")) == ["z[1]", "a[1]"]
    [says] = [str(one) for one in wide(made) if one.reach.entry.name == "z[2][1,1]"]
    assert "[1] as well: then 0." in says


def test_a_tolerance_of_the_authors_own_is_no_fault() -> None:
    made = sheet("e", tolerance={"relative": 0.05})
    assert dict(reaches(made))["e"].relative == pytest.approx(0.05)
    assert not list(wide(made))


def test_check_warns_and_the_sheet_can_still_be_handed_out(write: Write) -> None:
    text = (
        'id = "near"\n[expression]\n'
        f"expression = {LINES}\nat = {{{', '.join(f'{k} = {v}' for k, v in AT.items())}}}\n"
        '[[ask]]\nquantity = "e"\n'
    )
    done = check(write(text))
    assert not done.findings
    [weak] = [line for line in done.lines if line.startswith("  weak ")]
    assert "ask for d as well" in weak
    assert not [line for line in check(write(SMALL)).lines if line.startswith("  weak ")]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["u", "d", "e", "L", "dL/dd", "dL/dx"]), st.sampled_from([3, 4, 5]))
def test_what_is_within_the_reach_is_right_and_what_is_beyond_is_not(
    name: str, digits: int
) -> None:
    made = sheet(name, digits=digits)
    [(_, reach)] = reaches(made)
    assume(reach.units < 100)  # in a wider range, mistakes have numbers of their own
    right = float(made.trace[name])
    low, high = reach.entry.accepts or (right, right)
    far = low if right - low > high - right else high
    assert reach.relative == pytest.approx(abs(far - right) / abs(right))
    key = typed(reach.entry.typed)
    assert key is not None
    places = key.decimals
    assert reach.units == pytest.approx(abs(far - right) * 10**places)
    unit = 10.0**-places if far > right else -(10.0**-places)
    for number, good in ((far - 0.6 * unit, True), (far + 1.6 * unit, False)):
        text = f"{number:.{places}f}"
        if (read := typed(text)) and read.most >= digits:  # fewer are marked in another way
            assert (mark(made, {name: text}).student.score == 1) == good, reach
