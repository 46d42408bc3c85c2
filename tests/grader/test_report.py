"""What a student gets back, as a page; and the sheet's own symbols in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from grader import mark
from grader.report import FORMATS
from grader.report.formats import WAITS, as_markdown, as_text
from grader.report.html import as_html
from grader.report.page import STYLE
from grader.result import ByHand, Marked, Report, StudentReport
from grader.submission import Problem, Submission
from grader.verdicts import VERDICTS

HOSTILE = "<script src=//x>\"'&<img onerror=x>\u202e\x1b"
SHEET: dict[str, Any] = {
    "id": "week-3",
    "title": "One neuron & its slopes",
    "reveal": "all",
    "network": {
        "cost": "half_mse",
        "X": [[0.5, 1.5]],
        "Y": [[1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.3]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
        "names": {"delta": "-dJ/dz", "E": "J"},
    },
    "ask": [{"quantity": "E"}, {"quantity": "delta[2]"}, {"quantity": "delta[1]"}],
}


class Page(HTMLParser):
    """The tags with their attributes, the headings, and the texts of the table's cells by row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.words: dict[str, str] = {}
        self.open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.open in ("td", "th"):
            self.rows[-1][-1] += data
        self.words[self.open] = self.words.get(self.open, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.open = ""


def one_of_each(text: str) -> Report:
    """A report with every verdict in it, and this text wherever somebody else writes."""
    answers = [
        Marked(f"z[{at}]", (1, 1), text, verdict, 1.0, 0.5, message=text)
        for at, verdict in enumerate(VERDICTS, 1)
    ]
    answers[1].label = text
    student = StudentReport(
        text, answers, ("z[4][1,1]",), [Problem(text, text)], (ByHand(text, None, 2.0),)
    )
    return Report("week-3", [student], [Problem(text, text)], title=text)


def test_nothing_that_somebody_wrote_becomes_part_of_the_page() -> None:
    calm, hostile = Page(as_html(one_of_each("x"))), Page(as_html(one_of_each(HOSTILE)))
    assert hostile.tags == calm.tags
    assert hostile.rows[2][2] == HOSTILE[:-2] + "��"


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = as_html(one_of_each("x"))
    tags = Page(text).tags
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags}
    assert [there["href"] for tag, there in tags if "href" in there] == ["#first-1"]
    assert "default-src 'none'" in text
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_the_page_says_what_a_student_wants_to_know_first() -> None:
    report = mark(SHEET, Submission("ana", {"E": "9", "delta[2]": "8", "delta[1]": ["1", "2"]}))
    page = Page(as_html(report))
    assert page.words["h1"] == "One neuron & its slopes"
    assert page.words["title"] == "One neuron & its slopes: ana"
    assert page.words["h2"] == "ana: 0 of 4 points"
    assert page.words["a"] == "E"
    assert "The first wrong lines are " in page.words["p"]
    assert page.tags[0] == ("html", {"lang": "en"})
    assert [row[0] for row in page.rows[1:]] == ["✗ wrong"] * 4
    heads = [there.get("scope") for tag, there in page.tags if tag == "th"]
    assert heads == ["col"] * 5 + ["row"] * 4


@pytest.mark.parametrize("wrong", ["z[1][1,1]", "z[6][1,1]"])
def test_the_link_leads_to_the_first_wrong_row(wrong: str) -> None:
    report = one_of_each("x")
    report.student.first_wrong = (wrong,)
    tags = Page(as_html(report)).tags
    rows = [there.get("id") for tag, there in tags if tag == "tr"][1:]
    assert rows.index("first-1") == [one.name for one in report.student.answers].index(wrong)


def test_what_nobody_can_judge_yet_has_no_zero_and_no_mistake_on_any_page() -> None:
    typed = {"E": "0.3", "delta[2]": "see overleaf", "delta[1]": ["1", "2"]}
    report = mark(SHEET, Submission("ana", typed))
    report.student.decided = ("dJ/dz[1][2,1]",)
    report.student.first_wrong = ("dJ/dz[1][1,1]", "dJ/dz[1][2,1]")
    rows = {row[1]: row for row in Page(as_html(report)).rows[1:]}
    assert {name: row[3] for name, row in rows.items()} == {
        "E": "0 / 1", "δ[2]": "? / 1", "δ[1][1,1]": "? / 1", "δ[1][2,1]": "0 / 1",
    }  # fmt: skip
    assert rows["δ[1][1,1]"][4] == WAITS
    assert 'The first wrong line is <a href="#first-1">δ[1][2,1]</a>' in as_html(report)
    text = as_text(report)
    assert "First wrong: δ[1][2,1]\n" in text
    assert [line.split()[-3:] for line in text.splitlines() if " Σ " in line] == [
        ["?", "of", "2"], ["?", "of", "4"],
    ]  # fmt: skip
    assert as_markdown(report).count("| ? / 1 |") == 2
    report.student.decided = ("dJ/dz[2][1,1]", "dJ/dz[1][1,1]", "dJ/dz[1][2,1]")
    assert "? / 1" not in as_html(report), "a person has decided"


