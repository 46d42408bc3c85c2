"""Show the way through the lecture: its rows with their exercises, what is done, which kinds of
line went wrong, and what to practise next.

What was begun comes first; then what is due again, that with the most wrong answers first; then
the next new exercise. An exercise is due a day after it was worked; after two, four, eight days
where it went well (at least 90 % of the points) once, twice, three times in a row; at most 32.

--instructor prints the exercises as a list to set instead: points, minutes and what comes before.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..task import Task
    from .course import Station

SCHEMA = "backprop-course/1"
FORMATS = ("text", "json")
MARK = {"new": " ", "begun": "…", "done": "✓", "again": "✗"}
MOST_KINDS = 5


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--instructor", action="store_true",
        help="print the exercises as a list to set, without anybody's progress")  # fmt: skip
    parser.add_argument("--format", default="text", metavar="NAME", help="text (default) or json")


def run(args: Namespace) -> int:
    import json

    from tracer.errors import unknown
    from tracer.output import output

    from .course import course, stations
    from .store import Store

    if args.format not in FORMATS:
        raise unknown("--format", "format", args.format, FORMATS, "--format {}")
    if args.instructor:
        to_set = course()
        table, lines = {"exercises": [as_json(one) for one in to_set]}, list_to_set(to_set)
    else:
        known = stations(Store())
        table, lines = own_way(known, date.today()), way(known, date.today())
    with output(None) as out:
        if args.format == "json":
            made = {"schema": SCHEMA, **table}
            out.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
        else:
            out.writelines(f"{line}\n" for line in lines)
    return 0


# Somebody's own way


def way(known: Sequence[Station], today: date) -> Iterator[str]:
    """Row by row; then what went wrong, and what is next."""
    from .course import ROWS, kinds, next_ones, row_of

    width = max(len(one.task.id) for one in known)
    for row, title in ROWS.items():
        here = [one for one in known if row_of(one.task) == row]
        yield f"{row:<3}  {title}" + (" (in every exercise)" if not here else "")
        for one in here:
            told = f"  {so_far(one, today)}" if one.state != "new" else ""
            yield f"  {MARK[one.state]} {one.task.id:<{width}}  {one.task.minutes:>2} min{told}"
    done = sum(one.state == "done" for one in known)
    yield f"\n{done} of {len(known)} done"
    wrong = kinds(known)
    if wrong:
        yield "\nWhat went wrong"
    for sort, kind in list(wrong.items())[:MOST_KINDS]:
        names = "".join(f", {name} {times}" for name, times in kind.names.most_common(2))
        yield f"  {sort}: {kind.wrong} of {kind.wrong + kind.right} answers{names}"
    yield "\nNext"
    for one, why in next_ones(known, today):
        yield f"  backprop practice {one.task.id}  ({why})"


def so_far(one: Station, today: date) -> str:
    """`80 %, again in 2 days`."""
    last = f"{100 * one.shares[-1]:.0f} %" if one.shares else ""
    if one.due is None:
        return "begun" + f", before {last}" * bool(last)
    days = (one.due - today).days
    return f"{last}, again " + ("now" if days <= 0 else f"in {days} day{'s' * (days > 1)}")


def own_way(known: Sequence[Station], today: date) -> dict[str, Any]:
    from .course import kinds, next_ones

    return {
        "exercises": [
            as_json(one.task)
            | {
                "state": one.state,
                "shares": [round(share, 4) for share in one.shares],
                "last": one.progress.day or None,
                "due": one.due.isoformat() if one.due else None,
                "wrong": one.wrong,
            }
            for one in known
        ],
        "kinds": [
            {"kind": sort, "right": kind.right, "wrong": kind.wrong, "mistakes": dict(kind.names)}
            for sort, kind in kinds(known).items()
        ],
        "next": [{"id": one.task.id, "why": why} for one, why in next_ones(known, today)],
    }


# A list to set


def as_json(one: Task) -> dict[str, Any]:
    return {
        "id": one.id,
        "row": one.lecture[0],
        "lecture": list(one.lecture),
        "title": one.title,
        "goal": one.goal,
        "minutes": one.minutes,
        "points": points(one),
        "prerequisites": list(one.prerequisites),
    }


def points(one: Task) -> float:
    """Of the whole exercise, what is marked by hand too."""
    from grader.asked import asked_points

    marked = (asked_points(part, ask) for part in one.exercise.parts for ask in part.asks or ())
    return sum(marked) + sum(each.points for each in one.manual)


def list_to_set(to_set: Sequence[Task]) -> Iterator[str]:
    """Row by row: each exercise with its points, minutes, goal, and what comes before it."""
    from tracer.checks import counted

    from .course import ROWS, row_of

    for row, title in ROWS.items():
        here = [one for one in to_set if row_of(one) == row]
        if not here:
            yield f"{row:<3}  {title} (in every exercise)"
            continue
        minutes = sum(one.minutes or 0 for one in here)
        yield f"{row:<3}  {title}: {counted(len(here), 'exercise')}, {minutes} minutes"
        for one in here:
            yield f"  {one.id}  {points(one):g} points, {one.minutes} min"
            yield f"      {one.goal}"
            if one.prerequisites:
                yield f"      after {', '.join(one.prerequisites)}"
    yield "\nTo set one, everybody with other numbers:"
    yield "  backprop assign ID --roster class.csv --secret-file secret.txt -o set/"
