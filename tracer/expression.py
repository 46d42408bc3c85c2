"""An expression as somebody writes it down: lines, values, what to derive it by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from .checks import number_fault
from .elementary import elementary, expression_lines, variables
from .equation import Equation
from .equations import traced
from .errors import InputError, InputErrors, nearest, shown, unknown
from .formula.functions import ALIASES, CONSTANTS, FUNCTIONS
from .formula.parse import parse
from .formula.text import text
from .formula.tree import Formula, Name, Num, substitute, walk
from .rules.rule import Array

MOST_LINES, MOST_STEPS, MOST_NODES = 100, 500, 2000
NAME = re.compile(r"[^\W\d]\w{0,29}")
EXAMPLE = 'expression = ["q = x + v", "f = q*z"]'
KEYS = {
    "title": 'title = "Chain rule"',
    "expression": 'expression = "log(x**2)"',
    "at": "at = {x = 3}",
    "with_respect_to": 'with_respect_to = ["x"]',
    "alpha": "alpha = 0.1",
    "update": 'update = ["w"]',
    "update_as": 'update_as = "direct"',
    "relu_at_zero": "relu_at_zero = 0",
    "names": '[names]\ndelta = "-dy/dx"',
    "given": '[given]\n"dy/dq" = 2',
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the name it gives, its formula, and the text as it was typed."""

    name: str
    tree: Formula
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Expression:
    """An expression of one or several lines; the last is the output.

    `at`: variable → number, or an array (students,) of one number each; left out: formulas
    only. `where` begins the place that a fault is reported at. Raises InputErrors with all
    faults at once.
    """

    expression: str | Sequence[str]
    at: Mapping[str, Any] = field(default_factory=dict)
    with_respect_to: Sequence[str] = ()
    title: str = ""
    alpha: Any = None
    update: Sequence[str] = ()
    update_as: Literal["direct", "step"] = "direct"
    relu_at_zero: float = 0.0
    names: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    where: str = "expression file"

    def __post_init__(self) -> None:
        faults = Check(self).faults()
        if faults:
            raise InputErrors(faults) if len(faults) > 1 else faults[0]
        if not self.with_respect_to:
            object.__setattr__(self, "with_respect_to", self.variables)

    @classmethod
    def of(cls, keys: Mapping[str, Any], where: str) -> Expression:
        """The expression that a file's keys describe. Raises InputErrors."""
        faults = [
            unknown(f"{where}: {key}", "key", str(key), KEYS, "{} = …")
            for key in keys
            if key not in KEYS
        ]
        known = {key: keys[key] for key in keys if key in KEYS}
        if "expression" not in known:
            faults.append(fault(where, "there is no expression", "the key expression", EXAMPLE))
            raise InputErrors(faults)
        try:
            made = cls(**known, where=where)
        except InputErrors as error:
            raise InputErrors([*faults, *error.faults]) from None
        except InputError as error:
            raise InputErrors([*faults, error]) from None
        if faults:
            raise InputErrors(faults)
        return made

    # What it says

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return read_lines(self.expression, self.where)

    @property
    def output(self) -> str:
        """The name of the last line."""
        return self.lines[-1].name

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names that no line makes, in order of appearance."""
        made = {line.name for line in self.lines}
        used = (name for line in self.lines for name in variables(line.tree))
        return tuple(dict.fromkeys(name for name in used if name not in made))

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The variables, and other names that have a value or are derived by."""
        made = {line.name for line in self.lines}
        more = [name for name in (*self.at, *self.with_respect_to) if name not in made]
        return tuple(dict.fromkeys((*self.variables, *more)))

    @cached_property
    def steps(self) -> list[tuple[str, Formula]]:
        """The elementary steps: name and formula, in order."""
        taken = {*self.values, *(line.name for line in self.lines)}
        return elementary(self.lines, taken)

    @property
    def updated(self) -> tuple[str, ...]:
        """What descent moves: `update`, else every variable that is derived by."""
        chosen = self.update or [name for name in self.with_respect_to if name in self.values]
        return tuple(chosen)

    @property
    def numberless(self) -> bool:
        """Whether only formulas are asked: no variable has a value."""
        return bool(self.variables) and not self.at and not self.given

    @property
    def alpha_array(self) -> Any:
        """α for the loop: a number, or (students, 1, 1)."""
        alpha = self.alpha
        return np.asarray(alpha, float)[..., None, None] if np.ndim(alpha) else alpha

    def keys(self) -> dict[str, Any]:
        """The file's keys with defaults filled in."""
        kept = {
            "title": self.title,
            "expression": [line.text for line in self.lines],
            "at": {name: plain_number(number) for name, number in self.at.items()},
            "with_respect_to": list(self.with_respect_to),
            "alpha": None if self.alpha is None else plain_number(self.alpha),
            "update": list(self.updated) if self.alpha is not None else [],
            "update_as": self.update_as,
            "relu_at_zero": float(self.relu_at_zero),
            "names": dict(self.names),
            "given": {name: plain_number(number) for name, number in self.given.items()},
        }
        return kept

    def replaced(self, **changes: Any) -> Expression:
        """The same with some keys changed."""
        return replace(self, **changes)

    def student(self, k: int) -> Expression:
        """One student of a batch, counted from 0."""

        def one(number: Any) -> Any:
            return float(np.asarray(number)[k]) if np.ndim(number) else number

        return self.replaced(
            at={name: one(number) for name, number in self.at.items()},
            given={name: one(number) for name, number in self.given.items()},
            alpha=one(self.alpha),
        )


