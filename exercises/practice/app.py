"""The Textual program around practice: the walk's, with another screen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.app import SystemCommand
from textual.screen import Screen

from tracer.walk import app as walk_app
from tracer.walk.app import WalkApp
from tracer.walk.remember import Memory
from tracer.walk.views.pane import Look

from .keys import KEYS
from .screens.practice import PracticeScreen
from .session import Session, opened
from .store import Store


class PracticeApp(WalkApp):
    """`backprop practice`."""

    CSS_PATH = str(Path(walk_app.__file__).with_name("walk.tcss"))
    TITLE = "backprop practice"

    def __init__(
        self, worked: Session | None, memory: Memory, store: Store, *, ascii: bool
    ) -> None:
        super().__init__(None, memory, Look(ascii=ascii))
        self.worked, self.store = worked, store

    def begin(self) -> None:
        """The exercise, or the choice of one."""
        if self.worked is not None:
            self.push_screen(PracticeScreen(self.worked))
            return
        from tracer.shell.ask import AskScreen

        from .asks import exercise

        def chosen(name: str | None) -> None:
            if name is None:
                self.exit(0)
            else:
                self.practise(name)

        self.push_screen(AskScreen(exercise(self.store)), chosen)

    def practise(self, name: str) -> None:
        """Practise this exercise, in place of what there was."""
        self.worked = opened(name, self.store, ascii=self.look.ascii)
        screen = PracticeScreen(self.worked)
        if isinstance(self.screen, PracticeScreen):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that a key does, by name."""
        if not isinstance(screen, PracticeScreen):
            return
        for key in KEYS:
            title = f"{key.tooltip}  ({key.shown})"
            yield SystemCommand(
                title, key.group, lambda key=key: screen.call_later(screen.run_action, key.action)
            )

    def rescued(self) -> Path | None:
        """Nothing to rescue: every answer is kept at once."""
        return None
