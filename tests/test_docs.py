"""The pages that are made of tables are up to date."""

import json
import re
import runpy
from collections.abc import Iterable
from pathlib import Path

import pytest

from grader.ask_kinds import ASK_KINDS
from grader.exercise_file import ASK_KEYS
from grader.rules_version import NEW_RULES
from grader.settings import KEYS, SHEET_KEYS
from tracer import Expression, Network
from tracer.expression_lines import KEYS as EXPRESSION
from tracer.formula.functions import FUNCTIONS
from tracer.formula.operations import OPERATIONS
from tracer.parts import PART_KEYS
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.costs import COSTS
from tracer.rules.optimizers import OPTIMIZERS
from tracer.rules.penalties import PENALTIES
from tracer.settings import settings_of
from tracer.validate.keys import LAYER, NETWORK, TIED

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_rules_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "rules.py"))["page"]()
    assert (DOCS / "rules.html").read_text(encoding="utf-8") == made, "run python docs/rules.py"


def test_the_page_of_mistakes_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "mistakes.py"))["page"]()
    assert (DOCS / "mistakes.md").read_text(encoding="utf-8") == made, "run python docs/mistakes.py"


@pytest.mark.thorough
def test_the_page_of_exercises_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "library.py"))["page"]()
    assert (DOCS / "exercises.md").read_text(encoding="utf-8") == made, "run python docs/library.py"


@pytest.mark.thorough
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


# The authors' index: what a sheet says, and what is written for it

SETTINGS = {**settings_of(Network), **settings_of(Expression)}
INDEXED: dict[str, Iterable[str]] = {
    "keys of a network": NETWORK,
    "keys of a layer": LAYER,
    "keys of a tied parameter": TIED,
    "keys of an expression": EXPRESSION,
    "keys of marking": KEYS,
    "keys of handing out": SHEET_KEYS,
    "keys of an ask": ASK_KEYS,
    "keys of a part": PART_KEYS,
    "kinds of asks": ASK_KINDS,
    "activations": ACTIVATIONS,
    "costs": COSTS,
    "optimisers": [name for name in OPTIMIZERS if name != "gd"],  # left out
    "penalties": PENALTIES,
    "choices of settings": [
        value for one in SETTINGS.values() for value in one.values[1:] if isinstance(value, str)
    ],
    "operations on arrays": [name for name in OPERATIONS if name != "[]"],  # an entry, C[1,2]
    "functions": FUNCTIONS,
}


def indexed() -> set[str]:
    """Every word of code in the index of the authors' guide."""
    page = (DOCS / "authors-guide.md").read_text(encoding="utf-8")
    _, _, behind = page.partition("## The sheet says … you write …")
    index, _, _ = behind.partition("\n## ")
    cells = "\n".join(re.findall(r"`([^`]+)`", index))
    return {*re.findall(r"\w+|\.T|@", cells)}


@pytest.mark.parametrize("kind", INDEXED)
def test_the_authors_index_has_every_word_that_may_stand_in_a_file(kind: str) -> None:
    assert not set(INDEXED[kind]) - indexed()


def headings(page: Path) -> set[str]:
    """What a # in an address may say: a page's headings as GitHub spells them."""
    said = re.findall(r"^#+ (.*)$", in_words(page), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", one.strip().lower()) for one in said]
    return {one.replace(" ", "-") for one in plain}


def in_words(page: Path) -> str:
    """A page without its files and consoles."""
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize(
    "page", [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name
)
def test_every_address_on_a_page_leads_somewhere(page: Path) -> None:
    for address in re.findall(r"\]\((?!https?:)([^)\s]+)\)", in_words(page)):
        name, _, heading = address.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), address
        assert not heading or heading in headings(there), address
