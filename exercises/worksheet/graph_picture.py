"""The graph of an expression, variables left and the output right: its steps, or where they are of
arrays, which have no number to stand at an edge, its lines."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.export.graph import LANE, Spacing, Vertex, called, laid_out
from tracer.export.picture import Node, Point, Wire, Words
from tracer.expression import Expression
from tracer.formula.text import symbol

from .picture import LETTER, SLOT_WIDTH, UNIT, BoxedPicture, Holder

LEFT, HEIGHT, FAN, BARE = 14.0, 32.0, 56.0, 30.0
PLAIN = 34.0  # between two columns of arrays, where nothing is written


def draw(holder: Holder) -> BoxedPicture | None:
    source = holder.trace.source
    assert isinstance(source, Expression)
    made = Drawing(holder, source)
    return made.picture() if made.steps else None


class Drawing:
    """One drawing. Each step has an edge that leaves it: its value above, the gradient below."""

    def __init__(self, holder: Holder, source: Expression) -> None:
        self.holder, self.source = holder, source
        top, lane = (UNIT + 10, 2 * UNIT + 24) if holder.boxes else (30.0, LANE)
        spacing = Spacing(LEFT, top + HEIGHT / 2, lane, self.behind)
        self.steps = laid_out(source, spacing, lines=source.has_arrays)

    def picture(self) -> BoxedPicture:
        into = BoxedPicture(says=called(self.source))
        for step in self.steps:
            self.wires(into, step)
            if step.name:
                self.step(into, step)
        into.width = max(self.end(step)[0] for step in self.steps) + LEFT
        into.height = max(step.y for step in self.steps) + HEIGHT / 2 + (
            UNIT if self.holder.boxes else 8
        )  # fmt: skip
        into.caption = "The expression as a graph, from what is given to the output"
        below = (
            f"; above each edge its value, below it the derivative of {symbol(self.output)} by it."
        )
        into.caption += below if self.holder.boxes else "."
        return into

    @property
    def output(self) -> str:
        return self.source.output

    def behind(self, column: Sequence[Vertex]) -> float:
        """The room behind a column: its longest edge, and where wires fan out."""
        edge = max(map(self.edge, column))
        return edge + FAN if edge or not self.source.has_arrays else PLAIN

    def edge(self, step: Vertex) -> float:
        """How long the edge is that leaves a step."""
        if not step.name:
            return 0.0
        if any(self.holder.box(name, (1, 1)) for name in (step.name, self.slope(step))):
            return SLOT_WIDTH + 14
        if not self.numbered(step):
            return 0.0
        said = self.holder.given(step.name, (1, 1))
        return max(BARE, len(said) * 13 * LETTER + 12)

    def slope(self, step: Vertex) -> str:
        return f"d{self.output}/d{step.name}"

    def numbered(self, step: Vertex) -> bool:
        return self.holder.trace.scalar(step.name)

    def end(self, step: Vertex) -> Point:
        return step.x + step.width / 2 + self.edge(step), step.y

    def wires(self, into: BoxedPicture, step: Vertex) -> None:
        for source in step.above:
            into.wires.append(Wire(self.end(source), (step.x - step.width / 2, step.y), bent=True))

    def step(self, into: BoxedPicture, step: Vertex) -> None:
        """One node with what stands in it, and its edge."""
        into.nodes.append(Node((step.x, step.y), step.width, HEIGHT, round=False))
        into.words.append(Words((step.x, step.y + 4.5), step.label, "inside"))
        start = (step.x + step.width / 2, step.y)
        end = self.end(step)
        last = not any(step in other.above for other in self.steps)
        if last and not self.holder.any_box((step.name, self.slope(step))):
            return
        if not self.numbered(step):
            return
        into.wires.append(Wire(start, end))
        middle = ((start[0] + end[0]) / 2, step.y)
        self.holder.put(into, middle, step.name, [(1, 1)], True)
        self.holder.put(into, middle, self.slope(step), [(1, 1)], False)
