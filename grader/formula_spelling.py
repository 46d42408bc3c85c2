"""A formula as people type it, in one spelling: LaTeX, √, |x|, primes, log₁₀.

Nothing here knows the sheet; what needs its symbols (letters side by side, g′) is read in
formula_text.py.
"""

from __future__ import annotations

import re

from .answers import unified

LAYOUT = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|textstyle|quad|qquad)(?![A-Za-z])"
    r"|\\[,;:! ()\[\]]|\$"
)
SIGNS = {
    "cdot": "*", "times": "*", "ast": "*", "odot": "*", "div": "/", "partial": "∂", "prime": "'",
    "leq": "<=", "geq": ">=", "le": "<=", "ge": ">=", "lt": "<", "gt": ">", "vert": "|",
    "lvert": "|", "rvert": "|", "mid": "|",
}  # fmt: skip
WORDS = "mathrm|mathbf|mathbb|mathit|text|textrm|operatorname|boldsymbol"
BUILT = rf"[dt]?frac|sqrt|hat|widehat|{WORDS}"  # commands whose braces matter
COMMAND = re.compile(rf"\\(?!(?:{BUILT})(?![A-Za-z]))([A-Za-z]+)(?=(\d?))")
HALF = r"\s*\{((?:∂|d)\s*\w[\w\[\],]*)\s*\}"  # of a derivative
BRACES = (  # each with no braces inside: from the innermost outwards
    (re.compile(r"(?<!\w)1_?\{\[?([^{}\[\]]*[<>=][^{}\[\]]*)\]?\}"), r"[\1]"),  # 1_{z > 0}
    (re.compile(r"_\{(\d+,\s*\d+)\}"), r"[\1]"),
    (re.compile(r"_\{(\w+)\}"), r"_\1"),
    (re.compile(r"\^(?:\{\[(\d)\]\}|\[(\d)\])"), r"[\1\2]"),  # z^{[2]} is layer 2
    (re.compile(r"\^(?:\{('+)\}|(?='))"), r"\1"),
    (re.compile(rf"\\(?:{WORDS})\{{(\w+)\}}"), r" \1"),
    (re.compile(r"\\(?:wide)?hat\s*(?:\{y\}|y\b)"), " y_hat"),
    (re.compile(rf"\\[dt]?frac{HALF}{HALF}"), r"\1/\2"),
    (re.compile(r"\\[dt]?frac\s*(\d)\s*(\d)"), r"(\1/\2)"),
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r" sqrt(\1)"),
    (re.compile(r"\^\{([^{}]*)\}"), r"^(\1)"),
)
DEEPEST = 60  # braces inside braces
BASE = re.compile(r"\blog_(10|2)(?!\w)")
ALIKE = str.maketrans({**dict.fromkeys("′’ʹ`´", "'"), **dict.fromkeys("∗⊙·∙⋅", "*"), "∕": "/"})


def spelled_out(text: str) -> str:
    r"""The formula without LaTeX, in the signs that are read.

    >>> spelled_out(r"-2 x y \sin(x y^{2})"), spelled_out("|y − p|·√49")
    ('-2 x y  sin(x y^(2))', 'abs(y - p)* sqrt 49')
    """
    if "\\" in text or "{" in text or "$" in text:
        text = without_latex(text)
    text = unified(BASE.sub(r"log\1", text.translate(ALIKE)))
    if text.count("|") == 2:
        before, inside, after = text.split("|")
        text = f"{before}abs({inside}){after}"
    return text.replace("√", " sqrt ")


def without_latex(text: str) -> str:
    """LaTeX as plain text; a command that is not known becomes its name."""
    text = COMMAND.sub(plain_command, LAYOUT.sub(plain_layout, text))
    for _ in range(DEEPEST):
        before = text
        for pattern, plain in BRACES:
            text = pattern.sub(plain, text)
        if text == before:
            break
    return text.replace("{", "(").replace("}", ")")


def plain_layout(match: re.Match[str]) -> str:
    return match[0][1] if match[0][1:] in ("(", ")", "[", "]") else " "


def plain_command(match: re.Match[str]) -> str:
    r"""\cdot → *, \sin → sin, \alpha2 → alpha 2."""
    return SIGNS.get(match[1]) or f" {match[1]}{' ' if match[2] else ''}"
