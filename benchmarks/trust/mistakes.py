"""E. One thing goes wrong in one line: a mistake of the table, an error of 5 %, a random number.

Whether the line is found to be the first that is wrong, whether the mistake is named, and whether
what follows from it is accepted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from grader.asked import Exercise
from grader.judge import WRONG, judge
from grader.key import key_of
from grader.typed_numbers import TypedNumbers, of_blanks
from grader.wrong_lines import VERDICTS, Explained, explain_class
from tracer import Network, Trace
from tracer.equation import Equation
from tracer.mistakes import Mistake, swaps_of
from tracer.rules.rule import Array

from .rounding import EVEN, to_digits
from .units import Size, Unit, on_each
from .working import blank_of, is_gradient

EACH = 5  # mistakes planted in one network
DIGITS = 4
ERROR = "an error of 5 %"  # in one number: no mistake, but its row of the table
RANDOM = "a random number"
Seen = dict[str, Counter[str]]
Way = tuple[Mistake, Equation]


def worked(known: Trace, swap: Equation | None = None, digits: int = DIGITS) -> dict[str, Array]:
    """What a student who rounds every line writes, with one mistake or none."""
    return carried(known, {} if swap is None else {swap.target: swap}, {}, digits)


def carried(
    known: Trace, swaps: Mapping[str, Equation], written: Mapping[str, Array], digits: int = DIGITS
) -> dict[str, Array]:
    """Every line rounded, other rules in some and other numbers in some; the rest follows."""
    state, out = dict(known.given), {}
    for equation in known.equations:
        line, target = swaps.get(equation.target, equation), equation.target
        if target in written:
            out[target] = written[target]
        else:
            with np.errstate(all="ignore"):
                value = line.rule.calculate(*(state[name] for name in line.inputs))
            out[target] = to_digits(np.asarray(value, dtype=float), digits, EVEN)
        state[target] = out[target]
    return out


def paper_of(
    sheet: Exercise, numbers: Mapping[str, Array], *, gradients: bool = False
) -> TypedNumbers:
    """What one student wrote: a batch of one."""
    blanks = {
        name: blank_of(sheet, name, np.where(np.isfinite(value), value, np.nan)[None], DIGITS)
        for name, value in numbers.items()
        if not gradients or is_gradient(sheet, name)
    }
    return of_blanks(sheet, blanks, 1)


def found_in(sheet: Exercise, own: TypedNumbers) -> Explained:
    (only,) = explain_class(sheet, key_of(sheet), own)
    return only


def shows(sheet: Exercise, own: TypedNumbers, target: str | None) -> bool:
    """Whether a written number of the line, or of any, is outside what is accepted."""
    codes = judge(key_of(sheet), own).codes
    return any((code == WRONG).any() for name, code in codes.items() if target in (None, name))


def later(found: Explained, own: TypedNumbers, origin: str, row: Counter[str]) -> None:
    """Count the numbers of the other lines, and those that are right or follow."""
    for line, written in own.fine.items():
        if line != origin:
            verdicts = found.verdicts(line)
            for at in map(tuple, np.argwhere(written.there)):
                row["late"] += 1
                row["late right"] += VERDICTS[verdicts[at]] in ("right", "follows")


# Mistakes of the table


def ways_of(known: Trace, *, gradients: bool = False) -> list[Way]:
    """Every mistake that can be made, with the line as it then is."""
    return [
        (mistake, swap)
        for equation in known.equations
        for mistake, swap in swaps_of(known, equation)
        if not mistake.generic and not (gradients and swap.target.endswith(":="))
    ]


def plant(
    sheet: Exercise, mistake: Mistake, swap: Equation, seen: Seen, *, gradients: bool
) -> None:
    """Plant one mistake and count what is found."""
    row, known = seen[mistake.name], sheet.trace
    numbers = worked(known, swap)
    own = paper_of(sheet, numbers, gradients=gradients)
    if not shows(sheet, own, None if gradients else swap.target):
        row["hidden"] += 1
        return
    row["shown"] += 1
    found = found_in(sheet, own)
    row["first"] += swap.target in [line for line in found.wrong if not found.sources(line, 0)]
    later(found, own, swap.target, row)
    said = [one.names for one in found.mistakes.values() if mistake.name in one.names]
    row["named"] += bool(said)
    row["alone"] += any(len(names) == 1 for names in said)
    row["equals"] += any(set(names) <= equals(known, swap, numbers) for names in said)


def equals(known: Trace, swap: Equation, numbers: Mapping[str, Array]) -> set[str]:
    """The mistakes that make the same numbers of the line's inputs, however many digits they
    have: nobody can tell which it was."""
    line = next(line for line in known.equations if line.target == swap.target)
    state = {**known.given, **numbers}

    def value(swap: Equation) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(swap.rule.calculate(*(state[name] for name in swap.inputs)))

    mine = value(swap)
    return {
        mistake.name
        for mistake, other in swaps_of(known, line)
        if np.allclose(value(other), mine, rtol=1e-9, atol=0, equal_nan=True)
    }


def plant_error(sheet: Exercise, seen: Seen, rng: np.random.Generator) -> None:
    """One number of one line off by 5 %; everything after it is worked out from it."""
    known = sheet.trace
    row, right = seen[ERROR], worked(known)
    line = str(rng.choice(list(right)))
    value = np.array(right[line])
    at = tuple(int(rng.integers(size)) for size in value.shape)
    value[at] *= 1 + 0.05 * rng.choice([-1, 1])
    own = paper_of(sheet, carried(known, {}, {line: to_digits(value, DIGITS, EVEN)}))
    if not shows(sheet, own, line):
        row["hidden"] += 1
        return
    row["shown"] += 1
    found = found_in(sheet, own)
    row["first"] += line in [wrong for wrong in found.wrong if not found.sources(wrong, 0)]
    later(found, own, line, row)
    row["named"] += bool(found.mistakes)


# Numbers that no mistake made


def plant_random(sheet: Exercise, seen: Seen, rng: np.random.Generator) -> None:
    """One entry of one line is a random number, nothing follows from it: is it given a name?"""
    base, row = worked(sheet.trace), seen[RANDOM]
    line = str(rng.choice(list(base)))
    own = paper_of(sheet, {**base, line: with_random(base[line], rng)})
    if shows(sheet, own, line):
        row["shown"] += 1
        row["named"] += bool(found_in(sheet, own).mistakes.get(line))


def with_random(value: Array, rng: np.random.Generator) -> Array:
    """The array with one entry that is a random number of about its size, of either sign."""
    value = np.array(value)
    at = tuple(int(rng.integers(size)) for size in value.shape)
    size = max(abs(float(value[at])), 0.05) * np.exp(rng.uniform(-2, 2))
    value[at] = to_digits(np.array(rng.choice([-1, 1]) * size), DIGITS, EVEN)
    return value


# All of them


def planted_in(unit: Unit) -> tuple[Seen, Seen]:
    """In a unit's sheet: all lines written, and the gradients alone. By mistake, what was found."""
    rng = unit.rng(5)
    ((_, sheet),) = unit.sheets()
    lines: Seen = defaultdict(Counter)
    gradients: Seen = defaultdict(Counter)
    for mistake, swap in some(ways_of(sheet.trace), rng):
        plant(sheet, mistake, swap, lines, gradients=False)
    plant_error(sheet, lines, rng)
    for _ in range(EACH):
        plant_random(sheet, lines, rng)
    if isinstance(sheet.source, Network):  # an expression has no gradients of W and b
        for mistake, swap in some(ways_of(sheet.trace, gradients=True), rng):
            plant(sheet, mistake, swap, gradients, gradients=True)
    return dict(lines), dict(gradients)


def some(ways: list[Way], rng: np.random.Generator) -> list[Way]:
    """A few of them, no mistake twice: which, is drawn by mistake, so that those that can be made
    in one line only are not rarer."""
    by_name: dict[str, list[Way]] = {}
    for way in ways:
        by_name.setdefault(way[0].name, []).append(way)
    chosen = rng.permutation(list(by_name))[:EACH]
    return [by_name[name][rng.integers(len(by_name[name]))] for name in chosen]


def measured(size: Size, seed: int) -> tuple[Seen, Seen]:
    """All lines written, gradients alone: by mistake, counted."""
    parts = [Unit("network", str(at), seed, size) for at in range(size.networks)]
    parts += [Unit("expression", str(at), seed, size) for at in range(size.expressions // 3)]
    totals: tuple[Seen, Seen] = (defaultdict(Counter), defaultdict(Counter))
    for found in on_each("networks with mistakes", planted_in, parts):
        for total, part in zip(totals, found, strict=True):
            for name, row in part.items():
                total[name].update(row)
    return totals


def summed(seen: Seen) -> Counter[str]:
    """All mistakes of the table together."""
    total: Counter[str] = Counter()
    for name, row in seen.items():
        if name not in (ERROR, RANDOM):
            total.update(row)
    return total
