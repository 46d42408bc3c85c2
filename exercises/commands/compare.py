"""Lay your own marks of some papers beside those of this program, and see where they differ.

HAND-INS are files of typed answers, or folders of them, as `grade` reads them. MARKS is a CSV file
with the columns student and points, or student, quantity and points, where a quantity is a line of
the sheet or one entry of it. Of each disagreement it is said why ours is what it is, the largest
first. Nothing is written but what is asked for by -o; a name that ends in .html is a page.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    parser.add_argument("handed_in", nargs="+", metavar="HAND-INS")
    parser.add_argument("marks", metavar="MARKS")
    add = parser.add_argument
    add("-f", "--format", metavar="NAME", help="text (default) or html")
    add("-o", "--output", metavar="FILE", help="write this file")
    add("--force", action="store_true", help="replace FILE if it is there")
    add("--secret-file", metavar="FILE", help="the secret with which the sheets were made")
    add("--set", metavar="DIR", help="the folder that `assign` filled")


def run(args: Namespace) -> int:
    from grader.classes.compare import compare
    from grader.report.compare import FORMATS
    from tracer.errors import InputError, unknown
    from tracer.output import output

    from .grade import loading

    page = args.format is None and str(args.output).lower().endswith((".html", ".htm"))
    form = "html" if page else args.format or "text"
    if form not in FORMATS:
        raise unknown("--format", "format", form, FORMATS, "--format {}")
    load, given = loading(args, instructor=True)
    if given.exercise.asks is None:
        raise InputError(
            args.exercise,
            "it asks for nothing: there are no points to compare",
            expected="an exercise file with [[ask]]",
            example='[[ask]]\nquantity = "dJ/dW[2]"',
        )
    found = compare(load, args.handed_in, args.marks)
    with output(args.output, force=args.force) as stream:
        stream.write(FORMATS[form](found))
    return 1 if found.problems else 0
