"""Whether something ends: a bound many times above what it takes, which only what grows without
end breaks, on a busy machine, too. How fast it is, benchmarks/ measures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

SECONDS = 15.0


@contextmanager
def in_a_moment(seconds: float = SECONDS) -> Iterator[None]:
    """Fails if the processor is at it for longer."""
    start = process_time()
    yield
    taken = process_time() - start
    assert taken < seconds, f"{taken:.1f} s of the processor, at most {seconds:g}"
