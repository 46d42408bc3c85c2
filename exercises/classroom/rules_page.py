"""How a sheet is marked, for its students, on one sheet of paper: made from the exercise's
settings, so that it says what this sheet does."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from grader.asked import Exercise
from grader.exercise_file import asked_points
from grader.report.accepted import TOLERATED
from grader.report.label import as_asked
from grader.report.page import page
from tracer.checks import counted
from tracer.mistakes import MISTAKES
from tracer.numbers import significant
from tracer.parts import with_part

from ..worksheet.sentences import ROUNDED

NAME = "rules.html"
MOST_LINES = 16  # of the table of points: the page is one sheet of paper
MOST_ACCEPTED = 3  # mistakes that are taught as right, and listed
SHOWN = 0.0274653  # a number in the examples
SAME = ("−0.35", "-0,35", "-7/20", "-35 %", "-3.5e-1")  # ways to write one number
NONE = "between 0.3 and 0.4"
SMALL = "body{font-size:10pt;line-height:1.3}h1{font-size:1.4rem}h2{margin:.8rem 0 .2rem}"


def rules_page(sheet: Exercise) -> str:
    title = escape(f"How it is marked: {sheet.title or sheet.id}")
    parts = {
        "How to write answers": writing(sheet),
        "What costs points": costs(sheet),
        "What costs nothing": free(sheet),
        "If you do not agree": objections(sheet),
    }
    body = [f"<h1>{title}</h1>", points(sheet)]
    for heading, lines in parts.items():
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        body.append(f"<h2>{heading}</h2>\n<ul>{items}</ul>")
    return page(title, "\n".join(body), SMALL)


def points(sheet: Exercise) -> str:
    """What there is to earn, line by line."""
    worth = [
        (with_part(part.part, ask.title or as_asked(part, ask.name)), asked_points(part, ask))
        for part in sheet.parts
        for ask in part.asks or ()
        if ask.kind != "text"
    ]
    worth += [(part.title, part.points) for part in sheet.manual]
    whole = sum(most for _, most in worth)
    listed = ", ".join(f"{name} {most:g}" for name, most in worth[:MOST_LINES])
    more = f" and {len(worth) - MOST_LINES} more lines" if len(worth) > MOST_LINES else ""
    said = f"{whole:.6g} points: {listed}{more}. The entries of a line share its points."
    return f"<p>{escape(said)}</p>"


def kinds(sheet: Exercise) -> set[str]:
    """Which kinds of answers are asked for."""
    return {ask.kind for part in sheet.parts for ask in part.asks or ()}


def writing(sheet: Exercise) -> Iterator[str]:
    if "number" in kinds(sheet):
        yield from numbers(sheet)
    if "formula" in kinds(sheet):
        yield "A formula may have any form, as long as it is the same function."
    if "choice" in kinds(sheet):
        yield "Of choices write the letter."


def numbers(sheet: Exercise) -> Iterator[str]:
    if sheet.decimals is not None:
        example = f"{SHOWN:.{sheet.decimals}f}"
        yield f"Write {counted(sheet.decimals, 'decimal')}: {example}."
    else:
        example = f"{SHOWN:#.{sheet.digits}g}".removesuffix(".")
        enough = f" {sheet.min_digits} are enough." if sheet.min_digits < sheet.digits else ""
        yield f"Write {counted(sheet.digits, 'significant digit')}: {example}.{enough}"
    if sheet.tolerance is None:
        cut = (
            "Cutting off is as good as rounding." if sheet.truncation else "Round, do not cut off."
        )
        yield f"{ROUNDED[sheet.rounding]} {cut}"
        yield "A number that is exact may be short: 0.5 is as good as 0.5000, and is not rounded."
    else:
        kind, size = sheet.tolerance.kind, sheet.tolerance.size
        said = TOLERATED[kind].format(100 * size if kind == "relative" else size)
        yield f"A number counts as right within a fixed tolerance: {said}."
    yield f"{', '.join(SAME)} are the same. Not a number: “{NONE}”."


def costs(sheet: Exercise) -> Iterator[str]:
    yield "A line that does not follow from your own numbers before it."
    known = sheet.credit["mistake"]
    if known:
        yield f"If it fits a well-known mistake, it still earns {known:.0%} of its points."
    yield (
        "A line that you leave blank. What stands after it is held against the right numbers: a "
        "line that was not written cannot carry a slip."
    )
    if sheet.credit["follows"] < 1:
        share = f"{sheet.credit['follows']:.0%}"
        yield f"A line that follows from a wrong one earns {share} of its points."
    yield (
        f"A slip that makes the lines after it easier than they are: they earn "
        f"{sheet.credit['simplified']:.0%}. A 0, or a number far too large, that nobody worked "
        "earns nothing there."
    )
    if sheet.tolerance is None and "number" in kinds(sheet):
        yield from too_few(sheet)
    yield "One wrong number copied into three boxes or more: what follows from it earns nothing."
    if sheet.repeat == "each":
        yield "A mistake that you make in several lines costs in each of them."


def too_few(sheet: Exercise) -> Iterator[str]:
    """What too few digits cost."""
    most, share = sheet.coarse_costs_at_most, sheet.credit["coarse"]
    if sheet.decimals is not None:
        yield f"Fewer decimals: at most {share:.0%} of a line, {most:.0%} of the sheet in all."
        return
    half = (sheet.digits + 1) // 2
    if half < sheet.min_digits:
        few = str(half) if half == sheet.min_digits - 1 else f"{half} to {sheet.min_digits - 1}"
        short = significant(SHOWN, half)
        yield (
            f"Too few digits: {few} ({short}) earn at most {share:.0%} of a line; all of it costs "
            f"at most {most:.0%} of the sheet. Fewer than {half} earn nothing."
        )
    else:
        yield f"Too few digits: fewer than {sheet.min_digits} earn nothing."


def free(sheet: Exercise) -> Iterator[str]:
    if sheet.credit["follows"] == 1:
        yield "A wrong line costs once: whatever follows rightly from your own wrong number counts."
    if sheet.repeat == "once":
        yield "The same mistake of understanding in another layer: it costs once."
    yield "Rounding, the order in which you work, and how you write a number."
    for name in sheet.accept[:MOST_ACCEPTED]:
        yield f"What this course teaches as right: {MISTAKES[name]}"


def objections(sheet: Exercise) -> Iterator[str]:
    shown = {
        "never": "no right numbers",
        "wrong-line": "the right number of the first wrong line, what else was accepted, and why",
        "all": "the right numbers, what else was accepted, and why",
    }[sheet.reveal]
    yield f"You get a page that names the first wrong line. It shows {shown}."
    yield (
        "Say which line, what you wrote, and how you worked it. A person can see what another "
        "number would have been worth; a mark that a person sets stands, whatever is marked anew."
    )
    yield "What could not be read is no zero: it has ? until a person has looked at it."
