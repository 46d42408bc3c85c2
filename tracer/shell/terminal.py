"""Around a program on a screen: whether there is one, and what is said once it is gone."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .program import Program


def has_screen() -> bool:
    """Whether a person sits before a terminal that can be drawn on."""
    if os.environ.get("TEXTUAL_DRIVER"):  # textual-serve's: the screen is in a browser
        return True
    both = sys.stdin.isatty() and sys.stdout.isatty()
    return both and os.environ.get("TERM", "") not in ("dumb", "unknown", "")


def ran(program: Program) -> bool:
    """Run a program to its end; False, with a word on standard error, where it failed."""
    program.run()
    if program.crash is None:
        return True
    say(crashed(program.crash, str(program.TITLE), program.rescued()))
    return False


def crashed(error: BaseException, title: str, saved: Path | None) -> str:
    """What is said when a program failed: what, where, and that nothing is lost."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    at = f" ({Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno})" if frame else ""
    lines = [f"{title} stopped: {type(error).__name__}: {error}{at}"]
    if saved:
        lines.append(f"  your changes are in {saved}")
    lines.append("  this is a mistake of ours; BACKPROP_TRACEBACK=1 shows where it happened")
    if os.environ.get("BACKPROP_TRACEBACK"):
        import traceback

        lines.append("".join(traceback.format_exception(error)))
    return "\n".join(lines)


def say(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201 - the screen is gone; this is the command's word
