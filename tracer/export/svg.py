"""The parts of a drawing, gathered into inline SVG."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

WIDE = 980  # a wider drawing keeps its size and is scrolled


@dataclass(slots=True)
class Canvas:
    """The parts of a drawing as they come; wires first, so that they lie below the rest."""

    wires: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, kind: str = "", step: int | None = None) -> None:
        """Words around a point; `step` is the step that makes the number in them."""
        mark = f' data-step="{step}"' if step else ""
        look = f' class="{kind}"' if kind else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" text-anchor="middle"{look}{mark}>{escape(words)}</text>'
        )

    def svg(self, width: float, height: float, title: str, says: str) -> str:
        """All of it as a <figure>; `title` is what a screen reader says, `says` its caption."""
        inside = "\n".join([*self.wires, *self.parts])
        kind = ' class="wide"' if width > WIDE else ""
        return (
            f'<figure>\n<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
            f'height="{height:g}" role="img"{kind} aria-label="{escape(title)}">\n'
            f"{inside}\n</svg>\n<figcaption>{escape(says)}</figcaption>\n</figure>\n"
        )
