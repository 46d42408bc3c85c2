"""Sliding windows: convolution and pooling, and what they pass back. Leading axes are students."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import LEFT, Array


def windows(image: Array, rows: int, columns: int, stride: float, pad: float = 0) -> Array:
    """(..., r, c) → (..., rows', columns', rows, columns): every place of the window, a view."""
    around = [(0, 0)] * (image.ndim - 2) + [(int(pad), int(pad))] * 2
    padded = np.pad(image, around)
    found = np.lib.stride_tricks.sliding_window_view(padded, (rows, columns), axis=(-2, -1))
    return np.asarray(found[..., :: int(stride), :: int(stride), :, :])


def scattered(parts: Array, shape: tuple[int, int], stride: float, pad: float = 0) -> Array:
    """The other way round: what every window gives to its places, added up where they overlap."""
    (rows, columns), step, edge = parts.shape[-2:], int(stride), int(pad)
    down, across = parts.shape[-4:-2]
    made = np.zeros((*parts.shape[:-4], shape[0] + 2 * edge, shape[1] + 2 * edge))
    for p in range(rows):
        for q in range(columns):
            made[..., p : p + step * down : step, q : q + step * across : step] += parts[..., p, q]
    return made[..., edge : edge + shape[0], edge : edge + shape[1]]


def flipped(kernel: Array) -> Array:
    return kernel[..., ::-1, ::-1]


def conv(image: Array, kernel: Array, stride: float, pad: float) -> Array:
    """K slides over X unflipped: (..., r, c), (..., s, t) → (..., rows', columns')."""
    cut = windows(image, kernel.shape[-2], kernel.shape[-1], stride, pad)
    return np.asarray(np.einsum("...ijpq,...pq->...ij", cut, kernel))


def conv_to_image(dy: Array, kernel: Array, image: Array, stride: float, pad: float) -> Array:
    """What comes back to X: every window's gradient times K, at its places."""
    parts = np.einsum("...ij,...pq->...ijpq", dy, kernel)
    return scattered(parts, image.shape[-2:], stride, pad)


def conv_to_kernel(dy: Array, image: Array, kernel: Array, stride: float, pad: float) -> Array:
    """What comes back to K: what each of its entries met, times that window's gradient."""
    cut = windows(image, kernel.shape[-2], kernel.shape[-1], stride, pad)
    return np.asarray(np.einsum("...ijpq,...ij->...pq", cut, dy))


def pooled(gather: Callable[..., Any]) -> Callable[[Array, float, float], Array]:
    """A pooling by how one window is gathered, np.max or np.mean."""

    def pool(image: Array, size: float, stride: float) -> Array:
        cut = windows(image, int(size), int(size), stride)
        return np.asarray(gather(cut, axis=(-2, -1)))

    return pool


def max_to_image(dy: Array, image: Array, size: float, stride: float) -> Array:
    """The gradient of each window goes to its largest entry, the first one of equals: those that
    only rounding tells apart are."""
    cut = windows(image, int(size), int(size), stride)
    flat = cut.reshape(*cut.shape[:-2], -1)
    most = flat.max(axis=-1, keepdims=True)
    equal = flat >= most - 2 * LEFT * np.abs(most)
    first = np.arange(flat.shape[-1]) == equal.argmax(axis=-1)[..., None]
    parts = first.reshape(cut.shape) * dy[..., None, None]
    return scattered(parts, image.shape[-2:], stride)


def mean_to_image(dy: Array, image: Array, size: float, stride: float) -> Array:
    """Each entry of a window gets its share of the gradient."""
    side = int(size)
    parts = np.broadcast_to((dy / side**2)[..., None, None], (*dy.shape, side, side))
    return scattered(parts, image.shape[-2:], stride)
