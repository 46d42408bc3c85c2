"""What somebody earns in the bundled choices who does not calculate: python -m benchmarks.choices

Over many draws of every choice: how often the right one is the first, one of the middle, the
longest as it is printed, or what the others are multiples of; beside it, what chance gives.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from exercises.task import bundled, task
from exercises.variants import variant
from grader.asked import Ask, Exercise
from grader.choices import options
from grader.derivation import LINES
from grader.option import Option
from grader.options import samples

SECRET = b"choices"
SEEN = 0.01  # relative: so near to a whole multiple is seen to be one


def drawn(draws: int) -> Iterator[tuple[str, Exercise, tuple[Option, ...]]]:
    """Every choice of numbers or of names, of so many students each."""
    for name in bundled():
        given = task(name)
        if not any(ask.kind == "choice" and of_numbers(ask) for ask in given.asks):
            continue
        for student in range(draws):
            sheet = variant(given, SECRET, f"s{student}")
            for ask in sheet.asks or ():
                if ask.kind == "choice" and of_numbers(ask):
                    yield name, sheet, options(sheet, ask)


def of_numbers(ask: Ask) -> bool:
    """Of an author's words the order is the same for all."""
    return ask.name not in LINES and not ask.alone


def ways(sheet: Exercise, offered: Sequence[Option]) -> dict[str, list[int]]:
    """Who does not calculate: which options each way of guessing is left with."""
    count = len(offered)
    lengths = [len(one.text) for one in offered]
    found = {
        "the first": [0],
        "the middle": [(count - 1) // 2, count // 2],
        "the longest": [at for at in range(count) if lengths[at] == max(lengths)],
    }
    values = [one.value for one in offered if one.value is not None]
    if len(values) == count:
        order = sorted(range(count), key=lambda at: values[at])
        found["the middle by size"] = [order[(count - 1) // 2], order[count // 2]]
        factors = (1.0, 2.0, 10.0, 100.0, float(samples(sheet)))
        score = [
            sum(multiple(other, values[at], factors) for k, other in enumerate(values) if k != at)
            for at in range(count)
        ]
        found["of which others are multiples"] = [
            at for at in range(count) if score[at] == max(score)
        ]
    return found


def multiple(one: float, of: float, factors: Sequence[float]) -> bool:
    return of != 0 and any(abs(abs(one / of) / factor - 1) < SEEN for factor in factors)


def earned(draws: int) -> dict[str, tuple[float, float]]:
    """By way of guessing: the share of points, and what chance gives."""
    points: Counter[str] = Counter()
    chance: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for _, sheet, offered in drawn(draws):
        right = next(at for at, one in enumerate(offered) if one.right)
        for way, left in ways(sheet, offered).items():
            points[way] += (right in left) / len(left)
            chance[way] += 1 / len(offered)
            times[way] += 1
    return {way: (points[way] / times[way], chance[way] / times[way]) for way in times}


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for way, (mine, usual) in earned(many).items():
        print(f"{way:<30} {100 * mine:5.1f} %   chance {100 * usual:.1f} %")
