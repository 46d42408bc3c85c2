"""The lists of equations stay what they are: lines, order, words and numbers.

Where one is meant to change, `python -m tests.lists` stores them anew.
"""

import gzip
import json

import pytest

from tests.lists import STORED, STORED_EVERY, cases, listed, short
from tests.sample import sample


@pytest.mark.parametrize("first", sample(range(6), 6))
def test_every_list_has_the_lines_words_and_numbers_that_are_stored(first: int) -> None:
    """Every sixth case from the first on."""
    with gzip.open(STORED, "rt", encoding="utf-8") as stream:
        stored = [json.loads(line) for line in stream]
    every = list(cases(STORED_EVERY))
    assert [name for name, _, _ in every] == [one["case"] for one in stored]
    for before, (name, source, steps) in list(zip(stored, every, strict=True))[first::6]:
        now = short(name, *listed(source, steps))
        assert {**now, "numbers": 0} == {**before, "numbers": 0}
        assert now["numbers"] == pytest.approx(before["numbers"], rel=1e-10, abs=1e-12)
