"""The lines of an exercise as a person fills them in: what is asked, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from grader.ask_kinds import wants
from grader.asked import Ask, Exercise, as_whole
from grader.derivation import QUESTIONS
from grader.report.label import answer_name, answer_of, own_sign, symbol_of
from grader.submission import FORMULA
from tracer.errors import InputError
from tracer.expression import Expression
from tracer.formula.text import text
from tracer.formula.tree import Formula
from tracer.layout import flipped
from tracer.quantity import quantity
from tracer.symbols import Place, entry_name, split_entry
from tracer.trace import Step, Trace

State: TypeAlias = Literal["unasked", "open", "part", "right", "coarse", "wrong"]

ALONE = "questions"  # the kind of line of what is asked without a quantity


@dataclass(frozen=True, eq=False)
class Blank:
    """One line of the derivation with its entries to fill in. `asks`: what is asked of each
    asked entry, as the sheet lays it (None: a plain number); numbers may be written in others,
    too. `step` None: a question about the whole derivation, which no equation makes. `beside`: the
    formulas of a line whose numbers are asked for, too."""

    sheet: Exercise
    trace: Trace
    name: str
    step: Step | None
    asks: Mapping[Place | None, Ask]
    beside: bool = False

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return self.name + FORMULA * self.beside

    @cached_property
    def whole(self) -> bool:
        """Whether one formula is wanted for the whole array: it is typed at its first entry."""
        return any(as_whole(self.sheet, ask) for ask in self.asks.values())

    @cached_property
    def words(self) -> str:
        """What is asked in words, where no symbol says it."""
        ask = next(iter(self.asks.values()), None)
        question = QUESTIONS.get(self.name, "").replace("The", "the", 1)
        return question or (ask.title if ask is not None and ask.alone else "")

    @cached_property
    def places(self) -> tuple[Place | None, ...]:
        """The asked entries, in the order in which they are filled in."""
        return tuple(self.asks)

    @property
    def sort(self) -> str:
        """Which kind of line it is: the name of its rule."""
        if self.step:
            return self.step.equation.rule.name
        return "find the mistake" if self.name in QUESTIONS else ALONE

    @cached_property
    def gone(self) -> frozenset[Place]:
        """The entries that are no connection."""
        return frozenset(self.trace.absent(self.name))

    def kind(self, place: Place | None) -> str:
        """What an entry is to be: a number, a formula, a letter."""
        return self.asks[place].kind if place in self.asks else "number"

    def wants(self, place: Place | None) -> str:
        """What an entry is to be, in words; "" where nothing is asked."""
        ask = self.asks.get(place)
        if ask is None:
            return ""
        if self.whole:
            from grader.ask_formula import symbols_of_whole

            return symbols_of_whole(self.sheet, ask)
        lies = place is not None and self.sheet.trace.lies(ask.name)
        return wants(self.sheet, ask, flipped(place or (1, 1), lies))

    def sign(self, place: Place | None) -> int:
        """−1 where the sheet asks for the negative of ours; where it does not ask, −1 where its
        symbol is the negative."""
        ask = self.asks.get(place) or next(iter(self.asks.values()), None)
        return ask.sign if ask else own_sign(self.trace, self.name, place)

    def entry(self, place: Place | None) -> str:
        """The canonical name of an entry, by which its verdict is found."""
        return entry_name(self.name, place) + FORMULA * self.beside

    def key(self, place: Place | None) -> str:
        """What an answer file calls it."""
        ask = self.asks.get(place)
        if ask is not None:
            return answer_of(self.sheet, ask, None if self.whole else place)
        return answer_name(self.trace, self.name, place, self.sign(place))

    def title(self, place: Place | None = None, *, ascii: bool = False) -> str:
        """What a person reads: ∂J/∂W[2][1,3], in the sheet's own symbols."""
        if self.step is None:
            return self.words
        return title_of(self.name, self.tree(place), ascii=ascii) + FORMULA * self.beside

    def spoken(self, place: Place | None = None) -> str:
        """The same in words."""
        from ..worksheet.boxes import words

        iteration = quantity(self.name).iteration if self.sheet.steps > 1 else None
        return self.words if self.step is None else words(self.name, self.tree(place), iteration)

    def tree(self, place: Place | None) -> Formula:
        sign = self.sign(place)
        return symbol_of(self.trace, self.name, None if self.whole else place, sign)


