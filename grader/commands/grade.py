"""Mark hand-computed numbers: every line against what follows from the student's own numbers.

EXERCISE is an exercise file, a network or an expression, or the name of a bundled example.
ANSWERS are files of typed answers, TOML, JSON, CSV or xlsx, or folders of them; - is standard
input. With -o a folder is filled: gradebook.csv, items.json, report.html, feedback/ for the
students, records/ for the instructor; marks set by hand stand in its overrides.csv. The same
command once more takes up what was cut short. With --format, OUT is one file. Wrong answers are
no failure: the exit code is 1 only if something that was handed in could not be read (who wrote it
has no mark yet, but ?), or if the marks in OUT stand under other rules than this program's.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ..asked import Exercise
    from ..classes.carried import Carried
    from ..classes.exports import Export
    from ..classes.hand_ins import Counts
    from ..classes.run import Outcome
    from ..classes.work import Load


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    parser.add_argument("answers", nargs="+", metavar="ANSWERS")
    add = parser.add_argument
    add("-f", "--format", metavar="NAME", help="text (default), markdown, html or json")
    add("-o", "--output", metavar="OUT", help="fill this folder; with --format, write this file")
    add("--force", action="store_true", help="replace OUT if it is a file that is there")
    add("--instructor", action="store_true", help="show everything, whatever `reveal` says")
    add("--no-feedback", action="store_true", help="only the gradebook and the items")
    add("--what-if", metavar="LINE=TEXT", action="append", default=[],
        help="say what it would be worth if this were written; nothing is")  # fmt: skip
    add("--dry-run", action="store_true", help="say whose marks in OUT would change; write nothing")
    add("--remark", action="store_true", help="mark anew what OUT has under other rules of marking")
    counts = parser.add_mutually_exclusive_group()
    counts.add_argument("--latest", action="store_true", help="of several hand-ins the last counts")
    counts.add_argument("--first", action="store_true", help="… the first, by time")
    add("--deadline", metavar="TIME", help="what came later is marked as late: '2026-03-01 23:59'")
    add("--policy", metavar="NAME", help="never-lower: nobody loses points that OUT gives already")
    add("--export", metavar="NAME", help="gradescope, moodle or canvas: marks for their import")
    add("--id-column", metavar="NAME", help="what that system calls the column of ids")
    add("--assignment", metavar="NAME", help="what it calls the exercise; Canvas: 'Sheet 3 (4711)'")
    add("--processes", metavar="N", default="1", help="so many cores, for thousands of students")
    add("--scheduler", metavar="ADDRESS", help="a running dask cluster, for the same")


def run(args: Namespace) -> int:
    from functools import partial

    from tracer.files import label

    from ..classes.carried import carried

    sheet, _ = loaded(args.exercise, instructor=False)
    if not sheet.keys:  # a network or an expression: it is printed here, and goes nowhere
        return graded(args, lambda: (seen_by(sheet, args.instructor), None))
    return graded(args, partial(brought, carried(sheet, label(args.exercise)), args.instructor))


def loaded(name: str, instructor: bool) -> tuple[Exercise, None]:
    """The exercise of a file; the same numbers for everybody."""
    from ..exercise_file import exercise

    return seen_by(exercise(name), instructor), None


def brought(given: Carried, instructor: bool) -> tuple[Exercise, None]:
    """The same of an exercise that came without its file."""
    from pathlib import Path

    from ..exercise_file import of_keys

    sheet = given.unpacked(of_keys(given.whole, given.where, Path()))
    return seen_by(sheet, instructor), None


def seen_by(sheet: Exercise, instructor: bool) -> Exercise:
    from dataclasses import replace

    return sheet.each(lambda part: replace(part, reveal="all")) if instructor else sheet


def graded(args: Namespace, load: Load) -> int:
    """Mark into a folder, or print. `load` makes the exercise and finds students' own numbers."""
    if args.what_if:
        return supposed(args, load)
    if args.output not in (None, "-") and args.format is None:
        return into_folder(args, load)
    return printed(args, load)


def supposed(args: Namespace, load: Load) -> int:
    """Print what would be, and write nothing."""
    from tracer.errors import InputError
    from tracer.output import output

    from ..classes.run import How
    from ..classes.what_if import EXAMPLE, changes_of, what_if
    from ..report.what_if import what_if_lines

    if args.output not in (None, "-") or args.format is not None:
        raise InputError("--what-if", "it writes nothing, and has one form",
                         expected="no -o and no --format", example=EXAMPLE)  # fmt: skip
    how = How(counts=counts_of(args), deadline=deadline_of(args.deadline))
    before, after = what_if(load, args.answers, changes_of(args.what_if), how)
    with output(None) as stream:
        stream.writelines(f"{line}\n" for line in what_if_lines(before, after))
    return 0


