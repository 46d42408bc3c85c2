"""Typed text → number and precision."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.answer_faults import not_read
from grader.answers import LONGEST, Typed, typed
from grader.exercise_file import exercise
from grader.files import read_submissions
from grader.spellings import DOUBTFUL, INSIDE, WHOLE, Doubtful, Spelling
from grader.submission import read_sheet
from tests.moment import in_a_moment
from tests.sample import sample
from tracer.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "grading.md"

PRECISION = {  # text: value, decimals, least, most
    "0.350": (0.35, 3, 3, 3),
    "0.0010": (0.001, 4, 2, 2),
    "100": (100.0, 0, 1, 3),
    "100.": (100.0, 0, 3, 3),
    "1200": (1200.0, 0, 2, 4),
    "1.20e-3": (0.0012, 5, 3, 3),
    "12e3": (12000.0, -3, 2, 2),
    "0": (0.0, 0, 0, 0),
    "0.000": (0.0, 3, 0, 0),
    "-.5": (-0.5, 1, 1, 1),
    "+7": (7.0, 0, 1, 1),
    "−0.35": (-0.35, 2, 2, 2),
    "–0.35": (-0.35, 2, 2, 2),
    "0,35": (0.35, 2, 2, 2),
    "0,350": (0.35, 3, 3, 3),
    "1234,567": (1234.567, 3, 7, 7),
    "1,2345": (1.2345, 4, 5, 5),
    "1.5×10^-3": (0.0015, 4, 2, 2),
    "1.5·10⁻³": (0.0015, 4, 2, 2),
    "1.5*10**(-3)": (0.0015, 4, 2, 2),
    "０.５": (0.5, 1, 1, 1),
    "- 0.2": (-0.2, 1, 1, 1),
    "(0.25)": (0.25, 2, 2, 2),
    "-2.75 x 10^-2": (-0.0275, 4, 3, 3),
    "2.75\\times10^{-2}": (0.0275, 4, 3, 3),
    "2.75 X 10**-2": (0.0275, 4, 3, 3),
    "50%": (0.5, 2, 2, 2),
    "12,5 %": (0.125, 3, 3, 3),
    "100 %": (1.0, 2, 3, 3),
    "0%": (0.0, 2, 0, 0),
    "5,000.00": (5000.0, 2, 6, 6),
    "1 000": (1000.0, 0, 1, 4),
    "1\u2009000,5": (1000.5, 1, 5, 5),
    "1\u202f000,500": (1000.5, 3, 7, 7),
    "1\u00a0000.5": (1000.5, 1, 5, 5),
    "1’000.5": (1000.5, 1, 5, 5),
    "1.234,5": (1234.5, 1, 5, 5),
    "0.123...": (0.123, 3, 3, 3),
    "0.500...": (0.5, 3, 3, 3),
    "2.718281828...": (2.718281828, 9, 10, 10),
    "tensor([[0.5000]], device='cuda:0', grad_fn=<MulBackward0>)": (0.5, 4, 4, 4),
    "= ≈ [0.50].": (0.5, 2, 2, 2),
    "≈ $\\left[-2{,}75 \\cdot 10^{-2}\\right]$": (-0.0275, 4, 3, 3),
    "٠٫٣٥": (0.35, 2, 2, 2),
    "٥٠٪": (0.5, 2, 2, 2),
    "［－０．０２７５］": (-0.0275, 4, 3, 3),
    "＝ ２．７５×１０＾－２": (0.0275, 4, 3, 3),
    "1٢": (12.0, 0, 2, 2),
    "0e99999": (0.0, 0, 0, 0),
    "0." + "0" * 400 + "1e400": (0.1, 1, 1, 1),
    "1." + "0" * 400: (1.0, 300, 401, 401),
    "\u202e0.\u200b5\ufeff": (0.5, 1, 1, 1),
}

EXACT = {
    "-1/3": -1 / 3,
    "½": 0.5,
    "-½": -0.5,
    "1½": 1.5,
    "-1½": -1.5,
    "3/4": 0.75,
    "0.35*0.2 + 0.1": 0.17,
    "0,35*0,2": 0.07,
    "1/(1+exp(-0.3))": 1 / (1 + math.exp(-0.3)),
    "σ(0.3)": 1 / (1 + math.exp(-0.3)),
    "sigmoid(0.3)": 1 / (1 + math.exp(-0.3)),
    "log(2)": math.log(2),
    "ln(2)": math.log(2),
    "e^2": math.e**2,
    "max(1,2)": 2.0,
    "2*pi": 2 * math.pi,
    "-\\frac{11}{400}": -0.0275,
    "\\frac{1}{1+\\frac{1}{3}}": 0.75,
    "-1 1/2": -1.5,
    "1 ½": 1.5,
    "2¹⁄₃": 7 / 3,
    "0.333…": 1 / 3,
    "0,33...": 1 / 3,
    "-1.1212...": -1.12 - 1 / 825,
    "0.0333...": 1 / 30,
    "0.999...": 1.0,
    "0.16̅": 1 / 6,
    "0.1̇6̇": 16 / 99,
    "0.1\\overline{6}": 1 / 6,
    "2 x 3": 6.0,
    "2\u20623": 6.0,  # the invisible times of MathML
    "-(-0.25)": 0.25,
}

INFINITE = {
    "inf": math.inf,
    "+inf": math.inf,
    "-inf": -math.inf,
    "∞": math.inf,
    "−∞": -math.inf,
    "infinity": math.inf,
    "-Infinity": -math.inf,
    "np.inf": math.inf,
    "float('-inf')": -math.inf,
    "tensor(inf, grad_fn=<MeanBackward0>)": math.inf,
    "-\\infty": -math.inf,
    "-oo": -math.inf,
}

UNREADABLE = {  # text: what the message says, character; 0: none, it is not read as it stands
    "1,234": ("two ways", 2),
    "12,345": ("two ways", 3),
    "0.5 + 1,234": ("two ways", 8),
    "nan": ("'nan' is no number: it comes of 0/0, of the log of a negative number", 1),
    "tensor(nan)": ("of an overflow", 0),
    "-nan(ind)": ("of an overflow", 1),
    "#DIV/0!": ("a division by 0", 1),
    "2*inf": ("'inf' is not a number", 3),
    "1e400": ("too large", 1),
    "1e-400": ("too small", 1),
    "1/0": ("no finite", 1),
    "(-1)^0.5": ("no finite", 1),
    "log(-1)": ("no finite", 1),
    "0.3 0.4": ("not expected", 5),
    "0.3x": ("'x' is not a number", 4),
    "g0.4853": ("'g' is not a number", 1),
    "see 0.5": ("'see' is not a number", 1),
    "0.5 cm": ("'cm' is not a number", 5),
    "O.16": ("'O' is the letter, not the digit 0", 1),
    "0.l6": ("'l' is the letter, not the digit 1", 3),
    "x1 + 2": ("'x1'", 1),
    "2 + #": ("'#'", 5),
    "≈ 1,234": ("two ways", 0),
    "12,345%": ("two ways", 0),
    "5,000.": ("two ways", 0),
    "[1 234]": ("1234 or 1 and 234", 1),
    "1 234/500": ("1234/500 or 1 + 234/500", 1),
    "1 2/2": ("1 + 2/2 or 1*2/2", 1),
    "0 1/2": ("0 + 1/2 or 0*1/2", 1),
    "+-0.5": ("-0.5 or 0.5", 1),
    "- -1": ("1 or -1", 1),
    "[0.1, 0.2]": ("not expected", 0),
    "tensor(x1)": ("'x1' is not a number", 0),
    "= x1 + 2": ("'x1' is not a number", 0),
    "1e5e5": ("not expected", 4),
    "1..2": ("not expected", 3),
    "1.2.3": ("not expected", 4),
    "1,2,3": ("not expected", 4),
    "1e(5": ("not expected", 2),
    "0x10": ("'x' is not a number", 2),
    "0.5 (or 0.4)": ("'or' is not a number", 6),
    "²": ("'²' is no plain digit", 1),
    "1₂": ("'₂' is no plain digit", 2),
    "①": ("'①' is no plain digit", 1),
    "五": ("'五' is not a number", 1),
    "[]": ("stands where a number", 2),
    "=": ("stands where a number", 1),
    "...": ("cannot be read", 1),
    "ﷺ" * 200: ("2000 characters", 1),
    "__import__(1)": ("not allowed", 1),
    "__import__('os')": ("not allowed", 1),
    "1/2%": ("'%'", 4),
    "10**10**10": ("too large", None),
    "(" * 100: ("deeply", None),
    "9" * 3000: ("2000 characters", 1),
}


@pytest.mark.parametrize("text", PRECISION)
def test_a_number_keeps_the_precision_it_was_typed_with(text: str) -> None:
    assert typed(text) == Typed(text, *PRECISION[text])


@pytest.mark.parametrize("text", EXACT)
def test_a_fraction_or_an_expression_is_exact(text: str) -> None:
    found = typed(text)
    assert found is not None
    assert found.exact
    assert found.value == pytest.approx(EXACT[text], rel=1e-15)


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "—", "−", "\t-\n"])
def test_a_blank_or_a_dash_is_missing(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_said_with_its_place(text: str) -> None:
    says, character = UNREADABLE[text]
    with pytest.raises(InputError) as error:
        typed(text)
    assert says in error.value.wrong
    if character is not None:
        assert error.value.where == "answer" + f", character {character}" * (character > 0)


def test_zero_has_no_sign() -> None:
    zero = typed("-0.00")
    assert zero is not None
    assert math.copysign(1.0, zero.value) == 1.0


@given(
    st.text(alphabet="0123456789.,eE+-−–*/^()½σ√ ⁻²xlogexpsigmoidmax'[]=≈%\\\\{}", max_size=60)
    | st.text()
)
def test_any_text_is_a_number_a_blank_or_a_message(text: str) -> None:
    try:
        found = typed(text)
    except InputError:
        return
    assert found is None or not math.isnan(found.value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_float_reads_back(number: float) -> None:
    found = typed(repr(number))
    assert found is not None
    assert found.value == number


# Spellings


def same(spelled: str, plain: str) -> bool:
    """Whether two texts are the same number, as exactly."""
    one, other = typed(spelled), typed(plain)
    assert one is not None
    assert other is not None
    return one._replace(text="") == other._replace(text="")


@pytest.mark.parametrize("one", [*INSIDE, *WHOLE], ids=lambda one: one.example)
def test_every_spelling_reads_as_its_plain_one(one: Spelling) -> None:
    assert same(one.example, one.same)


@pytest.mark.parametrize("one", DOUBTFUL, ids=lambda one: one.example)
def test_what_has_two_readings_is_asked_about_by_both(one: Doubtful) -> None:
    with pytest.raises(InputError) as error:
        typed(one.example)
    assert f"can be read in two ways: {one.one} or {one.other}" in error.value.wrong


def test_what_has_two_readings_is_told_with_both_once() -> None:
    with pytest.raises(InputError) as error:
        typed("1,234")
    assert not_read(error.value) == (
        "answer, character 2: '1,234' can be read in two ways: 1.234 or 1234"
    )


@pytest.mark.parametrize("text", INFINITE)
def test_infinite_numbers_are_numbers(text: str) -> None:
    assert typed(text) == Typed(text, INFINITE[text], exact=True)


@pytest.mark.parametrize("text", ["\u200b", "\u202e \u202c", "\ufeff–", "−−"])
def test_signs_that_nobody_sees_are_blank(text: str) -> None:
    assert typed(text) is None


def test_the_page_lists_spellings_that_are_read_so() -> None:
    rows = re.findall(
        r"^\| (`.+`) \| (?:exactly )?`([^`]+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    read = [(typed_, plain) for cell, plain in rows for typed_ in re.findall(r"`([^`]+)`", cell)]
    assert len(read) > 20
    assert all(same(*pair) for pair in read), [pair for pair in read if not same(*pair)]


def test_the_page_lists_what_is_asked_about() -> None:
    (line,) = re.findall(r"^Asked about: (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    asked = re.findall(r"`([^`]+)` \(`([^`]+)` or `([^`]+)`\)", line)
    assert len(asked) > 4
    for text, one, other in asked:
        with pytest.raises(InputError, match=re.escape(f"two ways: {one} or {other}")):
            typed(text)


NEXT = (
    "{}", "({})", "'{}", '"{}"', "“{}”", "Decimal('{}')", "${}$", "{} rounded to 3 digits",
    "tensor([{}], dtype=torch.float64)", "tensor({}, grad_fn=<MeanBackward0>)",
    "tensor([[{}]], requires_grad=True)", "array({}, dtype=float32)",
)  # fmt: skip
AROUND = (
    "= {}", "≈ {}", "~{}", "[{}]", "[[{}]]", "[ {} ]", "np.float64({})", "np.float32({})",
    "tensor({})", "np.array([{}])", "{} (rounded)", "{} (3 d.p.)", "approx. {}", "{}.",
    "\u202e{}", "\u200b{}", "{}\u202c", " {} ",
)  # fmt: skip
FIXED = st.builds(
    lambda number, decimals: f"{number:.{decimals}f}",
    st.floats(-1e6, 1e6),
    st.integers(1, 12),
)
PRINTED = FIXED | st.builds(
    lambda number, digits: f"{number:.{digits}e}",
    st.floats(-1e300, 1e300).filter(lambda number: number == 0 or abs(number) > 1e-300),
    st.integers(1, 15),
)


@given(
    text=PRINTED,
    next_to=st.sampled_from(NEXT),
    around=st.lists(st.sampled_from(AROUND), max_size=3, unique=True),
)
def test_what_stands_around_a_number_changes_nothing(
    text: str, next_to: str, around: list[str]
) -> None:
    spelled = next_to.format(text)
    for one in around:
        spelled = one.format(spelled)
    assert same(spelled, text)


@given(text=PRINTED, at=st.integers(0, 30), sign=st.sampled_from("\u200b\u200f\u202e\u2066\ufeff"))
def test_invisible_signs_anywhere_change_nothing(text: str, at: int, sign: str) -> None:
    assert same(text[:at] + sign + text[at:], text)


POWERS = ("{}x10^{}", "{} x 10^{}", "{} × 10^({})", "{}·10**{}", "{}*10^{{{}}}",
          "{}\\times 10^{{{}}}", "{}\\cdot10^{{{}}}", "{}E{}")  # fmt: skip


@given(text=FIXED, power=st.integers(-30, 30), spelled=st.sampled_from(POWERS))
def test_a_power_of_ten_is_one_however_it_is_typed(text: str, power: int, spelled: str) -> None:
    assert same(spelled.format(text, power), f"{text}e{power}")


@given(
    number=st.floats(1000, 1e12) | st.floats(-1e12, -1000),
    decimals=st.integers(1, 6),
    between=st.sampled_from([" ", "\u2009", "\u202f", "\u00a0", "'", "’", "_", ",", "."]),
    point=st.sampled_from(".,"),
    behind=st.sampled_from(["", "e-3", " x 10^3", "%"]),
)
def test_thousands_may_be_set_apart(
    number: float, decimals: int, between: str, point: str, behind: str
) -> None:
    assume(between != point)
    whole, _, part = f"{number:,.{decimals}f}".partition(".")
    spelled = whole.replace(",", between) + point + part
    assert same(spelled + behind, whole.replace(",", "") + "." + part + behind)


@given(FIXED)
def test_a_percentage_is_its_number_with_the_point_moved(text: str) -> None:
    assert same(f"{text}%", format(Decimal(text).scaleb(-2), "f"))


def long_division(top: int, bottom: int) -> tuple[str, str]:
    """The digits of top/bottom behind the point before the period, and the period."""
    digits, met, rest = "", dict[int, int](), top % bottom
    while rest and rest not in met:
        met[rest] = len(digits)
        digits += str(10 * rest // bottom)
        rest = 10 * rest % bottom
    start = met.get(rest, len(digits))
    return digits[:start], digits[start:]


@given(top=st.integers(1, 300), bottom=st.integers(3, 22), spelled=st.sampled_from("…̅"))
def test_a_period_that_is_evident_goes_on_for_ever(top: int, bottom: int, spelled: str) -> None:
    before, block = long_division(top, bottom)
    assume(block)
    end = block * 3 + "..." if spelled == "…" else "".join(f"{one}\u0305" for one in block)
    found = typed(f"-{top // bottom}.{before}{end}")
    assert found is not None
    assert found.exact
    assert found.value == pytest.approx(-top / bottom, rel=1e-15)


@given(
    whole=st.integers(1, 999), top=st.integers(1, 98), more=st.integers(1, 500), minus=st.booleans()
)
def test_a_mixed_number_is_a_sum(whole: int, top: int, more: int, minus: bool) -> None:
    sign = "-" * minus
    assert same(f"{sign}{whole} {top}/{top + more}", f"{sign}({whole} + {top}/{top + more})")


# Hostile

PARTS = (
    "1", "(", "((", "[", " ", "1 ", "1,", "1,234", "1.", "'", "1'000", "=", "- ", "+-", "1-",
    "1*10^-", "\\", "\\frac{", "\\frac{1}{", "^{", "tensor(", "np.", "(1, dtype=", "1 1/2 ", "...",
    "3\u0305", "\u0305", "²", "½", "٣", "1+", "exp(", " rounded", "numpy=", "1 x ", "ﷺ",
)  # fmt: skip
HEADS, TAILS = ("", "1", "- ", "(", "tensor("), ("!", ")", "...")


@pytest.mark.parametrize("part", sample(PARTS))
def test_the_longest_texts_are_read_at_once(part: str) -> None:
    for head, tail in product(HEADS, TAILS):
        text = (head + part * LONGEST)[: LONGEST - len(tail)] + tail
        with in_a_moment(0.5), suppress(InputError):
            typed.__wrapped__(text)


FILES = {
    "a.json": '{"answers": {"J": Infinity, "z[1][1,1]": -Infinity, "z[1][2,1]": NaN}}',
    "a.toml": '[answers]\nJ = inf\n"z[1][1,1]" = -inf\n"z[1][2,1]" = nan',
    "a.csv": 'quantity,value\nJ,∞\n"z[1][1,1]",-inf\n"z[1][2,1]",nan',
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_of_files_has_infinite_numbers(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    (one,) = read_submissions(tmp_path / name, [])
    read = read_sheet(one, exercise("lecture-network").trace).cells
    values = {key: cell.typed and cell.typed.value for key, cell in read.items()}
    assert values == {("J", (1, 1)): math.inf, ("z[1]", (1, 1)): -math.inf, ("z[1]", (2, 1)): None}
    fault = read["z[1]", (2, 1)].fault
    assert fault is not None
    assert "comes of 0/0" in fault.wrong
