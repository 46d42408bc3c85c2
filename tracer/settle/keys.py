"""Every key of a network file, in the order of a file, with a line that works; and the choices."""

from __future__ import annotations

from ..layout import LAYOUTS

NETWORK = {
    "title": 'title = "Two inputs, two hidden, one output"',
    "layout": 'layout = "columns"',
    "cost": 'cost = "bce"',
    "samples": 'samples = "mean"',
    "outputs": 'outputs = "sum"',
    "mean_enters": 'mean_enters = "cost"',
    "output": 'output = "separate"',
    "order": 'order = "batch"',
    "relu_at_zero": "relu_at_zero = 0",
    "alpha": "alpha = 0.1",
    "update_as": 'update_as = "direct"',
    "absent": 'absent = ["W[1][1,2]"]',
    "frozen": 'frozen = ["b[1]", "W[1][1,2]"]',
    "seed": "seed = 1",
    "X": "X = [[0.5, -1.0], [1.5, 2.0]]",
    "Y": "Y = [[1], [0]]",
    "labels": "labels = [1, 3]",
    "layers": '[[layers]]\n    activation = "relu"\n    W = [[0.1, 0.4], [-0.3, 0.2]]',
    "tied": '[[tied]]\n    name = "w"\n    entries = ["W[1][1,1]", "W[1][2,2]"]',
    "names": '[names]\n    w5 = "W[2][1,1]"',
    "given": '[given]\n    "dJ/dz[2]" = [[-3], [1]]',
}

LAYER = {
    "activation": 'activation = "relu"',
    "W": "W = [[0.1, 0.4], [-0.3, 0.2]]",
    "b": "b = [0.1, 0.0]",
    "slope": "slope = 0.01",
    "bias_input": "bias_input = 1",
    "add": 'add = "a[1]"',
    "neurons": "neurons = 2",
    "init": 'init = "small"',
}

TIED = {"name": 'name = "w"', "entries": 'entries = ["W[1][1,1]", "W[1][2,2]"]'}

# The first is the default.
CHOICES: dict[str, tuple[str, ...]] = {
    "layout": LAYOUTS,
    "samples": ("mean", "sum"),
    "outputs": ("sum", "mean"),
    "mean_enters": ("cost", "parameters"),
    "output": ("separate", "combined"),
    "order": ("batch", "stochastic"),
    "update_as": ("direct", "step"),
}

AT_ZERO = (0.0, 0.5, 1.0)  # slopes of ReLU at its kink

DEEPEST = 50  # layers
WIDEST = 10_000  # neurons of a layer
WRITTEN = 2_000_000  # numbers of one student that a network may hold
TRACED = 50_000_000  # numbers that one iteration of its trace may hold
