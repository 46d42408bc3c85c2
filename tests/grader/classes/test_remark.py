"""Marks that were given stand when the rules of marking change: nobody is marked anew unasked."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from exercises.cli import COMMANDS
from grader.classes.gradebook import FIXED
from grader.exercise_file import exercise
from grader.rules_version import NEW_RULES, RULES, Told, rule_between
from tracer.cli import run
from tracer.symbols import entry_name

from .conftest import KEYS, book, rows, write_folder

STUDENTS = 20


class Was(NamedTuple):
    """An answer as an older version marked it, beside the verdict of now, and the rule of that."""

    now: str
    verdict: str
    flags: tuple[str, ...]
    points: float
    rule: str


LOST = Was("right", "wrong", (), 0.0, "right")
EARLIER = (
    Was("mistake", "mistake", (), 1.0, "repeat"),
    Was("follows", "wrong", (), 0.0, "follows"),
    Was("follows", "follows", ("simplified",), 0.5, "trivial"),
    LOST,
    Was("right", "coarse", (), 0.5, "too-few-digits"),
)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class, marked by the rules of now into `out`, and once more into `fresh`."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "sheet.json").write_text(json.dumps(KEYS))
    write_folder(folder / "in", rows(exercise(KEYS), STUDENTS, seed=2))
    assert grade(folder) == 0
    shutil.copytree(folder / "out", folder / "fresh")
    return folder


@pytest.fixture
def folder(marked: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(marked, tmp_path / "class")


def words(folder: Path, *more: str, out: str = "out", handed_in: str = "in") -> list[str]:
    named = [str(folder / name) for name in ("sheet.json", handed_in)]
    return ["grade", *named, "-o", str(folder / out), *more]


def grade(folder: Path, *more: str, out: str = "out", handed_in: str = "in") -> int:
    return run("backprop", COMMANDS, words(folder, *more, out=out, handed_in=handed_in))


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def rules_of(folder: Path) -> int:
    found: int = json.loads((folder / "out/run.json").read_text())["rules"]
    return found


def changed_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    found = json.loads(path.read_text())
    change(found)
    path.write_text(json.dumps(found))


def as_version_1(folder: Path, *was: tuple[str, str, Was]) -> None:
    """The folder as an older program left it, by student and entry with other marks."""
    out = folder / "out"
    changed_json(out / "run.json", lambda found: found.pop("rules"))
    for path in (out / "records").iterdir():
        changed_json(path, lambda found: found.pop("rules"))
    found = book(out)
    for student, entry, answer in was:

        def put(found: dict[str, Any], entry: str = entry, answer: Was = answer) -> None:
            for one in found["students"][0]["answers"]:
                if entry_name(one["quantity"], one["entry"]) == entry:
                    one |= {"verdict": answer.verdict, "points": answer.points}
                    one["flags"] = list(answer.flags)

        changed_json(out / f"records/{student}.json", put)
        row = found[student]
        score = float(row["score"]) + answer.points - float(row[entry])
        row |= {entry: f"{answer.points:g}", "score": f"{score:g}"}
    with (out / "gradebook.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(found.values()))), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found.values())


def marked_otherwise(folder: Path) -> list[tuple[str, str, Was]]:
    """For each of EARLIER an answer that is marked so now, of another student each."""
    found: dict[str, tuple[str, Was]] = {}
    for was in EARLIER:
        for student in sorted(set(book(folder / "out")) - set(found)):
            record = json.loads((folder / f"out/records/{student}.json").read_text())
            mine = [one for one in record["students"][0]["answers"] if one["verdict"] == was.now]
            if mine and not mine[0]["flags"]:
                found[student] = entry_name(mine[0]["quantity"], mine[0]["entry"]), was
                break
    assert len(found) == len(EARLIER)
    return [(student, *one) for student, one in found.items()]


def table(said: str) -> dict[str, tuple[int, int, float]]:
    """Students, answers and points of each row of the table by rule."""
    row = re.compile(r"  ([a-z-]+|all of it) +(\d+) +(\d+) +([+-][\d.]+)(?:  .*)?")
    found = (row.fullmatch(line) for line in said.splitlines())
    return {one[1]: (int(one[2]), int(one[3]), float(one[4])) for one in found if one}


@pytest.mark.parametrize(
    "more",
    [(), ("--no-feedback",), ("--policy", "never-lower"), ("--export", "moodle"),
     ("--processes", "2")],
    ids=" ".join,
)  # fmt: skip
def test_a_folder_of_older_rules_is_not_marked_on(
    folder: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    as_version_1(folder)
    before = contents(folder)
    capsys.readouterr()
    assert grade(folder, *more) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"stand under version 1 of the rules; this program has {RULES}" in told.err
    assert "has written nothing" in told.err
    assert "--dry-run to see what would change, by rule; --remark to mark anew" in told.err
    assert contents(folder) == before


@pytest.mark.full
def test_any_version_but_this_one_is_another(folder: Path) -> None:
    for named in (RULES + 1, 0, -1, str(RULES), float(RULES), True, None, [RULES], 10**30):
        changed_json(folder / "out/run.json", lambda found, named=named: found.update(rules=named))
        before = contents(folder)
        assert grade(folder) == 1, named
        if named in (0, None):
            assert grade(folder, "--dry-run") == 0
        assert contents(folder) == before
    assert grade(folder, "--remark") == 0
    assert contents(folder / "out") == contents(folder / "fresh")


def test_a_dry_run_groups_by_rule_what_would_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    was = marked_otherwise(folder)
    as_version_1(folder, *was)
    before, old = contents(folder), book(folder / "out")
    capsys.readouterr()
    assert grade(folder, "--dry-run") == 0
    assert contents(folder) == before
    said = capsys.readouterr().out
    new = book(folder / "fresh")
    found = table(said)
    assert set(found) == {"all of it", *(one.rule for _, _, one in was)}
    for rule, (students, answers, points) in found.items():
        mine = [one for one in was if rule in (one[2].rule, "all of it")]
        assert students == answers == len(mine)
        gained = sum(float(new[who][entry]) - float(old[who][entry]) for who, entry, _ in mine)
        assert points == pytest.approx(gained)
    for student, entry, one in was:
        mark = f"{old[student]['score']} → {new[student]['score']}"
        line = f"{entry} {old[student][entry]} → {new[student][entry]}: {one.rule}"
        assert f"  {student}: {mark}  ({line})\n" in said
    assert "  the largest changes:\n" in said


@pytest.mark.thorough
def test_the_largest_changes_come_first_and_the_others_are_counted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = [name for name, row in book(folder / "out").items() if row["score"] == row["max"]]
    assert len(right) > 11
    entries = ["z[2][1,1]", "z[2][1,2]"]
    edits = [(student, entries[0], LOST) for student in right]
    as_version_1(folder, *edits, (right[-1], entries[1], LOST))
    capsys.readouterr()
    assert grade(folder, "--dry-run") == 0
    said = capsys.readouterr().out
    count = len(right)
    assert table(said)["right"] == (count, count + 1, count + 1)
    most = book(folder / "fresh")[right[-1]]["max"]
    first = said.partition("  the largest changes:\n")[2].splitlines()
    assert first[0].startswith(f"  {right[-1]}: {float(most) - 2:g} → {most}  (")
    assert first[10] == f"  and {count - 10} more"


@pytest.mark.thorough
def test_marked_anew_the_folder_is_as_if_it_had_been_begun_today(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    was = marked_otherwise(folder)
    as_version_1(folder, *was)
    assert grade(folder, "--remark") == 0
    assert f"{len(was)} marks changed:" in capsys.readouterr().out
    assert contents(folder / "out") == contents(folder / "fresh")
    times = {path: path.stat().st_mtime_ns for path in (folder / "out/records").iterdir()}
    assert grade(folder) == 0
    assert times == {path: path.stat().st_mtime_ns for path in times}
    assert contents(folder / "out") == contents(folder / "fresh")


@pytest.mark.thorough
def test_who_is_not_marked_anew_keeps_the_folder_one_of_the_old_rules(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    was = marked_otherwise(folder)
    as_version_1(folder, *was)
    before, late = contents(folder / "out"), was[0][0]
    (folder / "late").mkdir()
    (folder / f"in/{late}.toml").rename(folder / f"late/{late}.toml")
    capsys.readouterr()
    assert grade(folder, "--remark", handed_in="late") == 0
    told = f"{STUDENTS - 1} were not marked anew: the folder's marks stand under version 1"
    assert told in capsys.readouterr().out
    assert rules_of(folder) == 1
    after, old = book(folder / "out"), contents(folder / "out")
    assert after[late] == book(folder / "fresh")[late]
    kept = [name for name in old if "/" in name and late not in name]
    assert {name: old[name] for name in kept} == {name: before[name] for name in kept}
    assert grade(folder) == grade(folder, handed_in="late") == 1
    (folder / f"late/{late}.toml").rename(folder / f"in/{late}.toml")
    assert grade(folder, "--dry-run") == 0
    found = table(capsys.readouterr().out)
    assert set(found) == {"all of it", *(one.rule for who, _, one in was if who != late)}
    assert grade(folder, "--remark") == 0
    assert contents(folder / "out") == contents(folder / "fresh")


def test_nobody_loses_points_by_new_rules_under_that_policy(folder: Path) -> None:
    was = marked_otherwise(folder)
    as_version_1(folder, *was)
    old, before = book(folder / "out"), contents(folder / "out")
    assert grade(folder, "--remark", "--policy", "never-lower") == 0
    new, fresh = book(folder / "out"), book(folder / "fresh")
    lowered = [name for name in old if float(fresh[name]["score"]) < float(old[name]["score"])]
    assert lowered
    for name in old:
        best = max(float(old[name]["score"]), float(fresh[name]["score"]))
        assert float(new[name]["score"]) == best
    for name in lowered:
        for file in (f"records/{name}.json", f"feedback/{name}.html"):
            assert (folder / "out" / file).read_bytes() == before[file]
    assert rules_of(folder) == 1
    assert grade(folder) == 1


@pytest.mark.thorough
def test_marks_set_by_hand_stand_and_are_not_put_down_to_a_rule(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    as_version_1(folder, ("s000", "z[2][1,1]", LOST), ("s001", "z[2][1,1]", LOST))
    (folder / "out/overrides.csv").write_text(
        'student,quantity,points,reason\ns001,"z[2][1,1]",0.25,smudged\n'
    )
    capsys.readouterr()
    assert grade(folder, "--dry-run") == 0
    found = table(capsys.readouterr().out)
    assert found == {"right": (1, 1, 1), "by-hand": (1, 1, 0.25), "all of it": (2, 2, 1.25)}
    assert grade(folder, "--remark") == 0
    assert book(folder / "out")["s001"]["z[2][1,1]"] == "0.25"
    assert book(folder / "out")["s000"]["z[2][1,1]"] == "1"


@pytest.mark.thorough
def test_what_the_rules_did_not_change_is_not_put_down_to_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    as_version_1(folder)
    text = (folder / "in/s000.toml").read_text()
    (folder / "in/s000.toml").write_text(re.sub(r'("z\[2\]\[1,1\]" = )".*"', r'\1"99"', text))
    asks = [{**ask, "points": 3} if ask["quantity"] == "dJ/dz[2]" else ask for ask in KEYS["ask"]]
    (folder / "sheet.json").write_text(json.dumps({**KEYS, "ask": [*asks[:5], *asks[5:]]}))
    capsys.readouterr()
    assert grade(folder, "--dry-run") == 0
    said = capsys.readouterr().out
    assert set(table(said)) == {"handed-in", "all of it"}  # 3 points for 3 entries are as before
    asks[4] = {**asks[4], "points": 6}
    (folder / "sheet.json").write_text(json.dumps({**KEYS, "ask": asks}))
    assert grade(folder, "--dry-run") == 0
    said = capsys.readouterr().out
    assert set(table(said)) == {"handed-in", "exercise", "all of it"}
    assert "the exercise was changed since these marks were given\n" in said


@pytest.mark.thorough
def test_without_the_records_of_then_no_rule_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    was = marked_otherwise(folder)
    as_version_1(folder, *was)
    records = sorted((folder / "out/records").iterdir())
    for number, path in enumerate(records):
        broken = (None, b"{", b"[]", b'{"students": [{"answers": [3]}]}', b"\xff\0")[number % 5]
        path.unlink() if broken is None else path.write_bytes(broken)
    capsys.readouterr()
    assert grade(folder, "--dry-run") == 0
    found = table(capsys.readouterr().out)
    assert set(found) == {"other", "all of it"}
    assert found["other"] == found["all of it"]
    assert found["other"][0] == len(was)


def test_a_record_that_was_marked_anew_before_the_gradebook_was_tells_no_rule(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a run leaves it that was cut short."""
    was = marked_otherwise(folder)
    as_version_1(folder, *was)
    for student in (was[0][0], was[1][0]):
        shutil.copy(folder / f"fresh/records/{student}.json", folder / "out/records")
    capsys.readouterr()
    assert grade(folder, "--dry-run") == 0
    found = table(capsys.readouterr().out)
    assert set(found) == {"other", "all of it", *(one.rule for _, _, one in was[2:])}
    assert found["other"][:2] == (2, 2)


