"""The list of lines: asked and open, done, not asked; what is not done shows no formula."""

from __future__ import annotations

from tracer.network import Network
from tracer.shell.ascii import plain_ascii
from tracer.shell.line import Line, Piece, Role, short
from tracer.walk.views.equations import formula_text

from ..lines import Blank
from ..model import Practice
from ..sheet import Sheet
from .marks import STATES


def line(practice: Practice, index: int, width: int, *, ascii: bool = False) -> Line:
    """One line: where we are, its state, its number, its quantity; once it is done, its formula."""
    sheet = practice.sheet
    blank = sheet.blanks[index]
    here = blank is sheet.blank
    sign, role = STATES[sheet.state(blank)]
    if sheet.given(blank):
        sign, role = "·", "plain"
    number = str(blank.step.number) if blank.step else ""
    label = f"{'▶' if here else ' '}{sign} {number:>{len(str(len(sheet.blanks)))}} "
    said = content(practice, blank, ascii)
    if ascii:
        label, said = plain_ascii(label), plain_ascii(said)
    chosen: Role = "here" if here else role
    said = short(said, width - len(label)).ljust(width - len(label))
    return (Piece(label, chosen, blank.id), Piece(said, chosen, blank.id))


def defined(sheet: Sheet, blank: Blank) -> bool:
    """Whether the line only says what a name of an expression stands for: u1 = x²."""
    forward = blank.step is not None and blank.step.equation.phase in ("forward", "cost")
    return forward and not isinstance(sheet.walk.source, Network)


def content(practice: Practice, blank: Blank, ascii: bool) -> str:
    """The formula of a line that is done, else what it is and how much of it is typed."""
    sheet = practice.sheet
    known = sheet.given(blank) or blank.name in practice.progress.shown or defined(sheet, blank)
    if blank.step and (known or sheet.state(blank) == "right"):
        return formula_text(blank.step, False, ascii)
    title = blank.title(ascii=ascii)
    if len(blank.places) > 1:
        done = sum(blank.entry(at) in practice.progress.typed for at in blank.places)
        return f"{title}  {done} of {len(blank.places)} typed"
    typed = practice.progress.typed.get(blank.entry(blank.places[0])) if blank.places else None
    return f"{title} = {typed}" if typed else title
