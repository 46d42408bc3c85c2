"""A sheet as it is handed out, whatever the format: one description, and no key in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.manual import Manual
from tracer.errors import InputError, shown
from tracer.export import head
from tracer.formula.tree import Equality

from ..task import Task
from .boxes import Box, Question, all_numbers, earns, questions
from .drawing import picture, same_drawing
from .given import Given, Shape, calculation, given_in, givens, shape_of
from .needs import agreements, formulas
from .on_paper import numbered, on_paper
from .pattern_table import said_of_tables, shown_in
from .picture import BoxedPicture
from .sentences import IN_DRAWING, ONLY_NUMBERS, facts, lines_of_numbers, rule, summary

if TYPE_CHECKING:
    from grader.asked import Exercise

    from .solution import Solution

# The headings, whatever the format; SOLUTION in front of the title of a key.
STUDENT, SOLUTION, GIVEN, ASKED = "Student", "Solution: ", "Given", "Asked"
CALCULATION = "A calculation that went wrong"
WORDS = ("choice", "text")  # without a quantity: what is asked says all of it
WHOLE = "To all parts"  # what stands above what belongs to no part alone
WORKED = "Every equation with its numbers"  # above the steps in a key
PARTLY_DRAWN = "In the drawing, and:"  # above the boxes of a question that has some there, too
LONGEST_NAME = 200  # of a student, as the grader reads it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Section:
    """What a sheet says of one part. `name`: "" where there is only one. `facts`, `agreed`: what
    it has of its own. `formulas`: the expression, or what
    the activations and the cost are. `calculation`: somebody's,
    line by line, in which a mistake is to be found. `manual`: with their numbers, the parts on
    paper."""

    name: str
    title: str
    facts: tuple[str, ...]
    agreed: tuple[str, ...]
    formulas: tuple[Equality, ...]
    given: tuple[Given, ...]
    calculation: tuple[Given, ...]
    picture: BoxedPicture | None
    questions: tuple[Question, ...]
    manual: tuple[tuple[int, Manual], ...]

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
        said = (
            f"{one.title}: {', '.join(box.label for box in one.boxes)} ({earns(one.points)})"
            for one in merged(asked)
        )
        return f"In the drawing: {'; '.join(said)}." if asked else ""

    def beside(self, question: Question) -> tuple[Box, ...]:
        """The boxes of a question that are not in the picture."""
        return tuple(box for box in question.boxes if box.quantity not in self.drawn)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """`facts`: what kind of network it is, minutes, points. `agreed`: the conventions, a
    sentence each, that hold in all sections. `rule`: how many digits. `sections`: one a part.
    `manual`: with their numbers, what is on paper and belongs to no part alone.
    `large`: in large print."""

    id: str
    version: int
    title: str
    student: str
    goal: str
    facts: tuple[str, ...]
    agreed: tuple[str, ...]
    rule: tuple[str, ...]
    sections: tuple[Section, ...]
    manual: tuple[tuple[int, Manual], ...]
    points: float
    large: bool = False

    def heading(self, solution: Solution | None) -> str:
        """The title as it is printed."""
        return f"{SOLUTION if solution else ''}{self.title}"

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every asked entry, in order."""
        return tuple(box for question in self.questions for box in question.boxes)

    @property
    def on_paper(self) -> tuple[tuple[int, Manual], ...]:
        """All that has no box, with its number."""
        return (*(one for section in self.sections for one in section.manual), *self.manual)

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
    def pictures(self) -> tuple[BoxedPicture, ...]:
        return tuple(section.picture for section in self.sections if section.picture)

    @property
    def picture(self) -> BoxedPicture | None:
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
    manual = on_paper(made)
    on_paper_by_part = numbered(made, asked, manual)
    drawn = {one.part for one in manual if one.drawing}  # what is to be drawn is not shown
    hidden = {part.like for part in made.parts if {"", part.part} & drawn}
    points += sum(one.points for one in manual)
    every = {
        part.part: [*agreements(part), *said_of_tables(part, asked)]
        for part in made.parts
        if not part.words_alone
    }
    first = next(iter(every.values()), [])
    agreed = [said for said in first if all(said in own for own in every.values())]
    about = [summary(part) if part.part in every else "" for part in made.parts]
    same = len(set(about)) == 1
    likes = {
        part.part: other
        for part in made.parts
        for other in made.parts
        if other.part == part.like != part.part
    }
    graph, numbers = task.sheet_layout == "graph", all_numbers(made)
    lines = sum(map(lines_of_numbers, made.parts))
    rules = dict.fromkeys(said for part in made.parts for said in rule(part, lines))
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
                on_paper_by_part[part.part] if part.part else (),
                () if same or not told else (told,),
                tuple(said for said in every.get(part.part, ()) if said not in agreed),
                likes.get(part.part),
                slots=graph,
                shown=graph or part.like not in hidden,
            )
            for part, told in zip(made.parts, about, strict=True)
        ),
        manual=on_paper_by_part[""],
        points=points,
    )


def section(
    part: Exercise,
    asked: Sequence[Question],
    manual: tuple[tuple[int, Manual], ...],
    facts: tuple[str, ...],
    agreed: tuple[str, ...],
    like: Exercise | None,
    *,
    slots: bool,
    shown: bool,
) -> Section:
    """What the sheet says of one part. `like`: the part that it is as, of which nothing is said
    again; `shown`: whether with its drawing; `slots`: with boxes in that."""

    lines = () if part.words_alone else tuple(formulas(part))
    tables = [question.boxes for question in asked if question.corner]
    tabled = {name for boxes in tables for name in shown_in(part.trace, boxes)}
    before: set[Shape] = set()
    if like is not None:
        if not all(ask.alone and ask.kind in WORDS for ask in part.asks or ()):
            facts = (f"As part ({like.part}), but for what is said here.", *facts)
        before = {shape_of(one) for one in givens(like.trace)}
        lines = lines if lines != tuple(formulas(like)) else ()
    shown = shown and not part.words_alone
    drawing = picture(part.trace, asked, slots=slots) if shown else None
    if drawing and like is not None and not slots and same_drawing(drawing, like.trace):
        drawing = None
    return Section(
        name=part.part,
        title=head.clean(part.part_title),
        facts=facts,
        agreed=agreed,
        formulas=lines,
        given=tuple(one for one in given_in(part, tabled) if shape_of(one) not in before),
        calculation=tuple(calculation(part)),
        picture=drawing,
        questions=tuple(asked),
        manual=manual,
    )


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
        boxes = tuple(box for one in same for box in one.boxes)
        yield replace(same[0], points=sum(one.points for one in same), boxes=boxes)
