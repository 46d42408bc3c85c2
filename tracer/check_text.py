"""The gradient check as plain text: the quotient closing in, then a line a derivative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .formula.text import text
from .numbers import significant
from .quantity import at_iteration, quantity
from .quotients import TOLERANCE

if TYPE_CHECKING:
    from .check import Compared, Report, Worst
    from .trace import Trace

WORDS = {
    "kink": "within Δx of a kink, where there is no slope to compare with",
    "infinite": "with an infinite or undefined number",
    "hidden": "too small beside the rounding of {of} for a quotient to show",
    "differs": "differ",
}


def report_text(report: Report, ascii: bool, digits: int) -> str:
    """Every derivative with its verdict; `digits` significant digits."""
    parts = [
        closing(report, ascii, digits),
        comparisons(report, ascii, digits),
        notes(report, ascii),
    ]
    return "\n\n".join(["\n".join(part) for part in parts if part] + [summary(report)])


def closing(report: Report, ascii: bool, digits: int) -> list[str]:
    """The table of the forward quotient for shrinking Δx."""
    if report.shown is None:
        return []
    name = said(report.trace, report.shown, ascii)
    of = text(report.trace.symbols.tree(report.trace.local(report.shown.name).of), ascii=ascii)
    times = next(one.factor for one in report.compared if one.name == report.shown.name)
    dx, minus, dot = ("dx", "-", "*") if ascii else ("Δx", "−", "·")
    factor = "" if times == 1 else f"{times:g}{dot}"
    by = report.trace.local(report.shown.name).by
    x = (
        text(report.trace.symbols.tree(by), ascii=ascii)
        if by and report.shown.place is None
        else "x"
    )
    quotient = f"{factor}({of}({x} + {dx}) {minus} {of}({x}))/{dx}"
    rows = [[dx, "quotient", "difference"]]
    for line in report.closing:
        numbers = (significant(line.quotient, digits), significant(line.difference, 2))
        rows.append([f"{line.dx:g}", *numbers])
    value = significant(report.shown.traced, digits)
    return [f"{name} = {value}, and {quotient} closes in on it:", *aligned(rows)]


def comparisons(report: Report, ascii: bool, digits: int) -> list[str]:
    """A line for every derivative; the entry named is the one that is farthest off. None where
    there are no derivatives."""
    if not report.compared:
        return []
    rows = [["derivative", "entries", "verdict", "off by at most", "at", "traced", "quotient"]]
    for one in report.compared:
        tried = f"{one.tried} of {one.entries}" if one.tried < one.entries else f"{one.entries}"
        row = [array_name(report.trace, one.name, ascii), tried, one.verdict]
        if one.worst:
            size = significant(one.worst.difference, 2)
            numbers = (one.worst.traced, one.worst.quotient)
            at = said(report.trace, one.worst, ascii)
            row += [size, at, *(significant(number, digits) for number in numbers)]
        rows.append(row)
    dx, minus = ("dx", "-") if ascii else ("Δx", "−")
    quotient = f"(f(x + {dx}) {minus} f(x {minus} {dx}))/(2{dx})"
    unit = f"in units of the largest number of the array; {TOLERANCE:g} agrees"
    return [f"Beside {quotient}, how far off, {unit}:", *aligned(rows)]


def notes(report: Report, ascii: bool) -> list[str]:
    """What else there is to say, each with the derivatives of which it is true."""
    names: dict[str, list[str]] = {}
    for one in report.compared:
        for note in notes_on(one):
            names.setdefault(note, []).append(array_name(report.trace, one.name, ascii))
    lines = [f"{', '.join(several)}: {note}" for note, several in names.items()]
    return [line.replace("Δx", "dx") if ascii else line for line in lines]


def notes_on(one: Compared) -> list[str]:
    """What else there is to say of a derivative."""
    if one.reason:
        return [f"nothing to compare: {one.reason}"]
    of = one.step.quantity.base
    said = [
        f"{count} of {one.tried} {WORDS[outcome].format(of=of)}"
        for outcome, count in one.found.items()
        if outcome in WORDS
    ]
    if one.factor != 1:
        said.append(f"compared with {one.factor:g} times the quotient: the 1/N enters later")
    return said


def summary(report: Report) -> str:
    """The one line that a person in a hurry reads."""
    verdicts = [one.verdict for one in report.compared]
    able = [verdict for verdict in verdicts if verdict != "nothing to compare"]
    if not able:
        reasons = [note for one in report.compared for note in notes_on(one)]
        reason = next(iter(reasons), "there is no J, and so no derivative")
        return f"Nothing to compare: {reason.removeprefix('nothing to compare: ')}."
    differing = [one.name for one in report.compared if one.verdict == "differs"]
    if differing:
        return f"{len(differing)} of {len(able)} derivatives differ: {', '.join(differing)}."
    sampled = ", by a sample of their entries" if report.sampled else ""
    kinks = able.count("kink")
    but = f", but for entries at a kink in {kinks} of them" if kinks else ""
    return f"All {len(able)} derivatives agree with their quotients{sampled}{but}."


def array_name(trace: Trace, name: str, ascii: bool) -> str:
    made = quantity(name)
    return at_iteration(text(trace.symbols.tree(trace.local(name)), ascii=ascii), made.iteration)


def said(trace: Trace, worst: Worst, ascii: bool) -> str:
    """One entry by its name on the sheet, with its student where there are several."""
    made = quantity(worst.name)
    tree = trace.symbols.tree(trace.local(worst.name), worst.place)
    entry = at_iteration(text(tree, ascii=ascii), made.iteration)
    if not worst.student:
        return entry
    return f"{entry} of student {', '.join(str(at + 1) for at in worst.student)}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of text in columns as wide as their widest entry."""
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    return [
        "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in full
    ]
