"""The network as a drawing with its numbers on it, or the graph of an expression: inline SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..network import Network
from ..numbers import DIGITS, significant, with_minus
from ..quantity import layered
from ..symbols import Place, entry_name
from .svg import Canvas

if TYPE_CHECKING:
    from ..trace import Trace
    from .format import View

MOST = 8  # neurons of a layer that are drawn; of more, the first and the last ones
LABELLED = 12  # connections between two layers that can bear their numbers
ACROSS, DOWN, RADIUS, WIDTH = 230, 130, 25, 76
LEFT, TOP = 70, 60


def diagram(view: View, iteration: int) -> str:
    """The drawing of an iteration as a <figure>; "" where nothing says how large the network
    is."""
    source = view.trace.source
    if isinstance(source, Network):
        return network(view, source, iteration) if all(source.sizes) else ""
    from .graph import graph

    return graph(view, source, iteration)


def network(view: View, source: Network, iteration: int) -> str:
    made = Drawing(view, source, iteration)
    for layer in range(len(made.sizes)):
        made.layer(layer)
    made.cost()
    sizes = " → ".join(map(str, made.sizes))
    says = (
        f"The network {sizes}: on its connections W, in a neuron its activation, below it b and z"
    )
    says += ", with ∂J/∂ of each in the second color" if "J" in view.trace.state else ""
    sample = (iteration - 1) % source.N + 1 if source.order == "stochastic" else 1
    of_several = f"; the numbers are those of sample {sample} of {source.N}"
    says += f"{of_several}." if source.N > 1 else "."
    width = LEFT * 2 + ACROSS * len(made.sizes)
    return made.canvas.svg(width, made.height, f"Diagram of the network {sizes}", says)


class Drawing:
    """A network's drawing with the numbers of an iteration. Places are `columns`."""

    def __init__(self, view: View, source: Network, iteration: int) -> None:
        self.trace: Trace = view.trace
        self.source = source
        self.iteration = iteration
        self.digits = min(view.digits, DIGITS)
        self.sizes = source.sizes
        self.canvas = Canvas()
        self.drawn = [shown(size) for size in self.sizes]
        tallest = max(map(len, self.drawn))
        self.height = TOP + DOWN * tallest + 10
        self.absent = source.absent_entries
        self.taken: list[tuple[float, float]] = []  # where labels of connections are

    def at(self, layer: int, place: int) -> tuple[float, float]:
        """The middle of a neuron, by its place among those that are drawn."""
        above = (self.height - TOP - DOWN * len(self.drawn[layer])) / 2
        return LEFT + ACROSS * layer, TOP + above + DOWN * place + RADIUS + 12

    def number(self, name: str, row: int, column: int) -> tuple[str, int | None] | None:
        """An entry as text, and the step that makes it; None where there is no such number."""
        state = self.trace.seen
        name = self.trace.read_in(name, self.iteration)
        if name not in state or column >= state[name].shape[-1] or row >= state[name].shape[-2]:
            return None
        step = self.trace.by_name.get(name)
        entry = with_minus(significant(float(state[name][row, column]), self.digits))
        return entry, step.number if step else None

    def write(
        self, x: float, y: float, label: str, name: str, place: tuple[int, int], kind: str
    ) -> bool:
        """`label number` at a point, if there is the number."""
        found = self.number(name, *place)
        if found is None:
            return False
        words = f"{label} {found[0]}".strip()
        self.canvas.text(x, y, words, kind, found[1])
        return True

    def layer(self, layer: int) -> None:
        x, _ = self.at(layer, 0)
        kind = self.source.layers[layer - 1].activation if layer else ""
        words = f"layer {layer}: {kind}" if layer else "inputs"
        self.canvas.text(x, 20, words if len(words) < 26 else f"layer {layer}", "soft")
        for place, neuron in enumerate(self.drawn[layer]):
            if neuron is None:
                self.canvas.text(*self.at(layer, place), "⋮")
            else:
                self.neuron(layer, place, neuron)
                if layer:
                    self.connections(layer, place, neuron)

    def neuron(self, layer: int, place: int, neuron: int) -> None:
        x, y = self.at(layer, place)
        last = layer == len(self.sizes) - 1 and layer > 0
        a = "y_hat" if last else layered("a", layer)
        self.canvas.parts.append(
            f'<rect x="{x - WIDTH / 2:g}" y="{y - RADIUS:g}" width="{WIDTH}" '
            f'height="{2 * RADIUS}" rx="{RADIUS}" class="node"/>'
        )
        self.canvas.text(x, y - RADIUS - 6, self.name(a, neuron), "soft")
        self.write(x, y + 5, "", a, (neuron, 0), "inside forward")
        lines = [
            ("b", layered("b", layer), (neuron, 0), "soft"),
            ("z", layered("z", layer), (neuron, 0), "forward"),
            ("∂z", f"dJ/dz[{layer}]", (neuron, 0), "back"),
        ]
        lines = lines if layer else [("∂a", "dJ/da[0]", (neuron, 0), "back")]
        down = y + RADIUS + 15
        for line in lines:
            down += 14 if self.write(x, down, *line) else 0

    def name(self, array: str, neuron: int) -> str:
        from ..formula.text import text
        from ..quantity import quantity

        place: Place = (neuron + 1, 1)
        laid = place[::-1] if self.trace.lies(array) else place
        what = quantity(array)
        own = self.trace.symbols.own(what, laid)
        if own:
            return text(self.trace.symbols.tree(what, laid))
        return f"{text(self.trace.symbols.tree(what))}[{neuron + 1}]"

    def connections(self, layer: int, place: int, neuron: int) -> None:
        """The wires into one neuron, with W and its gradient on them where there is room."""
        x, y = self.at(layer, place)
        W = layered("W", layer)
        room = self.sizes[layer] * self.sizes[layer - 1] <= LABELLED
        for below, source in enumerate(self.drawn[layer - 1]):
            if source is None or (neuron + 1, source + 1) in self.absent.get(W, ()):
                continue
            x0, y0 = self.at(layer - 1, below)
            title = entry_name(W, (neuron + 1, source + 1))
            self.canvas.wires.append(
                f'<path class="wire" d="M{x0 + WIDTH / 2:g} {y0:g}L{x - WIDTH / 2:g} {y:g}">'
                f"<title>{escape(title)}</title></path>"
            )
            if room:
                at_x, at_y = self.free(x0, y0, x, y)
                self.write(at_x, at_y - 3, "", W, (neuron, source), "")
                self.write(at_x, at_y + 11, "∂", f"dJ/d{W}", (neuron, source), "back")

    def free(self, x0: float, y0: float, x: float, y: float) -> tuple[float, float]:
        """A point of a wire at which two lines of text lie farthest from those already there."""

        def point(along: float) -> tuple[float, float]:
            return x0 + along * (x - x0), y0 + along * (y - y0)

        def distance(at: tuple[float, float]) -> float:
            apart = (max(abs(at[0] - u) / 66, abs(at[1] - v) / 30) for u, v in self.taken)
            return min(1.0, min(apart, default=1.0))

        best = max(map(point, (0.4, 0.34, 0.46, 0.52, 0.58, 0.64, 0.7)), key=distance)
        self.taken.append(best)
        return best

    def cost(self) -> None:
        """ŷ's wire to J, with the targets."""
        last = len(self.sizes) - 1
        J = self.number("J", 0, 0)
        if J is None:
            return
        x, y = LEFT + ACROSS * len(self.sizes), self.height / 2 + 10
        for place, neuron in enumerate(self.drawn[last]):
            if neuron is None:
                continue
            x0, y0 = self.at(last, place)
            self.canvas.wires.append(
                f'<path class="wire" d="M{x0 + WIDTH / 2:g} {y0:g}L{x - WIDTH / 2:g} {y:g}"/>'
            )
            at_x, at_y = (x0 + x) / 2, (y0 + y) / 2
            self.write(at_x, at_y - 8, "y", "y", (neuron, 0), "")
            self.write(at_x, at_y + 14, "∂ŷ", "dJ/dy_hat", (neuron, 0), "back")
        self.canvas.parts.append(
            f'<rect x="{x - WIDTH / 2:g}" y="{y - RADIUS:g}" width="{WIDTH}" '
            f'height="{2 * RADIUS}" rx="6" class="node"/>'
        )
        self.canvas.text(x, y - RADIUS - 6, "J", "soft")
        self.canvas.text(x, y + 5, J[0], "inside forward", J[1])


def shown(size: int) -> list[int | None]:
    """The neurons that are drawn, from 0; None stands for those that are not."""
    if size <= MOST:
        return list(range(size))
    return [0, 1, 2, None, size - 1]
