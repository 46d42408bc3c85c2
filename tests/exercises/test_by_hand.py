"""Twenty papers that somebody marked from the arithmetic alone, before the rules were looked at."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from exercises.task import task
from grader.classes.compare import Comparison, compare

PAPERS = Path(__file__).parents[1] / "data" / "papers"
APART = {
    # The instructor took half for every box with fewer than three digits. Ours reads 0.071 as one
    # who leaves a zero away (0.0710, where 0.07109 is right), and -0.008 is -0.4 · 0.02, exactly.
    ("carla", "y_hat"): (4, 6),
    ("carla", "dJ/da[1]"): (3.5, 6),
    ("carla", "dJ/dz[1]"): (5, 6),
    ("carla", "dJ/db[1]"): (3, 4),
    # A slip put a neuron to sleep, and its 0 was no work any more: half, for the instructor all.
    ("joao", "a[1]"): (6, 5.5),
    ("joao", "dJ/dz[1]"): (6, 5.5),
    ("mei", "da[1]/dz[1]"): (6, 5.5),
    ("mei", "dJ/dz[1]"): (6, 5.5),
    ("tess", "da[1]/dz[1]"): (6, 5.5),
    ("tess", "dJ/dz[1]"): (6, 5.5),
    # The instructor gave half for a line that is wrong all over by one thing, and a mistake that
    # two kinds of line have in common was charged once.
    ("nils", "dJ/dW[1]"): (4, 0),
    ("nils", "dJ/db[1]"): (4, 0),
    ("tess", "z[1]"): (3, 0),
    ("sven", "dJ/db[1]"): (3, 2),
}
"""Where the instructor's marks and ours are apart, each looked at: theirs and ours."""


@cache
def both(name: str) -> Comparison:
    """The papers of a bundled exercise, marked by the instructor and by us."""
    papers, marks = PAPERS / f"{name}.csv", PAPERS / f"{name}-marks.csv"
    return compare(lambda: (task(name).exercise, None), [str(papers)], str(marks))


@pytest.mark.parametrize(("name", "lines"), [("two-layers", 120), ("hidden-relu", 60)])
def test_marks_are_those_of_an_instructor_but_where_it_was_looked_at(name: str, lines: int) -> None:
    found = both(name)
    assert not found.problems
    assert len(found.marks) == lines
    apart = {(one.student, one.line): (one.theirs, one.ours) for one in found.apart}
    names = {one.student for one in found.marks}
    assert apart == {key: marks for key, marks in APART.items() if key[0] in names}


def test_a_0_that_a_named_mistake_gives_was_worked() -> None:
    """João left the biases out: his third z[2] is −0.7 · 0 − 0.4 · 0, no filler."""
    marks = {(one.student, one.line): one for one in both("two-layers").marks}
    [eased] = marks["joao", "dJ/dz[1]"].answers
    assert (eased.name, eased.flags, eased.points) == ("dJ/dz[1][2,3]", ("simplified",), 0.5)
