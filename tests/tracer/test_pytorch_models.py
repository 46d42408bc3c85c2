"""Models of PyTorch as networks, and back: PyTorch's own numbers, made here and now, beside ours.

Without PyTorch these fail, they do not skip; it is imported in functions, for who leaves them out.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import InputError, Layer, Network, trace
from tracer.files import examples, read
from tracer.pytorch import modules

pytestmark = pytest.mark.system
GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "pytorch.txt"
NUMBERS = range(48)


def case(number: int, **keys: Any) -> tuple[Any, Any, Any, Any]:
    from tests.oracle.torch_models import case

    return case(number, **keys)


def autograd(model: Any, X: Any, Y: Any, loss: Any) -> dict[str, Any]:
    """J and every gradient by PyTorch; those that a model was made with stand in its order."""
    model.zero_grad()
    J = loss(model(X), Y)
    J.backward()
    made = {"J": J.item()}
    linears = [one for one in model.modules() if hasattr(one, "in_features")]
    for at, one in enumerate(linears, 1):
        made[f"dJ/dW[{at}]"] = one.weight.grad.numpy()
        if one.bias is not None:
            made[f"dJ/db[{at}]"] = one.bias.grad.numpy()[None, :]
    return made


def far(network: Network, numbers: dict[str, Any]) -> float:
    """How far the trace is from PyTorch's numbers, at most, by the largest of each array."""
    t = trace(network.in_layout("torch"))
    gradients = {name for name in t.state if name.startswith(("dJ/dW", "dJ/db"))}
    assert gradients == set(numbers) - {"J"}
    return max(
        float(np.abs(t[name] - value).max() / max(np.abs(value).max(), 1e-3))
        for name, value in numbers.items()
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_a_model_is_traced_with_autograds_numbers(number: int) -> None:
    import torch

    model, X, Y, loss = case(number)
    assert far(Network.from_torch(model, X, Y, loss), autograd(model, X, Y, loss)) < 1e-9
    model, X, Y, loss = case(number, dtype=torch.float32)
    assert far(Network.from_torch(model, X, Y, loss), autograd(model, X, Y, loss)) < 1e-5


def test_the_random_models_have_every_module_and_loss() -> None:
    found = [case(number) for number in NUMBERS]
    names = {type(one).__name__ for model, *_ in found for one in model.modules()}
    assert names == {"Linear", "Sequential", *modules.ACTIVATIONS, *modules.PASSED}
    assert len({(type(loss), loss.reduction) for *_, loss in found}) == 16
    assert max(len(model.state_dict()) for model, *_ in found) >= 8


@pytest.mark.parametrize("number", NUMBERS)
def test_back_in_pytorch_a_model_has_the_same_parameters_outputs_and_gradients(number: int) -> None:
    import torch

    model, X, Y, loss = case(number, dtype=torch.float32)
    network = Network.from_torch(model, X, Y, loss)
    again, X_again, Y_again, loss_again = network.to_torch()
    assert [one.tolist() for one in again.state_dict().values()] == [
        one.tolist() for one in model.state_dict().values()
    ]
    assert torch.equal(X_again, X.double())
    made, numbers = autograd(model, X, Y, loss), autograd(again, X_again, Y_again, loss_again)
    assert numbers["J"] == pytest.approx(made["J"], rel=1e-5)
    assert far(network, numbers) < 1e-9
    third = Network.from_torch(again, X_again, Y_again, loss_again)
    assert far(third, numbers) < 1e-9
    for key in ("layers", "X", "Y", "cost", "layout", "huber_delta"):
        assert third.keys().get(key) == network.keys().get(key)


def test_a_plain_model_has_the_names_that_it_had() -> None:
    from torch import nn

    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
    again, *_, loss = Network.from_torch(model, [[1.0, 2.0]], [1], nn.CrossEntropyLoss()).to_torch()
    assert list(again.state_dict()) == list(model.state_dict())
    assert isinstance(loss, nn.CrossEntropyLoss)


def bundled() -> list[Any]:
    found = [(one.name, read(str(one.path))) for one in examples()]
    return [pytest.param(*one, id=one[0]) for one in found if isinstance(one[1], Network)]


REFUSED = {"dropout-l2": "weight_decay", "perceptron-from-zero": "perceptron's rule"}


@pytest.mark.parametrize(("name", "network"), bundled())
def test_a_bundled_network_is_the_same_in_pytorch(name: str, network: Network) -> None:
    if name in REFUSED:
        with pytest.raises(InputError, match=REFUSED[name]):
            network.to_torch()
        return
    if str(network.cost).startswith("half_"):
        with pytest.raises(InputError, match=r"torch\.nn has no loss for half_"):
            network.to_torch()
        network = network.replaced(cost="mse", samples="sum")
    model, X, Y, loss = network.to_torch()
    assert far(network.replaced(order="batch"), autograd(model, X, Y, loss)) < 1e-9


def test_settings_of_updates_are_no_part_of_a_model_and_frozen_ones_are() -> None:
    hidden = Layer(activation="leaky_relu", slope=0.3, W=[[1, 2], [3, 4]], b=[1, 2])
    last = Layer(activation="elu", elu_alpha=0.4, W=[[1], [2]])
    network = Network(layers=[hidden, last], X=[[1, -3]], Y=[[1]], cost="huber", huber_delta=0.3,
                      alpha=0.1, frozen=["W[1]"], optimizer="adam", layout="rows")  # fmt: skip
    model, X, Y, loss = network.to_torch()
    assert [one.requires_grad for one in model.parameters()] == [False, True, True]
    assert (model[1].negative_slope, model[3].alpha, loss.delta) == (0.3, 0.4, 0.3)
    again = Network.from_torch(model, X, Y, loss)
    assert tuple(again.frozen) == ("W[1]",)
    assert trace(again)["J"] == pytest.approx(trace(network)["J"], rel=1e-12)


def test_numbers_of_a_model_are_read_exactly_and_what_draws_random_numbers_is_left_alone() -> None:
    import torch

    model, X, Y, loss = case(0, dtype=torch.float32)
    state = torch.get_rng_state()
    network = Network.from_torch(model, X.requires_grad_(), Y, loss)
    network.to_torch()
    assert torch.equal(state, torch.get_rng_state())
    weights = [one for one in model.parameters() if one.ndim == 2]
    for layer, weight in zip(network.layers, weights, strict=True):
        assert layer.W.dtype == np.float64
        assert np.array_equal(layer.W, weight.detach().numpy().astype(np.float64))
    assert network.layout == "torch"


def test_training_goes_on_and_the_network_stays_as_it_was_read() -> None:
    import torch

    model, X, Y, loss = case(0)
    network = Network.from_torch(model, X, Y, loss)
    before = network.keys()
    with torch.no_grad():
        for tensor in (*model.parameters(), X, Y):
            tensor.add_(1.0)
    assert network.keys() == before


def test_what_a_loss_has_in_it_is_told_in_the_title() -> None:
    from torch import nn

    model = nn.Sequential(nn.Linear(2, 2))
    told = Network.from_torch(model, [[1, 2]], [1], nn.CrossEntropyLoss())
    assert told.layers[-1].activation == "softmax"
    assert "CrossEntropyLoss has the softmax" in told.title
    assert "CrossEntropyLoss has the softmax" in repr(trace(told))
    told = Network.from_torch(model, [[1, 2]], [[1, 0]], nn.BCEWithLogitsLoss())
    assert told.layers[-1].activation == "sigmoid"
    assert "BCEWithLogitsLoss has the sigmoid" in told.title


def test_samples_of_several_axes_are_flattened_as_the_model_does() -> None:
    import torch
    from torch import nn

    model = nn.Sequential(nn.Flatten(), nn.Linear(6, 2), nn.Tanh()).double()
    X, Y, loss = torch.randn(3, 1, 2, 3).double(), torch.randn(3, 2).double(), nn.MSELoss()
    assert far(Network.from_torch(model, X, Y, loss), autograd(model, X, Y, loss)) < 1e-9
    with pytest.raises(InputError, match="Flatten"):
        Network.from_torch(model[1:], X, Y, loss)


def test_data_are_read_from_tensors_of_every_kind_arrays_and_lists() -> None:
    import torch
    from torch import nn

    model, loss = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid()), nn.BCELoss()
    X, Y = torch.tensor([[0.5, 0.0], [0.0, 2.0]]), torch.tensor([[1.0], [0.0]])
    known = Network.from_torch(model, X, Y, loss)
    for other in (X.double(), X.to_sparse(), X.clone().requires_grad_(), X.T.numpy().T, X.tolist()):
        assert np.array_equal(Network.from_torch(model, other, Y, loss).X, known.X)
    for other in (Y.bool(), Y.int(), Y.numpy()[::-1][::-1], [[True], [False]]):
        assert np.array_equal(Network.from_torch(model, X, other, loss).Y, known.Y)


