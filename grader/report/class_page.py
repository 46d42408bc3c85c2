"""What a class's marks say, on a page with pictures: nothing in it is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from ..classes.items import Items
from ..exercise_file import Exercise

WIDTH, HEIGHT = 640, 180  # of the picture of totals, in pixels
BARS = 20  # of it
NUMBERS = ("earned", "tells apart", "best 27 %", "worst 27 %")
VERDICTS = {
    "right": "#2a7f62",
    "follows": "#7bb69c",
    "coarse": "#c9b458",
    "mistake": "#c8553d",
    "wrong": "#8c2f39",
    "missing": "#d9d9d9",
    "unreadable": "#a0a0c0",
}
STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}
td,th{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ddd}td.n,th.n{text-align:right}
svg{max-width:100%;height:auto}.key span{display:inline-block;margin-right:1rem}
.key i{display:inline-block;width:.9em;height:.9em;margin-right:.3em;border:1px solid #555}"""


def class_page(sheet: Exercise, items: Items) -> str:
    """The page: totals as a picture, each line with its verdicts as a bar, the mistakes with the
    row of the lecture to teach again."""
    found = items.to_json()
    title = escape(sheet.title or sheet.id or "Marks")
    body = "\n".join(
        [
            f"<h1>{title}</h1>",
            f"<p>{found['students']} students, {found['mean'] or 0:.3g} points on average.</p>",
            *(f"<p>{escape(note)}</p>" for note in found["notes"]),
            "<h2>Totals</h2>",
            totals(items),
            "<h2>Lines</h2>",
            key(),
            *lines(found["lines"]),
            "<h2>Mistakes</h2>",
            *mistakes(found["mistakes"]),
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


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
            f'height="{height:.1f}" fill="#3b6ea5"><title>{low:.3g} to {high:.3g} points: '
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
        f'<span><i style="background:{colour}"></i>{name}</span>'
        for name, colour in VERDICTS.items()
    )
    return f'<p class="key">{"".join(parts)}</p>'


def lines(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    heads = "".join(f'<th class="n">{name}</th>' for name in NUMBERS)
    yield f"<table><tr><th>line</th><th>verdicts</th>{heads}</tr>"
    for line in found:
        apart = "–" if line["discrimination"] is None else f"{line['discrimination']:.2f}"
        shares = [share(line[name]) for name in ("difficulty", "upper", "lower")]
        cells = [shares[0], apart, *shares[1:]]
        numbers = "".join(f'<td class="n">{text}</td>' for text in cells)
        name, bar = escape(line["quantity"]), verdict_bar(line["verdicts"])
        yield f"<tr><td>{name}</td><td>{bar}</td>{numbers}</tr>"
    yield "</table>"


def share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def verdict_bar(counts: dict[str, int]) -> str:
    whole = max(sum(counts.values()), 1)
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    parts, x = [], 0.0
    for name, colour in VERDICTS.items():
        width = counts.get(name, 0) / whole * 240
        if width:
            parts.append(f'<rect x="{x:.1f}" width="{width:.1f}" height="14" fill="{colour}"/>')
        x += width
    return (
        f'<svg width="240" height="14" viewBox="0 0 240 14" role="img" aria-label="{said}">'
        f"<title>{said}</title>{''.join(parts)}</svg>"
    )


def mistakes(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not found:
        yield "<p>No mistake of the table fits anybody's numbers.</p>"
        return
    yield (
        '<table><tr><th class="n">students</th><th>mistake</th><th>teach again</th><th>in</th></tr>'
    )
    for one in found:
        where = ", ".join(f"{escape(name)} ({count})" for name, count in one["in"].items())
        yield (
            f'<tr><td class="n">{one["students"]}</td><td>{escape(one["name"])}</td>'
            f"<td>{escape(one['lecture'] or '')}</td><td>{where}</td></tr>"
        )
    yield "</table>"
