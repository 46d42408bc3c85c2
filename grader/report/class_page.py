"""What a class's marks say, on a page with pictures: nothing in it is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from tracer.mistakes import MISTAKES

from ..asked import Exercise
from ..classes.items import Items
from ..classes.told import Told
from ..verdicts import VERDICTS
from .label import as_asked
from .page import page
from .told import told_html

WIDTH, HEIGHT = 640, 180  # of the picture of totals, in pixels
BARS = 20  # of it
NUMBERS = ("earned", "tells apart", "best 27 %", "worst 27 %")


def class_page(sheet: Exercise, items: Items, told: Sequence[Told] = ()) -> str:
    """The page: whom a person has to look at, totals as a picture, each line with its verdicts as
    a bar, the mistakes with the row of the lecture to teach again."""
    found = items.to_json()
    title = escape(sheet.title or sheet.id or "Marks")
    body = "\n".join(
        [
            f"<h1>{title}</h1>",
            f"<p>{found['students']} students, {found['mean'] or 0:.3g} points on average.</p>",
            *(f"<p>{escape(note)}</p>" for note in found["notes"]),
            *told_html(told),
            "<h2>Totals</h2>",
            totals(items),
            "<h2>Lines</h2>",
            key(),
            *lines(sheet, found["lines"]),
            "<h2>Mistakes</h2>",
            *mistakes(sheet, found["mistakes"]),
        ]
    )
    return page(title, body)


def totals(items: Items) -> str:
    """How many students have how many points."""
    most = max([*items.totals, 1e-9])
    counts = [0] * BARS
    for total, one in items.totals.items():
        counts[min(int(total / most * BARS), BARS - 1)] += one.students
    tall, wide = max([*counts, 1]), WIDTH / BARS
    bars = []
    for at, count in enumerate(counts):
        height = count / tall * (HEIGHT - 40)
        low, high = at * most / BARS, (at + 1) * most / BARS
        bars.append(
            f'<rect x="{at * wide + 1:.1f}" y="{HEIGHT - 20 - height:.1f}" width="{wide - 2:.1f}" '
            f'height="{height:.1f}" fill="#4a83c0"><title>{low:.3g} to {high:.3g} points: '
            f"{count} students</title></rect>"
        )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="How many students have how '
        f'many points; at most {tall} in one bar">{"".join(bars)}'
        f'<g font-size="13"><text x="0" y="{HEIGHT - 4}">0</text>'
        f'<text x="{WIDTH}" y="{HEIGHT - 4}" text-anchor="end">{most:.4g} points</text>'
        f'<text x="0" y="14">{tall} students</text></g></svg>'
    )


def key() -> str:
    """What the colours say; every bar says it in words, too."""
    parts = (
        f'<span><i style="background:{look.colour}"></i>{name}</span>'
        for name, look in VERDICTS.items()
    )
    return f'<p class="key">{"".join(parts)}</p>'


def lines(sheet: Exercise, found: Sequence[dict[str, Any]]) -> Iterator[str]:
    heads = "".join(f'<th scope="col" class="n">{name}</th>' for name in NUMBERS)
    yield '<div class="scroll" role="region" aria-label="Lines" tabindex="0">\n<table>'
    yield '<thead><tr><th scope="col">line</th><th scope="col">verdicts</th>'
    yield f"{heads}</tr></thead>\n<tbody>"
    for line in found:
        apart = "–" if line["discrimination"] is None else f"{line['discrimination']:.2f}"
        shares = [share(line[name]) for name in ("difficulty", "upper", "lower")]
        cells = [shares[0], apart, *shares[1:]]
        numbers = "".join(f'<td class="n">{text}</td>' for text in cells)
        name, bar = escape(as_asked(sheet, line["quantity"])), verdict_bar(line["verdicts"])
        yield f'<tr><th scope="row">{name}</th><td>{bar}</td>{numbers}</tr>'
    yield "</tbody></table></div>"


def share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def verdict_bar(counts: dict[str, int]) -> str:
    whole = max(sum(counts.values()), 1)
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    parts, x = [], 0.0
    for name, look in VERDICTS.items():
        width = counts.get(name, 0) / whole * 240
        if width:
            parts.append(
                f'<rect x="{x:.1f}" width="{width:.1f}" height="14" fill="{look.colour}"/>'
            )
        x += width
    return (
        f'<svg width="240" height="14" viewBox="0 0 240 14" role="img" aria-label="{said}">'
        f"<title>{said}</title>{''.join(parts)}</svg>"
    )


def mistakes(sheet: Exercise, found: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not found:
        yield "<p>No mistake of the table fits anybody's numbers.</p>"
        return
    yield (
        '<div class="scroll" role="region" aria-label="Mistakes" tabindex="0">\n<table><thead><tr>'
        '<th scope="col" class="n">students</th><th scope="col">mistake</th>'
        '<th scope="col">row of the lecture to teach again</th><th scope="col">in</th>'
        "</tr></thead>\n<tbody>"
    )
    for one in found:
        made = ((as_asked(sheet, name), count) for name, count in one["in"].items())
        where = ", ".join(f"{escape(name)} ({count})" for name, count in made)
        says = escape(MISTAKES.get(one["name"], ""))
        yield (
            f'<tr><td class="n">{one["students"]}</td><th scope="row">{escape(one["name"])}'
            f'<p class="says">{says}</p></th>'
            f"<td>{escape(one['lecture'] or '')}</td><td>{where}</td></tr>"
        )
    yield "</tbody></table></div>"
