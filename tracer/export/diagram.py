"""The network as a picture with its numbers, or the graph of an expression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..network import Network
from ..numbers import DIGITS
from ..outline import output_of
from ..quantity import layered
from ..symbols import entry_name
from .graph import graph
from .picture import Kind, Node, Numbers, Picture, Point, Wire, Words, free, symbol

if TYPE_CHECKING:
    from .format import View

MOST = 8  # neurons of a layer that are drawn; of more, the first and the last ones
LABELLED = 12  # connections between two layers that can bear their numbers
ACROSS, DOWN, RADIUS, WIDTH = 230, 130, 25, 76
LEFT, TOP = 70, 60
ALONG = (0.4, 0.34, 0.46, 0.52, 0.58, 0.64, 0.7)  # a connection, where its numbers may be


def diagram(view: View, iteration: int) -> Picture | None:
    """The picture of an iteration; None where nothing says how large the network is, and for an
    expression of many steps."""
    source = view.trace.source
    if not isinstance(source, Network):
        return graph(view, source, iteration)
    return Drawing(view, source, iteration).picture() if all(source.sizes) else None


def called(sizes: Sequence[int]) -> str:
    return f"Diagram of the network {' → '.join(map(str, sizes))}"


class Drawing:
    """A network's picture with the numbers of an iteration. Places are `columns`."""

    def __init__(self, view: View, source: Network, iteration: int) -> None:
        self.trace = view.trace
        self.source = source
        self.numbers = Numbers(view.trace, iteration, min(view.digits, DIGITS))
        self.sizes = source.sizes
        self.drawn = [shown(size) for size in self.sizes]
        self.into = Picture(says=called(self.sizes), caption=self.caption(iteration))
        self.into.width = LEFT * 2 + ACROSS * len(self.sizes)
        self.into.height = TOP + DOWN * max(map(len, self.drawn)) + 10
        self.taken: list[Point] = []  # where labels of connections are

    def picture(self) -> Picture:
        for layer in range(len(self.sizes)):
            self.layer(layer)
        self.cost()
        return self.into

    def caption(self, iteration: int) -> str:
        sizes, source = " → ".join(map(str, self.sizes)), self.source
        says = f"The network {sizes}: on its connections W, in a neuron its activation, below it b"
        says += " and z"
        says += ", with ∂J/∂ of each in the second color" if "J" in self.trace.state else ""
        sample = (iteration - 1) % source.N + 1 if source.order == "stochastic" else 1
        of_several = f"; the numbers are those of sample {sample} of {source.N}"
        return says + (f"{of_several}." if source.N > 1 else ".")

    def at(self, layer: int, place: int) -> Point:
        """The middle of a neuron, by its place among those that are drawn."""
        above = (self.into.height - TOP - DOWN * len(self.drawn[layer])) / 2
        return LEFT + ACROSS * layer, TOP + above + DOWN * place + RADIUS + 12

    def write(
        self, at: Point, sign: str, name: str, kind: Kind, row: int = 0, column: int = 0
    ) -> bool:
        """`sign number` at a point, if there is the number."""
        found = self.numbers.words(at, sign, name, kind, row, column)
        self.into.words += found
        return bool(found)

    def layer(self, layer: int) -> None:
        x, _ = self.at(layer, 0)
        kind = self.source.layers[layer - 1].activation if layer else ""
        words = f"layer {layer}: {kind}" if layer else "inputs"
        words = words if len(words) < 26 else f"layer {layer}"
        self.into.words.append(Words((x, 20), words, "soft"))
        for place, neuron in enumerate(self.drawn[layer]):
            if neuron is None:
                self.into.words.append(Words(self.at(layer, place), "⋮"))
            else:
                self.neuron(layer, place, neuron)
                if layer:
                    self.connections(layer, place, neuron)

    def box(self, at: Point, over: str, *, round: bool) -> None:
        x, y = at
        self.into.nodes.append(Node(at, WIDTH, 2 * RADIUS, round))
        self.into.words.append(Words((x, y - RADIUS - 6), over, "soft"))

    def neuron(self, layer: int, place: int, neuron: int) -> None:
        x, y = self.at(layer, place)
        a = output_of(layer, len(self.sizes) - 1)
        self.box((x, y), symbol(self.trace, a, (neuron + 1, 1)), round=True)
        self.write((x, y + 5), "", a, "inside forward", neuron)
        inputs: list[tuple[str, str, Kind]] = [("∂a", "dJ/da[0]", "back")]
        others: list[tuple[str, str, Kind]] = [
            ("b", layered("b", layer), "soft"),
            ("z", layered("z", layer), "forward"),
            ("∂z", f"dJ/dz[{layer}]", "back"),
        ]
        down = y + RADIUS + 15
        for line in others if layer else inputs:
            down += 14 if self.write((x, down), *line, neuron) else 0

    def wire(self, start: Point, end: Point, says: str = "") -> None:
        """From the right end of one node to the left end of another."""
        (x0, y0), (x, y) = start, end
        self.into.wires.append(Wire((x0 + WIDTH / 2, y0), (x - WIDTH / 2, y), says=says))

    def connections(self, layer: int, place: int, neuron: int) -> None:
        """The wires into one neuron, with W and its gradient on them where there is room."""
        W, end = layered("W", layer), self.at(layer, place)
        absent = self.source.absent_entries.get(W, ())
        for below, source in enumerate(self.drawn[layer - 1]):
            if source is None or (neuron + 1, source + 1) in absent:
                continue
            start = self.at(layer - 1, below)
            self.wire(start, end, entry_name(W, (neuron + 1, source + 1)))
            if labelled(self.sizes, layer):
                x, y = free(start, end, ALONG, (66, 30), self.taken)
                self.write((x, y - 3), "", W, "", neuron, source)
                self.write((x, y + 11), "∂", f"dJ/d{W}", "back", neuron, source)

    def cost(self) -> None:
        """ŷ's wire to J, with the targets."""
        if "J" not in self.trace.state:
            return
        last = len(self.sizes) - 1
        x, y = LEFT + ACROSS * len(self.sizes), self.into.height / 2 + 10
        for place, neuron in enumerate(self.drawn[last]):
            if neuron is None:
                continue
            x0, y0 = self.at(last, place)
            self.wire((x0, y0), (x, y))
            middle, height = (x0 + x) / 2, (y0 + y) / 2
            self.write((middle, height - 8), "y", "y", "", neuron)
            self.write((middle, height + 14), "∂ŷ", "dJ/dy_hat", "back", neuron)
        self.box((x, y), "J", round=False)
        self.write((x, y + 5), "", "J", "inside forward")


def labelled(sizes: Sequence[int], layer: int) -> bool:
    """Whether there is room on the connections into a layer."""
    return sizes[layer] * sizes[layer - 1] <= LABELLED


def shown(size: int) -> list[int | None]:
    """The neurons that are drawn, from 0; None stands for those that are not."""
    if size <= MOST:
        return list(range(size))
    return [0, 1, 2, None, size - 1]
