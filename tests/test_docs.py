"""The page of all rules is the tables'."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_rules_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "rules.py"))["page"]()
    assert (DOCS / "rules.html").read_text(encoding="utf-8") == made, "run python docs/rules.py"
