"""What offices and homes save: one student's answers in every kind of file that comes in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook

Answers: TypeAlias = Mapping[str, str]
Rows: TypeAlias = list[list[str]]

PAGES = ("cp1252", "cp1251", "cp1253", "cp1255", "gb18030")  # what the Excel of a country saves


def long(student: str, answers: Answers) -> Rows:
    rows = [[student, name, text] for name, text in answers.items()]
    return [["student", "quantity", "value"], *rows]


def wide(student: str, answers: Answers) -> Rows:
    return [["student", *answers], [student, *answers.values()]]


def text_of(rows: Rows, sign: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator=end).writerows(rows)
    return out.getvalue()


def commas(answers: Answers) -> dict[str, str]:
    return {name: text.replace(".", ",") for name, text in answers.items()}


def in_page(text: str) -> bytes:
    """A text as the Excel of some country saves it: signs that its page does not have are lost."""
    pages = [page for page in PAGES if encodable(text.replace("δ", "?"), page)]
    return text.replace("δ", "?").encode(pages[0]) if pages else text.encode("cp1252", "replace")


def encodable(text: str, page: str) -> bool:
    try:
        text.encode(page)
    except UnicodeEncodeError:
        return False
    return True


def fallen(rows: Rows, *, beside: bool) -> str:
    """A file of commas that a German Excel opened by a double click: all of a row is in one cell,
    and the value was typed behind it, or into the one beside."""
    lines = ["student,quantity,value" + ";" * beside]
    for student, name, value in rows[1:]:
        quoted = f'"{name}"' if "," in name else name
        typed = value.replace(".", ",")
        cell = f"{student},{quoted}," + ("" if beside else typed)
        cell = '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
        lines.append(f"{cell};{typed}" if beside else cell)
    return "\r\n".join(lines) + "\r\n"


def book(rows: Rows, *, numbers: bool = False, title: str = "", in_front: bool = False) -> bytes:
    """A workbook. `numbers`: cells are numbers with as many decimals as were typed; `in_front`:
    another sheet is."""
    workbook = Workbook()
    page = workbook.active
    assert page is not None
    if in_front:
        page.append(["What I did", 1, 2])
        page = workbook.create_sheet("mine")
    if title:
        page.append([title])
        page.append([])
    for row in rows:
        page.append(row)
        if numbers:
            for cell, text in zip(page[page.max_row], row, strict=True):
                if text.lstrip("-").replace(".", "").isdigit():
                    cell.value = float(text)
                    cell.number_format = "0." + "0" * len(text.partition(".")[2])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def with_part(data: bytes, ending: str, old: str, new: str) -> bytes:
    """A workbook in whose sheet something is written as another program writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as written:
        for entry in packed.infolist():
            text = packed.read(entry)
            if entry.filename.endswith(ending):
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            written.writestr(entry.filename, text)
    return out.getvalue()


def google(rows: Rows) -> bytes:
    """A workbook whose sheet says that it is one cell large."""
    size = f'<dimension ref="A1:C{len(rows)}"'
    return with_part(book(rows), "sheet1.xml", size, '<dimension ref="A1"')


def toml(student: str, answers: Answers) -> str:
    lines = [f'"{name}" = "{text}"' for name, text in answers.items()]
    return "\n".join([f'student = "{student}"', "[answers]", *lines, ""])


def scrambled(text: str) -> str:
    """UTF-8 that was read as Windows' Western encoding."""
    return "".join(
        bytes([byte]).decode("cp1252") if encodable_byte(byte) else chr(byte)
        for byte in text.encode()
    )


def encodable_byte(byte: int) -> bool:
    return byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)


Writer: TypeAlias = Callable[[str, Answers], bytes]
KINDS: dict[str, tuple[str, Writer]] = {
    "UTF-8": ("{}.csv", lambda who, own: text_of(long(who, own)).encode()),
    "UTF-8 with its mark, semicolons, decimal commas": (
        "{}.csv",
        lambda who, own: text_of(long(who, commas(own)), ";", "\r\n").encode("utf-8-sig"),
    ),
    "the page of a country": (
        "{}.csv",
        lambda who, own: in_page(text_of(long(who, commas(own)), ";", "\r\n")),
    ),
    "UTF-16, tabs: Excel's Unicode text": (
        "{}.txt",
        lambda who, own: text_of(long(who, own), "\t", "\r\n").encode("utf-16"),
    ),
    "UTF-16 without a mark": (
        "{}.csv",
        lambda who, own: text_of(long(who, own), ";", "\r\n").encode("utf-16-le"),
    ),
    "UTF-16, the other way round": (
        "{}.csv",
        lambda who, own: b"\xfe\xff" + text_of(long(who, own)).encode("utf-16-be"),
    ),
    "sep=;": (
        "{}.csv",
        lambda who, own: ("sep=;\r\n" + text_of(long(who, commas(own)), ";", "\r\n")).encode(),
    ),
    "rows in one cell": (
        "{}.csv",
        lambda who, own: fallen(long(who, own), beside=False).encode("utf-8-sig"),
    ),
    "rows in one cell, values beside": (
        "{}.csv",
        lambda who, own: fallen(long(who, own), beside=True).encode("utf-8-sig"),
    ),
    "rows in one cell of a workbook": (
        "{}.xlsx",
        lambda who, own: book([[",".join([*row[:2], row[2]])] for row in long(who, own)]),
    ),
    "tabs": ("{}.tsv", lambda who, own: text_of(long(who, own), "\t").encode()),
    "Excel": ("{}.xlsx", lambda who, own: book(long(who, own))),
    "Excel with macros": ("{}.xlsm", lambda who, own: book(long(who, own), in_front=True)),
    "LibreOffice: a title, numbers with a format": (
        "{}.xlsx",
        lambda who, own: book(long(who, own), numbers=True, title="Exercise 3"),
    ),
    "Google Sheets": ("{}.xlsx", lambda who, own: google(long(who, own))),
    "one row a student": ("{}.csv", lambda who, own: text_of(wide(who, own)).encode()),
    "one row a student, in a workbook": ("{}.xlsx", lambda who, own: book(wide(who, own))),
    "apostrophes": (
        "{}.csv",
        lambda who, own: text_of(
            long(who, {name: text and f"'{text}" for name, text in own.items()})
        ).encode(),
    ),
    "TOML": ("{}.toml", lambda who, own: toml(who, own).encode()),
    "TOML of Notepad": ("{}.toml", lambda who, own: toml(who, own).encode("utf-16")),
    "JSON": (
        "{}.json",
        lambda who, own: json.dumps({"student": who, "answers": dict(own)}).encode(),
    ),
    "UTF-8 that was read as Western": (
        "{}.csv",
        lambda who, own: scrambled(text_of(long(who, own))).encode(),
    ),
    "the same twice": (
        "{}.csv",
        lambda who, own: scrambled(scrambled(text_of(long(who, own)))).encode(),
    ),
    "Moodle's folders, nameless": (
        "{}_126_assignsubmission_file_/answers (1).csv",
        lambda who, own: text_of(long("", own)).encode(),
    ),
}
"""What the file is called, and what stands in it."""


def hand_in(folder: Path, kind: str, student: str, answers: Answers) -> Path:
    name, writer = KINDS[kind]
    path = folder / name.format(student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(writer(student, answers))
    return path