def expression_given(expression: Expression) -> dict[str, Array]:
    """Every given value as (..., 1, 1); NaN for all where only formulas are asked."""
    found = {**expression.at, **expression.given}
    if expression.numberless:
        found = dict.fromkeys(expression.values, np.nan)
    return {name: np.asarray(number, float)[..., None, None] for name, number in found.items()}


def expression_equations(
    expression: Expression, steps: int = 1
) -> tuple[list[Equation], list[Equation]]:
    """The equations that are worked out, and those that cannot be, for want of a number."""
    return traced(expression_lines(expression, steps), expression_given(expression).keys())


def symbolic(expression: Expression, variable: str) -> Formula | None:
    """The output's simplified partial derivative in the variables alone, as a person would
    write it; None where that is too long to write."""
    from .formula.calculus import derivative, simplify

    known: dict[str, Formula] = {}
    for line in expression.lines:
        known[line.name] = put_in(line.tree, known)
        if sum(1 for _ in walk(known[line.name])) > MOST_NODES:
            return None
    at_zero = Num(expression.relu_at_zero, f"{expression.relu_at_zero:g}")
    slope = derivative(known[expression.output], variable)
    return simplify(put_in(slope, {"relu_at_zero": at_zero}))


def held_constant(expression: Expression, variable: str) -> tuple[str, ...]:
    """The other variables, which a partial derivative treats as constants (L6)."""
    return tuple(name for name in expression.variables if name != variable)


def put_in(tree: Formula, known: Mapping[str, Formula]) -> Formula:
    return substitute(tree, lambda node: known.get(node.text) if isinstance(node, Name) else None)


def plain_number(number: Any) -> float:
    if np.ndim(number):
        raise fault(
            "expression", "a file holds one student", "one number a variable", "at = {x = 3}"
        )
    return float(number)


def fault(where: str, wrong: str, expected: str, example: str) -> InputError:
    return InputError(where, wrong, expected=expected, example=example)


