"""The program of practice: which exercise comes first, and which in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen

from tracer.shell.keys import Key
from tracer.shell.memory import Memory
from tracer.shell.program import Program

from .keys import KEYS
from .screens.practice import PracticeScreen
from .session import Session, opened
from .store import Store


class PracticeApp(Program):
    """`backprop practice`. Every answer is kept at once: there is nothing to rescue."""

    TITLE = "backprop practice"

    def __init__(
        self, worked: Session | None, memory: Memory, store: Store, *, ascii: bool
    ) -> None:
        super().__init__(memory, ascii=ascii)
        self.worked, self.store, self.ascii = worked, store, ascii

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
        self.worked = opened(name, self.store, ascii=self.ascii)
        screen = PracticeScreen(self.worked)
        if isinstance(self.screen, PracticeScreen):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def keys_on(self, screen: Screen[Any]) -> Sequence[Key]:
        return KEYS if isinstance(screen, PracticeScreen) else ()
