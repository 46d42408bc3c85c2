"""Painting: our own way of it shows what Textual's would, and a step costs no layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from textual.geometry import Region
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tracer import Layer, Network
from tracer.walk.model import Walk
from tracer.walk.themes import NAMES
from tracer.walk.views.diagram import diagram
from tracer.walk.widgets.lines import LinesView

from .screen import Seen, seen
from .sources import SOURCES, source


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


@pytest.mark.parametrize("name", ["lecture-network", "softmax", "lecture-partials"])
async def test_rows_are_painted_as_textual_paints_them(name: str, tmp_path: Path) -> None:
    async with seen(name, tmp_path, (100, 30)) as here:
        same_as_textual(here)
        for action in ("next", "across(1, 'phase')", "check", "matrix"):
            await here.do(action)
            same_as_textual(here)
        here.app.theme = NAMES[1]
        await here.settled()
        same_as_textual(here)


async def test_a_step_asks_for_no_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, "wide", wide_network)
    layouts: list[object] = []
    laid_out = Screen._refresh_layout

    def noted(screen: Screen[object], *args: object, **named: object) -> None:
        layouts.append(screen)
        laid_out(screen, *args, **named)  # type: ignore[arg-type]

    async with seen("wide", tmp_path) as here:
        await here.settled()
        monkeypatch.setattr(Screen, "_refresh_layout", noted)
        for _ in range(10):
            await here.do("next")
    assert here.walk.number == 11
    assert not layouts


@pytest.mark.parametrize("name", ["wide", "lecture-network", "softmax"])
@pytest.mark.parametrize("size", [(30, 10), (46, 15), (60, 24)])
def test_a_diagram_fits_its_pane(name: str, size: tuple[int, int]) -> None:
    walk = Walk(wide_network() if name == "wide" else source(name))
    for number in walk.stops:
        walk.go(number)
        assert len(diagram(walk, *size)) <= size[1]
