"""Before leaving: what was edited is not lost without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...shell.question import Option, choice
from ..asks_file import save

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .walk import WalkScreen

MOST = 3  # changes that are named


def leave(screen: WalkScreen, changes: Sequence[str]) -> None:
    """Ask whether to save what was edited, to leave without it, or to stay."""
    from ...shell.ask import AskScreen

    options = (
        Option("save", "as a file of its own, then leave"),
        Option("leave", "without the changes"),
        Option("stay", ""),
    )

    def chosen(answer: str | None) -> None:
        if answer == "leave":
            screen.app.exit(0)
        elif answer == "save":
            screen.app.push_screen(AskScreen(save(screen.session)), saved)

    def saved(done: str | None) -> None:
        if done is not None:
            screen.app.exit(0)

    count = "1 change is" if len(changes) == 1 else f"{len(changes)} changes are"
    listed = ", ".join([*changes[:MOST], *["…"] * (len(changes) > MOST)])
    hint = f"{count} in no file yet: {listed}"
    question = choice("The numbers were changed", hint, options, str)
    screen.app.push_screen(AskScreen(question), chosen)
