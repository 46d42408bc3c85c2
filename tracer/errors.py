"""What a person wrote and we cannot use: one class, one printer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

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

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.wrong}\n"
            f"  expected: {self.expected}\n"
            f"  for example: {self.example}"
        )


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
    plain = str(text)
    return ascii_safe(plain[:SHOWN]) + ("…" if len(plain) > SHOWN else "")


def ascii_safe(text: str) -> str:
    """Quoted like repr, with every character that could move a cursor escaped."""
    return repr(text)


def nearest(given: str, known: Collection[str]) -> str:
    """The known name that looks most like the given one, else the first."""
    near = get_close_matches(given[:SHOWN], list(known), n=1, cutoff=0.4)
    return near[0] if near else next(iter(known), "")


def unknown(where: str, kind: str, given: str, known: Collection[str], line: str) -> InputError:
    """A name that is in no table. `line` has a {} where a right name goes."""
    names = list(known)
    near = get_close_matches(given[:SHOWN], names, n=3) or names[:3]
    listed = names if len(names) <= 16 else near
    return InputError(
        where,
        f"there is no {kind} {shown(given)}",
        expected=", ".join(listed) + ("" if len(names) <= 16 else ", …"),
        example=line.format(near[0] if near else ""),
    )
