"""Sheets for a whole class.

    DIR/students/<student>/     sheet.* and answers.*: what is handed out
    DIR/instructor/             manifest.json; of each student, key.json and the worked solution

What is there already is never changed: a student keeps the sheet that was handed out, whatever
becomes of the roster.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.classes.folder import stamp
from tracer.errors import InputError, shown
from tracer.output import refusals

from ..task import Task
from ..variants import variant
from ..worksheet.files import files, save_one
from .roster import Student

SCHEMA = "backprop-set/1"
SAME = {
    "exercise": "another exercise",
    "hash": "the exercise before it was changed",
    "secret": "another secret",
}
"""What must be the same when a class is handed more sheets."""


@dataclass(frozen=True, slots=True)
class HandedOut:
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
) -> HandedOut:
    """Write everybody's sheet that is not there yet. Raises InputError for a folder of another
    exercise, of another version of it, or of another secret; for one that cannot be written."""
    folder = Path(out)
    manifest = folder / "instructor" / "manifest.json"
    head = {"schema": SCHEMA, **stamp(task.exercise), "secret": fingerprint(secret)}
    known = earlier(manifest, head, folder)
    with refusals(folder):
        (folder / "students").mkdir(parents=True, exist_ok=True)
        manifest.parent.mkdir(exist_ok=True)
    listed = {one["student"]: one for one in known}
    new = 0
    for count, student in enumerate(roster, 1):
        new += one_student(task, student.id, secret, formats, folder)
        listed[student.id] = {"student": student.id, "rest": dict(student.rest)}
        tell(count)
    text = json.dumps({**head, "students": list(listed.values())}, ensure_ascii=False, indent=1)
    if not manifest.is_file() or manifest.read_text(encoding="utf-8") != text + "\n":
        save_one(manifest, f"{text}\n".encode(), force=True)
    return HandedOut(len(roster), new)


def one_student(
    task: Task, student: str, secret: bytes, formats: Sequence[str], folder: Path
) -> bool:
    """One student's files; whether there were any to write."""
    own, kept = folder / "students" / student, folder / "instructor" / student
    if (kept / "key.json").is_file() and all_there(own, formats):
        return False
    exercise = variant(task, secret, student)
    made = files(task, formats, exercise=exercise, student=student, with_solution=True)
    for name, data in made.items():
        into = kept if name == "key.json" or name.startswith("solution") else own
        with refusals(into):
            into.mkdir(parents=True, exist_ok=True)
        if not (into / name).exists():
            save_one(into / name, data, force=False)
    return True


def all_there(folder: Path, formats: Sequence[str]) -> bool:
    from ..worksheet import find

    return all((folder / one.file(False)).is_file() for one in find(list(formats)))


def fingerprint(secret: bytes) -> str:
    """Enough to tell one secret from another, and of no use for finding it."""
    return hmac.new(secret, b"backprop: which secret", hashlib.sha256).hexdigest()[:16]


def earlier(manifest: Path, head: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    """The students of an earlier run; its exercise and its secret must be the same."""
    if not manifest.is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            started = folder.is_dir() and {one.name for one in folder.iterdir()}
            if not started or not started <= {"students", "instructor"}:
                raise refused(folder, "it holds something else", "a new folder")
        return []
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        students = list(found["students"])
    except (OSError, ValueError, KeyError, TypeError):
        raise refused(folder, "its manifest.json cannot be read", "the folder as it was") from None
    for key, what in SAME.items():
        if found.get(key) != head[key]:
            detail = f" ({shown(str(found.get(key)))})" if key == "exercise" else ""
            raise refused(
                folder,
                f"its sheets were made from {what}{detail}; nobody's sheet is changed",
                "a new folder, or what they were made from",
            )
    return [one for one in students if isinstance(one, dict) and "student" in one]


def refused(folder: Path, wrong: str, expected: str) -> InputError:
    return InputError(f"-o {folder}", wrong, expected=expected, example="-o set-2/")
