"""What the screen of marking says, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from grader.asked import Exercise
from grader.entries import Entry
from grader.parts import part_named
from grader.report.label import as_asked
from grader.verdicts import VERDICTS as LOOKS
from tracer.shell import help as shell
from tracer.shell.ascii import plain_ascii
from tracer.shell.line import Line as Row
from tracer.shell.line import Piece, said, short, wrapped

from ..practice.views.marks import VERDICTS
from .copied import Line, Paper
from .keys import ENTER, KEYS, WORDS
from .model import Marking

GAP = "  "
BETWEEN = " | "  # the rows of a matrix
MORE = " … "
LONGEST = 24  # characters of a cell: a formula may be long


def top(marking: Marking, width: int) -> Row:
    """Whose paper, how far, how many points so far."""
    paper = marking.paper
    done = sum(paper.done(line) for line in marking.lines)
    left = f" {paper.student}  ({marking.at + 1} of {len(marking.papers)})"
    left += "" if marking.waits(marking.at) else " marked from a file"
    most = sum(entry.worth for line in marking.lines for entry in line.entries)
    most += sum(part.points for part in paper.sheet.manual)
    right = f"{done} of {len(marking.lines)} lines, {paper.score:g} of {most:g} points "
    return (Piece(left, "heading"), Piece(right.rjust(max(width - len(left), len(right) + 1))))


def foot(marking: Marking, width: int, *, ascii: bool = False) -> Row:
    """The words that can be entered; with : in front where they may be an answer."""
    spelt = plain_ascii if ascii else str
    parts: list[Piece] = [Piece(spelt(f" {ENTER}"), "writes"), Piece(" accept  ")]
    for word in WORDS:
        typed = spelt(f":{word.typed}" if marking.may_be_answer(word.word) else word.typed)
        if sum(len(piece.text) for piece in parts) + len(typed + word.footer) < width - 1:
            parts += [Piece(typed, "writes"), Piece(f" {word.footer}  ")]
    return tuple(parts)


def rows(marking: Marking, width: int) -> list[Row]:
    """Every line with what should stand in it, or what does."""
    names = (symbol(marking.paper.sheet, line) for line in marking.lines)
    wide = min(max(map(len, names)), max(width // 3, LONGEST))  # a title may be long
    return [row(marking, number, wide, width) for number in range(len(marking.lines))]


def row(marking: Marking, number: int, wide: int, width: int) -> Row:
    line, paper = marking.lines[number], marking.paper
    here = number == marking.line
    pieces = [Piece("▸ " if here else "  ", "here" if here else "plain")]
    name = brief(symbol(paper.sheet, line), wide)
    pieces.append(Piece(f"{name:<{wide}}  ", "heading" if here else "plain"))
    if line.by_hand:
        given = paper.given.get(line.name, "")
        text = f"{given or '…'} of {line.points:g} points, by hand"
        pieces.append(Piece(text, "cursor" if here else "plain" if given else "dim"))
        return tuple(pieces)
    cells = [cell(paper, entry, here and column == marking.column)
             for column, entry in enumerate(line.entries)]  # fmt: skip
    room = width - sum(len(piece.text) for piece in pieces)
    return (*pieces, *window(cells, line.entries, marking.column if here else 0, room))


def cell(paper: Paper, entry: Entry, here: bool) -> Piece:
    """An entry: the key where it is open, in brackets; else what stands there, and its sign."""
    answer = paper.answer(entry)
    if answer is None:
        return Piece(f"[{paper.key(entry)}]", "cursor" if here else "dim")
    (_, role), sign = VERDICTS[answer.verdict], LOOKS[answer.verdict].sign
    return Piece(f"{brief(answer.typed)}{sign}", "cursor" if here else role)


def brief(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def window(cells: Sequence[Piece], entries: Sequence[Entry], at: int, room: int) -> Iterator[Piece]:
    """As many cells as there is room for, the one at the cursor always among them; | between the
    rows of a matrix, … where cells are left out."""
    gaps = ["", *(BETWEEN if one.place[0] != other.place[0] else GAP
                  for one, other in pairwise(entries))]  # fmt: skip
    wide = [len(gap) + len(piece.text) for gap, piece in zip(gaps, cells, strict=True)]
    first = last = at
    used = wide[at]
    left_out = 2 * len(MORE)
    if sum(wide) <= room:
        first, last, left_out = 0, len(cells) - 1, 0
    while last + 1 < len(cells) and used + wide[last + 1] + left_out <= room:
        last += 1
        used += wide[last]
    while first > 0 and used + wide[first - 1] + left_out <= room:
        first -= 1
        used += wide[first]
    if first > 0:
        yield Piece(MORE, "dim")
    for number in range(first, last + 1):
        if number > first:
            yield Piece(gaps[number], "dim")
        yield cells[number]
    if last + 1 < len(cells):
        yield Piece(MORE, "dim")


def symbol(sheet: Exercise, line: Line) -> str:
    """A line as the sheet calls it."""
    return line.name if line.by_hand else as_asked(sheet, line.name)


def about(marking: Marking, width: int) -> list[Row]:
    """The entry that is here: what should stand there, what does, what it fits."""
    paper, entry = marking.paper, marking.entry
    if entry is None:
        what = short(by_hand_name(marking), 2 * width)  # what follows is never pushed out
        return wrapped(f"{what}: type its points, or Enter for all of them.", width)
    name = " ".join([as_asked(paper.sheet, entry.label), *title_of(paper.sheet, entry)])
    answer = paper.answer(entry)
    lines = [said(f"{name} should be {paper.key(entry)}", "heading")]
    if answer is not None:
        lines.append(said(f"{answer.typed}: {answer.verdict}, {answer.points:g} of {answer.max:g}"))
        lines += wrapped(answer.message, width)
    return lines


def by_hand_name(marking: Marking) -> str:
    """What is marked by hand here: the title of a part, or of an answer in words."""
    name = marking.here.name
    return next((one.title for one in marking.paper.sheet.manual if one.label == name), name)


def title_of(sheet: Exercise, entry: Entry) -> Iterator[str]:
    """The question in words, of what is asked without a quantity."""
    asks = part_named(sheet, entry.part).asks or ()
    yield from (f"({ask.title})" for ask in asks if ask.alone and ask.name == entry.name)


def help_lines(width: int, *, ascii: bool = False) -> list[Row]:
    """Every key and word."""
    words = [(word.typed, word.says) for word in WORDS]
    signs = [(look.sign, verdict) for verdict, look in LOOKS.items()]
    closes = "Enter, Esc or ? closes this; ↑ ↓ for what is below"
    letters = f"A letter, then Enter ({ENTER}); :u{ENTER} where u may be an answer"
    groups = [(closes, KEYS), (letters, words), ("Signs", signs)]
    return shell.help_lines(groups, width, ascii=ascii)
