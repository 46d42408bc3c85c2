"""Which numbers that follow from a wrong one earn little or nothing: rules that name no mistake.

trivial     the wrong number made the line trivial: it gives 0, or no longer moves with its
            inputs, and the key's line does not. It earns `credit.simplified`; nothing in the
            entries that a number made so that was not worked: a 0 where the line's rule gives
            none (ReLU, its slope, max and a mask do), or more than ten times the sum of the
            line's absolute terms; but what a mistake of understanding gives was worked
constants   what follows from one number that is wrong in three boxes or more, whose right
            ranges do not meet, and that no mistake of understanding explains
digits      what follows and is too short to be read, from a number that is, too
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.equation import Equation
from tracer.formula.kinks import kinks
from tracer.formula.tree import Formula, Indicator, Num, names, substitute
from tracer.rules.rule import Array, Rule

from .follow import leading_to
from .judge import FOLLOWS, RIGHT, Judged
from .key import Key
from .ranged import Codes, Mask
from .typed_numbers import HALF, TypedNumbers
from .written import accepted, furthest, sized

PAID, TRIVIAL, CONSTANT, DIGITS = range(4)
FLAGS = ("", "trivial", "constant", "too-few-digits")

TOO_LARGE = 10  # times the sum of a line's absolute terms: nobody worked that
NUDGE = 0.01  # of a number, and as much besides: how far a line's inputs are moved
STILL = 1e-9  # relative: it does not
BOXES, WRONG_BOXES = 3, 2  # that one number stands in; in how many it does not even follow
NEARLY_ALL = 0.75  # of the boxes: a number that no mistake explains, whatever it happens to fit


def trivial(key: Key, judged: Judged, equation: Equation) -> Mask:
    """Where a line on the student's own numbers gives 0 or does not move, and the key's does not
    give 0 and moves, (students, rows, columns)."""
    target, own = equation.target, judged.followed.line[equation.target].value
    right = np.broadcast_to(key.values[target], own.shape)
    mine = {name: judged.followed.state[name].value for name in equation.inputs}
    theirs = {name: key.values[name] for name in equation.inputs}
    stuck = ~moves(equation, mine, own, key) & moves(equation, theirs, right, key)
    return np.asarray(((own == 0) & (right != 0)) | stuck)


def moves(equation: Equation, numbers: Mapping[str, Array], value: Array, key: Key) -> Mask:
    """Whether a line moves when the numbers that it is worked from do; the given ones stay."""
    if all(name in key.given for name in equation.inputs):
        return np.ones(value.shape, dtype=bool)
    with np.errstate(all="ignore"):
        inputs = [
            numbers[name] + (name not in key.given) * NUDGE * (1 + np.abs(numbers[name]))
            for name in equation.inputs
        ]
        moved = np.asarray(equation.rule.calculate(*inputs))
        return np.abs(moved - value) > STILL * np.abs(value)


def can_give_0(rule: Rule) -> bool:
    """Whether a rule makes 0 of numbers that are not 0, as ReLU, its slope and a mask do."""
    if any(number is not None and np.ndim(number) for number in rule.constants.values()):
        return True
    return bool(kinks(rule.formula))


def decides(rule: Rule) -> bool:
    """Whether a rule only decides, 0 or 1, as a step does: what it did not give counts as 1."""
    return not names(substitute(rule.formula, no_decision))


def no_decision(node: Formula) -> Formula | None:
    return Num(1, "1") if isinstance(node, Indicator) else None


def not_worked(equation: Equation, judged: Judged, numbers: TypedNumbers, wrong: Mask) -> Mask:
    """Which wrong numbers of a line nobody can have worked, (students, rows, columns)."""
    typed = numbers.fine[equation.target].value
    sizes = (judged.followed.line[equation.target].size, judged.truth[equation.target].size)
    found = np.abs(typed) > TOO_LARGE * np.maximum(np.maximum(*sizes), decides(equation.rule))
    if not can_give_0(equation.rule):
        found |= typed == 0
    return np.asarray(found & wrong)


def made_trivial(key: Key, judged: Judged, source: str, where: Mask) -> dict[str, Mask]:
    """Of the lines after one, which entries some of its entries made trivial, if anything did, by
    line, (students, rows, columns): those that are made of them; where an entry is made of trivial
    ones, by these alone. What was written and is right hands nothing on."""
    found: dict[str, Mask] = {}
    if not where.any():
        return found
    after, blamed, eased = {source: where}, {source: where}, dict[str, Mask]()
    for equation in leading_to(judged.codes, key.equations):
        target = equation.target
        if target == source or after.keys().isdisjoint(equation.inputs):
            continue
        eased[target] = trivial(key, judged, equation)
        by_these = {name: mask & blamed[name] for name, mask in eased.items() if name in blamed}
        mine = np.where(made_of(equation, judged, eased), made_of(equation, judged, by_these),
                        made_of(equation, judged, after))  # fmt: skip
        codes = judged.codes.get(target)
        on = np.True_ if codes is None else codes != RIGHT
        after[target], blamed[target] = made_of(equation, judged, after) & on, mine & on
        if mine.any():
            found[target] = mine
    return found


def made_of(equation: Equation, judged: Judged, some: Mapping[str, Mask]) -> Mask:
    """Which entries of a line are made of some entries of its inputs: those that are undefined
    where these are."""
    state = judged.followed.state
    inputs = [(state[name].value, some.get(name, np.False_)) for name in equation.inputs]
    shape = judged.followed.line[equation.target].value.shape
    if equation.rule.kind == "elementwise":
        reached = [np.broadcast_to(mask, shape) for _, mask in inputs]
        return np.asarray(np.logical_or.reduce(reached))
    with np.errstate(all="ignore"):
        made = equation.rule.calculate(*(np.where(mask, np.nan, value) for value, mask in inputs))
    return np.broadcast_to(np.isnan(np.asarray(made)), shape)


def constants(
    judged: Judged, numbers: TypedNumbers, wrong: Mapping[str, Mask], *explained: Mapping[str, Mask]
) -> list[dict[str, Mask]]:
    """By line, where a wrong number stands that is in three boxes or more, whose right ranges do
    not meet, and right in none of them. `wrong`: by line, where a number is; `explained`: where a
    mistake of understanding fits; for each of these one answer. It does not explain a 0, nor what
    stands in nearly all boxes."""
    none: Mask = np.zeros((1, 1, 1), dtype=bool)
    astray = {name: wrong.get(name, none) | (codes == FOLLOWS)
              for name, codes in judged.codes.items()}  # fmt: skip
    typed = in_a_row({name: np.where(mask, numbers.fine[name].value, np.nan)
                      for name, mask in astray.items()})  # fmt: skip
    often = np.flatnonzero(repeated(typed))
    if not often.size:
        return [{} for _ in explained]
    boxes = in_a_row({name: numbers.fine[name].value for name in judged.codes})
    low, high = ranges(judged, numbers)
    here = in_a_row({name: np.broadcast_to(wrong.get(name, none), codes.shape)
                     for name, codes in judged.codes.items()})  # fmt: skip
    made = []
    for one in explained:
        fits = in_a_row({name: np.broadcast_to(one.get(name, none), codes.shape)
                         for name, codes in judged.codes.items()})  # fmt: skip
        found = np.zeros(typed.shape, dtype=bool)
        for student in often:
            found[student] = constant_boxes(
                typed[student], boxes[student], low[student], high[student], here[student],
                fits[student],
            )  # fmt: skip
        made.append(by_line(found, judged.codes))
    return made


def constant_boxes(
    typed: Array, boxes: Array, low: Array, high: Array, wrong: Mask, explained: Mask
) -> Mask:
    """Which boxes of one student a constant stands in and is wrong. `typed`: what stands in those
    that are wrong or follow, NaN elsewhere; `boxes`: in all of them; `low`, `high`: what is right
    there."""
    found: Mask = np.zeros(typed.shape, dtype=bool)
    values, counts = np.unique(typed[~np.isnan(typed)], return_counts=True)
    for value in values[counts >= BOXES]:
        at = typed == value
        counted = wrong & at
        alike, filled = (boxes == value).sum(), (~np.isnan(boxes)).sum()
        if value != 0 and alike < NEARLY_ALL * filled:
            counted = counted & ~explained
        if counted.sum() >= WRONG_BOXES and low[at].max() > high[at].min():
            found |= counted
    return found


def repeated(typed: Array) -> Mask:
    """Who typed a number in three boxes or more, (students, boxes) → (students,)."""
    if typed.shape[1] < BOXES:
        return np.zeros(len(typed), dtype=bool)
    order = np.sort(typed, axis=1)
    return np.asarray((order[:, BOXES - 1 :] == order[:, : 1 - BOXES]).any(axis=1))


def ranges(judged: Judged, numbers: TypedNumbers) -> tuple[Array, Array]:
    """What is right in each box, (students, boxes)."""
    lows, highs = dict[str, Array](), dict[str, Array]()
    for name, codes in judged.codes.items():
        truth, own = judged.truth[name], numbers.fine[name]
        unit = sized(own, furthest(truth), numbers.rounding).unit
        ends = accepted(unit, truth, numbers.rounding)
        lows[name], highs[name] = (np.broadcast_to(end, codes.shape) for end in ends)
    return in_a_row(lows), in_a_row(highs)


def in_a_row(arrays: Mapping[str, Any]) -> Any:
    """Lines of (students, rows, columns) beside one another, (students, boxes)."""
    return np.concatenate([one.reshape(len(one), -1) for one in arrays.values()], axis=1)


def by_line(found: Mask, codes: Mapping[str, Codes]) -> dict[str, Mask]:
    """(students, boxes) → by line, where there are any, (students, rows, columns)."""
    made, start = {}, 0
    for name, one in codes.items():
        count = one[0].size
        made[name] = found[:, start : start + count].reshape(one.shape)
        start += count
    return {name: mask for name, mask in made.items() if mask.any()}


def unpaid(
    key: Key,
    judged: Judged,
    numbers: TypedNumbers,
    wrong: Mapping[str, Mask],
    spoiled: Mapping[str, Mapping[str, Mask]],
    same: Mapping[str, Mask],
    understood: Mapping[str, Mask],
) -> dict[str, Codes]:
    """Why a number that follows earns nothing, by line, (students, rows, columns): one of the four
    above. `wrong`: by line, where a number is; `spoiled`: by wrong line, the lines that depend on
    it, and whose; `same`: where a number stands that stands in many wrong boxes; `understood`:
    by line, where a mistake of understanding gives it."""
    lines = key.lines
    unexplained = {name: mask & ~understood.get(name, np.False_) for name, mask in wrong.items()}
    idle = {
        name: made_trivial(
            key, judged, name, not_worked(lines[name], judged, numbers, unexplained[name])
        )
        for name in wrong
        if name in lines and name in numbers.fine
    }
    short = {
        name: (judged.few[name] & mask).any(axis=(-2, -1))
        for name, mask in wrong.items()
        if name in judged.few
    }
    constant = {name: mask.any(axis=(-2, -1)) for name, mask in same.items()}
    found = {}
    for name, codes in judged.codes.items():
        sources = {one: lines_of[name] for one, lines_of in spoiled.items()
                   if name in lines_of and one != name}  # fmt: skip
        follows = codes == FOLLOWS
        if name not in lines or not sources or not follows.any():
            continue
        lacking = any(short[one].any() for one in sources if one in short)
        made_so = any(name in idle.get(one, ()) for one in sources)
        eased = trivial(key, judged, lines[name]) if lacking or made_so else np.False_
        why = np.zeros(codes.shape, dtype=int)
        few = numbers.enough(name) < HALF
        for source, mine in sources.items():
            for reason, who, where in (
                (DIGITS, short.get(source), few | eased),
                (TRIVIAL, mine, eased & idle.get(source, {}).get(name, np.False_)),
                (CONSTANT, constant.get(source), True),
            ):
                if who is not None:
                    why = np.where(follows & where & (mine & who)[:, None, None], reason, why)
        if why.any():
            found[name] = why
    return found
