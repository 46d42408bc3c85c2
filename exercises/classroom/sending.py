"""What was handed out, on its way: a list for mail merge, and an archive that a system hands out.

DIR/mail-merge.csv    a row a student: id, e-mail, the files, and the roster's other columns
DIR/upload.zip        a folder a student, called as Moodle's bulk upload of feedback files wants
                      it where the roster has its column Identifier, else by the id
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from filecmp import cmp
from pathlib import Path

from grader.classes.cells import cell
from grader.classes.exports.export import put
from grader.classes.exports.moodle import folder_of
from tracer.output import refusals

from ..worksheet.files import save_one

MERGE, UPLOAD = "mail-merge.csv", "upload.zip"
EMAIL = re.compile(r"e-?mail\b.*|mail", re.IGNORECASE)
HEAD = ("student", "email", "files")
BETWEEN = ";"  # the files of one student


def send(folder: Path, students: Mapping[str, Mapping[str, str]]) -> None:
    """Write both, for all who have sheets. `students`: the roster's other columns, by id."""
    save(folder / MERGE, merge(folder, students).encode("utf-8-sig"))
    with refusals(folder / UPLOAD):
        beside = folder / f".{UPLOAD}.part"
        try:
            with zipfile.ZipFile(beside, "w") as archive:
                for student, rest in students.items():
                    place = folder_of(student, rest) or student
                    for path in files_of(folder, student):
                        put(archive, f"{place}/{path.name}", path.read_bytes())
            if not same(beside, folder / UPLOAD):
                beside.replace(folder / UPLOAD)
        finally:
            beside.unlink(missing_ok=True)


def same(one: Path, other: Path) -> bool:
    """Whether both are there, with the same bytes."""
    return other.is_file() and cmp(one, other, shallow=False)


def files_of(folder: Path, student: str) -> Iterable[Path]:
    """What a student is handed, in order; nothing of who is not given anything yet."""
    own = folder / "students" / student
    if not own.is_dir():
        return []
    return sorted(path for path in own.iterdir() if path.is_file() and path.name[:1] != ".")


def merge(folder: Path, students: Mapping[str, Mapping[str, str]]) -> str:
    """The list: files as paths from the folder on."""
    columns = list(dict.fromkeys(name for rest in students.values() for name in rest))
    email = next((name for name in columns if EMAIL.fullmatch(name)), None)
    others = [name for name in columns if name != email and name.lower() not in HEAD]
    rows = [",".join(map(cell, (*HEAD, *others)))]
    for student, rest in students.items():
        paths = (path.relative_to(folder).as_posix() for path in files_of(folder, student))
        cells = (student, rest.get(email or "", ""), BETWEEN.join(paths))
        rows.append(",".join(map(cell, (*cells, *(rest.get(name, "") for name in others)))))
    return "\n".join(rows) + "\n"


def save(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        save_one(path, data, force=True)
