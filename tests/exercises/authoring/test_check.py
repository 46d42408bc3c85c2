"""`backprop exercises check`: all faults at once, each with its line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from exercises.authoring.batches import SECRET, batches, called
from exercises.authoring.by_hand import answers, of_class
from exercises.authoring.checked import Checked, check
from exercises.cli import COMMANDS
from exercises.task import bundled, task
from exercises.variants import variant
from grader import mark
from tracer.cli import run
from tracer.errors import InputError

from .conftest import RANGES, SMALL, Write


def told(done: Checked) -> str:
    return "\n".join(str(finding) for finding in done.findings)


def test_a_sheet_that_holds_is_told_with_its_points(write: Write) -> None:
    done = check(write(SMALL + '[[manual]]\ntitle = "Draw it"\npoints = 1.5\n'))
    assert not done.findings
    assert done.lines[:7] == [
        "One neuron",
        "  ask       3  z[1]",
        "  ask       2  dJ/dz[1]",
        "  ask       2  dJ/dW[1]",
        "  by hand   1.5  Draw it",
        "  points    7 and 1.5 by hand: 8.5",
        "  digits    4 significant digits: all answers can be given, lines rounded or not",
    ]


def test_mistakes_that_look_alike_are_told(write: Write) -> None:
    """One input that is 1: with it or without it, ∂J/∂W is the same."""
    lines = check(write(SMALL.replace("[[1, 2], [2, -1]]", "[[1, 2], [1, -1]]"))).lines
    (first,) = [line for line in lines if line.startswith("  mistakes")]
    assert re.fullmatch(r"  mistakes  \d+ of \d+ that can be made in these lines show .*", first)
    assert any(" = " in line for line in lines[lines.index(first) + 1 :])


def test_a_wrong_printed_number_is_told_with_the_right_one(write: Write) -> None:
    text = SMALL + '[printed]\n"z[1]" = [["-0.2", "1.5"]]\n"dJ/dW[1]" = [["0.5425", "-0.9587"]]\n'
    right = check(write(text))
    assert "  printed   4 of 4 answers agree" in right.lines
    assert not right.findings
    wrong = check(write(text.replace('"1.5"', '"1.6"')))
    assert "            z[1][1,2]: 1.6 is printed, 1.500 is right" in wrong.lines
    assert ", line 25: printed.z[1]: 1.6 is printed, 1.500 is right" in told(wrong)
    assert wrong.usable


def test_a_printed_zero_that_was_typed_keeps_its_digits(write: Write) -> None:
    """Read as a float, 1.60 would be 1.6."""
    done = check(write(SMALL + '[printed]\n"z[1][1,2]" = 1.60\n'))
    assert "            z[1][1,2]: 1.60 is printed, 1.500 is right" in done.lines


def test_numbers_that_do_not_show_at_the_digits_asked_for_are_told(write: Write) -> None:
    text = SMALL.replace("digits = 4", "decimals = 1").replace("W = [[0.5, -0.4]]", "W = [[5, -4]]")
    done = check(write(text.replace("Y = [[1], [0]]", "Y = [[0], [1]]")))
    assert re.search(r"line 19: ask\[2\]: dJ/dz\[1\]\[1,\d\]: .* shows as -?0.0", told(done))


def test_every_variant_has_numbers_of_its_own(write: Write) -> None:
    one = task(write(SMALL + RANGES))
    drawn = []
    for these, sheet in batches(one, 60):
        assert sheet.trace.students == (len(these),)
        drawn += [numbers.tobytes() for numbers in sheet.trace.state["z[1]"]]
    assert len(drawn) == 60
    assert len(set(drawn)) > 55  # two that are the same by chance are no fault


LETTERS_AND_FORMULAS = """
[[ask]]
quantity = "dJ/db[1]"
kind = "formula"
[[ask]]
kind = "choice"
name = "why"
title = "Why?"
options = [{text = "yes", right = true}, {text = "no"}, {text = "never"}]
[[ask]]
entries = ["y_hat[1,1]"]
kind = "choice"
choices = 3
"""


@pytest.mark.thorough
def test_letters_and_formulas_are_those_of_each_student_of_a_class(write: Write) -> None:
    path = write(SMALL + LETTERS_AND_FORMULAS + RANGES)
    one = task(path)
    ((these, sheet),) = batches(one, 7)
    assert sheet.trace.students == (len(these),)
    papers = of_class(sheet)
    for at in these:
        assert papers[at] == answers(variant(one, SECRET, called(at)))
    assert len({paper["y_hat[1,1]"] for paper in papers}) > 1  # letters
    assert {one.verdict for report in mark(sheet, papers).students for one in report.answers} == {
        "right"
    }
    done = check(path, variants=7)
    assert any("7 drawn, all of them can be done as asked" in line for line in done.lines)


def test_variants_that_cannot_be_drawn_are_a_finding(write: Write) -> None:
    none = RANGES.replace("X = {low = -3, high = 3", "X = {low = 0, high = 0")
    done = check(write(SMALL + none), variants=5)
    assert len(done.findings) == 1
    assert ", line 25: variants" in told(done)
    wrong = check(write(SMALL + RANGES.replace("low = -3", "low = 4")), variants=5)
    assert ", line 26: variants.X" in told(wrong)


TESTS = """
[[test]]
title = "all right"
verdicts = "right"
score = 7

