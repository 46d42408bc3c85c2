"""Somebody's own marks beside ours, as text and as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from tracer.checks import counted

from ..classes.compare import Both, Comparison, reasons
from .formats import printable
from .page import page

MOST_REASONS = 4  # lines that cost points, of one student
ALL_RIGHT = "we take nothing off"
HEADS = ("student", "line", "yours", "ours", "difference", "why ours")


def facts(found: Comparison) -> Iterator[str]:
    """What there is to be said of all marks together."""
    what = " of lines" if found.by_line else ""
    count = len(found.marks)
    if not count:
        yield "There is no mark that both gave."
        return
    students = len({one.student for one in found.marks})
    yield f"Yours beside ours: {counted(count, 'mark')}{what}, {counted(students, 'student')}."
    yield f"{found.agreeing} of {count} agree ({found.agreeing / count:.0%}), to 0.01 points."
    more = found.mean(absolute=False)
    whose = "ours are higher" if more > 0 else "yours are higher"
    yield f"On average {whose} by {abs(more):.3g} points."
    yield f"The mean difference is {found.mean(absolute=True):.3g} points."
    largest = max(found.marks, key=lambda one: abs(one.apart))
    yield f"The largest difference is {abs(largest.apart):.4g}: {name_of(largest)}."


def name_of(one: Both) -> str:
    return printable(f"{one.student}, {one.line}" if one.line else one.student)


def why(one: Both) -> list[str]:
    """Why ours is what it is."""
    told = [f"{what}: {said}" if said else what for what, said in reasons(one, MOST_REASONS)]
    return [printable(line) for line in told] or [ALL_RIGHT]


def as_text(found: Comparison) -> str:
    lines = list(facts(found))
    if found.apart:
        lines += ["", "Disagreements, the largest first:"]
    for one in found.apart:
        marks = f"yours {one.theirs:.6g}, ours {one.ours:.6g} of {one.most:.6g}"
        lines.append(f"  {one.apart:+.4g}  {name_of(one)}: {marks}")
        lines += [f"      {line}" for line in why(one)]
    if found.problems:
        lines += ["", "Not compared:"]
        lines += [f"  {one.where}: {printable(one.message)}" for one in found.problems]
    return "\n".join(lines) + "\n"


def as_html(found: Comparison) -> str:
    title = escape(printable(found.title) or "Marks")
    body = [f"<h1>{title}: two ways of marking</h1>"]
    body += [f"<p>{escape(line)}</p>" for line in facts(found)]
    if found.apart:
        heads = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
        body.append("<h2>Disagreements, the largest first</h2>")
        body.append(
            '<div class="scroll" role="region" aria-label="Disagreements" tabindex="0">\n<table>'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>"
        )
        body += map(row, found.apart)
        body.append("</tbody></table></div>")
    if found.problems:
        items = "".join(
            f"<li>{escape(one.where)}: {escape(printable(one.message))}</li>"
            for one in found.problems
        )
        body.append(f"<h2>Not compared</h2>\n<ul>{items}</ul>")
    return page(title, "\n".join(body))


def row(one: Both) -> str:
    said = "<br>".join(escape(line) for line in why(one))
    marks = (f"{one.theirs:.6g}", f"{one.ours:.6g} of {one.most:.6g}", f"{one.apart:+.4g}")
    numbers = "".join(f'<td class="n">{text}</td>' for text in marks)
    return (
        f'<tr><th scope="row">{escape(printable(one.student))}</th>'
        f"<td>{escape(printable(one.line)) or 'all'}</td>{numbers}<td>{said}</td></tr>"
    )


FORMATS: dict[str, Callable[[Comparison], str]] = {"text": as_text, "html": as_html}
