"""From the first wrong line to the last: what is a mistake, and what only follows from it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.layout import flipped
from tracer.rules.rule import Array, Does
from tracer.symbols import entry_name

from .asked import Exercise
from .earned import constants, trivial, unpaid
from .judge import FOLLOWS, RIGHT, WRONG, Judged, judge, judge_again
from .key import Key
from .ranged import Codes, Mask, taken
from .spoiled import first_named, in_order, spoiled_by
from .typed_numbers import TypedNumbers
from .verdicts import Verdict

if TYPE_CHECKING:
    from .diagnose import Explanation

MOST_ROUNDS = 12  # wrong lines of one student that are looked into


At = tuple[int, int, int]  # a student of the group; row and column from 0, in `columns`
VERDICTS: tuple[Verdict, ...] = ("missing", "right", "follows", "coarse", "mistake", "wrong")
MISSING, GOOD, FOLLOWING, ROUGH, NAMED, UNNAMED = range(6)


class Told(NamedTuple):
    """Of one quantity, (students, rows, columns): its verdicts, two flags, and why a number that
    follows earns nothing (earned.py)."""

    verdicts: Codes
    simplified: Mask
    unsupported: Mask
    unpaid: Codes


@dataclass(slots=True, eq=False)
class Explained:
    """The verdicts of some students who went wrong in the same lines in the same way.

    `students`: who they are. By line: `wrong`, which entries went wrong there; `mistakes`, what
    explains them; `spoiled`, by wrong line, the lines that depend on it, and whose; `accepted`,
    what was accepted before a mistake was laid into the loop. `ancestors`: as `spoiled`, but only
    what the written line itself hands on, not the unwritten one before it that a mistake was made
    in. `flags`: conventions, and whose.
    `unpaid`: by line, why what follows earns nothing; `constant`: where one number stands that is
    wrong in many boxes."""

    students: Codes
    key: Key
    judged: Judged
    wrong: dict[str, Mask] = field(default_factory=dict)
    mistakes: dict[str, Explanation] = field(default_factory=dict)
    spoiled: dict[str, dict[str, Mask]] = field(default_factory=dict)
    accepted: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    ancestors: dict[str, dict[str, Mask]] = field(default_factory=dict)
    flags: dict[str, Mask] = field(default_factory=dict)
    unpaid: dict[str, Codes] = field(default_factory=dict)
    constant: dict[str, Mask] = field(default_factory=dict)
    tables: dict[str, Told] = field(default_factory=dict)  # worked out once for all of them

    def part(self, at: Codes) -> Explained:
        """Some of the group, by their places in it; the group itself, where that is all of them."""
        if len(at) == len(self.students):
            return self
        return Explained(
            self.students[at],
            self.key.part(at),
            self.judged.part(at),
            {line: mask[at] for line, mask in self.wrong.items()},
            {line: found.part(at) for line, found in self.mistakes.items()},
            {line: parts(lines, at) for line, lines in self.spoiled.items()},
            {line: (low[at], high[at]) for line, (low, high) in self.accepted.items()},
        )

    def told(self, name: str) -> Told:
        """All that is said of a quantity's entries."""
        if name not in self.tables:
            nothing = np.zeros(self.judged.codes[name].shape, dtype=int)
            self.tables[name] = Told(
                self.verdicts(name),
                self.simplified(name),
                self.unsupported(name),
                self.unpaid.get(name, nothing),
            )
        return self.tables[name]

    def verdicts(self, name: str) -> Codes:
        """The verdicts of a quantity, places in VERDICTS, (students, rows, columns)."""
        codes = self.judged.codes[name]
        spoiled = self.depends(name)[:, None, None]
        found = VERDICT_OF[codes]
        found = np.where((codes == FOLLOWS) & spoiled, FOLLOWING, found)
        mistake = self.mistakes.get(name)
        if mistake:
            mine = self.wrong[name] & ((codes != WRONG) | mistake.typed) & mistake.fits
            found = np.where(mine, GOOD if mistake.accepted else NAMED, found)
        return found

    def depends(self, name: str) -> Mask:
        """Whose numbers of a quantity depend on a wrong line, (students,)."""
        found: Mask = np.zeros(len(self.students), dtype=bool)
        for source in self.sources_of(name):
            found |= self.spoiled[source][name]
        return found

    def sources_of(self, name: str) -> list[str]:
        """The wrong lines that somebody's line depends on, but for those that the course
        accepts."""
        return [
            source
            for source, lines in self.spoiled.items()
            if name in lines
            and source != name
            and not (source in self.mistakes and self.mistakes[source].accepted)
        ]

    def sources(self, name: str, student: int) -> list[str]:
        return [one for one in self.sources_of(name) if self.spoiled[one][name][student]]

    def accepts(self, name: str, at: At) -> tuple[float, float] | None:
        """The smallest and the largest number that would have been right; None if there is no
        end to them."""
        lows, highs = self.accepted.get(name, (self.judged.low[name], self.judged.high[name]))
        low, high = float(lows[at]), float(highs[at])
        return (low, high) if math.isfinite(low) and math.isfinite(high) else None

    def because_of(self, sheet: Exercise, name: str, at: At, verdict: Verdict) -> tuple[str, ...]:
        """The wrong entries that an entry depends on; of a line entry by entry, the same one. What
        follows from none that was written follows from an unwritten line that both are made of."""
        found: list[str] = []
        for source in self.sources(name, at[0]):
            if not self.handed_on(source, name)[at[0]]:
                found += self.unwritten_before(sheet, source, name) if verdict == "follows" else []
                continue
            wrong = self.wrong[source][at[0]]
            same = self.same_entry(name, source)
            same = same and wrong.shape == self.judged.codes[name].shape[-2:]
            places = [at[1:]] if same and wrong[at[1:]] else list(map(tuple, np.argwhere(wrong)))
            found += [entry_of(sheet, source, place) for place in places]
        return tuple(dict.fromkeys(found))

    def handed_on(self, source: str, name: str) -> Mask:
        """Whose line is made of the written numbers of a wrong one, (students,)."""
        nobody: Mask = np.zeros(len(self.students), dtype=bool)
        return self.ancestors[source].get(name, nobody)

    def unwritten_before(self, sheet: Exercise, source: str, name: str) -> list[str]:
        """Where the mistake in a wrong line was made, as far as another line is made of that; of a
        step that no sheet has a name for, the first line with one on the way there."""
        origins = self.mistakes[source].origins if source in self.mistakes else ()
        unnamed = sheet.trace.names.unnamed
        found = (first_named(self.key.equations, one, name, unnamed) for one in origins)
        return [one for one in found if one is not None]

    def same_entry(self, name: str, source: str) -> bool:
        """Whether the line is made entry by entry out of the source itself."""
        line = self.key.lines.get(name)
        return line is not None and source in line.inputs and line.rule.kind == "elementwise"

    def first_wrong(self, sheet: Exercise, student: int) -> tuple[str, ...]:
        """The wrong entries with nothing wrong before them."""
        return tuple(
            entry_of(sheet, name, place)
            for name, wrong in self.wrong.items()
            if not self.sources(name, student)
            and not (name in self.mistakes and self.mistakes[name].accepted)
            for place in map(tuple, np.argwhere(wrong[student]))
        )

    def unsupported(self, name: str) -> Mask:
        """Which right numbers do not follow from the student's own wrong lines before them."""
        right: Mask = self.judged.codes[name] == RIGHT
        before: Mask = np.zeros(len(self.students), dtype=bool)
        for source in self.sources_of(name):
            before |= self.spoiled[source][name] & self.handed_on(source, name)
        return right & before[:, None, None] & ~self.judged.supported[name]

    def simplified(self, name: str) -> Mask:
        """Where what it follows from had made the line trivial, or left every activation out."""
        lines = self.key.lines
        eased = np.zeros(self.judged.codes[name].shape, dtype=bool)
        if name in lines and self.sources_of(name):
            eased |= trivial(self.key, self.judged, lines[name])
        removed = [one for one in self.mistakes.values() if one.removes]
        bent = [line for line in self.key.equations if bends(line)]
        return eased | (bool(removed) and len(removed) == len(bent))

    def flags_of(self, student: int) -> tuple[str, ...]:
        return tuple(flag for flag, mask in self.flags.items() if mask[student])


