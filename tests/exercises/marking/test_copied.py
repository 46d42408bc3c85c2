"""Paper marked by exception: the model and the files it keeps."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from exercises.cli import COMMANDS
from exercises.marking.copied import Paper
from exercises.marking.leaving import last_words
from exercises.marking.model import Marking
from exercises.marking.store import Store
from exercises.marking.view import rows, top
from grader.asked import Exercise
from grader.entries import entries
from grader.exercise_file import exercise
from grader.rules_version import RULES
from tracer.cli import run
from tracer.errors import InputError
from tracer.shell.line import plain

from .conftest import KEYS, marking


def test_a_forty_answer_sheet_with_one_slip_takes_at_most_fifteen_entries(sheet: Exercise) -> None:
    assert len(entries(sheet)) >= 40
    one = marking(sheet)
    one.accept()
    one.move(right=2)
    one.record("0.9")  # a[1][1,3] is 0.9 on the paper
    while not all(one.paper.done(line) for line in one.lines):
        one.accept()
    assert one.entered["ana"] <= 15
    report = one.paper.report()
    assert report.first_wrong == ("a[1][1,3]",)
    assert one.paper.score == sum(entry.worth for entry in entries(sheet)) - 1 + 2


def test_later_keys_follow_from_what_was_copied(sheet: Exercise) -> None:
    one = marking(sheet)
    z, a = one.lines[0].entries[0], one.lines[1].entries[0]
    assert one.paper.key(a) == f"{np.tanh(-0.25):.4g}"
    one.record("0.5")
    assert one.paper.key(z) == "-0.25"
    assert one.paper.key(a) == f"{np.tanh(0.5):.4g}"


def test_undo_takes_back_key_by_key(sheet: Exercise) -> None:
    one = marking(sheet)
    before = []
    for act in (one.accept, lambda: one.record("7"), one.accept_rest, lambda: one.record("1.5")):
        before.append((dict(one.paper.typed), dict(one.paper.given), one.line, one.column))
        act()
    while before:
        assert one.undo()
        state = before.pop()
        assert (one.paper.typed, one.paper.given, one.line, one.column) == state
    assert not one.undo()


def test_points_by_hand_lie_between_none_and_all(sheet: Exercise) -> None:
    one = marking(sheet)
    one.accept_rest()
    assert one.here.name == "Draw it"
    for text in ("3", "-1", "much", "nan"):
        with pytest.raises(ValueError, match=r"points|convert|0 to"):
            one.record(text)
    one.record("1,5")
    assert one.paper.given == {"Draw it": "1.5"}


def test_what_was_copied_is_there_again_and_grade_reads_it(
    tmp_path: Path, sheet: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet, "ana", "בו")
    for at in range(2):
        one.to_student(at)
        one.accept()
        one.record("0.123")
        one.accept_rest()
        one.record("1")
        store.save(one.paper)
    again = Paper(lambda: sheet, "בו")
    Store(str(tmp_path / "out"), sheet).load(again)
    assert (again.typed, again.given) == (one.paper.typed, one.paper.given)
    (tmp_path / "paper.json").write_text(json.dumps(KEYS))
    words = [
        str(tmp_path / "paper.json"),
        str(tmp_path / "out/copied"),
        "-o",
        str(tmp_path / "out"),
    ]
    assert run("backprop", COMMANDS, ["grade", *words]) == 0
    book = (tmp_path / "out/gradebook.csv").read_text().splitlines()
    assert len(book) == 3
    assert book[1].split(",")[1] == f"{one.paper.score:g}"


def test_a_student_is_found_by_the_beginning_of_the_id(sheet: Exercise) -> None:
    one = marking(sheet, "ana", "anton", "bo")
    assert not one.jump("B")
    assert one.paper.student == "bo"
    assert one.jump("an") == "2 ids begin with 'an': ana, anton"
    assert one.jump("cy") == "there is no student 'cy'"
    assert not one.jump("ana")
    assert one.at == 0
    assert not one.jump("3"), "as the top of the screen counts them"
    assert one.paper.student == "bo"
    assert one.jump("4") == "there is no student '4'"


@pytest.mark.parametrize("width", range(30, 120, 7))
def test_the_entry_that_is_here_is_always_to_be_seen(sheet: Exercise, width: int) -> None:
    one = marking(sheet)
    for number, line in enumerate(one.lines):
        for column in range(len(line.entries)):
            one.line, one.column = number, column
            row = rows(one, width)[number]
            (here,) = [piece for piece in row if piece.role == "cursor"]
            assert one.paper.key(line.entries[column]) in here.text
            if width > 44:  # room for a name, an entry, and … on either side
                assert len(plain(row)) <= width
    assert plain(rows(one, 120)[0]).count(" | ") == 1  # two rows of three


def test_marking_goes_on_where_it_was_left(tmp_path: Path, sheet: Exercise) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet, "ana", "bo", "cy")
    one.accept_rest()
    one.accept()
    store.save(one.paper)
    one.to_student(1)
    one.accept()
    one.record("0.5")
    store.save(one.paper)
    again = [Paper(lambda: sheet, student) for student in ("ana", "bo", "cy")]
    for paper in again:
        store.load(paper)
    resumed = Marking(again)
    assert resumed.paper.student == "bo"
    assert (resumed.line, resumed.column) == (one.line, one.column)


def test_what_was_left_in_the_middle_comes_before_papers_that_are_not_begun(
    sheet: Exercise,
) -> None:
    papers = [Paper(lambda: sheet, student) for student in ("ana", "bo", "cy", "di")]
    papers[2].typed = {"z[1][1,1]": "0.5"}
    assert Marking(papers).paper.student == "cy"
    papers[2].typed = {}
    one = Marking(papers, marked={"ana", "cy", "di"})
    assert one.paper.student == "bo", "ana's work came as a file, and has a mark"
    one.to_next()
    assert one.paper.student == "cy", "of a file or not: there is nobody else"
    assert Marking(papers, marked={"bo"}).paper.student == "ana"
    one = Marking(papers, marked={"bo"})
    one.to_next()
    assert one.paper.student == "cy"


def test_who_has_a_mark_of_a_file_is_passed_by_and_counted_on_leaving(
    tmp_path: Path, sheet: Exercise
) -> None:
    store = Store(str(tmp_path / "out"), sheet)
    assert store.marked() == frozenset()
    (tmp_path / "out/gradebook.csv").write_text(
        "student,score,max,first_wrong,mistakes,says,note\nana,3,9,,,,\nbo,?,9,,,,not read\n"
        "cy,,9,,,,nothing was handed in\n"
    )
    assert store.marked() == {"ana"}
    papers = [Paper(lambda: sheet, student) for student in ("ana", "bo", "cy")]
    one = Marking(papers, store.marked())
    assert "marked from a file" not in plain(top(one, 80))
    assert list(last_words(one, store, "x.toml", {})) == [
        "2 papers not begun",
        "1 student has a mark of a file that was handed in, which stays",
    ]
    one.to_student(-1)
    assert plain(top(one, 80)).startswith(" ana  (1 of 3) marked from a file")
    (tmp_path / "out/gradebook.csv").write_text("saved by another program")
    assert store.marked() == frozenset()


def test_the_rest_of_a_paper_is_empty_at_one_word(sheet: Exercise) -> None:
    one = marking(sheet)
    one.accept()
    one.rest_empty()
    assert one.entered["ana"] == 2
    assert {line.name for line in one.lines if not one.paper.done(line)} == {"Draw it"}
    verdicts = {answer.verdict for answer in one.paper.report().answers}
    assert verdicts == {"right", "missing"}


def test_a_paper_of_which_all_was_taken_back_is_not_handed_in(
    tmp_path: Path, sheet: Exercise
) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet)
    one.accept()
    store.save(one.paper)
    assert (tmp_path / "out/unfinished/ana.toml").is_file()
    one.undo()
    store.save(one.paper)
    assert not list((tmp_path / "out").rglob("ana.toml"))


def finished(one: Marking) -> None:
    one.accept_rest()
    one.accept()


def test_a_paper_is_among_the_copied_ones_once_all_of_it_was_looked_at(
    tmp_path: Path, sheet: Exercise
) -> None:
    store, one = Store(str(tmp_path), sheet), marking(sheet)
    copied, unfinished = tmp_path / "copied/ana.toml", tmp_path / "unfinished/ana.toml"
    one.accept_rest()  # but for the part by hand
    store.save(one.paper)
    assert (copied.exists(), unfinished.exists()) == (False, True)
    one.accept()
    store.save(one.paper)
    assert (copied.exists(), unfinished.exists()) == (True, False)
    one.undo()
    store.save(one.paper)
    assert (copied.exists(), unfinished.exists()) == (False, True)


@pytest.mark.parametrize("back", [False, True])
def test_a_paper_that_was_moving_when_the_power_went_is_not_lost(
    tmp_path: Path, sheet: Exercise, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    store, one = Store(str(tmp_path), sheet), marking(sheet)
    acts = [one.accept_rest, one.accept, one.undo][: 3 if back else 2]
    for act in acts[:-1]:
        act()
        store.save(one.paper)
    for path in tmp_path.rglob("ana.toml"):
        os.utime(path, ns=(0, 0))

    def killed(_name: str) -> None:
        raise KeyboardInterrupt

    acts[-1]()
    monkeypatch.setattr(store.folder, "drop", killed)
    with pytest.raises(KeyboardInterrupt):
        store.save(one.paper)
    assert len(list(tmp_path.rglob("ana.toml"))) == 2
    again = Store(str(tmp_path), sheet)
    kept = again.kept(one.paper)
    assert kept is not None
    assert kept.parent.name == ("unfinished" if back else "copied")
    paper = Paper(lambda: sheet, "ana")
    again.load(paper)
    assert paper.typed == one.paper.typed


def test_what_is_open_is_told_on_leaving(tmp_path: Path, sheet: Exercise) -> None:
    store, one = Store(f"{tmp_path}/pm/", sheet), marking(sheet, "ana", "bo", "cy", "di", "eve")
    assert list(last_words(one, store, "x.toml", {})) == ["5 papers not begun"]
    finished(one)
    store.save(one.paper)
    one.to_student(1)
    one.accept()
    one.record("0.5")
    store.save(one.paper)
    one.to_student(1)
    finished(one)
    one.undo()  # the part by hand; nobody has kept it
    pm = f"{tmp_path}/pm"
    assert list(last_words(one, store, "x.toml", {"--set": "s/", "--secret-file": None})) == [
        "3 papers, 2.0 entries each",
        "bo: 12 of 13 lines not looked at",
        "cy: 1 of 13 lines not looked at",
        f"what is not finished is in {pm}/unfinished; mark goes on with it",
        "2 papers not begun",
        f"now: backprop grade x.toml {pm}/copied -o {pm} --set s/",
    ]
    kept = sorted(str(path.relative_to(pm)) for path in Path(pm).rglob("*.toml"))
    assert kept == ["copied/ana.toml", "unfinished/bo.toml", "unfinished/cy.toml"]


def test_an_unfinished_paper_of_an_earlier_version_is_not_graded(
    tmp_path: Path, sheet: Exercise
) -> None:
    store, one = Store(str(tmp_path), sheet), marking(sheet)
    one.accept()
    store.save(one.paper)
    (tmp_path / "copied").mkdir()
    (tmp_path / "unfinished/ana.toml").rename(tmp_path / "copied/ana.toml")
    again = marking(sheet)
    store.load(again.paper)
    assert again.paper.typed == one.paper.typed
    words = list(last_words(again, store, "x.toml", {}))
    assert words[0] == "ana: 12 of 13 lines not looked at"
    assert not any("backprop grade" in line for line in words)
    assert (tmp_path / "unfinished/ana.toml").is_file()
    assert not (tmp_path / "copied/ana.toml").exists()


def test_papers_of_a_folder_of_older_rules_go_on_and_its_marks_stand(
    tmp_path: Path, sheet: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "paper.json").write_text(json.dumps(KEYS))
    out, run_json = tmp_path / "out", tmp_path / "out/run.json"
    grade = ["grade", str(tmp_path / "paper.json"), str(out / "copied"), "-o", str(out)]
    store, one = Store(str(out), sheet), marking(sheet, "ana", "bo")
    finished(one)
    store.save(one.paper)
    assert run("backprop", COMMANDS, grade) == 0
    run_json.write_text(json.dumps({**json.loads(run_json.read_text()), "rules": 1}))
    record = out / "records/ana.json"
    record.write_text(record.read_text().replace(f'"rules": {RULES}', '"rules": 1'))
    before = (out / "gradebook.csv").read_bytes(), record.read_bytes()

    again, two = Store(str(out), sheet), marking(sheet, "ana", "bo")
    for paper in two.papers:
        again.load(paper)
    assert two.papers[0].typed == one.paper.typed
    two.to_student(1)
    finished(two)
    again.save(two.paper)
    assert json.loads(run_json.read_text())["rules"] == 1
    words = list(last_words(two, again, "x.toml", {}))
    assert words[-2] == (
        "the folder's marks stand under version 1 of the rules; this program has "
        f"{RULES}: grade marks them anew with --remark only"
    )
    assert words[-1] == f"now: backprop grade x.toml {out}/copied -o {out} --dry-run"
    assert run("backprop", COMMANDS, grade) == 1
    assert ((out / "gradebook.csv").read_bytes(), record.read_bytes()) == before
    capsys.readouterr()
    assert run("backprop", COMMANDS, [*grade, "--dry-run"]) == 0
    assert "2 students marked; nothing was written\nno mark would change\n" in (
        capsys.readouterr().out
    )
    assert run("backprop", COMMANDS, [*grade, "--remark"]) == 0
    assert json.loads(run_json.read_text())["rules"] == RULES
    assert Store(str(out), sheet).folder.stands == ""


def test_a_key_has_the_digits_of_the_instructors_copy() -> None:
    numbers = {"w": 0.1, "v": 0.22004, "b": 0.2}
    keys = {
        "id": "digits",
        "digits": 3,
        "expression": {"expression": ["u = w + b", "s = -v"], "at": numbers},
        "ask": [{"quantity": "u"}, {"quantity": "s"}],
    }
    paper = marking(exercise(keys)).paper
    shown = [paper.key(line.entries[0]) for line in paper.lines]
    assert shown == ["0.3", "-0.220"]  # 0.1 + 0.2; what is cut short has all its digits


def test_what_an_instructor_wrote_into_the_overrides_stays(tmp_path: Path, sheet: Exercise) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet)
    text = "\ufeffpoints;quantity;student\n0,5;J;ana\n1;Draw it;bo\n2;Draw it;ANA\n"
    (tmp_path / "out/overrides.csv").write_text(text, encoding="utf-8")
    for paper in one.papers:
        store.load(paper)
    assert [paper.given for paper in one.papers] == [{"Draw it": "2"}, {"Draw it": "1"}]
    one.paper.given["Draw it"] = "1.5"
    store.save(one.paper)
    kept = (tmp_path / "out/overrides.csv").read_text(encoding="utf-8").splitlines()
    assert kept == ["points;quantity;student;reason", "0,5;J;ana;", "1;Draw it;bo;",
                    "1.5;Draw it;ANA;"]  # fmt: skip


@pytest.mark.parametrize("points", ["1.5", "2"])
def test_a_reason_and_further_columns_stay_when_points_change(
    tmp_path: Path, sheet: Exercise, points: str
) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet)
    path = tmp_path / "out/overrides.csv"
    text = (
        "student,quantity,points,reason,Who,=sum\n"
        'ana,Draw it,"1,5","1.5, axes missing; see mail",TA 2,"\'=1+1, \nand more"\n'
        "bo,J,0.5,smudged,,\n"
    )
    path.write_text(text, encoding="utf-8")
    store.load(one.paper)
    assert one.paper.given == {"Draw it": "1.5"}
    one.paper.given["Draw it"] = points
    store.save(one.paper)
    found = path.read_text(encoding="utf-8")
    if points == "1.5":
        assert found == text  # nothing changed: not a byte
    else:
        assert found == text.replace('"1,5"', "2").replace(",=sum", ",'=sum")
    one.papers[1].given["Draw it"] = "1"
    store.save(one.papers[1])
    assert path.read_text(encoding="utf-8").splitlines()[-1] == "bo,Draw it,1,marked by hand,,"
    del one.paper.given["Draw it"]
    store.save(one.paper)
    assert "axes" not in path.read_text(encoding="utf-8")


def test_points_that_are_none_in_the_overrides_are_told_by_line(
    tmp_path: Path, sheet: Exercise
) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet)
    path = tmp_path / "out/overrides.csv"
    path.write_text("student,quantity,points,reason\nbo,J,1,x\nana,Draw it,two,x\n")
    with pytest.raises(InputError, match=r"line 3.*'two' are no points"):
        store.load(one.paper)


def test_a_long_title_takes_no_line_its_numbers() -> None:
    keys = {**KEYS, "manual": [{"title": "Draw the network " * 12, "points": 2}]}
    shown = rows(marking(exercise(keys)), 80)
    texts = ["".join(piece.text for piece in row) for row in shown]
    assert all("[" in text for text in texts[:-1])
    assert "of 2 points, by hand" in texts[-1]
    assert max(map(len, texts)) <= 80


def test_f_may_be_written_for_false_whatever_letters_there_are() -> None:
    two = [{"text": "true", "right": True}, {"text": "false"}]
    asks = [{"kind": "choice", "title": "Is J convex?", "options": two}, {"quantity": "z[1]"}]
    one = marking(exercise({**KEYS, "ask": asks}))
    assert not one.may_be_answer("f")  # z[1], numbers
    one.accept()
    said = {word: one.may_be_answer(word) for word in ("a", "f", "n", "-f", "?")}
    assert said == {"a": True, "f": True, "n": False, "-f": False, "?": False}
