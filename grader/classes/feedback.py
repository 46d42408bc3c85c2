"""What comes back of a marking: each student's feedback, and the instructor's records, with which a
mark stands up in a dispute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..marking import numbers_of
from ..report.html import as_html
from ..result import ByHand, Report, StudentReport
from .folder import Folder
from .gather import file_name
from .overrides import Override
from .told import in_short
from .work import Job, Marks, Returned


def handed_back(folder: Folder, marks: Marks, kept: set[str]) -> int:
    """Write everybody's feedback, and for the instructor the records; how many were written anew.
    Who keeps an earlier mark keeps these, too; who has no mark has no feedback."""
    written = 0
    for one in marks.returned:
        name = file_name(one.student)
        if one.student in kept:
            continue
        if one.page is None:
            folder.drop(f"feedback/{name}.html")
        else:
            written += folder.put(f"feedback/{name}.html", one.page, lasting=False)
        written += folder.put(f"records/{name}.json", one.record, lasting=False)
    return written


def returned(job: Job, report: StudentReport, withheld: str = "") -> Returned:
    """What is handed back to one student. `withheld`: why there is no mark."""
    if withheld:
        record = {**record_of(job, report), "withheld": withheld}
        return Returned(report.student, None, in_one_line(record))
    typed = {part.name: part.typed for part in report.by_hand}
    report.by_hand = tuple(
        ByHand(
            part.title,
            job.overrides.points(report.student, part.label),
            part.points,
            part.name,
            typed.get(part.name, ""),
        )
        for part in job.sheet.manual
    )
    set_by_hand = list(set_over(report, job.overrides.of(report.student)))
    record = record_of(job, report)
    if set_by_hand:
        record["overrides"] = set_by_hand
    if report.open:
        record["withheld"] = in_short(report.unread)
    numbers = numbers_of(job.sheet)
    one = Report(str(record["exercise"]), [report], title=job.sheet.title, numbers=numbers)
    return Returned(report.student, as_html(one) if job.pages else None, in_one_line(record))


def set_over(
    report: StudentReport, marks: Mapping[str, Override]
) -> Iterator[dict[str, float | str | None]]:
    """Put the marks of a person in place of what was calculated, and say so."""
    for mark in marks.values():
        own = [answer for answer in report.answers if answer.name == mark.quantity]
        yield {
            "quantity": mark.quantity,
            "points": mark.points,
            "instead_of": own[0].points if own else None,
            "reason": mark.reason,
        }
        for answer in own:
            answer.points = mark.points
            reason = f" ({mark.reason})" if mark.reason else ""
            said = f"Set by hand to {mark.points:g} of {answer.max:g} points{reason}."
            answer.message = " ".join(filter(None, [answer.message, said]))


def record_of(job: Job, report: StudentReport) -> dict[str, Any]:
    """What was typed, what would have been accepted and why; of which exercise, by which version
    of the program."""
    one = Report(job.sheet.id or job.sheet.title, [report])
    return {**one.to_json(), "of": job.stamp}


def in_one_line(value: object) -> str:
    """JSON as it is written fastest; a class has a record for each student."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
