"""A sheet that is being filled in: its lines, where the person is, the verdict on every entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from grader import mark
from grader.asked import Exercise
from grader.report.label import own_sign
from grader.result import Marked, StudentReport
from grader.verdicts import AMISS, CREDITED
from tracer.formula.tree import Formula
from tracer.rules.rule import Array
from tracer.symbols import Place
from tracer.trace import Step

from .lines import Blank, State, blanks, split_id, traced
from .own_walk import OwnWalk, written
from .progress import Progress

if TYPE_CHECKING:
    from grader.option import Option


class Sheet:
    """One variant of an exercise and what was typed into it."""

    def __init__(self, exercise: Exercise, progress: Progress) -> None:
        self.exercise, self.progress = exercise, progress
        self.silent = replace(exercise, reveal="never")  # the words never name the right number
        self.blanks = blanks(exercise)
        every = tuple(next(iter(one.asks.values())) for one in self.blanks if one.asks)
        self.asking = replace(exercise, asks=every) if exercise.asks is None else exercise
        """The exercise with its asks written out: of a plain network, everything."""
        self.by_name: Mapping[str, Blank] = {blank.id: blank for blank in self.blanks}
        self.order = {blank.id: at for at, blank in enumerate(self.blanks)}
        focus = set(progress.focus)
        asked = [blank for blank in self.blanks if blank.asks]
        self.asked = tuple(blank for blank in asked if blank.id in focus) or tuple(asked)
        """The lines to fill in: those asked for, or those that this variant is about."""
        self.wanted = {blank.entry(at): (blank, at) for blank in self.asked for at in blank.places}
        self.derived = derived_numbers(exercise)
        """The numbers of a derivation that is given, with the mistake in it."""
        self.walk = OwnWalk(traced(exercise), exercise.digits)
        self.blank = self.blanks[0]
        """The line that is here."""
        self.judge()
        if progress.line in self.by_name:
            self.stand(progress.line, progress.cursor)
        elif self.asked:
            self.stand(self.asked[0].id, self.asked[0].places[0])

    # Where the person is

    @property
    def place(self) -> Place | None:
        """The entry that is to be typed; None for a plain number."""
        return self.walk.place if self.blank.step else None

    @property
    def entry(self) -> str:
        return self.blank.entry(self.place)

    def stand(self, name: str, place: Place | None = None) -> None:
        """Go to a line, and in it to an entry."""
        self.blank = self.by_name[name]
        self.walk.cursor = place or (1, 1)
        if self.blank.step is not None:
            self.walk.go(self.blank.step.number)
        self.walk.settle()
        self.uncover()

    def to_line(self, by: int) -> bool:
        """To the line below or above, asked or not. Whether there is one."""
        at = self.order[self.blank.id] + by
        if not 0 <= at < len(self.blanks):
            return False
        blank = self.blanks[at]
        self.stand(blank.id, blank.places[0] if blank.places else None)
        return True

    def to_entry(self, by: int, *, only_open: bool = False) -> bool:
        """To the next or the previous asked entry, of this line or of another one; `only_open`:
        to one that is not right yet, and behind the last one from the first on."""
        here = self.key(self.blank, self.place)
        wanted = [
            (self.key(blank, at), blank, at)
            for blank, at in self.wanted.values()
            if not only_open or self.verdict(blank, at) not in CREDITED
        ]
        found = [one for one in wanted if (one[0] > here if by > 0 else one[0] < here)]
        if only_open and not found:
            found = wanted
        if not found:
            return False
        _, blank, place = found[0 if by > 0 else -1]
        self.stand(blank.id, place)
        return True

    def to_open(self) -> bool:
        """To an entry that is not right yet: this one, or the next. Whether there is one."""
        here = self.entry in self.wanted and self.verdict(self.blank, self.place) not in CREDITED
        return here or self.to_entry(1, only_open=True)

    def key(self, blank: Blank, place: Place | None) -> tuple[int, Place]:
        """Sorts entries as they follow each other on the sheet."""
        return self.order[blank.id], place or (0, 0)

    def given(self, blank: Blank) -> bool:
        """Whether the numbers of a line stand there already, so that none are to be typed."""
        return blank.name in self.walk.granted or blank.name in self.derived

    def given_numbers(self, step: Step) -> Array:
        """The numbers of a derivation's line as the sheet lays them, and with its symbol's sign."""
        own = self.walk.laid_own(step.name)
        return own_sign(self.walk.right, step.name) * own

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen for the entry that is here; () where nothing is to be chosen."""
        ask = self.blank.asks.get(self.place)
        if ask is None or ask.kind != "choice":
            return ()
        from grader.choices import options

        return options(self.exercise, ask, self.place)

    @property
    def several(self) -> bool:
        """Whether several of the options may be chosen."""
        ask = self.blank.asks.get(self.place)
        return ask is not None and ask.keys.get("select") == "all"

    @property
    def key_formula(self) -> Formula | None:
        """A right formula of the entry that is here."""
        from grader.ask_formula import whole_key
        from grader.formula_key import key_of

        if self.blank.whole:
            return whole_key(self.exercise, next(iter(self.blank.asks.values())))
        blank, (row, column) = self.blank, self.place or (1, 1)
        turned = not blank.trace.scalar(blank.name) and blank.trace.lies(blank.name)
        at = (column, row) if turned else (row, column)
        return key_of(self.exercise, blank.name, at, blank.sign(self.place))

    # Verdicts

    def judge(self, report: StudentReport | None = None) -> None:
        """Mark everything that was typed so far, each number after those before it; `report`:
        where that was done already."""
        typed = self.progress.typed
        self.report = report or self.marked(typed)
        self.found = {answer.name: answer for answer in self.report.answers}
        self.typed: dict[str, list[Place | None]] = {}
        for entry in typed:
            name, place = split_id(entry)
            self.typed.setdefault(name, []).append(place)
        asked = {blank.name for blank in self.asked}
        granted = [one.name for one in self.blanks if one.asks and one.name not in asked]
        own = written(self.exercise, self.walk.right, self.answers(typed))
        self.walk.fill({**self.derived, **own}, granted)
        self.uncover()

    def marked(self, typed: Mapping[str, str]) -> StudentReport:
        return mark(self.silent, self.answers(typed)).student

    def answers(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed as an answer file has it: by the sheet's symbols."""
        found = {}
        for entry, said in typed.items():
            name, place = split_id(entry)
            if name in self.by_name:
                found[self.by_name[name].key(place)] = said
        return found

    def marking(self, blank: Blank, place: Place | None) -> Marked | None:
        """What the grader says of an entry; None where nothing was typed."""
        entry = blank.entry(place)
        return self.found.get(entry) if entry in self.progress.typed else None

    def verdict(self, blank: Blank, place: Place | None) -> str:
        """The grader's verdict on an entry; "missing" where nothing was typed."""
        marking = self.marking(blank, place)
        return marking.verdict if marking else "missing"

    @property
    def right(self) -> int:
        """How many of the wanted entries are right."""
        typed = (entry for entry in self.progress.typed if entry in self.wanted)
        return sum(self.verdict(*self.wanted[entry]) in CREDITED for entry in typed)

    def state(self, blank: Blank) -> State:
        """How far a line is."""
        typed = self.typed.get(blank.id, [])
        verdicts = {self.verdict(blank, place) for place in typed}
        if not verdicts:
            return "open" if blank.asks else "unasked"
        if verdicts & {*AMISS, "unreadable"}:
            return "wrong"
        if len(set(typed) & set(blank.places)) < len(blank.places):
            return "part"
        return "coarse" if "coarse" in verdicts else "right"

    def weak_kinds(self) -> set[str]:
        """The kinds of line that did not go right at once, or only with the line shown."""
        progress = self.progress
        weak = {self.by_name[name].sort for name in progress.shown if name in self.by_name}
        for blank in self.blanks:
            for at in self.typed.get(blank.id, ()):
                again = progress.attempts.get(blank.entry(at), 0) > 1
                if again or self.verdict(blank, at) not in CREDITED:
                    weak.add(blank.sort)
        return weak

    def uncover(self) -> None:
        """Whether the result of the entry that is here may be seen: once it is right, or as the
        exercise reveals it: at once (`all`), after an attempt (`wrong-line`), or not at all."""
        blank = self.blank
        done = self.verdict(blank, self.place) in CREDITED or blank.name in self.walk.granted
        tried = self.progress.attempts.get(self.entry, 0) > 0
        reveal = self.exercise.reveal
        may = reveal == "all" or (reveal == "wrong-line" and tried)
        self.walk.revealed = done or (may and blank.name in self.progress.shown)

    @property
    def shown(self) -> bool:
        """Whether the formula of the line that is here is on the table."""
        blank = self.blank
        if blank.step is None:
            return False
        open_to_all = blank.name in self.progress.shown or self.given(blank)
        return open_to_all or self.state(blank) == "right"


def derived_numbers(exercise: Exercise) -> dict[str, Array]:
    """Of an exercise that shows a derivation with a mistake, every number of it, (rows, columns)
    as calculated; else none."""
    if not exercise.derivation:
        return {}
    from grader.derivation import derived

    _, state = derived(exercise)
    return {step.name: state[step.name] for step in exercise.trace.steps}


def fingerprint(exercise: Exercise) -> str:
    """What tells one set of given numbers, and one list of lines, from another."""
    found = crc32(",".join(equation.target for equation in exercise.trace.equations).encode())
    for name, array in exercise.trace.given.items():
        found = crc32(array.tobytes(), crc32(name.encode(), found))
    return f"{found:08x}"