def test_two_students_on_one_page_have_a_row_each_to_jump_to() -> None:
    report = one_of_each("x")
    report.students *= 2
    marks = [there["id"] for _, there in Page(as_html(report)).tags if "id" in there]
    assert marks == ["first-1", "first-2"]


def test_each_row_has_its_points_of_their_maximum() -> None:
    report = one_of_each("x")
    report.student.answers[0].points = report.student.answers[0].max = 0.0
    assert [row[3] for row in Page(as_html(report)).rows[1:]] == ["–", *["0.5 / 1"] * 5, "? / 1"]


def test_who_has_everything_right_is_told_so() -> None:
    right = StudentReport("ana", [Marked("J", None, "1", "right", 1.0, 1.0)])
    assert "Every line is right." in as_html(Report("x", [right]))
    assert "Every line is right." not in as_html(one_of_each("x"))
    gap = StudentReport("ana", [*right.answers, Marked("u", None, "", "missing", 1.0)])
    for one in (gap, StudentReport("ana")):
        assert "Every line is right." not in as_html(Report("x", [one]))


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_line_is_called_what_the_sheet_calls_it(name: str) -> None:
    said = FORMATS[name](mark(SHEET, {"delta[2]": "8", "delta[1]": ["1", "2"]}))
    said = said.replace("\\", "")
    for symbol in ("E ", "δ[2] ", "δ[1][1,1] ") if name != "html" else ("E<", "δ[2]<", "δ[1][1,1]"):
        assert symbol in said
    assert "dJ/dz" not in said


def test_who_wrote_the_negative_of_a_symbol_has_its_own_name_beside_it() -> None:
    answers = mark(SHEET, {"dJ/dz[1]": ["1", "2"]}).student.answers
    assert [answer.shown for answer in answers] == ["E", "δ[2]", "dJ/dz[1][1,1]", "dJ/dz[1][2,1]"]


@pytest.mark.parametrize(("symbol", "sign"), [("delta[2]", -1), ("dJ/dz[2]", 1)])
def test_the_right_number_has_the_sign_of_the_symbol_that_was_used(symbol: str, sign: int) -> None:
    report = mark(SHEET, {symbol: "8"})
    [message] = [one.message for one in report.student.answers if one.verdict == "wrong"]
    told = message.partition("The right number is ")[2].partition(";")[0]
    right = mark(SHEET, {symbol: told}).student
    assert right["dJ/dz[2]"].verdict == "right"
    assert (float(told) > 0) == (sign < 0)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("J", "The line is J = u·x + 2·v·y = 3·3 + 2·1·2. "),
        ("f", "The line is f = J². "),
        ("df/dJ", "The line is ∂f/∂J = 2·J. "),
        ("df/du", "The line is ∂f/∂u = ∂f/∂J · d(J)/d(u) = ∂f/∂J · x = ∂f/∂J · 3. "),
    ],
)
def test_the_steps_that_nobody_wrote_are_in_no_message(asked: str, line: str) -> None:
    source = {"expression": ["J = u*x + 2*v*y", "f = J**2"],
              "at": {"u": 3, "x": 3, "v": 1, "y": 2}}  # fmt: skip
    sheet = {"expression": source, "ask": [{"quantity": asked}], "reveal": "all"}
    [answer] = mark(sheet, {asked: "7.777"}).student.answers
    assert f"{line}The right number is " in answer.message
    assert "u1" not in answer.message
    assert "u2" not in answer.message


def test_a_label_is_no_part_of_the_json() -> None:
    report = mark(SHEET, {"delta[2]": "8"}).to_json()
    assert set(report) == {"schema", "rules", "exercise", "students", "problems"}
    assert report["exercise"] == "week-3"
    assert not {"label", "sign"} & set(report["students"][0]["answers"][0])


def test_the_numbers_of_activations_stand_above_what_is_fed_back() -> None:
    layers = [{"activation": "leaky_relu", "slope": 0.1, "W": [[0.5, -0.4]]}]
    network = {"cost": "half_mse", "X": [[1, 2]], "Y": [[1]], "layers": layers}
    report = mark({"network": network, "ask": [{"quantity": "z[1]"}]}, {"z[1]": "-0.3"})
    for name in ("text", "markdown", "html"):
        assert "slope = 0.1" in FORMATS[name](report)
