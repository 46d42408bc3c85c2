"""An exercise file asked for on the terminal, one question after the other; an empty line takes
what stands in brackets."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, TextIO, TypeVar

from tracer.checks import counted
from tracer.errors import InputError, InputErrors, shown
from tracer.file_text import TOML, one_line
from tracer.network import Network
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.costs import COSTS, usual_cost
from tracer.trace import Trace, trace

Value = TypeVar("Value")
RANGES = {
    "X": {"low": -2, "high": 2, "decimals": 0},
    "W": {"low": -1, "high": 1, "decimals": 1},
    "b": {"low": -0.5, "high": 0.5, "decimals": 1},
}
MOST = 20  # neurons of a layer, layers, samples


@dataclass(slots=True)
class Terminal:
    """Where questions are asked: `out` for the questions, `lines` for what is typed."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    lines: Iterator[str] = field(default_factory=lambda: iter(sys.stdin.readline, ""))

    def ask(self, question: str, default: str, read: Callable[[str], Value]) -> Value:
        """Ask until the answer can be used. Raises InputError where the input ends."""
        while True:
            self.out.write(f"{question} [{default}]: " if default else f"{question}: ")
            self.out.flush()
            line = next(self.lines, None)
            if line is None:
                raise InputError("--ask", "the input ended before the last question",
                                 expected="an answer, or an empty line, to each question",
                                 example="backprop exercises new sheet-3.toml --ask")  # fmt: skip
            try:
                return read(line.strip() or default)
            except InputError as error:
                faults = error.faults if isinstance(error, InputErrors) else (error,)
                for one in faults:
                    self.out.write(f"  {one.wrong}; expected: {one.expected}\n")


def asked_through(terminal: Terminal | None = None) -> str:
    """The text of an exercise file, made of the answers."""
    on = terminal or Terminal()
    title = on.ask("Title", "My first sheet", a_title)
    network = asked_network(on)
    known = trace(Network.of(network))
    digits = on.ask("Digits asked for: 4, or 3 decimals", "4", a_precision)
    asks = asked_quantities(on, known)
    by_hand = on.ask("A part that is marked by hand, such as a drawing (- for none)", "-", str)
    manual = [] if by_hand == "-" else [{"title": by_hand, "points": on.ask("Points", "2", points)}]
    own = on.ask("Other numbers for every student (yes or no)", "yes", yes_or_no)
    head = {"id": ident(title), "title": title, **digits}
    return "\n".join(written(head, network, asks, manual, RANGES if own else {}))


def written(
    head: dict[str, Any],
    network: dict[str, Any],
    asks: list[dict[str, Any]],
    manual: list[dict[str, Any]],
    variants: dict[str, Any],
) -> Iterator[str]:
    """The lines of the file."""
    yield "# Checked by: backprop exercises check FILE"
    yield from entries(head)
    layers = network.pop("layers")
    yield from section("[network]", network)
    for layer in layers:
        yield from section("[[network.layers]]", layer)
    for ask in asks:
        yield from section("[[ask]]", ask)
    for part in manual:
        yield from section("[[manual]]", part)
    if variants:
        yield from section("[variants]", variants)
    yield ""


def section(head: str, keys: dict[str, Any]) -> Iterator[str]:
    yield from ("", head)
    yield from entries(keys)


def entries(keys: dict[str, Any]) -> Iterator[str]:
    return (f"{key} = {one_line(value, TOML)}" for key, value in keys.items())


# The network


def asked_network(on: Terminal) -> dict[str, Any]:
    """The keys of a network that can be traced; asked again from the sizes on if it cannot."""
    while True:
        keys = network_keys(on)
        try:
            trace(Network.of(keys))
        except InputError as error:
            on.out.write(f"  {error.wrong}; expected: {error.expected}. Once more.\n")
        else:
            return keys


def network_keys(on: Terminal) -> dict[str, Any]:
    sizes = on.ask("Inputs and neurons, layer by layer", "2 2 1", whole_numbers)
    usual = ["relu"] * (len(sizes) - 2) + ["sigmoid"]
    layers: list[dict[str, Any]] = [
        {"activation": on.ask(f"Activation of layer {at}", usual[at - 1], activation)}
        for at in range(1, len(sizes))
    ]
    last = str(layers[-1]["activation"])
    cost = on.ask(f"Cost: {', '.join(COSTS)}", usual_cost(last), a_cost)
    drawn = Random(" ".join(map(str, sizes)))
    samples = on.ask("Samples", "3", lambda text: whole_number(text, 1, MOST))
    X = rows(on, "X, a sample a row; rows parted by ;", samples, sizes[0], drawn, whole=True)
    Y = targets(on, samples, sizes[-1])
    for at, layer in enumerate(layers, 1):
        name = f"W[{at}], a row a neuron"
        layer["W"] = rows(on, name, sizes[at], sizes[at - 1], drawn, whole=False)
        layer.update(biases(on, at, sizes[at], drawn))
    alpha = on.ask("α, where an update is asked for (- for none)", "-", number_or_none)
    step = {} if alpha is None else {"alpha": alpha}
    return {"cost": cost, **step, "X": X, "Y": Y, "layers": layers}


