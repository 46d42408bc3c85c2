"""The same networks in PyTorch (float64): plain modules forward, autograd for every gradient.

Only the file's keys are read; samples are rows, as PyTorch has them, whatever the layout, and
results are turned into the file's layout at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "relu": functional.relu,
    "tanh": torch.tanh,
    "softplus": lambda z: functional.softplus(z, threshold=700.0),
    "identity": lambda z: z.clone(),
    "softmax": lambda z: functional.softmax(z, dim=-1),
    "z**2": torch.square,
    "z*sigmoid(z)": functional.silu,
    "sin(z)": torch.sin,
    "max(z, 0.1*z)": lambda z: torch.maximum(z, 0.1 * z),
    "z/(1 + abs(z))": functional.softsign,
    "log(1 + exp(z))": lambda z: functional.softplus(z, threshold=700.0),
    "tanh(z) + 0.5*z": lambda z: torch.tanh(z) + z / 2,
}
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "bce": lambda y_hat, y: functional.binary_cross_entropy(y_hat, y, reduction="none"),
    "ce": lambda y_hat, y: -torch.xlogy(y, y_hat),
    "mse": lambda y_hat, y: functional.mse_loss(y_hat, y, reduction="none"),
    "half_mse": lambda y_hat, y: functional.mse_loss(y_hat, y, reduction="none") / 2,
    "half_sse": lambda y_hat, y: functional.mse_loss(y_hat, y, reduction="none") / 2,
    "(y_hat - y)**4": lambda y_hat, y: (y_hat - y).pow(4),
    "abs(y_hat - y)": lambda y_hat, y: functional.l1_loss(y_hat, y, reduction="none"),
    "log(1 + (y_hat - y)**2)": lambda y_hat, y: torch.log1p(torch.square(y_hat - y)),
    "exp(y_hat - y) - y_hat": lambda y_hat, y: torch.exp(y_hat - y) - y_hat,
    "max(y_hat - y, 0.3*(y - y_hat))": lambda y_hat, y: torch.maximum(y_hat - y, 0.3 * (y - y_hat)),
}
ENTRY = re.compile(r"W\[(\d+)\]\[(\d+),(\d+)\]")
Place = tuple[str, int, int]


def place(text: str) -> Place:
    match = ENTRY.fullmatch(text)
    assert match is not None, text
    return f"W[{match[1]}]", int(match[2]) - 1, int(match[3]) - 1


def tensor(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


class Oracle:
    """One network of the file's keys; `numbers` are filled iteration by iteration."""

    def __init__(self, keys: dict[str, Any]) -> None:
        self.keys = keys
        self.columns = keys["layout"] == "columns"
        self.X, self.Y = tensor(keys["X"]), tensor(keys["Y"])
        self.parameters = {
            f"{base}[{at}]": tensor(layer[base])
            for at, layer in enumerate(keys["layers"], 1)
            for base in ("W", "b")
            if base in layer
        }
        self.absent = [place(text) for text in keys.get("absent", ())]
        self.tied = [place(text) for group in keys.get("tied", ()) for text in group["entries"]]
        self.numbers: dict[str, Any] = {}

    def run(self, steps: int) -> dict[str, Any]:
        for number in range(1, steps + 1):
            mark = "" if number == 1 else f"@{number} "
            for name, value in self.iteration(number).items():
                self.numbers[mark + name] = value
        return self.numbers

    def iteration(self, number: int) -> dict[str, Any]:
        """Forward, backward and update; every number in the file's layout."""
        X, Y = self.X, self.Y
        if self.keys.get("order") == "stochastic":
            at = (number - 1) % len(X)
            X, Y = X[at : at + 1], Y[at : at + 1]
        leaves, used, shared = self.leaves()
        made = self.forward(X, used)
        y_hat = made["y_hat"]
        made["loss"] = self.gather(LOSSES[self.keys["cost"]](y_hat, Y), "outputs").unsqueeze(-1)
        made["J"] = self.gather(made["loss"].squeeze(-1), "samples")
        inside = {name: value for name, value in made.items() if name not in ("loss", "J")}
        for value in [*inside.values(), *used.values()]:
            value.retain_grad()
        made["J"].backward()
        gradients = {f"dJ/d{name}": value.grad for name, value in {**inside, **used}.items()}
        numbers = {**made, **gradients}
        if shared is not None:
            numbers["dJ/dw"] = shared.grad
        del numbers["a[0]"]
        self.as_written(numbers, len(X))
        if "alpha" in self.keys:
            numbers |= self.update(leaves, shared)
        return {name: self.laid(name, value) for name, value in numbers.items()}

    def leaves(self) -> tuple[dict[str, Tensor], dict[str, Tensor], Tensor | None]:
        """The parameters, what of them is used (no absent ones, the tied one everywhere), and
        the tied one."""
        leaves = {name: value.clone().requires_grad_() for name, value in self.parameters.items()}
        used = {name: value.clone() for name, value in leaves.items()}
        shared = None
        if self.tied:
            name, i, j = self.tied[0]
            shared = self.parameters[name][i, j].clone().requires_grad_()
        for name, i, j in self.tied:
            index = (torch.tensor([i]), torch.tensor([j]))
            used[name] = used[name].index_put(index, shared)
        return leaves, used, shared

    def forward(self, X: Tensor, used: dict[str, Tensor]) -> dict[str, Tensor]:
        a = X.clone().requires_grad_()
        made = {"a[0]": a}
        last = len(self.keys["layers"])
        for at, layer in enumerate(self.keys["layers"], 1):
            W = used[f"W[{at}]"]
            W = W.mT if self.keys["layout"] == "rows" else W
            z = functional.linear(a, W)
            if "b" in layer:
                z = z + layer["bias_input"] * used[f"b[{at}]"]
            a = self.activation(layer)(z)
            made |= {f"z[{at}]": z, "y_hat" if at == last else f"a[{at}]": a}
        return made

    def activation(self, layer: dict[str, Any]) -> Callable[[Tensor], Tensor]:
        if layer["activation"] == "leaky_relu":
            return lambda z: functional.leaky_relu(z, layer.get("slope", 0.01))
        return ACTIVATIONS[layer["activation"]]

    def gather(self, losses: Tensor, over: str) -> Tensor:
        """Sum or mean, as the setting says; half_sse is never averaged over samples."""
        mean = self.keys[over] == "mean"
        if over == "samples" and self.keys["cost"] == "half_sse":
            mean = False
        return losses.mean(dim=-1) if mean else losses.sum(dim=-1)

    def as_written(self, numbers: dict[str, Any], samples: int) -> None:
        """Gradients as the settings have them written down: N times, or not at all."""
        for name, i, j in self.absent:
            numbers[f"dJ/d{name}"][i, j] = 0.0
        averaged = self.keys["samples"] == "mean" and self.keys["cost"] != "half_sse"
        if averaged and self.keys["mean_enters"] == "parameters":
            for name in list(numbers):
                if re.match(r"dJ/d(y_hat|a|z)", name):
                    numbers[name] = samples * numbers[name]
        if self.keys["output"] == "combined":
            del numbers["dJ/dy_hat"]

    def update(self, leaves: dict[str, Tensor], shared: Tensor | None) -> dict[str, Any]:
        """One step of torch.optim.SGD; frozen parameters and entries stay."""
        stay = {name: torch.zeros(leaf.shape, dtype=torch.bool) for name, leaf in leaves.items()}
        for text in self.keys.get("frozen", ()):
            name, *at = place(text) if ENTRY.fullmatch(text) else (text,)
            stay[name][tuple(at)] = True
        free = {name: leaf for name, leaf in leaves.items() if not stay[name].all()}
        for name, i, j in self.absent:
            stay[name][i, j] = True
        for name, leaf in leaves.items():
            assert leaf.grad is not None
            leaf.grad[stay[name]] = 0.0
        moved = [*free.values(), *([] if shared is None else [shared])]
        if moved:
            torch.optim.SGD(moved, lr=self.keys["alpha"]).step()
        new = {name: leaf.detach().clone() for name, leaf in leaves.items()}
        if shared is not None:
            for name, i, j in self.tied:
                new[name][i, j] = shared.detach()
        self.parameters = new
        numbers = {f"{name}:=": new[name] for name in free}
        return numbers if shared is None else {**numbers, "w:=": shared.detach()}

    def laid(self, name: str, value: Tensor) -> Any:
        """Samples are rows here; b is flat, and a row or a column on the sheet."""
        value = value.detach()
        by = name.removeprefix("dJ/d").removesuffix(":=")
        if by.startswith("b["):
            value = value.unsqueeze(-1) if self.columns else value.unsqueeze(0)
        elif by != "w" and not by.startswith("W[") and value.ndim == 2 and self.columns:
            value = value.mT
        elif by == "w":
            value = value.reshape(1, 1)
        return value.tolist()
