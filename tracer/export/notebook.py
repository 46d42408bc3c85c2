"""How a trace shows itself: in a terminal as text, in a notebook as HTML."""

from __future__ import annotations

from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from .format import view

if TYPE_CHECKING:
    from ..trace import Trace

MOST = 120  # steps that are shown unasked


def as_text(trace: Trace) -> str:
    """The whole text; of many students or very many steps one line."""
    from .as_text import write

    if trace.students or len(trace) > MOST:
        return summary(trace)
    out = StringIO()
    write(view(trace), out)
    return out.getvalue().rstrip("\n")


def as_html(trace: Trace) -> str:
    """The page without keys and scripts; of many students or very many steps one line."""
    from .as_html import fragment

    if trace.students or len(trace) > MOST:
        return f"<p>{escape(summary(trace))}</p>"
    return fragment(view(trace))


def summary(trace: Trace) -> str:
    """`<Trace of 21 steps, 3 iterations, 5 students: a[0], y, W[1], …>`"""
    counts = [f"{len(trace)} steps"]
    counts += [f"{trace.iterations} iterations"] * (trace.iterations > 1)
    counts += [f"{' × '.join(map(str, trace.students))} students"] * bool(trace.students)
    names = trace.keys()
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"<Trace of {', '.join(counts)}: {shown}>"
