"""G. The same of later topics (deeper.py): honest students, and how wide numbers are accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import honest, width
from .deeper import KINDS
from .honest import Honest
from .units import Size, units
from .width import Entry, Widths

NO_GRADIENTS = ("perceptron",)
SHEETS = 60  # of a kind, whose widths are measured whatever the size of a run: of a few, it is luck


@dataclass(frozen=True, slots=True)
class Later:
    """By kind of sheet."""

    honest: dict[str, Honest]
    widths: dict[str, Widths]

    @property
    def all_honest(self) -> Honest:
        total = Honest()
        for one in self.honest.values():
            total.add(one)
        return total

    @property
    def all_widths(self) -> Widths:
        return width.together(list(self.widths.values()))

    def told(self) -> list[str]:
        """One line a kind, then the widest of all."""
        lines = []
        for kind, one in self.honest.items():
            lines.append(f"{kind}: {one.answers:,} honest answers, {one.lost.total()} lost")
            if kind in self.widths:
                lines[-1] += f"; width {self.widths[kind].told()}"
        return [*lines, *(f"{one.ratio:8.2f} {one.told()}" for one in self.widest(5))]

    def widest(self, count: int) -> list[Entry]:
        return self.all_widths.worst(count)


def measured(size: Size, seed: int) -> Later:
    widths = [kind for kind in KINDS if kind not in NO_GRADIENTS]
    many = replace(size, later=SHEETS)
    return Later(
        {kind: honest.measured(units(size, seed, [kind])) for kind in KINDS},
        {kind: width.measured(units(many, seed, [kind])) for kind in widths},
    )
