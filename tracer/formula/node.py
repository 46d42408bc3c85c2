"""What all nodes of a formula have in common: they are immutable, and compare by what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform

Made = TypeVar("Made", bound="Node")


@dataclass_transform(frozen_default=True)
def kind(made: type[Made]) -> type[Made]:
    """Make a class a kind of node, by the fields that it names. That nobody assigns to them,
    mypy sees to: `frozen` would take time for each kind at every start, and for each node."""
    return dataclass(slots=True, eq=False, repr=False)(made)


class Node:
    """Two nodes are the same if they are of one kind and say the same. Said once for all kinds:
    made for each by `dataclass`, it is a fifth of the time that `import tracer` takes."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def said(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Node) and type(self) is type(other) and self.said() == other.said()

    def __hash__(self) -> int:
        return hash((type(self), *self.said()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.said()))})"
