"""Painting: our own way of it shows what Textual's would, and a step costs little."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App
from textual.geometry import Region
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.selection import SELECT_ALL
from textual.strip import Strip

from tests.sample import sample
from tracer import Layer, Network
from tracer.shell.line import plain
from tracer.shell.lines_view import LinesView
from tracer.shell.themes import NAMES
from tracer.walk.model import Walk
from tracer.walk.screens.panes import Panes
from tracer.walk.views.diagram import diagram

from .screen import Seen, seen
from .sources import SOURCES, source

HANDLE = str.maketrans("▁▂▃▄▅▆▇█", " " * 8)  # that of a scroll bar comes a layout later


def wide_network() -> Network:
    """More neurons than any pane shows: 30-20-12, nine samples."""
    random = np.random.default_rng(3)
    layers = [
        Layer(activation="relu", neurons=20, init="he"),
        Layer(activation="softmax", neurons=12, init="xavier"),
    ]
    X, labels = random.random((9, 30)).round(3), random.integers(1, 13, 9)
    return Network(layers=layers, X=X, labels=labels.tolist(), cost="ce", alpha=0.1, seed=1)


def letters(strips: list[Strip]) -> list[list[tuple[str, object]]]:
    """Each letter with its colours and how it is set; where a click leads is left out."""
    return [
        [
            (letter, part.style and (part.style.color, part.style.bgcolor, part.style.bold,
                                     part.style.italic, part.style.underline))
            for part in strip
            for letter in part.text
        ]
        for strip in strips
    ]  # fmt: skip


def same_as_textual(here: Seen) -> None:
    for view in here.app.screen.query(LinesView):
        whole = Region(0, 0, *view.outer_size)
        view._styles_cache.clear()
        ours, theirs = view.render_lines(whole), ScrollView.render_lines(view, whole)
        assert letters(ours) == letters(theirs), view.id
        part = Region(2, 0, whole.width - 2, whole.height) if whole.width > 2 else whole
        assert letters(view.render_lines(part)) == letters(ScrollView.render_lines(view, part))


@pytest.mark.thorough
@pytest.mark.parametrize("name", sample(["lecture-network", "softmax", "lecture-partials"], 3))
async def test_rows_are_painted_as_textual_paints_them(name: str, tmp_path: Path) -> None:
    async with seen(name, tmp_path, (100, 30)) as here:
        same_as_textual(here)
        for action in ("next", "across(1, 'phase')", "check", "matrix"):
            await here.do(action)
            same_as_textual(here)
        here.app.theme = NAMES[1]
        await here.settled()
        same_as_textual(here)


async def test_a_step_is_one_repaint_of_some_rows_and_no_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SOURCES, "wide", wide_network)
    layouts: list[object] = []
    frames: list[object] = []
    whole: list[Panes] = []
    laid_out, rendered = Screen._refresh_layout, Compositor.render_update
    refreshed = Panes.refresh

    def lay_out(screen: Screen[object], *args: object, **named: object) -> None:
        layouts.append(screen)
        laid_out(screen, *args, **named)  # type: ignore[arg-type]

    def render(compositor: Compositor, *args: object, **named: object) -> object:
        frames.append(compositor)
        return rendered(compositor, *args, **named)  # type: ignore[arg-type]

    def refresh(screen: Panes, *regions: Region, **named: bool) -> Panes:
        whole.append(screen)
        return refreshed(screen, *regions, **named)

    async with seen("wide", tmp_path) as here:
        await here.settled()
        monkeypatch.setattr(Screen, "_refresh_layout", lay_out)
        monkeypatch.setattr(Compositor, "render_update", render)
        monkeypatch.setattr(Panes, "refresh", refresh)
        for _ in range(10):
            await here.do("next")
    assert here.walk.number == 11
    assert not layouts
    assert len(frames) == 10
    assert not whole, "where the screen is painted again, Textual forgets what its panes asked for"


@pytest.mark.thorough
async def test_what_is_kept_of_a_step_is_what_it_shows_now(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        panes = here.app.screen
        assert isinstance(panes, Panes)

        async def same(action: str) -> None:
            await here.do(action)
            assert panes.step.lines == panes.step_lines(), action
            assert panes.side.lines == panes.side_lines(), action

        for action in ("next", "next", "previous", "check", "previous", "matrix", "next",
                       "check", "next", "plot", "previous", "plot", "next"):  # fmt: skip
            await same(action)
        for change in (lambda: here.walk.edit("W[1][1,1] = 0.7"), here.walk.undo):
            change()
            panes.did(True)
            for action in ("previous", "next", "iteration", "first", "next", "next"):
                await same(action)
        await same("try")
        here.walk.reveal()
        panes.did(True)
        for action in ("previous", "next", "try", "previous"):
            await same(action)


async def test_text_that_is_selected_is_not_what_it_was_a_step_ago(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        view = here.app.screen.query_one("#step", LinesView)
        here.app.screen.selections = {view: SELECT_ALL}
        await here.settled()
        before = here.pane("step")
        await here.do("next")
        assert view.text_selection is not None
        assert here.pane("step") != before
        assert here.pane("step").split("\n")[0].rstrip() == plain(view.lines[0])


async def test_a_step_taken_while_the_terminal_was_too_small_is_shown_after_it(
    tmp_path: Path,
) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await here.pilot.resize_terminal(50, 10)
        await here.settled()
        assert "needs" in here.text
        await here.do("next")
        await here.pilot.resize_terminal(80, 24)
        await here.settled()
        assert "step 2 of" in here.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (50, 10)])
async def test_what_is_seen_first_is_what_stays(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[str] = []
    display = App._display

    def displayed(app: App[object], screen: Screen[object], update: RenderableType | None) -> None:
        if update is not None and not app._batch_count:
            rows = [strip.text.translate(HANDLE) for strip in screen._compositor.render_strips()]
            frames.append("\n".join(rows))
        display(app, screen, update)

    monkeypatch.setattr(App, "_display", displayed)
    async with seen("lecture-network", tmp_path, size) as here:
        assert frames
        assert {*frames} == {here.text.translate(HANDLE)}


@pytest.mark.thorough
async def test_the_place_is_written_down_soon_after_a_step(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        for step in ("a[1]", "z[2]"):
            await here.do("next")
            end = monotonic() + 20
            while (place := here.session.memory.place(here.session.key)) is None or (
                place.step != step
            ):
                assert monotonic() < end, step
                await asyncio.sleep(0.02)


@pytest.mark.parametrize("name", ["wide", "lecture-network", "softmax"])
@pytest.mark.parametrize("size", [(30, 10), (46, 15), (60, 24)])
def test_a_diagram_fits_its_pane(name: str, size: tuple[int, int]) -> None:
    walk = Walk(wide_network() if name == "wide" else source(name))
    for number in walk.stops:
        walk.go(number)
        assert len(diagram(walk, *size)) <= size[1]
