"""A network on its way from what somebody wrote to what is calculated with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..checks import Faults, list_line, matrix_line, said
from ..errors import InputError
from ..layout import Layout, lay
from ..outline import Outline
from ..quantity import layered, quantity
from ..rules.rule import Array
from ..symbols import Place

if TYPE_CHECKING:
    from ..layer import Layer


@dataclass(slots=True)
class Draft:
    """`fields` and `layers` are what has been read so far: a value with a fault is replaced by
    None or the default, so that the rest can still be judged. `broken` are the arrays and keys
    with a fault, whose absence is then no fault of its own."""

    typed: Any  # the network as it was written: fields of any type
    faults: Faults
    outline: Outline
    fields: dict[str, Any] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def noted(self, name: str, value: Array | None) -> Array | None:
        """The value of an array that is there; None is one that could not be read."""
        if value is None:
            self.broken.add(name)
        return value

    def table(self, name: str, expected: str, line: str) -> Mapping[object, object]:
        """The table of that name; an empty one, and a fault, where something else stands there."""
        typed = getattr(self.typed, name)
        if isinstance(typed, Mapping):
            return typed
        self.faults.add(name, f"{said(typed)} stands here", expected=expected, example=line)
        return {}

    def find(self, text: str, key: str, line: str) -> tuple[str, Place | None] | None:
        """The array that a text names and the place of its entry, in `columns`; or a fault."""
        try:
            return self.outline.split(text, self.faults.at(key), line)
        except InputError as error:
            self.faults.take(error)
            return None

    def columns(self) -> dict[str, Array]:
        fields = self.fields
        given = fields.get("given", {})
        return columns(fields["layout"], self.layers, fields["X"], fields["Y"], given)

    def key(self, name: str) -> str:
        """Where an array stands in the file."""
        what = quantity(name)
        if name in ("a[0]", "y"):
            return "X" if name == "a[0]" else "Y"
        if what.role == "value" and what.base in ("W", "b"):
            return f"layers[{what.layer}].{what.base}"
        if what.role == "value" and what.base == "mask":
            return f"layers[{what.layer}].dropout_mask"
        return f"given.{name!r}"

    def line(self, name: str) -> str:
        """A line that would do for an array, in the shape that it must have."""
        rows, columns = (size or 1 for size in self.outline.shape(name))
        key = self.key(name).rsplit(".", 1)[-1]
        if key in ("X", "Y", "dropout_mask"):
            return matrix_line(key, columns, rows)
        if key == "b":
            return list_line("b", rows)
        if key.startswith("'"):
            key = f'"{name}"'
        if self.outline.dimensions[name] == ("1", "1"):
            return f"{key} = 0.1"
        return matrix_line(key, *self.outline.laid(name, (rows, columns)))


def columns(
    layout: Layout,
    layers: Sequence[Layer],
    X: Array | None,
    Y: Array | None,
    given: Mapping[str, Array],
) -> dict[str, Array]:
    """Every array that is there, as it is calculated with: name → (..., rows, columns)."""
    table: dict[str, Array] = {}
    if X is not None:
        table["a[0]"] = X.mT
    if Y is not None:
        table["y"] = Y.mT
    for at, layer in enumerate(layers, 1):
        if layer.W is not None:
            W = layered("W", at)
            table[W] = lay(layer.W, quantity(W), layout)
        if layer.b is not None:
            table[layered("b", at)] = layer.b[..., None]
        if layer.dropout_mask is not None:
            table[layered("mask", at)] = layer.dropout_mask.mT
    return table | {name: lay(value, quantity(name), layout) for name, value in given.items()}
