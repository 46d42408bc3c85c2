"""Compare every derivative of a trace with difference quotients, for shrinking Δx.

The forward quotient is shown closing in; the central one judges, at 1e-6 of the array's largest
magnitude. Exit code 1 if any quantity disagrees.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from ..cli import whole_number


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a network or expression, or an example's name"
    )
    add = parser.add_argument
    add("--steps", default="1", metavar="K", help="updates in a row to check (1)")
    add("--digits", default="6", metavar="N", help="significant digits from 1 to 17 (6)")
    add("--seed", default="0", metavar="N",
        help="draws the entries tried where there are more than 2,000 (0)")  # fmt: skip
    add("--part", metavar="NAME", help="of an exercise file, the part of that name")
    add("--ascii", action="store_true", help="plain characters only")


def run(args: Namespace) -> int:
    from ..check import check
    from ..output import output, speaks_unicode
    from ..parts import read_part
    from .trace import MOST_STEPS

    steps = whole_number(args.steps, "--steps", 1, MOST_STEPS)
    digits = whole_number(args.digits, "--digits", 1, 17)
    seed = whole_number(args.seed, "--seed", 0, 10**9 - 1)
    report = check(read_part(args.file, args.part), steps, seed=seed)
    said = report.text(ascii=args.ascii or not speaks_unicode(sys.stdout), digits=digits)
    with output(None) as out:
        out.write(said.rstrip("\n") + "\n")
    return report.exit_code
