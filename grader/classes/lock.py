"""One run at a time in a folder of marks: a second one is told which run is there. The lock is the
system's, so that it ends with its process, whatever ends that."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from tracer.errors import InputError

from .times import at

LOCK = ".lock.part"  # as whatever a run that was killed leaves behind
FAR = 1 << 30  # a byte behind all that is written: where locks are hard, the rest can be read
TRIES = 100  # to get a file that still has its name; some systems never say so of any
LONGEST = 200  # bytes of what the other run says of itself


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, which is made if it is not there, and taken away again if
    nothing was put into it. Raises InputError, with the other run, where there is one."""
    path, new = folder / LOCK, not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with held(path) as file:
            if os.fstat(file.fileno()).st_size:  # what a run that was killed said of itself
                file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}, since {at(now())}")
            file.flush()
            yield
    finally:
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where it is empty


@contextmanager
def held(path: Path) -> Iterator[IO[str]]:
    """The file of the lock, locked; it is taken away at the end."""
    for left in reversed(range(TRIES)):
        with path.open("a+", encoding="utf-8", errors="replace") as file:
            if not locked(file):
                file.seek(0)
                raise busy(path.parent, file.read(LONGEST))
            if left and not is_still(path, file):
                continue  # the run before this one has just taken it away
            try:
                yield file
            finally:
                if sys.platform != "win32":  # there, nobody can take away what is open
                    path.unlink(missing_ok=True)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        return


def locked(file: IO[str]) -> bool:
    """Lock a file for this process, at once or not; True where the file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def is_still(path: Path, file: IO[str]) -> bool:
    """Whether a file that was opened still has its name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False


def now() -> datetime:
    """By this machine's clock, as people read it."""
    return datetime.now()


def busy(folder: Path, who: str) -> InputError:
    other = who.strip() or "which has just begun"
    return InputError(
        f"-o {folder}",
        f"another run is marking into it: {other}; nothing was written",
        expected="the same command again when that run is done, or another folder",
        example=f"-o {folder}-2/",
    )
