"""A number with all that honest rounding can have done to it, and how somebody rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from tracer.rules.rule import Array

if TYPE_CHECKING:
    from .tolerance import Tolerance

Mask: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.intp]
At: TypeAlias = NDArray[np.int_] | Mask | slice
"""Some of the students."""

DEVIATIONS = 4.0  # how far out, in standard deviations, a sum of very many roundings is believed
SECOND = 1.02  # what the curve of a function adds to a first derivative at three digits
NOISE = 1e-12  # relative: float64 in another order of summation
FLOAT = 1e-14  # relative to a line's terms: what float64 leaves of a sum that cancels
WHOLE = 1e-9  # as good as a whole number of units
SAME = 1e-12  # relative: the same number
GRIDS = 10.0 ** np.arange(4, -11, -1)


def part_of(array: Any, at: At) -> Any:
    """An array's part of some of the students; one that has one axis for all stays as it is."""
    several = isinstance(array, np.ndarray) and array.ndim > 2 and len(array) > 1
    return array[at] if several else array


def part_of_move(move: Array, at: At) -> Array:
    """The same of how far a line moves, which may have an axis of entries in front."""
    if move.ndim < 4:
        return np.asarray(part_of(move, at))
    return move[:, at] if move.shape[1] > 1 else move


def side_by_side(arrays: Iterable[Any], shapes: Iterable[tuple[int, ...]], axis: int = 0) -> Array:
    """Numbers of several groups of students as one array, each in its shape, one after another
    along the axis of students."""
    each = zip(arrays, shapes, strict=True)
    return np.concatenate([np.broadcast_to(one, shape) for one, shape in each], axis)


def taken(arrays: Mapping[str, Array], at: At) -> dict[str, Array]:
    return {name: part_of(array, at) for name, array in arrays.items()}


def students_first(array: Any) -> Array:
    """(rows, columns) → (1, rows, columns): arrays of numbers here all have an axis of students."""
    made = np.asarray(array, dtype=float)
    return made if made.ndim > 2 else made.reshape(1, *made.shape[-2:])


def all_entries(array: Any, shape: tuple[int, ...]) -> Any:
    """(students, …) → (students, rows, columns): what is the same along a row stands at each."""
    return np.broadcast_to(array, (len(array), *shape)) if np.ndim(array) > 2 else array


def entries_first(array: Any) -> Any:
    """(students, rows, columns) → (entries, students, 1, 1)."""
    array = np.asarray(array)
    if array.ndim < 3:
        return array
    return np.moveaxis(array.reshape(len(array), -1), -1, 0)[:, :, None, None]


class Sums(NamedTuple):
    """All roundings behind a number together, each as it moves this number, (students, rows,
    columns): `worst`, half of their units added up; `squares`, their variance; `cut` and `floor`,
    how far cutting all lines off, or rounding all down, shifts the number; `step_cut` and
    `step_floor`, the same of the steps inside lines, which not everybody rounds; `typed_cut` and
    `typed_floor`, of the numbers that were typed, behind which more may stand; `late_cut` and
    `late_floor`, of lines before which all was held in memory, and which would else need no
    rounding; `last_cut` and `last_floor`, of this number alone, where it is so."""

    worst: Any = 0.0
    squares: Any = 0.0
    cut: Any = 0.0
    floor: Any = 0.0
    step_cut: Any = 0.0
    step_floor: Any = 0.0
    typed_cut: Any = 0.0
    typed_floor: Any = 0.0
    late_cut: Any = 0.0
    late_floor: Any = 0.0
    last_cut: Any = 0.0
    last_floor: Any = 0.0

    def plus(self, other: Sums) -> Sums:
        return Sums(*map(add, self, other))

    def part(self, at: At) -> Sums:
        """The part of some of the students."""
        return Sums(*[part_of(one, at) for one in self])

    def ends(self, truncation: Any) -> tuple[Array, Array]:
        """How far down and up: whoever rounds is off to both sides as far as several roundings
        reach together; whoever cuts off or rounds down is shifted besides."""
        reach = SECOND * reached(self.worst, DEVIATIONS * np.sqrt(self.squares))
        down, up = -reach, reach
        shifts = (
            (self.cut, self.step_cut, self.typed_cut, self.late_cut, self.last_cut),
            (self.floor, self.step_floor, self.typed_floor, self.late_floor, self.last_floor),
        )
        lowest = np.minimum(*(sum(np.minimum(one, 0.0) for one in shift) for shift in shifts))
        highest = np.maximum(*(sum(np.maximum(one, 0.0) for one in shift) for shift in shifts))
        return down + np.where(truncation, lowest, 0.0), up + np.where(truncation, highest, 0.0)


