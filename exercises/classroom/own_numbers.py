"""Everybody's own numbers, for the grader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.asked import by_alpha
from grader.classes.folder import stamp
from grader.classes.work import Own
from grader.commands.grade import seen_by
from tracer.errors import InputError, shown

from ..variants import variant, variants
from .manifest import Manifest, fingerprints, of_secret

if TYPE_CHECKING:
    from grader.asked import Exercise

    from ..task import Task


def own_numbers(
    task: Task, secret: bytes, instructor: bool = False, handed_out: Manifest | None = None
) -> Own:
    """What finds the numbers of students again: all whose α is the same together, since it stands
    in the equations themselves. `handed_out`: the numbers must be those on the sheets.

    Raises InputError for sheets of another exercise or of another secret, and, when it is asked for
    numbers, where these have become others: the exercise was changed, or how numbers are drawn.
    """
    if handed_out is None:
        return Own(lambda students: found(task, secret, students, None, instructor))
    same_set(handed_out, task, secret)

    def as_handed_out(students: Sequence[str]) -> list[tuple[list[int], Exercise]]:
        sheets = [handed_out.students[one] for one in students]
        parts = found(task, secret, students, [one.attempt for one in sheets], instructor)
        for at, sheet in parts:
            for one, now in zip(at, fingerprints(sheet, len(at)), strict=True):
                if sheets[one].numbers != now:
                    same_exercise(handed_out, task)
                    raise others(f"--set {handed_out.folder}", sheets[one].student)
        return parts

    rest = {one.student: one.rest for one in handed_out.students.values()}
    return Own(as_handed_out, handed_out.ids(), rest)


def sheet_of(task: Task, secret: bytes, student: str, handed_out: Manifest | None) -> Exercise:
    """One student's exercise. Raises InputError as `own_numbers`, and for a stranger."""
    if handed_out is None:
        return variant(task, secret, student)
    same_set(handed_out, task, secret)
    known = handed_out.students.get(student)
    if known is None:
        raise InputError(f"--set {handed_out.folder}", f"no sheet was handed out to "
                         f"{shown(student)}", expected="the roster that `assign` was given",
                         example="--roster class.csv")  # fmt: skip
    sheet = variant(task, secret, student, known.attempt)
    if fingerprints(sheet, 1) != [known.numbers]:
        same_exercise(handed_out, task)
        raise others(f"--set {handed_out.folder}", student)
    return sheet


def same_set(handed_out: Manifest, task: Task, secret: bytes) -> None:
    """Raises InputError for sheets of another exercise, or that were drawn with another secret. An
    exercise without an id goes by its title, which may be mended: its numbers will tell."""
    if task.id:
        same_exercise(handed_out, task)
    if handed_out.head["secret"] != of_secret(secret):
        raise InputError("--secret-file", f"not with this secret {handed_out.folder} was made",
                         expected="the secret that `assign` was given",
                         example="--secret-file secret.txt")  # fmt: skip


def same_exercise(handed_out: Manifest, task: Task) -> None:
    made_of, now = handed_out.head["exercise"], stamp(task.exercise)["exercise"]
    if made_of != now:
        was = shown(str(made_of))
        raise InputError("--set", f"{handed_out.folder} was made of {was}, not of {shown(now)}",
                         expected=f"the exercise {was}, or the folder of {shown(now)}",
                         example=f"backprop grade {was} handed-in/ --secret-file secret.txt "
                         f"--set {handed_out.folder} -o marks/")  # fmt: skip


def found(
    task: Task,
    secret: bytes,
    students: Sequence[str],
    attempts: Sequence[int] | None,
    instructor: bool,
) -> list[tuple[list[int], Exercise]]:
    """Places in the list of students, and the exercise with their numbers, by their α."""
    whole = seen_by(variants(task, secret, students, attempts), instructor)
    return by_alpha(whole, len(students))


def others(where: str, student: str) -> InputError:
    """Somebody's numbers have become others."""
    return InputError(
        where,
        f"the numbers on the sheet of {shown(student)} are not those of the exercise now",
        expected="the exercise with the numbers and ranges as it was handed out; what is asked, "
        "points and credit may change",
        example="git log sheet.toml",
    )
