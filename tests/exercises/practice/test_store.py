"""What is kept survives whatever happens to the process: at most the number being typed is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exercises.practice.model import Practice
from exercises.practice.progress import Progress, progress_of
from exercises.practice.store import Store
from exercises.practice.views.summary import summary
from exercises.task import task
from grader.rules_version import RULES
from tests.sample import sample
from tracer.shell.line import plain
from tracer.shell.memory import hashed

from .sheets import keys, practice

ROOT = Path(__file__).parents[3]
TYPED = [f"0.{number:03}" for number in range(1, 1000)]
PLACES = [("z[1]", (1, 1)), ("z[1]", (1, 2)), ("z[1]", (1, 3)), ("y_hat", (1, 1)),
          ("y_hat", (1, 2)), ("y_hat", (1, 3))]  # fmt: skip


def answered(made: Practice, number: int) -> None:
    """The answer of that number: an entry in turn, a text of its own."""
    made.sheet.stand(*PLACES[number % len(PLACES)])
    made.answer(TYPED[number])


def expected(count: int) -> dict[str, str]:
    """What is typed after so many answers."""
    found = {}
    for number in range(count):
        name, (row, column) = PLACES[number % len(PLACES)]
        found[f"{name}[{row},{column}]"] = TYPED[number]
    return found


class Killed(BaseException):
    """Stands for the end of the process."""


class Disk:
    """The file system, up to an operation at which the process ends."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
        self.left = last
        for name in ("write_text", "replace", "unlink", "mkdir"):
            monkeypatch.setattr(Path, name, self.counted(name, getattr(Path, name)))

    def counted(self, name: str, real: object) -> object:
        def operation(path: Path, *args: object, **named: object) -> object:
            if self.left <= 0:
                raise Killed  # a dead process does nothing more
            self.left -= 1
            if self.left == 0 and name == "write_text":
                real(path, str(args[0])[: len(str(args[0])) // 2], **named)  # type: ignore[operator]
                raise Killed
            return real(path, *args, **named)  # type: ignore[operator]

        return operation


@pytest.mark.parametrize("last", sample(range(1, 14), 6))
def test_ended_at_any_operation_of_the_file_system(
    last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = practice("neuron", tmp_path)
    with monkeypatch.context() as patch:
        Disk(patch, last)
        done = answered_until_killed(made)
    kept = practice("neuron", tmp_path).progress.typed
    assert kept in (expected(done), expected(done + 1))


def answered_until_killed(made: Practice) -> int:
    """How many answers were taken and acknowledged."""
    for done in range(len(TYPED)):
        try:
            answered(made, done)
        except Killed:
            return done
    raise AssertionError("the process never ended")


WORKER = """
import sys
from pathlib import Path
from tests_practice import answered, practice
made = practice("neuron", Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 999):
    answered(made, number)
    print(number + 1, flush=True)
"""


@pytest.mark.thorough
@pytest.mark.parametrize(
    "kills", [3, pytest.param(200, marks=[pytest.mark.full, pytest.mark.system])]
)
def test_killed_at_random_moments(kills: int, tmp_path: Path) -> None:
    """A process that answers without pause is killed, and the next one takes up from there."""
    here = "tests.exercises.practice.test_store"
    worker = WORKER.replace("tests_practice", here)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    moments = random.Random(6)
    begun = 0
    for kill in range(kills):
        folder = tmp_path / str(kill // 20)
        if kill % 20 == 0:
            begun = 0
        process = subprocess.Popen(
            [sys.executable, "-c", worker, str(folder), str(begun)],
            stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
        )  # fmt: skip
        assert process.stdout is not None
        done = int(process.stdout.readline())
        time.sleep(moments.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split()
        process.stdout.close()
        process.wait(10)
        done = int(said[-1]) if said else done
        kept = practice("neuron", folder).progress.typed
        assert kept in (expected(done), expected(done + 1)), kill
        begun = done if kept == expected(done) else done + 1


def test_a_folder_that_cannot_be_written_is_said_and_practice_goes_on(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    made = practice("neuron", blocked / "below")
    assert made.answer("0.1").verdict == "right"
    assert "cannot be remembered" in made.store.fault
    assert made.store.secret  # for this session


def test_a_damaged_file_begins_anew_as_far_as_it_is_damaged(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    made.answer("0.1")
    (path,) = tmp_path.glob("*.json")
    kept = json.loads(path.read_text())
    kept["attempts"] = ["no table"]
    kept["cursor"] = "nowhere"
    kept["tries"] = {"affine": {"right": 1, "unknown": 2}}
    kept["rounds"] = 7
    path.write_text(json.dumps(kept))
    again = practice("neuron", tmp_path)
    assert again.progress.typed == {"z[1][1,1]": "0.1"}
    assert again.progress.attempts == {}
    assert again.sheet.right == 1
    path.write_text("{")
    assert practice("neuron", tmp_path).progress.typed == {}


def older(folder: Path) -> None:
    """What is there, as it was kept before there were versions of the rules."""
    (path,) = folder.glob("*.json")
    kept = json.loads(path.read_text())
    del kept["rules"]
    for one in kept["rounds"]:
        del one["rules"]
    path.write_text(json.dumps(kept))


def test_answers_that_were_marked_by_older_rules_are_there_and_it_is_said(tmp_path: Path) -> None:
    practice("neuron", tmp_path).answer("0.1")
    assert practice("neuron", tmp_path).note == ""
    older(tmp_path)
    for _ in range(2):  # nothing is written by looking
        again = practice("neuron", tmp_path)
        assert again.progress.typed == {"z[1][1,1]": "0.1"}
        assert again.note == f"now by version {RULES} of the rules, not 1"
    again.answer("-0.6")
    assert practice("neuron", tmp_path).note == ""


def test_rounds_of_older_rules_keep_their_points_and_name_them(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    made.answer("0.1")
    made.again()
    older(tmp_path)
    again = practice("neuron", tmp_path)
    assert again.note == ""  # nothing is typed
    again.answer("7")
    again.again()
    said = [plain(line) for line in summary(practice("neuron", tmp_path))]
    before = said[said.index("Before") + 1 :][:2]
    assert before[0].startswith("  the first numbers: 1 of 6 points, by version 1 of the rules, ")
    assert "version" not in before[1]


def test_what_is_kept_can_be_read_back() -> None:
    made = Progress(number=3, typed={"z[1][1,1]": "0.1"}, shown=("z[1]",), cursor=(1, 2))
    made.of("affine").wrong += 1
    assert progress_of(json.loads(json.dumps(made.to_json()))) == made


def test_each_person_has_a_secret_and_it_stays(tmp_path: Path) -> None:
    secret = Store(tmp_path / "ana").secret
    assert len(secret) == 64
    assert Store(tmp_path / "ana").secret == secret
    assert Store(tmp_path / "ben").secret != secret


def test_exercises_do_not_share_a_file(tmp_path: Path) -> None:
    practice("neuron", tmp_path).answer("0.1")
    other = Practice(task(keys("neuron")), "another", Store(tmp_path))
    assert other.progress.typed == {}
    (tmp_path / f"{hashed('neuron')}.json").rename(tmp_path / f"{hashed('another')}.json")
    again = Practice(task(keys("neuron")), "another", Store(tmp_path))
    assert again.progress.typed == {}  # two keys may have one hash
