"""The secret of a course, from which its students' numbers are drawn."""

from __future__ import annotations

from tracer.errors import InputError
from tracer.files import contents, label

LONGEST = 4096  # bytes


def read_secret(name: str) -> bytes:
    """The bytes of a file without the line's end, so that an editor that adds one changes
    nothing. Raises InputError for a file that is empty or too long for a secret."""
    secret = contents(name).rstrip(b"\r\n")
    if not secret.strip() or len(secret) > LONGEST:
        raise InputError(
            label(name),
            "it is empty" if len(secret) <= LONGEST else f"it is longer than {LONGEST} bytes",
            expected="one line that only the teachers know",
            example="openssl rand -hex 32 > secret.txt",
        )
    return secret
