"""A sheet done by somebody who hears it: the accessibility tree is all that is read of the pages,
the keyboard all that is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exercises.task import task
from grader import mark
from grader.report.html import as_html

from .conftest import made

pytestmark = pytest.mark.system

SILENT = ("InlineTextBox", "none", "generic")
SHEET = task("two-layers")


class Heard:
    """What a page says now: every role with its name, in order."""

    def __init__(self, page: Any) -> None:
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        self.nodes = {node["nodeId"]: node for node in nodes}
        self.all = [one for one in self.below(nodes[0]) if one[0] not in SILENT]

    def below(self, node: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
        """The role, the name and whether it has the focus, of a node and all in it."""
        role = node.get("role", {}).get("value", "")
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        children = [self.nodes[one] for one in node.get("childIds", ()) if one in self.nodes]
        if not node.get("ignored"):
            name = node.get("name", {}).get("value", "")
            yield role, name, bool(states.get("focused"))
        for child in children:
            yield from self.below(child)

    def names(self, role: str) -> list[str]:
        return [name for one, name, _ in self.all if one == role]

    def focus(self) -> tuple[str, str]:
        """The role and the name of what has the focus."""
        return [(role, name) for role, name, here in self.all if here][-1]

    def table(self, called: str) -> Any:
        """The numbers of a table, row by row."""
        [at] = [i for i, one in enumerate(self.all) if one[:2] == ("table", called)]
        rows: list[list[float]] = []
        for role, name, _ in self.all[at + 1 :]:
            if role in ("table", "heading"):
                break
            if role == "row":
                rows.append([])
            elif role == "cell" and name:
                rows[-1].append(float(name.replace("−", "-")))
        return np.array([row for row in rows if row])


def worked(heard: Heard) -> dict[str, Any]:
    """The lecture's two layers, by what was heard of what is given: ReLU, sigmoid, cross-entropy
    over the average, as the sheet says before."""
    X, Y, W1, b1, W2, b2 = (heard.table(one) for one in ("a 0", "y", "W 1", "b 1", "W 2", "b 2"))
    z1 = W1 @ X + b1
    a1 = np.maximum(z1, 0)
    z2 = W2 @ a1 + b2
    y_hat = 1 / (1 + np.exp(-z2))
    dz2 = (y_hat - Y) / Y.size
    da1 = W2.T @ dz2
    dz1 = da1 * (z1 > 0)
    J = -np.mean(Y * np.log(y_hat) + (1 - Y) * np.log(1 - y_hat))
    by = "partial J by partial"
    return {
        "z 1": z1, "a 1": a1, "z 2": z2, "y hat": y_hat, "J": J, f"{by} z 2": dz2,
        f"{by} W 2": dz2 @ a1.T, f"{by} b 2": dz2.sum(), f"{by} a 1": da1, f"{by} z 1": dz1,
        f"{by} W 1": dz1 @ X.T, f"{by} b 1": dz1.sum(axis=1, keepdims=True),
    }  # fmt: skip


BOX = re.compile(r"(.+?)(?:, row (\d+), column (\d+))?")


def test_a_sheet_is_worked_and_its_verdicts_are_heard(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    path.write_bytes(made(SHEET, "html", student=""))
    context = browser.new_context(accept_downloads=True, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    heard = Heard(page)
    assert "a 1 equals the larger of 0 and z 1" in heard.names("MathMLMath")
    assert "1. Forward, layer 1 6 points" in heard.names("heading")
    answers, boxes = worked(heard), 0
    page.keyboard.press("Tab")
    assert Heard(page).focus() == ("textbox", "Name or id")
    page.keyboard.type("ana")
    while True:
        page.keyboard.press("Tab")
        role, name = Heard(page).focus()
        if role != "textbox":
            break
        found = BOX.fullmatch(name)
        assert found is not None
        value = np.asarray(answers[found[1]])
        if found[2]:
            value = value[int(found[2]) - 1, int(found[3]) - 1]
        page.keyboard.type("0.5" if name == "J" else f"{float(value):.4g}")  # a slip in J
        boxes += 1
    assert boxes == 43
    assert (role, name) == ("button", "Download answers.csv")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert any("43 of 43 filled in" in name for _, name, _ in Heard(page).all)
    download.value.save_as(tmp_path / "ana.csv")

    report = mark(SHEET.exercise, [str(tmp_path / "ana.csv")])
    (tmp_path / "ana.html").write_text(as_html(report), encoding="utf-8")
    page.goto((tmp_path / "ana.html").as_uri())
    heard = Heard(page)
    assert "ana: 54 of 56 points" in heard.names("heading")
    assert heard.names("cell").count("✓ right") == 42, "in words, not by ✓ alone"
    assert heard.names("link") == ["J"]
    context.close()
