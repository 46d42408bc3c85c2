"""A bar on the terminal for what takes more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

WIDTH = 30
PATIENCE = 1.0  # seconds before it is shown
EVERY = 0.1  # seconds


Item = TypeVar("Item")


def bar(batches: Iterable[tuple[range, Item]], total: int) -> Iterator[tuple[range, Item]]:
    """The batches, with a bar on standard error, if that is a terminal, until the last is done."""
    out = sys.stderr
    start = shown = time.monotonic()
    drawn = False
    try:
        for these, item in batches:
            now = time.monotonic()
            if out.isatty() and now - start > PATIENCE and now - shown > EVERY:
                full = these.start * WIDTH // total
                left = (now - start) / max(these.start, 1) * (total - these.start)
                out.write(
                    f"\r  {'#' * full:.<{WIDTH}} {these.start} of {total}, {left:.0f} s left "
                )
                out.flush()
                shown, drawn = now, True
            yield these, item
    finally:
        if drawn:
            out.write("\r" + " " * (WIDTH + 40) + "\r")
            out.flush()
