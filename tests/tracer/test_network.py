"""Networks: what is read, how it is normalised, which faults are found, and round trips."""

from __future__ import annotations

import json
import pickle
import tomllib
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.moment import in_a_moment
from tracer.errors import InputError, InputErrors
from tracer.file_text import json_text, toml_text
from tracer.layer import Layer, Tied
from tracer.layout import LAYOUTS
from tracer.network import Network
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.optimizers import NUMBERS
from tracer.settings import settings_of
from tracer.validate import keys

W1, B1, W2 = [[0.1, 0.4], [-0.3, 0.2], [0.5, 0.6]], [0.1, 0.0, -0.2], [[0.7, -0.5, 0.3]]
X, Y = [[0.5, -1.0], [1.5, 2.0]], [[1], [0]]


def small(**changes: Any) -> Network:
    """2-3-1 with two samples; only the first layer has a bias."""
    layers = [Layer(activation="relu", W=W1, b=B1), Layer(activation="sigmoid", W=W2)]
    return Network(**{"layers": layers, "X": X, "Y": Y, "cost": "bce", **changes})


def message(**changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        small(**changes)
    return str(caught.value)


# Normalised


def test_arrays_are_float64_and_cannot_be_written_to() -> None:
    network = small(X=np.array([[1, 2]], dtype=np.int8), Y=[[1]])
    for array in [network.X, network.Y, network.layers[0].W, network.layers[0].b]:
        assert array.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_an_array_that_was_handed_over_is_copied() -> None:
    own = np.array(X)
    network = small(X=own)
    own[0, 0] = 99.0
    assert network.X[0, 0] == 0.5


def test_what_is_normalised_already_is_not_copied_again() -> None:
    network = small()
    assert network.replaced(cost="mse").X is network.X


def test_columns_have_every_array_with_two_matrix_axes() -> None:
    given = small(given={"J": 0.7, "a[2]": [[0.1, 0.2]]}).columns()
    assert {name: array.shape for name, array in given.items()} == {
        "a[0]": (2, 2),
        "y": (1, 2),
        "W[1]": (3, 2),
        "b[1]": (3, 1),
        "W[2]": (1, 3),
        "J": (1, 1),
        "y_hat": (1, 2),
    }
    assert given["a[0]"].tolist() == [[0.5, 1.5], [-1.0, 2.0]]


def test_columns_may_be_changed_by_whoever_asked() -> None:
    network = small()
    network.columns().clear()
    assert network.columns()


def test_in_rows_the_given_quantities_lie_as_the_sheet_has_them() -> None:
    layers = [Layer(activation="relu"), Layer(activation="relu", W=[[5, 1], [1, 2]])]
    given = {"z[1]": [[3, -2]], "dJ/dz[2]": [[-3, 1]]}
    network = Network(layers=layers, layout="rows", given=given)
    assert network.columns()["z[1]"].tolist() == [[3], [-2]]
    assert network.columns()["W[2]"].tolist() == [[5, 1], [1, 2]]
    assert (network.sizes, network.N) == ((0, 2, 2), 1)


B_FORMS: dict[str, tuple[str, Any, Any]] = {
    "flat": ("columns", [1, 2, 3], [1, 2, 3]),
    "flat array": ("rows", np.array([1, 2, 3]), [1, 2, 3]),
    "upright": ("columns", [[1], [2], [3]], [1, 2, 3]),
    "upright array": ("columns", np.array([[1], [2], [3]]), [1, 2, 3]),
    "lying": ("rows", [[1, 2, 3]], [1, 2, 3]),
    "lying array": ("torch", np.array([[1, 2, 3]]), [1, 2, 3]),
    "students": ("columns", np.array([[1, 2, 3], [4, 5, 6]]), [[1, 2, 3], [4, 5, 6]]),
    "students upright": ("columns", np.array([[[1], [2], [3]]]), [[1, 2, 3]]),
    "students lying": ("rows", np.array([[[1, 2, 3]]]), [[1, 2, 3]]),
    "as many students as neurons": ("columns", np.ones((3, 3)), np.ones((3, 3)).tolist()),
}


@pytest.mark.parametrize("form", B_FORMS)
def test_b_is_flat_whatever_its_form(form: str) -> None:
    layout, b, flat = B_FORMS[form]
    W = np.array(W1).T if layout == "rows" else W1
    layer = Layer(activation="relu", W=W, b=b)
    network = Network(layers=[layer], X=X, layout=layout)  # type: ignore[arg-type]
    assert network.layers[0].b.tolist() == flat
    assert network.columns()["b[1]"].shape == (*np.shape(flat), 1)


def test_one_neuron_each_for_five_students() -> None:
    layer = Layer(activation="relu", W=[[1, 2]], b=np.arange(5).reshape(5, 1))
    network = Network(layers=[layer], X=X)
    assert network.columns()["b[1]"].shape == (5, 1, 1)
    assert network.students == 5


def test_labels_become_targets() -> None:
    layer = Layer(activation="softmax", W=[[1, 0], [0, 1], [1, 1]])
    network = Network(layers=[layer], X=X, labels=[1, 3], cost="ce")
    assert network.labels is None
    assert network.Y.tolist() == [[1, 0, 0], [0, 0, 1]]


def test_an_absent_entry_is_0_in_w() -> None:
    network = small(absent=["W[1][ 2, 1]", "W[1][2,1]"])
    assert network.layers[0].W.tolist() == [[0.1, 0.4], [0, 0.2], [0.5, 0.6]]
    assert network.absent == ("W[1][2,1]",)
    assert network.absent_entries == {"W[1]": ((2, 1),)}


# Drawn. These numbers stay what they are for ever.

DRAWN = {
    "small": ([[-0.2, 0.4, -0.9], [-0.4, -0.7, -0.8]], [-0.6, -0.3]),
    "normal": ([[0.8122, -0.3059, -0.2641], [-0.5365, 0.4327, -1.1508]], [0, 0]),
    "xavier": ([[1.0273, -0.3869, -0.334], [-0.6786, 0.5473, -1.4556]], [0, 0]),
    "he": ([[1.3263, -0.4995, -0.4313], [-0.8761, 0.7066, -1.8792]], [0, 0]),
    "zeros": ([[0, 0, 0], [0, 0, 0]], [0, 0]),
}


@pytest.mark.parametrize("init", DRAWN)
def test_a_seed_draws_the_same_numbers_for_ever(init: str) -> None:
    layer = Layer(activation="relu", neurons=2, init=init)
    network = Network(layers=[layer], X=[[1, 2, 3]], seed=1)
    W, b = DRAWN[init]
    assert network.layers[0].W.tolist() == W
    assert network.layers[0].b.tolist() == b
    assert (network.seed, network.layers[0].neurons, network.layers[0].init) == (None, None, None)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layout_changes_no_number_that_is_drawn(layout: Any) -> None:
    layers = [Layer(activation="relu", neurons=3), Layer(activation="sigmoid", neurons=2)]
    numbers = Network(layers=layers, X=X, seed=7).columns()
    for name, array in Network(layers=layers, X=X, seed=7, layout=layout).columns().items():
        np.testing.assert_array_equal(array, numbers[name])


def test_small_numbers_have_one_decimal_and_are_never_0() -> None:
    layer = Layer(activation="relu", neurons=100)
    drawn = Network(layers=[layer], X=[[1.0] * 100], seed=3).layers[0].W
    assert sorted(set(drawn.ravel().tolist())) == [k / 10 for k in range(-9, 10) if k]


def test_the_last_layer_takes_its_size_from_the_targets() -> None:
    network = Network(layers=[Layer(activation="sigmoid")], X=X, Y=Y, seed=1, cost="bce")
    assert network.sizes == (2, 1)


def test_only_the_layers_without_w_are_drawn() -> None:
    layers = [Layer(activation="relu", W=W1), Layer(activation="sigmoid", neurons=1)]
    network = Network(layers=layers, X=X, seed=1)
    assert network.layers[0].W.tolist() == W1
    assert network.layers[0].b is None
    assert network.layers[1].W.shape == (1, 3)


# Students


def batch() -> Network:
    W = np.arange(24.0).reshape(4, 3, 2)
    layers = [Layer(activation="relu", W=W, b=B1), Layer(activation="sigmoid", W=W2)]
    alpha, Xs = np.array([0.1, 0.2, 0.3, 0.4]), np.arange(16.0).reshape(4, 2, 2)
    given = {"J": np.array([1.0, 2.0, 3.0, 4.0])}
    return small(layers=layers, alpha=alpha, X=Xs, given=given)


def test_a_leading_axis_is_one_of_students() -> None:
    network = batch()
    assert (network.students, network.sizes, network.N) == (4, (2, 3, 1), 2)
    assert network.alpha.shape == (4, 1, 1)
    assert network.columns()["J"].shape == (4, 1, 1)
    assert repr(network) == "<Network 2-3-1, 2 samples, 4 students, bce>"


@pytest.mark.parametrize("k", [0, 3, -1])
def test_a_student_alone(k: int) -> None:
    together, alone = batch(), batch().student(k)
    assert alone.students is None
    assert alone.alpha == together.alpha[k, 0, 0]
    for name, array in alone.columns().items():
        whole = together.columns()[name]
        np.testing.assert_array_equal(array, whole[k] if whole.ndim == 3 else whole)


def test_there_is_no_fifth_student() -> None:
    with pytest.raises(IndexError):
        batch().student(4)


def test_a_file_holds_one_student() -> None:
    with pytest.raises(InputError, match="4 students"):
        batch().keys()


def test_all_arrays_have_as_many_students() -> None:
    said = message(X=np.ones((3, 2, 2)), Y=np.ones((2, 2, 1)))
    assert "Y: 2 students on the leading axis, but X has 3" in said


def test_the_targets_of_each_student_add_up() -> None:
    layer = Layer(activation="softmax", W=[[0.1], [0.2]])
    Y = np.array([[[1.0, 0.0]], [[1.0, 1.0]]])
    with pytest.raises(InputError, match="sample 1 add up to 2"):
        Network(layers=[layer], X=[[1.0]], Y=Y, cost="ce", output="combined")


def test_a_hundred_thousand_students_are_not_too_many() -> None:
    assert small(X=np.ones((100_000, 2, 2))).students == 100_000


# Entries

ENTRIES = [
    ("columns", "W[1][3,1]", ("W[1]", 3, 1)),
    ("rows", "W[1][1,3]", ("W[1]", 3, 1)),
    ("torch", "W[1][3,1]", ("W[1]", 3, 1)),
    ("columns", "b[1][2,1]", ("b[1]", 2, 1)),
    ("torch", "b[1][1,2]", ("b[1]", 2, 1)),
    ("rows", "dJ/dz[1][2,3]", ("dJ/dz[1]", 3, 2)),
    ("rows", "dJ/da[2][2,1]", ("dJ/dy_hat", 1, 2)),
    ("columns", "a[2][1, 2]", ("y_hat", 1, 2)),
    ("columns", "∂J/∂W[1][3,2]", ("dJ/dW[1]", 3, 2)),
    ("columns", "W[1][3,2]:=", ("W[1]:=", 3, 2)),
    ("columns", "Delta_W[1][3,2]", ("ΔW[1]", 3, 2)),
]


@pytest.mark.parametrize(("layout", "text", "place"), ENTRIES)
def test_an_entry_is_found_as_the_sheet_writes_it(layout: Any, text: str, place: Any) -> None:
    assert small().in_layout(layout).entry(text) == place


@pytest.mark.parametrize("text", ["W[1][4,1]", "W[1][0,1]", "W[3][1,1]", "b[2][1,1]", "W[1]", ""])
def test_an_entry_that_there_is_not_is_a_fault(text: str) -> None:
    with pytest.raises(InputError) as caught:
        small().entry(text, "ask[1]")
    assert caught.value.where == "ask[1]"


def test_shapes_are_those_of_columns_in_every_layout() -> None:
    for layout in LAYOUTS:
        network = small().in_layout(layout)
        assert [network.shape(name) for name in ("W[1]", "b[1]", "dJ/dz[1]", "y_hat", "J")] == [
            (3, 2),
            (3, 1),
            (3, 2),
            (1, 2),
            (1, 1),
        ]


def test_softmax_has_its_jacobians_side_by_side() -> None:
    layer = Layer(activation="softmax", W=[[1, 0], [0, 1], [1, 1]])
    local = {"dy_hat/dz[1]": np.zeros((3, 6))}
    network = Network(layers=[layer], given=local)
    assert (network.N, network.shape("dy_hat/dz[1]")) == (2, (3, 6))
    with pytest.raises(InputError, match="is for 0 samples, but X has 2 samples"):
        network.replaced(X=X, given={"dy_hat/dz[1]": np.zeros((3, 5))})


def test_frozen_parameters_are_all_their_entries() -> None:
    network = small(frozen=["b[1]", "W[1][1,2]", "W[1][1,2]"])
    assert network.frozen_entries == {"b[1]": ((1, 1), (2, 1), (3, 1)), "W[1]": ((1, 2),)}


def test_tied_entries_are_listed_by_name_and_may_be_frozen_by_it() -> None:
    layers = [Layer(activation="relu", W=[[1, 1], [2, 1]], b=[0, 0])]
    tied = [Tied(name="w", entries=["W[1][1,2]", "W[1][2,2]"]), Tied(name="c", entries=["b[1]"])]
    network = Network(layers=layers, X=X, layout="rows", tied=tied, frozen=["c"])
    assert network.tied_entries == (
        ("w", (("W[1]", 2, 1), ("W[1]", 2, 2))),
        ("c", (("b[1]", 1, 1), ("b[1]", 2, 1))),
    )
    assert network.frozen_entries == {"b[1]": ((1, 1), (2, 1))}


# Symbols


def test_symbols_stand_for_canonical_quantities() -> None:
    names = {
        "w₅": "W[2][1, 3]",
        "δ": "- dJ/dz",
        "e": "−dJ/dy_hat[1,2]",
        "o": "a[2]",
        "E": "J",
        "h'": "a[1]",
        "Δw": "Delta_W[1]",
        "y": "y[1,1]",
        "b": "b[1]",
    }
    assert small(names=names, alpha=0.1).names == {
        "w₅": "W[2][1,3]",
        "δ": "-dJ/dz",
        "e": "-dJ/dy_hat[1,2]",
        "o": "y_hat",
        "E": "J",
        "h'": "a[1]",
        "Δw": "ΔW[1]",
        "y": "y[1,1]",
        "b": "b[1]",
    }


TAKEN = ["J", "z", "W", "a", "b", "y", "y_hat", "ŷ", "loss", "alpha", "α", "N", "pi", "ΔW"]


@pytest.mark.parametrize("symbol", TAKEN)
def test_a_name_of_the_network_cannot_be_the_symbol_of_something_else(symbol: str) -> None:
    said = message(names={symbol: "dJ/dz[1]"}, alpha=0.1)
    assert f"names.{symbol}: the symbol {symbol!r} is taken" in said


@pytest.mark.parametrize("symbol", ["b", "y", "alpha"])
def test_a_name_that_the_network_does_not_use_is_free(symbol: str) -> None:
    layer = Layer(activation="relu", W=[[1, 2]])
    assert Network(layers=[layer], X=X, names={symbol: "W[1][1,2]"}).names


NO_SYMBOLS = ["", "1w", "w 1", "w[1]", "w\n", "__w", "w''", "²x", "w" * 31, "🙂"]


@pytest.mark.parametrize("symbol", NO_SYMBOLS)
def test_a_symbol_is_a_short_word(symbol: str) -> None:
    assert "is not a symbol" in message(names={symbol: "W[1]"})


def test_a_tied_name_is_a_quantity_and_no_symbol() -> None:
    tied = [Tied(name="t", entries=["W[1][1,1]"])]
    assert small(tied=tied, names={"g": "dJ/dt"}).names == {"g": "dJ/dt"}
    assert "the symbol 't' is taken" in message(tied=tied, names={"t": "W[2]"})


def test_an_expression_is_an_activation_or_a_cost() -> None:
    layer = Layer(activation="z**2", W=W1)
    assert Network(layers=[layer], X=X, cost="y_hat").cost == "y_hat"  # needs no targets


# Faults that only Python can make

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "booleans": ({"X": np.array([[True, False]])}, "X: an array of bool"),
    "complex": ({"X": np.array([[1j, 2]])}, "X: an array of complex128"),
    "texts": ({"X": np.array([["1", "2"]])}, "X: an array of <U1"),
    "objects": ({"X": np.array([[1, None]])}, "X: an array of object"),
    "nan": ({"X": np.array([[1, np.nan]])}, "X: the number at (1, 2), counted from 1"),
    "too large": ({"X": np.array([["1e999"]], dtype=np.longdouble)}, "X: the number at (1, 1)"),
    "one axis": ({"X": np.array([1.0, 2.0])}, "X: the array has the shape (2,)"),
    "four axes": ({"X": np.ones((1, 1, 2, 2))}, "X: the array has the shape (1, 1, 2, 2)"),
    "no student": ({"X": np.ones((0, 2, 2))}, "X: the array has the shape (0, 2, 2)"),
    "a generator": ({"X": iter(X)}, "X: a list_iterator is not a matrix"),
    "arrays in a list": ({"X": [np.ones((2, 2))]}, "X, row 1, number 1: a list of 2"),
    "alpha of two axes": ({"alpha": np.ones((2, 2))}, "alpha: the array has the shape (2, 2)"),
    "alpha in a list": ({"alpha": [0.1]}, "alpha: a list of 1 is not a number"),
    "a layer as a table": ({"layers": [{"W": W1}]}, "layers[1]: a table is not a layer"),
    "a single layer": ({"layers": Layer(activation="relu", W=W1)}, "layers: a Layer is no list"),
    "a tied table": ({"tied": [{"name": "w"}]}, "tied[1]: a table is not a tied"),
    "names in a list": ({"names": ["w"]}, "names: a list of 1 stands here"),
    "a number as a symbol": ({"names": {1: "W[1]"}}, "names: 1 is not a symbol"),
    "a number as a quantity": ({"names": {"w": 1}}, "names.w: 1 is not a quantity"),
    "given in a list": ({"given": [1]}, "given: a list of 1 stands here"),
    "a number as given": ({"given": {1: 2}}, "given: 1 is not a name"),
    "an update without alpha": ({"given": {"W[1]:=": W1}}, "there is none without alpha"),
    "a step in one go": (
        {"given": {"ΔW[1]": W1}, "alpha": 0.1},
        "given.'ΔW[1]': ΔW[1] is no step of this trace",
    ),
    "a matrix of J": ({"given": {"J": np.ones((2, 2))}}, "given.'J': the array has the shape"),
    "an array of text": ({"frozen": np.array(["b[1]"])}, "frozen: a ndarray is no list"),
    "a hostile title": ({"title": "\u202eabc"}, r"title: the text '\u202eabc'"),
    "a title of 501 characters": ({"title": "x" * 501}, "title: the text is 501 characters"),
    "a layout that is a list": ({"layout": ["rows"]}, "layout: a list of 1 stands here"),
    "relu_at_zero true": ({"relu_at_zero": True}, "relu_at_zero: true is not a number"),
    "a seed of 2³²": ({"seed": 2**32}, "seed: 4294967296 is out of range"),
    "a seed that is a fraction": ({"seed": 1.0}, "seed: 1.0 is not a whole number"),
    "a huge number": ({"alpha": 10**5000}, "alpha: a whole number of more than 40 digits"),
    "given samples, one at a time": (
        {"order": "stochastic", "given": {"z[1]": np.ones((3, 2))}},
        "z[1] is given for all samples, but each iteration takes one",
    ),
    "absent and tied": (
        {"absent": ["W[1][1,1]"], "tied": [Tied(name="w", entries=["W[1][1,1]"])]},
        "tied[1].entries[1]: W[1][1,1] is absent",
    ),
    "tied in every student alike": (
        {
            "layers": [Layer(activation="sigmoid", W=np.array([[[1, 1]], [[1, 2.0]]]))],
            "tied": [Tied(name="w", entries=["W[1]"])],
        },
        "W[1][1,1] is 1, but W[1][1,2] is 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("changes", BAD)
def test_what_python_hands_over_is_judged_too(changes: str) -> None:
    typed, says = BAD[changes]
    assert says in message(**typed)


def test_all_faults_are_raised_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        small(cost="bcd", alpha="x", layout="row", frozen=["q"], X=[[1]])
    assert [fault.where for fault in caught.value.faults] == [
        "network: layout",
        "network: cost",
        "network: alpha",
        "network: layers[1].W",
        "network: Y",
        "network: frozen[1]",
    ]


def test_where_is_what_the_caller_calls_the_network() -> None:
    with pytest.raises(InputError, match="xor: cost: "):
        small(cost="bcd", where="xor")


# Round trips


def test_every_key_is_a_field_with_a_line_that_is_toml() -> None:
    for kind, lines in ((Network, keys.NETWORK), (Layer, keys.LAYER), (Tied, keys.TIED)):
        assert set(lines) == {one.name for one in fields(kind) if one.init}
        for key, line in lines.items():
            assert key in tomllib.loads(line.example)


def test_the_first_choice_of_a_setting_is_its_default() -> None:
    usual = small()
    assert {key: one.values[0] for key, one in settings_of(Network).items()} == {
        key: getattr(usual, key) for key in settings_of(Network)
    }


def test_the_keys_have_every_default_filled_in() -> None:
    table = small().keys()
    others = {"labels", "seed", *keys.COST_PARAMETERS, *NUMBERS}  # drawn; of others
    assert list(table) == [key for key in keys.NETWORK if key not in others]
    assert table["alpha"] is None
    assert table["layers"][1] == {
        "activation": "sigmoid",
        "W": W2,
        "b": None,
        "bias_input": 1,
    }
    assert list(small().keys(defaults=False)) == ["cost", "X", "Y", "layers"]


numbers = st.floats(-9, 9) | st.integers(-9, 9).map(float) | st.just(-0.0)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Any valid network of one student."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    layout, N = draw(st.sampled_from(LAYOUTS)), draw(st.integers(1, 3))

    def matrix(rows: int, columns: int) -> list[list[float]]:
        row = st.lists(numbers, min_size=columns, max_size=columns)
        return draw(st.lists(row, min_size=rows, max_size=rows))

    names = [name for name, rule in ACTIVATIONS.items() if rule.derivative and name != "softmax"]
    layers = [
        Layer(
            activation=draw(st.sampled_from([*names, "z**2 + sin(z)"])),
            W=matrix(*((n, m) if layout == "rows" else (m, n))),
            b=draw(st.none() | st.lists(numbers, min_size=m, max_size=m)),
            bias_input=draw(st.sampled_from([1, -1])),
        )
        for n, m in pairwise(sizes)
    ]
    chosen = {key: draw(st.sampled_from(one.values)) for key, one in settings_of(Network).items()}
    chosen |= {"layout": layout, "output": "separate"}
    layers[0] = replace(layers[0], activation="leaky_relu", slope=draw(st.floats(0, 0.99)))
    network = Network(
        **chosen,
        layers=layers,
        X=matrix(N, sizes[0]),
        Y=matrix(N, sizes[-1]),
        cost=draw(st.sampled_from([None, "mse", "half_sse", "(y_hat - y)**4"])),
        alpha=draw(st.none() | numbers),
        title=draw(st.text(st.characters(categories=["L", "N", "P"]), max_size=9)),
    )
    z = network.outline.laid("z[1]", network.shape("z[1]"))
    entry = network.outline.written("W[1]", (sizes[1], sizes[0]))
    last = network.outline.written(f"W[{len(layers)}]", (sizes[-1], 1))
    return network.replaced(
        frozen=draw(st.sampled_from([[], ["W[1]"], [entry]])),
        absent=draw(st.sampled_from([[], [entry] if entry != last else []])),
        tied=draw(st.sampled_from([[], [Tied(name="t", entries=[last])]])),
        names=draw(st.sampled_from([{}, {"w_1": entry, "δ'": "-dJ/dz", "e": "J"}])),
        given={"z[1]": matrix(*z), "J": 0.25}
        if network.order == "batch" and draw(st.booleans())
        else {},
    )


def bits(network: Network) -> str:
    """Everything in it, every number to the last bit."""
    return json.dumps(network.keys(), sort_keys=True)


@given(networks())
@settings(deadline=None)
def test_what_is_written_reads_back_bit_for_bit(network: Network) -> None:
    assert bits(Network.of(network.keys())) == bits(network)
    for table in (network.keys(), network.keys(defaults=False)):
        assert bits(Network.of(tomllib.loads(toml_text(table)))) == bits(network)
        assert bits(Network.of(json.loads(json_text(table)))) == bits(network)
    assert bits(pickle.loads(pickle.dumps(network))) == bits(network)


@given(networks(), st.sampled_from(LAYOUTS))
@settings(deadline=None)
def test_another_layout_and_back_is_the_same(network: Network, layout: Any) -> None:
    other = network.in_layout(layout)
    assert other.layout == layout
    assert bits(other.in_layout(network.layout)) == bits(network)
    assert other.absent_entries == network.absent_entries
    assert other.frozen_entries == network.frozen_entries
    assert other.sizes == network.sizes
    for name, array in other.columns().items():
        np.testing.assert_array_equal(array, network.columns()[name])


# Whatever a file may hold

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
words = st.sampled_from([*keys.NETWORK, *keys.LAYER, *keys.TIED, "W[1]", "b[1]", "z", "dJ/dz[2]"])
anything = st.recursive(
    plain | words | st.builds(lambda: 10**400) | st.builds(lambda: [[1.0, 2.0]]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.text(), inner, max_size=3)
    ),
    max_leaves=9,
)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """The keys of a good network, with something else in a few places."""
    table: dict[str, Any] = json.loads(json.dumps(draw(networks()).keys()))
    for _ in range(draw(st.integers(1, 3))):
        at: Any = table
        while True:
            key = draw(st.sampled_from(list(at) if isinstance(at, dict) else list(range(len(at)))))
            inside = at[key]
            if not isinstance(inside, dict | list) or not inside or draw(st.booleans()):
                break
            at = inside
        at[key] = draw(anything)
        if not table:
            break
    if draw(st.booleans()):
        table |= draw(st.dictionaries(words, anything, max_size=2))
    return table


@given(st.dictionaries(words | st.text(), anything) | damaged())
@settings(deadline=None, max_examples=25)
def test_whatever_stands_in_a_file_it_is_read_or_it_is_an_input_error(table: Any) -> None:
    try:
        network = Network.of(table, "file")
    except InputError as error:
        for fault in error.faults if isinstance(error, InputErrors) else [error]:
            assert fault.where.startswith("file")
            assert str(fault).replace("\n", "").isprintable()
            assert len(fault.wrong) < 300
    else:
        assert bits(Network.of(network.keys())) == bits(network)


LARGE = {  # the layers of a network of 100,000 neurons, and what is wrong with them
    "W": ([{"W": np.ones((10**5, 3))}, {"W": np.ones((1, 10**5 + 1))}], "takes 100001 inputs"),
    "b": ([{"W": np.ones((10**5, 3)), "b": np.ones(10**5 + 1)}], "b of layers[1] has 100001"),
    "a row": ([{"W": [[0.5] * 3] * (10**5 - 1) + [[0.5] * 4]}], "row 100000 has 4 numbers"),
    "Y": ([{"W": np.ones((10**5, 3))}], "Y has 1 value a sample"),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_shape_that_does_not_fit_is_told_at_once_in_a_network_of_any_size(what: str) -> None:
    layers, says = LARGE[what]
    with in_a_moment(5), pytest.raises(InputError) as told:
        Network(layers=[Layer(activation="relu", **one) for one in layers], X=[[1, 2, 3]], Y=[[1]],
                cost="half_mse")  # fmt: skip
    assert says in str(told.value)
