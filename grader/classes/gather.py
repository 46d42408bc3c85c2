"""What a class handed in: folders, files, patterns; whose each file is, and who came already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from tracer.errors import InputError, shown
from tracer.files import label

from ..submission import Problem

ENDINGS = (".toml", ".json", ".csv", ".tsv", ".xlsx")
BARE = ("answers", "sheet")  # names of a file that say nothing about whose it is
MOST_FILES = 1_000_000
LONGEST = 180  # bytes of a file's name; a longer one ends in a digest


def files_of(given: Sequence[str], problems: list[Problem]) -> list[Path]:
    """The files that are meant, in order: a folder's are all below it that may hold answers. A
    folder in it that cannot be looked into is one of the `problems`. Raises InputError for what
    is not there."""
    found: dict[Path, None] = {}
    for name in given:
        path = Path(name)
        if path.is_dir():
            found.update(dict.fromkeys(below(path, problems)))
        elif path.exists() or name == "-":
            found[path] = None
        else:
            matches = sorted(Path().glob(name)) if not path.is_absolute() else []
            if not matches:
                raise InputError(
                    label(name),
                    "there is no such file or folder",
                    expected="files of answers, a folder of them, or a pattern",
                    example="backprop grade sheet.toml handed-in/ -o marks/",
                )
            for match in matches:
                inside = below(match, problems) if match.is_dir() else [match]
                found.update(dict.fromkeys(inside))
    return list(found)


def below(folder: Path, problems: list[Problem]) -> list[Path]:
    """The files of answers in a folder and in its folders; hidden ones are not looked at, links to
    folders are not followed. A link that leads nowhere counts: somebody's file is missing."""

    def refused(error: OSError) -> None:
        said = f"this folder cannot be read: {error.strerror or error}"
        problems.append(Problem(label(str(error.filename)), said))

    found = []
    for at, folders, files in os.walk(folder, onerror=refused):
        folders[:] = [one for one in folders if not hidden(one)]
        paths = [Path(at, one) for one in files if not hidden(one)]
        found += [
            path
            for path in paths
            if path.suffix.lower() in ENDINGS
            and (path.is_file() or (path.is_symlink() and not path.exists()))
        ]
    return sorted(found)[:MOST_FILES]


def hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


@dataclass(slots=True)
class Seen:
    """Who came already, and in which file: sixteen bytes a student, so that a million fit."""

    students: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    places: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    files: dict[str, int] = field(default_factory=dict)

    def again(self, students: NDArray[np.uint64]) -> dict[int, str]:
        """The files of those who came already."""
        if not self.students.size:
            return {}
        at = np.minimum(np.searchsorted(self.students, students), self.students.size - 1)
        known = self.students[at] == students
        files = list(self.files) if known.any() else []
        places = self.places[at[known]].tolist()
        return {
            one: files[place] for one, place in zip(students[known].tolist(), places, strict=True)
        }

    def without(self, students: Sequence[str]) -> list[str]:
        """Those who did not come."""
        ids = identities(students)
        came = self.again(ids)
        return [
            student for student, one in zip(students, ids.tolist(), strict=True) if one not in came
        ]

    def add(self, students: NDArray[np.uint64], files: Sequence[str]) -> None:
        places = [self.files.setdefault(one, len(self.files)) for one in files]
        both = np.concatenate([self.students, students])
        order = np.argsort(both, kind="stable")
        self.students = both[order]
        self.places = np.concatenate([self.places, np.array(places, np.int64)])[order]


def identities(students: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each id, the same in every process."""
    folds = (folded(one).encode("utf-8", "surrogatepass") for one in students)
    digests = (hashlib.blake2b(one, digest_size=8).digest() for one in folds)
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def folded(student: str) -> str:
    """What is the same of an id, in capitals or not, its accents composed or not."""
    if student.isascii():
        return student.strip().casefold()
    return normalize("NFC", normalize("NFC", student.strip()).casefold())


def known_as(student: str, ids: Mapping[str, str] | None) -> str | None:
    """The id under which somebody was handed a sheet; None for a stranger. `ids`: by folded id;
    where they are not known, everybody is known."""
    return normalize("NFC", student) if ids is None else ids.get(folded(student))


def stranger(student: str, ids: Mapping[str, str] | None) -> str:
    """What is said of an id that was handed no sheet."""
    near = get_close_matches(folded(student), ids or (), 1)
    meant = f"; is it {shown((ids or {})[near[0]])}?" if near else ""
    return f"no sheet was handed out to {shown(student)}{meant}"


def owner(path: Path) -> str:
    """Whose a file is that does not say so: its name's, else its folder's."""
    return path.parent.name if path.stem.lower() in BARE and path.parent.name else path.stem


def file_name(student: str) -> str:
    """A student's id as the name of a file: what could lead out of the folder, or what some
    system refuses, is written as %2F.

    >>> file_name("../Ana Müller"), file_name("")
    ('%2E.%2FAna Müller', '%')
    """
    safe = "".join(
        sign if sign.isalnum() or sign in " ()+,-.=@_~" else quoted(sign) for sign in student
    )
    if safe.startswith("."):
        safe = "%2E" + safe[1:]
    safe = safe.rstrip(" .") or "%"
    if len(safe.encode()) > LONGEST:
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        safe = f"{safe[:20]}%{digest[:16]}"
    return safe


def quoted(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))
