"""Every key, on every kind of trace; fields keep their keys; mouse, palette, help, leaving."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.sample import sample
from tracer import trace
from tracer.network import Network
from tracer.shell.ask import AskScreen
from tracer.shell.line import plain
from tracer.shell.reading import ReadingScreen
from tracer.shell.themes import NAMES
from tracer.walk.app import WalkApp
from tracer.walk.keys import BY_ID, KEYS
from tracer.walk.remember import WalkMemory
from tracer.walk.screens.choose import OWN
from tracer.walk.screens.help import help_lines
from tracer.walk.screens.own_network import OwnScreen
from tracer.walk.screens.walk import WalkScreen

from .screen import Seen, seen

KINDS = ("lecture-network", "softmax", "paths", "lecture-descent", "edited")


def step(here: Seen) -> int:
    return here.walk.number


@pytest.mark.full
@pytest.mark.parametrize("kind", sample(KINDS, 6))
async def test_every_key_does_what_its_tooltip_says(kind: str, tmp_path: Path) -> None:
    async with seen("lecture-network" if kind == "edited" else kind, tmp_path) as here:
        walk = here.walk
        if kind == "edited":
            walk.edit("W[1][1,2] = 0.5")
        for key, wanted in (("n", 2), ("space", 3), ("right", 4), ("p", 3), ("backspace", 2),
                            ("left", 1)):  # fmt: skip
            await here.press(key)
            assert step(here) == wanted, key
        await here.press("end")
        assert step(here) == len(walk.trace)
        await here.press("pageup")
        assert step(here) < len(walk.trace)
        await here.press("home", "right_square_bracket")
        assert walk.step.equation.phase != "forward"
        await here.press("left_square_bracket")
        assert step(here) == 1
        await here.press("pagedown")
        assert step(here) > 1
        await here.press("home", "tab")
        assert here.app.focused is not None
        await here.press("escape")
        assert here.app.focused is None
        await dialogs(here)
        await toggles(here)
        if walk.source.alpha is not None:
            await here.press("i")
            assert walk.iteration == 2
            await here.press("j")
            assert here.session.plot


async def dialogs(here: Seen) -> None:
    """Each question opens, says its title, and Esc leaves all as it was."""
    for id in ("go", "search", "origin", "needs", "edit", "mistake", "convention", "detail",
               "copy", "export", "save"):  # fmt: skip
        key = BY_ID[id]
        if not key.applies(here.walk):
            continue
        before = step(here), here.walk.history.at
        await here.do(key.action)
        assert isinstance(here.app.screen, AskScreen), id
        assert here.app.screen.ask.title in here.text
        here.app.screen.action_cancel()
        await here.settled()
        assert (step(here), here.walk.history.at) == before


async def toggles(here: Seen) -> None:
    await here.press("c")
    assert "check:" in here.pane("step")
    await here.press("c", "k")
    assert here.app.theme == NAMES[1]
    await here.press("question_mark")
    assert isinstance(here.app.screen, ReadingScreen)
    await here.press("escape")
    assert isinstance(here.app.screen, WalkScreen)


async def test_a_dialog_acts_and_undo_takes_it_back(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        before = float(here.walk.trace["z[1]"][0, 0])
        await here.press("e")
        here.app.screen.query_one("#field").value = "W[1][1,1] = 0.7"  # type: ignore[attr-defined]
        await here.press("enter")
        assert here.walk.trace["z[1]"][0, 0] == pytest.approx(0.7 * 0.5 - 0.2 + 0.1)
        assert "[~0.25]" in here.pane("step")
        assert "was 0.05" in here.pane("step")
        await here.press("u")
        assert here.walk.trace["z[1]"][0, 0] == before
        assert "~" not in here.pane("step")
        await here.press("r")
        assert "[~0.25]" in here.pane("step")


async def test_a_wrong_edit_is_explained_and_changes_nothing(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await here.press("e")
        here.app.screen.query_one("#field").value = "W[9] = 3"  # type: ignore[attr-defined]
        await here.press("enter")
        assert "no quantity 'W[9]'" in here.text
        await here.press("escape")
        assert here.walk.history.at == 0


async def test_right_and_wrong_stand_side_by_side(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, (120, 40), "dJ/dz[1]") as here:
        await here.press("m", *"slope")
        assert isinstance(here.app.screen, AskScreen)
        chosen = here.app.screen.shown[here.app.screen.at].text
        await here.press("enter")
        assert here.walk.history.now.swap is not None
        assert here.walk.history.now.swap.mistake == chosen
        assert f"✗ {chosen}" in here.pane("step")
        assert "✓ right" in here.pane("step")


async def test_printing_keys_belong_to_the_field_that_has_the_focus(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await here.press("t")
        assert here.walk.hidden
        assert "= ?" in here.pane("step")
        assert "0.05" not in here.pane("step")
        await here.press(*"n q p", "backspace")
        assert step(here) == 1
        assert here.app.focused is not None
        assert here.app.focused.value == "n q "  # type: ignore[attr-defined]
        here.app.focused.value = "0.05"  # type: ignore[attr-defined]
        await here.press("enter")
        assert "✓ yours 0.05: right" in here.pane("step")
        assert here.walk.tally.right == 1
        await here.press("n")
        assert step(here) == 2
        assert "= ?" in here.pane("step")


async def test_a_click_leads_to_where_a_number_came_from_and_b_returns(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, at="dJ/dW[2]") as here:
        rows = here.text.split("\n")
        y = next(at for at, row in enumerate(rows) if "reads ▸" in row)
        await here.pilot.click(offset=(rows[y].index("∂J/∂z[2]") + 1, y))
        await here.settled()
        assert here.walk.step.name == "dJ/dz[2]"
        await here.press("b")
        assert here.walk.step.name == "dJ/dW[2]"


async def test_a_click_on_an_entry_points_at_it(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        rows = here.text.split("\n")
        y = next(at for at, row in enumerate(rows) if "neuron 2" in row)
        await here.pilot.click(offset=(rows[y].index("1.56"), y))
        await here.settled()
        assert here.walk.cursor == (2, 3)
        assert "[1.56]" in here.pane("step")


async def test_arrows_move_in_the_matrix_and_put_other_numbers_in(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await here.press("tab", "down", "right")
        assert here.walk.cursor == (2, 2)
        assert "z[1][2,2] = (−0.5)·1.3" in here.squeezed("step")
        assert step(here) == 1


@pytest.mark.full
async def test_descent_runs_and_pauses(tmp_path: Path) -> None:
    async with seen("lecture-descent", tmp_path) as here:
        here.session.speed = 32.0
        await here.press("a")
        for _ in range(100):
            if here.walk.iteration >= 4:
                break
            await here.pilot.pause(0.05)
        await here.press("a")
        assert here.walk.iteration >= 4
        assert not here.session.running
        costs = [here.walk.trace[f"@{k} J" if k > 1 else "J"] for k in range(1, 5)]
        assert sorted(costs, reverse=True) == costs


async def test_leaving_with_changes_asks_first(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        here.walk.edit("alpha = 0.5")
        await here.press("q")
        assert "numbers were changed" in here.text
        await here.press("escape")
        assert isinstance(here.app.screen, WalkScreen)


async def test_it_opens_where_it_was_left(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await here.do("last")
        here.session.remember()
    async with seen("lecture-network", tmp_path) as here:
        assert here.walk.step.name == "b[2]:="
    async with seen("lecture-network", tmp_path, at="dW2") as here:
        assert here.walk.step.name == "dJ/dW[2]"


def test_every_key_has_an_id_a_tooltip_and_a_line_of_help() -> None:
    said = "\n".join(map(plain, help_lines()))
    assert len({key.id for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.tooltip in said
        assert not any(part in key.keys for part in ("ctrl", "alt", "f1")), key.id
        action = key.action.partition("(")[0].removeprefix("app.")
        assert hasattr(WalkScreen, f"action_{action}") or action == "command_palette"


async def opened(app: WalkApp, pilot: Pilot[int]) -> OwnScreen:
    """The fields of a network of one's own, chosen among the examples."""
    assert isinstance(app.screen, AskScreen)
    app.screen.submit(OWN)
    await pilot.pause()
    await pilot.pause()
    assert isinstance(app.screen, OwnScreen)
    return app.screen