def printed(args: Namespace, load: Load) -> int:
    from pathlib import Path

    from tracer.output import output

    from ..marking import mark
    from ..report import find

    write = find(args.format or "text")
    sheet, own = load()
    alone = own is None and not any(Path(name).is_dir() for name in args.answers)
    if alone and not (args.latest or args.first or args.deadline):
        report = mark(sheet, args.answers)
    else:
        from ..classes.run import How, mark_each

        how = How(counts=counts_of(args), deadline=deadline_of(args.deadline))
        report = mark_each(load, args.answers, how)
    with output(args.output, force=args.force) as stream:
        stream.write(write(report))
    return 1 if report.problems or any(one.open for one in report.students) else 0


def into_folder(args: Namespace, load: Load) -> int:
    from functools import partial

    from tracer.cli import whole_number
    from tracer.errors import InputError
    from tracer.output import output
    from tracer.progress import progress

    from ..classes.exports import exported
    from ..classes.folder import OtherRules
    from ..classes.run import How, grade_class

    export = export_of(args.export)
    how = How(
        export=partial(exported, export, args.id_column, args.assignment) if export else None,
        feedback=not args.no_feedback,
        processes=whole_number(args.processes, "--processes", 1, 256),
        scheduler=args.scheduler,
        dry=args.dry_run,
        never_lower=policy(args.policy),
        remark=args.remark,
        counts=counts_of(args),
        deadline=deadline_of(args.deadline),
    )
    sheet, _ = load()
    if sheet.asks is None:
        raise InputError(
            args.exercise,
            "it asks for nothing: a class needs an exercise",
            expected="an exercise file with [[ask]]",
            example='[[ask]]\nquantity = "dJ/dW[2]"',
        )
    try:
        with progress("students") as tell:
            done = grade_class(load, args.answers, args.output, how, tell)
    except OtherRules as standing:
        sys.stderr.write(f"backprop: {standing}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; the same command again goes on from here\n")
        raise
    with output(None) as stream:
        stream.writelines(f"{line}\n" for line in summary(sheet, done, args.output, how.dry))
    return 1 if done.problems else 0


def counts_of(args: Namespace) -> Counts:
    """Which of several hand-ins counts."""
    return "latest" if args.latest else "first" if args.first else ""


def deadline_of(text: str | None) -> datetime | None:
    from ..classes.times import deadline_of

    return None if text is None else deadline_of(text)


def policy(name: str | None) -> bool:
    """Whether nobody may lose points."""
    from tracer.errors import unknown

    if name not in (None, "never-lower"):
        raise unknown("--policy", "policy", str(name), ["never-lower"], "--policy {}")
    return name is not None


def export_of(name: str | None) -> Export | None:
    from tracer.errors import unknown

    from ..classes.exports import EXPORTS

    if name is not None and name not in EXPORTS:
        raise unknown("--export", "export", name, EXPORTS, "--export {}")
    return EXPORTS[name] if name else None


def summary(sheet: Exercise, done: Outcome, folder: str, dry: bool) -> list[str]:
    """What a run did, for the person who called it."""
    from ..classes.told import listed
    from ..report.by_rule import rules_table
    from ..report.items import items_table
    from ..report.told import told_lines

    who = "1 student" if done.students == 1 else f"{done.students} students"
    lines = [f"{who} marked; nothing was written" if dry else f"{who} marked into {folder}"]
    if done.changes:
        verb = "would change" if dry else "changed"
        marks = "1 mark" if len(done.changes) == 1 else f"{len(done.changes)} marks"
        lines += [f"{marks} {verb}:", *(f"  {one}" for one in done.changes)]
    elif done.by_rule is not None and done.by_rule.all.students:
        lines += rules_table(done.by_rule)
    elif dry:
        lines.append("no mark would change")
    lines += [*told_lines(done.told), *done.notes]
    if done.kept:
        lines.append(f"{len(done.kept)} not among what was given keep their marks: "
                     f"{listed(done.kept)}")  # fmt: skip
    if done.absent:
        lines.append(f"{len(done.absent)} have no mark, nothing of theirs was read: "
                     f"{listed(done.absent)}")  # fmt: skip
    if done.items is not None and done.items.students and not dry:
        lines += items_table(sheet, done.items)
    return lines + [f"{one.where}: {one.message}" for one in done.problems]
