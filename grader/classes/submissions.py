"""Submissions with files of their own, marked: everything that is said of each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracer.errors import InputError, shown

from ..exercise_file import Exercise
from ..files import of_data
from ..marking import marked
from ..paper import Paper, paper
from ..ranged import Codes
from ..result import StudentReport
from ..submission import LONGEST_NAME, Problem, Sheet, Submission, printable
from ..texts import read_answers
from .chunks import Piece
from .feedback import returned
from .gather import identities, known_as, owner, stranger
from .items import Items
from .scored import Scored, of_reports
from .work import Job, Marks, add


@dataclass(slots=True)
class Gathered:
    """Submissions with their files; no student twice, and only those of `ids` where they are
    known. What was left out is a problem. `seen`: the file in which each student came first."""

    problems: list[Problem]
    seen: dict[int, str] = field(default_factory=dict)
    ids: Mapping[str, str] | None = None

    def of_piece(self, piece: Piece) -> Iterator[Submission]:
        if piece.fault is not None:
            self.problems.append(piece.fault)
            return
        try:
            found = of_data(piece.name, piece.data, piece.where)
        except InputError as error:
            self.problems.append(Problem.of(error))
            return
        for one in found:
            path = Path(piece.name)
            typed = one.student.strip() or owner(path, self.ids)
            student = known_as(typed, self.ids)
            if student is None:
                self.problems.append(Problem(piece.where, stranger(typed, self.ids, path)))
                continue
            student = printable(student)[:LONGEST_NAME]  # as it is called from here on
            (who,) = identities([student]).tolist()
            if who in self.seen:
                first = self.seen[who]
                said = f"a second submission by {shown(student)}: the first, {first}, counts"
                self.problems.append(Problem(piece.where, said))
                continue
            self.seen[who] = piece.where
            yield replace(one, student=student)


def of_files(job: Job, pieces: Sequence[Piece], seen: Mapping[int, str]) -> Marks:
    """The marks of some files, and what each student is handed back. `seen`: in which files
    students came before these."""
    gathered = Gathered([], dict(seen), job.find.ids)
    some = [one for piece in pieces for one in gathered.of_piece(piece)]
    done = of_submissions(job, some, gathered)
    if job.feedback:
        done.returned = [
            *(returned(job, report) for report in done.reports),
            *(returned(job, report, why) for report, why in done.withheld),
        ]
    done.reports, done.withheld = [], []
    return done


def of_submissions(job: Job, some: list[Submission], gathered: Gathered) -> Marks:
    students = [one.student for one in some]
    ids = identities(students)
    done = Marks("", Items(job.asked), gathered.problems, ids,
                 [gathered.seen[one] for one in ids.tolist()])  # fmt: skip
    for at, sheet in job.find(students) if students else ():
        read = [read_answers(sheet, some[one], place) for place, one in enumerate(at)]
        scored, reports, papers = of_sheets(sheet, read)
        add(job, done, scored, reports, papers, students)
        for report in reports:
            if report.problems and not any(answer.typed for answer in report.answers):
                (who,) = identities([report.student]).tolist()
                said = "nothing in it is asked for here: is it of another exercise?"
                done.problems.append(Problem(gathered.seen[who], said))
    return done


def of_sheets(
    sheet: Exercise, sheets: list[Sheet]
) -> tuple[Scored, list[StudentReport], Callable[[Codes], Paper]]:
    reports = marked(sheet, sheets)
    return (
        of_reports(sheet, reports),
        reports,
        lambda at: paper(sheet, [sheets[one] for one in at.tolist()]),
    )
