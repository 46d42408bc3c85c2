"""What practice shows, as lines: they fit their width, and every given number is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises.practice.model import Practice
from exercises.practice.session import Session, opened
from exercises.practice.store import Store
from exercises.practice.views import bars
from exercises.practice.views.about import about
from exercises.practice.views.lines import line
from exercises.practice.views.numbers import numbers
from exercises.practice.views.pane import pane
from exercises.task import bundled, task
from tests.sample import sample
from tracer.shell.line import length, plain

from .sheets import NEURON, SHEETS, practice

WIDTHS = ((30, 60), (44, 80))  # of the pane, in a terminal of that width


@pytest.mark.parametrize("name", sample(bundled(), 24))
def test_a_bundled_exercise_fits_its_width(name: str, tmp_path: Path) -> None:
    fits(opened(name, Store(tmp_path)))


@pytest.mark.parametrize("name", sample(SHEETS, 9))
def test_every_kind_of_sheet_fits_its_width(name: str, tmp_path: Path) -> None:
    fits(Session(practice(name, tmp_path), name))


def fits(session: Session) -> None:
    """Every line of the exercise, shown as a whole."""
    sheet = session.practice.sheet
    for inner, outer in WIDTHS:
        for at, blank in enumerate(sheet.blanks):
            sheet.stand(blank.name)
            session.practice.show()
            lines = [*pane(session, inner, 16), line(session.practice, at, inner)]
            assert all(length(one) <= inner for one in lines), blank.name
        for typing in (True, False):
            assert length(bars.foot(session, outer, typing=typing)) <= outer
        assert length(bars.top(session, outer)) <= outer


def test_every_given_number_is_there_however_wide(tmp_path: Path) -> None:
    weights = [[round(0.101 + row + column / 100, 3) for column in range(12)] for row in range(2)]
    network = {
        **NEURON,
        "X": [[1.5] * 12] * 3,
        "layers": [{"activation": "tanh", "W": weights, "b": [0.2, 0.3]}, *NEURON["layers"]],
    }
    made = practice("neuron", tmp_path, network=network, variants={})
    said = "\n".join(map(plain, pane(Session(made, "wide"), 44, 16)))
    assert "W[1] column 1–" in said
    assert all(f"{number:g}" in said for row in weights for number in row)
    assert "cost bce" in said


def test_a_line_that_is_not_asked_is_shown_beside_a_table_once_it_is_typed(tmp_path: Path) -> None:
    made = practice("table", tmp_path)
    made.sheet.stand("z[1]")
    made.answer("0.5")
    said = [plain(one).strip() for one in pane(Session(made, "table"), 44, 16)]
    assert said[said.index("Yours") :] == ["Yours", "z[1]", "0.5"]


def test_a_table_of_a_later_part_is_shown_filling_up(tmp_path: Path) -> None:
    table = SHEETS["table"]
    parts = [
        {"name": "a", "network": NEURON, "ask": [{"quantity": "z[1]"}]},
        {"name": "b", "network": table["network"], "ask": table["ask"]},
    ]
    both = task({"id": "two", "title": "Two parts", "part": parts})
    made = Practice(both, "two", Store(tmp_path), clock=lambda: 0.0)
    made.to_part(1)
    made.answer("0")
    said = [plain(one).split() for one in pane(Session(made, "two"), 60, 16)]
    assert ["1.1", "0", "0", "0", "[✓0]", "□", "□", "□", "□"] in said


def test_where_a_table_is_too_wide_what_a_box_is_made_of_stays_in_front_of_it(
    tmp_path: Path,
) -> None:
    session = opened("adam-first-steps", Store(tmp_path))
    session.practice.sheet.stand("v_hat_w1")
    heads = next(plain(one).split() for one in pane(session, 44, 16) if "update" in plain(one))
    assert heads == ["update", "m_w1", "v_w1", "m_hat_w1", "v_hat_w1"]
    assert "@2 in front of a name" in "\n".join(map(plain, about(session.practice)))


def test_of_many_lines_what_the_line_here_reads_is_given_first(tmp_path: Path) -> None:
    session = opened("lstm-cell", Store(tmp_path))
    session.practice.sheet.stand("i")
    said = [plain(one).split() for one in numbers(session.practice, 44)]
    assert said[2][0] == "W_i"
    assert said.index(["i", "=", "sigmoid(W_i", "s)"]) > 4


def test_the_numbers_of_the_optimiser_are_given(tmp_path: Path) -> None:
    said = " ".join(map(plain, pane(opened("adam-first-steps", Store(tmp_path)), 60, 16)))
    assert said.split()[-6:] == ["β1", "β2", "ε", "0.9", "0.999", "1e-08"]


def test_the_strength_of_a_penalty_is_given(tmp_path: Path) -> None:
    said = [plain(one).split() for one in numbers(opened("l2-step", Store(tmp_path)).practice, 29)]
    assert said[said.index(["b[1]", "α", "λ"]) + 1] == ["0.5", "0.1", "0.5"]


def test_a_question_in_words_is_read_whole_before_it_is_answered(tmp_path: Path) -> None:
    session = opened("conv-pool", Store(tmp_path))
    session.practice.sheet.stand("sum")
    question = "Why does an entry of ∂L/∂K have a sum over all places of the kernel?"
    assert question in " ".join(map(plain, pane(session, 44, 16)))
    said = session.practice.answer("A")
    assert said.word == "not right"
    shown = " ".join(" ".join(map(plain, pane(session, 44, 16))).split())
    assert "✗ A. A is not the right one" in shown
    assert shown.count(question) == 1


def test_a_given_expression_stands_there(tmp_path: Path) -> None:
    made = practice("formula", tmp_path)
    assert "  y = log(x²)" in [plain(one) for one in pane(Session(made, "formula"), 44, 16)]