[[test]]
mistake = "input-forgotten"
line = "dJ/dW[1]"

[[test]]
answers = {"z[1]" = [["x +", "right"]], "dJ/dW[1][1,1]" = ""}
verdicts = {"z[1][1,1]" = "unreadable", "dJ/dW[1][1,1]" = "missing", "dJ/dW[1][1,2]" = "right"}

[[test]]
answers = {"z[1][1,2]" = "123456"}
verdicts = {"z[1]" = "wrong"}
first_wrong = "z[1][1,2]"
"""


def test_the_authors_tests_are_made_on_every_variant(write: Write) -> None:
    done = check(write(SMALL + RANGES + TESTS), variants=12)
    assert not done.findings, told(done)
    assert "  tests     4 of 4 hold on the file's own numbers" in done.lines
    assert done.lines[-2:] == [
        "  variants  12 drawn, all of them can be done as asked",
        "  tests     4 of 4 hold on all of them",
    ]


def test_a_test_that_fails_says_what_the_marking_says_instead(write: Write) -> None:
    text = TESTS.replace('{"z[1]" = "wrong"}', '{"z[1]" = "follows"}').replace(
        "score = 7", "score = 6"
    )
    done = check(write(SMALL + text))
    assert [finding.where.partition("line ")[2] for finding in done.findings] == [
        "25: test[1]", "38: test[4]",
    ]  # fmt: skip
    assert "all right: the score is 7, not 6" in told(done)
    assert "z[1][1,2] 123456: wrong, not follows" in told(done)


def test_typed_numbers_are_no_test_for_other_numbers_unless_they_are_meant_for_the_own(
    write: Write,
) -> None:
    one = '[[test]]\nanswers = {"z[1][1,1]" = "-0.2000"}\nverdicts = {"z[1]" = "right"}\n'
    done = check(write(SMALL + RANGES + one), variants=12)
    assert re.search(r"on \d+ of 12 variants, variant-\d+ first", told(done))
    assert 'numbers = "own"' in told(done)
    own = check(write(SMALL + RANGES + one + 'numbers = "own"\n'), variants=12)
    assert not own.findings


def test_a_mistake_that_no_marking_can_see_fails_its_test(write: Write) -> None:
    """Both inputs are 1: ∂J/∂z alone is ∂J/∂W."""
    text = SMALL.replace("[[1, 2], [2, -1]]", "[[1, 1], [1, 1]]").replace(
        "[[1], [0]]", "[[1], [1]]"
    )
    done = check(write(text + '[[test]]\nmistake = "input-forgotten"\nline = "dJ/dW[1]"\n'))
    assert "input-forgotten cannot be made in dJ/dW[1]" in told(done)


def test_json_is_checked_without_lines(tmp_path: Path) -> None:
    keys = {
        "expression": {"expression": "x**2", "at": {"x": 3}},
        "ask": [{"quantity": "dy/dx"}],
        "printed": {"dy/dx": 6.10},
    }
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(keys).replace("6.1", "6.10"), encoding="utf-8")
    done = check(str(path))
    assert told(done).startswith(f"{path}: printed.dy/dx: 6.10 is printed, 6.000 is right")


def test_a_plain_network_is_no_exercise(write: Write) -> None:
    with pytest.raises(InputError, match="nothing is asked in it"):
        check(write('expression = "x**2"\nat = {x = 3}\n'))


@pytest.mark.parametrize(
    ("text", "code"),
    [(SMALL, 0), (SMALL + '[printed]\n"z[1][1,1]" = "7"\n', 1), (SMALL + "[[ask]]\n", 2)],
    ids=["holds", "a printed answer is wrong", "cannot be used"],
)
def test_the_exit_code_says_whether_it_holds(
    text: str, code: int, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write(text)
    assert run("backprop", COMMANDS, ["exercises", "check", name]) == code
    said = capsys.readouterr()
    assert bool(said.err) == bool(code)
    assert "Traceback" not in said.err


def test_the_id_of_a_bundled_exercise_is_checked_too() -> None:
    assert not check("neuron-forward", variants=3).findings


def test_what_can_be_asked_is_listed_by_the_sheets_own_names(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even while the asks are still wrong."""
    named = '[network.names]\nw5 = "W[1][1,2]"\nE = "J"\ndelta = "-dJ/dz"\n'
    text = SMALL.replace("[[ask]]", named + "[[ask]]", 1).replace('"z[1]"', '"z[9]"')
    assert run("backprop", COMMANDS, ["exercises", "check", write(text), "--names"]) == 0
    lines = [line.split(None, 1) for line in capsys.readouterr().out.splitlines()]
    found = dict(lines)
    assert found["W[1]"] == "1 × 2, w5"
    assert found["J"] == "a number, E"
    assert found["dJ/dz[1]"] == "1 × 2, delta[1] (its negative)"
    assert found["dJ/dW[1]"] == "1 × 2, dE/dW[1]"
    assert found["y_hat"] == "1 × 2"


