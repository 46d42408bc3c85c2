"""Reading and writing files: which file is meant, what its bytes are, and that it reads back."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tracer.errors import InputError
from tracer.expression import Expression
from tracer.file_text import json_text, toml_text
from tracer.files import examples, read, read_document, write_json, write_toml
from tracer.network import Network

DATA = Path(__file__).parents[1] / "data"
SHEETS = sorted((DATA / "sheets").glob("*.toml"))

SMALL = """\
# A comment
title = "Übung"
cost = "bce"
X = [[0.1, 1e-7], [-0.0, 12345678901234567890]]
Y = [[1], [0]]

[[layers]]
activation = "sigmoid"
W = [[0.30000000000000004, -2.5]]
b = [1]

[names]
"w'" = "W[1][1,1]"
"w₂" = "W[1][1,2]"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


# Which file


def test_a_path_is_read(file: Path) -> None:
    network = read(str(file))
    assert isinstance(network, Network)
    assert network.names == {"w'": "W[1][1,1]", "w₂": "W[1][1,2]"}


def test_a_bundled_example_is_read_by_its_name() -> None:
    assert "Mazur" in read("mazur").title
    assert isinstance(read("lecture-exp"), Expression)


def test_a_file_wins_over_an_example(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file.rename("mazur")
    assert read("mazur").title == "Übung"


def test_a_folder_does_not_hide_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mazur").mkdir()
    assert "Mazur" in read("mazur").title


@pytest.mark.parametrize("notation", [write_toml, write_json])
def test_standard_input_is_toml_or_json(
    file: Path, notation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO(notation(read(str(file))).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    assert read("-").title == "Übung"


def test_faults_of_standard_input_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"layers = []")))
    with pytest.raises(InputError, match="standard input, line 1: layers: "):
        read("-")


def test_every_example_has_a_title_and_a_source() -> None:
    assert len(examples()) >= 20
    for name, title, path in examples():
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert tomllib.loads(text)["title"] == title
        assert read(name).title == title


# Which bytes


@pytest.mark.parametrize("suffix", [".toml", ".txt", ""])
def test_json_is_told_from_toml_by_how_it_begins(file: Path, tmp_path: Path, suffix: str) -> None:
    network = read(str(file))
    path = tmp_path / f"other{suffix}"
    path.write_text(" \n" + write_json(network), encoding="utf-8")
    assert read(str(path)).keys() == network.keys()


@pytest.mark.parametrize("text", ["\ufeff{}", "{}\r\n", "\ufeff# ä\r\n{}"])
def test_windows_files_are_read(file: Path, text: str) -> None:
    network = read(str(file))
    windows = file.read_text(encoding="utf-8").replace("\n", "\r\n")
    file.write_bytes(text.replace("{}", windows).encode("utf-8"))
    assert read(str(file)).keys() == network.keys()


def test_the_place_of_a_toml_fault_is_right_in_windows_files(file: Path) -> None:
    file.write_bytes(b'cost = "bce"\r\nalpha = "0.1\r\n')
    with pytest.raises(InputError, match=r"line 2, column 13: .* 'alpha = \"0.1'"):
        read(str(file))


def test_the_network_of_a_trace_is_read(file: Path) -> None:
    network = read(str(file))
    document = {"schema": "backprop-trace/1", "network": network.keys(), "partial": False}
    file.with_suffix(".json").write_text(json.dumps(document))
    assert read(str(file.with_suffix(".json"))).keys() == network.keys()
    assert read_document(str(file.with_suffix(".json"))) == document


def test_the_expression_of_a_trace_is_read(tmp_path: Path) -> None:
    expression = read("lecture-descent")
    document = {"schema": "backprop-trace/1", "expression": expression.keys(), "partial": False}
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(document))
    assert read(str(path)).keys() == expression.keys()


# Writing

NAMES = [*(str(path) for path in SHEETS), *(name for name, *_ in examples())]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: Path(name).stem)
def test_what_is_written_reads_back(name: str, tmp_path: Path) -> None:
    source = read(name)
    for suffix, text in ((".toml", write_toml(source)), (".json", write_json(source))):
        path = tmp_path / f"again{suffix}"
        path.write_text(text, encoding="utf-8")
        again = read(str(path))
        assert json.dumps(again.keys()) == json.dumps(source.keys())
        assert again.keys(defaults=False) == source.keys(defaults=False)


def test_a_network_is_written_as_a_person_would_write_it(file: Path) -> None:
    assert write_toml(read(str(file))) == (
        'title = "Übung"\n'
        'cost = "bce"\n'
        "X = [[0.1, 1e-07], [-0.0, 1.2345678901234567e+19]]\n"
        "Y = [[1.0], [0.0]]\n"
        "\n"
        "[[layers]]\n"
        'activation = "sigmoid"\n'
        "W = [[0.30000000000000004, -2.5]]\n"
        "b = [1.0]\n"
        "\n"
        "[names]\n"
        '"w\'" = "W[1][1,1]"\n'
        '"w₂" = "W[1][1,2]"\n'
    )


def test_long_matrices_have_a_line_for_each_row() -> None:
    rows = [[0.1] * 15, [0.25] * 30]
    text = toml_text({"W": rows, "title": "x", "frozen": ["b[1]"] * 20})
    assert tomllib.loads(text) == {"W": rows, "title": "x", "frozen": ["b[1]"] * 20}
    assert text.splitlines()[1:3] == [f"    {rows[0]},", f"    {rows[1]}"]


TEXTS = ["", 'a "quote"', "back\\slash", "tab\tline\nend\r", "\x00\x7f\x1b", "żółć 😀", "'", "#"]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_quoted_so_that_it_reads_back(text: str) -> None:
    table = {"title": text, "names": {text: text}}
    assert tomllib.loads(toml_text(table)) == table
    assert json.loads(json_text(table)) == table
