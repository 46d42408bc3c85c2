"""Conventions: whether all of a student's numbers are right with another one.

Different conventions are the most frequent reason why right answers are marked wrong, so where
one explains every number that was written, it is said beside the mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from tracer.errors import InputError
from tracer.network import Network
from tracer.rules.rule import Array
from tracer.settings import settings_of
from tracer.trace import trace

from .asked import Exercise
from .judge import FOLLOWS, NOTHING, RIGHT, judge
from .key import Key
from .ranged import At, Mask, part_of
from .typed_numbers import TypedNumbers

NEAR = 0.05  # relative: how near numbers must come before they are judged
MOST = 0.5  # of a line's numbers, where one may be what others leave when they cancel
SAME = 1e-9  # relative: the same number, however it was worked out

OTHERS: dict[str, tuple[object, ...]] = {
    **{name: one.values for name, one in settings_of(Network).items() if one.confused},
    "cost": ("mse", "half_mse", "half_sse"),
}


def others(network: Network) -> Iterator[tuple[str, object, Network]]:
    """The same network with one convention changed, wherever that is possible."""
    for setting, values in OTHERS.items():
        now = getattr(network, setting)
        if now not in values or (setting == "relu_at_zero" and not network.has_relu):
            continue
        for value in values:
            if value != now:
                try:
                    yield setting, value, network.replaced(**{setting: value})
                except InputError:
                    continue  # this cost or output does not go with it


@lru_cache(maxsize=32)
def keys_of(sheet: Exercise) -> tuple[tuple[str, Key], ...]:
    """The right numbers with each other convention, by its flag."""
    if not isinstance(sheet.source, Network):
        return ()
    found = []
    for setting, value, network in others(sheet.source):
        known = trace(network, sheet.steps)
        key = Key(known.equations, known.given, known.state)
        found.append((f"convention:{setting}={value}", key))
    return tuple(found)


def explaining(sheet: Exercise, own: TypedNumbers, line: str, students: At) -> dict[str, Mask]:
    """The flags `convention:setting=value` of those with which every written number is right, and
    for which of the students, whose papers these are. `line`: the first that is wrong: only where a
    convention changes its numbers, and half of those written come near, as half of each other
    line's do, all are looked at."""
    found = {}
    for flag, whole in keys_of(sheet):
        if line not in whole.values or not set(own.fine) <= set(whole.values):
            continue
        if np.allclose(whole.values[line], sheet.trace.state[line], rtol=SAME, atol=0):
            continue  # what is wrong stays so
        near = share_near(own, whole, line, students) >= MOST
        for name in own.fine.keys() - {line} if near.any() else ():
            near &= share_near(own, whole, name, students) >= MOST
        at = np.flatnonzero(near)
        if not at.size:
            continue
        judged = judge(whole.part(students).part(at), own.part(at))
        right = np.ones(at.size, dtype=bool)
        for codes in judged.codes.values():
            good = (codes == RIGHT) | (codes == FOLLOWS) | (codes == NOTHING)
            right &= good.all(axis=(-2, -1))
        if right.any():
            found[flag] = np.zeros(own.students, dtype=bool)
            found[flag][at] = right
    return found


def share_near(own: TypedNumbers, key: Key, line: str, students: At) -> Array:
    """The share of a line's written numbers that come near the right ones, (students,); all, where
    none was written."""
    written, value = own.fine[line], part_of(key.values[line], students)
    with np.errstate(invalid="ignore"):
        near = np.abs(written.value - value) <= NEAR * np.abs(value) + 2 * written.unit
    near |= (written.value == value) | ~written.there
    return np.asarray(near.mean(axis=(-2, -1)))
