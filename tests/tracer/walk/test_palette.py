"""The command palette: everything that a key does, found by its words and done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.command import CommandList, CommandPalette
from textual.widgets import Input

from tracer.walk.keys import KEYS
from tracer.walk.screens.walk import WalkScreen

from .screen import Seen, seen


async def choose(here: Seen, words: str) -> None:
    """Open the palette, type some words, do the first command that fits."""
    await here.do("app.command_palette")
    palette = here.app.screen
    assert isinstance(palette, CommandPalette)
    palette.query_one(Input).value = words
    await until(here, lambda: words in marked(palette))
    await here.press("enter")
    await until(here, lambda: isinstance(here.app.screen, WalkScreen))
    await here.settled()


def marked(palette: CommandPalette) -> str:
    """The command that Enter does."""
    listed = palette.query_one(CommandList)
    if listed.highlighted is None:
        return ""
    return str(listed.get_option_at_index(listed.highlighted).hit.text)  # type: ignore[attr-defined]


async def until(here: Seen, done: Callable[[], bool]) -> None:
    for _ in range(250):
        if done():
            return
        await here.pilot.pause(0.02)
    raise AssertionError("it never came")


async def test_what_is_chosen_in_the_palette_is_done(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await choose(here, "Go to the last step")
        assert here.walk.number == 21
        await choose(here, "difference quotients")
        assert "check:" in here.pane("step")


async def test_the_palette_has_every_key_that_applies_and_no_other(tmp_path: Path) -> None:
    for name in ("lecture-network", "paths"):
        async with seen(name, tmp_path) as here:
            commands = {made.title for made in here.app.get_system_commands(here.app.screen)}
            for key in KEYS:
                offered = f"{key.tooltip}  ({key.shown})" in commands
                assert offered == (key.applies(here.walk) and key.id != "palette"), key.id
