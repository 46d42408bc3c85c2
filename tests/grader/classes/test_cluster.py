"""Past one machine: a dask cluster gives the same bytes; without one, that is said."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType

import pytest

from grader.asked import Exercise
from grader.classes import spread, wide
from grader.classes.carried import carried
from grader.classes.folder import exercise_hash
from grader.classes.proof import proof
from grader.classes.run import How, grade_class
from grader.classes.work import Marks
from grader.commands.grade import brought
from grader.exercise_file import exercise
from tracer.errors import InputError

from .conftest import KEYS, rows, write_wide

Load = Callable[[], tuple[Exercise, None]]


def loaded() -> tuple[Exercise, None]:
    """What a worker calls: it is found by its name."""
    from grader.exercise_file import exercise

    return exercise(KEYS), None


def graded(table: Path, out: Path, address: str | None) -> None:
    grade_class(loaded, [str(table)], str(out), How(feedback=False, scheduler=address))


def test_without_dask_it_is_said_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: Exercise
) -> None:
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    table = write_wide(tmp_path / "class.csv", rows(sheet, 3))
    with pytest.raises(InputError, match="dask is not installed") as told:
        graded(table, tmp_path / "out", "tcp://127.0.0.1:8786")
    assert "backprop-tracer[dask]" in str(told.value)
    assert not (tmp_path / "out/gradebook.csv").exists()


@pytest.mark.parametrize("error", [OSError("timed out"), TimeoutError(), ValueError("no address")])
def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: Exercise, error: Exception
) -> None:
    def client(*_words: object, **_more: object) -> None:
        raise error

    module = ModuleType("dask.distributed")
    module.Client = client  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dask", ModuleType("dask"))
    monkeypatch.setitem(sys.modules, "dask.distributed", module)
    table = write_wide(tmp_path / "class.csv", rows(sheet, 3))
    with pytest.raises(InputError, match="no scheduler answers at tcp://nobody:1"):
        graded(table, tmp_path / "out", "tcp://nobody:1")
    assert not (tmp_path / "out/gradebook.csv").exists()


class Workers:
    """A cluster in this process. `proofs`: what each worker says its code is."""

    def __init__(self, proofs: dict[str, object]) -> None:
        self.proofs = proofs

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_words: object) -> None:
        pass

    def run(self, _proof: object, on_error: str) -> dict[str, object]:
        assert on_error == "return"
        return self.proofs

    def scatter(self, job: object, broadcast: bool) -> object:
        return pickle.loads(pickle.dumps(job)) if broadcast else job

    def scheduler_info(self) -> dict[str, object]:
        return {"workers": self.proofs}

    def submit(self, call: Callable[..., bytes], *words: object, pure: bool) -> Future[bytes]:
        assert not pure
        done: Future[bytes] = Future()
        try:
            done.set_result(call(*words))
        except InputError as error:
            done.set_exception(error)
        return done


def clustered(monkeypatch: pytest.MonkeyPatch, proofs: dict[str, object]) -> None:
    module = ModuleType("dask.distributed")
    module.Client = lambda *_words, **_more: Workers(proofs)  # type: ignore[attr-defined]
    module.KilledWorker = RuntimeError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dask", ModuleType("dask"))
    monkeypatch.setitem(sys.modules, "dask.distributed", module)
    monkeypatch.setattr(spread, "here", lambda: "tcp://two:2")


def test_a_worker_with_other_code_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: Exercise
) -> None:
    older = ModuleNotFoundError("No module named 'grader.classes.proof'")
    clustered(monkeypatch, {"tcp://one:1": proof(), "tcp://two:2": "f00", "tcp://three:3": older})
    table = write_wide(tmp_path / "class.csv", rows(sheet, 3))
    with pytest.raises(InputError, match="other code than here") as told:
        graded(table, tmp_path / "out", "tcp://host:1")
    assert "tcp://two:2, tcp://three:3" in told.value.wrong
    assert "tcp://one:1" not in told.value.wrong
    assert not (tmp_path / "out/gradebook.csv").exists()


def test_a_worker_that_comes_later_proves_its_code_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: Exercise
) -> None:
    clustered(monkeypatch, {"tcp://one:1": proof()})
    sent = spread.sent_from_there
    monkeypatch.setattr(spread, "sent_from_there", lambda *words: sent(*words[:2], "f00"))
    table = write_wide(tmp_path / "class.csv", rows(sheet, 3))
    with pytest.raises(InputError, match="on tcp://two:2"):
        graded(table, tmp_path / "out", "tcp://host:1")


def test_the_same_code_marks_and_what_is_wrong_says_where_that_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: Exercise
) -> None:
    clustered(monkeypatch, {"tcp://one:1": proof()})
    table = write_wide(tmp_path / "class.csv", rows(sheet, 3))
    graded(table, tmp_path / "out", "tcp://host:1")
    assert (tmp_path / "out/gradebook.csv").is_file()

    def fails(*_words: object) -> Marks:
        raise InputError("--set", "the numbers are others", expected="the same", example="x")

    monkeypatch.setattr(spread, "of_chunk", fails)
    with pytest.raises(InputError, match="on the worker tcp://two:2"):
        graded(table, tmp_path / "out", "tcp://host:1")


def test_contents_travel_and_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = KEYS["network"]
    (tmp_path / "net.json").write_text(json.dumps(network))
    (tmp_path / "sheet.json").write_text(json.dumps({**KEYS, "network": "net.json"}))
    made = exercise(str(tmp_path / "sheet.json"))
    travelled = pickle.loads(pickle.dumps(carried(made, "sheet.json")))
    (tmp_path / "net.json").unlink()
    monkeypatch.chdir("/")
    there, _ = brought(travelled, False)
    assert exercise_hash(there) == exercise_hash(made)
    assert there.source.keys() == made.source.keys()


@pytest.mark.system
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_of_two_workers_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: Exercise
) -> None:
    distributed = pytest.importorskip("dask.distributed")
    monkeypatch.setattr(wide, "BLOCK", 2_000)  # many blocks, and students who come again
    students = rows(sheet, 60)
    table = write_wide(tmp_path / "class.csv", [*students, *students[:5]])
    graded(table, tmp_path / "one", None)
    options = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, **options) as cluster:
        graded(table, tmp_path / "many", cluster.scheduler_address)
    for name in ("gradebook.csv", "items.json", "report.html"):
        assert (tmp_path / "many" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
