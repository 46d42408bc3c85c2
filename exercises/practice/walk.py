"""The walk with the grader in it: what is typed in a try is marked after one's own lines."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracer.errors import InputError
from tracer.symbols import Place, entry_name
from tracer.walk import command
from tracer.walk.answers import Typed, by_digits
from tracer.walk.trying import Judgement, off_by

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from grader.result import Marked
    from tracer.trace import Trace

__doc__ = command.__doc__  # what --help says

MOST_NUMBERS = 20_000  # in a trace: the search for a mistake then takes less than a second


def add_arguments(parser: ArgumentParser) -> None:
    command.add_arguments(parser)


def run(args: Any) -> int:
    try:
        return command.run(args, judge, "exercises.practice.walk")
    except InputError:
        from exercises.task import bundled  # with the grader, which takes time

        if args.file not in bundled():
            raise
        raise InputError(
            args.file,
            "this is an exercise, not a network or an expression",
            expected="the file of a network or of an expression, or an example",
            example=f"backprop practice {args.file}",
        ) from None


def judge(
    trace: Trace, name: str, typed: Typed, before: Mapping[str, str]
) -> dict[Place | None, Judgement]:
    """The grader's verdict on each value, given what the person wrote in the lines before."""
    alone = by_digits(trace, name, typed, before)
    if sum(numbers.size for numbers in trace.state.values()) > MOST_NUMBERS:
        return alone
    from grader import mark
    from grader.asked import Exercise

    now = {entry_name(name, place): text for place, text in typed.items()}
    sheet = Exercise(source=trace.source, steps=trace.iterations)
    marked = {answer.name: answer for answer in mark(sheet, {**before, **now}).student.answers}
    return {
        place: in_words(trace, marked[entry]) if entry in marked else alone[place]
        for place, entry in zip(typed, now, strict=True)
    }


def in_words(trace: Trace, answer: Marked) -> Judgement:
    """A verdict of the grader as the walk says it: the line itself is shown beside it."""
    match answer.verdict:
        case "right":  # also where it follows from the line shown, not from one's own before it
            return Judgement("right", "right")
        case "follows" | "coarse":
            return Judgement(answer.verdict, answer.message)
        case "mistake":
            return Judgement("off", f"your number fits {answer.mistakes[0]}: {answer.says}")
        case "wrong":
            return Judgement("off", wrong(trace, answer))
        case _:
            return Judgement("unreadable", answer.message)


def wrong(trace: Trace, answer: Marked) -> str:
    """How far off, and that it does not follow from the person's own numbers either."""
    from grader.answers import typed

    number = typed(answer.typed)
    row, column = answer.entry or (1, 1)
    true = float(trace.shown(answer.quantity)[row - 1, column - 1])
    says = off_by(number.value, true) if number else answer.message
    if answer.because_of:
        says += f"; it does not follow from your own {', '.join(answer.because_of[:3])} either"
    return says


if __name__ == "__main__":
    from exercises.cli import COMMANDS
    from tracer.cli import run as run_command

    sys.exit(run_command("backprop", {"walk": COMMANDS["walk"]}, ["walk", *sys.argv[1:]]))
