"""The command line: what is common to all commands, and the tracer's own."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from tests.sample import sample
from tracer import trace
from tracer.cli import COMMANDS, Command, run
from tracer.files import examples, read

ROOT = Path(__file__).parents[2]

Call = Callable[..., "Result"]


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """`call(words…)` → exit code, output, errors."""

    def called(*words: str) -> Result:
        code = run("backprop", COMMANDS, list(words))
        return Result(code, *capsys.readouterr())

    return called


def process(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, *words], capture_output=True, check=False, cwd=ROOT, encoding="utf-8",
        env={**os.environ, **variables}, timeout=120,
    )  # fmt: skip


# trace


def test_trace_alone_is_the_lectures_network(call: Call) -> None:
    made = call("trace")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("The lecture's network: ")
    assert " 21 b[2] := b[2] − α · ∂J/∂b[2]" in made.out


@pytest.mark.parametrize("name", sample([name for name, *_ in examples()]))
def test_every_example_is_traced_by_name(name: str, call: Call) -> None:
    assert call("trace", name).code == 0


def test_options_reach_the_trace(call: Call) -> None:
    made = call("trace", "lecture-descent", "--steps", "3", "-f", "csv", "--quantity", "J",
                "--iteration", "1-3")  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(made.out)))
    assert [round(float(row["value"]), 4) for row in rows] == [9.0, 5.76, 3.6864]
    made = call("trace", "mazur", "--digits", "9", "--layer", "2", "--phase", "forward")
    assert "0.75136507" in made.out
    assert call("trace", "--ascii").out.isascii()
    assert "z[1][2,3] = " in call("trace", "--entries").out
    filtered = json.loads(call("trace", "-f", "json", "--phase", "cost").out)
    assert (len(filtered["steps"]), filtered["partial"]) == (2, True)


def test_a_step_of_descent_can_be_asked_for_either_way(call: Call) -> None:
    asked = call("trace", "mazur", "--quantity", "Delta_W[2]", "-f", "csv").out.splitlines()
    assert len(asked) == 5
    assert asked[1].startswith("1,22,update,2,ΔW[2],1,1,-0.04108")


def test_a_file_is_written_whole_and_never_by_accident(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    assert call("trace", "mazur", "-o", str(path)) == Result(0, "", "")
    first = path.read_text(encoding="utf-8")
    assert json.loads(first)["schema"] == "backprop-trace/1"
    refused = call("trace", "hagan", "-o", str(path))
    assert refused.code == 2
    assert "there already" in refused.err
    assert "--force" in refused.err
    assert path.read_text(encoding="utf-8") == first
    assert call("trace", "hagan", "-o", str(path), "--force").code == 0
    assert path.read_text(encoding="utf-8") != first
    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]


def test_a_file_that_fails_halfway_is_not_there(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracer.export.as_csv

    def write(view: object, out: io.StringIO) -> None:
        out.write("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(tracer.export.as_csv, "write", write)
    assert call("trace", "-o", str(tmp_path / "t.csv")).code == 130
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_links_will_do(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(_one: Path, _other: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", link)
    path = tmp_path / "t.csv"
    assert call("trace", "-o", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith("iteration,")
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]
    assert call("trace", "-o", str(path)).code == 2


def test_a_file_that_appears_meanwhile_is_not_replaced(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracer.export.as_csv

    path = tmp_path / "t.csv"
    monkeypatch.setattr(tracer.export.as_csv, "write", lambda view, out: path.write_text("mine"))
    assert call("trace", "-o", str(path)).code == 2
    assert path.read_text() == "mine"


def test_a_link_stays_a_link_and_a_new_file_has_the_usual_rights(
    call: Call, tmp_path: Path
) -> None:
    real, link, plain = tmp_path / "real.csv", tmp_path / "link.csv", tmp_path / "plain"
    real.write_text("old")
    link.symlink_to(real)
    plain.write_text("")
    assert call("trace", "-o", str(link), "--force").code == 0
    assert link.is_symlink()
    assert real.read_text().startswith("iteration,")
    assert real.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("ending", "begins"),
    [(".html", "<!DOCTYPE"), (".tex", "\\documentclass"), (".md", "# "), (".csv", "iteration,"),
     (".json", '{"schema"'), (".tsv", "  step\t"), (".txt", "The lecture"),
     (".HTML", "<!DOCTYPE"), ("", "The lecture")],
)  # fmt: skip
def test_the_ending_chooses_the_format(
    ending: str, begins: str, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / f"t{ending}"
    assert call("trace", "-o", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith(begins)


def test_the_format_asked_for_wins_over_the_ending(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "t.html"
    assert call("trace", "-f", "csv", "-o", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith("iteration,")
    assert call("trace", "-o", "-", "-f", "csv").out.startswith("iteration,")


# The other commands


def test_check_says_whether_derivatives_agree(call: Call) -> None:
    made = call("check", "lecture-network")
    assert made.code == 0
    assert "∂J/∂W[1]" in made.out
    assert "agree" in made.out
    assert call("check", "lecture-network", "--ascii").out.isascii()


def test_check_exits_1_where_one_disagrees(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from tracer.rules.activations import ACTIVATIONS

    sigmoid = ACTIVATIONS["sigmoid"]
    assert sigmoid.derivative
    wrong = replace(sigmoid.derivative, calculate=lambda a: a)
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", replace(sigmoid, derivative=wrong))
    made = call("check", "lecture-network")
    assert made.code == 1
    assert "differ" in made.out


@pytest.mark.parametrize("layout", ["columns", "rows", "torch"])
def test_convert_writes_the_same_network(layout: str, call: Call, tmp_path: Path) -> None:
    made = call("convert", "coursera-planar", "--layout", layout)
    assert made.code == 0
    assert tomllib.loads(made.out).get("layout", "columns") == layout
    path = tmp_path / "other.json"
    assert call("convert", "coursera-planar", "--layout", layout, "-o", str(path)).code == 0
    one, other = trace(read("coursera-planar")), trace(read(str(path)))
    for name, value in one.state.items():
        np.testing.assert_array_equal(other.state[name], value)
    assert call("convert", "mazur", "--layout", layout, "-o", str(path)).code == 2


def test_expand_writes_an_expression_of_the_same_numbers(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "mazur.toml"
    assert call("expand", "mazur", "-o", str(path)).code == 0
    one, other = trace(read("mazur")), trace(read(str(path)))
    numbers = [float(value[0, 0]) for value in other.state.values()]
    assert any(abs(number - one["J"]) < 1e-12 for number in numbers)
    for gradient in one["dJ/dW[1]"].flat:
        assert any(abs(number - gradient) < 1e-12 for number in numbers)
    assert tomllib.loads(call("expand", "mazur").out)["expression"]


def test_examples_are_listed_with_their_titles(call: Call) -> None:
    lines = call("examples").out.splitlines()
    assert [line.split()[0] for line in lines] == [name for name, *_ in examples()]
    assert any("two inputs, two ReLU neurons" in line for line in lines)
    listed = json.loads(call("examples", "--format", "json").out)
    assert {"name": "mazur", "title": read("mazur").title} in listed


def test_formats_are_listed(call: Call) -> None:
    made = call("formats").out
    assert "markdown  " in made
    assert "table-rounded_grid" in made


# Help


def test_help_lists_every_command_and_ends_in_an_example(call: Call) -> None:
    made = call("--help")
    assert made.code == 0
    assert all(
        f"  {name} " in made.out and command.help in made.out for name, command in COMMANDS.items()
    )
    assert made.out.splitlines()[-2:] == [
        "example:", "  backprop trace lecture-network --format html -o trace.html",
    ]  # fmt: skip
    assert call().out == call("-h").out == made.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_ends_in_an_example(name: str, call: Call) -> None:
    made = call(name, "--help")
    assert made.code == 0
    assert made.out.splitlines()[-2:] == ["example:", f"  backprop {COMMANDS[name].example}"]


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"walk"}))
def test_every_example_of_a_help_works(
    name: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(*COMMANDS[name].example.split()).code == 0


def test_the_version_is_said(call: Call) -> None:
    made = call("--version")
    assert made.code == 0
    assert made.out.startswith("backprop ")


# Bad use


class Bad(NamedTuple):
    words: list[str]
    says: list[str]


BAD = {
    "a misspelt command": Bad(["trce"], ["command", "'trce'", "backprop trace"]),
    "an unknown option before the command": Bad(["--verson"], ["'--verson'", "--version"]),
    "a misspelt option": Bad(["trace", "--formt", "csv"], ["'--formt'", "--format"]),
    "an abbreviated option": Bad(["trace", "--quant", "J"], ["'--quant'", "--quantity"]),
    "an option without its value": Bad(["trace", "--digits"], ["--digits", "one argument"]),
    "a word too many": Bad(["trace", "mazur", "hagan"], ["'hagan'", "one word too many"]),
    "no file": Bad(["check"], ["FILE", "required", "backprop check"]),
    "no layout": Bad(["convert", "mazur"], ["--layout", "required"]),
    "a misspelt format": Bad(["trace", "--format", "cvs"], ["--format", "'cvs'", "csv", "html"]),
    "digits out of range": Bad(["trace", "--digits", "0"], ["--digits", "'0'", "from 1 to 17"]),
    "digits that are no number": Bad(["trace", "--digits", "four"], ["--digits", "'four'"]),
    "eighteen digits": Bad(["trace", "--digits", "18"], ["--digits", "'18'"]),
    "no steps": Bad(["trace", "--steps", "0"], ["--steps", "'0'"]),
    "steps without alpha": Bad(["trace", "lexai-bce", "--steps", "2"], ["alpha"]),
    "a layer that is not there": Bad(["trace", "--layer", "3"], ["--layer", "3", "from 1 to 2"]),
    "a layer that is no number": Bad(["trace", "--layer", "two"], ["--layer", "'two'"]),
    "a phase that is not there": Bad(["trace", "--phase", "back"], ["--phase", "backward"]),
    "an iteration that there is not": Bad(["trace", "--iteration", "2"], ["'2'", "--steps"]),
    "a quantity that is not there": Bad(["trace", "--quantity", "dJ/dW9"], ["'dJ/dW9'", "dJ/dW["]),
    "a file that is not there": Bad(["trace", "mazr"], ["mazr", "mazur"]),
    "a folder": Bad(["trace", str(ROOT)], ["folder"]),
    "a layout that is not there": Bad(["convert", "mazur", "--layout", "row"], ["'row'", "rows"]),
    "an expression in a layout": Bad(["convert", "micrograd", "--layout", "rows"], ["layout"]),
    "an expression expanded": Bad(["expand", "micrograd"], ["expression already"]),
    "a folder that is not there": Bad(["trace", "-o", "/nowhere/t"], ["-o", "cannot be written"]),
    "a folder to write to": Bad(["trace", "-o", str(ROOT)], ["-o", "cannot be written"]),
    "another format of examples": Bad(["examples", "--format", "csv"], ["'csv'", "json"]),
    "control characters": Bad(["trace", "\x1b[31m"], ["\\x1b[31m"]),
    "a control character in an option": Bad(["trace", "--\x1b[31m"], ["\\x1b"]),
    "a control character in a word": Bad(["trace", "mazur", "\x1b[2J"], ["\\x1b"]),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_use_is_one_clear_message(bad: Bad, call: Call) -> None:
    made = call(*bad.words)
    assert (made.code, made.out) == (2, "")
    assert made.err.startswith("backprop: ")
    assert "\n  expected: " in made.err
    assert "\n  for example: " in made.err
    assert "\x1b" not in made.err
    assert all(part in made.err for part in bad.says), made.err


def test_every_fault_of_a_file_is_a_message(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('cost = "bc"\n[[layers]]\nactivation = "sigmod"\nW = [[1], [2, 3]]\n')
    made = call("trace", str(path))
    assert made.code == 2
    assert made.err.count("backprop: ") >= 3


def test_only_the_chosen_commands_module_is_imported() -> None:
    code = "import sys; from tracer.cli import COMMANDS, run; run('b', COMMANDS, ['formats'])"
    made = process(
        "-c", f"{code}; print([m for m in sys.modules if m.startswith('tracer.commands.')])"
    )
    assert made.stdout.splitlines()[-1] == "['tracer.commands.formats']"


@pytest.mark.parametrize("format", sample(["text", "csv", "json", "html", "latex", "markdown"], 3))
def test_trace_loads_neither_textual_nor_tabulate(format: str) -> None:
    code = (
        "import sys, io; from tracer.cli import COMMANDS, run\n"
        "out, sys.stdout = sys.stdout, io.StringIO()\n"
        f"code = run('b', COMMANDS, ['trace', '-f', '{format}'])\n"
        "print(code, *sys.modules, file=out)"
    )
    code, *loaded = process("-c", code).stdout.split()
    assert code == "0"
    assert "tracer.export" in loaded
    assert {"textual", "rich", "tabulate", "msgspec", "tracer.walk"}.isdisjoint(loaded)


def test_a_new_command_is_one_entry(capsys: pytest.CaptureFixture[str]) -> None:
    commands = {**COMMANDS, "list": Command("tracer.commands.formats", "the formats", "list")}
    assert run("backprop", commands, ["list"]) == 0
    assert run("backprop", commands, ["list", "--help"]) == 0
    assert capsys.readouterr().out.endswith("  backprop list\n")


# As a process


def test_a_file_from_standard_input() -> None:
    content = b'expression = "x**2"\nat = {x = 3}\n'
    made = subprocess.run(
        [sys.executable, "-m", "tracer", "trace", "-"], input=content, capture_output=True,
        cwd=ROOT, check=True,
    )  # fmt: skip
    assert "y = 3² = 9" in made.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="it is about Unix pipes")
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    words = f"'{sys.executable}' -m tracer trace --steps 20 -f csv --entries"
    made = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -n 1"], capture_output=True, check=False,
        cwd=ROOT, text=True,
    )  # fmt: skip
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "iteration,step,phase,layer,quantity,row,column,value\n"


def test_a_terminal_without_unicode_gets_plain_characters() -> None:
    made = process("-m", "tracer", "trace", PYTHONIOENCODING="ascii")
    assert made.returncode == 0
    assert made.stdout.isascii()
    assert "dJ/dz[1]" in made.stdout
    made = process("-m", "tracer", "trace", "-f", "json", PYTHONIOENCODING="ascii")
    assert "∂J/∂z[1]" in made.stdout


def test_bad_use_has_no_traceback() -> None:
    made = process("-m", "tracer", "trace", "--layer", "9")
    assert made.returncode == 2
    assert "Traceback" not in made.stderr


def test_a_trace_as_json_is_shown_again_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "trace.json"
    assert run("backprop", COMMANDS, ["trace", "mazur", "--steps", "3", "-o", str(written)]) == 0
    assert run("backprop", COMMANDS, ["trace", str(written), "-f", "json"]) == 0
    assert capsys.readouterr().out == written.read_text(encoding="utf-8")
