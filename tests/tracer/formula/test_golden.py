"""Every notation of the formulas that people meet, as in the page that was read and approved."""

import pytest

from tests.tracer.formula.golden import FORMULAS, PAGE, block, page

APPROVED = {
    part.partition("\n")[0]: part for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
}


@pytest.mark.parametrize("title", FORMULAS)
def test_it_is_shown_as_approved(title: str) -> None:
    assert "## " + APPROVED[title].rstrip() == block(title, FORMULAS[title]).rstrip()


def test_the_page_is_of_these_formulas() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
