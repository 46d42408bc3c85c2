"""The drawing of a part of a sheet: the network, or the graph of the expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracer.layout import flipped
from tracer.network import Network
from tracer.symbols import Place

from . import graph_picture, network_picture
from .picture import BoxedPicture, Holder

if TYPE_CHECKING:
    from tracer.trace import Trace

    from .boxes import Box, Question


def picture(trace: Trace, asked: Sequence[Question], *, slots: bool) -> BoxedPicture | None:
    """The drawing; `slots`: with boxes on its edges. None where the network's size is not given,
    and for an expression of very many steps."""
    holder = Holder(trace, dict(numbers_asked(trace, asked)) if slots else {})
    if isinstance(trace.source, Network):
        drawing = network_picture.draw(holder)
    else:
        drawing = graph_picture.draw(holder)
    if drawing is not None:  # boxes are reached in the order in which they are asked
        drawing.slots.sort(key=lambda slot: slot.box.number)
    return drawing


def same_drawing(drawing: BoxedPicture, other: Trace) -> bool:
    """Whether another trace's drawing, without boxes, says the same."""
    before = picture(other, (), slots=False)
    return before is not None and before.words == drawing.words


def numbers_asked(
    trace: Trace, asked: Sequence[Question]
) -> Iterator[tuple[tuple[str, Place], Box]]:
    """The boxes for numbers, by array and place as calculated."""
    for question in asked:
        for box in question.boxes:
            if box.kind == "number":
                place = box.place or (1, 1)
                turned = box.place is not None and trace.lies(box.name)
                yield (box.name, flipped(place, turned)), box
