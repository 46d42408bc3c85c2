"""What a person should know of how a student's work came: what has no mark yet, what came late,
what came twice, and what nobody filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, TypeAlias

from tracer.errors import shown

from ..submission import Problem

Kind: TypeAlias = Literal[
    "withheld", "copied", "absent", "stray", "late", "again", "untimed", "blank", "rests", "edge",
    "read",
]  # fmt: skip
Place: TypeAlias = tuple[str, int, int]
"""Where a submission stands: the file, which piece of it, which one in that."""

MOST_LISTED = 30  # students in a line
NAMED = 3  # of what could not be read, in one line
BLANK = "nothing is filled in"


@dataclass(frozen=True, slots=True)
class Told:
    """`student`: nobody's where it is of a whole file."""

    kind: Kind
    student: str
    where: str
    says: str


@dataclass(frozen=True, slots=True)
class HandIns:
    """Which of several submissions counts, by student, and what is noted of when they came. The
    students as numbers that tell them apart."""

    turns: Mapping[int, Place] = field(default_factory=dict)
    notes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    told: Sequence[Told] = ()


def file_of(where: str) -> str:
    """A file with its folder, wherever that is on this machine: others read it, too."""
    return "/".join(PurePath(where).parts[-2:])


def in_short(unread: Sequence[Problem]) -> str:
    """What could not be read, in a line."""
    said = "; ".join(f"{one.where}: {one.message}" for one in unread[:NAMED])
    more = len(unread) - NAMED
    return f"not read: {said}" + (f"; and {more} more" if more > 0 else "")


def listed(students: Sequence[str]) -> str:
    """Students in a line; of many, how many more."""
    more = len(students) - MOST_LISTED
    names = [shown(one) if "," in one else one for one in students[:MOST_LISTED]]
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
