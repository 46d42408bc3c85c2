"""The operations on whole arrays that a line may use: one entry each.

To add one, add an entry: parsing, shapes, evaluation, every notation, the worked line of one entry
and the way back follow from it. Operations entry by entry (+, *, functions) are none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ..arrays import Array
from . import opened
from .opened import Opened
from .windows import (
    conv,
    flipped,
    pooled,
)

Shape: TypeAlias = tuple[int, int]
Kind: TypeAlias = Literal["elementwise", "product", "linear", "coupled"]


class Way(NamedTuple):
    """What comes back to one argument: dy is the gradient of what the operation makes, y that.
    `calculate` takes what the formula reads, in the order dy, u, v, y; only where it is faster."""

    formula: str
    entry: str | Opened
    why: str
    kind: Kind = "product"
    calculate: Callable[..., Array] | None = None


class Operation(NamedTuple):
    """One operation on arrays u (and v), (..., rows, columns); leading axes are students.

    `formula`, `entry` (how one entry is made) and those of `back`, one for each argument, are in
    the grammar of our tables: r, c are the rows and columns of u; s, t of v; p, q of dy. `entry`
    may be a function of the place instead. `shape`: of what it makes, from those of its arguments
    and its options; raises ValueError with a sentence. `options`: whole numbers that follow, with
    what each is by default (None: as the one before it). `spoken` takes what it is of. `lead`: of
    what lets its largest entry through, how far that is ahead of the next; at 0 its gradient is a
    matter of agreement.
    """

    formula: str
    calculate: Callable[..., Array]
    shape: Callable[..., Shape]
    entry: str | Opened
    back: tuple[Way, ...]
    why: str
    kind: Kind = "linear"
    options: Mapping[str, int | None] = {}
    spoken: str = ""
    lead: Callable[..., Array] | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        return ("u", "v")[: len(self.back)]


# Shapes


def said(shape: Shape) -> str:
    return f"{shape[0]}×{shape[1]}"


def product_shape(u: Shape, v: Shape) -> Shape:
    if u[1] != v[0]:
        raise ValueError(
            f"{said(u)} @ {said(v)}: the first has {u[1]} columns, the second {v[0]} rows, "
            "and a matrix product needs as many"
        )
    return u[0], v[1]


def under_each_other(u: Shape, v: Shape) -> Shape:
    if u[1] != v[1]:
        raise ValueError(f"concat puts {said(u)} and {said(v)} under each other: as many columns")
    return u[0] + v[0], u[1]


def entry_shape(u: Shape, row: int, column: int) -> Shape:
    if not (1 <= row <= u[0] and 1 <= column <= u[1]):
        raise ValueError(f"there is no entry [{row},{column}] in an array of {said(u)}")
    return 1, 1


def slid(image: Shape, window: Shape, stride: int, pad: int = 0) -> Shape:
    """How many places a window has on an image."""
    if stride < 1 or pad < 0 or pad > max(image) or min(window) < 1:
        raise ValueError("stride and window are whole numbers from 1 on, pad one from 0 on")
    rows, columns = (image[at] + 2 * pad - window[at] for at in (0, 1))
    if rows < 0 or columns < 0:
        raise ValueError(f"a window of {said(window)} does not fit into {said(image)}")
    return rows // stride + 1, columns // stride + 1


def pool_shape(u: Shape, size: int, stride: int) -> Shape:
    return slid(u, (size, size), stride)


# The same over rows or columns: what differs is the axis, written once

ROW, COLUMN = -1, -2
EVERY = (-2, -1)


def total(u: Array, axis: int | tuple[int, int] = EVERY) -> Array:
    return np.asarray(u.sum(axis=axis, keepdims=True))


def mean(u: Array, axis: int | tuple[int, int] = EVERY) -> Array:
    return np.asarray(u.mean(axis=axis, keepdims=True))


def var(u: Array, axis: int | tuple[int, int] = EVERY) -> Array:
    return mean((u - mean(u, axis)) ** 2, axis)


def largest(u: Array, axis: int | tuple[int, int] = EVERY) -> Array:
    return np.asarray(u.max(axis=axis, keepdims=True))


def lead(u: Array, axis: int | tuple[int, int] = EVERY) -> Array:
    """How far the largest is ahead of the next; ∞ where there is no other."""
    row = u.reshape(*u.shape[:-2], -1) if axis == EVERY else np.moveaxis(u, axis, -1)
    others = np.concatenate([row, np.full_like(row[..., :1], -np.inf)], axis=-1)
    ordered = np.sort(others, axis=-1)
    return np.asarray(ordered[..., -1] - ordered[..., -2])


def softmax(u: Array, axis: int) -> Array:
    e = np.exp(u - largest(u, axis))
    return np.asarray(e / total(e, axis))


class Over(NamedTuple):
    """What an operation goes over: `prefix` of its name and of the sums of its kind, the axis,
    `shape`; how many it are; Σ over them; u there, and dy or y where those have one entry."""

    prefix: str
    axis: int | tuple[int, int]
    shape: Callable[[Shape], Shape]
    many: str
    add: str
    at: str
    one: str
    words: str

    def name(self, singular: str, plural: str) -> str:
        return f"{self.prefix}_{plural}" if self.prefix else singular


OVERS = (
    Over("", EVERY, lambda u: (1, 1), "(r*c)", "sum(k, r, sum(l, c, {}))", "k,l", "1,1",
         "all entries"),
    Over("row", ROW, lambda u: (u[0], 1), "c", "sum(l, c, {})", "i,l", "i,1", "each row"),
    Over("col", COLUMN, lambda u: (1, u[1]), "r", "sum(k, r, {})", "k,j", "1,j", "each column"),
)  # fmt: skip


def over(one: Over) -> dict[str, Operation]:
    """Sum, mean, variance and maximum of all entries, or of each row or column."""
    add, at, alone = one.add.format, one.at, one.one
    sums, means = one.name("sum", "sums"), one.name("mean", "means")
    variances, greatest = one.name("var", "vars"), one.name("max", "max")
    ties = add(f"[u[{at}] = y[{alone}]]")
    return {
        sums: Operation(
            formula=f"{sums}(u)",
            calculate=lambda u: total(u, one.axis),
            shape=one.shape,
            entry=add(f"u[{at}]"),
            back=(Way("repeat(dy, u)", f"dy[{alone}]",
                      "An entry moves its sum exactly as itself: each gets the sum's gradient.",
                      "linear"),),
            why=f"The entries of {one.words} are added up."
            if one.prefix else "All entries are added up.",
            spoken=f"the sum of {one.words} of",
        ),
        means: Operation(
            formula=f"{means}(u)",
            calculate=lambda u: mean(u, one.axis),
            shape=one.shape,
            entry=f"{add(f'u[{at}]')}/{one.many}",
            back=(Way(f"repeat(dy, u)/{one.many}", f"dy[{alone}]/{one.many}",
                      "Each entry has one N-th of the mean, so it gets one N-th of the gradient.",
                      "linear"),),
            why=f"The mean of {one.words}: added up, divided by how many there are.",
            spoken=f"the mean of {one.words} of",
        ),
        variances: Operation(
            formula=f"{variances}(u)",
            calculate=lambda u: var(u, one.axis),
            shape=one.shape,
            entry=f"{add(f'(u[{at}] - {means}(u)[{alone}])**2')}/{one.many}",
            back=(Way(f"2*(u - {means}(u))*dy/{one.many}",
                      f"2*(u[i,j] - {means}(u)[{alone}])*dy[{alone}]/{one.many}",
                      "By the power rule 2(x − mean)/N; what goes through the mean adds up to 0.",
                      "coupled"),),
            why=f"The variance of {one.words}: the mean of the squared distances from the mean, "
            "divided by how many there are.",
            kind="coupled",
            spoken=f"the variance of {one.words} of",
        ),
        greatest: Operation(
            formula=f"{greatest}(u)",
            calculate=lambda u: largest(u, one.axis),
            shape=one.shape,
            entry=opened.largest(one.axis),
            back=(Way(f"[u = y]*dy/{sums}([u = y])", f"[u[i,j] = y[{alone}]]*dy[{alone}]/{ties}",
                      "Only the largest entry passes on to the result; equals share its gradient.",
                      "coupled"),),
            why=f"The largest of {one.words}.",
            kind="coupled",
            spoken=f"the largest of {one.words} of",
            lead=lambda u: np.expand_dims(lead(u, one.axis), one.axis),
        ),
    }  # fmt: skip


def softmax_over(one: Over) -> Operation:
    sums = f"{one.prefix}_sums"
    back = one.add.format(f"dy[{one.at}]*y[{one.at}]").replace(" c", " q").replace(" r", " p")
    return Operation(
        formula=f"{one.prefix}_softmax(u)",
        calculate=lambda u: softmax(u, one.axis),  # type: ignore[arg-type]
        shape=lambda u: u,
        entry=f"exp(u[i,j])/{one.add.format(f'exp(u[{one.at}])')}",
        back=(Way(f"y ⊙ (dy - {sums}(dy ⊙ y))", f"y[i,j]*(dy[i,j] - {back})",
                  "Softmax: an entry raises itself and lowers the others of its "
                  f"{one.words.removeprefix('each ')}, so what all of them feel comes off.",
                  "coupled"),),
        why=f"Softmax of {one.words}: eˣ, divided by the sum of all eˣ there; they add up to 1.",
        kind="coupled",
        spoken=f"the softmax of {one.words} of",
    )  # fmt: skip


def students_alike(*arrays: Array) -> list[Array]:
    """With the same leading axes."""
    students = np.broadcast_shapes(*(one.shape[:-2] for one in arrays))
    return [np.broadcast_to(one, (*students, *one.shape[-2:])) for one in arrays]


def concat(u: Array, v: Array) -> Array:
    alike = u.shape[:-2] == v.shape[:-2]
    return np.concatenate([u, v] if alike else students_alike(u, v), axis=-2)


SLIDES = {"stride": 1, "pad": 0}
POOLS: dict[str, int | None] = {"size": 2, "stride": None}
"""The one before it: windows side by side."""
OPTIONS = {
    "stride": "stride: by so many entries it moves at a time, to the right and down.",
    "pad": "pad: a frame of zeros, so many entries wide, is put around the array first.",
}
"""What the options say, where they are not as usual."""

OPERATIONS: dict[str, Operation] = {
    "@": Operation(
        formula="u @ v",
        calculate=np.matmul,
        shape=product_shape,
        entry="sum(k, c, u[i,k]*v[k,j])",
        back=(
            Way("dy @ v.T", "sum(k, q, dy[i,k]*v[j,k])",
                "An entry of the first factor meets a row of the second: what comes back "
                "along that row adds up.", calculate=lambda dy, v: dy @ v.mT),
            Way("u.T @ dy", "sum(k, p, u[k,i]*dy[k,j])",
                "An entry of the second factor meets a column of the first: what comes back "
                "along that column adds up.", calculate=lambda dy, u: u.mT @ dy),
        ),
        why="Matrix product: each row of the first times each column of the second.",
        kind="product",
    ),
    ".T": Operation(
        formula="u.T",
        calculate=lambda u: u.mT,
        shape=lambda u: (u[1], u[0]),
        entry="u[j,i]",
        back=(Way("dy.T", "dy[j,i]", "Turned over there, so turned back here.", "linear"),),
        why="Transposed: rows become columns.",
    ),
    "[]": Operation(
        formula="u[row,column]",
        calculate=lambda u, row, column: u[..., int(row) - 1 : int(row),
                                           int(column) - 1 : int(column)],
        shape=entry_shape,
        entry="u[row,column]",
        back=(Way("placed(dy, u, row, column)", opened.placed,
                  "Only this entry was used: it gets the gradient, all others 0.", "linear"),),
        why="One entry of the array.",
        options={"row": 1, "column": 1},
    ),
    **{name: made for one in OVERS for name, made in over(one).items()},
    **{f"{one.prefix}_softmax": softmax_over(one) for one in OVERS if one.prefix},
    "concat": Operation(
        formula="concat(u, v)",
        calculate=concat,
        shape=under_each_other,
        entry=opened.concat,
        back=(Way("first_rows(dy, u)", "dy[i,j]", "The first rows are the first array's.",
                  "linear"),
              Way("last_rows(dy, v)", opened.last_rows, "The last rows are the second array's.",
                  "linear")),
        why="The second array is put under the first.",
    ),
    "conv": Operation(
        formula="conv(u, v, stride, pad)",
        calculate=conv,
        shape=slid,
        entry=opened.conv,
        back=(
            Way("conv_to_image(dy, v, u, stride, pad)", opened.conv_to_image,
                "An entry is met by K at several places: each place's gradient, times the entry "
                "of K that met it, added up."),
            Way("conv_to_kernel(dy, u, v, stride, pad)", opened.conv_to_kernel,
                "An entry of K is used at every place: each place's gradient, times what it met "
                "there, added up."),
        ),
        why="K slides over X as it is (cross-correlation): at each place the entries that lie "
        "on one another are multiplied and added up.",
        kind="product",
        options=SLIDES,
        spoken="the convolution of",
    ),
    "conv_flipped": Operation(
        formula="conv_flipped(u, v, stride, pad)",
        calculate=lambda u, v, stride, pad: conv(u, flipped(v), stride, pad),
        shape=slid,
        entry=opened.flipped(opened.conv),
        back=(
            Way("flipped_to_image(dy, v, u, stride, pad)", opened.flipped(opened.conv_to_image),
                "As it slid: each place's gradient, times the entry of the flipped K that met "
                "it, added up."),
            Way("flipped_to_kernel(dy, u, v, stride, pad)", opened.flipped_to_kernel,
                "An entry of K is used at every place: each place's gradient, times what the "
                "flipped K met there, added up."),
        ),
        why="K is turned upside down and left to right, then slides over X: at each place "
        "products of what lies on one another, added up.",
        kind="product",
        options=SLIDES,
        spoken="the convolution with flipped kernel of",
    ),
    "maxpool": Operation(
        formula="maxpool(u, size, stride)",
        calculate=pooled(np.max),
        shape=pool_shape,
        entry=opened.maxpool,
        back=(Way("max_to_image(dy, u, size, stride)", opened.max_to_image,
                  "Only the largest entry of each window passed on: it gets the window's "
                  "gradient (the first of equals), all others 0.", "coupled"),),
        why="The largest entry of each window; without a stride windows lie side by side.",
        kind="coupled",
        options=POOLS,
        spoken="the max pooling of",
        lead=pooled(lead),
    ),
    "avgpool": Operation(
        formula="avgpool(u, size, stride)",
        calculate=pooled(np.mean),
        shape=pool_shape,
        entry=opened.avgpool,
        back=(Way("mean_to_image(dy, u, size, stride)", opened.mean_to_image,
                  "Each entry has its share of the window's mean, and gets that share of the "
                  "gradient.", "linear"),),
        why="The mean of each window; without a stride windows lie side by side.",
        options=POOLS,
        spoken="the average pooling of",
    ),
}  # fmt: skip

SIGNS = ("@", ".T", "[]")  # those that are written with a sign, not with a name
