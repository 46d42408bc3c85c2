"""The Textual program around the walk: themes, screens, what is remembered, how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from ..errors import InputError
from ..shell.themes import NAMES, THEMES
from .answers import Judge
from .keys import KEYS
from .remember import Memory
from .screens.walk import WalkScreen
from .session import Session
from .views.pane import Look

ALIVE = 1.0  # seconds between two looks whether the server is still there


class WalkApp(App[int]):
    """`backprop walk`."""

    CSS_PATH = "walk.tcss"
    TITLE = "backprop walk"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        session: Session | None,
        memory: Memory,
        look: Look | None = None,
        judge: Judge | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.memory = memory
        self.look = look or Look()
        self.judge = judge
        self.set_class(self.look.ascii, "-ascii")
        self.crash: BaseException | None = None
        if reduced_motion():
            self.animation_level = "none"
        for made in THEMES:
            self.register_theme(made)
        self.begin_with(memory.theme if memory.theme in NAMES else NAMES[0])

    def begin_with(self, theme: str) -> None:
        """The first theme. To change to it would be to read the style sheet twice."""
        self.set_reactive(WalkApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)

    def get_default_screen(self) -> Screen[Any]:
        """The walk at once, where it is known what is walked."""
        session = self.session
        return super().get_default_screen() if session is None else self.screen_of(session)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Other themes, which the palette offers, have none of the walk's own colours."""
        return THEMES[0].variables

    def on_mount(self) -> None:
        self.begin()
        if self.is_web and hasattr(os, "getppid"):
            self.server = os.getppid()
            self.set_interval(ALIVE, self.leave_with_the_server)

    def leave_with_the_server(self) -> None:
        """Behind a browser: nobody can reach a walk whose server was killed."""
        if os.getppid() != self.server:
            os._exit(1)  # there is nothing left to write to

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

    def next_theme(self) -> str:
        at = NAMES.index(self.theme) if self.theme in NAMES else -1
        self.theme = NAMES[(at + 1) % len(NAMES)]
        self.memory.theme = self.theme
        return self.theme

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that a key does, by name; what does not apply now is left away."""
        if not isinstance(screen, WalkScreen):
            return
        for key in KEYS:
            if key.id != "palette" and key.applies(screen.session.walk):
                title = f"{key.tooltip}  ({key.shown})"
                yield SystemCommand(title, key.group, lambda key=key: screen.do(key.action))

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

    def _handle_exception(self, error: Exception) -> None:
        """Keep what happened, for the message after the terminal is restored."""
        self.crash = error
        super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        """Say it in our own words (`command.py`) instead of a screenful of frames."""
        self._exit_renderables.clear()


def reduced_motion() -> bool:
    """Whether the person asked for no animation."""
    return any(os.environ.get(name) for name in ("REDUCED_MOTION", "NO_MOTION")) or (
        os.environ.get("TEXTUAL_ANIMATIONS") == "none"
    )


def crashed(error: BaseException, saved: Path | None) -> str:
    """What is said when the program failed: what, where, and that nothing is lost."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    at = f" ({Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno})" if frame else ""
    lines = [f"backprop walk stopped: {type(error).__name__}: {error}{at}"]
    if saved:
        lines.append(f"  your changes are in {saved}")
    lines.append("  this is a mistake of ours; BACKPROP_TRACEBACK=1 shows where it happened")
    if os.environ.get("BACKPROP_TRACEBACK"):
        import traceback

        lines.append("".join(traceback.format_exception(error)))
    return "\n".join(lines)


def say(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201 - the screen is gone; this is the command's word
