"""What comes back of a marking: each student's feedback, and the instructor's records, with which a
mark stands up in a dispute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..marking import numbers_of
from ..report.accepted import between, why
from ..report.html import as_html
from ..result import ByHand, Report, StudentReport
from .file_names import CONTROL, file_name, without_control
from .folder import Folder
from .overrides import Override
from .told import file_of, in_short
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


def returned(job: Job, report: StudentReport, file: str, withheld: str = "") -> Returned:
    """What is handed back to one student. `file`: where the answers stood; `withheld`: why there
    is no mark."""
    if withheld:
        record = {**record_of(job, report, file), "withheld": withheld}
        return Returned(report.student, None, in_one_line(record))
    typed = {(part.part, part.name): part.typed for part in report.by_hand}
    report.by_hand = tuple(
        ByHand(
            part.title,
            job.overrides.points(report.student, part.label),
            part.points,
            part.name,
            typed.get((part.part, part.name), ""),
            part.part,
        )
        for part in job.sheet.manual
    )
    set_by_hand = list(set_over(report, job.overrides.of(report.student)))
    record = record_of(job, report, file)
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
            reason = f" ({without_control(mark.reason)})" if mark.reason else ""
            said = f"Set by hand to {mark.points:g} of {answer.max:g} points{reason}."
            answer.message = " ".join(filter(None, [answer.message, said]))


def record_of(job: Job, report: StudentReport, file: str) -> dict[str, Any]:
    """What was typed, what would have been accepted and why, whatever is revealed; of which
    exercise, by which version of the program; from which file, and its folder."""
    one = Report(job.sheet.id or job.sheet.title, [report]).to_json()
    for answer, kept in zip(report.answers, one["students"][0]["answers"], strict=True):
        if answer.points < answer.max and answer.accepts and np.isfinite(answer.accepts).all():
            low, high = answer.accepts
            reason = why(job.sheet, low, high)
            kept["accepted"] = f"{between(job.sheet, low, high)} ({reason})"
    return {**one, "of": job.stamp, "file": file_of(file)}


def in_one_line(value: object) -> str:
    """JSON as it is written fastest; a class has a record for each student."""
    return escaped(json.dumps(value, ensure_ascii=False, allow_nan=False)) + "\n"


def as_json(value: object) -> str:
    return escaped(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def escaped(text: str) -> str:
    """JSON in which signs that move a cursor are written as \\u202e; what it says is the same."""
    if text.isascii():
        return text
    return CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
