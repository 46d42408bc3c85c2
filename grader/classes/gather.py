"""What a class handed in: folders, files, patterns; whose each file is, and what was left out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

from tracer.errors import InputError, shown
from tracer.files import label

from ..files import read_submissions
from ..submission import Problem, Submission

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
class Gathered:
    """Submissions with their files; no student twice, and only those of `ids` where they are
    known. What was left out is a problem."""

    problems: list[Problem]
    seen: dict[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] | None = None

    def of_file(self, path: Path) -> Iterator[Submission]:
        where = label(str(path))
        for one in read_submissions(path, self.problems):
            typed = one.student.strip() or owner(path)
            student = known_as(typed, self.ids)
            if student is None:
                self.problems.append(Problem(where, stranger(typed, self.ids)))
                continue
            own = replace(one, student=student)
            if folded(student) in self.seen:
                first = self.seen[folded(student)]
                said = f"a second submission by {shown(own.student)}: the first, {first}, counts"
                self.problems.append(Problem(where, said))
                continue
            self.seen[folded(student)] = where
            yield own


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
