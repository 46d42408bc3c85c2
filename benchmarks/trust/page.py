"""docs/trust.md: what was measured, failures first and by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .bars import Measured, bars, means, share
from .honest import ANSWERS, Honest
from .later import Later
from .mistakes import ERROR, RANDOM, Seen, summed
from .nowork import BARRED, Earned
from .onpaper import Result
from .slips import Slip, Slips
from .width import OFF, STUDENTS, Entry, Widths

SHOWN = 12  # examples of a kind

INTRO = """# How far marks can be trusted

Marks are right where honest work loses nothing and what was not worked earns nothing. Both are
measured here, on students that a program plays. Nobody's handwriting is in it: what people do that
no table of ours thinks of is not measured. This page is written by `python -m benchmarks.trust
{name} {seed}`, and says what that run found, failures too.
"""

HONEST = """Everybody here works as a person with pencil and calculator could, and makes no mistake:
rounds half to even, half up, cuts off or floors, with 3, 4 or 5 digits (or to the decimals that the
sheet sets, 3 and 4); rounds no sub-step of a line, some or all (products, partial sums from either
end, differences, sums before they are divided, powers of e); goes on from what is written, from
what the calculator holds, from either, or with a digit more; types zeros at the end or not; writes
all lines, the gradients alone, what is asked alone, or some lines. Beside them a program in
float32, pasted with 7 digits or more, and ten digits of a calculator. Sheets: every bundled
exercise of numbers with its own numbers and drawn ones, random networks (a third with equal
samples, a fifth with equal weights) and random expressions. Every number has to be right or to
follow, with all its digits.
"""

UNSEEN = """- **Copying.** Right numbers are right whoever worked them out. Numbers of one's own
  for each student (`backprop assign`) make copying useless; marking does not see it.
- **Lines that were not written.** A slip in a line that is not on the paper can not be told from a
  wrong method, and nothing can follow from it. Where only the end is asked, a slip costs the end.
  And the wider the gap between two written lines, the wider the numbers that honest rounding
  explains: ask for a line between (`backprop exercises check` says where).
- **Luck.** A number that is right by chance or by two mistakes that cancel is right. So is a 0 or a
  1 that was written without thinking where 0 or 1 is the answer.
- **Which mistake.** Where two mistakes make the same numbers, both are named.
- **Why.** Marks judge numbers, not the derivation. A part that is marked by hand (`[[manual]]`) can
  ask for it.
- **Students.** These are simulated. What real ones write, and what an instructor would have given
  them, is not in these figures.
