"""The walk's own words for a step: where it is, what a place in it is called."""

from __future__ import annotations

import re

from ...formula.text import text
from ...network import Network
from ...numbers import significant
from ...symbols import Place
from ...trace import Step, Trace
from ..model import Walk

PHASES = {"forward": "Forward", "cost": "Cost", "backward": "Backward", "update": "Update"}
SYMBOLS = {
    "∂": "d", "Σ": "sum", "⊙": "*", "·": "*", "−": "-", "→": "->", "×": "x", "ŷ": "y_hat",
    "α": "alpha", "δ": "delta", "Δ": "Delta_", "σ": "sigma", "′": "'", "ᵀ": ".T", "…": "...",
    "₁": "1", "₂": "2", "₃": "3", "ᵢ": "i", "ₖ": "k", "²": "^2", "³": "^3", "½": "1/2", "∞": "inf",
    "≤": "<=", "≥": ">=", "±": "+-", "√": "sqrt", "ₙ": "n", "⁻": "-", "ᶻ": "z", "“": '"', "”": '"',
    "│": "|", "─": "-", "▸": ">", "◆": "*", "✓": "v", "✗": "x", "▶": ">", "◂": "<", "⋮": ":",
}  # fmt: skip


def plain_ascii(said: str) -> str:
    """A text for terminals without these signs; what is not known becomes a question mark."""
    for sign, word in SYMBOLS.items():
        said = said.replace(sign, word)
    return said.encode("ascii", "replace").decode()


def symbol(trace: Trace, name: str, place: Place | None = None, *, ascii: bool = False) -> str:
    """A quantity as the sheet writes it: ∂J/∂W[2], with its iteration if that is a later one."""
    from ...quantity import quantity

    made = quantity(name)
    shown = text(trace.symbols.tree(trace.local(name), place), ascii=ascii)
    if made.role == "update":
        shown += " :="
    return shown if made.iteration == 1 else f"@{made.iteration} {shown}"


def where(walk: Walk) -> str:
    """`Backward · layer 2 · step 9 of 21`."""
    line = walk.step.equation
    parts = [PHASES[line.phase]]
    if line.layer is not None and isinstance(walk.source, Network):
        parts.append(f"layer {line.layer}")
    parts.append(f"step {walk.number} of {len(walk.trace)}")
    if walk.iterations > 1 or line.iteration > 1:
        parts.append(f"iteration {line.iteration} of {walk.iterations}")
    if line.sample is not None:
        parts.append(f"sample {line.sample}")
    return " · ".join(parts)


def titles(step: Step) -> tuple[list[str], list[str]]:
    """What rows and columns of a step's matrix are: neurons, inputs or samples."""
    rows, columns = step.value.shape[-2:]
    if not isinstance(step.trace.source, Network):
        return numbered("", rows), numbered("", columns)
    made = step.quantity
    shape_of = made.by or made
    lies = step.trace.lies(step.name)
    match shape_of.base:
        case "z" | "a" | "y_hat" if rows * columns and made.role == "derivative" and jacobian(step):
            pair = ("output", "∂z")
        case "z" | "a" | "y_hat":
            pair = ("neuron" if shape_of.layer != 0 else "input", "sample")
        case "W":
            pair = ("neuron", "input" if shape_of.layer == 1 else "from")
        case "b":
            pair = ("neuron", "")
        case "loss":
            pair = ("", "sample")
        case _:
            pair = ("", "")
    first, second = pair[::-1] if lies else pair
    return numbered(first, rows), numbered(second, columns)


def jacobian(step: Step) -> bool:
    """Softmax's local slope: the samples' Jacobians side by side."""
    return step.equation.rule.name == "softmax′"


def numbered(what: str, count: int) -> list[str]:
    if not what and count == 1:
        return [""]
    return [f"{what} {number}".strip() for number in range(1, count + 1)]


def number_text(walk: Walk, value: float | None) -> str:
    """A number for people; blank while it is not computed."""
    return "" if value is None else significant(value, walk.digits).replace("-", "−")


def short(said: str, width: int) -> str:
    """A text cut to a width, with … for what is missing."""
    return said if len(said) <= width else said[: max(width - 1, 0)] + "…"


def squeezed(said: str) -> str:
    return re.sub(r"\s+", " ", said).strip()
