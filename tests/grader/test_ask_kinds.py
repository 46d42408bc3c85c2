"""What an ask may want beside numbers: formula and number together, words, counts, shapes."""

from __future__ import annotations

from typing import Any

import pytest

from grader import exercise, mark
from grader.ask_kinds import ASK_KINDS, right
from grader.asked import asked_places
from grader.result import Marked
from tracer.errors import InputError

CIRCUIT = {"expression": ["q = x + v", "f = q * z"], "at": {"x": -2, "v": 5, "z": -4}}
NETWORK = {
    "cost": "half_mse",
    "X": [[0.5, -1.0]],
    "Y": [[1]],
    "layers": [
        {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2], [0.7, 0.1]], "b": [0.1, 0.0, 0.2]},
        {"activation": "identity", "W": [[0.7, -0.5, 0.2]], "b": [0.2]},
    ],
}
BOTH = {"quantity": "df/dq", "kind": ["formula", "number"]}
HOLD = {
    "kind": "choice",
    "title": "Which hold?",
    "select": "all",
    "points": 4,
    "options": [
        {"text": "df/dz = q", "right": True},
        {"text": "df/dv = z", "right": True},
        {"text": "df/dz = z", "reason": "z is the other factor"},
        {"text": "f does not depend on v"},
    ],
}
ONE = {**HOLD, "select": "one", "options": HOLD["options"][1:]}  # type: ignore[index]


def of(*asks: dict[str, Any], **keys: Any) -> dict[str, Any]:
    inside = {} if "network" in keys else {"expression": CIRCUIT}
    return {"id": "kinds", "reveal": "wrong-line", "ask": list(asks), **inside, **keys}


def first(keys: dict[str, Any], text: str, name: str = "q1") -> Marked:
    return mark(keys, {name: text}).student[name]


def letters(keys: dict[str, Any]) -> dict[str, str]:
    """Which letter each of the author's texts has."""
    from grader.choices import options

    made = exercise(keys)
    return {one.text: one.letter for one in options(made, (made.asks or ())[0])}


# A formula and its number


def test_a_formula_and_its_number_are_two_answers() -> None:
    found = mark(of(BOTH), {"df/dq (formula)": "z", "df/dq": "-4"}).student
    assert [(one.name, one.kind, one.verdict) for one in found.answers] == [
        ("df/dq (formula)", "formula", "right"),
        ("df/dq", "number", "right"),
    ]
    assert found.score == found.max == 2
    assert [one["quantity"] for one in found.to_json()["answers"]] == ["df/dq", "df/dq"]


def test_the_points_of_a_formula_and_its_number_are_shared() -> None:
    found = mark(of({**BOTH, "points": 3}), {"df/dq": "-4"}).student
    assert [(one.verdict, one.points) for one in found.answers] == [("missing", 0), ("right", 1.5)]


def test_a_number_follows_from_the_student_s_own_wrong_formula() -> None:
    found = mark(of(BOTH), {"df/dq (formula)": "x", "df/dq": "-2"}).student
    assert [one.verdict for one in found.answers] == ["wrong", "follows"]
    assert found["df/dq"].because_of == ("df/dq (formula)",)
    assert found.score == 1
    assert found.first_wrong == ("df/dq (formula)",)


def test_a_number_that_is_not_what_the_wrong_formula_gives_is_wrong() -> None:
    found = mark(of(BOTH), {"df/dq (formula)": "x", "df/dq": "-2.5"}).student
    assert [one.verdict for one in found.answers] == ["wrong", "wrong"]


def test_a_formula_that_is_not_asked_for_counts_nowhere() -> None:
    found = mark(of({"quantity": "df/dq"}), {"df/dq (formula)": "z", "df/dq": "-4"}).student
    assert "no formula" in found.problems[0].message
    assert found.score == 1


def test_of_a_matrix_every_entry_is_asked_for_as_both() -> None:
    both = {"entries": ["dJ/dW[2][1,2]", "dJ/db[2]"], "kind": ["formula", "number"]}
    made = exercise(of(both, network=NETWORK))
    keys = [(ask.name, ask.kind) for ask in made.asks or ()]
    assert keys == [
        ("dJ/dW[2]", "formula"), ("dJ/dW[2]", "number"),
        ("dJ/db[2]", "formula"), ("dJ/db[2]", "number"),
    ]  # fmt: skip
    answers = {
        "dJ/dW[2][1,2] (formula)": "(y_hat - y)*a[1][2,1]",
        "dJ/db[2] (formula)": "y_hat - y",
    }
    found = mark(made, answers).student
    assert [one.verdict for one in found.answers] == ["right", "missing"] * 2


def test_what_is_asked_keeps_the_author_s_order() -> None:
    entries = ["dJ/dW[2][1,3]", "dJ/db[2]", "dJ/dW[2][1,1]"]
    made = exercise(of({"entries": entries, "points": 6}, network=NETWORK))
    asked = [(ask.name, ask.places, ask.points) for ask in made.asks or ()]
    assert asked == [
        ("dJ/dW[2]", ((1, 3),), 2), ("dJ/db[2]", None, 2), ("dJ/dW[2]", ((1, 1),), 2)
    ]  # fmt: skip


