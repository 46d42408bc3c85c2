"""What practice lets one read: every key, what is agreed, the verdict before long options."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises.practice.session import Session
from exercises.practice.views.about import about
from exercises.practice.views.help import help_lines
from exercises.practice.views.pane import AGREED, pane
from exercises.practice.widgets.lines import BlanksView
from exercises.worksheet.description import sheet
from tracer.shell.line import length, plain
from tracer.shell.reading import CHROME, WIDE

from .screen import seen
from .sheets import SHEETS, practice


def test_the_help_fits_and_loses_no_word() -> None:
    whole = " ".join(" ".join(map(plain, help_lines())).split())
    narrow = help_lines(WIDE - CHROME)
    assert max(map(length, narrow)) <= WIDE - CHROME
    assert " ".join(" ".join(map(plain, narrow)).split()) == whole


async def test_no_word_of_the_help_is_cut_off_on_a_terminal_of_80(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path) as here:
        await here.do("help")
        assert "a digit begins one" in " ".join(here.text.replace("│", " ").split())


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_agreed_is_said_in_the_words_of_the_sheet(name: str, tmp_path: Path) -> None:
    made = practice(name, tmp_path)
    said = " ".join(" ".join(map(plain, about(made))).split())
    on_paper = sheet(made.task, made.sheet.exercise)
    for sentence in (*on_paper.rule, *on_paper.agreed):
        assert " ".join(sentence.split()) in said


def test_somebody_who_begins_is_told_where_that_stands(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    session = Session(made, "neuron")
    assert AGREED in " ".join(map(plain, pane(session, 60, 16)))
    made.answer("0.1")
    assert AGREED not in " ".join(map(plain, pane(session, 60, 16)))


def test_the_verdict_stands_above_the_options(tmp_path: Path) -> None:
    made = practice("letters", tmp_path)
    made.sheet.to_line(1)
    while not made.sheet.options:
        assert made.sheet.to_line(1)
    option = made.sheet.options[0]
    made.answer(option.letter)
    lines = [plain(line) for line in pane(Session(made, "letters"), 44, 16)]
    offered = next(at for at, line in enumerate(lines) if line.startswith(f"{option.letter}  "))
    told = next(at for at, line in enumerate(lines) if f" = {option.letter}." in line)
    assert told < offered


async def test_the_list_of_lines_leaves_room_for_its_scrollbar(tmp_path: Path) -> None:
    async with seen("two layers", tmp_path) as here:
        view = here.screen.query_one("#equations", BlanksView)
        assert view.count() > view.size.height
        assert view.wide < view.size.width
        assert {length(line) for line in view.all_lines()} == {view.wide}
