"""The lists of equations stay what they are: lines, order, words and numbers.

Where one is meant to change, `python -m tests.lists` stores them anew.
"""

import gzip
import json

import pytest

from tests.lists import STORED, STORED_EVERY, cases, listed, short


def test_every_list_has_the_lines_words_and_numbers_that_are_stored() -> None:
    with gzip.open(STORED, "rt", encoding="utf-8") as stream:
        stored = [json.loads(line) for line in stream]
    made = [short(name, *listed(source, steps)) for name, source, steps in cases(STORED_EVERY)]
    assert [one["case"] for one in made] == [one["case"] for one in stored]
    for before, now in zip(stored, made, strict=True):
        assert {**now, "numbers": 0} == {**before, "numbers": 0}
        assert now["numbers"] == pytest.approx(before["numbers"], rel=1e-10, abs=1e-12)
