"""What is asked, as boxes to be filled in: one an entry, with its symbol and its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from grader.ask_kinds import ASK_KINDS, wants
from grader.asked import as_whole, asked_places, asked_points
from grader.choices import options
from grader.derivation import LINES, QUESTIONS
from grader.report.label import answer_of, shown_place, symbol_of
from tracer.export.head import clean
from tracer.export.table import labels
from tracer.formula.spoken import spoken
from tracer.formula.text import text
from tracer.formula.tree import Formula
from tracer.layout import flipped
from tracer.quantity import quantity
from tracer.symbols import Place

from . import pattern_table
from .on_paper import on_paper

if TYPE_CHECKING:
    from grader.asked import Ask, Exercise
    from tracer.trace import Trace

    from .solution import Solution

WIDEST = 5  # columns of boxes that fit beside each other on a page
PHASES = {"forward": "Forward", "cost": "Cost", "backward": "Backward", "update": "Update"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Box:
    """One asked entry. `quantity` is what an answer file calls it, `symbol` what the sheet does;
    `says` is for whoever cannot see it. `name` is canonical, `place` as the sheet lays it (None:
    a plain number). `asks`: a question in words, where no symbol says it. `iteration` None:
    there is only one, or the title says it. `choices`: letter and text of each; `several`: any
    number of them may be chosen. `wants`: what is to be written, in words; "" where the question
    says it of all its boxes. `long`: whether it wants room."""

    number: int
    quantity: str
    symbol: Formula
    says: str
    name: str
    place: Place | None
    kind: str
    points: float
    sign: int = 1
    iteration: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    asks: str = ""
    several: bool = False
    wants: str = ""
    long: bool = False

    @property
    def note(self) -> str:
        """What stands behind the symbol: ` (iteration 2; a formula in x, w)`."""
        iteration = f"iteration {self.iteration}" if self.iteration else ""
        said = "; ".join(filter(None, (iteration, self.wants)))
        return f" ({said})" if said else ""

    @property
    def update(self) -> bool:
        """Whether it is the number after the update, `w5 :=`."""
        return self.name.endswith(":=")

    @property
    def label(self) -> str:
        """The symbol in one line of Unicode, or the question."""
        return self.asks or text(self.symbol) + " :=" * self.update


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """What one `[[ask]]` asks for. `grid`: a whole matrix, whose boxes stand as its entries do
    (None where there is no connection), with the labels of its rows and columns; or a table
    (`corner` says what its rows are), in which given numbers stand, too. `wants`: what all of its
    boxes want, in words."""

    number: int
    title: str
    points: float
    boxes: tuple[Box, ...]
    symbol: Formula | None = None
    grid: tuple[tuple[Box | str | None, ...], ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    corner: str = ""
    wants: str = ""
    part: str = ""

    @property
    def worth(self) -> str:
        """`2 points; a number each`."""
        wanted = self.wants
        if wanted and len(self.boxes) > 1:
            wanted = f"{wanted} each" if wanted == "a number" else f"in each box {wanted}"
        return "; ".join(filter(None, (earns(self.points), wanted)))

    @property
    def sign(self) -> str:
        """What stands between the symbol and the matrix: `W[2] :=` after the update."""
        return ":=" if self.boxes[0].update else "="


def earns(points: float) -> str:
    """`2 points`, or that a box is not marked."""
    return counted(points) if points else "not marked"


def counted(points: float) -> str:
    """`2 points`, `1 point`, `0.5 points`."""
    return f"{points:g} point" + ("" if points == 1 else "s")


def questions(exercise: Exercise) -> tuple[Question, ...]:
    """All that is asked, part by part, in the order of the file; one `[[ask]]` is one question."""
    made: list[Question] = []
    count = by_hand = 0
    mixed = not all_numbers(exercise)
    for part in exercise.parts:
        for asks in together(part.asks or ()):
            boxes = tuple(box for ask in asks for box in boxes_of(part, ask, mixed))
            numbered = tuple(replace(box, number=count + at) for at, box in enumerate(boxes, 1))
            count += len(boxes)
            made.append(question(part, asks, numbered, len(made) + by_hand + 1))
        by_hand += len(on_paper(part)) if exercise.further else 0
    return tuple(made)


def all_numbers(exercise: Exercise) -> bool:
    """Whether every box is for a number, so that it is said once."""
    return all(ask.kind == "number" for part in exercise.parts for ask in part.asks or ())


def together(asks: Sequence[Ask]) -> Iterator[list[Ask]]:
    """The asks that were one table of the file: they share its keys."""
    for _, some in groupby(asks, lambda ask: id(ask.keys)):
        yield list(some)


def boxes_of(exercise: Exercise, ask: Ask, mixed: bool) -> Iterator[Box]:
    """`mixed`: boxes want different things, so that each says what."""
    known = exercise.trace
    calculated = asked_places(exercise, ask)
    points = asked_points(exercise, ask) / max(len(calculated), 1)
    scalar = known.scalar(ask.name)
    if as_whole(exercise, ask):
        yield whole_box(exercise, ask)
        return
    for at in calculated:
        place = None if scalar else flipped(at, known.lies(ask.name))
        symbol = symbol_of(known, ask.name, shown_place(known, ask.name, place), ask.sign)
        asks = f"Answer ({ask.name})" if ask.alone else QUESTIONS.get(ask.name, "")
        iteration = quantity(ask.name).iteration if exercise.steps > 1 and not asks else None
        title = clean(ask.title) if ask.alone else asks
        several = ask.keys.get("select") == "all"
        letter = ask.kind == "choice" and not several  # its options say so
        wanted = "" if letter or not mixed else wants(exercise, ask, at)
        said = (title or words(ask.name, symbol, iteration)) + f", {wanted}" * bool(wanted)
        yield Box(
            number=0,
            quantity=answer_of(exercise, ask, place),
            symbol=symbol,
            says=f"part {exercise.part}, " * bool(exercise.part) + said,
            name=ask.name,
            place=place,
            kind=ask.kind,
            points=points,
            sign=ask.sign,
            iteration=iteration,
            choices=choices(exercise, ask, place) if ask.kind == "choice" else (),
            asks=asks,
            several=several,
            wants=wanted,
            long=ASK_KINDS[ask.kind].long,
        )


def whole_box(exercise: Exercise, ask: Ask) -> Box:
    """One box for the formula of a whole array."""
    from grader.ask_formula import symbols_of_whole

    iteration = quantity(ask.name).iteration if exercise.steps > 1 else None
    symbol = symbol_of(exercise.trace, ask.name, None, ask.sign)
    wanted = symbols_of_whole(exercise, ask)
    inside = f"part {exercise.part}, " * bool(exercise.part)
    return Box(
        number=0,
        quantity=answer_of(exercise, ask, None),
        symbol=symbol,
        says=f"{inside}{words(ask.name, symbol, iteration)}, {wanted}",
        name=ask.name,
        place=None,
        kind=ask.kind,
        points=asked_points(exercise, ask),
        sign=ask.sign,
        iteration=iteration,
        wants=wanted,
        long=True,
    )


def words(name: str, symbol: Formula, iteration: int | None) -> str:
    """`partial J by partial W 2, row 1, column 3, in iteration 2`."""
    after = ", after the update" * name.endswith(":=")
    return spoken(symbol) + after + (f", in iteration {iteration}" if iteration else "")


def choices(exercise: Exercise, ask: Ask, place: Place | None) -> tuple[tuple[str, str], ...]:
    """Letter and text of each option; nothing of which one is right."""
    if ask.name in LINES:  # the text is the name of the line
        known = exercise.trace
        lines = ((one.letter, one.text) for one in options(exercise, ask, place))
        return tuple((number, line_name(known, name)) for number, name in lines)
    return tuple((one.letter, clean(one.text)) for one in options(exercise, ask, place))


def with_reason(solution: Solution | None, box: Box, letter: str, words: str) -> str:
    """What a sheet prints of an option; its reason in the solution alone."""
    return solution.said(box, letter, words) if solution else words


def crossed(solution: Solution | None, box: Box, letter: str) -> bool:
    """Whether a letter is one that the key crosses."""
    return solution is not None and letter in solution.of(box).split(", ")


def line_name(known: Trace, name: str) -> str:
    return text(known.symbols.signed_tree(known.local(name))[1]) + " :=" * name.endswith(":=")


def question(
    exercise: Exercise, asks: Sequence[Ask], boxes: tuple[Box, ...], number: int
) -> Question:
    points = sum(asked_points(exercise, ask) for ask in asks)
    own, iteration = clean(asks[0].title), boxes[0].iteration
    if not own and len({box.iteration for box in boxes}) == 1:  # the title says it
        boxes = tuple(replace(box, iteration=None) for box in boxes)
    wanted = ""
    if len({box.wants for box in boxes}) == 1:
        wanted = boxes[0].wants
        boxes = tuple(replace(box, wants="") for box in boxes)
    title = own or title_of(exercise, asks)
    if "table" in asks[0].keys or pattern_table.repeated(boxes):
        return table(exercise, asks, boxes, number, points)
    if len(asks) > 1 or not gridded(exercise, asks[0], boxes):
        return Question(
            number=number, title=title, points=points, boxes=boxes, wants=wanted, part=exercise.part
        )
    known, name = exercise.trace, asks[0].name
    by_place = {box.place: box for box in boxes}
    shape = known.laid(name).shape[-2], known.laid(name).shape[-1]
    rows, columns = labels(known, name, shape)
    grid = tuple(
        tuple(by_place.get((i, j)) for j in range(1, shape[1] + 1)) for i in range(1, shape[0] + 1)
    )
    return Question(
        number=number,
        title=title + f", iteration {iteration}" * bool(own and iteration),
        points=points,
        boxes=boxes,
        symbol=symbol_of(known, name, None, asks[0].sign),
        grid=grid,
        rows=rows,
        columns=columns,
        wants=wanted,
        part=exercise.part,
    )


def table(
    exercise: Exercise, asks: Sequence[Ask], boxes: tuple[Box, ...], number: int, points: float
) -> Question:
    """A row an iteration; what a box wants is seen from where it stands."""
    made = pattern_table.grid_of(exercise, boxes)
    return Question(
        number=number,
        title=clean(asks[0].title) or pattern_table.title_of(exercise.trace),
        points=points,
        boxes=boxes,
        grid=made.cells,
        rows=made.rows,
        columns=made.columns,
        corner=made.corner,
        part=exercise.part,
    )


def gridded(exercise: Exercise, ask: Ask, boxes: Sequence[Box]) -> bool:
    """Whether the boxes stand as a matrix: a whole one of numbers, without own symbols."""
    known = exercise.trace
    if known.scalar(ask.name) or ask.kind != "number" or ask.places is not None or len(boxes) < 2:
        return False
    own = any(known.symbols.own(known.local(ask.name), box.place) for box in boxes if box.place)
    return not own and known.laid(ask.name).shape[-1] <= WIDEST


def listed(numbers: Sequence[int]) -> str:
    """`1`, `1 and 2`, `1, 2 and 3`."""
    *before, last = map(str, numbers)
    return " and ".join(filter(None, (", ".join(before), last)))


def title_of(exercise: Exercise, asks: Sequence[Ask]) -> str:
    """Where it belongs: `Backward, layer 2, iteration 1`."""
    known = exercise.trace
    steps = [known.by_name.get(ask.name) or known.by_steps.by_name.get(ask.name) for ask in asks]
    made = [step.equation for step in steps if step]
    parts = []
    phases = {one.phase for one in made}
    if phases:
        parts.append(" and ".join(name for key, name in PHASES.items() if key in phases))
    layers = {one.layer for one in made}
    if len(layers) == 1 and (layer := layers.pop()):
        parts.append(f"layer {layer}")
    iterations = sorted({one.iteration for one in made})
    if exercise.steps > 1 and iterations:
        parts.append(f"iteration{'s' * (len(iterations) > 1)} {listed(iterations)}")
    return ", ".join(parts) or ("The mistake" if exercise.derivation else "Given")
