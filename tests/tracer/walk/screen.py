"""The walk on a screen without a terminal, and what stands on it as text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from tracer.shell.lines_view import LinesView
from tracer.walk.app import WalkApp
from tracer.walk.opening import session
from tracer.walk.remember import WalkMemory
from tracer.walk.screens.walk import WalkScreen
from tracer.walk.session import Session
from tracer.walk.views.pane import Look

from .sources import source

PRESSES, MOST_PRESSES = 0, 300  # in all; each costs 60 ms


class Seen:
    """A running walk: press keys, wait for conditions, read the screen."""

    def __init__(self, app: WalkApp, pilot: Pilot[int], walked: Session) -> None:
        self.app, self.pilot, self.session = app, pilot, walked
        self.walk = walked.walk

    async def press(self, *keys: str) -> None:
        global PRESSES  # noqa: PLW0603 - counts what the bar asks for
        PRESSES += len(keys)
        assert PRESSES <= MOST_PRESSES, "too many presses in all the tests of the walk"
        await self.pilot.press(*keys)
        await self.settled()

    async def do(self, action: str) -> None:
        """An action without its key."""
        await self.app.screen.run_action(action)
        await self.settled()

    async def settled(self) -> None:
        await self.pilot.pause()
        await self.pilot.pause()
        if self.app.crash is not None:
            raise self.app.crash

    @property
    def text(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    def pane(self, name: str) -> str:
        """What stands inside one pane, without its border."""
        screen = next(made for made in self.app.screen_stack if isinstance(made, WalkScreen))
        region = screen.query_one(f"#{name}", LinesView).content_region
        rows = self.text.split("\n")[region.y : region.bottom]
        return "\n".join(row[region.x : region.right].rstrip() for row in rows)

    def squeezed(self, name: str) -> str:
        """The same on one line, broken lines joined."""
        return " ".join(self.pane(name).split())


@asynccontextmanager
async def seen(
    name: str,
    folder: Path,
    size: tuple[int, int] = (80, 24),
    at: str | None = None,
    look: Look | None = None,
) -> AsyncIterator[Seen]:
    memory = WalkMemory(folder)
    walked = session(source(name), name, memory, at=at, look=look)
    app = WalkApp(walked, memory, look)
    async with app.run_test(size=size) as pilot:
        here = Seen(app, pilot, walked)
        await here.settled()
        yield here
        await here.settled()
