"""Files that nobody wrote by hand, small ones and ones as large as they may be."""

from __future__ import annotations

from functools import partial

from .hostile_made import (
    HEAD,
    Hostile,
    answers,
    entities,
    many,
    number,
    row,
    sheet,
    text,
    workbook,
    zipped,
)

SMALL: dict[str, Hostile] = {
    "no number, and infinity": Hostile(
        ".json", lambda: answers('"J": NaN, "@1 z[1][1,1]": -Infinity'), "'NaN' is no number"
    ),
    "TOML's own infinity": Hostile(".toml", lambda: b"[answers]\nJ = inf", '"typed": "inf"'),
    "a huge exponent": Hostile(".json", lambda: answers('"J": 1e999999'), "unreadable"),
    "a tower of powers": Hostile(".json", lambda: answers('"J": "9**9**9**9**9"'), "is too large"),
    "a number of 5000 digits in hex": Hostile(
        ".toml", lambda: b"[answers]\nJ = 0x" + b"f" * 5000, "unreadable"
    ),
    "half a surrogate pair": Hostile(
        ".json", lambda: rb'{"student": "\ud800", "answers": {"J": "\udfff"}}', "unreadable"
    ),
    "control characters": Hostile(
        ".json",
        lambda: rb'{"student": "\u001b[2J", "answers": {"J": "\u001b[31m"}}',
        "cannot be read",
    ),
    "a path for a name": Hostile(
        ".json", lambda: b'{"student": "../../x", "answers": {"J": "x"}}', "'x' is not a number"
    ),
    "a name that is a list": Hostile(
        ".json", lambda: b'{"student": [1], "answers": {"J": {"a": 1}}}', "unreadable"
    ),
    "places that there are not": Hostile(
        ".json", lambda: answers('"z[1][0,0]": 1, "z[1][99999999999,1]": 1'), "no row 0"
    ),
    "an iteration that there is not": Hostile(
        ".json", lambda: answers('"@1000 J": 1'), "there is no quantity '@1000 J'"
    ),
    "a late iteration": Hostile(".json", lambda: answers('"@15 J": 7'), "does not follow"),
    "names that name nothing": Hostile(
        ".json", lambda: b'{"names": {"w": "[["}, "answers": {"w": 1}}', "'[['"
    ),
    "a key of many parts": Hostile(
        ".toml", lambda: b"[answers]\n" + b"a." * 5000 + b"a = 1", "twenty parts"
    ),
    "a table of many parts": Hostile(
        ".toml", lambda: b"[" + b"a." * 5000 + b"a]\nb = 1", "twenty parts"
    ),
    "lists in lists": Hostile(
        ".json", lambda: answers('"J": ' + "[" * 18 + "1" + "]" * 18), "nested more deeply"
    ),
    "brackets in a text": Hostile(
        ".json", lambda: answers('"J": "' + "[{" * 3000 + '"'), "longer than 2000"
    ),
    "a zero byte": Hostile(".csv", lambda: b"quantity,value\nJ,\0", "bytes that are 0"),
    "a mark in front": Hostile(
        ".csv", lambda: b"\xef\xbb\xbfquantity,value\nJ,x", "'x' is not a number"
    ),
    "lines as on an old Mac": Hostile(
        ".csv", lambda: b"quantity,value\rJ,x\r", "'x' is not a number"
    ),
    "UTF-16 without a mark": Hostile(
        ".csv", lambda: "quantity,value".encode("utf-16-le"), "there are no answers in the table"
    ),
    "the last row of a spreadsheet": Hostile(
        ".xlsx", lambda: sheet(row() + row(at=b' r="1000000000"')), "more than 200000 rows"
    ),
    "a billion laughs": Hostile(".xlsx", lambda: entities(12), "words of its own"),
    "an integer of 400 digits": Hostile(".xlsx", lambda: number(b"9" * 400), "too large"),
    "an integer of 5000 digits": Hostile(
        ".xlsx", lambda: number(b"9" * 5000), "cannot be read as a spreadsheet"
    ),
    "a cell of infinity": Hostile(".xlsx", lambda: number(b"1e999"), '"typed": "inf"'),
    "no spreadsheet in the zip": Hostile(
        ".xlsx", lambda: workbook(workbook=b"<a/>"), "there are no answers in the table"
    ),
}

