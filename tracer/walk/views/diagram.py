"""The diagram of whatever is walked: neurons of a network, or the graph of an expression."""

from __future__ import annotations

from ...network import Network
from ...shell.line import Line, Piece, length
from ..model import Walk
from .picture import draw


def diagram(walk: Walk, width: int, height: int, *, ascii: bool = False) -> list[Line]:
    """Lines of that width, or wider where it does not fit; about that many of them."""
    if isinstance(walk.source, Network):
        from .neurons import picture

        drawn = draw(picture(walk, walk.source, width, height), width, height, ascii=ascii)
    else:
        from .graph import graph

        drawn = draw(graph(walk), width, height, ascii=ascii)
    return around(drawn, width)


def around(lines: list[Line], width: int) -> list[Line]:
    """The part of a wide diagram in which this step writes; what is cut off has a … at its edge."""
    widest = max((length(line) for line in lines), default=0)
    if widest <= width:
        return lines
    start, end = written(lines)
    left = min(max(0, end + (width - end + start) // 2 - width), widest - width)
    return [cut(line, left, width) for line in lines]


def written(lines: list[Line]) -> tuple[int, int]:
    """First and last column of what the step writes."""
    for line in lines:
        at = 0
        for piece in line:
            if piece.role == "writes" and piece.goes:
                return at, at + len(piece.text)
            at += len(piece.text)
    return 0, 0


def cut(line: Line, left: int, width: int) -> Line:
    """The columns from `left` on."""
    if length(line) <= width and not any(piece.goes for piece in line[1:]):
        return line  # a note below the diagram stays where it is
    pieces: list[Piece] = []
    at = 0
    for piece in line:
        text = piece.text[max(left - at, 0) : max(left + width - at, 0)]
        at += len(piece.text)
        if text:
            pieces.append(Piece(text, piece.role, piece.goes))
    return tuple(pieces)
