"""What a class handed in: folders, files, patterns; whose each file is, and who came already."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from tracer.errors import InputError, shown
from tracer.files import label

from ..encodings import LOST, readings, text_of, unscrambled
from ..files import BEGINS, ENDINGS
from ..kinds import EXPECTED, is_sheet, is_special, no_answers, waits_for_ever
from ..submission import Problem
from .file_names import without_control
from .folder import RUN, SCHEMA
from .times import WHEN

BARE = ("answers", "sheet")  # names of a file that say nothing about whose it is
OF_SYSTEMS = ("thumbs.db", "desktop.ini", "__macosx")  # that nobody put there
COPIED = "copied"  # in a folder of marks: what a person copied from paper
MOST_FILES = 1_000_000
MOST_TOLD = 20  # files without answers that are told one by one
PLATFORM = re.compile(r"_\d+_assignsubmission.*", re.DOTALL)  # what Moodle adds to a name
COPY = re.compile(r"\s*\(\d{1,3}\)$")  # what browsers add to a second file of one name
FIRST = 2000  # bytes of a text in which it shows whether there are answers in it
CAPITALS = re.compile("[A-Z]+")
ZEROS = re.compile(r"(?<!\d)0+(?=\d)")  # in front of a number


def files_of(
    given: Sequence[str], problems: list[Problem], others: dict[Path, None] | None = None
) -> list[Path]:
    """The files that are meant, in order: a folder's are all below it that may hold answers. A
    folder in it that cannot be looked into is one of the `problems`, and so is a file that holds
    no answers, a link and a pipe: somebody's work may be in it; it is one of the `others`, too.
    Raises InputError for what is not there."""
    found: dict[Path, None] = {}
    others = {} if others is None else others
    for name in given:
        path = Path(name)
        if path.is_dir():
            found.update(dict.fromkeys(below(path, problems, others)))
        elif waits_for_ever(path):
            others[path] = None
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
                if is_special(match):
                    others[match] = None
                    continue
                inside = below(match, problems, others) if match.is_dir() else [match]
                found.update(dict.fromkeys(inside))
    problems += without_answers(list(others))
    return list(found)


def below(folder: Path, problems: list[Problem], others: dict[Path, None]) -> list[Path]:
    """The files of answers in a folder and in its folders; hidden ones are not looked at. Links are
    left alone, wherever they lead: what is handed in may not have this machine's files marked. All
    other files go to `others`."""

    def refused(error: OSError) -> None:
        said = f"this folder cannot be read: {error.strerror or error}"
        problems.append(Problem(label(str(error.filename)), said))

    found = []
    for at, folders, files in os.walk(folder, onerror=refused):
        if Path(at) != folder and holds_marks(Path(at)):
            folders[:] = [one for one in folders if one == COPIED]
            continue
        folders[:] = [one for one in folders if not hidden(one)]
        linked = [Path(at, one) for one in sorted(folders) if Path(at, one).is_symlink()]
        paths = [Path(at, one) for one in sorted(files) if not hidden(one)]
        there = [one for one in paths if not is_special(one)]
        answers = [path for path in there if holds_answers(path)]
        found += answers
        rest = sorted(set(there) - set(answers))
        others.update((path, None) for path in rest if not goes_with(path, answers))
        others.update((path, None) for path in (*linked, *paths) if is_special(path))
    return sorted(found)[:MOST_FILES]


def holds_answers(path: Path) -> bool:
    """Whether a file may hold answers, by its ending; a plain text, by how it begins."""
    ending = path.suffix.lower()
    if ending != ".txt":
        return ending in ENDINGS
    try:
        with path.open("rb") as file:
            first = text_of(file.read(FIRST), str(path))
    except (OSError, InputError):
        return False
    return BEGINS.search(first) is not None


def hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in OF_SYSTEMS


def holds_marks(folder: Path) -> bool:
    """Whether these are the marks of an earlier run, which nobody handed in."""
    try:
        return SCHEMA.encode() in (folder / RUN).read_bytes()
    except OSError:
        return False


def goes_with(path: Path, answers: Sequence[Path]) -> bool:
    """Whether a file is no loss, since the answers are beside it: a note, whatever stands in a
    student's own folder, the sheet of the only one."""
    if not answers or path.suffix.lower() in (".md", ".txt"):
        return bool(answers)
    own = any(one.stem.lower() in BARE for one in answers)
    return own or (len(answers) == 1 and is_sheet(path))


def without_answers(paths: Sequence[Path]) -> Iterator[Problem]:
    """What is said of files that hold no answers: of many, how many with each ending."""
    for path in paths[:MOST_TOLD]:
        wrong, expected = no_answers(path)
        yield Problem(label(str(path)), f"{wrong}; expected: {expected}")
    if rest := paths[MOST_TOLD:]:
        endings = Counter(path.suffix.lower() or "without an ending" for path in rest)
        listed = ", ".join(f"{count} {shown(one)[1:-1]}" for one, count in endings.most_common(10))
        more = ", …" if len(endings) > 10 else ""
        said = f"{len(rest)} more that are no files of answers: {listed}{more}"
        first, *more_of_them = dict.fromkeys(path.parent for path in rest)
        where = label(str(first)) + (" and other folders" if more_of_them else "")
        yield Problem(where, f"{said}; expected: {EXPECTED}")


