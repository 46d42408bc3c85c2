"""A picture as SVG: its parts, and inline in a page; the page's style sheet says how they look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from .picture import SIZE, Node, Picture, Wire, Words

CORNER = 6  # how round the corners of a node are that has no round ends


def lines(picture: Picture) -> Iterator[str]:
    """Its parts, what lies below first."""
    yield from map(wire, picture.wires)
    yield from map(node, picture.nodes)
    yield from map(words, picture.words)


def wire(one: Wire) -> str:
    (x0, y0), (x, y) = one.start, one.end
    bend = (x - x0) / 2
    curve = f"C{x0 + bend:g} {y0:g} {x - bend:g} {y:g} {x:g} {y:g}"
    path = f'<path class="wire" d="M{x0:g} {y0:g}{curve if one.bent else f"L{x:g} {y:g}"}"'
    return f"{path}><title>{escape(one.says)}</title></path>" if one.says else f"{path}/>"


def node(one: Node) -> str:
    (x, y), width, height = one.at, one.width, one.height
    return (
        f'<rect x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width:g}" '
        f'height="{height:g}" rx="{height / 2 if one.round else CORNER:g}" class="node"/>'
    )


def words(one: Words) -> str:
    look = f' class="{one.kind}"' if one.kind else ""
    look += f' font-size="{one.size:g}"' if one.size != SIZE else ""
    look += f' data-step="{one.step}"' if one.step else ""
    x, y = one.at
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle"{look}>{escape(one.text)}</text>'


def figure(
    picture: Picture,
    *,
    wide: bool,
    above: Iterable[str] = (),
    role: str = "img",
    reached: bool = False,
) -> str:
    """It as a <figure>. `wide`: it keeps its size and is scrolled; `above`: what lies over it;
    `reached`: by the keyboard."""
    inside = "\n".join([*lines(picture), *above])
    width, height = f"{picture.width:g}", f"{picture.height:g}"
    stop, kind = ' tabindex="0"' * reached, ' class="wide"' * wide
    return (
        f'<figure{stop}>\n<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="{role}"{kind} aria-label="{escape(picture.says)}">\n'
        f"{inside}\n</svg>\n<figcaption>{escape(picture.caption)}</figcaption>\n</figure>\n"
    )
