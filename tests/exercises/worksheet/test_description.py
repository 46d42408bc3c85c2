"""What a sheet says, before any format."""

from __future__ import annotations

import pytest

from exercises.task import Task, bundled, task
from exercises.worksheet.boxes import counted
from exercises.worksheet.description import Sheet, sheet
from exercises.worksheet.solution import solution
from exercises.worth import rests_on
from grader.asked import asked_places
from grader.derivation import ANSWERS, notice
from grader.parts import named
from grader.report.label import answer_name, read_as
from tracer.errors import InputError
from tracer.formula.text import text
from tracer.formula.tree import Equality
from tracer.network import Network
from tracer.walk.views.equations import formula_text

from .conftest import ONE_SAMPLE, TASKS, known


def of(name: str) -> Sheet:
    return sheet(known(name))


def test_the_same_numbers_in_several_iterations_stand_as_a_table() -> None:
    asks = ["y_hat", "W[1]:=", "@2 y_hat", "@2 W[1]:="]
    made = sheet(task({**TASKS["table"], "ask": [{"entries": asks}]}))
    (question,) = made.questions
    assert question.corner == "pattern"
    assert question.columns == ("x1", "x2", "t", "ŷ", "w1 :=", "w2 :=")
    assert [row[:3] for row in question.grid] == [("0.53", "-1.29", "1"), ("1.71", "2.37", "-1")]
    assert not [one for one in made.given if one.sample]  # they stand in the table
    others = sheet(task({**TASKS["table"], "ask": [{"entries": [*asks[:3], "@2 b[1]:="]}]}))
    assert not others.questions[0].corner


def test_what_the_given_columns_of_a_table_are_is_said() -> None:
    said = "In the table, x1, x2 are the entries of a[0] and t is y."
    assert said in of("table").agreed
    assert said not in sheet(task({**TASKS["table"], "ask": [{"quantity": "z[1]"}]})).agreed


def test_a_question_in_words_is_of_no_iteration() -> None:
    options = [{"text": "when all are right", "right": True}, {"text": "never"}]
    ask = {"kind": "choice", "name": "done", "title": "When may it stop?", "options": options}
    made = sheet(task({**TASKS["table"], "ask": [{"quantity": "@2 z[1]"}, ask]}))
    assert [box.note for box in made.boxes if box.asks] == [""]


def test_there_is_a_box_for_each_asked_entry_and_no_other(given: Task) -> None:
    boxes = sheet(given).boxes
    asked = [
        (ask.name, place)
        for part in given.exercise.parts
        for ask in part.asks or ()
        for place in asked_places(part, ask)
    ]
    assert len(boxes) == len(asked)
    assert [box.number for box in boxes] == list(range(1, len(boxes) + 1))
    assert len({box.quantity for box in boxes}) == len(boxes)


def test_what_an_answer_file_calls_a_box_is_that_entry(given: Task) -> None:
    for box in sheet(given).boxes:
        part, found, _ = named(given.exercise, box.quantity)
        assert (found.name, found.sign) == (box.name, box.sign)
        if found.place is None:
            assert part.trace.laid(box.name).size == 1
        else:
            assert found.place == box.place


def test_boxes_are_called_by_the_symbols_of_the_sheet() -> None:
    boxes = of("symbols").boxes
    assert [box.quantity for box in boxes[:7]] == [
        "o", "delta[2]", "delta[1][1,1]", "delta[1][2,1]", "dE/dw3", "w1:=", "w3:=",
    ]  # fmt: skip
    assert [box.label for box in boxes[:7]] == [
        "o", "δ[2]", "δ[1][1,1]", "δ[1][2,1]", "∂E/∂w3", "w1 :=", "w3 :=",
    ]  # fmt: skip
    assert [box.quantity for box in boxes[7:9]] == ["E", "@2 E"]


