"""Text to tree: the expressions that people type, and the formulas of our own tables.

expression := term (('+' | '−') term)*          flat: a + b − c is one sum
term       := ('+' | '−') term | unary (('*' | '/' | '@' | '⊙') unary)*
unary      := ('+' | '−') unary | power
power      := postfix ('**' unary | '²')?       from the right; ^ is read as **
postfix    := atom ('[' expression ',' expression ']' | '.T')*        of arrays
atom       := number | name | name '(' expression, … ')' | '(' expression ')'
            | '1'? '[' comparison ']' | '(' comparison ')'      1 where it holds, else 0
comparison := expression ('<' | '>' | '<=' | '>=' | '=') expression
Of arrays also: @ for matrix products, ⊙ for Hadamard, and a name = number among arguments.
In tables also: sum(k, m, body), kronecker(i, k).
Nothing is ever evaluated by Python; length, depth and exponents are bounded.
"""

from __future__ import annotations

import math
import re
from functools import cache, reduce

import numpy as np

from ..errors import InputError, shown, unknown
from .calls import WAYS_BACK, options_of
from .functions import ALIASES, FUNCTIONS
from .operations import OPERATIONS, SIGNS
from .text import spelled
from .tree import (
    BigSum,
    Call,
    Comparison,
    Entry,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Kronecker,
    MatMul,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    Transpose,
    names,
    negated,
)

LONGEST = 2000  # characters
DEEPEST = 60  # nested parentheses, functions, signs and powers
HIGHEST = 1000.0  # size of an exponent that is a number

NAME = r"[^\W\d⁰¹²³⁴-⁹][^\W⁰¹²³⁴-⁹]*"  # Python counts ² as a letter
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{NAME})"
    r"|(?P<raised>⁻?[⁰¹²³⁴-⁹]+)"
    r"|(?P<sign>\*\*|<=|>=|\.T\b|[-+*/^()\[\],<>=@⊙·×÷−≤≥]))"
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SAME = {"·": "*", "×": "*", "÷": "/", "−": "-", "^": "**", "≤": "<=", "≥": ">="}
COMPARISONS: tuple[Comparison, ...] = ("<=", ">=", "<", ">", "=")


@cache
def formula(text: str) -> Formula:
    """A formula of our own tables, with entries, sums, matrix products and indicators."""
    return _Reader(text, "table", tables=True).whole()


def parse(text: str, where: str = "expression", *, arrays: bool = False) -> Formula:
    """An expression that somebody typed, of numbers or of arrays. Raises InputError with the place
    in the text."""
    if len(text) > LONGEST:
        raise InputError(
            where,
            f"the expression is {len(text)} characters long",
            expected=f"at most {LONGEST} characters",
            example=EXAMPLE,
        )
    return _Reader(text, where, arrays=arrays).whole()


EXAMPLE = 'expression = "x1**2 + 2*x2**2 + 3*x1*x2"'


