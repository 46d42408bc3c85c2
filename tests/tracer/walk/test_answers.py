"""Try first: one value, a row, the whole matrix; judged by digits or by whoever was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tracer import InputError, Trace
from tracer.symbols import Place
from tracer.walk.answers import Typed, by_digits, placed, summary
from tracer.walk.model import Walk
from tracer.walk.trying import Judgement

from .screen import seen
from .sources import source


def walk(at: str, name: str = "lecture-network") -> Walk:
    made = Walk(source(name))
    made.at(at)
    made.trying = True
    return made


@pytest.mark.parametrize(
    ("typed", "cursor", "wanted"),
    [
        ("0.1", (2, 3), {(2, 3): "0.1"}),
        ("0,1", (1, 1), {(1, 1): "0,1"}),
        ("- 0.1", (1, 1), {(1, 1): "- 0.1"}),
        ("1 / 3", (1, 1), {(1, 1): "1 / 3"}),
        ("0.3*0.5 + 0.1", (1, 1), {(1, 1): "0.3*0.5 + 0.1"}),
        ("1 2 3", (2, 1), {(2, 1): "1", (2, 2): "2", (2, 3): "3"}),
        ("1, 2, 3", (2, 1), {(2, 1): "1", (2, 2): "2", (2, 3): "3"}),
        ("0,1 _ 0,3", (1, 2), {(1, 1): "0,1", (1, 3): "0,3"}),
        ("1 2 3; 4 5 6", (1, 2), {(i, j): str(3 * i - 3 + j) for i in (1, 2) for j in (1, 2, 3)}),
        ("1 2 3 4 5 6", (1, 2), {(i, j): str(3 * i - 3 + j) for i in (1, 2) for j in (1, 2, 3)}),
    ],
)
def test_it_is_seen_which_entries_were_typed(
    typed: str, cursor: Place, wanted: dict[Place, str]
) -> None:
    assert placed(typed, walk("z[1]").step, cursor) == wanted


def test_a_plain_number_has_no_place() -> None:
    assert placed("0.5", walk("J").step, (1, 1)) == {None: "0.5"}


@pytest.mark.parametrize("typed", ["1 2", "1 2 3 4", "1 2; 3 4", "1 2 3; 4 5 6; 7 8 9"])
def test_another_number_of_values_is_explained(typed: str) -> None:
    step = walk("z[1]").step
    with pytest.raises(InputError, match="a row has 3, the whole 2×3 has 6"):
        placed(typed, step, (1, 1))
    with pytest.raises(InputError, match="these are 2 numbers"):
        placed("1 2", walk("J").step, (1, 1))
    with pytest.raises(InputError, match="nothing is answered"):
        placed("_ _ _", step, (1, 1))


def test_what_is_no_connection_is_not_asked() -> None:
    step = walk("W[1]:=", "absent").step
    assert (1, 2) in step.trace.absent("W[1]:=")
    assert set(placed("1 2; 3 4", step, (1, 1))) == {(1, 1), (2, 1), (2, 2)}


def test_a_whole_matrix_counts_each_entry_and_reveals_the_line() -> None:
    here = walk("z[1]")
    judgement = here.answer("0.05 0.55 -0.52; 0.75 9 1.56")
    assert judgement.verdict == "off"
    assert judgement.says.startswith("5 right, 1 off; [2,2] off by ")
    assert (here.tally.right, here.tally.off) == (5, 1)
    assert not here.hidden
    assert here.answers["z[1][2,3]"][1].verdict == "right"


def test_values_that_do_not_fit_reveal_and_count_nothing() -> None:
    here = walk("z[1]")
    assert here.answer("0.05 0.55").verdict == "unreadable"
    assert here.hidden
    assert here.tally.tried == 0


def test_the_worst_of_several_is_said_with_how_many_of_each() -> None:
    right, coarse = Judgement("right", "right"), Judgement("coarse", "few digits")
    assert summary({None: coarse}) is coarse
    assert summary({(1, 1): right, (1, 2): right}) == Judgement("right", "all 2 right")
    assert summary({(1, 1): right, (1, 2): coarse}) == Judgement(
        "coarse", "1 right, 1 right but coarse"
    )


def test_another_judge_sees_what_was_typed_before() -> None:
    seen_before: list[dict[str, str]] = []

    def judge(
        trace: Trace, name: str, typed: Typed, before: Mapping[str, str]
    ) -> dict[Place | None, Judgement]:
        assert trace is here.trace
        seen_before.append({"": name, **before})
        return {place: Judgement("follows", "after your own") for place in typed}

    here = walk("z[1]")
    here.judge = judge
    here.answer("0.5")
    here.next()
    assert here.answer("0.5 0.5 0.5").verdict == "follows"
    assert seen_before == [{"": "z[1]"}, {"": "a[1]", "z[1][1,1]": "0.5"}]
    assert here.tally.right == 4  # what follows counts as right


def test_an_edit_voids_what_was_answered_to_other_numbers() -> None:
    here = walk("z[1]")
    here.answer("0.05")
    here.at("y_hat")
    here.answer("0.4539")
    here.edit("W[2][1,1] = 0.1")
    assert list(here.answers) == ["z[1][1,1]"]
    here.edit("layout = rows")
    assert not here.answers


async def test_the_screen_marks_every_entry(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        here.walk.trying = True
        here.walk.answer("0.05 0.4 -0.52")
        here.walk.point(0, 1)
        await here.do("back")
        pane = here.pane("step")
        assert "✓0.05" in pane
        assert "[✗0.55]" in pane
        assert "✓−0.52" in pane
        assert "✗ yours 0.4: off by -0.15" in pane


def test_by_digits_knows_plain_numbers_and_entries() -> None:
    made = walk("J").trace
    assert by_digits(made, "J", {None: "0.5488"}, {})[None].verdict == "right"
    assert by_digits(made, "z[1]", {(2, 3): "1.56"}, {})[2, 3].verdict == "right"
