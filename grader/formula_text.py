"""A formula as typed, read with the names of the sheet: w1, V, delta, dJ/dz[2][1,1], a[1][2,1].

Names that formulas cannot hold (dJ/dz[2]) are put aside for plain ones before it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from tracer.errors import InputError, shown
from tracer.expand import scalars
from tracer.expression import Expression
from tracer.formula.functions import ALIASES, FUNCTIONS
from tracer.formula.parse import parse
from tracer.formula.text import spelled
from tracer.formula.tree import Formula, names
from tracer.formula.value import value
from tracer.layout import flipped
from tracer.network import Network
from tracer.rules.rule import Array
from tracer.symbols import Place, entry_name, split_entry
from tracer.trace import Trace

from .answers import CONSTANTS, LONGEST, unified

NAME = r"[^\W\d]\w*(?:\[\d+\])?(?:\[\d+,\s*\d+\])?"
CANDIDATES = (  # longest first
    re.compile(r"[d∂]\(\w+\)\s*/\s*[d∂]\(\w+\)"),
    re.compile(rf"(?:∂\s*|d){NAME}\s*/\s*(?:∂\s*|d){NAME}"),
    re.compile(NAME),
)
CALL = re.compile(r"([^\W\d]\w*)\s*\(")
SCALAR = re.compile(r"(?P<d>(?:(?:∂\s*|d)[^\W\d]\w*\s*/\s*)?(?:∂\s*|d))?(?P<name>[^\W\d]\w*)")
NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
WORD = re.compile(r"[^\W\d]\w*")
MOST_LISTED = 16  # symbols that a message names
MOST_SCALARS = 400  # neurons times samples of a network that is written as scalars
ENDS = ("number", "name", "close")  # parts with which a factor ends …
BEGINS = ("number", "name", "open", "function")  # … and begins: 2x, p(1 − p), (1 − a)(1 + a)
EARLIER = "what is given, or stands before it on the sheet"
EXAMPLE = "2*x1 + 3*x2"


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name of a formula stands for: an entry as it is calculated, and its sign."""

    name: str
    place: Place
    sign: int = 1

    def at(self, state: Mapping[str, Array]) -> Array:
        """Its value for those of the quantities, which may have leading axes."""
        return self.sign * state[self.name][..., self.place[0] - 1, self.place[1] - 1]


@dataclass(frozen=True, slots=True)
class Written:
    """A formula and what its names stand for; alpha, e and pi are plain numbers."""

    tree: Formula
    symbols: Mapping[str, Symbol]
    numbers: Mapping[str, float]

    def at(self, state: Mapping[str, Array]) -> Any:
        """Its value for those of the quantities, which may have leading axes."""
        known: dict[str, Any] = {name: symbol.at(state) for name, symbol in self.symbols.items()}
        with np.errstate(all="ignore"):
            return np.asarray(value(self.tree, {**self.numbers, **known}), dtype=float)


