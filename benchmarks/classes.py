"""A class of any size from one wide table to the gradebook and the item analysis.

`python -m benchmarks.classes [STUDENTS] [PART …]` (100000; the parts: time, memory, spread,
feedback). Each measurement is a process of its own; a tenth of the students have a mistake of the
table planted, and all round in ways of their own.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from grader.entries import entries
from grader.exercise_file import exercise
from tracer.mistakes import swaps_of

from .grading_mistakes import carried
from .grading_students import rounded

ANSWERS = 40
LINES = ("z[1]", "a[1]", "z[2]", "y_hat", "loss", "J", "dJ/dy_hat", "dy_hat/dz[2]", "dJ/dz[2]",
         "dJ/dW[2]", "dJ/db[2]")  # fmt: skip
KEYS = {
    "id": "class",
    "digits": 4,
    "network": {
        "cost": "bce",
        "alpha": 0.3,
        "X": [[0.5, -1.0], [1.5, 2.0], [1.0, 1.0]],
        "Y": [[1], [0], [1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    },
}
MISTAKEN = 0.1  # of the students
SEED = 7


def keys() -> dict[str, object]:
    """The exercise: as many lines, from the first on, as make forty answers."""
    whole = exercise({**KEYS, "ask": [{"quantity": name} for name in LINES]})
    more = [f"dJ/dz[1][{row},{column}]" for row in (1, 2) for column in (1, 2, 3)]
    labels = [entry.label for entry in entries(whole)] + more
    return {**KEYS, "ask": [{"quantity": name} for name in labels[:ANSWERS]]}


def write_table(path: Path, students: int) -> None:
    """The class: rows drawn from those of students with every mistake, every way of rounding."""
    sheet = exercise(keys())
    known, rng = sheet.trace, np.random.default_rng(SEED)
    asked = entries(sheet)
    assert len(asked) == ANSWERS
    lines = {entry.name for entry in asked}
    swaps = [
        swap
        for line in known.equations
        for mistake, swap in swaps_of(known, line)
        if not mistake.generic and line.target in lines
    ]

    def row(swap: object, digits: int, way: int) -> list[str]:
        state = carried(known, {swap.target: swap} if swap else {}, {}, digits)  # type: ignore[attr-defined]
        values = [state[e.name][e.place[0] - 1, e.place[1] - 1] for e in asked]
        shown = [float(rounded(np.array(one), digits, np.array(way))) for one in values]
        return ["" if np.isnan(one) else f"{one:.{digits}g}" for one in shown]

    ways = [(digits, way) for digits in (3, 4, 5) for way in (0, 1, 2)]
    honest = [row(None, *way) for way in ways]
    wrong = [row(swap, *ways[at % len(ways)]) for at, swap in enumerate(swaps * 4)]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["student", *(entry.label for entry in asked)])
        for at in range(students):
            pool = wrong if rng.random() < MISTAKEN else honest
            table.writerow([f"s{at:07}", *pool[rng.integers(len(pool))]])


def read_with_polars(table: str) -> dict[str, float]:
    """Merely read the table and make numbers of it."""
    import polars as pl

    def once() -> float:
        start = perf_counter()
        frame = pl.read_csv(table, infer_schema=False)
        frame.with_columns(pl.exclude("student").cast(pl.Float64, strict=False))
        return perf_counter() - start

    return {"seconds": min(once() for _ in range(5))}


def graded(table: str, out: str, processes: int, polars: bool, scheduler: str) -> dict[str, float]:
    """From the table to the gradebook."""
    from functools import partial

    from grader.classes import run, wide
    from grader.commands.grade import loaded

    if not polars:
        wide.optional_polars = lambda: None
    load = partial(loaded, str(Path(table).with_suffix(".json")), False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = perf_counter(), process_time()
    how = run.How(feedback=False, processes=processes, scheduler=scheduler or None)
    done = run.grade_class(load, [table], out, how)
    seconds, cpu = perf_counter() - start, process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"students": done.students, "seconds": seconds, "cpu": cpu, "peak": peak / 1024,
            "before": before / 1024}  # fmt: skip


def handed_back(folder: str, students: int) -> dict[str, float]:
    """Feedback files, from submissions of their own."""
    from functools import partial

    from grader.classes.run import grade_class
    from grader.commands.grade import loaded

    table = Path(folder) / "class.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(students), strict=False)]
    (Path(folder) / "in").mkdir()
    for row in rows:
        text = json.dumps({"student": row.pop("student"), "answers": row})
        name = json.loads(text)["student"]
        (Path(folder) / "in" / f"{name}.json").write_text(text)
    load = partial(loaded, str(table.with_suffix(".json")), False)
    start = perf_counter()
    grade_class(load, [str(Path(folder) / "in")], str(Path(folder) / "fed"))
    return {"seconds": perf_counter() - start}


PARTS = {"polars": read_with_polars, "graded": graded, "handed_back": handed_back}


def alone(what: str, *args: object) -> dict[str, float]:
    """One measurement in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.classes", "--part", what, json.dumps(args)]
    root = Path(__file__).parents[1]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def made(folder: Path, students: int) -> str:
    table = folder / "class.csv"
    write_table(table, students)
    table.with_suffix(".json").write_text(json.dumps(keys()))
    return str(table)


