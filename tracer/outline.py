"""The arrays of a network before any number: what they are called and how large they are.

n0 .. nL neurons a layer, N samples. Shapes and places are those of `columns`; a text that a
person wrote, `W[2][1,3]`, has its place as the layout lays it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from .errors import InputError, shown, unknown
from .kinds import own_gradient, shape_of, state
from .layout import Layout, transposed
from .quantity import at_iteration, layered, quantity
from .symbols import Place, entry_name, split_entry

LONGEST = 80  # characters of a name with its entry
OWN_KEY = re.compile(r"(W|b|mask)\[\d+\]|a\[0\]|y")


class Beside(NamedTuple):
    """What only some networks have. `states`: what the optimiser makes of each parameter, and
    whether it starts from what it made before; `masked`: the layers with a mask after them;
    `before`: what the cost makes of ŷ before the loss, a margin; `samples`: how many have gradients
    of their own."""

    states: Mapping[str, bool] = MappingProxyType({})
    penalised: bool = False
    masked: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    samples: int = 0


USUAL = Beside()

Dimensions = dict[str, tuple[str, str]]


def output_of(layer: int, depth: int) -> str:
    """The plain name of a layer's activation: a[l], of the last layer y_hat."""
    return "y_hat" if layer == depth else layered("a", layer)


def dimensions(
    biased: Sequence[bool], tied: Sequence[str], softmax: bool, more: Beside = USUAL
) -> Dimensions:
    """Every array that the network can have → rows and columns by name, in `columns`.

    >>> dimensions([True], [], False)["dJ/db[1]"]
    ('n1', '1')
    """
    depth = len(biased)
    layers = range(1, depth + 1)
    values = [("a[0]", 0), ("y", depth)]
    parameters: list[tuple[str, int]] = []
    for layer, bias in zip(layers, biased, strict=True):
        own = [layered("W", layer), *([layered("b", layer)] if bias else [])]
        parameters += [(name, layer) for name in own]
        values += [(name, layer) for name in (*own, layered("z", layer), output_of(layer, depth))]
        if layer in more.masked:
            values += [(layered("mask", layer), layer), (layered("r", layer), layer)]
    values += [*((name, depth) for name in more.before), ("loss", depth)]
    values += [*([("J0", depth)] if more.penalised else []), ("J", depth)]
    gradients = [(f"dJ/d{name}", depth) for name in more.before]
    gradients += [(f"dJ/d{layered('r', layer)}", layer) for layer in more.masked]
    gradients += [(f"dJ0/d{layered('W', layer)}", layer) for layer in layers if more.penalised]
    for layer in reversed(layers):
        output, z = output_of(layer, depth), layered("z", layer)
        gradients += [(f"dJ/d{output}", layer), (f"d{output}/d{z}", layer), (f"dJ/d{z}", layer)]
    gradients += [("dJ/da[0]", 0), *((f"dJ/d{name}", layer) for name, layer in parameters)]
    samples = range(1, more.samples + 1)
    gradients += [(own_gradient(n, name), layer) for n in samples for name, layer in parameters]
    shared = [(name, depth) for name in dict.fromkeys(tied)]
    gradients += [(f"dJ/d{name}", layer) for name, layer in shared]
    parameters += shared
    updates = [(mark.format(name), layer) for mark in ("{}:=", "Δ{}") for name, layer in parameters]
    kept = [(state(letter, name), layer) for name, layer in parameters for letter in more.states]
    kept += [
        (at_iteration(state(letter, name), 0), layer)
        for name, layer in parameters for letter, kept_on in more.states.items() if kept_on
    ]  # fmt: skip
    every = values + gradients + shared + kept + updates
    table = {name: sized(name, layer) for name, layer in every}
    if softmax:
        table[f"dy_hat/dz[{depth}]"] = (f"n{depth}", "N·K")
    return table


def sized(name: str, layer: int) -> tuple[str, str]:
    """Rows and columns of an array of a layer; a derivative is as large as what it is by."""
    what = quantity(name)
    return shape_of((what.by or what).base, layer)


