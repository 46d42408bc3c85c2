"""Which of many cases a test tries in the default run; `-m thorough` tries the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sample(cases: Iterable[Any], one_in: int = 4) -> list[Any]:
    """Parameters for a test whose every case takes long: one in so many is left in the default
    run, from the first to the last, the others are marked `thorough`."""
    return [
        case if at % one_in == 0 else pytest.param(
            *(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.thorough
        )
        for at, case in enumerate(cases)
    ]  # fmt: skip
