"""The parts of the walk that need no screen: judging, remembering, the door, plain reading, …"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample import sample
from tracer import InputError
from tracer.export import FORMATS
from tracer.files import read
from tracer.shell.ascii import plain_ascii
from tracer.shell.door import MOST_SESSIONS, Door
from tracer.shell.themes import THEMES
from tracer.walk import own_network as own
from tracer.walk.asks import search
from tracer.walk.asks_change import convention
from tracer.walk.asks_file import export
from tracer.walk.model import Walk
from tracer.walk.opening import session
from tracer.walk.plain import line
from tracer.walk.remember import Place, WalkMemory
from tracer.walk.trying import judge
from tracer.walk.views.terms import chosen, term

from .sources import SOURCES, source


@pytest.mark.parametrize(
    ("typed", "true", "verdict"),
    [
        ("0.3333", 1 / 3, "right"),
        ("1/3", 1 / 3, "right"),
        ("0,3333", 1 / 3, "right"),
        ("−.0572", -0.05716, "right"),
        ("0.0571", 0.05716, "right"),  # cut off, not rounded
        ("0.3", 1 / 3, "coarse"),
        ("2", 2.0, "right"),
        ("0", 0.0, "right"),
        ("0", 0.0001, "coarse"),
        ("0.334", 1 / 3, "off"),
        ("-0.3333", 1 / 3, "off"),
        ("1e-400", 0.5, "unreadable"),
        ("", 0.5, "unreadable"),
        ("a third", 1 / 3, "unreadable"),
        ("0.5", float("inf"), "off"),
    ],
)
def test_a_value_is_judged_by_the_digits_that_were_typed(
    typed: str, true: float, verdict: str
) -> None:
    assert judge(typed, true).verdict == verdict


def test_a_term_of_arrays_is_said_to_come_from_no_neuron_and_no_sample() -> None:
    model = Walk(source("attention"))
    model.at("dL/dQ")
    found = [term(model, nth) for nth in chosen(model, 4)]
    assert [one.numbers for one in found] == ["0.2124·1", "(−0.2124)·0"]
    assert {one.path for one in found} == {""}


def test_a_value_that_is_off_says_by_how_much_and_how() -> None:
    assert "off by 1" in judge("1.5", 0.5).says
    assert "yours is 3 times it" in judge("1.5", 0.5).says
    assert "yours is it divided by 10" in judge("0.05", 0.5).says
    assert "yours" not in judge("77.17", 0.1268).says  # 608.6 times is no whole factor
    assert "only the sign" in judge("-0.5", 0.5).says


def test_a_place_is_remembered_and_a_broken_file_is_passed_over(tmp_path: Path) -> None:
    place = Place(step="z[2]", cursor=(1, 2), tally=(3, 1, 2), seen=("z[1]",))
    WalkMemory(tmp_path).put("a.toml", place)
    assert WalkMemory(tmp_path).place("a.toml") == place
    assert WalkMemory(tmp_path).place("b.toml") is None
    for broken in ("", "{", "[]", '{"file": "a.toml"}', '{"file": "a.toml", "cursor": 3}'):
        for path in tmp_path.glob("*.json"):
            path.write_text(broken)
        assert WalkMemory(tmp_path).place("a.toml") is None


def test_a_folder_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = WalkMemory(tmp_path / "file")
    memory.put("a.toml", Place(step="J"))
    assert "cannot be remembered" in memory.fault


DOOR = Door(8000, "secret")
GOOD = {"Host": "127.0.0.1:8000"}
ORIGIN = {**GOOD, "Origin": "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("path", "headers", "token", "status"),
    [
        ("/", GOOD, "secret", 0),
        ("/", {"Host": "localhost:8000"}, "secret", 0),
        ("/ws", ORIGIN, "secret", 0),
        ("/", GOOD, "", 401),
        ("/", GOOD, "sécret", 401),
        ("/ws", ORIGIN, "other", 401),
        ("/ws", GOOD, "secret", 403),
        ("/", {**GOOD, "Origin": "http://evil"}, "secret", 403),
        ("/", {**GOOD, "Origin": "null"}, "secret", 403),
        ("/", {"Host": "evil:8000"}, "secret", 421),
        ("/", {"Host": "127.0.0.1:8001"}, "secret", 421),
        ("/", {}, "secret", 421),
    ],
)
def test_the_door_lets_in_only_who_has_the_token_from_here(
    path: str, headers: dict[str, str], token: str, status: int
) -> None:
    assert DOOR.refusal(path, headers, {"token": token}, {}) == status
    assert DOOR.refusal(path, headers, {}, {DOOR.cookie: token}) == status


def test_sessions_are_capped() -> None:
    door = Door(8000, "secret")
    door.open = MOST_SESSIONS
    assert door.refusal("/ws", ORIGIN, {"token": "secret"}, {}) == 429


def test_a_network_of_ones_own_is_what_was_typed() -> None:
    frame = own.frame("2 2 1", "", "bce", "0.3", "3")
    assert frame.activations == ("relu", "sigmoid")
    typed = {
        "X 1": "0.5 1.0", "X 2": "1.3, -0.3", "X 3": "-1.6  .7",
        "W1 1": "0.3 -0.2", "W1 2": "-0.5 0.8", "b1 1": "0.1 0.2",
        "W2 1": "-0.7 0.6", "b2 1": "-0.6", "Y 1": "1", "Y 2": "0", "Y 3": "1",
    }  # fmt: skip
    made, lecture = Walk(own.network(frame, typed)), Walk(read("lecture-network"))
    assert {name: value.tolist() for name, value in made.trace.state.items()} == {
        name: value.tolist() for name, value in lecture.trace.state.items()
    }
    del typed["W1 2"]
    with pytest.raises(InputError, match="row 2"):
        own.network(frame, typed)


def test_greek_symbols_of_a_sheet_are_spelt_out_where_only_ascii_can_be_shown() -> None:
    assert plain_ascii("θ1 := θ1 − η·∂J/∂Ω") == "theta1 := theta1 - eta*dJ/dOmega"


def test_plain_reading_goes_to_a_stream_that_knows_ascii_alone(tmp_path: Path) -> None:
    sheet = tmp_path / "theta.toml"
    sheet.write_text('expression = "θ**2"\nat = {"θ" = 3}\n', encoding="utf-8")
    command = [sys.executable, "-m", "tracer.walk", str(sheet), "--plain"]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    made = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    assert "theta" in made.stdout


def test_a_search_arrives_at_a_line_that_the_detail_leaves_out(tmp_path: Path) -> None:
    walked = session(source("lecture-network"), "lecture-network", WalkMemory(tmp_path))
    walked.walk.set_detail("sheet")
    assert search(walked).submit("loss") == "every factor is a step now"
    assert walked.walk.step.name == "loss"


def test_every_field_is_explained() -> None:
    frame = own.frame("2 2 1", "", "bce", "0.3", "3")
    for key in ("sizes", "activations", "cost", "alpha", "samples"):
        assert own.explained(key)
    says = [own.explained(row.key) for row in own.rows(frame)]
    assert says[0] == "what goes in: the inputs of sample 1"
    assert "into neuron 2 of layer 1" in says[4]
    assert all(says)
    assert own.explained("") == ""


@pytest.mark.parametrize("bad", [("2", ""), ("2 x 1", ""), ("2 2 1", "relu"), ("2 0", "")])
def test_a_frame_that_will_not_do_is_explained(bad: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        own.frame(*bad, "bce", "", "1")


@pytest.mark.parametrize("name", sample(sorted(SOURCES)))
def test_every_step_can_be_read_out_in_words(name: str) -> None:
    walk = Walk(source(name))
    for number in walk.stops:
        walk.go(number)
        said = line(walk)
        assert "\n" not in said
        assert said.startswith(f"Step {number} of {len(walk.trace)}, ")
        assert not re.search("[∂Σ⊙·−ŷ│╭]", said.replace(walk.source.title, "")), said


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_can_be_read(theme: object) -> None:
    variables: dict[str, str] = theme.variables  # type: ignore[attr-defined]
    least = 7.0 if theme.name == "walk-contrast" else 4.5  # type: ignore[attr-defined]
    for ground in (theme.background, theme.panel):  # type: ignore[attr-defined]
        assert contrast(theme.foreground, ground) >= least  # type: ignore[attr-defined]
        for role in ("dim", "reads", "writes", "changed", "good", "bad"):
            assert contrast(variables[f"walk-{role}"], ground) >= least, (role, ground)
    assert contrast(variables["walk-on-cursor"], variables["walk-cursor"]) >= least


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    root = Path(__file__).parents[3]
    return subprocess.run(
        [sys.executable, "-m", "tracer.walk", *words], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(root), **environment}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_pipe_gets_one_line_a_step() -> None:
    done = run("lecture-network", "--at", "dJ/dW[2]")
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[1].startswith("Step 10 of 21, backward, layer 2: partial J by partial W 2 equals")
    assert "Row 1: 0.04075, minus 0.3533." in lines[1]
    assert "--format html" in lines[-1]
    assert "\x1b" not in done.stdout


def test_what_cannot_be_walked_is_one_clear_message() -> None:
    done = run("no-such-file.toml")
    assert done.returncode == 2
    assert "no-such-file.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_tracing_never_imports_textual() -> None:
    code = (
        "import sys, json; from tracer.cli import COMMANDS, run; import io, contextlib\n"
        "with contextlib.redirect_stdout(io.StringIO()): run('backprop', COMMANDS, ['trace'])\n"
        "print(json.dumps([name for name in sys.modules if name.startswith(('textual', 'rich'))]))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert json.loads(done.stdout) == []


def test_a_search_offers_what_is_spelled_otherwise(tmp_path: Path) -> None:
    ask = search(session(read("lecture-network"), "lecture-network", WalkMemory(tmp_path)))
    assert [option.text for option in ask.options("dW2")] == ["dJ/dW[2]"]
    assert [option.text for option in ask.options("delta2")] == ["dJ/dz[2]"]
    assert not ask.options("nonsense")
    assert len(ask.options("")) == 21


def test_every_convention_is_explained_and_every_format_has_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = session(read("lecture-network"), "lecture-network", WalkMemory(tmp_path / "state"))
    for option in convention(opened).options(""):
        assert option.says
    ask = export(opened)
    names = [option.text for option in ask.options("")]
    assert len(set(names)) == len(names) == len(FORMATS)
    ask.submit("lecture-network-table-grid.txt")
    assert (tmp_path / "lecture-network-table-grid.txt").read_text().startswith("+--")
