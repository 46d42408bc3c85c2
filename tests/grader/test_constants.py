"""One number in many boxes: when it counts as not worked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from grader.earned import constant_boxes, repeated

NAN = np.nan


class Sheet(NamedTuple):
    """One student's boxes. `typed`: what stands in those that are wrong or follow; `right`: the
    middle of what is right there, ±0.1; `others`: what stands in the boxes that are right."""

    typed: list[float]
    right: list[float]
    wrong: list[bool]
    explained: list[bool]
    others: tuple[float, ...] = ()
    found: tuple[int, ...] = ()


YES, NO = True, False
SHEETS = {
    "in three boxes, wrong in all": Sheet(
        [7, 7, 7, 1], [1, 2, 3, 4], [YES] * 4, [NO] * 4, (5, 6), found=(0, 1, 2)),
    "in two boxes": Sheet([7, 7, 1, 2], [1, 2, 3, 4], [YES] * 4, [NO] * 4),
    "in three boxes, in one of which it is wrong": Sheet(
        [7, 7, 7], [1, 2, 3], [YES, NO, NO], [NO] * 3),
    "in three boxes, in two of which it is wrong": Sheet(
        [7, 7, 7], [1, 2, 3], [YES, NO, YES], [NO] * 3, (5, 6), found=(0, 2)),
    "the right ranges meet": Sheet([7, 7, 7], [1, 1.1, 1.2], [YES] * 3, [NO] * 3),
    "two of the right ranges do not meet": Sheet(
        [7, 7, 7], [1, 1, 1.3], [YES] * 3, [NO] * 3, found=(0, 1, 2)),
    "a mistake explains it": Sheet(
        [7, 7, 7], [1, 2, 3], [YES] * 3, [YES] * 3, (5, 6, 8)),
    "a mistake explains one of them": Sheet(
        [7, 7, 7], [1, 2, 3], [YES] * 3, [YES, NO, NO], (5, 6, 8), found=(1, 2)),
    "a mistake explains two of them": Sheet(
        [7, 7, 7], [1, 2, 3], [YES] * 3, [YES, YES, NO], (5, 6, 8)),
    "no mistake explains a 0": Sheet(
        [0, 0, 0], [1, 2, 3], [YES] * 3, [YES] * 3, (5, 6, 8), found=(0, 1, 2)),
    "nor what stands in three quarters of the boxes": Sheet(
        [7, 7, 7], [1, 2, 3], [YES] * 3, [YES] * 3, (5,), found=(0, 1, 2)),
    "nor what stands in them rightly": Sheet(
        [7, 7, 7], [1, 2, 3], [YES] * 3, [YES] * 3, (7, 7, 7, 5, 6), found=(0, 1, 2)),
    "it stands in fewer": Sheet([7, 7, 7], [1, 2, 3], [YES] * 3, [YES] * 3, (5, 6)),
    "two such numbers": Sheet(
        [7, 7, 7, 9, 9, 9], [1, 2, 3, 1, 2, 3], [YES] * 6, [NO] * 6, found=(0, 1, 2, 3, 4, 5)),
}  # fmt: skip


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_which_boxes_of_one_number_were_not_worked(sheet: Sheet) -> None:
    right = np.array([*sheet.right, *sheet.others])
    more = [NAN] * len(sheet.others)
    no = [False] * len(sheet.others)
    found = constant_boxes(
        np.array([*sheet.typed, *more]),
        np.array([*sheet.typed, *sheet.others]),
        right - 0.1,
        right + 0.1,
        np.array([*sheet.wrong, *no]),
        np.array([*sheet.explained, *no]),
    )
    assert tuple(np.flatnonzero(found)) == sheet.found


def test_only_who_repeats_a_number_three_times_is_looked_at() -> None:
    typed = [[7, NAN, 7, NAN, 7], [7, 7, 1, 1, NAN], [NAN] * 5, [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]]
    assert repeated(np.array(typed)).tolist() == [True, False, False, False, True]
    assert repeated(np.array([[1.0, 1.0]])).tolist() == [False]
