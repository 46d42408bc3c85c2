"""What a person wrote and we cannot use: one class, one printer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

SHOWN = 40  # characters of a hostile or very long text that a message repeats


class InputError(Exception):
    """Something that a person wrote cannot be used. Printed, never shown as a traceback.

    where: file, then key or row, as the person would look for it.
    wrong: what stands there, and why it will not do.
    expected: what may stand there.
    example: one line that works, ready to be pasted.
    """

    def __init__(self, where: str, wrong: str, *, expected: str, example: str) -> None:
        super().__init__(where, wrong, expected, example)
        self.where = where
        self.wrong = wrong
        self.expected = expected
        self.example = example

    def at(self, where: str) -> InputError:
        """The same fault, found at a more exact place."""
        return InputError(where, self.wrong, expected=self.expected, example=self.example)

    def __reduce__(self) -> tuple[Any, ...]:
        return made, (type(self), self.__dict__)

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.wrong}\n"
            f"  expected: {self.expected}\n"
            f"  for example: {self.example}"
        )


def made(kind: type[InputError], said: dict[str, Any]) -> InputError:
    """An error as another process sent it."""
    error = kind.__new__(kind)
    error.__dict__.update(said)
    return error


class InputErrors(InputError):
    """All the faults of one file at once; printed one after the other."""

    def __init__(self, faults: Iterable[InputError]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(first.where, first.wrong, expected=first.expected, example=first.example)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def shown(text: object) -> str:
    """A typed text as a message may repeat it: cut, quoted, control characters escaped."""
    try:
        plain = str(text)
    except ValueError:  # Python refuses to print an integer of thousands of digits
        plain = "a number of thousands of digits"
    return repr(plain[:SHOWN]) + ("…" if len(plain) > SHOWN else "")


def closest(given: str, known: Collection[str], count: int, cutoff: float) -> list[str]:
    """The known names that look most like the given one, whatever its case."""
    from difflib import get_close_matches  # slow to import, and only a fault needs it

    plain = {name.casefold(): name for name in reversed(list(known))}
    near = get_close_matches(given[:SHOWN].casefold(), plain, n=count, cutoff=cutoff)
    return [plain[name] for name in near]


def nearest(given: str, known: Collection[str]) -> str:
    """The known name that looks most like the given one, else the first."""
    near = closest(given, known, 1, 0.4)
    return near[0] if near else next(iter(known), "")


def unknown(where: str, kind: str, given: str, known: Collection[str], line: str) -> InputError:
    """A name that is in no table. `line` has a {} where a right name goes."""
    names = list(known)
    near = closest(given, names, 3, 0.6) or names[:3]
    listed = names if len(names) <= 16 else near
    return InputError(
        where,
        f"there is no {kind} {shown(given)}",
        expected=", ".join(listed) + ("" if len(names) <= 16 else ", …"),
        example=line.format(near[0] if near else ""),
    )
