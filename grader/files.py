"""Submissions from files: TOML, JSON, CSV long and wide, xlsx. The typed text is kept.

TOML and JSON numbers never pass through float: 0.10 has two digits. A file that cannot be read
is a named problem, and the other files go on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tracer.errors import InputError, shown
from tracer.files import DOTTED, contents, label
from tracer.layout import LAYOUTS

from .encodings import text_of
from .kinds import EXPECTED, OTHERS, SHEETS, kind_of, no_answers, waits_for_ever
from .limits import MOST_CELLS, MOST_STUDENTS, shallow, too_many_students, unreadable
from .submission import Problem, Submission

LARGEST_TOML = 500_000  # characters: one student, and a reader that is slow
TOML_LINES = 'lines like "z[1][1,2]" = "-0.25", name and number in straight quotes'


def read_submissions(name: str | Path, problems: list[Problem]) -> Iterator[Submission]:
    """The submissions of one file; what is wrong with it is added to `problems`."""
    where = label(str(name))
    try:
        yield from read_file(str(name), where)
    except InputError as error:
        problems.append(Problem.of(error))


def read_file(name: str, where: str) -> list[Submission]:
    """All submissions of a file. Raises InputError."""
    return of_data(name, bytes_of(name, where), where)


def of_data(name: str, data: bytes, where: str) -> list[Submission]:
    """All submissions of what stands in a file, by the file's ending, else by how it begins.
    Raises InputError."""
    ending = Path(name).suffix.lower()
    kind = kind_of(data)
    if kind is not None:
        raise unreadable(where, f"this is {kind}, and no answers are read from it", EXPECTED)
    if ending in SPREADSHEETS or data.startswith(b"PK"):
        from .csv_rows import table
        from .spreadsheet import rows_of_xlsx
        from .tables import of_rows

        return of_rows(table(rows_of_xlsx(data, where)), where)
    try:
        text = text_of(data, where)
    except InputError as error:
        expected = f"{error.expected} (Excel: save as CSV UTF-8)"
        raise unreadable(where, error.wrong, expected) from None
    if ending not in READERS:
        ending = ending_of(text)
    return READERS[ending](text, where)


def ending_of(text: str) -> str:
    """What a file should be called, by what stands in it."""
    if text.lstrip()[:1] == "{":
        return ".json"
    commas = "," in text.partition("\n")[0] and "=" not in text
    return ".csv" if commas or NAMES_COLUMNS.search(text) else ".toml"


def bytes_of(name: str, where: str) -> bytes:
    """The file as it is. Raises InputError, in the words of answers."""
    if Path(name).suffix.lower() in SHEETS | OTHERS or waits_for_ever(Path(name)):
        raise unreadable(where, *no_answers(Path(name)))
    try:
        data = contents(name)
    except InputError as error:
        raise unreadable(where, error.wrong.replace(", and no example of that name", "")) from None
    if not data.strip():
        raise unreadable(where, "the file is empty")
    return data


def of_toml(text: str, where: str) -> list[Submission]:
    import tomllib

    if len(text) > LARGEST_TOML:
        wrong = f"it is {len(text)} characters long"
        raise unreadable(where, wrong, f"at most {LARGEST_TOML} characters of TOML")
    if DOTTED.search(text):
        raise unreadable(where, "there is a key of more than twenty parts in it")
    shallow(text, where)
    try:
        keys = tomllib.loads(text, parse_float=lambda typed: typed.replace("_", ""))
    except RecursionError:
        raise unreadable(where, "it is nested too deeply") from None
    except ValueError as error:
        wrong = f"this is not TOML: {str(error)[:200]}{line_of(text, str(error))}"
        raise unreadable(where, wrong, TOML_LINES) from None
    return [of_keys(keys, where)]


def line_of(text: str, says: str) -> str:
    """The line that a reader complains of."""
    found = re.search(r"at line (\d+)", says)
    lines = text.split("\n")
    at = int(found[1]) if found else 0
    return f", in {shown(lines[at - 1].strip())}" if 0 < at <= len(lines) else ""


def of_json(text: str, where: str) -> list[Submission]:
    import json

    if text.count(",") > MOST_CELLS:
        wrong = f"there are more than {MOST_CELLS} values in it"
        raise unreadable(where, wrong, f"at most {MOST_CELLS} values")
    shallow(text, where)
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            twice.extend(name for name, count in Counter(key for key, _ in pairs).items()
                         if count > 1)  # fmt: skip
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
    if not several or not all(isinstance(keys, dict) for keys in several):
        raise unreadable(where, "there is no table of answers in it")
    if len(several) > MOST_STUDENTS:
        raise too_many_students(where)
    return [of_keys(keys, where, tuple(twice)) for keys in several]


def of_keys(keys: Mapping[str, Any], where: str, twice: tuple[str, ...] = ()) -> Submission:
    """A submission from the keys of a file."""
    answers = keys.get("answers")
    if not isinstance(answers, Mapping):
        expected = "a line [answers] above the answers"
        raise unreadable(where, "there are no [answers] in it", expected)
    layout = keys.get("layout")
    if layout is not None and layout not in LAYOUTS:
        raise unreadable(where, f"layout = {shown(layout)}", "layout: " + ", ".join(LAYOUTS))
    names = keys.get("names", {})
    if not isinstance(names, Mapping) or not all(isinstance(one, str) for one in names.values()):
        raise unreadable(where, "[names] gives no quantities", 'w5 = "W[2][1,1]"')
    student = keys.get("student")
    return Submission("" if student is None else str(student), answers, layout, names, twice)


def of_csv(text: str, where: str) -> list[Submission]:
    """CSV, with commas, semicolons or tabs."""
    from .csv_rows import rows_of_csv
    from .tables import of_rows

    return of_rows(rows_of_csv(text, where), where)


SPREADSHEETS = (".xlsx", ".xlsm")
# A line with the names of a table's columns, and what says that there are answers in a text.
NAMES_COLUMNS = re.compile(
    r"^[^\r\n=]*\b(?:quantity\b[^\r\n]*\bvalue|student\b[\"']?\s*[,;\t][^\r\n]*[\[/])",
    re.IGNORECASE | re.MULTILINE,
)
BEGINS = re.compile(rf"(?im:{NAMES_COLUMNS.pattern}|^\s*\[answers\]|[\"']answers[\"']\s*:)")
READERS: dict[str, Callable[[str, str], list[Submission]]] = {
    ".toml": of_toml,
    ".json": of_json,
    ".csv": of_csv,
    ".tsv": of_csv,
}
ENDINGS = (*READERS, *SPREADSHEETS)
"""Files that may hold answers, in a folder of them too; `kinds.EXPECTED` says them in words."""
