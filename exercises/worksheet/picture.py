"""The picture of a network, or of an expression's graph, with boxes to fill in.

Nothing but what is given and what is asked is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracer.export.head import numberless
from tracer.export.picture import Picture, Point, Words
from tracer.formula.text import text
from tracer.formula.tree import Num
from tracer.layout import flipped
from tracer.symbols import Place

if TYPE_CHECKING:
    from tracer.trace import Trace

    from .boxes import Box

SLOT_WIDTH, SLOT_HEIGHT, TAG = 92.0, 30.0, 12.0  # of a box, and of its symbol above it
UNIT = SLOT_HEIGHT + TAG + 3  # from one box to the next in a stack
LETTER = 0.56  # width of a letter, of its height
MOST_SAMPLES = 3  # whose boxes are stacked on one edge


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A box to fill in; `at` is its left upper corner."""

    at: Point
    box: Box
    width: float = SLOT_WIDTH
    height: float = SLOT_HEIGHT


@dataclass(slots=True, kw_only=True, eq=False)
class BoxedPicture(Picture):
    """A picture with boxes to fill in."""

    slots: list[Slot] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Holder:
    """What a place of the drawing holds: a box, a given number, or nothing."""

    trace: Trace
    boxes: Mapping[tuple[str, Place], Box]

    def box(self, name: str, place: Place) -> Box | None:
        return self.boxes.get((name, place))

    def given(self, name: str, place: Place) -> str:
        """The number with its own symbol, if it has one: `w5 = 0.4`; "" if it is not given."""
        value = self.trace.given.get(name)
        row, column = place
        if value is None or numberless(self.trace) or row > value.shape[-2]:
            return ""
        if column > value.shape[-1]:
            return ""
        number = float(value[row - 1, column - 1])
        if self.trace.scalar(name):
            return text(Num(number))
        laid = flipped(place, self.trace.lies(name))
        sign, symbol = self.trace.symbols.signed_tree(self.trace.local(name), laid)
        own = self.trace.symbols.own(self.trace.local(name), laid)
        return f"{text(symbol)} = " * own + text(Num(sign * number))

    def any_box(self, names: Sequence[str]) -> bool:
        return any(name in names for name, _ in self.boxes)

    def put(
        self, into: BoxedPicture, at: Point, name: str, places: Sequence[Place], above: bool
    ) -> None:
        """The boxes of some places (samples) above or below a point of an edge, or what is
        given there; nearest the edge is the last of those above, the first of those below."""
        x, y = at
        down = 0.0
        for place in reversed(places) if above else places:
            box, number = self.box(name, place), self.given(name, place)
            if box is not None:
                top = y - down - SLOT_HEIGHT - 3 if above else y + down + TAG + 3
                self.slot(into, (x, top), box)
                down += UNIT
            elif number:
                base = y - down - 5 if above else y + down + 15
                into.words.append(Words((x, base), number, "given"))
                down += 16

    def slot(self, into: BoxedPicture, at: Point, box: Box) -> None:
        """A box with its symbol above it, around x, from y downwards."""
        x, top = at
        into.slots.append(Slot((x - SLOT_WIDTH / 2, top), box))
        size = min(11.0, SLOT_WIDTH / (LETTER * max(len(box.label), 1)))
        into.words.append(Words((x, top - 2.5), box.label, "tag", size))
