"""A network as the keys of its file, and as the same network in another layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .layout import Layout, lay
from .outline import Outline
from .quantity import layered, quantity
from .rules.optimizers import NUMBERS
from .rules.rule import Array
from .symbols import entry_name, split_entry
from .validate.keys import COST_PARAMETERS, NETWORK, PARAMETERS

if TYPE_CHECKING:
    from .layer import Layer
    from .network import Network

DRAWN = ("labels", "seed", "neurons", "init")  # what has become Y, W and b


def network_keys(network: Network, *, defaults: bool) -> dict[str, Any]:
    """The keys of the network's file as plain lists, numbers and texts."""
    found = file_keys(network, defaults=defaults)
    table = {key: found[key] for key in NETWORK if key in found}
    for of, its_numbers in ((network.cost, COST_PARAMETERS), (network.optimizer, NUMBERS)):
        for name, owners in its_numbers.items():
            if of not in owners:
                table.pop(name, None)
    table["layers"] = [layer_keys(layer, defaults=defaults) for layer in network.layers]
    for name, value in table.get("given", {}).items():
        if network.outline.dimensions[name] == ("1", "1"):
            table["given"][name] = value[0][0]
    return table


def layer_keys(layer: Layer, *, defaults: bool) -> dict[str, Any]:
    """The keys of one layer; the number of neurons only where no W tells it."""
    table = file_keys(layer, defaults=defaults)
    for name, owners in PARAMETERS.items():
        if layer.activation not in owners:
            table.pop(name, None)
    for name in ("add", "derivative", "dropout_mask"):
        if getattr(layer, name) is None:
            table.pop(name, None)
    if layer.W is None and layer.neurons is not None:
        table["neurons"] = layer.neurons
    return table


def file_keys(item: Any, *, defaults: bool) -> dict[str, Any]:
    """The fields of a dataclass that are keys of a file; without `defaults`, those that differ."""
    table = {}
    for one in fields(item):
        value = plain(getattr(item, one.name))
        usual = plain(one.default) if one.default is not MISSING else {}
        if one.init and one.name not in DRAWN and (defaults or value != usual):
            table[one.name] = value
    return table


def plain(value: Any) -> Any:
    """Arrays and tuples as lists, tied parameters and layers as tables."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return file_keys(value, defaults=True) if is_dataclass(value) else value


def in_layout(network: Network, layout: Layout) -> dict[str, Any]:
    """The fields that read otherwise in another layout."""
    other = Outline(layout, [True], [], False, {})

    def text(text: str) -> str:
        sign, bare = ("-", text[1:]) if text.startswith("-") else ("", text)
        name, place = split_entry(bare)
        if place:
            place = other.laid(name, network.outline.laid(name, place))
        return sign + entry_name(name, place)

    def moved(value: Array | None, name: str) -> Array | None:
        what = quantity(name)
        return None if value is None else lay(lay(value, what, network.layout), what, layout)

    return {
        "layout": layout,
        "layers": [
            replace(layer, W=moved(layer.W, layered("W", at)))
            for at, layer in enumerate(network.layers, 1)
        ],
        "absent": [text(entry) for entry in network.absent],
        "frozen": [text(entry) for entry in network.frozen],
        "tied": [
            replace(one, entries=[text(entry) for entry in one.entries]) for one in network.tied
        ],
        "names": {symbol: text(target) for symbol, target in network.names.items()},
        "given": {name: moved(value, name) for name, value in network.given.items()},
    }
