"""Answers to choose from: the right number among the numbers of mistakes, by letters.

`[[ask]] kind = "choice"` with `choices = 4`, or with `options` of the author's own:

    options = [{value = 0.8}, {value = 0.2, mistake = "derivative-at-a"}, {text = "it is 0"}]

Which letter is right depends on the exercise, the quantity and the numbers given: it is the same
every time, and another one for a student with other numbers.

Without a quantity, with `title`, the options are words, one of them right, or several:

    options = [{text = "ReLU", right = true}, {text = "sigmoid", reason = "it saturates"}]
    select = "all"

Their order is drawn from the sheet's id.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tracer.errors import InputError, shown, unknown
from tracer.evaluate import evaluate
from tracer.layout import flipped
from tracer.mistakes import MISTAKES, swaps_of
from tracer.numbers import significant
from tracer.schema import as_list
from tracer.symbols import Place, entry_name

from . import derivation
from .answers import typed as read_number
from .answers import unified
from .asked import Ask, Exercise, asked_places
from .formula_names import Symbol
from .formulas import judge_formula
from .option import LETTERS, Option
from .ranged import last_digit

USUAL = 4  # options, where the exercise does not say how many
APART = 0.02  # relative: nearer numbers could be the same one, rounded on the way
UNITS = 3.0  # the same, in units of the last digit shown
EXAMPLE = 'options = [{value = 0.8}, {value = 0.2, mistake = "derivative-at-a"}]'
OPTION_KEYS = ("value", "text", "mistake", "right", "reason")


class Wrong(NamedTuple):
    """A wrong number that may be offered; those of a lower tier are offered first."""

    tier: int
    mistake: str
    says: str
    value: float


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
        return lettered([one_of(sheet, asked, item) for item in own], ask.name)
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
    seed = hashlib.sha256(f"{sheet.id or sheet.title}|{ask.name}".encode()).digest()[:8]
    order = np.random.default_rng(int.from_bytes(seed, "big")).permutation(len(own))
    made = []
    for letter, item in zip(LETTERS, (own[at] for at in order), strict=False):
        mistake = item.get("mistake")
        reason = str(item.get("reason") or (MISTAKES[mistake] if mistake else ""))
        right = item.get("right") is True
        made.append(Option(letter, None, str(item["text"]), mistake, right, reason))
    return tuple(made)


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
    says = str(item.get("reason") or says_of(sheet, asked, mistake))
    return Option("", value, text, mistake, right, says)


def says_of(sheet: Exercise, asked: Symbol, mistake: str | None) -> str:
    """What a mistake says where it is made in the asked line, else what it says anywhere."""
    if not mistake:
        return ""
    step = sheet.trace.by_name.get(asked.name)
    made = swaps_of(sheet.trace, step.equation) if step is not None else ()
    return next((one.says for one, _ in made if one.name == mistake), MISTAKES[mistake])


def lettered(made: list[Option], name: str) -> tuple[Option, ...]:
    right = sum(one.right for one in made)
    if right != 1:
        raise fault(f"ask: {name}: options", f"{right} of them are right", "exactly one right one")
    return tuple(replace(one, letter=letter) for one, letter in zip(made, LETTERS, strict=False))


def fault(where: str, wrong: str, expected: str) -> InputError:
    return InputError(where, wrong, expected=expected, example=EXAMPLE)


# Drawn from the table of mistakes


@lru_cache(maxsize=1024)
def drawn_options(sheet: Exercise, asked: Symbol, count: int) -> tuple[Option, ...]:
    """The right number and those of mistakes, each told from all others, in seeded order."""
    generator = np.random.default_rng(seed(sheet, asked))
    right = right_number(sheet, asked)
    made = [option(sheet, right, None, "")]
    wrong = list(wrong_numbers(sheet, asked))
    for at in sorted(generator.permutation(len(wrong)), key=lambda at: wrong[at].tier):
        one = wrong[at]
        taken = any(one.mistake == other.mistake for other in made)
        if len(made) < count and not taken and apart(sheet, made, one.value):
            made.append(option(sheet, one.value, one.mistake, one.says))
    if len(made) < 2:
        raise fault(f"ask: {entry_name(asked.name, asked.place)}",
                    "no mistake gives another number here", "options of your own")  # fmt: skip
    return lettered([made[at] for at in generator.permutation(len(made))], asked.name)


def seed(sheet: Exercise, asked: Symbol) -> int:
    """A number made of the exercise, the entry and every number that is given."""
    parts = hashlib.sha256(f"{sheet.id or sheet.title}|{asked}".encode())
    for name, array in sorted(sheet.trace.given.items()):
        parts.update(name.encode() + np.ascontiguousarray(array, dtype=float).tobytes())
    return int.from_bytes(parts.digest()[:8], "big")


def right_number(sheet: Exercise, asked: Symbol) -> float:
    known = sheet.trace if asked.name in sheet.trace.state else sheet.trace.by_steps
    return float(asked.at(known.seen)) + 0.0


def wrong_numbers(sheet: Exercise, asked: Symbol) -> Iterator[Wrong]:
    """What mistakes make of an entry: those in its line, those in a line before it that is not
    asked for, then slips of the pen. What the course accepts is not wrong."""
    known = sheet.trace if asked.name in sheet.trace.state else sheet.trace.by_steps
    for line in unasked_before(sheet, asked.name):
        equation = known.by_name[line].equation
        for mistake, swap in swaps_of(known, equation):
            own = line == asked.name
            if mistake.name in sheet.accept or (mistake.generic and not own):
                continue
            lines = [swap if one is equation else one for one in known.equations]
            with np.errstate(all="ignore"):
                value = float(asked.at(evaluate(lines, known.given)))
            tier = 2 if mistake.generic else 0 if own else 1
            yield Wrong(tier, mistake.name, mistake.says, value)
    right = known.state[asked.name]
    for at in np.ndindex(right.shape[-2:]):
        yield Wrong(
            2, "neighbour-copied", MISTAKES["neighbour-copied"], asked.sign * float(right[at])
        )


def unasked_before(sheet: Exercise, name: str) -> list[str]:
    """The line and those that it is made of, as far as the next one that is asked for."""
    known = sheet.trace if name in sheet.trace.state else sheet.trace.by_steps
    asked = {ask.name for ask in sheet.asks or ()}
    found, ahead = dict.fromkeys([name]), [name]
    while ahead:
        for source in known.by_name[ahead.pop()].inputs:
            if source in known.by_name and source not in found and source not in asked:
                found[source] = None
                ahead.append(source)
    return list(found)


def apart(sheet: Exercise, made: list[Option], value: float) -> bool:
    """Whether a number can be told from all those that are offered already."""
    if not np.isfinite(value):
        return False
    for one in made:
        assert one.value is not None
        size = max(abs(value), abs(one.value))
        unit = 10.0**-sheet.decimals if sheet.decimals is not None else 0.0
        unit = max(unit, float(last_digit(np.asarray(size), sheet.digits)))
        if abs(value - one.value) <= max(UNITS * unit, APART * size):
            return False
    return True


def option(sheet: Exercise, value: float, mistake: str | None, says: str) -> Option:
    value += 0.0
    decimals = sheet.decimals
    text = significant(value, sheet.digits) if decimals is None else f"{value:.{decimals}f}"
    return Option("", value, text, mistake, mistake is None, says)
