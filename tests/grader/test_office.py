"""Text in the encodings that programs save, and numbers as spreadsheets leave them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import Submission, mark
from grader.csv_rows import BROKEN_OFF, rows_of_csv
from grader.encodings import as_utf8, line_of, readings, text_of, unscrambled, western_bytes
from grader.files import of_data
from grader.office import number, with_decimal_commas
from tracer.errors import InputError

TABLE = "student,quantity,value\n"
WESTERN = bytes(range(256)).decode("latin-1") + "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\ufeff"), max_size=30)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


@given(CELLS, st.sampled_from(ENCODINGS))
def test_a_table_says_the_same_in_every_unicode(text: str, encoding: str) -> None:
    assert text_of((TABLE + text).encode(encoding), "a.csv") == TABLE + text


@given(st.text(st.sampled_from(WESTERN).filter(lambda sign: sign != "\0"), max_size=30))
def test_no_byte_of_windows_is_lost(text: str) -> None:
    """A line that is no UTF-8 comes through, whatever its bytes are."""
    data = western_bytes(text)
    assert data is not None
    try:
        data.decode()
    except UnicodeDecodeError:
        assert western_bytes(line_of(data)) == data
        assert as_utf8(data).decode() == "".join(map(line_of, data.splitlines(keepends=True)))


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.integers(1, 2))
def test_what_was_read_as_western_is_read_back(text: str, times: int) -> None:
    garbled = text
    for _ in range(times):
        garbled = "".join(line_of(bytes([byte])) if byte > 127 else chr(byte)
                          for byte in garbled.encode())  # fmt: skip
    if unscrambled(text) == text:  # it does not look garbled as it is
        assert unscrambled(garbled) == text


@given(st.text(max_size=40))
def test_readings_of_any_text_are_texts_and_few(text: str) -> None:
    assert len(list(readings(text))) <= 30


DATES = (
    "2026-03-01", "2026-03-01 12:30:00", "01.03.2026", "1/3/2026", "3-1-2026", "01.03.", "1.3.26",
    "01. Mrz", "1. Mär", "Mrz 45", "Mar-45", "3-Jan", "Jan 25", "12:30", "0:35:00", "3月1日",
    "2026年3月1日", "5. Okt", "1 févr", "2-ene", "янв 25", "1 Sept",
)  # fmt: skip
NUMBERS = (
    "0.35", "-1.3", "1/3", "3/4", "1/20", "1.3e-2", "2026", "2,5", "0.35*0.2", "1-3", "2019-1",
    "12", "3.1415", "2*10^-3", "1/2/3",
)  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_a_date_that_a_spreadsheet_made_is_told_and_never_guessed(text: str) -> None:
    with pytest.raises(InputError, match="is a date, and a spreadsheet makes one"):
        number(text)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_no_date(text: str) -> None:
    assert number(text) is not None


@pytest.mark.parametrize("text", ["'-0.5", "’-0.5", "'-0.5'", "âˆ’0.5", "Ã¢Ë†â€™0.5", " '−0.5"])
def test_a_number_in_other_programs_clothes_is_that_number(text: str) -> None:
    found = number(text)
    assert found is not None
    assert found.value == -0.5


KEYS = {
    "expression": {"expression": ["u = w*x", "f = u + x"], "at": {"w": 1.5, "x": 0.823}},
    "ask": [{"quantity": "u"}, {"quantity": "f"}],
}


@pytest.mark.parametrize(
    ("answers", "verdicts"),
    [
        ({"u": "1,235", "f": "2,058"}, ["unreadable", "unreadable"]),  # nothing says which
        ({"u": "1,2345", "f": "2,058"}, ["right", "right"]),
        ({"u": "1.2345", "f": "2,058"}, ["right", "unreadable"]),
        ({"u": "1,2345", "f": "2,058", "w": "1.5"}, ["right", "unreadable"]),
    ],
)
def test_a_comma_is_what_the_other_numbers_say_that_it_is(
    answers: dict[str, str], verdicts: list[str]
) -> None:
    report = mark(KEYS, Submission("ana", answers)).student
    assert [one.verdict for one in report.answers if one.max] == verdicts
    assert [one.typed for one in report.answers if one.max] == [answers["u"], answers["f"]]
    assert with_decimal_commas(list(answers.values())) == (verdicts == ["right", "right"])


def test_a_blank_takes_no_answer_back() -> None:
    table = "student,quantity,value\nana,u,1.2345\nana,u,\n,f,2.0575\nana,f,\n"
    (one,) = of_data("a.csv", table.encode(), "a.csv")
    assert dict(one.answers) == {"u": "1.2345", "f": "2.0575"}
    assert one.repeated == ()
    report = mark(KEYS, Submission("ana", {"u": "1.2345", " u": "", "f": "2.0575"})).student
    assert [one.verdict for one in report.answers] == ["right", "right"]
    assert report.problems == []


def test_what_was_typed_beside_a_blank_value_is_told() -> None:
    for table in ("student;quantity;value\nana;u;;1.5\n", "student,quantity,value,\nana,u,,1.5\n"):
        (one,) = of_data("a.csv", table.encode(), "a.csv")
        assert "'1.5' stands beside the column `value`" in one.unread[0].message
        report = mark(KEYS, one).student
        assert report.open == ("u", "f")


TABLES = {
    "titles above it": "Exercise 3;;\n;;\nMarch;;\nstudent;quantity;value\nana;u;1,5\n",
    "signs that were added": "student,quantity,value;;;;\nana,u,1.5;;;;\n",
    "sep= in quotes": '"sep=;"\nstudent;quantity;value\nana;u;1,5\n',
    "sep= with a bar of its own": "sep=\t\r\nstudent\tquantity\tvalue\r\nana\tu\t1,5\r\n",
    "carriage returns alone": "student;quantity;value\rana;u;1,5\r",
    "a remark beside it": "student;quantity;value\nana;u;1,5;;see page 2\n",
    "a row in one cell among others": 'student,quantity,value\n"ana,u,1.5"\n',
    "all in one cell, by semicolons": '"student;quantity;value"\n"ana;u;1,5"\n',
}


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
@pytest.mark.parametrize("table", TABLES)
def test_a_table_as_a_spreadsheet_leaves_it_is_read(table: str, name: str) -> None:
    (one,) = of_data(name, TABLES[table].encode(), name)
    assert one.student == "ana"
    assert {name: text.replace(",", ".") for name, text in one.answers.items()} == {"u": "1.5"}


def test_no_text_in_the_place_of_answers_is_taken_for_some(tmp_path: Path) -> None:
    from grader.classes.gather import holds_answers

    for text, answers in {
        "student, please read this first": False,
        "student;quantity;value\n": True,
        "sep=;\nstudent;quantity;value\n": True,
        "student,J,z[1][1,1]\n": True,
        'student = "s1"\n[answers]\nJ = 1\n': True,
        '{"student": "s1", "answers": {}}': True,
        "my answers are in the other file": False,
        "": False,
    }.items():
        for encoding in ("utf-8", "utf-16"):
            (tmp_path / "a.txt").write_bytes(text.encode(encoding))
            assert holds_answers(tmp_path / "a.txt") == answers, text


BROKEN = {  # the last row of a long table that came with half of its bytes; whether that is told
    'ana,"dJ/dz[': True,
    'ana,"z[1][1,2]","0.': True,
    'ana,"z[1][1,2]",0.5\nana,"dJ/d\n': True,
    'ana,"z[1][1,2]"': True,
    'ana,"z[1][1,2]"\n': False,  # a row that somebody wrote by hand, whole
    'ana,"z[1][1,2]",0.': False,  # nobody can know
    'ana,"z[1][1,2]",0.5\nana,"z[1][1,3]",5" long\n': False,
}


@pytest.mark.parametrize("rest", BROKEN)
def test_a_file_that_ends_in_the_middle_of_a_row_is_told(rest: str) -> None:
    table = rows_of_csv('student,quantity,value\nana,"z[1][1,1]",0.25\n' + rest, "ana.csv")
    assert (list(table.torn.values()) == [BROKEN_OFF]) == BROKEN[rest]
