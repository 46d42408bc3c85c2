"""The drawing alone, as a file that needs no style sheet; a page takes its parts from here."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tracer.export.picture import SIZE
from tracer.export.svg import lines
from tracer.numbers import with_minus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .description import Sheet
    from .picture import BoxedPicture
    from .solution import Solution

FONTS = "'Libertinus Serif', 'DejaVu Sans', system-ui, sans-serif"
STYLE = f"""
text {{ font-family: {FONTS}; fill: #1b1b1b; text-anchor: middle; }}
.soft {{ fill: #555555; }}
.given {{ fill: #003d66; }}
.tag {{ fill: #555555; }}
.given, .tag, .soft {{ paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }}
.wire {{ stroke: #8a8a8a; stroke-width: 1.4; fill: none; }}
.node {{ fill: #f4f4f2; stroke: #1b1b1b; stroke-width: 1.2; }}
.slot {{ fill: #ffffff; stroke: #1b1b1b; stroke-width: 1; }}
"""
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>\n'


def write(sheet: Sheet, solution: Solution | None) -> str:
    return drawn(sheet.pictures, solution) if sheet.pictures else EMPTY


def by_part(sheet: Sheet, solution: Solution | None) -> Mapping[str, str]:
    """Where parts have drawings, that of each, by the name of the part."""
    return {
        section.name: drawn([section.picture], solution)
        for section in sheet.sections
        if section.name and section.picture
    }


def beside(stem: str, part: str) -> str:
    """The name of the file that shows the drawing of one part."""
    return f"{stem}{f'-{part}' * bool(part)}.svg"


def drawn(pictures: Sequence[BoxedPicture], solution: Solution | None) -> str:
    """The drawings below each other, as a file."""
    width, height = max(one.width for one in pictures), sum(one.height for one in pictures)
    says = "; ".join(one.says for one in pictures)
    made: list[str] = []
    down = 0.0
    for one in pictures:
        inside = [*lines(one), *slots(one, solution)]
        moved = [f'<g transform="translate(0 {down:g})">', *inside, "</g>"] if down else inside
        made += moved
        down += one.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" '
        f'font-size="{SIZE:g}">\n<title>{escape(says)}</title>\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        + "\n".join(made)
        + "\n</svg>\n"
    )


def slots(drawing: BoxedPicture, solution: Solution | None) -> Iterator[str]:
    """The boxes, empty for a student."""
    for slot in drawing.slots:
        x, y = slot.at
        yield (
            f'<rect class="slot" x="{x:g}" y="{y:g}" width="{slot.width:g}" '
            f'height="{slot.height:g}"/>'
        )
        if solution:
            middle = f'x="{x + slot.width / 2:g}" y="{y + slot.height - 8:g}"'
            said = escape(with_minus(solution.of(slot.box)))
            yield f'<text {middle} text-anchor="middle">{said}</text>'