def test_a_new_module_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from torch import nn

    text = "z*(max(0, min(6, z + 3)))/6"
    monkeypatch.setitem(modules.ACTIVATIONS, "Hardswish", modules.Module(text))
    model = nn.Sequential(nn.Linear(2, 3), nn.Hardswish(), nn.Linear(3, 1)).double()
    X, Y, loss = torch.randn(4, 2).double(), torch.randn(4, 1).double(), nn.MSELoss()
    network = Network.from_torch(model, X, Y, loss)
    assert far(network, autograd(model, X, Y, loss)) < 1e-9
    assert isinstance(network.to_torch()[0][1], nn.Hardswish)


# What is refused

X2, Y1 = [[0.5, -1.0], [1.5, 2.0]], [[1.0], [0.0]]


def refused_models(torch: Any) -> dict[str, Callable[[], Any]]:
    """Models that a network cannot be."""
    nn = torch.nn

    class Net(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(2, 3), nn.Linear(3, 1)

        def forward(self, X: Any) -> Any:
            return torch.sigmoid(self.fc2(torch.relu(self.fc1(X))))

    class Started(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.flatten, self.stack = nn.Flatten(), nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())

        def forward(self, X: Any) -> Any:
            return self.stack(self.flatten(X))

    class Block(nn.Module):  # type: ignore[misc, name-defined]
        def forward(self, X: Any) -> Any:
            return X

    def sequential(*parts: Any) -> Any:
        return nn.Sequential(*parts)

    def hooked() -> Any:
        model = sequential(nn.Linear(2, 1), nn.Sigmoid())
        model[0].register_forward_hook(lambda module, given, made: 2 * made)
        return model

    def not_a_number() -> Any:
        model = sequential(nn.Linear(2, 1), nn.Sigmoid())
        model[0].weight.data[0, 1] = float("nan")
        return model

    once, conv = nn.Linear(2, 2), nn.Sequential()
    conv.add_module("body", nn.Sequential())
    conv.body.add_module("conv", nn.Conv2d(1, 2, 3))
    conv.add_module("norm", nn.BatchNorm1d(2))
    return {
        "a convolution in a part, and a norm": lambda: conv,
        "a norm": lambda: sequential(nn.Linear(2, 2), nn.LayerNorm(2), nn.Linear(2, 1)),
        "a module of one's own": Net,
        "a stack in a module of one's own": Started,
        "one inside": lambda: sequential(nn.Linear(2, 1), Block(), nn.Sigmoid()),
        "a class": lambda: nn.Linear,
        "no model": lambda: [nn.Linear(2, 1)],
        "no Linear": lambda: sequential(nn.Identity()),
        "dropout in train mode": lambda: sequential(nn.Linear(2, 1), nn.Dropout(0.5), nn.Sigmoid()),
        "an activation first": lambda: sequential(nn.ReLU(), nn.Linear(2, 1), nn.Sigmoid()),
        "two activations": lambda: sequential(nn.Linear(2, 1), nn.ReLU(), nn.Sigmoid()),
        "another softplus": lambda: sequential(nn.Linear(2, 1), nn.Softplus(beta=2)),
        "softmax over samples": lambda: sequential(nn.Linear(2, 1), nn.Softmax(dim=0)),
        "GELU by erf": lambda: sequential(nn.Linear(2, 1), nn.GELU()),
        "PReLU": lambda: sequential(nn.Linear(2, 1), nn.PReLU()),
        "a Linear twice": lambda: sequential(once, nn.Tanh(), once, nn.Sigmoid()),
        "another flattening": lambda: sequential(nn.Flatten(0), nn.Linear(2, 1), nn.Sigmoid()),
        "a lazy Linear": lambda: sequential(nn.LazyLinear(1), nn.Sigmoid()),
        "meta": lambda: sequential(nn.Linear(2, 1, device="meta"), nn.Sigmoid()),
        "complex": lambda: sequential(nn.Linear(2, 1, dtype=torch.complex64), nn.Sigmoid()),
        "not a number": not_a_number,
        "weight norm": lambda: sequential(
            torch.nn.utils.parametrizations.weight_norm(nn.Linear(2, 1)), nn.Sigmoid()
        ),
        "a hook": hooked,
        "sizes that do not meet": lambda: sequential(
            nn.Linear(2, 3), nn.Linear(4, 1), nn.Sigmoid()
        ),
    }


def refused_losses(torch: Any) -> dict[str, tuple[Any, ...]]:
    """The end of a model, Y and a loss that do not go together."""
    nn, three = torch.nn, [[0.5, 1.0], [1.5, 2.0], [0.1, 0.2]]
    linear, two = [nn.Linear(2, 1)], [nn.Linear(2, 2)]
    return {
        "a class": (linear, Y1, nn.MSELoss),
        "a function": (linear, Y1, nn.functional.mse_loss),
        "a name": (linear, Y1, "mse"),
        "a number": (linear, Y1, torch.tensor(0.3)),
        "another loss": (linear, Y1, nn.KLDivLoss()),
        "no reduction": (linear, Y1, nn.MSELoss(reduction="none")),
        "weights of classes": (two, [0, 1], nn.CrossEntropyLoss(weight=torch.ones(2))),
        "label smoothing": (two, [0, 1], nn.CrossEntropyLoss(label_smoothing=0.1)),
        "BCELoss without sigmoid": (linear, Y1, nn.BCELoss()),
        "sigmoid twice": ([*linear, nn.Sigmoid()], Y1, nn.BCEWithLogitsLoss()),
        "softmax twice": ([*two, nn.Softmax(dim=1)], [0, 1], nn.CrossEntropyLoss()),
        "NLLLoss of softmax": ([*two, nn.Softmax(dim=1)], [0, 1], nn.NLLLoss()),
        "LogSoftmax and MSELoss": ([*two, nn.LogSoftmax(dim=1)], [[0, 1], [1, 0]], nn.MSELoss()),
        "softmax inside": ([nn.Linear(2, 3), nn.Softmax(1), nn.Linear(3, 1)], Y1, nn.MSELoss()),
        "softmax and HuberLoss": ([*two, nn.Softmax(dim=1)], [[0, 1], [1, 0]], nn.HuberLoss()),
        "flat Y": (linear, torch.tensor([1.0, 0.0]), nn.MSELoss()),
        "Y of other samples": (linear, three, nn.MSELoss()),
        "Y beyond 1": ([*linear, nn.Sigmoid()], [[2.0], [0.0]], nn.BCELoss()),
        "classes as floats": (two, torch.tensor([0.0, 1.0]), nn.CrossEntropyLoss()),
        "classes as a column": (two, torch.tensor([[0], [1]]), nn.CrossEntropyLoss()),
        "classes one-hot as integers": (two, torch.tensor([[0, 1], [1, 0]]), nn.CrossEntropyLoss()),
        "probabilities for NLLLoss": ([*two, nn.LogSoftmax(dim=1)], [[0.0, 1.0]] * 2, nn.NLLLoss()),
        "a class too many": (two, [1, 2], nn.CrossEntropyLoss()),
        "a class below 0": (two, [1, -100], nn.CrossEntropyLoss()),
        "classes of other samples": (two, [1, 0, 1], nn.CrossEntropyLoss()),
        "a text": (linear, "yes", nn.MSELoss()),
        "rows of different lengths": (linear, [[1], [2, 3]], nn.MSELoss()),
    }


def refused_inputs(torch: Any) -> dict[str, Any]:
    return {
        "one sample without its axis": torch.tensor([0.5, 1.0]),
        "too many numbers": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        "no samples": torch.zeros(0, 2),
        "meta": torch.zeros(2, 2, device="meta"),
        "complex": [[1j, 2.0], [3.0, 4.0]],
        "inf": [[1.0, float("inf")], [3.0, 4.0]],
        "None": None,
    }


def ended(nn: Any, parts: list[Any], Y: Any, loss: Any) -> Network:
    return Network.from_torch(nn.Sequential(*parts), X2, Y, loss)


def test_what_is_no_such_stack_is_refused_in_words_that_name_it() -> None:
    import torch

    nn = torch.nn
    losses = refused_losses(torch)
    good, mse = nn.Sequential(nn.Linear(2, 1)), nn.MSELoss()
    tries: dict[str, Callable[[], Any]] = {
        **{name: lambda model=model: Network.from_torch(model(), X2, Y1, nn.BCELoss())
           for name, model in refused_models(torch).items()},
        **{f"loss: {name}": lambda name=name: ended(nn, *losses[name]) for name in losses},
        **{f"X: {name}": lambda X=X: Network.from_torch(good, X, Y1, mse)
           for name, X in refused_inputs(torch).items()},
    }  # fmt: skip
    said = []
    for name, attempt in tries.items():
        with pytest.raises(InputError) as caught:
            attempt()
        said.append(f"{name}\n{caught.value}\n")
    made = "\n".join(said)
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")
