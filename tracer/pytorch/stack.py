"""The modules of a PyTorch model as layers: each Linear with the activation after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..checks import Faults, counted
from .modules import ACTIVATIONS, PASSED, STACK, called, kind, other_values, pytorch, spoken

EXPECTED = f"Linear and activations ({', '.join(ACTIVATIONS)}); {', '.join(PASSED)}; Sequential"


@dataclass(slots=True)
class Place:
    """One layer where it stands in a model: its Linear, and the activation after it, if any;
    `name` is the activation's entry in the table."""

    path: str
    linear: Any
    name: str = ""
    activation: Any = None
    activation_path: str = ""

    def parameters(self) -> Iterator[tuple[str, str, Any]]:
        """`W`, `0.weight` and the parameter; then b, where there is one."""
        for base, own in (("W", "weight"), ("b", "bias")):
            parameter = getattr(self.linear, own)
            if parameter is not None:
                yield base, f"{self.path}.{own}".lstrip("."), parameter


def layers_of(model: Any) -> list[Place]:
    """The layers of a model, in the order in which numbers flow.

    Raises InputError with every module that a network cannot have.
    """
    faults = Faults("model")
    if not isinstance(model, pytorch().nn.Module):
        wrong = f"something of type {type(model).__name__} came, not a model"
        if isinstance(model, type):
            wrong = f"the class {model.__name__} came, not a model of that class"
        faults.add("", wrong, expected="an nn.Sequential", example=STACK)
        faults.stop()
    stack: list[Place] = []
    for path, module in leaves("", model):
        put(stack, path, module, Faults(called(path, module)), faults)
    if not stack and not faults.found:
        wrong = "there is no Linear in it"
        faults.add("", wrong, expected="an nn.Sequential with one at least", example=STACK)
    shared(stack, faults)
    faults.stop()
    return stack


def leaves(path: str, module: Any) -> Iterator[tuple[str, Any]]:
    """The modules of a Sequential, nested ones opened, each where it stands."""
    if kind(module, ("Sequential",)) is None:
        yield path, module
        return
    for name, child in module.named_modules(remove_duplicate=False):
        if name and "." not in name:
            yield from leaves(f"{path}.{name}".lstrip("."), child)


def flattens(model: Any) -> bool:
    """Whether a Flatten comes before the first Linear."""
    kinds = (kind(module, ("Linear", "Flatten")) for _, module in leaves("", model))
    return next((name for name in kinds if name), "") == "Flatten"


def put(stack: list[Place], path: str, module: Any, here: Faults, faults: Faults) -> None:
    """One module at its place in the stack, or its fault."""
    name = kind(module, ("Linear", *ACTIVATIONS, *PASSED))
    if name is None:
        unknown(path, module, here)
    elif name == "Linear":
        no_numbers(module, here)
        if not here.found:
            meets(stack, module, here)
        stack.append(Place(path, module))
    elif name in ACTIVATIONS:
        activated(stack, path, module, name, here)
    else:
        passed(module, name, here)
    for fault in here.found:
        faults.take(fault)


def unknown(path: str, module: Any, here: Faults) -> None:
    """A module that no table has; of one's own class, how it would be read."""
    name = type(module).__name__
    if type(module).__module__.startswith("torch.nn."):
        here.add("", f"a network has no {name}", expected=EXPECTED, example=STACK)
        return
    wrong = f"{name} has a forward of its own, which cannot be read"
    expected = "an nn.Sequential, in the order in which forward has it"
    here.add("", wrong, expected=expected, example=as_stack(path, module) or STACK)


def as_stack(path: str, module: Any) -> str:
    """The children of a module as a Sequential, with an activation between two Linear; nothing
    where one of them is no part of a stack."""
    parts, before = list[str](), None
    for name, child in module.named_children():
        own = kind(child, ("Linear", "Sequential", *ACTIVATIONS, *PASSED))
        if own is None:
            return ""
        parts += ["nn.ReLU()"] * (own == before == "Linear")
        parts.append(spoken(f"{path}.{name}".lstrip(".")))
        before = own
    return f"nn.Sequential({', '.join(parts)})" if parts else ""


