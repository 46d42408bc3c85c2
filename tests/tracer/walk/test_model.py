"""The walk without a screen, moved about at random: it never says another number than the trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.sample import sample
from tracer import InputError, Network, trace
from tracer.numbers import significant
from tracer.schema import word
from tracer.settings import settings_of
from tracer.shell.line import plain
from tracer.symbols import entry_name, split_entry
from tracer.walk import swap
from tracer.walk.asks_change import current, edit
from tracer.walk.detail import DETAILS
from tracer.walk.model import Walk
from tracer.walk.remember import WalkMemory
from tracer.walk.session import Session
from tracer.walk.views.step import visible_inputs
from tracer.walk.views.terms import put_in_lines

from .sources import SOURCES, source

NUMBERS = st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, 3.0])
MOVES = 0


class Walking(RuleBasedStateMachine):
    """Moves, edits, undos on one source; a fresh trace is the oracle after each."""

    @initialize(name=st.sampled_from(sorted(SOURCES)))
    def begin(self, name: str) -> None:
        self.walk = Walk(source(name))
        self.kept = [self.numbers()]  # of every version, oldest first

    def numbers(self) -> dict[str, bytes]:
        return {name: value.tobytes() for name, value in self.walk.trace.state.items()}

    @rule(move=st.sampled_from(["next", "previous", "first", "last", "back", "next_iteration"]))
    def step(self, move: str) -> None:
        if move == "next_iteration" and self.walk.iterations >= 4:
            return
        before = self.walk.number
        moved = getattr(self.walk, move)()
        if move in ("next", "previous"):
            assert moved == (self.walk.number != before)
        self.kept = self.kept if move != "next_iteration" else self.longer()

    def longer(self) -> list[dict[str, bytes]]:
        """More iterations: every version now has as many numbers."""
        versions = self.walk.history.versions
        states = [self.walk.traced(version.source).state for version in versions]
        return [{name: value.tobytes() for name, value in state.items()} for state in states]

    @rule(by=st.sampled_from([1, -1]), part=st.sampled_from(["layer", "phase"]))
    def across(self, by: int, part: str) -> None:
        self.walk.across(by, part)

    @rule(down=st.integers(-3, 3), right=st.integers(-3, 3))
    def point(self, down: int, right: int) -> None:
        self.walk.point(down, right)
        rows, columns = self.walk.step.value.shape
        assert 1 <= self.walk.cursor[0] <= rows
        assert 1 <= self.walk.cursor[1] <= columns

    @rule(data=st.data())
    def jump(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.walk.trace.by_name)))
        here = self.walk.step.name
        assert self.walk.came_from(name) == (name != here) or name == here
        assert self.walk.step.name == name
        if data.draw(st.booleans()):
            self.walk.back()
            assert self.walk.step.name == here

    @rule(detail=st.sampled_from(sorted(DETAILS)))
    def fineness(self, detail: str) -> None:
        self.walk.set_detail(detail)

    @rule(data=st.data(), number=NUMBERS)
    def edit(self, data: st.DataObject, number: float) -> None:
        names = [name for name in self.walk.trace.given if not name.startswith("@")]
        name = data.draw(st.sampled_from(sorted(names)))
        rows, columns = self.walk.trace.laid(name).shape
        place = data.draw(st.tuples(st.integers(1, rows), st.integers(1, columns)))
        entry = name if self.walk.trace.scalar(name) else entry_name(name, place)
        self.change(f"{entry} = {number:g}")

    @rule(data=st.data())
    def convene(self, data: st.DataObject) -> None:
        known = settings_of(Network)
        key = data.draw(st.sampled_from(sorted(known)))
        self.change(f"{key} = {word(data.draw(st.sampled_from(known[key].values)))}")

    @rule(activation=st.sampled_from(["tanh", "relu", "identity", "z**2", "nonsense"]))
    def activate(self, activation: str) -> None:
        self.change(f"activation[1] = {activation}")

    @rule(alpha=NUMBERS)
    def hurry(self, alpha: float) -> None:
        self.change(f"alpha = {alpha:g}")

    def change(self, line: str) -> None:
        before, version = self.numbers(), self.walk.history.now
        try:
            self.walk.edit(line)
        except InputError:
            assert self.walk.history.now is version
            assert self.numbers() == before
            return
        self.kept = [*self.kept[: self.walk.history.at], self.numbers()]

    @rule(data=st.data())
    def mistake(self, data: st.DataObject) -> None:
        found = swap.possible(self.walk.trace, self.walk.step)
        if not found:
            return
        chosen = data.draw(st.sampled_from(found))
        before = self.numbers()
        try:
            self.walk.make_mistake(chosen.name, chosen.at)
        except InputError:
            return
        assert self.numbers() == before  # the right numbers stay right
        self.kept = [*self.kept[: self.walk.history.at], before]

    @rule()
    def undo(self) -> None:
        self.walk.undo()
        assert self.numbers() == self.kept[self.walk.history.at]

    @rule()
    def redo(self) -> None:
        self.walk.redo()
        assert self.numbers() == self.kept[self.walk.history.at]

    @rule()
    def toggle_trying(self) -> None:
        self.walk.trying = not self.walk.trying

    @precondition(lambda self: self.walk.hidden)
    @rule(typed=st.sampled_from(["0.5", "-1/3", "words", "0", "0.1 0.2", "1 2 3", "1 _; 3 4"]))
    def answer(self, typed: str) -> None:
        tried = self.walk.tally.tried
        verdict = self.walk.answer(typed).verdict
        counted = self.walk.tally.tried - tried
        assert (counted == 0) == (verdict == "unreadable")
        assert counted <= self.walk.step.value.size
        assert self.walk.hidden == (verdict == "unreadable")

    @invariant()
    def agrees_with_a_fresh_trace(self) -> None:
        global MOVES  # noqa: PLW0603 - counts what the bar asks for
        MOVES += 1
        walk = self.walk
        fresh = trace(walk.source, walk.iterations)
        assert walk.trace.state.keys() == fresh.state.keys()
        for name in fresh.state:
            shown = walk.value(name)
            made = fresh.by_name.get(name)
            if made is not None and made.number > walk.number:
                assert shown is None, f"{name} is shown before it is computed"
            elif made is not None and made.number == walk.number and walk.hidden:
                assert shown is None, f"{name} is shown in a try"
            elif shown is not None:
                np.testing.assert_array_equal(shown, fresh.shown(name))

    @invariant()
    def stands_on_a_stop(self) -> None:
        assert self.walk.number in self.walk.stops

    def teardown(self) -> None:
        if hasattr(self, "walk"):
            self.walk.first()
            assert self.walk.number == self.walk.stops[0]
            self.walk.set_detail("factors")
            self.walk.first()
            assert self.walk.number == 1


def run(examples: int, moves: int) -> None:
    Walking.TestCase.settings = settings(
        max_examples=examples, stateful_step_count=moves, deadline=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate),
    )  # fmt: skip
    Walking.TestCase().runTest()


@pytest.mark.thorough
def test_never_another_number_than_the_trace_says() -> None:
    run(12, 20)


@pytest.mark.full
def test_never_another_number_in_twenty_thousand_moves() -> None:
    global MOVES  # noqa: PLW0603
    MOVES = 0
    run(500, 50)
    assert len(SOURCES) >= 20
    assert MOVES >= 20_000


def test_whoever_needs_a_number_comes_after_it() -> None:
    for name in SOURCES:
        walk = Walk(source(name))
        for step in walk.trace:
            assert all(reader.number > step.number for reader in walk.trace.needed_by(step.name))
            assert all(made.number < step.number for made in map(
                walk.trace.by_name.get, step.inputs) if made)  # fmt: skip


def test_a_layout_switches_at_the_same_step_and_turns_the_numbers() -> None:
    walk = Walk(source("lecture-network"))
    walk.at("dJ/dW[1]")
    columns = walk.step.value
    walk.edit("layout = rows")
    assert walk.step.name == "dJ/dW[1]"
    np.testing.assert_array_equal(walk.step.value, columns.T)
    assert isinstance(walk.source, Network)
    assert walk.source.layout == "rows"


def test_only_changes_that_are_in_effect_count() -> None:
    walk = Walk(source("lecture-network"))
    first = float(walk.trace["W[1]"][0, 0])
    assert walk.changes() == []
    for line in ("W[1][1,1] = 7", "W[1][1,2] = 0.25", "W[1][1,1] = 8", f"W[1][1,1] = {first!r}"):
        walk.edit(line)
    assert walk.changes() == ["W[1][1,2] = 0.25"]
    walk.edit("alpha = 0.5")
    walk.make_mistake(swap.possible(walk.trace, walk.step)[0].name)
    assert walk.changes() == ["W[1][1,2] = 0.25", "alpha = 0.5"]
    walk.edit("layout = rows")
    assert walk.changes()[-1] == "layout = rows"
    for _ in range(4):
        walk.undo()
    assert walk.changes() == ["W[1][1,2] = 0.25", "W[1][1,1] = 8"]


@pytest.mark.parametrize("name", sample(sorted(SOURCES)))
def test_what_if_begins_with_an_entry_of_the_line_that_is_shown(name: str, tmp_path: Path) -> None:
    walk = Walk(source(name))
    session = Session(walk, name, name, WalkMemory(tmp_path))
    while walk.next():
        walk.cursor = walk.step.value.shape[-2:]
        entry = edit(session).initial.removesuffix(" = ")
        base, place = split_entry(entry)
        assert base in walk.trace.given
        if any(one in walk.trace.given for one in visible_inputs(walk.step)):
            written = plain(put_in_lines(walk, 10_000)[0])
            shown = significant(float(walk.entry(base, place) or 0.0), 4).replace("-", "−")
            assert shown in written, (walk.step.name, entry, written)


def test_what_if_shows_numbers_as_they_are_read_and_takes_none_of_its_own_roundings() -> None:
    made = source("lecture-network")
    walk = Walk(made.replaced(alpha=0.1))
    session = Session(walk, "x", "x", WalkMemory())
    walk.edit("W[1][1,1] = -0.7")
    walk.edit("W[1][1,2] = 0.123456789")
    options = {option.text: option.says for option in current(session)}
    assert options["W[1][1,1] = -0.7"] == ""
    assert options["W[1][1,2] = 0.1235"] == "exactly 0.123456789"
    before = walk.source
    assert "nothing is changed" in edit(session).submit("W[1][1,2] = 0.1235")
    assert walk.source is before
