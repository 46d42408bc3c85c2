"""Which of many cases a test tries in the default run, which with `-m thorough`, with `-m full`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

THOROUGH = 8  # one in so many of the cases that the default run leaves


def sample(cases: Iterable[Any], one_in: int = 4) -> list[Any]:
    """Parameters for a test whose every case takes long: one in so many is left in the default
    run, from the first to the last; of the others one in `THOROUGH` is marked so, the rest
    `full`."""
    return [marked(case, at, one_in) for at, case in enumerate(cases)]


def marked(case: Any, at: int, one_in: int) -> Any:
    if at % one_in == 0:
        return case
    others = at - at // one_in - 1
    mark = pytest.mark.thorough if others % THOROUGH == 0 else pytest.mark.full
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=mark)
