"""The equations of one iteration, and the names that every further one gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from .equation import Equation
from .quantity import at_iteration

BEFORE = "@0 "  # in front of a state of an optimiser before the first iteration


def repeated(
    plan: Sequence[Equation],
    steps: int,
    fixed: Set[str],
    *,
    data: Set[str] = frozenset(),
    samples: int = 0,
) -> Iterator[Equation]:
    """A plan, `steps` times in a row: from the second time on its names begin with `@k `.

    `fixed`: what is given once and for all; what an update changes is then what the iteration
    before made of it. `samples`: how many are taken one at a time, if they are; `data` are then
    each iteration's own.
    """
    moving = {line.target for line in plan if line.phase == "update"}
    counts = {line.target: "t" in line.rule.constants for line in plan}

    def called(name: str, iteration: int) -> str:
        if name.startswith(BEFORE):  # what the iteration before made of it
            return at_iteration(name.removeprefix(BEFORE), iteration - 1)
        if name not in fixed or (samples and name in data):
            return at_iteration(name, iteration)
        new = f"{name}:="
        return at_iteration(new, iteration - 1) if new in moving and iteration > 1 else name

    for iteration in range(1, steps + 1):
        sample = (iteration - 1) % samples + 1 if samples else None
        for line in plan:
            yield replace(
                line,
                rule=line.rule.with_constants(t=iteration) if counts[line.target] else line.rule,
                target=at_iteration(line.target, iteration),
                inputs=tuple(called(name, iteration) for name in line.inputs),
                iteration=iteration,
                sample=sample,
            )
