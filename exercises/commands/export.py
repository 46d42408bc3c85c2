"""Write an exercise as another system's question: the marking goes with it as far as it can.

EXERCISE is an exercise file or a bundled exercise. DIR gets the files of the system, and lost.md:
what it cannot do, by name. With --roster and --secret-file everybody is marked on numbers of their
own, with --set on those of the sheets that `assign` handed out; the secret itself is not written.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.asked import Exercise

    from ..classroom.roster import Student
    from ..task import Task


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    add = parser.add_argument
    add("--to", metavar="SYSTEM", required=True, help="gradescope")
    add("-o", "--output", metavar="DIR", required=True, help="write the files into this folder")
    add("--roster", metavar="FILE", help="CSV or xlsx with a column `student`")
    add("--student-column", metavar="NAME", default="student", help="which column has the ids")
    add("--secret-file", metavar="FILE", help="the secret with which the sheets were made")
    add("--set", metavar="DIR", help="the folder that `assign` filled")
    add("--force", action="store_true", help="replace files that are there")


def run(args: Namespace) -> int:
    from pathlib import Path

    from tracer.errors import InputError
    from tracer.output import output

    from ..targets import Given, find
    from ..targets.target import lost_text
    from ..task import task
    from ..worksheet.files import save
    from .grade import SAME_FOR_ALL

    target, made = find(args.to), task(args.exercise)
    if made.exercise.asks is None:
        raise InputError(
            args.exercise,
            "it asks for nothing",
            expected="an exercise file with [[ask]]",
            example='[[ask]]\nquantity = "dJ/dW[2]"',
        )
    given = Given(made, students_of(args, made))
    if made.variants and not given.students:
        sys.stderr.write(SAME_FOR_ALL)
    files = {**target.write(given), "lost.md": lost_text(target, given).encode()}
    paths = save(files, Path(args.output), force=args.force)
    with output(None) as out:
        out.writelines(f"{path}\n" for path in paths)
    return 0


def students_of(args: Namespace, made: Task) -> Sequence[tuple[Student, Exercise]]:
    """Everybody with their own numbers. Raises InputError where half of what it takes is there."""
    from tracer.errors import InputError

    from ..classroom.own_numbers import sheet_of
    from ..classroom.roster import Student, read_roster
    from .grade import secret_and_sheets

    secret, sheets = secret_and_sheets(args)
    if secret is None or not (args.roster or args.set):
        if secret is not None or args.roster:
            there, missing = (
                ("--secret-file", "--roster") if secret else ("--roster", "--secret-file")
            )
            raise InputError(there, f"it says nothing without {missing}", expected=missing,
                             example=f"{there} … {missing} …")  # fmt: skip
        return ()
    if args.roster:
        roster = read_roster(args.roster, args.student_column)
    else:
        assert sheets is not None
        roster = [Student(one.student, one.rest) for one in sheets.students.values()]
    if not made.variants:
        return ()
    return [(one, sheet_of(made, secret, one.id, sheets)) for one in roster]
