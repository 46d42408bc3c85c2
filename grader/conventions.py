"""Conventions: whether all of a student's numbers are right with another one.

Different conventions are the most frequent reason why right answers are marked wrong, so where
one explains every number that was written, it is said beside the mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracer.errors import InputError
from tracer.network import Network
from tracer.trace import trace

from .exercise_file import Exercise
from .judge import FOLLOWS, NOTHING, RIGHT, Key, judge
from .paper import Paper

OTHERS: dict[str, tuple[object, ...]] = {
    "samples": ("mean", "sum"),
    "outputs": ("sum", "mean"),
    "mean_enters": ("cost", "parameters"),
    "relu_at_zero": (0.0, 0.5, 1.0),
    "cost": ("mse", "half_mse", "half_sse"),
}


def others(network: Network) -> Iterator[tuple[str, object, Network]]:
    """The same network with one convention changed, wherever that is possible."""
    for setting, values in OTHERS.items():
        now = getattr(network, setting)
        if now not in values or (setting == "relu_at_zero" and not has_relu(network)):
            continue
        for value in values:
            if value != now:
                try:
                    yield setting, value, network.replaced(**{setting: value})
                except InputError:
                    continue  # this cost or output does not go with it


def has_relu(network: Network) -> bool:
    return any(layer.activation == "relu" for layer in network.layers)


def explaining(sheet: Exercise, own: Paper) -> tuple[str, ...]:
    """The flags `convention:setting=value` of those with which every written number is right."""
    if not isinstance(sheet.source, Network):
        return ()
    found = []
    for setting, value, network in others(sheet.source):
        known = trace(network, sheet.steps)
        if not all(name in known.by_name for name in own.fine):
            continue
        judged = judge(Key(known.equations, known.given, known.state), own)
        codes = judged.codes.values()
        if all(((code == RIGHT) | (code == FOLLOWS) | (code == NOTHING)).all() for code in codes):
            found.append(f"convention:{setting}={value}")
    return tuple(found)
