"""An exercise on its way to other processes and machines: what stands in its files travels, not
their names, which mean another folder there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracer.network import Network

from ..exercise_file import Exercise


@dataclass(frozen=True, slots=True)
class Carried:
    """`keys`: those of the exercise file; `whole`: the same with a network that stands in a file of
    its own put into it; `where`: what messages call the file."""

    keys: Mapping[str, Any]
    whole: Mapping[str, Any]
    where: str

    def unpacked(self, made: Exercise) -> Exercise:
        """An exercise that was made of `whole`, by which marks know that it is the same."""
        return replace(made, keys=self.keys)


def carried(sheet: Exercise, where: str) -> Carried:
    alone = isinstance(sheet.keys.get("network"), str)
    return Carried(sheet.keys, with_source(sheet) if alone else sheet.keys, where)


def with_source(sheet: Exercise) -> dict[str, Any]:
    """The keys of an exercise file with these numbers in it."""
    kind = "network" if isinstance(sheet.source, Network) else "expression"
    numbers = {name: value for name, value in sheet.source.keys().items() if value is not None}
    return {**sheet.keys, kind: numbers}