@pytest.mark.full
async def test_escape_loses_nothing_of_a_network_of_ones_own(tmp_path: Path) -> None:
    times = 0
    for _ in range(2):  # in the same evening, and in the next
        app = WalkApp(None, WalkMemory(tmp_path))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            for _ in range(2):
                own = await opened(app, pilot)
                if times:
                    assert own.query_one("#field-samples", Input).value == "2"
                    assert own.query_one("#field-X-2", Input).value == "0.5 1.0"
                own.query_one("#field-samples", Input).value = "2"
                await own.ask_rows()
                own.query_one("#field-X-2", Input).value = "0.5 1.0"
                await pilot.pause()
                await pilot.press("escape")
                await pilot.pause()
                times += 1


async def test_a_network_of_ones_own_is_typed_in_saved_and_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    memory = WalkMemory(tmp_path / "state")
    app = WalkApp(None, memory)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        dialog = app.screen
        assert isinstance(dialog, AskScreen)
        assert dialog.shown[0].text == "lecture-network"
        own = await opened(app, pilot)
        assert "how many inputs" in str(own.query_one("#own-says", Static).render())
        own.query_one("#field-sizes", Input).value = "2 2 2 1"
        await pilot.press("enter")  # the fault is in the next field: on to it
        await pilot.pause()
        assert app.focused is own.query_one("#field-activations")
        assert "2 for 3 layers" in str(own.query_one("#own-fault", Static).render())
        own.query_one("#field-sizes", Input).value = "2 2 1"
        await own.ask_rows()
        typed = {"X-1": "0.5 1.0", "W1-1": "0.3 -0.2", "W1-2": "-0.5 0.8", "b1-1": "0.1 0.2",
                 "W2-1": "-0.7 0.6", "b2-1": "-0.6", "Y-1": "1"}  # fmt: skip
        for name, value in typed.items():
            own.query_one(f"#field-{name}", Input).value = value
        await pilot.pause()
        own.walk()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
        assert app.screen.session.walk.trace["z[1]"][0, 0] == pytest.approx(0.05)
    assert 'cost = "bce"' in (tmp_path / "my-network.toml").read_text()
    assert app.crash is None


