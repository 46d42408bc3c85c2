"""One way to write a sheet down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .description import Sheet
    from .solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Format:
    """One entry of the table. `stem`: what the student's file is called; the instructor's copy
    is called `solution`. `write` is given the key (`Solution`) for that copy only, else None.
    `also`: formats whose files this one shows; `by_part`: by the name of a part, what else is
    written."""

    name: str
    stem: str
    about: str
    write: Callable[[Sheet, Solution | None], bytes]
    also: tuple[str, ...] = ()
    by_part: Callable[[Sheet, Solution | None], Mapping[str, bytes]] | None = None

    def file(self, solution: bool, part: str = "") -> str:
        return f"{'solution' if solution else self.stem}{f'-{part}' * bool(part)}.{self.name}"

    def files(self, sheet: Sheet, solution: Solution | None) -> Iterator[tuple[str, bytes]]:
        """Each file with its name."""
        yield self.file(bool(solution)), self.write(sheet, solution)
        for part, made in self.by_part(sheet, solution).items() if self.by_part else ():
            yield self.file(bool(solution), part), made