VERDICT_OF = np.array([MISSING, GOOD, GOOD, ROUGH, UNNAMED])  # of the codes of judge.py


def bends(line: Equation) -> bool:
    """Whether it is an activation that does something."""
    return line.layer is not None and line.rule.role is Does.ACTIVATION and line.rule.bends


def parts(masks: Mapping[str, Mask], at: Codes) -> dict[str, Mask]:
    return {name: mask[at] for name, mask in masks.items()}


def entry_of(sheet: Exercise, name: str, at: tuple[int, int]) -> str:
    """One entry as the exercise lays and names it."""
    if sheet.trace.scalar(name):
        return name
    row, column = flipped((int(at[0]) + 1, int(at[1]) + 1), sheet.trace.lies(name))
    return entry_name(name, (row, column))


def explain_class(
    sheet: Exercise, key: Key, own: TypedNumbers, students: Codes | None = None
) -> list[Explained]:
    """Judge a class from the first line to the last: groups of students whose first wrong lines
    are the same, and fit the same. A mistake that is found is laid into the loop, so that what it
    spoiled follows from it. `students`: who they are, where `own` and `key` are a part of the
    exercise's."""
    everybody = np.arange(own.students) if students is None else students
    start = Explained(everybody, key, judge(key, own))
    groups = list(looked_into(sheet, start, own, {}, key.given))
    with_conventions(sheet, groups, own, everybody)
    return groups


