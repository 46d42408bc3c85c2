"""`explain` of a PyTorch model: its `.grad` in one call, or gradients by its own names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader import assert_matches, explain
from tracer import Expression, InputError, Layer, Network, trace

NET = Network(
    layers=[
        Layer(activation="tanh", W=[[0.1, 0.4], [-0.3, 0.2], [0.5, 0.6]], b=[0.1, 0.0, 0.3]),
        Layer(activation="sigmoid", W=[[0.7, -0.5, 0.2]], b=[0.2]),
    ],
    X=[[0.5, -1.0], [1.5, 2.0], [0.3, 0.7], [0.2, 0.4]],
    Y=[[1], [0], [1], [1]],
    cost="bce",
)


def by_name(network: Network = NET) -> dict[str, Any]:
    """The gradients as `{name: p.grad for name, p in model.named_parameters()}` has them."""
    key = trace(network.in_layout("torch"))
    return {f"{2 * at - 2}.{own}": key[f"dJ/d{base}[{at}]"].squeeze(0) if base == "b"
            else key[f"dJ/d{base}[{at}]"]
            for at in (1, 2) for base, own in (("W", "weight"), ("b", "bias"))}  # fmt: skip


@pytest.mark.parametrize("layout", ["columns", "rows", "torch"])
def test_gradients_by_a_models_names_are_those_of_its_layers_in_order(layout: Any) -> None:
    network = NET.in_layout(layout)
    assert explain(network, by_name()) == ""
    said = explain(network, {**by_name(), "0.weight": 0 * by_name()["0.weight"]})
    assert said.startswith("dJ/dW[1] is the first quantity that is wrong, at [1,1] (and 5 more")
    assert said.endswith("In the model, dJ/dW[1] is 0.weight.")


def test_names_of_some_layers_only_are_asked_about() -> None:
    some = {name: one for name, one in by_name().items() if name.startswith("2.")}
    with pytest.raises(InputError, match="1 modules came; the network has 2 layers"):
        explain(NET, some)


def test_one_parameter_under_two_names_is_asked_about() -> None:
    with pytest.raises(InputError, match="each once"):
        explain(NET, {**by_name(), "0.weight.grad": by_name()["0.weight"]})


def test_parameters_in_place_of_their_gradients_are_told() -> None:
    parameters = {"0.weight": NET.layers[0].W, "0.bias": NET.layers[0].b,
                  "2.weight": NET.layers[1].W, "2.bias": NET.layers[1].b}  # fmt: skip
    with pytest.raises(InputError, match="not their gradients"):
        explain(NET, parameters)


def test_a_name_that_the_sheet_has_is_no_parameters_name() -> None:
    named = NET.replaced(names={"weight": "W[1][1,1]"})
    first = by_name()["0.weight"][0, 0]
    assert explain(named, {"dJ/dweight": first}) == explain(named, {"weight.grad": first}) == ""
    line = Expression(expression="(weight*x - bias)**2", at={"weight": 0.5, "x": 3, "bias": 1})
    assert explain(line, {"bias.grad": -1.0}) == ""


@pytest.mark.parametrize("given", [[1.0], 3.0, None, np.ones((2, 2))], ids=str)
def test_what_is_neither_arrays_by_name_nor_a_model_is_told(given: Any) -> None:
    with pytest.raises(InputError, match="arrays by name, or a PyTorch model"):
        explain(NET, given)


# With PyTorch


def with_model(number: int, **keys: Any) -> tuple[Any, Any, Any, Any, Network]:
    from tests.oracle.torch_models import case

    model, X, Y, loss = case(number, **keys)
    return model, X, Y, loss, Network.from_torch(model, X, Y, loss)


@pytest.mark.system
@pytest.mark.parametrize("number", range(32))
def test_nothing_is_said_of_what_autograd_gives_and_a_wrong_gradient_is_found(number: int) -> None:
    import torch

    for dtype in (torch.float64, torch.float32):
        model, X, Y, loss, network = with_model(number, dtype=dtype)
        loss(model(X), Y).backward()
        assert explain(network, model) == ""
    path, wrong = max(model.named_parameters(), key=lambda one: one[1].grad.abs().max())
    if wrong.grad.abs().max() < 1e-4:
        return
    wrong.grad *= (0.0, 2.0, -1.0)[number % 3]
    with pytest.raises(AssertionError) as caught:
        assert_matches(network, model)
    said = str(caught.value)
    assert " is the first quantity that is wrong" in said
    assert f" is {path}.grad." in said
    assert "The line is ∂J/∂" in said


@pytest.mark.system
def test_gradients_that_were_added_up_are_told_as_that() -> None:
    model, X, Y, loss, network = with_model(4)
    for _ in range(3):
        loss(model(X), Y).backward()
    said = explain(network, model)
    assert "Every gradient is 3 times the right one" in said
    assert "zero_grad()" in said
    assert "The line is" in said


@pytest.mark.system
def test_gradients_of_an_earlier_step_and_parameters_of_a_later_one_are_found() -> None:
    import torch
    from torch import nn

    model, X, Y, loss = nn.Sequential(nn.Linear(1, 1)).double(), [[2.0]], [[1.0]], nn.MSELoss()
    for parameter in model.parameters():
        nn.init.constant_(parameter, 0.5)
    step = torch.optim.SGD(model.parameters(), lr=0.0625)

    def gradients() -> str:
        loss(model(torch.tensor(X).double()), torch.tensor(Y).double()).backward()
        return explain(network, model)

    network = Network.from_torch(model, X, Y, loss)
    assert gradients() == ""
    step.step()
    assert explain(network, model) == ""  # of these gradients the step was made
    network = Network.from_torch(model, X, Y, loss)  # and no zero_grad()
    said = gradients()
    assert "dJ/dW[1] is the first quantity that is wrong" in said
    assert "has a step been made" not in said
    model.zero_grad()
    assert gradients() == ""
    step.step()
    model.zero_grad()
    moved = "The model's 0.weight is not the network's W[1]: has a step been made in between?"
    assert moved in gradients()


@pytest.mark.system
def test_a_model_without_gradients_and_one_of_other_layers_are_told() -> None:
    model, X, Y, loss, network = with_model(4)
    with pytest.raises(InputError, match=r"loss\(model\(X\), Y\)\.backward\(\)"):
        explain(network, model)
    loss(model(X), Y).backward()
    path, first = next(iter(model.named_parameters()))
    first.grad = None
    with pytest.raises(InputError, match=rf"{path} \(W\[1\]\): its \.grad is None"):
        explain(network, model)
    with pytest.raises(InputError, match="the model of which the network was made"):
        explain(NET, model)
    with pytest.raises(InputError, match="a network"):
        explain(Expression(expression="w*x", at={"w": 1, "x": 2}), model)


@pytest.mark.system
def test_a_frozen_parameter_needs_no_gradient() -> None:
    model, X, Y, loss, _ = with_model(4)
    next(model.parameters()).requires_grad_(False)
    network = Network.from_torch(model, X, Y, loss)
    loss(model(X), Y).backward()
    assert explain(network, model) == ""


@pytest.mark.system
def test_a_network_in_any_layout_is_compared_with_a_model() -> None:
    from torch import nn

    model, X, Y, loss = NET.to_torch()
    loss(model(X), Y).backward()
    for layout in ("columns", "rows", "torch"):
        assert explain(NET.in_layout(layout), model) == ""
    assert isinstance(loss, nn.BCELoss)
