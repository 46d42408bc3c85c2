"""The graph of an expression, variables left and the output right, with its numbers: inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..elementary import variables
from ..formula.text import symbol, text
from ..numbers import DIGITS, significant, with_minus
from .head import numberless
from .svg import Canvas

if TYPE_CHECKING:
    from ..expression import Expression
    from ..formula.tree import Formula
    from ..trace import Trace
    from .format import View

MOST = 40  # nodes of a graph that is drawn
LETTER, HEIGHT, GAP, LANE = 7.6, 30, 100, 78
TOP, LEFT = 34, 16
LONGEST = 22  # characters of a formula in a node


@dataclass(slots=True, eq=False)
class Node:
    """A variable, a step, or (without a name) a place that a longer wire passes through."""

    name: str
    label: str
    column: int
    above: tuple[Node, ...] = ()  # what it is made of, or comes from
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        return max(40.0, len(self.label) * LETTER + 18) if self.name else 0.0


def graph(view: View, source: Expression, iteration: int) -> str:
    """The drawing of an iteration as a <figure>; "" for an expression of many steps."""
    nodes = laid_out(source)
    if sum(1 for node in nodes if node.name) > MOST:
        return ""
    drawing = Drawing(view.trace, iteration, source.output, min(view.digits, DIGITS))
    for node in nodes:
        drawing.wires(node)
        if node.name:
            drawing.node(node)
    width = max(node.x + node.width / 2 for node in nodes) + LEFT + 20
    height = max(node.y for node in nodes) + LANE - 14
    title = "Graph of the expression " + "; ".join(line.text for line in source.lines)
    says = "The expression as a graph: below each step its value"
    says += ", and the derivative of the output by it in the second color"
    says += "; on the wires the derivative of one step alone."
    return drawing.canvas.svg(width, height, title, says)


def laid_out(source: Expression, lines: bool = False) -> list[Node]:
    """Every node with its place. `lines`: of the author's lines, not of elementary steps."""
    steps = [(line.name, line.tree) for line in source.lines] if lines else source.steps
    at = columns_of(source, steps)
    made = {name: Node(name, symbol(name), at[name]) for name in source.values if name in at}
    every: list[Node] = []
    for name, tree in steps:
        through = tuple(passed(made[part], at[name], every) for part in variables(tree))
        label = f"{symbol(name)} = {short(text(tree))}"
        made[name] = Node(name, label, at[name], through)
    every += made.values()
    columns = [
        [node for node in every if node.column == place]
        for place in range(1 + max(node.column for node in every))
    ]
    return placed([column for column in columns if column])


def columns_of(source: Expression, steps: Sequence[tuple[str, Formula]]) -> dict[str, int]:
    """A step as far right as the longest way to it, a variable just before its first use."""
    at: dict[str, int] = {}
    for name, tree in steps:
        at[name] = 1 + max((at.get(part, 0) for part in variables(tree)), default=0)
    for variable in source.values:
        used = [at[name] for name, tree in steps if variable in variables(tree)]
        if used:
            at[variable] = min(used) - 1
    return at


def passed(node: Node, column: int, every: list[Node]) -> Node:
    """The last of the places that a wire from the node to that column passes through."""
    for between in range(node.column + 1, column):
        node = Node("", "", between, (node,))
        every.append(node)
    return node


def short(formula: str) -> str:
    return formula if len(formula) <= LONGEST else formula[: LONGEST - 1] + "…"


def placed(columns: list[list[Node]]) -> list[Node]:
    """Places: each node near the height of what it is made of, none above another."""
    tallest, x = max(map(len, columns)), float(LEFT)
    for column in columns:
        width = max(node.width for node in column)
        start = TOP + (tallest - len(column)) * LANE / 2
        column.sort(key=wanted)
        for row, node in enumerate(column):
            node.x, node.y = x + width / 2, start + row * LANE
        x += width + GAP
    return [node for column in columns for node in column]


def wanted(node: Node) -> float:
    above = [other.y for other in node.above]
    return sum(above) / len(above) if above else 0.0


@dataclass(slots=True, eq=False)
class Drawing:
    """The numbers of a trace on the graph of its expression."""

    trace: Trace
    iteration: int
    output: str
    digits: int
    canvas: Canvas = field(default_factory=Canvas)

    def wires(self, node: Node) -> None:
        """The wires into a node; each says the derivative of the step by where it begins."""
        for other in node.above:
            x0, x = other.x + other.width / 2, node.x - node.width / 2
            bend = (x - x0) / 2
            self.canvas.wires.append(
                f'<path class="wire" d="M{x0:g} {other.y:g}C{x0 + bend:g} {other.y:g} '
                f'{x - bend:g} {node.y:g} {x:g} {node.y:g}"/>'
            )
            begin = other
            while not begin.name:
                begin = begin.above[0]
            if node.name:
                at = (x - 0.4 * (x - x0), node.y - 0.36 * (node.y - other.y) - 5)
                self.write(at, "·", f"d({node.name})/d({begin.name})", "back")

    def node(self, node: Node) -> None:
        """One node: what it is, its value, and the derivative of the output by it."""
        left, top = node.x - node.width / 2, node.y - HEIGHT / 2
        self.canvas.parts.append(
            f'<rect x="{left:g}" y="{top:g}" width="{node.width:g}" height="{HEIGHT}" '
            'rx="6" class="node"/>'
        )
        self.canvas.text(node.x, node.y + 5, node.label, "inside")
        self.write((node.x, node.y + 29), "", node.name, "forward")
        self.write((node.x, node.y + 43), "∂", f"d{self.output}/d{node.name}", "back")

    def write(self, at: tuple[float, float], sign: str, name: str, kind: str) -> None:
        """`∂ 0.6667` at a point, if the trace has the number; its step makes it appear."""
        name = self.trace.read_in(name, self.iteration)
        if name not in self.trace.state or numberless(self.trace):
            return
        step = self.trace.by_name.get(name)
        number = with_minus(significant(float(self.trace.seen[name][0, 0]), self.digits))
        words = f"{sign} {number}".strip()
        self.canvas.text(*at, words, kind, step.number if step else None)
