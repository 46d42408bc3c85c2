"""The step: its equation in two dimensions, numbers put in, shapes, why, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ...formula.text import text
from ...formula.tree import Equality, Formula, MatMul, Name, Transpose, substitute
from ...layout import lay_formula
from ...network import Network
from ...show import chain_of, formula_of
from ...symbols import entry_name
from ...trace import Step
from ..model import Walk
from ..trying import Verdict
from . import terms as worked_terms
from .line import Line, Piece, Role, blocks_beside, said, wrapped
from .words import number_text, plain_ascii, short, symbol

TALLEST = 12  # lines of terms before the middle ones are left away


@lru_cache(maxsize=64)
def drawn(tree: Equality, ascii: bool) -> tuple[str, ...]:
    from ...formula.box import box

    return tuple(line.rstrip() for line in box(tree, ascii=ascii).lines)


def in_two_dimensions(tree: Equality, width: int, *, ascii: bool, flat: bool) -> list[str]:
    """The equation with real fraction bars, or on one line where it is too wide or `flat`."""
    if not flat:
        lines = drawn(tree, ascii)
        if max(map(len, lines)) <= width:
            return list(lines)
    return [text(tree, ascii=ascii)]


def equation(walk: Walk, width: int, *, ascii: bool = False, flat: bool = False) -> list[Line]:
    """The lecture's chain and what its local factor is, then the equation itself."""
    step = walk.step
    found: list[Line] = []
    chain = [in_two_dimensions(line, width, ascii=ascii, flat=flat) for line in chain_of(step)]
    for block in blocks_beside(chain, width):
        found += laid(block, width, "plain")
    found += laid(
        in_two_dimensions(formula_of(step, trivial=walk.trivial), width, ascii=ascii, flat=flat),
        width,
        "heading",
    )
    return found


def laid(block: list[str], width: int, role: Role) -> list[Line]:
    if len(block) == 1 and len(block[0]) > width:
        return wrapped(block[0], width, role)
    return [said(line, role) for line in block]


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


def visible_inputs(step: Step) -> list[str]:
    """What the formula of a step reads; a fallback's extra inputs are not in it."""
    from ...formula.tree import names

    rule = step.equation.rule
    inside = set(names(rule.formula)) | set(names(rule.entry) if rule.entry else ())
    pairs = zip(rule.inputs, step.inputs, strict=True)
    return list(dict.fromkeys(name for hole, name in pairs if hole in inside)) or list(step.inputs)


def numbers_put_in(walk: Walk, width: int, height: int = TALLEST) -> list[Line]:
    """The entry under the cursor with numbers put in; a sum also term by term."""
    if getattr(walk.source, "numberless", False):
        return [said("the file gives no numbers (at = {…}): formulas only", "dim")]
    line = worked_terms.put_in(walk)
    found = wrapped(worked_terms.shown_text(line), width, "plain", "    ")
    if walk.hidden:
        return found[:height]
    if len(found) > 3 and len(found) + 4 > height:
        long = [*found[:2], said("    …", "dim")]
        parts = worked_terms.terms(walk, max(height - 3, 3))
        return [*long, *term_lines(walk, parts, width)] if parts else found[:height]
    parts = worked_terms.terms(walk, max(height - len(found), 3))
    return found + term_lines(walk, parts, width) if parts else found[:height]


def term_lines(walk: Walk, parts: list[worked_terms.Term], width: int) -> list[Line]:
    numbers = [came_to(walk, term) for term in parts]
    wide = max(map(len, numbers))
    found = []
    for term, number in zip(parts, numbers, strict=True):
        pieces = [
            Piece("  " + number.ljust(wide)),
            Piece(short("  " + term.path, width - wide - 2), "dim"),
        ]
        extra = f"  {term.names}" if term.names != term.numbers and term.value is not None else ""
        if extra and len("".join(piece.text for piece in pieces) + extra) <= width:
            pieces.append(Piece(extra, "dim"))
        found.append(tuple(pieces))
    return found


def came_to(walk: Walk, term: worked_terms.Term) -> str:
    """`0.3·0.5 = 0.15`; a term that is only a number stands alone."""
    if term.value is None or term.plain:
        return term.numbers or term.names
    return f"{term.numbers} = {number_text(walk, term.value)}"


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
    readers = walk.trace.needed_by(walk.step.name)
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
    held = ", ".join(f"{text(Name(name))} = {value_of(walk, name)}" for name in others)
    return wrapped(f"held constant: {held}", width, "dim")


def value_of(walk: Walk, name: str) -> str:
    return number_text(walk, walk.entry(name, None))


VERDICTS: Mapping[Verdict, tuple[str, Role]] = {
    "right": ("✓", "good"),
    "coarse": ("≈", "changed"),
    "off": ("✗", "bad"),
    "unreadable": ("?", "bad"),
}
"""Each verdict's sign, and the role that colours it."""


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
        old = number_text(walk, float(was[row - 1, column - 1])) if inside else "another shape"
        found += wrapped(f"~ after {walk.history.now.said}: was {old}", width, "changed")
    wrong = walk.wrong
    if wrong is not None and name in wrong.by_name:
        value = float(wrong.laid(name)[row - 1, column - 1])
        differs = walk.differs(name, wrong)
        same = differs is None or not differs[row - 1, column - 1]
        swap = walk.history.now.swap
        label = swap.mistake if swap else ""
        shown = "the same number" if same else number_text(walk, value)
        found += wrapped(f"✗ with {label}: {shown}", width, "dim" if same else "bad")
    return found


def in_ascii(lines: list[Line]) -> list[Line]:
    return [tuple(Piece(plain_ascii(p.text), p.role, p.goes) for p in line) for line in lines]


__all__ = ["compared", "equation", "held_constant", "needed", "numbers_put_in", "reads",
           "tried", "VERDICTS", "shapes", "short", "why"]  # fmt: skip
