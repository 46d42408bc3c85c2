"""Each student's numbers: their own, the same for ever, and the key is that of the printed ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from exercises.task import Task, bundled, task
from exercises.variants import attempts, variant, variants
from exercises.variants.effort import digits, effort
from tests.sample import sample
from tracer.errors import InputError
from tracer.files import source, write_json, write_toml
from tracer.network import Network
from tracer.trace import Trace, trace

bundle = cache(task)
SECRET = b"course"
DRAWN = [name for name in bundled() if bundle(name).variants]
SOME = ["descent", "softmax", "find-in-update", "two-layers"]


def numbers(known: Trace) -> dict[str, list[float]]:
    return {name: array.tolist() for name, array in known.given.items()}


@pytest.mark.parametrize("name", sample(SOME))
def test_nobodys_numbers_depend_on_the_class(name: str) -> None:
    given = bundle(name)
    several = variants(given, SECRET, ["ana", "bob", "cy"])
    other_way = variants(given, SECRET, ["cy", "ana"])
    for at, student in enumerate(["ana", "bob", "cy"]):
        alone = variant(given, SECRET, student)
        assert numbers(alone.trace) == numbers(trace(several.source.student(at), alone.steps))
    assert numbers(trace(other_way.source.student(0), several.steps)) == numbers(
        variant(given, SECRET, "cy").trace
    )


@pytest.mark.parametrize("name", sample(DRAWN))
def test_the_key_follows_from_the_printed_numbers_bit_for_bit(name: str) -> None:
    import json
    import tomllib

    drawn = variant(bundle(name), SECRET, "ana")
    for keys in (tomllib.loads(write_toml(drawn.source)), json.loads(write_json(drawn.source))):
        again = trace(source(keys, "printed"), drawn.steps)
        for line in drawn.trace.state.keys() & again.state.keys():
            value = again.state[line]  # not a number, where only formulas are asked
            assert np.array_equal(value, drawn.trace.state[line], equal_nan=True), line
        assert drawn.trace.given.keys() == again.given.keys()


def test_the_part_of_one_use_is_asked_of_other_numbers_too() -> None:
    made = task(
        {
            "id": "two-uses",
            "expression": {
                "expression": ["h = w*x", "y = h*w + h"],
                "at": {"x": 2, "w": 3},
            },
            "ask": [{"quantity": "dy/dw via h"}, {"quantity": "dy/dw"}],
            "variants": {"x": {"low": 2, "high": 9}, "distinct_mistakes": False},
        }
    )
    known = variants(made, SECRET, ["ana", "bob"]).trace
    x, whole = known.given["x"], known.state["dy/dw"]
    assert np.array_equal(known.state["dy/dw via h"], x * 4)
    assert np.array_equal(whole, x * 4 + x * 3)


def test_each_part_of_the_seed_makes_other_numbers() -> None:
    given = bundle("neuron-forward")
    made = [
        variant(given, SECRET, "ana"),
        variant(given, SECRET, "bob"),
        variant(given, b"another", "ana"),
        variant(replace(given, version=2), SECRET, "ana"),
        variant(replace(given, exercise=replace(given.exercise, id="other")), SECRET, "ana"),
    ]
    assert len({str(numbers(one.trace)) for one in made}) == len(made)


def test_the_numbers_of_a_student_are_these_for_ever() -> None:
    """If this goes red, every student of a course that runs has other numbers than before."""
    drawn = variant(bundle("neuron-forward"), SECRET, "ana").source
    assert isinstance(drawn, Network)
    assert drawn.X.tolist() == [[1.0, -1.0], [3.0, -3.0], [-2.0, -2.0]]
    assert drawn.layers[0].W.tolist() == [[1.1, 0.3]]
    assert drawn.layers[0].b.tolist() == [-0.3]


def test_a_noted_attempt_gives_the_same_numbers_without_any_test() -> None:
    given = bundle("two-layers")
    students = ["ana", "bob"]
    noted = attempts(given, SECRET, students)
    assert noted != [0, 0], "the first attempts were taken: this shows nothing"
    again = variants(given, SECRET, students, noted)
    assert numbers(again.trace) == numbers(variants(given, SECRET, students).trace)
    first = variant(given, SECRET, "ana", attempt=0)
    assert numbers(first.trace) != numbers(variant(given, SECRET, "ana").trace) or noted[0] == 0


def test_the_first_attempt_that_will_do_is_taken() -> None:
    """One x of 100 will do: most of them are looked for in more than one go."""
    made = task(
        {
            "id": "rare",
            "expression": {"expression": "y = x*1", "at": {"x": 7}},
            "ask": [{"quantity": "y"}],
            "variants": {
                "x": {"low": 0, "high": 99}, "smallest": 99, "distinct_mistakes": False,
            },
        }
    )  # fmt: skip
    students = [f"s{at}" for at in range(8)]
    taken = attempts(made, SECRET, students)
    assert max(taken) > 100
    for student, last in zip(students, taken, strict=True):
        tried = variants(made, SECRET, [student] * (last + 1), range(last + 1)).trace.given["x"]
        assert np.flatnonzero(tried == 99).tolist() == [last]


def test_two_numbers_are_the_same_within_two_units_of_the_third_digit_of_the_larger() -> None:
    """Without its bias of 2, 100 is 98; of 3, 101 is 98, which is told apart."""
    layer = {"activation": "identity", "W": [[49]], "b": [3]}
    made = task(
        {
            "id": "near",
            "network": {"X": [[2]], "layers": [layer]},
            "ask": [{"quantity": "z[1]"}],
            "variants": {"b": {"values": [2, 3, 30]}},
        }
    )
    drawn = variants(made, SECRET, [f"s{at}" for at in range(40)]).trace.given["b[1]"]
    assert set(drawn.ravel().tolist()) == {3.0, 30.0}


def test_an_exercise_without_ranges_has_its_own_numbers() -> None:
    given = bundle("common-derivatives")
    assert variant(given, SECRET, "ana") is given.exercise
    assert variants(given, SECRET, ["ana", "bob"]) is given.exercise


def test_a_class_of_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="nobody"):
        variants(bundle("two-layers"), SECRET, [])


def test_the_digits_of_a_number_are_those_that_are_written() -> None:
    table = {0.0: 0, 1.0: 1, -20.0: 1, 0.3: 1, 1.5: 2, 0.125: 3, 2 / 3: 4, 1e-7: 1, 120.5: 4}
    assert digits(np.array(list(table))).tolist() == list(table.values())


def test_zeros_are_no_work() -> None:
    def work(given: Task) -> float:
        return float(effort(given.exercise.trace))

    keys = {"network": {"X": [[2, 3]], "layers": [{"activation": "relu", "W": [[0.5, 0.25]]}]},
            "ask": [{"quantity": "z[1]"}]}  # fmt: skip
    less = {**keys, "network": {**keys["network"], "X": [[2, 0]]}}
    assert work(task(less)) < work(task(keys))
