"""The page: as a browser parses it, and as a form."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from exercises.task import Task, bundled, task
from exercises.worksheet.description import sheet
from exercises.worksheet.solution import solution
from tests.sample import sample

from .conftest import HOSTILE, TASKS, known, made

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
FIELDS = (f"{HTML}input", f"{HTML}textarea")


def parsed(given: Task, **settings: bool) -> Element:
    """The page's tree. Raises for any fault that the HTML standard names."""
    return html5lib.HTMLParser(strict=True).parse(made(given, "html", **settings).decode())


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def labels(page: Element) -> dict[str, str]:
    """What is said of each field, by its id: the words for a screen reader alone."""
    found = {}
    for label in page.iter(f"{HTML}label"):
        for part in list(label):
            if part.get("aria-hidden") == "true":
                label.remove(part)
        found[label.get("for") or ""] = words(label)
    return found


def test_there_is_one_labelled_field_for_each_asked_entry(given: Task) -> None:
    page = parsed(given)
    said = labels(page)
    boxes = sheet(given).boxes
    fields = [one for one in page.iter() if one.tag in FIELDS and one.get("data-quantity")]
    typed = [one for one in fields if one.get("type", "text") == "text"]
    assert [(one.get("data-quantity"), said[one.get("id") or ""]) for one in typed] == [
        (box.quantity, box.says) for box in boxes if not box.choices
    ]
    for box in boxes:
        letters = [one for one in fields if one.get("name") == f"b{box.number}"]
        assert [one.get("value") for one in letters] == [letter for letter, _ in box.choices]


def test_a_choice_is_a_group_with_its_words(given: Task) -> None:
    page = parsed(given)
    groups = [one.find(f"{HTML}legend") for one in page.iter(f"{HTML}fieldset")]
    said = [words(one).rpartition("= ")[2] for one in groups if one is not None]
    asked = [box for box in sheet(given).boxes if box.choices]
    assert all(words_.endswith(box.says) for words_, box in zip(said, asked, strict=True))


def test_nothing_is_fetched(given: Task) -> None:
    page = parsed(given)
    for element in page.iter():
        assert element.tag.partition("}")[2] not in ("img", "link", "iframe", "object", "image")
        for name in ("src", "href", "action", "data", "srcset"):
            assert element.get(name) is None
    policy = [one.get("content") or "" for one in page.iter(f"{HTML}meta") if one.get("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"]
    text = made(given, "html").decode()
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/)", text)


def test_the_page_is_accessible(given: Task) -> None:
    page = parsed(given)
    assert page.get("lang") == "en"
    assert len(list(page.iter(f"{HTML}h1"))) == 1
    levels = [int(one.tag[-1]) for one in page.iter() if re.fullmatch(r"h\d", one.tag[len(HTML) :])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in page.iter(f"{HTML}table"):
        assert table.find(f"{HTML}caption") is not None
        assert all(cell.get("scope") for cell in table.iter(f"{HTML}th"))
    assert all(one.get("aria-label") for one in page.iter(f"{SVG}svg"))
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)


def test_the_order_of_the_fields_is_that_of_the_sheet(given: Task) -> None:
    page = parsed(given).iter()
    fields = [one.get("data-quantity") for one in page if one.tag in FIELDS]
    seen = list(dict.fromkeys(name for name in fields if name))
    drawn = sheet(given).drawn
    asked = [box.quantity for box in sheet(given).boxes]
    assert seen == sorted(asked, key=lambda name: (name not in drawn, asked.index(name)))


def test_a_students_name_is_on_it_or_asked_for() -> None:
    given = known("batch")
    named = html5lib.parse(made(given, "html", student="Ana <b>").decode())
    assert [words(one) for one in named.iter() if one.get("id") == "student"] == ["Ana <b>"]
    asked = html5lib.parse(made(given, "html", student="").decode())
    assert [one.tag for one in asked.iter() if one.get("id") == "student"] == [f"{HTML}input"]


def test_what_is_kept_is_kept_apart_for_other_numbers_and_students() -> None:
    def keep(keys: dict[str, object], student: str) -> str:
        page = made(task(keys), "html", student=student).decode()
        return re.findall(r'data-keep="([^"]*)"', page)[0]

    keys = TASKS["batch"]
    other = {**keys, "network": {**keys["network"], "X": [[0.53, -1.29], [1.71, 2.38], [1, 1]]}}
    assert keep(keys, "ana") == keep(keys, "ana")
    assert len({keep(keys, "ana"), keep(keys, "ben"), keep(other, "ana")}) == 3
    assert keep(keys, "ana").startswith("backprop-sheet batch 3 ")
    wrong = TASKS["mistake"]
    other = {**wrong, "derivation": {"line": "dJ/dz[1]", "mistake": "sign-flipped"}}
    assert keep(wrong, "ana") != keep(other, "ana")


def test_what_an_author_writes_is_text(hostile: Task) -> None:
    page = parsed(hostile)
    assert len(list(page.iter(f"{HTML}script"))) == 1
    [title] = page.iter(f"{HTML}h1")
    assert words(title) == " ".join(HOSTILE.split())
    options = [words(one) for one in page.iter(f"{HTML}label")]
    assert any(" ".join(HOSTILE.split()) in said for said in options)


def test_a_matrix_after_the_update_becomes_what_is_written() -> None:
    captions = [words(one) for one in parsed(known("batch")).iter(f"{HTML}caption")]
    assert [said[-2:] for said in captions[-3:]] == [" =", " =", ":="]


def test_the_solution_is_filled_in_and_has_the_equations_of_what_is_asked(given: Task) -> None:
    page = parsed(given, solution=True)
    assert not list(page.iter(f"{HTML}input"))
    assert not list(page.iter(f"{HTML}script"))
    articles = list(page.iter(f"{HTML}article"))
    steps = solution(given.exercise, sheet(given)).views[0][1].steps
    assert {ask.name for ask in given.asks} & set(given.exercise.trace.by_name) <= {
        step.name for step in steps
    }
    assert len(articles) >= len(steps)


def test_by_hand_there_is_space_and_points() -> None:
    page = parsed(known("batch"))
    [space] = [one for one in page.iter(f"{HTML}div") if one.get("class") == "space"]
    assert space.text is None
    assert "6. Draw tanh 1.5 points" in words(page)
    assert "From −3 to 3." in words(page)


@pytest.mark.parametrize("name", sample(bundled()))
def test_every_bundled_exercise_is_a_page(name: str) -> None:
    html5lib.HTMLParser(strict=True).parse(made(task(name), "html").decode())