@dataclass(slots=True)
class Reader:
    """Reads formulas for one asked entry: whatever stands before it on the sheet may be used."""

    trace: Trace
    asked: Symbol
    symbols: dict[str, Symbol] = field(default_factory=dict)
    prefix: str = "_q"

    def read(self, text: str) -> Written:
        """Raises InputError with what cannot be read, or not be used, and where it stands."""
        if len(text) > LONGEST:
            raise fault(f"this is longer than {LONGEST} characters", "a formula")
        text = unified(text)
        self.symbols = {}
        while self.prefix in text:
            self.prefix += "q"
        tree = parse(self.plain(text), "answer")
        numbers = {**CONSTANTS, **alpha_of(self.trace)}
        strange = [one for one in names(tree) if one not in self.symbols and one not in numbers]
        if strange:
            if strange[0] in FUNCTIONS or strange[0] in ALIASES:
                raise fault(f"{shown(strange[0])} stands without parentheses", f"{strange[0]}(…)")
            listed = ", ".join(symbols_of(self.trace)[:MOST_LISTED])
            raise fault(f"{shown(strange[0])} is no symbol of this sheet", f"{listed}, …")
        return Written(tree, self.symbols, numbers)

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
            elif kind == "sign" and part.strip():
                operator = part
            before = kind if part.strip() else before
            parts.append(part)
            at = end
        return "".join(parts)

    def next_part(self, text: str, at: int) -> tuple[int, str, str]:
        """Where the next part ends, how it is written, and what it is."""
        call = CALL.match(text, at)
        if call and (call[1] in FUNCTIONS or call[1] in ALIASES):
            return call.end(1), call[1], "function"
        for pattern in CANDIDATES:
            match = pattern.match(text, at)
            symbol = self.symbol(match[0]) if match else None
            if match and symbol:
                return match.end(), self.named(match[0], symbol), "name"
        number, word = NUMBER.match(text, at), WORD.match(text, at)
        if number:
            return number.end(), number[0], "number"
        if word:
            return word.end(), word[0], "name"
        sign = "**" if text.startswith("**", at) else text[at]
        return at + len(sign), sign, {"(": "open", ")": "close"}.get(sign, "sign")

    def named(self, text: str, symbol: Symbol) -> str:
        """The name that stands for a quantity in the formula: its own where it can be one."""
        plain = spelled(text) if WORD.fullmatch(text) else f"{self.prefix}{len(self.symbols)}"
        self.symbols[plain] = symbol
        return plain

    def symbol(self, text: str) -> Symbol | None:
        """The entry that a name means; None for what is none: a function, alpha, pi."""
        found = self.of_trace(text) or self.of_scalars(text)
        if found and not self.before(found):
            raise fault(f"{shown(text)} is not known yet when this is worked out", EARLIER)
        return found

    def of_trace(self, text: str) -> Symbol | None:
        known = self.trace
        if known.names.look_up(text) is None:
            return None
        try:
            found = known.names.find(text)
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
        if match is None or place is None:
            return None
        name = f"dJ/d{place[0]}" if match["d"] else place[0]
        known = name in self.trace.state
        return Symbol(name, (place[1], place[2])) if known else None

    def before(self, found: Symbol) -> bool:
        """Whether a quantity is given, or worked out before the asked one."""
        steps = self.trace.by_name
        if found.name not in steps:
            return found.name in self.trace.given
        if found.name == self.asked.name:
            return found.place != self.asked.place
        own = steps.get(self.asked.name)
        return own is None or steps[found.name].number < own.number


def doubtful(text: str, at: int, end: int, operator: str) -> InputError:
    """1/2x may be 1/(2x) or (1/2)x, e^2x may be e^(2x) or e^2·x."""
    behind = text[at:end]
    wrong = f"{shown(behind)} after {operator}… can be read in two ways"
    return InputError(
        f"answer, character {at + 1}", wrong, expected="a * or parentheses", example="1/(2*x)"
    )


def fault(wrong: str, expected: str) -> InputError:
    return InputError("answer", wrong, expected=expected, example=EXAMPLE)


def alpha_of(trace: Trace) -> dict[str, float]:
    alpha = trace.source.alpha
    return {} if alpha is None else {"alpha": float(np.ravel(alpha)[0])}


@lru_cache(maxsize=64)
def scalars_of(source: Network | Expression) -> Mapping[str, tuple[str, int, int]]:
    """The names that a small network's entries have when it is written as scalars."""
    if not isinstance(source, Network) or sum(source.sizes) * max(source.N, 1) > MOST_SCALARS:
        return {}
    try:
        return scalars(source)
    except InputError:
        return {}  # it starts in the middle: only the sheet's own names are there


def symbols_of(trace: Trace) -> list[str]:
    """Names that a formula may use, the sheet's own first."""
    source = trace.source
    if isinstance(source, Expression):
        return [*source.variables, *(line.name for line in source.lines[:-1])]
    own = [symbol for symbol in source.names if WORD.fullmatch(symbol)]
    return own or list(scalars_of(source)) or list(trace.given)
