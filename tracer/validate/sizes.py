"""How large everything is: what the arrays say of it, whether they agree, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ..checks import counted, frozen
from ..layout import lay
from ..outline import OWN_KEY
from ..quantity import layered, quantity
from ..rules.rule import Array
from ..seeded import drawn
from . import keys
from .draft import Draft

LIES = {"columns": "a neuron", "rows": "an input", "torch": "a neuron"}


class Said(NamedTuple):
    """What a key says of one size. `name` is its array; "" for a key that is not an array."""

    dimension: str
    size: int
    key: str
    words: str
    name: str = ""


def measure(draft: Draft) -> None:
    """Note every size in the outline. Two that differ are a fault of the later one, which then
    says nothing more: a W that takes too many inputs may not tell how many neurons there are."""
    known: dict[str, Said] = {}
    wrong: dict[str, tuple[Said, Said]] = {}
    for said in evidence(draft):
        if said.key in wrong:
            continue
        before = known.setdefault(said.dimension, said)
        if before.size != said.size:
            wrong[said.key] = (said, before)
    draft.outline.sizes = {dimension: said.size for dimension, said in known.items()}
    for key, (said, before) in wrong.items():
        expected, example = fitting(draft, said, before.size)
        words = f"{said.words}, but {before.words}"
        draft.faults.add(key, words, expected=expected, example=example)


def fitting(draft: Draft, said: Said, size: int) -> tuple[str, str]:
    """What would have the right size, and a line with it."""
    name = said.name
    if not name:
        return str(size), f"{said.key.rsplit('.', 1)[-1]} = {size}"
    rows, columns = draft.outline.shape(name)
    if name.startswith("b["):
        return counted(rows, "number"), draft.line(name)
    shape = draft.outline.laid(name, (rows, columns))
    if name in ("a[0]", "y") or name.startswith("mask["):
        shape = (columns, rows)
    words = " × ".join(str(size or "any") for size in shape) + " (rows × columns)"
    words += "; a row is a sample" if name in ("a[0]", "y") else ""
    if name.startswith("W[") and draft.columns()[name].shape[-2:] == (columns, rows):
        layout = draft.fields["layout"]
        words += f"; transposed it fits: layout {layout} has {LIES[layout]} in a row of W"
    return words, draft.line(name)


def evidence(draft: Draft) -> Iterator[Said]:
    """What every array says of the sizes, in the order in which numbers flow forward."""
    fields, depth = draft.fields, draft.outline.depth
    arrays = draft.columns()
    if "a[0]" in arrays:
        yield from samples(arrays["a[0]"], "X", "a[0]", "n0")
    for at, layer in enumerate(draft.layers, 1):
        W, b, key = layered("W", at), layered("b", at), f"layers[{at}]"
        if W in arrays:
            neurons, inputs = arrays[W].shape[-2:]
            shape = " × ".join(map(str, draft.outline.laid(W, (neurons, inputs))))
            takes = f"W of {key} ({shape}) takes {counted(inputs, 'input')}"
            makes = f"W of {key} ({shape}) makes {counted(neurons, 'neuron')}"
            yield Said(f"n{at - 1}", inputs, f"{key}.W", takes, W)
            yield Said(f"n{at}", neurons, f"{key}.W", makes, W)
        if layer.neurons:
            words = f"{key} says {counted(layer.neurons, 'neuron')}"
            yield Said(f"n{at}", layer.neurons, f"{key}.neurons", words)
        if b in arrays:
            length = arrays[b].shape[-2]
            words = f"b of {key} has {counted(length, 'number')}"
            yield Said(f"n{at}", length, f"{key}.b", words, b)
        if (mask := layered("mask", at)) in arrays:
            yield from samples(arrays[mask], f"{key}.dropout_mask", mask, f"n{at}")
    if "y" in arrays:
        yield from samples(arrays["y"], "Y", "y", f"n{depth}")
    if fields["labels"]:
        count = len(fields["labels"])
        yield Said("N", count, "labels", f"there are {counted(count, 'label')}")
    for name in fields["given"]:
        yield from given(draft, name, arrays[name])


def samples(value: Array, key: str, name: str, dimension: str) -> Iterator[Said]:
    rows, columns = value.shape[-2:]
    yield Said(dimension, rows, key, f"{key} has {counted(rows, 'value')} a sample", name)
    yield Said("N", columns, key, f"{key} has {counted(columns, 'sample')}", name)


def given(draft: Draft, name: str, value: Array) -> Iterator[Said]:
    """A given quantity, by the meaning of its rows and columns."""
    key, shape = draft.key(name), value.shape[-2:]
    laid = " × ".join(map(str, draft.outline.laid(name, (shape[0], shape[1]))))
    for meaning, length in zip(draft.outline.dimensions[name], shape, strict=True):
        # The Jacobians of softmax stand side by side: as many as there are samples.
        sides = meaning == "N·K"
        dimension, size = ("N", length // shape[0]) if sides else (meaning, length)
        if sides and length % shape[0]:
            size = 0
        if dimension == "N":
            words = counted(size, "sample")
        elif dimension == "n0":
            words = counted(size, "input")
        else:
            words = f"{counted(size, 'neuron')} in layer {dimension[1:]}"
        if dimension != "1":
            yield Said(dimension, size, key, f"{name} ({laid}) is for {words}", name)


def skips(draft: Draft) -> None:
    """What is added to z has as many neurons as the layer."""
    for at, layer in enumerate(draft.layers, 1):
        of = layer.add and f"n{quantity(layer.add).layer}"
        sizes = [draft.outline.size(name) for name in (of, f"n{at}") if name]
        if len(sizes) == 2 and all(sizes) and sizes[0] != sizes[1]:
            wrong = f"{layer.add} has {counted(sizes[0], 'row')}, and layer {at} "
            wrong += counted(sizes[1], "neuron")
            expected = "a layer of the same size"
            line = keys.LAYER["add"].example
            draft.faults.add(f"layers[{at}].add", wrong, expected=expected, example=line)


def own_samples(draft: Draft) -> int:
    """How many samples have gradients of their own: where they are wanted, and J is of several."""
    fields = draft.fields
    X, cost, wanted = fields["X"], fields["cost"], fields["gradients"] == "by_sample"
    if not wanted or cost is None or X is None or fields["order"] != "batch":
        return 0
    count = int(X.shape[-2])
    if count <= keys.OWN:
        return count if count > 1 else 0
    wrong, line = (
        f"{counted(count, 'sample')} with gradients of their own",
        keys.NETWORK["gradients"],
    )
    draft.faults.add(
        "gradients", wrong, expected=f"at most {keys.OWN} samples", example=line.example
    )
    return 0


def limits(draft: Draft) -> None:
    """Fault what is too large, before anything is made in that size."""
    outline = draft.outline
    for dimension, size in outline.sizes.items():
        if dimension != "N" and size > keys.WIDEST:
            key = "X" if dimension == "n0" else f"layers[{dimension[1:]}]"
            wrong = counted(size, "input" if dimension == "n0" else "neuron")
            line = keys.LAYER["neurons"].example
            draft.faults.add(key, wrong, expected=f"at most {keys.WIDEST}", example=line)
    written, traced = 0, 0
    for name in outline.dimensions:
        rows, columns = outline.shape(name)
        traced += rows * columns
        written += rows * columns if OWN_KEY.fullmatch(name) else 0
    for total, most, what in (
        (written, keys.WRITTEN, "parameters and data"),
        (traced, keys.TRACED, "quantities of one iteration"),
    ):
        if total > most:
            expected = f"at most {most}: fewer neurons or samples"
            wrong = f"the {what} are {total} numbers in all"
            draft.faults.add("", wrong, expected=expected, example=keys.LAYER["neurons"].example)
            return


def draw(draft: Draft) -> None:
    """Draw W and b of the layers without W, if there is a seed."""
    seed = draft.fields["seed"]
    if seed is None:
        return
    undrawn = [at for at, layer in enumerate(draft.layers, 1) if layer.W is None]
    if not undrawn:
        wrong, expected = "every layer has its W: nothing is drawn", "a layer without W, or no seed"
        draft.faults.add("seed", wrong, expected=expected, example=keys.LAYER["neurons"].example)
    stream = np.random.RandomState(seed)
    for at in undrawn:
        layer, name = draft.layers[at - 1], layered("W", at)
        neurons, inputs = draft.outline.shape(name)
        if not neurons or not inputs:
            unknown_size(draft, at if not neurons else at - 1)
            continue
        W, b = drawn(layer.init or "small", stream, neurons, inputs)
        W = frozen(lay(W, quantity(name), draft.fields["layout"]))
        b = frozen(b) if layer.b is None else layer.b
        draft.layers[at - 1] = replace(layer, W=W, b=b, neurons=None, init=None)


def unknown_size(draft: Draft, at: int) -> None:
    """Nothing says how large a W is that is to be drawn; layer 0 are the inputs."""
    if at == 0:
        wrong, line = "nothing says how many inputs there are", keys.NETWORK["X"].example
        draft.faults.add("X", wrong, expected="X", example=line)
    else:
        wrong, line = "nothing says how many neurons it has", keys.LAYER["neurons"].example
        draft.faults.add(f"layers[{at}]", wrong, expected="neurons", example=line)


def one_hot(draft: Draft) -> None:
    """Y from the classes: 1 in the column of the sample's class, else 0."""
    labels, faults = draft.fields["labels"], draft.faults
    if not labels:
        return
    classes = draft.outline.size(f"n{draft.outline.depth}")
    line = keys.NETWORK["labels"].example
    if not classes:
        wrong = "nothing says how many classes there are"
        faults.add("labels", wrong, expected="W of the last layer", example=keys.LAYER["W"].example)
        return
    if max(labels) > classes:
        at = next(at for at, label in enumerate(labels) if label > classes)
        wrong = f"class {labels[at]}, but there are {counted(classes, 'output')}"
        expected = f"classes from 1 to {classes}"
        faults.add(f"labels, sample {at + 1}", wrong, expected=expected, example=line)
        return
    Y = np.zeros((len(labels), classes))
    Y[np.arange(len(labels)), np.array(labels) - 1] = 1.0
    draft.fields["Y"] = frozen(Y)


def students(draft: Draft) -> None:
    """All arrays that have a leading axis have as many students."""
    counts = {
        draft.key(name): len(value)
        for name, value in draft.columns().items() if value.ndim == 3
    }  # fmt: skip
    alpha = draft.fields["alpha"]
    if isinstance(alpha, np.ndarray):
        counts["alpha"] = len(alpha)
    first = next(iter(counts), "")
    for key, count in counts.items():
        if count != counts[first]:
            draft.faults.add(
                key,
                f"{counted(count, 'student')} on the leading axis, but {first} has {counts[first]}",
                expected="as many students everywhere, or no such axis",
                example=f"an array of shape ({counts[first]}, rows, columns)",
            )
