"""Every mistake of the table on one page, to be read: `python docs/mistakes.py` writes
docs/mistakes.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.candidates import ALIKE, CHANCE
from grader.diagnose import UNUSED
from tracer.formula.parse import formula
from tracer.formula.text import text
from tracer.formula.tree import Formula, Name, Partial, substitute
from tracer.mistakes import MISTAKES, TABLE, Mistake
from tracer.mistakes.arrays import ARRAYS
from tracer.mistakes.backward import BACKWARD
from tracer.mistakes.calculus import CALCULUS
from tracer.mistakes.chain_rule import CHAIN_RULE
from tracer.mistakes.cost import COST
from tracer.mistakes.descent import DESCENT
from tracer.mistakes.forward import FORWARD
from tracer.mistakes.hides import sides
from tracer.mistakes.mixed_up import MIXED_UP
from tracer.mistakes.optimisers import OPTIMISERS
from tracer.mistakes.output import OUTPUT
from tracer.mistakes.perceptron import PERCEPTRON
from tracer.mistakes.slips import SLIPS, TYPED_SLIPS
from tracer.mistakes.slopes import SLOPES
from tracer.mistakes.tree_slips import TREE_SLIPS
from tracer.mistakes.tree_slopes import TREE_SLOPES
from tracer.rules.rule import Does

PAGE = Path(__file__).with_suffix(".md")
PARTS = {
    "Forward": FORWARD,
    "The cost and its slope": COST,
    "At the output": OUTPUT,
    "The slope of an activation": SLOPES,
    "Back through the layers": BACKWARD,
    "One factor taken for another": MIXED_UP,
    "The update": DESCENT,
    "Optimisers and penalties": OPTIMISERS,
    "A perceptron": PERCEPTRON,
    "Derivatives, in the lines of an expression": CALCULUS,
    "Derivatives put together": CHAIN_RULE,
    "Lines of arrays": ARRAYS,
    "Slips in a calculation, made from the line's own formula": TREE_SLIPS,
    "Slips in a derivative, made from the formulas of the author's own lines": TREE_SLOPES,
    "Slips of the pen, offered last": SLIPS,
}
HEAD = """# Mistakes that the marking knows

Written by `python docs/mistakes.py`; a test compares it with the tables in `tracer/mistakes/`.

Each of these {count} mistakes is the trace with one calculation swapped. Where a wrong number fits
one, in its own line or in a line before it that was not written down, the student is told its name
and what stands beside it here. A mistake of understanding fits every number that was written of the
line, the right ones too, at the digits typed, and speaks against no right number of another line;
slips of the pen (the last two tables) are named entry by entry. Every name is believed only where a
number at random would hardly have come as near: chance × numbers tried ≤ {chance:.1%}; at most
{alike} times as many count as this mistake alone can make. So a single number wants the more digits
the more could have gone wrong on the way to it (of 40 numbers, about 4 digits; where nothing is
rounded, 12 is 12.00), the fewer the further it is from the size of the right one, and three entries
of 3 digits always say enough. A number with which the later right lines did not go on wants
{unused} times as much.

The name also goes into `accept` (a course that teaches it as right) and into an author's own
options of a choice. To add one, add an entry to its part of the table and a row to
`tests/tracer/mistakes/test_table.py`.

In the formulas, `right` is the right calculation of the line; `z`, `a`, `W`, `b` are of the line's
own layer, `a_prev` is what comes into it, `_prev` and `_next` belong to the layers below and above;
`w` is what an update changes. `N` counts samples, `K` outputs, `share` is what J's averages make of
one of them; `first`, `last` are 1 at that sample and 0 elsewhere, `only1` at that neuron.

*Hides when* is a condition in the same words: an entry with the mistake in it is right if and only
if it holds there (`wrong = right` where nothing simpler says it); a test draws numbers and looks.
*Often*: how often it was found, by which the wrong answers of a choice are ranked. *Befalls*: who
works with pencil and paper, who writes code, or both; what code alone makes is never offered to
choose. *Kind*: a mistake of understanding counts once in a part, a slip of the pen each time.
"""
COLUMNS = ("name", "made in", "computes", "is told", "hides when", "often", "befalls", "kind",
           "lecture", "seen")  # fmt: skip
ANY = "any line"
OFTEN = {1: "once", 2: "several", 3: "again and again"}


def page() -> str:
    """The whole page as Markdown."""
    lines = [HEAD.format(count=len(MISTAKES), chance=CHANCE, alike=ALIKE, unused=UNUSED)]
    for title, table in PARTS.items():
        lines += [f"## {title}", "", row(COLUMNS), row(["---"] * len(COLUMNS))]
        lines += [row(cells(mistake)) for mistake in table]
        lines.append("")
    lines += ["## Slips seen in what was typed", "", row(("name", "is told")), row(("---", "---"))]
    lines += [row((f"`{name}`", says)) for name, says in TYPED_SLIPS.items()]
    assert sum(len(table) for table in PARTS.values()) == len(TABLE)
    return "\n".join(lines) + "\n"


def cells(mistake: Mistake) -> Iterator[str]:
    """One mistake as a row."""
    yield f"`{mistake.name}`"
    lines = (at.value if isinstance(at, Does) else at for at in mistake.at)
    yield ", ".join(ANY if line == "*" else f"`{line}`" for line in lines)
    yield "<br>".join(computed(mistake))
    yield mistake.says
    yield "<br>".join(map(hides, listed(mistake.hidden)))
    yield OFTEN[mistake.often]
    yield mistake.whom
    yield "understanding" if mistake.understanding else "slip"
    yield mistake.taught
    yield mistake.seen


def listed(one: str | tuple[str, ...]) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else one


def hides(said: str) -> str:
    """A condition, and behind it what it means."""
    _, colon, meant = said.partition(":")
    if not sides(said):
        return said
    shown = (" = ".join(f"{text(substitute(formula(side), read))}" for side in pair)
             for pair in sides(said))  # fmt: skip
    return " or ".join(f"`{one}`" for one in shown) + colon + meant


def computed(mistake: Mistake) -> Iterator[str]:
    """The wrong calculations, one or several; what a function makes of a line, in its words."""
    if callable(mistake.formula):
        yield str(mistake.formula.__doc__).strip()
        return
    given = [mistake.formula] if isinstance(mistake.formula, str) else mistake.formula
    yield from (f"`{text(substitute(formula(one), read))}`" for one in given)


def read(node: Formula) -> Formula | None:
    """A word as what it stands for: dJ_dz is ∂J/∂z."""
    if not isinstance(node, Name):
        return None
    of, mark, by = node.text.removeprefix("d").partition("_d")
    return Partial(Name(of), Name(by)) if mark else None


def row(texts: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(one.replace("|", "\\|") for one in texts) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