def reached(worst: Any, far: Any) -> Any:
    """How far several roundings reach: a few by their `worst`, half of their units added up, very
    many by no more than `far`. In between nobody's are all at their worst (of four of one size the
    sum comes within a thirty-second of it once in a million times), so where both are alike it is
    less than either: by the 8-norm of 1/worst and 1/far, a twelfth."""
    smaller, larger = np.minimum(worst, far), np.maximum(worst, far)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where((larger > 0) & np.isfinite(larger), smaller / larger, 0.0)
    fourth = np.square(np.square(share))
    return smaller / np.sqrt(np.sqrt(np.sqrt(1 + fourth * fourth)))


@dataclass(frozen=True, eq=False)
class Source:
    """The roundings that an entry of a line adds to those before it, (students, rows, columns):
    half of their units, their variance, and their shifts as `Sums` has them."""

    half: Array
    sums: Sums

    @cached_property
    def by_entry(self) -> tuple[Any, ...]:
        """`half` and the sums with an axis of entries in front, (entries, students, 1, 1)."""
        shape = self.half.shape[-2:]
        return tuple(entries_first(all_entries(one, shape)) for one in (self.half, *self.sums))


@dataclass(frozen=True, eq=False)
class Ranged:
    """A number, (students, rows, columns), and how the roundings before it move it.

    `moves`: by line, how far half the units of each of its entries move this number, (entries,
    students, rows, columns); or entry by entry, (students, rows, columns). `sums`: of all
    roundings, the last line's own steps among them. `rest`: what does not go with the roundings,
    down and up: the second order, both sides of a kink. `grid`: every honest number here is a
    multiple of it, 0 where that is not known. `size`: the sum of its absolute terms. `source`: as
    the next lines read it, its own roundings."""

    value: Array
    truncation: Any = True
    sums: Sums = field(default_factory=Sums)
    rest: tuple[Any, Any] = (0.0, 0.0)
    moves: Mapping[str, Array] = field(default_factory=dict)
    grid: Any = 0.0
    size: Any = 0.0
    source: Source | None = None

    @cached_property
    def exact(self) -> Mask:
        """Where no rounding was made at all. A wrong calculation may make one column of many."""
        still = (np.asarray(self.sums.worst) == 0) & (self.rest[0] == 0) & (self.rest[1] == 0)
        return np.broadcast_to(still, np.broadcast_shapes(still.shape, np.shape(self.value)))

    @cached_property
    def sizes(self) -> Any:
        """The size of each entry, (entries, students, 1, 1)."""
        return entries_first(np.abs(self.value))

    @cached_property
    def moved(self) -> bool:
        """Whether any entry may be off."""
        return not bool(self.exact.all())

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        down, up = self.sums.ends(self.truncation)
        noise = NOISE * np.abs(self.value) + FLOAT * self.size
        with np.errstate(invalid="ignore"):
            low, high = self.value + down + self.rest[0], self.value + up + self.rest[1]
            return np.asarray(low - noise), np.asarray(high + noise)

    @property
    def low(self) -> Array:
        return self.ends[0]

    @property
    def high(self) -> Array:
        return self.ends[1]

    def part(self, at: At) -> Ranged:
        """The part of some of the students."""
        sums, source = self.sums.part(at), self.source
        if source is not None:  # a line that was written has no roundings but its own
            alike = sums if source.sums is self.sums else source.sums.part(at)
            source = Source(part_of(source.half, at), alike)
        return Ranged(
            part_of(self.value, at),
            part_of(self.truncation, at),
            sums,
            (part_of(self.rest[0], at), part_of(self.rest[1], at)),
            {line: part_of_move(move, at) for line, move in self.moves.items()},
            part_of(self.grid, at),
            part_of(self.size, at),
            source,
        )


