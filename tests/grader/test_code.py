"""`explain`, `assert_matches`: arrays of somebody's program, right, wrong, or no arrays at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import assert_matches, explain
from tests.moment import in_a_moment
from tests.sample import sample
from tracer import Expression, InputError, Layer, Network, trace

NET = Network(
    layers=[
        Layer(activation="tanh", W=[[0.1, 0.4], [-0.3, 0.2]], b=[0.1, 0.0]),
        Layer(activation="sigmoid", W=[[0.7, -0.5]], b=[0.2]),
    ],
    X=[[0.5, -1.0], [1.5, 2.0], [0.3, 0.7]],
    Y=[[1], [0], [1]],
    cost="bce",
    alpha=0.1,
)
KEY = trace(NET)


class Tensor:
    """As PyTorch's: in a graph, on a device, and of a type that NumPy may not have."""

    def __init__(self, array: Any, dtype: str = "float32") -> None:
        self.array = np.asarray(array, np.float64 if dtype == "bfloat16" else dtype)
        self.dtype = f"torch.{dtype}"

    def detach(self) -> Tensor:
        return self

    cpu = detach

    def numpy(self) -> Any:
        if self.dtype == "torch.bfloat16":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array

    def float(self) -> Tensor:
        return Tensor(self.array)


def bfloat(array: Any) -> Any:
    """Rounded to 8 binary digits."""
    mantissa, exponent = np.frexp(array)
    return np.ldexp(np.round(mantissa * 256) / 256, exponent)


@pytest.mark.parametrize(
    "made",
    sample([
        lambda a: a,
        lambda a: a.tolist(),
        lambda a: a.astype(np.float32),
        lambda a: a.astype(np.float16),
        lambda a: a.astype(np.longdouble),
        Tensor,
        lambda a: Tensor(a, "float16"),
        lambda a: Tensor(bfloat(a), "bfloat16"),
        lambda a: [[Tensor(one) for one in row] for row in a],
    ], 3),
    ids=["float64", "lists", "float32", "float16", "longdouble", "tensor", "half", "bfloat16",
         "tensors in lists"],
)  # fmt: skip
def test_right_arrays_of_any_kind_are_right_and_doubled_ones_are_not(made: Any) -> None:
    right = {name: made(KEY[name]) for name in ("z[1]", "dJ/dW[1]", "dJ/dz[2]")}
    assert explain(NET, right) == ""
    said = explain(NET, {**right, "dJ/dW[1]": made(1.5 * KEY["dJ/dW[1]"])})
    assert "dJ/dW[1] is the first quantity that is wrong" in said


@pytest.mark.parametrize("one", sample([float, np.float32, np.float64, np.float16, Tensor]))
def test_a_plain_number_is_read_from_every_kind(one: Any) -> None:
    assert explain(NET, {"J": one(KEY["J"])}) == ""
    assert explain(NET, {"J": one(2 * KEY["J"])}) != ""


@pytest.mark.parametrize("name", sample(["W1.grad", "W[1].grad", "dW1", "dJ/dW[1]"]))
def test_a_gradient_is_read_by_the_name_that_pytorch_has_for_it(name: str) -> None:
    assert explain(NET, {name: KEY["dJ/dW[1]"]}) == ""
    assert "dJ/dW[1] is the first" in explain(NET, {name: -KEY["dJ/dW[1]"]})


def test_a_variable_of_an_expression_has_a_grad_too() -> None:
    line = Expression(expression="(w*x - 1)**2", at={"w": 0.5, "x": 3})
    assert explain(line, {"w.grad": 3.0}) == ""
    assert "dy/dw is the first" in explain(line, {"w.grad": 2.0})