def meets(stack: list[Place], linear: Any, here: Faults) -> None:
    """The fault of a Linear that has other inputs than the one before it has outputs."""
    before = stack[-1] if stack else None
    if before is not None and before.linear.out_features != linear.in_features:
        wrong = f"it takes {counted(linear.in_features, 'input')}, and "
        wrong += f"{called(before.path, before.linear)} gives {before.linear.out_features}"
        example = f"nn.Linear({before.linear.out_features}, {linear.out_features})"
        here.add("", wrong, expected="as many as come in", example=example)


def no_numbers(linear: Any, here: Faults) -> None:
    """Faults of a Linear whose weights are not the numbers that it calculates with."""
    torch = pytorch()
    found = dict(linear.named_parameters())
    if others := [name for name in found if name not in ("weight", "bias")]:
        wrong = f"its weight is made from {others[0]}"
        here.add("", wrong, expected="a Linear with a weight of its own", example="nn.Linear(2, 3)")
        return
    for name, parameter in found.items():
        if torch.nn.parameter.is_lazy(parameter):
            wrong = f"the size of {name} is not known before the model was run once"
            here.add("", wrong, expected="a model that was run", example="model(X)")
        elif parameter.is_meta:
            wrong = f"{name} is on the device meta, which keeps no numbers"
            example = 'nn.Linear(2, 3, device="cpu")'
            here.add("", wrong, expected="parameters with numbers", example=example)
        elif parameter.is_complex():
            here.add("", f"{name} is complex", expected="real numbers", example="nn.Linear(2, 3)")
        elif not torch.isfinite(parameter).all():
            row, *column = (~torch.isfinite(parameter)).nonzero()[0].tolist()
            place = ", ".join(map(str, (row, *column)))
            wrong = f"{name}[{place}] is {parameter[(row, *column)].item()}"
            here.add("", wrong, expected="finite numbers", example="a smaller learning rate")


def activated(stack: list[Place], path: str, module: Any, name: str, here: Faults) -> None:
    """An activation after its Linear."""
    if other := other_values(module, ACTIVATIONS[name].only):
        came, allowed = other
        text = allowed.split(" or ")[0].replace(" = ", "=")
        here.add("", came, expected=allowed, example=f"nn.{name}({text})")
    last = stack[-1] if stack else None
    if last is None or last.name:
        wrong = "an activation before any Linear"
        if last is not None:
            wrong = f"an activation after {called(last.activation_path, last.activation)}"
        here.add("", wrong, expected="one activation after each Linear", example=STACK)
        return
    last.name, last.activation, last.activation_path = name, module, path


def passed(module: Any, name: str, here: Faults) -> None:
    """A module that changes nothing; its fault where it does."""
    if name == "Dropout" and module.training and module.p > 0:
        wrong = "in train mode it draws another mask each time"
        here.add("", wrong, expected="a model in eval mode, or p = 0", example="model.eval()")
    if name == "Flatten" and (module.start_dim, module.end_dim) != (1, -1):
        wrong = f"start_dim = {module.start_dim}, end_dim = {module.end_dim}"
        here.add("", wrong, expected="start_dim = 1, end_dim = -1", example="nn.Flatten()")


def shared(stack: list[Place], faults: Faults) -> None:
    """Faults of parameters that stand in two layers: a network's have gradients of their own."""
    first: dict[int, str] = {}
    for place in stack:
        for _, path, parameter in place.parameters():
            before = first.setdefault(id(parameter), path)
            if before != path:
                wrong = f"{path} is the same parameter as {before}"
                expected = "parameters of its own for each Linear"
                faults.add("", wrong, expected=expected, example=STACK)
