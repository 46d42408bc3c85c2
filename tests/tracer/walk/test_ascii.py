"""`--ascii`: no letter on any screen that a terminal without ∂, Σ or braille does not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.sample import sample
from tracer.shell.ask import AskScreen
from tracer.shell.reading import ReadingScreen
from tracer.walk.app import WalkApp
from tracer.walk.asks import ASKS
from tracer.walk.remember import WalkMemory
from tracer.walk.screens.choose import OWN
from tracer.walk.screens.own_network import OwnScreen
from tracer.walk.views.pane import Look

from .screen import Seen, seen

ASCII = Look(ascii=True, check=True)
KINDS = ("lecture-network", "softmax", "paths", "lecture-descent", "named", "saturated")


def is_ascii(here: Seen, what: str) -> None:
    strange = strange_in(here.text)
    assert not strange, f"{what}: {strange}\n{here.text}"
    assert "?" not in here.pane("diagram"), what  # what plain_ascii does not know


@pytest.mark.parametrize("kind", sample(KINDS, 3))
async def test_every_step_is_plain(kind: str, tmp_path: Path) -> None:
    async with seen(kind, tmp_path, (100, 30), look=ASCII) as here:
        walk = here.walk
        for number in walk.stops[:: max(1, len(walk.stops) // 4)]:
            walk.go(number)
            here.app.screen.did(True)  # type: ignore[attr-defined]
            await here.settled()
            is_ascii(here, walk.step.name)
        is_ascii(here, "the last")


async def test_dialogs_help_trying_and_the_plot_are_plain(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, at="dJ/dz[2]", look=ASCII) as here:
        for what in ASKS:
            await here.do(f"ask('{what}')")
            assert isinstance(here.app.screen, AskScreen)
            is_ascii(here, what)
            here.app.screen.action_cancel()
            await here.settled()
        await here.do("help")
        assert isinstance(here.app.screen, ReadingScreen)
        is_ascii(here, "help")
        here.app.pop_screen()
        await here.do("plot")
        is_ascii(here, "plot")
        here.walk.make_mistake("sign-flipped")
        await here.do("try")
        is_ascii(here, "try")
        here.walk.answer("0.5 0.09063 -0.1")
        await here.do("plot")
        is_ascii(here, "tried")


@pytest.mark.thorough
async def test_choosing_and_ones_own_network_are_plain(tmp_path: Path) -> None:
    app = WalkApp(None, WalkMemory(tmp_path), ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        choosing = text_of(app)
        app.screen.submit(OWN)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, OwnScreen)
        app.screen.query_one("#field-sizes", Input).value = "2×2"
        await app.screen.ask_rows()
        await pilot.pause()
        typing = text_of(app)
    assert "is no count" in typing or "is no network" in typing
    assert strange_in(choosing) == set()
    assert strange_in(typing.replace("2×2 ", "")) == set()  # what was typed stays as it is


def text_of(app: WalkApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def strange_in(text: str) -> set[str]:
    return {letter for letter in text if letter != "\n" and not " " <= letter <= "~"}
