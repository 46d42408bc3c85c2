"""The sheet as a tagged PDF, set by typst; its source is made here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer.errors import InputError
from tracer.export import head
from tracer.formula.spoken import spoken
from tracer.formula.tree import Formula
from tracer.numbers import with_minus

from . import as_svg
from .as_html import across
from .boxes import counted, with_reason
from .description import ASKED, CALCULATION, GIVEN, STUDENT, WHOLE
from .typst_maths import number as shown_number
from .typst_maths import quoted, typst

if TYPE_CHECKING:
    from grader.manual import Manual
    from tracer.export.table import Table

    from .boxes import Box, Question
    from .description import Section, Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution

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
    yield f"{SIZES}{LARGE if sheet.large else USUAL}{OPENING}= {words(title)}\n"
    name = words(sheet.student) if sheet.student else "#box(width: 60mm, repeat[.])"
    yield f"*{STUDENT}:* {name}\n"
    yield f"\n{words(sheet.goal)}\n" if sheet.goal else ""
    yield f"\n#text(fill: luma(80), {quoted('; '.join(sheet.facts))})\n\n"
    yield "".join(f"- {words(said)}\n" for said in (*sheet.rule, *sheet.agreed))
    for section in sheet.sections:
        yield from part_of(section, solution)
    if len(sheet.sections) > 1 and sheet.manual:
        yield f"\n== {WHOLE}\n"
    for number, one in sheet.manual:
        yield by_hand(one, number, 3)
    if solution:
        yield from worked(solution)


def part_of(section: Section, solution: Solution | None) -> Iterator[str]:
    """What is given in a part, its drawing, its questions."""
    mark = "==" + "=" * bool(section.heading)
    if section.heading:
        yield f"\n== {words(section.heading)}\n"
        yield "".join(f"- {words(said)}\n" for said in (*section.facts, *section.agreed))
    if section.formulas or section.given:
        yield f"\n{mark} {GIVEN}\n"
        yield from lines(section.formulas)
        arrays = "#h(1.5em, weak: true) ".join(map(given, section.given))
        yield f"#block(above: 1.5em)[#par(leading: 1.4em)[{arrays}]]\n"
    if section.calculation:
        yield f"\n{mark} {CALCULATION}\n"
        yield "".join(f"#block(above: 1em)[{given(one)}]\n" for one in section.calculation)
    drawing = figure(section.picture, solution) if section.picture else ""
    yield "" if section.in_picture else drawing
    yield f"\n{mark} {ASKED}\n" * bool(section.questions)
    yield f"{drawing}\n{words(section.in_picture)}\n" if section.in_picture else ""
    for question in section.listed:
        yield asked(section, question, solution)
    for number, one in section.manual:
        yield by_hand(one, number, 3 + bool(section.heading))


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


def given(one: Given) -> str:
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


def asked(section: Section, question: Question, solution: Solution | None) -> str:
    level = 3 + bool(section.heading)
    heading = opening(question.number, question.title, question.worth, level)
    beside = section.beside(question)
    if question.grid and len(beside) == len(question.boxes):
        return f"#question[{heading}{grid(question, solution)}]\n"
    other = "In the drawing, and:\n\n" * (len(beside) < len(question.boxes))
    gap = "#h(2em, weak: true) "
    inside = gap.join(line(box, solution) for box in beside if not box.choices)
    chosen = "".join(choice(box, solution) for box in beside if box.choices)
    return f"#question[{heading}{other}#par(leading: 1em)[{inside}]\n{chosen}]\n"


def opening(number: int, title: str, worth: str, level: int) -> str:
    points = f"#box(text(weight: 400)[{words(worth)}])"
    return f"{'=' * level} {words(f'{number}. {title}')} #h(1em) #h(1fr) {points}\n"


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
    right = solution is not None and letter in solution.of(box).split(", ")
    return shown[:-1] + ", inset: 0.4mm)[#align(center + horizon)[*×*]]" if right else shown


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


def by_hand(one: Manual, number: int, level: int) -> str:
    text = f"{words(head.clean(one.text))}\n\n" * bool(one.text)
    heading = opening(number, head.clean(one.title), counted(one.points), level)
    space = '#rect(width: 100%, height: 50mm, stroke: (dash: "dashed", thickness: 0.5pt))'
    return f"#question[{heading}{text}{space}]\n"


def worked(solution: Solution) -> Iterator[str]:
    """Every equation with its numbers, a step of the trace a block."""
    from tracer.export.card import sections

    yield "#pagebreak()\n== Every equation with its numbers\n"
    shown = ((heading, one) for heading, view in solution.views for one in sections(view))
    for heading, section in shown:
        opens = "".join(f"{one}: " for one in (heading, section.opens) if one)
        yield f"\n=== {words(opens + section.title)}\n"
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
