"""Screens as pictures, to be looked at: `GOLDEN=write pytest` draws them anew."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from .screen import Seen, seen

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "data" / "golden" / "walk"
README = ROOT / "docs" / "walk.svg"


def tried(here: Seen) -> None:
    here.walk.trying = True
    here.walk.answer("0.05 0.4 -0.52; 0.75 0.3 1.56")
    here.walk.point(0, 1)


def edited(here: Seen) -> None:
    here.walk.edit("W[1][1,1] = 0.7")


def wrong(here: Seen) -> None:
    here.walk.make_mistake("activation-derivative-forgotten")


def checked(here: Seen) -> None:
    here.session.toggle_check()


def descended(here: Seen) -> None:
    for _ in range(7):
        here.walk.next_iteration()
    here.walk.go_to_cost()
    here.session.plot = True


def as_opened(here: Seen) -> None:
    here.walk.point(0, 0)


STATES: dict[str, tuple[str, str | None, tuple[int, int], str, Callable[[Seen], None]]] = {
    "readme": ("lecture-network", "dJ/dW[2]", (110, 30), "walk-dark", as_opened),
    "gradient": ("lecture-network", "dJ/dW[2]", (80, 24), "walk-dark", as_opened),
    "softmax": ("softmax", "dJ/dz[2]", (120, 40), "walk-light", as_opened),
    "tried": ("lecture-network", "z[1]", (80, 24), "walk-light", tried),
    "edited": ("lecture-network", "y_hat", (80, 24), "walk-contrast", edited),
    "mistake": ("lecture-network", "dJ/dz[1]", (120, 40), "walk-colour-blind", wrong),
    "expression": ("lecture-partials", "dy/dx1", (100, 30), "walk-dark", checked),
    "descent": ("lecture-descent", None, (80, 24), "walk-dark", descended),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
async def test_a_screen_is_what_its_picture_shows(
    state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    name, at, size, theme, prepare = STATES[state]
    async with seen(name, tmp_path, size, at) as here:
        here.app.theme = theme
        prepare(here)
        here.app.screen.did(True)  # type: ignore[attr-defined]
        await here.settled()
        picture = plain(here.app.export_screenshot(title="backprop walk"))
    path = README if state == "readme" else GOLDEN / f"{state}.svg"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8", newline="")
    assert drawn(picture) == drawn(path.read_text(encoding="utf-8"))


def plain(picture: str) -> str:
    """Without the font that it would fetch from the web, and with an id that stays."""
    without = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "walk", without)


WIDE, HIGH = 12.2, 24.4  # of a cell, as Rich draws it


def drawn(picture: str) -> dict[tuple[int, int], tuple[str, str, str]]:
    """Each cell's letter, its style and its ground, whatever classes and fonts are called and
    however the letters are put together."""
    styles = dict(re.findall(r"\.(\S+-r\d+) \{ ([^}]*) \}", picture))
    grounds: dict[tuple[int, int], str] = {}
    for fill, x, y, width in re.findall(
        r'<rect fill="(\S+)" x="(\S+)" y="(\S+)" width="(\S+)" height="24.65"', picture
    ):
        column, row = round(float(x) / WIDE), round(float(y) / HIGH)
        for at in range(round(float(width) / WIDE)):
            grounds[column + at, row] = fill
    cells: dict[tuple[int, int], tuple[str, str, str]] = {}
    for style, x, y, text in re.findall(
        r'<text class="(\S+-r\d+)" x="(\S+)" y="(\S+)"[^>]*>([^<]*)</text>', picture
    ):
        column, row = round(float(x) / WIDE), int(float(y) / HIGH)
        for at, letter in enumerate(unescape(text)):
            if letter.strip():
                place = column + at, row
                cells[place] = letter, styles[style], grounds[place]
    assert len(cells) > 300
    return cells
