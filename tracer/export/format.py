"""One way to write a trace down, and what a writer is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from ..errors import InputError
from ..numbers import DIGITS

if TYPE_CHECKING:
    from ..symbols import Place
    from ..trace import Step, Trace

WIDTH = 80  # columns, where nobody says how wide the terminal is


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """What is to be written: a trace of one student, which of its steps, and how closely.

    `entries`: every entry's worked line, not only one of each step. `places`: the entries that
    were asked for by name, step name → places. `digits`, `ascii`, `width` (in characters) are
    for the formats that people read.
    """

    trace: Trace
    steps: tuple[Step, ...]
    places: dict[str, tuple[Place, ...]]
    entries: bool = False
    digits: int = DIGITS
    ascii: bool = False
    width: int = WIDTH

    @property
    def partial(self) -> bool:
        """Whether a filter left steps out."""
        return len(self.steps) < len(self.trace.steps)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Format:
    """One entry of the table of formats. `exact`: full precision, for programs; the others
    are for people and show `digits` significant ones."""

    name: str
    suffix: str
    about: str  # its line in `backprop formats`
    exact: bool
    write: Callable[[View, TextIO], None]


def view(
    trace: Trace,
    steps: tuple[Step, ...] | None = None,
    *,
    places: dict[str, tuple[Place, ...]] | None = None,
    entries: bool = False,
    digits: int = DIGITS,
    ascii: bool = False,
    width: int = WIDTH,
) -> View:
    """The whole trace, or some of its steps, as a writer takes it.

    Raises InputError for a trace of many students: one document is one student.
    """
    if trace.students:
        raise InputError(
            "trace",
            f"it holds {'×'.join(map(str, trace.students))} students at once",
            expected="one student",
            example="trace(network.student(0))",
        )
    return View(
        trace=trace,
        steps=trace.steps if steps is None else steps,
        places=places or {},
        entries=entries,
        digits=digits,
        ascii=ascii,
        width=width,
    )
