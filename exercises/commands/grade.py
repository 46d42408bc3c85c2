"""Mark hand-computed numbers: every line against what follows from the student's own numbers.

EXERCISE is an exercise file, a bundled exercise, a network or an expression. ANSWERS are files of
typed answers, TOML, JSON, CSV or xlsx, or folders of them; - is standard input. Where the sheets
were made with the secret of a course, --secret-file finds everybody's own numbers again. With -o
a folder is filled: gradebook.csv, items.json, report.html, feedback/ for the students, records/
for the instructor; marks set by hand stand in its overrides.csv. The same command once more takes
up what was cut short. With --format, OUT is one file. Wrong answers are no failure: the exit code
is 1 only if a submission could not be read.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from grader.commands import grade


def add_arguments(parser: ArgumentParser) -> None:
    grade.add_arguments(parser)
    parser.add_argument(
        "--secret-file", metavar="FILE", help="the secret with which the sheets were made"
    )


def run(args: Namespace) -> int:
    from ..task import task

    given = task(args.exercise)
    if args.secret_file is None:
        return grade.graded(args, given.exercise, None)
    from ..classroom.own import own_numbers
    from ..secret import read_secret

    return grade.graded(args, given.exercise, own_numbers(given, read_secret(args.secret_file)))