NO_ARRAYS: dict[str, tuple[Any, str]] = {
    "None": (None, "None came"),
    "rows of different lengths": ([[1, 2], [3]], "rows have 1 and 2 entries"),
    "complex": (np.array([[1j, 2], [3, 4]]), "complex numbers came"),
    "nothing in a list": ([[1.0, None], [2.0, 3.0]], "not everything is a number"),
    "a text": ("abc", "'abc' came"),
    "an object": (object(), "type object came"),
    "a table of names": ({"a": 1}, "type dict came"),
}


@pytest.mark.parametrize("kind", NO_ARRAYS)
def test_what_is_no_array_is_told_as_what_it_is(kind: str) -> None:
    given, said = NO_ARRAYS[kind]
    with pytest.raises(InputError) as caught:
        explain(NET, {"dW1": given})
    assert said in str(caught.value)
    assert "2×2 numbers" in str(caught.value)
    assert str(caught.value).startswith("dW1")


def test_one_quantity_under_two_names_is_asked_about() -> None:
    with pytest.raises(InputError, match="came already"):
        explain(NET, {"dW1": KEY["dJ/dW[1]"], "W1.grad": KEY["dJ/dW[1]"]})


def test_an_undefined_number_is_told_with_the_right_one_and_where_it_comes_from() -> None:
    wrong = KEY["a[1]"].copy()
    wrong[1, 2] = np.nan
    said = explain(NET, {"z[1]": KEY["z[1]"], "a[1]": wrong, "J": np.nan})
    assert said.startswith("a[1] is the first quantity that is wrong, at [2,3]: nan instead of ")
    assert "nan instead of nan" not in said
    assert "log(0)" in said
    assert "a[1] = tanh(z[1])" in said
    assert "overflow" in explain(NET, {"J": np.inf})


def test_an_array_of_another_shape_is_a_wrong_answer_and_both_shapes_are_told() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_matches(NET, {"db1": KEY["dJ/dz[1]"], "dW2": KEY["dJ/dW[2]"]})
    said = str(caught.value)
    assert "its shape is 2×3 instead of 2×1" in said
    assert "bias-not-summed" in said
    turned = explain(NET, {"dW2": KEY["dJ/dW[2]"].T})
    assert "its shape is 2×1 instead of 1×2" in turned
    assert "transposed" in turned
    assert explain(NET, {"db1": KEY["dJ/db[1]"].ravel()}) == ""


@pytest.mark.parametrize("layout", sample(["torch", "rows"], 2))
def test_arrays_that_all_lie_in_another_way_are_read_so_and_the_mistake_is_found(
    layout: str,
) -> None:
    turned = {"dz2": KEY["dJ/dz[2]"].T, "dz1": KEY["dJ/dz[1]"].T, "dW1": KEY["dJ/dW[1]"]}
    turned["dW2"] = KEY["dJ/dW[2]"]
    if layout == "rows":
        turned |= {name: turned[name].T for name in ("dW1", "dW2")}
    said = explain(NET, turned)
    assert said.startswith(f'These arrays lie as layout="{layout}" has them, a row a sample, and')
    assert said.endswith("Read so, all is right.")
    left = explain(NET, turned | {"dz1": 2 * turned["dz1"]})
    assert "Read so, this is left. dJ/dz[1] is the first quantity that is wrong, at [1,1]" in left
    assert "layout" not in explain(NET, {"dz2": turned["dz2"]}), "one alone is a mistake"


def test_entries_with_symbols_of_their_own_are_told_by_them() -> None:
    net = replace(NET, names={"w1": "W[1][1,1]", "w2": "W[1][1,2]"})
    said = explain(net, {"dW1": 2 * KEY["dJ/dW[1]"]})
    assert "∂J/∂w1 is the first quantity that is wrong (and 3 more entries)" in said
    assert re.search(r", ∂J/∂w2 \S+ instead of \S+, \[2,1\] ", said)


def test_what_is_wrong_before_a_wrong_shape_is_told_first() -> None:
    said = explain(NET, {"dz2": 2 * KEY["dJ/dz[2]"], "db1": KEY["dJ/dz[1]"]})
    assert said.startswith("dJ/dz[2] is the first")


