"""An exercise: a network or an expression, what is asked of it, the settings of its marking.

exercise_file.py reads one from a file, ask_kinds.py is the table of what an ask may want.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from tracer.checks import visible
from tracer.expression import Expression
from tracer.layout import flipped
from tracer.network import Network
from tracer.quantity import quantity
from tracer.symbols import Place
from tracer.trace import Trace, trace

from .manual import Manual, manual_parts
from .settings import CREDIT
from .tolerance import Tolerance

if TYPE_CHECKING:  # with it come the mistakes, which right answers do not need
    from .derivation import Planted

Reveal: TypeAlias = Literal["never", "wrong-line", "all"]
Rounded: TypeAlias = Literal["free", "every_step", "at_the_end"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One array, or some entries of it (as the sheet lays them), with points for each entry; or,
    `alone`, a question without a quantity, whose answer is called `name`.

    `kind`: an entry of the table in ask_kinds.py. `beside`: the same entries are asked for as
    numbers, too, so that the answer is called `dJ/dw (formula)`. `title`: the author's own words.
    """

    name: str
    places: tuple[Place, ...] | None = None
    points: float | None = None  # all entries together; None: one an entry
    kind: str = "number"
    sign: int = 1
    keys: Mapping[str, Any] = field(default_factory=dict)
    alone: bool = False
    beside: bool = False
    called: str = ""  # what the file calls its answer, where that is another name than usual

    @property
    def title(self) -> str:
        return visible(str(self.keys.get("title", "")))


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """A network or an expression, what is asked of it, and the settings of the marking.

    `asks` None: everything is asked that was typed, one point an entry. An exercise is the list of
    its `parts`, each of which is one of these: the first, which the others are `further` to. What
    takes one network takes a part; what takes the whole goes through the list.
    """

    source: Network | Expression
    asks: tuple[Ask, ...] | None = None
    id: str = ""
    title: str = ""
    digits: int = 4
    decimals: int | None = None
    min_digits: int = 3
    truncation: bool = True
    rounding: Rounded = "free"
    tolerance: Tolerance | None = None  # a fixed one instead of what rounding explains
    reveal: Reveal = "wrong-line"
    accept: tuple[str, ...] = ()
    repeat: Literal["once", "each"] = "once"
    credit: Mapping[str, float] = field(default_factory=lambda: CREDIT)
    coarse_costs_at_most: float = 0.1
    steps: int = 1
    until: Literal["no-error"] | None = None  # a perceptron's epochs, all that it needs
    derivation: tuple[Planted, ...] = ()  # the mistakes of which a student has to find one
    keys: Mapping[str, Any] = field(default_factory=dict)  # of the file, as they stand there
    part: str = ""  # its name; "" where there is only one
    part_title: str = ""
    further: tuple[Exercise, ...] = ()
    like: str = ""  # the part whose numbers it shares, but for those of the keys `changed`
    changed: frozenset[str] = frozenset()
    table: Mapping[str, Any] = field(default_factory=dict)  # of the part, as it stands in the file
    words_alone: bool = False  # of its network or expression there is nothing to say

    @cached_property
    def parts(self) -> tuple[Exercise, ...]:
        """All the parts, in order; none knows of the others."""
        return (replace(self, further=()), *self.further) if self.further else (self,)

    @cached_property
    def by_itself(self) -> Exercise:
        """A part as an exercise of its own: in it, names need no bracket."""
        return replace(self, part="", further=()) if self.part else self

    @cached_property
    def traced(self) -> Network | Expression:
        """The source, traced so that what is asked is a line."""
        source = self.source
        asked = [ask.name for ask in self.asks or ()]
        if isinstance(source, Expression) and any(" via " in name for name in asked):
            source = source.replaced(apart=True)  # the part of one use is then a line
        if any(quantity(name).role == "change" for name in asked):
            source = source.replaced(update_as="step")  # Δw comes before the new w
        return source

    @cached_property
    def trace(self) -> Trace:
        known = trace(self.traced, self.steps)
        if alone := [ask.name for ask in self.asks or () if ask.alone]:
            ones = np.ones((*known.students, 1, 1))  # answers like any other; no line makes them
            known = known.with_state({**known.state, **dict.fromkeys(alone, ones)})
        if self.derivation:
            from .derivation import with_answers

            return with_answers(self, known)
        return known

    @property
    def students(self) -> int | None:
        """How many there are, where it has the numbers of a class; None: it is one student's."""
        axes = [part.trace.students for part in self.parts]
        return max((axis[0] for axis in axes if axis), default=None)

    @property
    def steps_rounded(self) -> bool:
        """Whether the steps on the way may be rounded, not only the answers."""
        return self.rounding != "at_the_end"

    @cached_property
    def manual(self) -> tuple[Manual, ...]:
        """What a person marks, part by part: what is on paper, then the answers in words."""
        if self.further:
            parts = (one for part in self.parts for one in part.manual)
            return (*manual_parts(self.keys), *parts)
        words = (ask for ask in self.asks or () if ask.kind == "text")
        found = (
            *manual_parts(self.table if self.part else self.keys),
            *(Manual(ask.title, asked_points(self, ask), name=ask.name) for ask in words),
        )
        return tuple(one._replace(part=self.part) for one in found)

    def each(self, change: Callable[[Exercise], Exercise]) -> Exercise:
        """The same with every part changed."""
        first, *others = map(change, self.parts)
        return replace(first, further=tuple(others))

    def lasting(self, steps: int) -> Exercise:
        """The same exercise over at least that many iterations."""
        if steps <= self.steps:
            return self
        return replace(self, steps=steps)

    def by_lines(self, names: Collection[str]) -> Exercise:
        """The same exercise with backward from line to line, where one of the names is that of a
        whole line's derivative, which elementary steps do not make."""
        known = self.trace
        if isinstance(self.source, Network) or all(name in known.state for name in names):
            return self
        if not any(name in known.by_lines.state for name in names):
            return self
        return replace(self, source=self.source.replaced(by_lines=True))


