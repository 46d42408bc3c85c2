"""List the bundled exercises: their ids work wherever an EXERCISE does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..task import Task

SCHEMA = "backprop-exercises/1"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", default="text", metavar="NAME", help="text (default) or json")


def run(args: Namespace) -> int:
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
    from grader.exercise_file import asked_points

    return {
        "id": one.id,
        "title": one.title,
        "lecture": list(one.lecture),
        "minutes": one.minutes,
        "digits": one.exercise.digits,
        "asks": [
            {"quantity": ask.name, "kind": ask.kind, "points": asked_points(one.exercise, ask)}
            for ask in one.asks
        ],
    }
