"""Files in and out: networks and expressions as TOML or JSON, by path or by an example's name."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from .checks import UNPRINTABLE
from .errors import InputError, InputErrors, nearest, shown
from .network import Network

if TYPE_CHECKING:
    from .expression import Expression

LARGEST = 10_000_000  # bytes of a file
TRACE = "backprop-trace/1"

FILE = "a network or an expression as a TOML or JSON file, - for standard input, or an example"
TOML = "TOML: key = value, texts in quotes, numbers with a decimal point, lists in [ ]"
LINE = 'cost = "bce"'
TOO_LONG = "there is a number of more than 4300 digits in it"
SMALLEST = 'expression = "log(x**2)"'
NEITHER = (
    "there is neither a network nor an expression in it", "[[layers]], or expression = …", SMALLEST
)  # fmt: skip
OTHER_FILES = {  # by a key that only they have: what is wrong, what is expected, what works
    "ask": (
        "this is an exercise, not a network", "a file with layers or expression",
        "backprop practice sheet.toml",
    ),
    "part": (
        "this is an exercise of several parts, not a network", "--part with the name of one",
        "backprop trace sheet.toml --part a",
    ),
    "answers": (
        "these are answers, not a network or an exercise", "the exercise first, then the answers",
        "backprop grade sheet.toml answers.toml",
    ),
}  # fmt: skip
TABLES = (".csv", ".tsv", ".xlsx")


class Example(NamedTuple):
    """A bundled example: its name works wherever a file does."""

    name: str
    title: str
    path: Path


def examples() -> list[Example]:
    """The bundled examples, by name."""
    import tomllib

    return [
        Example(name, tomllib.loads(path.read_text(encoding="utf-8"))["title"], path)
        for name, path in sorted(bundled().items())
    ]


def bundled() -> dict[str, Path]:
    """The files of the examples. (importlib.resources would cost 10 ms of every start.)"""
    folder = Path(__file__).parent / "examples"
    return {path.stem: path for path in folder.glob("*.toml")}


def read(name: str) -> Network | Expression:
    """The network or expression in a file: TOML, JSON, or a whole trace as JSON.

    `name` is a path, `-` for standard input, or a bundled example; a file wins over an example.
    Raises InputError with every fault that the file has.
    """
    return source(read_document(name), label(name))


class Document(dict[str, Any]):
    """The keys of a file as they stand there, and its text if it is TOML: for lines of faults."""

    text = ""


def read_document(name: str) -> Document:
    """The keys of a TOML or JSON file, as they stand there. Raises InputError if it is neither."""
    where = label(name)
    data = contents(name)
    if name.lower().endswith(TABLES):
        wrong, expected, example = OTHER_FILES["answers"]
        raise InputError(where, wrong, expected=expected, example=example)
    text = decoded(data, where)
    if name.lower().endswith(".json") or text.lstrip().startswith("{"):
        return Document(json_table(text, where))
    table = Document(toml_table(text, where))
    table.text = text
    return table


@contextmanager
def lines_told(table: Mapping[str, Any], where: str) -> Iterator[None]:
    """What goes wrong inside is said with the line of the file, where there is one."""
    try:
        yield
    except InputError as error:
        if not isinstance(table, Document) or not table.text:
            raise
        from .toml_lines import in_lines

        faults = error.faults if isinstance(error, InputErrors) else (error,)
        told = in_lines(faults, where, table.text)
        raise told[0] if len(told) == 1 else InputErrors(told) from None


def source(table: Mapping[str, Any], where: str) -> Network | Expression:
    """The network or expression that a file's keys describe; those of a trace too."""
    with lines_told(table, where):
        return described(traced(table, where) if "schema" in table else table, where)


def described(table: Mapping[str, Any], where: str) -> Network | Expression:
    """A network by its layers, an expression by its lines."""
    if "layers" in table and "expression" in table:
        wrong, expected, example = "it has layers and an expression", "one of the two", SMALLEST
    elif "layers" in table:
        return Network.of(table, where)
    elif "expression" in table:
        from .expression import Expression

        return Expression.of(table, where)
    else:
        wrong, expected, example = next(
            (what for key, what in OTHER_FILES.items() if key in table), NEITHER
        )
    raise InputError(where, wrong, expected=expected, example=example)


