"""The line of an answer as its sheet has it, with the student's own numbers put in:
v2 = 0.9·v1 − 0.2·g2 = 0.9·(−2.4) − 0.2·7.2.

Only what is given or was typed is put in: what the student did not write stays a symbol, so that no
number is shown that is still to be found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from tracer.errors import InputError
from tracer.expression import Expression
from tracer.formula.text import text
from tracer.formula.tree import (
    ONE,
    BigSum,
    Equality,
    Formula,
    Name,
    Neg,
    Num,
    Partial,
    Product,
    multiplied,
    substitute,
    walk,
)
from tracer.network import Network
from tracer.numbers import significant
from tracer.show import bare, equality, expanded, formula_of
from tracer.symbols import Place, entry_name, split_entry
from tracer.trace import Step, Trace, trace

from ..asked import Exercise
from ..office import number
from ..result import Marked
from .label import with_sign

LONGEST = 200  # characters of a line with numbers put in
PUT_IN = 6  # significant digits of a number that is put in
HOLE = "\0"  # before the name of an entry that a number may be put in for
NOTHING = Name("\0\0")  # a factor 1 that nobody writes

Typed: TypeAlias = Mapping[str, float]
Reader: TypeAlias = Callable[[str], Formula | None]


def told_line(sheet: Exercise, answer: Marked, typed: Typed, student: int = 0) -> str:
    """The line as a sentence; "" for what no equation makes. `typed`: by canonical entry, what the
    student wrote; `student`: the place in the class, where each one has numbers of their own."""
    found = line_at(sheet, answer.quantity, answer.sign)
    if found is None:
        return ""
    known = sheet.trace
    shown = text(found)
    filled = put_in(sheet, answer, typed, student)
    if filled is None:
        return f"The line is {shown}."
    scalar = known.scalar(answer.quantity)
    if scalar:
        filled = Equality((*found.sides, *filled.sides[1:]), found.sign)
    here = text(filled)
    if len(here) > LONGEST:
        return f"The line is {shown}."
    return f"The line is {here}." if scalar else f"The line is {shown}, here {here}."


def numbers_typed(answers: list[Marked]) -> dict[str, float]:
    """What a student wrote, by canonical entry and with its sign; what is no number is left out."""
    found = {}
    for one in answers:
        if one.verdict in ("missing", "unreadable"):
            continue
        try:
            read = number(one.typed)
        except InputError:
            continue  # a formula, a letter
        if read is not None and np.isfinite(read.value):
            found[one.name] = one.sign * read.value
    return found


# The line


@lru_cache(maxsize=512)
def line_at(sheet: Exercise, name: str, sign: int) -> Equality | None:
    """The line in names, as an answer with this sign calls it. Of an expression it is the
    author's, and backward goes from line to line; where that says nothing, dy/dx = d(y)/d(x), it is
    the derivative itself, unless the sheet reveals nothing."""
    step = step_on(sheet, name)
    if step is None:
        return None
    line = without_start(formula_of(step))
    if of_numbers(sheet) and step.equation.phase != "update":
        worked = equality(step, None, (filled(sheet, holes(sheet, name)),))
        derived = step.quantity.role == "derivative"
        chained = derived and says_something(line)
        if keeps_quiet(sheet, step) or (derived and len(text(worked)) > LONGEST):
            if not chained:
                return None
        else:
            sides = line.sides if chained else line.sides[:1]
            line = Equality((*sides, *worked.sides[1:]), line.sign)
    return with_sign(step, line, sign)


def of_numbers(sheet: Exercise) -> bool:
    """Whether it is an expression of numbers alone: a line of arrays is said as a whole."""
    return isinstance(sheet.source, Expression) and not sheet.source.has_arrays


def keeps_quiet(sheet: Exercise, step: Step) -> bool:
    """Whether the derivative of an author's line is not to be shown: the sheet reveals nothing."""
    derived = step.quantity.role == "derivative" and isinstance(sheet.source, Expression)
    return derived and sheet.reveal == "never"


def step_of(known: Trace, name: str) -> Step | None:
    """The step that makes a quantity: of an expression that of its author's own lines."""
    lines = known.by_lines.by_name.get(name)
    return lines or known.by_name.get(name)


@lru_cache(maxsize=512)
def step_on(sheet: Exercise, name: str) -> Step | None:
    """The step as the sheet has it: behind a softmax of which neither factor is asked, the error
    itself, ŷ − y."""
    step = step_of(sheet.trace, name)
    product = step.equation.rule.stands_in_for if step else None
    if step is None or product is None or not isinstance(product.formula, BigSum):
        return step
    factors = step.equation.inputs[: len(product.inputs)]
    if any(ask.name in factors for ask in sheet.asks or ()):
        return step
    assert isinstance(sheet.source, Network)
    at_once = trace(sheet.source.replaced(output="combined"), sheet.trace.iterations)
    return at_once.by_name.get(name, step)


