"""The project as a whole: what loads what, and that CI runs what the README promises."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

PROMISES = {
    "install": ["-e .", ".venv/bin/backprop trace"],
    "test": ["-e '.[test]'", ".venv/bin/python -m pytest"],
}


def test_importing_the_tracer_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import tracer, sys; print(*sys.modules)"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    ).stdout.split()
    assert "tracer" in loaded
    assert {"msgspec", "rich", "tabulate", "textual"}.isdisjoint(loaded)


def test_the_tracer_loads_expressions_and_rules_when_they_are_asked_for() -> None:
    code = """
import sys, tracer
print(*sys.modules)
print(tracer.Expression.__module__, tracer.trace.__module__, hasattr(tracer, "Nothing"))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True
    )
    loaded, found = run.stdout.splitlines()
    assert {"tracer.expression", "tracer.equations"}.isdisjoint(loaded.split())
    assert found == "tracer.expression tracer.trace False"


@pytest.mark.parametrize("name", PROMISES)
def test_ci_runs_the_command_that_the_readme_shows(name: str) -> None:
    script = ROOT / ".ci" / "run"
    words = subprocess.run(
        ["bash", script, "words", name], capture_output=True, check=True, text=True
    ).stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"<!-- {name} -->\n```sh\n{words}```\n" in readme
    assert all(part in words for part in PROMISES[name])
    assert f"\npromise {name}\n" in script.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "contract", ["rooms", "textual", "screens", "shell", "exports", "commands", "oracles"]
)
def test_a_contract_holds_the_imports(contract: str) -> None:
    linter = PYPROJECT["tool"]["importlinter"]
    assert contract in [entry["id"] for entry in linter["contracts"]]
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert linter["root_packages"] == wheel["packages"]


LEGENDS = sorted(
    str(path.parent.relative_to(ROOT))
    for package in (*PYPROJECT["tool"]["importlinter"]["root_packages"], "benchmarks")
    for path in (ROOT / package).rglob("__init__.py")
)
LOOKS = ("*.tcss", "page", "served")  # what stands beside the code of a room, and is looked for


@pytest.mark.parametrize("room", LEGENDS)
def test_the_legend_of_a_room_names_each_of_its_files(room: str) -> None:
    folder = ROOT / room
    legend = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    files = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    rooms = {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
    rooms |= {path.name + "/" * path.is_dir() for looks in LOOKS for path in folder.glob(looks)}
    named = set(re.findall(r"(?<![\w/])\w+\.py\b", legend))
    new = sorted(files - named) + sorted(room for room in rooms if room not in legend)
    assert not new, f"{room}/__init__.py: add to its legend a line for {', '.join(new)}"
    assert not named - files, f"{room}/__init__.py: take {named - files} out of its legend"
