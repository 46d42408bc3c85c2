"""Answers that are no numbers of the trace: formulas, letters, counts, shapes, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from tracer.errors import InputError
from tracer.expression import Expression
from tracer.symbols import Place

from .answers import Typed, typed
from .ask_kinds import mark_text
from .asked import Ask, Exercise, alone, asked_places, asked_points, laid
from .entries import names_given
from .option import Option
from .own_symbols import read_by, spoken_to
from .report.label import label
from .result import Marked, StudentReport
from .submission import Sheet, Submission, read_sheet
from .typed_over import set_aside
from .verdicts import AMISS


def read_answers(sheet: Exercise, one: Submission, student: int = 0) -> Sheet:
    """A submission read, its formulas and letters as texts. The number of a chosen letter is
    written down, so that later lines may follow from it. `student`: whose numbers, where the
    exercise has a leading axis of students."""
    as_text = asked_as_text(sheet)
    beside = {key for key, ask in as_text.items() if ask.beside}
    known = read_by(sheet, one).trace
    called = replace(one, names={**names_given(sheet), **one.names})
    whole = {ask.name for ask in as_text.values() if ask.kind == "formula" and not ask.places}
    read = read_sheet(called, known, as_text, beside, whole)
    read.spoken = spoken_to(sheet, one)
    for key, cell in read.texts.items():
        ask = as_text.get(key)
        if ask is None or ask.kind != "choice" or ask.alone:
            continue
        from .ask_choice import offered  # with it come the mistakes
        from .choices import chosen

        option = chosen(offered(alone(sheet, student), ask, key[1]), cell.text)
        number = None if option is None else number_of(option)
        if number is not None:
            value = ask.sign * number.value
            read.cells[key] = replace(cell, typed=number._replace(value=value), fault=None)
    if sheet.asks is None:
        own_formulas(alone(sheet, student), read)
    set_aside(sheet, read, student)
    return read


def number_of(option: Option) -> Typed | None:
    """The number that a letter stands for, as it is printed; a word's is exact."""
    if option.value is None:
        return None
    try:
        return typed(option.text)
    except InputError:
        return Typed(option.text, option.value, exact=True)


def own_formulas(sheet: Exercise, read: Sheet) -> None:
    """Of a plain file, which does not say what it wants: what is no number, but a formula, is
    taken for one; where there are no numbers, everything is. What is neither is told as a formula
    where it has symbols of the file."""
    numberless = isinstance(sheet.source, Expression) and sheet.source.numberless
    for key, cell in list(read.cells.items()):
        if cell.fault is None and not (numberless and cell.typed is not None):
            continue
        from .ask_formula import judged  # with it come the mistakes, too
        from .formula_names import WORD
        from .formula_text import letters_of

        fault = judged(sheet, Ask(key[0]), key[1], cell.text).fault
        if fault is None:
            read.texts[key] = read.cells.pop(key)
        elif not letters_of(sheet.trace).isdisjoint(WORD.findall(cell.text)):
            read.cells[key] = replace(cell, typed=None, fault=fault)


def text_asks(sheet: Exercise, one: Sheet) -> list[Ask]:
    """The asks for formulas or letters; of a plain file, the formulas that were typed."""
    if sheet.asks is not None:
        return [ask for ask in sheet.asks if ask.kind != "number"]  # no number of the trace
    return [Ask(name, (laid(sheet, name, place) or place,), kind="formula", sign=cell.sign)
            for (name, place), cell in one.texts.items()]  # fmt: skip


@lru_cache(maxsize=64)
def asked_as_text(sheet: Exercise) -> Mapping[tuple[str, Place], Ask]:
    """The entries whose answers are formulas or letters."""
    asks = text_asks(sheet, Sheet(""))
    return {(ask.name, place): ask for ask in asks for place in asked_places(sheet, ask)}


def text_answers(sheet: Exercise, one: Sheet, ask: Ask, student: int = 0) -> Iterator[Marked]:
    """The verdicts of an ask for formulas, letters or facts, entry by entry."""
    sheet = alone(sheet, student)
    places = asked_places(sheet, ask)
    for place in places:
        cell = one.texts.get((ask.name, place))
        entry = laid(sheet, ask.name, place)
        worth = asked_points(sheet, ask) / max(len(places), 1)
        answer = Marked(ask.name, entry, cell.text if cell else "", "missing", worth)
        answer.kind, answer.beside = ask.kind, ask.beside
        own = ask  # a formula is that of the name under which it was typed, delta or dJ/dz
        if cell is not None and ask.kind == "formula":
            own = replace(ask, sign=cell.sign)
        answer.sign = own.sign
        answer.label = label(sheet, ask.name, entry, own.sign)
        answer.whole = label(sheet, ask.name, None, own.sign)
        if cell is not None and cell.whole:
            from .ask_formula import mark_whole

            mark_whole(sheet, own, answer, first=place == places[0])
        elif cell is not None:
            mark_text(sheet, own, place, answer)
        yield answer


def first_wrong(report: StudentReport, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """The first wrong lines, with a wrong formula before all the wrong numbers among them."""
    for answer in report.answers:
        if answer.name in numbers:
            break
        if answer.verdict in AMISS and answer.accepts is None:
            return (answer.name, *numbers)
    return numbers
