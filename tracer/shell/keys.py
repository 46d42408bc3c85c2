"""What a key on the keyboard is. Each program has a table of them, from which its bindings, its
foot, its help and the palette are made. A key that several programs have means the same in each:
it has the same label, and the help says it in that word; what it moves over, or writes, is the
program's (`tests/test_keys.py`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

Group: TypeAlias = Literal["Step", "Look closer", "Try and change", "Show", "Program"]


def always(_: Any) -> bool:
    return True


class Key(NamedTuple):
    """`keys`: as Textual names them, comma between several; `shown`: as a person reads them.
    `label` stands in the footer, and only if `footer` (smaller: sooner) is not 0. `applies`:
    whether it does anything now, by what the program is about."""

    id: str
    keys: str
    shown: str
    action: str
    label: str
    tooltip: str
    group: Group
    footer: int = 0
    applies: Callable[[Any], bool] = always
