"""J over the iterations, as a plot in the terminal; a click steps into an iteration."""

from __future__ import annotations

import math

from ...numbers import significant, with_minus
from ...quantity import at_iteration
from ...shell.ascii import lines_in_ascii
from ...shell.line import Line, Number, Piece, said
from ..model import Walk
from .canvas import Canvas

AXIS = 9  # cells for the numbers at the left


def costs(walk: Walk) -> list[float | None]:
    """J of each iteration; None while it is not computed yet."""
    return [cost(walk, number) for number in range(1, walk.iterations + 1)]


def cost(walk: Walk, iteration: int) -> float | None:
    name = cost_name(walk, iteration)
    return walk.entry(name, None) if name else None


def cost_name(walk: Walk, iteration: int) -> str:
    """The cost of a network; of an expression its output."""
    for plain in ("J", getattr(walk.source, "output", "J")):
        name = at_iteration(str(plain), iteration)
        if name in walk.trace.by_name:
            return name
    forward = [
        step.name
        for step in walk.trace.steps
        if step.equation.phase == "forward" and step.equation.iteration == iteration
    ]
    return forward[-1] if forward else ""


def plot(walk: Walk, width: int, height: int, *, ascii: bool = False) -> list[Line]:
    """The curve so far, its scale at the left, the iteration that we are in marked below."""
    values = costs(walk)
    known = [value for value in values if value is not None and math.isfinite(value)]
    here = walk.iteration
    head = said(
        f"J over {walk.iterations} iterations"
        if walk.iterations > 1
        else "J: one iteration so far; a runs on",
        "dim",
    )
    if not known:
        return [head, said("no J is computed yet", "dim")]
    low, high = min(known), max(known)
    rows = max(height - 3, 2)
    canvas = Canvas(max(width, AXIS + 4), rows, ascii=ascii)
    canvas.write(0, 0, with_minus(significant(high, 4)).rjust(AXIS - 1), "dim")
    if low < high:
        canvas.write(0, rows - 1, with_minus(significant(low, 4)).rjust(AXIS - 1), "dim")
    columns = max(width - AXIS - 1, 2)
    last: tuple[int, int] | None = None
    for number, value in enumerate(values, 1):
        if value is None or not math.isfinite(value):
            last = None
            continue
        x = AXIS * 2 + round((number - 1) / max(walk.iterations - 1, 1) * (columns * 2 - 1))
        part = 0.5 if high == low else (high - value) / (high - low)
        y = round(part * (rows * 4 - 1))
        if last is not None:
            joined(canvas, last, (x, y))
        canvas.dot(x, y, "writes")
        last = (x, y)
    mark = AXIS + round((here - 1) / max(walk.iterations - 1, 1) * (columns - 1))
    now = cost(walk, here)
    label = f"▲ {here}" + ("" if now is None else f": J = {significant(now, walk.digits)}")
    left = min(mark, max(width - len(label), 0))
    foot = (Piece(" " * left), Piece(with_minus(label), "here"))
    lines = [head, *linked(canvas.lines(), walk, columns), foot]
    return lines_in_ascii(lines) if ascii else lines


def joined(canvas: Canvas, start: tuple[int, int], end: tuple[int, int]) -> None:
    count = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(count + 1):
        x = round(start[0] + (end[0] - start[0]) * step / count)
        y = round(start[1] + (end[1] - start[1]) * step / count)
        canvas.dot(x, y, "writes")


def linked(lines: list[Line], walk: Walk, columns: int) -> list[Line]:
    """Every cell of the plot leads into the iteration that it stands for."""
    found = []
    for line in lines:
        x = 0
        pieces: list[Piece] = []
        for piece in line:
            for letter in piece.text:
                part = min(max(x - AXIS, 0) / max(columns - 1, 1), 1.0)
                iteration = 1 + round(part * (walk.iterations - 1))
                pieces.append(Piece(letter, piece.role, Number(iteration) if x >= AXIS else ""))
                x += 1
        found.append(tuple(pieces))
    return found
