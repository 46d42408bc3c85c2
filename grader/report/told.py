"""What a person should know of single students, for the terminal and for the page of the class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from tracer.errors import shown

from ..classes.told import Kind, Told
from .formats import printable

MOST = 10  # students of a kind that are listed on the terminal; the page has all
HEADINGS: dict[Kind, tuple[str, str]] = {
    "withheld": (
        "No mark yet (?)",
        "without a mark (?), since something was not read, or not judged",
    ),
    "copied": (
        "Numbers of another's sheet",
        "without a mark (?), since the numbers fit another's sheet",
    ),
    "absent": ("Nothing of theirs was read", "of whom nothing was read"),
    "stray": ("Files, rows and columns that count nowhere", "that count nowhere"),
    "late": ("Late", "handed in late"),
    "again": ("Handed in more than once", "handed in more than once"),
    "untimed": (
        "Nobody knows when",
        "of whom nobody knows whether they are late: only the file of all has a time",
    ),
    "blank": ("Nothing filled in", "with nothing filled in"),
    "rests": (
        "Rests on what follows, has too few digits, or is supported by nothing",
        "to be looked at, since more than 30 % of the points rest on numbers taken in good faith",
    ),
    "edge": (
        "Missed by a hair",
        "to be looked at, since a number is a unit of its last digit outside of what is accepted",
    ),
    "read": ("Read with doubt", "to be looked at, since something was read in another encoding"),
}
"""Of each kind: the heading on the page, and what the terminal says of how many."""
NAMES_ONLY = ("withheld", "copied", "untimed", "blank", "rests", "edge")
"""Kinds of which the terminal says no more; the page does."""


def told_lines(told: Sequence[Told]) -> Iterator[str]:
    """For the terminal: a line a kind, a line a student. What was not read is told with what is
    wrong with the files, and who is absent beside those who keep a mark."""
    for kind, (_, says) in HEADINGS.items():
        some = [one for one in told if one.kind == kind]
        if not some:
            continue
        if kind in NAMES_ONLY:
            names = ", ".join(name_of(one) for one in some[:MOST])
            more = f" and {len(some) - MOST} more" if len(some) > MOST else ""
            yield f"{len(some)} {says}: {names}{more}"
            continue
        yield f"{len(some)} {says}:"
        yield from (f"  {name_of(one)}: {printable(one.says)}" for one in some[:MOST])
        if len(some) > MOST:
            yield f"  and {len(some) - MOST} more, in report.html"


def name_of(one: Told) -> str:
    """The student, or the file where it is of all in it."""
    if not one.student:
        return one.where
    return shown(one.student) if "," in one.student else printable(one.student)


def told_html(told: Sequence[Told]) -> Iterator[str]:
    """For the page: a table a kind, with the file in which it stands."""
    for kind, (heading, _) in HEADINGS.items():
        some = [one for one in told if one.kind == kind]
        if not some:
            continue
        yield f"<h2>{heading}</h2>"
        yield f'<div class="scroll" role="region" aria-label="{heading}" tabindex="0">\n<table>'
        yield '<thead><tr><th scope="col">student</th><th scope="col">file</th>'
        yield '<th scope="col">what is to be known</th></tr></thead>\n<tbody>'
        for one in some:
            cells = (printable(text) for text in (one.where, one.says))
            rest = "".join(f"<td>{escape(text)}</td>" for text in cells)
            yield f'<tr><th scope="row">{escape(printable(one.student))}</th>{rest}</tr>'
        yield "</tbody></table></div>"
