"""Make an exercise sheet: to print, to fill in in a browser or a spreadsheet, to hand out.

EXERCISE is an exercise file or the id of a bundled exercise; a network or an expression asks for
every line. The files are called sheet.* and answers.*; with --solution also solution.*, where
every equation has its numbers, and key.json. What is filled in is marked by `backprop grade`.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

DEFAULT = "html,csv"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    add = parser.add_argument
    add(
        "--formats",
        metavar="NAMES",
        default=DEFAULT,
        help="separated by commas: html, md, tex, pdf, xlsx, svg, csv, toml (html,csv)",
    )
    add("-o", "--output", metavar="DIR", required=True, help="write the files into this folder")
    add("--student", metavar="ID", default="", help="whose sheet it is")
    add(
        "--secret-file",
        metavar="FILE",
        help="draw the student's own numbers with the course's secret in this file",
    )
    add("--solution", action="store_true", help="write the instructor's copy too")
    add("--large", action="store_true", help="in large print (html, tex, pdf)")
    add(
        "--all-lines",
        action="store_true",
        help="boxes, not marked, for the lines between: what is written there is followed",
    )
    add("--force", action="store_true", help="replace files that are there")


def run(args: Namespace) -> int:
    import sys
    from pathlib import Path

    from tracer.errors import InputError
    from tracer.output import output

    from ..task import task
    from ..worksheet.files import files, save

    given = task(args.exercise)
    exercise = None
    if args.secret_file is not None:
        if not args.student:
            raise InputError("--secret-file", "it says nothing without a student",
                             expected="--student with the id of the student",
                             example="--student ana --secret-file secret.txt")  # fmt: skip
        from ..secret import read_secret
        from ..variants import variant

        exercise = variant(given, read_secret(args.secret_file), args.student)
    elif args.student and given.drawn:
        said = "the exercise's own numbers; --secret-file draws the student's"
        sys.stderr.write(f"backprop: {said}\n")
    names = [name.strip() for name in args.formats.split(",") if name.strip()]
    made = files(
        given,
        names,
        exercise=exercise,
        student=args.student,
        with_solution=args.solution,
        between=args.all_lines,
        large=args.large,
    )
    paths = save(made, Path(args.output), force=args.force)
    with output(None) as out:
        out.writelines(f"{path}\n" for path in paths)
    return 0
