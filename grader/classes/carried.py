"""An exercise on its way to other processes and machines: what stands in its files travels, not
their names, which mean another folder there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracer.network import Network
from tracer.parts import KINDS
from tracer.schema import as_list

from ..asked import Exercise

OWN = frozenset((*KINDS, "same_as"))  # keys by which a part has other numbers than the file's own


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
    return Carried(sheet.keys, whole(sheet), where)


def whole(sheet: Exercise) -> dict[str, Any]:
    """The keys of an exercise file, with what stands in networks' files of their own."""
    keys, tables = dict(sheet.keys), as_list(sheet.keys.get("part", []))
    if isinstance(keys.get("network"), str):
        own = (part for part, table in zip(sheet.parts, tables, strict=True) if not OWN & {*table})
        keys |= numbers(next(own, sheet) if tables else sheet)
    if tables:
        keys["part"] = [
            {**table, **numbers(part)} if isinstance(table.get("network"), str) else table
            for part, table in zip(sheet.parts, tables, strict=True)
        ]
    return keys


def with_source(sheet: Exercise) -> dict[str, Any]:
    """The keys of an exercise file with these numbers in it, in every part."""
    if not sheet.part:
        return {**sheet.keys, **numbers(sheet)}
    tables = [
        {**without(part.table, OWN | {"change"}), "name": part.part, **numbers(part)}
        for part in sheet.parts
    ]
    return {**without(sheet.keys, {*KINDS, "part"}), "part": tables}


def numbers(part: Exercise) -> dict[str, Any]:
    """The network or the expression of a part, as a file has it."""
    kind = "network" if isinstance(part.source, Network) else "expression"
    return {kind: {name: value for name, value in part.source.keys().items() if value is not None}}


def without(keys: Mapping[str, Any], some: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in keys.items() if name not in some}
