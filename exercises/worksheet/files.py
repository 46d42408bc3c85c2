"""The files of a sheet: all of them are made before the first one is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import InputError
from tracer.output import finished, refusals

from . import find
from .between import with_lines_between
from .description import sheet as sheet_of
from .description import whole
from .solution import key, solution

if TYPE_CHECKING:
    from grader.asked import Exercise

    from ..task import Task


def files(
    task: Task,
    formats: Iterable[str],
    *,
    exercise: Exercise | None = None,
    student: str = "",
    with_solution: bool = False,
    between: bool = False,
    large: bool = False,
) -> dict[str, bytes]:
    """The files by name: `sheet.*` and `answers.*` of a student, and with the solution
    `solution.*` and `key.json`. `exercise`: the student's own variant; `between`: with boxes,
    not marked, for the lines that are not asked; `large`: in large print.

    Raises InputError for a format that there is not or whose package is not installed.
    """
    wanted = find(list(formats))
    made = whole(task.exercise if exercise is None else exercise)
    if between:
        made = with_lines_between(made)
    handed_out = replace(sheet_of(task, made, student), large=large)
    written = dict(file for one in wanted for file in one.files(handed_out, None))
    if with_solution:
        solved = solution(made, handed_out)
        written |= dict(file for one in wanted for file in one.files(handed_out, solved))
        written["key.json"] = key(made)
    return written


def save(written: Mapping[str, bytes], folder: Path, *, force: bool = False) -> list[Path]:
    """Put the files into a folder, which is made where there is none; each is there whole or
    not at all. Raises InputError where one of them is there already, unless `force`, and for a
    folder that cannot be written to."""
    paths = [folder / name for name in written]
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
    there = [path.name for path in paths if path.exists()]
    if there and not force:
        raise InputError(
            "-o",
            f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} there already",
            expected="a new folder, or --force to replace what is there",
            example=f"-o {folder} --force",
        )
    for path, data in zip(paths, written.values(), strict=True):
        save_one(path, data, force)
    return paths


def save_one(path: Path, data: bytes, force: bool) -> None:
    with refusals(path), finished(path, force=force) as beside:
        beside.write_bytes(data)
