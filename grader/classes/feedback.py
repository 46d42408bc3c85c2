"""What comes back of a marking: each student's feedback, and the instructor's records, with which a
mark stands up in a dispute."""

from __future__ import annotations

import json
from typing import Any

from ..report.formats import as_html
from ..result import ByHand, Report, StudentReport
from .folder import Folder
from .gather import file_name
from .work import Job, Marks


def handed_back(folder: Folder, job: Job, marks: Marks, kept: set[str]) -> int:
    """The files of everybody's feedback, and for the instructor the records; how many were written
    anew. Who keeps an earlier mark keeps these, too; who has no mark has no feedback."""
    written = 0
    for report in marks.reports:
        if report.student not in kept:
            written += hand_back(folder, job, report)
    for report, why in marks.withheld:
        name = file_name(report.student)
        with folder.saying():
            (folder.path / f"feedback/{name}.html").unlink(missing_ok=True)
        record = {**record_of(folder, job, report), "withheld": why}
        written += folder.put(f"records/{name}.json", as_json(record))
    return written


def hand_back(folder: Folder, job: Job, report: StudentReport) -> int:
    """A student's feedback, and for the instructor the record of every verdict."""
    marks = job.overrides.of(report.student)
    report.by_hand = tuple(
        ByHand(part.title, job.overrides.points(report.student, part.title), part.points)
        for part in job.sheet.manual
    )
    set_by_hand = []
    for mark in marks.values():
        own = [answer for answer in report.answers if answer.name == mark.quantity]
        set_by_hand.append(
            {
                "quantity": mark.quantity,
                "points": mark.points,
                "instead_of": own[0].points if own else None,
                "reason": mark.reason,
            }
        )
        for answer in own:
            answer.points = mark.points
            reason = f" ({mark.reason})" if mark.reason else ""
            said = f"Set by hand to {mark.points:g} of {answer.max:g} points{reason}."
            answer.message = " ".join(filter(None, [answer.message, said]))
    record = record_of(folder, job, report)
    if set_by_hand:
        record["overrides"] = set_by_hand
    name = file_name(report.student)
    page = as_html(Report(str(record["exercise"]), [report]))
    written = folder.put(f"feedback/{name}.html", page)
    return written + folder.put(f"records/{name}.json", as_json(record))


def record_of(folder: Folder, job: Job, report: StudentReport) -> dict[str, Any]:
    """What was typed, what would have been accepted and why; of which exercise, by which version
    of the program."""
    one = Report(job.sheet.id or job.sheet.title, [report])
    return {**one.to_json(), "of": folder.stamp}


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
