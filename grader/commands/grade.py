"""Mark hand-computed numbers: every line against what follows from the student's own numbers.

EXERCISE is an exercise file, a network or an expression, or the name of a bundled example.
ANSWERS are files of typed answers, TOML, JSON, CSV or xlsx; - is standard input. Wrong answers
are no failure: the exit code is 1 only if a submission could not be read.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    parser.add_argument("answers", nargs="+", metavar="ANSWERS")
    add = parser.add_argument
    add("-f", "--format", metavar="NAME", default="text", help="text, markdown, html or json")
    add("-o", "--output", metavar="OUT", help="write to this file; - is standard output")
    add("--force", action="store_true", help="replace OUT if it is there")
    add("--instructor", action="store_true", help="show everything, whatever `reveal` says")


def run(args: Namespace) -> int:
    from dataclasses import replace

    from tracer.output import output

    from ..exercise_file import exercise
    from ..marking import mark
    from ..report import find

    write = find(args.format)
    sheet = exercise(args.exercise)
    if args.instructor:
        sheet = replace(sheet, reveal="all")
    report = mark(sheet, args.answers)
    with output(args.output, force=args.force) as stream:
        stream.write(write(report))
    return 1 if report.problems else 0
