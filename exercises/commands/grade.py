"""Mark hand-computed numbers: every line against what follows from the student's own numbers.

EXERCISE is an exercise file, a bundled exercise, a network or an expression. ANSWERS are files of
typed answers, TOML, JSON, CSV or xlsx, or folders of them; - is standard input. Where the sheets
were made with the secret of a course, --secret-file finds everybody's own numbers again, and --set
makes sure that they are those on the sheets, by the ids of the roster. With -o a folder is filled:
gradebook.csv, items.json, report.html, feedback/ for the students, records/ for the instructor;
marks set by hand stand in its overrides.csv. The same command once more takes up what was cut
short. With --format, OUT is one file. Wrong answers are no failure: the exit code is 1 only if
something that was handed in could not be read (who wrote it has no mark yet, but ?), or if the
marks in OUT stand under other rules than this program's.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands import grade

if TYPE_CHECKING:
    from grader.asked import Exercise
    from grader.classes.work import Own


SAME_FOR_ALL = (
    "no --secret-file: everybody is marked on the numbers that stand in the exercise's own file\n"
)


def add_arguments(parser: ArgumentParser) -> None:
    grade.add_arguments(parser)
    parser.add_argument(
        "--secret-file", metavar="FILE", help="the secret with which the sheets were made"
    )
    parser.add_argument("--set", metavar="DIR", help="the folder that `assign` filled")


def run(args: Namespace) -> int:
    from functools import partial

    from ..classroom.manifest import without_secret
    from ..secret import read_secret
    from ..task import task

    secret = None if args.secret_file is None else read_secret(args.secret_file)
    if args.set is not None and secret is None:
        raise without_secret(args.set)
    into_folder = args.output is not None and args.format is None
    if into_folder and secret is None and task(args.exercise).variants:
        sys.stderr.write(SAME_FOR_ALL)
    return grade.graded(args, partial(loaded, args.exercise, args.instructor, secret, args.set))


def loaded(
    name: str, instructor: bool, secret: bytes | None, handed_out: str | None = None
) -> tuple[Exercise, Own | None]:
    """The exercise of a name, and with the secret everybody's own numbers. `handed_out`: the
    folder of the sheets."""
    from ..task import task

    given = task(name)
    sheet = grade.seen_by(given.exercise, instructor)
    if secret is None:
        return sheet, None
    from ..classroom.manifest import read_manifest
    from ..classroom.own import own_numbers

    sheets = None if handed_out is None else read_manifest(Path(handed_out))
    return sheet, own_numbers(given, secret, instructor, sheets)
