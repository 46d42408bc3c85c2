"""The network as a diagram: layers, neurons, edges; what this step reads and writes."""

from __future__ import annotations

from collections.abc import Iterator

from ...network import Network
from ...outline import output_of
from ...quantity import Quantity, layered
from ...rules.rule import Does
from ...shell.line import Line, Piece, Role
from ...symbols import entry_name
from ..model import Walk
from .picture import Edge, Fact, Node, Picture
from .step import visible_inputs
from .words import number_text, symbol

DIGITS = 3  # of the numbers on the diagram: it is an overview
NARROW, FEWER = 34, 2  # below this width only so many
PER_NEURON = ("z", "a", "y_hat", "b")
FACTS = 2  # lines a neuron has


def picture(walk: Walk, network: Network, width: int, height: int) -> Picture:
    """The whole network in a number of lines; what does not fit is counted, not drawn."""
    digits = FEWER if width < NARROW else DIGITS
    return Neurons(walk, network, digits).picture(max((height - 3) // FACTS, 2))


class Neurons:
    """The diagram of one step: one sample's numbers, in one iteration."""

    def __init__(self, walk: Walk, network: Network, digits: int) -> None:
        self.digits = digits
        self.walk, self.network, self.trace = walk, network, walk.trace
        self.iteration = walk.step.equation.iteration
        self.made = walk.step.quantity
        self.shape_of = self.made.by or self.made
        self.reads = set(visible_inputs(walk.step))
        self.row, self.column = neuron_and_other(walk)
        self.sample = walk.sample
        self.sizes = [size or 1 for size in network.sizes]

    def picture(self, most: int) -> Picture:
        shown = [self.window(layer, size, most) for layer, size in enumerate(self.sizes)]
        columns = tuple(
            tuple(self.node(layer, neuron) for neuron in neurons)
            for layer, neurons in enumerate(shown)
        )
        titles = ("input", *(self.title(layer) for layer in range(1, len(self.sizes))))
        return Picture(titles, columns, tuple(self.edges(shown)), self.notes(), self.focus)

    def title(self, layer: int) -> str:
        activation = self.network.layers[layer - 1].activation
        return f"{layer} {activation[:9]}"

    @property
    def focus(self) -> str:
        return f"{self.shape_of.layer or len(self.sizes) - 1}:{self.row}"

    def window(self, layer: int, size: int, most: int) -> list[int]:
        """The neurons of a layer that are drawn; 0 stands for those left away (⋮)."""
        if size <= most:
            return list(range(1, size + 1))
        keep = max(most - 1, 1)
        here = self.row if layer == self.shape_of.layer else 1
        if self.shape_of.base == "W" and layer + 1 == self.shape_of.layer:
            here = self.column
        first = min(max(here - keep // 2, 1), size - keep + 1)
        kept = list(range(first, first + keep))
        return [*kept, 0] if first == 1 else [0, *kept]

    def node(self, layer: int, neuron: int) -> Node:
        key = f"{layer}:{neuron}"
        if neuron == 0:
            return Node((Fact("⋮", f"of {self.sizes[layer]}", "dim"),), key)
        return Node((self.value(layer, neuron), self.gradient(layer, neuron)), key)

    def name(self, plain: str) -> str:
        """A quantity of this iteration, as the whole trace calls it."""
        return self.trace.read_in(plain, self.iteration)

    def fact(self, label: str, name: str, neuron: int, column: int) -> Fact:
        lies = self.trace.lies(name)
        place = (column, neuron) if lies else (neuron, column)
        value = self.walk.entry(name, place)
        role: Role = "plain"
        if name == self.walk.step.name:
            role = "writes"
        elif name in self.reads:
            role = "reads"
        number = number_text(value, self.digits)
        goes = entry_name(name, place) if name in self.trace.state else ""
        return Fact(label, number, role, goes)

    def value(self, layer: int, neuron: int) -> Fact:
        """a where it is known, or z on the way to it."""
        top = layer == len(self.sizes) - 1 and layer > 0
        activation = self.name(output_of(layer, len(self.sizes) - 1))
        z = self.name(layered("z", layer))
        z_matters = z == self.walk.step.name or (z in self.reads and activation not in self.reads)
        if layer and (z_matters or not self.walk.known(activation)) and z in self.trace.state:
            return self.fact("z", z, neuron, self.sample)
        label = "x" if layer == 0 else "ŷ" if top else "a"
        return self.fact(label, activation, neuron, self.sample)

    def gradient(self, layer: int, neuron: int) -> Fact:
        """What this step makes or reads here; else the gradient that arrived last."""
        top = layer == len(self.sizes) - 1 and layer > 0
        output, z = output_of(layer, len(self.sizes) - 1), layered("z", layer)
        here = self.here(layer)
        if here is not None:
            label, name, per_sample = here
            return self.fact(label, name, neuron, self.sample if per_sample else 1)
        choices = [
            ("∂z", self.name(f"dJ/d{z}")),
            ("∂ŷ" if top else "∂a", self.name(f"dJ/d{output}")),
        ]
        for label, name in choices:
            if name in self.reads and self.walk.known(name):
                return self.fact(label, name, neuron, self.sample)
        if layer == 0:
            return Fact("", "")  # what arrived at the inputs nobody needs
        for label, name in choices:
            if self.walk.known(name) and name in self.trace.state:
                return self.fact(label, name, neuron, self.sample)
        return Fact("", "")

    def here(self, layer: int) -> tuple[str, str, bool] | None:
        """The step's own quantity where it has one number a neuron and is no value."""
        made, shape_of = self.made, self.shape_of
        at = layer_of(shape_of, len(self.sizes) - 1)
        if (
            at != layer
            or shape_of.base not in PER_NEURON
            or self.walk.step.equation.rule.role is Does.JACOBIAN
        ):
            return None
        if made.role == "value":
            return None
        own = {"update": "b:=", "change": "Δb"}.get(made.role)
        base = "ŷ" if shape_of.base == "y_hat" else shape_of.base
        label = own or f"∂{base}" if made.base == "J" else own or "slope"
        return label, self.walk.step.name, shape_of.base != "b"

    def edges(self, shown: list[list[int]]) -> Iterator[Edge]:
        for layer in range(1, len(shown)):
            W = self.name(layered("W", layer))
            weights, lies = self.walk.value(W), self.trace.lies(W)
            absent = self.network.absent_entries.get(layered("W", layer), ())
            for start in shown[layer - 1]:
                for end in shown[layer]:
                    if (end, start) in absent:
                        continue
                    label = ""
                    if start and end and weights is not None:
                        at = (start, end) if lies else (end, start)
                        label = number_text(float(weights[at[0] - 1, at[1] - 1]), 2)
                    role = self.edge_role(layer, start, end)
                    yield Edge(f"{layer - 1}:{start}", f"{layer}:{end}", role, label)

    def edge_role(self, layer: int, start: int, end: int) -> Role:
        """Whether this step, at the cursor, reads or writes along an edge."""
        line = self.walk.step.equation
        if self.shape_of.base == "W":
            hit = self.shape_of.layer == layer and (end, start) == (self.row, self.column)
            return "writes" if hit else "dim"
        if line.layer != layer or line.phase not in ("forward", "backward"):
            return "dim"
        if line.rule.role is Does.AFFINE and end == self.row:
            return "reads"
        if line.rule.role is Does.INPUT_GRADIENT and start == self.row:
            return "reads"
        return "dim"

    def notes(self) -> tuple[Line, ...]:
        """What one layer hands to the one below, and the cost."""
        found: list[Line] = []
        handed = self.handed()
        if handed:
            layer, name = handed
            role: Role = (
                "writes"
                if name == self.walk.step.name
                else "reads"
                if name in self.reads
                else "dim"
            )
            mark = "◆" if role == "writes" else "▸" if role == "reads" else " "
            label = symbol(self.trace, name)
            to = f"layer {layer}" if layer else "inputs"
            found.append((Piece(f"{mark}◂ {label} down to {to}", role, name),))
        cost = self.name("J")
        if cost in self.trace.state:
            value = self.walk.entry(cost, None)
            role = "writes" if cost == self.walk.step.name else "plain"
            shown = number_text(value, self.walk.digits)
            mark = "◆" if role == "writes" else " "
            found.append((Piece(f"{mark}{symbol(self.trace, cost)} = {shown}", role, cost),))
        return tuple(found)

    def handed(self) -> tuple[int, str] | None:
        """The last ∂J/∂a that a layer handed down."""
        for layer in range(len(self.sizes) - 1):
            name = self.name(f"dJ/d{layered('a', layer)}")
            if name in self.trace.by_name and (
                self.walk.known(name) or name == self.walk.step.name
            ):
                return layer, name
        return None


def layer_of(made: Quantity, top: int) -> int:
    """The layer of a neuron's quantity; ŷ is the last one's."""
    return top if made.layer is None else made.layer


def neuron_and_other(walk: Walk) -> tuple[int, int]:
    """The neuron of the cursor's entry, and its other place: the sample, or the neuron below."""
    row, column = walk.cursor
    return (column, row) if walk.trace.lies(walk.step.name) else (row, column)