@lru_cache(maxsize=1024)
def alone(sheet: Exercise, student: int) -> Exercise:
    """The exercise with one student's numbers."""
    if not sheet.trace.students:
        return sheet
    return replace(sheet, source=sheet.source.student(student))


def by_alpha(sheet: Exercise, students: int) -> list[tuple[list[int], Exercise]]:
    """Places in a class of so many students, and the exercise with their numbers along its leading
    axis: all whose α is the same together, since it stands in the equations themselves."""
    alphas = [np.ravel(part.source.alpha) for part in sheet.parts]  # of each student, or of all
    if all(one.size == 1 for one in alphas):
        return [(list(range(students)), sheet)]
    rows = list(map(tuple, np.stack(np.broadcast_arrays(*alphas), axis=1).tolist()))
    groups = [[at for at, own in enumerate(rows) if own == row] for row in dict.fromkeys(rows)]
    return [(at, some(sheet, at, rows[at[0]])) for at in groups]


def some(sheet: Exercise, students: Sequence[int], alphas: Sequence[float | None]) -> Exercise:
    """The exercise with the numbers of some students, who have one α; that of each part."""
    known = {part.part: alpha for part, alpha in zip(sheet.parts, alphas, strict=True)}

    def changed(part: Exercise) -> Exercise:
        source = part.source.some(students).replaced(alpha=known[part.part])
        return replace(part, source=source)

    return sheet.each(changed)


def laid(sheet: Exercise, name: str, place: Place) -> Place | None:
    """A place as the exercise lays it; None for a plain number."""
    known = sheet.trace
    return None if known.scalar(name) else flipped(place, known.lies(name))


def asked_places(sheet: Exercise, ask: Ask) -> list[Place]:
    """The entries that are asked for, as calculated; those of no connection are not."""
    known = sheet.trace
    lies = not known.scalar(ask.name) and known.lies(ask.name)
    if ask.places is not None:
        return [flipped(place, lies) for place in ask.places]
    absent = set(known.absent(ask.name))
    rows, columns = known.laid(ask.name).shape[-2:]
    laid = ((i, j) for i in range(1, rows + 1) for j in range(1, columns + 1))
    return [flipped(place, lies) for place in laid if place not in absent]


def as_whole(sheet: Exercise, ask: Ask) -> bool:
    """Whether one formula may be written for all entries of an array."""
    return ask.kind == "formula" and ask.places is None and len(asked_places(sheet, ask)) > 1


def asked_points(sheet: Exercise, ask: Ask) -> float:
    """The points of all the entries of an ask together: one an entry unless it says otherwise."""
    if ask.points is not None:
        return float(ask.points)
    return float(len(asked_places(sheet, ask)))