"""


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """Markdown; `head`: the columns, parted by |."""
    titles = [title.strip() for title in head.split("|")]
    lines = [titles, ["---"] * len(titles), *([str(cell) for cell in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def percent(number: float) -> str:
    return f"{100 * number:.1f} %"


def page(found: Measured) -> str:
    """The page of a run; what was not measured in it is left out."""
    all_bars = bars(found)
    failed = [bar for bar in all_bars if not bar.holds]
    held = f"All {len(all_bars)} bars hold in this run."
    missed = f"**{len(failed)} of {len(all_bars)} bars fail in this run.**"
    made = table("what | measured | bar | ", (
        (bar.what[3:], bar.shown(bar.measured), bar.limit, "ok" if bar.holds else "**FAILED**")
        for bar in all_bars
    ))  # fmt: skip
    begins = [INTRO.format(name=found.name, seed=found.seed), missed if failed else held, "", made]
    return "\n".join([*begins, *sections(found), "## What cannot be judged from numbers\n", UNSEEN])


def sections(found: Measured) -> Iterator[str]:
    size = found.size
    if found.honest:
        yield "## Honest students\n"
        yield HONEST
        yield (
            f"{size.variants} drawn variants of each exercise, {size.networks} networks, "
            f"{size.expressions} expressions, each to 4 digits, 3 decimals and 4.\n"
        )
        yield from honest("This seed", found.honest)
        yield from honest("Five more seeds", found.more)
    if found.width:
        yield "## How wide numbers are accepted\n"
        yield from width(found.width, found.saturated)
    if found.nowork:
        yield "## Sheets without work\n"
        yield from nowork(found.nowork)
    if found.slips:
        yield "## One slip\n"
        yield from slips(found.slips)
    if found.planted:
        yield "## Planted mistakes\n"
        yield from planted(*found.planted)
    if found.paper:
        yield "## Students on paper\n"
        yield from paper(found.paper)
    if found.later:
        yield "## Later topics\n"
        yield from later(found.later)


def honest(what: str, found: Honest | None) -> Iterator[str]:
    if found is None:
        yield f"{what}: not measured in this run.\n"
        return
    lost = found.lost.total()
    rate = f"{1e6 * lost / found.answers:.3g} in a million"
    yield f"{what}: {found.answers:,} answers, **{lost:,} lost** ({rate}).\n"
    yield "What a fixed tolerance would lose, of those who wrote all lines:\n"
    yield table("tolerance | digits | lost", (
        (name, digits, percent(count / found.fixed[digits, ANSWERS]))
        for (digits, name), count in found.fixed.items() if name != ANSWERS
    ))  # fmt: skip
    if lost:
        yield table("lost | rounds | wrote | line | example", (
            (count, *kind, found.examples[kind].told())
            for kind, count in found.lost.most_common(SHOWN)
        ))  # fmt: skip


def width(found: Widths, saturated: Iterable[Entry]) -> Iterator[str]:
    ratios, others = found.ratios(found.entries), found.ratios(found.others)
    yield (
        "Only the gradients are written, with 4 digits, nothing between. Of "
        f"{found.networks} random networks that somebody might hand out, {len(ratios)} gradients: "
        "the accepted width is "
        f"{np.median(ratios):.2f} times what {STUDENTS} mixed honest students reach in the median, "
        f"{np.quantile(ratios, 0.95):.2f} at the 95th percentile, {ratios.max():.2f} at worst. In "
        f"networks that nobody should hand out (saturated, near a kink, terms that cancel): "
        f"{np.median(others):.2f}, {np.quantile(others, 0.95):.2f}, {others.max():.2f}. "
        f"{len(found.exact())} gradients that no rounding moves are accepted in some width.\n"
    )
    yield table("times | the widest", (
        (f"{one.ratio:.2f}", one.told()) for one in found.worst(SHOWN)
    ))  # fmt: skip
    yield (
        "Numbers of a saturated neuron are accepted too far, in the end with the wrong sign, too. "
        "One neuron, sigmoid and bce, y = 1, its gradient alone written:\n"
    )
    yield table("z | ∂J/∂W | honest | accepted", (
        (one.source, f"{one.right:.4g}",
         *(f"{low:.4g} to {high:.4g}" for low, high in (one.reach, one.accepted)))
        for one in saturated
    ))  # fmt: skip
    yield "Wrong numbers that are accepted, by how far they are off the right one:\n"
    yield table("written | " + " | ".join(f"{error:.1%}" for error in OFF), (
        (written, *(percent(found.off[written, error] / found.off[written, 0.0]) for error in OFF))
        for written in ("all lines", "the gradients alone")
    ))  # fmt: skip


def nowork(found: list[Earned]) -> Iterator[str]:
    yield (
        "Each bundled exercise of numbers, filled in without work. What is right by itself (a 0 "
        "where 0 is right) is not counted; the rest is a share of the sheet. The bars are on those "
        "above the line.\n"
    )
    rows = []
    for way, mean in means(found).items():
        mine = [one for one in found if one.way == way]
        worst = max(mine, key=lambda one: one.beyond)
        total = float(np.mean([one.total for one in mine]))
        said = f"{worst.exercise}: {'; '.join(worst.of[:3])}" if worst.of else ""
        rows.append((way, percent(total), percent(mean), percent(worst.beyond), said))
    line = [("—",) * 5]
    yield table("filled in | earns, all in all | beyond, mean | worst | where", [
        *(row for row in rows if row[0] in BARRED), *line,
        *(row for row in rows if row[0] not in BARRED),
    ])  # fmt: skip


def slips(found: Slips) -> Iterator[str]:
    yield (
        f"One slip in one box of a bundled exercise, the rest worked from it: {found.made} of "
        "them. It should cost its box, and half of every box that it made trivial.\n"
    )
    kinds = dict.fromkeys(kind for kind, _ in found.kinds)
    yield table("slip | as it should | more | less", (
        (kind, *(found.kinds[kind, verdict] for verdict in ("fair", "dear", "cheap")))
        for kind in kinds
    ))  # fmt: skip
    for what, some in (("more", found.dear), ("less", found.cheap)):
        if some:
            far = sorted(some, key=lambda slip: -abs(slip.off))[:SHOWN]
            yield f"{len(some)} cost {what} than they should; the farthest off:\n"
            yield table("exercise | slip | costs | should | lost with it", map(row_of, far))


def row_of(slip: Slip) -> tuple[str, ...]:
    told = f"{slip.kind}: {slip.told}"
    should = span(round(100 * slip.least, 1), round(100 * slip.most, 1)) + " %"
    return slip.exercise, told, percent(slip.cost), should, "; ".join(slip.spoiled)


def planted(lines: Seen, gradients: Seen) -> Iterator[str]:
    yield "A mistake of the table in one line of a random network or expression, 4 digits.\n"
    rows = []
    for what, seen in (("all lines written", lines), ("the gradients alone", gradients)):
        row = summed(seen)
        late = row["late right"] / max(row["late"], 1)
        shares = [percent(share(row, key)) for key in ("first", "named", "alone", "equals")]
        rows.append((what, row["shown"], *shares, percent(late)))
    yield table(
        "written | mistakes | line found | named | by no other name | by names of equal numbers | "
        "later lines kept", rows,
    )  # fmt: skip
    error, random = lines[ERROR], lines[RANDOM]
    yield (
        f"False names: {random['named']} of {random['shown']} random wrong numbers, and "
        f"{error['named']} of {error['shown']} errors of 5 %, are given the name of a mistake.\n"
    )


def paper(found: list[Result]) -> Iterator[str]:
    yield (
        "What an instructor would give was set by hand, by what a number earns; where that can be "
        "read in two ways, it is a range.\n"
    )
    yield table("student | sheet | instructor | ours | | why", (
        (one.case.name, one.sheet, span(one.case.low, one.case.high),
         f"{one.points:g} of {one.of:g}", "ok" if one.holds else "**unlike**", one.case.why)
        for one in found
    ))  # fmt: skip


def span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def later(found: Later) -> Iterator[str]:
    yield (
        "Random programs of arrays (attention, convolution and pooling, norms, recurrent nets and "
        "the like), two updates by an optimiser, penalties, perceptrons, dropout: the same honest "
        "students, and the same widths where only the gradients are written.\n"
    )
    yield table("sheets | honest answers | lost | median width | 95th percentile | worst", (
        (kind, f"{one.answers:,}", one.lost.total(), *widths(found.widths.get(kind)))
        for kind, one in found.honest.items()
    ))  # fmt: skip
    yield table("times | the widest", (
        (f"{one.ratio:.2f}", one.told()) for one in found.widest(SHOWN)
    ))  # fmt: skip


def widths(found: Widths | None) -> tuple[str, ...]:
    if found is None:
        return ("—",) * 3
    ratios = found.ratios(found.entries)
    ends = (np.median(ratios), np.quantile(ratios, 0.95), ratios.max())
    return tuple(f"{end:.2f}" for end in ends)
