"""Without a FILE: choose an example, or type in a network of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...shell.question import Option, choice
from ..opening import listed, opened

if TYPE_CHECKING:
    from ..app import WalkApp

OWN = "my own network"


def choose(app: WalkApp) -> None:
    """Ask what to walk, then walk it; leaving the question leaves the program."""
    from ...shell.ask import AskScreen

    options = [Option(name, title) for name, title in listed()]
    options.insert(1, Option(OWN, "sizes, activations, cost, then your numbers"))

    def chosen(name: str | None) -> None:
        if name is None:
            app.exit(0)
        elif name == OWN:
            from .own_network import OwnScreen

            app.push_screen(OwnScreen())
        else:
            app.walk(opened(name, app.memory, look=app.look))

    def check(name: str) -> str:
        if name != OWN:
            opened(name, app.memory)  # raises what the dialog shows
        return name

    question = choice("What shall we walk through?", "type to search; a file's name will do too",
                      options, check)  # fmt: skip
    app.push_screen(AskScreen(question), chosen)
