"""What the names in a typed formula stand for, and which of them it may use.

It may use every forward quantity, by the sheet's own symbols, canonical names (a[1][2,1]) or those
of `backprop expand` (h2); a derivative only if that is given or asked for before; or, where the
author says `allowed`, what he lists and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from tracer.errors import InputError, shown
from tracer.expand import expand, scalars
from tracer.expression import Expression
from tracer.expression_lines import Line
from tracer.formula.tree import names
from tracer.layout import flipped
from tracer.network import Network
from tracer.rules.rule import Array
from tracer.symbols import Place, entry_name, split_entry
from tracer.trace import Trace

WORD = re.compile(r"[^\W\d]\w*")
NAME = r"[^\W\d]\w*(?:\[\d+\])?(?:\[\d+,\s*\d+\])?"
RATIO = re.compile(rf"(?:∂\s*|d)(?P<of>{NAME})\s*/\s*(?:∂\s*|d)(?P<by>{NAME})")
LOCAL = re.compile(r"[d∂]\(\w+\)\s*/\s*[d∂]\(\w+\)")
SCALAR = re.compile(
    r"(?P<d>(?:(?:∂\s*|d)(?P<cost>[^\W\d]\w*)\s*/\s*)?(?:∂\s*|d))?(?P<name>[^\W\d]\w*)"
)
MOST_LISTED = 16  # symbols that a message names
MOST_SCALARS = 400  # neurons times samples of a network that is written as scalars
EARLIER = "what is given, or stands before it on the sheet"
EXAMPLE = "2*x1 + 3*x2"

At: TypeAlias = tuple[str, Place]  # an entry, its place as calculated


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name of a formula stands for: an entry as it is calculated, and its sign."""

    name: str
    place: Place
    sign: int = 1

    @property
    def index(self) -> tuple[Any, ...]:
        """Where it stands in the array."""
        return (..., self.place[0] - 1, self.place[1] - 1)

    def at(self, state: Mapping[str, Array]) -> Array:
        """Its value for those of the quantities, which may have leading axes."""
        return np.asarray(self.sign * state[self.name][self.index])


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a formula may use beside numbers. `only`: the entries and nothing else; else every
    forward quantity, and of all others the entries, which are asked for before. `words`: those
    entries as a message names them."""

    entries: frozenset[At] = frozenset()
    words: tuple[str, ...] = ()
    only: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """The names that may stand in the formula of one asked entry. `allowed` None: all that
    stands before it."""

    trace: Trace
    asked: Symbol
    allowed: Allowed | None = None

    def symbol(self, text: str) -> Symbol | None:
        """The entry that a name means; None for what is none: a function, alpha, pi. Raises
        InputError for one that may not be used here."""
        found = self.entry(text) or self.of_ratio(text)
        if found is not None:
            self.check(found, text)
        return found

    def entry(self, text: str) -> Symbol | None:
        return self.of_trace(text) or self.of_scalars(text)

    def of_trace(self, text: str) -> Symbol | None:
        known = self.trace
        meant = known.names.look_up(text)
        if meant is None or (LOCAL.fullmatch(text) and meant.name not in known.state):
            return None  # no name, or the derivative of a whole line where steps are derived
        try:
            found = known.names.find(text)
            if found.name in known.plain:
                return None  # an answer, no quantity
        except InputError as error:
            array, place = split_entry(text)
            if place is not None and array in known:
                raise fault(error.wrong, error.expected) from None
            return None
        if found.place is None and known.laid(found.name).shape[-2:] != (1, 1):
            if scalar := self.of_scalars(text):
                return scalar  # b1 is the first bias, where b[1] has several
            example = entry_name(found.name, (1, 1))
            raise fault(f"{shown(text)} is a whole matrix", f"one entry of it, such as {example}")
        lies = not known.scalar(found.name) and known.lies(found.name)
        return Symbol(found.name, flipped(found.place or (1, 1), lies), found.sign)

    def of_scalars(self, text: str) -> Symbol | None:
        """w1, h2, dJ/dw1 as `backprop expand` calls the entries of a network."""
        match = SCALAR.fullmatch(text)
        place = scalars_of(self.trace.source).get(match["name"]) if match else None
        if match is None or place is None or not self.is_cost(match["cost"]):
            return None
        name = f"dJ/d{place[0]}" if match["d"] else place[0]
        known = name in self.trace.state
        return Symbol(name, (place[1], place[2])) if known else None

    def is_cost(self, text: str | None) -> bool:
        """Whether J is meant, by a usual letter or the sheet's own; nothing at all means it."""
        if text is None or text in ("J", "L", "E", "C"):
            return True
        found = self.trace.names.look_up(text)
        return found is not None and found.name == "J"

    def of_ratio(self, text: str) -> Symbol | None:
        """dc/dh, where c and h are single entries. Raises InputError where no line makes it."""
        match = RATIO.fullmatch(text)
        of, by = (self.entry(match[part]) for part in ("of", "by")) if match else (None, None)
        if match is None or of is None or by is None:
            return None
        found = next(((name, at) for name, at in self.slopes(of, by) if name in self.trace.state),
                     None)  # fmt: skip
        if found is not None:
            return Symbol(*found, of.sign * by.sign)
        if self.fits(f"d{match['of']}") and self.fits(f"d{match['by']}"):
            return None  # dw1/dw2: one gradient over another
        raise self.refused(text)

    def slopes(self, of: Symbol, by: Symbol) -> Iterator[At]:
        """What the trace may call the derivative of one entry by another."""
        if not isinstance(self.trace.source, Network):
            yield f"d{of.name}/d{by.name}", (1, 1)
            if direct(self.trace.source.lines, of.name, by.name):
                yield f"d({of.name})/d({by.name})", (1, 1)
        elif self.trace.scalar(of.name):
            yield f"d{of.name}/d{by.name}", by.place
        elif of.place == by.place and f"d{of.name}/d{by.name}" in self.trace.state:
            outputs = self.trace.state[by.name].shape[-2]
            columns = self.trace.state[by.name].shape[-1]
            own = self.trace.state[f"d{of.name}/d{by.name}"].shape[-1]
            (i, n), k = of.place, by.place[0]
            # softmax has a Jacobian of each sample, side by side
            yield f"d{of.name}/d{by.name}", (i, n if own == columns else (n - 1) * outputs + k)

    def is_asked(self, text: str) -> bool:
        """Whether a name means what is asked for."""
        try:
            return (self.entry(text) or self.of_ratio(text)) == self.asked
        except InputError:
            return False

    # What may be used

    def check(self, found: Symbol, text: str) -> None:
        """Raises InputError for what may not be used."""
        at = (found.name, found.place)
        if self.allowed is not None and self.allowed.only:
            if at not in self.allowed.entries:
                raise fault(f"{shown(text)} may not be used here", ", ".join(self.usable))
        elif at == (self.asked.name, self.asked.place):
            raise fault(f"{shown(text)} is what is asked for", EARLIER)
        elif (self.allowed and at in self.allowed.entries) or found.name in self.trace.given:
            return
        elif found.name in internal(self.trace):
            raise self.no_symbol(text)
        elif self.allowed is not None and not self.forward(found.name):
            raise self.refused(text)
        elif not self.before(found):
            raise fault(f"{shown(text)} is not known yet when this is worked out", EARLIER)

    def may(self, found: Symbol) -> bool:
        """Whether a formula may use an entry."""
        try:
            self.check(found, found.name)
        except InputError:
            return False
        return True

    def forward(self, name: str) -> bool:
        """Whether it is a forward quantity: given, or a line on the way to the cost."""
        step = self.trace.by_name.get(name)
        return step is None or step.equation.phase in ("forward", "cost")

    def before(self, found: Symbol) -> bool:
        """Whether a quantity is worked out before the asked one."""
        steps = self.trace.by_name
        if found.name == self.asked.name:
            return True  # another entry of the same array
        own = steps.get(self.asked.name)
        return own is None or steps[found.name].number < own.number

    @property
    def usable(self) -> list[str]:
        """What a message lists: names that may be used."""
        if self.allowed is not None and self.allowed.only:
            return list(self.allowed.words)
        words = list(self.allowed.words) if self.allowed else []
        listed = [name for name in symbols_of(self.trace) if self.fits(name)]
        return [*listed[:MOST_LISTED], *(["…"] if len(listed) > MOST_LISTED else []), *words]

    def fits(self, name: str) -> bool:
        """Whether the sheet's name is one that may be used."""
        try:
            return self.symbol(name) is not None
        except InputError:
            return False

    def no_symbol(self, text: str) -> InputError:
        return fault(f"{shown(text)} is no symbol of this sheet", ", ".join(self.usable))

    def refused(self, text: str) -> InputError:
        wrong = f"{shown(text)} is neither given nor asked for before this"
        return fault(wrong, f"a formula in {', '.join(self.usable)}")


