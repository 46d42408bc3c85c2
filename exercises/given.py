"""Files of a course that are given by an option: never a bundled example."""

from __future__ import annotations

import os

from tracer.errors import InputError
from tracer.files import contents, label


def bytes_of(name: str, what: str, expected: str, example: str) -> bytes:
    """What stands in a file. `what` it is to be: "roster". Raises InputError, in these words."""
    wrong = f"there is no such file: the {what} is missing"
    try:
        if name == "-" or os.path.exists(name):  # noqa: PTH110 - Path.exists raises for some names
            return contents(name)
    except InputError as error:
        wrong = error.wrong
    raise InputError(label(name), wrong, expected=expected, example=example)
