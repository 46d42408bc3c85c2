"""The command `backprop`: the subcommands of all three packages in one table."""

from __future__ import annotations

from grader.cli import COMMANDS as GRADER
from tracer.cli import COMMANDS as TRACER
from tracer.cli import Command, run

COMMANDS: dict[str, Command] = {
    **TRACER,
    **GRADER,
    "exercises": Command(
        "exercises.commands.exercises",
        "list the bundled exercises",
        "exercises",
    ),
}


def main() -> int:
    """Exit code 0 done, 1 something did not match, 2 bad use."""
    return run("backprop", COMMANDS)
