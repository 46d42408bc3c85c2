"""The graph of an expression as a picture: variables left, the output right, with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..elementary import variables
from ..formula.text import symbol, text
from ..numbers import DIGITS
from .picture import Node, Numbers, Picture, Wire, Words

if TYPE_CHECKING:
    from ..expression import Expression
    from ..formula.tree import Formula
    from .format import View

MOST = 40  # nodes of a graph that is drawn
LETTER, HEIGHT, LANE, LEFT = 7.6, 30, 78, 16
LONGEST = 22  # characters of a formula in a node


@dataclass(slots=True, eq=False)
class Vertex:
    """A variable, a step, or (without a name) a place that a longer wire passes through."""

    name: str
    label: str
    column: int
    above: tuple[Vertex, ...] = ()  # what it is made of, or comes from
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        return max(40.0, len(self.label) * LETTER + 18) if self.name else 0.0


class Spacing(NamedTuple):
    """Where a graph begins, how far its rows are apart, and what room is behind a column."""

    left: float
    top: float
    lane: float
    behind: Callable[[Sequence[Vertex]], float]


def graph(view: View, source: Expression, iteration: int) -> Picture | None:
    """The picture of an iteration; None for an expression of many steps."""
    nodes = laid_out(source, Spacing(LEFT, 34, LANE, lambda column: 100))
    if not nodes:
        return None
    into = Picture(says=called(source))
    numbers = Numbers(view.trace, iteration, min(view.digits, DIGITS))
    for node in nodes:
        wires(into, node, numbers)
        if node.name:
            box(into, node, numbers, f"d{source.output}/d{node.name}")
    into.width = max(node.x + node.width / 2 for node in nodes) + LEFT + 20
    into.height = max(node.y for node in nodes) + LANE - 14
    into.caption = (
        "The expression as a graph: below each step its value, and the derivative of the output "
        "by it in the second color; on the wires the derivative of one step alone."
    )
    return into


def called(source: Expression) -> str:
    return "Graph of the expression " + "; ".join(line.text for line in source.lines)


def wires(into: Picture, node: Vertex, numbers: Numbers) -> None:
    """The wires into a node; each says the derivative of the step by where it begins."""
    for other in node.above:
        (x0, y0), (x, y) = (other.x + other.width / 2, other.y), (node.x - node.width / 2, node.y)
        into.wires.append(Wire((x0, y0), (x, y), bent=True))
        begin = other
        while not begin.name:
            begin = begin.above[0]
        if node.name:
            at = x - 0.4 * (x - x0), y - 0.36 * (y - y0) - 5
            slope = f"d({node.name})/d({begin.name})"
            into.words += numbers.words(at, "·", slope, "back")


def box(into: Picture, node: Vertex, numbers: Numbers, gradient: str) -> None:
    """One node: what it is, its value, and the derivative of the output by it."""
    into.nodes.append(Node((node.x, node.y), node.width, HEIGHT, round=False))
    into.words.append(Words((node.x, node.y + 5), node.label, "inside"))
    into.words += numbers.words((node.x, node.y + 29), "", node.name, "forward")
    into.words += numbers.words((node.x, node.y + 43), "∂", gradient, "back")


def laid_out(source: Expression, spacing: Spacing, *, lines: bool = False) -> list[Vertex]:
    """Every node with its place; none where there are too many. `lines`: of the author's lines,
    not of elementary steps."""
    steps = [(line.name, line.tree) for line in source.lines] if lines else source.steps
    at = columns_of(source, steps)
    made = {name: Vertex(name, symbol(name), at[name]) for name in source.values if name in at}
    every: list[Vertex] = []
    for name, tree in steps:
        through = tuple(passed(made[part], at[name], every) for part in variables(tree))
        label = f"{symbol(name)} = {short(text(tree))}"
        made[name] = Vertex(name, label, at[name], through)
    if len(made) > MOST:
        return []
    every += made.values()
    columns = [
        [node for node in every if node.column == place]
        for place in range(1 + max(node.column for node in every))
    ]
    return placed([column for column in columns if column], spacing)


def columns_of(source: Expression, steps: Sequence[tuple[str, Formula]]) -> dict[str, int]:
    """A step as far right as the longest way to it, a variable just before its first use."""
    at = depths((name, variables(tree)) for name, tree in steps)
    for variable in source.values:
        used = [at[name] for name, tree in steps if variable in variables(tree)]
        if used:
            at[variable] = min(used) - 1
    return at


def depths(lines: Iterable[tuple[str, Collection[str]]]) -> dict[str, int]:
    """Each line one column behind the last that it reads; what is given stands in column 0."""
    at: dict[str, int] = {}
    for name, reads in lines:
        for part in reads:
            at.setdefault(part, 0)
        at[name] = 1 + max((at[part] for part in reads), default=0)
    return at


def passed(node: Vertex, column: int, every: list[Vertex]) -> Vertex:
    """The last of the places that a wire from the node to that column passes through."""
    for between in range(node.column + 1, column):
        node = Vertex("", "", between, (node,))
        every.append(node)
    return node


def short(formula: str) -> str:
    return formula if len(formula) <= LONGEST else formula[: LONGEST - 1] + "…"


def placed(columns: list[list[Vertex]], spacing: Spacing) -> list[Vertex]:
    """Places: each node near the height of what it is made of, none above another."""
    tallest, x = max(map(len, columns)), spacing.left
    for column in columns:
        width = max(node.width for node in column)
        start = spacing.top + (tallest - len(column)) * spacing.lane / 2
        column.sort(key=wanted)
        for row, node in enumerate(column):
            node.x, node.y = x + width / 2, start + row * spacing.lane
        x += width + spacing.behind(column)
    return [node for column in columns for node in column]


def wanted(node: Vertex) -> float:
    above = [other.y for other in node.above]
    return sum(above) / len(above) if above else 0.0
