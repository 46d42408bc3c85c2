"""One way to write a sheet down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .description import Sheet
    from .solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Format:
    """One entry of the table. `stem`: what the student's file is called; the instructor's copy
    is called `solution`. `write` is given the key (`Solution`) for that copy only, else None.
    `also`: formats whose files this one shows."""

    name: str
    stem: str
    about: str
    write: Callable[[Sheet, Solution | None], bytes]
    also: tuple[str, ...] = ()

    def file(self, solution: bool) -> str:
        return f"{'solution' if solution else self.stem}.{self.name}"