def test_a_symbol_that_is_not_read_as_its_entry_is_written_canonically() -> None:
    given = known("symbols")
    read = [
        typed
        for typed in ("nothing", "w1", "z[1]", "z[1][1,1]", "-z[1][2,1]", "z[1][2,1]", "z1[2,1]")
        if read_as(given.exercise.trace, typed, "z[1]", (2, 1), 1)
    ]
    assert read == ["z[1][2,1]", "z1[2,1]"]
    assert answer_name(given.exercise.trace, "z[1]", (2, 1), 1) == "z[1][2,1]"


def test_a_symbol_that_is_the_negative_is_asked_with_its_own_sign() -> None:
    given = known("symbols")
    described = sheet(given)
    answers = solution(given.exercise, described).answers
    right = float(given.exercise.trace["dJ/dz[2]"][0, 0])
    assert float(answers["delta[2]"]) == pytest.approx(-right, abs=1e-4)


def test_the_canonical_name_is_asked_without_the_sign_of_a_symbol() -> None:
    network = {**ONE_SAMPLE, "names": {"delta": "-dJ/dz"}}
    given = task({"network": network, "ask": [{"quantity": "dJ/dz[2]"}]})
    [box] = sheet(given).boxes
    assert (box.quantity, box.label, box.sign) == ("dJ/dz[2]", "∂J/∂z[2]", 1)


def test_words_are_for_whoever_cannot_see_the_symbol() -> None:
    says = {box.quantity: box.says for box in of("symbols").boxes}
    assert says["w1:="] == "w 1, after the update, in iteration 1"
    assert says["@2 E"] == "E, in iteration 2"
    for name in TASKS:
        said = [box.says for box in of(name).boxes]
        assert len(set(said)) == len(said)
        assert all(words.isascii() for words in said)


def test_a_whole_matrix_is_a_grid_as_the_sheet_lays_it() -> None:
    first = of("batch").questions[0]
    assert first.symbol is not None
    assert text(first.symbol) == "z[1]"
    assert first.rows == ("sample 1", "sample 2", "sample 3")
    assert first.columns == ("neuron 1", "neuron 2")
    assert [[box.quantity if box else "" for box in row] for row in first.grid] == [
        ["z[1][1,1]", "z[1][1,2]"],
        ["z[1][2,1]", "z[1][2,2]"],
        ["z[1][3,1]", "z[1][3,2]"],
    ]


def test_where_there_is_no_connection_there_is_no_box() -> None:
    [question, _] = of("absent").questions
    assert [[box is None for box in row] for row in question.grid] == [
        [False, True],
        [False, False],
    ]


def test_what_one_ask_asks_for_is_one_question_with_its_points() -> None:
    described = of("batch")
    assert [question.points for question in described.questions] == [2, 1, 3, 4, 2]
    assert described.points == 12 + 1.5
    assert described.facts[-1] == "13.5 points"
    assert [question.title for question in described.questions] == [
        "Forward, layer 1", "Cost", "Backward, layer 2", "Backward, layer 1", "Update, layer 2",
    ]  # fmt: skip


def test_the_iteration_is_in_the_title_or_at_the_box() -> None:
    questions = of("symbols").questions
    assert questions[2].title == "Update, layer 1, iteration 1"
    assert [box.iteration for box in questions[2].boxes] == [None, None]
    assert questions[3].title == "Cost, iterations 1 and 2"
    assert [box.iteration for box in questions[3].boxes] == [1, 2]
    assert [box.iteration for box in of("batch").boxes] == [None] * len(of("batch").boxes)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"digits": 4}, "Write every number to 4 significant digits; fewer than 3 lose points."),
        ({"digits": 1}, "Write every number to 1 significant digit."),
        ({"decimals": 3}, "Write every number to 3 decimals."),
    ],
)
def test_the_rule_for_digits_is_at_its_head(keys: dict[str, int], said: str) -> None:
    keys = {**TASKS["batch"], **keys}
    assert said in sheet(task(keys)).rule[:2]
    exact = sheet(task({**keys, "truncation": False})).rule
    assert not any("cut off" in words for words in exact)


