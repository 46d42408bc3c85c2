"""The lines of an expression as they are typed, and the keys of its file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from .checks import Faults
from .errors import InputError, shown
from .formula.functions import ALIASES, CONSTANTS, FUNCTIONS, NAMES_TOO
from .formula.parse import NAME as WORD
from .formula.parse import parse
from .formula.text import spelled
from .formula.tree import Formula
from .formula.value import variables
from .schema import Key, Keys
from .settings import Kinks, Updates, amounts_of, settings_of

MOST_LINES, MOST_STEPS, MOST_NODES = 100, 500, 2000
NAME = re.compile(rf"(?=.{{1,30}}$){WORD}")  # at most 30 characters
EXAMPLE = 'expression = ["q = x + v", "f = q*z"]'
KEYS: Keys = {
    "title": Key(example='title = "Chain rule"', default=""),
    "expression": Key(example='expression = "log(x**2)"'),
    "at": Key(example="at = {x = 3}"),
    "with_respect_to": Key(example='with_respect_to = ["x"]'),
    "alpha": Key(example="alpha = 0.1"),
    "update": Key(example='update = ["w"]'),
    **{name: one.key(name) for name, one in (settings_of(Updates) | settings_of(Kinks)).items()},
    **amounts_of(Updates),
    "names": Key(example='[names]\ndelta = "-dy/dx"'),
    "given": Key(example='[given]\n"dy/dq" = 2'),
}


class Line(NamedTuple):
    """One line: the name it gives, its formula, and the text with the name. `named`: by its author;
    else it is called what an output usually is."""

    name: str
    tree: Formula
    text: str
    named: bool = True

    @property
    def typed(self) -> str:
        """The text as its author wrote it."""
        return self.text if self.named else self.text.partition(" = ")[2]


def read_lines(typed: object, where: str) -> tuple[Line, ...]:
    """The lines of an expression: `name = formula`, the last with or without a name."""
    faults = Faults(where)
    texts = typed.splitlines() if isinstance(typed, str) else typed
    if not isinstance(texts, Sequence) or not all(isinstance(line, str) for line in texts):
        wrong = f"{shown(typed)} is no text"
        faults.add("expression", wrong, expected="a text, or a list of texts", example=EXAMPLE)
        faults.all()
    texts = [line.partition("#")[0].rstrip() for line in texts]
    texts = [line for line in texts if line.strip()]
    if not texts or len(texts) > MOST_LINES:
        wrong = "the expression is empty" if not texts else f"there are {len(texts)} lines"
        faults.add("expression", wrong, expected=f"1 to {MOST_LINES} lines", example=EXAMPLE)
        faults.all()
    lines: list[Line] = []
    split = [assigned(line) for line in texts]
    taken = {spelled(left.strip()) for left, equals, _ in split if equals}
    for number, (left, equals, right) in enumerate(split, 1):
        key = "expression" if len(split) == 1 else f"expression, line {number}"
        name = spelled(left.strip())
        try:
            # spaces for the name, so that a fault is said at its place in the whole line
            shifted = " " * len(left + equals) + right if equals else left
            tree = parse(shifted, faults.at(key), arrays=True)
        except InputError as error:
            faults.take(error)
            continue
        if not equals:
            if number < len(split):
                wrong = "only the last line may be without a name"
                faults.add(key, wrong, expected="name = formula", example=EXAMPLE)
            taken.update(variables(tree), *(variables(line.tree) for line in lines))
            name = next(name for name in output_names() if name not in taken)
        elif not NAME.fullmatch(name) or name in RESERVED or name.startswith(("__", "Δ")):
            wrong = f"{shown(name)} cannot be the name of a line"
            allowed = "a letter, then letters, digits and _; no function"
            faults.add(key, wrong, expected=allowed, example=EXAMPLE)
        text = f"{name} = {(right if equals else left).strip()}"
        lines.append(Line(name, tree, text, named=bool(equals)))
    faults.stop()
    return tuple(lines)


def assigned(line: str) -> tuple[str, str, str]:
    """A line before and after its =, which is none of a comparison in brackets.

    >>> assigned("y = [x >= 0]"), assigned("[x = 0]")
    (('y ', '=', ' [x >= 0]'), ('[x = 0]', '', ''))
    """
    depth = 0
    for at, sign in enumerate(line):
        depth += (sign in "([") - (sign in ")]")
        if sign == "=" and depth <= 0:
            return line[:at], "=", line[at + 1 :]
    return line, "", ""


def output_names() -> Iterator[str]:
    """What an output without a name is called: the first that nothing else is called."""
    yield from ("y", "f", "out")
    yield from (f"out{number}" for number in count(1))


RESERVED = {*FUNCTIONS, *ALIASES, *CONSTANTS, "alpha", "relu_at_zero"} - NAMES_TOO
