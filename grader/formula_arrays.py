"""A formula of whole arrays as typed: dz2 @ a1.T, dz2 a1ᵀ, W2ᵀ dz2 ⊙ g'(z1).

@, · and what stands side by side are matrix products, * and ⊙ go entry by entry; a plain number may
stand anywhere. Arrays lie as the sheet lays them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from tracer.errors import InputError
from tracer.formula.operations import OPERATIONS, SIGNS
from tracer.formula.parse import parse
from tracer.formula.text import text as as_text
from tracer.formula.tree import (
    Formula,
    Name,
    substitute,
)
from tracer.rules.rule import Array
from tracer.symbols import Place
from tracer.trace import Trace

from .formula_allowed import all_entries, turned
from .formula_functions import Part
from .formula_names import Allowed, Names, Symbol
from .formula_spelling import spelled_out
from .formula_text import Reader, Written

TRANSPOSED = re.compile(r"\s*(?:\^\s*\{?\s*(?:\\top|\\intercal|⊤|T)\b\s*\}?|\^\s*⊤|[ᵀ⊤]|\.T\b)")
TRANSPOSES = re.compile(rf"(?:{TRANSPOSED.pattern})+")
CALLED = "|".join(name for name in OPERATIONS if name not in SIGNS)  # row_sums, concat, …
OPERATION = re.compile(rf"({CALLED})(?=\s*\()")
ENTRYWISE = re.compile(r"\\odot(?![A-Za-z])|\\circ(?![A-Za-z])|[⊙∘∗]|(?<!\*)\*(?!\*)")
HELD = "⊛"  # stands for ⊙ while the rest is spelled out
TURNED = ".T"
OUTSIDE = "+-⊙,<>="  # what a matrix product ends at
OPERATORS = "+-*/@⊙(,[<>="  # a sign behind one of them is no sum


@dataclass(frozen=True, slots=True)
class Whole:
    """What a name stands for: an array as the sheet lays it, and its sign."""

    name: str
    turned: bool
    sign: int = 1

    @property
    def index(self) -> tuple[Any, ...]:
        return (...,)

    def at(self, state: Mapping[str, Array]) -> Array:
        """Its value for those of the quantities, which may have leading axes."""
        array = self.sign * state[self.name]
        return array.mT if self.turned else array


@dataclass(frozen=True, slots=True)
class One:
    """What a name stands for: a single entry, among arrays."""

    symbol: Symbol

    @property
    def name(self) -> str:
        return self.symbol.name

    @property
    def sign(self) -> int:
        return self.symbol.sign

    @property
    def index(self) -> tuple[Any, ...]:
        return self.symbol.index

    def at(self, state: Mapping[str, Array]) -> Array:
        return self.symbol.at(state)[..., None, None]


class WholeNames(Names):
    """The names that may stand in the formula of a whole array: arrays, and single entries."""

    def of_trace(self, text: str) -> Any:
        known = self.trace
        if known.names.look_up(text) is None:
            return None
        try:
            found = known.names.find(text)
        except InputError:
            return None
        if found.name in known.plain:
            return None
        if found.place is None:
            return Whole(found.name, turned(known, found.name), found.sign)
        return super().of_trace(text)

    def entry(self, text: str) -> Any:
        found = super().entry(text)
        return One(found) if isinstance(found, Symbol) else found

    def of_ratio(self, text: str) -> Any:  # noqa: ARG002 dJ/dz[2] is a name of the trace
        return None

    def is_asked(self, text: str) -> bool:
        found = self.of_trace(text)
        return isinstance(found, Whole) and found.name == self.asked.name

    def check(self, found: Any, text: str) -> None:
        """Raises InputError for what may not be used, of an array for any of its entries."""
        if not isinstance(found, Whole):
            super().check(found.symbol if isinstance(found, One) else found, text)
            return
        for name, place in all_entries(self.trace, found.name):
            super().check(Symbol(name, place), text)

    @property
    def usable(self) -> list[str]:
        """Arrays that a message names."""
        known = self.trace
        if self.allowed is not None and self.allowed.only:
            return list(self.allowed.words)
        own = known.by_name.get(self.asked.name)
        before = known.steps[: own.number - 1] if own else known.steps
        forward = [step.name for step in before if step.equation.phase == "forward"]
        entries = self.allowed.entries if self.allowed else ()
        asked = [step.name for step in before if step.equation.phase not in ("forward", "cost")
                 and all(one in entries for one in all_entries(known, step.name))]  # fmt: skip
        names = dict.fromkeys((*known.given, *forward, *asked))
        return [as_text(known.symbols.tree(known.local(name))) for name in names]


class ArrayReader(Reader):
    """Reads a formula of whole arrays."""

    def spelled(self, text: str) -> str:
        text = TRANSPOSES.sub(odd, ENTRYWISE.sub(HELD, text))
        return spelled_out(text).replace(HELD, "⊙")

    def parsed(self, plain: str) -> Formula:
        return parse(plain, "answer", arrays=True)

    def next_part(self, text: str, at: int) -> Part:
        if operation := OPERATION.match(text, at):
            return Part(operation.end(1), operation[1], "function")
        part = super().next_part(text, at)
        made = part.text
        if part.kind == "name" and part.text.startswith("("):  # a slope, put in: entry by entry
            made = re.sub(r"(?<!\*)\*(?!\*)", "⊙", made)
        if part.kind in ("name", "close") and text.startswith(TURNED, part.end):
            return Part(part.end + len(TURNED), made + TURNED, part.kind)
        return Part(part.end, made, part.kind)


def odd(match: re.Match[str]) -> str:
    """Transposed twice is not transposed."""
    return f"{TURNED} " if len(TRANSPOSED.findall(match[0])) % 2 else " "


def names_of(
    known: Trace, name: str, sign: int, first: Place, allowed: Allowed | None
) -> WholeNames:
    """`first`: the first asked entry of the array, as calculated."""
    return WholeNames(known, Symbol(name, first, sign), allowed)


def readings(symbols: WholeNames, text: str) -> Iterator[Written]:
    """What a text says: ⊙ and products from left to right, and with products before ⊙. Raises
    InputError with what cannot be read."""
    reader = ArrayReader(symbols)
    first = reader.read(text)
    yield first
    loose = LooseReader(symbols)
    second = loose.read(text)
    if second.tree != first.tree:
        yield second


class LooseReader(ArrayReader):
    """The same with matrix products before ⊙: g'(z1) ⊙ W2ᵀ dz2."""

    def parsed(self, plain: str) -> Formula:
        return super().parsed(products_first(plain))


