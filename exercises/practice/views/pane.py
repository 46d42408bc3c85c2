"""Everything about the line that is here: what is asked, the answers, the verdict, help."""

from __future__ import annotations

from collections.abc import Mapping

from grader.asked import Reveal
from grader.derivation import LINES
from tracer.formula.text import text
from tracer.shell.ascii import lines_in_ascii
from tracer.shell.line import Line, Piece, said, short, wrapped
from tracer.walk.views.formula import equation
from tracer.walk.views.terms import shown_text

from ..lines import Blank
from ..model import Practice
from ..session import Session
from ..worked import own_line
from .derivation import derivation
from .marks import VERDICTS
from .numbers import numbers
from .rows import rows
from .table import AnswerTable

WHEN: Mapping[Reveal, str] = {
    "never": "This exercise shows no right numbers.",
    "wrong-line": "Its result is shown once you have tried.",
    "all": "",
}
"""Why there is a question mark in place of the result."""
DONE = """Everything is right. Esc, then Shift+M is the summary, Shift+N other numbers, Shift+E
another exercise."""
AGREED = "What is agreed, and how it is marked: Esc, then Shift+G."
HINT = "Hint "  # so begins one
MOST_ROWS = 8  # of the matrix, so that the words below it are seen


def pane(session: Session, width: int, height: int, *, with_numbers: bool = True) -> list[Line]:
    """The lines of the pane; they may be more than its height, it scrolls. `with_numbers`: those
    to work with below all, where they do not stand beside it."""
    practice = session.practice
    blank = practice.sheet.blank
    found = heading(practice, blank, width)
    if practice.sheet.shown:
        found += equation(practice.sheet.walk, width, ascii=session.ascii)
    found += answers(practice, width, height)
    if session.notice:
        found += wrapped(session.notice, width, session.mood)
    else:
        found += verdict(practice, width)
        if practice.right == practice.wanted:
            found += wrapped(DONE, width, "good")
    found += hints(practice, width)
    found += options(practice, width)
    found += rows(practice, width)
    if practice.sheet.shown:
        found += worked(practice, width)
    if blank.step is None:
        found += derivation(practice, width)
    if not practice.progress.typed:
        goal = practice.task.goal
        found += [said(""), *(wrapped(goal, width, "plain", "") if goal else [])]
        found += wrapped(AGREED, width, "dim", "")
    found += numbers(practice, width) if with_numbers else []
    return lines_in_ascii(found) if session.ascii else found


def heading(practice: Practice, blank: Blank, width: int) -> list[Line]:
    """The quantity, its shape, and what is asked of it; a question in words as a whole."""
    title = blank.title()
    if blank.step is None:
        kind = said(short(asked(practice, blank), width), "dim")
        return [*wrapped(title, width, "heading", ""), kind]
    if not practice.sheet.walk.trace.scalar(blank.name):
        rows, columns = practice.sheet.walk.step.value.shape[-2:]
        title += f"  {rows}×{columns}"
    what = asked(practice, blank)
    space = width - len(title) - len(what)
    if space < 2:
        return [said(short(title, width), "heading"), said(short(what, width), "dim")]
    return [(Piece(title, "heading"), Piece(" " * space + what, "dim")), ()]


def asked(practice: Practice, blank: Blank) -> str:
    """What is asked of the line, in a few words."""
    if practice.sheet.given(blank):
        return "given"
    if not blank.asks:
        return "not asked; type it if you need it"
    if blank.name in LINES:
        return "type its number"
    if blank.kind(practice.sheet.place) != "number":
        return f"asked: {blank.wants(practice.sheet.place)}"
    return "asked" if len(blank.places) == 1 else f"{len(blank.places)} entries asked"


def answers(practice: Practice, width: int, height: int) -> list[Line]:
    """What was typed, as the matrix that it is."""
    sheet = practice.sheet
    if sheet.blank.step is not None and not sheet.blank.whole:
        return AnswerTable(practice).lines(width, min(max(height // 2, 3), MOST_ROWS))
    marking = sheet.marking(sheet.blank, sheet.place)
    sign = VERDICTS[marking.verdict][0] if marking else ""
    return [said(f"[{sign}{practice.progress.typed.get(sheet.entry, '□')}]", "cursor")]


def options(practice: Practice, width: int) -> list[Line]:
    """What a choice offers, below the verdict, which would be out of sight under long ones."""
    sheet = practice.sheet
    if sheet.blank.name in LINES:
        return []  # they are the lines of the derivation, which stand below
    found: list[Line] = []
    for option in sheet.options:
        found += wrapped(f"{option.letter}  {option.text}", width, "plain", "   ")
    return found


def verdict(practice: Practice, width: int) -> list[Line]:
    """The grader's words on the entry that is here."""
    blank, at = practice.sheet.blank, practice.sheet.place
    marking = practice.sheet.marking(blank, at)
    if marking is None:
        return []
    sign, role = VERDICTS[marking.verdict]
    typed = practice.progress.typed[blank.entry(at)]
    says = marking.message or "Right."
    answer = f"{blank.title(at)} = {typed}" if blank.step else typed  # the question stands above
    return wrapped(f"{sign} {answer}. {says}", width, role)


def worked(practice: Practice, width: int) -> list[Line]:
    """The line with the person's own numbers put in; its result as far as it may be seen."""
    sheet = practice.sheet
    if sheet.blank.kind(sheet.place) == "formula":
        formula = sheet.key_formula if sheet.walk.revealed else None
        return wrapped(f"A right formula: {text(formula)}", width) if formula else []
    if getattr(sheet.walk.source, "numberless", False):
        return []
    line = shown_text(own_line(sheet.walk, sheet.blank.sign(sheet.place), sheet.walk.digits))
    heading = "With the numbers put in:" if sheet.derived else "With your numbers:"
    found = [said(heading, "dim"), *wrapped(line, width, "plain", "    ")]
    if not sheet.walk.revealed and not sheet.derived:
        found += wrapped(WHEN[sheet.exercise.reveal], width, "dim")
    return found


def hints(practice: Practice, width: int) -> list[Line]:
    """The hints that were taken for this line, the last one first."""
    taken = practice.hints_taken
    if not taken:
        return []
    every = practice.hints
    found: list[Line] = []
    for number in range(min(taken, len(every)), 0, -1):
        found += wrapped(f"{HINT}{number} of {len(every)}: {every[number - 1]}", width, "changed")
    return found
