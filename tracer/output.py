"""Where a command's result goes: the terminal, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from .errors import InputError, shown


def speaks_unicode(stream: TextIO) -> bool:
    """Whether ∂ can be printed there."""
    try:
        "∂".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@contextmanager
def output(name: str | None, *, force: bool = False) -> Iterator[TextIO]:
    """A stream to write to: standard output for None or `-`, else the file of that name.

    A file appears under its name only when all of it is written. Raises InputError if it is
    there already and not `force`, or cannot be written.
    """
    if name in (None, "-"):
        if not speaks_unicode(sys.stdout) and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    path = Path(name)
    with refusals(path):
        if path.exists() and not path.is_file():  # a device such as /dev/stderr, or a folder
            with path.open("w", encoding="utf-8", newline="") as stream:
                yield stream
            return
        real = path.resolve()  # a link stays a link
        if real.exists() and not force:
            raise FileExistsError
        with (
            finished(real, force=force) as beside,
            beside.open("x", encoding="utf-8", newline="") as stream,
        ):
            yield stream


@contextmanager
def finished(path: Path, *, force: bool = True, alone: bool = False) -> Iterator[Path]:
    """Where to write a file that gets its name when all of it is written, or is not there at all.

    `alone`: nobody else writes there, and what a run that was killed left is written over. Raises
    FileExistsError where the name is taken by then, unless `force`."""
    writer = "" if alone else f".{os.getpid()}"
    beside = path.with_name(f".{path.name[:100]}{writer}.part")
    try:
        yield beside
        if force:
            beside.replace(path)
        else:
            put(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def put(beside: Path, path: Path) -> None:
    """Give a finished file its name. Raises FileExistsError if it is taken by now."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system, or a machine, without links
        if path.exists():
            raise FileExistsError from None
        beside.replace(path)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """What the file system says, as an InputError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except FileExistsError:
        raise InputError(
            "-o",
            f"{shown(path)} is there already",
            expected="a new file, or --force to replace it",
            example=f"-o {path} --force",
        ) from None
    except OSError as error:
        raise InputError(
            "-o",
            f"{shown(path)} cannot be written: {error.strerror or error}",
            expected="a file in a folder that exists and that you may write to",
            example="-o trace.html",
        ) from None
