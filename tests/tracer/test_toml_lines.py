"""In which line a key of a TOML file stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracer.toml_lines import line_at, lines_of

ROOT = Path(__file__).parents[2]
FILES = sorted([
    *ROOT.glob("exercises/library/*.toml"), *ROOT.glob("exercises/authoring/*.toml"),
    *ROOT.glob("tracer/examples/*.toml"), *ROOT.glob("tests/data/**/*.toml"),
])  # fmt: skip

HARD = '''\
# [not.a.table]
"a key" = 1 # and = another
text = """one
[no.table]
two""" # more
'lite.ral' = 'C:\\'
date = 1979-05-27 07:32:00
list = [
  1, # one
  {x = "]", y = [2, "}"]},
]
a.b = {c = {d = 1}}
[one."two three".four]
key = "say \\"no\\" # here"
[[many]]
x = 1
[[many]]
x = [[1, 2],
     [3, 4]]
[[many.inner]]
z = 3
[many.table]
last = \'\'\'it''s\'\'\'
end = true'''


def test_every_key_of_a_hard_text_has_its_line() -> None:
    tomllib.loads(HARD)
    lines = lines_of(HARD)
    assert lines == {
        "a key": 2, "text": 3, "lite.ral": 6, "date": 7, "list": 8, "list[1]": 9, "list[2]": 10,
        "list[2].x": 10, "list[2].y": 10, "list[2].y[1]": 10, "list[2].y[2]": 10, "a": 12,
        "a.b": 12, "a.b.c": 12, "a.b.c.d": 12, "one": 13, "one.two three": 13,
        "one.two three.four": 13, "one.two three.four.key": 14, "many[1]": 15, "many[1].x": 16,
        "many[2]": 17, "many[2].x": 18, "many[2].x[1]": 18, "many[2].x[1][1]": 18,
        "many[2].x[1][2]": 18, "many[2].x[2]": 19, "many[2].x[2][1]": 19, "many[2].x[2][2]": 19,
        "many[2].inner[1]": 20, "many[2].inner[1].z": 21, "many[2].table": 22,
        "many[2].table.last": 23, "many[2].table.end": 24,
    }  # fmt: skip


def places(value: Any, here: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, f"{here}.{key}" if here else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from places(inner, f"{here}[{number}]")
    else:
        yield here


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_value_of_every_file_has_the_line_in_which_its_key_stands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = lines_of(text)
    for place in places(tomllib.loads(text), ""):
        key = place.rpartition(".")[2].partition("[")[0].strip('"')
        written = text.splitlines()[lines[place] - 1]
        assert key in written or place.endswith("]"), place


def test_windows_line_ends_and_a_byte_order_mark_do_not_shift_lines() -> None:
    assert lines_of("\ufeffa = 1\r\n\r\nb = 2\r\n") == {"a": 1, "b": 3}


def test_a_place_inside_something_has_the_line_of_what_is_around_it() -> None:
    lines = {"ask[1]": 4, "ask[1].points": 6, "ask[11]": 20, "printed": 30, "printed.J": 31}
    assert line_at("ask[1].points", lines) == 6
    assert line_at("ask[1]: quantity", lines) == 4
    assert line_at("ask[11].kind", lines) == 20
    assert line_at("printed.dJ/dW[1]", lines) == 30
    assert line_at("ask[2]", lines) is None