def looked_into(
    sheet: Exercise,
    group: Explained,
    own: TypedNumbers,
    swapped: Mapping[str, Equation],
    given: Mapping[str, Array],
) -> Iterator[Explained]:
    """The group, split by its next wrong line and by what explains it, to the end."""
    lines = in_order(group.key, group.judged.codes)
    for line, at in by_next_wrong(group, lines):
        mine, numbers = group.part(at), taken(given, at)
        typed = own if mine is group else own.part(at)
        if line is None:
            yield finished(mine, typed)
            continue
        mine.wrong[line] = mine.judged.codes[line] == WRONG
        mine.accepted[line] = (mine.judged.low[line], mine.judged.high[line])
        from .candidates import Case  # the table of mistakes is loaded where something is wrong
        from .diagnose import diagnose

        case = Case(sheet, mine.key, typed, mine.judged, line, swapped, numbers)
        for some, found, tried in diagnose(case):
            one = mine.part(some)
            part = typed if one is mine else typed.part(some)
            laid, changed = swapped, taken(numbers, some)
            origins: tuple[str, ...] = ()
            if found is not None:
                one.mistakes[line] = found
                origins = found.origins
            if found is not None and not found.typed:
                laid, changed = {**swapped, **found.swaps}, {**changed, **found.given}
                equations = [laid.get(step.target, step) for step in one.key.equations]
                one.judged = judge_again(
                    one.judged, one.key, part, equations, changed, origins, tried=tried
                )
            one.spoiled[line] = spoiled_by(one.key, one.judged, origins, line)
            yield from looked_into(sheet, one, part, laid, changed)


def by_next_wrong(group: Explained, lines: list[str]) -> Iterator[tuple[str | None, Codes]]:
    """The students by the first line that is wrong and was not looked into; None: no more."""
    left: Mask = np.ones(len(group.students), dtype=bool)
    if len(group.wrong) < MOST_ROUNDS:
        for line in lines:
            if line in group.wrong:
                continue
            mine = left & (group.judged.codes[line] == WRONG).any(axis=(-2, -1))
            if mine.any():
                yield line, np.flatnonzero(mine)
                left &= ~mine
    if left.any():
        yield None, np.flatnonzero(left)


def finished(group: Explained, own: TypedNumbers) -> Explained:
    """The group with all that is still wrong."""
    if not group.wrong:
        return group
    for name, codes in group.judged.codes.items():
        left = (codes == WRONG) & ~group.wrong.get(name, np.zeros(codes.shape, dtype=bool))
        if left.any():
            group.wrong[name] = left | group.wrong.get(name, False)
            group.spoiled.setdefault(name, spoiled_by(group.key, group.judged, (), name))
    group.wrong = {name: group.wrong[name] for name in in_order(group.key, group.wrong)}
    group.spoiled = {name: group.spoiled[name] for name in group.wrong}
    for name, lines in group.spoiled.items():
        made = group.wrong[name].any(axis=(-2, -1))
        group.spoiled[name] = {line: mask & made for line, mask in lines.items()}
    understood = {name: group.wrong[name] for name, found in group.mistakes.items()
                  if found.understanding}  # fmt: skip
    group.ancestors = {name: spoiled_by(group.key, group.judged, (), name) for name in group.wrong}
    same, whatever = constants(group.judged, own, group.wrong, understood, {})
    group.unpaid = unpaid(
        group.key, group.judged, own, group.wrong, group.spoiled, same, understood
    )
    group.constant = whatever if group.mistakes else {}
    return group


def with_conventions(
    sheet: Exercise, groups: list[Explained], own: TypedNumbers, everybody: Codes
) -> None:
    """Note the conventions that explain everything, where something was found in the first wrong
    line; together for all groups in which that line is the same."""
    alike: dict[str, list[Explained]] = {}
    for group in groups:
        if group.mistakes:
            alike.setdefault(next(iter(group.wrong)), []).append(group)
    for line, several in alike.items():
        from .conventions import explaining

        students = np.concatenate([group.students for group in several])
        found = explaining(sheet, own.part(np.searchsorted(everybody, students)), line, students)
        ends = np.cumsum([len(group.students) for group in several])[:-1]
        for flag, mine in found.items():
            for group, mask in zip(several, np.split(mine, ends), strict=True):
                if mask.any():
                    group.flags[flag] = mask
