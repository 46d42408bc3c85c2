"""The same calculations as a careful person writes them in NumPy, without any table.

Every intermediate that a trace records is kept, under its canonical name, and the forms are
the numerically safe ones. Leading axes are students; the last two are the matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ), without overflow for any z."""
    e = np.exp(-np.abs(z))
    return np.maximum(e, z >= 0) / (1.0 + e)


def relu_sigmoid_bce(given: Mapping[str, Array]) -> dict[str, Array]:
    """Two layers, ReLU and sigmoid, binary cross-entropy averaged over the samples."""
    x, y, W1, b1 = given["a[0]"], given["y"], given["W[1]"], given["b[1]"]
    W2, b2 = given["W[2]"], given["b[2]"]
    samples = y.shape[-1]
    z1 = W1 @ x + b1
    a1 = np.maximum(z1, 0.0)
    z2 = W2 @ a1 + b2
    y_hat = sigmoid(z2)
    right, wrong = y * np.log(y_hat), (1.0 - y) * np.log(1.0 - y_hat)
    losses = -(right + wrong)
    if np.isnan(losses).any():  # 0 · ln 0: a saturated ŷ that is right has no loss
        losses = -(np.where(y == 0, 0.0, right) + np.where(y == 1, 0.0, wrong))
    loss = losses.sum(axis=-2, keepdims=True)
    J = loss.mean(axis=-1, keepdims=True)
    right, wrong = y / y_hat, (1.0 - y) / (1.0 - y_hat)
    slope = wrong - right
    if np.isnan(slope).any():  # 0/0
        slope = np.where(y == 1, 0.0, wrong) - np.where(y == 0, 0.0, right)
    dJ_dy_hat = slope / samples
    dy_hat_dz2 = y_hat * (1.0 - y_hat)
    dJ_dz2 = dy_hat_dz2 * dJ_dy_hat
    if not np.isfinite(dJ_dz2).all():  # saturated: 0 · ∞
        dJ_dz2 = np.where(np.isfinite(dJ_dz2), dJ_dz2, (y_hat - y) / samples)
    dJ_dW2 = dJ_dz2 @ a1.mT
    dJ_db2 = dJ_dz2.sum(axis=-1, keepdims=True)
    dJ_da1 = W2.mT @ dJ_dz2
    da1_dz1 = (z1 > 0).astype(np.float64)
    dJ_dz1 = da1_dz1 * dJ_da1
    dJ_dW1 = dJ_dz1 @ x.mT
    dJ_db1 = dJ_dz1.sum(axis=-1, keepdims=True)
    dJ_da0 = W1.mT @ dJ_dz1
    return {
        **given,
        "z[1]": z1,
        "a[1]": a1,
        "z[2]": z2,
        "y_hat": y_hat,
        "loss": loss,
        "J": J,
        "dJ/dy_hat": dJ_dy_hat,
        "dy_hat/dz[2]": dy_hat_dz2,
        "dJ/dz[2]": dJ_dz2,
        "dJ/dW[2]": dJ_dW2,
        "dJ/db[2]": dJ_db2,
        "dJ/da[1]": dJ_da1,
        "da[1]/dz[1]": da1_dz1,
        "dJ/dz[1]": dJ_dz1,
        "dJ/dW[1]": dJ_dW1,
        "dJ/db[1]": dJ_db1,
        "dJ/da[0]": dJ_da0,
    }


