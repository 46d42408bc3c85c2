"""The check of an exercise file: what an author would otherwise hear from students."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from grader.asked import Ask, Exercise, as_whole, asked_points
from grader.exercise_file import quantities
from grader.parts import finder, named
from tracer.checks import counted
from tracer.errors import InputError
from tracer.parts import with_part
from tracer.schema import as_list
from tracer.symbols import Place
from tracer.trace import Trace

from ..task import Task
from .apart import apart
from .batches import batches, called
from .by_hand import asked, in_words
from .carries import alone
from .cases import Case, cases
from .faults import Draft, draft
from .printed import graded
from .reach import reaches, wide
from .solvable import unsolvable
from .trial import fails

MOST_TOLD = 3  # asks that accept too much
LONG = 60  # characters of an ask's entries that are shown
Batches: TypeAlias = Iterable[tuple[range, Exercise]]
Progress: TypeAlias = Callable[[Batches, int], Batches]


@dataclass(slots=True)
class Checked:
    """What was found. `lines` are to be read whatever they say; `findings` must be mended;
    `usable`: whether the file can be handed out at all."""

    lines: list[str] = field(default_factory=list)
    findings: list[InputError] = field(default_factory=list)
    usable: bool = True

    def say(self, what: str, text: str) -> None:
        self.lines.append(f"  {what:<9} {text}")


@dataclass(slots=True)
class Odd:
    """Something that does not hold: on how many sets of numbers, and what of the first of them."""

    place: str
    first: str
    expected: str
    example: str
    student: str = ""
    times: set[int] = field(default_factory=set)

    def error(self, made: Draft, drawn: int) -> InputError:
        wrong = self.first
        if self.student:
            wrong += f" (on {len(self.times)} of {drawn:,} variants, {self.student} first)"
        return InputError(made.at(self.place), wrong, expected=self.expected, example=self.example)


def check(
    name: str, variants: int = 1000, progress: Progress = lambda batches, _: batches
) -> Checked:
    """Check the exercise of a file. Raises InputError if there is no exercise in it."""
    made, done = draft(name), Checked()
    if made.faults:
        done.findings, done.usable = made.faults, False
        return done
    task = made.made
    sheet = task.exercise
    tests = cases(made.typed.get("test", []), made.where, sheet.trace, finder(sheet))
    points(task, done)
    printed(made, done)
    keys(made, done)
    own_numbers(made, done, tests)
    drawable = mistakes(made, done)
    if task.drawn and drawable:
        drawn_numbers(made, done, tests, variants, progress)
    return done


def points(task: Task, done: Checked) -> None:
    """What each `[[ask]]` is worth, the parts that are marked by hand, and the sum."""
    done.lines.append(task.title or task.id)
    worth: dict[str, float] = {}
    for part in task.exercise.parts:
        for ask in part.asks or ():
            if ask.kind == "text":
                continue
            name = with_part(part.part, ", ".join(quantities(ask.keys)) or ask.title)
            worth[name] = worth.get(name, 0.0) + asked_points(part, ask)
    wide = max((len(f"{of_it:g}") for of_it in worth.values()), default=1)
    for name, of_it in worth.items():
        done.say("ask", f"{of_it:<{wide}g}  {short(name)}")
    for one in task.manual:
        done.say("by hand", f"{one.points:g}  {with_part(one.part, one.title)}")
    total, by_hand = sum(worth.values()), sum(one.points for one in task.manual)
    both = f" and {by_hand:g} by hand: {total + by_hand:g}" if task.manual else ""
    done.say("points", f"{total:g}{both}")


def printed(made: Draft, done: Checked) -> None:
    """The author's own answers come first: what is wrong there is wrong everywhere."""
    answers = made.typed.get("printed")
    if answers is None:
        return
    try:
        found = graded(made.made.exercise, answers)
    except InputError as error:
        done.findings.append(error.at(made.at(error.where)))
        return
    wrong = len(found.disagree)
    done.say("printed", f"{found.number - wrong} of {found.number} answers agree")
    for one in found.disagree:
        done.say(
            "", f"{one.name}: {one.typed} is printed, {one.right} is right" + because(one.says)
        )
    for one in found.rounded:
        done.say(
            "", f"{one.name}: {one.typed} was cut off, or rounded on the way, from {one.right}"
        )
    if wrong:
        first = found.disagree[0]
        done.findings.append(InputError(
            made.at(f"printed.{first.key}"),
            f"{first.typed} is printed, {first.right} is right"
            + (f"; {wrong - 1} more disagree, see above" if wrong > 1 else ""),
            expected="printed answers that agree with the exercise",
            example=f'"{first.name}" = "{first.right}", or other numbers in the network',
        ))  # fmt: skip


def because(says: str) -> str:
    return f" ({says})" if says else ""


def keys(made: Draft, done: Checked) -> None:
    """Formulas of which no key can be shown: in what the answer may use there is no short one."""
    from grader.formula_key import LONGEST

    task = made.made
    without: dict[str, tuple[Trace, str]] = {}
    for own, sign, ask, place, part in asked(task.exercise):
        if ask.kind == "formula" and not shown_key(part, ask, place, sign):
            without.setdefault(own, (part.trace, ask.name))
    told: set[str] = set()
    for own, (known, array) in without.items():
        if place_of_ask(task, own) in told:
            continue
        told.add(place_of_ask(task, own))
        inputs = made_of(known, array)
        done.findings.append(InputError(
            made.at(place_of_ask(task, own)),
            f"{own}: no formula of at most {LONGEST} symbols and signs in what may be used "
            "can be shown as the key",
            expected=f"an ask for {inputs[0]} before it, or a list of what may be used",
            example=f"allowed = {json.dumps(inputs)}",
        ))  # fmt: skip


