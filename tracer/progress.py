"""A bar on the terminal for what takes more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WIDTH = 30
PATIENCE = 1.0  # seconds before it is shown
EVERY = 0.1  # seconds


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A function to be told how many are done. Shown on standard error, if that is a terminal;
    gone when everything is done. `what`: "students"; `total`: how many, if that is known."""
    out = sys.stderr
    start = shown = time.monotonic()
    drawn = 0

    def tell(done: int) -> None:
        nonlocal shown, drawn
        now = time.monotonic()
        if not out.isatty() or now - start < PATIENCE or now - shown < EVERY:
            return
        line = f"  {done} {what}"
        if total:
            full = min(done * WIDTH // total, WIDTH)
            left = (now - start) / max(done, 1) * (total - done)
            line = f"  {'#' * full:.<{WIDTH}} {done} of {total} {what}, {left:.0f} s left"
        out.write("\r" + line.ljust(drawn))
        out.flush()
        shown, drawn = now, len(line)

    try:
        yield tell
    finally:
        if drawn:
            out.write("\r" + " " * drawn + "\r")
            out.flush()
