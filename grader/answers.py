"""What a student typed: its number and how exactly it says it.

The words of precision, for a number as it stands in the text:

    text       decimals   significant digits (least, most)
    0.350      3          3, 3      zeros behind the point were typed on purpose
    0.0010     4          2, 2      zeros in front of the first digit say only where the point is
    100        0          1, 3      nobody knows which zeros are meant: the student has the benefit
    1.20e-3    5          3, 3
    0          0          0, 0      says only that the value is 0
    1/3        exact: only a fraction or a sum, product or function worked out by us is
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tracer.errors import InputError, shown
from tracer.formula.parse import parse
from tracer.formula.tree import names
from tracer.formula.value import value as value_of

LONGEST = 2000  # characters of one answer
MINUS = dict.fromkeys(map(ord, "−‐‑‒–—―﹣－"), "-")  # the signs that keyboards and editors make
BLANK = frozenset({"", "-", "--", "---"})
SPELLED = {
    "σ(": "sigmoid(",
    "−": "-",
    "·": "*",
    "×": "*",
    "∙": "*",
    "⋅": "*",
    "÷": "/",
    "√(": "sqrt(",
}
CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}

NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<whole>\d*)(?:(?P<point>[.,])(?P<part>\d*))?"
    r"(?:(?:[eE]|\s*\*\s*10\s*(?:\^|\*\*))\s*(?P<power>\(?[+-]?\d{1,5}\)?))?"
)
RAISED = re.compile(r"(?<=[\w)\]])([⁺⁻]?[⁰¹²³⁴-⁹]+)")
RAISED_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
WITH_COMMA = re.compile(r"\d*,\d+")
MIXED = re.compile(r"(\d*)([¼-¾⅐-⅞])")
EXAMPLE = "-0.350, 1/3, 1.2e-3, 0.35*0.2 + 0.1"


@dataclass(frozen=True, slots=True)
class Typed:
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

    Raises InputError with the place in the text for what cannot be read as one number.
    """
    if len(text) > LONGEST:
        raise fault(0, f"this is longer than {LONGEST} characters", "a number, or a short sum")
    plain = unified(text)
    if plain in BLANK:
        return None
    match = NUMBER.fullmatch(plain)
    if match and (match["whole"] or match["part"]):
        return number(text, match, plain)
    return worked_out(text, plain)


def unified(text: str) -> str:
    """One spelling for signs, spaces, fractions and powers of ten."""
    text = MIXED.sub(mixed, text.translate(MINUS))
    text = RAISED.sub(lambda match: f"^({match[1].translate(RAISED_PLAIN)})", text)
    text = unicodedata.normalize("NFKC", text)
    for spelling, plain in SPELLED.items():
        text = text.replace(spelling, plain)
    return text.strip()


def mixed(match: re.Match[str]) -> str:
    """½ → (1/2), 1½ → (1+1/2)."""
    top, bottom = unicodedata.normalize("NFKC", match[2]).split("⁄")
    return f"({match[1]}+{top}/{bottom})" if match[1] else f"({top}/{bottom})"


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
    return Typed(text, value + 0.0, len(part) - power, least, len(digits))


def ambiguous(whole: str, part: str) -> bool:
    """1,234 may be 1.234 or 1234; 0,234 and 1,23 and 1234,567 can only be decimals."""
    return len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def doubtful(at: int, whole: str, part: str) -> InputError:
    return fault(
        at,
        f"{whole},{part} can be read in two ways: {whole}.{part} or {whole}{part}",
        f"{whole}.{part} or {whole}{part}",
    )


def fault(at: int, wrong: str, expected: str) -> InputError:
    return InputError(f"answer, character {at + 1}", wrong, expected=expected, example=EXAMPLE)


def worked_out(text: str, plain: str) -> Typed:
    """A fraction, a sum, a product, a function of the lecture: worked out exactly."""
    try:
        tree = parse(with_points(plain), "answer")
    except InputError as error:
        raise InputError(
            error.where, error.wrong, expected=error.expected, example=EXAMPLE
        ) from None
    unknown = [name for name in names(tree) if name not in CONSTANTS]
    if unknown:
        at = max(plain.find(unknown[0]), 0)
        expected = "a number, or sums, products and functions of numbers"
        raise fault(at, f"{shown(unknown[0])} is not a number", expected)
    with np.errstate(all="ignore"):
        result = float(value_of(tree, CONSTANTS))
    if not math.isfinite(result):
        raise fault(0, f"{shown(text)} has no finite value", "a finite number")
    return Typed(text, result + 0.0, exact=True)


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
