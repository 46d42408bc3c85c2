"""What stands beside the box: the numbers to work with, the picture of the network, or both."""

from __future__ import annotations

from typing import NamedTuple

from tracer.network import Network
from tracer.shell.ascii import lines_in_ascii, separator
from tracer.shell.line import Line
from tracer.walk.views.diagram import diagram

from ..session import Session
from .numbers import numbers

PICTURE = 8  # rows, at least, in which a picture stands below the numbers


class Side(NamedTuple):
    """`all_numbers`: they stand here as a whole, without scrolling."""

    title: str
    lines: list[Line]
    all_numbers: bool


def side(session: Session, width: int, height: int) -> Side:
    """Where there is no room for both, the numbers, until the picture is asked for."""
    practice = session.practice
    if session.picture:
        drawn = diagram(practice.sheet.walk, width, height, ascii=session.ascii)
        return Side(picture_title(session), drawn, False)
    _, *found = numbers(practice, width - 1)  # a bar takes a column; the first line is a gap
    found = lines_in_ascii(found) if session.ascii else found
    below = height - len(found) - 1
    if below >= PICTURE:
        found += [(), *diagram(practice.sheet.walk, width, below, ascii=session.ascii)]
        return Side(f"numbers{separator(session.ascii)}{picture_title(session)}", found, True)
    return Side("numbers", found, len(found) <= height)


def picture_title(session: Session) -> str:
    walk = session.practice.sheet.walk
    title = "network" if isinstance(walk.source, Network) else "graph"
    if isinstance(walk.source, Network) and (walk.source.N or 1) > 1:
        title += f"{separator(session.ascii)}sample {walk.sample}"
    return title
