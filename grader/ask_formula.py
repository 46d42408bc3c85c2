"""Formulas as answers: marked, and what a right one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracer.errors import InputError
from tracer.formula.text import text as formula_text
from tracer.formula.tree import Formula
from tracer.setting_sentences import speaking
from tracer.symbols import Place
from tracer.trace import Trace

from .asked import Ask, Exercise, asked_places
from .formula_allowed import allowed_of, check_allowed, trace_of
from .formula_arrays import names_of
from .formula_key import key_of
from .formula_names import Names, Symbol
from .formula_whole import Asked, judge_whole, key_of_whole
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


def symbols_of_whole(sheet: Exercise, ask: Ask) -> str:
    """`a formula of whole arrays, in W[2], ∂J/∂z[2]`."""
    whole = whole_of(sheet, ask)
    allowed = allowed_of(sheet, ask.name, whole.places[0])
    listed = names_of(*whole[:3], whole.places[0], allowed).usable
    of = "one formula of whole arrays"
    return of if len(listed) > MOST_SYMBOLS else f"{of} in {', '.join(listed)}"


def right_whole(sheet: Exercise, ask: Ask) -> str:
    """The key of a whole array as it can be typed; "" where there is none."""
    tree = whole_key(sheet, ask)
    return "" if tree is None else formula_text(tree, ascii=True)


def whole_key(sheet: Exercise, ask: Ask) -> Formula | None:
    """A right formula of a whole array."""
    whole = whole_of(sheet, ask)
    return key_of_whole(whole, allowed_of(sheet, ask.name, whole.places[0]))


def right_formula(sheet: Exercise, ask: Ask, place: Place) -> str:
    """The key as it can be typed; "" where there is none in what the answer may use."""
    tree = key_of(sheet, ask.name, place, ask.sign)
    return "" if tree is None else formula_text(tree, ascii=True)


def judged(sheet: Exercise, ask: Ask, place: Place, text: str) -> Judged:
    """What a typed formula is, of what it may use."""
    asked = Symbol(ask.name, place, ask.sign)
    return judge_formula(trace_of(sheet), asked, text, allowed_of(sheet, ask.name, place))


def whole_of(sheet: Exercise, ask: Ask) -> Asked:
    """The whole array that is asked for."""
    return Asked(trace_of(sheet), ask.name, ask.sign, tuple(asked_places(sheet, ask)))


def mark_formula(sheet: Exercise, ask: Ask, place: Place, answer: Marked) -> None:
    """Right in any algebraic form; else the mistakes whose formula it is."""
    found = judged(sheet, ask, place, answer.typed)
    key = key_of(sheet, ask.name, place, ask.sign) if shows_key(sheet, found) else None
    verdict_of(sheet, found, key, answer)


def mark_whole(sheet: Exercise, ask: Ask, answer: Marked, *, first: bool) -> None:
    """The same of one formula for a whole array, whose verdict all its entries have; the first of
    them says why."""
    whole = whole_of(sheet, ask)
    allowed = allowed_of(sheet, ask.name, whole.places[0])
    found = judge_whole(whole, answer.typed, allowed)
    key = key_of_whole(whole, allowed) if shows_key(sheet, found) else None
    verdict_of(sheet, found, key, answer)
    if not first and answer.verdict != "right":
        answer.message = "One formula for the whole array: see its first entry."


def shows_key(sheet: Exercise, found: Judged) -> bool:
    return not found.right and sheet.reveal != "never"


def verdict_of(sheet: Exercise, found: Judged, key: Formula | None, answer: Marked) -> None:
    """`key`: what may be shown as a right one."""
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
        answer.verdict, answer.says = "mistake", speaking(sheet.source, found.mistakes[0][1])
        answer.message = f"Your formula fits {answer.mistakes[0]}{taken_as(answer)}: {answer.says}"
    answer.message += f" A right one is {formula_text(key)}." if key is not None else ""
