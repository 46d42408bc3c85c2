"""What was handed in, cut into chunks that are marked one by one, in this process or in others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tracer.errors import InputError
from tracer.files import label

from ..files import bytes_of
from ..submission import Problem
from .wide import block_sizes, blocks, first_line, is_wide

FILES = 500  # of a chunk, marked together
BYTES = 300_000  # of the files of a chunk, from which on the next one begins
LARGE = 2_000_000  # bytes of a wide table, from which on it comes in pieces
PIECE = BYTES  # of such a table in a piece: about a thousand students


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a wide table of numbers, of which only marks are wanted. `first`: the line that
    names the columns; `begins`: whether these are the first rows."""

    where: str
    first: bytes
    data: bytes
    begins: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as it is, or rows of a large wide table beneath the line that names its columns.
    `fault`: why it could not be read; `part`: which piece of its file it is; `of_many`: whether its
    name cannot say whose it is."""

    name: str
    where: str
    data: bytes = b""
    fault: Problem | None = None
    part: int = 0
    of_many: bool = False


Chunk: TypeAlias = "Rows | tuple[Piece, ...]"


def chunks(
    paths: Sequence[Path], only_marks: bool, parts: int = 1, own: bool = False
) -> Iterator[Chunk]:
    """All that is in some files, in their order. `only_marks`: whether rows of wide tables need
    no more; `parts`: into so many, at least, a table is cut that is not small; `own`: whether
    everybody has numbers of their own. What cannot be read is a piece with its fault."""
    files: list[Piece] = []
    size = 0
    for path in paths:
        wide = only_marks and is_wide(path)
        for piece in () if wide else pieces(path):
            if len(files) >= FILES or size >= BYTES:
                yield tuple(files)
                files, size = [], 0
            files.append(piece)
            size += len(piece.data)
        if wide:
            if files:
                yield tuple(files)
            files, size = [], 0
            yield from rows(path, parts, own)
    if files:
        yield tuple(files)


def rows(path: Path, parts: int, own: bool) -> Iterator[Chunk]:
    """The rows of a wide table."""
    where = label(str(path))
    try:
        first, begins = first_line(path, where), True
        sizes = block_sizes(path.stat().st_size - len(first), parts, own)
        for block in blocks(path, where, sizes):
            yield Rows(where, first, block, begins)
            begins = False
        if begins:
            yield Rows(where, first, b"", begins)
    except InputError as error:
        yield (Piece(str(path), where, fault=Problem.of(error), of_many=True),)


def pieces(path: Path) -> Iterator[Piece]:
    """A file whole, or a large wide table piece by piece."""
    where, many = label(str(path)), is_wide(path)
    try:
        if many and path.stat().st_size > LARGE:
            first = first_line(path, where)
            for part, block in enumerate(blocks(path, where, [PIECE])):
                yield Piece(str(path), where, first + block, part=part, of_many=True)
        else:
            yield Piece(str(path), where, bytes_of(str(path), where), of_many=many)
    except OSError as error:
        said = f"it cannot be read: {error.strerror or error}"
        yield Piece(str(path), where, fault=Problem(where, said), of_many=many)
    except InputError as error:
        yield Piece(str(path), where, fault=Problem.of(error), of_many=many)