def traced(table: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The keys of the network or expression that a trace is of."""
    of = table.get("network", table.get("expression"))
    if table["schema"] != TRACE or not isinstance(of, Mapping):
        what = table["schema"] if isinstance(table["schema"], str) else "?"
        wrong = f"this is no network and no whole trace, but {shown(what)}"
    elif table.get("partial") is not False:
        wrong = "this trace was filtered when it was written; steps are missing"
    else:
        return of
    example = "backprop trace mazur --format json"
    raise InputError(where, wrong, expected=f"a whole trace as JSON, {TRACE}", example=example)


# Bytes


def label(name: str) -> str:
    """What messages call a file: its name, escaped if that could move a cursor."""
    if name == "-":
        return "standard input"
    return shown(name) if re.search(UNPRINTABLE, name) or not 0 < len(name) < 500 else name


def contents(name: str) -> bytes:
    """The bytes of a file, of standard input or of an example."""
    try:
        if name == "-":
            data: bytes = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        known = bundled()
        if name in known and not Path(name).is_file():
            return known[name].read_bytes()
        unreadable(name, error)
    if len(data) > LARGEST:
        wrong = f"it is larger than {LARGEST // 10**6} MB"
        raise InputError(label(name), wrong, expected="a small network", example=LINE)
    return data


def unreadable(name: str, error: Exception) -> NoReturn:
    """Why a file cannot be read, and which one may have been meant."""
    known = dict.fromkeys(sorted(bundled()))
    meant = {example: example for example in known}
    path = Path(name)
    try:
        folder = path.is_dir()
        meant |= {other.name: str(other) for other in path.parent.iterdir() if is_source(other)}
    except (OSError, ValueError):
        folder = False
    if folder:
        wrong = "this is a folder"
    elif isinstance(error, FileNotFoundError):
        wrong = "there is no such file, and no example of that name"
    else:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        wrong = f"it cannot be read: {reason}"
    expected, near = f"{FILE}: {', '.join(known)}", meant[nearest(path.name, meant)]
    example = f"backprop trace {near}"
    raise InputError(label(name), wrong, expected=expected, example=example) from None


def is_source(path: Path) -> bool:
    return path.suffix in (".toml", ".json") and not re.search(UNPRINTABLE, str(path))


def decoded(data: bytes, where: str) -> str:
    """UTF-8, with or without a byte order mark."""
    expected = "a text file in UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        wrong = "this is text in UTF-16"
    elif b"\0" in data:
        wrong = "this is not a text file: it has bytes that are 0"
    elif not data.strip():
        wrong, expected = "the file is empty", "a network or an expression"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            wrong = f"the byte 0x{data[error.start]:02x} in line {line} is not UTF-8"
    raise InputError(where, wrong, expected=expected, example=SMALLEST)


# Text


# tomllib takes time in the square of a dotted key's length; no key of ours has a dot.
DOTTED = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){20}""")

# What people write that is not TOML: what to say, and the line that is.
NEARLY = (
    (r"\s*(\w+)\s*=\s*([^\W\d]\w*)\s*", "a text stands in quotes", '{} = "{}"'),
    (r"\s*(\w+)\s*=\s*(-?\d+),(\d+)\s*", "a number has a decimal point", "{} = {}.{}"),
)


def toml_table(text: str, where: str) -> dict[str, Any]:
    """The keys of a TOML file."""
    import tomllib

    wrong, example = "there is a key of more than twenty parts in it", LINE
    try:
        if not DOTTED.search(text):
            return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        wrong = f"this is not TOML: {error}"
        match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error), re.DOTALL)
        if match:
            line = text.replace("\r\n", "\n").split("\n")[int(match[2]) - 1]
            where = f"{where}, line {match[2]}, column {match[3]}"
            reason = "a key stands twice" if "overwrite" in match[1] else match[1]
            for pattern, says, right in NEARLY:
                typed = re.fullmatch(pattern, line)
                if typed:
                    reason, example = says, right.format(*typed.groups())
            wrong = f"this is not TOML: {reason}, in {shown(line.strip())}"
    except RecursionError:
        wrong = "it is nested too deeply"
    except ValueError:
        wrong = TOO_LONG
    raise InputError(where, wrong, expected=TOML, example=example) from None


def json_table(text: str, where: str) -> dict[str, Any]:
    """The keys of a JSON file; a key that stands twice is a fault."""
    import json

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in table if keys.count(key) > 1)
            wrong = f"the key {shown(twice)} stands twice"
            raise InputError(where, wrong, expected="each key once", example='"cost": "bce"')
        return table

    expected, example = "one JSON object", '{"expression": "log(x**2)"}'
    try:
        table = json.loads(text, object_pairs_hook=once)
    except RecursionError:
        wrong = "it is nested too deeply"
    except json.JSONDecodeError as error:
        wrong = f"this is not JSON: {error.msg}"
        where = f"{where}, line {error.lineno}, column {error.colno}"
    except ValueError:
        wrong = TOO_LONG
    else:
        if isinstance(table, dict):
            return table
        wrong = "there is no table of keys in it"
    raise InputError(where, wrong, expected=expected, example=example) from None


# Writing


def write_toml(source: Network | Expression) -> str:
    """A TOML file that reads back bit for bit; settings at their defaults are left out."""
    from .file_text import toml_text

    return toml_text(source.keys(defaults=False))


def write_json(source: Network | Expression) -> str:
    """The same keys as JSON."""
    from .file_text import json_text

    return json_text(source.keys(defaults=False))