def test_the_conventions_are_at_its_head() -> None:
    agreed = of("batch").agreed
    assert agreed[0] == "z = a W + b: samples are rows, neurons are columns."
    assert "J is the average over the samples." in agreed
    assert not any("digits" in words for words in agreed)  # that is the rule's


def test_which_logarithm_is_meant_is_said_where_the_cost_has_one() -> None:
    said = "log is the natural logarithm."
    assert said in sheet(task("last-layer")).agreed
    assert said in sheet(task("softmax")).agreed
    assert said not in sheet(task("batch")).agreed  # squared error
    assert sheet(task("common-derivatives")).agreed.count(said) == 1


def test_how_the_derivative_of_one_step_looks_is_said_where_it_is_asked() -> None:
    said = "d(p)/d(x), set with the word step beside it, is the derivative of that one line alone"
    assert f"{said}; without the word it is that along all lines." in (
        sheet(task("common-derivatives")).agreed
    )
    assert not any("the word step" in one for one in sheet(task("last-layer")).agreed)


def test_a_given_number_is_never_rounded() -> None:
    layers = [{"activation": "identity", "W": [[0.123456789, -3e-7]], "b": [1.0]}]
    network = {"X": [[12345.6789, 2]], "layers": layers}
    given = sheet(task({"digits": 2, "network": network, "ask": [{"quantity": "z[1]"}]})).given
    cells = {one.table.name: one.table.cells for one in given}
    assert cells == {
        "a[0]": (("12345.6789",), ("2",)),
        "W[1]": (("0.123456789", "-3e-07"),),
        "b[1]": (("1",),),
    }


def test_given_entries_with_symbols_of_their_own_are_said_one_by_one() -> None:
    given = of("symbols").given
    named = {text(one.symbol): one.table.cells for one in given if one.scalar}
    assert named == {
        "w1": (("0.13",),), "w2": (("0.41",),), "w3": (("-0.37",),), "w4": (("0.23",),),
    }  # fmt: skip


def test_a_single_entry_with_a_symbol_of_its_own_is_printed_as_a_number() -> None:
    network = {**TASKS["table"]["network"], "names": {"b": "b[1]"}}
    made = sheet(task({**TASKS["table"], "network": network}))
    assert [text(one.symbol) for one in made.given if one.scalar] == ["b"]


def test_activations_and_the_cost_are_said_unless_their_formula_is_asked() -> None:
    keys = TASKS["kinds"]
    assert [said_of(one) for one in sheet(task(keys)).formulas] == ["a[1]", "ŷ", "loss", "J"]
    asked = [{"quantity": "loss", "kind": "formula"}, {"quantity": "J", "kind": "formula"}]
    asked += [{"quantity": "a[1][1,1]"}]
    left = sheet(task({**keys, "ask": asked})).formulas
    assert [said_of(one) for one in left] == ["a[1]", "ŷ"]


def said_of(formula: Equality) -> str:
    return text(formula.sides[0])


NOTES = {
    "neuron-forward": ["z = W a + b: samples are columns, neurons are rows."],
    "cost-of-a-batch": ["J is the average over the samples.", "log is the natural logarithm."],
    "two-paths": [],
    "chain-of-three": [],
}


@pytest.mark.parametrize("name", NOTES)
def test_a_sheet_has_the_notes_that_its_questions_need_and_no_others(name: str) -> None:
    assert list(sheet(task(name)).agreed) == NOTES[name]


@pytest.mark.parametrize("name", bundled())
def test_every_activation_that_is_to_be_worked_out_has_its_formula_on_the_sheet(name: str) -> None:
    given = task(name)
    if not isinstance(given.exercise.source, Network) or given.exercise.derivation:
        return
    made = rests_on(given.exercise, [ask.name for ask in given.asks])
    wanted = {
        text(step.trace.symbols.tree(step.trace.local(step.name)))
        for step in made
        if step.equation.rule.name in ("sigmoid", "relu", "tanh", "softmax")
        and step.equation.iteration == 1
    }
    said = {said_of(one).removesuffix("[1,1]") for one in sheet(given).formulas}
    assert wanted <= said


