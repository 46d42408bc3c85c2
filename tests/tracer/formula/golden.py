"""The formulas of `golden.md`, which shows each in every notation.

Write the page anew, then read it: python -m tests.tracer.formula.golden
"""

from __future__ import annotations

from pathlib import Path

from tracer.formula.box import box
from tracer.formula.latex import latex
from tracer.formula.parse import formula
from tracer.formula.spoken import spoken
from tracer.formula.text import text
from tracer.formula.tree import (
    BigSum,
    Change,
    Entry,
    Equality,
    Formula,
    Fraction,
    Hadamard,
    Layer,
    MatMul,
    Name,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Sum,
    Transpose,
)

PAGE = Path(__file__).with_suffix(".md")


def at(base: str, layer: int) -> Layer:
    return Layer(Name(base), layer)


def entry(base: Formula, row: int, column: int) -> Entry:
    return Entry(base, Num(row, str(row)), Num(column, str(column)))


def numbers(*texts: str) -> tuple[Num, ...]:
    return tuple(Num(float(text), text) for text in texts)


J, y_hat, x1, x2 = Name("J"), Name("y_hat"), Name("x1"), Name("x2")
W2, b2, z2, a1 = at("W", 2), at("b", 2), at("z", 2), at("a", 1)
dJ_dz2, dJ_dW2 = Partial(J, z2), Partial(J, W2)
share = Fraction(Num(1.0, "1"), Name("N"))

FORMULAS: dict[str, Formula] = {
    "z of a layer": Equality((z2, Sum((MatMul((W2, a1)), b2)))),
    "one entry of it": Equality(
        (
            entry(at("z", 1), 1, 2),
            Sum(
                (
                    Product((entry(at("W", 1), 1, 1), entry(at("a", 0), 1, 2))),
                    Product((entry(at("W", 1), 1, 2), entry(at("a", 0), 2, 2))),
                    entry(at("b", 1), 1, 1),
                )
            ),
        )
    ),
    "with numbers put in": Equality(
        (
            entry(at("z", 1), 1, 2),
            Sum(
                (
                    Product(numbers("0.3", "0.5")),
                    Product(numbers("-0.2", "1.0")),
                    *numbers("0.1"),
                )
            ),
            *numbers("0.05"),
        )
    ),
    "a sum over paths": formula("sum(k, m, W[i,k]*a[k,n]) + b[i,1]"),
    "sigmoid": Equality((y_hat, formula("1/(1 + exp(-z))"))),
    "softmax": formula("exp(z[i,n])/sum(k, K, exp(z[k,n]))"),
    "slope of softmax": formula("a[i,n]*(kronecker(i, k) - a[k,n])"),
    "slope of leaky ReLU": formula("[z > 0] + slope*[z <= 0]"),
    "loss": Equality((Name("loss"), formula("-(y*log(y_hat) + (1 - y)*log(1 - y_hat))"))),
    "average": Equality((J, Product((share, BigSum("n", Name("N"), Name("loss")))))),
    "slope of the loss": Equality(
        (Partial(J, y_hat), Product((share, formula("(1 - y)/(1 - y_hat) - y/y_hat"))))
    ),
    "chain rule": Equality((dJ_dz2, Product((Partial(y_hat, z2), Partial(J, y_hat))))),
    "chain rule, entry by entry": Equality(
        (Partial(J, at("z", 1)), Hadamard((Partial(a1, at("z", 1)), Partial(J, a1))))
    ),
    "gradient of the weights": Equality((dJ_dW2, MatMul((dJ_dz2, Transpose(a1))))),
    "averaged here": Equality((dJ_dW2, Product((share, MatMul((dJ_dz2, Transpose(a1))))))),
    "one entry of the gradient": Equality((entry(dJ_dW2, 1, 3), *numbers("-2.1e-05"))),
    "an entry of many by many": entry(Partial(y_hat, z2), 2, 12),
    "handed to the layer below": Equality((Partial(J, a1), MatMul((Transpose(W2), dJ_dz2)))),
    "through softmax": formula("sum(i, K, J[i,(n-1)*K+k]*g[i,n])"),
    "update": Equality((W2, Sum((W2, Neg(Product((Name("alpha"), dJ_dW2)))))), ":="),
    "step": Equality((Change(W2), Neg(Product((Name("alpha"), dJ_dW2))))),
    "a sheet's own symbols": Equality((Name("delta_Y1"), Neg(Partial(Name("E"), Name("net_Y1"))))),
    "an expression": Equality((Name("y"), formula("x1**2 + 2*x2**2 + 3*x1*x2"))),
    "its partial": Equality(
        (Partial(Name("y"), x1), Sum((Product((Num(2.0, "2"), x1)), Product((Num(3.0, "3"), x2)))))
    ),
    "of one variable only": Equality(
        (Partial(Name("y"), Name("x"), "total"), formula("exp(x**3)*3*x**2"))
    ),
    "of one step alone": Equality(
        (Partial(Name("u2"), Name("u1"), "local"), Fraction(Num(1.0, "1"), Name("u1")))
    ),
    "roots and absolute values": formula("sqrt(x**2 + y**2)/abs(x - y/2)"),
    "powers": Power(Fraction(x1, Sum((x1, x2))), Fraction(Num(1.0, "1"), Num(2.0, "2"))),
    "functions": formula("max(0, x) + tanh(x)**2 - sigmoid(-x)"),
    "a long sum": Sum((x1, x2, Name("…"), Name("x12"))),
}


def shown(tree: Formula) -> dict[str, str]:
    """The formula in every notation, by its name."""
    return {
        "text": text(tree),
        "ascii": text(tree, ascii=True),
        "latex": latex(tree),
        "spoken": spoken(tree),
        "box": str(box(tree)),
        "ascii box": str(box(tree, ascii=True)),
    }


def block(title: str, tree: Formula) -> str:
    """One formula of the page: in mathematics, then everything else as it is typed."""
    forms = shown(tree)
    lines = [f"{name:8}{forms[name]}" for name in ("text", "ascii", "latex", "spoken")]
    for name in ("box", "ascii box"):
        lines += ["", *(line.rstrip() for line in forms[name].splitlines())]
    return "\n".join([f"## {title}", f"$${forms['latex']}$$", "```text", *lines, "```", ""])


def page() -> str:
    head = "# Formulas in every notation\nMade by `golden.py`, and read by a person.\n"
    return "\n".join([head, *(block(title, tree) for title, tree in FORMULAS.items())])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
