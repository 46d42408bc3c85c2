"""Mistakes made on purpose: those that fit, those of this very line, slips of the pen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tracer import InputError
from tracer.mistakes import TABLE
from tracer.numbers import significant
from tracer.shell.line import plain
from tracer.walk import swap
from tracer.walk.asks_change import mistake
from tracer.walk.model import Walk
from tracer.walk.opening import session
from tracer.walk.remember import WalkMemory
from tracer.walk.views.matrix import matrix

from .sources import SOURCES, source


def walk(at: str, name: str = "lecture-network") -> Walk:
    made = Walk(source(name))
    made.at(at)
    return made


def test_what_fits_this_line_comes_first_and_slips_last() -> None:
    here = walk("dJ/dz[1]")
    found = swap.possible(here.trace, here.step)
    assert found[0].here
    assert [one.here for one in found if one.at is None] == sorted(
        (one.here for one in found if one.at is None), reverse=True
    )
    assert [one.name for one in found[-6:]] == [
        "line-above-copied", "sign", "factor-2", "factor-10", "factor-100", "reciprocal"
    ]  # fmt: skip
    assert "activation-derivative-forgotten" in [one.name for one in found if one.here]


@pytest.mark.thorough
def test_the_whole_table_can_be_made_somewhere() -> None:
    names = {mistake.name for mistake in TABLE}
    for name in SOURCES:
        here = Walk(source(name))
        names -= {one.name for one in swap.possible(here.trace, here.step)}
    later = Walk(source("aio-adam"), 2)  # t is 2 there
    later.at("@2 m_hat_w1")
    assert names <= {one.name for one in swap.possible(later.trace, later.step)}


def test_a_slip_is_made_in_this_line_only() -> None:
    here = walk("a[1]")
    here.make_mistake("sign", "a[1]")
    wrong = here.wrong
    assert wrong is not None
    np.testing.assert_array_equal(wrong.laid("a[1]"), -here.trace.laid("a[1]"))
    np.testing.assert_array_equal(wrong.laid("z[1]"), here.trace.laid("z[1]"))
    assert not np.array_equal(wrong.laid("J"), here.trace.laid("J"))


def test_the_question_says_where_a_slip_is_made_and_makes_it_there(tmp_path: Path) -> None:
    opened = session(source("lecture-network"), "lecture-network", WalkMemory(tmp_path))
    opened.walk.at("z[2]")
    ask = mistake(opened)
    (option,) = [option for option in ask.options("reciprocal") if option.text == "reciprocal"]
    assert option.says == "in z[2] only: one over the right number."
    ask.submit("reciprocal")
    made = opened.walk.history.now.swap
    assert made is not None
    assert (made.mistake, made.at) == ("reciprocal", "z[2]")
    assert opened.walk.step.name == "z[2]"
    with pytest.raises(InputError, match="no mistake"):
        ask.submit("nonsense")


def test_the_verdict_of_ones_own_number_stands_on_the_right_number_only() -> None:
    here = walk("dJ/dz[1]")
    here.trying = True
    right = significant(float(here.trace["dJ/dz[1]"][0, 0]), 4)
    assert here.answer(right).verdict == "right"
    here.make_mistake("sign", "dJ/dz[1]")
    row = next(plain(line) for line in matrix(here, 120, 12) if "neuron 1" in plain(line))
    good, _, bad = row.partition("│")
    assert "✓" + right.replace("-", "−") in good
    assert "✓" not in bad
