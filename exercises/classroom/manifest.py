"""Which sheets a class was handed: DIR/instructor/manifest.json, `backprop-set/1`.

Of each student it holds which attempt of the drawing the numbers are, and a fingerprint of them:
with it the same numbers are found later, and whether they are the same is seen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader.asked import Exercise
from grader.classes.gather import folded
from tracer.errors import InputError

SCHEMA = "backprop-set/1"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One student's sheet. `numbers`: their fingerprint; `rest`: the roster's other columns."""

    student: str
    attempt: int
    numbers: str
    rest: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "student": self.student,
            "attempt": self.attempt,
            "numbers": self.numbers,
            "rest": dict(self.rest),
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """`head`: of which exercise the sheets are, and with which secret they were drawn."""

    folder: Path
    head: Mapping[str, Any]
    students: Mapping[str, HandedOut]

    def ids(self) -> dict[str, str]:
        """Ids as they were handed out, by what is the same however it is typed."""
        return {folded(one): one for one in self.students}


def path_of(folder: Path) -> Path:
    return folder / "instructor" / "manifest.json"


def read_manifest(folder: Path) -> Manifest:
    """Raises InputError for a folder that `assign` did not fill."""
    try:
        found = json.loads(path_of(folder).read_text(encoding="utf-8"))
        students = [
            HandedOut(one["student"], int(one["attempt"]), one["numbers"], one.get("rest", {}))
            for one in found["students"]
        ]
        head = {name: found.get(name) for name in ("schema", "exercise", "hash", "secret")}
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            str(folder),
            "its instructor/manifest.json is not there, or cannot be read",
            expected="a folder that `assign` filled, as it was",
            example="backprop grade neuron-forward in/ --secret-file s.txt --set set/ -o marks/",
        ) from None
    return Manifest(folder, head, {one.student: one for one in students})


def without_secret(folder: str) -> InputError:
    return InputError(
        "--set",
        "without the secret nobody's numbers can be found",
        expected="--secret-file too",
        example=f"--secret-file secret.txt --set {folder}",
    )


def of_secret(secret: bytes) -> str:
    """Enough to tell one secret from another, and of no use for finding it."""
    return hmac.new(secret, b"backprop: which secret", hashlib.sha256).hexdigest()[:16]


def fingerprints(sheet: Exercise, students: int) -> list[str]:
    """What tells each student's numbers from others: of all that is given on the sheet, and α, in
    every part."""
    every = [of_part(part, students) for part in sheet.parts]
    if len(every) == 1:
        return every[0]
    return [hashlib.sha256("".join(one).encode()).hexdigest()[:16]
            for one in zip(*every, strict=True)]  # fmt: skip


def of_part(sheet: Exercise, students: int) -> list[str]:
    """The same of one part."""
    given = sheet.trace.given
    names = sorted(given)
    whole = [np.broadcast_to(given[name], (students, *given[name].shape[-2:])) for name in names]
    alpha = np.ravel(np.asarray(np.nan if sheet.source.alpha is None else sheet.source.alpha))
    found = []
    for at in range(students):
        digest = hashlib.sha256("\n".join(names).encode())
        for values in (*(one[at] for one in whole), alpha[at if alpha.size > 1 else 0]):
            digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
        found.append(digest.hexdigest()[:16])
    return found
