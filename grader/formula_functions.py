"""Functions in a typed formula: f(…), f x, f²(…), and slopes that are written as f′(…).

g, f and φ are the activation of the layer whose z stands inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from tracer.choose import activation_of
from tracer.errors import shown
from tracer.expression import put_in
from tracer.formula.calculus import derivative, simplify
from tracer.formula.functions import ALIASES, FUNCTIONS
from tracer.formula.text import text as as_text
from tracer.formula.tree import Call, Formula, Name, Num
from tracer.network import Network
from tracer.quantity import quantity
from tracer.rules.activations import ACTIVATIONS

from .formula_names import LOCAL, NAME, Names, fault

if TYPE_CHECKING:
    from .formula_text import Reader

CALLED = {
    **{name: name for name in FUNCTIONS},
    **ALIASES,
    "σ": "sigmoid",
    "sigma": "sigmoid",
    "logistic": "sigmoid",
    "ReLU": "relu",
    "sgn": "sign",
}
OF_ONE = frozenset(name for name, function in FUNCTIONS.items() if len(function.slopes) == 1)
GENERIC = ("g", "f", "φ", "phi")
FUNCTION = re.compile(
    r"(?P<word>[^\W\d]\w*)(?P<primes>'*)(?:\s*(?:\^|\*\*)\s*(?:(\d)|\((\d)\))(?![\d.]))?\s*"
)
NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
AFTER = re.compile(r"\s*(?:$|[+\-)\],;=<>]|\*(?!\*))")  # what may follow the x of sin x
HOLE = "z"
DEEPEST = 60  # functions inside functions
LONGEST = 10_000  # characters of a function with its argument put in


class Part(NamedTuple):
    """A part of a formula: where it ends in the text, how it is written, and what it is."""

    end: int
    text: str
    kind: str


def function_part(reader: Reader, text: str, at: int) -> Part | None:
    """A function; with its argument, where that has to be read along with it."""
    match = FUNCTION.match(text, at)
    if match is None:
        return None
    word, primes, power = match["word"], len(match["primes"]), match[3] or match[4]
    opened = text.startswith("(", match.end())
    if word in reader.letters:
        return line_slope(reader, match, text) if primes and opened else None
    called = CALLED.get(word) or (CALLED.get(word.lower()) if opened else None)  # Exp(x)
    if called and opened and not primes and not power:
        return Part(match.end("word"), called, "function")
    outer: Formula | None = Call(called, (Name(HOLE),)) if called in OF_ONE else None
    if called and outer is None:
        raise fault(f"{shown(word)} is a function of two numbers", f"{word}(…, …)")
    if outer is None and opened and not power:
        outer = activation(reader.names, word, text[match.end() + 1 :])
    if outer is None:
        return None
    end, argument = inside(reader, match, text) if opened else bare(reader, match, text)
    made = applied(outer, primes, reader.trace.source.relu_at_zero, argument)
    if len(made) > LONGEST:
        raise fault(f"this is longer than {LONGEST} characters", "a shorter formula")
    return Part(end, f"({made}**{power})" if power else made, "name")


def inside(reader: Reader, match: re.Match[str], text: str) -> tuple[int, str]:
    """Where the argument in parentheses ends, and how it is written."""
    end = closing(text, match.end())
    with deeper(reader):
        return end, reader.plain(text[match.end() + 1 : end - 1])


@contextmanager
def deeper(reader: Reader) -> Iterator[None]:
    """One function further inside another."""
    reader.depth += 1
    if reader.depth > DEEPEST:
        raise fault("the formula is nested too deeply", f"at most {DEEPEST} levels")
    yield
    reader.depth -= 1


def bare(reader: Reader, match: re.Match[str], text: str) -> tuple[int, str]:
    """The argument of a function without parentheses: one name, number or function, where
    nothing that could belong to it follows."""
    with deeper(reader):
        part = inner_function(reader, text, match.end()) or reader.single(text, match.end())
    if part is not None and not match["primes"]:
        then = FUNCTION.match(text[part.end :].lstrip())
        if AFTER.match(text, part.end) or (then and then["word"] in CALLED):
            return part.end, part.text
    raise fault(f"{shown(match['word'])} stands without parentheses", f"{match['word']}(…)")


def inner_function(reader: Reader, text: str, at: int) -> Part | None:
    """The √x of ln √x."""
    match = FUNCTION.match(text, at)
    if match is None or match["word"] not in CALLED or match["word"] in reader.letters:
        return None
    part = function_part(reader, text, at)
    if part is None or part.kind == "name":
        return part
    end, argument = inside(reader, match, text)
    return Part(end, f"{part.text}({argument})", "name")


def glued(reader: Reader, text: str, at: int, word: str) -> Part | None:
    """A function and its argument in one word: lnx, ln2, tanhz."""
    for end in range(len(word) - 1, 1, -1):
        if CALLED.get(word[:end]) in OF_ONE:
            part = reader.single(text, at + end)
            if part and part.end >= at + len(word) and AFTER.match(text, part.end):
                return Part(part.end, f"{CALLED[word[:end]]}({part.text})", "name")
    return None


def closing(text: str, at: int) -> int:
    """Behind the parenthesis that closes the one here."""
    depth = 0
    for end in range(at, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            return end + 1
    raise fault("a parenthesis is not closed", ")")


def applied(outer: Formula, primes: int, relu_at_zero: float, argument: str) -> str:
    """A function of z, or its derivative, with the argument put in."""
    if primes > 2:
        raise fault("no such derivative is read", "f′(z) or f″(z)")
    for _ in range(primes):
        outer = simplify(derivative(outer, HOLE), expand=False)
    at_zero = Num(relu_at_zero, f"{relu_at_zero:g}")
    hole = "HOLE"  # in capitals only here: no function has it
    made = as_text(put_in(outer, {"relu_at_zero": at_zero, HOLE: Name(hole)}), ascii=True)
    return f"({made.replace(hole, f'({argument})')})"


def activation(names: Names, word: str, behind: str) -> Formula | None:
    """The activation that g, f, φ or its own name means, in z: of the layer whose z stands inside,
    else the one that all layers have. `behind`: the text from the argument on."""
    network = names.trace.source
    if not isinstance(network, Network) or word not in (*GENERIC, *ACTIVATIONS):
        return None
    match = re.match(rf"\s*({NAME})\s*\)", behind)
    found = names.entry(match[1]) if match else None
    of = quantity(found.name) if found else None
    layers = [layer for layer in network.layers if word in (layer.activation, *GENERIC)]
    if word in GENERIC and of is not None and of.base in ("z", "a") and of.layer:
        layers = [network.layers[of.layer - 1]]
    made = [activation_of(layer, network.relu_at_zero) for layer in layers]
    if not made and word in ACTIVATIONS:
        made = [ACTIVATIONS[word]]
    rules = {rule.formula: rule for rule in made if rule.kind == "elementwise"}
    if len(rules) > 1:
        called = " or ".join(rule.name for rule in rules.values())
        raise fault(f"{shown(word)} can be read in two ways: {called}", "the function's own name")
    if not rules:
        return None
    (rule,) = rules.values()
    return Call(rule.name, (Name(HOLE),)) if rule.name in FUNCTIONS else rule.formula


def line_slope(reader: Reader, match: re.Match[str], text: str) -> Part | None:
    """c'(h), where a line c reads h: the derivative of that line."""
    end = closing(text, match.end())
    inner = text[match.end() + 1 : end - 1].strip()
    typed = f"d({match['word']})/d({inner})"
    found = reader.names.symbol(typed) if LOCAL.fullmatch(typed) else None
    return Part(end, reader.named(typed, found), "name") if found else None
