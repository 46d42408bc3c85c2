"""What is worked out of a step once, and kept as long as its trace is walked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from ...trace import Step, Trace

MOST = 4096  # results of one trace: a long descent has many steps

P = ParamSpec("P")
T = TypeVar("T")


def kept(make: Callable[Concatenate[Step, P], T]) -> Callable[Concatenate[Step, P], T]:
    """The same function of a step, whose results are gone when the trace is. They may not hold
    the step itself."""
    results: WeakKeyDictionary[Trace, dict[Any, T]] = WeakKeyDictionary()

    def found(step: Step, /, *args: P.args, **keywords: P.kwargs) -> T:
        table = results.setdefault(step.trace, {})
        key = (step.number, args, *keywords.items())
        if key not in table:
            if len(table) >= MOST:
                table.clear()
            table[key] = make(step, *args, **keywords)
        return table[key]

    return found