def course(**changed: Any) -> dict[str, Any]:
    """The gradients of a course that has 1/m in dW and db only."""
    known = {name: np.asarray(KEY[name]) for name in ("a[0]", "a[1]", "y_hat", "y", "W[2]")}
    dz2 = known["y_hat"] - known["y"]
    dz1 = changed.get("dz1", (known["W[2]"].T @ dz2) * (1 - known["a[1]"] ** 2))
    made = {"dz2": dz2, "dz1": dz1}
    for layer, dz in ((1, dz1), (2, dz2)):
        made[f"dW{layer}"] = dz @ known[f"a[{layer - 1}]"].T / 3
        made[f"db{layer}"] = dz.sum(axis=1, keepdims=True) / 3
    return made | changed


@pytest.mark.thorough
def test_another_convention_is_told_and_then_the_real_fault() -> None:
    assert "right with another convention: mean_enters = parameters" in explain(NET, course())
    forgotten = course(dW1=3 * course()["dW1"])
    said = explain(NET, forgotten)
    assert "mean_enters = parameters, it is right up to here" in said
    assert "dJ/dW[1] is the first quantity that is wrong" in said
    passed_on = KEY["W[2]"].T @ course()["dz2"]
    said = explain(NET, course(dz1=passed_on))
    assert "dJ/dz[1] is the first quantity that is wrong" in said
    assert "activation-derivative-forgotten" in said


def test_a_failure_in_pytest_has_line_name_numbers_and_the_first_entries() -> None:
    wrong = KEY["dJ/dW[1]"] + 0.25
    with pytest.raises(AssertionError) as caught:
        assert_matches(NET, {"dz1": KEY["dJ/dz[1]"], "dW1": wrong})
    first, named, line = str(caught.value).split("\n")
    assert re.match(r"dJ/dW\[1\] is .*, at \[1,1\] \(and 3 more entries\): .* instead of ", first)
    assert first.count(" instead of ") == 3
    assert named == "No known mistake gives these numbers."
    assert line.startswith("The line is ∂J/∂W[1] = ∂J/∂z[1] · a[0]ᵀ, here ∂J/∂W[1][1,1] = (−0.0")


def test_what_only_shares_the_mistake_is_not_said_to_follow() -> None:
    passed_on = KEY["dJ/da[1]"]
    made = {"dW1": passed_on @ KEY["a[0]"].T, "db1": passed_on.sum(axis=1, keepdims=True)}
    assert explain(NET, made).endswith("The same mistake shows in dJ/db[1].")
    said = explain(NET, {"dz1": passed_on, **made})
    assert said.endswith("dJ/dW[1], dJ/db[1] then follow from it.")


def test_zero_has_no_sign() -> None:
    said = explain(NET, {"dJ/dW[1]": 0.0 * KEY["dJ/dW[1]"]})
    assert "-0 " not in said


def test_gradients_that_are_all_nearly_right_are_told_as_quickly_as_others() -> None:
    """A search among misread numbers took them for near, and half a minute for this network."""
    wide = Network(
        layers=[
            Layer(activation="tanh", W=[[0.3], [-0.8], [0.5]], b=[0.1, 0.2, 0.3]),
            Layer(activation="identity", W=np.linspace(-1, 1, 12).reshape(4, 3), b=[0.1] * 4),
        ],
        X=np.linspace(-1.3, 1.1, 5).reshape(5, 1),
        Y=np.linspace(0, 1, 20).reshape(5, 4),
        cost="mse",
    )
    key, off = trace(wide), np.random.default_rng(1)
    names = ("dJ/dW[1]", "dJ/db[1]", "dJ/dW[2]", "dJ/db[2]")
    nearly = {name: key[name] * (1 + 1e-3 * off.normal(size=key[name].shape)) for name in names}
    with in_a_moment():
        said = explain(wide, nearly)
    assert "dJ/dW[2] is the first quantity that is wrong" in said
