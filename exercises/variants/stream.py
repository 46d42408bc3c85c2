"""Whole numbers from HMAC-SHA-256: the same on every machine, in every version, for ever.

    key      the course's secret
    message  "backprop-variant/1", the exercise's id, its version in decimal, the student: each as
             its length in bytes (4 bytes, big-endian) and its UTF-8, composed (NFC); then the
             attempt and the block, both from 0, as 4 bytes, big-endian

A block is the 32 bytes of one digest, read as sixteen numbers of 2 bytes, big-endian. Number i of
an attempt is the i-th of its blocks one after the other, and takes one of n values: the one at
⌊number · n / 65536⌋.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]

SCHEME = "backprop-variant/1"
IN_BLOCK = 16  # numbers
VALUES = 2**16  # of one number


class Stream:
    """The numbers of one exercise, for whichever student and attempt."""

    def __init__(self, secret: bytes, exercise: str, version: int) -> None:
        key = sha256(secret).digest() if len(secret) > 64 else secret
        key = key.ljust(64, b"\0")
        # HMAC by hand: both states of the key are made once (a call of hmac makes them each time)
        self.inner = sha256(bytes(byte ^ 0x36 for byte in key))
        self.outer = sha256(bytes(byte ^ 0x5C for byte in key))
        for part in (SCHEME, exercise, str(version)):
            self.inner.update(framed(part))

    def numbers(
        self, students: Sequence[str], first: Sequence[int], attempts: int, count: int
    ) -> Numbers:
        """(students, attempts, count) numbers from 0 to 65535; each student's from `first` on."""
        blocks = -(-count // IN_BLOCK)
        earliest, latest = min(first, default=0), max(first, default=0)
        ends = [
            struct.pack(">II", attempt, block)
            for attempt in range(earliest, latest + attempts)
            for block in range(blocks)
        ]
        digests = []
        for student, start in zip(students, first, strict=True):
            own, at = self.inner.copy(), (start - earliest) * blocks
            own.update(framed(student))
            for end in ends[at : at + attempts * blocks]:
                inner, outer = own.copy(), self.outer.copy()
                inner.update(end)
                outer.update(inner.digest())
                digests.append(outer.digest())
        whole = np.frombuffer(b"".join(digests), dtype=">u2").astype(np.int64)
        return whole.reshape(len(students), attempts, blocks * IN_BLOCK)[..., :count]


def framed(text: str) -> bytes:
    """A text behind its length, so that no two parts can run into each other."""
    data = normalize("NFC", text).encode("utf-8", "surrogatepass")
    return struct.pack(">I", len(data)) + data