def report_time(folder: Path, students: int) -> None:
    table = made(folder, students)
    read = min(alone("polars", table)["seconds"] for _ in range(2))
    print(f"{students} students × {ANSWERS} answers; reading them with polars: {read:.2f} s")
    for words, polars, bar in (("with polars", True, "bar 20, goal 10"), ("without", False, "")):
        runs = [alone("graded", table, str(folder / f"{words}{n}"), 1, polars, "") for n in (1, 2)]
        best = min(runs, key=lambda one: one["seconds"])
        ratio = best["seconds"] / read
        used = f"{best['seconds']:6.2f} s ({best['cpu']:.2f} s of CPU)"
        print(f"  {words:12} {used}: {ratio:5.1f} × {bar}")


def report_spread(folder: Path, students: int) -> None:
    """On six times as many students: of fewer, starting a process takes longer than its share."""
    table = made(folder, 6 * students)
    one, two = (alone("graded", table, str(folder / f"p{n}"), n, True, "") for n in (1, 2))
    print(f"  two processes: {one['seconds'] / two['seconds']:.2f} × as fast as one (bar 1.6)")
    same = (folder / "p1/gradebook.csv").read_bytes() == (folder / "p2/gradebook.csv").read_bytes()
    print(f"  the same bytes: {same}")
    from dask.distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = alone("graded", table, str(folder / "dask"), 1, True, cluster.scheduler_address)
    same = all(
        (folder / "p1" / name).read_bytes() == (folder / "dask" / name).read_bytes()
        for name in ("gradebook.csv", "items.json")
    )
    print(f"  dask, two workers: {there['seconds']:.2f} s, the same bytes: {same}")


def report_memory(folder: Path, _students: int) -> None:
    for size in (10_000, 100_000, 1_000_000):
        table = made(folder, size)
        used = alone("graded", table, str(folder / f"m{size}"), 1, True, "")
        over = used["peak"] - used["before"]
        print(f"  {size:9} students: {used['peak']:.0f} MB at most, {over:.0f} MB over the start, "
              f"{used['seconds']:.1f} s (bar 300 MB, flat)")  # fmt: skip


def report_feedback(folder: Path, students: int) -> None:
    made(folder, students)
    count = min(students, 2000)
    seconds = alone("handed_back", str(folder), count)["seconds"]
    print(
        f"  files for {count} students, read and handed back: {seconds / count * 1e3:.1f} ms each"
    )


REPORTS = {
    "time": report_time,
    "spread": report_spread,
    "memory": report_memory,
    "feedback": report_feedback,
}


def main() -> None:
    words = sys.argv[1:]
    if words[:1] == ["--part"]:
        print(json.dumps(PARTS[words[1]](*json.loads(words[2]))))
        return
    students = int(words[0]) if words else 100_000
    for name in words[1:] or REPORTS:
        with TemporaryDirectory() as folder:
            REPORTS[name](Path(folder), students)


if __name__ == "__main__":
    main()
