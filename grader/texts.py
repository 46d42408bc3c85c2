"""Answers that are no numbers: formulas, and the letters of choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from tracer.errors import InputError, shown
from tracer.expression import Expression
from tracer.formula.text import text as formula_text
from tracer.layout import flipped
from tracer.symbols import Place

from .answers import BLANK, typed, unified
from .entries import laid
from .exercise_file import Ask, Exercise, alone, asked_places, asked_points
from .own_symbols import read_by, spoken_to
from .report.label import label
from .report.words import taken_as
from .result import Marked, StudentReport
from .submission import Sheet, Submission, read_sheet

if TYPE_CHECKING:
    from .choices import Option
    from .formulas import Judged


def read_answers(sheet: Exercise, one: Submission, student: int = 0) -> Sheet:
    """A submission read, its formulas and letters as texts. The number of a chosen letter is
    written down, so that later lines may follow from it. `student`: whose numbers, where the
    exercise has a leading axis of students."""
    as_text = asked_as_text(sheet)
    read = read_sheet(one, read_by(sheet, one).trace, as_text)
    read.spoken = spoken_to(sheet, one)
    for key, cell in read.texts.items():
        ask = as_text[key]
        if ask.kind != "choice":
            continue
        from .choices import chosen

        option = chosen(offered(alone(sheet, student), ask, key[1]), cell.text)
        number = None if option is None or option.value is None else typed(option.text)
        if number is not None:
            value = ask.sign * number.value
            read.cells[key] = replace(cell, typed=replace(number, value=value), fault=None)
    if sheet.asks is None:
        own_formulas(alone(sheet, student), read)
    return read


def own_formulas(sheet: Exercise, read: Sheet) -> None:
    """Of a plain file, which does not say what it wants: what is no number, but a formula, is
    taken for one; where there are no numbers, everything is. What is neither is told as a formula
    where it has symbols of the file."""
    from .formula_names import WORD
    from .formula_text import letters_of

    numberless = isinstance(sheet.source, Expression) and sheet.source.numberless
    for key, cell in list(read.cells.items()):
        unread = cell.fault is not None or (numberless and cell.typed is not None)
        fault = judged(sheet, Ask(key[0]), key[1], cell.text).fault if unread else None
        if unread and fault is None:
            read.texts[key] = read.cells.pop(key)
        elif fault and not letters_of(sheet.trace).isdisjoint(WORD.findall(cell.text)):
            read.cells[key] = replace(cell, typed=None, fault=fault)


def text_asks(sheet: Exercise, one: Sheet) -> list[Ask]:
    """The asks for formulas or letters; of a plain file, the formulas that were typed."""
    if sheet.asks is not None:
        return [ask for ask in sheet.asks if ask.kind != "number"]
    return [Ask(name, (laid(sheet, name, place) or place,), kind="formula", sign=cell.sign)
            for (name, place), cell in one.texts.items()]  # fmt: skip


@lru_cache(maxsize=64)
def asked_as_text(sheet: Exercise) -> Mapping[tuple[str, Place], Ask]:
    """The entries whose answers are formulas or letters."""
    asks = text_asks(sheet, Sheet(""))
    return {(ask.name, place): ask for ask in asks for place in asked_places(sheet, ask)}


def text_answers(
    sheet: Exercise, one: Sheet, ask: Ask, done: set[tuple[str, Place]], student: int = 0
) -> Iterator[Marked]:
    """The verdicts of an ask for formulas or letters, entry by entry."""
    sheet = alone(sheet, student)
    places = asked_places(sheet, ask)
    known = sheet.trace
    turned = not known.scalar(ask.name) and known.lies(ask.name)
    for place in places:
        done.add((ask.name, place))
        cell = one.texts.get((ask.name, place))
        entry = None if known.scalar(ask.name) else flipped(place, turned)
        worth = asked_points(sheet, ask) / max(len(places), 1)
        answer = Marked(ask.name, entry, cell.text if cell else "", "missing", worth)
        own = ask  # a formula is that of the name under which it was typed, delta or dJ/dz
        if cell is not None and ask.kind == "formula":
            own = replace(ask, sign=cell.sign)
        answer.sign = own.sign
        answer.label = label(sheet, ask.name, entry, own.sign)
        answer.whole = label(sheet, ask.name, None, own.sign)
        if cell is not None and unified(cell.text) not in BLANK:
            mark = mark_formula if ask.kind == "formula" else mark_choice
            mark(sheet, own, place, answer)
        yield answer


def first_wrong(report: StudentReport, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """The first wrong lines, with a wrong formula before all the wrong numbers among them."""
    for answer in report.answers:
        if answer.name in numbers:
            break
        if answer.verdict in ("wrong", "mistake") and answer.accepts is None:
            return (answer.name, *numbers)
    return numbers


def offered(sheet: Exercise, ask: Ask, place: Place) -> tuple[Option, ...]:
    from .choices import options

    known = sheet.trace
    turned = not known.scalar(ask.name) and known.lies(ask.name)
    return options(sheet, ask, flipped(place, turned))


def mark_formula(sheet: Exercise, ask: Ask, place: Place, answer: Marked) -> None:
    """Right in any algebraic form; else the mistakes whose formula it is."""
    from .formula_key import key_of

    found = judged(sheet, ask, place, answer.typed)
    if isinstance(found.fault, InputError):
        answer.verdict = "unreadable"
        answer.message = (
            f"{found.fault.where}: {found.fault.wrong}; expected: {found.fault.expected}"
        )
        return
    answer.mistakes = tuple(name for name, _ in found.mistakes)
    accepted = set(answer.mistakes) & set(sheet.accept)
    answer.verdict = "right" if found.right or accepted else "wrong"
    if answer.verdict == "right":
        return
    answer.message = found.said or "This formula does not give the same numbers."
    if found.mistakes:
        answer.verdict, answer.says = "mistake", found.mistakes[0][1]
        answer.message = f"Your formula fits {answer.mistakes[0]}{taken_as(answer)}: {answer.says}"
    if sheet.reveal != "never":
        key = key_of(sheet, ask.name, place, ask.sign)
        answer.message += f" A right one is {formula_text(key)}." if key is not None else ""


def judged(sheet: Exercise, ask: Ask, place: Place, text: str) -> Judged:
    """What a typed formula is, of what it may use."""
    from .formula_allowed import allowed_of, trace_of
    from .formula_names import Symbol
    from .formulas import judge_formula

    asked = Symbol(ask.name, place, ask.sign)
    return judge_formula(trace_of(sheet), asked, text, allowed_of(sheet, ask.name, place))


def mark_choice(sheet: Exercise, ask: Ask, place: Place, answer: Marked) -> None:
    """Right, or the mistake that the letter stands for."""
    from tracer.mistakes import MISTAKES

    from .choices import chosen

    letters = offered(sheet, ask, place)
    option = chosen(letters, answer.typed)
    if option is None:
        readable = is_number(answer.typed) or unified(answer.typed) in MISTAKES
        answer.verdict = "wrong" if readable else "unreadable"
        ends = f"{letters[0].letter} to {letters[-1].letter}"
        answer.message = f"{shown(answer.typed)} is none of the options {ends}."
    elif option.right:
        answer.verdict = "right"
        return
    elif option.mistake is None:
        answer.verdict, answer.message = "wrong", f"{option.letter} is not the right one."
    else:
        answer.verdict, answer.mistakes, answer.says = "mistake", (option.mistake,), option.says
        answer.message = f"{option.letter} fits {option.mistake}{taken_as(answer)}: {option.says}"
    if sheet.reveal != "never":
        right = next(one for one in letters if one.right)
        answer.message += f" The right one is {right.letter}: {right.text}."


def is_number(text: str) -> bool:
    try:
        return typed(text) is not None
    except InputError:
        return False
