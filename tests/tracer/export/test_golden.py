"""One file a format, to be read: `GOLDEN=write pytest` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tracer import Trace

from .conftest import Write

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
FORMATS = ["text", "csv", "json", "latex", "markdown", "html", "table-github"]
OPTIONS = {"neuron": {"entries": True}, "chain": {"ascii": True}}


def without_page(made: str) -> str:
    """A page without its style and script, which have files of their own."""
    return re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", made, flags=re.DOTALL)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("source", ["neuron", "chain"])
def test_a_format_is_what_its_golden_file_shows(
    source: str, format: str, request: pytest.FixtureRequest, write: Write
) -> None:
    traced: Trace = request.getfixturevalue(source)
    made = without_page(write(traced, format, **OPTIONS[source]))
    path = GOLDEN / f"{source}.{format}"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(made, encoding="utf-8", newline="")
    assert made == path.read_text(encoding="utf-8")
