"""What the exercise is about, and how it is marked."""

from __future__ import annotations

from tracer.shell.line import Line, said, wrapped

from ...worksheet.boxes import questions
from ...worksheet.needs import agreements
from ...worksheet.pattern_table import said_of_tables
from ...worksheet.sentences import rule
from ..model import Practice

WIDE = 68
OF_AN_UPDATE = "@2 in front of a name: as it is in the second update; @0: before the first."
REVEALS = {
    "never": "Right numbers are never shown.",
    "wrong-line": "The right number of a line can be shown once you have tried it.",
    "all": "The right number of a line can be shown at any time.",
}


def about(practice: Practice) -> list[Line]:
    task, sheet = practice.task, practice.sheet.exercise
    found = wrapped(task.title or "Practice", WIDE, "heading")
    if task.goal:
        found += wrapped(task.goal, WIDE)
    facts = []
    if task.lecture:
        facts.append(f"Lecture: {', '.join(task.lecture)}.")
    if task.prerequisites:
        facts.append(f"Before it: {', '.join(task.prerequisites)}.")
    if task.minutes:
        facts.append(f"About {task.minutes} minutes.")
    found += wrapped(" ".join(facts), WIDE, "dim") if facts else []
    found.append(said(""))
    # The sentences of the sheet on paper: somebody may have both.
    asking = practice.sheet.asking
    tables = said_of_tables(asking, questions(asking))
    for sentence in (*rule(asking), *agreements(asking), *tables):
        found += wrapped(sentence, WIDE)
    if asking.steps > 1:
        found += wrapped(OF_AN_UPDATE, WIDE)
    found.append(said(""))
    if not practice.sheet.derived:
        found += wrapped("A wrong number is marked once: what follows from it by the right rule "
                         "counts as right.", WIDE)  # fmt: skip
    found += wrapped(REVEALS[sheet.reveal], WIDE)
    if practice.progress.number:
        found += wrapped(f"These are the numbers of variant {practice.progress.number}, drawn for "
                         "you alone.", WIDE)  # fmt: skip
    for part in task.manual:
        found += wrapped(f"Not here, on paper: {part.title} ({part.points:g} points).", WIDE, "dim")
    return found
