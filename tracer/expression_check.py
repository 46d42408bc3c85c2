"""All the faults of an expression at once, each with its key and a line that works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from .checks import Faults, number_fault
from .errors import InputError, nearest, shown, unknown
from .expression_lines import EXAMPLE, KEYS, MOST_STEPS, NAME, RESERVED, Line
from .expression_shapes import MOST_ENTRIES, ShapeFault
from .formula.calls import whole_call
from .formula.functions import ALIASES, FUNCTIONS
from .formula.tree import Call, walk
from .formula.value import variables
from .given import traced
from .iteration import BEFORE
from .kinds import state
from .rules.arrays import NUMBER, of_arrays
from .rules.optimizers import NUMBERS, OPTIMIZERS
from .settings import settings_of
from .validate.named import is_symbol

if TYPE_CHECKING:
    from .expression import Expression

ARRAYS = 'expression = ["S = Q @ K.T", "L = sum(S)"]'
EXAMPLES = {"at": "at = {x = 3, W = [[1, 2], [3, 4]]}", "given": KEYS["given"].example}


class Check:
    """All the faults of an expression, collected."""

    def __init__(self, expression: Expression) -> None:
        self.made = expression
        self.faults = Faults(expression.where)

    def all(self) -> None:
        """Raises InputError with what was found, if anything was; first things first."""
        self.order(self.made.lines)
        self.tables()
        self.faults.stop()
        self.values()
        self.choices()
        self.faults.stop()
        self.states()
        self.sizes()
        self.faults.stop()
        self.quantities()
        self.faults.stop()

    def say(self, key: str, wrong: str, expected: str, example: str = "") -> None:
        example = example or KEYS[key.split(".")[0]].example
        self.faults.add(key, wrong, expected=expected, example=example)

    def order(self, lines: Sequence[Line]) -> None:
        made: set[str] = set()
        names = {line.name for line in lines}
        read = dict.fromkeys(name for line in lines for name in variables(line.tree))
        for name in read:
            self.name(name)
        self.calls(lines, names | set(read))
        for line in lines:
            early = [name for name in variables(line.tree) if name in names - made]
            if early:
                wrong = f"{shown(early[0])} is used before its line"
                self.say("expression", wrong, "lines in order", EXAMPLE)
            if line.name in made:
                self.say("expression", f"{shown(line.name)} is assigned twice", "one line a name",
                         EXAMPLE)  # fmt: skip
            made.add(line.name)

    def calls(self, lines: Sequence[Line], names: Set[str]) -> None:
        """A name is an operation on arrays only where no line or variable has it."""
        parts = (part for line in lines for part in walk(line.tree))
        called = {part.function for part in parts if isinstance(part, Call) and whole_call(part)}
        for name in sorted(called & names):
            self.say("expression", f"{shown(name)} is a name here, so {name}(…) is no function",
                     "another name for the line or variable", EXAMPLE)  # fmt: skip

    def name(self, name: str) -> None:
        """A name that a formula reads."""
        if name in RESERVED and (name in FUNCTIONS or name in ALIASES):
            wrong, example = f"{shown(name)} is a function", f'expression = "{name}(x)"'
            self.say("expression", wrong, "what it is of, in parentheses", example)
        elif name == "alpha" and self.made.alpha is not None:
            self.say("expression", "alpha is how far an update goes", "another name", EXAMPLE)
        elif name == "relu_at_zero" or name.startswith("Δ") or not NAME.fullmatch(name):
            expected = "a letter, then letters, digits and _, 30 at most; Δx is the change of x"
            self.say("expression", f"{shown(name)} cannot be a name", expected, EXAMPLE)

    def tables(self) -> None:
        """The types of the keys."""
        for key in ("at", "given", "names"):
            if not isinstance(getattr(self.made, key), Mapping):
                self.say(key, "it is no table", "a table of names")
        for key in ("with_respect_to", "update"):
            listed: object = getattr(self.made, key)
            if (
                isinstance(listed, str)
                or not isinstance(listed, Sequence)
                or not all(isinstance(name, str) for name in listed)
            ):
                self.say(key, "it is no list of names", "a list of variables")
        title: object = self.made.title
        if not isinstance(title, str) or len(title) > 500:
            self.say("title", "it is no short text", "a text of at most 500 characters")

    def values(self) -> None:
        made = self.made
        for key in ("at", "given"):
            for name, number in getattr(made, key).items():
                wrong = array_fault(number)
                if wrong:
                    expected = "a number, a list (a column), or rows of equal length"
                    self.say(f"{key}.{str(name)[:40]}", wrong, expected, EXAMPLES[key])
        wrong = None if made.alpha is None else value_fault(made.alpha)
        if wrong:
            self.say("alpha", wrong, "a number")
        known = {*made.variables, *made.with_respect_to}
        for name in made.at:
            if name not in known:
                close = nearest(str(name), made.variables)
                self.say("at", f"{shown(name)} is no variable of the expression",
                         ", ".join(made.variables) or "none", f"at = {{{close} = 3}}")  # fmt: skip
        read = {name for line in made.lines for name in variables(line.tree)}
        needed = read | set(made.updated if made.alpha is not None else ())
        for name in made.values if made.at and not made.given else ():
            if name in needed and name not in made.at:
                wrong, hint = f"there is no value for {shown(name)}", " (eˣ is exp(x))"
                expected = "a number for every variable" + (hint if name == "e" else "")
                self.say("at", wrong, expected, f"at = {{{name} = 3}}")

    def choices(self) -> None:
        made = self.made
        lines = {line.name for line in made.lines}
        read = [name for line in made.lines for name in variables(line.tree)]
        known = list(dict.fromkeys([*(name for name in read if name not in lines), *made.at]))
        for key in ("with_respect_to", "update"):
            allowed = known if key == "update" else [*known, *lines]
            if not known:  # of a constant, by whatever name
                continue
            for name in getattr(made, key):
                if name not in allowed or not NAME.fullmatch(name):
                    line = f'{key} = ["{{}}"]'
                    self.faults.take(unknown(self.faults.at(key), "variable", name, allowed, line))
        for name in settings_of(made):
            read = KEYS[name].of(getattr(made, name), name, self.faults)
            object.__setattr__(made, name, KEYS[name].default if read is None else read)
        self.amounts()

    def amounts(self) -> None:
        """The numbers of the optimiser; those of another one are faults."""
        made = self.made
        for name, owners in NUMBERS.items():
            key = KEYS[name]
            read = key.of(getattr(made, name), name, self.faults)
            if read is not None and read != key.default and made.optimizer not in owners:
                self.faults.add(
                    name,
                    f"the optimizer {made.optimizer} has no {name}",
                    expected=f"{name} with {', '.join(owners)}",
                    example=f'optimizer = "{owners[0]}"',
                )

    def states(self) -> None:
        """What the optimiser keeps of x is called v_x: no line and no variable may be."""
        made = self.made
        if made.alpha is None:
            return
        lines = {line.name for line in made.lines}
        for of in made.updated:
            for line in OPTIMIZERS[made.optimizer].lines:
                name = state(line.makes, of)
                if name in lines or name in made.values:
                    wrong = f"{shown(name)} is what {made.optimizer} keeps of {of}"
                    self.say("expression", wrong, "another name", EXAMPLE)

    def sizes(self) -> None:
        if len(self.made.steps) > MOST_STEPS:
            self.say("expression", f"it has {len(self.made.steps)} elementary steps",
                     f"at most {MOST_STEPS}")  # fmt: skip
        values = (*self.made.at.values(), *self.made.given.values())
        students = {len(value) for value in values if isinstance(value, np.ndarray) and value.ndim}
        if len(students) > 1:
            self.say("at", "the numbers of students differ", "one number, or one a student")
        if not self.faults.found:
            self.shapes()

    def shapes(self) -> None:
        """Whether arrays fit together, and the last line is something that can be derived."""
        made = self.made
        if made.numberless and any(of_arrays(tree, {}) for _, tree in made.steps):
            self.say("at", "arrays have no shapes without their values", "a value for each",
                     EXAMPLES["at"])  # fmt: skip
            return
        try:
            array = made.shapes.get(made.output, NUMBER) != NUMBER
        except ShapeFault as wrong:
            self.say(f"expression, line {wrong.line}", str(wrong), "shapes that fit", ARRAYS)
            return
        derived = made.with_respect_to or made.alpha is not None
        if array and made.base is None and derived:
            output, shape = made.output, made.shapes[made.output]
            self.say("expression", f"the last line, {output}, is an array of {shape[0]}×{shape[1]}",
                     "a number, or its gradient given",
                     f'[given]\n"dL/d{output}" = {[[1] * shape[1]] * shape[0]}')  # fmt: skip

    def quantities(self) -> None:
        """[given] and [names] name quantities of this expression."""
        from .elementary import expression_lines

        made = self.made
        if not made.given and not made.names:
            return
        try:
            lines = expression_lines(made, 1)
        except RecursionError:
            self.say("expression", "it is too deeply nested", "a shorter expression")
            return
        known = {*made.values, *(line.target for line in lines), f"d{made.base}/d{made.output}"}
        known |= {name for line in lines for name in line.inputs if name.startswith(BEFORE)}
        nameable = known | ({"alpha"} if made.alpha is not None else set())
        for name in made.given:
            if name not in known:
                at = self.faults.at("given")
                self.faults.take(unknown(at, "quantity", str(name), sorted(known), '"{}" = 1'))
        seen: dict[str, str] = {}
        for symbol, target in made.names.items():
            aim = str(target).removeprefix("-")
            if not is_symbol(str(symbol)) or symbol in RESERVED:
                self.say("names", f"{shown(symbol)} cannot be a symbol", "letters, digits and _")
            elif symbol in known and symbol != aim:
                self.say("names", f"{shown(symbol)} is a name of this expression already",
                         "another symbol")  # fmt: skip
            if aim not in nameable or str(target) == "-alpha":
                self.faults.take(unknown(self.faults.at(f"names.{symbol}"), "quantity",
                                         str(target), sorted(nameable),
                                         f'{symbol} = "{{}}"'))  # fmt: skip
            elif aim in seen:
                self.say(
                    "names", f"{shown(symbol)} and {shown(seen[aim])} name the same", "one symbol"
                )
            seen[aim] = str(symbol)
        if not self.faults.found:
            try:
                traced(lines, {*made.values, *made.given})
            except InputError as error:
                self.faults.take(error.at(self.faults.at("given")))


def array_fault(value: object) -> str | None:
    """What is wrong with a value: a number, a column, rows, or one of these a student."""
    if isinstance(value, np.ndarray) and value.ndim == 3:
        fine = value.size and value.dtype.kind in "fiu" and np.isfinite(value).all()
        return None if fine else "it is not finite numbers"
    if isinstance(value, list | tuple):
        rows = value if any(isinstance(row, list | tuple) for row in value) else [value]
        if not all(isinstance(row, list | tuple) and len(row) for row in rows):
            return "it is no row of numbers somewhere"
        if len({len(row) for row in rows}) > 1:
            return "its rows are not equally long"
        if len(rows) * len(rows[0]) > MOST_ENTRIES:
            return f"it has more than {MOST_ENTRIES} entries"
        return next((wrong for row in rows for one in row if (wrong := number_fault(one))), None)
    return value_fault(value)


def value_fault(number: object) -> str | None:
    """What is wrong with a value: a number, or one number a student."""
    if not isinstance(number, np.ndarray):
        return number_fault(number)
    good = number.ndim < 2 and number.size and number.dtype.kind in "fiu"
    return None if good and np.isfinite(number).all() else "it is not one finite number a student"
