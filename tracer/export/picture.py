"""A drawing as a value: wires, nodes and words, whatever the medium that it is written in.

Sizes are in pixels of a screen. What lies below the rest comes first: wires, nodes, words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..formula.text import text
from ..layout import flipped
from ..numbers import significant, with_minus
from ..symbols import Place
from .head import numberless

if TYPE_CHECKING:
    from ..trace import Trace

Kind: TypeAlias = Literal["", "soft", "inside", "given", "tag", "forward", "back", "inside forward"]
Point: TypeAlias = tuple[float, float]

SIZE = 13.0  # height of words where nothing else is said


@dataclass(frozen=True, slots=True)
class Wire:
    """A line; `bent`: it leaves and arrives horizontally. `says`: what it is, where one points."""

    start: Point
    end: Point
    bent: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A neuron or a step, around a point; `round`: with round ends."""

    at: Point
    width: float
    height: float
    round: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Words centred on a point of their base line; `step` makes the number in them."""

    at: Point
    text: str
    kind: Kind = ""
    size: float = SIZE
    step: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Picture:
    """`says` is what a screen reader says, `caption` stands below it."""

    says: str
    caption: str = ""
    width: float = 0.0
    height: float = 0.0
    wires: list[Wire] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def free(
    start: Point, end: Point, along: Iterable[float], room: Point, taken: list[Point]
) -> Point:
    """Of some points along a wire the one at which a label as large as `room` lies farthest from
    those already there; it is one of them from then on."""
    (x0, y0), (x, y) = start, end

    def distance(at: Point) -> float:
        apart = (max(abs(at[0] - u) / room[0], abs(at[1] - v) / room[1]) for u, v in taken)
        return min(1.0, min(apart, default=1.0))

    best = max(((x0 + part * (x - x0), y0 + part * (y - y0)) for part in along), key=distance)
    taken.append(best)
    return best


def symbol(trace: Trace, name: str, place: Place, *, samples: bool = True) -> str:
    """How the sheet writes an entry; without its row where the samples of a neuron stand
    together."""
    what = trace.local(name)
    laid = flipped(place, trace.lies(name))
    if trace.symbols.own(what, laid):
        return text(trace.symbols.tree(what, laid))
    array = text(trace.symbols.tree(what))
    return f"{array}[{place[0]}]" if samples else array


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers of one iteration of a trace, as they stand on its drawing."""

    trace: Trace
    iteration: int
    digits: int

    def words(
        self, at: Point, sign: str, name: str, kind: Kind = "", row: int = 0, column: int = 0
    ) -> list[Words]:
        """`∂ 0.6667`: an entry at a point, with what stands before it; none where there is no
        such number."""
        name = self.trace.read_in(name, self.iteration)
        if name not in self.trace.state or numberless(self.trace):
            return []
        values, step = self.trace.seen[name], self.trace.by_name.get(name)
        if row >= values.shape[-2] or column >= values.shape[-1]:
            return []
        number = with_minus(significant(float(values[row, column]), self.digits))
        said = f"{sign} {number}".strip()
        return [Words(at, said, kind, step=step.number if step else None)]
