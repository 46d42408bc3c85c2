"""One submission marked where Gradescope runs autograders: no command for people, but what
`run_autograder` of an autograder.zip calls.

    ROOT/source/exercise.json        the exercise; or, where everybody has numbers of their own,
    ROOT/source/students.json        whose are in which file of ROOT/source/students/
    ROOT/submission/                 what was handed in
    ROOT/submission_metadata.json    by whom
    ROOT/results/results.json        what is written

Whatever goes wrong is said in the results: a student sees it, and can hand in again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tracer.errors import InputError
from tracer.output import finished

from ..asked import Exercise
from ..classes.exports.export import Handed
from ..classes.exports.gradescope import result_of
from ..classes.file_names import without_control
from ..classes.gather import files_of, folded
from ..exercise_file import of_keys
from ..files import read_submissions
from ..marking import marked_parts, read_parts
from ..result import Report, StudentReport
from ..submission import Problem, Submission

NOT_FINAL = "There is no final mark yet (?): something could not be read, and counts nothing here."
NOTHING = "Nothing could be marked, and the 0 is no mark:"
AGAIN = "Mend it and hand in again, or ask your teachers."


def main(root: Path) -> int:
    """Mark what is there; 0 even where nothing could be marked, since the results say so."""
    try:
        student, sheet = handed_out(root)
        result = results(sheet, student, root / "submission")
    except InputError as error:
        result = nothing(f"{error.where}: {error.wrong}; expected: {error.expected}")
    folder = root / "results"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    with finished(folder / "results.json") as beside:
        beside.write_text(text, encoding="utf-8")
    return 0


def handed_out(root: Path) -> tuple[str, Exercise]:
    """Who handed in, as the roster says, and the exercise with that student's numbers. Raises
    InputError for somebody of whom nothing is known."""
    source = root / "source"
    users = list(users_of(root / "submission_metadata.json"))
    if (source / "exercise.json").is_file():
        return (users or [[""]])[0][0], sheet_of(source / "exercise.json")
    known = read(source / "students.json")
    for name in (name for user in users for name in user):
        found = known.get(folded(name))
        if found:
            return str(found["student"]), sheet_of(source / "students" / str(found["file"]))
    names = ", ".join(name for user in users for name in user) or "nobody"
    raise InputError("submission", f"no sheet was handed out to {names}",
                     expected="a student of the roster, by e-mail, name or id",
                     example="ana@uni.example")  # fmt: skip


def users_of(path: Path) -> Iterator[list[str]]:
    """What may tell who each of those is who handed in, the surest first."""
    users = read(path).get("users", [])
    for user in users if isinstance(users, list) else []:
        if isinstance(user, Mapping):
            given = (user.get(key) for key in ("email", "sid", "name", "id"))
            yield [without_control(str(one)) for one in given if one not in (None, "")]


def read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def sheet_of(path: Path) -> Exercise:
    return of_keys(read(path), path.name, path.parent)


def results(sheet: Exercise, student: str, folder: Path) -> dict[str, Any]:
    """The results of what one student handed in. Raises InputError where nothing is there."""
    problems: list[Problem] = []
    paths = files_of([str(folder)], problems)
    found = [one for path in paths for one in read_submissions(path, problems)]
    if not found:
        said = "; ".join(f"{Path(one.where).name}: {one.message}" for one in problems)
        raise InputError("submission", said or "there is no file of answers in it",
                         expected="answers.csv, or what the sheet saves",
                         example="answers.csv")  # fmt: skip
    one, *others = found
    (report,) = marked_parts(sheet, [read_parts(sheet, one)])
    output = "\n".join(remarks(report, student, one, len(others), problems))
    return {**result_of(row_of(sheet, student, report)), "output": output}


def remarks(
    report: StudentReport, student: str, one: Submission, others: int, problems: list[Problem]
) -> Iterator[str]:
    """What is said above the lines."""
    if report.open:
        yield NOT_FINAL
        yield from (f"? {each.where}: {each.message}" for each in report.unread)
        yield AGAIN
    if one.student and student and folded(one.student) != folded(student):
        yield (
            f"The file says that it is of {without_control(one.student)}; "
            f"it is marked as what {student} handed in."
        )
    if others:
        yield f"{others} more with answers: only the first counts."
    if report.first_wrong:
        names = {answer.name: answer.shown for answer in report.answers}
        yield f"First wrong: {', '.join(names.get(name, name) for name in report.first_wrong)}."
    elif report.answers and all(answer.verdict == "right" for answer in report.answers):
        yield "Every line is right."
    yield from (f"{Path(each.where).name}: {each.message}" for each in problems)
    yield from (f"{each.where}: {each.message}" for each in report.problems)


def row_of(sheet: Exercise, student: str, report: StudentReport) -> Handed:
    record = Report(sheet.id or sheet.title, [report]).to_json()
    return Handed(student, student, report.score, report.max, "", "", "", {}, record=record)


def nothing(why: str) -> dict[str, Any]:
    """Results that say that there are none."""
    return {
        "score": 0,
        "output": f"{NOTHING}\n{why}\n{AGAIN}",
        "output_format": "text",
        "visibility": "visible",
        "tests": [],
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
