"""A sheet as it is handed out, whatever the format: one description, and no key in it.

description.py  the sheet: its head, what is given, what is asked
needs.py        the conventions and formulas that what is asked needs
boxes.py        an asked entry with its symbol, its words, its name in an answer file
picture.py      the network or the graph, as lines, nodes, words and boxes
solution.py     the key, which only the instructor's copy is given
as_*.py         a format a file; the table of them is in __init__.py
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from grader.exercise_file import quantities
from grader.manual import Manual
from tracer.errors import InputError, shown
from tracer.export import head
from tracer.export.table import Table, labels
from tracer.formula.text import digits
from tracer.formula.tree import Equality, Formula, Num
from tracer.numbers import texts
from tracer.schema import as_list

from ..task import Task
from .boxes import Box, Question, all_numbers, counted, questions
from .needs import agreements, formulas

if TYPE_CHECKING:
    from grader.asked import Exercise
    from tracer.trace import Trace

    from .picture import Picture

CALCULATION = "A calculation that went wrong"
ONLY_NUMBERS = "Every box is for a number."
IN_DRAWING = "Boxes in a drawing are for numbers."
LONGEST_NAME = 200  # of a student, as the grader reads it


Shape: TypeAlias = "tuple[Formula, tuple[tuple[str, ...], ...], str]"


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A given array with its symbol, every number as it was given; `sample` says whose it is.
    A plain number is a table of one cell, and `scalar`."""

    symbol: Formula
    table: Table
    scalar: bool
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Section:
    """What a sheet says of one part. `name`: "" where there is only one. `facts`, `agreed`: what
    it has of its own. `formulas`: the expression, or what
    the activations and the cost are. `calculation`: somebody's,
    line by line, in which a mistake is to be found."""

    name: str
    title: str
    facts: tuple[str, ...]
    agreed: tuple[str, ...]
    formulas: tuple[Equality, ...]
    given: tuple[Given, ...]
    calculation: tuple[Given, ...]
    picture: Picture | None
    questions: tuple[Question, ...]

    @property
    def heading(self) -> str:
        """`Part (b): With another α`; "" where there is only one."""
        if not self.name:
            return ""
        return f"Part ({self.name})" + f": {self.title}" * bool(self.title)

    @property
    def drawn(self) -> frozenset[str]:
        """The quantities whose boxes are in the picture, and nowhere else."""
        slots = self.picture.slots if self.picture else ()
        return frozenset(slot.box.quantity for slot in slots)

    @property
    def listed(self) -> tuple[Question, ...]:
        """The questions that have boxes outside the picture."""
        return tuple(question for question in self.questions if self.beside(question))

    @property
    def in_picture(self) -> str:
        """What is asked in the picture alone, as a sentence; "" where nothing is."""
        asked = [question for question in self.questions if not self.beside(question)]
        said = (f"{one.title} ({counted(one.points)})" for one in merged(asked))
        return f"In the drawing: {'; '.join(said)}." if asked else ""

    def beside(self, question: Question) -> tuple[Box, ...]:
        """The boxes of a question that are not in the picture."""
        return tuple(box for box in question.boxes if box.quantity not in self.drawn)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """`facts`: what kind of network it is, minutes, points. `agreed`: the conventions, a
    sentence each, that hold in all sections. `rule`: how many digits. `sections`: one a part."""

    id: str
    version: int
    title: str
    student: str
    goal: str
    facts: tuple[str, ...]
    agreed: tuple[str, ...]
    rule: tuple[str, ...]
    sections: tuple[Section, ...]
    manual: tuple[Manual, ...]
    points: float

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every asked entry, in order."""
        return tuple(box for question in self.questions for box in question.boxes)

    @property
    def formulas(self) -> tuple[Equality, ...]:
        return tuple(tree for section in self.sections for tree in section.formulas)

    @property
    def given(self) -> tuple[Given, ...]:
        """Everything that is given, of all parts."""
        return tuple(one for section in self.sections for one in section.given)

    @property
    def calculation(self) -> tuple[Given, ...]:
        return tuple(one for section in self.sections for one in section.calculation)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(section.picture for section in self.sections if section.picture)

    @property
    def picture(self) -> Picture | None:
        """The first drawing."""
        return next(iter(self.pictures), None)

    @property
    def drawn(self) -> frozenset[str]:
        """The quantities whose boxes are in a picture, and nowhere else."""
        return frozenset(name for section in self.sections for name in section.drawn)

    @property
    def listed(self) -> tuple[Question, ...]:
        """The questions that have boxes outside the pictures."""
        return tuple(question for section in self.sections for question in section.listed)

    @property
    def in_picture(self) -> str:
        return " ".join(filter(None, (section.in_picture for section in self.sections)))


def sheet(task: Task, exercise: Exercise | None = None, student: str = "") -> Sheet:
    """The sheet of an exercise, with the file's own numbers or those of `exercise`, a variant.

    Raises InputError for a student's name that no answer file can hold.
    """
    made = whole(task.exercise if exercise is None else exercise)
    asked = questions(made)
    points = sum(question.points for question in asked)
    manual = tuple(one for one in made.manual if not one.name)
    drawn = {one.part for one in manual if one.drawing}  # what is to be drawn is not shown
    hidden = {part.like for part in made.parts if {"", part.part} & drawn}
    points += sum(one.points for one in manual)
    every = [agreements(part) for part in made.parts]
    agreed = [said for said in every[0] if all(said in one for one in every)]
    about = [head.summary(part.trace) for part in made.parts]
    same = len(set(about)) == 1
    likes = {
        part.part: other
        for part in made.parts
        for other in made.parts
        if other.part == part.like != part.part
    }
    graph, numbers = task.sheet_layout == "graph", all_numbers(made)
    rules = dict.fromkeys(said for part in made.parts for said in rule(part))
    rules |= dict.fromkeys([IN_DRAWING] * (graph and not numbers))
    return Sheet(
        id=task.id,
        version=task.version,
        title=head.clean(task.title) or head.title(made.trace),
        student=student_name(student),
        goal=" ".join(task.goal.split()),
        facts=tuple(facts(task, about[:1] if same else [], points)),
        agreed=tuple(agreed),
        rule=tuple(said for said in rules if numbers or said != ONLY_NUMBERS),
        sections=tuple(
            section(
                part,
                [one for one in asked if one.part == part.part],
                () if same else (summary,),
                tuple(said for said in own if said not in agreed),
                likes.get(part.part),
                slots=graph,
                shown=graph or part.like not in hidden,
            )
            for part, summary, own in zip(made.parts, about, every, strict=True)
        ),
        manual=manual,
        points=points,
    )


def section(
    part: Exercise,
    asked: Sequence[Question],
    facts: tuple[str, ...],
    agreed: tuple[str, ...],
    like: Exercise | None,
    *,
    slots: bool,
    shown: bool,
) -> Section:
    """What the sheet says of one part. `like`: the part that it is as, of which nothing is said
    again; `shown`: whether with its drawing; `slots`: with boxes in that."""
    from .picture import picture

    lines = tuple(formulas(part))
    before: set[Shape] = set()
    if like is not None:
        said = f"As part ({like.part}), but for what is said here."
        facts = (said, *facts)
        before = {shape_of(one) for one in givens(like.trace)}
        lines = lines if lines != tuple(formulas(like)) else ()
        shown = shown and (slots or any(shape_of(one) not in before for one in givens(part.trace)))
    return Section(
        name=part.part,
        title=head.clean(part.part_title),
        facts=facts,
        agreed=agreed,
        formulas=lines,
        given=tuple(one for one in givens(part.trace) if shape_of(one) not in before),
        calculation=tuple(calculation(part)),
        picture=picture(part.trace, asked, slots=slots) if shown else None,
        questions=tuple(asked),
    )


def shape_of(one: Given) -> Shape:
    """What is printed of a given array, to be compared."""
    return one.symbol, one.table.cells, one.sample


def whole(exercise: Exercise) -> Exercise:
    """The exercise with all that is asked; of a plain network or expression, every line."""
    if exercise.asks is not None:
        return exercise
    from grader.asked import Ask

    kind = "formula" if head.numberless(exercise.trace) else "number"
    asks = tuple(Ask(step.name, kind=kind) for step in exercise.trace.steps)
    return replace(exercise, asks=asks)


def student_name(student: str) -> str:
    """The name as an answer file holds it. Raises InputError for one that none can hold."""
    name = student.strip()
    if name.isprintable() and len(name) <= LONGEST_NAME:
        return name
    raise InputError(
        "--student",
        f"{shown(student)} is no name of a student",
        expected=f"at most {LONGEST_NAME} printable characters",
        example="--student ana",
    )


def merged(asked: Sequence[Question]) -> Iterator[Question]:
    """One question for all of the same title."""
    for title in dict.fromkeys(one.title for one in asked):
        same = [one for one in asked if one.title == title]
        yield replace(same[0], points=sum(one.points for one in same))


def facts(task: Task, about: Sequence[str], points: float) -> Iterator[str]:
    yield from about
    if task.minutes is not None:
        yield f"about {head.counted(task.minutes, 'minute')}"
    yield counted(points)


def rule(exercise: Exercise) -> Iterator[str]:
    """How many digits are asked for, in sentences."""
    kinds = {ask.kind for ask in exercise.asks or ()}
    if exercise.derivation:
        from grader.derivation import notice

        yield notice(exercise)
    if "number" in kinds:
        yield digits_rule(exercise)
        if len(kinds) == 1:
            yield ONLY_NUMBERS
        if exercise.truncation:
            yield "Rounded or cut off: both are right."
        yield "Carry more digits on the way than you write down."
    if "formula" in kinds:
        yield "Formulas count in any form that is equal: 2*x, x + x and x*2 are the same."
        yield from usable(exercise)
    chosen = [ask for ask in exercise.asks or () if ask.kind == "choice"]
    if any(ask.keys.get("select") != "all" for ask in chosen):
        several = " Where all that are right are asked for, it is said." * (
            any(ask.keys.get("select") == "all" for ask in chosen)
        )
        yield f"Of several answers to choose from, exactly one is right.{several}"
    if any(ask.keys.get("select") == "all" for ask in chosen):
        yield "Of letters of all that are right, a wrong one takes away what a right one gives."


def usable(exercise: Exercise) -> Iterator[str]:
    """What may stand in formulas, in sentences."""
    asks = {id(ask.keys): ask for ask in exercise.asks or () if ask.kind == "formula"}.values()
    if any("allowed" not in ask.keys for ask in asks):
        yield "Derivatives may stand in one if they are given, or asked for before it."
    for ask in asks:
        if "allowed" in ask.keys:
            names, only = quantities(ask.keys), as_list(ask.keys["allowed"])
            yield f"In that of {', '.join(names)} only {', '.join(only)} and numbers may stand."


def digits_rule(exercise: Exercise) -> str:
    if exercise.decimals is not None:
        return f"Write every number to {head.counted(exercise.decimals, 'decimal')}."
    digits = head.counted(exercise.digits, "significant digit")
    fewer = exercise.min_digits < exercise.digits
    loses = f"; fewer than {exercise.min_digits} lose points" * fewer
    return f"Write every number to {digits}{loses}."


def givens(trace: Trace) -> Iterator[Given]:
    """What is given, the whole of it, every number as it was given: none is rounded."""
    for name in head.given(trace):
        sample = head.which_sample(trace, name).removesuffix(": ")
        yield from own_entries(trace, name, sample) or [given_array(trace, name, sample)]


def given_array(trace: Trace, name: str, sample: str) -> Given:
    sign, symbol = trace.symbols.signed_tree(trace.local(name))
    value = sign * trace.laid(name) + 0.0
    shape = value.shape[-2], value.shape[-1]
    rows, columns = labels(trace, name, shape)
    cells = tuple(tuple(digits(Num(float(entry))) for entry in row) for row in value)
    return Given(symbol, Table(name, shape, rows, columns, cells), trace.scalar(name), sample)


def calculation(exercise: Exercise) -> Iterator[Given]:
    """Where a mistake is to be found: every line of the calculation that it was made in."""
    if not exercise.derivation:
        return
    from grader.derivation import lines

    trace = exercise.trace
    for line in lines(exercise):
        sign, symbol = trace.symbols.signed_tree(trace.local(line.name))
        shape = line.value.shape[-2], line.value.shape[-1]
        rows, columns = labels(trace, line.name, shape)
        cells = tuple(map(tuple, texts(sign * line.value, exercise.digits).tolist()))
        array = Table(line.name, shape, rows, columns, cells)
        after = ", after the update" * line.name.endswith(":=")
        yield Given(symbol, array, trace.scalar(line.name), f"line {line.number}{after}")


def own_entries(trace: Trace, name: str, sample: str) -> list[Given]:
    """The entries one by one, `w5 = 0.4`, where each has a symbol of its own; else none."""
    what, value = trace.local(name), trace.laid(name)
    places = [(i, j) for i in range(1, value.shape[-2] + 1) for j in range(1, value.shape[-1] + 1)]
    absent = trace.absent(name)
    there = [place for place in places if place not in absent]
    if trace.scalar(name) or not all(trace.symbols.own(what, place) for place in there):
        return []
    made = []
    for row, column in there:
        sign, symbol = trace.symbols.signed_tree(what, (row, column))
        number = digits(Num(sign * float(value[row - 1, column - 1])))
        made.append(Given(symbol, Table(name, (1, 1), ("",), ("",), ((number,),)), True, sample))
    return made
