"""The sheet as a tagged PDF, set by typst; its source is made here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracer.errors import InputError
from tracer.export.card import sections
from tracer.formula.spoken import spoken
from tracer.formula.tree import Formula
from tracer.numbers import with_minus

from . import as_svg, blocks
from .as_html import across
from .boxes import crossed, with_reason
from .description import STUDENT
from .typst_maths import number as shown_number
from .typst_maths import quoted, typst

if TYPE_CHECKING:
    from tracer.export.format import View
    from tracer.export.table import Table
    from tracer.formula.tree import Equality

    from .boxes import Box, Question
    from .description import Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution

NAME = "#box(width: 60mm, repeat[.])"  # where a name is written by hand
SIZES = "#let (base, wide, high) = "
USUAL, LARGE = "(11pt, 30mm, 8.5mm)\n", "(18pt, 40mm, 13mm)\n"  # of letters and of boxes
OPENING = """#set text(font: ("Libertinus Serif", "DejaVu Sans"), size: base, lang: "en")
#set par(leading: 0.6em, spacing: 0.8em)
#set heading(numbering: none)
#show heading.where(level: 1): set text(size: base * 17 / 11)
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.9em, width: 100%,
  stroke: (bottom: 0.5pt + gray), inset: (bottom: 3pt), text(size: base * 13 / 11, it.body))
#show heading.where(level: 3): set text(size: base)
#show heading.where(level: 4): set text(size: base)
#let field(width: wide, height: high, body) = box(width: width, height: height,
  stroke: 0.6pt, inset: 2mm, baseline: 30%, align(right + horizon, body))
#let question(body) = block(breakable: false, width: 100%, stroke: 0.5pt + gray, radius: 2pt,
  inset: 3mm, above: 1em, body)
