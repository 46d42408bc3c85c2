"""The command `backprop`: the subcommands of all three packages in one table."""

from __future__ import annotations

from grader.cli import COMMANDS as GRADER
from tracer.cli import COMMANDS as TRACER
from tracer.cli import Command, run

COMMANDS: dict[str, Command] = {
    **TRACER,
    "walk": TRACER["walk"]._replace(module="exercises.practice.walk"),  # what is typed is marked
    **GRADER,
    "grade": GRADER["grade"]._replace(module="exercises.commands.grade"),  # variants too
    "exercises": Command(
        "exercises.commands.exercises",
        "list the bundled exercises; start or check one of your own",
        "exercises check sheet-3.toml",
    ),
    "course": Command(
        "exercises.practice.course_command",
        "the way through the lecture: what is done, what went wrong, what to practise next",
        "course --instructor",
    ),
    "practice": Command(
        "exercises.practice.command",
        "work an exercise by hand, each number marked as it is typed",
        "practice neuron-forward",
    ),
    "sheet": Command(
        "exercises.commands.sheet",
        "make an exercise sheet, to print or to fill in",
        "sheet neuron-forward --student ana -o sheet/",
    ),
    "assign": Command(
        "exercises.commands.assign",
        "hand out an exercise to a class, everybody with numbers of their own",
        "assign neuron-forward --roster class.csv --secret-file secret.txt -o set/",
    ),
    "export": Command(
        "exercises.commands.export",
        "write an exercise as another system's question: gradescope",
        "export neuron-forward --to gradescope -o out/",
    ),
    "compare": Command(
        "exercises.commands.compare",
        "lay your own marks of some papers beside those of this program",
        "compare sheet-3.toml handed-in/ my-marks.csv",
    ),
    "mark": Command(
        "exercises.marking.command",
        "mark paper: a key for what is as it should be, the number for what is not",
        "mark neuron-forward --roster class.csv --secret-file secret.txt -o marks/",
    ),
}


def main() -> int:
    """Exit code 0 done, 1 something did not match, 2 bad use."""
    return run("backprop", COMMANDS)
