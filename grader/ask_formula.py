"""Formulas as answers: marked, and what a right one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracer.errors import InputError
from tracer.formula.text import text as formula_text
from tracer.symbols import Place
from tracer.trace import Trace

from .asked import Ask, Exercise
from .formula_allowed import allowed_of, check_allowed, trace_of
from .formula_key import key_of
from .formula_names import Names, Symbol
from .formulas import Judged, judge_formula
from .report.words import taken_as

if TYPE_CHECKING:
    from .result import Marked

MOST_SYMBOLS = 8  # that a box lists


def check_formula(keys: Mapping[str, Any], where: str, known: Trace) -> None:
    check_allowed(known, keys, where)


def symbols_of_formula(sheet: Exercise, ask: Ask, place: Place) -> str:
    """`a formula in x, w`: what may stand in it, where that can be listed."""
    allowed = allowed_of(sheet, ask.name, place)
    usable = Names(trace_of(sheet), Symbol(ask.name, place, ask.sign), allowed).usable
    if not usable or len(usable) > MOST_SYMBOLS or "…" in usable:
        return "a formula"
    return f"a formula in {', '.join(usable)}"


def right_formula(sheet: Exercise, ask: Ask, place: Place) -> str:
    """The key as it can be typed; "" where there is none in what the answer may use."""
    tree = key_of(sheet, ask.name, place, ask.sign)
    return "" if tree is None else formula_text(tree, ascii=True)


def judged(sheet: Exercise, ask: Ask, place: Place, text: str) -> Judged:
    """What a typed formula is, of what it may use."""
    asked = Symbol(ask.name, place, ask.sign)
    return judge_formula(trace_of(sheet), asked, text, allowed_of(sheet, ask.name, place))


def mark_formula(sheet: Exercise, ask: Ask, place: Place, answer: Marked) -> None:
    """Right in any algebraic form; else the mistakes whose formula it is."""
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