class Outline:
    """The names, shapes and entries of one network. `sizes`: n0 .. nL and N, as far as known."""

    def __init__(
        self,
        layout: Layout,
        biased: Sequence[bool],
        tied: Sequence[str],
        softmax: bool,
        sizes: Mapping[str, int],
        more: Beside = USUAL,
    ) -> None:
        self.layout = layout
        self.depth = len(biased)
        self.tied = tuple(tied)
        self.own_samples = more.samples
        self.dimensions = dimensions(biased, tied, softmax, more)
        self.sizes = dict(sizes)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The names without layers of quantities that several layers have: dJ/dz. A sample's own
        gradients are told apart by the sample, too."""
        found = (quantity(name) for name in self.dimensions)
        layered = (what for what in found if what.layer_of_kind is not None)
        return tuple(dict.fromkeys(what.kind for what in layered if what.base != "loss"))

    def size(self, dimension: str) -> int:
        """A size by its name; 0 where nothing says how large it is."""
        if dimension == "1":
            return 1
        if dimension == "N·K":
            return self.size("N") * self.size(f"n{self.depth}")
        return self.sizes.get(dimension, 0)

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns of an array as calculated; 0 for a size that is not known."""
        rows, columns = self.dimensions[name]
        return self.size(rows), self.size(columns)

    def laid(self, name: str, pair: tuple[int, int]) -> tuple[int, int]:
        """A shape or a place from `columns` to the layout, or back."""
        return pair[::-1] if transposed(quantity(name), self.layout) else pair

    def canonical(self, text: str) -> str:
        """A name as the trace has it: without spaces, a[L] as y_hat, Delta_ as Δ."""
        name = re.sub(r"\s+", "", text).replace("∂", "d").replace("ŷ", "y_hat")
        name = name.replace(layered("a", self.depth), "y_hat")
        name = re.sub(r"^@0(?! )", "@0 ", name)
        return "Δ" + name.removeprefix("Delta_") if name.startswith("Delta_") else name

    def split(self, text: str, where: str, line: str = "{}") -> tuple[str, Place | None]:
        """A canonical name and the place of its entry, in `columns`; None for the whole array.

        Raises InputError for an array or an entry that there is not. `line` is an example
        with a {} where a right name goes.
        """
        name, place = split_entry(self.canonical(text[:LONGEST]))
        if name not in self.dimensions or len(text) > LONGEST:
            raise unknown(where, "quantity", text, list(self.dimensions), line)
        if place is None:
            return name, None
        rows, columns = self.laid(name, self.shape(name))
        row, column = place
        # A size that is not known, 0, sets no bound.
        if 1 <= row <= (rows or row) and 1 <= column <= (columns or column):
            return name, self.laid(name, place)
        last = entry_name(name, (rows or 1, columns or 1))
        raise InputError(
            where,
            f"{shown(text)}: {name} has no row {row}, column {column}",
            expected=f"rows 1 to {rows or 'any'}, columns 1 to {columns or 'any'}",
            example=line.format(last),
        )

    def entry(self, text: str, where: str, line: str = "{}") -> tuple[str, int, int]:
        """The array, row and column, in `columns`, of an entry. Raises InputError if it is none."""
        name, place = self.split(text, where, line)
        if place is not None:
            return name, *place
        raise InputError(
            where,
            f"{shown(text)} is a whole array",
            expected="one entry: row, then column, counted from 1",
            example=line.format(entry_name(name, (1, 1))),
        )

    def entries(self, text: str, where: str, line: str = "{}") -> list[tuple[str, int, int]]:
        """One entry, or all entries of a parameter whose size is known."""
        name, place = self.split(text, where, line)
        if place is not None:
            return [(name, *place)]
        rows, columns = self.shape(name)
        return [(name, i, j) for i in range(1, rows + 1) for j in range(1, columns + 1)]

    def written(self, name: str, place: Place | None) -> str:
        """The text of an array or of an entry, as it stands in a file of this layout."""
        return entry_name(name, place and self.laid(name, place))
