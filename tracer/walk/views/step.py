"""The step: its equation in two dimensions, numbers put in, shapes, why, what went wrong."""

from __future__ import annotations

from ...formula.text import text
from ...formula.tree import Formula, MatMul, Name, Transpose, substitute
from ...layout import lay_formula
from ...network import Network
from ...shell.line import Line, Piece, said, short, wrapped
from ...symbols import entry_name
from ...trace import Step
from ..model import Walk
from . import terms as worked_terms
from .kept import kept
from .words import VERDICTS, number_text, symbol

TALLEST = 12  # lines of terms before the middle ones are left away


@kept
def shapes(step: Step) -> str:
    """The shapes that are multiplied, as laid: `(1×3)·(2×3)ᵀ → (1×2)`; "" for plain numbers."""
    if not isinstance(step.trace.source, Network):
        return ""
    rule, trace = step.equation.rule, step.trace
    holes = dict(zip(rule.inputs, step.inputs, strict=True))

    def lies(hole: str) -> bool | None:
        return trace.lies(holes[hole]) if hole in holes else None

    def size(name: str) -> Name:
        rows, columns = trace.laid(name).shape[-2:]
        return Name(f"({rows}×{columns})")

    def read(node: Formula) -> Formula | None:
        return size(holes[node.text]) if isinstance(node, Name) and node.text in holes else None

    tree = substitute(lay_formula(rule.formula, lies, trace.lies(step.name)), read)
    result = size(step.name).text
    products = [node for node in nodes(tree) if isinstance(node, MatMul)]
    if products:
        line = "·".join(
            text(factor) if isinstance(factor, Name | Transpose) else f"({text(factor)})"
            for factor in products[0].factors
        )
        return f"{line} → {result}"
    ins = ", ".join(dict.fromkeys(size(name).text for name in visible_inputs(step)))
    return f"{ins} → {result}" if ins else result


def nodes(tree: Formula) -> list[Formula]:
    from ...formula.tree import walk

    return list(walk(tree))


@kept
def visible_inputs(step: Step) -> tuple[str, ...]:
    """What the formula of a step reads; a fallback's extra inputs are not in it."""
    from ...formula.tree import names

    rule = step.equation.rule
    inside = set(names(rule.formula)) | set(names(rule.entry) if rule.entry else ())
    pairs = zip(rule.inputs, step.inputs, strict=True)
    return tuple(dict.fromkeys(name for hole, name in pairs if hole in inside)) or step.inputs


def numbers_put_in(
    walk: Walk, width: int, height: int = TALLEST, most: int = 10**6
) -> list[Line] | None:
    """The entry under the cursor with numbers put in; a sum also term by term. None where that
    takes more than `most` lines: the terms are then not worked out."""
    if getattr(walk.source, "numberless", False):
        return [said("the file gives no numbers (at = {…}): formulas only", "dim")]
    found = worked_terms.put_in_lines(walk, width)
    above, room = found, height - len(found)
    if len(found) > 3 and room < 4:
        above, room = (*found[:2], said("    …", "dim")), height - 3
    terms = [] if walk.hidden else worked_terms.chosen(walk, max(room, 3))
    if not terms:
        above = found[:height]
    if len(above) + len(terms) > most:
        return None
    return [*above, *term_lines(walk, [worked_terms.term(walk, at) for at in terms], width)]


def term_lines(walk: Walk, parts: list[worked_terms.Term], width: int) -> list[Line]:
    numbers = [came_to(walk, term) for term in parts]
    wide = max(map(len, numbers), default=0)
    found = []
    for term, number in zip(parts, numbers, strict=True):
        pieces = [
            Piece("  " + number.ljust(wide), "plain", term.goes),
            Piece("  " + fitting(term.path, width - wide - 4), "dim", term.goes),
        ]
        extra = f"  {term.names}" if term.names != term.numbers and term.value is not None else ""
        if extra and len("".join(piece.text for piece in pieces) + extra) <= width:
            pieces.append(Piece(extra, "dim", term.goes))
        found.append(tuple(pieces))
    return found


def fitting(path: str, width: int) -> str:
    """The path of a term, in fewer words where there is no room for all of them."""
    for shorter in (path, path.partition(" of layer ")[0], path.rpartition("through ")[2],
                    path.removeprefix("from ").partition(" of layer ")[0],
                    path.rpartition("through ")[2].partition(" of layer ")[0]):  # fmt: skip
        if len(shorter) <= width:
            return shorter
    return short(path, width)


