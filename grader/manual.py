"""Parts of an exercise that are marked by hand: a drawing, a derivation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracer.checks import visible
from tracer.errors import InputError, shown
from tracer.parts import with_part

DRAWN = re.compile(
    r"\b(?:draw|sketch)\b.*\b(?:network|net|graph|diagram)\b", re.IGNORECASE | re.DOTALL
)
"""What says that the network is to be drawn, where `drawing` does not."""
EXAMPLE = '[[manual]]\ntitle = "Draw the network"\npoints = 2'


class Manual(NamedTuple):
    """`text`: what is to be done, where the title does not say it. `name`: what the answer is
    called, where it is written into a box; else it is on paper. `drawing`: whether the network is
    to be drawn, so that the sheet does not show it."""

    title: str
    points: float
    text: str = ""
    name: str = ""
    drawing: bool = False
    part: str = ""

    @property
    def label(self) -> str:
        """What columns and lists of points call it."""
        return with_part(self.part, self.name or self.title)


def manual_parts(keys: Mapping[str, Any], where: str = "exercise") -> Iterator[Manual]:
    """What stands under `[[manual]]`. Raises InputError for a part without a title or points."""
    given = keys.get("manual", ())
    for at, part in enumerate(given if isinstance(given, list | tuple) else [given], 1):
        here = f"{where}: manual[{at}]"
        if not isinstance(part, Mapping) or not isinstance(part.get("title"), str):
            raise InputError(here, "it has no title", expected="a title", example=EXAMPLE)
        points = part.get("points", 1)
        if type(points) not in (int, float) or not 0 <= points <= 10**6:
            raise InputError(f"{here}.points", f"{shown(points)} are no points",
                             expected="a number, 0 or more", example="points = 2")  # fmt: skip
        drawing = part.get("drawing", DRAWN.search(f"{part['title']} {part.get('text', '')}"))
        if not isinstance(drawing, bool | re.Match | None):
            raise InputError(f"{here}.drawing", f"{shown(drawing)} will not do",
                             expected="true or false", example="drawing = true")  # fmt: skip
        title, text = visible(part["title"]), visible(str(part.get("text", "")))
        yield Manual(title, float(points), text, drawing=bool(drawing))
