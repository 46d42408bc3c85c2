"""What a wrong line's numbers fit: a mistake of the table, in it or in an unwritten line before
it; a slip in typing; a given number misread. At most one thing went wrong at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import MISTAKES, Mistake, swaps_of
from tracer.rules.rule import Array
from tracer.trace import Trace

from .exercise_file import Exercise
from .follow import agrees
from .judge import WRONG, Judged, Key, judge
from .paper import Paper
from .ranged import Mask, Ranged
from .replay import Replay

NEAR = 0.05  # relative: how near the wrong calculation must come before its range is worked out
WIDEST = 0.25  # relative: a range that is wider fits nearly anything
NOTHING = 1e-9  # a sum that cancels: no number that anybody copies
MOST_GIVEN = 300  # misread given numbers that are tried for one line


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one wrong line fits. `names`: the mistakes that give its numbers; `swaps` and `given`:
    what is laid into the loop; `origins`: where it was made; `accepted`: taught as right here."""

    names: tuple[str, ...]
    origins: tuple[str, ...]
    swaps: Mapping[str, Equation] = field(default_factory=dict)
    given: Mapping[str, Array] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    accepted: bool = False
    removes: bool = False
    says: str = ""

    @property
    def typed(self) -> bool:
        """Whether it is a slip in what was typed, and nothing is calculated in another way."""
        return not self.swaps and not self.given


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mistake whose numbers fit. `partly`: only the wrong entries do; `far`: how far off the
    typed number is, in units of its last digit; `swaps`: one line, or the same mistake in several;
    `given`: the given numbers as they were misread."""

    name: str
    partly: bool
    far: float
    generic: bool = False
    removes: bool = False
    says: str = ""
    swaps: Mapping[str, Equation] = field(default_factory=dict)
    given: Mapping[str, Array] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def swaps_in(trace: Trace, equation: Equation) -> tuple[tuple[Mistake, Equation], ...]:
    """All mistakes that can be made in a line; the same for every student."""
    return tuple(swaps_of(trace, equation))


def diagnose(
    sheet: Exercise,
    key: Key,
    own: Paper,
    judged: Judged,
    line: str,
    swapped: Mapping[str, Equation],
    given: Mapping[str, Array],
) -> Explanation | None:
    """What explains the wrong entries of a line; None if nothing does."""
    equations = [swapped.get(equation.target, equation) for equation in key.equations]
    replay = Replay(equations, own, judged.followed, line)
    wrong = judged.codes[line] == WRONG
    found = list(of_table(sheet.trace, replay, wrong, swapped))
    named = [one for one in found if not one.generic]
    found = named or [*found, *typed_slips(replay, wrong)]
    found = found or list(misread(key, replay, wrong, given))
    if not found:
        return None
    best = the_best(key, own, found, swapped, given)
    first = best[0]
    names = tuple(dict.fromkeys(one.name for one in best))
    origins = (*first.swaps, *first.given) or (line,)
    return Explanation(
        names,
        origins,
        first.swaps,
        first.given,
        accepted=bool(set(names) & set(sheet.accept)),
        removes=any(one.removes for one in best),
        says=first.says or MISTAKES[first.name],
    )


def of_table(
    trace: Trace, replay: Replay, wrong: Mask, swapped: Mapping[str, Equation]
) -> Iterator[Candidate]:
    """The mistakes of the table that give the line's numbers: made once, or in every unwritten
    line before it in which they can be made in the same way."""
    makers = {equation.target: equation for equation in replay.equations}
    several: dict[tuple[Mistake, int], dict[str, Equation]] = {}
    for origin in replay.hidden_before():
        if origin not in makers or origin in swapped:
            continue
        counted: dict[Mistake, int] = {}
        for mistake, swap in swaps_in(trace, makers[origin]):
            if mistake.generic and origin != replay.line:
                continue
            yield from fitting(replay, wrong, mistake.name, {origin: swap}, {}, mistake)
            counted[mistake] = counted.get(mistake, 0) + 1
            several.setdefault((mistake, counted[mistake]), {})[origin] = swap
    for (mistake, _), swaps in several.items():
        if len(swaps) > 1 and not mistake.generic:
            yield from fitting(replay, wrong, mistake.name, swaps, {}, mistake)


def fitting(
    replay: Replay,
    wrong: Mask,
    name: str,
    swaps: Mapping[str, Equation],
    given: Mapping[str, Array],
    mistake: Mistake | None = None,
) -> Iterator[Candidate]:
    """The candidate, if the line's wrong entries are what it gives: first by the number alone,
    then by its range."""
    written = replay.paper.fine[replay.line]
    value = replay.value(swaps, given)
    size = np.maximum(np.abs(written.value), np.abs(value))
    with np.errstate(invalid="ignore"):
        off = np.abs(written.value - value)
        near = off <= NEAR * size + 2 * written.unit
    if not near[wrong].all():
        return
    line = replay.range(swaps, given)
    fits = agrees(written.value, written.unit, line, replay.paper.rounding)
    narrow = line.high - line.low <= WIDEST * size + written.unit
    if not (fits & narrow)[wrong].all():
        return
    unit = np.where(written.unit > 0, written.unit, np.maximum(1e-12 * size, 1e-300))
    yield Candidate(
        name,
        partly=not fits[written.there].all(),
        far=float((off / unit)[wrong].max()),
        generic=mistake is not None and mistake.generic,
        removes=mistake is not None and mistake.removes,
        says=mistake.says if mistake else "",
        swaps=swaps,
        given=given,
    )


def the_best(
    key: Key,
    own: Paper,
    found: list[Candidate],
    swapped: Mapping[str, Equation],
    given: Mapping[str, Array],
) -> list[Candidate]:
    """Those that leave the fewest numbers of the whole sheet unexplained, and among them those
    that come as near as a typed number can; made once rather than several times."""
    left = [0] * len(found)
    if len(found) > 1:
        left = [unexplained(key, own, one, swapped, given) for one in found]
    ranks = [(one.partly, count) for one, count in zip(found, left, strict=True)]
    best = [one for one, rank in zip(found, ranks, strict=True) if rank == min(ranks)]
    near = [one for one in best if one.far <= 1.0] or best
    fewest = min(len(one.swaps) for one in near)
    return [one for one in near if len(one.swaps) == fewest]


def unexplained(
    key: Key,
    own: Paper,
    one: Candidate,
    swapped: Mapping[str, Equation],
    given: Mapping[str, Array],
) -> int:
    """How many written numbers are still wrong once the candidate is laid into the loop."""
    swaps = {**swapped, **one.swaps}
    lines = [swaps.get(equation.target, equation) for equation in key.equations]
    judged = judge(key, own, lines, {**given, **one.given})
    return sum(int((codes == WRONG).sum()) for codes in judged.codes.values())


def typed_slips(replay: Replay, wrong: Mask) -> Iterator[Candidate]:
    """Two digits of the typed number swapped, or the number of a neighbouring entry."""
    line = replay.followed.line.get(replay.line)
    if line is None:
        return
    for name, ways in (("digits-swapped", swapped_digits), ("neighbour-copied", neighbours)):
        if all(
            any(fits(replay, line, at, other) for other in ways(replay, line, at))
            for at in map(tuple, np.argwhere(wrong))
        ):
            yield Candidate(name, partly=False, far=0.0, generic=True)


def fits(replay: Replay, line: Ranged, at: tuple[int, ...], number: tuple[float, bool]) -> bool:
    """Whether a number would have been right at a place, or is what stands there (a copy)."""
    value, copied = number
    written = replay.paper.fine[replay.line]
    if copied:
        return bool(abs(value - written.value[at]) <= written.unit[at])
    one = Ranged(line.value[at], line.low[at], line.high[at])
    return bool(agrees(np.asarray(value), written.unit[at], one, replay.paper.rounding).all())


def swapped_digits(
    replay: Replay, _line: Ranged, at: tuple[int, ...]
) -> Iterator[tuple[float, bool]]:
    """The numbers with two neighbouring digits exchanged."""
    written = replay.paper.fine[replay.line]
    value, worth = float(written.value[at]), float(written.unit[at])
    if worth <= 0:
        return
    digits = str(round(abs(value) / worth))
    sign = -1.0 if value < 0 else 1.0
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            turned = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            yield sign * int(turned) * worth, False


def neighbours(_replay: Replay, line: Ranged, at: tuple[int, ...]) -> Iterator[tuple[float, bool]]:
    """The right numbers of the other entries of the line."""
    for other in np.ndindex(line.value.shape):
        if other != at and abs(line.value[other]) > NOTHING:
            yield float(line.value[other]), True


def misread(
    key: Key, replay: Replay, wrong: Mask, given: Mapping[str, Array]
) -> Iterator[Candidate]:
    """A given number read with the wrong sign, with two digits swapped, or from a neighbour."""
    tried = 0
    for name in replay.hidden_before():
        if name not in key.given or name in replay.paper.fine:
            continue
        array = np.asarray(given[name])
        for at in np.ndindex(array.shape):
            for mistake, other in misreadings(array, at):
                tried += 1
                if tried > MOST_GIVEN:
                    return
                changed = array.copy()
                changed[at] = other
                yield from fitting(replay, wrong, mistake, {}, {name: changed})


def misreadings(array: Array, at: tuple[int, ...]) -> Iterator[tuple[str, float]]:
    value = float(array[at])
    if value != 0:
        yield "given-sign", -value
    text = f"{abs(value):.10g}"
    for place in range(len(text) - 1):
        pair = text[place : place + 2]
        if pair.isdigit() and pair[0] != pair[1]:
            turned = float(text[:place] + pair[::-1] + text[place + 2 :])
            yield "given-digits-swapped", turned if value >= 0 else -turned
    for axis in range(array.ndim):
        for step in (-1, 1):
            near = list(at)
            near[axis] += step
            if 0 <= near[axis] < array.shape[axis] and array[tuple(near)] != value:
                yield "given-neighbour", float(array[tuple(near)])
