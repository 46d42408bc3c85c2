"""What is kept of one exercise: the answers so far, attempts, hints, time, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from grader.rules_version import FIRST, RULES

V = TypeVar("V")


@dataclass
class Tries:
    """How often a kind of line was answered, and how. `names`: the mistakes that were named."""

    right: int = 0
    coarse: int = 0
    wrong: int = 0
    hints: int = 0
    shown: int = 0
    names: dict[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return self.right + self.coarse + self.wrong

    @property
    def weight(self) -> float:
        """How much a kind of line wants practice, 0 to 1: the share of answers that were not
        right, where hints and lines shown count as half of one; nothing answered is ½."""
        missed = self.wrong + self.coarse + (self.hints + self.shown) / 2
        return (missed + 1) / (missed + self.right + 2)


@dataclass
class Round:
    """One variant that was worked, when the next one was begun. `rules`: the version of the rules
    of marking under which it has these points."""

    number: int
    score: float
    max: float
    seconds: float
    rules: int = FIRST


@dataclass
class Progress:
    """`number`: which variant, 0 being the file's own numbers; `typed`: entry → text;
    `attempts` by entry; `hints` (how many), `shown` and `seconds` by line; `tries` by kind of
    line, over all variants; `focus`: the lines that this variant is about, () for all; `rules`: the
    version of the rules under which the answers were marked last. An exercise of several parts has
    a progress for each: the first part's, which keeps what is of the whole exercise, and those of
    the others in `further`, by part; `part`: in which of them the person is; `day`: when the last
    answer was typed, 2026-03-31; "" where nobody knows."""

    number: int = 0
    numbers: str = ""  # fingerprint of the given numbers that the answers belong to
    typed: dict[str, str] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    focus: tuple[str, ...] = ()
    line: str = ""
    cursor: tuple[int, int] = (1, 1)
    tries: dict[str, Tries] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    rules: int = RULES
    part: str = ""
    further: dict[str, Progress] = field(default_factory=dict)
    day: str = ""

    def of_part(self, part: str) -> Progress:
        """What was done in another part, with what is known of the kinds of line in all."""
        made = self.further.setdefault(part, Progress())
        made.number, made.tries = self.number, self.tries
        return made

    @property
    def time(self) -> float:
        """Seconds spent on this variant."""
        return sum(self.seconds.values())

    def of(self, sort: str) -> Tries:
        return self.tries.setdefault(sort, Tries())

    def weight(self, sort: str) -> float:
        """How much a kind of line wants practice, also one that was never answered."""
        return self.tries.get(sort, Tries()).weight

    def again(self, number: int, focus: tuple[str, ...] = ()) -> None:
        """Another variant: a blank sheet; what is known of the kinds of line stays."""
        self.number, self.focus = number, focus
        self.numbers, self.line, self.cursor = "", "", (1, 1)
        self.typed, self.attempts, self.hints = {}, {}, {}
        self.shown, self.seconds = (), {}
        self.part, self.further = "", {}

    def to_json(self) -> dict[str, Any]:
        made = asdict(self)
        for one in made["further"].values():  # what is of the whole exercise is kept once
            for key in ("tries", "rounds", "further", "part", "numbers", "number", "rules", "day"):
                del one[key]
        return made


def progress_of(kept: Mapping[str, Any]) -> Progress:
    """What was kept, as far as it can be read: a part that is damaged begins anew."""
    made = Progress()
    row, column = (*part(kept, "cursor", whole_list, [1, 1]), 1, 1)[:2]
    made.number = part(kept, "number", whole, 0)
    made.numbers = part(kept, "numbers", str, "")
    made.typed = part(kept, "typed", table(str), {})
    made.attempts = part(kept, "attempts", table(whole), {})
    made.hints = part(kept, "hints", table(whole), {})
    made.shown = tuple(part(kept, "shown", texts, []))
    made.seconds = part(kept, "seconds", table(float), {})
    made.focus = tuple(part(kept, "focus", texts, []))
    made.line = part(kept, "line", str, "")
    made.cursor = (row, column)
    made.tries = part(kept, "tries", table(lambda one: Tries(**one)), {})
    made.rounds = part(kept, "rounds", lambda found: [Round(**one) for one in found], [])
    made.rules = part(kept, "rules", whole, FIRST if kept else RULES)
    made.part = part(kept, "part", str, "")
    made.further = part(kept, "further", table(progress_of), {})
    made.day = part(kept, "day", str, "")
    return made


def part(kept: Mapping[str, Any], key: str, read: Callable[[Any], V], otherwise: V) -> V:
    try:
        return read(kept[key])
    except (KeyError, TypeError, ValueError, AttributeError):
        return otherwise


def whole(value: Any) -> int:
    return max(int(value), 0)


def whole_list(value: Any) -> list[int]:
    return [max(int(one), 1) for one in value]


def texts(value: Any) -> list[str]:
    return [str(one) for one in value]


def table(read: Callable[[Any], V]) -> Callable[[Any], dict[str, V]]:
    return lambda value: {str(key): read(one) for key, one in value.items()}
