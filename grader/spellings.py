"""How people and programs spell a number: each spelling, and the plain text that it stands for.

Nothing is a number here yet: a text becomes one that `answers` reads digit by digit or works out.
What can be read in two ways is asked about. To add a spelling, add an entry: its example is tested.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from .answer_faults import two_ways

MOST_LAYERS = 8  # spellings around each other: ≈ $tensor([[0.5]])$.
MOST_ROUNDS = 12  # of LaTeX's braces inside each other
MOST_BEHIND = 60  # digits behind the point among which a period is looked for


class Spelling(NamedTuple):
    """`example` is read as `same`. `plain` makes the plain text of a match."""

    example: str
    same: str
    pattern: re.Pattern[str]
    plain: Callable[[re.Match[str]], str]


class Doubtful(NamedTuple):
    """`example` is read neither as `one` nor as `other`. `readings` makes both of a match; None
    where there is only one after all."""

    example: str
    one: str
    other: str
    pattern: re.Pattern[str]
    readings: Callable[[re.Match[str]], tuple[str, str] | None]


def spelled_out(text: str, typed: str) -> str:
    """The plain text of a number that is spelled in one of the ways below; any other text as it
    is. Raises InputError for what can be read in two ways; `typed` is what it says was."""
    text = inside(" ".join(text.split()))
    for _ in range(MOST_LAYERS):
        for doubt in DOUBTFUL:
            match = doubt.pattern.fullmatch(text)
            readings = doubt.readings(match) if match else None
            if readings:
                raise two_ways(0, typed, *readings)
        found = next(
            ((one, match) for one in WHOLE if (match := one.pattern.fullmatch(text))), None
        )
        if found is None:
            break
        text = " ".join(found[0].plain(found[1]).split())
    return text


def inside(text: str) -> str:
    """The text with the spellings replaced that may stand anywhere in it, innermost braces
    first."""
    for _ in range(MOST_ROUNDS):
        before = text
        for one in INSIDE:
            text = one.pattern.sub(one.plain, text)
        if text == before:
            break
    return text


def period(digits: str) -> tuple[str, str]:
    """The digits before the period, and the period: what stands there three times, or twice with
    nothing but zeros before it. ("…", "") where none is evident.

    >>> period("1666"), period("033"), period("1212"), period("123"), period("500")
    (('1', '6'), ('0', '3'), ('', '12'), ('123', ''), ('500', ''))
    """
    for size in range(1, min(len(digits), MOST_BEHIND) // 2 + 1):
        block, before, times = digits[-size:], digits, 0
        while before.endswith(block):
            before, times = before[:-size], times + 1
        if block.strip("0") and (times > 2 or (times == 2 and not before.strip("0"))):
            return before, block
    return digits, ""


def recurring(match: re.Match[str]) -> str:
    """0.333... → 3/9. Dots say that digits go on: which ones, only a period says."""
    before, block = period(match["part"])
    if len(match["part"]) > MOST_BEHIND or not block:
        return f"{match['sign']}{match['whole']}.{match['part']}"
    return fraction(match, before, block)


def fraction(match: re.Match[str], before: str, block: str) -> str:
    """The recurring number whose digits behind the point are `before` and then `block` for ever."""
    whole = match["whole"] + before or "0"
    top = int(whole + block) - int(whole)
    return f"{match['sign']}{top}/{'9' * len(block)}{'0' * len(before)}"


def without(signs: str) -> Callable[[re.Match[str]], str]:
    """The number whose groups of three digits have one of these signs between them."""

    def plain(match: re.Match[str]) -> str:
        return "".join(sign for sign in match["whole"] if sign not in signs) + match["rest"]

    return plain


def improper(match: re.Match[str]) -> tuple[str, str] | None:
    """1 3/2 is no mixed number, 1 234/500 may have its thousands set apart; 1 1/2 is one and a
    half."""
    whole, top, bottom = match["whole"], match["top"], match["bottom"]
    if len(top) == 3:
        return f"{whole}{top}/{bottom}", f"{whole} + {top}/{bottom}"
    if int(top) < int(bottom) and int(whole) > 0:
        return None
    return f"{whole} + {top}/{bottom}", f"{whole}*{top}/{bottom}"


def listed(match: re.Match[str]) -> tuple[str, str]:
    one, other = match["one"], match["other"]
    return f"{one}{'.' * bool(match['comma'])}{other}", f"{one} and {other}"


def signed(match: re.Match[str]) -> tuple[str, str]:
    minus = "-" if match["first"] != match["second"] else ""
    return f"{minus}{match['rest']}", f"{'' if minus else '-'}{match['rest']}"


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def inner(match: re.Match[str]) -> str:
    return match["inner"]


SIGN = r"(?P<sign>[+-]? ?)"
GROUPS = r"[+-]? ?[1-9]\d{0,2}"
REST = r"(?P<rest>(?:[.,]\d*)?(?: ?[e%*·x].*)?)"
PLAIN = r"(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?"
KINDS = r"float\d{0,3}|double|half|bfloat16|decimal|mpf|tensor|array|asarray|scalar|variable"
KEYS = r"dtype|requires_grad|grad_fn|device|shape|weak_type"
PLACES = r"digits?|decimals?|decimal places?|d\.?p\.?|s\.?f\.?|significant (?:digits?|figures?)"
ROUNDED = r"(?:rounded|truncated|cut)(?: up| down| off)?|approx(?:imately|\.)?"
NOTE = rf"(?:{ROUNDED}|(?:{ROUNDED})? ?(?:to )?\d{{1,2}} ?(?:{PLACES}))"
OPENS, CLOSES = "\"“”„«'‘’`", "\"“”»'‘’`"

INSIDE = (
    Spelling(r"0.35 x 0.2", "0.35*0.2", compiled(r"(?<=[\d)]) x (?=[\d(.+-])"), lambda _: " * "),
    Spelling("2.75x10^-2", "2.75e-2", compiled(r"(?<=\d) ?x ?(?=10 ?(?:\^|\*\*))"), lambda _: "*"),
    Spelling(r"2.75\times 10^{-2}", "2.75e-2", compiled(r"\\(?:times|cdot|ast)(?![a-z])"),
             lambda _: "*"),
    Spelling(r"2^{-2}", "2^(-2)", compiled(r"\^ ?\{([^{}]*)\}"), lambda match: f"^({match[1]})"),
    Spelling(r"-\frac{11}{400}", "-11/400",
             compiled(r"\\[cdt]?frac ?\{([^{}]*)\} ?\{([^{}]*)\}"),
             lambda match: f"(({match[1]})/({match[2]}))"),
    Spelling(r"-\frac14", "-1/4", compiled(r"\\[cdt]?frac ?(\d) ?(\d)"),
             lambda match: f"(({match[1]})/({match[2]}))"),
    Spelling(r"\sqrt{49}", "sqrt(49)", compiled(r"\\sqrt ?\{([^{}]*)\}"),
             lambda match: f"sqrt({match[1]})"),
    Spelling(r"0.1\overline{6}", "1/6", compiled(r"\\(?:overline|bar) ?\{(\d+)\}"),
             lambda match: "".join(f"{digit}\u0305" for digit in match[1])),
    Spelling(r"\mathrm{e}^{-1}", "e^(-1)",
             compiled(r"\\(?:mathrm|mathbf|text|operatorname) ?\{([^{}]*)\}"),
             lambda match: match[1]),
    Spelling("0{,}35", "0,35", compiled(r"\{,\}"), lambda _: ","),
    Spelling(r"\left(1 + 2\right)/4", "(1 + 2)/4",
             compiled(r"\\(?:left|right)(?![a-z])|\\[,;:! ]|\\q?quad(?![a-z])"), lambda _: " "),
    Spelling(r"0.333\ldots", "1/3", compiled(r"\\[lc]?dots(?![a-z])|⋯"), lambda _: "..."),
    Spelling(r"50\%", "50%", compiled(r"\\%"), lambda _: "%"),
    Spelling(r"-\infty", "-inf", compiled(r"\\infty(?![a-z])"), lambda _: "∞"),
    Spelling(r"\approx 0.5", "0.5", compiled(r"\\(?:approx|simeq|sim|cong)(?![a-z])"),
             lambda _: "≈"),
    Spelling(r"2*\pi", "2*pi",
             compiled(r"\\(?=(?:pi|ln|log|exp|sin|cos|tan|sinh|cosh|tanh|max|min)(?![a-z]))"),
             lambda _: ""),
)  # fmt: skip
"""May stand anywhere in a text."""

WHOLE = (
    Spelling("-0.0275.", "-0.0275", compiled(r"(?P<inner>.*[^ .,;]) ?[.,;]"), inner),
    Spelling("= 7", "7", compiled(r":?[=≈~∼≃≅≐≒] ?(?P<inner>.+)"), inner),
    Spelling("approx. 0.5", "0.5",
             compiled(r"(?:(?:approx|ca)\.?|approximately|about|circa|roughly) (?P<inner>.+)"),
             inner),
    Spelling("0.5 (rounded)", "0.5", compiled(rf"(?P<inner>.*[^ ]) ?\({NOTE}\)"), inner),
    Spelling("0.500 rounded to 3 digits", "0.500", compiled(rf"(?P<inner>.*\d) {NOTE}"), inner),
    Spelling('"0.5"', "0.5", compiled(f"[{OPENS}] ?(?P<inner>[^{OPENS}{CLOSES}]+)[{CLOSES}]"),
             inner),
    Spelling("'7", "7", compiled(f"['‘’](?P<inner>[^{OPENS}{CLOSES}].*)"), inner),
    Spelling("$-0.0275$", "-0.0275", compiled(r"\$+(?P<inner>[^$]+)\$+"), inner),
    Spelling(r"\(-0.0275\)", "-0.0275", compiled(r"\\[(\[](?P<inner>.+)\\[)\]]"), inner),
    Spelling("[-0.0275]", "-0.0275", compiled(r"\[(?P<inner>.+)\]"), inner),
    Spelling("(-0.0275)", "-0.0275", compiled(rf"\( ?(?P<inner>[+-] ?{PLAIN}) ?\)"), inner),
    Spelling("-(0.0275)", "-0.0275", compiled(rf"{SIGN}\( ?(?P<inner>{PLAIN}) ?\)"),
             lambda match: match["sign"] + match["inner"]),
    Spelling("np.float64(-0.0275)", "-0.0275",
             compiled(rf"(?:[a-z]{{1,12}}\.){{0,3}}(?:{KINDS}) ?\((?P<inner>.+)\)"), inner),
    Spelling("np.int64(7)", "7",
             compiled(r"(?:[a-z]{1,12}\.){0,3}u?int\d{0,2} ?\((?P<inner>[+-]?\d+)\)"), inner),
    Spelling("<tf.Tensor: shape=(), dtype=float32, numpy=-0.0275>", "-0.0275",
             compiled(r"<tf\.(?:tensor|variable)\b.*\bnumpy=(?P<inner>.+)>"), inner),
    Spelling("tensor(-0.0275, grad_fn=<MeanBackward0>)", "-0.0275",
             compiled(rf"(?P<inner>[^,]+), ?(?:{KEYS}) ?=.*"), inner),
    Spelling("Fraction(-1, 3)", "-1/3",
             compiled(r"(?:[a-z]{1,12}\.)?(?:fraction|rational)\(([+-]?\d+), ?(\d+)\)"),
             lambda match: f"{match[1]}/{match[2]}"),
    Spelling("50%", "0.50", compiled(rf"{SIGN}(?P<whole>\d+)[.,]? ?%"),
             lambda match: f"{match['sign']}{match['whole']}.e-2"),
    Spelling("12,5 %", "0.125", compiled(r"(?P<inner>[+-]? ?\d*[.,]\d+) ?%"),
             lambda match: f"{match['inner']}e-2"),
    Spelling("1 000,5", "1000.5",
             compiled(rf"(?P<whole>{GROUPS}(?P<between>[ '‘’ʼ′_])\d{{3}}(?:(?P=between)\d{{3}})*)"
                      rf"{REST}"), without(" '‘’ʼ′_")),
    Spelling("5,000.00", "5000.00",
             compiled(rf"(?P<whole>{GROUPS}(?:,\d{{3}})+)(?=\.\d){REST}"), without(", ")),
    Spelling("1,234,567", "1234567",
             compiled(rf"(?P<whole>{GROUPS}(?:,\d{{3}}){{2,}})(?!,){REST}"), without(", ")),
    Spelling("1.234,5", "1234.5",
             compiled(rf"(?P<whole>{GROUPS}(?:\.\d{{3}})+)(?=,\d){REST}"), without(". ")),
    Spelling("1.234.567", "1234567",
             compiled(rf"(?P<whole>{GROUPS}(?:\.\d{{3}}){{2,}})(?!\.){REST}"), without(". ")),
    Spelling("0.333...", "3/9",
             compiled(rf"{SIGN}(?P<whole>\d*)[.,](?P<part>\d+) ?\.\.\."), recurring),
    Spelling("0.16\u0305", "15/90",
             compiled(rf"{SIGN}(?P<whole>\d{{0,20}})[.,](?P<part>\d{{0,20}})"
                      r"(?P<block>(?:\d[\u0304\u0305\u0307]){1,20})"),
             lambda match: fraction(match, match["part"], re.sub(r"\D", "", match["block"]))),
    Spelling("0.(3)", "3/9",
             compiled(rf"{SIGN}(?P<whole>\d{{0,20}})[.,]\((?P<block>\d{{1,20}})\)"),
             lambda match: fraction(match, "", match["block"])),
    Spelling("1 1/2", "(1+1/2)",
             compiled(rf"{SIGN}(?P<whole>\d{{1,9}}) (?P<top>\d{{1,9}}) ?/ ?(?P<bottom>\d{{1,9}})"),
             lambda match: f"{match['sign']}({match['whole']}+{match['top']}/{match['bottom']})"),
)  # fmt: skip
"""Are the whole of a text, once those around it are taken off."""

DOUBTFUL = (
    Doubtful("--1", "1", "-1",
             compiled(r"(?P<first>[+-]) ?(?P<second>[+-]) ?(?P<rest>[\d.(].*)"), signed),
    Doubtful("±0.5", "0.5", "-0.5", compiled(r"[±∓] ?(?P<rest>.+)"),
             lambda match: (match["rest"], f"-{match['rest']}")),
    Doubtful("\u00ad0.5", "-0.5", "0.5", compiled(r"\u00ad ?(?P<rest>.+)"),  # shown, or not
             lambda match: (f"-{match['rest']}", match["rest"])),
    Doubtful("0·35", "0.35", "0*35", compiled(rf"{SIGN}0·(?P<part>\d+)"),
             lambda match: (f"{match['sign']}0.{match['part']}",
                            f"{match['sign']}0*{match['part']}")),
    Doubtful("2.75×10-2", "2.75*10^-2", "2.75*10 - 2",
             compiled(r"(?P<number>[+-]? ?[\d.,]+) ?[*·] ?10 ?- ?(?P<power>\d{1,2})"),
             lambda match: (f"{match['number']}*10^-{match['power']}",
                            f"{match['number']}*10 - {match['power']}")),
    Doubtful("[0,35]", "0.35", "0 and 35",
             compiled(r"\[(?P<one>[+-]? ?\d+)(?:(?P<comma>,)| (?=\d{3}\]))(?P<other>\d+)\]"),
             listed),
    Doubtful("1/3 = 0.333", "1/3", "0.333",
             compiled(r"(?P<one>[-+(.\d](?:[^=≈~]*[\d)%.])?) ?[=≈~](?P<other>[^=≈~]*\d[^=≈~]*)"),
             lambda match: (match["one"], match["other"])),
    Doubtful("1 3/2", "1 + 3/2", "1*3/2",
             compiled(r"[+-]? ?(?P<whole>\d{1,9}) (?P<top>\d{1,9}) ?/ ?(?P<bottom>\d{1,9})"),
             improper),
    Doubtful(r"2\frac{1}{3}", "2 + 1/3", "2*1/3",
             compiled(r"[+-]? ?(?P<whole>\d+) ?\(\((?P<top>\d+)\)/\((?P<bottom>\d+)\)\)"),
             lambda match: (f"{match['whole']} + {match['top']}/{match['bottom']}",
                            f"{match['whole']}*{match['top']}/{match['bottom']}")),
    Doubtful("0.1(6)", "0.1666...", "0.1*6",
             compiled(rf"{SIGN}(?P<one>\d*[.,]\d+)\((?P<block>\d)\)"),
             lambda match: (f"{match['one']}{match['block'] * 3}...",
                            f"{match['one']}*{match['block']}")),
)  # fmt: skip
"""Can be read in two ways."""
