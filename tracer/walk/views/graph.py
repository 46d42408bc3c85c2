"""The computation graph of an expression: variables at the left, then one node a step."""

from __future__ import annotations

from ...export.graph import depths
from ...quantity import at_iteration, quantity
from ...shell.line import Line, Role, said
from ..model import Walk
from .picture import Edge, Fact, Node, Picture
from .words import number_text, symbol

DIGITS = 4


def graph(walk: Walk) -> Picture:
    """Every node with its value and, once it is known, the derivative that arrived at it; of
    arrays, their sizes."""
    iteration = walk.step.equation.iteration
    lines = [
        step.equation
        for step in walk.trace.steps
        if step.equation.phase in ("forward", "cost") and step.equation.iteration == iteration
    ]
    depth = depths((line.target, line.inputs) for line in lines)
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name, column in depth.items():
        columns[column].append(name)
    output = lines[-1].target if lines else ""
    edges = tuple(
        Edge(name, line.target, edge_role(walk, name, line.target))
        for line in lines
        for name in dict.fromkeys(line.inputs)
    )
    nodes = tuple(
        tuple(node(walk, name, output, iteration) for name in column) for column in columns
    )
    titles = ("given", *("" for _ in columns[1:]))
    return Picture(titles, nodes, edges, notes(walk), focus=focus(walk, depth))


def edge_role(walk: Walk, start: str, end: str) -> Role:
    """Whether the step goes along an edge: forward to what it writes, backward to what it is by."""
    made = walk.step.quantity
    if walk.step.equation.phase in ("forward", "cost"):
        return "reads" if end == walk.step.name else "dim"
    by = made.by.name if made.by else ""
    plain_start, plain_end = plain_name(start), plain_name(end)
    if made.role == "local":
        return "writes" if (plain_start, plain_end) == (by, made.of.name) else "dim"
    return "reads" if plain_start == by else "dim"


def plain_name(name: str) -> str:
    """The name without @k; of an updated variable, the variable."""
    made = quantity(name)
    return made.of.name if made.role in ("value", "update") else name


def node(walk: Walk, name: str, output: str, iteration: int) -> Node:
    label = symbol(walk.trace, name).removeprefix(f"@{iteration} ").removesuffix(" :=")
    facts = [fact(walk, label, name)]
    gradient = at_iteration(f"d{plain_name(output)}/d{plain_name(name)}", iteration)
    if gradient in walk.trace.by_name:
        shown = symbol(walk.trace, gradient).removeprefix(f"@{iteration} ")
        facts.append(fact(walk, shown, gradient))
    else:
        facts.append(Fact("", ""))
    return Node(tuple(facts), name)


def fact(walk: Walk, label: str, name: str) -> Fact:
    value = walk.entry(name, None)
    role: Role = (
        "writes" if name == walk.step.name else "reads" if name in walk.step.inputs else "plain"
    )
    if value is None and name != walk.step.name:
        return Fact("", "") if quantity(name).by else Fact(label, "", "dim", name)
    if size := walk.size(name):
        return Fact(label, size, role, name)
    number = number_text(value, DIGITS)
    return Fact(f"{label} =", number, role, name)


def notes(walk: Walk) -> tuple[Line, ...]:
    """The local derivative of this step, which stands at no node."""
    made = walk.step.quantity
    if made.role != "local":
        return ()
    value = walk.entry(walk.step.name, None)
    number = number_text(value, DIGITS)
    shown = walk.size(walk.step.name) or f"= {number}"
    return (said(f"◆{symbol(walk.trace, walk.step.name)} {shown}", "writes"),)


def focus(walk: Walk, depth: dict[str, int]) -> str:
    made = walk.step.quantity
    wanted = made.by.name if made.by else made.of.name
    return next((name for name in depth if plain_name(name) == wanted), "")
