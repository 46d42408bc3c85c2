"""What the screen of marking says, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from grader.entries import Entry
from grader.exercise_file import Exercise
from grader.report.formats import SIGNS
from tracer.walk.views.line import Line as Row
from tracer.walk.views.line import Piece, Role, said, wrapped

from .keys import KEYS, WORDS
from .paper import Line, Marking, Paper

MOODS: dict[str, Role] = {
    "right": "good",
    "follows": "good",
    "coarse": "changed",
    "mistake": "bad",
    "wrong": "bad",
    "missing": "dim",
    "unreadable": "bad",
}
GAP = 2


def top(marking: Marking, width: int) -> Row:
    """Whose paper, how far, how many points so far."""
    paper = marking.paper
    done = sum(paper.done(line) for line in marking.lines)
    left = f" {paper.student}  ({marking.at + 1} of {len(marking.papers)})"
    most = sum(entry.worth for line in marking.lines for entry in line.entries)
    most += sum(part.points for part in paper.sheet.manual)
    right = f"{done} of {len(marking.lines)} lines, {paper.score:g} of {most:g} points "
    return (Piece(left, "heading"), Piece(right.rjust(max(width - len(left), len(right) + 1))))


def foot(width: int) -> Row:
    """The words that can be entered."""
    parts: list[Piece] = [Piece(" Enter", "writes"), Piece(" accept  ")]
    for word in WORDS:
        if sum(len(piece.text) for piece in parts) + len(word.footer) + 4 < width:
            parts += [Piece(word.word, "writes"), Piece(f" {word.footer}  ")]
    return tuple(parts)


def rows(marking: Marking, width: int) -> list[Row]:
    """Every line with what should stand in it, or what does."""
    wide = max(len(symbol(marking.paper.sheet, line)) for line in marking.lines)
    return [row(marking, number, wide, width) for number in range(len(marking.lines))]


def row(marking: Marking, number: int, wide: int, width: int) -> Row:
    line, paper = marking.lines[number], marking.paper
    here = number == marking.line
    pieces = [Piece("▸ " if here else "  ", "here" if here else "plain")]
    pieces.append(Piece(f"{symbol(paper.sheet, line):<{wide}}  ", "heading" if here else "plain"))
    if line.by_hand:
        given = paper.given.get(line.name, "")
        text = f"{given or '…'} of {line.points:g} points, by hand"
        pieces.append(Piece(text, "cursor" if here else "plain" if given else "dim"))
        return tuple(pieces)
    for column, entry in enumerate(line.entries):
        if sum(len(piece.text) for piece in pieces) > width - 12:
            pieces.append(Piece("…", "dim"))
            break
        pieces += cell(paper, entry, here and column == marking.column)
    return tuple(pieces)


def cell(paper: Paper, entry: Entry, here: bool) -> Iterator[Piece]:
    """An entry: the key where it is open, in brackets; else what stands there, and its sign."""
    answer = paper.answer(entry)
    if answer is None:
        text, role = f"[{paper.key(entry)}]", "dim"
    else:
        text, role = f"{answer.typed}{SIGNS[answer.verdict]}", MOODS[answer.verdict]
    yield Piece(text, "cursor" if here else role)  # type: ignore[arg-type]
    yield Piece(" " * GAP)


def symbol(sheet: Exercise, line: Line) -> str:
    """A line as the sheet calls it."""
    if line.by_hand:
        return line.name
    return sheet.trace.symbols.text(sheet.trace.local(line.name), None)


def about(marking: Marking, width: int) -> list[Row]:
    """The entry that is here: what should stand there, what does, what it fits."""
    paper, entry = marking.paper, marking.entry
    if entry is None:
        return [said(f"{marking.here.name}: type its points, or Enter for all of them.")]
    name = paper.sheet.trace.symbols.text(paper.sheet.trace.local(entry.name), entry.entry)
    answer = paper.answer(entry)
    lines = [said(f"{name} should be {paper.key(entry)}", "heading")]
    if answer is not None:
        lines.append(said(f"{answer.typed}: {answer.verdict}, {answer.points:g} of {answer.max:g}"))
        lines += wrapped(answer.message, width)
    return lines


def help_rows() -> list[Row]:
    """Every key and word."""
    rows = [(Piece(f"  {key:<12}", "writes"), Piece(says)) for key, says in KEYS]
    words = [(Piece(f"  {word.word:<12}", "writes"), Piece(word.says)) for word in WORDS]
    signs = [(Piece(f"  {sign:<12}", "writes"), Piece(verdict)) for verdict, sign in SIGNS.items()]
    return [
        said("Marking by exception", "heading"), *rows, said(""),
        said("Words, entered (with : in front on a line of letters or formulas)", "heading"),
        *words, said(""),
        said("Signs", "heading"), *signs,
    ]  # fmt: skip
