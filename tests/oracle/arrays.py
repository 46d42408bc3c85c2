"""Random programs of arrays: every operation, 2 to 8 lines, shapes up to 4 × 5.

A line is (name, operation, arguments, options); an argument is a name or a number. It is written
as text here, and worked out by `torch_arrays.py`; nothing of the product is used.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

COUNT = 300
Shape = tuple[int, int]
Line = tuple[str, str, list[Any], dict[str, int]]

UNARY = ("tanh", "sigmoid", "exp", "relu", "sin", "square", "negative", "softplus_like")
OVER = ("sum", "mean", "var", "max")
ROWS = ("row_sums", "row_means", "row_vars", "row_max", "row_softmax")
COLUMNS = ("col_sums", "col_means", "col_vars", "col_max", "col_softmax")
BINARY = ("+", "-", "*", "/")
OPERATIONS = (*UNARY, *OVER, *ROWS, *COLUMNS, *BINARY, "@", ".T", "entry", "concat", "conv",
              "conv_flipped", "maxpool", "avgpool")  # fmt: skip


def fits(one: Shape, other: Shape) -> bool:
    return all(a == b or 1 in (a, b) for a, b in zip(one, other, strict=True))


def together(one: Shape, other: Shape) -> Shape:
    return max(one[0], other[0]), max(one[1], other[1])


def slid(image: Shape, rows: int, columns: int, stride: int, pad: int) -> Shape:
    down, across = image[0] + 2 * pad - rows, image[1] + 2 * pad - columns
    return down // stride + 1, across // stride + 1


def unary(name: str, shape: Shape, _r: Random) -> tuple[Shape, dict[str, int]] | None:
    rows, columns = shape
    if name in UNARY or name.endswith("softmax"):
        return shape, {}
    if name in OVER:
        return (1, 1), {}
    return ((rows, 1) if name in ROWS else (1, columns)), {}


def binary(name: str, one: Shape, other: Shape, r: Random) -> tuple[Shape, dict[str, int]] | None:
    """The shape that comes out and the options; None where the shapes do not fit."""
    if name in BINARY:
        return (together(one, other), {}) if fits(one, other) else None
    if name == "@":
        return ((one[0], other[1]), {}) if one[1] == other[0] and one != (1, 1) else None
    if name == "concat":
        return ((one[0] + other[0], one[1]), {}) if one[1] == other[1] else None
    options = {"stride": r.choice((1, 1, 2)), "pad": r.choice((0, 0, 1))}
    shape = slid(one, *other, options["stride"], options["pad"])
    too_large = other == (1, 1) or min(shape) < 1 or one[0] < other[0] or one[1] < other[1]
    return None if too_large else (shape, options)


def pool(shape: Shape, r: Random) -> tuple[Shape, dict[str, int]] | None:
    if min(shape) < 2:
        return None
    options = {"size": 2, "stride": r.choice((1, 2))}
    return slid(shape, 2, 2, options["stride"], 0), options


def program(r: Random) -> tuple[dict[str, Any], list[Line]]:
    """The keys of a file, and its lines; it ends in a number. It may be undefined."""
    shapes: dict[str, Shape] = {}
    at: dict[str, Any] = {}
    for name in ("X", "W", "B", "h", "s")[: r.randint(2, 5)]:
        wide = {"h": 1, "s": 1}.get(name) or r.randint(1, 5)
        shapes[name] = (1 if name == "s" else r.randint(1, 4), wide)
        at[name] = value(r, shapes[name])
    lines, count = list[Line](), r.randint(2, 8)
    wanted = r.sample(OPERATIONS, len(OPERATIONS))
    for number in range(1, count):
        made = None
        for operation in wanted:
            made = one_line(r, operation, shapes)
            if made:
                break
        assert made
        shape, operation, arguments, options = made
        wanted.remove(operation)
        name = f"q{number}"
        lines.append((name, operation, arguments, options))
        shapes[name] = shape
    used = {one for _, _, arguments, _ in lines for one in arguments}
    ends = [name for name in shapes if name not in used] or [lines[-1][0]]
    lines.append(("L", "total", ends, {}))
    return {"expression": [text(line) for line in lines], "at": at}, lines


def one_line(
    r: Random, operation: str, shapes: dict[str, Shape]
) -> tuple[Shape, str, list[Any], dict[str, int]] | None:
    names = r.sample(list(shapes), len(shapes))
    if operation in (*BINARY, "@", "concat", "conv", "conv_flipped"):
        for one in names:
            for other in names:
                found = binary(operation, shapes[one], shapes[other], r)
                if found:
                    return found[0], operation, [one, other], found[1]
        return None
    for one in names:
        shape = shapes[one]
        if operation == "entry":
            place = {"row": r.randint(1, shape[0]), "column": r.randint(1, shape[1])}
            return (1, 1), operation, [one], place
        if operation == ".T":
            return (shape[1], shape[0]), operation, [one], {}
        found = pool(shape, r) if operation.endswith("pool") else unary(operation, shape, r)
        if found:
            return found[0], operation, [one], found[1]
    return None


def value(r: Random, shape: Shape) -> Any:
    """A number, a flat list for a column, or rows, with two decimals."""
    rows = [[round(r.uniform(-2, 2), 2) or 0.5 for _ in range(shape[1])] for _ in range(shape[0])]
    if shape == (1, 1):
        return rows[0][0]
    return [row[0] for row in rows] if shape[1] == 1 else rows


WRITTEN: dict[str, Callable[..., str]] = {
    "square": lambda x: f"{x}**2",
    "negative": lambda x: f"-{x}",
    "softplus_like": lambda x: f"log(1 + exp({x}))",
    "/": lambda x, y: f"{x}/({y}**2 + 1)",
    ".T": lambda x: f"{x}.T",
    "entry": lambda x, row, column: f"{x}[{row},{column}]",
    "total": lambda *names: " + ".join(f"sum({name})" for name in names),
}


def text(line: Line) -> str:
    name, operation, arguments, options = line
    if operation in WRITTEN:
        return f"{name} = {WRITTEN[operation](*arguments, *options.values())}"
    if operation in (*BINARY, "@"):
        return f"{name} = {arguments[0]} {operation} {arguments[1]}"
    said = [*arguments, *(f"{key} = {number}" for key, number in options.items() if key != "size")]
    if "size" in options:
        said.insert(1, str(options["size"]))
    return f"{name} = {operation}({', '.join(said)})"
