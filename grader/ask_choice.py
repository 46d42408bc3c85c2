"""Choices as answers: what may be chosen is in choices.py; here letters are read and marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracer.errors import InputError, shown, unknown
from tracer.mistakes import MISTAKES
from tracer.symbols import Place
from tracer.trace import Trace

from .answers import typed as read_number
from .answers import unified
from .asked import Ask, Exercise, laid
from .choices import chosen, declared, options
from .derivation import LINES
from .option import Option
from .report.words import taken_as

if TYPE_CHECKING:
    from .result import Marked

OF_WORDS = 'options = [{text = "ReLU", right = true}, {text = "sigmoid"}]'
SELECT = ("one", "all")
NONE = ("none", "none of them")  # what is typed where nothing is to be ticked


def check_choice(keys: Mapping[str, Any], where: str, _known: Trace) -> None:
    """Raises InputError for options that are none, and for those of words of which none is right,
    or several where one is to be chosen."""
    own = declared(keys, where)
    select = keys.get("select", "one")
    if select not in SELECT:
        raise unknown(f"{where}.select", "way to choose", str(select), SELECT, 'select = "{}"')
    if "quantity" in keys or "entries" in keys:
        if select == "all":
            raise InputError(f"{where}.select", "a quantity has one right number",
                             expected="no quantity, or one letter", example=OF_WORDS)  # fmt: skip
        return
    where = f"{where}.options"
    texts = [one.get("text") for one in own or ()]
    if not own or not all(isinstance(text, str) and text.strip() for text in texts):
        raise InputError(where, "without a quantity there are no numbers to choose from",
                         expected="options with a text each", example=OF_WORDS)  # fmt: skip
    if len(set(texts)) < len(texts):
        raise InputError(where, "two of them are the same", expected="different texts",
                         example=OF_WORDS)  # fmt: skip
    right = sum(one.get("right") is True for one in own)
    if right == 0 or (right > 1 and select == "one"):
        expected = "one right one" if select == "one" else "a right one among them"
        raise InputError(where, f"{right} of them are right", expected=expected,
                         example=OF_WORDS if right == 0 else 'select = "all"')  # fmt: skip


def offered(sheet: Exercise, ask: Ask, place: Place) -> tuple[Option, ...]:
    """The options of an entry, its place as calculated."""
    return options(sheet, ask, laid(sheet, ask.name, place))


def letters_wanted(_sheet: Exercise, ask: Ask, _place: Place) -> str:
    if ask.keys.get("select") == "all":
        return "all right letters, with commas between them"
    return "a line's number" if ask.name in LINES else "a letter"


def right_letters(sheet: Exercise, ask: Ask, place: Place) -> str:
    """What is to be typed: `B`, `A, C`."""
    return ", ".join(one.letter for one in offered(sheet, ask, place) if one.right)


def mark_choice(sheet: Exercise, ask: Ask, place: Place, answer: Marked) -> None:
    """Right, or the mistake that the letter stands for."""
    letters = offered(sheet, ask, place)
    if ask.keys.get("select") == "all":
        mark_all(sheet, letters, answer)
        return
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
        answer.verdict = "wrong"
        answer.message = f"{option.letter} is not the right one{because(option)}."
    else:
        answer.verdict, answer.mistakes, answer.says = "mistake", (option.mistake,), option.says
        answer.message = f"{option.letter} fits {option.mistake}{taken_as(answer)}: {option.says}"
    if sheet.reveal != "never":
        right = next(one for one in letters if one.right)
        answer.message += f" The right one is {right.letter}: {right.text}."


def mark_all(sheet: Exercise, letters: tuple[Option, ...], answer: Marked) -> None:
    """Of several right ones: each right tick and each right blank counts, a wrong tick takes one
    off, and nothing is below 0."""
    ticked = ticks(letters, answer.typed)
    if ticked is None:
        answer.verdict = "unreadable"
        last = letters[-1].letter
        answer.message = f"{shown(answer.typed)}: letters from A to {last} can be read, as A, C"
        return
    right = {one for one in letters if one.right}
    if ticked == right:
        answer.verdict = "right"
        return
    wrong = [one for one in letters if one in ticked - right]
    kept = len(ticked & right) + len(letters) - len(ticked | right) - len(wrong)
    answer.mistakes = tuple(dict.fromkeys(one.mistake for one in wrong if one.mistake))
    answer.verdict = "mistake" if answer.mistakes else "wrong"
    answer.earns = max(kept, 0) / len(letters)
    says = [f"{one.letter} does not hold{because(one)}." for one in wrong]
    if missed := [one.letter for one in letters if one in right - ticked]:
        told = f": {', '.join(missed)}" * (sheet.reveal != "never")
        says.append(f"{len(missed)} more {'hold' if len(missed) > 1 else 'holds'}{told}.")
    answer.message = " ".join(says)


def ticks(letters: tuple[Option, ...], text: str) -> set[Option] | None:
    """The options that `A, C`, `AC` or their texts mean; None where one of them is none."""
    plain = unified(text).strip("[](){} .")
    if plain.casefold() in NONE:
        return set()
    parts = [part for part in re.split(r"[,;/&+\s]+|\band\b", plain) if part]
    if len(parts) == 1 and len(plain) > 1 and set(plain.upper()) <= {one.letter for one in letters}:
        parts = list(plain)
    found = [chosen(letters, part) for part in parts]
    if None in found and (whole := chosen(letters, text)):
        found = [whole]
    return None if None in found else {one for one in found if one is not None}


def because(option: Option) -> str:
    """The author's reason why it is wrong."""
    return f": {option.says.rstrip('.')}" if option.says else ""


def is_number(text: str) -> bool:
    try:
        return read_number(text) is not None
    except InputError:
        return False
