"""The data of a model of PyTorch: tensors, arrays or lists, as rows of float64."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..checks import counted
from ..errors import InputError
from .losses import LOSSES
from .modules import pytorch


def tensor(name: str, given: Any) -> Any:
    """What was given as a tensor on the CPU, without a graph. Raises InputError for what is no
    array of real numbers."""
    torch = pytorch()
    try:
        if not torch.is_tensor(given):
            given = torch.as_tensor(np.array(given, order="C"))
        if given.is_meta:
            raise fault(name, "it is on the device meta, which keeps no numbers")
        if given.is_complex():
            raise fault(name, "complex numbers came")
        return given.detach().to_dense().cpu()
    except (TypeError, ValueError, RuntimeError):
        what = f"something of type {type(given).__name__} came that is no table of numbers"
        raise fault(name, what) from None


def fault(name: str, wrong: str, expected: str = "", example: str = "") -> InputError:
    return InputError(
        name,
        wrong,
        expected=expected or "a tensor, an array or a list of rows, one sample a row",
        example=example or f"{name} = torch.tensor([[0.5, 1.0], [1.5, 2.0]])",
    )


def inputs(X: Any, features: int, *, flattens: bool) -> Any:
    """X with a first axis of samples, float64. Raises InputError where its rows do not fit."""
    given = tensor("X", X).double()
    if given.ndim < 2:
        wrong = f"its shape is {shape(given)}: no samples"
        raise fault("X", wrong, f"N×{features} numbers, one sample a row", "X.unsqueeze(0)")
    if given.ndim > 2 and not flattens:
        wrong = f"its shape is {shape(given)}, and the model does not begin with a Flatten"
        raise fault("X", wrong, f"N×{features} numbers, one sample a row", "X.flatten(1)")
    wanted = f"{features} a sample, as the first Linear has inputs"
    own = given[0].numel() if len(given) else 0
    if own != features:
        wrong = f"its shape is {shape(given)}: {counted(own, 'number')} a sample"
        wrong = wrong if len(given) else f"its shape is {shape(given)}: no samples"
        raise fault("X", wrong, wanted, f"X = torch.randn(4, {features})")
    return given


def targets(Y: Any, loss: str, samples: int, outputs: int) -> Any:
    """Y as rows of float64, (N, n_L); class numbers, from 0, become rows with a 1.

    Raises InputError for another shape or kind than the loss has.
    """
    entry, given = LOSSES[loss], tensor("Y", Y)
    if entry.classes and given.ndim < 2:
        return of_classes(given, samples, outputs)
    if entry.classes and not (entry.shares and given.is_floating_point()):
        return no_classes(given, loss, samples, outputs)
    if tuple(given.shape) != (samples, outputs):
        wrong = f"its shape is {shape(given)}, and the model gives {(samples, outputs)}"
        example = f"Y = torch.zeros({samples}, {outputs})"
        if tuple(given.shape) == (samples,) and outputs == 1:
            wrong += ": PyTorch would compare every output with every target"
            example = "Y.unsqueeze(1)"
        raise fault("Y", wrong, f"the shape {(samples, outputs)}", example)
    return given.double().numpy()


def of_classes(given: Any, samples: int, outputs: int) -> Any:
    wanted = f"{samples} whole numbers from 0 to {outputs - 1}"
    if tuple(given.shape) != (samples,):
        raise fault("Y", f"its shape is {shape(given)}", wanted, f"Y = {[0] * min(samples, 9)}")
    if given.is_floating_point():
        kind = str(given.dtype).removeprefix("torch.")
        raise fault("Y", f"the class numbers are {kind}", wanted, "Y.long()")
    for at, one in enumerate(given.tolist()):
        if not 0 <= one < outputs:
            wrong = f"Y[{at}] is class {one}, and the model has {counted(outputs, 'output')}"
            raise fault("Y", wrong, wanted, f"nn.Linear(…, {one + 1})" if one > 0 else "Y = [0, 1]")
    return np.eye(outputs)[given.long().numpy()]


def no_classes(given: Any, loss: str, samples: int, outputs: int) -> Any:
    """Raises InputError: a table came where the loss has class numbers."""
    kind = str(given.dtype).removeprefix("torch.")
    wrong = f"numbers of the shape {shape(given)} came, {kind}"
    expected = f"{samples} class numbers from 0 to {outputs - 1}"
    example = "Y.squeeze(1)" if given.shape[1] == 1 else "Y.argmax(dim=1)"
    if LOSSES[loss].shares:
        expected += f", or probabilities as floats, {(samples, outputs)}"
    raise fault("Y", wrong, expected, example)


def shape(given: Any) -> str:
    """`(4, 1)`."""
    return str(tuple(given.shape))
