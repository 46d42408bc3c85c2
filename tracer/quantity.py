"""A quantity is the name of one array: `z[1]`, `dJ/dW[2]`, `W[1]:=`, `@2 J`.

One parser, one printer; how a person sees it on a sheet is in `symbols.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal["value", "derivative", "local", "update", "change"]

ITERATION = re.compile(r"@(\d+) (.+)", re.DOTALL)
PLAIN = re.compile(r"([^\W\d]\w*)(?:\[(\d+)\])?")
LOCAL = re.compile(r"d\((.+)\)/d\((.+)\)")


class Quantity(NamedTuple):
    """`base` and `layer` name the array: z, 1. A derivative is of it, `by` another quantity;
    an update (`:=`) or a change (`Δ`) is of it alone. `via` is the line whose use of `by` this is a
    part of the derivative for. `name` is its one canonical text."""

    base: str
    layer: int | None = None
    role: Role = "value"
    by: Quantity | None = None
    iteration: int = 1
    via: str = ""

    @property
    def name(self) -> str:
        """The canonical name, as files and programs know it.

        >>> Quantity("J", role="derivative", by=Quantity("W", 2)).name
        'dJ/dW[2]'
        """
        plain = self.base if self.layer is None else f"{self.base}[{self.layer}]"
        shown = {
            "value": plain,
            "derivative": f"d{plain}/d{self.by.name if self.by else ''}",
            "local": f"d({plain})/d({self.by.name if self.by else ''})",
            "update": f"{plain}:=",
            "change": f"Δ{plain}",
        }[self.role]
        return at_iteration(shown + (f" via {self.via}" if self.via else ""), self.iteration)

    @property
    def kind(self) -> str:
        """The name without layers: `dJ/dz` for `dJ/dz[2]`, which names all layers' at once."""
        return kind_of(self)

    @property
    def layer_of_kind(self) -> int | None:
        """The layer that tells two quantities of one kind apart."""
        return self.layer if self.by is None else self.by.layer

    @property
    def of(self) -> Quantity:
        """What a derivative is of, what an update or a change changes."""
        return Quantity(self.base, self.layer)


COSTS = ("J", "J0")  # plain numbers: the cost, and the cost without its penalty
DERIVED = (*COSTS, "loss")  # what a network's gradients are of: of J, or of one sample's loss


@cache
def kind_of(quantity: Quantity) -> str:
    by = quantity.by._replace(layer=None) if quantity.by else None
    return quantity._replace(layer=None, by=by, iteration=1).name


def at_iteration(name: str, iteration: int) -> str:
    """The name as other iterations call it: `@3 J`; the first iteration needs no mark."""
    return name if iteration == 1 else f"@{iteration} {name}"


@cache
def quantity(name: str) -> Quantity:
    """Parse a canonical name. Raises ValueError for anything else.

    >>> quantity("@2 dy_hat/dz[3]").by
    Quantity(base='z', layer=3, role='value', by=None, iteration=1, via='')
    """
    match = ITERATION.fullmatch(name)
    if match:
        return quantity(match[2])._replace(iteration=int(match[1]))
    whole, through, line = name.partition(" via ")
    if through and line:
        return quantity(whole)._replace(via=line)
    if name.endswith(":="):
        return plain(name[:-2])._replace(role="update")
    if name.startswith("Δ"):
        return plain(name[1:])._replace(role="change")
    local = LOCAL.fullmatch(name)
    if local:
        return plain(local[1])._replace(role="local", by=plain(local[2]))
    of, slash, by = name.partition("/d")
    if slash and of.startswith("d"):
        return plain(of[1:])._replace(role="derivative", by=plain(by))
    return plain(name)


def plain(name: str) -> Quantity:
    match = PLAIN.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return Quantity(match[1], int(match[2]) if match[2] else None)


def layered(base: str, layer: int) -> str:
    """The name of one layer's array: `z[2]`."""
    return f"{base}[{layer}]"
