"""Published sheets of deeper courses, set as exercises: every printed number is reproduced, or told
as a slip of the key; what is right earns all, a usual slip costs its line and is named.

The sheets with tables are printed as they were read (`data/golden/topics`): write them anew with
`python -m tests.exercises.test_topics`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises.authoring.by_hand import answers
from exercises.authoring.faults import draft
from exercises.authoring.printed import graded
from exercises.task import task
from exercises.worksheet.files import files
from grader import mark
from tests.sample import sample

DATA = Path(__file__).parents[1] / "data"
FILES = {path.stem: path for path in sorted((DATA / "exercises" / "topics").glob("*.toml"))}
GOLDEN = DATA / "golden" / "topics"
TABLES, FORMATS = ("perceptron_cornell", "rmsprop_aio"), ("md", "tex")
KEYS = {"gru_click4ai": ["h_hat[2,1]"]}
"""What is wrong in a published key; what follows from it agrees with it."""

SLIPS = {
    "perceptron_cornell": (
        {"@5 y_hat": "0", "@5 error": "0", "@5 b[1]:=": "0", "@6 z[1]": "0.5", "@6 b[1]:=": "0",
         "@7 z[1]": "0", "@7 y_hat": "1"},
        "@5 y_hat[1,1]", "off-at-zero",
    ),
    "rnn_yeh": ({"h2": [["4"], ["8"]]}, "h2[1,1]", "term-dropped"),
    "gru_click4ai": ({"h_hat": [["0.550"], ["0.350"]]}, "h_hat[1,1]", "outer-function-left-out"),
    "rmsprop_aio": ({"w1:=": "-2.000030"}, "w1:=", "scaling-root-forgotten"),
    "layernorm_building_llm": ({"v": "2.947"}, "v", "n-minus-1"),
}  # fmt: skip
"""Of each a usual slip: what is typed instead, the line that it costs, the name."""


@pytest.mark.parametrize("name", FILES)
def test_every_published_number_is_reproduced_or_told_as_a_slip(name: str) -> None:
    made = draft(str(FILES[name]))
    assert made.task is not None
    told = graded(made.task.exercise, made.typed["printed"])
    assert told.number > 4
    assert [one.name for one in told.disagree] == KEYS.get(name, [])


@pytest.mark.parametrize("name", sample(FILES, 3))
def test_right_answers_earn_all(name: str) -> None:
    given = task(FILES[name])
    found = mark(given.exercise, answers(given.exercise)).student
    assert {answer.verdict for answer in found.answers} == {"right"}
    assert found.score == found.max


@pytest.mark.parametrize("name", SLIPS)
def test_a_usual_slip_costs_its_line_and_is_named(name: str) -> None:
    given = task(FILES[name])
    typed, line, called = SLIPS[name]
    right = answers(given.exercise)
    right = {key: text for key, text in right.items()
             if key.partition("[")[0] not in typed and key not in typed}  # fmt: skip
    found = mark(given.exercise, {**right, **typed}).student
    assert found.first_wrong[0] == line
    assert any(called in one for one in found[line].mistakes)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("format", FORMATS)
def test_the_printed_sheet_is_the_one_that_was_read(name: str, format: str) -> None:
    golden = GOLDEN / f"{name}.{format}"
    assert printed(name, format) == golden.read_text(encoding="utf-8")


def printed(name: str, format: str) -> str:
    return files(task(FILES[name]), [format])[f"sheet.{format}"].decode()


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in TABLES:
        for suffix in FORMATS:
            text = printed(each, suffix)
            (GOLDEN / f"{each}.{suffix}").write_text(text, encoding="utf-8")