def products_first(text: str) -> str:
    """Parentheses around what is multiplied on either side of ⊙.

    >>> products_first("a⊙W.T*d+(b⊙c@d)")
    '(a)⊙(W.T*d)+((b)⊙(c@d))'
    """
    levels = [Level()]
    for at, sign in enumerate(text):
        before = text[:at].rstrip()[-1:]
        unary = sign in "+-" and (not before or before in OPERATORS)
        if sign == "⊙":
            levels[-1].factor()
        elif sign in OUTSIDE and not unary:
            levels[-1].ended(sign)
        elif sign in "([":
            levels[-1].now += sign
            levels.append(Level())
        elif sign in ")]" and len(levels) > 1:
            inner = levels.pop().ended("")
            levels[-1].now += inner + sign
        else:
            levels[-1].now += sign
    while len(levels) > 1:  # a parenthesis that is not closed: told when it is parsed
        inner = levels.pop().ended("")
        levels[-1].now += inner
    return levels[0].ended("")


@dataclass(slots=True)
class Level:
    """What was read inside one pair of parentheses: terms, the factors of the last one before a ⊙,
    and what stands behind it."""

    done: str = ""
    factors: list[str] = field(default_factory=list)
    now: str = ""

    def factor(self) -> None:
        self.factors.append(self.now)
        self.now = ""

    def ended(self, sign: str) -> str:
        """All of it, with what ends the term."""
        if self.factors:
            self.now = "⊙".join(f"({one})" for one in (*self.factors, self.now))
        self.done += self.now + sign
        self.factors, self.now = [], ""
        return self.done


def spoken(known: Trace, typed: Written) -> Written:
    """The formula with the sheet's own symbols where the reader put plain names."""
    own = {plain: known.symbols.tree(known.local(symbol.name))
           for plain, symbol in typed.symbols.items() if isinstance(symbol, Whole)
           and plain.startswith("_")}  # fmt: skip
    named = {plain: Name(as_text(tree)) for plain, tree in own.items()}
    tree = substitute(
        typed.tree, lambda node: named.get(node.text) if isinstance(node, Name) else None
    )
    symbols = {named[plain].text if plain in named else plain: symbol
               for plain, symbol in typed.symbols.items()}  # fmt: skip
    return Written(tree, symbols, typed.numbers)


Values: TypeAlias = dict[int, tuple[Mapping[str, Array], Array]]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One entry of a typed formula of arrays, its place as it is laid, in the stead of a formula
    of that entry. `values`: of the whole, by state, for all entries."""

    whole: Written
    place: Place
    values: Values

    @property
    def symbols(self) -> Mapping[str, Any]:
        return self.whole.symbols

    def at(self, state: Mapping[str, Array]) -> Array:
        """Its value for those of the quantities, which may have leading axes."""
        if id(state) not in self.values:
            self.values[id(state)] = state, np.asarray(self.whole.at(state))
        value = self.values[id(state)][1]
        return np.asarray(value[..., self.place[0] - 1, self.place[1] - 1])
