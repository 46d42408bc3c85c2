"""Practice, without a screen: an exercise being worked, judged by the grader after each answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from grader.answers import BLANK, unified
from grader.asked import Exercise
from grader.result import Marked
from grader.rules_version import RULES
from grader.verdicts import CREDITED
from tracer.errors import InputError
from tracer.symbols import Place
from tracer.walk.answers import LEFT_OUT, placed

from ..task import Task
from .lines import Blank, whole_exercise
from .next_variant import next_number, student
from .parts import Parts
from .progress import Round, progress_of
from .sheet import fingerprint
from .store import Store

LONGEST_PAUSE = 300.0  # seconds between two keys that still count as work


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about what was just typed: the grader's verdict, "refused" for what is no
    answer of this line; in a word for the top line, and in full."""

    verdict: str
    says: str
    word: str


class Practice(Parts):
    """One exercise being worked by one person. Every change is kept at once (`store`)."""

    def __init__(
        self, task: Task, key: str, store: Store, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.task = replace(task, exercise=whole_exercise(task.exercise))
        self.key, self.store, self.clock = key, store, clock
        self.kept = progress_of(store.read(key))
        """What is kept of the whole exercise; `progress` is that of the part that is here."""
        self.note = ""  # what is to be said when it is opened
        if store.damage:
            store.put_aside(key)
            self.note = store.damage
        self.since = clock()
        self.begin()
        if self.kept.rules != RULES:
            self.by_other_rules()

    def begin(self) -> None:
        """Take up the variant that was kept; the file's own numbers where it can no longer be
        drawn."""
        kept = self.kept
        try:
            exercise = self.variant(kept.number)
        except InputError as error:
            kept.again(0)
            self.note = f"the file's own numbers: {error.wrong}"
            exercise = self.task.exercise
        numbers = "".join(fingerprint(part) for part in exercise.parts)
        if kept.numbers not in ("", numbers):
            kept.again(kept.number)
            self.note = "other numbers than last time: a blank sheet"
        kept.numbers = numbers
        self.take_up(exercise, kept)
        if self.sheet.verdict(self.sheet.blank, self.sheet.place) in CREDITED:
            self.to_open()  # killed before the next entry was gone to, or left for today

    def by_other_rules(self) -> None:
        """Say that the answers are not shown as they were marked; the rounds before keep their
        points."""
        if any(sheet.progress.typed for sheet in self.sheets):
            self.note = f"now by version {RULES} of the rules, not {self.kept.rules}"
        self.kept.rules = RULES

    def variant(self, number: int) -> Exercise:
        """The exercise with the numbers of a variant; 0: the file's own."""
        if not number or not self.has_variants:
            return self.task.exercise
        from ..variants import variant

        return variant(self.task, self.store.secret, student(number))

    @property
    def has_variants(self) -> bool:
        return self.task.drawn

    # Answering

    def answer(self, text: str) -> Said:
        """Take what was typed for the entry that is here, or for its row, or for all of it; a
        dash takes it back. What cannot be read is not kept and counts nothing."""
        self.pass_time()
        sheet, blank = self.sheet, self.sheet.blank
        try:
            now = self.read(blank, text)
        except InputError as error:
            return Said("refused", f"{error.wrong}; {error.expected}.", error.wrong)
        typed = {**self.progress.typed, **{blank.entry(at): said for at, said in now.items()}}
        typed = {entry: said for entry, said in typed.items() if said}
        report = sheet.marked(typed)
        found = {answer.name: answer for answer in report.answers}
        judged = [found[blank.entry(at)] for at in now if blank.entry(at) in found]
        faults = [answer.message for answer in judged if answer.verdict == "unreadable"]
        if faults:
            return Said("unreadable", faults[0], "cannot be read")
        for answer in judged:
            self.count(blank, answer)
        self.progress.typed = typed
        sheet.judge(report)
        self.keep()
        return self.summed(blank, now)

    def read(self, blank: Blank, text: str) -> dict[Place | None, str]:
        """Which entries were typed. Raises InputError for what is no answer of this line."""
        plain = text.strip()
        walk = self.sheet.walk
        if not plain:
            raise InputError("value", "nothing is typed yet", expected="a number, or a dash to "
                             "take an answer back", example="0.25")  # fmt: skip
        if unified(plain) in BLANK or plain == LEFT_OUT:
            return {self.sheet.place: ""}
        if blank.kind(self.sheet.place) != "number":
            return {self.sheet.place: plain}
        if self.sheet.given(blank):
            raise InputError("value", "this line is given", expected="an answer to what is asked",
                             example="B")  # fmt: skip
        if walk.place in blank.gone:
            raise InputError("value", "there is no connection here",
                             expected="it stays empty", example="-")  # fmt: skip
        return placed(plain, walk.step, walk.cursor)

    def count(self, blank: Blank, answer: Marked) -> None:
        """An attempt: the same text again is none."""
        entry = blank.entry(answer.entry)
        if answer.verdict == "missing" or self.progress.typed.get(entry) == answer.typed:
            return
        self.progress.attempts[entry] = self.progress.attempts.get(entry, 0) + 1
        self.kept.day = date.today().isoformat()
        tries = self.progress.of(blank.sort)
        if answer.verdict in CREDITED:
            tries.right += 1
        elif answer.verdict == "coarse":
            tries.coarse += 1
        else:
            tries.wrong += 1
        for name in answer.mistakes[:1]:
            tries.names[name] = tries.names.get(name, 0) + 1

    def summed(self, blank: Blank, places: Iterable[Place | None]) -> Said:
        """One verdict for all that was typed at once: the first that is not right, and there the
        person stands then."""
        judged = [one for at in places if (one := self.sheet.marking(blank, at)) is not None]
        if not judged:
            return Said("missing", "Taken back.", "taken back")
        poor = [answer for answer in judged if answer.verdict not in CREDITED]
        first = (poor or judged)[0]
        says, word = first.message or "Right.", WORDS[first.verdict]
        if first.mistakes:
            word = f"fits {first.mistakes[0]}"
        if len(judged) > 1:
            count = f"{len(judged) - len(poor)} of {len(judged)} right"
            says = f"{count}. {first.message}".strip()
            word = f"{blank.title()} {count}"
            if poor:
                self.sheet.stand(blank.id, first.entry)
            return Said(first.verdict, says, word)
        word = f"{blank.title(first.entry)} {word}" if blank.step else word
        return Said(first.verdict, says, word)

    # Help

    @property
    def hints(self) -> tuple[str, ...]:
        """Every hint for the entry that is here, weakest first."""
        from ..hints import hints_of

        sheet = self.sheet
        task = self.task.of_part(self.names[self.at])
        return tuple(hints_of(task, sheet.asking, sheet.blank.name, sheet.place))

    @property
    def hints_taken(self) -> int:
        return self.progress.hints.get(self.sheet.blank.name, 0)

    def hint(self) -> bool:
        """One more hint for this line. Whether there was one."""
        self.pass_time()
        if self.hints_taken >= len(self.hints):
            return False
        blank = self.sheet.blank
        self.progress.hints[blank.name] = self.hints_taken + 1
        self.progress.of(blank.sort).hints += 1
        self.keep()
        return True

    def show(self) -> None:
        """Show this line worked with the person's own numbers."""
        self.pass_time()
        blank = self.sheet.blank
        if blank.name not in self.progress.shown:
            self.progress.shown = (*self.progress.shown, blank.name)
            self.progress.of(blank.sort).shown += 1
        self.sheet.uncover()
        self.keep()

    # Another round

    def again(self, *, only_weak: bool = False) -> None:
        """Other numbers, chosen so that the kinds of line that went wrong have most to do; the
        same ones once more where the file has no ranges. Raises InputError where none that
        suits can be drawn; everything is then as it was."""
        self.pass_time()
        kept, number = self.kept, self.kept.number
        if self.has_variants:
            number = next_number(self.task, self.store.secret, kept)
        weak = {name: tuple(lines) for name, lines in self.weak_by_part() if only_weak}
        score, most = (sum(getattr(sheet.report, what) for sheet in self.sheets)
                       for what in ("score", "max"))  # fmt: skip
        time = sum(sheet.progress.time for sheet in self.sheets)
        kept.rounds.append(Round(kept.number, score, most, round(time, 1), RULES))
        kept.again(number, weak.get(self.names[0], ()))
        for name in self.names[1:]:
            kept.of_part(name).focus = weak.get(name, ())
        self.begin()
        self.keep()

    # Keeping

    def pass_time(self) -> None:
        """Add the time since the last key to the line that is here; a long pause is no work."""
        now = self.clock()
        spent = min(max(now - self.since, 0.0), LONGEST_PAUSE)
        self.since = now
        seconds, name = self.progress.seconds, self.sheet.blank.name
        seconds[name] = round(seconds.get(name, 0.0) + spent, 3)

    def keep(self) -> None:
        """Write everything down."""
        sheet = self.sheet
        self.progress.line, self.progress.cursor = sheet.blank.id, sheet.walk.cursor
        self.kept.part = self.names[self.at]
        self.store.write(self.key, self.kept.to_json())


WORDS = {
    "right": "right", "follows": "right after your own", "coarse": "right, but coarse",
    "mistake": "not right", "wrong": "not right",
}  # fmt: skip