def relu_softmax_ce(given: Mapping[str, Array]) -> dict[str, Array]:
    """Two layers, ReLU and softmax, cross-entropy averaged, ∂J/∂z of the output at once."""
    x, y, W1, b1 = given["a[0]"], given["y"], given["W[1]"], given["b[1]"]
    W2, b2 = given["W[2]"], given["b[2]"]
    samples = y.shape[-1]
    z1 = W1 @ x + b1
    a1 = np.maximum(z1, 0.0)
    z2 = W2 @ a1 + b2
    e = np.exp(z2 - z2.max(axis=-2, keepdims=True))
    y_hat = e / e.sum(axis=-2, keepdims=True)
    losses = -y * np.log(y_hat)
    if np.isnan(losses).any():  # 0 · ln 0: a saturated ŷ that is right has no loss
        losses = np.where(y == 0, 0.0, losses)
    loss = losses.sum(axis=-2, keepdims=True)
    J = loss.mean(axis=-1, keepdims=True)
    dJ_dz2 = (y_hat - y) / samples
    dJ_dW2 = dJ_dz2 @ a1.mT
    dJ_db2 = dJ_dz2.sum(axis=-1, keepdims=True)
    dJ_da1 = W2.mT @ dJ_dz2
    da1_dz1 = (z1 > 0).astype(np.float64)
    dJ_dz1 = da1_dz1 * dJ_da1
    dJ_dW1 = dJ_dz1 @ x.mT
    dJ_db1 = dJ_dz1.sum(axis=-1, keepdims=True)
    dJ_da0 = W1.mT @ dJ_dz1
    return {
        **given,
        "z[1]": z1,
        "a[1]": a1,
        "z[2]": z2,
        "y_hat": y_hat,
        "loss": loss,
        "J": J,
        "dJ/dz[2]": dJ_dz2,
        "dJ/dW[2]": dJ_dW2,
        "dJ/db[2]": dJ_db2,
        "dJ/da[1]": dJ_da1,
        "da[1]/dz[1]": da1_dz1,
        "dJ/dz[1]": dJ_dz1,
        "dJ/dW[1]": dJ_dW1,
        "dJ/db[1]": dJ_db1,
        "dJ/da[0]": dJ_da0,
    }


def attention(given: Mapping[str, Array]) -> dict[str, Array]:
    """One head, S = Q Kᵀ/√d, A = softmax of its rows, O = A V, L = Σ (O − Y)²."""
    Q, K, V, Y = given["Q"], given["K"], given["V"], given["Y"]
    K_T = K.mT
    QK = Q @ K_T
    S = QK / np.sqrt(16.0)
    e = np.exp(S - S.max(axis=-1, keepdims=True))
    A = e / e.sum(axis=-1, keepdims=True)
    O = A @ V
    off = O - Y
    squares = off**2
    L = squares.sum(axis=(-2, -1), keepdims=True)
    dL_dL = np.ones((1, 1))
    dL_dsquares = dL_dL * np.ones(squares.shape)
    dsquares_doff = 2.0 * off
    dL_dO = dL_doff = dL_dsquares * dsquares_doff
    dL_dA = dL_dO @ V.mT
    dL_dV = A.mT @ dL_dO
    dL_dS = A * (dL_dA - (dL_dA * A).sum(axis=-1, keepdims=True))
    dL_dQK = dL_dS / 4.0
    dL_dQ = dL_dQK @ K_T.mT
    dL_dK_T = Q.mT @ dL_dQK
    dL_dK = dL_dK_T.mT
    return {
        **given,
        "u1": K_T,
        "u2": QK,
        "S": S,
        "A": A,
        "O": O,
        "u3": off,
        "u4": squares,
        "L": L,
        "dL/dL": dL_dL,
        "dL/du4": dL_dsquares,
        "d(u4)/d(u3)": dsquares_doff,
        "dL/du3": dL_doff,
        "dL/dO": dL_dO,
        "dL/dA": dL_dA,
        "dL/dV": dL_dV,
        "dL/dS": dL_dS,
        "dL/du2": dL_dQK,
        "dL/dQ": dL_dQ,
        "dL/du1": dL_dK_T,
        "dL/dK": dL_dK,
    }


