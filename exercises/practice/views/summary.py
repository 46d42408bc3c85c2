"""Which kinds of line went right and which went wrong, hints, time."""

from __future__ import annotations

from grader.rules_version import RULES
from tracer.shell.line import Line, Piece, said, wrapped

from ..model import Practice
from ..progress import Tries
from .marks import VERDICTS

WIDE = 68
NAME = 30


def summary(practice: Practice) -> list[Line]:
    """This variant, then the kinds of line over all variants, those that went wrong first."""
    progress = practice.kept
    every = [sheet.progress for sheet in practice.sheets]
    typed = sum(entry in one.progress.typed for one in practice.sheets for entry in one.wanted)
    time = sum(one.time for one in every)
    found = [
        said(f"{practice.right} of {practice.wanted} right, {typed} typed; "
             f"{minutes(time)}", "heading")
    ]  # fmt: skip
    attempts = sum(sum(one.attempts.values()) for one in every)
    hints = sum(sum(one.hints.values()) for one in every)
    shown = sum(len(one.shown) for one in every)
    found.append(
        said(f"{counted(attempts, 'attempt')}, {counted(hints, 'hint')}, "
             f"{counted(shown, 'line')} shown", "dim")
    )  # fmt: skip
    if progress.rounds:
        found += [said(""), said("Before", "heading")]
        for one in progress.rounds[-5:]:
            name = f"variant {one.number}" if one.number else "the first numbers"
            rules = "" if one.rules == RULES else f", by version {one.rules} of the rules"
            score = f"{one.score:g} of {one.max:g} points{rules}"
            found.append(said(f"  {name}: {score}, {minutes(one.seconds)}"))
    found += [said(""), said("Kinds of line, over all your rounds", "heading")]
    tried = [(sort, one) for sort, one in progress.tries.items() if one.answered or one.hints]
    for sort, tries in sorted(tried, key=lambda it: -it[1].weight):
        found += kind(practice, sort, tries)
    if not tried:
        found.append(said("  nothing is answered yet", "dim"))
    return found


def kind(practice: Practice, sort: str, one: Tries) -> list[Line]:
    """One kind of line: how often right, which mistakes were named, what to read again."""
    sign, role = VERDICTS["wrong" if one.wrong else "coarse" if one.coarse else "right"]
    counts = f"{one.right} right, {one.wrong} wrong"
    counts += f", {one.coarse} coarse" if one.coarse else ""
    counts += f", {counted(one.hints, 'hint')}" if one.hints else ""
    counts += f", {one.shown} shown" if one.shown else ""
    found: list[Line] = [
        (Piece(f"{sign} ", role), Piece(f"{sort:<{NAME}}"),
         Piece(counts, "dim"))
    ]  # fmt: skip
    for name, times in sorted(one.names.items(), key=lambda it: -it[1]):
        found.append(said(f"    {name}" + (f", {times} times" if times > 1 else ""), "changed"))
    rule = next(
        (
            one.step.equation.rule
            for sheet in practice.sheets
            for one in sheet.blanks
            if one.step and one.sort == sort
        ),
        None,
    )
    if one.wrong and rule is not None:
        found += wrapped(f"    {rule.source}: {rule.why}", WIDE, "dim", "    ")
    return found


def counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def minutes(seconds: float) -> str:
    """`3 min 20 s`."""
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
