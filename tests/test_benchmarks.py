"""The benchmarks that no other test reads still run, on a class of a few."""

from __future__ import annotations

import pytest

from benchmarks import classes


@pytest.mark.thorough
def test_a_small_class_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["classes", "12", "own", "slipped"])
    classes.main()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert all("two processes" in line for line in said)