class Recurrent(NamedTuple):
    """What is kept of h = tanh(W x + U h + b), step after step: forward from the first on, h₀
    before it, backward (∂L/∂h, ∂L/∂z, …) from the last on."""

    Wx: list[Array]
    Uh: list[Array]
    z: list[Array]
    h: list[Array]
    end: tuple[Array, ...]  # h − y, its squares, L, and back to h − y
    to_h: list[Array]
    slope: list[Array]
    to_z: list[Array]
    to_u_via: list[Array]
    to_w_via: list[Array]
    to_w: Array
    to_u: Array
    to_b: Array


def recurrent(given: Mapping[str, Array], x: Sequence[Array]) -> Recurrent:
    """A recurrent net; what each step gives to W, U and b is kept, too. L = Σ (h − y)²."""
    W, U, b, h = given["W"], given["U"], given["b"], given["h0"]
    Wx, Uh, z, hs = list[Array](), list[Array](), list[Array](), [h]
    for x_t in x:
        Wx_t = W @ x_t
        Uh_t = U @ h
        z_t = Wx_t + Uh_t + b
        h = np.tanh(z_t)
        Wx.append(Wx_t)
        Uh.append(Uh_t)
        z.append(z_t)
        hs.append(h)
    off = h - given["y"]
    squares = off**2
    L = squares.sum(axis=(-2, -1), keepdims=True)
    dL_dL = np.ones((1, 1))
    dL_dsquares = dL_dL * np.ones(squares.shape)
    dsquares_doff = 2.0 * off
    dL_dh_t = dL_doff = dL_dsquares * dsquares_doff
    dL_dh, slope, dL_dz = [dL_dh_t], list[Array](), list[Array]()
    dL_dU_via, dL_dW_via = list[Array](), list[Array]()
    for t in range(len(x), 0, -1):
        slope_t = 1.0 - hs[t] ** 2
        dL_dz_t = dL_dh_t * slope_t
        slope.append(slope_t)
        dL_dz.append(dL_dz_t)
        dL_dU_via.append(dL_dz_t @ hs[t - 1].mT)
        dL_dW_via.append(dL_dz_t @ x[t - 1].mT)
        if t > 1:
            dL_dh_t = U.mT @ dL_dz_t
            dL_dh.append(dL_dh_t)
    dL_dW, dL_dU, dL_db = (reduce(add, via[::-1]) for via in (dL_dW_via, dL_dU_via, dL_dz))
    end = (off, squares, L, dL_dL, dL_dsquares, dsquares_doff, dL_doff)
    return Recurrent(Wx, Uh, z, hs, end, dL_dh, slope, dL_dz, dL_dU_via, dL_dW_via,
                     dL_dW, dL_dU, dL_db)  # fmt: skip


def recurrent_named(given: Mapping[str, Array], made: Recurrent) -> dict[str, Array]:
    """The same under the names that a trace has for it."""
    steps = len(made.z)
    ends = [f"u{3 * steps + 1}", f"u{3 * steps + 2}"]
    names = (*ends, "L", "dL/dL", f"dL/d{ends[1]}", f"d({ends[1]})/d({ends[0]})", f"dL/d{ends[0]}")
    found = {**given, **dict(zip(names, made.end, strict=True))}
    found |= {"dL/dW": made.to_w, "dL/dU": made.to_u, "dL/db": made.to_b}
    for t in range(1, steps + 1):
        Wx, Uh, z = (f"u{3 * t - back}" for back in (2, 1, 0))
        found |= {Wx: made.Wx[t - 1], Uh: made.Uh[t - 1], z: made.z[t - 1], f"h{t}": made.h[t]}
        gradient = made.to_z[-t]
        found |= {f"dL/d{name}": gradient for name in (Wx, Uh, z)}
        found |= {f"dL/dh{t}": made.to_h[-t], f"d(h{t})/d({z})": made.slope[-t]}
        parts = (("W", made.to_w_via[-t]), ("U", made.to_u_via[-t]), ("b", gradient))
        found |= {f"dL/d{name} via h{t}": part for name, part in parts}
    return found
