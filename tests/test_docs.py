"""The pages that are made of tables are up to date."""

import json
import re
import runpy
from pathlib import Path

from grader.rules_version import NEW_RULES

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_rules_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "rules.py"))["page"]()
    assert (DOCS / "rules.html").read_text(encoding="utf-8") == made, "run python docs/rules.py"


def test_the_page_of_mistakes_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "mistakes.py"))["page"]()
    assert (DOCS / "mistakes.md").read_text(encoding="utf-8") == made, "run python docs/mistakes.py"


def test_the_page_of_exercises_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "library.py"))["page"]()
    assert (DOCS / "exercises.md").read_text(encoding="utf-8") == made, "run python docs/library.py"


def test_the_notebook_of_ten_faults_shows_what_is_said_of_each() -> None:
    faults = runpy.run_path(str(DOCS / "faults.py"))
    made = faults["page"]()
    assert (DOCS / "faults.ipynb").read_text(encoding="utf-8") == made, "run python docs/faults.py"
    cells = json.loads(made)["cells"]
    said = ["".join(cell["outputs"][0]["text"]) for cell in cells if cell.get("outputs")]
    assert len(said) == len(faults["FAULTS"]) == 10
    assert len({re.findall(r"It fits ([\w-]+)", one)[0] for one in said}) == 10


def test_the_guide_to_classes_lists_what_each_version_of_the_rules_changed() -> None:
    page = (DOCS / "classes.md").read_text(encoding="utf-8")
    rows = [f"| {one.version} | `{one.name}` | {one.says} |" for one in NEW_RULES]
    assert "\n".join(["| --- | --- | --- |", *rows, ""]) in page