@dataclass(slots=True)
class Seen:
    """Who came already, and in which file: sixteen bytes a student, so that a million fit."""

    students: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    places: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
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
        for one in dict.fromkeys(files):
            self.files.setdefault(one, len(self.files))
        places = [self.files[one] for one in files]
        both = np.concatenate([self.students, students])
        order = np.argsort(both, kind="stable")
        self.students = both[order]
        self.places = np.concatenate([self.places, np.array(places, np.intp)])[order]


def identities(students: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each id, the same in every process."""
    digests = [
        hashlib.blake2b(folded(one).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for one in students
    ]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def folded(student: str) -> str:
    """What is the same of an id, in capitals or not, its accents composed or not, and as files
    have it."""
    if student.isascii() and student.isprintable():
        return student.strip().casefold()
    student = without_control(student).strip()
    return normalize("NFC", normalize("NFC", student).casefold())


def known_as(student: str, ids: Mapping[str, str] | None) -> str | None:
    """The id under which somebody was handed a sheet; None for a stranger. `ids`: by folded id;
    where they are not known, everybody is known. An id that fits nobody, and can be only one that
    was read in the wrong encoding, is that one."""
    if ids is None:
        return without_control(normalize("NFC", unscrambled(student)))
    return ids.get(folded(student)) or garbled(student, ids)


def garbled(student: str, ids: Mapping[str, str]) -> str | None:
    """The one id that this one may be, read in the wrong encoding, or with signs lost that another
    encoding does not have; None where there are several. Something must be left of it.

    >>> garbled("JosÃ©", {"josé": "José"}), garbled("Zo?", {"zoë": "Zoë", "zoé": "Zoé"})
    ('José', None)
    >>> garbled("?pek", {"i̇pek": "İpek"})
    'İpek'
    """
    found = {ids[one] for one in map(folded, readings(student)) if one in ids}
    if LOST.search(student) and re.search(r"\w", student):
        for fold in (folded, one_sign_a_letter):  # folded, İ is an i and a dot above it
            parts = map(re.escape, LOST.split(fold(student)))
            fits = re.compile("[^\x00-\x7f]+".join(parts))
            found |= {own for own in ids.values() if fits.fullmatch(fold(own))}
    return found.pop() if len(found) == 1 else None


def one_sign_a_letter(text: str) -> str:
    """A text with its ASCII letters small and the others as they are."""
    return CAPITALS.sub(lambda match: match[0].lower(), normalize("NFC", text.strip()))


def stranger(student: str, ids: Mapping[str, str] | None, path: Path | None = None) -> str:
    """What is said of an id that was handed no sheet. `path`: the file in which it stands, whose
    name may say more."""
    said = f"no sheet was handed out to {shown(student)}"
    for name, what in names_of(path) if path is not None else ():
        student_of_it = known_as(name, ids)
        if student_of_it is not None:
            return f"{said}; is it {shown(student_of_it)}, as its {what} is called?"
    near = nearest(folded(student), ids or {})
    return said if near is None else f"{said}; is it {shown(near)}?"


def nearest(typed: str, ids: Mapping[str, str]) -> str | None:
    """The one id that looks most like what was typed; None where two are as near. Spreadsheets
    take the zeros off 007.

    >>> nearest("7", {"007": "007", "77": "77"}), nearest("u32", {"u23": "u23", "u31": "u31"})
    ('007', None)
    """
    plain = ZEROS.sub("", typed)
    near = [one for one in ids if ZEROS.sub("", one) == plain] if typed[-1:].isdigit() else []
    if not near:
        near = get_close_matches(typed, ids, 2)
        likeness = [SequenceMatcher(None, one, typed).ratio() for one in near]
        near = near[:1] if len(set(likeness)) == 2 else near
    return ids[near[0]] if len(near) == 1 else None


def owner(path: Path, ids: Mapping[str, str] | None = None) -> str:
    """Whose a file is that does not say so: its name's, else its folder's. Of `ids`, where they
    are known, if one of the two is an id."""
    names = [name for name, _ in names_of(path)] or [path.stem]
    if ids is None:
        return names[0]
    known = (name for name in names if known_as(name, ids) is not None)
    return next(known, PLATFORM.sub("", names[0]))


def names_of(path: Path) -> Iterator[tuple[str, str]]:
    """What may be an id in a file's path, and whether it is the file or the folder that is called
    so; learning platforms write more behind it."""
    stem = path.stem
    if Path(stem).suffix.lower() in ENDINGS:  # ana.csv.txt
        stem = Path(stem).stem
    bare = COPY.sub("", stem).lower() in BARE
    for name, what in ("" if bare else stem, "file"), (path.parent.name, "folder"):
        whose = PLATFORM.sub("", name)
        for one in dict.fromkeys((name, whose, without_time(COPY.sub("", whose)))):
            if one:
                yield one, what


def without_time(name: str) -> str:
    """A file's name without the time at which it was handed in."""
    return WHEN.sub("", name).strip(" _-.")
