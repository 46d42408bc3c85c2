"""Chunks of a class on one core, on several, or on a cluster: in order, a few at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from tracer.errors import InputError

from .work import Job, Marks, of_block

AHEAD = 2  # chunks for each process that are under way at once
job_here: dict[int, Job] = {}  # in a process of a pool: the job that it was started with


def start(job: Job) -> None:
    job_here[0] = job


def of_block_here(block: bytes, seen: frozenset[int]) -> Marks:
    return of_block(job_here[0], block, seen)


@contextmanager
def workers(
    job: Job, processes: int, scheduler: str | None
) -> Iterator[Callable[[Iterable[bytes]], Iterator[tuple[bytes, Marks]]]]:
    """A function that marks blocks of a wide table and gives back each with its marks, in order.
    Raises InputError where the cluster cannot be reached."""
    if scheduler is not None:
        with cluster(scheduler) as client:
            there = client.scatter(job, broadcast=True)
            size = max(1, len(client.scheduler_info()["workers"]))

            def submit(block: bytes) -> Any:
                return client.submit(of_block, there, block, pure=False)

            yield lambda blocks: in_order(submit, blocks, AHEAD * size)
    elif processes > 1:
        with ProcessPoolExecutor(processes, get_context("spawn"), start, (job,)) as pool:
            yield lambda blocks: in_order(
                lambda block: pool.submit(of_block_here, block, frozenset()),
                blocks,
                AHEAD * processes,
            )
    else:
        yield lambda blocks: ((block, of_block(job, block)) for block in blocks)


def in_order(
    submit: Callable[[bytes], Any], blocks: Iterable[bytes], ahead: int
) -> Iterator[tuple[bytes, Marks]]:
    waiting: deque[tuple[bytes, Any]] = deque()
    for block in blocks:
        waiting.append((block, submit(block)))
        if len(waiting) > ahead:
            block_done, future = waiting.popleft()
            yield block_done, future.result()
    for block_done, future in waiting:
        yield block_done, future.result()


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """A client of a running dask scheduler. Raises InputError."""
    example = "dask scheduler; dask worker tcp://host:8786; --scheduler tcp://host:8786"
    try:
        from dask.distributed import Client
    except ModuleNotFoundError:
        raise InputError(
            "--scheduler",
            "dask is not installed",
            expected="pip install 'backprop-tracer[dask]', here and on the cluster",
            example=example,
        ) from None
    try:
        connect: Any = Client
        client = connect(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            "--scheduler",
            f"no scheduler answers at {address}: {error}",
            expected="the address of a running dask scheduler",
            example=example,
        ) from None
    from concurrent.futures import CancelledError

    from dask.distributed import KilledWorker

    try:
        with client:
            yield client
    except (CancelledError, KilledWorker) as error:
        raise InputError(
            "--scheduler",
            f"the cluster at {address} gave up: {type(error).__name__}",
            expected="workers that stay, with the same backprop-tracer as here",
            example=example,
        ) from None
