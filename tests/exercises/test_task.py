"""Exercises by name, and the list of them that other programs read."""

from __future__ import annotations

import json

import pytest

from exercises.cli import COMMANDS
from exercises.task import bundled, task
from tracer.cli import run
from tracer.errors import InputError


def test_the_list_is_what_other_programs_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backprop", COMMANDS, ["exercises", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["schema"] == "backprop-exercises/1"
    assert [one["id"] for one in listed["exercises"]] == list(bundled())
    for one in listed["exercises"]:
        assert set(one) == {"id", "title", "lecture", "minutes", "digits", "asks"}
        assert one["asks"]
        keys = {"part", "quantity", "kind", "points"}
        assert all(set(ask) == keys for ask in one["asks"])


def test_an_exercise_that_there_is_not_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="neuron-forward"):
        task("neuron-forwards")