def biases(on: Terminal, at: int, neurons: int, drawn: Random) -> dict[str, list[float]]:
    usual = text_of([[tenth(drawn) for _ in range(neurons)]])
    question = f"b[{at}], {counted(neurons, 'number')} (- for no bias)"
    b = on.ask(question, usual, lambda text: None if text == "-" else table(text, 1, neurons)[0])
    return {} if b is None else {"b": b}


def rows(
    on: Terminal, name: str, height: int, width: int, drawn: Random, *, whole: bool
) -> list[list[float]]:
    usual = [
        [drawn.choice([-2, -1, 1, 2]) if whole else tenth(drawn) for _ in range(width)]
        for _ in range(height)
    ]
    question = f"{name} ({height} × {width})"
    return on.ask(question, text_of(usual), lambda text: table(text, height, width))


def targets(on: Terminal, samples: int, outputs: int) -> list[list[float]]:
    usual = [
        [float(at % 2 == 0 if outputs == 1 else at % outputs == k) for k in range(outputs)]
        for at in range(samples)
    ]
    question = f"Y, the targets of a sample a row ({samples} × {outputs})"
    return on.ask(question, text_of(usual), lambda text: table(text, samples, outputs))


def tenth(drawn: Random) -> float:
    return drawn.choice([-1, 1]) * drawn.randint(1, 9) / 10


def text_of(block: list[list[float]]) -> str:
    return "; ".join(" ".join(f"{entry:g}" for entry in row) for row in block)


# What is asked


def asked_quantities(on: Terminal, known: Trace) -> list[dict[str, Any]]:
    names = [step.name for step in known.steps]
    usual = [name for name in names if name[0] == "z" or name in ("y_hat", "J")]
    usual += [name for name in names if name.startswith(("dJ/dz", "dJ/dW"))]
    on.out.write(f"There are {', '.join(names)}; an entry is {entry_example(known)}.\n")
    chosen = on.ask("What is asked, parted by ;", "; ".join(usual), lambda t: quantities(t, known))
    asks = []
    for name in chosen:
        found = known.names.find(name)
        count = 1 if found.place or known.scalar(found.name) else known.laid(found.name).size
        worth = on.ask(f"Points of {name}", str(count), points)
        asks.append({"quantity": name} | ({} if worth == count else {"points": worth}))
    return asks


def entry_example(known: Trace) -> str:
    return next(
        (f"{step.name}[1,1]" for step in known.steps if step.name.startswith("z")), "z[1,1]"
    )


def quantities(text: str, known: Trace) -> list[str]:
    """Raises InputError for a name that the trace does not have."""
    names = [name.strip() for name in text.split(";") if name.strip()]
    for name in names:
        known.names.find(name)
    return names or refuse(text, "at least one quantity")


# Single answers


def refuse(text: str, expected: str) -> Any:
    raise InputError("answer", f"{shown(text)} will not do", expected=expected, example="")


def number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e6:
        refuse(text, "a number with a decimal point")
    return int(value) if value == int(value) and "." not in text else value


def number_or_none(text: str) -> float | None:
    return None if text == "-" else number(text)


def whole_number(text: str, low: int, high: int) -> int:
    right = text.isascii() and text.isdigit() and low <= int(text) <= high
    return int(text) if right else refuse(text, f"a whole number from {low} to {high}")


def whole_numbers(text: str) -> list[int]:
    parts = re.split(r"[\s,;-]+", text)
    if not 2 <= len(parts) <= MOST:
        refuse(text, "two numbers or more, such as 2 3 1")
    return [whole_number(part, 1, MOST) for part in parts]


def table(text: str, height: int, width: int) -> list[list[float]]:
    """Numbers parted by blanks or commas, rows by semicolons."""
    block = [[number(part) for part in re.split(r"[\s,]+", row.strip())] for row in text.split(";")]
    if len(block) != height or any(len(row) != width for row in block):
        refuse(text, f"{counted(height, 'row')} of {counted(width, 'number')}, such as 1 2; 3 4")
    return block


def a_title(text: str) -> str:
    return text if text.isprintable() and len(text) <= 200 else refuse(text, "one line of text")


def ident(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "exercise"


def activation(text: str) -> str:
    return text if text in ACTIVATIONS else refuse(text, ", ".join(ACTIVATIONS))


def a_cost(text: str) -> str:
    return text if text in COSTS else refuse(text, ", ".join(COSTS))


def a_precision(text: str) -> dict[str, int]:
    match = re.fullmatch(r"(\d+)\s*(decimals?)?", text)
    if not match or not 0 < int(match[1]) <= 15:
        refuse(text, "4, or 3 decimals")
    assert match is not None
    return {"decimals" if match[2] else "digits": int(match[1])}


def points(text: str) -> float:
    value = number(text)
    return value if value >= 0 else refuse(text, "0 or more points")


def yes_or_no(text: str) -> bool:
    known = {"y": True, "yes": True, "n": False, "no": False}
    return known[text.lower()] if text.lower() in known else refuse(text, "yes or no")
