"""Mark paper by exception: student by student, each line with what should stand in it.

Enter accepts a line; a number records what stands there instead, and what should stand in the
later lines follows from it at once. Everything is kept at each key press in DIR/copied/ and, for
the parts that are marked by hand, in DIR/overrides.csv; afterwards
`backprop grade EXERCISE DIR/copied -o DIR` writes the gradebook and the feedback.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    add = parser.add_argument
    add("--roster", metavar="FILE", required=True, help="a CSV file with a column `student`")
    add("--secret-file", metavar="FILE", help="the secret with which the sheets were made")
    add("-o", "--output", metavar="DIR", required=True, help="keep everything in this folder")


def run(args: Namespace) -> int:
    from dataclasses import replace

    from tracer.errors import InputError
    from tracer.walk.app import crashed, say
    from tracer.walk.command import has_screen

    from ..classroom.roster import read_roster
    from ..task import task
    from .paper import Marking, Paper
    from .store import Store

    given = task(args.exercise)
    if given.exercise.asks is None:
        raise InputError(args.exercise, "it asks for nothing", expected="an exercise file with "
                         "[[ask]]", example='[[ask]]\nquantity = "dJ/dW[2]"')  # fmt: skip
    if not has_screen():
        raise InputError("mark", "it needs a terminal of its own", expected="a terminal",
                         example="backprop grade sheet.toml copied/ -o marks/")  # fmt: skip
    students = [student.id for student in read_roster(args.roster)]
    store = Store(args.output, given.exercise)
    papers = []
    for student in students:
        sheet = given.exercise
        if args.secret_file is not None:
            from ..secret import read_secret
            from ..variants import variant

            sheet = variant(given, read_secret(args.secret_file), student)
        papers.append(Paper(replace(sheet, reveal="all"), student))
        store.load(papers[-1])
    from .app import MarkingApp

    marking = Marking(papers)
    app = MarkingApp(marking, store)
    app.run()
    if app.crash is not None:
        say(crashed(app.crash, None).replace("backprop walk", "backprop mark"))
        return 1
    entered = sum(marking.entered.values())
    if marking.entered:
        papers_done = len(marking.entered)
        what = "1 paper" if papers_done == 1 else f"{papers_done} papers"
        say(f"{what}, {entered / papers_done:.1f} entries each")
        say(f"now: backprop grade {args.exercise} {args.output}/copied -o {args.output}")
    return 0