def shown_key(part: Exercise, ask: Ask, place: Place, sign: int) -> str:
    """The key of an entry, or of the whole array that it is of."""
    from grader.ask_formula import right_whole

    return (as_whole(part, ask) and right_whole(part, ask)) or in_words(part, ask, place, sign)


def made_of(known: Trace, name: str) -> list[str]:
    """What a line is made of, derivatives first."""
    step = known.by_name.get(name)
    return sorted(step.inputs if step else (name,), key=lambda one: "/" not in one)


def own_numbers(made: Draft, done: Checked, tests: Sequence[Case]) -> None:
    """The file's own numbers, and the tests on them."""
    sheet = made.made.exercise
    odd = [one for _, one in oddities(sheet, made.made, tests)]
    done.findings += [one.error(made, 1) for one in odd]
    if not odd:
        done.say("digits", f"{asked_digits(sheet)}: all answers can be given, lines rounded or not")
    accepts(sheet, done)
    carries(sheet, done)
    if tests:
        held = len(tests) - sum(one.place.startswith("test") for one in odd)
        done.say("tests", f"{held} of {len(tests)} hold on the file's own numbers")


def accepts(sheet: Exercise, done: Checked) -> None:
    """How far off accepted numbers may be, ask by ask, and where that is so much that a wrong one
    is among them."""
    found = [
        (short(with_part(part.part, name)), reach)
        for part in sheet.parts
        for name, reach in reaches(part.by_itself)
    ]
    width = max((len(name) for name, _ in found), default=0)
    for name, reach in found:
        done.say("accepts", f"{name:<{width}}  {reach}")
    weak = [with_part(part.part, str(one)) for part in sheet.parts for one in wide(part.by_itself)]
    for one in weak[:MOST_TOLD]:
        done.say("weak", one)
    if len(weak) > MOST_TOLD:
        done.say("", f"and {len(weak) - MOST_TOLD} more; ask for lines in between, or more digits")


def carries(sheet: Exercise, done: Checked) -> None:
    """The lines into which no slip can be followed, since nothing before them is asked."""
    told = [with_part(part.part, line) for part in sheet.parts for line in alone(part.by_itself)]
    for line in told[:MOST_TOLD]:
        done.say("carries", line)
    if len(told) > MOST_TOLD:
        done.say("", f"and {len(told) - MOST_TOLD} more; check --exam lists all of them")


def short(name: str) -> str:
    return name if len(name) < LONG else name[:LONG] + "…"


def asked_digits(sheet: Exercise) -> str:
    if sheet.decimals is not None:
        return counted(sheet.decimals, "decimal")
    return counted(sheet.digits, "significant digit")


def mistakes(made: Draft, done: Checked) -> bool:
    """Which mistakes their numbers tell apart, and which look like others, or like nothing wrong,
    whatever the numbers are. False where no numbers can be drawn to see."""
    try:
        told = apart(made.made)
    except InputError as error:
        done.findings.append(error.at(made.at(error.where.removeprefix(f"{made.where}: "))))
        return False
    for what, line in zip(("mistakes", *("" for _ in told)), told, strict=False):
        done.say(what, line)
    return True


def drawn_numbers(
    made: Draft, done: Checked, tests: Sequence[Case], variants: int, progress: Progress
) -> None:
    """The same on variants; one that cannot be drawn ends it."""
    task, found = made.made, dict[str, Odd]()
    everywhere = [test for test in tests if not test.own]
    drawn = 0
    try:
        for these, sheet in progress(batches(task, variants), variants):
            for student, odd in oddities(sheet, task, everywhere):
                kept = found.setdefault(f"{odd.place} {odd.expected}", odd)
                kept.student = kept.student or called(these[student])
                kept.times.add(these[student])
            drawn = these.stop
    except InputError as error:
        done.findings.append(error.at(made.at(error.where.removeprefix(f"{made.where}: "))))
    doable = drawn > 0 and not any(odd.place.startswith("ask") for odd in found.values())
    done.say("variants", f"{drawn:,} drawn" + (", all of them can be done as asked" * doable))
    if everywhere and drawn:
        failed = sum(one.place.startswith("test") for one in found.values())
        done.say("tests", f"{len(everywhere) - failed} of {len(everywhere)} hold on all of them")
    done.findings += [odd.error(made, drawn) for odd in found.values()]


def oddities(sheet: Exercise, task: Task, tests: Sequence[Case]) -> Iterator[tuple[int, Odd]]:
    """What does not hold, and for which student of a class (0 where there is only one)."""
    for student, name, why in unsolvable(sheet):
        yield (
            student,
            Odd(
                place_of_ask(task, name),
                f"{name}: {why}",
                f"{name} that shows its digits",
                "digits = 4, or other numbers",
            ),
        )
    for test in tests:
        for student, says in fails(test, sheet).items():
            yield (
                student,
                Odd(
                    f"test[{test.number}]",
                    f"{test.called}: {says}",
                    "a test that holds on every set of numbers",
                    'numbers = "own", for one that is meant for the file\'s own',
                ),
            )


def place_of_ask(task: Task, name: str) -> str:
    """The `[[ask]]` that asks for an answer, as messages name it."""
    part, found, _ = named(task.exercise, name)
    tables = part.table.get("ask", []) if part.part else task.exercise.keys.get("ask", [])
    inside = f"part[{task.exercise.parts.index(part) + 1}]." * bool(part.part)
    asks = [one.keys for one in part.asks or () if one.name == found.name]
    numbers = (at for at, table in enumerate(as_list(tables), 1) if table in asks[:1])
    return f"{inside}ask[{next(numbers)}]" if asks else f"{inside}ask"
