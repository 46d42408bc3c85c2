"""What the screen says is what the trace says, at every size."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

import pytest

from tests.sample import sample
from tracer import Network
from tracer.formula.box import box
from tracer.formula.text import text
from tracer.numbers import significant
from tracer.show import formula_of, worked
from tracer.walk.model import Walk
from tracer.walk.views.neurons import picture
from tracer.walk.views.words import symbol

from .screen import Seen, seen
from .sources import source

SIZES = ((80, 24), (100, 30), (120, 40))
STATES = (
    ("lecture-network", "z[1]"), ("lecture-network", "y_hat"), ("lecture-network", "loss"),
    ("lecture-network", "J"), ("lecture-network", "dJ/dy_hat"), ("lecture-network", "dJ/dW[2]"),
    ("lecture-network", "dJ/da[1]"), ("lecture-network", "dJ/db[1]"),
    ("lecture-network", "W[1]:="), ("softmax", "dy_hat/dz[2]"), ("softmax", "dJ/dz[2]"),
    ("softmax in rows", "dJ/dW[2]"), ("torch", "dJ/dW[1]"), ("combined", "dJ/dz[2]"),
    ("steps", "ΔW[1]"), ("named", "dJ/dW[2]"), ("absent", "W[1]:="), ("saturated", "dJ/dz[2]"),
    ("lecture-partials", "dy/dx1"), ("lecture-power-in-log", "dy/dx"), ("mazur", "z[1]"),
)  # fmt: skip


def shown(value: float) -> str:
    return significant(value).replace("-", "−")


def says_the_step(here: Seen) -> None:
    """Title, formula in two dimensions, numbers put in, every number, what is to come blank."""
    walk, step = here.walk, here.walk.step
    assert f"step {step.number} of {len(walk.trace)}" in here.text.split("\n")[0]
    assert f"· {symbol(walk.trace, step.name)} " in here.text.split("\n")[0]
    pane, flat = here.pane("step"), here.squeezed("step")
    formula = formula_of(step)
    lines = box(formula).lines
    in_two = all(line.strip() in pane for line in lines)
    assert in_two or " ".join(text(formula).split()) in flat
    line = " ".join(text(worked(step, walk.place)).split())
    assert line in flat
    value = step.value
    for row in range(value.shape[0]):
        numbers = [shown(float(number)) for number in value[row]]
        gone = [column for at, column in step.trace.absent(step.name) if at == row + 1]
        wanted = [number for at, number in enumerate(numbers, 1) if at not in gone]
        wanted = wanted[:3]  # a Jacobian of nine columns goes on beyond the edge
        assert any(all(number in out for number in wanted) for out in pane.split("\n")), wanted
    for other in walk.trace:
        if other.number > walk.number:
            assert walk.value(other.name) is None
    assert f"▶ {step.number:>{len(str(len(walk.trace)))}}" in here.pane("equations")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("name", "at"), sample(STATES, 12), ids=lambda part: str(part).replace("/", "÷")
)
async def test_the_screen_says_what_the_trace_says(
    name: str, at: str, size: tuple[int, int], tmp_path: Path
) -> None:
    async with seen(name, tmp_path, size, at) as here:
        says_the_step(here)


async def test_what_is_not_computed_is_blank(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, at="z[1]") as here:
        assert any(row.endswith(" z") for row in here.pane("diagram").split("\n"))
    async with seen("lecture-network", tmp_path, at="z[2]") as here:
        last = here.pane("diagram").rstrip().split("\n")[-1]
        assert last.strip() == "J ="  # and no number behind it
        assert "ŷ" not in here.pane("diagram")
        await here.do("last")
        assert f"J = {shown(here.walk.trace['J'])}" in here.pane("diagram")


async def test_the_picture_shows_the_weights_of_the_iteration_that_is_shown(
    tmp_path: Path,
) -> None:
    async with seen("lecture-network", tmp_path, (120, 40), at="z[2]") as here:
        assert "0.7" in here.pane("diagram")
        assert here.walk.extend(2)
        assert here.walk.to_iteration(2)
        await here.do("last")
        assert "0.71" in here.pane("diagram")  # W[2][1,2] after the first update, −0.6 before


def test_what_is_no_connection_is_not_drawn() -> None:
    walk = Walk(source("absent"))
    assert isinstance(walk.source, Network)
    drawn = {(edge.start, edge.end) for edge in picture(walk, walk.source, 100, 30).edges}
    assert drawn == {("0:1", "1:1"), ("0:1", "1:2"), ("0:2", "1:2"), ("1:1", "2:1"), ("1:2", "2:1")}


@pytest.mark.full
async def test_traces_that_are_edited_away_are_not_kept(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, at="dJ/dW[1]") as here:
        made = []
        for number in range(8):
            here.walk.edit(f"W[1][1,1] = 0.{number + 1}")
            await here.do("check")
            made.append(ref(here.walk.trace))
        gc.collect()
        assert sum(trace() is not None for trace in made) <= 2  # this one, and the one before


async def test_an_equation_that_is_cut_says_so(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, at="dJ/dW[2]") as here:
        assert "▶ 10 ∂J/∂W[2] = ∂J/∂z[2] ·…" in here.pane("equations")
    async with seen("lecture-network", tmp_path, (120, 40), "dJ/dW[2]") as here:
        assert "▶ 10 ∂J/∂W[2] = ∂J/∂z[2] · a[1]ᵀ" in here.pane("equations")


async def test_what_a_layer_hands_down_is_said(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, at="dJ/da[1]") as here:
        assert "◆◂ ∂J/∂a[1] down to layer 1" in here.pane("diagram")
        await here.do("next")
        await here.do("next")
        assert "▸◂ ∂J/∂a[1] down to layer 1" in here.pane("diagram")


@pytest.mark.parametrize("size", [(59, 24), (80, 15)])
async def test_a_small_terminal_is_told_what_size_it_needs(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with seen("lecture-network", tmp_path, size) as here:
        assert "needs 60×16" in here.text
        assert f"has {size[0]}×{size[1]}" in here.text


async def test_the_smallest_size_shows_all_panes(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, (60, 16), "dJ/dW[2]") as here:
        assert "step 10 of 21" in here.text
        assert "0.04075" in here.pane("step")
        assert "▶ 10" in here.pane("equations")
    async with seen("lecture-network", tmp_path, (60, 16), "z[2]") as here:
        assert "(1×2)·(2×3) → (1×3)" in here.pane("step")  # not under the scrollbar


async def test_where_there_is_room_the_picture_takes_what_the_step_does_not_need(
    tmp_path: Path,
) -> None:
    async with seen("lecture-network", tmp_path, at="dJ/dW[1]", size=(120, 40)) as here:
        for size in ((120, 40), (80, 24), (120, 40), (120, 30)):
            await here.pilot.resize_terminal(*size)
            await here.settled()
            panes = [here.app.screen.query_one(f"#{name}").region
                     for name in ("step", "diagram", "equations")]  # fmt: skip
            step, side, equations = panes
            if size == (120, 40):
                assert (side.x, side.y, side.width) == (step.x, step.bottom, step.width)
                assert side.width == 72
                assert equations.height == step.height + side.height == 38
                assert "needed by" in here.pane("step")
            else:
                assert (side.x, equations.x) == (step.right, step.right)
                assert equations.y == side.bottom
            assert "input" in here.pane("diagram")
            assert "▶ 15" in here.pane("equations")


@pytest.mark.parametrize("size", [(40, 10), (24, 10), (59, 24)])
async def test_a_small_terminal_says_the_word_that_helps(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with seen("lecture-network", tmp_path, size=size) as here:
        assert "backprop walk --plain" in " ".join(here.text.split())
