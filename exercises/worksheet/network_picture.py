"""The network: in a neuron the sum Σ, its z, the activation, its a; on a connection its W."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from tracer.export.diagram import called, labelled, shown
from tracer.export.head import clean
from tracer.export.picture import Node, Point, Wire, Words, free, symbol
from tracer.network import Network
from tracer.outline import output_of
from tracer.quantity import layered
from tracer.symbols import Place

from .picture import LETTER, MOST_SAMPLES, SLOT_WIDTH, TAG, UNIT, BoxedPicture, Holder

LEFT, TOP, RADIUS = 14.0, 30.0, 17.0
PILL = 66.0  # width of a neuron's activation
WIRES = 130.0  # between two layers, without boxes
BARE = 26.0  # an edge that bears nothing
ALONG = (0.27, 0.35, 0.42, 0.5, 0.58, 0.66, 0.73, 0.2)  # a connection, where its labels may be


def draw(holder: Holder) -> BoxedPicture | None:
    source = holder.trace.source
    assert isinstance(source, Network)
    sizes = list(source.sizes)
    while sizes and not sizes[-1]:  # a layer that is only named: what follows it is given
        sizes.pop()
    if len(sizes) < 2 or not all(sizes):
        return None
    return Drawing(holder, source, sizes).picture()


class Drawing:
    """One drawing, from the left to the right. Places are those of `columns`."""

    def __init__(self, holder: Holder, source: Network, sizes: Sequence[int]) -> None:
        self.holder, self.source, self.sizes = holder, source, sizes
        self.last = len(self.sizes) - 1
        self.samples = max(source.N, 1)
        self.into = BoxedPicture(says=called(self.sizes))
        self.drawn = [shown(size) for size in self.sizes]
        self.down = self.row_height()
        self.taken: list[Point] = []  # where the labels of connections are

    def picture(self) -> BoxedPicture:
        tallest = max(map(len, self.drawn))
        above = self.stack() + (UNIT + 24 if self.asked("dJ/db") else 34)
        self.middle = TOP + above + self.down * (tallest - 1) / 2
        x = LEFT + PILL
        ends = self.inputs(x - PILL / 2)
        x += self.edge_width(0, "a")
        for layer in range(1, self.last + 1):
            x, ends = self.layer(layer, x, ends)
        x = self.cost(x, ends)
        self.into.width = x + LEFT
        self.into.height = self.middle + self.down * (tallest - 1) / 2 + max(self.stack(), 34) + 14
        self.into.caption = self.caption()
        return self.into

    # Sizes

    def asked(self, kind: str) -> bool:
        return any(name.startswith(kind) for name, _ in self.holder.boxes)

    def stack(self) -> float:
        """How high the boxes of one side of an edge stand."""
        stacked = max(len(self.places(0)), 1)
        return UNIT * stacked if self.holder.boxes else 16.0

    def row_height(self) -> float:
        bias = UNIT + 24 if self.asked("dJ/db") else 20
        crossing = 156.0 if self.asked("dJ/dW") else 96.0  # room for boxes on wires that cross
        return max(crossing, 2 * self.stack() + bias + 10) if self.holder.boxes else 96.0

    def names(self, layer: int, base: str) -> tuple[str, str]:
        """z or a of a layer, and J by it."""
        last = len(self.source.layers)
        name = output_of(layer, last) if base == "a" else layered(base, layer)
        return name, f"dJ/d{name}"

    def places(self, neuron: int) -> list[Place]:
        """A neuron's entries, one a sample; none where there are more than can be shown."""
        most = MOST_SAMPLES if self.holder.boxes else 1
        if self.samples > most:
            return []
        return [(neuron + 1, sample) for sample in range(1, self.samples + 1)]

    def edge_width(self, layer: int, base: str) -> float:
        names = self.names(layer, base)
        if self.places(0) and self.holder.any_box(names):
            return SLOT_WIDTH + 14
        texts = [
            self.holder.given(name, place)
            for name in names
            for neuron in range(self.sizes[layer])
            for place in self.places(neuron)
        ]
        if base == "z":  # its symbol stands below it
            texts += [
                symbol(self.holder.trace, names[0], (neuron + 1, 1), samples=False)
                for neuron in range(self.sizes[layer])
            ]
        widest = max(map(len, texts), default=0) * 13 * LETTER
        return max(BARE, widest + 12 if widest else BARE)

    def y(self, layer: int, row: int) -> float:
        return self.middle + self.down * (row - (len(self.drawn[layer]) - 1) / 2)

    # Parts

    def inputs(self, x: float) -> list[Point | None]:
        self.heading(x, "inputs")
        return [self.output(0, row, neuron, x) for row, neuron in enumerate(self.drawn[0])]

    def heading(self, x: float, words: str) -> None:
        self.into.words.append(Words((x, 16), words, "soft", 12))

    def output(self, layer: int, row: int, neuron: int | None, x: float) -> Point | None:
        """A neuron's activation (or an input) with the edge that leaves it; where that ends."""
        y = self.y(layer, row)
        if neuron is None:
            self.into.words.append(Words((x, y + 5), "⋮", "soft", 20))
            return None
        name, slope = self.names(layer, "a")
        self.into.nodes.append(Node((x, y), PILL, 2 * RADIUS))
        kind = clean(self.source.layers[layer - 1].activation) if layer else ""
        own = symbol(self.holder.trace, name, (neuron + 1, 1))
        inside, over = (kind, own) if layer else (own, "")
        inside = inside if len(inside) <= 11 else "f"
        size = min(13.0, (PILL - 8) / (LETTER * max(len(inside), 1)))
        self.into.words.append(Words((x, y + 4.5), inside, "inside", size))
        if over and not self.holder.any_box((name,)):
            self.into.words.append(Words((x, y - RADIUS - 5), over, "soft", 12))
        return self.edge((x + PILL / 2, y), self.edge_width(layer, "a"), name, slope, neuron)

    def edge(self, start: Point, width: float, name: str, slope: str, neuron: int) -> Point:
        """A horizontal edge: values above, gradients below."""
        x, y = start
        end = (x + width, y)
        self.into.wires.append(Wire(start, end))
        for quantity, above in ((name, True), (slope, False)):
            self.holder.put(self.into, (x + width / 2, y), quantity, self.places(neuron), above)
        return end

    def layer(
        self, layer: int, x: float, ends: Sequence[Point | None]
    ) -> tuple[float, list[Point | None]]:
        """A layer behind the edges that end at `ends`; where it ends, and its own edges' ends."""
        sigma = x + self.wires_width(layer) + RADIUS
        z_width = self.edge_width(layer, "z")
        pill = sigma + RADIUS + z_width + PILL / 2
        self.heading((sigma + pill) / 2, f"layer {layer}")
        rows = list(enumerate(self.drawn[layer]))
        for row, neuron in rows:
            if neuron is not None:
                self.summing(layer, row, neuron, sigma, z_width)
        self.connections(layer, ends, sigma)
        made = [self.output(layer, row, neuron, pill) for row, neuron in rows]
        return pill + PILL / 2 + self.edge_width(layer, "a"), made

    def wires_width(self, layer: int) -> float:
        """How far the connections into a layer reach: as their labels need."""
        W = layered("W", layer)
        crossing = min(self.sizes[layer], self.sizes[layer - 1]) > 1
        if not labelled(self.sizes, layer):
            return WIRES
        if self.holder.any_box((f"dJ/d{W}",)):
            return 250.0 if crossing else 160.0
        places = product(range(1, self.sizes[layer] + 1), range(1, self.sizes[layer - 1] + 1))
        widest = max(len(self.holder.given(W, place)) for place in places) * 13 * LETTER
        return max(WIRES, (2 if crossing else 1) * widest + 50)

    def connections(self, layer: int, ends: Sequence[Point | None], sigma: float) -> None:
        """All wires into a layer, the steepest first: they have the least room for a label."""
        wires = [
            ((neuron + 1, source + 1), end, (sigma, self.y(layer, row)))
            for row, neuron in enumerate(self.drawn[layer])
            for source, end in zip(self.drawn[layer - 1], ends, strict=True)
            if neuron is not None and source is not None and end is not None
        ]
        for place, start, end in sorted(wires, key=lambda wire: -abs(wire[1][1] - wire[2][1])):
            self.connection(layer, place, start, end)

    def summing(self, layer: int, row: int, neuron: int, x: float, z_width: float) -> None:
        """Σ of a neuron, with its b from above and its z to the right."""
        y = self.y(layer, row)
        self.into.nodes.append(Node((x, y), 2 * RADIUS, 2 * RADIUS))
        self.into.words.append(Words((x, y + 5.5), "Σ", "inside", 16))
        z, dz = self.names(layer, "z")
        self.edge((x + RADIUS, y), z_width, z, dz, neuron)
        if not self.holder.any_box((z,)):
            below = symbol(self.holder.trace, z, (neuron + 1, 1), samples=False)
            base = y - 5 if self.holder.any_box((dz,)) else y + 16
            self.into.words.append(Words((x + RADIUS + z_width / 2, base), below, "soft", 11))
        b, place = layered("b", layer), (neuron + 1, 1)
        if not self.holder.given(b, place) and not self.holder.box(f"dJ/d{b}", place):
            return
        box = self.holder.box(f"dJ/d{b}", place)
        top = y - RADIUS - 12 - (self.stack() - RADIUS if self.holder.boxes else 0)
        self.into.wires.append(Wire((x, top), (x, y - RADIUS)))
        if box is not None:
            top -= UNIT - TAG - 2
            self.holder.slot(self.into, (x, top), box)
            top -= TAG + 1
        number = self.holder.given(b, place)
        number = number if "=" in number or not number else f"b = {number}"
        self.into.words.append(Words((x, top - 4), number, "given"))

    def connection(self, layer: int, place: Place, start: Point, end: Point) -> None:
        """A wire into a neuron, with W above and J by it below."""
        W = layered("W", layer)
        if place in self.source.absent_entries.get(W, ()):
            return
        self.into.wires.append(Wire(start, (end[0] - RADIUS, end[1])))
        if not labelled(self.sizes, layer):
            return
        box = self.holder.box(f"dJ/d{W}", place)
        number = self.holder.given(W, place)
        if not box and not number:
            return
        width, height = (SLOT_WIDTH + 6, UNIT + 20) if box else (len(number) * 7.5 + 6, 18.0)
        x, y = free(start, end, ALONG, (width, height), self.taken)
        self.holder.put(self.into, (x, y), W, [place], True)
        self.holder.put(self.into, (x, y), f"dJ/d{W}", [place], False)

    def cost(self, x: float, ends: Sequence[Point | None]) -> float:
        """The edges of ŷ into J, with the targets; where it ends."""
        if not self.source.cost or self.asks_no_cost():
            return x
        box = self.holder.box("J", (1, 1))
        rows = [
            (end, self.targets(neuron))
            for end, neuron in zip(ends, self.drawn[self.last], strict=True)
            if end is not None and neuron is not None
        ]
        room = max(len(said) for _, said in rows) * 13 * LETTER + 12
        at = (x + max(78.0, room + RADIUS), self.middle)
        for end, said in rows:
            across = (end[0] + room, end[1])
            self.into.wires += [Wire(end, across), Wire(across, (at[0] - RADIUS, at[1]))]
            self.into.words.append(Words((end[0] + room / 2, end[1] - 6), said, "given"))
        J = symbol(self.holder.trace, "J", (1, 1), samples=False)
        self.into.nodes.append(Node(at, 2 * RADIUS, 2 * RADIUS, round=False))
        self.into.words.append(Words((at[0], at[1] + 4.5), J, "inside"))
        if box is None:
            return at[0] + RADIUS
        self.into.wires.append(Wire((at[0] + RADIUS, at[1]), (at[0] + RADIUS + 106, at[1])))
        self.holder.put(self.into, (at[0] + RADIUS + 53, at[1]), "J", [(1, 1)], True)
        return at[0] + RADIUS + 106

    def targets(self, neuron: int) -> str:
        """`y = 1, 0, 1`, the samples of an output; "" where they are not given."""
        texts = [self.holder.given("y", place) for place in self.places(neuron)]
        said = ", ".join(filter(None, texts))
        return said if "=" in said or not said else f"y = {said}"

    def asks_no_cost(self) -> bool:
        """Whether the trace ends before the cost: a sheet in the middle of the chain."""
        return "J" not in self.holder.trace.state

    def caption(self) -> str:
        biased = any(layer.b is not None for layer in self.source.layers)
        said = "On each connection stands its weight" + ", above each Σ its bias" * biased
        if self.holder.boxes:
            said += "; above each edge its value, below it ∂J/∂ that value"
        stacked = len(self.places(0)) > 1
        return said + "; the samples stand below each other." * stacked + "." * (not stacked)
