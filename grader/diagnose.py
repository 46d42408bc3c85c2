"""What a wrong line's numbers fit: a mistake of the table, in it or in an unwritten line before
it; a slip in typing; a given number misread. At most one thing went wrong at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import MISTAKES, TYPED_SLIPS
from tracer.rules.rule import Array

from .candidates import Candidate, Case, of_table
from .judge import judge_again
from .ranged import Codes, Mask, taken
from .slips import misread, typed_slips


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one wrong line fits. `names`: the mistakes that give its numbers; `swaps` and `given`:
    what is laid into the loop; `origins`: where it was made; `accepted`: taught as right here;
    `understanding`: no slip of the pen."""

    names: tuple[str, ...]
    origins: tuple[str, ...]
    swaps: Mapping[str, Equation] = field(default_factory=dict)
    given: Mapping[str, Array] = field(default_factory=dict)
    accepted: bool = False
    removes: bool = False
    understanding: bool = False
    says: str = ""

    @property
    def typed(self) -> bool:
        """Whether it is a slip in what was typed, and nothing is calculated in another way."""
        return not self.swaps and not self.given


def diagnose(case: Case) -> list[tuple[Codes, Explanation | None]]:
    """What explains the wrong entries of a line, or None: students for whom it is the same
    together, by their places in the case."""
    found = list(of_table(case))
    named = any_of([one.fits for one in found if not one.generic], case)
    found = [one if not one.generic else without(one, named) for one in found]
    unnamed = np.flatnonzero(~named)
    if unnamed.size:
        found += typed_slips(case, unnamed)
    unfound = np.flatnonzero(~any_of([one.fits for one in found], case))
    if unfound.size:
        found += misread(case, unfound)
    found = [one for one in found if one.fits.any()]
    if not found:
        return [(np.arange(case.own.students), None)]
    best = the_best(case, found)
    groups = []
    for at in alike(best):
        chosen = [one for one, mine in zip(found, best, strict=True) if mine[at[0]]]
        groups.append((at, explanation(case, chosen, at) if chosen else None))
    return groups


def any_of(masks: list[Mask], case: Case) -> Mask:
    return np.logical_or.reduce(masks) if masks else np.zeros(case.own.students, dtype=bool)


def without(one: Candidate, students: Mask) -> Candidate:
    """A slip of the pen, for those only whose numbers fit no mistake."""
    return replace(one, fits=one.fits & ~students)


def alike(best: Mask) -> list[Codes]:
    """The students with equal columns, together."""
    _, inverse = np.unique(best, axis=1, return_inverse=True)
    inverse = inverse.reshape(-1)
    return [np.flatnonzero(inverse == group) for group in range(int(inverse.max()) + 1)]


def explanation(case: Case, best: list[Candidate], at: Codes) -> Explanation:
    """What is said of students for whom the same mistakes fit best."""
    first = best[0]
    names = tuple(dict.fromkeys(one.name for one in best))
    return Explanation(
        names,
        (*first.swaps, *first.given) or (case.line,),
        first.swaps,
        taken(first.given, at),
        accepted=bool(set(names) & set(case.sheet.accept)),
        removes=any(one.removes for one in best),
        understanding=not any(one.slip or one.name in TYPED_SLIPS for one in best),
        says=first.says or MISTAKES[first.name],
    )


def the_best(case: Case, found: list[Candidate]) -> Mask:
    """Which candidates are best for each student, (candidates, students): those that leave the
    fewest numbers of the whole sheet unexplained, and among them those that come as near as a
    typed number can; made once rather than several times."""
    fits = np.array([one.fits for one in found])
    left = np.zeros(fits.shape, dtype=int)
    many = fits.sum(axis=0) > 1
    for row, one in enumerate(found):
        at = np.flatnonzero(one.fits & many)
        if at.size:
            left[row, at] = unexplained(case.part(at), one, at)
    rank = left + 10**6 * np.array([one.partly for one in found])
    best = fits & (rank == np.where(fits, rank, 10**9).min(axis=0))
    near = best & (np.array([one.far for one in found]) <= 1.0)
    best = np.where(near.any(axis=0), near, best)
    several = np.array([[len(one.swaps)] for one in found])
    return np.asarray(best & (several == np.where(best, several, 10**9).min(axis=0)))


def unexplained(case: Case, one: Candidate, at: Codes) -> Codes:
    """How many written numbers of each student are still wrong once the candidate is laid into
    the loop."""
    given = {**case.given, **taken(one.given, at)}
    lines = case.equations(one.swaps)
    origins = (*one.swaps, *one.given)
    again = judge_again(case.judged, case.key, case.own, lines, given, origins, trying=True)
    return again.wrong()
