"""Mark paper by exception: student by student, each line with what should stand in it.

Enter accepts a line; a number records what stands there instead, and what should stand in the
later lines follows from it at once. Everything is kept at each key press in DIR/copied/, in
DIR/unfinished/ while something was not looked at, and, for the parts that are marked by hand, in
DIR/overrides.csv; afterwards `backprop grade EXERCISE DIR/copied -o DIR` writes the gradebook and
the feedback.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.asked import Exercise


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    add = parser.add_argument
    add("--roster", metavar="FILE", required=True, help="CSV or xlsx with a column `student`")
    add("--secret-file", metavar="FILE", help="the secret with which the sheets were made")
    add("--set", metavar="DIR", help="the folder that `assign` filled")
    add("--student-column", metavar="NAME", default="student", help="which column has the ids")
    add("-o", "--output", metavar="DIR", required=True, help="keep everything in this folder")
    add("--ascii", action="store_true", help="for terminals that have no ∂, Σ or ⏎")


def run(args: Namespace) -> int:
    from dataclasses import replace
    from functools import partial
    from pathlib import Path

    from tracer.errors import InputError
    from tracer.shell.terminal import has_screen, ran, say

    from ..classroom.manifest import read_manifest, without_secret
    from ..classroom.own_numbers import sheet_of
    from ..classroom.roster import read_roster
    from ..secret import read_secret
    from ..task import task
    from .copied import Paper
    from .leaving import last_words
    from .model import Marking
    from .store import Store

    given = task(args.exercise)
    if given.exercise.asks is None:
        raise InputError(args.exercise, "it asks for nothing", expected="an exercise file with "
                         "[[ask]]", example='[[ask]]\nquantity = "dJ/dW[2]"')  # fmt: skip
    if not has_screen():
        raise InputError("mark", "it needs a terminal of its own", expected="a terminal",
                         example="backprop grade sheet.toml copied/ -o marks/")  # fmt: skip
    if args.set is not None and args.secret_file is None:
        raise without_secret(args.set)
    students = [student.id for student in read_roster(args.roster, args.student_column)]
    store = Store(args.output, given.exercise)
    secret = None if args.secret_file is None else read_secret(args.secret_file)
    sheets = None if args.set is None else read_manifest(Path(args.set))
    if secret is not None and sheets is not None:
        for student in students:  # before the first screen, not at somebody in the middle
            sheet_of(given, secret, student, sheets)

    def own_sheet(student: str) -> Exercise:
        own = given.exercise
        if secret is not None:
            own = sheet_of(given, secret, student, sheets)
        return own.each(lambda part: replace(part, reveal="all"))

    papers = [Paper(partial(own_sheet, student), student) for student in students]
    for paper in papers:
        store.load(paper)
    from .app import MarkingApp

    marking = Marking(papers, store.marked())
    app = MarkingApp(marking, store, ascii=args.ascii)
    if not ran(app):
        return 1
    options = {"--secret-file": args.secret_file, "--set": args.set}
    for line in last_words(marking, store, args.exercise, options):
        say(line)
    return 0