class OfStudents(Protocol):
    """What can be parted by students."""

    def part(self, at: At) -> Self: ...


T = TypeVar("T", bound=OfStudents)


class Over(Mapping[str, T]):
    """Lines by name: `own` ones, over those that stand below."""

    def __init__(self, below: Mapping[str, T]) -> None:
        self.below = below
        self.own: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        return self.own[name] if name in self.own else self.below[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self.below), **self.own})

    def __len__(self) -> int:
        return len({*self.below, *self.own})


class Parts(Over[T]):
    """Some students' part of many lines, each made when it is asked for."""

    def __init__(self, below: Mapping[str, T], at: At) -> None:
        super().__init__(below)
        self.at = at

    def __getitem__(self, name: str) -> T:
        if name not in self.own:
            self.own[name] = self.below[name].part(self.at)
        return self.own[name]


def given(value: Array) -> Ranged:
    """A given number, which nobody rounds."""
    value = students_first(value)
    return Ranged(value, grid=decimal_grid(value), size=np.abs(value))


def decimal_grid(value: Array) -> Array:
    """The largest power of ten that a number is a multiple of; 0 for 1/3, ∞ for 0."""
    value = np.asarray(value)
    with np.errstate(all="ignore"):
        units = value[..., None] / GRIDS
        whole = np.abs(units - np.rint(units)) <= SAME * np.abs(units)
    grid = np.where(whole.any(axis=-1), GRIDS[whole.argmax(axis=-1)], 0.0)
    return np.where(value == 0, np.inf, grid)


class Rounding(NamedTuple):
    """How somebody rounds: to significant `digits`, a number or one a student, (..., 1, 1), or
    to `decimals`; `truncation`: or cuts the rest off. `steps`: whether the steps on the way may be
    rounded, or the answers only. `tolerance`: a fixed one, whatever is said of rounding."""

    digits: Any = 4
    decimals: int | None = None
    truncation: Any = True
    tolerance: Tolerance | None = None
    steps: bool = True

    def unit(self, size: Array) -> Array:
        """One unit of the last digit of numbers of that size; 0 for 0."""
        if self.decimals is not None:
            return np.full_like(size, 10.0**-self.decimals)
        return last_digit(size, self.digits)

    def at_least(self, digits: Array | None) -> Rounding:
        """The same with more digits where all numbers of a line, (students, rows, columns), show
        more."""
        if digits is None:
            return self
        fewest = np.where(digits > 0, digits, np.inf).min(axis=(-2, -1), keepdims=True)
        return self._replace(
            digits=np.maximum(self.digits, np.where(np.isfinite(fewest), fewest, 0))
        )

    def part(self, at: At) -> Rounding:
        """The part of some of the students."""
        digits, truncation = part_of(self.digits, at), part_of(self.truncation, at)
        return self._replace(digits=digits, truncation=truncation)


# A look into a table is faster than a power; 0 at both ends, for 0, ∞ and NaN.
POWERS = np.array([*10.0 ** np.arange(-350, 309), 0.0])


def last_digit(size: Array, digits: Any) -> Array:
    """The worth of the last one of that many significant digits; 0 for 0."""
    with np.errstate(all="ignore"):
        power = np.floor(np.log10(np.abs(size))) + (351 - np.asarray(digits))
    at = np.fmax(np.fmin(power, len(POWERS) - 1), 0.0)
    return np.asarray(POWERS[at.astype(np.intp)])


def on_grid(value: Any, unit: Any, size: Any = None) -> Mask:
    """Whether a number is a whole number of units, and so not changed by rounding to them. `size`:
    of the terms that it was made of, where that is known: 0.9999999998 is not 1."""
    with np.errstate(all="ignore"):
        units = value / unit
        noise = WHOLE if size is None else FLOAT * size / unit
        whole = np.abs(units - np.rint(units)) <= noise + SAME * np.abs(units)
    return np.asarray(whole | ~np.isfinite(units))
