"""Past one machine: a dask cluster gives the same bytes; without one, that is said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from grader.asked import Exercise
from grader.classes import wide
from grader.classes.run import How, grade_class
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
