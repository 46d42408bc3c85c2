"""The walk's help: every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

from textual.binding import Binding

from ...shell import help as shell
from ...shell.line import Line
from ..keys import KEYS, MARKS
from ..widgets.step import StepView


def help_lines(width: int = 200, *, ascii: bool = False) -> list[Line]:
    """All of it, group after group, the longer texts on several lines."""
    matrix = [(one.key, one.tooltip) for one in StepView.BINDINGS if isinstance(one, Binding)]
    groups = [*shell.by_group(KEYS), ("In the matrix (Tab)", matrix), ("Signs", MARKS)]
    return shell.help_lines(groups, width, ascii=ascii)
