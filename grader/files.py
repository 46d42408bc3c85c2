"""Submissions from files: TOML, JSON, CSV long and wide, xlsx. The typed text is kept.

TOML and JSON numbers never pass through float: 0.10 has two digits. A file that cannot be read
is a named problem, and the other files go on.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tracer.errors import InputError, shown
from tracer.files import contents, decoded, label
from tracer.layout import LAYOUTS

from .submission import Problem, Submission

DEEPEST = 20  # lists and tables inside each other
MOST_STUDENTS = 100_000
MOST_ROWS = 1_000_000  # rows of a table, or answers of a file
LONG = ("student", "quantity", "value")
EXAMPLE = 'student = "s1"\n[answers]\n"dJ/dW[2]" = [["-0.244", "0.130"]]'


def read_submissions(name: str | Path, problems: list[Problem]) -> Iterator[Submission]:
    """The submissions of one file; what is wrong with it is added to `problems`."""
    where = label(str(name))
    try:
        yield from read_file(str(name), where)
    except InputError as error:
        problems.append(Problem(error.where, f"{error.wrong}; expected: {error.expected}"))


def read_file(name: str, where: str) -> list[Submission]:
    """All submissions of a file, by its ending, else by how it begins. Raises InputError."""
    data = contents(name)
    ending = Path(name).suffix.lower()
    if ending == ".xlsx" or data.startswith(b"PK"):
        from .spreadsheet import rows_of_xlsx

        return of_rows(rows_of_xlsx(data, where), where)
    text = decoded(data, where)
    begins = text.lstrip()[:1]
    if ending == ".json" or (ending not in READERS and begins == "{"):
        ending = ".json"
    elif ending not in READERS:
        ending = ".csv" if "," in text.partition("\n")[0] and "=" not in text else ".toml"
    return READERS[ending](text, where)


def of_toml(text: str, where: str) -> list[Submission]:
    shallow(text, where)
    try:
        keys = tomllib.loads(text, parse_float=str)
    except RecursionError:
        raise unreadable(where, "it is nested too deeply") from None
    except ValueError as error:
        raise unreadable(where, f"this is not TOML: {str(error)[:200]}") from None
    return [of_keys(keys, where)]


def of_json(text: str, where: str) -> list[Submission]:
    shallow(text, where)
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            seen: set[str] = set()
            twice.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return table

    try:
        given = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=once
        )
    except RecursionError:
        raise unreadable(where, "it is nested too deeply") from None
    except ValueError as error:
        raise unreadable(where, f"this is not JSON: {str(error)[:200]}") from None
    several = given if isinstance(given, list) else [given]
    if not all(isinstance(keys, dict) for keys in several) or len(several) > MOST_STUDENTS:
        raise unreadable(where, "there is no table of answers in it")
    return [of_keys(keys, where, tuple(twice)) for keys in several]


def of_keys(keys: Mapping[str, Any], where: str, twice: tuple[str, ...] = ()) -> Submission:
    """A submission from the keys of a file."""
    answers = keys.get("answers")
    if not isinstance(answers, Mapping):
        raise unreadable(where, "there are no [answers] in it")
    layout = keys.get("layout")
    if layout is not None and layout not in LAYOUTS:
        raise unreadable(where, f"layout = {shown(layout)}", "layout: " + ", ".join(LAYOUTS))
    names = keys.get("names", {})
    if not isinstance(names, Mapping) or not all(isinstance(one, str) for one in names.values()):
        raise unreadable(where, "[names] gives no quantities", 'w5 = "W[2][1,1]"')
    return Submission(str(keys.get("student", "")), answers, layout, names, twice)


def of_csv(text: str, where: str) -> list[Submission]:
    """CSV, with commas, semicolons or tabs; a decimal comma needs one of the other two."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise unreadable(where, f"this is not CSV: {error}") from None
    return of_rows(rows, where)


def of_rows(rows: list[list[str]], where: str) -> list[Submission]:
    """A long table (student, quantity, value) or a wide one: one row a student, one column an
    entry; the first row says which."""
    if len(rows) > MOST_ROWS:
        raise unreadable(where, f"{len(rows)} rows", f"at most {MOST_ROWS} rows")
    if len(rows) < 2:
        raise unreadable(where, "there are no answers in the table")
    head = [cell.strip() for cell in rows[0]]
    lower = [cell.lower() for cell in head]
    if "quantity" in lower and "value" in lower:
        return long_table(rows, lower)
    return wide_table(rows, head, lower)


def long_table(rows: list[list[str]], head: list[str]) -> list[Submission]:
    columns = {name: head.index(name) for name in LONG if name in head}
    students: dict[str, dict[str, str]] = {}
    twice: dict[str, list[str]] = {}
    for row in rows[1:]:
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        student, quantity = cells.get("student", "").strip(), cells["quantity"].strip()
        answers = students.setdefault(student, {})
        if quantity in answers:
            twice.setdefault(student, []).append(quantity)
        answers[quantity] = cells["value"]
    return [
        Submission(student, answers, repeated=tuple(twice.get(student, ())))
        for student, answers in students.items()
    ]


def wide_table(rows: list[list[str]], head: list[str], lower: list[str]) -> list[Submission]:
    own = lower.index("student") if "student" in lower else None
    repeated = tuple(dict.fromkeys(name for name in head if head.count(name) > 1))
    found = []
    for row in rows[1:]:
        answers = {
            name: cell
            for at, (name, cell) in enumerate(zip(head, row, strict=False))
            if at != own and name
        }
        student = row[own].strip() if own is not None and own < len(row) else ""
        found.append(Submission(student, answers, repeated=repeated))
    return found


def shallow(text: str, where: str) -> None:
    """Refuse what is nested so deeply that only a machine wrote it, before any parser sees it."""
    depth = deepest = 0
    inside = ""
    skip = False
    for sign in text:
        if skip:
            skip = False
        elif inside:
            skip = sign == "\\" and inside == '"'
            if sign == inside or sign == "\n":
                inside = ""
        elif sign in "\"'":
            inside = sign
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    if deepest > DEEPEST:
        raise unreadable(where, f"it is nested {deepest} levels deep", f"at most {DEEPEST} levels")


def unreadable(where: str, wrong: str, expected: str = "a file of answers") -> InputError:
    return InputError(where, wrong, expected=expected, example=EXAMPLE)


READERS: dict[str, Callable[[str, str], list[Submission]]] = {
    ".toml": of_toml,
    ".json": of_json,
    ".csv": of_csv,
    ".tsv": of_csv,
}
