"""Tables of keys: whatever stands in a file is read, or its fault is told with its place."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.authoring.cases import CASE_KEYS
from exercises.variants.ranges import CONDITION_KEYS, RANGE_KEYS
from grader.settings import KEYS, SHEET_KEYS
from tracer.checks import Faults
from tracer.errors import InputError
from tracer.expression_lines import KEYS as EXPRESSION
from tracer.schema import Keys, defaults, one_of, read_keys, word
from tracer.validate.keys import LAYER, NETWORK, TIED

TABLES: dict[str, Keys] = {
    "network": NETWORK,
    "layer": LAYER,
    "tied": TIED,
    "expression": EXPRESSION,
    "marking": KEYS,
    "sheet": SHEET_KEYS,
    "test": CASE_KEYS,
    "condition": CONDITION_KEYS,
    "range": RANGE_KEYS,
}
ENTRIES = [(kind, name) for kind, keys in TABLES.items() for name in keys]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_the_example_of_a_key_can_be_pasted_and_is_read(kind: str, name: str) -> None:
    key = TABLES[kind][name]
    given = tomllib.loads(key.example)
    if kind == "range":
        [given] = given.values()
    assert name in given
    faults = Faults("file")
    key.of(given[name], name, faults)
    assert not faults.found


@given(data=st.data(), entry=st.sampled_from(ENTRIES))
def test_anything_in_a_key_is_read_or_told_with_its_place(
    data: st.DataObject, entry: tuple[str, str]
) -> None:
    kind, name = entry
    value = data.draw(ANYTHING)
    faults = Faults("file")
    try:
        read = read_keys({name: value}, TABLES[kind], "", faults)
    except InputError as error:  # at the fiftieth fault
        read, faults.found = {}, [*getattr(error, "faults", [error])]
    assert all(fault.where.startswith(f"file: {name}") for fault in faults.found)
    assert all(fault.expected and fault.example for fault in faults.found)
    assert name in read or faults.found or value is None


def test_all_faults_and_keys_that_there_are_not_are_told_at_once() -> None:
    faults = Faults("sheet.toml")
    table = {"digits": 40, "digts": 3, "repeat": "often", "truncation": "no", 7: 1}
    assert read_keys(table, KEYS, "", faults) == {}
    places = [fault.where for fault in faults.found]
    assert places == [
        "sheet.toml: digts",
        "sheet.toml",
        "sheet.toml: digits",
        "sheet.toml: truncation",
        "sheet.toml: repeat",
    ]


def test_defaults_are_what_the_keys_read() -> None:
    for keys in (KEYS, SHEET_KEYS, CONDITION_KEYS):
        for name, value in defaults(keys).items():
            if value not in ((), ""):
                faults = Faults("file")
                assert keys[name].of(value, name, faults) == value
                assert not faults.found


@pytest.mark.parametrize("value", [1, 0.5, True, np.ones(2), None, "x", [], {}])
def test_a_choice_is_among_its_own_kind_only(value: Any) -> None:
    """1 is not true, and an array is no choice at all."""
    for choices in (("a", "b"), (False, True), (0.0, 1.0)):
        faults = Faults("file")
        read = one_of(*choices)(value, "key", faults, "key = 1")
        assert (read is None) == bool(faults.found)
        if read is not None:
            assert type(read) is type(choices[0])
            assert word(read) in map(word, choices)