class _Reader:
    def __init__(
        self, text: str, where: str, *, tables: bool = False, arrays: bool = False
    ) -> None:
        self.text = text
        self.where = where
        self.tables = tables
        self.arrays = arrays or tables
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0
        self.depth = 0

    def whole(self) -> Formula:
        self.scan()
        tree = self.expression()
        if self.kind != "end":
            raise self.wrong(f"{shown(self.token)} is not expected here", "an operator or the end")
        return tree

    def scan(self) -> None:
        place = 0
        while place < len(self.text.rstrip()):
            match = TOKEN.match(self.text, place)
            if match is None:
                rest = self.text[place:].lstrip()
                self.tokens = [("end", "", self.text.index(rest, place))]
                raise self.wrong(
                    f"the character {shown(rest[0])} cannot be read",
                    "numbers, names, + − * / ** and parentheses",
                )
            kind = str(match.lastgroup)
            token = match.group(kind)
            if token.startswith("__"):
                self.tokens = [("end", "", match.start(kind))]
                raise self.wrong(f"the name {shown(token)} is not allowed", "letters, digits and _")
            self.tokens.append((kind, SAME.get(token, token), match.start(kind)))
            place = match.end()
        self.tokens.append(("end", "", len(self.text)))

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def token(self) -> str:
        return self.tokens[self.at][1]

    def wrong(self, what: str, expected: str) -> InputError:
        column = self.tokens[min(self.at, len(self.tokens) - 1)][2] + 1
        return InputError(
            f"{self.where}, character {column}", what, expected=expected, example=EXAMPLE
        )

    def take(self, sign: str) -> bool:
        """Step over `sign` if it stands here."""
        if self.kind == "sign" and self.token == sign:
            self.at += 1
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.take(sign):
            here = shown(self.token) if self.kind != "end" else "the end"
            raise self.wrong(f"{here} stands where '{sign}' was expected", f"'{sign}'")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong("the expression is nested too deeply", f"at most {DEEPEST} levels")

    def expression(self) -> Formula:
        self.deeper()
        terms = [self.term()]
        while True:
            if self.take("+"):
                terms.append(self.term())
            elif self.take("-"):
                terms.append(Neg(self.term()))
            else:
                break
        self.depth -= 1
        return Sum(tuple(terms)) if len(terms) > 1 else terms[0]

    def term(self) -> Formula:
        if self.kind == "sign" and self.token in ("-", "+"):
            minus = self.take("-") or not self.take("+")
            self.deeper()
            inner = self.term()
            self.depth -= 1
            return _minus(inner) if minus else inner
        return self.factors()

    def factors(self) -> Formula:
        factors = [self.unary()]
        joined: type[Product | MatMul | Hadamard] = Product
        outside = self.depth
        while True:
            if self.take("*"):
                kind: type[Product | MatMul | Hadamard] = Product
            elif self.arrays and self.take("@"):
                kind = MatMul
            elif self.arrays and self.take("⊙"):
                kind = Hadamard
            elif self.take("/"):
                self.deeper()  # a/b/c nests
                factors = [Fraction(_join(joined, factors), self.unary())]
                continue
            else:
                self.depth = outside
                return _join(joined, factors)
            if kind is not joined:
                factors = [_join(joined, factors)]
                joined = kind
            factors.append(self.unary())
            if kind is MatMul and len(factors) > DEEPEST:  # worked out two at a time
                raise self.wrong("there are too many matrices", f"at most {DEEPEST} in a product")

    def unary(self) -> Formula:
        if self.kind == "sign" and self.token in ("-", "+"):
            self.deeper()
            minus = self.take("-") or not self.take("+")
            inner = self.unary()
            self.depth -= 1
            return negated(inner) if minus else inner
        return self.power()

    def power(self) -> Formula:
        base = self.postfix()
        if self.kind == "raised":
            digits = self.token.translate(RAISED)
            exponent: Formula = Num(float(digits), digits)
            self.at += 1
        elif self.take("**"):
            self.deeper()
            exponent = self.unary()
            self.depth -= 1
        else:
            return base
        size = constant(exponent)
        if size is not None and abs(size) > HIGHEST:
            raise self.wrong(
                "the exponent before this place is too large", f"a number up to {HIGHEST:g}"
            )
        return Power(base, exponent)

    def postfix(self) -> Formula:
        tree, outside = self.atom(), self.depth
        while self.arrays:
            if self.take("["):
                row = self.index()
                self.need(",")
                tree = Entry(tree, row, self.index())
                self.need("]")
            elif self.take(".T"):
                tree = Transpose(tree)
            else:
                break
            self.deeper()
        self.depth = outside
        return tree

    def index(self) -> Formula:
        """A row or a column: of what somebody typed a whole number from 1 on."""
        if self.tables:
            return self.expression()
        if self.kind != "number" or not self.token.isdecimal() or not 0 < int(self.token) <= 1000:
            raise self.wrong("an entry has a row and a column", "whole numbers from 1, as C[1,2]")
        self.at += 1
        number = self.tokens[self.at - 1][1]
        return Num(float(number), number)

    def atom(self) -> Formula:
        kind, token = self.kind, self.token
        if kind == "number":
            self.at += 1
            if token == "1" and self.take("["):
                return self.indicator()
            if not math.isfinite(float(token)):
                raise self.wrong(f"the number {shown(token)} is too large", "a finite number")
            return Num(float(token), token)
        if kind == "name":
            return self.named()
        if self.take("("):
            inner = self.expression()
            compared = self.compared(inner)
            self.need(")")
            return compared or inner
        if self.take("["):
            return self.indicator()
        here = shown(token) if kind != "end" else "the end"
        raise self.wrong(f"{here} stands where a number or a name was expected", "a number, a name")

    def named(self) -> Formula:
        token = self.token
        self.at += 1
        if not self.take("("):
            return Name(spelled(token))
        name = ALIASES.get(token, token)
        if self.tables and name == "sum" and self.tokens[self.at + 1][1] == ",":
            return self.big_sum()
        options = self.options(name)
        arguments = [self.expression()]
        while self.take(",") and not self.option(options):
            arguments.append(self.expression())
        while options and self.take(","):
            if not self.option(options):
                raise self.wrong("an option is name = number", "stride = 2")
        self.need(")")
        if self.tables and name == "kronecker":
            return Kronecker(*arguments)
        if self.arrays and (called := self.operation(name, arguments, options)) is not None:
            return called
        if name not in FUNCTIONS:
            known = [*FUNCTIONS, *ALIASES, *(named_operations() if self.arrays else ())]
            raise unknown(self.where, "function", token, known, "{}(x)")
        count = len(FUNCTIONS[name].slopes)
        if len(arguments) == count:
            return Call(name, tuple(arguments))
        raise self.wrong(
            f"{token} was given {len(arguments)} arguments", f"{count}, separated by commas"
        )

    def options(self, name: str) -> dict[str, int | None]:
        """The options that an operation has, as they are by default."""
        return dict(options_of(name)) if self.arrays and not self.tables else {}

    def option(self, options: dict[str, int | None]) -> bool:
        """Take in an option here, name = whole number, if one stands here."""
        if self.kind != "name" or self.tokens[self.at + 1][1] != "=" or not options:
            return False
        name = self.token
        if name not in options:
            raise unknown(self.where, "option", name, list(options), "{} = 2")
        self.at += 2
        if self.kind != "number" or not self.token.isdecimal() or int(self.token) > 1000:
            raise self.wrong(f"{name} is a whole number", f"{name} = 2")
        options[name] = int(self.token)
        self.at += 1
        return True

    def operation(
        self, name: str, arguments: list[Formula], options: dict[str, int | None]
    ) -> Formula | None:
        """The call of an operation on arrays, its options after its arguments; None if it is none.
        `size` may stand without its name; a long concat is one after the other."""
        if self.tables:
            known = name in OPERATIONS or name in WAYS_BACK
            return Call(name, tuple(arguments)) if known else None
        if name not in named_operations() or (name in FUNCTIONS and len(arguments) > 1):
            return None
        count = len(OPERATIONS[name].back)
        if "size" in options and len(arguments) == count + 1:
            size = constant(arguments.pop())
            if size is None or size % 1 or not 0 < size <= 1000:
                raise self.wrong("the size of a window is a whole number", f"{name}(X, 2)")
            options["size"] = int(size)
        if name == "concat" and 2 < len(arguments) <= DEEPEST:
            arguments = [reduce(lambda *two: Call(name, two), arguments[:-1]), arguments[-1]]
        if len(arguments) != count:
            wrong = f"{name} was given {len(arguments)} arguments"
            raise self.wrong(wrong, f"{count}, separated by commas")
        last = 1
        for number in options.values():
            last = last if number is None else number
            arguments.append(Num(float(last), str(last)))
        return Call(name, tuple(arguments))

    def big_sum(self) -> Formula:
        index = self.token
        self.at += 1
        self.need(",")
        size = self.expression()
        self.need(",")
        body = self.expression()
        self.need(")")
        return BigSum(index, size, body)

    def indicator(self) -> Formula:
        made = self.compared(self.expression())
        if made is None:
            raise self.wrong("a comparison was expected", "<, >, <=, >= or =")
        self.need("]")
        return made

    def compared(self, left: Formula) -> Formula | None:
        """The comparison of what stands before with what comes now; None if none comes."""
        sign = next((sign for sign in COMPARISONS if self.take(sign)), None)
        return None if sign is None else Indicator(left, sign, self.expression())


def named_operations() -> list[str]:
    """The operations on arrays that are written with a name, not with a sign."""
    return [name for name in OPERATIONS if name not in SIGNS]


def _minus(term: Formula) -> Formula:
    """−2·x is one product with a negative number; −a·b is minus a product."""
    if isinstance(term, Product) and isinstance(term.factors[0], Num):
        return Product((negated(term.factors[0]), *term.factors[1:]))
    return negated(term)


def _join(kind: type[Product | MatMul | Hadamard], factors: list[Formula]) -> Formula:
    return kind(tuple(factors)) if len(factors) > 1 else factors[0]


def constant(tree: Formula) -> float | None:
    """The value of a formula without names (it may be infinite or undefined); else None."""
    from .value import value

    if names(tree):
        return None
    with np.errstate(all="ignore"):
        return float(value(tree, {}))
