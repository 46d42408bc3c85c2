"""What would change in a marking if something else had been written, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ..result import Marked, StudentReport
from ..verdicts import VERDICTS
from .formats import WITHHELD, plain, printable, typed
from .points import Shown, points_of


def what_if_lines(before: StudentReport, after: StudentReport) -> Iterator[str]:
    """The mark of now and the one it would be; each line whose number, verdict or points would be
    others, with what the page would say of it."""
    was, then = points_of(before), points_of(after)
    name = f"{plain(before.student)}: " if before.student else ""
    yield f"{name}{mark(before, was)} → {mark(after, then)} of {then.text(then.max)} points"
    earlier = {
        one.name: (one, has) for one, (has, _) in zip(before.answers, was.answers, strict=True)
    }
    lines = list(after_lines(after, then, earlier, was))
    yield from lines or ["  nothing would change"]
    yield "nothing was written"


def mark(report: StudentReport, points: Shown) -> str:
    return WITHHELD if report.open else points.text(points.score)


def after_lines(
    after: StudentReport, then: Shown, earlier: dict[str, tuple[Marked, int]], was: Shown
) -> Iterator[str]:
    for answer, (has, most) in zip(after.answers, then.answers, strict=True):
        old, had = earlier.get(answer.name, (None, 0))
        same = old is not None and (old.typed, old.verdict) == (answer.typed, answer.verdict)
        if same and was.text(had) == then.text(has):
            continue
        wrote = (
            f"{typed(old)} → {typed(answer)}"
            if old and old.typed != answer.typed
            else typed(answer)
        )
        verdict = answer.verdict if same or old is None else f"{old.verdict} → {answer.verdict}"
        worth = f"{was.text(had)} → {then.text(has)} of {then.text(most)}"
        yield f"  {VERDICTS[answer.verdict].sign} {answer.shown}  {wrote}  {verdict}  {worth}"
        if answer.message:
            yield f"      {printable(answer.message)}"
