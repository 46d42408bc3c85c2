"""What hostile files are made of: JSON of many answers, spreadsheets that no program writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Hostile(NamedTuple):
    """A file's ending, its bytes, and a part of what is said of it or of an answer in it."""

    ending: str
    data: Callable[[], bytes]
    says: str


def workbook(**parts: bytes) -> bytes:
    """An xlsx of the parts that a reader wants, the sheet's or others' contents replaced."""
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Override PartName='
        f'"/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName='
        f'"/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName='
        f'"/xl/styles.xml" ContentType="{kind}.styles+xml"/><Override PartName='
        f'"/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{rels}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs>'
        "</styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"></sst>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, parts.get(name.split("/")[-1].split(".")[0], text))
        file.writestr("xl/worksheets/sheet1.xml", parts.get("sheet", b""))
    return packed.getvalue()


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    head = before + f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return workbook(sheet=head + rows + b"</sheetData></worksheet>")


def row(*cells: bytes, at: bytes = b"") -> bytes:
    return b"<row%s>%s</row>" % (at, b"".join(cells))


def text(said: bytes) -> bytes:
    return b'<c t="str"><v>%s</v></c>' % said


HEAD = row(text(b"quantity"), text(b"value"))


def number(digits: bytes) -> bytes:
    return sheet(HEAD + row(text(b"J"), b"<c><v>%s</v></c>" % digits))


def entities(count: int) -> bytes:
    """Each entity is ten of the one before: a billion laughs."""
    made = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(count))
    return sheet(row(text(b"&a%d;" % count)), b'<!DOCTYPE l [<!ENTITY a0 "ha">%s]>' % made)


def answers(inside: str) -> bytes:
    return f'{{"answers": {{{inside}}}}}'.encode()


def many(line: str, count: int, between: str = ",") -> str:
    return between.join(line.format(n) for n in range(count))


def zipped(count: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for number in range(count):
            file.writestr(f"xl/f{number}", b"")
    return packed.getvalue()
