"""Published worked examples and real exercise sheets, in their own terms, to the digits printed."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tracer import Trace, trace
from tracer.files import examples, read
from tracer.formula.parse import parse
from tracer.formula.value import value

DATA = Path(__file__).parents[1] / "data"
PUBLISHED = sorted((DATA / "examples").glob("*.json"))
SHEETS = sorted((DATA / "sheets").glob("*.json"))


def half_unit(printed: Decimal) -> float:
    """Half a unit of the last digit printed."""
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    return 0.5000001 * 10.0**exponent


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_a_published_example_is_reproduced_to_its_digits(path: Path) -> None:
    source = read(path.stem)
    published = json.loads(path.read_text())
    t = trace(source, published.get("steps", 1))
    for line in published["expected"]:
        made = t[line["quantity"]]
        if line.get("entry") and made.ndim:
            made = made[line["entry"][0] - 1, line["entry"][1] - 1]
        assert made == pytest.approx(line["computed"], rel=1e-12, abs=1e-14), line
        if not line.get("published_wrong"):
            printed = Decimal(line["digits"])
            assert abs(made - float(printed)) <= half_unit(printed) + 1e-15, line


def test_every_bundled_example_is_traced() -> None:
    assert len(examples()) >= 20
    for name, *_ in examples():
        assert len(trace(read(name))) >= 3, name


def asked(t: Trace, name: str) -> float:
    return float(np.asarray(t[name]).squeeze())


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_sheet_is_traced_in_its_own_terms(path: Path) -> None:
    sheet = json.loads(path.read_text(), parse_float=Decimal)
    t = trace(read(str(path.with_suffix(".toml"))), sheet["steps"])
    for line in sheet["expected"]:
        computed = line["computed"]
        spare = half_unit(computed) if isinstance(computed, Decimal) else 1e-12
        assert asked(t, line["ask"]) == pytest.approx(float(computed), abs=spare, rel=1e-12), line


FORMULAS = [path for path in SHEETS if "formulas" in json.loads(path.read_text())]


@pytest.mark.parametrize("path", FORMULAS, ids=lambda path: path.stem)
def test_a_sheets_formulas_have_the_values_of_its_trace(path: Path) -> None:
    t = trace(read(str(path.with_suffix(".toml"))))

    class Known(dict[str, float]):
        def __missing__(self, name: str) -> float:
            return asked(t, name)

        def __contains__(self, name: object) -> bool:
            return True

    for line in json.loads(path.read_text())["formulas"]:
        assert value(parse(line["formula"]), Known()) == pytest.approx(asked(t, line["ask"])), line
