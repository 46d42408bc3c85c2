"""A class of any size from one wide table to the gradebook and the item analysis.

`python -m benchmarks.classes [STUDENTS] [PART …]` (100000; the parts: time, memory, spread,
feedback, own, slipped). Each measurement is a process of its own; a tenth of the students have a
mistake of the table planted, and all round in ways of their own.
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
from tracer import trace
from tracer.files import read, read_document
from tracer.mistakes import swaps_of

from . import grading_class
from .trust.mistakes import carried as worked_on
from .trust.rounding import to_digits

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
OWN = {"X": {"low": -2, "high": 2, "decimals": 1, "except": [0]}}
SECRET = b"a line that only teachers know"
MISTAKEN = 0.1  # of the students
SEED = 7
PAIRS = 5  # of runs on one process and on two


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
        state = worked_on(known, {swap.target: swap} if swap else {}, {}, digits)  # type: ignore[attr-defined]
        values = [state[e.name][e.place[0] - 1, e.place[1] - 1] for e in asked]
        shown = [float(to_digits(np.array(one), digits, way)) for one in values]
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


def graded(
    table: str, out: str, processes: int, scheduler: str, feedback: bool = False
) -> dict[str, float]:
    """From the table to the gradebook, and with `feedback` to a file for everybody."""
    from functools import partial

    from exercises.commands.grade import loaded
    from exercises.task import task
    from grader.classes import run
    from grader.classes.carried import carried

    keys = Path(table).with_suffix(".json")
    secret = SECRET if "variants" in json.loads(keys.read_text()) else None
    brought = carried(task(str(keys)).exercise, keys.name)
    load = partial(loaded, brought, False, secret)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = perf_counter(), process_time()
    how = run.How(feedback=feedback, processes=processes, scheduler=scheduler or None)
    done = run.grade_class(load, [table], out, how)
    seconds, cpu = perf_counter() - start, process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"students": done.students, "seconds": seconds, "cpu": cpu, "peak": peak / 1024,
            "before": before / 1024}  # fmt: skip


PARTS = {"polars": read_with_polars, "graded": graded}


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
    runs = [alone("graded", table, str(folder / f"out{n}"), 1, "") for n in (1, 2)]
    best = min(runs, key=lambda one: one["seconds"])
    used = f"{best['seconds']:.2f} s ({best['cpu']:.2f} s of CPU)"
    print(f"  marking them: {used}: {best['seconds'] / read:.1f} × (bar 20, goal 10)")


def report_spread(folder: Path, students: int) -> None:
    """Also on six times as many students: of fewer, a process takes as long to start as its share
    of a table whose rows repeat."""
    for size in (students, 6 * students):
        table = made(folder, size)
        one, two = twice(table, folder / f"{size}", False)
        print(f"  {size} students, two processes: {one / two:.2f} × as fast as one")
    from dask.distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = alone("graded", table, str(folder / "dask"), 1, cluster.scheduler_address)
    same = all(
        (folder / f"{size}-1" / name).read_bytes() == (folder / "dask" / name).read_bytes()
        for name in ("gradebook.csv", "items.json")
    )
    print(f"  dask, two workers: {there['seconds']:.2f} s, the same bytes: {same}")


def twice(table: str, out: Path, feedback: bool) -> list[float]:
    """Seconds of one process and of two."""
    seconds = [
        alone("graded", table, f"{out}-{count}", count, "", feedback)["seconds"] for count in (1, 2)
    ]
    one, two = (Path(f"{out}-{count}", "gradebook.csv").read_bytes() for count in (1, 2))
    assert one == two
    return seconds


def report_memory(folder: Path, _students: int) -> None:
    for size in (10_000, 100_000, 1_000_000):
        table = made(folder, size)
        used = alone("graded", table, str(folder / f"m{size}"), 1, "")
        over = used["peak"] - used["before"]
        print(f"  {size:9} students: {used['peak']:.0f} MB at most, {over:.0f} MB over the start, "
              f"{used['seconds']:.1f} s (bar 300 MB, flat)")  # fmt: skip


def report_feedback(folder: Path, students: int) -> None:
    """With a feedback file and a record for everybody."""
    one, two = twice(made(folder, students), folder / "fed", True)
    print(f"  feedback for {students} students: {one:.1f} s, {one / students * 1e3:.2f} ms each; "
          f"two processes: {two:.1f} s, {one / two:.2f} × as fast (bar 1.6)")  # fmt: skip


def report_own(folder: Path, students: int) -> None:
    """Where everybody has numbers of their own, no two rows are the same."""
    write_own(folder / "own.csv", students)
    say_twice(folder / "own.csv", f"{students} students with numbers of their own")


def say_twice(table: Path, who: str) -> None:
    """Of several pairs the middle one, by how many times as fast two are: what else a machine does
    changes from one to the next."""
    pairs = [twice(str(table), table.with_suffix(f".{at}"), False) for at in range(PAIRS)]
    one, two = sorted(pairs, key=lambda pair: pair[0] / pair[1])[PAIRS // 2]
    print(f"  {who}: {one:.1f} s; two processes: {two:.1f} s, {one / two:.2f} × as fast")


def write_own(path: Path, students: int) -> None:
    """Everybody's own right numbers, rounded to four digits."""
    from exercises.task import task
    from exercises.variants import variants

    whole = {**keys(), "variants": OWN}
    path.with_suffix(".json").write_text(json.dumps(whole))
    ids = [f"s{at:07}" for at in range(students)]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        for start in range(0, students, 5000):
            some = ids[start : start + 5000]
            sheet = variants(task(whole), SECRET, some)
            asked = entries(sheet)
            if start == 0:
                table.writerow(["student", *(entry.label for entry in asked)])
            columns = [
                np.broadcast_to(
                    sheet.trace.state[e.name][..., e.place[0] - 1, e.place[1] - 1], len(some)
                ).tolist()
                for e in asked
            ]
            for student, *row in zip(some, *columns, strict=True):
                table.writerow([student, *(f"{one:.4g}" for one in row)])


def report_slipped(folder: Path, students: int) -> None:
    """Half of them right, the others each with a slip of their own."""
    write_slipped(folder / "slipped.csv", students)
    say_twice(folder / "slipped.csv", f"{students} students, half of whom slipped")


def write_slipped(path: Path, students: int) -> None:
    """The class of grading_class.py as a table."""
    known, source = trace(read(grading_class.NETWORK)), read_document(grading_class.NETWORK)
    asks = [{"quantity": name} for name in grading_class.asked(known)]
    path.with_suffix(".json").write_text(
        json.dumps({"id": "slipped", "digits": 4, "network": source, "ask": asks})
    )
    made = grading_class.students(known, students, np.random.default_rng(SEED))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["student", *made[0].answers], lineterminator="\n")
        table.writeheader()
        table.writerows({"student": one.student, **one.answers} for one in made)


REPORTS = {
    "time": report_time,
    "spread": report_spread,
    "memory": report_memory,
    "feedback": report_feedback,
    "own": report_own,
    "slipped": report_slipped,
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