def test_a_layer_without_activation_is_called_so() -> None:
    assert "2 without activation" in sheet(task("batch")).facts[0]
    assert not any("identity" in fact for fact in sheet(task("batch")).facts)


@pytest.mark.parametrize("name", ["two-layers", "softmax", "update", "last-layer"])
def test_where_both_ways_count_it_is_said(name: str) -> None:
    both = any("both count" in said for said in sheet(task(name)).agreed)
    assert both == (name != "last-layer")  # that asks for the factors


@pytest.mark.parametrize("name", bundled())
def test_a_solution_prints_what_is_asked_and_what_it_rests_on_and_nothing_else(name: str) -> None:
    given = task(name)
    steps = solution(given.exercise, sheet(given)).views[0][1].steps
    asked = {ask.name for ask in given.exercise.asks or () if not ask.alone}  # of the first part
    assert asked <= {step.name for step in steps} | set(ANSWERS)
    if asked and not given.exercise.derivation:
        last = max(step.number for step in steps if step.name in asked)
        assert all(step.number <= last for step in steps)


def test_the_lines_of_a_wrong_calculation_have_the_formulas_of_the_screen() -> None:
    given = known("mistake")
    shown = [text(one) for one in sheet(given).formulas]
    assert shown == [formula_text(step, False, False) for step in given.exercise.trace.steps]
    [said, *_] = sheet(given).rule
    assert said == notice(given.exercise)
    assert "later lines took it as it stands" in said


def test_of_a_plain_network_every_line_is_asked() -> None:
    given = task("lecture-network")
    asked = [question.boxes[0].name for question in sheet(given).questions]
    assert asked == [step.name for step in given.exercise.trace.steps]


@pytest.mark.parametrize("name", ["a\nb", "x" * 201, "a\x1bb"])
def test_a_name_that_no_answer_file_holds_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no name of a student"):
        sheet(known("batch"), student=name)


def test_no_sheet_holds_a_key() -> None:
    """Nothing of the exercise, of its trace or of an option's verdict hangs on a description."""
    described = of("kinds")
    seen: list[object] = [described]
    for one in seen:
        fields = getattr(one, "__dataclass_fields__", None)
        parts = [getattr(one, key) for key in fields] if fields else []
        parts += list(one) if isinstance(one, tuple | list) else []
        seen += parts
        assert type(one).__name__ not in ("Exercise", "Trace", "Step", "Option", "Task", "Solution")


def test_a_mistake_is_to_be_found_in_a_calculation_of_lines() -> None:
    described = sheet(known("mistake"))
    right = known("mistake").exercise.trace
    lines = {one.sample: one for one in described.calculation}
    number = right.by_name["dJ/dz[2]"].number
    [[wrong]] = lines[f"line {number}"].table.cells
    assert float(wrong) != pytest.approx(right["dJ/dz[2]"][0, 0], rel=1e-2)
    [[before]] = lines["line 1"].table.cells[:1]
    assert float(before) == pytest.approx(right["z[1]"][0, 0], rel=1e-3)
    line, name = described.boxes
    assert (line.quantity, line.label) == ("wrong_line", "The line that does not follow")
    assert dict(line.choices)[str(number)] == "∂J/∂z[2]"
    assert "W[1] :=" in dict(line.choices).values()
    assert "activation-derivative-forgotten" in " ".join(text for _, text in name.choices)


def test_points_are_counted_in_words() -> None:
    assert [counted(points) for points in (1, 2, 0.5)] == ["1 point", "2 points", "0.5 points"]


@pytest.mark.parametrize("name", list(bundled()))
def test_every_bundled_exercise_has_a_sheet(name: str) -> None:
    described = sheet(task(name))
    assert described.boxes
    assert described.rule
