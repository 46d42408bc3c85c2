"""Numbers to choose from: which are offered, under which letters, and how a letter is marked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import mark
from grader.asked import Exercise
from grader.choices import Option, chosen, options
from grader.exercise_file import exercise
from tracer.errors import InputError
from tracer.evaluate import evaluate
from tracer.mistakes import MISTAKES, swaps_of

SHEET: dict[str, Any] = {
    "id": "letters",
    "network": {
        "layers": [
            {"activation": "sigmoid", "W": [[0.3, -0.5], [0.8, 0.2]], "b": [0.1, -0.2]},
            {"activation": "sigmoid", "W": [[0.7, -0.4]], "b": [0.3]},
        ],
        "X": [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]],
        "Y": [[1], [0], [1]],
        "cost": "bce",
        "alpha": 0.4,
        "names": {"delta": "-dJ/dz"},
    },
}


def sheet(*asks: dict[str, Any], **more: Any) -> Exercise:
    return exercise({**SHEET, **more, "ask": list(asks)})


def ask(quantity: str, **more: Any) -> dict[str, Any]:
    return {"quantity": quantity, "kind": "choice", **more}


def offered(made: Exercise) -> tuple[Option, ...]:
    return options(made, (made.asks or ())[0])


QUANTITIES = ["z[1][2,3]", "J", "dJ/dz[1][1,1]", "dJ/dW[2][1,2]", "W[1][2,1]:=", "delta[2][1,1]"]


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("count", [2, 4, 6])
def test_one_is_right_and_the_others_are_numbers_of_mistakes(quantity: str, count: int) -> None:
    made = sheet(ask(quantity, choices=count))
    found = offered(made)
    assert [one.letter for one in found] == list("ABCDEF")[:count]
    (right,) = (one for one in found if one.right)
    assert right.mistake is None
    assert right.value == pytest.approx(float(made.trace[quantity]))
    wrong = [one for one in found if not one.right]
    assert len({one.mistake for one in wrong}) == count - 1
    assert all(one.mistake in MISTAKES and one.says for one in wrong)
    numbers = sorted(one.value for one in found if one.value is not None)
    gaps = np.diff(numbers) / np.maximum(np.abs(numbers[1:]), np.abs(numbers[:-1]))
    assert (gaps > 0.01).all()
    assert all(float(one.text) == pytest.approx(one.value, rel=1e-3) for one in found)


def test_a_wrong_number_is_what_the_mistake_gives() -> None:
    made = sheet(ask("dJ/dz[1][1,1]", choices=6))
    known = made.trace
    for one in offered(made):
        if one.right or one.mistake == "neighbour-copied" or " And: " in one.says:
            continue
        made_by = [
            evaluate([swap if each is line else each for each in known.equations], known.given)
            for line in known.equations
            for mistake, swap in swaps_of(known, line)
            if mistake.name == one.mistake
        ]
        assert any(np.isclose(state["dJ/dz[1]"][0, 0], one.value) for state in made_by), one


def test_the_letters_are_the_same_every_time_and_others_for_other_numbers() -> None:
    first, again = (offered(sheet(ask("dJ/dW[2][1,2]"))) for _ in range(2))
    assert first == again
    right = set()
    for number in range(12):
        network = {**SHEET["network"], "X": [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.1 * number]]}
        found = offered(sheet(ask("dJ/dW[2][1,2]"), network=network))
        right.add(next(one.letter for one in found if one.right))
    assert len(right) > 1


def test_what_is_asked_before_is_not_where_a_mistake_is_made() -> None:
    before = [{"quantity": name} for name in ("dJ/dz[2]", "a[1]", "dJ/da[1]", "da[1]/dz[1]")]
    made = sheet(*before, ask("dJ/dz[1][1,1]", choices=8))
    found = options(made, (made.asks or ())[-1])
    own = {
        mistake.name for mistake, _ in swaps_of(made.trace, made.trace.by_name["dJ/dz[1]"].equation)
    }
    assert {one.mistake for one in found if not one.right} <= own | {"neighbour-copied"}


def test_a_mistake_that_the_course_teaches_is_not_offered() -> None:
    names = {one.mistake for one in offered(sheet(ask("dJ/dz[1][1,1]", choices=10))) if one.mistake}
    kept = offered(sheet(ask("dJ/dz[1][1,1]", choices=10), accept=sorted(names)[:3]))
    assert not {one.mistake for one in kept} & set(sorted(names)[:3])


def letter_of(made: Exercise, right: bool) -> Option:
    return next(one for one in offered(made) if one.right is right)


def test_a_letter_or_its_number_is_marked() -> None:
    made = sheet(ask("dJ/dW[2][1,2]", points=3), {"quantity": "W[2][1,2]:="})
    right, wrong = letter_of(made, True), letter_of(made, False)
    letter = right.letter
    ways = (letter, f"({letter.lower()})", f" {letter}. ", right.text, f"{letter}: {right.text}")
    for text in ways:
        answer = mark(made, {"dJ/dW[2][1,2]": text}).student["dJ/dW[2][1,2]"]
        assert (answer.verdict, answer.points, answer.message) == ("right", 3.0, "")
    for text in (wrong.letter, wrong.text):
        student = mark(made, {"dW2[1,2]": text}).student
        answer = student["dJ/dW[2][1,2]"]
        assert (answer.verdict, answer.points) == ("mistake", 0.0)
        assert answer.mistakes == (wrong.mistake,)
        assert answer.message == f"{wrong.letter} fits {wrong.mistake}: {wrong.says}"
        assert student.first_wrong == ("dJ/dW[2][1,2]",)
        assert student.max == 4.0


def test_a_letter_with_the_number_of_another_is_neither() -> None:
    made = sheet(ask("dJ/dW[2][1,2]"))
    text = f"{letter_of(made, True).letter}: {letter_of(made, False).text}"
    assert mark(made, {"dJ/dW[2][1,2]": text}).student.answers[0].verdict == "unreadable"


MARKED = {
    "Z": "unreadable",
    "none of them": "unreadable",
    "123.4": "wrong",
    "": "missing",
    "-": "missing",
}


@pytest.mark.parametrize("text", MARKED)
def test_what_is_no_option_is_said(text: str) -> None:
    answer = mark(sheet(ask("dJ/dW[2][1,2]")), {"dJ/dW[2][1,2]": text}).student.answers[0]
    assert answer.verdict == MARKED[text]
    assert MARKED[text] == "missing" or "none of the options A to D" in answer.message


def test_an_infinite_option_is_chosen_by_itself_alone() -> None:
    options = [{"text": "another", "right": True}, {"value": "inf"}]
    made = sheet(ask("dJ/dW[2][1,2]", options=options))
    typed = ("∞", "-inf", "0.5", "0e99999")
    said = {one: mark(made, {"dJ/dW[2][1,2]": one}).student.answers[0].message for one in typed}
    assert [one for one in typed if said[one].startswith("B is not")] == ["∞"]


def test_later_lines_follow_from_a_chosen_number() -> None:
    made = sheet(ask("dJ/dW[2][1,2]"), {"quantity": "W[2][1,2]:="})
    wrong = letter_of(made, False)
    assert wrong.value is not None
    answers = {"dJ/dW[2][1,2]": wrong.letter, "W[2][1,2]:=": f"{-0.4 - 0.4 * wrong.value:.4g}"}
    student = mark(made, answers).student
    assert [one.verdict for one in student.answers] == ["mistake", "follows"]
    assert student.answers[1].because_of == ("dJ/dW[2][1,2]",)


def test_a_symbol_for_the_negative_has_the_sign_of_the_sheet() -> None:
    made = sheet(ask("delta[2][1,1]"))
    right = letter_of(made, True)
    assert right.value == pytest.approx(-float(made.trace["dJ/dz[2][1,1]"]))
    assert mark(made, {"delta[2][1,1]": right.letter}).student.answers[0].verdict == "right"


def test_every_entry_of_an_ask_has_options_of_its_own() -> None:
    made = sheet(ask("dJ/dW[2]"))
    first, second = (options(made, (made.asks or ())[0], (1, at)) for at in (1, 2))
    assert first == offered(made) != second
    right = [next(one.letter for one in each if one.right) for each in (first, second)]
    verdicts = [one.verdict for one in mark(made, {"dJ/dW[2]": [right]}).student.answers]
    assert verdicts == ["right", "right"]


def test_everybody_chooses_among_their_own_numbers() -> None:
    asks = [ask("dJ/dW[2][1,2]"), {"quantity": "dJ/dz[2][1,1]", "kind": "formula"}]
    alone = sheet(*asks)
    X = np.array([SHEET["network"]["X"], [[1.5, 0.7], [-0.2, 1.2], [0.9, -0.6]]])
    shared = {"layers": alone.source.layers, "Y": np.array([[[1], [0], [1]]] * 2), "X": X}
    both = replace(alone, source=alone.source.replaced(**shared))
    each = [replace(alone, source=both.source.student(at)) for at in range(2)]
    letters = [letter_of(one, right=True).letter for one in each]
    formula = "(y_hat[1,1] - 1)/3"
    typed = [{"dJ/dW[2][1,2]": letter, "dJ/dz[2][1,1]": formula} for letter in letters]
    assert [one.score for one in mark(both, typed).students] == [2.0, 2.0]
    assert letters[0] != letters[1]
    assert [one.score for one in mark(both, typed[::-1]).students] == [1.0, 1.0]


def test_a_number_that_is_nobody_s_option_is_not_guessed() -> None:
    made = offered(sheet(ask("J")))
    numbers = [one.value for one in made if one.value is not None]
    assert chosen(made, f"{sum(numbers[:2]) / 2:.6g}") is None
    assert chosen(made, "-9") is None


OWN = [
    {"value": "0.4", "mistake": "sign"},
    {"value": 0.75},
    {"text": "it cannot be said", "mistake": "activation-forgotten"},
]


def test_an_author_s_own_options_keep_their_order_and_texts() -> None:
    made = sheet(ask("z[1][1,1]", options=OWN))
    found = offered(made)
    assert [(one.letter, one.text, one.right) for one in found] == [
        ("A", "0.4", False), ("B", "0.75", True), ("C", "it cannot be said", False)
    ]  # fmt: skip
    for text, verdict in (("B", "right"), ("a", "mistake"), ("It cannot be said", "mistake")):
        assert mark(made, {"z[1][1,1]": text}).student.answers[0].verdict == verdict


def test_formulas_can_be_chosen_too() -> None:
    square = exercise({
        "expression": {"expression": "log(x**2)", "at": {"x": 3}},
        "ask": [ask("dy/dx", options=["1/x**2", "2*x/x^2", "1/(2*x)"])],
    })  # fmt: skip
    assert [one.right for one in offered(square)] == [False, True, False]
    answer = mark(square, {"dy/dx": "A"}).student.answers[0]
    assert (answer.verdict, answer.message) == ("wrong", "A is not the right one.")


BAD = {
    "too many choices": ({"choices": 11}, "11 choices|'11' choices"),
    "one option": ({"options": [{"value": 1}]}, "1 options"),
    "no right one": ({"options": [{"value": 1.5}, {"value": 2}]}, "0 of them are right"),
    "two right ones": ({"options": [{"value": 0.75}, {"value": 0.75}]}, "2 of them are right"),
    "an unknown mistake": ({"options": [{"value": 1, "mistake": "typo"}, 2]}, "no mistake 'typo'"),
    "an unknown key": ({"options": [{"value": 1, "is": 2}, 2]}, "no key 'is'"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_in_the_options_is_said(name: str) -> None:
    keys, says = BAD[name]
    with pytest.raises(InputError, match=says):
        offered(sheet(ask("z[1][1,1]", **keys)))


def test_a_number_that_no_mistake_changes_needs_options_of_the_author() -> None:
    flat = exercise({
        "network": {"layers": [{"activation": "identity", "W": [[0]]}], "X": [[0]], "Y": [[0]],
                    "cost": "mse"},
        "ask": [ask("dJ/dW[1]")],
    })  # fmt: skip
    with pytest.raises(InputError, match="no mistake gives another number"):
        offered(flat)
