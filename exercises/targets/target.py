"""What a target is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.asked import Exercise

    from ..classroom.roster import Student
    from ..task import Task


@dataclass(frozen=True, slots=True)
class Given:
    """The exercise, and where everybody has numbers of their own, all who have: the student, and
    the exercise with those numbers."""

    task: Task
    students: Sequence[tuple[Student, Exercise]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Target:
    """`write`: the files by name. `lost`: what the system cannot do, by name, and what becomes of
    it there."""

    name: str
    help: str
    write: Callable[[Given], dict[str, bytes]]
    lost: Callable[[Given], Iterator[tuple[str, str]]]


def lost_text(target: Target, given: Given) -> str:
    """`lost.md`."""
    title = given.task.title or given.task.id
    lines = [f"# {title} in {target.name}: what is lost", ""]
    lines += [f"- **{name}**: {said}" for name, said in target.lost(given)]
    return "\n".join(lines) + "\n"
