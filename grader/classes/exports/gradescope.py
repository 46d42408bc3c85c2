"""results.json of Gradescope's autograders, a file a student: what its documentation lists as
`score`, `output`, `visibility` and `tests`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tracer.parts import with_part

from ...verdicts import CREDITED
from ..file_names import file_name
from .export import Export, Handed


def write(_title: str, rows: Iterator[Handed], _column: str) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.score is not None:
            text = json.dumps(result_of(row), ensure_ascii=False, indent=1) + "\n"
            yield f"{file_name(row.student)}/results.json", text


def result_of(row: Handed) -> dict[str, Any]:
    """What an autograder writes of one student."""
    return {
        "score": row.score,
        "output": row.feedback,
        "output_format": "text",
        "visibility": "visible",
        "tests": list(tests(row)),
    }


def tests(row: Handed) -> Iterator[dict[str, Any]]:
    """A test a line; without records only the points are known."""
    if row.record is None:
        for number, (name, points) in enumerate(row.lines.items(), 1):
            yield {"name": name, "number": str(number), "score": float(points or 0)}
        return
    student = row.record["students"][0]
    answers = student["answers"]
    for number, answer in enumerate(answers, 1):
        yield {
            "name": name_of(answer),
            "number": str(number),
            "score": answer["points"],
            **out_of(answer["max"], answer["points"], answer["verdict"] in CREDITED),
            "output": answer["message"],
            "visibility": "visible",
        }
    for number, part in enumerate(student.get("by_hand", ()), len(answers) + 1):
        if part["points"] is not None:
            yield {
                "name": part["title"],
                "number": str(number),
                "score": part["points"],
                **out_of(part["max"], part["points"], True),
                "output": "Marked by hand.",
                "visibility": "visible",
            }


def out_of(most: float, points: float, good: bool) -> dict[str, Any]:
    """What there was to earn, and whether all of it was earned. Points are kept to nine decimals
    (1/3 is 0.333333333), and what there is to earn is compared as exactly as they are. `good`: what
    is said where there was nothing to earn, since it was not asked for."""
    kept = round(most, 9)
    passed = points >= kept if kept else good
    return {"max_score": kept, "status": "passed" if passed else "failed"}


def name_of(answer: dict[str, Any]) -> str:
    """What the sheet calls it."""
    at = answer["entry"]
    place = f"[{at[0]},{at[1]}]" if at else ""
    name = answer.get("symbol") or f"{answer['quantity']}{place}"
    return with_part(answer.get("part") or "", str(name))


GRADESCOPE = Export("gradescope", "a results.json for each student", "", write)