def came_to(walk: Walk, term: worked_terms.Term) -> str:
    """`0.3·0.5 = 0.15`; a term that is only a number stands alone."""
    if term.value is None or term.plain:
        return term.numbers or term.names
    return f"{term.numbers} = {number_text(term.value, walk.digits)}"


def why(walk: Walk, width: int) -> list[Line]:
    """The rule's name, where it is taught, one sentence of why, and what went wrong here."""
    rule = walk.step.equation.rule
    found = wrapped(f"{rule.name} ({rule.source}): {rule.why}", width, "plain")
    for problem in [] if walk.hidden else walk.step.problems:
        at = f"[{problem.entry[0]},{problem.entry[1]}] " if problem.entry else ""
        found += wrapped(f"! {at}{problem.message}", width, "bad")
    return found


def reads(walk: Walk, width: int) -> list[Line]:
    """What this step reads, and which step made it; a click goes there."""
    found: list[Line] = []
    for name in visible_inputs(walk.step):
        made = walk.trace.by_name.get(name)
        origin = f"step {made.number}" if made else "given"
        label = symbol(walk.trace, name)
        found.append(
            (Piece("▸ ", "reads"), Piece(label, "reads", name), Piece(f" {origin}  ", "dim"))
        )
    row: list[Piece] = [Piece("reads ", "dim")]
    rows: list[Line] = []
    for line in found:
        if sum(len(piece.text) for piece in (*row, *line)) > width and len(row) > 1:
            rows.append(tuple(row))
            row = [Piece("      ")]
        row += line
    return [*rows, tuple(row)] if found else []


def needed(walk: Walk, width: int) -> list[Line]:
    """Who needs this number next."""
    readers = walk.trace.readers.get(walk.step.name, ())
    if not readers:
        return [said("needed by no later step", "dim")]
    names = ", ".join(
        f"{symbol(walk.trace, step.name)} (step {step.number})" for step in readers[:4]
    )
    more = f", {len(readers) - 4} more" if len(readers) > 4 else ""
    return wrapped(f"needed by {names}{more}", width, "dim")


def held_constant(walk: Walk, width: int) -> list[Line]:
    """In an expression: which variables a partial treats as constants."""
    made = walk.step.quantity
    if isinstance(walk.source, Network) or made.by is None:
        return []
    others = [name for name in walk.source.variables if name != made.by.base]
    if made.by.base not in walk.source.variables or not others:
        return []
    held = ", ".join(text(Name(name)) + value_of(walk, name) for name in others)
    return wrapped(f"held constant: {held}", width, "dim")


def value_of(walk: Walk, name: str) -> str:
    """` = 3`; of an array, whose numbers stand elsewhere, nothing."""
    return "" if walk.size(name) else f" = {number_text(walk.entry(name, None), walk.digits)}"


def tried(walk: Walk, width: int) -> list[Line]:
    """What the person typed for this entry, and how it was judged."""
    typed = walk.answers.get(entry_name(walk.step.name, walk.place))
    if typed is None or not walk.trying:
        return []
    text_, judgement = typed
    sign, role = VERDICTS[judgement.verdict]
    return wrapped(f"{sign} yours {text_}: {judgement.says}", width, role)


def compared(walk: Walk, width: int) -> list[Line]:
    """What the last edit, or the mistake made on purpose, did to the entry under the cursor."""
    if walk.hidden:
        return []
    found: list[Line] = []
    row, column = walk.cursor
    name = walk.step.name
    mask = walk.changed(name)
    before = walk.before
    if mask is not None and before is not None and mask.any():
        was = before.laid(name)
        inside = was.shape == walk.step.value.shape
        old = (
            number_text(float(was[row - 1, column - 1]), walk.digits) if inside else "another shape"
        )
        found += wrapped(f"~ after {walk.history.now.said}: was {old}", width, "changed")
    wrong = walk.wrong
    if wrong is not None and name in wrong.by_name:
        value = float(wrong.laid(name)[row - 1, column - 1])
        differs = walk.differs(name, wrong)
        same = differs is None or not differs[row - 1, column - 1]
        swap = walk.history.now.swap
        label = swap.mistake if swap else ""
        shown = "the same number" if same else number_text(value, walk.digits)
        found += wrapped(f"✗ with {label}: {shown}", width, "dim" if same else "bad")
        if wrong.by_name[name].equation.rule is not walk.step.equation.rule:  # it is made here
            from ...mistakes import says_of

            says = says_of(walk.trace, walk.step.equation, label)
            found += wrapped(f"  {says}", width, "dim")
    return found


__all__ = ["compared", "held_constant", "needed", "numbers_put_in", "reads",
           "tried", "shapes", "short", "why"]  # fmt: skip