def fault(wrong: str, expected: str) -> InputError:
    return InputError("answer", wrong, expected=expected, example=EXAMPLE)


@lru_cache(maxsize=64)
def internal(trace: Trace) -> frozenset[str]:
    """The elementary steps of an expression that the author did not write, u1, u2, …, and all
    derivatives of them and by them."""
    source = trace.source
    if isinstance(source, Network):
        return frozenset()
    hidden, found = source.unnamed, set()
    for name in trace.state:
        what = trace.local(name)
        if what.base in hidden or (what.by is not None and what.by.base in hidden):
            found.add(name)
    return frozenset(found)


def direct(lines: Sequence[Line], of: str, by: str) -> bool:
    """Whether a line reads a name itself, and nothing else that depends on it."""
    reached = {by}
    for line in lines:
        used = reached.intersection(names(line.tree))
        if line.name == of:
            return used == {by}
        if used:
            reached.add(line.name)
    return False


@lru_cache(maxsize=64)
def scalars_of(source: Network | Expression) -> Mapping[str, tuple[str, int, int]]:
    """The names that a small network's entries have when it is written as scalars."""
    if not isinstance(source, Network) or sum(source.sizes) * max(source.N, 1) > MOST_SCALARS:
        return {}
    try:
        return scalars(source)
    except InputError:
        return {}  # it starts in the middle: only the sheet's own names are there


@lru_cache(maxsize=64)
def written_out(source: Network | Expression) -> Expression | None:
    """A small network as an expression of those names; None for all else."""
    return expand(source) if isinstance(source, Network) and scalars_of(source) else None


def symbols_of(trace: Trace) -> list[str]:
    """Names that a formula may use, the sheet's own first."""
    source = trace.source
    if isinstance(source, Expression):
        return [*source.variables, *(line.name for line in source.lines[:-1])]
    forward = (symbol for symbol, target in source.names.items() if "/" not in target)
    own = [symbol for symbol in forward if WORD.fullmatch(symbol)]
    return own or list(scalars_of(source)) or list(trace.given)
