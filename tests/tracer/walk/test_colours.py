"""Sixteen colours, no colours: everything can still be read, in every theme."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracer.shell.themes import NAMES

ROOT = Path(__file__).parents[3]
LONG = 30.0  # seconds: the machine may be busy
STYLE = re.compile(r"\x1b\[([0-9;]*)m")
ESCAPE = re.compile(r"\x1b\[[0-9;?<>=]*[a-zA-Z]")
COLOURS = ("NO_COLOR", "COLORTERM", "TEXTUAL_COLOR_SYSTEM", "TERM")


class Terminal:
    """The walk on a pseudo-terminal of its own, and all that it wrote there."""

    def __init__(self, folder: Path, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in COLOURS}
        kept |= {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder), **environment}
        words = [sys.executable, "-m", "tracer.walk", "lecture-network", "--at", "dJ/dz[2]"]
        self.written = ""
        self.fd, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = os.posix_spawn(
            sys.executable, words, kept, setsid=True,
            file_actions=[(os.POSIX_SPAWN_DUP2, other, at) for at in (0, 1, 2)],
        )  # fmt: skip
        os.close(other)

    def type(self, keys: str, until: str, last: str = "quit") -> str:
        """Type keys and read until a text appears, and behind it the last one of the foot; what
        was written in between."""
        before = len(self.written)
        os.write(self.fd, keys.encode())
        end = time.monotonic() + LONG
        while last not in ESCAPE.sub("", self.written[before:]).partition(until)[2]:
            assert time.monotonic() < end, f"{until!r} did not appear"
            if select.select([self.fd], [], [], 0.1)[0]:
                self.written += os.read(self.fd, 65536).decode(errors="replace")
        return self.written[before:]

    def end(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.fd)


@pytest.fixture
def sixteen(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path, TERM="xterm-16color")
    yield made
    made.end()


@pytest.fixture
def colourless(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path, TERM="xterm-256color", COLORTERM="truecolor", NO_COLOR="1")
    yield made
    made.end()


def styles(written: str) -> set[tuple[str, ...]]:
    return {tuple(found.split(";")) for found in STYLE.findall(written)}


@pytest.mark.thorough
def test_sixteen_colours_are_enough_for_every_theme(sixteen: Terminal) -> None:
    seen = {NAMES[0]: sixteen.type("", "step 9 of 21")}
    for name in NAMES[1:]:
        seen[name] = sixteen.type("k", name)
    for name, written in seen.items():
        for style in styles(written):
            assert not {"38", "48"} & set(style), f"{name}: {style} needs more than 16 colours"
            front = [int(part) for part in style if re.fullmatch(r"3[0-7]|9[0-7]", part)]
            ground = [int(part) - 10 for part in style if re.fullmatch(r"4[0-7]|10[0-7]", part)]
            assert not front or front != ground, f"{name}: {style} cannot be seen"
        assert len({style for style in styles(written) if len(style) > 1}) >= 5, name


def test_without_colours_there_are_only_greys_and_the_signs_stay(colourless: Terminal) -> None:
    written = colourless.type("", "step 9 of 21")
    written += colourless.type("\t", "move", "next")
    shades = re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", written)
    assert shades
    assert all(red == green == blue for red, green, blue in shades)
    shown = ESCAPE.sub("", written)
    for sign in ("▸", "◆", "[−0.182]", "▶  9"):
        assert sign in shown
