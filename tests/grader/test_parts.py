"""Several networks and settings in one exercise: read, marked, said, part by part."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from grader import exercise, mark
from grader.parts import all_entries, named
from tests.moment import in_a_moment
from tracer.cli import run
from tracer.errors import InputError
from tracer.file_text import toml_text
from tracer.parts import read_part

NEURON = {
    "cost": "half_mse",
    "alpha": 0.1,
    "X": [[0.5, -1.0]],
    "Y": [[1]],
    "layers": [{"activation": "sigmoid", "W": [[0.1, 0.4]], "b": [0.1]}],
}
KEYS: dict[str, Any] = {
    "id": "steps",
    "title": "Steps",
    "reveal": "wrong-line",
    "part": [
        {
            "title": "Small",
            "network": NEURON,
            "ask": [
                {"quantity": "z[1]"}, {"quantity": "y_hat"}, {"quantity": "dJ/dz[1]"},
                {"quantity": "dJ/dW[1]"}, {"quantity": "W[1]:=", "points": 4},
            ],
        },
        {"same_as": "a", "title": "Large", "change": {"alpha": 0.5}},
        {"same_as": "b", "change": {"X": [[1.0, 2.0]]}, "ask": [{"quantity": "z[1]"}]},
        {
            "name": "last",
            "expression": {"expression": "x**2", "at": {"x": 3}},
            "ask": [{"quantity": "dy/dx", "kind": ["formula", "number"]}],
        },
    ],
    "manual": [{"title": "Draw the network", "points": 2}],
}  # fmt: skip


def keys(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(KEYS), **changes}


def right() -> dict[str, str]:
    """The right answers, each with its part."""
    from grader.ask_kinds import right
    from grader.asked import asked_places, laid
    from grader.report.label import answer_of

    made = exercise(KEYS)
    return {
        answer_of(part, ask, laid(part, ask.name, place)): right(part, ask, place)
        for part in made.parts
        for ask in part.asks or ()
        for place in asked_places(part, ask)
    }


def test_an_exercise_is_the_list_of_its_parts() -> None:
    parts = exercise(KEYS).parts
    assert [part.part for part in parts] == ["a", "b", "c", "last"]
    assert [part.part_title for part in parts] == ["Small", "Large", "", ""]
    assert [part.source.alpha for part in parts] == [0.1, 0.5, 0.5, None]
    assert [len(part.asks or ()) for part in parts] == [5, 5, 1, 2]
    alone = exercise({**NEURON})
    assert alone.parts == (alone,)


def test_right_answers_of_all_parts_earn_full_marks() -> None:
    found = mark(KEYS, right()).student
    assert {one.verdict for one in found.answers} == {"right"}
    assert found.score == found.max == 2 * 9 + 1 + 2
    assert [one.part for one in found.answers] == ["a"] * 7 + ["b"] * 7 + ["c"] + ["last"] * 2


def test_a_slip_costs_its_line_in_its_part_and_is_named() -> None:
    answers = right()
    known = exercise(KEYS).parts[1].trace
    uphill = known["W[1]"] + 0.5 * known["dJ/dW[1]"]  # not −
    names = [f"(b) W[1][1,{at}]:=" for at in (1, 2)]
    answers |= {name: f"{float(new):.4g}" for name, new in zip(names, uphill[0], strict=True)}
    found = mark(KEYS, answers).student
    wrong = [one for one in found.answers if one.verdict != "right"]
    assert [(one.name, one.verdict) for one in wrong] == [(name, "mistake") for name in names]
    assert wrong[0].mistakes == ("plus-alpha",)
    assert found.score == found.max - 4
    assert found.first_wrong == tuple(names)


def test_numbers_of_one_part_do_not_follow_from_those_of_another() -> None:
    answers = {**right(), "(a) z[1]": "0.25"}
    found = mark(KEYS, answers).student
    assert found["(a) z[1]"].verdict != "right"
    assert found["(b) z[1]"].verdict == "right"
    assert all(one.verdict == "right" for one in found.answers if one.part != "a")


def test_what_follows_says_from_which_part() -> None:
    answers = {**right(), "(b) dJ/dz[1]": "0.3"}
    del answers["(b) dJ/dW[1][1,1]"], answers["(b) dJ/dW[1][1,2]"]
    found = mark(KEYS, {**answers, "(b) dJ/dW[1]": "0.15, -0.3"}).student  # a text of two numbers
    assert found["(b) dJ/dz[1]"].verdict in ("wrong", "mistake")
    found = mark(KEYS, {**answers, "(b) dJ/dW[1]": ["0.15", "-0.3"]}).student
    assert found["(b) dJ/dW[1][1,1]"].verdict == "follows"
    assert found["(b) dJ/dW[1][1,1]"].because_of == ("(b) dJ/dz[1][1,1]",)


def test_the_bracket_may_be_left_out_where_one_part_has_the_quantity() -> None:
    found = mark(KEYS, {"dy/dx (formula)": "2*x", "dy/dx": "6", "J": "1"}).student
    assert found.score == 2
    assert [one.where for one in found.problems] == ["'J'"]
    assert "in several parts" in found.problems[0].message
    assert mark(KEYS, {"( b )  z[1]": "-0.25"}).student["(b) z[1]"].verdict == "right"


def test_a_part_that_there_is_not_is_said() -> None:
    found = mark(KEYS, {"(z) z[1]": "1", "(b) nothing": "2"}).student
    assert "there is no part 'z'" in found.problems[0].message
    assert "there is no quantity 'nothing'" in found.problems[1].message


def test_the_marking_as_json_says_the_part_of_each_answer() -> None:
    made = mark(KEYS, right()).to_json()["students"][0]
    assert json.loads(json.dumps(made)) == made
    assert {one["part"] for one in made["answers"]} == {"a", "b", "c", "last"}
    one = made["answers"][7]
    assert (one["part"], one["quantity"], one["kind"]) == ("b", "z[1]", "number")
    alone = mark(NEURON, {"z[1]": "1"}).to_json()["students"][0]["answers"][0]
    assert (alone["part"], alone["kind"]) == (None, "number")


def test_a_mistake_costs_once_in_each_part() -> None:
    """`repeat` is counted within a part: two parts are two questions."""
    answers = right()
    for part, alpha in (("a", 0.1), ("b", 0.5)):
        for at, (w, g) in enumerate(((0.1, -0.06919), (0.4, 0.1384)), 1):
            answers[f"({part}) W[1][1,{at}]:="] = f"{w + alpha * g:.4f}"
    found = mark(KEYS, answers).student
    assert found.score == found.max - 8


def test_what_is_asked_of_all_parts_has_names_of_its_own() -> None:
    labels = [entry.label for entry in all_entries(exercise(KEYS))]
    assert len(set(labels)) == len(labels)
    assert labels[-2:] == ["(last) dy/dx (formula)", "(last) dy/dx"]
    for label in labels:
        part, found, formula = named(exercise(KEYS), label)
        assert label == named(exercise(KEYS), label).label
        assert part.part == label[1:].partition(")")[0]
        assert formula == label.endswith("(formula)")
        assert found.name in part.trace.state


def test_parts_that_are_marked_by_hand_are_called_by_their_part() -> None:
    changed = keys()
    changed["part"][1]["manual"] = [{"title": "Compare", "points": 1}]
    changed["part"][1]["ask"] = [{"kind": "text", "title": "Why?"}]
    labels = [one.label for one in exercise(changed).manual]
    assert labels == ["Draw the network", "(b) Compare", "(b) q1"]


@pytest.mark.parametrize("name", ["a", "b", "c", "last"])
def test_trace_walk_and_check_take_a_part(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from exercises.cli import COMMANDS

    path = tmp_path / "steps.toml"
    path.write_text(toml_text(KEYS))
    source = read_part(str(path), name)
    assert source.keys() == next(
        part.source.keys() for part in exercise(KEYS).parts if part.part == name
    )
    for words in (["trace"], ["walk", "--plain"], ["check"]):
        command, *rest = words
        assert run("backprop", COMMANDS, [command, str(path), *rest, "--part", name]) == 0
        assert capsys.readouterr().out
    assert run("backprop", COMMANDS, ["trace", str(path)]) == 2
    assert "--part a" in capsys.readouterr().err
    assert run("backprop", COMMANDS, ["trace", str(path), "--part", "z"]) == 2
    assert "there is no part 'z'" in capsys.readouterr().err


WITHOUT_PARTS: dict[str, dict[str, Any]] = {
    "a network": {"network": NEURON, "ask": [{"quantity": "J"}]},
    "a network that nothing is asked of": {"network": NEURON},
    "a network in another file": {"network": "neuron.toml", "ask": [{"quantity": "J"}]},
    "an expression": {
        "expression": {"expression": "y = x**2", "at": {"x": 3}}, "ask": [{"quantity": "y"}],
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", WITHOUT_PARTS)
@pytest.mark.parametrize("words", [["trace"], ["walk", "--plain"], ["check"]], ids=lambda w: w[0])
def test_trace_walk_and_check_take_an_exercise_without_parts_as_they_take_a_part(
    kind: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from exercises.cli import COMMANDS

    alone, parted = tmp_path / "alone.toml", tmp_path / "parted.toml"
    (tmp_path / "neuron.toml").write_text(toml_text(NEURON))
    inside = WITHOUT_PARTS[kind]
    alone.write_text(toml_text(inside))
    parted.write_text(toml_text({"part": [{"ask": [{"quantity": "J"}], **inside}]}))
    said = []
    for path, more in ((alone, []), (parted, ["--part", "a"])):
        command, *rest = words
        assert run("backprop", COMMANDS, [command, str(path), *rest, *more]) == 0
        said.append(capsys.readouterr().out.replace(str(path), "FILE"))
    assert said[0] == said[1]
    assert run("backprop", COMMANDS, [words[0], str(alone), "--part", "a"]) == 2
    assert "has no parts" in capsys.readouterr().err


def test_what_is_wrong_in_an_exercise_is_told_with_its_line_by_trace_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from exercises.cli import COMMANDS

    path = tmp_path / "sheet.toml"
    path.write_text('[network]\ncost = "mse"\nalpha = "much"\n[[ask]]\nquantity = "J"\n')
    assert run("backprop", COMMANDS, ["trace", str(path)]) == 2
    assert "line 3: network: alpha" in capsys.readouterr().err
    path.write_text('[[ask]]\nquantity = "J"\n')
    assert run("backprop", COMMANDS, ["trace", str(path)]) == 2
    assert "this is an exercise, not a network" in capsys.readouterr().err


def test_a_part_takes_the_file_s_own_network_where_it_has_none() -> None:
    made = exercise({
        "network": NEURON,
        "part": [{"ask": [{"quantity": "z[1]"}]}, {"ask": [{"quantity": "J"}]}],
    })  # fmt: skip
    assert [part.source.alpha for part in made.parts] == [0.1, 0.1]


def test_a_part_that_asks_for_words_alone_needs_no_network() -> None:
    options = [{"text": "yes", "right": True}, {"text": "no"}]
    words = {"ask": [{"kind": "choice", "title": "Is ŷ larger than ½?", "options": options}]}
    made = exercise({"part": [{"network": NEURON, "ask": [{"quantity": "z[1]"}]}, words]})
    assert mark(made, {"(b) q1": "yes"}).student.answers[-1].verdict == "right"


def test_of_a_part_that_asks_for_words_alone_there_is_nothing_to_say() -> None:
    words = {"ask": [{"kind": "text", "title": "Which way does the weight move?"}]}
    bare = {**words, "expression": {"expression": "x"}}  # an author's own, however short
    made = exercise({"part": [words, {"same_as": "a", **words}, bare]})
    assert [part.words_alone for part in made.parts] == [True, True, False]


def broken(**changes: Any) -> dict[str, Any]:
    changed = keys()
    changed["part"][1] = {**changed["part"][1], **changes}
    return changed


BAD = {
    "an unknown key": (broken(alpha=2), "part[2].alpha", "there is no key of a part 'alpha'"),
    "a part that is not there": (broken(same_as="z"), "part[2].same_as", "no part before it 'z'"),
    "a part behind it": (broken(same_as="c"), "part[2].same_as", "no part before it 'c'"),
    "two networks": (broken(network=NEURON), "part[2]", "a network or an expression, and same_as"),
    "an unknown setting": (broken(change={"alfa": 1}), "part[2].change", "there is no key 'alfa'"),
    "a change that is none": (broken(change=3), "part[2].change", "'3' is no table"),
    "a name twice": (broken(name="a"), "part[2].name", "there is a part 'a' before it"),
    "a name that is none": (broken(name="a b"), "part[2].name", "no name of a part"),
    "a title that is none": (broken(title=3), "part[2].title", "'3' is no text"),
    "a quantity": (broken(ask=[{"quantity": "q"}]), "part[2]: ask[1]", "no quantity 'q'"),
    "no ask": (
        {"part": [{"network": NEURON}]}, "part[1]", "nothing is asked in it",
    ),
    "a change alone": (
        {"part": [{"network": NEURON, "change": {"alpha": 1}}]},
        "part[1].change", "what it changes",
    ),
    "no network": (
        {"part": [{"ask": [{"quantity": "J"}]}]},
        "part[1]", "there is no network and no expression",
    ),
    "asks beside parts": (keys(ask=[{"quantity": "J"}]), "ask", "ask stands beside parts"),
    "no parts": ({"part": []}, "part", "0 parts"),
    "no table": ({"part": [3]}, "part[1]", "'3' is no part"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_part_is_said(name: str) -> None:
    given, where, says = BAD[name]
    with pytest.raises(InputError) as told:
        exercise(given)
    assert says in str(told.value)
    assert where in told.value.where
    assert told.value.example


def test_a_record_says_again_what_its_answers_are_called() -> None:
    from grader.result import recorded_name

    found = mark(KEYS, right()).student
    kept = json.loads(json.dumps(found.to_json()))["answers"]
    assert [recorded_name(one) for one in kept] == [one.name for one in found.answers]


def test_a_file_of_many_unknown_names_is_read_at_once() -> None:
    answers = {f"({'ab'[at % 2]}) nonsense{at}": "1" for at in range(5000)}
    answers |= {f"nonsense{at}": "1" for at in range(5000)}
    with in_a_moment():
        found = mark(KEYS, {"(a) z[1]": "-0.25", **answers}).student
    assert found["(a) z[1]"].verdict == "right"
