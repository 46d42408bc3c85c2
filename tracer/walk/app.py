"""The program of the walk: which screen comes first, what is rescued."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.screen import Screen

from ..errors import InputError
from ..shell.keys import Key
from ..shell.program import STYLES, Program
from .answers import Judge
from .keys import KEYS
from .remember import WalkMemory
from .screens.walk import WalkScreen
from .session import Session
from .views.pane import Look


class WalkApp(Program):
    """`backprop walk`."""

    CSS_PATH = [STYLES, "walk.tcss"]
    TITLE = "backprop walk"
    memory: WalkMemory

    def __init__(
        self,
        session: Session | None,
        memory: WalkMemory,
        look: Look | None = None,
        judge: Judge | None = None,
    ) -> None:
        self.look = look or Look()
        super().__init__(memory, ascii=self.look.ascii)
        self.session = session
        self.judge = judge

    def get_default_screen(self) -> Screen[Any]:
        """The walk at once, where it is known what is walked."""
        session = self.session
        return super().get_default_screen() if session is None else self.screen_of(session)

    def begin(self) -> None:
        """The first screen, where it is not the walk itself (`get_default_screen`)."""
        if self.session is None:
            self.choose()

    def choose(self) -> None:
        """Ask what is to be walked."""
        from .screens.choose import choose

        choose(self)

    def walk(self, session: Session) -> None:
        """Walk this, in place of what there was."""
        self.push_screen(self.screen_of(session))

    def screen_of(self, session: Session) -> WalkScreen:
        self.session = session
        if self.judge is not None:
            session.walk.judge = self.judge
        return WalkScreen(session)

    def keys_on(self, screen: Screen[Any]) -> Sequence[Key]:
        if not isinstance(screen, WalkScreen):
            return ()
        walk = screen.session.walk
        return [key for key in KEYS if key.id != "palette" and key.applies(walk)]

    def rescued(self) -> Path | None:
        """After a crash: where what was edited was written to; None if nothing was edited."""
        if self.session is None or not self.session.walk.history.edited:
            return None
        from .saving import free, save

        path = Path(f"{Path(self.session.name).stem}-rescued.toml")
        try:
            return save(self.session.walk.source, free(path))
        except InputError:
            return None
