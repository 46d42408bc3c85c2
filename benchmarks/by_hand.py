"""The same calculations as a careful person writes them in NumPy, without any table.

Every intermediate that a trace records is kept, under its canonical name, and the forms are
the numerically safe ones. Leading axes are students; the last two are the matrix.
"""

from __future__ import annotations

from collections.abc import Mapping

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
