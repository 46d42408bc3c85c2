"""A diagram: columns of nodes and the edges between them; neurons, or an expression's lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...shell.ascii import lines_in_ascii, plain_ascii
from ...shell.line import Line, Role
from .canvas import Canvas

READS, WRITES = "▸", "◆"
NARROWEST = 1  # cells between two columns


class Fact(NamedTuple):
    """One line at a node: what it is, its number (blank while unknown), its mark."""

    label: str
    number: str
    role: Role = "plain"
    goes: str = ""

    @property
    def text(self) -> str:
        mark = {"reads": READS, "writes": WRITES}.get(self.role, " ")
        return f"{mark}{self.label} {self.number}".rstrip()


class Node(NamedTuple):
    """`facts` stand below each other; a gap node (⋮) has one without a number."""

    facts: tuple[Fact, ...]
    key: str = ""


class Edge(NamedTuple):
    start: str
    end: str
    role: Role = "dim"
    label: str = ""


class Picture(NamedTuple):
    titles: tuple[str, ...]
    columns: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...]
    notes: tuple[Line, ...] = ()
    focus: str = ""  # the node to keep in view


def height_of(picture: Picture, room: int) -> tuple[int, int]:
    """Lines a node takes, its facts and a blank line, without the blank where room is short;
    and what all nodes of a column take, no blank line after the last."""
    tallest = max((len(column) for column in picture.columns), default=1)
    facts = max((len(node.facts) for column in picture.columns for node in column), default=1)
    apart = tallest * (facts + 1) - 1
    return (facts + 1, apart) if apart <= room else (facts, tallest * facts)


def draw(picture: Picture, width: int, height: int, *, ascii: bool = False) -> list[Line]:
    """The picture in a width; it is as wide and as high as it needs to be at least."""
    if ascii:
        picture = in_ascii(picture)
    widths = [column_width(title, column) for title, column in zip(
        picture.titles, picture.columns, strict=True)]  # fmt: skip
    gaps = max(len(widths) - 1, 1)
    gap = max((width - sum(widths)) // gaps, NARROWEST)
    lefts = [sum(widths[:at]) + gap * at for at in range(len(widths))]
    total = max(lefts[-1] + widths[-1], 1) if widths else 1
    room = height - 1 - len(picture.notes)
    each, least = height_of(picture, room)
    tallest = max((len(column) for column in picture.columns), default=1)
    rows = max(least, min(room, tallest * (each + 2)))
    canvas = Canvas(max(total, 1), 1 + rows, ascii=ascii)
    places: dict[str, tuple[int, int, int]] = {}
    for left, wide, title, column in zip(
        lefts, widths, picture.titles, picture.columns, strict=True
    ):
        canvas.write(left, 0, title, "dim")
        share = rows / max(len(column), 1)
        for number, node in enumerate(column):
            top = 1 + int(share * number + (share - each) / 2)
            places[node.key] = (left, top, wide)
            for below, fact in enumerate(node.facts):
                shown = plain_ascii(fact.text) if ascii else fact.text
                canvas.write(left, top + below, shown, fact.role, fact.goes)
    connect(canvas, picture.edges, places, gap)
    return [*canvas.lines(), *picture.notes]


def column_width(title: str, column: Sequence[Node]) -> int:
    return max([len(title), *(len(fact.text) for node in column for fact in node.facts)])


def connect(
    canvas: Canvas, edges: Sequence[Edge], places: dict[str, tuple[int, int, int]], gap: int
) -> None:
    """Faint edges first, so that those that matter lie over them; labels where there is room."""
    for edge in sorted(edges, key=lambda edge: edge.role != "dim"):
        if edge.start not in places or edge.end not in places:
            continue
        left, top, wide = places[edge.start]
        right, bottom, _ = places[edge.end]
        start, end = (left + wide, top), (right - 1, bottom)
        canvas.line(start, end, edge.role, every=3 if edge.role == "dim" else 1)
        if edge.label and gap >= len(edge.label) + 4:
            for part in (0.5, 0.3, 0.7):
                x = round(start[0] + (end[0] - start[0]) * part - len(edge.label) / 2)
                y = round(start[1] + (end[1] - start[1]) * part)
                if canvas.free(x, y, len(edge.label)):
                    canvas.write(x, y, edge.label, edge.role)
                    break


def in_ascii(picture: Picture) -> Picture:
    """The same in plain letters, before it is laid out: ŷ becomes longer."""

    def fact(made: Fact) -> Fact:
        return made._replace(label=plain_ascii(made.label), number=plain_ascii(made.number))

    return picture._replace(
        titles=tuple(map(plain_ascii, picture.titles)),
        columns=tuple(
            tuple(node._replace(facts=tuple(map(fact, node.facts))) for node in column)
            for column in picture.columns
        ),
        edges=tuple(edge._replace(label=plain_ascii(edge.label)) for edge in picture.edges),
        notes=tuple(lines_in_ascii(picture.notes)),
    )
