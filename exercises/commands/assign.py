"""Hand out an exercise to a class: everybody's own numbers, drawn with the secret of the course.

The roster is a CSV file with a column `student`, or what --student-column says; its other columns
are kept. DIR/students/ holds a folder a student, to hand out; DIR/mail-merge.csv says who gets
what, DIR/upload.zip is all of it for a system's bulk upload; DIR/instructor/ has the manifest, the
keys and the worked solutions. Run it again with a longer roster: nobody's sheet is ever changed.
`backprop grade EXERCISE handed-in/ --secret-file S --set DIR -o marks/` marks what comes back.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    add = parser.add_argument
    add("--roster", metavar="FILE", required=True, help="CSV or xlsx with a column `student`")
    add("--student-column", metavar="NAME", default="student", help="which column has the ids")
    add("--rules", action="store_true", help="add a page on how it is marked: rules.html")
    add("--secret-file", metavar="FILE", required=True, help="one line that only teachers know")
    add("--formats", metavar="NAMES", default="html,csv", help="as of `sheet`: html, csv, xlsx, …")
    add("-o", "--output", metavar="DIR", required=True, help="write everything into this folder")


def run(args: Namespace) -> int:
    from tracer.output import output
    from tracer.progress import progress

    from ..classroom.handout import hand_out
    from ..classroom.roster import read_roster
    from ..secret import read_secret
    from ..task import task

    given = task(args.exercise)
    roster = read_roster(args.roster, args.student_column)
    secret = read_secret(args.secret_file)
    names = [name.strip() for name in args.formats.split(",") if name.strip()]
    with progress("students", len(roster)) as tell:
        done = hand_out(given, roster, secret, names, args.output, tell, rules=args.rules)
    with output(None) as out:
        out.write(
            f"{done.students} students have sheets in {args.output}, {done.new} of them new\n"
        )
    return 0