def test_the_key_is_a_file_of_answers_that_gets_full_marks(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write(SMALL)
    assert run("backprop", COMMANDS, ["exercises", "check", name, "--key"]) == 0
    key = capsys.readouterr().out
    assert '"dJ/dW[1][1,2]" = "-0.9586"' in key
    (tmp_path / "key.toml").write_text(key, encoding="utf-8")
    assert mark(name, tmp_path / "key.toml").student.score == 7
    assert (
        run(
            "backprop",
            COMMANDS,
            ["exercises", "check", write(SMALL.replace("z[1]", "z[7]")), "--key"],
        )
        == 2
    )


@pytest.mark.full
@pytest.mark.parametrize("name", bundled())
def test_every_bundled_exercise_passes_the_check(name: str) -> None:
    assert not check(name, variants=50).findings


SATURATED = """\
id = "saturated"
title = "A unit that is full"
decimals = 6

[network]
cost = "half_sse"
X = [[1.0, 2.0]]
Y = [[1]]
[[network.layers]]
activation = "sigmoid"
W = [[4.0, 5.0], [0.3, -0.2]]
b = [0.5, 0.1]
[[network.layers]]
activation = "sigmoid"
W = [[0.7, -0.5]]

[[ask]]
quantity = "dJ/dz[1]"
"""


@pytest.mark.thorough
def test_a_saturated_unit_beside_others_may_show_no_digit(write: Write) -> None:
    """∂J/∂z of the full unit is −3.3e-08: 0.000000 at six decimals, and right so."""
    done = check(write(SATURATED))
    assert done.usable
    assert not done.findings
    alone = check(write(SATURATED.replace('quantity = "dJ/dz[1]"', 'entries = ["dJ/dz[1][1,1]"]')))
    assert "shows as -0.000000" in told(alone)
