"""The boxes of a table ask as courses print it: a row an iteration, what is given at its left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from grader.report.label import symbol_of, usual_symbol
from tracer import patterns
from tracer.formula.text import digits, text
from tracer.formula.tree import Num
from tracer.layout import flipped
from tracer.network import Network
from tracer.quantity import quantity

if TYPE_CHECKING:
    from grader.asked import Exercise
    from tracer.trace import Trace

    from .boxes import Box, Question

CHANGE = "change"  # the head of Add, Subtract, None
GIVEN = ("a[0]", "y")


class Grid(NamedTuple):
    """Boxes and given texts row by row, with the labels of rows and columns; `corner` says what
    the rows are."""

    cells: tuple[tuple[Box | str | None, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    corner: str


def repeated(boxes: Sequence[Box]) -> bool:
    """Whether the boxes are the same numbers in several iterations: they stand as a table, too."""
    found: dict[int, list[tuple[str, object, int]]] = {}
    for box in boxes:
        if box.kind != "number" or box.asks:
            return False
        what = quantity(box.name)
        plain = what._replace(iteration=1).name
        found.setdefault(what.iteration, []).append((plain, box.place, box.sign))
    first, *others = found.values()
    return len(first) > 1 and bool(others) and all(row == first for row in others)


def grid_of(exercise: Exercise, boxes: Sequence[Box]) -> Grid:
    """The table of the boxes of one ask."""
    known = exercise.trace
    rows: dict[int, list[Box]] = {}
    for box in boxes:
        rows.setdefault(quantity(box.name).iteration, []).append(box)
    heads = [head(known, box) for box in next(iter(rows.values()))]
    given = given_columns(known)
    corner, labels = said_of_rows(known, list(rows))
    return Grid(
        tuple((*given_cells(known, given, k), *row) for k, row in rows.items()),
        tuple(labels),
        (*(one.head for one in given), *heads),
        corner,
    )


def shown_in(known: Trace, boxes: Sequence[Box]) -> set[str]:
    """The given quantities that stand in the rows of the table of these boxes."""
    if not patterns.by_pattern(known):
        return set()
    rows = {quantity(box.name).iteration for box in boxes}
    return {known.read_in(name, k) for name in GIVEN for k in rows}


def given_columns(known: Trace) -> list[patterns.Column]:
    """The columns at the left of a table: what each pattern starts from."""
    if not patterns.by_pattern(known):
        return []
    return [one for one in patterns.columns(known) if one.name in GIVEN and not one.less]


def said_of_tables(part: Exercise, asked: Sequence[Question]) -> list[str]:
    """What the given columns of a part's tables are, in a sentence; nothing where it has none."""
    given = given_columns(part.trace)
    if not given or not any(one.corner for one in asked if one.part == part.part):
        return []
    heads: dict[str, list[str]] = {name: [] for name in GIVEN}
    for column in given:
        heads[column.name].append(column.head)
    said = (said_of(part.trace, *one) for one in heads.items())
    return [f"In the table, {' and '.join(said)}."]


def said_of(known: Trace, name: str, heads: Sequence[str]) -> str:
    """`x1, x2 are the entries of a[0]`, `t is y`."""
    symbol = text(symbol_of(known, name, None, 1))
    return f"{heads[0]} is {symbol}" if len(heads) == 1 else (
        f"{', '.join(heads)} are the entries of {symbol}")  # fmt: skip


def given_cells(known: Trace, given: Sequence[patterns.Column], k: int) -> Iterator[str]:
    """What a row starts from: its inputs and its targets, every number as it was given."""
    for one in given:
        array = known.state[known.read_in(one.name, k)]
        yield digits(Num(float(array[one.place[0] - 1, one.place[1] - 1])))


def said_of_rows(known: Trace, iterations: Sequence[int]) -> tuple[str, list[str]]:
    """What the rows are, and what each is called: pattern 3, or 2.3 in the second of several
    epochs; update 3 where there are no patterns."""
    if not patterns.by_pattern(known):
        return "update", [str(k) for k in iterations]
    assert isinstance(known.source, Network)
    at = [divmod(k - 1, known.source.N) for k in iterations]
    if not any(epoch for epoch, _ in at):
        return "pattern", [str(sample + 1) for _, sample in at]
    return "epoch.pattern", [f"{epoch + 1}.{sample + 1}" for epoch, sample in at]


def head(known: Trace, box: Box) -> str:
    """What stands above a column: the sheet's own symbol, what courses call it, or its symbol."""
    if box.choices:
        return CHANGE
    name, place = known.local(box.name).name, box.place or (1, 1)
    single = known.laid(box.name).shape[-2:] == (1, 1)
    shown = symbol_of(known, box.name, None if single else place, box.sign)
    usual = shown == usual_symbol(known, box.name, None if single else place)
    if usual and patterns.by_pattern(known):
        turned = not known.scalar(box.name) and known.lies(box.name)
        if called := patterns.head(known, name, flipped(place, turned)):
            return called + " :=" * box.update
    return text(shown) + " :=" * box.update


def title_of(known: Trace) -> str:
    """What the table asks for, in words."""
    return "The table: a row " + ("a pattern" if patterns.by_pattern(known) else "an update")
