"""The grader's entry in the joined table of commands."""

from __future__ import annotations

from tracer.cli import Command

COMMANDS: dict[str, Command] = {
    "grade": Command(
        "grader.commands.grade",
        "mark hand-computed numbers, and say which line went wrong first",
        "grade mazur answers.toml",
    ),
}
