"""Practice without a screen: one asked entry after the other, on standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from grader.derivation import LINES, notice
from grader.report.label import with_sign
from grader.verdicts import CREDITED
from tracer.errors import InputError
from tracer.formula.spoken import spoken
from tracer.numbers import significant
from tracer.output import speaks_unicode
from tracer.parts import with_part
from tracer.shell.line import Line
from tracer.shell.line import plain as text_of
from tracer.show import formula_of
from tracer.walk.plain import in_words, word

from .model import Practice
from .session import Session, listed, opened
from .store import Store

HELP = (
    "Type a number, or the formula or letter that is asked for, a whole row (0.1 0.2 0.3), or a "
    "word: hint, show, skip, back, given, about, lines, summary, again, export FILE, quit, help. "
    "A dash takes an answer back; :quit is the word also where quit or q may be an answer."
)


def plain(args: Any, lines: Iterable[str] | None = None) -> int:
    """Ask until everything is right, or nothing more is typed. Raises InputError for what cannot
    be practised."""
    if not speaks_unicode(sys.stdout) and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    store = Store()
    if args.file is None:
        say("No exercise was named. These can be practised:")
        for name, title in listed(store):
            say(f"{name}: {title}")
        say("For example: backprop practice neuron-forward --plain")
        return 0
    session = opened(args.file, store, ascii=args.ascii)
    talk = Talk(session)
    talk.open()
    for line in sys.stdin if lines is None else lines:
        if not talk.hear(line.strip()):
            break
    talk.close()
    return 0


class Talk:
    """What is said back to each line."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.part = session.practice.part  # the one that was told of

    @property
    def practice(self) -> Practice:
        return self.session.practice

    def open(self) -> None:
        practice = self.practice
        title = practice.task.title or self.session.name
        end = "" if title.endswith((".", "?", "!")) else "."
        say(f"{title}{end} {practice.task.goal}".strip())
        if self.session.said:
            say(self.session.said)
        self.given()
        say(HELP)
        if not practice.to_open():
            say("Everything is right already; again begins another round.")
        else:
            self.ask()

    def ask(self) -> None:
        """Which entry is wanted; a row of several can be typed at once."""
        sheet = self.practice.sheet
        if self.part != self.practice.part:
            self.part = self.practice.part
            say(f"Part {self.part}.")
            self.given()
        named = sheet.blank.spoken(sheet.place)
        row = "" if sheet.place is None else self.row(sheet.place[0])
        mixed = any(ask.kind != "number" for ask in self.practice.task.asks)
        kind = f", {sheet.blank.wants(sheet.place)}" * mixed
        kind = ", its number" if sheet.blank.name in LINES else kind
        say(f"{named.rstrip('?')}{kind}{row}?")
        if sheet.blank.name in LINES:
            self.derivation()
            return
        for option in sheet.options:
            say(f"{option.letter}: {option.text}")

    def derivation(self, _: str = "") -> None:
        """A calculation that is given, line by line."""
        sheet = self.practice.sheet
        if not sheet.derived:
            return
        say(notice(sheet.exercise))
        for step in sheet.exercise.trace.steps:
            rows = [
                ", ".join(word(significant(float(one), sheet.walk.digits)) for one in row)
                for row in sheet.given_numbers(step)
            ]
            say(f"Line {step.number}: {spoken(formula_of(step))}. {'; '.join(rows)}.")

    def row(self, row: int) -> str:
        """That a row can be typed at once, where all of it is asked."""
        sheet = self.practice.sheet
        width = sheet.walk.step.value.shape[-1]
        asked = sum(at is not None and at[0] == row for at in sheet.blank.places)
        numbers = sheet.blank.kind(sheet.place) == "number"
        return f", or the row of {width}" if numbers and asked == width > 1 else ""

    def hear(self, line: str) -> bool:
        """Answer one typed line; False to end."""
        word, _, rest = line.removeprefix(":").partition(" ")
        is_word = line.startswith(":") or not self.may_be_answer(word)
        if is_word and word in ("quit", "q"):
            return False
        if is_word and word in WORDS:
            try:
                WORDS[word](self, rest.strip())
            except InputError as error:
                say(f"{error.wrong}; expected: {error.expected}")
            return True
        if not line:
            self.ask()
            return True
        said = self.practice.answer(line)
        say(in_words(said.says))
        if self.practice.store.fault:
            say(self.practice.store.fault)
        if said.verdict in CREDITED:
            self.go_on()
        return True

    def may_be_answer(self, word: str) -> bool:
        """Whether a word may be what the formula that is asked for here consists of."""
        sheet = self.practice.sheet
        if sheet.blank.kind(sheet.place) != "formula":
            return False
        try:
            return bool(sheet.exercise.trace.names.find(word).name)
        except InputError:
            return False

    def go_on(self) -> None:
        if self.practice.to_open():
            self.ask()
        else:
            say("Everything is right. summary says how it went, again begins another round.")

    # The words

    def given(self, _: str = "") -> None:
        """The lines of an expression, then every number that is given."""
        from tracer.export.head import formulas

        from .views.numbers import given

        for tree in formulas(self.practice.sheet.walk.right):
            say(f"{spoken(tree)}.")
        for title, rows in given(self.practice):
            numbers = "; ".join(map(" ".join, rows))
            say(f"{in_words(title)}: {numbers.replace('−', 'minus ')}")

    def hint(self, _: str) -> None:
        practice = self.practice
        if not practice.hint():
            say("These are all the hints; show works the line with your numbers.")
            return
        taken = practice.hints_taken
        say(f"Hint {taken} of {len(practice.hints)}: {in_words(practice.hints[taken - 1])}")

    def show(self, _: str) -> None:
        from .worked import own_line

        practice = self.practice
        practice.show()
        walk, sign = practice.sheet.walk, practice.sheet.blank.sign(practice.sheet.place)
        say(f"The line is: {spoken(with_sign(walk.step, formula_of(walk.step), sign))}.")
        say(f"With your numbers: {spoken(own_line(walk, sign, walk.digits))}.")

    def skip(self, _: str) -> None:
        self.practice.pass_time()
        if not self.practice.to_entry(1):
            say("This is the last one.")
        self.ask()

    def back(self, _: str) -> None:
        self.practice.pass_time()
        if not self.practice.to_entry(-1):
            say("This is the first one.")
        self.ask()

    def summary(self, _: str) -> None:
        from .views.summary import summary

        self.read(summary(self.practice))

    def about(self, _: str) -> None:
        from .views.about import about

        self.read(about(self.practice))

    def lines(self, _: str) -> None:
        """Every asked line, and how much of it is done."""
        practice = self.practice
        for name, sheet in zip(practice.names, practice.sheets, strict=True):
            for blank in sheet.asked:
                state = STATES[sheet.state(blank)]
                formula = ", formula" * blank.beside
                say(f"{with_part(name, blank.spoken())}{formula}: {state}")

    def again(self, rest: str) -> None:
        self.practice.again(only_weak=rest == "weak")
        self.given()
        self.ask()

    def export(self, rest: str) -> None:
        from .exporting import export

        say("Written to " + " and ".join(export(self.practice, rest)))

    def help(self, _: str) -> None:
        say(HELP)

    def read(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if said := text_of(line).strip():
                say(in_words(said))

    def close(self) -> None:
        practice = self.practice
        practice.pass_time()
        practice.keep()
        kept = practice.store.fault or "everything is kept"
        say(f"{practice.right} of {practice.wanted} right. {kept[0].upper()}{kept[1:]}.")


STATES = {
    "unasked": "not asked", "open": "open", "part": "in part", "right": "right",
    "coarse": "right, but coarse", "wrong": "not right",
}  # fmt: skip
WORDS: Mapping[str, Callable[[Talk, str], None]] = {
    "hint": Talk.hint, "show": Talk.show, "skip": Talk.skip, "back": Talk.back,
    "given": Talk.given, "lines": Talk.lines, "summary": Talk.summary, "again": Talk.again,
    "export": Talk.export, "help": Talk.help, "about": Talk.about,
}  # fmt: skip


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
