"""The walk itself, without a screen: which trace, which step, what is known, what if.

Edits make a new source and a new trace; the trace is always that of the
source, so nothing shown is calculated here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..layout import lay
from ..quantity import quantity
from ..symbols import entry_name
from ..trace import Trace, trace
from .answers import Judge, by_digits, placed, summary
from .position import Position
from .trying import Judgement
from .version import Source, Swap, Version

MOST_ITERATIONS = 1000
MOST_NUMBERS = 40_000_000  # in one trace: what 320 MB hold


class Walk(Position):
    """A walk through a trace, and the versions that editing made of it."""

    def __init__(self, source: Source, iterations: int = 1) -> None:
        super().__init__(source, iterations)
        self.judge: Judge = by_digits

    @property
    def before(self) -> Trace | None:
        """The trace that the last edit was made on."""
        last = self.history.before
        if last is not None and "before" not in self.others:
            self.others["before"] = self.traced(last.source)
        return self.others.get("before")

    @property
    def wrong(self) -> Trace | None:
        """The trace with the mistake that is being made on purpose."""
        chosen = self.history.now.swap
        if chosen is not None and "wrong" not in self.others:
            from . import swap

            self.others["wrong"] = swap.swapped(self.trace, chosen)
        return self.others.get("wrong")

    def changed(self, name: str) -> NDArray[np.bool_] | None:
        """Which entries the last edit changed, as laid; None where there is nothing to compare."""
        return self.differs(name, self.before)

    def differs(self, name: str, other: Trace | None) -> NDArray[np.bool_] | None:
        """Which entries are others than in another trace, as laid on this sheet."""
        if other is None or name not in other.state or name not in self.trace.state:
            return None
        new, old = self.trace.state[name], other.state[name]
        if new.shape != old.shape:
            return np.ones(self.trace.laid(name).shape, dtype=np.bool_)
        unlike = ~((new == old) | (np.isnan(new) & np.isnan(old)))
        made = quantity(name)
        return np.asarray(unlike.mT) if lay(new, made, self.trace.layout) is not new else unlike

    # Iterations

    @property
    def iteration(self) -> int:
        return self.step.equation.iteration

    def next_iteration(self) -> bool:
        """To the first step of the next iteration, which is worked out if it is new."""
        wanted = self.iteration + 1
        if wanted > self.iterations and not self.extend(wanted):
            return False
        return self.to_iteration(wanted)

    def to_iteration(self, wanted: int) -> bool:
        for number in self.stops:
            if self.trace.steps[number - 1].equation.iteration == wanted:
                return self.go(number)
        return False

    def go_to_cost(self) -> bool:
        """To J in this iteration, or to the output of an expression."""
        own = [step for step in self.trace.steps if step.equation.iteration == self.iteration]
        costs = [step for step in own if step.equation.phase == "cost"]
        costs = costs or [step for step in own if step.equation.phase == "forward"]
        return bool(costs) and self.stand(costs[-1].number)

    def extend(self, iterations: int) -> bool:
        """Work out more iterations. Whether there are as many now."""
        if self.source.alpha is None or iterations > most_iterations(self.source):
            return False
        if iterations > self.iterations:
            self.asked = iterations
            self.load(self.traced(self.source))
        return True

    # Settings, edits

    def edit(self, line: str) -> str:
        """Change one number, activation or convention: `W[1][1,2] = 0.5`. Raises InputError;
        the walk is then what it was. Returns the change as it reads."""
        from . import edits

        source, said = edits.parsed(self.trace, line)
        self.become(Version(source, self.history.now.swap, said))
        return said

    def make_mistake(self, mistake: str | None, at: str | None = None) -> None:
        """Make a mistake on purpose beside the right numbers, or (None) no more."""
        chosen = None if mistake is None else Swap(mistake, at)
        if chosen:
            from . import swap

            swap.swapped(self.trace, chosen)  # raises if the mistake cannot be made here
        said = f"mistake: {mistake}" if mistake else "no mistake"
        self.become(Version(self.source, chosen, said))

    def become(self, version: Version) -> None:
        new = self.traced(version.source)
        if version.swap:
            from . import swap

            swap.swapped(new, version.swap)
        self.history.add(version)
        self.load(new)

    def changes(self) -> list[str]:
        """The edits that are in effect: what was changed back is as it was opened."""
        opened = self.history.versions[0].source
        if self.source.keys(defaults=False) == opened.keys(defaults=False):
            return []
        edits = self.history.edits.items()
        if getattr(self.source, "layout", "") != getattr(opened, "layout", ""):
            return [said for _, said in edits]  # entries have other names since
        first = self.traced(opened)
        return [said for what, said in edits if not self.as_in(first, what)]

    def as_in(self, other: Trace, what: str) -> bool:
        """Whether given numbers are those of another trace, as laid on this sheet."""
        try:
            found = self.trace.names.find(what)
        except InputError:
            return False  # a convention, an activation
        if found.name not in self.trace.given or found.name not in other.given:
            return False
        mask = self.differs(found.name, other)
        if mask is None or not found.place:
            return mask is not None and not mask.any()
        return not mask[..., found.place[0] - 1, found.place[1] - 1].any()

    def undo(self) -> str | None:
        """Take the last edit back; what it was."""
        left = self.history.undo()
        if left:
            self.reload()
        return left.said if left else None

    def redo(self) -> str | None:
        again = self.history.redo()
        if again:
            self.reload()
        return again.said if again else None

    def reload(self) -> None:
        self.load(self.traced(self.source))

    def traced(self, source: Source) -> Trace:
        """The trace of a version, with as many iterations as were asked for and it has."""
        return trace(source, min(self.asked, most_iterations(source)))

    # Trying first

    def answer(self, text: str) -> Judgement:
        """The person's own value of the entry under the cursor, or of its row, or of the whole
        matrix; judged, then revealed. What cannot be read reveals and counts nothing."""
        try:
            typed = placed(text, self.step, self.cursor)
        except InputError as error:
            return Judgement("unreadable", f"{error.wrong}; {error.expected}")
        name = self.step.name
        before = {entry: said for entry, (said, _) in self.answers.items()}
        judged = self.judge(self.trace, name, typed, before)
        whole = summary(judged)
        if whole.verdict == "unreadable":
            return whole
        for place, judgement in judged.items():
            if self.hidden:
                self.tally.count(judgement.verdict)
            self.answers[entry_name(name, place)] = (typed[place].strip(), judgement)
        self.seen.add(name)
        return whole

    def reveal(self) -> None:
        """Show the line without an answer; nothing is counted."""
        self.seen.add(self.step.name)


def most_iterations(source: Source) -> int:
    """How many iterations are held at once: fewer where each has many numbers."""
    if source.alpha is None:
        return 1
    size = 1 if not hasattr(source, "columns") else sum(v.size for v in source.columns().values())
    return max(2, min(MOST_ITERATIONS, MOST_NUMBERS // (4 * size + 1)))
