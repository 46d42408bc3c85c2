"""What a student typed: its number and how exactly it says it.

The words of precision, for a number as it stands in the text:

    text          decimals   significant digits (least, most)
    0.350         3          3, 3    zeros behind the point were typed on purpose
    0.0010        4          2, 2    zeros in front of the first digit say only where the point is
    100           0          1, 3    nobody knows which zeros are meant: the student has the benefit
    1.20e-3       5          3, 3
    2.75 x 10^-2  4          3, 3    as 2.75e-2; with ×, · or LaTeX's times, too
    0             0          0, 0    says only that the value is 0
    50%           2          2, 2    as 0.50: here every digit is meant
    5,000.00      2          6, 6    as 5000.00; so are 1 000,5 and 1'000.5 as 1000.5
    ≈ 0.50        2          2, 2    as 0.50; so are = 0.50, [0.50], tensor(0.50), 0.50 (rounded)
    0.123...      3          3, 3    as 0.123: that it goes on does not say how …
    0.333...      exact              … but a period does: three times, or twice with nothing before
    1/3, 1 1/2    exact: fractions, and sums, products or functions worked out by us
    inf, −∞       exact: a number to be judged; nan is none

What has two readings is asked about. `spellings` has them all, one entry each.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tracer.errors import InputError, shown
from tracer.formula.functions import FUNCTIONS
from tracer.formula.parse import parse
from tracer.formula.tree import names
from tracer.formula.value import value as value_of

from .answer_faults import EXAMPLE, fault, two_ways

LONGEST = 2000  # characters of one answer
MOST_DECIMALS = 300  # that are told apart: 10 to that power is a number
BLANK = frozenset({"", "-", "--", "---"})
INVISIBLE = re.compile("[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2061\u2066-\u206f\ufeff]")
SIGNS = str.maketrans({
    **dict.fromkeys("−‐‑‒–—―", "-"),  # the signs that keyboards and editors make
    **dict.fromkeys("×✕✖∗\u2062", "*"),  # the last is MathML's invisible times
    **dict.fromkeys("∙⋅•", "·"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys("٫。", "."),
    "٬": "'",
    "٪": "%",
    "\u2064": "+",  # MathML's invisible plus
})  # fmt: skip
SPELLED = {"σ(": "sigmoid(", "√(": "sqrt("}
CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}

NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*+(?P<whole>\d*)(?:(?P<point>[.,])(?P<part>\d*))?"
    r"(?:(?:[eE]|\s*[*·]\s*10\s*(?:\^|\*\*))\s*(?P<power>[+-]?\d{1,5}|\([+-]?\d{1,5}\)))?"
)
INFINITE = re.compile(
    r"(?P<sign>[+-]?)\s*(?:(?:np|numpy|math|torch|jnp)\.)?(?:inf|infinity|infty|oo|∞)",
    re.IGNORECASE,
)
NAN = re.compile(r"[+-]?\s*(?:(?:np|numpy|math|torch|jnp)\.)?nan(?:\(ind\))?", re.IGNORECASE)
SIGNS_OF = {
    "nan": "0/0, of the log of a negative number, or of an overflow",
    "#DIV/0!": "a division by 0",
    "#NUM!": "the log or the root of a negative number, or of an overflow",
    "#VALUE!": "a calculation with a cell that holds a text",
}  # what came out where there is no number: of Python, of a spreadsheet
RAISED = re.compile(r"(?<=[\w)\]])([⁺⁻]?[⁰¹²³⁴-⁹]+)")
RAISED_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
MIXED = re.compile(r"(?:(?<![\w.,])(\d+)\s?)?([¼-¾⅐-⅞]|[⁰¹²³⁴-⁹]+⁄[₀-₉]+)")
WORD = re.compile(r"[^\W\d_]+")
LIKE_DIGITS = {"O": 0, "o": 0, "О": 0, "о": 0, "I": 1, "l": 1}
WITH_COMMA = re.compile(r"(?<!\d)\d*+,\d+")


class Typed(NamedTuple):
    """One number as typed. `decimals` are those that stand there (negative: 1e3 has −3);
    `least` and `most` are its significant digits; an `exact` one has no last digit."""

    text: str
    value: float
    decimals: int = 0
    least: int = 0
    most: int = 0
    exact: bool = False

    @property
    def coarsest(self) -> int:
        """The decimals that it has if no trailing zero of it was meant."""
        return self.decimals - (self.most - self.least)


@lru_cache(maxsize=20_000)  # most of what a class writes is written by many
def typed(text: str) -> Typed | None:
    """The number of a typed text; None for a blank or a dash. No text is ever evaluated.

    >>> typed("−0,350"), typed(" – ")
    (Typed(text='−0,350', value=-0.35, decimals=3, least=3, most=3, exact=False), None)

    Raises InputError for what cannot be read as one number, with the place where it was read as it
    stands there.
    """
    plain = unified(text[: LONGEST + 1])  # one sign may stand for a dozen
    if max(len(text), len(plain)) > LONGEST:
        raise fault(0, f"this is longer than {LONGEST} characters", "a number, or a short sum")
    if plain in BLANK:
        return None
    if not text.translate(SIGNS).isascii():
        only_plain_digits(text)
    found = NUMBER.fullmatch(plain)
    if not found:
        from .spellings import spelled_out

        plain = spelled_out(plain, text)
        found = NUMBER.fullmatch(plain)
    try:
        if found and (found["whole"] or found["part"]):
            return number(text, found, plain)
        return infinite(text, plain) or worked_out(text, plain)
    except InputError as error:
        if len(plain) != len(text.strip()):
            raise error.at("answer") from None
        raise


def unified(text: str) -> str:
    """One spelling for signs, digits, spaces, fractions and powers of ten."""
    text = text.translate(SIGNS)
    if text.isascii():
        return text.strip()
    text = MIXED.sub(mixed, INVISIBLE.sub("", text))
    text = RAISED.sub(lambda match: f"^({match[1].translate(RAISED_PLAIN)})", text)
    text = unicodedata.normalize("NFKC", text).translate(SIGNS).replace("⁄", "/")
    text = re.sub(r"\d", lambda match: str(unicodedata.decimal(match[0])), text)
    for spelling, plain in SPELLED.items():
        text = text.replace(spelling, plain)
    return text.strip()


def mixed(match: re.Match[str]) -> str:
    """½ → (1/2), 1½ → (1+1/2)."""
    top, bottom = unicodedata.normalize("NFKC", match[2]).split("⁄")
    return f"({match[1]}+{top}/{bottom})" if match[1] else f"({top}/{bottom})"


def only_plain_digits(text: str) -> None:
    """Refuse digits that are raised with nothing below them, lowered, in circles."""
    for sign in RAISED.sub("", MIXED.sub("", text)):
        if not sign.isdecimal() and re.search(r"\d", unicodedata.normalize("NFKC", sign)):
            raise fault(text.index(sign), f"{shown(sign)} is no plain digit", "digits from 0 to 9")


def number(text: str, match: re.Match[str], plain: str) -> Typed:
    """A number that stands there digit by digit."""
    whole, part = match["whole"], match["part"] or ""
    if match["point"] == "," and ambiguous(whole, part):
        raise doubtful(plain.index(","), whole, part)
    power = int((match["power"] or "0").strip("()"))
    value = float(f"{match['sign']}{whole or '0'}.{part or '0'}e{power}")
    digits = (whole + part).lstrip("0")
    if not math.isfinite(value):
        raise fault(0, f"{shown(text)} is too large", "a finite number")
    if digits and value == 0:
        raise fault(0, f"{shown(text)} is too small to be told from 0", "0, or a larger number")
    least = len(digits if match["point"] else digits.rstrip("0"))
    decimals = min(len(part) - power, MOST_DECIMALS)
    if not digits:
        decimals = max(decimals, 0)  # 0e9 is 0, and not anything below a thousand million
    return Typed(text, value + 0.0, decimals, least, len(digits))


def ambiguous(whole: str, part: str) -> bool:
    """1,234 may be 1.234 or 1234; 0,234 and 1,23 and 1234,567 can only be decimals."""
    return len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def doubtful(at: int, whole: str, part: str) -> InputError:
    return two_ways(at, f"{whole},{part}", f"{whole}.{part}", f"{whole}{part}")


def infinite(text: str, plain: str) -> Typed | None:
    """inf is a number; nan, and what a spreadsheet shows for it, is refused with what it is a sign
    of."""
    found = INFINITE.fullmatch(plain)
    if found:
        return Typed(text, -math.inf if found["sign"] == "-" else math.inf, exact=True)
    came = SIGNS_OF.get("nan" if NAN.fullmatch(plain) else plain.upper())
    if came:
        raise fault(0, f"{shown(text)} is no number: it comes of {came}", "a number, or inf")
    return None


def worked_out(text: str, plain: str) -> Typed:
    """A fraction, a sum, a product, a function of the lecture: worked out exactly."""
    try:
        tree = parse(with_points(plain), "answer")
    except InputError as error:
        if "expected" in error.wrong:  # a sign that does not go on like a number
            no_words(plain)
        raise InputError(
            error.where, error.wrong, expected=error.expected, example=EXAMPLE
        ) from None
    unknown = [name for name in names(tree) if name not in CONSTANTS]
    if unknown:
        raise no_number(unknown[0], max(plain.find(unknown[0]), 0))
    with np.errstate(all="ignore"):
        result = float(value_of(tree, CONSTANTS))
    if not math.isfinite(result):
        raise fault(0, f"{shown(text)} has no finite value", "a finite number")
    return Typed(text, result + 0.0, exact=True)


def no_words(plain: str) -> None:
    """Refuse a text with a word in it that is no function and no constant, by that word; a letter
    that looks like a digit is told as one."""
    for found in WORD.finditer(plain):
        if found[0] not in (*CONSTANTS, *FUNCTIONS):
            raise no_number(found[0], found.start())


def no_number(word: str, at: int) -> InputError:
    like = LIKE_DIGITS.get(word)
    if like is not None:
        return fault(at, f"{shown(word)} is the letter, not the digit {like}", "a number")
    expected = "a number, or sums, products and functions of numbers"
    return fault(at, f"{shown(word)} is not a number", expected)


def with_points(plain: str) -> str:
    """Decimal commas as points, where a comma can be nothing else."""
    if re.search(r"\b(?:max|min)\s*\(", plain):
        return plain  # commas part the arguments here

    def point(match: re.Match[str]) -> str:
        whole, part = match[0].split(",")
        if ambiguous(whole, part):
            raise doubtful(match.start() + len(whole), whole, part)
        return f"{whole}.{part}"

    return WITH_COMMA.sub(point, plain)
