"""The walk without a screen: one line a step, formulas in words that a screen reader can say."""

from __future__ import annotations

import re
import sys
from typing import Any

from ..formula.spoken import spoken
from ..numbers import texts
from ..output import speaks_unicode
from ..shell.ascii import plain_ascii
from ..show import formula_of
from ..trace import Step
from .model import Walk
from .views.words import PHASES

MOST_ROWS = 12  # of a matrix that are read out


def plain(args: Any) -> int:
    """Print the whole walk, from `--at` on. Raises InputError."""
    from ..parts import read_part

    if args.file is None:
        from .opening import listed

        say("No file was named. These examples can be walked:")
        for name, title in listed():
            say(f"{name}: {title}")
        say("For example: backprop walk lecture-network --plain")
        return 0
    walk = Walk(read_part(args.file, args.part), args.steps)
    if args.at is not None:
        walk.at(args.at)
    say(opening(walk, args.file))
    for number in [stop for stop in walk.stops if stop >= walk.number]:
        walk.go(number)
        say(line(walk))
    say(f"End. With every number in a table, for a screen reader: "
        f"backprop trace {args.file} --format html -o trace.html")  # fmt: skip
    return 0


def opening(walk: Walk, file: str) -> str:
    title = walk.source.title or file
    return f"{title}. {len(walk.trace)} steps."


def line(walk: Walk) -> str:
    """One step: where, the equation in words, the numbers row after row, what went wrong."""
    step = walk.step
    equation = step.equation
    parts = [f"Step {step.number} of {len(walk.trace)}", PHASES[equation.phase].lower()]
    if equation.layer is not None:
        parts.append(f"layer {equation.layer}")
    if equation.iteration > 1:
        parts.append(f"iteration {equation.iteration}")
    says = f"{', '.join(parts)}: {spoken(formula_of(step))}. {numbers(walk, step)}"
    return says + "".join(f" Note: {in_words(problem.message)}." for problem in step.problems)


def numbers(walk: Walk, step: Step) -> str:
    """`Row 1: 0.05, 0.55, minus 0.52. Row 2: …`; a plain number is `It is 0.55.`"""
    sign, _ = step.trace.symbols.signed_tree(step.quantity)
    shown = texts(sign * step.trace.shown(step.name), walk.digits)
    if step.trace.scalar(step.name):
        return f"It is {word(shown[0, 0])}."
    rows = [
        f"Row {at}: {', '.join(map(word, row))}."
        for at, row in enumerate(shown[:MOST_ROWS].tolist(), 1)
    ]
    left = len(shown) - len(rows)
    return " ".join(rows) + (f" And {left} more rows." if left else "")


WORDS = {"0·∞": "0 times infinity", "∞": "infinity", "ŷ": "y hat", "−": "minus", "·": "times",
         "½": "one half"}  # fmt: skip


def in_words(message: str) -> str:
    """A note without signs that a screen reader passes over."""
    message = re.sub(r"∂([^\s/]+)/∂", r"partial \1 by partial ", message)
    message = re.sub(r"−(?=\S)", "minus ", message)
    for sign, said in WORDS.items():
        message = message.replace(sign, said)
    return message


def word(number: str) -> str:
    return number.replace("-", "minus ", 1) if number.startswith("-") else number


def say(text: str) -> None:
    """A line, in signs that the terminal can print."""
    shown = text if speaks_unicode(sys.stdout) else plain_ascii(text)
    sys.stdout.write(shown + "\n")
