"""A student's answers as they came, whatever the format: a name, and texts by quantity."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.errors import InputError, shown
from tracer.layout import LAYOUTS, Layout, flipped, transposed
from tracer.names import Found
from tracer.quantity import ITERATION, quantity
from tracer.symbols import Place
from tracer.trace import Trace

from .answers import BLANK, Typed, unified
from .encodings import unscrambled
from .given import other_shape, printable, rows_of, shaped, sizes, text_of
from .meant import LONGEST_NAME, MOST_PROBLEMS, found_in
from .office import doubtful, number, unprefixed, with_decimal_commas

if TYPE_CHECKING:
    from .asked import Exercise

FORMULA = " (formula)"  # behind the name of a formula whose number is asked for, too
MOST_ANSWERS = 100_000  # of one student
MOST_UNKNOWN = 1000  # quantities of one student that there are not, before the rest is left
MOST_ITERATIONS = 25  # that are traced because somebody wrote one down
DIGIT = re.compile(r"\d")


class Problem(NamedTuple):
    """Something that could not be used: where it stands, and what to do about it."""

    where: str
    message: str

    @classmethod
    def of(cls, error: InputError) -> Problem:
        return cls(error.where, f"{error.wrong}; expected: {error.expected}")


@dataclass(frozen=True, slots=True)
class Submission:
    """`answers`: what stands for each quantity: a text, a number, or rows of them.
    `layout` and `names` are the student's own, where they differ from the sheet's. `unread`: what
    there was besides and could not be read; `notes`: how it was read; `time`: when it was handed
    in, where that stands beside it."""

    student: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    layout: Layout | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    repeated: Sequence[str] = ()  # quantities that came more than once
    unread: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    time: str = ""


@dataclass(slots=True)
class Cell:
    """One typed entry: its array and place as calculated, its text, and what it says."""

    name: str
    place: Place  # in the layout `columns`
    text: str
    typed: Typed | None
    fault: InputError | None = None
    own: str = ""  # as the student called it
    place_typed: Place | None = None  # in the layout that the student wrote in
    sign: int = 1  # -1: called by a symbol that is the negative
    whole: bool = False  # one formula for all entries of its array


@dataclass(slots=True)
class Sheet:
    """A submission, its quantities looked up and its texts read. `lost`: what of the problems is an
    answer that counts nowhere, since nobody knows of what; `notes`: how others were read."""

    student: str
    cells: dict[tuple[str, Place], Cell] = field(default_factory=dict)
    texts: dict[tuple[str, Place], Cell] = field(default_factory=dict)  # formulas and letters
    over: dict[tuple[str, Place], Cell] = field(default_factory=dict)  # typed over given numbers
    problems: list[Problem] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spoken: Exercise | None = None  # as the student's own symbols call it


def steps_of(submissions: Sequence[Submission]) -> int:
    """The last iteration that somebody wrote down."""
    numbers = (
        int(match[1])
        for one in submissions
        for name in islice(one.answers, MOST_ANSWERS)
        if (match := ITERATION.fullmatch(name.strip()[:LONGEST_NAME]))
    )
    return max((number for number in numbers if number <= MOST_ITERATIONS), default=1)


def read_sheet(
    one: Submission,
    trace: Trace,
    as_text: Collection[tuple[str, Place]] = frozenset(),
    beside: Collection[tuple[str, Place]] = frozenset(),
    whole: Collection[str] = frozenset(),
) -> Sheet:
    """Look up every quantity and read every text; the entries of `as_text` are no numbers. Those
    of `beside` are both, and the name of the one that is none ends in " (formula)". Of an array of
    `whole` one text may be the formula of all entries.
    Nothing is raised: what cannot be used is a problem, or a cell with a fault, and the rest
    goes on."""
    sheet = Sheet(printable(one.student)[:LONGEST_NAME], notes=list(one.notes))
    for problem in one.unread:
        lose(sheet, problem.where, problem.message)
    for name in one.repeated[:MOST_PROBLEMS]:
        said(sheet, shown(name), "answered more than once: the last one counts")
    if len(one.answers) > MOST_ANSWERS:
        message = f"{len(one.answers)} answers are too many: at most {MOST_ANSWERS} are read"
        lose(sheet, "answers", message)
    unknown = 0
    for name, given in islice(one.answers.items(), MOST_ANSWERS):
        plain = name.strip().removesuffix(FORMULA.strip())
        formula = plain != name.strip()
        try:
            found = own_found(trace, plain if formula else name, one.names, unknown, sheet.notes)
        except InputError as error:
            message = f"{error.wrong}; did you mean {error.example}?"
            if as_text or DIGIT.search(text_of(given)):
                tell(sheet, name, given, message)
            else:  # no number, and numbers are asked for: a remark
                said(sheet, shown(name), message)
            unknown += 1
            continue
        if found is None:
            unknown += 1
            if unknown > MOST_UNKNOWN:
                message = f"{unknown} quantities are not in this trace: the rest is not read"
                lose(sheet, "answers", message)
                break
            continue
        filled = found.name in whole and (
            formula or not any(key[0] == found.name for key in beside)
        )
        for cell in cells(name, given, found, one, trace, sheet, filled=filled):
            key = (cell.name, cell.place)
            in_words = key in as_text and (formula or key not in beside)
            if formula and not in_words:
                tell(sheet, name, given, "its number is asked for, no formula")
                continue
            into = sheet.texts if in_words else sheet.cells
            if in_words:
                cell.text = unprefixed(unscrambled(cell.text))
            if key in into:
                if is_blank(cell.text):
                    continue  # nobody takes an answer back by leaving another one blank
                if not is_blank(into[key].text):
                    said(sheet, shown(name), "answered more than once: the last one counts")
            into[key] = cell
    settle_commas(sheet)
    return sheet


def settle_commas(sheet: Sheet) -> None:
    """Read 1,234 of somebody whose other numbers say that it is 1.234."""
    unsettled = [one for one in sheet.cells.values() if one.fault and doubtful(one.text)]
    if unsettled and with_decimal_commas([one.text for one in sheet.cells.values()]):
        for one in unsettled:
            read = number(one.text.replace(",", "."))
            assert read is not None
            one.fault, one.typed = None, signed(read._replace(text=one.text), one.sign)


def is_blank(given: Any) -> bool:
    """Whether nothing stands there, or a dash."""
    if isinstance(given, list | tuple):
        return all(is_blank(one) for one in given)
    return unified(text_of(given)) in BLANK


def tell(sheet: Sheet, name: str, given: Any, message: str) -> None:
    """Say what is wrong with an answer; nothing is lost of a blank one."""
    (said if is_blank(given) else lose)(sheet, shown(name), message)


def own_found(
    trace: Trace, name: str, names: Mapping[str, str], unknown: int, notes: list[str]
) -> Found | None:
    """What a name means, as the student calls it: `{"w5": "W[2][1,1]", "d": "-dJ/dz[2]"}`."""
    what = str(names.get(name.strip(), name)).strip()
    turned = what.startswith(("-", "−"))
    found = found_in(trace, what[1:] if turned else what, unknown, notes)
    return found._replace(sign=-found.sign) if found is not None and turned else found


def said(sheet: Sheet, where: str, message: str) -> None:
    if len(sheet.problems) < MOST_PROBLEMS:
        sheet.problems.append(Problem(where, message))


def lose(sheet: Sheet, where: str, message: str) -> None:
    """Say of an answer that it counts nowhere."""
    said(sheet, where, message)
    if len(sheet.lost) < MOST_PROBLEMS:
        sheet.lost.append(Problem(where, message))


def cells(
    name: str, given: Any, found: Found, one: Submission, trace: Trace, sheet: Sheet,
    *, filled: bool = False,
) -> Iterator[Cell]:  # fmt: skip
    """The entries of one answer, put where they are calculated. `filled`: a single text stands for
    all of them."""
    layout = one.layout if one.layout in LAYOUTS else trace.layout
    rows, columns = trace.with_number(found.name).state[found.name].shape[-2:]
    turned = transposed(quantity(found.name), layout) and not trace.scalar(found.name)
    shape = (columns, rows) if turned else (rows, columns)
    try:
        block = rows_of(given)
    except InputError as error:
        tell(sheet, name, given, error.wrong)
        return
    if found.place is not None:
        places = [[flipped(found.place, turned)]]
        if len(block) != 1 or len(block[0]) != 1:
            tell(sheet, name, given, "one entry is asked for, and a table was given")
            return
    else:
        filled = filled and len(block) == len(block[0]) == 1 and shape != (1, 1)
        whole = shaped([block[0] * shape[1]] * shape[0] if filled else block, shape)
        if whole is None:
            tell(sheet, name, given, other_shape(found.name, shape, block))
            return
        block = whole
        places = [
            [flipped((i, j), turned) for j in range(1, shape[1] + 1)]
            for i in range(1, shape[0] + 1)
        ]
    for texts, at in zip(block, places, strict=True):
        for text, place in zip(texts, at, strict=True):
            if 1 <= place[0] <= rows and 1 <= place[1] <= columns:
                made = cell(found, place, text, name, flipped(place, turned))
                made.whole = found.place is None and filled
                yield made
            else:
                tell(sheet, name, given, sizes(shape))


def cell(found: Found, place: Place, given: Any, own: str, laid: Place) -> Cell:
    """One typed text, read; a symbol that is the negative is turned round."""
    text = text_of(given)
    try:
        read = number(text)
    except InputError as error:
        return Cell(found.name, place, text, None, error, own, laid, found.sign)
    return Cell(found.name, place, text, signed(read, found.sign), None, own, laid, found.sign)


def signed(read: Typed | None, sign: int) -> Typed | None:
    """A number, or its negative where the symbol is the negative."""
    return read._replace(value=-read.value + 0.0) if read is not None and sign < 0 else read
