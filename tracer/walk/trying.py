"""Try first: the person's own value, judged by the digits that they typed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from ..numbers import significant

Verdict: TypeAlias = Literal["right", "follows", "coarse", "off", "unreadable"]
"""`follows`: right after the person's own numbers before it, which were not."""

NUMBER = r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?"
FRACTION = rf"({NUMBER})\s*/\s*({NUMBER})"
COARSE = 3  # fewer significant digits than this do not settle a number that has more
FACTORS = (*range(2, 13), 100, 1000)  # by which a number that is off is told to be off
TINY = 1e-9  # of the value: what float64 itself leaves open


class Judgement(NamedTuple):
    """The verdict on one typed value, and the sentence for the person."""

    verdict: Verdict
    says: str


@dataclass
class Tally:
    """How often each verdict fell, once for each entry; what follows counts as right. Kept
    across sessions."""

    right: int = 0
    coarse: int = 0
    off: int = 0

    def count(self, verdict: Verdict) -> None:
        if verdict != "unreadable":
            column = "right" if verdict == "follows" else verdict
            setattr(self, column, getattr(self, column) + 1)

    @property
    def tried(self) -> int:
        return self.right + self.coarse + self.off

    def __str__(self) -> str:
        return f"{self.right} right, {self.coarse} coarse, {self.off} off"


class Typed(NamedTuple):
    """A typed number: its value, and how far from it the true value may be at most."""

    value: float
    half_unit: float  # of the last digit typed; 0 for a fraction, which is exact
    digits: int  # significant digits typed; 0: exact
    decimals: int = 0


def read(text: str) -> Typed | None:
    """A number as people type it: `-0.25`, `−.5`, `1,5`, `1e-3`, `1/3`; None if it is none."""
    plain = text.strip().replace("−", "-").replace("–", "-").replace(" ", "")
    if not plain or len(plain) > 60:
        return None
    if re.fullmatch(FRACTION, plain):
        top, bottom = (read(part) for part in plain.split("/"))
        if top is None or bottom is None or bottom.value == 0:
            return None
        return Typed(top.value / bottom.value, 0.0, 0)
    if not re.fullmatch(NUMBER, plain):
        return None
    number = Decimal(plain.replace(",", "."))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > 300 or abs(number.adjusted()) > 300:
        return None
    digits = len(number.as_tuple().digits) if number else max(1, -exponent)
    return Typed(float(number), 0.5 * 10.0**exponent, digits, max(0, -exponent))


def judge(text: str, true: float) -> Judgement:
    """Right where the true value rounds, or is cut off, to what was typed."""
    typed = read(text)
    if typed is None:
        return Judgement("unreadable", f"{text.strip()[:20]!r} is no number: 0.25, -1.5e-3 or 1/3")
    if not math.isfinite(true):
        return Judgement("off", f"the line gives {true}: no number is right here")
    slack = TINY * max(1.0, abs(true))
    error = true - typed.value
    rounds = abs(error) <= typed.half_unit + slack
    cut_off = (
        true * typed.value >= 0 and 0 <= abs(true) - abs(typed.value) < 2 * typed.half_unit - slack
    )
    if not rounds and not cut_off:
        return Judgement("off", off_by(typed.value, true))
    if abs(error) <= slack or typed.digits == 0 or typed.digits >= COARSE:
        return Judgement("right", "right")
    return Judgement(
        "coarse", f"right, but coarse: {typed.digits} digits; the line gives {significant(true)}"
    )


def off_by(typed: float, true: float) -> str:
    """How far off, and the two most usual reasons, a sign or a factor that is whole."""
    says = f"off by {significant(typed - true)}: the line gives {significant(true)}"
    if true and math.isclose(typed, -true, rel_tol=1e-3):
        return says + ", so only the sign is wrong"
    if true and typed:
        for says_how, ratio in (("{} times it", typed / true), ("it divided by {}", true / typed)):
            near = [factor for factor in FACTORS if math.isclose(ratio, factor, rel_tol=1e-3)]
            if near:
                return f"{says}, so yours is {says_how.format(near[0])}"
    return says
