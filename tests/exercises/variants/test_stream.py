"""The numbers of HMAC-SHA-256 are what stream.py's layout says, on every machine."""

from __future__ import annotations

import hmac
import struct

import pytest

from exercises.variants.stream import Stream, framed

SECRETS = {"short": b"course", "empty": b"", "longer than a block": bytes(range(100))}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_the_numbers_are_those_of_hmac(secret: bytes) -> None:
    parts = b"".join(map(framed, ("backprop-variant/1", "neuron-forward", "3", "ana")))
    expected = []
    for attempt in (5, 6):
        digest = b"".join(
            hmac.digest(secret, parts + struct.pack(">II", attempt, block), "sha256")
            for block in range(2)
        )
        expected.append(list(struct.unpack(">32H", digest))[:20])
    made = Stream(secret, "neuron-forward", 3).numbers(["ana"], [5], 2, 20)
    assert made.tolist() == [expected]


def test_the_numbers_are_these_for_ever() -> None:
    made = Stream(b"course", "neuron-forward", 1).numbers(["ana", "Zoë"], [0, 7], 1, 8)
    assert made.tolist() == [
        [[40525, 25343, 59907, 10407, 15387, 18053, 60736, 41391]],
        [[57522, 58171, 39879, 4759, 58125, 16765, 133, 65229]],
    ]


def test_what_is_in_one_part_does_not_run_into_the_next() -> None:
    one = Stream(b"course", "a", 1).numbers(["bc"], [0], 1, 8)
    other = Stream(b"course", "a", 1).numbers(["b"], [0], 1, 8)
    moved = Stream(b"course", "ab", 1).numbers(["c"], [0], 1, 8)
    assert len({str(numbers.tolist()) for numbers in (one, other, moved)}) == 3


def test_a_name_has_the_same_numbers_however_its_accents_are_typed() -> None:
    stream = Stream(b"course", "a", 1)
    composed, apart = (stream.numbers([name], [0], 1, 8) for name in ("Zo\u00eb", "Zoe\u0308"))
    assert composed.tolist() == apart.tolist()


def test_an_id_that_is_no_unicode_has_numbers_too() -> None:
    assert Stream(b"course", "a", 1).numbers(["\udcff"], [0], 1, 3).shape == (1, 1, 3)