"""


def write(sheet: Sheet, solution: Solution | None) -> bytes:
    """Raises InputError where typst is not installed."""
    try:
        import typst as engine
    except ModuleNotFoundError:
        raise InputError(
            "--formats",
            "PDF is set by typst, which is not installed",
            expected="html, which a browser prints, or the extra pdf",
            example="pip install 'backprop-tracer[pdf]'",
        ) from None
    source = "".join(parts(sheet, solution)).encode()
    try:
        return bytes(engine.compile(source, format="pdf", pdf_standards=["ua-1"]))
    except engine.TypstError as error:
        if "PDF/UA" not in str(error):
            raise
        # A letter that no font here has, in a Chinese title: tagged still, but without the seal.
        return bytes(engine.compile(source, format="pdf"))


def parts(sheet: Sheet, solution: Solution | None) -> Iterator[str]:
    """The source, from its settings to the questions."""
    title = sheet.heading(solution)
    yield f"#set document(title: {quoted(title)}, date: none)\n"
    yield f'#set page(paper: "a4", margin: 16mm, flipped: {str(across(sheet)).lower()}, '
    yield f"footer: context align(center, text(size: 9pt)[{words(sheet.student)} "
    yield "#counter(page).display()/#counter(page).final().first()]))\n"
    yield f"{SIZES}{LARGE if sheet.large else USUAL}{OPENING}"
    yield from blocks.head(sheet, solution, WRITER)
    yield from blocks.body(sheet, solution, WRITER)
    if solution:
        yield "#pagebreak()\n"
        yield from blocks.worked(solution, WRITER)


def under(heading: str, level: int, inside: Iterable[str]) -> str:
    return f"\n{'=' * level} {words(heading)}\n" * bool(heading) + "".join(inside)


def given(formulas: Sequence[Equality], arrays: Sequence[Given]) -> str:
    beside = "#h(1.5em, weak: true) ".join(map(array, arrays))
    return f"{''.join(lines(formulas))}#block(above: 1.5em)[#par(leading: 1.4em)[{beside}]]\n"


def words(said: str) -> str:
    """Words as words: nothing in them is read as markup."""
    return f"#{quoted(said)};"


def maths(tree: Formula, *, behind: str = "") -> str:
    """A formula; its words are what a screen reader says."""
    shown = typst(tree) + behind
    return f"#{equation(spoken(tree), shown)}"


def equation(alt: str, shown: str) -> str:
    """In the middle of words as large as on a line of its own."""
    return f"math.equation(alt: {quoted(alt)}, $display({shown})$)"


def array(one: Given) -> str:
    sample = f"{words(one.sample)}: " * bool(one.sample)
    table = typst_number(one.table.cells[0][0]) if one.scalar else matrix(one.table)
    numbers = "; ".join(" ".join(row) for row in one.table.cells)
    alt = f"{spoken(one.symbol)} equals {numbers}"
    return f"{sample}#box({equation(alt, f'{typst(one.symbol)} = {table}')})"


def matrix(made: Table) -> str:
    rows = "; ".join(", ".join(map(typst_number, row)) for row in made.cells)
    return f'mat(delim: "[", {rows})'


def typst_number(cell: str) -> str:
    return shown_number(cell) if cell else quoted("–")


def figure(drawing: BoxedPicture, solution: Solution | None) -> str:
    width = "100%" if drawing.width > 640 else f"{drawing.width / 640:.0%}"
    svg = quoted(as_svg.drawn([drawing], solution))
    image = f'image(bytes({svg}), format: "svg", alt: {quoted(drawing.says)}, width: {width})'
    caption = f"[{words(drawing.caption)}]"
    return f"#figure({image}, caption: {caption}, supplement: none, numbering: none)\n"


def question(title: str, worth: str, level: int, inside: Iterable[str]) -> str:
    points = f"#box(text(weight: 400)[{words(worth)}])"
    heading = f"{'=' * level} {words(title)} #h(1em) #h(1fr) {points}\n"
    return f"#question[{heading}{''.join(inside)}]\n"


def boxes(some: Sequence[Box], solution: Solution | None) -> str:
    gap = "#h(2em, weak: true) "
    inside = gap.join(line(box, solution) for box in some if not box.choices)
    chosen = "".join(choice(box, solution) for box in some if box.choices)
    return f"#par(leading: 1em)[{inside}]\n{chosen}"


def line(box: Box, solution: Solution | None) -> str:
    """The symbol and its field, on one line together."""
    return f"#box[{named(box)} {field(box, solution)}]"


def named(box: Box) -> str:
    """The symbol, with := or = behind it, or the question."""
    if box.asks:
        return words(f"{box.asks}{box.note}:")
    note = f" #text(size: base * 9 / 11)[{words(box.note.strip())}]" * bool(box.note)
    sign = "colon.eq" if box.update else "="
    symbol = f"#{equation(box.says, typst(box.symbol))}"
    return f"{symbol}{note} {plain_sign(sign)}"


def plain_sign(sign: str) -> str:
    said = "becomes" if sign == "colon.eq" else "equals"
    return f"#math.equation(alt: {quoted(said)}, ${sign}$)"


def field(box: Box, solution: Solution | None, *, small: bool = False) -> str:
    wide = "width: 130mm, height: 1.4 * high" if box.long else "width: wide / 2" * small
    return f"#field({wide})[{filled(box, solution)}]"


def filled(box: Box, solution: Solution | None) -> str:
    if solution is None:
        return ""
    said = solution.of(box)
    return f"*{words(with_minus(said) if box.kind == 'number' else said)}*"


def choice(box: Box, solution: Solution | None) -> str:
    """A line of letters, each with a box to be crossed."""
    options = [
        f"#box[{mark(box, letter, solution)} {words(f'{letter}: {said}')}]"
        for letter, text in box.choices
        for said in [with_reason(solution, box, letter, text)]
    ]
    return f"{named(box)}\n\n{'#h(2em, weak: true) '.join(options)}\n\n"


def mark(box: Box, letter: str, solution: Solution | None) -> str:
    """The box of a letter that is to be crossed."""
    shown = "#box(width: 4mm, height: 4mm, stroke: 0.6pt, baseline: 10%)"
    if not crossed(solution, box, letter):
        return shown
    return shown[:-1] + ", inset: 0.4mm)[#align(center + horizon)[*×*]]"


def grid(question: Question, solution: Solution | None) -> str:
    """A matrix of fields with the labels of its rows and columns, or a table of them."""
    sided, headed = any(question.rows), any(question.columns)
    count = len(question.columns) + sided
    cells = []
    if headed:
        heads = [question.corner] * sided + list(question.columns)
        cells.append(f"table.header({', '.join(f'[{words(one)}]' for one in heads)})")
    for label, boxes in zip(question.rows, question.grid, strict=True):
        cells += [f"[{words(label)}]"] * sided
        cells += [f"[{cell(box, solution, small=question.symbol is None)}]" for box in boxes]
    look = "stroke: none, inset: 1mm, align: center + horizon"
    table = f"table(columns: {count}, {look}, {', '.join(cells)})"
    if question.symbol is None:
        return f"#{table}\n"
    name = maths(question.symbol, behind=" colon.eq" if question.sign == ":=" else " =")
    return f"#box(baseline: 40%)[{name}] #box(baseline: 45%, {table})\n"


def cell(box: Box | str | None, solution: Solution | None, *, small: bool) -> str:
    """A field, a given number, or words below each other of which one is to be crossed."""
    if isinstance(box, str):
        return words(with_minus(box))
    if box is None:
        return "–"
    if not box.choices:
        return field(box, solution, small=small)
    said = (f"[{mark(box, letter, solution)} {words(said)}]" for letter, said in box.choices)
    return f"#align(left, stack(spacing: 1.5mm, {', '.join(said)}))"


def steps(view: View) -> Iterator[str]:
    """Every step a block, under its headings."""
    for section in sections(view):
        yield under(section.opens, 2, ())
        yield under(section.title, 3, ())
        for card in section.cards:
            symbolic = [card.symbolic] if card.symbolic else []
            yield f"#v(0.6em)\n*{card.number}.*\n"
            yield from lines([card.formula, *card.chain, *card.worked, *symbolic])
            if card.result:
                yield result(card.result, card.formula.sides[0])
            yield from (f"\n#text(size: base * 9.5 / 11)[{words(note)}]\n" for note in card.notes)
            yield from (f"\n*{words(problem)}*\n" for problem in card.problems)


def lines(trees: Iterable[Formula]) -> Iterator[str]:
    yield from (f"#block(above: 1.1em)[{maths(tree)}]\n" for tree in trees)


def result(made: Table, name: Formula) -> str:
    alt = f"{spoken(name)} equals {'; '.join(' '.join(row) for row in made.cells)}"
    return f"#block(above: 1.1em)[#{equation(alt, f'{typst(name)} = {matrix(made)}')}]\n"


WRITER = blocks.Writer(
    title=lambda said: f"= {words(said)}\n",
    student=lambda name, _: f"*{STUDENT}:* {words(name) if name else NAME}\n",
    facts=lambda said: f"\n#text(fill: luma(80), {quoted(said)})\n\n",
    bullets=lambda said: "".join(f"- {words(one)}\n" for one in said),
    prose=lambda said: f"\n{words(said)}\n\n",
    under=under,
    given=given,
    calculation=lambda some: "".join(f"#block(above: 1em)[{array(one)}]\n" for one in some),
    drawing=lambda drawing, _, solution: figure(drawing, solution),
    question=question,
    grid=grid,
    boxes=boxes,
    space='#rect(width: 100%, height: 50mm, stroke: (dash: "dashed", thickness: 0.5pt))',
    chapter=lambda said: under(said, 2, ()),
    steps=steps,
)
