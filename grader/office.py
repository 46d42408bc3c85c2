"""What office programs make of a typed number, and the number in it: apostrophes, dates, signs that
were read in the wrong encoding. A number that became a date is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from tracer.errors import InputError, shown

from .answers import LONGEST, Typed, typed
from .encodings import unscrambled

APOSTROPHES = "'’‘`´"
YEAR = r"(?:19|20)\d\d"
# How the months begin, in the languages whose spreadsheets shorten them to three or four letters.
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mrz|mai|okt|dez|janv|févr|fév|mars|avr"
    "|juin|juil|août|sept|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out|mei|maj|янв|фев|мар"
    "|апр|май|июн|июл|авг|сен|окт|ноя|дек"
)
DATE = re.compile(
    rf"{YEAR}-[01]?\d-[0-3]?\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"  # as programs write them
    rf"|\d{{1,2}}([./-])\d{{1,2}}\1{YEAR}"
    rf"|\d{{1,2}}\.\s?\d{{1,2}}\.(?:\d\d)?"
    rf"|(?:\d{{1,4}}[.\s-]{{1,2}})?(?:{MONTHS})\.?(?:[\s-]?\d{{1,4}})?"
    r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?"
    r"|\d{1,2}:\d\d(?::\d\d)?",
    re.IGNORECASE,
)
LONGEST_DATE = 40
LONGEST_DECIMAL = 60
SIGN = r"\s*[+\-−–]?\s*"
DOUBTFUL = re.compile(rf"{SIGN}[1-9]\d{{0,2}},\d{{3}}\s*")  # 1,234: 1.234, or 1234
WITH_COMMA = re.compile(rf"{SIGN}\d*,\d+\s*")
WITH_POINT = re.compile(r"\d?\.\d")


@lru_cache(maxsize=20_000)  # most of what a class writes is written by many
def number(text: str) -> Typed | None:
    """The number of a typed text as it comes out of files; None for a blank.

    >>> [number(text).value for text in ("'-0.5", "âˆ’0.5")]
    [-0.5, -0.5]

    Raises InputError for what cannot be read as one number, and for a date.
    """
    plain = text.strip()
    if len(plain) <= LONGEST_DATE and DATE.fullmatch(plain):
        raise InputError(
            "answer, character 1",
            f"{shown(plain)} is a date, and a spreadsheet makes one of numbers such as 1.3 and 3/4",
            expected="the number itself, typed into a cell that is formatted as text,",
            example="-0.350",
        )
    try:
        return typed(text)
    except InputError:
        again = unprefixed(unscrambled(text[: LONGEST + 1]))
        if again == text:
            raise
        try:
            return typed(again)
        except InputError:
            pass
        raise


def unprefixed(text: str) -> str:
    """A text without the apostrophe by which spreadsheets are told that it is one.

    >>> unprefixed("'-0.5"), unprefixed("’0.5’"), unprefixed("g'(z)"), unprefixed("'")
    ('-0.5', '0.5', "g'(z)", "'")
    """
    plain = text.strip()
    if plain[:1] not in APOSTROPHES or len(plain) < 2:
        return text
    return plain[1:].removesuffix(plain[0]) or text


def with_decimal_commas(texts: Collection[str]) -> bool:
    """Whether somebody whose answers these are writes 1,234 for 1.234: another answer has a comma
    that can be nothing else, and none has a point.

    >>> with_decimal_commas(["1,234", "0,5"]), with_decimal_commas(["1,234", "0,5", "2.5"])
    (True, False)
    """
    short = [text for text in texts if len(text) <= LONGEST_DECIMAL]
    if any(WITH_POINT.search(text) for text in short):
        return False
    return any(WITH_COMMA.fullmatch(text) and not DOUBTFUL.fullmatch(text) for text in short)


def doubtful(text: str) -> bool:
    """Whether the comma of a number may part its decimals, or its thousands."""
    return len(text) <= LONGEST_DECIMAL and DOUBTFUL.fullmatch(text) is not None
