"""What it takes to add one more of a kind: an entry of its table, and nothing else.

Each test stands for one kind: it shows what an entry brings with it, entry after entry.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tracer import Expression, InputError, Layer, Network, trace
from tracer.export.conventions import agreed
from tracer.files import source, write_json, write_toml
from tracer.schema import word
from tracer.settings import Setting, sentence, settings_of
from tracer.walk import edits

ROOT = Path(__file__).parents[1]
HIDDEN = Layer(activation="relu", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
LAST = Layer(activation="sigmoid", W=[[-0.7, 0.6], [0.4, 0.1]], b=[-0.6, 0.2])
X, Y = [[0.5, 1.0], [1.3, -0.3]], [[1, 0], [0, 0]]


def network(**keys: Any) -> Network:
    return Network(layers=[HIDDEN, LAST], X=X, Y=Y, cost="bce", alpha=0.3, **keys)


def expression(**keys: Any) -> Expression:
    return Expression(expression="f = relu(w*x)", at={"w": 1, "x": 2}, alpha=0.1, **keys)


MAKERS = {"network": network, "expression": expression}
SETTINGS = [
    (kind, key, one) for kind, make in MAKERS.items() for key, one in settings_of(make()).items()
]
NAMES = [(kind, key) for kind, key, _ in SETTINGS]


@pytest.mark.parametrize(
    ("kind", "key", "one"), SETTINGS, ids=lambda it: it if isinstance(it, str) else ""
)
def test_a_setting_is_read_written_said_and_switched_by_its_entry_alone(
    kind: str, key: str, one: Setting
) -> None:
    make = MAKERS[kind]
    usual, other = one.values[0], one.values[1]
    assert getattr(make(), key) == usual
    made = make(**{key: other})
    # read and written, in both notations; the usual choice is left out
    assert f"{key} = " in write_toml(made)
    assert f'"{key}": ' in write_json(made)
    assert f"{key} = " not in write_toml(make())
    assert getattr(source(made.keys(), "file"), key) == other
    # what may not stand there is told, with every choice
    with pytest.raises(InputError) as caught:
        make(**{key: "nonsense"})
    assert all(word(value) in str(caught.value) for value in one.values)
    assert f"{key} = " in caught.value.example
    # said among the conventions, where it matters
    if one.matters(made):
        assert sentence(made, key) in agreed(trace(made))
    # switched in the walk, where it has words of its own
    assert getattr(edits.parsed(trace(make()), f"{key} = {word(other)}")[0], key) == other
    assert all(choice.label for choice in one.choices)


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        # … and where Δw is asked for by name, which is then a step of the trace
        ("update_as", {"descent.py", "elementary.py", "settle/read.py", "trace.py"}),
        ("maximize", {"choose.py", "walk/screens/panes.py"}),
    ],
)
def test_a_setting_stands_in_its_table_and_where_its_rule_is_chosen(
    key: str, rules: set[str]
) -> None:
    found = {
        path.relative_to(ROOT / "tracer").as_posix()
        for path in (ROOT / "tracer").rglob("*.py")
        if re.search(rf"\b{key}\b", path.read_text(encoding="utf-8"))
    }
    assert found == {"settings.py", *rules}
