"""The secret of a course, from which its students' numbers are drawn."""

from __future__ import annotations

from tracer.errors import InputError
from tracer.files import label

from .given import bytes_of

LONGEST = 4096  # bytes
EXPECTED = "the file that `assign` was given; for a new course, one line that only teachers know"
EXAMPLE = "openssl rand -hex 32 > secret.txt"


def read_secret(name: str) -> bytes:
    """The bytes of a file without the line's end, so that an editor that adds one changes
    nothing. Raises InputError for a file that is not there, is empty, or too long for a secret."""
    secret = bytes_of(name, "secret", EXPECTED, EXAMPLE).rstrip(b"\r\n")
    if not secret.strip() or len(secret) > LONGEST:
        raise InputError(
            label(name),
            "it is empty" if len(secret) <= LONGEST else f"it is longer than {LONGEST} bytes",
            expected="one line that only the teachers know",
            example=EXAMPLE,
        )
    return secret