def read_lines(typed: object, where: str) -> tuple[Line, ...]:
    """The lines of an expression: `name = formula`, the last with or without a name."""
    place = f"{where}: expression"
    texts = typed.splitlines() if isinstance(typed, str) else typed
    if not isinstance(texts, Sequence) or not all(isinstance(line, str) for line in texts):
        raise fault(place, f"{shown(typed)} is no text", "a text, or a list of texts", EXAMPLE)
    texts = [line.strip() for line in texts if line.strip()]
    if not texts or len(texts) > MOST_LINES:
        wrong = "the expression is empty" if not texts else f"there are {len(texts)} lines"
        raise fault(place, wrong, f"1 to {MOST_LINES} lines", EXAMPLE)
    lines: list[Line] = []
    faults: list[InputError] = []
    split = [line.partition("=") for line in texts]
    taken = {left.strip() for left, equals, _ in split if equals}
    for number, (left, equals, right) in enumerate(split, 1):
        at = place if len(split) == 1 else f"{place}, line {number}"
        name = left.strip()
        try:
            tree = parse(right if equals else left, at)
        except InputError as error:
            faults.append(error)
            continue
        if not equals:
            if number < len(split):
                faults.append(fault(at, "only the last line may be without a name",
                                    "name = formula", EXAMPLE))  # fmt: skip
            taken.update(variables(tree), *(variables(line.tree) for line in lines))
            name = next(name for name in ("y", "f", "out", "output") if name not in taken)
        elif not NAME.fullmatch(name) or name in RESERVED or name.startswith(("__", "Δ")):
            faults.append(fault(at, f"{shown(name)} cannot be the name of a line",
                                "a letter, then letters, digits and _; no function", EXAMPLE))  # fmt: skip
        lines.append(Line(name, tree, f"{name} = {text(tree, ascii=True)}" if not equals
                          else f"{name} = {right.strip()}"))  # fmt: skip
    if faults:
        raise InputErrors(faults)
    return tuple(lines)


RESERVED = {*FUNCTIONS, *ALIASES, *CONSTANTS, "alpha", "relu_at_zero"}