def split_id(entry: str) -> tuple[str, Place | None]:
    """An entry's line, by its id, and its place."""
    plain = entry.removesuffix(FORMULA)
    name, place = split_entry(plain)
    return name + FORMULA * (plain != entry), place


def title_of(name: str, symbol: Formula, *, ascii: bool = False) -> str:
    """What a person reads for a quantity that has this symbol."""
    made = quantity(name)
    shown = text(symbol, ascii=ascii) + (" :=" if made.role == "update" else "")
    return shown if made.iteration == 1 else f"@{made.iteration} {shown}"


def blanks(sheet: Exercise) -> tuple[Blank, ...]:
    """Every line of the exercise in the order of the trace, asked or not; the formulas of a line
    before its numbers. What is answered in words is not practised: a person marks it."""
    known = traced(sheet)
    asked: dict[tuple[str, bool], dict[Place | None, Ask]] = {}
    for ask in sheet.asks or ():
        if ask.kind != "text":
            places = dict.fromkeys(places_of(known, ask), ask)
            places = dict(list(places.items())[:1]) if as_whole(sheet, ask) else places
            asked.setdefault((ask.name, ask.beside), {}).update(places)
    found = []
    for step in known.steps:
        if sheet.asks is None:
            found.append(Blank(sheet, known, step.name, step, everything(known, step.name)))
            continue
        for beside in (True, False):
            asks = asked.pop((step.name, beside), {})
            if beside and not asks:
                continue
            in_order = sorted(asks, key=lambda place: place or (0, 0))
            asks = {place: asks[place] for place in in_order}
            found.append(Blank(sheet, known, step.name, step, asks, beside))
    rest = [Blank(sheet, known, name, None, asks) for (name, _), asks in asked.items()]
    return tuple(found + [blank for blank in rest if blank.words])


def everything(known: Trace, name: str) -> dict[Place | None, Ask]:
    """All entries of a line, asked for with the sign of the sheet's symbol."""
    return {
        place: Ask(name, sign=own_sign(known, name, place)) for place in places_of(known, Ask(name))
    }


def traced(sheet: Exercise) -> Trace:
    """The trace in which every asked quantity is a step: Δw too, where one is asked for."""
    changes = any(quantity(ask.name).role == "change" for ask in sheet.asks or ())
    return sheet.trace.by_steps if changes else sheet.trace


def places_of(known: Trace, ask: Ask) -> Iterator[Place | None]:
    """The entries that are asked for, as the sheet lays them."""
    if ask.alone or known.scalar(ask.name):
        yield None
        return
    if ask.places is not None:
        yield from ask.places
        return
    gone = set(known.absent(ask.name))
    rows, columns = known.laid(ask.name).shape[-2:]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            if (row, column) not in gone:
                yield row, column


def whole_exercise(sheet: Exercise) -> Exercise:
    """An expression without numbers, of which nothing is asked, asks for its derivatives as
    formulas; anything else is as it is. Raises InputError where it has no derivative."""
    source = sheet.source
    if sheet.asks is not None or not isinstance(source, Expression) or source.at:
        return sheet
    from dataclasses import replace

    names = [f"d{source.output}/d{by}" for by in source.with_respect_to]
    asks = tuple(Ask(name, kind="formula") for name in names if name in sheet.trace.by_name)
    if not asks:
        raise InputError(
            "practice",
            "there are no numbers in it, and no derivative to ask for",
            expected="an expression with at = {…}",
            example="at = {x = 2}",
        )
    return replace(sheet, asks=asks)
