"""The pages of a marking in headless Chromium, read by axe."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exercises.classroom.rules_page import rules_page
from exercises.task import task
from grader import Submission, mark
from grader.classes.compare import compare
from grader.classes.items import Items
from grader.classes.scored import VERDICT_NAMES, Scored
from grader.classes.told import Told
from grader.entries import Entry
from grader.exercise_file import exercise
from grader.report.class_page import class_page
from grader.report.compare import as_html as comparison
from grader.report.html import as_html
from grader.report.told import HEADINGS
from tracer.export import FORMATS, View

from .test_report import HOSTILE, SHEET, one_of_each

pytestmark = pytest.mark.system

DESKTOP = {"width": 1280, "height": 900}
MAGNIFIED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %


def items() -> Items:
    """Three lines, every verdict, one mistake."""
    asked = tuple(Entry(f"z[{at}]", (1, 1), None, 1.0) for at in (1, 2, 3))
    count = len(VERDICT_NAMES)
    verdicts = np.tile(np.arange(count, dtype=np.uint8)[:, None], (1, 3))
    made = [("z[1]", "bias-sign", np.array([2, 3]))]
    students = [f"s{at}" for at in range(count)]
    points = np.linspace(0, 1, 3 * count).reshape(count, 3)
    found = Items(asked)
    found.add(Scored(students, asked, verdicts, points, made=made))
    return found


def withheld() -> str:
    """The page of somebody of whom not all was read."""
    return as_html(mark(SHEET, Submission("ana", {"E": "0.3", "delta[2]": "see overleaf"})))


def listed() -> str:
    """The page of a class with somebody, or something, under every heading."""
    told = [Told(kind, "ana", "in/ana.csv", HOSTILE) for kind in HEADINGS]
    return class_page(exercise(SHEET), items(), told)


def compared() -> str:
    papers = Path(__file__).parents[1] / "data" / "papers"
    files = [papers / "hidden-relu.csv", papers / "hidden-relu-marks.csv"]
    own = task("hidden-relu").exercise
    return comparison(compare(lambda: (own, None), [str(files[0])], str(files[1])))


def traced() -> str:
    known = task("two-layers").exercise.trace
    out = StringIO()
    FORMATS["html"].write(View(trace=known, steps=known.steps, places={}), out)
    return out.getvalue()


PAGES = {
    "feedback": lambda: as_html(one_of_each(HOSTILE)),
    "class": lambda: class_page(exercise(SHEET), items()),
    "withheld": withheld,
    "class, listed": listed,
    "compare": compared,
    "rules": lambda: rules_page(task("two-layers").exercise),
    "trace": traced,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, MAGNIFIED], ids=["desktop", "magnified"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    name: str, viewport: dict[str, int], scheme: str, browser: Any, axe: str, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGES[name](), encoding="utf-8")
    # axe is put into the page, which lets no script in
    context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    sideways = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert page.evaluate(sideways) == 0
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert found["passes"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    context.close()


def test_its_own_policy_lets_the_style_in_and_no_script(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    planted = PAGES["class"]().replace("</main>", "<script>document.title = 'ran'</script></main>")
    path.write_text(planted, encoding="utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.title() == SHEET["title"]
    assert page.evaluate("getComputedStyle(document.querySelector('.key i')).width") != "auto"
    assert len(said) == 1  # of the script alone
    assert "script" in said[0]
    page.close()
