"""Simulated students: honest ones, ones with a planted error, ones with a planted mistake.

python benchmarks/grading.py honest [NETWORKS] [SEED]     no honest answer is wrong
python benchmarks/grading.py planted [NETWORKS] [SEED]    errors of 1 % and 20 %: accepted?
python benchmarks/grading.py mistakes [NETWORKS] [SEED]   a table: a mistake a row
python benchmarks/grading.py gradients [NETWORKS] [SEED]  the same, only gradients written
python benchmarks/grading.py random [NETWORKS] [SEED]     wrong answers in no table: named?
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from grader.chain import VERDICTS, Explained, explain_papers
from grader.exercise_file import Exercise
from grader.follow import Followed, Written, agrees, follow, honest
from grader.judge import WRONG, Key, judge
from grader.marking import key_of
from grader.paper import Paper
from grader.ranged import Rounding, last_digit
from tracer import Expression, Layer, Network, Trace, trace
from tracer.equation import Equation
from tracer.mistakes import swaps_of
from tracer.rules.rule import Array, Rule

BENT = ["sigmoid", "tanh", "relu", "leaky_relu", "softplus"]
LAST = ["identity", "sigmoid", "tanh"]


class Way(NamedTuple):
    """How an honest student works."""

    digits: int
    rounding: int  # 0 half to even, 1 half up, 2 cut off
    full: int  # carries what the calculator holds, not what is written
    products: int  # rounds the products inside a line too
    gradients: int  # writes only the gradients


WAYS = [
    Way(digits, rounding, full, products, gradients)
    for digits in (3, 4, 5)
    for rounding in (0, 1, 2)
    for full in (0, 1)
    for products in (0, 1)
    for gradients in (0, 1)
]
DIGITS, ROUNDINGS, FULL, PRODUCTS, GRADIENTS = (
    np.array(column)[:, None, None] for column in zip(*WAYS, strict=True)
)


# Random networks and expressions


def random_network(rng: np.random.Generator) -> Network:
    """One to three layers of one to three neurons, one to four samples, any cost."""
    cost = str(rng.choice(["bce", "mse", "half_mse", "ce", "half_sse"]))
    sizes = [int(n) for n in rng.integers(1, 4, rng.integers(2, 5))]
    sizes[-1] = max(2, sizes[-1]) if cost == "ce" else sizes[-1]
    samples, decimals = int(rng.integers(1, 5)), int(rng.integers(1, 3))
    kinds = [str(rng.choice(BENT)) for _ in sizes[1:]]
    kinds[-1] = {"bce": "sigmoid", "ce": "softmax"}.get(cost, str(rng.choice(LAST)))
    layers = [
        Layer(
            activation=kind,
            W=np.round(rng.normal(0, 1, (n, m)), decimals),
            b=np.round(rng.normal(0, 0.5, n), decimals) if rng.random() < 0.85 else None,
        )
        for kind, n, m in zip(kinds, sizes[1:], sizes, strict=False)
    ]
    if cost == "bce":
        Y = rng.integers(0, 2, (samples, sizes[-1])).astype(float)
    elif cost == "ce":
        Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], samples)]
    else:
        Y = np.round(rng.normal(0, 1, (samples, sizes[-1])), decimals)
    certain = cost in ("bce", "ce")
    return Network(
        layers=layers,
        X=np.round(rng.normal(0, 1.2, (samples, sizes[0])), decimals),
        Y=Y,
        cost=cost,
        alpha=float(rng.choice([0.1, 0.3, 0.05])),
        output="combined" if certain and rng.random() < 0.5 else "separate",
        samples="mean" if rng.random() < 0.5 else "sum",
        mean_enters="parameters" if rng.random() < 0.2 else "cost",
    )


SHAPES = [
    "f = {a}*x**2 + {b}*y**2 + {c}*x*y",
    "f = (x + {a}*y)*z",
    "f = log(x**2 + {b})",
    "f = exp({a}*x)/y",
    "f = sigmoid({a}*x + {b}*y + {c})",
    "f = y*tanh({a}*x) + {b}",
    "f = log(1 + exp({a}*x + {c}*y))",
    "f = ({a}*x - {b})**3/{c}",
    "f = sqrt(x*y) + {a}*z",
]


def random_expression(rng: np.random.Generator) -> Expression:
    numbers = {name: f"{rng.uniform(0.5, 3):.1f}" for name in "abc"}
    text = str(rng.choice(SHAPES)).format(**numbers)
    at = {name: round(float(rng.uniform(0.3, 2.5)), 2) for name in "xyz" if name in text[3:]}
    at = {name: value for name, value in at.items() if has_name(text, name)}
    return Expression(expression=[text], at=at)


def has_name(text: str, name: str) -> bool:
    return any(
        text[at] == name and not (text[at - 1].isalpha() or text[at + 1 : at + 2].isalpha())
        for at in range(3, len(text))
    )


def sources(count: int, rng: np.random.Generator) -> Iterator[Trace]:
    for number in range(count):
        yield trace(random_expression(rng) if number % 4 == 3 else random_network(rng))


# Students


def rounded(number: Array, digits: Any, way: Any) -> Array:
    """To significant digits: half to even, half up, or cut off. The factor keeps a number
    that is whole in units of its last digit from falling below it in binary."""
    unit = last_digit(number, digits)
    with np.errstate(all="ignore"):
        units = number / unit
        up = np.sign(units) * np.floor(np.abs(units) * (1 + 1e-12) + 0.5)
        whole = np.select([way == 0, way == 1], [np.rint(units), up], np.trunc(units * (1 + 1e-11)))
        return np.where(unit == 0, number, whole * unit)


def products(rule: Rule, inputs: list[Array]) -> tuple[Array, int, Any] | None:
    """The products of a sum, the axis that is summed, what is added to them."""
    match rule.name.removesuffix(", averaged"):
        case "affine":
            W, a, b = inputs
            return W[..., :, :, None] * a[..., None, :, :], -2, b
        case "affine without bias":
            W, a = inputs
            return W[..., :, :, None] * a[..., None, :, :], -2, None
        case "weight gradient":
            dJ_dz, a = inputs
            return dJ_dz[..., :, None, :] * a[..., None, :, :], -1, None
        case "input gradient":
            W, dJ_dz = inputs
            return W[..., :, :, None] * dJ_dz[..., :, None, :], -3, None
    return None


def rounding_products(rule: Rule, inputs: list[Array], value: Array) -> Array:
    parts = products(rule, inputs)
    if parts is None:
        return value
    terms, axis, more = parts
    if terms.shape[axis] == 1 and more is None:
        return value
    total = rounded(terms, DIGITS[..., None], ROUNDINGS[..., None]).sum(axis=axis)
    total = total if more is None else total + more
    if rule.name.endswith(", averaged"):
        total = total / inputs[0].shape[-1]
    return np.where(PRODUCTS == 1, total, value)


def honest_students(known: Trace) -> dict[str, Written]:
    """What students of all ways write, an axis of students in front."""
    state, written = dict(known.given), {}
    for equation in known.equations:
        inputs = [state[name] for name in equation.inputs]
        inputs = [np.broadcast_to(one, (len(WAYS), *one.shape[-2:])) for one in inputs]
        with np.errstate(all="ignore"):
            value = np.asarray(equation.rule.calculate(*inputs))
        value = rounding_products(equation.rule, inputs, value)
        number = rounded(value, DIGITS, ROUNDINGS)
        target = equation.target
        gradient = (target.startswith("dJ/d") and target[4] in "Wb") or target.startswith("df/d")
        there = ((GRADIENTS == 0) | gradient) & np.isfinite(number)
        written[target] = Written(np.where(there, number, np.nan), last_digit(number, DIGITS))
        state[target] = np.where(FULL == 1, value, number)
    return written


def loops(
    known: Trace, written: Mapping[str, Written], *, truncation: bool
) -> tuple[Followed, Followed, Rounding]:
    rounding = Rounding(DIGITS, None, truncation)
    own = follow(known.equations, known.given, written, rounding)
    key = follow(known.equations, known.given, honest(written, known.state), rounding)
    return own, key, rounding


def wrongly_marked(known: Trace) -> tuple[int, int, list[str]]:
    """Answers of honest students, how many of them were marked wrong, and where."""
    written = honest_students(known)
    most = {name: np.broadcast_to(DIGITS, one.value.shape) for name, one in written.items()}
    paper = Paper(written, written, most, Rounding(DIGITS, None, True))
    codes = judge(Key(known.equations, known.given, known.state), paper).codes
    wrong = {name: int((code == WRONG).sum()) for name, code in codes.items()}
    total = sum(int(one.there.sum()) for one in written.values())
    return total, sum(wrong.values()), [name for name, count in wrong.items() if count]


def fixed_rates(known: Trace, seen: Counter[str]) -> None:
    """What fixed tolerances make of the same honest answers."""
    for name, number in honest_students(known).items():
        there, truth = number.there & (GRADIENTS == 0), known.state[name]
        off = np.abs(number.value - truth)
        with np.errstate(all="ignore"):
            three = rounded(truth + 0 * off, 3, 0)
        for digits in (3, 4):
            mine = there & (digits == DIGITS)
            seen[f"{digits} total"] += int(mine.sum())
            seen[f"{digits} 1 % relative"] += int((mine & (off > 0.01 * np.abs(truth))).sum())
            seen[f"{digits} 0.001 absolute"] += int((mine & (off > 0.001)).sum())
            same = np.isclose(rounded(number.value, 3, 0), three, rtol=1e-9, atol=0)
            seen[f"{digits} 3 significant figures"] += int((mine & ~same).sum())


def report_honest(count: int, seed: int) -> None:
    rng, start = np.random.default_rng(seed), time.time()
    total = wrong = 0
    fixed: Counter[str] = Counter()
    for number, known in enumerate(sources(count, rng)):
        more, bad, where = wrongly_marked(known)
        total, wrong = total + more, wrong + bad
        if where:
            print("  wrong:", number, where, known.source)
        fixed_rates(known, fixed)
    print(f"seed {seed}: {count} networks and expressions, {total} honest answers, {wrong} wrong")
    for name, hits in sorted(fixed.items()):
        if not name.endswith("total"):
            digits, tolerance = name.split(" ", 1)
            share = hits / fixed[f"{digits} total"]
            print(f"  {digits} digits, all lines, {tolerance}: {share:.1%} marked wrong")
    print(f"  {time.time() - start:.0f} s")


def report_planted(count: int, seed: int) -> None:
    """How often a number that is off by 1 % or 20 % is accepted."""
    rng = np.random.default_rng(seed)
    seen: dict[tuple[int, str, bool, float], list[int]] = defaultdict(lambda: [0, 0, 0])
    for known in sources(count, rng):
        written = honest_students(known)
        for truncation in (True, False):
            own, key, rounding = loops(known, written, truncation=truncation)
            for name, number in written.items():
                for error in (0.01, 0.2):
                    sign = rng.choice([-1, 1], size=number.value.shape)
                    value = rounded(number.value * (1 + error * sign), DIGITS, ROUNDINGS)
                    unit = last_digit(value, DIGITS)
                    asked = number.there & (number.value != 0) & (value != number.value)
                    right = agrees(value, unit, own.line[name], rounding)
                    right |= agrees(value, unit, key.line[name], rounding)
                    fixed = np.abs(value - known.state[name]) <= 0.01 * np.abs(known.state[name])
                    for at, way in enumerate(WAYS):
                        if (way.rounding, way.full, way.products) == (0, 0, 0):
                            kind = "gradients" if way.gradients else "all lines"
                            counts = seen[way.digits, kind, truncation, error]
                            counts[0] += int(asked[at].sum())
                            counts[1] += int((asked & right)[at].sum())
                            counts[2] += int((asked & fixed)[at].sum())
    print(f"seed {seed}: {count} networks and expressions; accepted of planted errors")
    for (digits, kind, truncation, error), (total, right, fixed) in sorted(seen.items()):
        cut = "truncation forgiven" if truncation else "no truncation"
        print(
            f"  {digits} digits, {kind}, {cut}, error {error:.0%}: {right / total:.2%} of {total}; "
            f"1 % relative accepts {fixed / total:.0%}"
        )


# Mistakes


def worked(known: Trace, swap: Equation | None = None, digits: int = 4) -> dict[str, Array]:
    """What a student who rounds every line writes, with one mistake or none."""
    state, out = dict(known.given), {}
    for equation in known.equations:
        line = swap if swap is not None and equation.target == swap.target else equation
        with np.errstate(all="ignore"):
            value = line.rule.calculate(*(state[name] for name in line.inputs))
        out[line.target] = rounded(np.asarray(value, dtype=float), digits, np.array(0))
        state[line.target] = out[line.target]
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


def found_in(known: Trace, own: Paper) -> Explained:
    sheet = Exercise(source=known.source)
    sheet.__dict__["trace"] = known
    (only,) = explain_papers(sheet, key_of(sheet), own)
    return only


def shows(known: Trace, own: Paper, target: str | None) -> bool:
    sheet = Exercise(source=known.source)
    sheet.__dict__["trace"] = known
    codes = judge(key_of(sheet), own).codes
    return any((code == WRONG).any() for name, code in codes.items() if target in (None, name))


def plant(
    known: Trace, name: str, swap: Equation, seen: dict[str, Counter[str]], *, gradients: bool
) -> None:
    """Plant one mistake and count what is found."""
    row = seen[name]
    own = paper_of(worked(known, swap), gradients=gradients)
    if not shows(known, own, None if gradients else swap.target):
        row["hidden"] += 1
        return
    row["shown"] += 1
    found = found_in(known, own)
    first = [line for line in found.wrong if not found.sources(line, 0)]
    row["first"] += swap.target in first
    for line, written in own.fine.items():
        if line != swap.target:
            for at in map(tuple, np.argwhere(written.there)):
                row["late"] += 1
                row["late right"] += VERDICTS[found.verdicts(line)[at]] in ("right", "follows")
    names = [one.names for one in found.mistakes.values() if name in one.names]
    row["named"] += bool(names)
    row["alone"] += any(len(one) == 1 for one in names)


def report_mistakes(count: int, seed: int, *, gradients: bool = False, each: int = 5) -> None:
    rng, start = np.random.default_rng(seed), time.time()
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for known in sources(count, rng):
        ways = [
            (mistake, swap)
            for equation in known.equations
            for mistake, swap in swaps_of(known, equation)
            if not mistake.generic and not (gradients and swap.target.endswith(":="))
        ]
        for at in rng.choice(len(ways), min(each, len(ways)), replace=False):
            plant(known, ways[at][0].name, ways[at][1], seen, gradients=gradients)
    total: Counter[str] = Counter()
    print(f"seed {seed}: {count} networks and expressions, one mistake at a time, 4 digits")
    print(f"  {'mistake':34}  shown hidden  first  named  alone")
    for name, row in [*sorted(seen.items()), ("all", total)]:
        shown = max(row["shown"], 1)
        shares = "  ".join(f"{row[key] / shown:5.0%}" for key in ("first", "named", "alone"))
        print(f"  {name:34} {row['shown']:6} {row['hidden']:6}  {shares}")
        if name != "all":
            total.update(row)
    late = total["late right"] / max(total["late"], 1)
    print(f"  later lines that are right or follow: {late:.2%}; {time.time() - start:.0f} s")


def report_random(count: int, seed: int) -> None:
    """Wrong numbers that no mistake made: how many are given a name."""
    rng = np.random.default_rng(seed)
    total = named = 0
    names: Counter[tuple[str, ...]] = Counter()
    for known in sources(count, rng):
        base = worked(known)
        for _ in range(4):
            line = str(rng.choice(list(base)))
            value = base[line].copy()
            at = tuple(int(rng.integers(size)) for size in value.shape)
            size = max(abs(float(value[at])), 0.05) * np.exp(rng.uniform(-2, 2))
            value[at] = rounded(np.array(rng.choice([-1, 1]) * size), 4, np.array(0))
            own = paper_of({**base, line: value})
            if not shows(known, own, line):
                continue
            total += 1
            found = found_in(known, own).mistakes.get(line)
            if found:
                named += 1
                names[found.names] += 1
    print(f"seed {seed}: {total} random wrong answers, {named} given a name: {named / total:.2%}")
    print("  most often:", names.most_common(5))


def main() -> None:
    what, count, seed = [*sys.argv[1:], *["honest", "200", "1"][len(sys.argv) - 1 :]][:3]
    run = {
        "honest": report_honest,
        "planted": report_planted,
        "mistakes": report_mistakes,
        "gradients": lambda count, seed: report_mistakes(count, seed, gradients=True),
        "random": report_random,
    }[what]
    run(int(count), int(seed))


if __name__ == "__main__":
    main()
