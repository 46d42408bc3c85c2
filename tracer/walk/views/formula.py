"""The equation of a step in two dimensions, in pieces: a click on a quantity in it leads to the
step that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...formula.boxes import Path, cells
from ...formula.text import text
from ...formula.tree import Entry, Equality, Formula, Num, Partial, children
from ...shell.line import Line, Piece, Role, blocks_beside, length, wrapped
from ...show import chain_of, formula_of
from ...symbols import entry_name
from ...trace import Step
from ..model import Walk
from .kept import kept


def equation(walk: Walk, width: int, *, ascii: bool = False, flat: bool = False) -> list[Line]:
    """The lecture's chain and what its local factor is, then the equation itself."""
    return list(laid_out(walk.step, width, walk.trivial, ascii, flat))


@kept
def laid_out(step: Step, width: int, trivial: bool, ascii: bool, flat: bool) -> tuple[Line, ...]:
    """Kept, since one step is laid out several times to fit its pane."""
    known = quantities(step)

    def block(tree: Equality, role: Role) -> list[Line]:
        lines = [] if flat else drawn(tree, known, role, ascii=ascii)
        if lines and max(map(length, lines)) <= width:
            return lines
        return wrapped(text(tree, ascii=ascii), width, role)

    chain = blocks_beside([block(line, "plain") for line in chain_of(step)], width)
    whole = block(formula_of(step, trivial=trivial), "heading")
    return tuple(line for part in (*chain, whole) for line in part)


@kept
def quantities(step: Step) -> Mapping[Formula, str]:
    """What a step reads, by the formula that stands for it."""
    trace = step.trace
    found: dict[Formula, str] = {}
    for name in step.inputs:
        found.setdefault(trace.symbols.signed_tree(trace.local(name))[1], name)
    return found


def named_in(
    tree: Formula, known: Mapping[Formula, str], path: Path = ()
) -> Iterator[tuple[Path, str]]:
    """The quantities and entries in a formula: the way to each, and its canonical name."""
    if tree in known:
        yield path, known[tree]
    elif isinstance(tree, Entry) and tree.base in known:
        places = tree.row, tree.column
        if all(isinstance(at, Num) for at in places):
            row, column = (int(at.value) for at in places if isinstance(at, Num))
            yield path, entry_name(known[tree.base], (row, column))
        else:
            yield path, known[tree.base]
    elif not isinstance(tree, Partial):  # the z in ∂z/∂W is not what the step reads
        for at, child in enumerate(children(tree)):
            yield from named_in(child, known, (*path, at))


def drawn(tree: Equality, known: Mapping[Formula, str], role: Role, *, ascii: bool) -> list[Line]:
    """The lines of the formula. What it makes, on the left, leads nowhere: we are there."""
    from ...formula.box import box

    made = box(tree, ascii=ascii)
    leads = {path: name for path, name in named_in(tree, known) if path[:1] != (0,)}
    areas = [(span, leads[span.path]) for span in made.spans if span.path in leads]
    lines: list[Line] = []
    for y, line in enumerate(made.lines):
        row = [(span.left, span.left + span.width, name) for span, name in areas
               if span.top <= y < span.top + span.height]  # fmt: skip
        if cells(line) != len(line):  # a wide letter: cells are not letters here
            row = []
        lines.append(cut(line.rstrip(), sorted(row), role))
    return lines


def cut(line: str, areas: Sequence[tuple[int, int, str]], role: Role) -> Line:
    """A line in pieces, those between left and right of an area leading somewhere."""
    pieces: list[Piece] = []
    at = 0
    for left, right, name in areas:
        pieces += [Piece(line[at:left], role), Piece(line[left:right], role, name)]
        at = right
    pieces.append(Piece(line[at:], role))
    return tuple(piece for piece in pieces if piece.text)
