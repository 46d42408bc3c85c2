"""Submissions with files of their own, marked: everything that is said of each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracer.errors import InputError, shown

from ..asked import Exercise
from ..encodings import is_unicode
from ..files import of_data
from ..given import printable
from ..marking import marked_parts, read_parts
from ..meant import LONGEST_NAME
from ..ranged import Codes
from ..result import StudentReport
from ..submission import Problem, Sheet, Submission
from ..typed_numbers import TypedNumbers, typed_numbers
from .chunks import Piece
from .feedback import returned
from .file_names import without_control
from .gather import folded, identities, known_as, owner, stranger
from .gradebook import ALONE, Withheld
from .items import Items
from .scored import Scored, of_reports
from .told import Place, Told, in_short
from .work import Job, Marks, add

WESTERN_ID = "read as Windows writes it in Western Europe, since the file is not in UTF-8"
OTHER = "nothing in it is asked for here: is it of another exercise?"


@dataclass(slots=True)
class Gathered:
    """Submissions with their files; no student twice, and only those of `ids` where they are
    known. What was left out is a problem. `seen`: the file in which each student came first;
    `turns`: which submission counts of those who handed in more than once; `unread`: whose files
    could not be read, and why."""

    problems: list[Problem]
    seen: dict[int, str] = field(default_factory=dict)
    ids: Mapping[str, str] | None = None
    turns: Mapping[int, Place] = field(default_factory=dict)
    unread: list[tuple[str, Problem]] = field(default_factory=list)

    def of_piece(self, piece: Piece) -> Iterator[Submission]:
        for at, who, one in self.whose(piece):
            place = (piece.where, piece.part, at)
            if self.turns.get(who, place) != place:
                continue
            if who in self.seen:
                first = self.seen[who]
                said = f"a second submission by {shown(one.student)}: the first, {first}, counts"
                self.problems.append(Problem(piece.where, said))
                continue
            self.seen[who] = piece.where
            yield one

    def whose(self, piece: Piece) -> Iterator[tuple[int, int, Submission]]:
        """All submissions of a piece: its place in it, a number for the student, and what there
        is, under the id by which the student is known."""
        path = Path(piece.name)
        if piece.fault is not None:
            self.lose(piece, piece.fault)
            return
        try:
            found = of_data(piece.name, piece.data, piece.where)
        except InputError as error:
            self.lose(piece, Problem.of(error))
            return
        for at, one in enumerate(found):
            typed = one.student.strip() or owner(path, self.ids)
            student = known_as(typed, self.ids)
            if student is None:
                problem = Problem(piece.where, stranger(typed, self.ids, path))
                self.lose(piece, problem)
                continue
            student = printable(student)[:LONGEST_NAME]  # as it is called from here on
            notes = one.notes
            if folded(student) != folded(printable(without_control(typed))[:LONGEST_NAME]):
                notes = (*notes, f"{shown(typed)} is {student}, read in the wrong encoding")
            elif self.ids is None and doubtful(student, piece.data):
                notes = (*notes, f"{shown(student)}: {WESTERN_ID}")
            (who,) = identities([student]).tolist()
            yield at, who, replace(one, student=student, notes=notes)

    def lose(self, piece: Piece, problem: Problem) -> None:
        """Say why a file could not be read, and remember whose it is by its name."""
        self.problems.append(problem)
        if piece.of_many or piece.name == "-":
            return
        student = known_as(owner(Path(piece.name), self.ids), self.ids)
        if student is not None:
            self.unread.append((printable(student)[:LONGEST_NAME], problem))


def doubtful(student: str, data: bytes) -> bool:
    """Whether an id may be another one: its letters depend on the encoding, and the file does not
    say which it is in."""
    return not (student.isascii() or data.startswith(b"PK") or is_unicode(data))


def of_files(job: Job, pieces: Sequence[Piece], seen: Mapping[int, str]) -> Marks:
    """The marks of some files, and what each student is handed back. `seen`: in which files
    students came before these."""
    gathered = Gathered([], dict(seen), job.find.ids, job.hand_ins.turns)
    some = [one for piece in pieces for one in gathered.of_piece(piece)]
    return returning(job, of_submissions(job, some, gathered))


def without_answers(job: Job, students: Mapping[str, Sequence[Problem]], where: str) -> Marks:
    """The same of those of whom nothing was read. `students`: why not; nothing where a person set
    their marks."""
    some = [Submission(student, unread=tuple(why)) for student, why in students.items()]
    ids = identities(list(students)).tolist()
    files = (why[0].where if why else where for why in students.values())
    alone = {one: [ALONE] for one, why in zip(ids, students.values(), strict=True) if not why}
    done = of_submissions(job, some, Gathered([], dict(zip(ids, files, strict=True))), alone)
    done.problems = []  # they were told of the files
    return returning(job, done)


def returning(job: Job, done: Marks) -> Marks:
    """What each student is handed back, in the place of the reports, which take more room."""
    if job.feedback:
        files: dict[int, str] = dict(zip(done.ids.tolist(), done.files, strict=True))

        def file_of(report: StudentReport) -> str:
            (who,) = identities([report.student]).tolist()
            return files[who]

        done.returned = [
            *(returned(job, report, file_of(report)) for report in done.reports),
            *(returned(job, report, file_of(report), why) for report, why in done.withheld),
        ]
    done.reports, done.withheld = [], []
    return done


def of_submissions(
    job: Job,
    some: list[Submission],
    gathered: Gathered,
    notes: Mapping[int, Sequence[str]] = {},
) -> Marks:
    students = [one.student for one in some]
    ids = identities(students)
    done = Marks("", Items(job.asked), gathered.problems, ids,
                 [gathered.seen[one] for one in ids.tolist()], unread=gathered.unread,
                 notes=notes)  # fmt: skip
    for at, sheet in job.find(students) if students else ():
        read = [read_parts(sheet, some[one], place) for place, one in enumerate(at)]
        scored, reports, papers = of_sheets(sheet, read)
        unread: dict[int, Withheld] = {}
        for place, report in enumerate(reports):
            one, (who,) = some[at[place]], identities([report.student]).tolist()
            report.decided = job.overrides.of(report.student).keys()
            if report.notes:
                says = "; ".join(report.notes)
                done.told.append(Told("read", report.student, gathered.seen[who], says))
            report.notes += job.hand_ins.notes.get(who, ())
            typed = [*(one.typed for one in report.answers), *(one.typed for one in report.by_hand)]
            nothing = report.problems and not any(typed)
            if report.open:
                why = OTHER if nothing and one.answers else in_short(report.unread)
                unread[place] = Withheld(why, report.open)
            elif nothing:
                done.problems.append(Problem(gathered.seen[who], OTHER))
        add(job, done, scored, reports, papers, students, unread)
    return done


def of_sheets(
    sheet: Exercise, read: list[list[Sheet]]
) -> tuple[Scored, list[StudentReport], Callable[[Codes], TypedNumbers]]:
    """The marks of some students; and what they wrote in the first part, of which one can tell
    whose sheet it is."""
    reports = marked_parts(sheet, read)
    return (
        of_reports(sheet, reports),
        reports,
        lambda at: typed_numbers(sheet.parts[0], [read[one][0] for one in at.tolist()]),
    )
