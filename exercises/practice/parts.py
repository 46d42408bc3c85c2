"""The sheets of an exercise in practice, a part each, and which of them is here."""

from __future__ import annotations

from grader.asked import Exercise
from tracer.parts import with_part

from .progress import Progress
from .sheet import Sheet


class Parts:
    """Moving from entry to entry, from line to line, from part to part."""

    sheets: tuple[Sheet, ...]
    """One a part, in order."""
    names: tuple[str, ...]
    titles: tuple[str, ...]
    at: int
    """The part that is here."""

    def take_up(self, exercise: Exercise, kept: Progress) -> None:
        """Begin with an exercise, where it was left."""
        first, *others = exercise.parts
        self.sheets = (
            Sheet(first.by_itself, kept),
            *(Sheet(part.by_itself, kept.of_part(part.part)) for part in others),
        )
        self.names = tuple(part.part for part in exercise.parts)
        self.titles = tuple(part.part_title for part in exercise.parts)
        self.at = self.names.index(kept.part) if kept.part in self.names else 0

    @property
    def sheet(self) -> Sheet:
        """The sheet of the part that is here."""
        return self.sheets[self.at]

    @property
    def progress(self) -> Progress:
        return self.sheet.progress

    @property
    def part(self) -> str:
        """What the part that is here is called: `(b) With a larger step`; "" where there is one."""
        return with_part(self.names[self.at], self.titles[self.at]).strip()

    @property
    def right(self) -> int:
        """How many of the wanted entries of all parts are right."""
        return sum(sheet.right for sheet in self.sheets)

    @property
    def wanted(self) -> int:
        return sum(len(sheet.wanted) for sheet in self.sheets)

    def to_open(self) -> bool:
        """To an entry that is not right yet: this one, or the next. Whether there is one."""
        return self.sheet.to_open() or self.to_part_with_open(1)

    def to_entry(self, by: int, *, only_open: bool = False) -> bool:
        """As a sheet does, and behind its last one to the next part."""
        if only_open and self.sheet.right == len(self.sheet.wanted):
            return self.to_part_with_open(by)
        if self.sheet.to_entry(by, only_open=only_open):
            return True
        return self.to_part(by)

    def to_line(self, by: int) -> bool:
        return self.sheet.to_line(by) or self.to_part(by)

    def to_part(self, by: int) -> bool:
        """To the next part or the one before; from before to its last entry."""
        if not 0 <= self.at + by < len(self.sheets):
            return False
        self.at += by
        wanted = list(self.sheet.wanted.values())
        if wanted:
            blank, place = wanted[0 if by > 0 else -1]
            self.sheet.stand(blank.id, place)
        return True

    def to_part_with_open(self, by: int) -> bool:
        """To the next part that is not all right, round from the last to the first."""
        for step in range(1, len(self.sheets)):
            at = (self.at + step * by) % len(self.sheets)
            if self.sheets[at].right < len(self.sheets[at].wanted):
                self.at = at
                return self.sheet.to_open()
        return False

    def weak_lines(self) -> list[str]:
        """The asked lines of those kinds that in this round did not go right at once, or only
        with the line shown."""
        return [line for _, lines in self.weak_by_part() for line in lines]

    def weak_by_part(self) -> list[tuple[str, list[str]]]:
        kinds = {kind for sheet in self.sheets for kind in sheet.weak_kinds()}
        return [
            (name, [one.id for one in sheet.blanks if one.asks and one.sort in kinds])
            for name, sheet in zip(self.names, self.sheets, strict=True)
        ]