def test_everything_that_is_marked_names_its_rules(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rules_of(folder) == RULES
    for path in (folder / "out/records").iterdir():
        assert json.loads(path.read_text())["rules"] == RULES
    capsys.readouterr()
    one = [str(folder / name) for name in ("sheet.json", "in/s000.toml")]
    assert run("backprop", COMMANDS, ["grade", *one, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rules"] == RULES


@pytest.mark.thorough
def test_points_that_only_moved_are_told_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mark that is the same in all, of other lines."""
    path = folder / "out/gradebook.csv"
    text = path.read_text()
    row = next(line for line in text.splitlines() if line.startswith("s000,"))
    cells = row.split(",")
    at = len(FIXED) + 1
    assert cells[at : at + 2] == ["1", "1"]
    path.write_text(text.replace(row, ",".join([*cells[:at], "0", "2", *cells[at + 2 :]])))
    capsys.readouterr()
    assert grade(folder) == 0
    said = capsys.readouterr().out
    mark = cells[1]
    assert f"s000: {mark} → {mark}  (z[1][1,1] 0 → 1, z[1][1,2] 2 → 1)\n" in said


class Killed(BaseException):
    """Stands for the end of the process."""


def moved_into_place(patch: pytest.MonkeyPatch, most: int = 10**6) -> list[Path]:
    """The files that are moved into place from now on; when there are so many, the process ends."""
    moved: list[Path] = []
    real = Path.replace

    def counted(path: Path, target: Path) -> Path:
        if len(moved) == most:
            raise Killed
        moved.append(target)
        return real(path, target)

    patch.setattr(Path, "replace", counted)
    return moved


@pytest.mark.full
def test_marked_anew_and_killed_it_stays_one_of_the_old_rules_to_the_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended at any file that is moved into place; the last one says that all is done."""
    as_version_1(folder, *marked_otherwise(folder))
    before, expected = contents(folder / "out"), contents(folder / "fresh")
    with monkeypatch.context() as patch:
        moved = moved_into_place(patch)
        assert grade(folder, "--remark") == 0
    assert moved[-1].name == "run.json"
    assert contents(folder / "out") == expected
    for last in (0, 1, len(moved) // 2, len(moved) - 3, len(moved) - 1):
        for name, data in before.items():
            (folder / "out" / name).write_bytes(data)
        with monkeypatch.context() as patch:
            moved_into_place(patch, last)
            with pytest.raises(Killed):
                grade(folder, "--remark")
        now = contents(folder / "out")
        assert json.loads(now["run.json"]).get("rules", 1) == 1
        assert all(now[name] in (before[name], expected[name]) for name in now if "/" in name)
        assert now["gradebook.csv"] in (before["gradebook.csv"], expected["gradebook.csv"])
        assert grade(folder) == 1
        assert grade(folder, "--remark") == 0
        assert contents(folder / "out") == expected


@pytest.mark.thorough
def test_a_class_without_feedback_is_refused_and_marked_anew_likewise(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for out in ("plain", "fresh-plain"):
        assert grade(folder, "--no-feedback", out=out) == 0
    changed_json(folder / "plain/run.json", lambda found: found.pop("rules"))
    path = folder / "plain/gradebook.csv"
    path.write_text(re.sub(r"(?m)^(s000),(\d+)(.*),1$", r"\1,\2\3,0", path.read_text()))
    before = contents(folder / "plain")
    assert grade(folder, "--no-feedback", out="plain") == 1
    capsys.readouterr()
    assert grade(folder, "--no-feedback", "--dry-run", out="plain") == 0
    assert contents(folder / "plain") == before
    assert table(capsys.readouterr().out) == {"other": (1, 1, 1), "all of it": (1, 1, 1)}
    assert grade(folder, "--no-feedback", "--remark", out="plain") == 0
    assert contents(folder / "plain") == contents(folder / "fresh-plain")


@pytest.mark.full
def test_several_processes_tell_the_same_by_rule(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.classes import chunks

    monkeypatch.setattr(chunks, "FILES", 5)
    as_version_1(folder, *marked_otherwise(folder))
    said = []
    for processes in ("1", "2"):
        capsys.readouterr()
        assert grade(folder, "--dry-run", "--processes", processes) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


def told(verdict: str, *flags: str, kind: str = "number") -> Told:
    return Told(verdict, frozenset(flags), kind)


BETWEEN: Iterable[tuple[Told, Told, str]] = [
    (told("right"), told("wrong"), "right"),
    (told("coarse"), told("wrong"), "right"),
    (told("mistake"), told("right"), "right"),
    (told("right"), told("coarse", "too-few-digits"), "too-few-digits"),
    (told("coarse"), told("wrong", "too-few-digits"), "too-few-digits"),
    (told("follows"), told("wrong", "too-few-digits"), "too-few-digits"),
    (told("coarse"), told("right"), "too-few-digits"),
    (told("follows"), told("wrong"), "follows"),
    (told("wrong"), told("follows"), "follows"),
    (told("follows"), told("follows", "trivial"), "trivial"),
    (told("follows", "simplified"), told("follows", "trivial"), "trivial"),
    (told("wrong"), told("follows", "simplified"), "trivial"),
    (told("follows", "simplified"), told("follows"), "trivial"),
    (told("follows", "simplified"), told("wrong"), "follows"),
    (told("follows", "simplified"), told("wrong", "constant"), "constants"),
    (told("right"), told("wrong", "constant", "too-few-digits"), "constants"),
    (told("mistake"), told("mistake"), "repeat"),
    (told("mistake"), told("wrong"), "repeat"),
    (told("unreadable"), told("right"), "numbers-read"),
    (told("right", kind="formula"), told("wrong", kind="formula"), "formulas"),
    (told("unreadable", kind="formula"), told("right", kind="formula"), "formulas"),
    (told("missing"), told("missing"), "other"),
]


@pytest.mark.parametrize(("before", "now", "rule"), BETWEEN)
def test_the_rule_is_told_from_the_flags_else_from_the_verdicts(
    before: Told, now: Told, rule: str
) -> None:
    assert rule_between(before, now) == rule


def test_only_a_flag_tells_the_rule_where_the_answer_of_then_is_not_known() -> None:
    assert rule_between(None, told("wrong", "constant")) == "constants"
    assert rule_between(None, told("wrong")) == "other"


def test_a_rule_that_a_version_had_already_is_no_reason() -> None:
    assert {rule.version for rule in NEW_RULES} == set(range(2, RULES + 1))
    assert rule_between(told("right"), told("wrong"), since=RULES) == "other"
