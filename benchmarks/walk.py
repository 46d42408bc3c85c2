"""How fast the walk starts and repaints, as ratios to minimal Textual apps in the same run.

    python benchmarks/walk.py            prints the ratios; exit code 1 if a bar is missed

Bars: first paint ≤ 1.3 × a minimal app that imports NumPy; key to repaint, median, ≤ 1.5 × a
minimal app that repaints two full panes, on 2-2-1 and on 784-128-10 with 64 samples; CPU a step
on the large network ≤ 5 ms.
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

ROOT = Path(__file__).parents[1]
SIZE = 24, 80
QUIET = 0.25  # seconds without output: it is painted
STARTS, KEYS = 9, 60
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
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

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


def repaint(words: Sequence[str], wanted: bytes) -> tuple[float, float]:
    """Median seconds from key to repaint, and processor seconds a key."""
    with on_screen(words, wanted) as made:
        for _ in range(5):
            made.key(b"n")
        cpu = made.cpu
        times = [made.key(b"n" if at % 20 < 10 else b"p") for at in range(KEYS)]
        return statistics.median(times), (made.cpu - cpu) / KEYS


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
        key, _ = repaint(*base)
        key_small, cpu_small = repaint(*small)
        key_big, cpu_big = repaint(*big)
    rows = [
        ("first paint", ours / first, 1.3, f"{ours * 1e3:.0f} / {first * 1e3:.0f} ms"),
        ("key, 2-2-1", key_small / key, 1.5, f"{key_small * 1e3:.1f} / {key * 1e3:.1f} ms"),
        ("key, 784-128-10", key_big / key, 1.5, f"{key_big * 1e3:.1f} / {key * 1e3:.1f} ms"),
        ("CPU a step, 2-2-1, ms", cpu_small * 1e3, 5.0, ""),
        ("CPU a step, 784-128-10, ms", cpu_big * 1e3, 5.0, ""),
    ]
    for name, figure, bar, of in rows:
        print(f"{name:<28}{figure:6.2f}  bar {bar}  {'ok' if figure <= bar else 'MISSED'}  {of}")
    return int(any(figure > bar for _, figure, bar, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
