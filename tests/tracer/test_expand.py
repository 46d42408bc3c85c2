"""A network written as named scalars has the same J and the same derivatives."""

import pytest

from tracer import InputError, Layer, Network, Tied, trace
from tracer.expand import expand, scalars
from tracer.files import read

WHOLE = ["lecture-network", "mazur", "han-kamber", "hagan", "geoj-softmax", "ajibola-relu"]


@pytest.mark.parametrize("name", WHOLE)
def test_the_scalars_trace_to_the_same_numbers(name: str) -> None:
    network = read(name)
    assert isinstance(network, Network)
    whole, scalars = trace(network), trace(expand(network))
    assert scalars["J"] == pytest.approx(whole["J"], rel=1e-12)
    gradients = []
    for layer in range(1, len(network.layers) + 1):
        gradients += whole[f"dJ/dW[{layer}]"].ravel().tolist()
        gradients += whole[f"dJ/db[{layer}]"].ravel().tolist()
    made = sorted(float(scalars[f"dJ/d{name}"]) for name in scalars.source.with_respect_to)
    assert made == pytest.approx(sorted(gradients), rel=1e-9, abs=1e-12)


def test_settings_and_symbols_go_along() -> None:
    layers = [
        Layer(activation="tanh", W=[[0.3, 0.0], [-0.5, 0.8]], b=[0.1, 0.1], bias_input=-1),
        Layer(activation="z**2", W=[[-0.7, 0.6]]),
    ]
    network = Network(
        layers=layers, X=[[0.5, 1.0]], Y=[[1]], cost="half_mse", alpha=0.3,
        absent=["W[1][1,2]"], frozen=["W[2]"], names={"w": "W[1][1,1]"},
        tied=[Tied(name="c", entries=["b[1]"])],
    )  # fmt: skip
    made = expand(network)
    assert made.lines[0].text == "z1 = w*x1 - c"
    whole, scalars = trace(network), trace(made)
    assert scalars["dJ/dw"] == pytest.approx(whole["dJ/dW[1][1,1]"])
    assert scalars["dJ/dc"] == pytest.approx(whole["dJ/dc"].item())
    assert scalars["w:="] == pytest.approx(whole["W[1][1,1]:="])
    assert "w5:=" not in scalars


def test_a_symbol_for_the_negative_of_a_number_is_no_line() -> None:
    network = read("lecture-network").replaced(
        names={"delta": "-dJ/dz[1][1,1]", "V": "a[1][1,1]"}, X=[[0.5, -1.0]], Y=[[1]]
    )
    assert "V = " in "\n".join(line.text for line in expand(network).lines)
    assert {"V": ("a[1]", 1, 1), "w1": ("W[1]", 1, 1), "x2": ("a[0]", 2, 1)}.items() <= (
        scalars(network).items()
    )


def test_a_network_without_a_cost_cannot_be_expanded() -> None:
    with pytest.raises(InputError, match="whole network"):
        expand(read("lecture-network").replaced(cost=None, alpha=None))
