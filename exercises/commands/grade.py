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
    from grader.classes.carried import Carried
    from grader.classes.work import Load, Own

    from ..classroom.manifest import Manifest
    from ..task import Task


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
    into_folder = args.output is not None and args.format is None
    load, given = loading(args, args.instructor)
    if into_folder and args.secret_file is None and given.drawn:
        sys.stderr.write(SAME_FOR_ALL)
    return grade.graded(args, load)


def loading(args: Namespace, instructor: bool) -> tuple[Load, Task]:
    """What makes the exercise, wherever that is called, and the exercise itself. Raises InputError
    for what is wrong with it, with the secret, or with the set."""
    from functools import partial

    from ..task import task

    secret, sheets = secret_and_sheets(args)
    given = task(args.exercise)
    if not given.exercise.keys:  # a network or an expression: it is printed here, and goes nowhere
        return (lambda: (grade.seen_by(given.exercise, instructor), None)), given
    if args.output is None:
        return partial(with_own, given, instructor, secret, sheets), given
    from grader.classes.carried import carried  # to other processes, and for another day
    from tracer.files import label

    brought = carried(given.exercise, label(args.exercise))
    return partial(loaded, brought, instructor, secret, sheets), given


def secret_and_sheets(args: Namespace) -> tuple[bytes | None, Manifest | None]:
    """The course's secret and the sheets that were made with it, where they are given. Raises
    InputError where the secret is needed and is not."""
    if args.secret_file is None and args.set is None:
        return None, None  # what reads them takes time to load
    from ..classroom.manifest import read_manifest, without_secret
    from ..secret import read_secret

    secret = None if args.secret_file is None else read_secret(args.secret_file)
    if args.set is not None and secret is None:
        raise without_secret(args.set)
    return secret, None if args.set is None else read_manifest(Path(args.set))


def loaded(
    brought: Carried, instructor: bool, secret: bytes | None, handed_out: Manifest | None = None
) -> tuple[Exercise, Own | None]:
    """The exercise, and with the secret everybody's own numbers. `handed_out`: the sheets."""
    from dataclasses import replace

    from ..task import of_file

    made = of_file(brought.whole, brought.where, Path())
    made = replace(made, exercise=brought.unpacked(made.exercise))
    return with_own(made, instructor, secret, handed_out)


def with_own(
    made: Task, instructor: bool, secret: bytes | None, handed_out: Manifest | None
) -> tuple[Exercise, Own | None]:
    """An exercise as it is seen, and with the secret everybody's own numbers."""
    sheet = grade.seen_by(made.exercise, instructor)
    if secret is None:
        return sheet, None
    from ..classroom.own_numbers import own_numbers

    return sheet, own_numbers(made, secret, instructor, handed_out)
