"""The numbers to work with: what is given, and what the person wrote so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.report.label import own_sign, symbol_of
from tracer.elementary import variables
from tracer.expression import Expression
from tracer.formula.text import symbol, text
from tracer.formula.tree import Name
from tracer.network import Network
from tracer.numbers import entry_text, with_minus
from tracer.quantity import quantity
from tracer.setting_sentences import alpha_named, numbers_of_updates
from tracer.shell.line import Line, Piece, said, wrapped

from ..lines import Blank, title_of
from ..model import Practice
from .rows import in_table

MOST_ROWS, MOST_COLUMNS = 40, 40  # of one array: the rest stands in the file
DIGITS = 6  # of given numbers, which have few
GAP = "   "
INDENT = 2
FEW_LINES = 4  # of more, the numbers stand first: they are looked up again and again


class Array(NamedTuple):
    """The numbers of one quantity as texts, (rows, columns)."""

    title: str
    rows: list[list[str]]


def numbers(practice: Practice, width: int) -> list[Line]:
    """What is given, what is given this time, what was typed; arrays side by side as far as they
    fit."""
    source = practice.sheet.walk.source
    head, arrays = "Given", beside(given(practice), width)
    if isinstance(source, Network):
        head += f", cost {source.cost}" * bool(source.cost)
        found: list[Line] = [said(""), said(head, "dim"), *arrays]
    else:
        shown = [
            line
            for one in expression(source)
            for line in wrapped(f"  {one}", width, "plain", "    ")
        ]
        many = len(source.lines) > FEW_LINES
        found = [said(""), said(head, "dim"), *(arrays + shown if many else shown + arrays)]
    sheet = practice.sheet
    granted = [one.name for one in sheet.blanks if one.step and one.name in sheet.walk.granted]
    if granted:
        more = [right(practice, name, sheet.by_name[name].sign(None)) for name in granted]
        found += [said("Given this time", "dim"), *beside(more, width)]
    own = [yours(practice, one) for one in sheet.blanks if typed(practice, one)]
    if own:
        found += [said("Yours", "dim"), *beside(own, width)]
    return found


def expression(source: Expression) -> list[str]:
    """Its lines as formulas."""
    return [f"{text(Name(line.name))} = {text(line.tree)}" for line in source.lines]


def given(practice: Practice) -> list[Array]:
    """The arrays of the file: data, weights, what else it gives; α, λ, the optimiser's numbers."""
    walk = practice.sheet.walk
    names = [name for name in walk.right.given if quantity(name).iteration == 1]
    names += [name for name in walk.right.given if name not in names]
    here = read_here(practice)
    names.sort(key=lambda name: name not in here)
    known = walk.right
    found = [right(practice, name, own_sign(known, name)) for name in names if walk.known(name)]
    alpha = getattr(walk.source, "alpha", None)
    if alpha is not None:
        shown = f"{alpha:g}" if isinstance(alpha, int | float) else str(alpha)
        found.append(Array(symbol(alpha_named(walk.source)), [[shown]]))
    more = numbers_of_updates(walk.source)
    strength = getattr(walk.source, "penalty_strength", None)
    if strength is not None:
        more["lambda"] = strength
    return found + [Array(symbol(name), [[f"{number:g}"]]) for name, number in more.items()]


def read_here(practice: Practice) -> frozenset[str]:
    """What the line of an expression that is here reads."""
    source, blank = practice.sheet.walk.source, practice.sheet.blank
    if isinstance(source, Network) or blank.step is None:
        return frozenset()
    name = quantity(blank.name)._replace(iteration=1).name
    trees = (line.tree for line in source.lines if line.name == name)
    return frozenset(one for tree in trees for one in variables(tree))


def right(practice: Practice, name: str, sign: int) -> Array:
    """The right numbers of a quantity, or their negatives, as the sheet calls them."""
    walk = practice.sheet.walk
    array = sign * walk.right.shown(name) + 0.0
    whole = bool((array == array.round()).all())
    gone = set(walk.right.absent(name))
    rows = [
        [
            "" if (i, j) in gone else with_minus(entry_text(float(entry), whole, DIGITS))
            for j, entry in enumerate(row, 1)
        ]
        for i, row in enumerate(array, 1)
    ]
    return Array(title_of(name, symbol_of(walk.right, name, None, sign)), rows)


def typed(practice: Practice, blank: Blank) -> bool:
    """Whether numbers were typed in a line outside of a table, which shows its own; formulas and
    letters stand only where they were."""
    places = practice.sheet.typed.get(blank.id, ())
    return any(
        blank.kind(place) == "number" and not in_table(practice, blank.entry(place))
        for place in places
    )


def yours(practice: Practice, blank: Blank) -> Array:
    """The person's texts of one line; _ where none is."""
    known = practice.progress.typed
    if practice.sheet.walk.right.scalar(blank.name):
        return Array(blank.title(), [[known.get(blank.entry(None), "_")]])
    height, width = practice.sheet.walk.right.laid(blank.name).shape[-2:]
    rows = [
        [known.get(blank.entry((i, j)), "_") for j in range(1, width + 1)]
        for i in range(1, height + 1)
    ]
    return Array(blank.title(), rows)


def blocks(array: Array, width: int) -> Iterator[list[str]]:
    """An array as a title over its rows; a wide one in several blocks of columns."""
    rows = array.rows[:MOST_ROWS]
    wide = [max(len(row[at]) for row in rows) for at in range(min(len(rows[0]), MOST_COLUMNS))]
    first = 0
    while first < len(wide):
        last = first + 1
        while last < len(wide) and sum(wide[first : last + 1]) + last - first <= width:
            last += 1
        whole = last - first == len(rows[0])
        title = array.title if whole else f"{array.title} column {first + 1}–{last}"
        lines = [
            " ".join(text.rjust(size) for text, size in zip(row[first:last], wide[first:last],
                                                            strict=True))
            for row in rows
        ]  # fmt: skip
        more = len(array.rows) - len(rows)
        yield [title, *lines, *([f"… {more} more rows"] if more else [])]
        first = last
    if len(wide) < len(rows[0]):
        yield [f"{array.title}: {len(rows[0]) - len(wide)} more columns"]


def beside(arrays: Sequence[Array], width: int) -> list[Line]:
    """Arrays side by side as far as they fit; their titles stand out."""
    rows: list[list[Sequence[str]]] = []
    used = 0
    for one in (block for array in arrays for block in blocks(array, width - INDENT)):
        wide = max(map(len, one)) + len(GAP)
        if not rows or used + wide - len(GAP) > width - INDENT:
            rows.append([])
            used = 0
        rows[-1].append(one)
        used += wide
    found: list[Line] = []
    for row in rows:
        for at in range(max(map(len, row))):
            shown = ""
            for block in row:
                wide = max(map(len, block)) + len(GAP)
                shown += (block[at] if at < len(block) else "").ljust(wide)
            found.append((Piece(" " * INDENT + shown.rstrip(), "heading" if at == 0 else "plain"),))
    return found
