"""Drawn numbers in the place of an exercise's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.asked import Exercise
from tracer.expression import Expression
from tracer.layout import lay
from tracer.network import Network
from tracer.quantity import layered, quantity
from tracer.rules.rule import Array

from .stream import Numbers

if TYPE_CHECKING:
    from .plan import Plan


def with_numbers(plan: Plan, drawn: Mapping[str, Numbers]) -> Exercise:
    """The exercise with drawn numbers: whole ones, (…, *shape), each over its range's power of
    ten. One division rounds as reading the printed decimal does: both give the same float."""
    if not plan.ranges:
        return plan.task.exercise

    def changed(part: Exercise) -> Exercise:
        numbers = {
            one.name: drawn[one.key] / one.scale
            for one in plan.ranges
            if one.part == part.like and shares(part, one.name)
        }
        return replace(part, source=with_source(part.source, numbers))

    return plan.task.exercise.each(changed)


KEY_OF = {
    "Y": ("Y", "labels"), "labels": ("Y", "labels"),
    "W": ("layers",), "b": ("layers",), "mask": ("layers",),
}  # fmt: skip


def shares(part: Exercise, name: str) -> bool:
    """Whether a part has the drawn numbers of the part that it is like: its own keys say others
    where it changed them, whole keys."""
    if not part.changed:
        return True
    network = isinstance(part.source, Network)
    kind = name.partition("[")[0] if network and "/" not in name else name
    usual = ("given",) if name in part.source.given else (kind,) if network else (kind, "at")
    return part.changed.isdisjoint(KEY_OF.get(kind, usual) if network else usual)


def with_source(source: Network | Expression, numbers: Mapping[str, Array]) -> Any:
    """A network or an expression with other numbers, as arrays of the file's own shapes, a
    leading axis of students in front or none."""
    if isinstance(source, Network):
        return with_network(source, numbers)
    at, given = (
        {name: like(value, numbers[name]) if name in numbers else plain(value)
         for name, value in table.items()}
        for table in (source.at, source.given)
    )  # fmt: skip
    return source.replaced(at=at, given=given, alpha=plain(numbers.get("alpha", source.alpha)))


def like(value: Any, drawn: Any) -> Any:
    """Drawn numbers as an expression reads them: a number, a flat list or rows as the file has
    them, or with students in front, (S,) or (S, rows, columns)."""
    shape = np.shape(value)
    if not shape or isinstance(value, np.ndarray):
        return plain(drawn)
    if np.ndim(drawn) == len(shape):
        return np.asarray(drawn).tolist()
    return np.asarray(drawn)[..., None] if len(shape) == 1 else drawn


def plain(number: Any) -> Any:
    """A number where there is one alone, an array where there is one a student."""
    return number.item() if isinstance(number, np.ndarray | np.generic) and not np.ndim(number) \
        else number  # fmt: skip


def with_network(source: Network, numbers: Mapping[str, Array]) -> Network:
    fields: dict[str, Any] = {name: numbers[name] for name in ("X", "Y") if name in numbers}
    if "labels" in numbers and source.Y is not None:
        classes = np.arange(1, source.Y.shape[-1] + 1)
        fields["Y"] = (numbers["labels"][..., None] == classes).astype(float)
    if "alpha" in numbers:
        fields["alpha"] = plain(numbers["alpha"])
    made = with_shared(source, numbers)
    fields["layers"] = [
        replace(
            layer,
            W=made.get(layered("W", at), layer.W),
            b=made.get(layered("b", at), layer.b),
            dropout_mask=numbers.get(layered("mask", at), layer.dropout_mask),
        )
        for at, layer in enumerate(source.layers, 1)
    ]
    fields["given"] = {name: numbers.get(name, value) for name, value in source.given.items()}
    return source.replaced(**fields)


def with_shared(source: Network, numbers: Mapping[str, Array]) -> dict[str, Array]:
    """The parameters, with one number wherever a tied one stands: that of its first place."""
    made = {name: np.array(value) for name, value in numbers.items() if name[0] in "Wb"}
    views = {
        name: lay(value, quantity(name), source.layout) if name[0] == "W" else value[..., None]
        for name, value in made.items()
    }
    for _, shared in source.tied_entries:
        first, row, column = shared[0]
        for name, i, j in shared[1:]:
            if first in views and name in views:
                views[name][..., i - 1, j - 1] = views[first][..., row - 1, column - 1]
    return made
