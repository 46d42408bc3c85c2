"""A formula as typed, read with the names of the sheet: 2xy, w1·h1, σ'(z), a[1][2,1]·delta, ln x.

Names that formulas cannot hold (dJ/dz[2]) are put aside for plain ones, signs that people leave
out are put in, and then it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from tracer.errors import InputError, shown
from tracer.expression import Expression
from tracer.expression_lines import assigned
from tracer.formula.parse import parse
from tracer.formula.text import spelled, split, superscript
from tracer.formula.text import symbol as unicode
from tracer.formula.tree import Formula, names
from tracer.formula.value import value
from tracer.names import loose
from tracer.rules.rule import Array
from tracer.setting_sentences import alpha_named
from tracer.trace import Trace

from .answers import CONSTANTS, LONGEST
from .formula_functions import CALLED, NUMBER, Part, function_part, glued
from .formula_names import LOCAL, NAME, RATIO, WORD, Names, Symbol, fault, scalars_of
from .formula_spelling import spelled_out

CANDIDATES = (LOCAL, RATIO, re.compile(NAME))  # longest first
ENDS = ("number", "name", "close")  # parts with which a factor ends …
BEGINS = ("number", "name", "open", "function")  # … and begins: 2x, p(1 − p), (1 − a)(1 + a)
LONGEST_BESIDE = 40  # letters that may stand beside each other


@dataclass(frozen=True, slots=True)
class Written:
    """A formula and what its names stand for; alpha, e and pi are plain numbers."""

    tree: Formula
    symbols: Mapping[str, Any]  # a Symbol each; of whole arrays those of formula_arrays.py
    numbers: Mapping[str, float]

    def at(self, state: Mapping[str, Array]) -> Any:
        """Its value for those of the quantities, which may have leading axes."""
        known: dict[str, Any] = {name: symbol.at(state) for name, symbol in self.symbols.items()}
        with np.errstate(all="ignore"):
            return np.asarray(value(self.tree, {**self.numbers, **known}), dtype=float)


class Typed(Protocol):
    """What a formula is to whoever compares it: what it names, and its value."""

    @property
    def symbols(self) -> Mapping[str, Any]: ...

    def at(self, state: Mapping[str, Array]) -> Any: ...


@dataclass(slots=True)
class Reader:
    """Reads a formula with the names that may stand in it."""

    names: Names
    symbols: dict[str, Any] = field(default_factory=dict)
    prefix: str = "_q"
    depth: int = 0

    @property
    def trace(self) -> Trace:
        return self.names.trace

    @property
    def letters(self) -> frozenset[str]:
        """The sheet's own names, as they are spelled."""
        return letters_of(self.trace)

    @property
    def numbers(self) -> Mapping[str, float]:
        """Names that are plain numbers."""
        return {**CONSTANTS, **alpha_of(self.trace)}

    def read(self, text: str) -> Written:
        """Raises InputError with what cannot be read, or not be used, and where it stands."""
        if len(text) > LONGEST:
            raise fault(f"this is longer than {LONGEST} characters", "a formula")
        for own, plain in raised_of(self.trace):
            text = text.replace(own, plain)
        text = self.spelled(text)
        self.symbols = {}
        while self.prefix in text:
            self.prefix += "q"
        left, equals, right = assigned(text)
        if equals and (not left.strip() or self.names.is_asked(left.strip())):
            text = right  # dy/dx = 2x
        tree = self.parsed(self.plain(text))
        strange = [one for one in names(tree) if one not in {**self.symbols, **self.numbers}]
        if strange:
            raise self.names.no_symbol(strange[0])
        return Written(tree, self.symbols, self.numbers)

    def spelled(self, text: str) -> str:
        """In the signs that are read."""
        return spelled_out(text)

    def parsed(self, plain: str) -> Formula:
        return parse(plain, "answer")

    def plain(self, text: str) -> str:
        """The text with a plain name for every quantity in it, and a * where 2x has none."""
        parts: list[str] = []
        at, before, operator = 0, "", ""
        outside: list[str] = []
        while at < len(text):
            end, part, kind = self.next_part(text, at)
            if before in ENDS and kind in BEGINS and (before, kind) != ("number", "number"):
                raised = (
                    operator in ("^", "**") and before != "close" and not text[at - 1].isspace()
                )
                if operator == "/" or raised:
                    raise doubtful(text, at, end, operator)
                parts.append("*")
            if kind == "open":
                outside.append(operator)
                operator = ""
            elif kind == "close":
                operator = outside.pop() if outside else ""
            elif kind == "sign" and part.strip() and not (before == "sign" and part in "+-"):
                operator = part
            before = kind if part.strip() else before
            parts.append(part)
            at = end
        return "".join(parts)

    def next_part(self, text: str, at: int) -> Part:
        """The part that begins here."""
        found = function_part(self, text, at) or self.name(text, at)
        if found:
            return found
        if number := NUMBER.match(text, at):
            if number[0] == "1" and text[number.end() :].lstrip().startswith("["):
                return Part(number.end(), " ", "sign")  # 1[z > 0] is [z > 0]
            return Part(number.end(), number[0], "number")
        if word := WORD.match(text, at):
            return self.beside(text, at, word[0])
        sign = "**" if text.startswith("**", at) else text[at]
        kind = "open" if sign in "([" else "close" if sign in ")]" else "sign"
        return Part(at + len(sign), sign, kind)

    def name(self, text: str, at: int) -> Part | None:
        """A quantity of the sheet."""
        for pattern in CANDIDATES:
            match = pattern.match(text, at)
            found = self.names.symbol(match[0]) if match else None
            if match and found:
                return Part(match.end(), self.named(match[0], found), "name")
            if match and pattern is LOCAL:
                own = set(WORD.findall(match[0])) - {"d", "∂"} <= self.letters
                raise (self.names.refused if own else self.names.no_symbol)(match[0])
        return None

    def named(self, text: str, found: Symbol) -> str:
        """The name that stands for a quantity in the formula: its own where it can be one."""
        plain = spelled(text) if WORD.fullmatch(text) else f"{self.prefix}{len(self.symbols)}"
        self.symbols[plain] = found
        return plain

    def single(self, text: str, at: int) -> Part | None:
        """One name or number; None where there is none, or letters stand side by side."""
        number, word = NUMBER.match(text, at), WORD.match(text, at)
        if number:
            return Part(number.end(), number[0], "number")
        if word and spelled(word[0]) in self.numbers and word[0] not in self.letters:
            return Part(word.end(), word[0], "name")
        return self.name(text, at)

    # Letters side by side

    def beside(self, text: str, at: int, word: str) -> Part:
        """The first of the symbols that stand side by side in a word: x of xy, w1 of w1h1. A word
        that is no such thing is a name that nobody knows, yet."""
        ways = self.ways(word) if spelled(word) not in self.numbers else []
        if len(ways) > 1:
            both = " or ".join("·".join(way) for way in ways)
            raise fault(f"{shown(word)} can be read in two ways: {both}", "a * between symbols")
        if not ways and (found := glued(self, text, at, word)):
            return found
        if not ways:
            return Part(at + len(word), word, "name")
        first = ways[0][0]
        symbol = None if spelled(first) in self.numbers else self.names.symbol(first)
        return Part(at + len(first), self.named(first, symbol) if symbol else first, "name")

    def ways(self, word: str) -> list[tuple[str, ...]]:
        """The ways to read a word as two or more symbols side by side, at most two of them; the
        last may be a function."""
        if len(word) > LONGEST_BESIDE:
            return []
        ways: list[list[tuple[str, ...]]] = [[] for _ in word] + [[()]]
        for start in reversed(range(len(word))):
            for end in range(start + 1, len(word) + 1):
                piece = word[start:end]
                last = end == len(word) and start > 0 and piece in CALLED
                if last or self.stands_alone(piece):
                    ways[start] += [(piece, *rest) for rest in ways[end]]
            ways[start] = ways[start][:2]
        return [way for way in ways[0] if len(way) > 1]

    def stands_alone(self, piece: str) -> bool:
        """Whether a piece of a word is a symbol: the sheet's own, or δ2 and dz2."""
        if piece in self.letters or spelled(piece) in self.numbers:
            return True
        return piece[-1].isdigit() and self.names.fits(piece)


