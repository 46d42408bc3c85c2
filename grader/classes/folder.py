"""The folder of a class's marks: every file is there whole or not at all, and a run that was cut
short is taken up again: what it finds as it should be, it leaves alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

from tracer.cli import version
from tracer.errors import InputError, shown
from tracer.output import finished

from ..asked import Exercise
from ..encodings import MARK
from ..rules_version import RULES, version_of
from .lock import alone

SCHEMA = "backprop-marks/1"
RUN = "run.json"
BLOCK = 1_000_000  # bytes


def exercise_hash(sheet: Exercise) -> str:
    """What tells one version of an exercise from another: its keys, as JSON with sorted keys."""
    keys = sheet.keys or sheet.source.keys()
    text = json.dumps(keys, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(sheet: Exercise) -> dict[str, Any]:
    """What every record names: the exercise, its hash, and the program's version."""
    return {"exercise": sheet.id or sheet.title, "hash": exercise_hash(sheet), "version": version()}


class OtherRules(InputError):
    """The marks of a folder stand under another version of the rules."""


class Folder:
    """Where the marks go. `rules`: the version under which those that are there were given, the
    oldest where there are several; `edited`: whether the exercise was another then. Raises
    InputError for a folder of something else."""

    def __init__(self, name: str, sheet: Exercise, *, write: bool = True) -> None:
        self.path, self.stamp = Path(name), stamp(sheet)
        self.rules, self.edited = RULES, False
        run = self.path / RUN
        if self.path.exists() and not self.path.is_dir():
            raise self.refused("it is a file", "a folder, or --format json for one file")
        if run.is_file():
            earlier = self.earlier(run)
            if earlier.get("exercise") != self.stamp["exercise"]:
                other = shown(str(earlier.get("exercise")))
                raise self.refused(f"it holds the marks of {other}", "a folder of its own")
            self.rules = version_of(earlier)
            self.edited = earlier.get("hash") != self.stamp["hash"]
        elif self.path.is_dir() and any(
            not one.name.startswith(".") for one in self.path.iterdir()
        ):
            raise self.refused("it holds other files", "a new folder, or that of an earlier run")
        if write:
            self.begin()

    def begin(self) -> None:
        """Say whose folder it is. Marks of other rules are not made those of now by saying so."""
        head = {"schema": SCHEMA, "rules": self.rules, **self.stamp}
        self.put(RUN, json.dumps(head, indent=1) + "\n")

    @property
    def stands(self) -> str:
        """What is said where the marks stand under other rules; nothing where they do not."""
        if self.rules == RULES:
            return ""
        return (
            f"the folder's marks stand under version {self.rules} of the rules; "
            f"this program has {RULES}"
        )

    def under_other_rules(self) -> OtherRules:
        return OtherRules(
            f"-o {self.path}",
            f"{self.stands}, and has written nothing",
            expected="--dry-run to see what would change, by rule; --remark to mark anew",
            example=f"backprop grade sheet.toml handed-in/ -o {self.path} --dry-run",
        )

    def earlier(self, run: Path) -> dict[str, Any]:
        try:
            found = json.loads(run.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def refused(self, wrong: str, expected: str) -> InputError:
        return InputError(f"-o {self.path}", wrong, expected=expected, example="-o marks/")

    @contextmanager
    def saying(self) -> Iterator[None]:
        """What the file system says, as an InputError."""
        try:
            yield
        except OSError as error:
            raise InputError(
                f"-o {self.path}",
                f"it cannot be written: {error.strerror or error}",
                expected="a folder that you may write to, on a disk with room",
                example="-o marks/",
            ) from None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out. Raises InputError, with the other run, where there is one."""
        with ExitStack() as stack:
            with self.saying():
                stack.enter_context(alone(self.path))
            yield

    def put(self, name: str, text: str, *, lasting: bool = True) -> bool:
        """Write a file, unless it is there with the same text; whether it was written. `lasting`:
        not before it is on the disk; a run after a power cut finds what is not, and takes long
        enough where there is a file for each of many."""
        path, data = self.path / name, text.encode()
        with self.saying():
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                return False
            with self.replacing(path, lasting=lasting) as stream:
                stream.write(text)
        return True

    def drop(self, name: str) -> None:
        """See that a file is not there."""
        with self.saying():
            (self.path / name).unlink(missing_ok=True)

    @contextmanager
    def beside(self, path: Path) -> Iterator[Path]:
        """Where a file is to be written that is there under its name when all of it is."""
        with self.saying():
            path.parent.mkdir(parents=True, exist_ok=True)
            with finished(path, alone=True) as part:
                yield part

    @contextmanager
    def replacing(
        self, path: Path, *, lasting: bool = True, marked: bool = False
    ) -> Iterator[TextIO]:
        """A stream whose text becomes the file when all of it is written. `marked`: with the mark
        in front by which Excel sees that it is UTF-8, if anything in it is not ASCII."""
        with self.beside(path) as part:
            with part.open("w", encoding="utf-8", newline="") as stream:
                yield stream
                if lasting:
                    stream.flush()
                    os.fsync(stream.fileno())
            if marked and not is_ascii(part):
                with_mark(part)


def is_ascii(path: Path) -> bool:
    with path.open("rb") as file:
        return all(block.isascii() for block in iter(lambda: file.read(BLOCK), b""))


def with_mark(path: Path) -> None:
    """Put the mark of UTF-8 in front of a file."""
    with (
        finished(path, alone=True) as marked,
        path.open("rb") as file,
        marked.open("wb") as stream,
    ):
        stream.write(MARK)
        shutil.copyfileobj(file, stream)
        stream.flush()
        os.fsync(stream.fileno())