OWN_ROWS = {"X-1": "0.5 1.0", "W1-1": "0.3 -0.2", "W1-2": "-0.5 0.8", "b1-1": "0.1 0.1",
            "W2-1": "-0.7 0.6", "b2-1": "-0.6", "Y-1": "1"}  # fmt: skip


async def test_a_cost_is_checked_in_its_field_and_what_may_be_meant_is_said(tmp_path: Path) -> None:
    app = WalkApp(None, WalkMemory(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = await opened(app, pilot)
        field = screen.query_one("#field-cost", Input)
        field.focus()
        for typed, meant in {
            "half squared error": "half_mse or half_sse", "cross entropy": "bce or ce",
            "mse2": "mse", "": "mse", "(y_hat - t)**2": "'t'", "ce": "softmax",
        }.items():  # fmt: skip
            field.value = typed
            await pilot.press("enter")
            await pilot.pause()
            assert app.focused is field, typed
            assert meant in str(screen.query_one("#own-fault", Static).render()), typed
        for typed in ("(y_hat - y)**2 / 2", "MSE", "half mse"):
            field.focus()
            field.value = typed
            await pilot.press("enter")
            await pilot.pause()
            assert app.focused is screen.query_one("#field-alpha"), typed
            assert not str(screen.query_one("#own-fault", Static).render())


async def test_names_and_tied_biases_of_a_network_of_ones_own_are_walked_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = WalkApp(None, WalkMemory(tmp_path / "state"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        own = await opened(app, pilot)
        names = own.query_one("#field-names", Input)
        names.focus()
        names.value = "w5 = W[3][1,1]"
        await pilot.press("enter")
        await pilot.pause()
        assert app.focused is names
        assert "names: there is no quantity 'W[3][1,1]'" in str(
            own.query_one("#own-fault", Static).render()
        )
        names.value = "w5 = W[2][1,1]; E = J"
        own.query_one("#field-tied", Input).value = "b1 = b[1][1], b[1][2]"
        await own.ask_rows()
        for name, value in OWN_ROWS.items():
            own.query_one(f"#field-{name}", Input).value = value
        await pilot.pause()
        own.walk()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
    made = Network.of(tomllib.loads((tmp_path / "my-network.toml").read_text()))
    assert dict(made.names) == {"w5": "W[2][1,1]", "E": "J"}
    assert [(one.name, list(one.entries)) for one in made.tied] == [
        ("b1", ["b[1][1,1]", "b[1][2,1]"])
    ]
    assert trace(made)["dJ/db1"].shape == (1, 1)


@pytest.mark.thorough
async def test_pages_scroll_the_help(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path) as here:
        await here.press("question_mark", "pagedown")
        lines = here.app.screen.query_one("#help")
        assert lines.scroll_offset.y > 0
        await here.press("pageup")
        assert lines.scroll_offset.y == 0
