"""What it would be worth if somebody had written something else: marked twice, and nothing kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracer.errors import InputError, shown

from ..asked import Exercise
from ..marking import marked_parts, read_parts
from ..parts import named
from ..result import StudentReport
from ..submission import Problem, Submission
from .run import How, submitted
from .work import Job, Load

CHANGE = re.compile(r"((?:[^=:]|:=|:(?!=))+?)=(?!=)(.*)", re.DOTALL)
"""`dJ/dz[1][1,1]=-0.0131`; a name may have := in it."""
EXAMPLE = "--what-if 'dJ/dz[1][1,1]=-0.0131'"


def changes_of(given: Sequence[str]) -> dict[str, str]:
    """What is to be written instead, by quantity or entry. Raises InputError."""
    found = {}
    for text in given:
        match = CHANGE.fullmatch(text)
        if match is None:
            raise InputError("--what-if", f"{shown(text)} says nothing of a number",
                             expected="a line, = and a text", example=EXAMPLE)  # fmt: skip
        found[match[1].strip()] = match[2].strip()
    return found


def what_if(
    load: Load, handed_in: Sequence[str], changes: Mapping[str, str], how: How
) -> tuple[StudentReport, StudentReport]:
    """The marking of one student's work as it is, and as it would be with other answers. Raises
    InputError for the work of several, for what cannot be read, and for a name that is none."""
    job, problems = Job(load), list[Problem]()
    _, singles = submitted(job, handed_in, how, problems)
    found = [one for _, one in zip(range(2), singles, strict=False)]
    if len(found) != 1:
        wrong = "it holds the work of several students" if found else "nothing in it can be read"
        said = f": {problems[0].where}: {problems[0].message}" if problems and not found else ""
        raise InputError("--what-if", wrong + said, expected="the file of one student",
                         example=f"backprop grade sheet.toml ana.csv {EXAMPLE}")  # fmt: skip
    (one,) = found
    ((_, sheet),) = job.find([one.student])
    before, after = (marking(sheet, work) for work in (one, changed(sheet, one, changes)))
    return before, after


def changed(sheet: Exercise, one: Submission, changes: Mapping[str, str]) -> Submission:
    """The same work with other answers, by the names that the student's own file may use."""
    for name in changes:
        try:
            named(sheet, str(one.names.get(name, name)).lstrip("-−"))
        except InputError as error:
            raise error.at("--what-if") from None
    return replace(one, answers={**one.answers, **changes})


def marking(sheet: Exercise, one: Submission) -> StudentReport:
    (report,) = marked_parts(sheet, [read_parts(sheet, one)])
    return report
