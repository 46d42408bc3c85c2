"""What an exam with an exercise would do, on the file's own numbers.

accepts     how far off an accepted number may be, ask by ask
carries     which lines a slip before them can be followed into
no work     what a sheet earns that was filled in without any, beyond what is right by itself
slip        what one wrong sign costs somebody who works everything else on from it
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from grader import mark
from grader.asked import Exercise
from grader.entries import Entry
from grader.report.label import as_asked
from grader.result import StudentReport
from tracer.checks import counted
from tracer.errors import InputError
from tracer.parts import with_part

from ..variants.plan import task_of_part
from .by_hand import Answers, answers, line_by_line, typed
from .carries import UNWRITTEN, carried
from .checked import Checked, accepts, place_of_ask
from .faults import Draft, draft
from .reach import Reach, best_line, reach_of
from .slips import HAIR, Cost, boxes, cost, paper_of, slip_in, unmoved

MOST_OFF = 0.05  # relative: how far off a number may be accepted
MOST_UNWORKED = 0.1  # of the points: what a sheet without work may earn
BATCH = 20  # papers that are marked together
MOST_NAMED = 3  # boxes of one sentence

Way: TypeAlias = Callable[[Exercise], Answers]
Papers: TypeAlias = Iterable[tuple[range, Sequence[Answers]]]
Progress: TypeAlias = Callable[[Papers, int], Papers]


def exam(name: str, progress: Progress = lambda batches, _: batches) -> Checked:
    """Try an exam with the exercise of a file. Raises InputError if there is none in it."""
    made, done = draft(name), Checked()
    if made.faults:
        done.findings, done.usable = made.faults, False
        return done
    done.lines.append(made.made.title or made.made.id)
    for part in made.made.exercise.parts:
        if part.part:
            done.say("part", with_part(part.part, part.part_title))
        one = replace(task_of_part(made.made, part), exercise=part.by_itself)
        exam_of(replace(made, task=one), done, progress)
    return done


def exam_of(made: Draft, done: Checked, progress: Progress) -> None:
    """The same of one part."""
    sheet = made.made.exercise
    if not boxes(sheet):
        done.say("numbers", "none is asked for: there is nothing to try")
        return
    accepts(sheet, done)
    too_wide(made, done)
    for line in carried(sheet, list(dict.fromkeys(one.name for one in boxes(sheet)))):
        done.say("carries" if line != UNWRITTEN else "", line)
    without_work(made, done, progress)
    with_slips(made, done, progress)


def rights(sheet: Exercise) -> dict[str, float]:
    """The right number of every box, by its canonical name."""
    return {one.label: float(sheet.trace[one.label]) for one in boxes(sheet)}


def reports_of(
    sheet: Exercise, papers: Sequence[Answers], progress: Progress
) -> list[StudentReport]:
    """The reports of many papers, marked some at a time."""
    starts = range(0, len(papers), BATCH)
    parts = ((range(at, min(at + BATCH, len(papers))), papers[at : at + BATCH]) for at in starts)
    found: list[StudentReport] = []
    for _, some in progress(parts, len(papers)):
        found += mark(sheet, some).students
    return found


def finding(made: Draft, name: str, wrong: str, expected: str, example: str) -> InputError:
    place = place_of_ask(made.made, name) if name else "ask"
    return InputError(made.at(place), wrong, expected=expected, example=example)


def shown(number: float) -> str:
    """Points, as they are told."""
    return f"{round(number, 3):g}"


def listed(boxes: Sequence[str]) -> str:
    more = len(boxes) - MOST_NAMED
    return ", ".join(boxes[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


# How wide numbers are accepted


def too_wide(made: Draft, done: Checked) -> None:
    """Lines of which numbers far off the right one are accepted."""
    sheet, worst = made.made.exercise, dict[str, Reach]()
    for answer in mark(sheet, answers(sheet)).student.answers:
        reach = reach_of(sheet, answer) if answer.max else None
        if reach is not None and reach.relative > MOST_OFF:
            before = worst.setdefault(answer.quantity, reach)
            worst[answer.quantity] = max(before, reach, key=lambda one: one.relative)
    for name, reach in worst.items():
        done.findings.append(finding(
            made, name,
            f"{reach.entry.shown}: a number that is {reach.percent} off is accepted as right",
            f"numbers that are at most {100 * MOST_OFF:g} % off",
            narrower(sheet, reach),
        ))  # fmt: skip


def narrower(sheet: Exercise, reach: Reach) -> str:
    """What to write, so that less is accepted."""
    if sheet.tolerance is not None:
        return "tolerance = {relative = 0.01}"
    line = best_line(sheet, reach)
    if line is not None:
        return f'[[ask]] and below it quantity = "{line[0]}"'
    return f"digits = {sheet.digits + 1}, or other numbers"


# What is earned without work


def everywhere(text: str) -> Way:
    return lambda sheet: dict.fromkeys(rights(sheet), text)


def one_digit(sheet: Exercise) -> Answers:
    return {label: f"{number:.0e}" for label, number in rights(sheet).items()}


def forward_then_0(sheet: Exercise) -> Answers:
    ahead = {one.label for one in boxes(sheet) if forward(sheet, one)}
    known = rights(sheet).items()
    return {label: typed(number, sheet) if label in ahead else "0" for label, number in known}


def forward(sheet: Exercise, one: Entry) -> bool:
    """Whether a box is of the forward pass or the cost."""
    step = sheet.trace.by_name.get(one.name)
    return step is not None and step.equation.phase in ("forward", "cost")


def first_copied(sheet: Exercise) -> Answers:
    known = rights(sheet)
    return dict.fromkeys(known, typed(next(iter(known.values())), sheet))


WAYS: dict[str, Way] = {
    "0 in every box": everywhere("0"),
    "1 in every box": everywhere("1"),
    "0.1 in every box": everywhere("0.1"),
    "0.3712 in every box": everywhere("0.3712"),
    "one digit a box": one_digit,
    "forward right, then 0": forward_then_0,
    "the first number everywhere": first_copied,
}


def without_work(made: Draft, done: Checked, progress: Progress) -> None:
    """What each way to fill a sheet in earns in boxes whose number is not right when it is typed
    alone."""
    sheet = made.made.exercise
    filled = {way: fill(sheet) for way, fill in WAYS.items()}
    found = reports_of(sheet, list(filled.values()), progress)
    paid = [[one for one in report.answers if one.points and one.typed] for report in found]
    pairs = list(dict.fromkeys((one.name, one.typed) for some in paid for one in some))
    alone = reports_of(sheet, [{label: text} for label, text in pairs], progress)
    right = {
        pair for pair, report in zip(pairs, alone, strict=True)
        if report[pair[0]].verdict == "right"
    }  # fmt: skip
    total = sum(one.worth for one in boxes(sheet))
    for way, some in zip(filled, paid, strict=True):
        more = [one for one in some if (one.name, one.typed) not in right]
        points, by_itself = (sum(each.points for each in part) for part in (more, some))
        by_itself -= points
        told = f"{way}: {shown(points)} of {shown(total)} points"
        told += f", and {shown(by_itself)} for what is right by itself" if by_itself else ""
        done.say("no work", told)
        if points > MOST_UNWORKED * total + HAIR:
            paid_for = listed([f"{one.shown} {one.verdict}" for one in more])
            done.findings.append(finding(
                made, "",
                f"{told} ({paid_for})",
                f"at most {100 * MOST_UNWORKED:g} % of the points for a sheet without work",
                "points = 4, at a line that nobody fills in without work",
            ))  # fmt: skip


# What one slip costs


def with_slips(made: Draft, done: Checked, progress: Progress) -> None:
    """A wrong sign in every box that is not 0, one at a time; the dearest of each line is told."""
    sheet = made.made.exercise
    honest = line_by_line(sheet)
    whole = paper_of(sheet, honest)
    slipped = [one for one in boxes(sheet) if float(whole[one.label] or 0) != 0]
    states = [slip_in(sheet, one, honest) for one in slipped]
    papers = [
        # what is no line of its own, as Δw may be, goes into no other
        {**paper_of(sheet, state), one.label: typed(-float(whole[one.label]), sheet)}
        for one, state in zip(slipped, states, strict=True)
    ]
    right, *found = reports_of(sheet, [whole, *papers], progress)
    costs: dict[str, list[Cost]] = {}
    for one, state, report in zip(slipped, states, found, strict=True):
        lost = cost(sheet, one, right, report, unmoved(sheet, state, honest))
        costs.setdefault(one.name, []).append(lost)
    for name, some in costs.items():
        worst = max(some, key=lambda one: (one.over > HAIR, one.lost))
        told = (
            f"a sign in {as_asked(sheet, worst.box)} costs {shown(worst.lost)} of "
            f"{shown(right.max)} points: {shown(worst.own)} of its box"
        )
        if worst.eased:
            told += f", up to {shown(worst.eased)} of what it made trivial or impossible"
        done.say("slip", told)
        dear = sum(one.over > HAIR for one in some)
        if dear:
            done.findings.append(finding(
                made, name,
                f"{told}, {shown(worst.over)} more than is fair: {listed(worst.also)}"
                + (f" ({counted(dear, 'box')} of this line)" if dear > 1 else ""),
                "a slip that costs its own box and half of what it made trivial",
                "credit = {follows = 1, simplified = 0.5}",
            ))  # fmt: skip
