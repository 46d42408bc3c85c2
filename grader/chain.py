"""From the first wrong line to the last: what is a mistake, and what only follows from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tracer.equation import Equation
from tracer.layout import flipped
from tracer.symbols import entry_name

from .conventions import explaining
from .diagnose import Explanation, diagnose
from .exercise_file import Exercise
from .judge import COARSE, FOLLOWS, RIGHT, WRONG, Judged, Key, judge
from .paper import Paper
from .ranged import Mask
from .result import Verdict

MOST_ROUNDS = 12  # wrong lines of one student that are looked into
At = tuple[int, int]  # row and column from 0, in the layout `columns`


@dataclass(slots=True)
class Explained:
    """The verdicts of one student. `wrong`: by line, which entries went wrong there; `mistakes`:
    what explains them; `spoiled`: by wrong line, the lines that depend on it."""

    judged: Judged
    wrong: dict[str, Mask] = field(default_factory=dict)
    mistakes: dict[str, Explanation] = field(default_factory=dict)
    spoiled: dict[str, set[str]] = field(default_factory=dict)
    key: Key | None = None
    before: dict[str, Judged] = field(default_factory=dict)  # a mistake was laid into the loop

    def verdict(self, name: str, at: At) -> Verdict:
        code = int(self.judged.codes[name][at])
        mistake = self.mistakes.get(name)
        if mistake and self.wrong[name][at] and (code != WRONG or mistake.typed):
            return "right" if mistake.accepted else "mistake"
        if code == FOLLOWS:
            return "follows" if self.sources(name) else "right"
        return {RIGHT: "right", COARSE: "coarse"}.get(code, "wrong")  # type: ignore[return-value]

    def accepts(self, name: str, at: At) -> tuple[float, float] | None:
        """The smallest and the largest number that would have been right; None if there is no
        end to them."""
        judged = self.before.get(name, self.judged)
        low, high = float(judged.low[name][at]), float(judged.high[name][at])
        return (low, high) if math.isfinite(low) and math.isfinite(high) else None

    def sources(self, name: str) -> list[str]:
        """The wrong lines that a line depends on, but for those that the course accepts."""
        return [
            source
            for source, lines in self.spoiled.items()
            if name in lines
            and source != name
            and not (source in self.mistakes and self.mistakes[source].accepted)
        ]

    def because_of(self, sheet: Exercise, name: str, at: At) -> tuple[str, ...]:
        """The wrong entries that an entry depends on; of a line entry by entry, the same one."""
        found = []
        for source in self.sources(name):
            wrong = self.wrong[source]
            same = self.same_entry(name, source) and wrong.shape == self.judged.codes[name].shape
            places = [at] if same and wrong[at] else list(map(tuple, np.argwhere(wrong)))
            found += [entry_of(sheet, source, place) for place in places]
        return tuple(found)

    def same_entry(self, name: str, source: str) -> bool:
        """Whether the line is made entry by entry out of the source itself."""
        lines = {line.target: line for line in self.key.equations} if self.key else {}
        line = lines.get(name)
        return line is not None and source in line.inputs and line.rule.kind == "elementwise"

    def first_wrong(self, sheet: Exercise) -> tuple[str, ...]:
        """The wrong entries with nothing wrong before them."""
        return tuple(
            entry_of(sheet, name, place)
            for name, wrong in self.wrong.items()
            if not self.sources(name)
            and not (name in self.mistakes and self.mistakes[name].accepted)
            for place in map(tuple, np.argwhere(wrong))
        )

    def unsupported(self, name: str, at: At) -> bool:
        return bool(self.sources(name)) and not self.judged.supported[name][at]

    def simplified(self, name: str, at: At) -> bool:
        """Whether what it follows from had made the line trivial: zeros where there were none,
        or every activation left out."""
        line = self.judged.followed.line.get(name)
        assert self.key is not None
        if (
            line is not None
            and line.value[at] == 0
            and self.key.values[name][..., at[0], at[1]] != 0
        ):
            return True
        removed = [one for one in self.mistakes.values() if one.removes]
        bent = [line for line in self.key.equations if bends(line)]
        return bool(removed) and len(removed) == len(bent)


def bends(line: Equation) -> bool:
    """Whether it is an activation that does something."""
    return (
        line.phase == "forward"
        and line.rule.derivative is not None
        and line.rule.name != "identity"
    )


def entry_of(sheet: Exercise, name: str, at: At) -> str:
    """One entry as the exercise lays and names it."""
    if sheet.trace.scalar(name):
        return name
    row, column = flipped((int(at[0]) + 1, int(at[1]) + 1), sheet.trace.lies(name))
    return entry_name(name, (row, column))


def explain_paper(sheet: Exercise, key: Key, own: Paper) -> Explained:
    """Judge one student's lines from the first to the last. A mistake that is found is laid into
    the loop, so that what it spoiled follows from it."""
    swapped: dict[str, Equation] = {}
    given = dict(key.given)
    judged = judge(key, own)
    done = Explained(judged, key=key)
    for _ in range(MOST_ROUNDS):
        line = next_wrong(key, judged, done.wrong)
        if line is None:
            break
        done.wrong[line] = judged.codes[line] == WRONG
        done.before[line] = judged
        found = diagnose(sheet, key, own, judged, line, swapped, given)
        origins: tuple[str, ...] = (line,)
        if found is not None:
            done.mistakes[line] = found
            swapped |= found.swaps
            given |= found.given
            origins = found.origins
            judged = judge(key, own, replaced(key, swapped), given)
            done.judged = judged
        done.spoiled[line] = spoiled_by(key, judged, origins, line)
    for name, codes in judged.codes.items():
        left = (codes == WRONG) & ~done.wrong.get(name, np.zeros_like(codes, dtype=bool))
        if left.any():
            done.wrong[name] = left | done.wrong.get(name, False)
            done.spoiled.setdefault(name, spoiled_by(key, judged, (), name))
    done.wrong = {name: done.wrong[name] for name in in_order(key, done.wrong)}
    if done.mistakes:
        flags = explaining(sheet, own)
        done.mistakes = {name: replace(found, flags=flags) for name, found in done.mistakes.items()}
    return done


def in_order(key: Key, names: Mapping[str, object]) -> list[str]:
    order = {line.target: at for at, line in enumerate(key.equations)}
    return sorted(names, key=lambda name: order.get(name, -1))


def next_wrong(key: Key, judged: Judged, tried: Mapping[str, object]) -> str | None:
    """The first line of the trace that is wrong and was not looked into."""
    for name in in_order(key, judged.codes):
        if name not in tried and (judged.codes[name] == WRONG).any():
            return name
    return None


def replaced(key: Key, swapped: Mapping[str, Equation]) -> list[Equation]:
    return [swapped.get(line.target, line) for line in key.equations]


def spoiled_by(key: Key, judged: Judged, origins: tuple[str, ...], line: str) -> set[str]:
    """The lines that depend on what went wrong. One that was written down and is right depends
    on it too, but hands nothing on."""
    reached, handing_on = {*origins, line}, {*origins, line}
    for equation in key.equations:
        if not handing_on.intersection(equation.inputs):
            continue
        reached.add(equation.target)
        codes = judged.codes.get(equation.target)
        if codes is None or not (codes == RIGHT).all():
            handing_on.add(equation.target)
    return reached
