"""What is given on a sheet, array by array; the calculation in which a mistake is to be found."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from grader.ask_kinds import ASK_KINDS
from grader.report.label import usual_symbol
from tracer.export import head
from tracer.export.table import Table, labels
from tracer.formula.text import digits
from tracer.formula.tree import Formula, Num
from tracer.numbers import texts

if TYPE_CHECKING:
    from grader.asked import Exercise
    from tracer.trace import Trace

Shape: TypeAlias = "tuple[Formula, tuple[tuple[str, ...], ...], str]"
"""What is printed of a given array."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A given array with its symbol, every number as it was given; `sample` says whose it is.
    A plain number is a table of one cell, and `scalar`."""

    symbol: Formula
    table: Table
    scalar: bool
    sample: str = ""


def givens(trace: Trace, but: Collection[str] = ()) -> Iterator[Given]:
    """What is given, the whole of it, every number as it was given: none is rounded. `but`: what
    stands elsewhere."""
    for name in head.given(trace):
        if name in but:
            continue
        sample = head.which_sample(trace, name).removesuffix(": ")
        yield from own_entries(trace, name, sample) or [given_array(trace, name, sample)]


def given_in(exercise: Exercise, but: Collection[str]) -> Iterator[Given]:
    """The same of an exercise; nothing where its questions are answered without numbers, as how
    many parameters there are."""
    asks = exercise.asks or ()
    if not asks or any(ASK_KINDS[ask.kind].given for ask in asks):
        yield from givens(exercise.trace, but)


def given_array(trace: Trace, name: str, sample: str) -> Given:
    sign, symbol = trace.symbols.signed_tree(trace.local(name))
    value = sign * trace.laid(name) + 0.0
    shape = value.shape[-2], value.shape[-1]
    rows, columns = labels(trace, name, shape)
    cells = tuple(tuple(digits(Num(float(entry))) for entry in row) for row in value)
    return Given(symbol, Table(name, shape, rows, columns, cells), plain(trace, name), sample)


def plain(trace: Trace, name: str) -> bool:
    """Whether it is printed as a plain number: one that is one, or the single entry of an array
    that the sheet has a symbol of its own for, `b = 1`."""
    if trace.scalar(name):
        return True
    symbol = trace.symbols.signed_tree(trace.local(name))[1]
    return trace.laid(name).shape[-2:] == (1, 1) and symbol != usual_symbol(trace, name, None)


def own_entries(trace: Trace, name: str, sample: str) -> list[Given]:
    """The entries one by one, `w5 = 0.4`, where each has a symbol of its own; else none."""
    what, value = trace.local(name), trace.laid(name)
    places = [(i, j) for i in range(1, value.shape[-2] + 1) for j in range(1, value.shape[-1] + 1)]
    absent = trace.absent(name)
    there = [place for place in places if place not in absent]
    if trace.scalar(name) or not all(trace.symbols.own(what, place) for place in there):
        return []
    made = []
    for row, column in there:
        sign, symbol = trace.symbols.signed_tree(what, (row, column))
        number = digits(Num(sign * float(value[row - 1, column - 1])))
        made.append(Given(symbol, Table(name, (1, 1), ("",), ("",), ((number,),)), True, sample))
    return made


def calculation(exercise: Exercise) -> Iterator[Given]:
    """Where a mistake is to be found: every line of the calculation that it was made in."""
    if not exercise.derivation:
        return
    from grader.derivation import lines

    trace = exercise.trace
    for line in lines(exercise):
        sign, symbol = trace.symbols.signed_tree(trace.local(line.name))
        shape = line.value.shape[-2], line.value.shape[-1]
        rows, columns = labels(trace, line.name, shape)
        cells = tuple(map(tuple, texts(sign * line.value, exercise.digits).tolist()))
        array = Table(line.name, shape, rows, columns, cells)
        after = ", after the update" * line.name.endswith(":=")
        yield Given(symbol, array, trace.scalar(line.name), f"line {line.number}{after}")


def shape_of(one: Given) -> Shape:
    """What is printed of a given array, to be compared."""
    return one.symbol, one.table.cells, one.sample
