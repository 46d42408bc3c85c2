"""A student's own symbols and layout, as an answer file gives them: read, and spoken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from tracer.errors import InputError
from tracer.layout import LAYOUTS, Layout
from tracer.network import Network

from .asked import Exercise
from .submission import Submission

MOST_NAMES = 200  # of one student


def read_by(sheet: Exercise, one: Submission) -> Exercise:
    """The exercise as a student writes it down: in the student's layout, with the student's
    symbols beside the sheet's and instead of those that stand for the same. Names that are no
    symbols of its quantities are left out, all of them."""
    known = sheet.trace.layout
    layout = one.layout if one.layout in LAYOUTS else known
    few = one.names if len(one.names) <= MOST_NAMES else {}
    if not few and layout == known:
        return sheet
    names = tuple((str(symbol), str(what)) for symbol, what in few.items())
    return with_names(sheet, layout, names)


def spoken_to(sheet: Exercise, one: Submission) -> Exercise:
    """The same in the layout of the sheet, in which everything is said."""
    own = read_by(sheet, one)
    if own.trace.layout == sheet.trace.layout:
        return own
    return in_layout(own, sheet.trace.layout) if one.names else sheet


@lru_cache(maxsize=64)
def in_layout(sheet: Exercise, layout: Layout) -> Exercise:
    source = sheet.source
    return replace(sheet, source=source.in_layout(layout)) if isinstance(source, Network) else sheet


@lru_cache(maxsize=64)
def with_names(sheet: Exercise, layout: Layout, own: tuple[tuple[str, str], ...]) -> Exercise:
    lying = in_layout(sheet, layout)
    try:
        alone = lying.source.replaced(names=dict(own))  # every spelling becomes the usual one
        kept = left_over(lying.source.names, alone.names)
        return replace(lying, source=alone.replaced(names={**kept, **alone.names}))
    except InputError:
        return lying


def left_over(names: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The sheet's symbols that no symbol of the student's takes the place of."""
    meant = {what.removeprefix("-") for what in own.values()}
    return {
        symbol: what
        for symbol, what in names.items()
        if symbol not in own and what.removeprefix("-") not in meant
    }
