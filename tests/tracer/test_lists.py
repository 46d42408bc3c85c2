"""The lists of equations stay what they are: lines, order, words and numbers.

Where one is meant to change, `python -m tests.lists` stores them anew.
"""

import gzip
import json

import pytest

from tests.lists import STORED, STORED_EVERY, cases, listed, short


@pytest.mark.thorough
def test_every_list_has_the_lines_words_and_numbers_that_are_stored() -> None:
    with gzip.open(STORED, "rt", encoding="utf-8") as stream:
        stored = [json.loads(line) for line in stream]
    every = list(cases(STORED_EVERY))
    assert [name for name, _, _ in every] == [one["case"] for one in stored]
    for before, (name, source, steps) in zip(stored, every, strict=True):
        now = short(name, *listed(source, steps))
        assert {**now, "numbers": 0} == {**before, "numbers": 0}
        assert now["numbers"] == pytest.approx(before["numbers"], rel=1e-10, abs=1e-12)
