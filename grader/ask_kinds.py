"""What an ask may want: one table. To add a kind, add an entry.

    ask_formula.py   formulas
    ask_choice.py    letters, of numbers or of the author's words
    ask_facts.py     how many parameters there are, which shape an array has

Numbers are marked in the loop over the trace (marking.py), words by a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tracer.errors import InputError, unknown
from tracer.symbols import Place
from tracer.trace import Trace

from .answers import BLANK, unified
from .asked import Ask, Exercise, laid
from .report.accepted import number, right_number

if TYPE_CHECKING:
    from .result import Marked

Check: TypeAlias = Callable[[Mapping[str, Any], str, Trace], None]
Mark: TypeAlias = "Callable[[Exercise, Ask, Place, Marked], None]"
Right: TypeAlias = Callable[[Exercise, Ask, Place], str]


def later(module: str, function: str) -> Callable[..., Any]:
    """A function of a module beside this one, imported when it is first called: most sheets ask
    for numbers alone, which need no mistakes and no reading of formulas."""

    def called(*args: Any) -> Any:
        return getattr(import_module(f"{__package__}.{module}"), function)(*args)

    return called


def nothing(keys: Mapping[str, Any], where: str, known: Trace) -> None:
    """A kind that has no keys of its own."""


class AskKind(NamedTuple):
    """`wants`: what a box says of itself. `right`: what is typed for it by somebody who knows.
    `mark`: the verdict of a typed text; None: numbers, and what a person marks. `of`: whether it
    is of a quantity (True), has a title instead (False), or may be either (None). `keys`: its own,
    with an example, which `only` says of others. `given`: whether it is answered from the numbers
    that are given. `long`: whether its box is long. `said`: what the
    sheet says of all of them."""

    name: str
    wants: Right
    right: Right
    keys: Mapping[str, str]
    mark: Mark | None = None
    of: bool | None = True
    check: Check = nothing
    only: str = ""
    given: bool = True
    long: bool = False
    said: str = ""


def right_of_number(sheet: Exercise, ask: Ask, place: Place) -> str:
    """The number as it is to be written."""
    known = sheet.trace if ask.name in sheet.trace.state else sheet.trace.by_steps
    return number(sheet, right_number(known, ask.name, laid(sheet, ask.name, place), ask.sign))


OPTIONS = 'options = [{text = "ReLU", right = true}, {text = "sigmoid"}]'
ASK_KINDS = {
    one.name: one
    for one in (
        AskKind(
            name="number",
            wants=lambda sheet, ask, place: "a number",
            right=right_of_number,
            keys={},
        ),
        AskKind(
            name="formula",
            wants=later("ask_formula", "symbols_of_formula"),
            right=later("ask_formula", "right_formula"),
            mark=later("ask_formula", "mark_formula"),
            check=later("ask_formula", "check_formula"),
            keys={"allowed": 'allowed = ["x", "w1"]'},
            only="only a formula has symbols that it may use",
            long=True,
            said="Formulas count in any form that is equal: 2*x, x + x and x*2 are the same.",
        ),
        AskKind(
            name="choice",
            wants=later("ask_choice", "letters_wanted"),
            right=later("ask_choice", "right_letters"),
            mark=later("ask_choice", "mark_choice"),
            of=None,
            check=later("ask_choice", "check_choice"),
            keys={"choices": "choices = 4", "options": OPTIONS, "select": 'select = "all"'},
            only="only a choice has options",
        ),
        AskKind(
            name="count",
            wants=lambda sheet, ask, place: "a whole number",
            right=later("ask_facts", "right_count"),
            mark=later("ask_facts", "mark_count"),
            of=False,
            check=later("ask_facts", "check_count"),
            given=False,
            keys={"of": 'of = "parameters"'},
            only="it says its quantity itself",
        ),
        AskKind(
            name="shape",
            wants=lambda sheet, ask, place: "rows × columns, as 2×3",
            right=later("ask_facts", "right_shape"),
            mark=later("ask_facts", "mark_shape"),
            of=False,
            check=later("ask_facts", "check_shape"),
            given=False,
            keys={"of": 'of = "dJ/dW[2]"'},
            only="it says its quantity itself",
        ),
        AskKind(
            name="text",
            wants=lambda sheet, ask, place: "in your own words; a person marks it",
            right=lambda sheet, ask, place: "",
            of=False,
            keys={},
            long=True,
        ),
    )
}


def kind_named(name: Any, where: str) -> AskKind:
    """Raises InputError for a kind that there is not."""
    if isinstance(name, str) and name in ASK_KINDS:
        return ASK_KINDS[name]
    raise unknown(f"{where}.kind", "kind of answer", str(name), ASK_KINDS, 'kind = "{}"')


def wants(sheet: Exercise, ask: Ask, place: Place) -> str:
    """What the box of an entry is to hold: `a formula in x, w`. `place`: as calculated."""
    return ASK_KINDS[ask.kind].wants(sheet, ask, place)


def right(sheet: Exercise, ask: Ask, place: Place) -> str:
    """What belongs into the box; "" where nothing can be shown. `place`: as calculated."""
    return ASK_KINDS[ask.kind].right(sheet, ask, place)


def mark_text(sheet: Exercise, ask: Ask, place: Place, answer: Marked) -> None:
    """The verdict of what was typed where no number of the trace is asked for."""
    found = ASK_KINDS[ask.kind].mark
    if found is not None and unified(answer.typed) not in BLANK:
        found(sheet, ask, place, answer)


def no_such_key(keys: Mapping[str, Any], kinds: tuple[AskKind, ...], where: str) -> None:
    """Raises InputError for a key that belongs to another kind of ask."""
    own = {key for kind in kinds for key in kind.keys}
    for kind in ASK_KINDS.values():
        for key, example in kind.keys.items():
            if key in keys and key not in own:
                raise InputError(
                    f"{where}.{key}",
                    kind.only,
                    expected=f'kind = "{kind.name}", or no such key',
                    example=f'kind = "{kind.name}"\n{example}',
                )
