"""A program on a screen: colours, its keys in the palette, how it ends. A new one is a table of
keys and a screen."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from .keys import Key
from .memory import Memory
from .themes import NAMES, THEMES

ALIVE = 1.0  # seconds between two looks whether the server is still there
STYLES = str(Path(__file__).with_name("shell.tcss"))  # of a program's own, relative to its module


class Program(App[int]):
    """`TITLE` is what a person types to start it."""

    CSS_PATH = [STYLES]

    def __init__(self, memory: Memory, *, ascii: bool = False) -> None:
        super().__init__()
        self.memory = memory
        self.set_class(ascii, "-ascii")
        self.crash: BaseException | None = None
        if reduced_motion():
            self.animation_level = "none"
        for made in THEMES:
            self.register_theme(made)
        self.begin_with(memory.theme if memory.theme in NAMES else NAMES[0])

    def begin_with(self, theme: str) -> None:
        """The first theme. To change to it would be to read the style sheet twice."""
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Other themes, which the palette offers, have none of our own colours."""
        return THEMES[0].variables

    def on_mount(self) -> None:
        self.begin()
        if self.is_web and hasattr(os, "getppid"):
            self.server = os.getppid()
            self.set_interval(ALIVE, self.leave_with_the_server)

    def leave_with_the_server(self) -> None:
        """Behind a browser: nobody can reach a program whose server was killed."""
        if os.getppid() != self.server:
            os._exit(1)  # there is nothing left to write to

    def begin(self) -> None:
        """Show the first screen."""

    def next_theme(self) -> str:
        at = NAMES.index(self.theme) if self.theme in NAMES else -1
        self.theme = NAMES[(at + 1) % len(NAMES)]
        self.memory.theme = self.theme
        return self.theme

    def keys_on(self, screen: Screen[Any]) -> Sequence[Key]:  # noqa: ARG002 - some have none
        """The keys that apply on a screen, which the palette offers by name."""
        return ()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Everything that a key does, by name; what does not apply now is left away."""
        for key in self.keys_on(screen):
            yield SystemCommand(
                f"{key.tooltip}  ({key.shown})",
                key.group,
                lambda key=key: screen.call_later(screen.run_action, key.action),
            )

    def rescued(self) -> Path | None:
        """After a crash: where what was not kept yet was written to; None if all was kept."""
        return None

    def _handle_exception(self, error: Exception) -> None:
        """Keep what happened, for the message after the terminal is restored."""
        self.crash = error
        super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        """Say it in our own words (terminal.py) instead of a screenful of frames."""
        self._exit_renderables.clear()


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """A table of keys as a screen's."""
    return [
        Binding(key.keys, key.action, key.label, id=key.id, tooltip=key.tooltip,
                key_display=key.shown, show=bool(key.footer))
        for key in keys
    ]  # fmt: skip


def reduced_motion() -> bool:
    """Whether the person asked for no animation."""
    return any(os.environ.get(name) for name in ("REDUCED_MOTION", "NO_MOTION")) or (
        os.environ.get("TEXTUAL_ANIMATIONS") == "none"
    )
