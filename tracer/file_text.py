"""The text of a file from its keys: TOML and JSON, a row of a matrix never broken over lines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

WIDTH = 100
BARE = re.compile(r"[A-Za-z0-9_-]+")


class Style(NamedTuple):
    """How a notation writes a table inside a line."""

    equals: str
    quoted: bool  # every key, or only those that are no bare words


TOML = Style(" = ", quoted=False)
JSON = Style(": ", quoted=True)


def toml_text(keys: Mapping[str, Any]) -> str:
    """Plain keys first, then [[tables]] and [tables]; None is left out."""
    there = {key: value for key, value in keys.items() if value is not None}
    lines, sections = [], []
    for key, value in there.items():
        if isinstance(value, Mapping):
            sections += section(name(key, TOML), value)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for item in value:
                sections += section(name(key, TOML), item, of_several=True)
        else:
            lines.append(entry(key, value, TOML))
    return "\n".join([*lines, *sections]).lstrip("\n") + "\n"


def section(path: str, table: Mapping[str, Any], *, of_several: bool = False) -> list[str]:
    """A [table], or one of [[several]]. TOML has no table over several lines inside another:
    what is too long for one line is a section of its own behind it."""
    lines, inside = [], []
    for key, value in table.items():
        shown = "" if value is None else entry(key, value, TOML)
        if "{\n" not in shown:
            lines += [shown] * bool(shown)
            continue
        several = isinstance(value, list)
        for item in value if several else [value]:
            inside += section(f"{path}.{name(key, TOML)}", item, of_several=several)
    return ["", f"[[{path}]]" if of_several else f"[{path}]", *lines, *inside]


def json_text(keys: Mapping[str, Any]) -> str:
    """One object."""
    return text(keys, JSON, "", room=0) + "\n"


def entry(key: str, value: Any, style: Style, indent: str = "") -> str:
    start = indent + name(key, style) + style.equals
    return start + text(value, style, indent, room=WIDTH - len(start))


def name(key: str, style: Style) -> str:
    return string(key) if style.quoted or not BARE.fullmatch(key) else key


def text(value: Any, style: Style, indent: str, room: int) -> str:
    """A value on one line, or, if that is too long, each of its items on a line of its own."""
    line = one_line(value, style)
    if len(line) <= room or not broken(value):
        return line
    inner = indent + "    "
    if isinstance(value, Mapping):
        items = [entry(key, item, style, inner) for key, item in value.items()]
        start, end = "{", "}"
    else:
        items = [inner + text(item, style, inner, WIDTH - len(inner) - 1) for item in value]
        start, end = "[", "]"
    return start + "\n" + ",\n".join(items) + f"\n{indent}{end}"


def broken(value: Any) -> bool:
    """Whether it may be written over several lines: not a row of numbers."""
    if isinstance(value, Mapping):
        return bool(value)
    return isinstance(value, list) and any(isinstance(item, list | str | Mapping) for item in value)


def one_line(value: Any, style: Style) -> str:
    if isinstance(value, Mapping):
        items = (name(key, style) + style.equals + one_line(v, style) for key, v in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(one_line(item, style) for item in value) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return string(value) if isinstance(value, str) else repr(value)


def string(value: str) -> str:
    """Quoted; the escapes are the same in both notations, but TOML escapes DEL too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
