"""What may be seen when: the exercise's own policy, and nothing by a side door."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises.practice.model import Practice
from exercises.practice.session import Session
from exercises.practice.views.about import about
from exercises.practice.views.lines import line
from exercises.practice.views.pane import pane
from exercises.practice.views.summary import summary
from tests.sample import sample
from tracer.shell.line import Line, plain
from tracer.walk.views.diagram import diagram

from .sheets import numbers_of, practice, whole


def seen(made: Practice) -> str:
    """Everything that the screen says with the cursor where it is."""
    session = Session(made, "test")
    lines: list[Line] = [*pane(session, 60, 60), *summary(made), *about(made)]
    lines += diagram(made.sheet.walk, 40, 20)
    lines += [line(made, at, 60) for at in range(len(made.sheet.blanks))]
    return "\n".join(map(plain, lines)).replace("−", "-")


def everywhere(made: Practice, *, show: bool = True) -> str:
    """The same from every entry that is asked, and from every other line, each shown."""
    found = []
    sheet = made.sheet
    for blank in sheet.blanks:
        for place in blank.places or (None if blank.trace.scalar(blank.name) else (1, 1),):
            sheet.stand(blank.name, place)
            if show:
                made.show()
            found.append(seen(made))
    return "\n".join(found)


def telling(made: Practice) -> set[str]:
    """The right numbers that cannot be there by chance, nor as what a choice offers."""
    offered = set()
    for blank, place in made.sheet.wanted.values():
        made.sheet.stand(blank.name, place)
        offered |= {option.text.replace("−", "-") for option in made.sheet.options}
    numbers = {number for number in numbers_of(made).values() if len(number.strip("-")) >= 5}
    return {one for one in numbers if not any(one in text for text in offered)}


@pytest.mark.parametrize("reveal", sample(["never", "wrong-line", "all"], 3))
@pytest.mark.parametrize("name", sample(["two layers", "letters", "steps"], 3))
def test_no_right_number_is_seen_before_it_is_asked_for(
    name: str, reveal: str, tmp_path: Path
) -> None:
    made = practice(name, tmp_path, reveal=reveal)
    said = everywhere(made, show=False)
    assert telling(made)
    assert not [number for number in telling(made) if number in said]


@pytest.mark.full
@pytest.mark.parametrize("name", sample(["two layers", "letters", "steps"], 3))
def test_never_is_never(name: str, tmp_path: Path) -> None:
    made = practice(name, tmp_path, reveal="never")
    for entry, (blank, place) in made.sheet.wanted.items():
        if blank.kind(place) == "number" and entry not in made.progress.typed:
            made.sheet.stand(blank.name, place)
            made.answer(whole(made.sheet, lambda _: "77"))  # of a matrix all at once
            assert entry in made.progress.typed
    said = everywhere(made)
    assert not [number for number in telling(made) if number in said]


def test_a_wrong_line_is_revealed_once_it_was_tried_and_shown(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path, reveal="wrong-line")
    made.sheet.stand("dJ/dz[2]", (1, 1))
    number = numbers_of(made)["dJ/dz[2][1,1]"]
    made.show()
    assert number not in seen(made)
    made.answer("77")
    assert number in seen(made)
    made.sheet.stand("dJ/dz[2]", (1, 2))
    assert numbers_of(made)["dJ/dz[2][1,2]"] not in seen(made)


def test_all_is_shown_at_once_but_only_when_asked_for(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path, reveal="all")
    made.sheet.stand("dJ/dz[2]", (1, 1))
    number = numbers_of(made)["dJ/dz[2][1,1]"]
    assert number not in seen(made)
    made.show()
    assert number in seen(made)


def test_a_shown_line_has_the_persons_own_numbers_in_it(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path, reveal="wrong-line")
    made.answer("0.1234 0.55 -0.52")
    made.sheet.stand("a[1]", (1, 1))
    made.show()
    assert "a[1][1,1] = max(0, 0.1234) = ?" in seen(made)
    made.answer("77")
    assert "a[1][1,1] = max(0, 0.1234) = 0.1234" in seen(made)
    made.sheet.stand("a[1]", (2, 1))
    assert "a[1][2,1] = max(0, z[1][2,1]) = ?" in seen(made)  # not written yet


def test_a_formula_is_seen_once_the_line_is_right_or_shown(tmp_path: Path) -> None:
    made = practice("two layers", tmp_path)
    assert "W[1] a[0]" not in seen(made)
    made.answer("0.05 0.55 -0.52; 0.75 -0.69 1.56")
    assert "z[1] = W[1] a[0] + b[1]" in seen(made)
