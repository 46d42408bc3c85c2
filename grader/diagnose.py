"""What a wrong line's numbers fit: a mistake of understanding, in it or in an unwritten line before
it, which fits all that was written there; a given number misread; slips of the pen, entry by entry.
At most one thing went wrong at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import MISTAKES, TYPED_SLIPS
from tracer.rules.rule import Array

from .candidates import CHANCE, Case, of_pairs, of_table
from .fitting import Candidate, Tried
from .judge import RIGHT, WRONG, Judged, judge_again
from .ranged import At, Codes, Mask, part_of, side_by_side, students_first, taken
from .slips import misread, pen_slips, zeros

TOGETHER = 4000  # students, each as often as a candidate fits him, that are looked at at once
UNUSED = 20  # times as likely is that of one with which nobody went on
SAME = 1e-6  # of a unit of the last digit: the same number
LATER = 0.01  # the chance that one number of a later line does


class Explanation(NamedTuple):
    """What one wrong line fits. `names`: the mistakes that give its numbers; `swaps` and `given`:
    what is laid into the loop; `origins`: where it was made; `entries`: of slips of the pen, by
    name, the entries that it fits, (students, rows, columns); `accepted`: taught as right here;
    `understanding`: no slip of the pen; what comes of a given number misread was worked, too."""

    names: tuple[str, ...]
    origins: tuple[str, ...]
    swaps: Mapping[str, Equation] = {}
    given: Mapping[str, Array] = {}
    entries: Mapping[str, Mask] = {}
    accepted: bool = False
    removes: bool = False
    understanding: bool = False
    says: str = ""

    @property
    def typed(self) -> bool:
        """Whether it is a slip in what was typed, and nothing is calculated in another way."""
        return not self.swaps and not self.given

    @property
    def fits(self) -> Mask:
        """The entries that it explains: all, or those of its slips of the pen."""
        masks = list(self.entries.values())
        return np.asarray(np.logical_or.reduce(masks) if masks else True)

    def part(self, at: Codes) -> Explanation:
        """The part of some of the students."""
        return self._replace(entries={name: mask[at] for name, mask in self.entries.items()})

    def told(self, at: tuple[int, int, int]) -> tuple[tuple[str, ...], str]:
        """The names that fit one entry, and what the first of them says."""
        if not self.entries:
            return self.names, self.says
        names = tuple(name for name, mask in self.entries.items() if mask[at])
        return names, MISTAKES[names[0]] if names else ""


def diagnose(case: Case) -> list[tuple[Codes, Explanation | None, Judged | None]]:
    """What explains the wrong entries of a line, or None: students for whom it is the same
    together, by their places in the case; and what was seen where that was tried."""
    found = looked_for(case)
    if not found:
        return [(np.arange(case.own.students), None, None)]
    chosen = np.array([one.fits for one in found])
    groups: list[tuple[Codes, Explanation | None, Judged | None]] = []
    for at in alike(chosen):
        best = [one for one, mine in zip(found, chosen, strict=True) if mine[at[0]]]
        if not best:
            groups.append((at, None, None))
            continue
        best = sorted(best, key=lambda one: (not one.line, one.scope))
        tried = best[0].tried
        groups.append((at, explanation(case, best, at), tried and tried.part(at)))
    return groups


def looked_for(case: Case) -> list[Candidate]:
    """All that fits somebody: first a mistake of understanding; for whom none does, slips of the
    pen in all wrong entries; then two mistakes at once; then a given number misread; then slips in
    some of the entries."""
    found = [*zeros(case)]
    left = unnamed(case, found)
    if left.size:
        found += the_best(case, without(of_table(case), found))
    if not (left := unnamed(case, found)).size:
        return found
    slips = list(pen_slips(case, left))
    wholly = covered(case, slips)
    left = left[~wholly[left]]
    more = the_best(case, without(of_pairs(case), [*found, *whole(slips, wholly)]))
    left = left[~any_of([one.fits for one in more], case)[left]]
    more += the_best(case, misread(case, left)) if left.size else []
    others = ~any_of([one.fits for one in more], case)
    slips = [one._replace(fits=one.fits & others) for one in slips]
    return [one for one in (*found, *more, *slips) if one.fits.any()]


def unnamed(case: Case, found: list[Candidate]) -> Codes:
    return np.flatnonzero(~any_of([one.fits for one in found], case))


def without(more: Iterable[Candidate], found: list[Candidate]) -> list[Candidate]:
    """Candidates for those only of whom nothing was found yet."""
    named = [one.fits for one in found]
    if not named:
        return list(more)
    left = ~np.logical_or.reduce(named)
    return [one._replace(fits=one.fits & left) for one in more]


def whole(slips: list[Candidate], wholly: Mask) -> list[Candidate]:
    return [one._replace(fits=one.fits & wholly) for one in slips]


def covered(case: Case, slips: list[Candidate]) -> Mask:
    """Whose wrong entries are all slips of the pen, (students,)."""
    fits = [one.entries for one in slips if one.entries is not None]
    entries = np.logical_or.reduce(fits) if fits else np.zeros(case.wrong.shape, dtype=bool)
    return np.asarray((entries | ~case.wrong).all(axis=(-2, -1)) & bool(fits))


def any_of(masks: list[Mask], case: Case) -> Mask:
    return np.logical_or.reduce(masks) if masks else np.zeros(case.own.students, dtype=bool)


def alike(best: Mask) -> list[Codes]:
    """The students with equal columns, together."""
    _, inverse = np.unique(best, axis=1, return_inverse=True)
    inverse = inverse.reshape(-1)
    return [np.flatnonzero(inverse == group) for group in range(int(inverse.max()) + 1)]


def explanation(case: Case, best: list[Candidate], at: Codes) -> Explanation:
    """What is said of students for whom the same mistakes fit best, in the order in which they
    are named."""
    first = best[0]
    names = tuple(dict.fromkeys(one.name for one in best))
    entries: dict[str, Mask] = {}
    for one in best:
        if one.entries is not None:
            entries[one.name] = entries.get(one.name, np.False_) | one.entries[at]
    return Explanation(
        names,
        (*first.swaps, *first.given) or (case.line,),
        first.swaps,
        taken(first.given, at),
        entries,
        accepted=bool(set(names) & set(case.sheet.accept)),
        removes=any(one.removes for one in best),
        understanding=not any(
            one.entries is not None or one.slip or (one.name in TYPED_SLIPS and not one.given)
            for one in best
        ),
        says=first.says or MISTAKES[first.name],
    )


def the_best(case: Case, found: Iterable[Candidate]) -> list[Candidate]:
    """Each candidate for those students for whom it is one of the best: those that leave the
    fewest numbers of the whole sheet unexplained, and among them those that come as near as a
    typed number can; made once rather than several times. One that speaks against right numbers
    of other lines, or that a number worked in no way at all may well fit, is none."""
    found = [one for one in found if one.fits.any()]
    if not found:
        return []
    fits = np.array([one.fits for one in found])
    left, believed = np.zeros(fits.shape, dtype=int), np.zeros(fits.shape, dtype=bool)
    for row, at, seen in all_seen(case, found):
        one = found[row]
        left[row, at] = seen.left
        chance = one.chance[at] * LATER**seen.explained * np.where(seen.dropped, UNUSED, 1)
        fits[row, at] = ~seen.against
        found[row] = one._replace(tried=Tried(at, seen.judged))
        believed[row, at] = chance <= CHANCE
    far = np.array([one.far for one in found])
    fits &= alike_to(believed & fits, far)
    best = fits & (left == np.where(fits, left, 10**9).min(axis=0))
    near = best & (far <= 1.0)
    best = np.where(near.any(axis=0), near, best)
    several = np.array([[len(one.swaps)] for one in found])
    best &= several == np.where(best, several, 10**9).min(axis=0)
    return [one._replace(fits=mine) for one, mine in zip(found, best, strict=True) if mine.any()]


def alike_to(believed: Mask, far: Array) -> Mask:
    """The candidates that are believed of a student, and those that give the same numbers:
    nobody can tell them apart. (candidates, students)"""
    alike = np.zeros(believed.shape, dtype=bool)
    for one, mine in zip(far, believed, strict=True):
        alike |= mine & (np.abs(far - one) <= SAME * (1 + one))
    return alike


class Seen(NamedTuple):
    """What the whole sheet says once a candidate is laid into the loop, of each student: how many
    numbers are still wrong; how many of other lines that were wrong no longer are; whether one that
    is right and followed no longer follows; whether later ones are right and do not follow from
    what was written: it was not gone on with; and all of it."""

    left: Codes
    explained: Codes
    against: Mask
    dropped: Mask
    judged: Judged

    def part(self, at: At) -> Seen:
        counts = self.left[at], self.explained[at]
        return Seen(*counts, self.against[at], self.dropped[at], self.judged.part(at))


def all_seen(case: Case, found: Sequence[Candidate]) -> Iterator[tuple[int, Codes, Seen]]:
    """What is seen of each candidate, by its place, and of whom. Those that change the same lines
    and given numbers are laid in together, side by side, a student as often as any fits him."""
    alike: dict[tuple[str, ...], list[tuple[int, Codes]]] = {}
    for row, one in enumerate(found):
        alike.setdefault((*one.swaps, *one.given), []).append((row, np.flatnonzero(one.fits)))
    for origins, several in alike.items():
        for some in at_once(several):
            ats = [at for _, at in some]
            seen = seen_with(case, origins, [(found[row], at) for row, at in some])
            for (row, at), mine in zip(some, places(ats), strict=True):
                yield row, at, seen.part(mine)


def at_once(several: list[tuple[int, Codes]]) -> Iterator[list[tuple[int, Codes]]]:
    """As many at a time as keep the arrays small."""
    some: list[tuple[int, Codes]] = []
    for one in several:
        if some and sum(at.size for _, at in (*some, one)) > TOGETHER:
            yield some
            some = []
        some.append(one)
    yield some


def places(ats: Iterable[Codes]) -> list[slice]:
    """Where each of several groups stands when they stand one after another."""
    ends = np.cumsum([0, *(at.size for at in ats)]).tolist()
    return [slice(*two) for two in pairwise(ends)]


def seen_with(case: Case, origins: Sequence[str], laid: Sequence[tuple[Candidate, Codes]]) -> Seen:
    """Of all of the candidates' students, one candidate's after another's."""
    whose = [at for _, at in laid]
    mine, count = places(whose), sum(at.size for at in whose)
    case = case.part(np.concatenate(whose))
    given = {**case.given}
    for name in laid[0][0].given:
        numbers = [students_first(part_of(one.given[name], at)) for one, at in laid]
        shapes = [(at.size, *one.shape[-2:]) for one, at in zip(numbers, whose, strict=True)]
        given[name] = side_by_side(numbers, shapes)
    ways = {
        name: [(one.swaps[name], place) for (one, _), place in zip(laid, mine, strict=True)]
        for name in laid[0][0].swaps
    }
    before = case.judged
    again = judge_again(
        before, case.key, case.own, case.equations({}), given, origins, trying=True, apart=ways
    )
    explained = np.zeros(count, dtype=int)
    against, dropped = (np.zeros(count, dtype=bool) for _ in range(2))
    for name, codes in again.codes.items():
        if name == case.line:
            continue
        was = before.codes[name]
        explained += ((was == WRONG) & (codes != WRONG)).sum(axis=(-2, -1))
        right, own = was == RIGHT, before.supported[name]
        against |= (right & own & ~again.supported[name]).any(axis=(-2, -1))
        dropped |= (right & ~own).any(axis=(-2, -1))
    left = np.broadcast_to(again.wrong(), (count,))
    return Seen(left, explained, against, dropped, again)
