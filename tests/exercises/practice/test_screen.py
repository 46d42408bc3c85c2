"""The screen of practice: keys, focus, sizes; what is typed is marked at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises.practice.keys import KEYS
from exercises.practice.screens.practice import LEAST
from exercises.practice.views.help import help_lines
from tests.sample import sample
from tracer.shell.line import Action, plain
from tracer.shell.lines_view import LinesView

from .screen import seen

RESERVED = ("ctrl+", "alt+", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10")


async def test_open_type_see_the_verdict_quit(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path) as here:
        assert "One neuron · 0 of 6 right" in here.text
        assert here.app.focused is here.screen.field
        await here.press("0", ".", "1", "enter")
        assert "✓ z[1][1,1] right" in here.pane("where")
        assert "1 of 6 right" in here.pane("where")
        assert here.sheet.place == (1, 2)
        assert here.screen.field.value == ""
        await here.type("0.6")
        assert "✗ z[1][1,2]" in here.pane("where")
        assert "Your number fits sign" in " ".join(here.pane("step").split())
        assert here.sheet.place == (1, 2)
        await here.press("escape", "q")
    assert here.app.return_code == 0


async def test_what_is_typed_while_a_line_is_judged_is_kept_apart(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path) as here:
        await here.strike("0.1\n-0.6\n2.5")  # as somebody types who does not wait
        assert here.session.practice.progress.typed == {"z[1][1,1]": "0.1", "z[1][1,2]": "-0.6"}
        assert here.screen.field.value == "2.5"
        await here.press("escape")
        await here.strike("1.5e-3")  # begun outside of the field
        assert here.screen.field.value == "1.5e-3"


async def test_a_formula_of_whole_matrices_is_one_box(tmp_path: Path) -> None:
    async with seen("matrices", tmp_path) as here:
        await here.type("-0.1 0.2 -0.3")
        here.sheet.stand("dJ/dW[2]", (1, 1))
        here.screen.paint()
        assert "asked: one formula of whole arrays" in " ".join(here.pane("step").split())
        await here.type("a1 @ dz2.T")
        assert "Your formula fits transpose-forgotten" in " ".join(here.pane("step").split())
        assert "✗ ∂J/∂W[2] = a1 @ dz2.T" in " ".join(here.pane("step").split())
        await here.type("dz2 @ a1.T")
        assert "✓ ∂J/∂W[2]" in here.pane("where")
        assert "1 of 5 right" in here.text
        assert here.sheet.blank.name == "dJ/da[1]"
        await here.type("W2.T @ dz2")
        assert "2 of 5 right" in here.text


@pytest.mark.thorough
async def test_a_table_fills_up_as_its_boxes_are_answered(tmp_path: Path) -> None:
    async with seen("table", tmp_path, size=(120, 40)) as here:
        for typed in ("0", "None", "0 0", "0", "0", "Add"):
            await here.type(typed)
        shown = here.pane("step").splitlines()
        at = next(number for number, line in enumerate(shown) if "epoch.pattern" in line)
        assert shown[at].split() == ["epoch.pattern", "x1", "x2", "t", "ŷ", "change", "w1", ":=",
                                     "w2", ":=", "b", ":="]  # fmt: skip
        assert shown[at + 1].split()[:6] == ["1.1", "0", "0", "0", "✓0", "✓None"]
        assert shown[at + 2].split()[:7] == ["1.2", "0", "1", "1", "✓0", "✓Add", "[□]"]
        assert "2.1" not in here.pane("step")
        assert "Yours" not in here.text


async def test_printable_keys_belong_to_the_field(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path) as here:
        for key in ("h", "s", "n", "q", "x", "m", "question_mark"):
            await here.press(key)
        assert here.screen.field.value == "hsnqxm?"
        assert here.session.practice.progress.shown == ()
        assert here.app.screen is here.screen


async def test_keys_move_in_the_sheet_while_one_types(tmp_path: Path) -> None:
    async with seen("two layers", tmp_path) as here:
        await here.press("tab")
        assert here.sheet.entry == "z[1][1,2]"
        await here.press("shift+tab", "down", "down")
        assert here.sheet.entry == "z[2][1,1]"  # not asked, may be typed
        await here.press("up", "enter")
        assert here.sheet.blank.name == "a[1]"
        assert here.app.focused is here.screen.field
        await here.press("escape", "n")
        assert here.sheet.entry == "z[2][1,1]"
        await here.press("p")
        assert here.sheet.blank.name == "a[1]"
        await here.press("tab")
        assert here.app.focused is here.screen.field


async def test_a_click_goes_to_an_entry_or_does_what_the_foot_says(tmp_path: Path) -> None:
    async with seen("two layers", tmp_path) as here:
        await here.do("ends(-1)")
        await here.do("line(-1)")
        view = here.screen.query_one("#step", LinesView)
        here.sheet.stand("W[1]:=", (1, 1))
        here.screen.paint()
        goes = [piece.goes for line in view.lines for piece in line if piece.goes]
        assert "W[1][2,2]:=" in goes
        view.post_message(LinesView.Followed(view, "W[1][2,2]:="))
        await here.settled()
        assert here.sheet.entry == "W[1][2,2]:="
        view.post_message(LinesView.Followed(view, "a[0][1,1]"))  # given: no line of its own
        view.post_message(LinesView.Followed(view, Action("hint")))
        await here.settled()
        assert "Hint 1 of" in here.pane("step")


async def test_a_row_at_once_and_back_to_the_entry_that_is_not_right(tmp_path: Path) -> None:
    async with seen("two layers", tmp_path) as here:
        await here.type("0.05 0.56 -0.52")
        assert "z[1] 2 of 3 right" in here.pane("where")
        assert here.sheet.place == (1, 2)
        assert here.screen.field.value == "0.56"
        await here.type("0.05 0.55")
        assert "2 numbers" in here.pane("where")
        assert "a row has 3, the whole 2×3 has 6" in " ".join(here.pane("step").split())


async def test_keys_after_escape_and_what_the_foot_says(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path, reveal="all") as here:
        assert "Enter judge" in here.pane("footer")
        await here.press("escape")
        foot = here.pane("footer")
        assert all(label in foot for label in ("h hint", "Shift+S show line", "? help", "q quit"))
        await here.press("s")  # a letter that means something else on the walk
        assert "Shift+S: show line" in here.pane("where")
        assert "With your numbers" not in here.pane("step")
        await here.press("S")
        assert "With your numbers" in here.pane("step")
        assert here.app.focused is here.screen.field  # to go on typing
        await here.do("help")
        assert "Keys and signs" in here.text
        await here.press("escape")
        await here.press("escape", "M")
        assert "0 of 6 right" in here.text
        await here.press("escape")
        assert here.app.screen is here.screen
        assert here.app.focused is None  # as before the dialog
        await here.press("-", "1")
        assert here.app.focused is here.screen.field
        assert here.screen.field.value == "-1"


async def test_other_numbers_on_request(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path) as here:
        await here.type("7")
        await here.press("escape", "N")
        assert "what went wrong" in here.text
        await here.press("down", "enter")
        assert here.session.practice.progress.number > 0
        assert [blank.name for blank in here.sheet.asked] == ["z[1]"]
        said = [plain(line) for line in here.screen.query_one("#diagram", LinesView).lines]
        assert "Given this time" in said
        assert here.app.focused is here.screen.field
        assert f"variant {here.session.practice.progress.number}" in here.pane("where")


async def test_everything_right_says_what_can_be_done_now(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path) as here:
        await here.type("0.1 -0.6 1.5")
        await here.type("0.52498 0.35434 0.81757")
        assert "everything is right" in here.pane("where")
        assert "Shift+N other numbers" in " ".join(here.pane("step").split())


async def test_without_an_argument_an_exercise_is_chosen(tmp_path: Path) -> None:
    async with seen(None, tmp_path) as here:
        assert "What shall we practise?" in here.text
        await here.press("n", "e", "u", "r", "o", "n", "enter")
        assert "neuron" in here.session.name
        assert "Given" in here.pane("diagram")
        await here.do("ask('another')")
        await here.press("s", "o", "f", "t", "m", "enter")
        assert here.session.name == "softmax"
        assert "Softmax" in here.pane("where")
        assert here.app.focused is here.screen.field


async def test_export_asks_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with seen("neuron", tmp_path) as here:
        await here.type("0.1")
        await here.do("ask('export')")
        await here.press("enter")
        assert "written to neuron-answers.toml" in here.pane("step")
    assert '"z[1][1,1]" = "0.1"' in (tmp_path / "neuron-answers.toml").read_text()


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("name", sample(["two layers", "letters", "no numbers", "steps"]))
async def test_everything_has_its_place(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    async with seen(name, tmp_path, size) as here:
        assert here.pane("step").strip()
        assert "▶" in here.pane("equations")
        assert "Enter judge" in here.pane("footer")
        if size[1] >= 24:
            assert "Given" in here.pane("diagram")


async def test_a_small_terminal_says_what_it_needs(tmp_path: Path) -> None:
    async with seen("neuron", tmp_path, (LEAST[0] - 1, 30)) as here:
        assert "Practice needs 60×16 characters" in here.text
        assert "59×30" in here.text


@pytest.mark.parametrize("name", sample(["two layers", "letters"]))
async def test_ascii_is_ascii(name: str, tmp_path: Path) -> None:
    async with seen(name, tmp_path, ascii=True) as here:
        await here.type("0.5")
        assert here.text.isascii(), [sign for sign in here.text if not sign.isascii()]
        await here.do("help")
        assert here.text.isascii()


def test_no_key_that_a_browser_or_a_keyboard_takes_away() -> None:
    for key in KEYS:
        assert not any(taken in key.keys for taken in RESERVED), key.id
    used = [one for key in KEYS for one in key.keys.split(",")]
    assert len(used) == len(set(used))


def test_help_has_every_key() -> None:
    said = "\n".join(map(plain, help_lines()))
    assert all(key.tooltip in said and key.shown in said for key in KEYS)


@pytest.mark.parametrize("name", sample(["find the mistake", "two layers", "steps"], 3))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_given_stands_beside_the_box(
    name: str, size: tuple[int, int], tmp_path: Path
) -> None:
    async with seen(name, tmp_path, size) as here:
        beside = here.pane("diagram")
        for title in ("y", "W[1]", "b[1]"):
            assert title in beside.split(), title
        assert "Given" not in here.pane("step")
        if size == (120, 40):  # room for both
            assert "input" in beside
            assert "numbers · network" in here.text
        await here.do("picture")
        assert "input" in here.pane("diagram")
        assert "Shift+P again: the numbers" in here.pane("where")
        await here.do("picture")
        assert here.pane("diagram") == beside


@pytest.mark.parametrize("name", sample(["steps", "letters", "two layers"], 3))
async def test_a_hint_is_seen_when_it_comes(name: str, tmp_path: Path) -> None:
    async with seen(name, tmp_path, (80, 16)) as here:
        await here.press("escape", "h")
        assert "hint 1 of" in here.pane("where")
        assert "Hint 1 of" in here.pane("step")


async def test_pages_scroll_in_the_field_and_out_of_it(tmp_path: Path) -> None:
    async with seen("find the mistake", tmp_path) as here:
        step = here.screen.query_one("#step", LinesView)
        for leave in ((), ("escape",)):
            await here.press(*leave, "pagedown")
            assert step.scroll_offset.y > 0
            await here.press("pageup")
            assert step.scroll_offset.y == 0


@pytest.mark.parametrize("way", ["End", "click"])
async def test_time_is_booked_on_the_line_on_which_it_was_spent(way: str, tmp_path: Path) -> None:
    async with seen("two layers", tmp_path) as here:
        made = here.session.practice
        now = 0.0
        made.clock = lambda: now
        made.pass_time()
        made.progress.seconds.clear()
        first = here.sheet.blank.name
        now = 50.0
        if way == "End":
            await here.press("escape", "end")
        else:
            step = here.screen.query_one("#step", LinesView)
            here.screen.on_lines_view_followed(LinesView.Followed(step, "W[1]:="))
            await here.settled()
        assert here.sheet.blank.name != first
        now = 57.0
        await here.press("escape", "home")
        assert made.progress.seconds[first] == 50.0
        assert sum(made.progress.seconds.values()) == 57.0