N = 10**6
MOST = 390_000  # values: just what is still read
LARGE: dict[str, Hostile] = {
    "a million answers": Hostile(".json", lambda: answers(many('"{}":1', MOST)), "too many"),
    "a million times the same": Hostile(
        ".json", lambda: answers(many('"J":1', MOST)), "more than once"
    ),
    "a million values": Hostile(
        ".json", lambda: answers('"J": [' + "1," * 2 * N + "1]"), "more than 400000 values"
    ),
    "100,000 students": Hostile(
        ".json",
        lambda: b"[%s]" % many('{{"answers":{{}}}}', 100_000).encode(),
        "more than 20000 students",
    ),
    "100,000 names of 80 letters": Hostile(
        ".json", lambda: answers(many('"' + "q" * 80 + '{}":1', 99_000)), "not in this trace"
    ),
    "a text of 9 MB": Hostile(
        ".json", lambda: answers(f'"J": "{"1" * 9 * N}"'), "longer than 2000"
    ),
    "a number of 9 MB": Hostile(
        ".json", lambda: answers(f'"J": {"1" * 9 * N}'), "longer than 2000"
    ),
    "a name of 9 MB": Hostile(
        ".json", lambda: answers(f'"{"J" * 9 * N}": 1'), "there is no quantity"
    ),
    "brackets of 9 MB": Hostile(
        ".json", lambda: answers(f'"J": "{"[" * 9 * N}"'), "longer than 2000"
    ),
    "escapes of 9 MB": Hostile(
        ".json", lambda: answers('"J": "' + "\\" * 9 * N + '", "z": ' + "[" * 21 + "1"), "nested"
    ),
    "lines of 8 MB": Hostile(
        ".toml",
        lambda: b"[answers]\n" + many("a{} = 1", 700_000, "\n").encode(),
        "characters of TOML",
    ),
    "tables": Hostile(".toml", lambda: many("[a{}]\n", 50_000, "").encode(), "no [answers]"),
    "a long list": Hostile(
        ".toml", lambda: b"[answers]\nJ = [" + b"1," * 240_000 + b"]", "another shape"
    ),
    "a million columns": Hostile(
        ".csv", lambda: many("q{}", N + 1).encode() + b"\n1", "more than 400000 cells"
    ),
    "the same column": Hostile(
        ".csv", lambda: b"J," * 150_000 + b"\n" + b"x," * 150_000, "more than once"
    ),
    "empty lines": Hostile(
        ".csv", lambda: b"quantity,value\n" + b"\n" * 9 * N, "more than 400000 cells"
    ),
    "commas": Hostile(".csv", lambda: b"quantity,value\n" + b"," * 9 * N, "more than 400000 cells"),
    "unknown rows": Hostile(
        ".csv", lambda: b"quantity,value\n" + many("{},1", MOST // 2, "\n").encode(), "too many"
    ),
    "a cell of 9 MB": Hostile(".csv", lambda: b"quantity,value\nJ," + b"1" * 9 * N, "field larger"),
    "a bomb": Hostile(".xlsx", lambda: sheet(b"0" * 200 * N), "unpacks to"),
    "two million empty cells": Hostile(".xlsx", lambda: sheet(b"<c/>" * 2 * N), "elements"),
    "a million empty rows": Hostile(
        ".xlsx", lambda: sheet(b"<row/>" * N + row(text(b"J"))), "200000 rows"
    ),
    "a text of 25 MB": Hostile(
        ".xlsx", lambda: sheet(HEAD + row(text(b"J"), text(b"1" * 25 * N))), "longer than 2000"
    ),
    "styles": Hostile(
        ".xlsx", lambda: workbook(styles=b"<a>" + b"<xf/>" * N + b"</a>"), "elements"
    ),
    "elements in elements": Hostile(
        ".xlsx", lambda: sheet(b"<a>" * 240_000 + b"</a>" * 240_000), "no answers"
    ),
    "60,000 files": Hostile(".xlsx", partial(zipped, 60_000), "60000 files"),
}
