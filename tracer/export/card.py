"""One step as every format for people shows it, and the headings that steps stand under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from ..formula.calls import whole_call
from ..formula.text import symbol, text
from ..formula.tree import (
    Call,
    Equality,
    Formula,
    Hadamard,
    MatMul,
    Name,
    Num,
    Product,
    Transpose,
    substitute,
    walk,
)
from ..network import Network
from ..numbers import significant, with_minus
from ..quantity import at_iteration
from ..show import chain_of, equality, formula_of, worked
from .head import numberless
from .table import Table, blanks, table

if TYPE_CHECKING:
    from ..symbols import Place
    from ..trace import Step, Trace
    from .format import View

MOST_ENTRIES = 200  # worked lines of one step


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Card:
    """A step in pieces: trees for formulas, texts for the rest. `result` is None for a plain
    number: the worked line ends in it."""

    step: Step
    formula: Equality
    chain: tuple[Equality, ...]
    shapes: str
    worked: tuple[Equality, ...]
    left_out: int  # worked lines that were asked for and are not there
    result: Table | None
    symbolic: Equality | None  # the simplified partial, and its value
    constant: str  # what it treats as constant
    problems: tuple[str, ...]

    @property
    def number(self) -> int:
        return self.step.number

    @property
    def why(self) -> str:
        """Which rule it is and why it holds: `affine: Each neuron weighs what comes in …`."""
        rule = self.step.equation.rule
        return f"{rule.name}: {rule.why} {self.constant}".rstrip()

    @property
    def notes(self) -> tuple[str, ...]:
        """All sentences of the step, for formats that are not laid out by lines."""
        more = f"And {self.left_out:,} more entries." if self.left_out else ""
        size = f"{self.result.note}." if self.result and self.result.note else ""
        return tuple(filter(None, (more, size, self.shapes, self.why)))


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """The steps of one phase of one layer; `opens` is the iteration that begins with it."""

    iteration: int
    title: str
    opens: str
    cards: tuple[Card, ...]


def sections(view: View) -> Iterator[Section]:
    """All that is to be shown, in order, a section for each phase of each layer."""
    several, before = view.trace.iterations > 1, 0

    def key(step: Step) -> tuple[int, str, int | None]:
        equation = step.equation
        return equation.iteration, equation.phase, equation.layer

    for (iteration, phase, layer), steps in groupby(view.steps, key):
        opens = iteration_title(view, iteration) if several and iteration != before else ""
        title = phase if layer is None else f"{phase} · layer {layer}"
        yield Section(iteration, title, opens, tuple(card(view, step) for step in steps))
        before = iteration


def iteration_title(view: View, iteration: int) -> str:
    """`Iteration 3, sample 1: J = 0.4871`."""
    trace = view.trace
    step = next(step for step in trace.steps if step.equation.iteration == iteration)
    sample = f", sample {step.equation.sample}" if step.equation.sample else ""
    output = "J" if isinstance(trace.source, Network) else trace.source.output
    value = trace.seen.get(at_iteration(output, iteration))
    result = "" if value is None else f": {output} = {significant(value[0, 0], view.digits)}"
    return f"Iteration {iteration}{sample}{with_minus(result)}"


def card(view: View, step: Step) -> Card:
    trace, silent = step.trace, numberless(step.trace)
    places = [] if silent else worked_places(view, step)
    slope, formula = partial(step), formula_of(step)
    sign, _ = trace.symbols.signed_tree(step.quantity)  # the name in front is without its minus
    lines = (worked(step, place, view.digits) for place in places[:MOST_ENTRIES])
    return Card(
        step=step,
        formula=formula,
        chain=chain_of(step),
        shapes=shapes(step),
        worked=tuple(line for line in lines if not trace.scalar(step.name) or line != formula),
        left_out=max(0, len(places) - MOST_ENTRIES),
        result=None if trace.scalar(step.name) else table(trace, step.name, view.digits, sign),
        symbolic=None if slope is None else with_value(view, step, slope),
        constant="" if slope is None else held(step),
        problems=tuple(said(problem.entry, problem.message) for problem in step.problems),
    )


def partial(step: Step) -> Formula | None:
    """The simplified partial derivative by a variable, in the sheet's own symbols."""
    return None if step.symbolic is None else step.trace.symbols.spelled(step.symbolic)


def with_value(view: View, step: Step, slope: Formula) -> Equality:
    """∂y/∂x1 = 2·x1 + 3·x2 = 8."""
    *_, value = worked(step, None, view.digits).sides
    sides = (slope,) if isinstance(slope, Num) or numberless(step.trace) else (slope, value)
    return equality(step, None, sides)


def held(step: Step) -> str:
    """What a partial derivative treats as constant (L6), as a sentence."""
    from ..expression import Expression, held_constant

    source, by = step.trace.source, step.quantity.by
    assert isinstance(source, Expression)
    others = held_constant(source, by.name if by else "")
    return f"Treat {' and '.join(map(symbol, others))} as constant." if others else ""


def said(entry: Place | None, message: str) -> str:
    return message if entry is None else f"[{entry[0]},{entry[1]}] {message}"


def worked_places(view: View, step: Step) -> list[Place | None]:
    """The entries whose lines are shown: those named, or all, or the first that there is."""
    if step.trace.scalar(step.name):
        return [None]
    if step.name in view.places:
        return list(view.places[step.name])
    blank = blanks(step.trace, step.name)
    there = (
        (row + 1, column + 1)
        for row, column in np.ndindex(step.value.shape[-2:])
        if (row + 1, column + 1) not in blank
    )
    return list(there) if view.entries else [place for place in [next(there, None)] if place]


def shapes(step: Step) -> str:
    """`(2×3) = (2×2)·(2×3) + (2×1)`; "" for a plain number made of plain numbers."""
    trace, rule = step.trace, step.equation.rule
    if all(trace.scalar(name) for name in (step.name, *step.inputs)):
        return ""
    holes = dict(zip(rule.inputs, step.inputs, strict=True))
    target = shape(trace, step.name)
    if any(isinstance(part, MatMul | Hadamard) for part in walk(rule.formula)):
        return f"{target} = {text(sized(step, holes))}"
    inputs = list(dict.fromkeys(shape(trace, name) for name in holes.values()))
    whole = any(isinstance(part, Call) and whole_call(part) for part in walk(rule.formula))
    if inputs == [target] and not whole:
        return f"{target}, entry by entry"
    return f"{', '.join(inputs)} → {target}"


def sized(step: Step, holes: dict[str, str]) -> Formula:
    """The formula with sizes in place of names, transposed where it transposes."""
    from ..layout import lay_formula
    from ..show import sizes_of, without_trivial

    trace = step.trace

    def lies(hole: str) -> bool | None:
        return trace.lies(holes[hole]) if hole in holes else None

    def read(node: Formula) -> Formula | None:
        match node:
            case Transpose(Name(hole)) if hole in holes:
                return Name(shape(trace, holes[hole], turned=True))
            case Name(hole) if hole in holes:
                return Name(shape(trace, holes[hole]))
            case MatMul(factors):
                return Product(tuple(substitute(factor, read) for factor in factors))
        return None

    tree = lay_formula(step.equation.rule.formula, lies, trace.lies(step.name))
    return substitute(without_trivial(tree, sizes_of(step)), read)


def shape(trace: Trace, name: str, *, turned: bool = False) -> str:
    """`(2×3)`, rows and columns as laid on the sheet, or transposed."""
    if trace.scalar(name):
        return "a number"
    rows, columns = trace.laid(name).shape[-2:]
    return f"({columns}×{rows})" if turned else f"({rows}×{columns})"