def test_an_answer_may_have_a_name_of_its_own() -> None:
    keys = of({"quantity": "df/dq", "name": "slope"})
    assert mark(keys, {"slope": "-4"}).student["df/dq"].verdict == "right"
    assert mark(keys, {"df/dq": "-4"}).student["df/dq"].verdict == "right"


# Choices of words


def test_words_have_letters_in_an_order_drawn_from_the_sheet_s_id() -> None:
    orders = {tuple(letters(of(HOLD, id=f"sheet-{number}"))) for number in range(12)}
    assert len(orders) > 3
    assert letters(of(HOLD)) == letters(of(HOLD))
    other = {**CIRCUIT, "at": {"x": 1, "v": 2, "z": 3}}
    assert letters(of(HOLD)) == letters(of(HOLD, expression=other))  # not from the numbers


@pytest.mark.parametrize("typed", ["{0}, {1}", "{1}{0}", "{0} and {1}", "{1};{0}", "({0}, {1})"])
def test_of_several_right_ones_all_are_to_be_named(typed: str) -> None:
    at = letters(of(HOLD))
    answer = first(of(HOLD), typed.format(at["df/dz = q"], at["df/dv = z"]))
    assert (answer.verdict, answer.points) == ("right", 4)


SHARES = {  # which texts are ticked → points of 4
    ("df/dz = q",): 3,
    ("df/dz = q", "df/dv = z", "df/dz = z"): 2,
    ("df/dz = q", "df/dz = z"): 1,
    ("df/dz = z",): 0,
    ("df/dz = q", "df/dv = z", "df/dz = z", "f does not depend on v"): 0,
    ("df/dz = z", "f does not depend on v"): 0,
}


@pytest.mark.parametrize("ticked", SHARES)
def test_right_ticks_and_blanks_count_and_a_wrong_tick_takes_one_off(
    ticked: tuple[str, ...],
) -> None:
    at = letters(of(HOLD))
    answer = first(of(HOLD), ", ".join(at[text] for text in ticked))
    assert (answer.verdict, answer.points) == ("wrong", SHARES[ticked])


def test_a_wrong_option_has_its_own_reason_afterwards() -> None:
    at = letters(of(ONE))
    answer = first(of(ONE), at["df/dz = z"])
    assert answer.verdict == "wrong"
    assert "z is the other factor" in answer.message
    assert f"The right one is {at['df/dv = z']}: df/dv = z" in answer.message
    several = first(of(HOLD), letters(of(HOLD))["df/dz = z"])
    assert "does not hold: z is the other factor" in several.message


def test_what_is_no_letter_cannot_be_read() -> None:
    assert first(of(HOLD), "A, Z").verdict == "unreadable"
    assert first(of(ONE), "maybe").verdict == "unreadable"
    assert first(of(HOLD), "none").points == 2


# Counts and shapes


COUNTS = {"parameters": ("13", "9"), "parameters[2]": ("4", "3")}  # with and without biases


@pytest.mark.parametrize("what", COUNTS)
def test_parameters_are_counted(what: str) -> None:
    ask = {"kind": "count", "of": what, "title": "How many parameters?"}
    keys = of(ask, network=NETWORK)
    whole, weights = COUNTS[what]
    assert first(keys, whole).verdict == "right"
    forgotten = first(keys, weights)
    assert (forgotten.verdict, forgotten.mistakes) == ("mistake", ("bias-forgotten",))
    assert first(keys, "7").verdict == "wrong"
    assert first(keys, "many").verdict == "unreadable"


def test_a_connection_that_there_is_not_and_a_shared_weight_are_counted_so() -> None:
    ask = {"kind": "count", "of": "parameters", "title": "How many?"}
    first, second = NETWORK["layers"]  # type: ignore[misc]
    layers = [{**first, "W": [[0.1, 0], [-0.3, 0.2], [0.7, 0.1]]},
              {**second, "W": [[0.7, 0.7, 0.2]]}]  # type: ignore[dict-item]  # fmt: skip
    shared = [{"name": "w", "entries": ["W[2][1,1]", "W[2][1,2]"]}]
    tied = {**NETWORK, "layers": layers, "absent": ["W[1][1,2]"], "tied": shared}
    assert right_of(of(ask, network=tied)) == "11"


@pytest.mark.parametrize("typed", ["1×3", "1x3", "(1, 3)", "1 by 3", "[1,3]", "1 3"])
def test_a_shape_is_read_in_any_usual_way(typed: str) -> None:
    ask = {"kind": "shape", "of": "dJ/dW[2]", "title": "Its shape?"}
    assert first(of(ask, network=NETWORK), typed).verdict == "right"


