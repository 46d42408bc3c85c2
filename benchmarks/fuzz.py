"""Fuzzes the grader's readers with atheris: typed numbers, and files of every format.

    python benchmarks/fuzz.py [-max_total_time=60] [FOLDER]

atheris (`pip install atheris`) is no dependency of the project. A crash, more than a second for
one input or more than a gigabyte ends the run with the input in a file; so does anything that is
raised. FOLDER keeps the inputs that led somewhere new. Arguments are libFuzzer's.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script knows only its own folder

with atheris.instrument_imports(include=["grader", "tracer.names", "tracer.formula", "openpyxl"]):
    from grader import mark
    from grader.answers import typed
    from grader.report import FORMATS
    from grader.spreadsheet import rows_of_xlsx
    from tracer.errors import InputError

ENDINGS = (".toml", ".json", ".csv", ".xlsx", ".txt")
SEEDS = (
    b'\x00student = "s1"\n[answers]\nJ = 0.10\n"z[1]" = [["1/3", "1,5"]]\n',
    b'\x01{"student": "s1", "answers": {"J": 0.10, "z[1][1,1]": "-0.35"}}',
    b"\x02student,quantity,value\ns1,J,0.10\ns2,dJ/dW[2],1e-3\n",
    b"\x02student;z[1][1,1];J\ns1;0,5;1.2\n",
    b"\x05-0.35*2 + 1/3",
)
WORK = Path(tempfile.mkdtemp())


def one(data: bytes) -> None:
    """The first byte says what the rest is."""
    kind, rest = (data[0] % (len(ENDINGS) + 2), data[1:]) if data else (0, b"")
    if kind < len(ENDINGS):
        as_file(ENDINGS[kind], rest)
    elif kind == len(ENDINGS):
        as_number(rest.decode(errors="replace"))
    else:
        as_sheet(rest)


def as_file(ending: str, data: bytes) -> None:
    path = WORK / f"a{ending}"
    path.write_bytes(data)
    report = mark("lecture-network", path)
    assert report.students or report.problems
    for write in FORMATS.values():
        write(report).encode()


def as_number(text: str) -> None:
    try:
        found = typed(text)
    except InputError:
        return
    assert found is None or found.value == found.value, "nan"


def as_sheet(data: bytes) -> None:
    """The bytes as the sheet inside a spreadsheet that is otherwise whole."""
    packed = io.BytesIO()
    with zipfile.ZipFile(BOOK) as whole, zipfile.ZipFile(packed, "w") as file:
        for name in whole.namelist():
            file.writestr(name, data if "sheet1" in name else whole.read(name))
    try:
        rows_of_xlsx(packed.getvalue(), "a.xlsx")
    except InputError:
        return


def book() -> io.BytesIO:
    from openpyxl import Workbook

    made, out = Workbook(), io.BytesIO()
    made.active.append(["quantity", "value"])
    made.save(out)
    return out


BOOK = book()


def main() -> None:
    with zipfile.ZipFile(BOOK) as whole:
        seeds = (
            *SEEDS,
            b"\x06" + whole.read("xl/worksheets/sheet1.xml"),
            b"\x03" + BOOK.getvalue(),
        )
    start = WORK / "seeds"
    start.mkdir()
    for number, seed in enumerate(seeds):
        (start / str(number)).write_bytes(seed)
    limits = ["-timeout=1", "-rss_limit_mb=1000", "-max_len=4000"]
    atheris.Setup([sys.argv[0], *limits, *sys.argv[1:], str(start)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
