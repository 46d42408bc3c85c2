"""List the bundled exercises; start an exercise of one's own; check one.

Their ids work wherever an EXERCISE does.
"""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any

from tracer.cli import Parser, whole_number

if TYPE_CHECKING:
    from ..task import Task

SCHEMA = "backprop-exercises/1"
MOST_VARIANTS = 100_000

NEW = """Write a commented exercise file to begin with. It passes `check` as it stands.

With --ask, the numbers, what is asked and the points are asked for, one after the other. With
--like, it begins as a copy of a bundled exercise.
"""
CHECK = """Check an exercise file: all faults at once, with their lines.

The printed answers are graded first. Then: what is asked exists, the points, whether it can be
done at the digits asked for, whether variants can be drawn, which mistakes can be told apart, and
whether the file's own tests hold on every variant. With --exam: how far accepted numbers reach,
which lines carry a slip on, what a sheet without work earns and what each single slip costs. Exit
code 1 if something does not hold, 2 if the file cannot be used.
"""


class Part(Parser):
    """One of the commands list, new and check: it refuses its own unknown words."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        known, extra = super().parse_known_args(args, namespace)
        if extra:
            self.refuse(extra[0])
        return known, extra


def add_arguments(parser: ArgumentParser) -> None:
    formats(parser, "text")
    parts = parser.add_subparsers(dest="part", metavar="list | new | check", parser_class=Part)

    def part(name: str, says: str, example: str) -> ArgumentParser:
        return parts.add_parser(
            name,
            help=says.partition("\n")[0],
            description=says,
            epilog=f"example:\n  backprop exercises {example}",
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    formats(part("list", "List the bundled exercises.", "list --format json"), SUPPRESS)
    new = part("new", NEW, "new sheet-3.toml")
    new.add_argument("file", metavar="FILE", nargs="?", help="write it there; - is standard output")
    new.add_argument("--ask", action="store_true", help="ask for everything on the terminal")
    new.add_argument("--like", metavar="ID", help="begin with this bundled exercise")
    new.add_argument("--force", action="store_true", help="replace FILE if it is there")
    check = part("check", CHECK, "check sheet-3.toml --variants 1000")
    check.add_argument("file", metavar="FILE")
    check.add_argument("--variants", default="1000", metavar="N", help="drawn and tested (1000)")
    check.add_argument("--names", action="store_true",
        help="list what can be asked for, by your own names, and check nothing")  # fmt: skip
    check.add_argument("--key", action="store_true",
        help="print the right answers as a file of answers, and check nothing")  # fmt: skip
    check.add_argument("--exam", action="store_true",
        help="say what an exam with it would do, and check nothing else: what is accepted, what "
        "slips cost, what a sheet without work earns")  # fmt: skip
    check.add_argument("--force", action="store_true", help="replace PAGE if it is there")
    check.add_argument("--preview", metavar="PAGE",
        help="write the sheet and its solution there, as one page to print")  # fmt: skip
    check.add_argument("--write-tests", action="store_true",
        help="add [[test]]s to begin with to the end of FILE")  # fmt: skip


def formats(parser: ArgumentParser, default: str) -> None:
    parser.add_argument("--format", default=default, metavar="NAME", help="text (default) or json")


def run(args: Namespace) -> int:
    return {None: listing, "list": listing, "new": new, "check": check}[args.part](args)


def listing(args: Namespace) -> int:
    import json

    from tracer.errors import unknown
    from tracer.output import output

    from ..task import bundled, task

    if args.format not in ("text", "json"):
        raise unknown("--format", "format", args.format, ("text", "json"), "--format {}")
    known = [task(name) for name in bundled()]
    with output(None) as out:
        if args.format == "json":
            table = {"schema": SCHEMA, "exercises": [as_json(one) for one in known]}
            out.write(json.dumps(table, ensure_ascii=False, indent=1) + "\n")
            return 0
        width = max(len(one.id) for one in known)
        for one in known:
            rows = " ".join(one.lecture)
            out.write(f"{one.id:<{width}}  {rows:<8}  {one.minutes or '':>3} min  {one.title}\n")
    return 0


def as_json(one: Task) -> dict[str, object]:
    """One exercise as other programs read it; `points` are those of a whole ask."""
    from grader.asked import asked_points

    return {
        "id": one.id,
        "title": one.title,
        "lecture": list(one.lecture),
        "minutes": one.minutes,
        "digits": one.exercise.digits,
        "asks": [
            {
                "part": part.part or None,
                "quantity": ask.name,
                "kind": ask.kind,
                "points": asked_points(part, ask),
            }
            for part in one.exercise.parts
            for ask in part.asks or ()
        ],
    }


def new(args: Namespace) -> int:
    from tracer.errors import InputError
    from tracer.output import output

    from ..authoring.template import copy_of

    if args.like and args.ask:
        raise InputError("--like", "--ask asks for everything itself", expected="one of the two",
                         example="--like hidden-relu")  # fmt: skip
    copied = copy_of(args.like, args.file) if args.like else ""
    with output(args.file, force=args.force) as out:  # refuses before anything is asked
        if args.like:
            out.write(copied)
        elif args.ask:
            from ..authoring.questions import asked_through

            out.write(asked_through())
        else:
            from ..authoring.template import TEMPLATE

            out.write(TEMPLATE.read_text(encoding="utf-8"))
    return 0


def check(args: Namespace) -> int:
    import sys

    from tracer.checks import counted
    from tracer.output import output

    from ..authoring.checked import check as checked
    from ..authoring.exam import exam
    from ..authoring.progress import bar

    variants = whole_number(args.variants, "--variants", 1, MOST_VARIANTS)
    if args.names or args.key:
        return listed(args)
    if args.write_tests:
        from ..authoring.first_tests import write_tests

        added = write_tests(args.file)
        sys.stderr.write(f"{args.file}: {counted(added, 'test')} added\n")
    done = exam(args.file, bar) if args.exam else checked(args.file, variants, bar)
    if args.preview and done.usable:
        from ..authoring.preview import preview

        with output(args.preview, force=args.force) as page:
            page.write(preview(args.file))
        done.say("preview", f"{args.preview}: the sheet, then its solution")
    with output(None) as out:
        out.writelines(f"{line}\n" for line in done.lines)
        out.flush()
    for finding in done.findings:
        sys.stderr.write(f"backprop: {finding}\n")
    if not done.findings:
        return 0
    return 1 if done.usable else 2


def listed(args: Namespace) -> int:
    """What can be asked for, or the right answers."""
    from tracer.errors import InputErrors
    from tracer.output import output

    from ..authoring.faults import draft
    from ..authoring.listing import key, names

    if args.names:
        text = "".join(f"{line}\n" for line in names(args.file))
    else:
        made = draft(args.file)
        if made.faults:
            raise InputErrors(made.faults)
        text = key(made)
    with output(None) as out:
        out.write(text)
    return 0
