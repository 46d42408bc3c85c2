"""What the gradient check shows: the quotient closing in, samples of large arrays, its text."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tracer.test_check import SETTINGS, network, verdicts, wrong_at
from tracer import Expression, InputError, Layer, Network, trace
from tracer import check as check_module
from tracer.check import check, check_trace, quotients
from tracer.files import read

# The table of shrinking Δx


def test_the_forward_quotient_closes_in() -> None:
    t = trace(Expression(expression="x**2", at={"x": 3}))
    table = quotients(t, "dy/dx")
    assert [line.dx for line in table] == [10.0**-power for power in range(1, 8)]
    for line in table:  # ((3 + Δx)² − 9)/Δx = 6 + Δx
        assert line.quotient == pytest.approx(6 + line.dx, abs=1e-7)
        assert line.difference == pytest.approx(-line.dx, abs=1e-7)


def test_the_quotient_is_taken_n_times_where_the_average_enters_later() -> None:
    t = trace(SETTINGS["1/N only at the parameters"])
    for name, place in (("dJ/dz[1]", (1, 2)), ("dJ/dW[1]", (2, 2)), ("dJ/da[0]", (1, 1))):
        assert quotients(t, name, place)[5].difference == pytest.approx(0, abs=1e-5)
    factors = {one.name: one.factor for one in check_trace(t).compared}
    assert factors["dJ/dz[1]"] == factors["dJ/da[1]"] == factors["dJ/dy_hat"] == 3
    assert factors["dJ/dW[1]"] == factors["dJ/db[2]"] == factors["dy_hat/dz[2]"] == 1


def test_the_quotient_of_an_entry_is_read_where_the_sheet_lays_it() -> None:
    columns, rows = trace(SETTINGS["bce"]), trace(SETTINGS["bce"].replaced(layout="torch"))
    assert quotients(columns, "dJ/dz[1]", (1, 3)) == quotients(rows, "dJ/dz[1]", (3, 1))


def test_each_entry_of_a_jacobian_is_its_own_quotient() -> None:
    t = trace(SETTINGS["ce"])
    for row in (1, 2, 3):
        for column in range(1, 10):
            line = quotients(t, "dy_hat/dz[2]", (row, column))[5]
            assert line.difference == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["J", "W[1]", "z[1]", "nothing"])
def test_only_a_derivative_has_quotients(name: str) -> None:
    with pytest.raises(InputError):
        quotients(trace(network()), name)


# Size


def wide(seed: int = 3) -> Network:
    r = np.random.default_rng(seed)
    layers = [
        Layer(activation="tanh", W=r.normal(0, 0.2, (40, 60)), b=r.normal(0, 0.2, 40)),
        Layer(activation="sigmoid", W=r.normal(0, 0.2, (2, 40)), b=[0.1, 0.2]),
    ]
    return network(layers=layers, X=r.normal(0, 1, (3, 60)), Y=[[0, 1], [1, 0], [1, 1]])


def test_of_many_entries_a_seeded_sample_is_tried() -> None:
    report = check(wide())
    tried = {one.name: (one.tried, one.entries) for one in report.compared}
    assert tried["dJ/dW[1]"] == (200, 2400)
    assert tried["dJ/dW[2]"] == (80, 80)
    assert set(verdicts(report).values()) == {"agrees"}
    assert report.sampled
    assert "200 of 2400" in report.text()
    assert check(wide(), seed=0).text() == report.text() != check(wide(), seed=1).text()


def test_a_small_one_is_tried_everywhere() -> None:
    assert not check(network()).sampled


@pytest.mark.thorough
def test_in_parts_that_fit_in_memory_it_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = check(wide()).text()
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr(check_module, "AT_ONCE", 1500)
    assert check(wide(), progress=lambda *at: calls.append(at)).text() == whole
    assert len(calls) > 20
    done, totals = zip(*calls, strict=True)
    assert list(done) == sorted(done)
    assert done[-1] == totals[0] == totals[-1] == sum(one.tried for one in check(wide()).compared)


# The text


def test_the_text_shows_the_table_the_verdicts_and_one_line_for_a_hurry() -> None:
    text = check(network()).text(digits=4)
    lines = text.splitlines()
    assert lines[0].startswith("∂J/∂W[1]")
    assert "closes in on it" in lines[0]
    assert lines[2].startswith("0.1 ")
    assert any(line.split()[:3] == ["∂J/∂W[2]", "2", "agrees"] for line in lines)
    assert lines[-1] == "All 11 derivatives agree with their quotients."


@pytest.mark.parametrize("source", ["mazur", "lecture-partials"])
def test_ascii_is_ascii(source: str) -> None:
    assert check(read(source)).text(ascii=True).isascii()


def test_a_failure_is_named_in_the_last_line() -> None:
    report = check_trace(wrong_at(trace(network()), "dJ/dW[1]", 2.0))
    assert report.text().endswith("1 of 11 derivatives differ: dJ/dW[1].")


def test_the_sheets_own_symbols_are_spoken() -> None:
    text = check(SETTINGS["a sheet's own symbols"]).text()
    assert "−δ[2]" in text
    assert "∂E/∂" in text
