"""What students are called, as a file's name and as text that moves no cursor."""

from __future__ import annotations

import hashlib
import re

LONGEST = 180  # bytes of a file's name; a longer one ends in a digest
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Signs that move a cursor, or turn the direction of what stands beside them; no line ends."""
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{n}" for device in ("com", "lpt") for n in "0123456789¹²³"}
)
"""Names of devices: Windows has no file that is called so, whatever its ending."""


def without_control(text: str) -> str:
    """A text as every file has it.

    >>> without_control("ana\\x1b[2J")
    'ana�[2J'
    """
    if text.isascii() and text.isprintable():
        return text
    return CONTROL.sub("�", text)


def is_reserved(name: str) -> bool:
    return name.partition(".")[0].rstrip(" ").lower() in RESERVED


def file_name(student: str) -> str:
    """A student's id as the name of a file: what could lead out of the folder, or what some
    system refuses, is written as %2F.

    >>> file_name("../Ana Müller"), file_name(""), file_name("con")
    ('%2E.%2FAna Müller', '%', '%63on')
    """
    safe = "".join(
        sign if sign.isalnum() or sign in " ()+,-.=@_~" else quoted(sign) for sign in student
    )
    if safe.startswith(".") or is_reserved(safe):
        safe = quoted(safe[0]) + safe[1:]
    safe = safe.rstrip(" .") or "%"
    if len(safe.encode()) > LONGEST:
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        safe = f"{safe[:20]}%{digest[:16]}"
    return safe


def quoted(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))