def test_a_shape_the_other_way_round_is_told() -> None:
    ask = {"kind": "shape", "of": "dJ/dW[2]", "title": "Its shape?"}
    answer = first(of(ask, network=NETWORK), "3x1")
    assert answer.verdict == "wrong"
    assert "Rows come first" in answer.message
    assert first(of(ask, network=NETWORK), "large").verdict == "unreadable"
    rows = {**NETWORK, "layout": "rows", "layers": [
        {**layer, "W": [list(row) for row in zip(*layer["W"], strict=True)]}  # type: ignore[misc]
        for layer in NETWORK["layers"]]}  # type: ignore[attr-defined]  # fmt: skip
    assert right_of(of(ask, network=rows)) == "3×1"


def right_of(keys: dict[str, Any]) -> str:
    made = exercise(keys)
    (ask,) = made.asks or ()
    return right(made, ask, asked_places(made, ask)[0])


# Words


def test_words_are_marked_by_hand() -> None:
    found = mark(of({"kind": "text", "title": "Why?", "points": 2}), {"q1": "because"}).student
    assert found.answers == []
    (part,) = found.by_hand
    assert (part.title, part.points, part.max) == ("Why?", None, 2)
    assert part.to_json() == {
        "title": "Why?", "points": None, "max": 2, "quantity": "q1", "kind": "text",
        "typed": "because",
    }  # fmt: skip
    assert found.problems == []


def test_every_kind_that_is_right_earns_full_marks() -> None:
    asks = [
        BOTH, HOLD, ONE, {"quantity": "f", "kind": "choice"},
        {"quantity": "df/dz", "kind": "formula"},
    ]  # fmt: skip
    facts = [{"kind": "count", "of": "parameters", "title": "How many?"},
             {"kind": "shape", "of": "W[1]", "title": "Which shape?"}]  # fmt: skip
    for keys in (of(*asks), of(*facts, network=NETWORK)):
        made = exercise(keys)
        from grader.report.label import answer_of

        answers = {answer_of(made, ask, None): right(made, ask, (1, 1)) for ask in made.asks or ()}
        found = mark(made, answers).student
        assert found.score == found.max, [one.message for one in found.answers]
    asked = {name for ask in (*asks, *facts) for name in kinds(ask)}
    assert asked | {"number", "text"} == set(ASK_KINDS)


def kinds(ask: dict[str, Any]) -> list[str]:
    kind = ask.get("kind", "number")
    return kind if isinstance(kind, list) else [kind]


BAD = {
    "no title": ({"kind": "text"}, "it asks nothing in words"),
    "an empty title": ({"kind": "text", "title": " "}, "is no question"),
    "a title that is none": ({"kind": "text", "title": 3}, "'3' is no question"),
    "a quantity": ({"kind": "text", "title": "Why?", "quantity": "f"}, "asks for no quantity"),
    "no quantity": ({"kind": "formula", "title": "Which?"}, "asks for no quantity"),
    "two choices": ({"quantity": "f", "kind": ["choice", "number"]}, "choice, number together"),
    "no kind": ({"quantity": "f", "kind": []}, "nothing together"),
    "an unknown kind": ({"quantity": "f", "kind": "essay"}, "no kind of answer 'essay'"),
    "no right one": ({**ONE, "options": [{"text": "a"}, {"text": "b"}]}, "0 of them are right"),
    "two right ones": ({**HOLD, "select": "one"}, "2 of them are right"),
    "the same twice": (
        {**ONE, "options": [{"text": "a", "right": True}, {"text": "a"}]},
        "two of them are the same",
    ),
    "no words": ({**ONE, "options": [{"value": 1}, {"value": 2}]}, "no numbers to choose from"),
    "all of numbers": ({"quantity": "f", "kind": "choice", "select": "all"}, "one right number"),
    "an unknown way": ({**HOLD, "select": "some"}, "no way to choose 'some'"),
    "a name that is taken": ({"kind": "text", "title": "Why?", "name": "f"}, "is a quantity of"),
    "a name that is none": ({"kind": "text", "title": "Why?", "name": "a b"}, "no name of an"),
    "a name of several": ({"entries": ["q", "f"], "name": "both"}, "name of several answers"),
    "another kind's key": ({"quantity": "f", "options": [1, 2]}, "only a choice has options"),
    "nothing to count": ({"kind": "count", "title": "How many?", "of": "layers"}, "no network"),
    "no shape": ({"kind": "shape", "title": "Which?", "of": "f"}, "a single number"),
}


def test_where_there_is_no_layer_a_choice_is_proposed_for_a_count() -> None:
    ask = {"kind": "count", "title": "How many numbers does K learn?", "of": "parameters"}
    with pytest.raises(InputError, match="this is no network") as told:
        exercise(of(ask))
    assert "choice" in str(told.value.expected)
    assert "options" in str(told.value.example)


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_an_ask_is_said(name: str) -> None:
    ask, says = BAD[name]
    with pytest.raises(InputError, match=says) as told:
        exercise(of(ask))
    assert told.value.where.startswith("exercise: ask[1]")
    assert told.value.example
