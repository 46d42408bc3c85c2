r"""The sheet as a whole LaTeX document; amsmath is all it needs, the drawing is a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracer.export import tex
from tracer.export.as_latex import OPENING, aligned, declared, prose, steps
from tracer.formula.latex import latex

from . import blocks
from .as_html import across, broad
from .as_markdown import given_lines
from .boxes import crossed, with_reason
from .description import STUDENT

if TYPE_CHECKING:
    from tracer.export.picture import Node, Wire, Words
    from tracer.formula.tree import Equality

    from .boxes import Box, Question
    from .description import Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution

FIELDS = r"""\newcommand{\field}[1]{\framebox{\rule[-2.4mm]{0pt}{8mm}\makebox[27mm][r]{#1}}}
\newcommand{\longfield}[1]{\framebox{\rule[-4mm]{0pt}{12mm}\makebox[110mm][l]{#1}}}
\newcommand{\smallfield}[1]{\framebox{\rule[-1.5mm]{0pt}{6mm}\makebox[11mm][r]{#1}}}
"""
LARGE_FIELDS = r"""\newcommand{\field}[1]{\framebox{\rule[-4mm]{0pt}{12mm}\makebox[38mm][r]{#1}}}
\newcommand{\longfield}[1]{\framebox{\rule[-6mm]{0pt}{18mm}\makebox[150mm][l]{#1}}}
\newcommand{\smallfield}[1]{\framebox{\rule[-3mm]{0pt}{10mm}\makebox[16mm][r]{#1}}}
\AtBeginDocument{\Large}
"""
LANDSCAPE = r"""\setlength{\paperwidth}{297mm}
\setlength{\paperheight}{210mm}
\setlength{\textwidth}{250mm}
\setlength{\textheight}{165mm}
\ifdefined\pdfpagewidth\pdfpagewidth=\paperwidth\pdfpageheight=\paperheight\fi
"""
NAME = r"\underline{\hspace{60mm}}"
LINE, LONG_LINE = 165.0, 250.0  # mm of a line, upright and landscape
SHORT = 40  # characters of an option that stands beside others
PIXEL = 0.27  # mm of a drawing that is not set smaller
POINT = 2.85  # points in a mm
SIZES = ((9.5, r"\small"), (7.5, r"\footnotesize"), (6.0, r"\scriptsize"), (0.0, r"\tiny"))


def write(sheet: Sheet, solution: Solution | None) -> str:
    return "".join(parts(sheet, solution))


def parts(sheet: Sheet, solution: Solution | None) -> Iterator[str]:
    title = sheet.heading(solution)
    every = "".join([title, sheet.student, sheet.goal, *(part.title for _, part in sheet.on_paper)])
    opening, fields = OPENING, FIELDS
    if sheet.large:
        opening, fields = OPENING.replace("[fleqn]", "[fleqn,12pt]"), LARGE_FIELDS
    landscape = LANDSCAPE if across(sheet) else ""
    yield opening + landscape + fields + declared(every) + "\\begin{document}\n"
    yield from blocks.head(sheet, solution, WRITER)
    yield from blocks.body(sheet, solution, WRITER)
    if solution:
        yield "\\newpage"
        yield from blocks.worked(solution, WRITER)
    yield "\\end{document}\n"


def bullets(said: Sequence[str]) -> str:
    items = "".join(f"\\item {prose(words)}\n" for words in said)
    return f"\\begin{{itemize}}\\setlength{{\\itemsep}}{{0pt}}\n{items}\\end{{itemize}}\n"


def under(heading: str, level: int, inside: Iterable[str]) -> str:
    below = "sub" * (level - 1)
    return f"\\{below}section*{{{prose(heading)}}}\n" * bool(heading) + "".join(inside)


def given(formulas: Sequence[Equality], arrays: Sequence[Given]) -> str:
    lines = [line for tree in formulas for line in tex.equation(tree)]
    return aligned([*lines, *given_lines(arrays)])


def question(title: str, worth: str, _: int, inside: Iterable[str]) -> str:
    gap = r"\quad\hspace*{\fill}"
    points = rf"\mbox{{{prose(worth)}}}\nopagebreak\par"
    opening = f"\n\\medskip\\noindent\\textbf{{{prose(title)}}}{gap}{points}\n"
    return opening + "".join(inside)


def boxes(some: Sequence[Box], solution: Solution | None) -> str:
    fields = "\n".join(line(box, solution) for box in some)
    return f"\\raggedright\n{fields}\n\\par\n"


def line(box: Box, solution: Solution | None) -> str:
    """`w5 := [    ]`, and the options of a choice."""
    note = rf"$ {prose(box.note.strip())} $" * bool(box.note)
    name = rf"$\displaystyle {latex(box.symbol)}{note} {':=' if box.update else '='}$"
    name = prose(f"{box.asks}{box.note}:") if box.asks else name
    if box.choices:
        return rf"{name}\par {choices(box, solution)}"
    kind = "longfield" if box.long else "field"
    return rf"\mbox{{{name} \{kind}{{{filled(box, solution)}}}}}\quad"


def choices(box: Box, solution: Solution | None) -> str:
    """The letters, each with a box to be crossed."""
    made = []
    for letter, words in box.choices:
        said = with_reason(solution, box, letter, words)
        option = f"{mark(box, letter, solution)} {letter}: {prose(said)}"
        made.append(rf"\mbox{{{option}}}" if len(said) <= SHORT else rf"{option}\par")
    return r"\qquad ".join(made)


def mark(box: Box, letter: str, solution: Solution | None) -> str:
    """The box of a letter that is to be crossed."""
    cross = r"$\times$" if crossed(solution, box, letter) else ""
    return rf"\framebox[4mm]{{\rule{{0pt}}{{2mm}}{cross}}}"


def filled(box: Box, solution: Solution | None) -> str:
    if solution is None:
        return ""
    said = solution.of(box)
    shown = f"${tex.number(said)}$" if box.kind == "number" else prose(said)
    return rf"\textbf{{{shown}}}"


def grid(question: Question, solution: Solution | None) -> str:
    """A matrix of fields with the labels of its rows and columns, or a table of them."""
    rows = []
    field = "field" if question.symbol is not None else "smallfield"
    if any(question.columns):
        rows.append([prose(question.corner), *map(prose, question.columns)])
    for label, boxes in zip(question.rows, question.grid, strict=True):
        rows.append([prose(label), *(cell(box, field, solution) for box in boxes)])
    body = " \\\\\n".join(" & ".join(cells) for cells in rows)
    name = ""
    if question.symbol is not None:
        name = rf"$\displaystyle {latex(question.symbol)} {question.sign}$ "
    columns = "r" + "c" * len(question.columns)
    return f"{name}\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\\par\n\n"


def cell(box: Box | str | None, field: str, solution: Solution | None) -> str:
    """A field, a given number, or words below each other of which one is to be crossed."""
    if isinstance(box, str):
        return f"${tex.number(box)}$"
    if box is None:
        return "--"
    if not box.choices:
        return rf"\{field}{{{filled(box, solution)}}}"
    said = (f"{mark(box, letter, solution)} {prose(said)}" for letter, said in box.choices)
    lines = r" \\ ".join(said)
    return rf"\shortstack[l]{{{lines}}}"


# The drawing, in LaTeX's own picture: it needs no package


def picture(drawing: BoxedPicture, solution: Solution | None) -> str:
    """The drawing, as wide as the line at most; y goes up in LaTeX."""
    unit = min(PIXEL, (LONG_LINE if broad(drawing) else LINE) / drawing.width)
    up = drawing.height
    made = [wire(one, up) for one in drawing.wires]
    made += [node(one, up) for one in drawing.nodes]
    made += [words(one, up, unit) for one in drawing.words]
    for slot in drawing.slots:
        x, y = slot.at
        inside = filled(slot.box, solution)
        box = rf"\framebox({slot.width:g},{slot.height:g}){{{inside}}}"
        made.append(rf"\put({x:g},{up - y - slot.height:g}){{{box}}}")
    body = "\n".join(made)
    return (
        f"\n\\medskip\\noindent{{\\setlength{{\\unitlength}}{{{unit:.4f}mm}}\n"
        f"\\begin{{picture}}({drawing.width:g},{drawing.height:g})\n{body}\n\\end{{picture}}}}\\par\n"
        f"{{\\small {prose(drawing.caption)}}}\\par\n"
    )


def wire(one: Wire, up: float) -> str:
    (x0, y0), (x, y) = one.start, one.end
    y0, y = up - y0, up - y
    middle = (x0 + x) / 2, (y0 + y) / 2
    if y0 == y:
        return rf"\put({x0:g},{y:g}){{\line(1,0){{{x - x0:g}}}}}"
    if not one.bent:
        return curve((x0, y0), middle, (x, y))
    first = curve((x0, y0), ((x0 + middle[0]) / 2, y0), middle)
    return first + curve(middle, ((middle[0] + x) / 2, y), (x, y))


def curve(*points: tuple[float, float]) -> str:
    return r"\qbezier" + "".join(f"({x:g},{y:g})" for x, y in points)


def node(one: Node, up: float) -> str:
    (x, y), width, height = one.at, one.width, one.height
    if one.round:
        return rf"\put({x:g},{up - y:g}){{\oval({width:g},{height:g})}}"
    corner = f"{x - width / 2:g},{up - y - height / 2:g}"
    return rf"\put({corner}){{\framebox({width:g},{height:g}){{}}}}"


def words(one: Words, up: float, unit: float) -> str:
    x, y = one.at
    points = one.size * unit * POINT
    size = next(command for least, command in SIZES if points >= least)
    return rf"\put({x:g},{up - y:g}){{\makebox(0,0)[b]{{{size} {prose(one.text)}}}}}"


WRITER = blocks.Writer(
    title=lambda words: under(words, 1, ()),
    student=lambda name, _: f"\\textbf{{{STUDENT}:}} {prose(name) if name else NAME}\n\n",
    facts=lambda words: f"{prose(words)}\n",
    bullets=bullets,
    prose=lambda words: f"{prose(words)}\n\n",
    under=under,
    given=given,
    calculation=lambda lines: given((), lines),
    drawing=lambda drawing, _, solution: picture(drawing, solution),
    question=question,
    grid=grid,
    boxes=boxes,
    space="\\framebox{\\rule{0pt}{45mm}\\rule{0.96\\textwidth}{0pt}}\\par\n",
    chapter=lambda words: "\n" + under(words, 1, ()),
    steps=steps,
)
