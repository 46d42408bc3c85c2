"""Which lines depend on one that went wrong, and whose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tracer.equation import Equation

from .follow import affected
from .judge import RIGHT, Judged
from .key import Key
from .ranged import Mask


def in_order(key: Key, names: Mapping[str, object]) -> list[str]:
    order = {line.target: at for at, line in enumerate(key.equations)}
    return sorted(names, key=lambda name: order.get(name, -1))


def spoiled_by(key: Key, judged: Judged, origins: tuple[str, ...], line: str) -> dict[str, Mask]:
    """The lines that depend on what went wrong, and whose. One that was written down and is right
    depends on it too, but hands nothing on."""
    everybody: Mask = np.ones(len(next(iter(judged.codes.values()))), dtype=bool)
    reached = dict.fromkeys((*origins, line), everybody)
    handing_on = dict(reached)
    for equation in key.equations:
        before = [handing_on[name] for name in equation.inputs if name in handing_on]
        if not before:
            continue
        mask = np.logical_or.reduce(before)
        target = equation.target
        reached[target] = mask | reached.get(target, False)
        codes = judged.codes.get(target)
        on = mask if codes is None else mask & ~(codes == RIGHT).all(axis=(-2, -1))
        handing_on[target] = on | handing_on.get(target, False)
    return reached


def first_named(
    lines: Sequence[Equation], origin: str, line: str, unnamed: Callable[[str], bool]
) -> str | None:
    """The first quantity that a sheet has a name for on the way from an origin to a line, the
    origin itself if it has one; None where there is no way, or none before the line."""
    after = affected(lines, [origin])
    for name in (origin, *(equation.target for equation in lines)):
        if name in after and not unnamed(name) and line in affected(lines, [name]):
            return name if name != line else None
    return None
