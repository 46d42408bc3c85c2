"""Text as programs save it: UTF-8, UTF-16, Windows' own encodings; and what a name was that was
read in the wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from tracer.errors import InputError

MARK = b"\xef\xbb\xbf"  # in front of UTF-8, so that Excel sees that it is
UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# The signs of Windows' Western encoding where they are others than those of Latin-1. The five
# bytes that it leaves open stay what they are, so that no byte is lost.
OPEN = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
WESTERN = {at: ord(bytes([at]).decode("cp1252")) for at in range(0x80, 0xA0) if at not in OPEN}
BACK = {sign: at for at, sign in WESTERN.items()}
SPECIAL = "".join(map(chr, BACK))
RUN = re.compile(f"[\x80-\xff{SPECIAL}]{{2,}}")
LOST = re.compile("[?\ufffd]+")
MOST_LINES = 400_000
PAGES = (
    *("mac_roman", "cp437", "cp850", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("gb18030", "big5", "cp932", "cp949"),
)
"""What else spreadsheets and systems read and write, by country."""


def text_of(data: bytes, where: str, *, only_unicode: bool = False) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a mark at the front; a line that is
    no UTF-8 is read as Western Windows writes it. `only_unicode`: but not where nothing else would
    tell that a name was read wrong. Raises InputError for what is no text."""
    expected, example = "a text file in UTF-8", "student,quantity,value"
    if not data or data.isspace():
        raise InputError(where, "the file is empty", expected=expected, example=example)
    encoding = utf_16(data[:4])
    if encoding is not None:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            wrong = "this is text in UTF-16, and not whole"
            raise InputError(where, wrong, expected=expected, example=example) from None
    if b"\0" in data:
        wrong = "this is not a text file: it has bytes that are 0"
        raise InputError(where, wrong, expected=expected, example=example)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not only_unicode:
            return "".join(map(line_of, lines_of(data.removeprefix(MARK))))
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"the byte 0x{data[error.start]:02x} in line {line} is not UTF-8"
        raise InputError(where, wrong, expected=expected, example=example) from None


def is_unicode(data: bytes) -> bool:
    """Whether a text says itself which signs are in it."""
    if utf_16(data[:4]) is None:
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
    return True


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a file; of more than any class writes, all as one."""
    return data.splitlines(keepends=True) if data.count(b"\n") < MOST_LINES else [data]


def utf_16(first: bytes) -> str | None:
    """Which UTF-16 begins like that, if any: by its mark, or by two signs of ASCII.

    >>> utf_16(b"s\\0t\\0"), utf_16(b"\\xfe\\xff\\0s"), utf_16(b"stud")
    ('utf-16-le', 'utf-16-be', None)
    """
    if b"\0" in first:
        zeros = [byte == 0 for byte in first]
        if zeros == [False, True, False, True]:
            return "utf-16-le"
        if zeros == [True, False, True, False]:
            return "utf-16-be"
    return UTF_16.get(first[:2])


def line_of(line: bytes) -> str:
    """A line in UTF-8 or, where it is none, in Windows' Western encoding."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(WESTERN)


def as_utf8(lines: bytes) -> bytes:
    """Lines of a file in UTF-8, whatever they were in."""
    try:
        lines.decode()
    except UnicodeDecodeError:
        return "".join(map(line_of, lines_of(lines))).encode()
    return lines


def western_bytes(text: str) -> bytes | None:
    """The bytes that Windows' Western encoding reads as this text; None where no bytes are."""
    try:
        return text.translate(BACK).encode("latin-1")
    except UnicodeEncodeError:
        return None


def unscrambled(text: str) -> str:
    """A text in which UTF-8 was read as Windows' Western encoding, once or twice.

    >>> unscrambled("Î´2"), unscrambled("JosÃƒÂ©"), unscrambled("José")
    ('δ2', 'José', 'José')
    """
    if text.isascii():
        return text
    for _ in range(2):
        text = RUN.sub(run_of, text)
    return text


def run_of(match: re.Match[str]) -> str:
    try:
        return (western_bytes(match[0]) or b"").decode()
    except UnicodeDecodeError:
        return match[0]


def readings(text: str) -> Iterator[str]:
    """What a text may have been that was read in another encoding than it was written in: UTF-8
    as one of a country, or one of a country as Western. Some of them are no words at all."""
    if text.isascii():
        return
    yield unscrambled(text)
    western = western_bytes(text)
    for page in PAGES:
        with suppress(UnicodeError):
            yield text.encode(page).decode()
        with suppress(UnicodeError):
            yield (western or b"").decode(page)


def with_signs(text: str, signs: str) -> Iterator[str]:
    """What a text may have been in which every sign of some kind became a question mark.

    >>> list(with_signs("?J/?z[1]", "∂δ"))
    ['∂J/∂z[1]', 'δJ/δz[1]']
    """
    if LOST.search(text):
        yield from (LOST.sub(sign, text) for sign in signs)
