"""What is marked: bundled exercises with drawn numbers, random networks, random expressions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from exercises.task import Task, bundled, task
from exercises.variants.drawing import drawn
from exercises.variants.numbers import with_numbers
from grader.asked import Exercise
from grader.entries import entries
from tracer import Network

from .drawn import random_expression, random_network

SECRET = b"trust"


@lru_cache(maxsize=1)
def of_numbers() -> dict[str, Task]:
    """The bundled exercises in which numbers are asked."""
    tasks = {name: task(name) for name in bundled()}
    return {
        name: one
        for name, one in tasks.items()
        if any(ask.kind == "number" for ask in one.exercise.asks or ())
    }


def variants_of(one: Task, count: int, seed: int) -> Iterator[tuple[str, Exercise]]:
    """Its own numbers, then those of so many students."""
    yield one.id, one.exercise
    if one.variants and count:
        names = [f"seed {seed}, student {at}" for at in range(count)]
        plan, numbers, _ = drawn(one, SECRET, names)
        for at, name in enumerate(names):
            own = {key: array[at] for key, array in numbers.items()}
            yield f"{one.id} ({name})", with_numbers(plan, own)


def network(rng: np.random.Generator) -> Exercise:
    """A random network; in a third of them two samples are the same, in a fifth all weights of a
    layer."""
    made = random_network(rng)
    if rng.random() < 1 / 3:
        made = with_twins(made, rng)
    if rng.random() < 1 / 5:
        made = with_equal_weights(made, rng)
    return Exercise(source=made)


def with_twins(network: Network, rng: np.random.Generator) -> Network:
    """The first sample once more, or twice, at the end."""
    again = int(rng.integers(1, 3))
    X, Y = network.X, network.Y
    return network.replaced(
        X=np.concatenate([X, X[:1].repeat(again, 0)]), Y=np.concatenate([Y, Y[:1].repeat(again, 0)])
    )


def with_equal_weights(network: Network, rng: np.random.Generator) -> Network:
    """Every weight 0.1, or 0.5: all neurons of a layer then say the same."""
    weight = float(rng.choice([0.1, 0.5, -0.3]))
    layers = [
        replace(
            layer,
            W=np.full_like(layer.W, weight),
            b=None if layer.b is None else np.full_like(layer.b, 0.1),
        )
        for layer in network.layers
    ]
    return network.replaced(layers=layers)


def expression(rng: np.random.Generator) -> Exercise:
    return Exercise(source=random_expression(rng))


FORWARD = ("forward", "cost")


def rights(sheet: Exercise) -> dict[str, float]:
    """The right number of every box in which one is asked, by its name, in the sheet's order."""
    boxes = [one for one in entries(sheet) if one.kind == "number"]
    state = sheet.trace.state
    changes = sheet.trace.by_steps.state if any(one.name not in state for one in boxes) else state
    return {
        one.label: float((state if one.name in state else changes)[one.name][
            ..., one.place[0] - 1, one.place[1] - 1])
        for one in boxes
    }  # fmt: skip