class Check:
    """All the faults of an expression, collected."""

    def __init__(self, expression: Expression) -> None:
        self.made = expression
        self.where = expression.where
        self.found: list[InputError] = []

    def faults(self) -> list[InputError]:
        try:
            lines = self.made.lines
        except InputErrors as error:
            return list(error.faults)
        except InputError as error:
            return [error]
        self.order(lines)
        self.tables()
        if not self.found:
            self.values()
            self.choices()
        if not self.found:
            self.sizes()
        if not self.found:
            self.quantities()
        return self.found

    def say(self, key: str, wrong: str, expected: str, example: str = "") -> None:
        self.found.append(
            fault(f"{self.where}: {key}", wrong, expected, example or KEYS[key.split(".")[0]])
        )

    def order(self, lines: Sequence[Line]) -> None:
        made: set[str] = set()
        names = {line.name for line in lines}
        for line in lines:
            early = [name for name in variables(line.tree) if name in names - made]
            if early:
                self.say("expression", f"{shown(early[0])} is used before its line", "lines in order",
                         EXAMPLE)  # fmt: skip
            if line.name in made:
                self.say("expression", f"{shown(line.name)} is assigned twice", "one line a name",
                         EXAMPLE)  # fmt: skip
            made.add(line.name)

    def tables(self) -> None:
        """The types of the keys."""
        for key in ("at", "given", "names"):
            if not isinstance(getattr(self.made, key), Mapping):
                self.say(key, "it is no table", "a table of names")
        for key in ("with_respect_to", "update"):
            listed = getattr(self.made, key)
            if (
                isinstance(listed, str)
                or not isinstance(listed, Sequence)
                or not all(isinstance(name, str) for name in listed)
            ):
                self.say(key, "it is no list of names", "a list of variables")
        if not isinstance(self.made.title, str) or len(self.made.title) > 500:
            self.say("title", "it is no short text", "a text of at most 500 characters")

    def values(self) -> None:
        made = self.made
        for key in ("at", "given"):
            for name, number in getattr(made, key).items():
                wrong = value_fault(number)
                if wrong:
                    self.say(f"{key}.{str(name)[:40]}", f"{shown(number)}: {wrong}", "a number")
        if made.alpha is not None and value_fault(made.alpha):
            self.say("alpha", f"{shown(made.alpha)}: {value_fault(made.alpha)}", "a number")
        known = {*made.variables, *made.with_respect_to}
        for name in made.at:
            if name not in known:
                close = nearest(str(name), made.variables)
                self.say("at", f"{shown(name)} is no variable of the expression",
                         ", ".join(made.variables) or "none", f"at = {{{close} = 3}}")  # fmt: skip
        if made.at:
            for name in made.values:
                if name not in made.at and name not in made.given:
                    self.say("at", f"there is no value for {shown(name)}", "a number for every variable",
                             f"at = {{{name} = 3}}")  # fmt: skip

    def choices(self) -> None:
        made = self.made
        lines = {line.name for line in made.lines}
        for key in ("with_respect_to", "update"):
            allowed = [*made.values] if key == "update" else [*made.values, *lines]
            for name in getattr(made, key):
                if name not in allowed or not NAME.fullmatch(name):
                    self.found.append(unknown(f"{self.where}: {key}", "variable", name, allowed,
                                              f'{key} = ["{{}}"]'))  # fmt: skip
        if made.update_as not in ("direct", "step"):
            self.say("update_as", f"{shown(made.update_as)} is no choice", "direct or step")
        if made.relu_at_zero not in (0, 0.5, 1) or isinstance(made.relu_at_zero, bool):
            self.say("relu_at_zero", f"{shown(made.relu_at_zero)} is no choice", "0, 0.5 or 1")

    def sizes(self) -> None:
        if len(self.made.steps) > MOST_STEPS:
            self.say("expression", f"it has {len(self.made.steps)} elementary steps",
                     f"at most {MOST_STEPS}")  # fmt: skip
        shapes = {
            np.shape(number) for number in (*self.made.at.values(), *self.made.given.values())
        }
        if len(shapes - {()}) > 1:
            self.say("at", "the numbers of students differ", "one number, or one a student")

    def quantities(self) -> None:
        """[given] and [names] name quantities of this expression."""
        made = self.made
        try:
            lines = expression_lines(made, 1)
        except RecursionError:
            self.say("expression", "it is too deeply nested", "a shorter expression")
            return
        known = {*made.values, *(line.target for line in lines)}
        for name in made.given:
            if name not in known:
                self.found.append(unknown(f"{self.where}: given", "quantity", str(name),
                                          sorted(known), '"{}" = 1'))  # fmt: skip
        seen: dict[str, str] = {}
        for symbol, target in made.names.items():
            aim = str(target).removeprefix("-")
            if not NAME.fullmatch(str(symbol).rstrip("'′")) or symbol in RESERVED:
                self.say("names", f"{shown(symbol)} cannot be a symbol", "letters, digits and _")
            elif symbol in known and symbol != aim:
                self.say("names", f"{shown(symbol)} is a name of this expression already",
                         "another symbol")  # fmt: skip
            if aim not in known:
                self.found.append(unknown(f"{self.where}: names.{symbol}", "quantity", aim,
                                          sorted(known), f'{symbol} = "{{}}"'))  # fmt: skip
            elif aim in seen:
                self.say(
                    "names", f"{shown(symbol)} and {shown(seen[aim])} name the same", "one symbol"
                )
            seen[aim] = str(symbol)
        if not self.found:
            try:
                expression_equations(made)
            except InputError as error:
                self.found.append(error.at(f"{self.where}: given"))


def value_fault(number: object) -> str | None:
    """What is wrong with a value: a number, or one number a student."""
    if isinstance(number, np.ndarray):
        good = number.ndim <= 1 and number.dtype.kind in "fiu" and np.isfinite(number).all()
        return None if good else "not one finite number a student"
    if isinstance(number, list | tuple):
        return next((wrong for one in number if (wrong := number_fault(one))), None)
    return number_fault(number)
