"""How fast the walk starts and repaints, as ratios to minimal Textual apps in the same run.

    python benchmarks/walk.py            prints the ratios; exit code 1 if a bar is missed

Bars: first paint ≤ 1.3 × a minimal app that imports NumPy; key to repaint, median, ≤ 1.5 × a
minimal app that repaints two full panes, on 2-2-1 and on 784-128-10 with 64 samples; CPU a step
on the large network ≤ 5 ms (printed beside it: what the minimal app takes). A step that is seen
for the first time, its formulas still to be written, is shown by itself.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SIZE = 24, 80
QUIET = 0.25  # seconds without output: it is painted
STARTS, WARM, NEW, KEYS = 9, 5, 14, 56
COMPILED = tempfile.mkdtemp()  # compiled files, as an installed package has them

MINIMAL = """
import numpy
from textual.app import App
from textual.containers import Horizontal
from textual.widgets import Static
class Minimal(App):
    BINDINGS = [("n", "next", "next"), ("p", "next", "back"), ("q", "quit", "quit")]
    CSS = "Static { width: 1fr; height: 1fr; border: round white; }"
    count = 0
    def compose(self):
        with Horizontal():
            yield Static(self.full(), id="left")
            yield Static(self.full(), id="right")
    def full(self):
        return "\\n".join(f"{self.count} line {y} of a pane " * 2 for y in range(40))
    def action_next(self):
        self.count += 1
        for pane in self.query(Static):
            pane.update(self.full())
Minimal().run()
"""


class Screen:
    """A process on a terminal of its own."""

    def __init__(self, words: Sequence[str]) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color",
                       "COLORTERM": "truecolor", "PYTHONPYCACHEPREFIX": COMPILED,
                       "XDG_STATE_HOME": tempfile.mkdtemp()}  # fmt: skip
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.began = time.perf_counter()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
            os.execve(sys.executable, [sys.executable, *words], environment)

    def read(self, wait: float) -> bytes:
        ready, _, _ = select.select([self.file], [], [], wait)
        try:
            return os.read(self.file, 1 << 16) if ready else b""
        except OSError:
            return b""

    def until(self, wanted: bytes) -> float:
        """When this has been painted, in seconds since the start."""
        seen = b""
        while wanted not in seen:
            part = self.read(30.0)
            assert part, f"{wanted!r} was never painted: {seen[-500:]!r}"
            seen += part
        return time.perf_counter() - self.began

    def drain(self) -> None:
        while self.read(QUIET):
            pass

    def key(self, key: bytes) -> float:
        """Seconds from a key to the first output that follows it."""
        began = time.perf_counter()
        os.write(self.file, key)
        assert self.read(5.0), "no repaint"
        took = time.perf_counter() - began
        while self.read(0.03):
            pass
        return took

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of all its threads."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def close(self) -> None:
        os.write(self.file, b"q")
        while self.read(5.0):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.file)


@contextmanager
def on_screen(words: Sequence[str], wanted: bytes) -> Iterator[Screen]:
    made = Screen(words)
    made.until(wanted)
    made.drain()
    yield made
    made.close()


def start(words: Sequence[str], wanted: bytes) -> float:
    made = Screen(words)
    took = made.until(wanted)
    made.drain()
    made.close()
    return took


class Keys(NamedTuple):
    """Of a key press: median seconds to the repaint, processor seconds of a step that was seen
    before, and of one that is seen for the first time."""

    repaint: float
    cpu: float
    new: float


def keys(words: Sequence[str], wanted: bytes) -> Keys:
    with on_screen(words, wanted) as made:
        for _ in range(WARM):
            made.key(b"n")
        began = made.cpu
        times = [made.key(b"n") for _ in range(NEW)]
        middle = made.cpu
        times += [made.key(b"p" if at % (2 * NEW) < NEW else b"n") for at in range(KEYS)]
        return Keys(statistics.median(times), (made.cpu - middle) / KEYS, (middle - began) / NEW)


def large(folder: Path) -> Path:
    """784-128-10 with 64 samples, as a file."""
    import numpy as np

    random = np.random.default_rng(0)
    X, labels = random.random((64, 784)).round(3), random.integers(1, 11, 64)
    path = folder / "large.toml"
    path.write_text(
        f'cost = "ce"\nalpha = 0.1\nseed = 1\nX = {X.tolist()}\nlabels = {labels.tolist()}\n'
        '[[layers]]\nactivation = "relu"\nneurons = 128\ninit = "he"\n'
        '[[layers]]\nactivation = "softmax"\nneurons = 10\ninit = "xavier"\n'
    )
    return path


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        minimal = Path(folder) / "minimal.py"
        minimal.write_text(MINIMAL)
        base = [str(minimal)], b"line 3"
        small = ["-m", "tracer.walk", "lecture-network"], b"step 1 of"
        big = ["-m", "tracer.walk", str(large(Path(folder)))], b"step 1 of"
        pairs = [(start(*base), start(*small)) for _ in range(STARTS)]
        first, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
        theirs, of_small, of_big = keys(*base), keys(*small), keys(*big)
    floor = f"beside {theirs.cpu * 1e3:.1f}"
    rows = [
        ("first paint", ours / first, 1.3, f"{ours * 1e3:.0f} / {first * 1e3:.0f} ms"),
        *(
            (
                f"key, {name}",
                made.repaint / theirs.repaint,
                1.5,
                f"{made.repaint * 1e3:.1f} / {theirs.repaint * 1e3:.1f} ms",
            )
            for name, made in (("2-2-1", of_small), ("784-128-10", of_big))
        ),
        ("CPU a step, 2-2-1, ms", of_small.cpu * 1e3, 5.0, floor),
        ("CPU a step, 784-128-10, ms", of_big.cpu * 1e3, 5.0, floor),
    ]
    for name, figure, bar, of in rows:
        print(f"{name:<28}{figure:6.2f}  bar {bar}  {'ok' if figure <= bar else 'MISSED'}  {of}")
    for name, new in (("2-2-1", of_small.new), ("784-128-10", of_big.new)):
        print(f"{'of a step first seen, ' + name:<34}{new * 1e3:6.2f}")
    return int(any(figure > bar for _, figure, bar, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
