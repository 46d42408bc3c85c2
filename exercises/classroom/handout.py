"""Sheets for a whole class.

    DIR/students/<student>/     sheet.* and answers.*: what is handed out
    DIR/instructor/             manifest.json; of each student, key.json and the worked solution
    DIR/mail-merge.csv, upload.zip: on their way (sending.py)

What is there already is never changed: a student keeps the sheet that was handed out, whatever
becomes of the roster.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.classes.folder import stamp
from tracer.errors import InputError, shown
from tracer.output import refusals

from ..task import Task
from ..variants import attempts, variant
from ..worksheet import find
from ..worksheet.files import files, save_one
from .manifest import SCHEMA, HandedOut, fingerprints, of_secret, path_of, read_manifest
from .own_numbers import found, others
from .roster import Student
from .rules_page import NAME, rules_page
from .sending import save, send

TOGETHER = 500  # students whose numbers are drawn together
SAME = {
    "exercise": "another exercise",
    "hash": "the exercise before it was changed",
    "secret": "another secret",
}
"""What must be the same when a class is handed more sheets."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many students have sheets, and how many of these are new."""

    students: int
    new: int


def hand_out(
    task: Task,
    roster: Sequence[Student],
    secret: bytes,
    formats: Sequence[str],
    out: str,
    tell: Callable[[int], None] = lambda count: None,
    *,
    rules: bool = False,
) -> Outcome:
    """Write everybody's sheet that is not there yet, and what it takes to send them; with `rules`
    also the page on how it is marked. Raises InputError for a folder of another
    exercise, of another version of it, or of another secret; for one that cannot be written."""
    find(list(formats))  # what there is not is told before anything is written
    folder = Path(out)
    head = {"schema": SCHEMA, **stamp(task.exercise), "secret": of_secret(secret)}
    known = earlier(folder, head)
    with refusals(folder):
        (folder / "students").mkdir(parents=True, exist_ok=True)
        path_of(folder).parent.mkdir(exist_ok=True)
    tidy(path_of(folder).parent)
    listed = drawn(task, secret, roster, known, f"-o {out}")
    # The manifest comes first: whatever stops this, the next run draws the same numbers.
    students = [one.to_json() for one in listed.values()]
    text = json.dumps({**head, "students": students}, ensure_ascii=False, indent=1) + "\n"
    manifest = path_of(folder)
    if not manifest.is_file() or manifest.read_text(encoding="utf-8") != text:
        save_one(manifest, text.encode(), force=True)
    page = rules_page(task.exercise) if rules else ""
    new = 0
    for count, student in enumerate(roster, 1):
        new += one_student(task, listed[student.id], secret, formats, folder)
        if rules:
            save(folder / "students" / student.id / NAME, page.encode())
        tell(count)
    send(folder, {one.student: one.rest for one in listed.values()})
    return Outcome(len(roster), new)


def drawn(
    task: Task,
    secret: bytes,
    roster: Sequence[Student],
    known: Mapping[str, HandedOut],
    out: str,
) -> dict[str, HandedOut]:
    """Who was handed a sheet before, and those of the roster, with their numbers. Raises
    InputError where the numbers of somebody have become others."""
    listed = dict(known)
    for start in range(0, len(roster), TOGETHER):
        some = roster[start : start + TOGETHER]
        ids = [one.id for one in some]
        new = [one for one in ids if one not in known]
        which = dict(zip(new, attempts(task, secret, new), strict=True)) if new else {}
        which |= {one: known[one].attempt for one in ids if one in known}
        for at, sheet in found(task, secret, ids, [which[one] for one in ids], False):
            for one, numbers in zip(at, fingerprints(sheet, len(at)), strict=True):
                student = some[one]
                if student.id in known and known[student.id].numbers != numbers:
                    raise others(out, student.id)
                rest = {**(known[student.id].rest if student.id in known else {}), **student.rest}
                listed[student.id] = HandedOut(student.id, which[student.id], numbers, rest)
    return listed


def one_student(
    task: Task, of: HandedOut, secret: bytes, formats: Sequence[str], folder: Path
) -> bool:
    """One student's files; whether there were any to write."""
    student = of.student
    own, kept = folder / "students" / student, folder / "instructor" / student
    if (kept / "key.json").is_file() and all_there(own, formats):
        return False
    tidy(own)
    tidy(kept)
    exercise = variant(task, secret, student, of.attempt)
    made = files(task, formats, exercise=exercise, student=student, with_solution=True)
    for name, data in made.items():
        into = kept if name == "key.json" or name.startswith("solution") else own
        with refusals(into):
            into.mkdir(parents=True, exist_ok=True)
        if not (into / name).exists():
            save_one(into / name, data, force=False)
    return True


def tidy(folder: Path) -> None:
    """Remove what a run that was killed had begun to write."""
    for cut_short in folder.glob(".*.part"):
        with refusals(cut_short):
            cut_short.unlink(missing_ok=True)


def all_there(folder: Path, formats: Sequence[str]) -> bool:
    return all((folder / one.file(False)).is_file() for one in find(list(formats)))


def earlier(folder: Path, head: Mapping[str, Any]) -> Mapping[str, HandedOut]:
    """The students of an earlier run; its exercise and its secret must be the same."""
    if not path_of(folder).is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            started = folder.is_dir() and {one.name for one in folder.iterdir()}
            if not started or not started <= {"students", "instructor"}:
                raise refused(folder, "it holds something else", "a new folder")
        return {}
    manifest = read_manifest(folder)
    for key, what in SAME.items():
        if manifest.head[key] != head[key]:
            detail = f" ({shown(str(manifest.head[key]))})" if key == "exercise" else ""
            raise refused(
                folder,
                f"its sheets were made from {what}{detail}; nobody's sheet is changed",
                "a new folder, or what they were made from",
            )
    return manifest.students


def refused(folder: Path, wrong: str, expected: str) -> InputError:
    return InputError(f"-o {folder}", wrong, expected=expected, example="-o set-2/")
