"""Chunks of a class on one core, on several, or on a cluster: in order, a few at a time."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeAlias

from tracer.cli import version
from tracer.errors import InputError

from .chunks import Chunk, Rows
from .proof import here, proof
from .rows import Helpers, marks_of, of_rows
from .scored import Scored
from .submissions import of_files
from .work import Job, Marks

AHEAD = 4  # chunks for each process that are under way at once
WAITING = 20  # chunks for each process that are done, or under way, behind one that takes long
# A process that is forked is there at once, with all that is loaded: 0.6 s sooner than a new one.
# It is before anything is marked; the only threads are those of BLAS, which ends them for it. macOS
# does not bear it, and Windows has no such thing.
BESIDE = "fork" if sys.platform == "linux" else "spawn"
job_here: dict[int, Job] = {}  # in a process of a pool: the job that it was started with

Spread: TypeAlias = Callable[[Iterable[Chunk]], Iterator[tuple[Chunk, Marks]]]
"""Marks chunks, and gives back each with its marks, in order."""


def of_chunk(job: Job, chunk: Chunk, seen: Mapping[int, str] = {}, helpers: Helpers = ()) -> Marks:
    """The marks of a chunk. `seen`: in which files students came before."""
    if isinstance(chunk, Rows):
        return of_rows(job, chunk, seen, helpers)
    return of_files(job, chunk, seen)


def packed(marks: Marks | Scored) -> bytes:
    """Marks as they travel. What a class is handed back is a twentieth of its size when packed, and
    a process waits until all that it sends has been fetched."""
    return zlib.compress(pickle.dumps(marks), 1)


def received(marks: Marks | bytes) -> Any:
    return pickle.loads(zlib.decompress(marks)) if isinstance(marks, bytes) else marks


@contextmanager
def workers(job: Job, processes: int, scheduler: str | None) -> Iterator[Spread]:
    """What marks the chunks of a class. Raises InputError where the cluster cannot be reached, or
    gives up."""
    if scheduler is not None:
        with cluster(scheduler) as client:
            same_code(client)
            there = client.scatter(job, broadcast=True)
            size = max(1, len(client.scheduler_info()["workers"]))
            yield lambda chunks: in_order(
                chunks,
                lambda chunk: client.submit(sent_from_there, there, chunk, proof(), pure=False),
                size,
            )
    elif processes > 1:
        with pool(job, processes - 1) as submit:
            helpers = [partial(begun, submit)] * (processes - 1)
            yield lambda chunks: in_order(
                chunks,
                partial(submit, sent_from_here),
                processes - 1,
                lambda chunk, alone: of_chunk(job, chunk, helpers=helpers if alone else ()),
            )
    else:
        yield lambda chunks: ((chunk, of_chunk(job, chunk)) for chunk in chunks)


def in_order(
    chunks: Iterable[Chunk],
    submit: Callable[[Chunk], Any],
    size: int,
    here: Callable[[Chunk, bool], Marks] | None = None,
) -> Iterator[tuple[Chunk, Marks]]:
    """Each chunk with its marks. `size`: how many processes `submit` sends chunks to; what they
    have no hands for is marked `here`, if that may be, and so is the last one, with their help if
    it is the only one."""
    waiting: deque[tuple[Chunk, Any]] = deque()
    for count, (chunk, last) in enumerate(and_last(chunks)):
        busy = sum(not one.done() for _, one in waiting)
        alone = last and count == 0
        if here is not None and (busy >= (size if last else AHEAD * size) or alone):
            waiting.append((chunk, finished(here(chunk, alone))))
        else:
            waiting.append((chunk, submit(chunk)))
        full = AHEAD * size if here is None else WAITING * size
        while waiting and (waiting[0][1].done() or len(waiting) > full):
            first, future = waiting.popleft()
            yield first, received(future.result())
    if here is not None:
        for at, (chunk, future) in reversed(list(enumerate(waiting))):
            if future.cancel():  # nobody has begun with it
                waiting[at] = chunk, finished(here(chunk, False))
    for first, future in waiting:
        yield first, received(future.result())


def and_last(chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, bool]]:
    """Each chunk, and whether it is the last."""
    rest = iter(chunks)
    before = next(rest, None)
    for chunk in rest:
        assert before is not None
        yield before, False
        before = chunk
    if before is not None:
        yield before, True


def finished(marks: Marks) -> Future[Marks]:
    done: Future[Marks] = Future()
    done.set_result(marks)
    return done


@contextmanager
def pool(job: Job, size: int) -> Iterator[Callable[..., Future[bytes]]]:
    """Processes beside this one, as what sends calls to them. Raises InputError where one of them
    is ended from outside."""
    try:
        with ProcessPoolExecutor(size, get_context(BESIDE), start, (job,)) as processes:
            try:
                with undisturbed():
                    processes.submit(int)  # with the first call all of them are started
                yield processes.submit
            except BaseException:
                processes.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool:
        raise InputError(
            "--processes",
            "one of the processes was ended from outside: was there too little memory?",
            expected="the same command again takes up what was cut short; or fewer processes",
            example="--processes 1",
        ) from None


@contextmanager
def undisturbed() -> Iterator[None]:
    """Processes that are started here do not hear of Ctrl-C: they end with this one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start(job: Job) -> None:
    """The first thing in a process of a pool."""
    job_here[0] = job
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """A process whose parent was killed would wait for chunks for ever."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def sent_from_here(chunk: Chunk) -> bytes:
    return packed(of_chunk(job_here[0], chunk))


def scored_here(rows: Rows) -> bytes:
    return packed(marks_of(job_here[0], rows))


def begun(submit: Callable[..., Future[bytes]], rows: Rows) -> Callable[[], Scored]:
    """Rows that another process begins to mark."""
    future = submit(scored_here, rows)
    return lambda: received(future.result())


def same_code(client: Any) -> None:
    """Let every worker of a cluster prove that it has the code that is here. Raises InputError with
    those that have not; one that has no such proof is of an older version."""
    said = client.run(proof, on_error="return")
    others = [str(worker) for worker, one in said.items() if one != proof()]
    if others:
        raise other_code(", ".join(others))


def other_code(workers: str) -> InputError:
    return InputError(
        "--scheduler",
        f"other code than here would mark on {workers}; nothing was marked there",
        expected="the same version of backprop-tracer on all workers as here",
        example=f"pip install backprop-tracer=={version()}",
    )


def sent_from_there(job: Job, chunk: Chunk, wanted: str) -> bytes:
    """Marks as a worker of a cluster sends them, also one that came later, if it proves that it has
    the code that is `wanted`. What is wrong says where that was."""
    if proof() != wanted:
        raise other_code(here())
    try:
        return packed(of_chunk(job, chunk))
    except InputError as error:
        raise error.at(f"{error.where} (on the worker {here()})") from None
    except Exception as error:
        error.add_note(f"on the worker {here()}")
        raise


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
