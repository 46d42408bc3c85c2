"""Mark hand-computed numbers: every line against what follows from the student's own numbers.

EXERCISE is an exercise file, a network or an expression, or the name of a bundled example.
ANSWERS are files of typed answers, TOML, JSON, CSV or xlsx, or folders of them; - is standard
input. With -o a folder is filled: gradebook.csv, items.json, report.html, feedback/ for the
students, records/ for the instructor; marks set by hand stand in its overrides.csv. The same
command once more takes up what was cut short. With --format, OUT is one file. Wrong answers are
no failure: the exit code is 1 only if a submission could not be read.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..classes.run import Outcome, Own
    from ..exercise_file import Exercise


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    parser.add_argument("answers", nargs="+", metavar="ANSWERS")
    add = parser.add_argument
    add("-f", "--format", metavar="NAME", help="text (default), markdown, html or json")
    add("-o", "--output", metavar="OUT", help="fill this folder; with --format, write this file")
    add("--force", action="store_true", help="replace OUT if it is a file that is there")
    add("--instructor", action="store_true", help="show everything, whatever `reveal` says")
    add("--no-feedback", action="store_true", help="only the gradebook and the items")


def run(args: Namespace) -> int:
    from ..exercise_file import exercise

    return graded(args, exercise(args.exercise), None)


def graded(args: Namespace, sheet: Exercise, own: Own | None) -> int:
    """Mark into a folder, or print. `own`: each student's own numbers."""
    from dataclasses import replace

    if args.instructor:
        sheet = replace(sheet, reveal="all")
    if args.output not in (None, "-") and args.format is None:
        return into_folder(args, sheet, own)
    return printed(args, sheet, own)


def printed(args: Namespace, sheet: Exercise, own: Own | None) -> int:
    from tracer.output import output

    from ..marking import mark
    from ..report import find

    write = find(args.format or "text")
    if own is None:
        report = mark(sheet, args.answers)
    else:
        from ..classes.run import mark_each

        report = mark_each(sheet, args.answers, own)
    with output(args.output, force=args.force) as stream:
        stream.write(write(report))
    return 1 if report.problems else 0


def into_folder(args: Namespace, sheet: Exercise, own: Own | None) -> int:
    from tracer.errors import InputError
    from tracer.output import output
    from tracer.progress import progress

    from ..classes.run import grade_class

    if sheet.asks is None:
        raise InputError(
            args.exercise,
            "it asks for nothing: a class needs an exercise",
            expected="an exercise file with [[ask]]",
            example='[[ask]]\nquantity = "dJ/dW[2]"',
        )
    with progress("students") as tell:
        done = grade_class(
            sheet, args.answers, args.output, own=own, feedback=not args.no_feedback, tell=tell
        )
    with output(None) as stream:
        stream.writelines(f"{line}\n" for line in summary(done, args.output))
    return 1 if done.problems else 0


def summary(done: Outcome, folder: str) -> list[str]:
    """What a run did, for the person who called it."""
    from ..report.items import items_table

    lines = [f"{done.students} students marked into {folder}"]
    if done.items is not None and done.students:
        lines += items_table(done.items)
    return lines + [f"{one.where}: {one.message}" for one in done.problems]
