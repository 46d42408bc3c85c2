"""The numbers to work with: what is given, and what the person wrote so far."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.expression import Expression
from tracer.formula.text import text
from tracer.formula.tree import Name
from tracer.network import Network
from tracer.numbers import entry_text
from tracer.quantity import quantity
from tracer.walk.views.line import Line, Piece, said, wrapped
from tracer.walk.views.words import symbol

from ..lines import Blank
from ..model import Practice

MOST_ROWS, MOST_COLUMNS = 6, 8  # of one array
GAP = "   "


def numbers(practice: Practice, width: int) -> list[Line]:
    """What is given, what is given this time, what was typed; arrays side by side as far as they
    fit."""
    source = practice.sheet.walk.source
    if isinstance(source, Network):
        head = [said(f"Given, cost {source.cost}" if source.cost else "Given", "dim")]
    else:
        head = [said("Given", "dim")]
        for shown in expression(source):
            head += wrapped(f"  {shown}", width, "plain", "    ")
    found: list[Line] = [said(""), *head, *beside(given(practice), width)]
    sheet = practice.sheet
    granted = [one.name for one in sheet.blanks if one.step and one.name in sheet.walk.granted]
    if granted:
        more = [right(practice, name) for name in granted]
        found += [said("Given this time", "dim"), *beside(more, width)]
    own = [yours(practice, blank) for blank in sheet.blanks if typed(practice, blank)]
    if own:
        found += [said("Yours", "dim"), *beside(own, width)]
    return found


def expression(source: Expression) -> list[str]:
    """Its lines as formulas."""
    return [f"{text(Name(line.name))} = {text(line.tree)}" for line in source.lines]


def given(practice: Practice) -> list[list[str]]:
    """The arrays of the file: data, weights, what else it gives; and α."""
    walk = practice.sheet.walk
    names = [name for name in walk.right.given if quantity(name).iteration == 1]
    names += [name for name in walk.right.given if name not in names]
    blocks = [right(practice, name) for name in names if walk.known(name)]
    alpha = getattr(walk.source, "alpha", None)
    if alpha is not None:
        blocks.append(["α", f"{alpha:g}" if isinstance(alpha, int | float) else str(alpha)])
    return blocks


def right(practice: Practice, name: str) -> list[str]:
    walk = practice.sheet.walk
    array = walk.right.laid(name)
    whole = bool((array == array.round()).all())
    gone = set(walk.right.absent(name))
    rows = [
        ["" if (i, j) in gone else entry_text(float(entry), whole, 6).replace("-", "−")
         for j, entry in enumerate(row, 1)]
        for i, row in enumerate(array, 1)
    ]  # fmt: skip
    return block(symbol(walk.right, name), rows)


def typed(practice: Practice, blank: Blank) -> bool:
    """Whether numbers were typed in a line; formulas and letters stand only where they were."""
    places = practice.sheet.typed.get(blank.name, ())
    return any(blank.kind(place) == "number" for place in places)


def yours(practice: Practice, blank: Blank) -> list[str]:
    """The person's texts of one line; _ where none is."""
    known = practice.progress.typed
    if practice.sheet.walk.right.scalar(blank.name):
        rows = [[known.get(blank.entry(None), "_")]]
    else:
        height, width = practice.sheet.walk.right.laid(blank.name).shape[-2:]
        rows = [
            [known.get(blank.entry((i, j)), "_") for j in range(1, width + 1)]
            for i in range(1, height + 1)
        ]
    return block(blank.title(), rows)


def block(title: str, rows: Sequence[Sequence[str]]) -> list[str]:
    """A title over its rows; what is too large is cut with …."""
    cut = [[*row[:MOST_COLUMNS], *(["…"] if len(row) > MOST_COLUMNS else [])] for row in rows]
    more = len(cut) > MOST_ROWS
    cut = cut[:MOST_ROWS]
    wide = [max(len(row[at]) for row in cut) for at in range(len(cut[0]))]
    lines = [
        " ".join(entry.rjust(size) for entry, size in zip(row, wide, strict=True)) for row in cut
    ]
    return [title, *lines, *(["…"] if more else [])]


def beside(blocks: Sequence[Sequence[str]], width: int) -> list[Line]:
    """Blocks in rows; their titles stand out."""
    rows: list[list[Sequence[str]]] = []
    used = 0
    for one in blocks:
        wide = max(map(len, one)) + len(GAP)
        if not rows or used + wide > width:
            rows.append([])
            used = 0
        rows[-1].append(one)
        used += wide
    found: list[Line] = []
    for row in rows:
        for at in range(max(map(len, row))):
            shown = ""
            for one in row:
                wide = max(map(len, one)) + len(GAP)
                shown += (one[at] if at < len(one) else "").ljust(wide)
            found.append((Piece("  " + shown.rstrip(), "heading" if at == 0 else "plain"),))
    return found
