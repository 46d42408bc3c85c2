"""Practice on a screen without a terminal, and what stands on it as text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import Key
from textual.pilot import Pilot

from exercises.practice.app import PracticeApp
from exercises.practice.screens.practice import PracticeScreen
from exercises.practice.session import Session
from exercises.practice.sheet import Sheet
from exercises.practice.store import Store
from tracer.shell.lines_view import LinesView
from tracer.shell.memory import Memory

from .sheets import practice


class Seen:
    """A running practice: press keys, type, read the screen."""

    def __init__(self, app: PracticeApp, pilot: Pilot[int], session: Session | None) -> None:
        self.app, self.pilot = app, pilot
        self.first = session

    @property
    def session(self) -> Session:
        assert self.app.worked is not None
        return self.app.worked

    @property
    def sheet(self) -> Sheet:
        return self.session.practice.sheet

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settled()

    async def type(self, text: str) -> None:
        """As typing and Enter do, without a press for each character."""
        screen = self.screen
        screen.field.value = text
        await screen.field.action_submit()
        await self.settled()

    async def strike(self, keys: str) -> None:
        """Keys that come all at once, Enter as \\n."""
        for key in keys:
            enter = key == "\n"
            self.app.post_message(Key("enter" if enter else key, None if enter else key))
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
    def screen(self) -> PracticeScreen:
        return next(made for made in self.app.screen_stack if isinstance(made, PracticeScreen))

    @property
    def text(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    def pane(self, name: str) -> str:
        """What stands inside one pane, without its border."""
        region = self.screen.query_one(f"#{name}", LinesView).content_region
        rows = self.text.split("\n")[region.y : region.bottom]
        return "\n".join(row[region.x : region.right].rstrip() for row in rows)


@asynccontextmanager
async def seen(
    name: str | None, folder: Path, size: tuple[int, int] = (80, 24), *, ascii: bool = False,
    **settings: object,
) -> AsyncIterator[Seen]:  # fmt: skip
    store = Store(folder / "practice")
    session = None
    if name is not None:
        session = Session(practice(name, folder / "practice", **settings), name, ascii)
    app = PracticeApp(session, Memory(folder), store, ascii=ascii)
    async with app.run_test(size=size) as pilot:
        here = Seen(app, pilot, session)
        await here.settled()
        yield here
        await here.settled()
