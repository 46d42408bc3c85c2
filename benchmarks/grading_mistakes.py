"""One thing goes wrong in one line: a mistake of the table, an error of 5 %, a random number."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from grader.chain import VERDICTS, Explained, explain_papers
from grader.exercise_file import Exercise
from grader.follow import Written
from grader.judge import WRONG, judge
from grader.marking import key_of
from grader.paper import Paper
from grader.ranged import Rounding, last_digit
from tracer import Network, Trace
from tracer.equation import Equation
from tracer.mistakes import Mistake, swaps_of
from tracer.rules.rule import Array

from .grading_sources import sources
from .grading_students import rounded

ERROR = "an error of 5 %"  # in one number: no mistake, but its row of the table
COLUMNS = ("first", "later", "named", "alone", "equals")
Seen = dict[str, Counter[str]]
Way = tuple[Mistake, Equation]


def worked(known: Trace, swap: Equation | None = None, digits: int = 4) -> dict[str, Array]:
    """What a student who rounds every line writes, with one mistake or none."""
    return carried(known, {} if swap is None else {swap.target: swap}, {}, digits)


def carried(
    known: Trace, swaps: Mapping[str, Equation], written: Mapping[str, Array], digits: int = 4
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
            out[target] = rounded(np.asarray(value, dtype=float), digits, np.array(0))
        state[target] = out[target]
    return out


def paper_of(numbers: Mapping[str, Array], *, gradients: bool = False, digits: int = 4) -> Paper:
    """What one student wrote: a batch of one."""
    fine = {
        name: Written(np.where(np.isfinite(value), value, np.nan), last_digit(value, digits))
        for name, value in ((name, array[None]) for name, array in numbers.items())
        if not gradients or name.startswith(("dJ/dW", "dJ/db"))
    }
    most = {name: np.full(own.value.shape, digits) for name, own in fine.items()}
    return Paper(fine, fine, most, Rounding(np.full((1, 1, 1), digits), None, True))


def sheet_of(known: Trace) -> Exercise:
    sheet = Exercise(source=known.source)
    sheet.__dict__["trace"] = known
    return sheet


def found_in(known: Trace, own: Paper) -> Explained:
    sheet = sheet_of(known)
    (only,) = explain_papers(sheet, key_of(sheet), own)
    return only


def shows(known: Trace, own: Paper, target: str | None) -> bool:
    """Whether a written number of the line, or of any, is outside what is accepted."""
    codes = judge(key_of(sheet_of(known)), own).codes
    return any((code == WRONG).any() for name, code in codes.items() if target in (None, name))


def later(found: Explained, own: Paper, origin: str, row: Counter[str]) -> None:
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


def rarest(ways: list[Way], seen: Seen, each: int, rng: np.random.Generator) -> list[Way]:
    """Some of them: those mistakes that were planted least often so far."""
    chosen: dict[str, Way] = {}
    for at in rng.permutation(len(ways)):
        chosen.setdefault(ways[at][0].name, ways[at])
    rows = {name: seen.get(name, Counter()) for name in chosen}
    return sorted(chosen.values(), key=lambda way: rows[way[0].name].total())[:each]


def plant(known: Trace, mistake: Mistake, swap: Equation, seen: Seen, *, gradients: bool) -> None:
    """Plant one mistake and count what is found."""
    row = seen[mistake.name]
    numbers = worked(known, swap)
    own = paper_of(numbers, gradients=gradients)
    if not shows(known, own, None if gradients else swap.target):
        row["hidden"] += 1
        return
    row["shown"] += 1
    found = found_in(known, own)
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


def plant_error(known: Trace, seen: Seen, rng: np.random.Generator) -> None:
    """One number of one line off by 5 %; everything after it is worked out from it."""
    row, right = seen[ERROR], worked(known)
    line = str(rng.choice(list(right)))
    value = np.array(right[line])
    at = tuple(int(rng.integers(size)) for size in value.shape)
    value[at] *= 1 + 0.05 * rng.choice([-1, 1])
    own = paper_of(carried(known, {}, {line: rounded(value, 4, np.array(0))}))
    if not shows(known, own, line):
        row["hidden"] += 1
        return
    row["shown"] += 1
    found = found_in(known, own)
    row["first"] += line in [wrong for wrong in found.wrong if not found.sources(wrong, 0)]
    later(found, own, line, row)
    row["named"] += bool(found.mistakes)


def report_mistakes(count: int, seed: int, *, gradients: bool = False, each: int = 5) -> None:
    rng, start = np.random.default_rng(seed), time.time()
    seen: Seen = defaultdict(Counter)
    for known in sources(count, rng):
        if gradients and not isinstance(known.source, Network):
            continue  # an expression has no gradients of W and b
        for mistake, swap in rarest(ways_of(known, gradients=gradients), seen, each, rng):
            plant(known, mistake, swap, seen, gradients=gradients)
        if not gradients:
            plant_error(known, seen, rng)
    error = seen.pop(ERROR, None)
    total: Counter[str] = Counter()
    for row in seen.values():
        total.update(row)
    what = "only gradients written" if gradients else "all lines written"
    print(f"seed {seed}: {count} networks and expressions, one mistake at a time, 4 digits, {what}")
    print(f"  {'':34}  shown hidden" + "".join(f"{name:>8}" for name in COLUMNS))
    for name in sorted(seen):
        print_row(name, seen[name])
    print_row("all mistakes", total)
    if error is not None:
        print_row(ERROR + ", given a name", error)
    print(f"  alone: no other name; equals: or only with names of equal numbers; "
          f"{time.time() - start:.0f} s")  # fmt: skip


def print_row(name: str, row: Counter[str]) -> None:
    """Shares of those that show; `later`: of the numbers of other lines, right or following."""
    shares = {key: row[key] / max(row["shown"], 1) for key in COLUMNS}
    shares["later"] = row["late right"] / max(row["late"], 1)
    counts = f"{row['shown']:6} {row['hidden']:6}"
    print(f"  {name:34} {counts} " + "".join(f"{shares[key]:8.1%}" for key in COLUMNS))


# Numbers that no mistake made


def report_random(count: int, seed: int, each: int = 4) -> None:
    """Wrong numbers that no mistake made: how many are given a name."""
    rng, start = np.random.default_rng(seed), time.time()
    total = named = 0
    names: Counter[tuple[str, ...]] = Counter()
    for known in sources(count, rng):
        base = worked(known)
        for _ in range(each):
            line = str(rng.choice(list(base)))
            own = paper_of({**base, line: with_random(base[line], rng)})
            if not shows(known, own, line):
                continue
            total += 1
            found = found_in(known, own).mistakes.get(line)
            if found:
                named += 1
                names[found.names] += 1
    print(f"seed {seed}: {total} random wrong answers, {named} given a name: {named / total:.2%}")
    print(f"  most often: {names.most_common(5)}; {time.time() - start:.0f} s")


def with_random(value: Array, rng: np.random.Generator) -> Array:
    """The array with one entry that is a random number of about its size, of either sign."""
    value = np.array(value)
    at = tuple(int(rng.integers(size)) for size in value.shape)
    size = max(abs(float(value[at])), 0.05) * np.exp(rng.uniform(-2, 2))
    value[at] = rounded(np.array(rng.choice([-1, 1]) * size), 4, np.array(0))
    return value
