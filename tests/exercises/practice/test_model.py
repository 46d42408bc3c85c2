"""Practice without a screen: verdicts, follow-through, what is kept, what may be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.practice.model import Practice
from exercises.practice.next_variant import DRAWN
from exercises.practice.session import opened
from exercises.practice.store import SECRET, Store
from exercises.task import task
from grader import mark
from grader.verdicts import CREDITED
from tests.sample import sample

from .sheets import SHEETS, entry, keys, practice, solve

BAD = ("wrong", "mistake")


@pytest.mark.parametrize("name", sample(SHEETS, 12))
def test_right_answers_are_all_right(name: str, tmp_path: Path) -> None:
    made = practice(name, tmp_path)
    assert set(solve(made)) <= set(CREDITED)
    assert made.sheet.right == len(made.sheet.wanted) > 0
    assert all(made.sheet.state(blank) == "right" for blank in made.sheet.asked)
    assert made.sheet.report.score == made.sheet.report.max
    assert all(one.wrong == one.coarse == 0 for one in made.progress.tries.values())
    assert not made.weak_lines()


def test_what_follows_from_a_wrong_number_follows(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    assert made.answer("0.1 -0.6 2.5").verdict in BAD
    assert made.sheet.entry == entry("z[1]", 1, 3)  # stands on the first that is not right
    made.sheet.stand("y_hat", (1, 3))
    assert made.answer("0.9241").verdict == "follows"
    made.sheet.stand("z[1]", (1, 3))
    made.answer("1.5")
    blank = made.sheet.by_name["y_hat"]
    assert made.sheet.verdict(blank, (1, 3)) in BAD  # it followed from what is gone


def test_a_line_that_is_not_asked_may_be_typed_and_is_followed(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path)
    made.sheet.stand("y_hat", (1, 1))
    assert not made.sheet.blank.asks
    assert made.answer("0.9").verdict in BAD
    made.sheet.stand("dJ/dz[2]", (1, 1))
    assert made.answer("-0.03333").verdict == "follows"


def test_a_row_a_matrix_one_value_and_a_value_taken_back(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path)
    assert made.answer("0.05 0.55 -0.52; 0.75 -0.69 1.56").verdict == "right"
    assert len(made.progress.typed) == 6
    made.sheet.stand("a[1]", (2, 2))
    assert made.answer("0.75 _ 1.56").verdict == "right"
    assert entry("a[1]", 2, 2) not in made.progress.typed
    assert made.answer("1 2").verdict == "refused"
    made.sheet.stand("a[1]", (2, 1))
    assert made.answer("−").verdict == "missing"
    assert entry("a[1]", 2, 1) not in made.progress.typed


@pytest.mark.parametrize("typed", ["a third", "0.1.2", "1 2", "", "1/0", "x", "9" * 5000])
def test_what_is_no_number_is_not_kept_and_counts_nothing(typed: str, tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    said = made.answer(typed)
    assert said.verdict in ("refused", "unreadable", "missing")
    assert said.says
    assert made.progress.typed == {}
    assert made.progress.attempts == {}


def test_attempts_are_counted_once_a_text(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    for typed in ("0.7", "0.7", "0.8", "0.1"):
        made.answer(typed)
    assert made.progress.attempts == {entry("z[1]", 1, 1): 3}
    tries = made.progress.tries["affine"]
    assert (tries.right, tries.wrong) == (1, 2)
    assert made.weak_lines() == ["z[1]"]


def test_a_named_mistake_is_said_and_counted(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path)
    made.answer("0.05 0.55 -0.52; 0.75 -0.69 1.56")
    made.sheet.stand("a[1]", (1, 3))
    said = made.answer("-0.52")
    assert said.verdict == "mistake"
    assert "activation-forgotten" in said.says
    assert made.progress.tries["relu"].names == {"activation-forgotten": 1}


def test_the_first_words_never_name_the_right_number(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path, reveal="all")
    assert "right number" not in made.answer("0.7").says
    assert (
        "right number" in mark(made.sheet.exercise, {"z[1][1,1]": "0.7"}).student.answers[0].message
    )


def test_what_was_done_is_there_again(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path)
    made.answer("0.05 0.55 -0.5")
    made.sheet.stand("dJ/dW[2]", (1, 2))
    made.show()
    again = practice("two layers", tmp_path)
    assert again.progress.to_json() == made.progress.to_json()
    assert again.sheet.entry == entry("dJ/dW[2]", 1, 2)
    assert again.sheet.found.keys() == made.sheet.found.keys()
    assert "dJ/dW[2]" in again.progress.shown


def test_one_comes_back_to_the_next_entry_that_is_open(tmp_path: Path) -> None:
    practice("neuron", tmp_path).answer("0.1")
    assert practice("neuron", tmp_path).sheet.entry == entry("z[1]", 1, 2)


def test_answers_to_other_numbers_are_set_aside(tmp_path: Path) -> None:
    practice("neuron", tmp_path).answer("0.1")
    changed = keys("neuron")
    changed["network"]["b"] = None
    del changed["network"]["b"]
    changed["network"]["layers"][0]["b"] = [0.3]
    made = Practice(task(changed), "neuron", Store(tmp_path))
    assert made.progress.typed == {}
    assert made.note


def test_time_goes_to_the_line_and_a_long_pause_is_no_work(tmp_path: Path) -> None:
    now = 0.0
    made = Practice(task(keys("neuron")), "neuron", Store(tmp_path), clock=lambda: now)
    now = 20.0
    made.answer("0.1")
    now = 20_000.0
    made.answer("0.2")
    assert made.progress.seconds == {"z[1]": 320.0}
    assert made.progress.time == 320.0


def test_other_numbers_each_time_and_the_same_for_the_same_person(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    first = made.sheet.exercise.trace["a[0]"].tolist()
    made.answer("7")
    made.again()
    assert made.progress.number >= 1
    assert made.sheet.exercise.trace["a[0]"].tolist() != first
    assert made.progress.typed == {}
    assert made.progress.rounds[0].score == 0
    assert made.progress.tries["affine"].wrong == 1  # what went wrong is remembered
    assert set(solve(made)) <= set(CREDITED)
    numbers = made.sheet.exercise.trace["a[0]"].tolist()
    assert practice("neuron", tmp_path).sheet.exercise.trace["a[0]"].tolist() == numbers
    other = practice("neuron", tmp_path / "other")
    other.progress.number = made.progress.number
    other.begin()
    assert other.sheet.exercise.trace["a[0]"].tolist() != numbers


def test_numbers_only_go_up_so_that_none_comes_twice(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    seen = [0]
    for _ in range(4):
        made.again()
        seen.append(made.progress.number)
    assert seen == sorted(set(seen))


def test_a_mistake_that_was_made_shows_most_in_the_next_numbers(tmp_path: Path) -> None:
    """Who forgot ReLU gets, of the next six variants, the one with most neurons off."""
    store = Store(tmp_path)
    (tmp_path / SECRET).write_text("the same in every run of this test")
    made = opened("hand-over", store).practice
    for blank in made.sheet.asked:
        made.progress.of(blank.sort).right = 1000
    tries = made.progress.of("relu")
    tries.wrong, tries.names = 1000, {"activation-forgotten": 1}
    drawn = [made.variant(number) for number in range(1, 1 + DRAWN)]
    off = [float((one.trace["a[1]"] == 0).mean()) for one in drawn]
    assert len(set(off)) > 1
    made.again()
    assert off[made.progress.number - 1] == max(off)


def test_only_what_went_wrong_leaves_the_rest_given(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path)
    made.answer("0.05 0.55 -0.52; 0.75 -0.69 1.56")
    made.sheet.stand("a[1]", (1, 3))
    made.answer("-0.52")
    made.answer("0")  # mended, but not right at once
    made.again(only_weak=True)
    assert [blank.name for blank in made.sheet.asked] == ["a[1]"]
    assert made.sheet.walk.known("z[1]")
    assert not made.sheet.walk.known("a[1]")
    made.answer("7")  # what is given stays as it is given
    given = made.sheet.walk.value("dJ/dz[2]")
    assert given is not None
    assert given.tolist() == made.sheet.exercise.trace["dJ/dz[2]"].tolist()
    assert set(solve(made)) <= set(CREDITED)
    made.again()
    assert len(made.sheet.asked) == 6


def test_in_a_line_that_is_given_nothing_is_typed(tmp_path: Path) -> None:
    made = practice("find the mistake", tmp_path)
    made.sheet.stand("z[1]", (1, 1))
    said = made.answer("0.1")
    assert said.verdict == "refused"
    assert "this line is given" in said.says
    assert made.progress.typed == {}
    made.sheet.stand("wrong_line")
    assert made.answer("z[1]").verdict in BAD
    assert made.answer("7").verdict == "right"  # dJ/dz[1]


def test_a_network_asks_for_everything(tmp_path: Path) -> None:
    made = opened("lecture-network", Store(tmp_path)).practice
    assert all(blank.asks for blank in made.sheet.blanks)
    assert len(made.sheet.blanks) == 21


def test_an_exercise_that_there_is_not_is_said(tmp_path: Path) -> None:
    from tracer.errors import InputError

    with pytest.raises(InputError, match="neuron-forward"):
        opened("neuron-forwards", Store(tmp_path))


# Whatever is done

TEXTS = st.sampled_from(
    ["0.1", "0.05 0.55 -0.52", "1 2; 3 4", "-", "1/3", "A", "B", "2/x", "x", "0", "1e9", "−0,5",
     "0.1 0.2", "δ", "3", "@", "inf", "1,234"]
)  # fmt: skip
DEEDS = st.one_of(
    st.tuples(st.just("answer"), TEXTS),
    st.tuples(st.just("stand"), st.integers(0, 30)),
    st.tuples(st.just("entry"), st.sampled_from([1, -1])),
    st.tuples(st.just("line"), st.sampled_from([1, -1])),
    st.tuples(st.just("show"), st.none()),
    st.tuples(st.just("hint"), st.none()),
    st.tuples(st.just("again"), st.booleans()),
)


@pytest.mark.thorough
@settings(max_examples=10, deadline=None)
@given(name=st.sampled_from(list(SHEETS)), deeds=st.lists(DEEDS, max_size=8))
def test_whatever_is_done_is_judged_whole_and_kept(
    name: str, deeds: list[tuple[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    whatever_is_done(name, deeds, tmp_path_factory)


@pytest.mark.full
@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(list(SHEETS)), deeds=st.lists(DEEDS, max_size=20))
def test_whatever_is_done_at_full_size(
    name: str, deeds: list[tuple[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    whatever_is_done(name, deeds, tmp_path_factory)


def whatever_is_done(
    name: str, deeds: list[tuple[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every verdict is that of marking all that is typed at once; what is kept is what is there."""
    folder = tmp_path_factory.mktemp("kept")
    made = practice(name, folder)
    for what, with_ in deeds:
        do(made, what, with_)
        sheet = made.sheet
        report = mark(sheet.exercise, sheet.answers(made.progress.typed)).student
        verdicts = {answer.name: answer.verdict for answer in report.answers}
        for typed, (blank, place) in sheet.wanted.items():
            if typed in made.progress.typed:
                assert sheet.verdict(blank, place) == verdicts[typed]
        assert sheet.blank.name in sheet.by_name
        if sheet.place is not None:
            rows, columns = sheet.blank.trace.laid(sheet.blank.name).shape
            assert 1 <= sheet.place[0] <= rows
            assert 1 <= sheet.place[1] <= columns
    made.keep()
    again = practice(name, folder)
    assert again.progress.to_json() == made.progress.to_json()
    assert again.sheet.right == made.sheet.right


def do(made: Practice, what: str, with_: object) -> None:
    match what, with_:
        case "answer", str(text):
            made.answer(text)
        case "stand", int(at):
            made.sheet.stand(made.sheet.blanks[at % len(made.sheet.blanks)].name)
        case "entry", int(by):
            made.sheet.to_entry(by)
        case "line", int(by):
            made.sheet.to_line(by)
        case "show", None:
            made.show()
        case "hint", None:
            made.hint()
        case "again", bool(weak):
            made.again(only_weak=weak)
