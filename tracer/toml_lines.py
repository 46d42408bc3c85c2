"""In which line of a TOML file a key stands: the parser of the standard library does not say.

The text has been read as TOML before, so that nothing here needs to be refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence

from .errors import InputError

BARE = re.compile(r"[A-Za-z0-9_-]+")
QUOTES = ('"""', "'''", '"', "'")
PLAIN = re.compile(r"[^,\]}\s#]+")  # a number, true, a date
COUNTED = re.compile(r"(expression|[XYWb]), (?:line|row|number) (\d+)")  # an item of a list
TYPED = 100_000  # characters
ENDS = ".[:, "  # what may follow a key in the place that a message names


def lines_of(text: str) -> dict[str, int]:
    """The line, from 1, of every key and every item of a list, by its place as messages name it.

    >>> lines_of('[[ask]]\\nquantity = "z[1]"\\n[variants]\\nX = {low = -2}\\n')
    {'ask[1]': 1, 'ask[1].quantity': 2, 'variants': 3, 'variants.X': 4, 'variants.X.low': 4}
    """
    return Reader(text.replace("\r\n", "\n").removeprefix("\ufeff")).document()


def line_at(place: str, lines: Mapping[str, int]) -> int | None:
    """The line of a place, or of the innermost thing around it that has one.

    >>> line_at("network: layers[1].W, row 2", {"network": 1, "network.layers[1]": 3})
    3
    """
    plain = place.replace(": ", ".")
    around = [
        key for key in lines if plain == key or plain.startswith(tuple(key + e for e in ENDS))
    ]
    return lines[max(around, key=len)] if around else None


def in_lines(faults: Sequence[InputError], where: str, text: str) -> list[InputError]:
    """The same faults, each with the line of a TOML text in its place; `where` is what messages
    call the file. Of a text that nobody can have typed no lines are told."""
    try:
        lines = lines_of(text) if len(text) <= TYPED else {}
    except RecursionError:
        lines = {}
    return [in_line(fault, where, lines) for fault in faults]


def in_line(fault: InputError, where: str, lines: Mapping[str, int]) -> InputError:
    place = fault.where.removeprefix(f"{where}: ")
    plain = COUNTED.sub(r"\1[\2]", place).replace("'", "")
    line = None if place == fault.where else line_at(plain, lines)
    return fault.at(f"{where}, line {line}: {place}") if line else fault


class Reader:
    """Walks through the text; `found` fills with places as their keys come by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[str, int] = {}
        self.count: dict[str, int] = {}  # tables of each [[name]] so far

    def document(self) -> dict[str, int]:
        table = ""
        while self.skip():
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
                self.line_end()  # what stands behind a date's blank is its time
        return self.found

    def skip(self, more: str = "") -> str:
        """Over blanks, line breaks, comments and `more`; what comes then, "" at the end."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#":
                self.line_end()
            elif sign in " \t\n\r" or sign in more:
                self.at += 1
            else:
                return sign
        return ""

    def line_end(self) -> None:
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end

    def note(self, place: str) -> str:
        self.found.setdefault(place, self.text.count("\n", 0, self.at) + 1)
        return place

    def header(self) -> str:
        """[a.b] or [[a.b]]: the place that it opens."""
        double = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if double else 1
        parts = self.dotted()
        end, self.at = self.at, start
        place = ""
        for number, part in enumerate(parts, 1):
            place = f"{place}.{part}" if place else part
            if double and number == len(parts):
                self.count[place] = self.count.get(place, 0) + 1
            if place in self.count:
                place = f"{place}[{self.count[place]}]"
            self.note(place)
        self.at = end
        self.skip("]")
        return place

    def dotted(self) -> list[str]:
        """The parts of a key, up to the sign behind it."""
        parts = [self.key()]
        while self.skip() == ".":
            self.at += 1
            self.skip()
            parts.append(self.key())
        return parts

    def key(self) -> str:
        if self.skip() in "\"'":
            start = self.at
            self.string()
            return str(tomllib.loads(f"key = {self.text[start : self.at]}")["key"])
        bare = BARE.match(self.text, self.at)
        assert bare is not None, "the text was read as TOML"
        self.at = bare.end()
        return bare[0]

    def pair(self, table: str) -> None:
        """key = value."""
        self.skip()
        start = self.at
        parts = self.dotted()
        end, self.at = self.at, start
        place = table
        for part in parts:
            place = self.note(f"{place}.{part}" if place else part)
        self.at = end
        self.skip("=")
        self.value(place)

    def value(self, place: str) -> None:
        sign = self.skip()
        if sign in ("[", "{"):
            self.at += 1
            number = 0
            while self.skip(",") not in ("]", "}", ""):
                number += 1
                if sign == "{":
                    self.pair(place)
                else:
                    self.value(self.note(f"{place}[{number}]"))
            self.at += 1
        elif sign in "\"'":
            self.string()
        else:
            plain = PLAIN.match(self.text, self.at)
            self.at = plain.end() if plain else self.at + 1

    def string(self) -> None:
        """Over a text in quotes of any of the four kinds."""
        quote = next(one for one in QUOTES if self.text.startswith(one, self.at))
        self.at += len(quote)
        while not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self.text[self.at] == "\\" else 1
        self.at += len(quote)
        while len(quote) == 3 and self.text.startswith(quote[0], self.at):
            self.at += 1  # up to two quotes may stand in front of the closing three
