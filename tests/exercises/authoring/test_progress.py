"""A bar for what takes long, on a terminal only."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from exercises.authoring import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Each look at it is so many seconds later."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def monotonic(self) -> float:
        self.now += self.step
        return self.now


def batches() -> Iterator[tuple[range, str]]:
    for first in range(0, 40, 10):
        yield range(first, first + 10), "numbers"


def shown(monkeypatch: pytest.MonkeyPatch, step: float, screen: io.StringIO) -> str:
    monkeypatch.setattr(progress, "time", Clock(step))
    monkeypatch.setattr("sys.stderr", screen)
    assert list(progress.bar(batches(), 40)) == list(batches())
    return screen.getvalue()


def test_a_bar_is_drawn_after_a_second_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 0.7, Terminal())
    drawn = text.split("\r")[1:]
    assert drawn[0] == "  " + "#" * 7 + "." * 23 + " 10 of 40, 4 s left "
    assert [line.partition(" of")[0].split()[-1] for line in drawn[:3]] == ["10", "20", "30"]
    assert not drawn[-2].strip()
    assert drawn[-1] == ""


def test_what_is_quick_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not shown(monkeypatch, 0.1, Terminal())


def test_a_file_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not shown(monkeypatch, 9.0, io.StringIO())
