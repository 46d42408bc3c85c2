"""An exercise as another system's question: each target writes files, and says what it loses.

To add one, add its file and an entry to TARGETS.

target.py       what a target is
gradescope.py   an autograder
"""

from __future__ import annotations

from tracer.errors import InputError, unknown

from .gradescope import GRADESCOPE
from .target import Given, Target

TARGETS: dict[str, Target] = {one.name: one for one in (GRADESCOPE,)}
LATER = ("olx", "prairielearn", "moodle-xml")
"""Names that are kept for targets which are not built yet."""


def find(name: str) -> Target:
    """The target of that name. Raises InputError, with the nearest name as example."""
    if name in LATER:
        raise InputError("--to", f"{name} is not built yet", expected=", ".join(TARGETS),
                         example=f"--to {next(iter(TARGETS))}")  # fmt: skip
    if name not in TARGETS:
        raise unknown("--to", "target", name, TARGETS, "--to {}")
    return TARGETS[name]


__all__ = ["LATER", "TARGETS", "Given", "Target", "find"]