def says_something(line: Equality) -> bool:
    """Whether a chain goes through a line: dy/dx = dy/du · d(u)/d(x), not dy/dy · d(y)/d(x)."""
    made = [node for node in walk(line.sides[-1]) if isinstance(node, Partial)]
    return any(node.kind != "local" and node.of != node.by for node in made)


# With numbers put in


def put_in(sheet: Exercise, answer: Marked, typed: Typed, student: int) -> Equality | None:
    """The line of one entry with what is known put in; None where nothing is, or where the number
    to be found would stand there."""
    known, step = sheet.trace, step_on(sheet, answer.quantity)
    if step is None or keeps_quiet(sheet, step):
        return None
    some = False

    def read(entry: str) -> Formula | None:
        nonlocal some
        value = typed.get(entry)
        if value is None:
            value = given_entry(known, entry, student)
        if value is None:
            return None
        some = True
        return Num(value + 0.0, significant(value, PUT_IN))

    tree = filled(sheet, holes(sheet, answer.quantity, answer.entry), read)
    bare_number = isinstance(tree.term if isinstance(tree, Neg) else tree, Num)
    if not some or bare_number:
        return None
    return with_sign(step, equality(step, answer.entry, (tree,)), answer.sign, answer.entry)


def given_entry(known: Trace, entry: str, student: int) -> float | None:
    """A given number; None for what is not given."""
    name, place = split_entry(entry)
    if name not in known.given:
        return None
    array = known.laid(name)
    row, column = place or (1, 1)
    return float((array[student] if array.ndim > 2 else array)[row - 1, column - 1])


@lru_cache(maxsize=2048)
def holes(sheet: Exercise, name: str, entry: Place | None = None) -> Formula:
    """The formula of one entry, with a hole for each entry that it reads."""
    known, step = sheet.trace, step_on(sheet, name)
    assert step is not None

    def read(source: str, at: Place) -> Formula:
        return Name(HOLE + entry_name(source, None if known.scalar(source) else at))

    return expanded(step, entry or (1, 1), read, keep_constants=False)


def filled(sheet: Exercise, tree: Formula, read: Reader = lambda entry: None) -> Formula:
    """The formula with what `read` has put into its holes, else their symbols; steps that stand on
    no sheet, the derivatives of single lines, and parts of a derivative that are not asked are
    written out."""
    known, asked = sheet.trace, {ask.name for ask in sheet.asks or ()}

    def one(node: Formula) -> Formula | None:
        if not (isinstance(node, Name) and node.text.startswith(HOLE)):
            return None
        entry = node.text[1:]
        found = read(entry)
        if found is not None:
            return found
        name, place = split_entry(entry)
        if inner(known, name) or (known.local(name).via and name not in asked):
            within = holes(sheet, name, place)
            return NOTHING if within == ONE else filled(sheet, within, read)
        return known.symbols.tree(known.local(name), None if bare(known, name) else place)

    return without_ones(substitute(tree, one))


def inner(known: Trace, name: str) -> bool:
    """Whether it is written out: a step that no line names, or the derivative by it, the derivative
    of one line alone, dy/dy."""
    if not isinstance(known.source, Expression) or step_of(known, name) is None:
        return False
    made = known.local(name)
    of_unnamed = {made.base, made.by and made.by.base} & known.source.unnamed
    return made.role == "local" or made.of == made.by or bool(of_unnamed)


def without_start(line: Equality) -> Equality:
    """A chain without its first factor where that is ∂y/∂y, which is 1."""

    def read(node: Formula) -> Formula | None:
        start = isinstance(node, Partial) and node.kind != "local" and node.of == node.by
        return NOTHING if start else None

    first, *rest = line.sides
    return Equality((first, *(without_ones(substitute(side, read)) for side in rest)), line.sign)


def without_ones(tree: Formula) -> Formula:
    """The formula without the factors 1 that the chain leaves, dy/dy and slopes that are 1."""

    def read(node: Formula) -> Formula | None:
        if isinstance(node, Product) and NOTHING in node.factors:
            rest = tuple(factor for factor in node.factors if factor != NOTHING)
            return substitute(multiplied(rest), read)
        return ONE if node == NOTHING else None

    return substitute(tree, read)
