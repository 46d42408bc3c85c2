"""Answers to choose from: the right number among the numbers of mistakes, by letters.

`[[ask]] kind = "choice"` with `choices = 4`, or with `options` of the author's own:

    options = [{value = 0.8}, {value = 0.2, mistake = "derivative-at-a"}, {text = "it is 0"}]

Which letter is right depends on the exercise, the quantity and the numbers given: it is the same
every time, and another one for a student with other numbers.

Without a quantity, with `title`, the options are words, one of them right, or several:

    options = [{text = "ReLU", right = true}, {text = "sigmoid", reason = "it saturates"}]
    select = "all"

Their order is drawn from the sheet's id. Of a perceptron's error it is Add, Subtract or None.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.errors import InputError, shown, unknown
from tracer.layout import flipped
from tracer.mistakes import MISTAKES, swaps_of
from tracer.schema import as_list
from tracer.symbols import Place

from . import derivation
from .answers import typed as read_number
from .answers import unified
from .asked import Ask, Exercise, asked_places
from .directions import directed, directions
from .formula_names import Symbol
from .formulas import judge_formula
from .option import LETTERS, Option
from .options import drawn_options, fault, lettered, right_number, unasked_before

USUAL = 4  # options, where the exercise does not say how many
OPTION_KEYS = ("value", "text", "mistake", "right", "reason")


def options(sheet: Exercise, ask: Ask, place: Place | None = None) -> tuple[Option, ...]:
    """The options of one entry of an ask, in the order of their letters.

    `place`: the entry as the sheet lays it, where the ask has several; else its first. The
    exercise is one student's. Raises InputError where nothing wrong can be told from the right
    number, or where the author's own options have none, or several, that are right.
    """
    if ask.alone:
        return of_words(sheet, ask)
    if ask.name in derivation.ANSWERS and sheet.derivation:
        return derivation.options(sheet, ask.name, int(ask.keys.get("choices", USUAL)))
    at = asked_places(sheet, ask)[0]
    if place is not None:
        known = sheet.trace
        at = flipped(place, not known.scalar(ask.name) and known.lies(ask.name))
    asked = Symbol(ask.name, at, ask.sign)
    own = declared(ask.keys)
    if own is not None:
        made = [one_of(sheet, asked, item) for item in own]
        if made and made[0].right:  # it is not always A
            made = [made[at] for at in order(sheet, ask, len(made))]
        return lettered(made, ask.name)
    if directed(sheet, ask.name):
        return directions(sheet, right_number(sheet, asked))
    return drawn_options(sheet, asked, int(ask.keys.get("choices", USUAL)))


def chosen(offered: tuple[Option, ...], text: str) -> Option | None:
    """The option that a typed letter, number or text means; None if it is none of them."""
    plain = unified(text).casefold()
    letter = plain.removeprefix("line").strip("().: ").upper()
    first, _, behind = plain.partition(":")
    for one in offered:
        whole = unified(one.text).casefold()
        said = (whole, whole.partition(":")[0])
        copied = first.strip().upper() == one.letter and behind.strip() in said  # D: 0.2494
        if letter == one.letter or plain in said or copied:
            return one
    try:
        number = read_number(text)
    except InputError:
        return None
    if number is None:
        return None
    unit = 0.0 if number.exact else 10.0**-number.decimals
    near = [one for one in offered if one.value is not None and fits(one, number.value, unit)]
    return near[0] if len(near) == 1 else None


def fits(option: Option, number: float, unit: float) -> bool:
    """Whether an option's number, rounded to the last digit typed, is the typed one."""
    assert option.value is not None
    if math.isinf(number) or math.isinf(option.value):
        return option.value == number
    return abs(option.value - number) <= 0.5 * unit + 1e-9 * abs(option.value)


# The author's own


def declared(keys: Mapping[str, Any], where: str = "ask") -> list[Mapping[str, Any]] | None:
    """The options of an ask as its file has them; None where they are to be drawn.

    Raises InputError for options that are none, and for a number of choices that cannot be.
    """
    count = keys.get("choices", USUAL)
    if type(count) is not int or not 2 <= count <= len(LETTERS):
        raise InputError(f"{where}.choices", f"{shown(count)} choices",
                         expected=f"2 to {len(LETTERS)}", example="choices = 4")  # fmt: skip
    own = keys.get("options")
    if own is None:
        return None
    tables = [one if isinstance(one, Mapping) else {"value": one} for one in as_list(own)]
    if not 2 <= len(tables) <= len(LETTERS):
        raise fault(f"{where}.options", f"{len(tables)} options", f"2 to {len(LETTERS)} of them")
    for one in tables:
        for key in one:
            if key not in OPTION_KEYS:
                raise unknown(f"{where}.options", "key", key, OPTION_KEYS, "{} = …")
        if not isinstance(one.get("value", one.get("text")), int | float | str):
            raise fault(f"{where}.options", f"{shown(one)} says nothing", "a value or a text")
        if "mistake" in one and one["mistake"] not in MISTAKES:
            raise unknown(f"{where}.options", "mistake", str(one["mistake"]), MISTAKES,
                          'mistake = "{}"')  # fmt: skip
    return tables


def of_words(sheet: Exercise, ask: Ask) -> tuple[Option, ...]:
    """The author's own words, in an order drawn from the sheet's id."""
    own = declared(ask.keys) or []
    made = []
    for letter, item in zip(LETTERS, (own[at] for at in order(sheet, ask, len(own))), strict=False):
        mistake = item.get("mistake")
        reason = str(item.get("reason") or (MISTAKES[mistake] if mistake else ""))
        right = item.get("right") is True
        made.append(Option(letter, None, str(item["text"]), mistake, right, reason))
    return tuple(made)


def order(sheet: Exercise, ask: Ask, count: int) -> list[int]:
    """In which order an author's options are printed: drawn from the sheet's id."""
    seed = hashlib.sha256(f"{sheet.id or sheet.title}|{ask.name}".encode()).digest()[:8]
    drawn: list[int] = (
        np.random.default_rng(int.from_bytes(seed, "big")).permutation(count).tolist()
    )
    return drawn


def one_of(sheet: Exercise, asked: Symbol, item: Mapping[str, Any]) -> Option:
    """An option of the author's: right if it says so, or if its number or its formula is."""
    text = str(item.get("text", item.get("value")))
    mistake = item.get("mistake")
    try:
        number = read_number(str(item.get("value", text)))
    except InputError:
        number = None
    if "right" in item:
        right = item["right"] is True
    elif mistake is not None:
        right = False
    elif number is None:
        right = judge_formula(sheet.trace, asked, text).right
    else:
        unit = 0.0 if number.exact else 10.0**-number.decimals
        right = fits(Option("", right_number(sheet, asked), ""), number.value, unit)
    value = None if number is None else number.value
    known = said_here(sheet, asked.name, mistake) if mistake else ""
    says = str(item.get("reason") or known)
    return Option("", value, text, mistake, right, says)


def said_here(sheet: Exercise, name: str, mistake: str) -> str:
    """What a mistake says of this very line, or of one before it that is not asked; a name may
    stand for several, each of another activation or cost."""
    known = sheet.trace.with_number(name)
    here = (
        one.says
        for line in (unasked_before(sheet, name) if name in known.by_name else ())
        for one, _ in swaps_of(known, known.by_name[line].equation)
        if one.name == mistake
    )
    return next(here, MISTAKES[mistake])