def doubtful(text: str, at: int, end: int, operator: str) -> InputError:
    """1/2x may be 1/(2x) or (1/2)x, e^2x may be e^(2x) or e^2·x."""
    behind = text[at:end]
    wrong = f"{shown(behind)} after {operator}… can be read in two ways"
    return InputError(
        f"answer, character {at + 1}", wrong, expected="a * or parentheses", example="1/(2*x)"
    )


def alpha_of(trace: Trace) -> dict[str, float]:
    """α by its name, and by the sheet's own: η."""
    alpha = trace.source.alpha
    names = () if alpha is None else ("alpha", spelled(alpha_named(trace.source)))
    return {name: float(np.ravel(alpha)[0]) for name in names}


@lru_cache(maxsize=64)
def raised_of(trace: Trace) -> tuple[tuple[str, str], ...]:
    """The sheet's own names with raised digits, δ² and w¹₁₁, which no power is meant by, and names
    without that are found as they are; the longest first."""
    names = sorted(trace.source.names, key=len, reverse=True)
    found = []
    for name in names:
        stem, rest = split(spelled(name))
        above = superscript(rest)
        if not above:
            continue
        found += [(one, loose(name)) for one in (name, stem + rest)]
        if trace.names.look_up(stem) is None and len(above) == len(rest):  # δ^2, where δ is nothing
            found += [(f"{one}^{above}", loose(name)) for one in (unicode(stem), stem)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)
def letters_of(trace: Trace) -> frozenset[str]:
    """The sheet's own names for single numbers, in ASCII and as Unicode shows them."""
    source = trace.source
    if isinstance(source, Expression):
        own = {*source.variables, *(line.name for line in source.lines), *source.names}
    else:
        own = {*source.names, *scalars_of(source)}
    own -= {name for name, target in source.names.items() if target == "alpha"}
    return frozenset({*own, *map(unicode, own)})
