"""Nothing that a person reads has names that stand on no sheet: u1, u2, (n − 1)·K + k."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import StringIO

import pytest

from exercises.hints import hints_of
from exercises.task import bundled, task
from exercises.worksheet import FORMATS as SHEETS
from exercises.worksheet.description import sheet as sheet_of
from grader import mark
from grader.exercise_file import Exercise, asked_places
from grader.report import FORMATS as REPORTS
from tests.sample import sample
from tracer import Expression, Network, trace
from tracer.check import check
from tracer.errors import InputError
from tracer.export import FORMATS
from tracer.export.format import view
from tracer.files import examples, read
from tracer.layout import flipped
from tracer.quantity import quantity
from tracer.shell.line import plain as text_of
from tracer.symbols import entry_name
from tracer.walk import plain
from tracer.walk.model import Walk
from tracer.walk.views.diagram import diagram
from tracer.walk.views.pane import Look, step_lines

pytestmark = pytest.mark.thorough  # these sheets once more, as a whole

Source = Network | Expression

# The lines of sheets of which wrong numbers came in, changed a little.
CASES = {
    "product": (["f = (x + 1)**2*exp(-x)"], {"x": 0.5}),
    "momentum": (["v1 = -2.4*a", "v2 = 0.9*v1 - 0.2*g2", "w2 = w1 + v2"],
                 {"a": 1, "g2": 7.2, "w1": 0.3}),
    "cell": (["c = f*c0 + i*g", "h = o*tanh(c)", "L = (h - t)**2/2"],
             {"f": 0.6, "c0": 0.5, "i": 0.7, "g": -0.4, "o": 0.9, "t": 0.2}),
    "terms": (["D = m*p + q*g"], {"m": 0.5, "p": 2, "q": 0.3, "g": -4}),
    "layers": (["a_1 = tanh(w1*x + b1)", "z_2 = w2*a_1 + b2", "L = (z_2 - t)**2"],
               {"x": 0.5, "w1": 0.3, "b1": 0.1, "w2": -0.4, "b2": 0.2, "t": 1}),
    "quotient": (["s = x*y/(x + y)", "r = sqrt(s**2 + 1)"], {"x": 2, "y": 3}),
    "kinks": (["h = max(0, w*x - 1) + abs(x - w)"], {"x": 2, "w": 1.5}),
}  # fmt: skip


def sources() -> Iterator[tuple[str, Source]]:
    for example in examples():
        source = read(example.name)
        if isinstance(source, Expression) or example.name in ("geoj-softmax", "mazur"):
            yield example.name, source
    for name, (lines, at) in CASES.items():
        yield name, Expression(expression=lines, at=at)


def internal(source: Source) -> re.Pattern[str]:
    """The names that nobody wrote."""
    hidden = sorted(source.unnamed) if isinstance(source, Expression) else []
    words = "|".join([rf"(?<![\w]){name}(?!\w)" for name in hidden])
    storage = r"\(n\s*[-−]\s*1\)"
    return re.compile(f"{words}|{storage}" if words else storage)


def of_trace(source: Source) -> Iterator[str]:
    known = trace(source)
    for name in ("text", "markdown", "latex"):
        out = StringIO()
        FORMATS[name].write(view(known), out)
        yield out.getvalue()
    if not getattr(source, "numberless", False):
        yield check(source).text()


def of_walk(source: Source) -> Iterator[str]:
    walk = Walk(source)
    walk.set_detail("factors")
    for number in walk.stops:
        walk.go(number)
        yield plain.line(walk)
        pane = step_lines(walk, 100, 40, Look(check=True)) + diagram(walk, 100, 40)
        yield "\n".join(map(text_of, pane))


def of_marking(source: Source) -> Iterator[str]:
    """What is said of a wrong number in every line that has a name, all at once and alone."""
    sheet = Exercise(source=source)
    known = sheet.trace
    if getattr(source, "numberless", False):
        return
    names = [name for name in known.by_name if not (parts(known, name) & unnamed(source))]
    slopes = [name for name in known.by_lines.by_name if name not in names]
    wrong = {
        name: (known.with_number(name).laid(name) * 1.3 + 0.37).round(3).tolist()
        for name in (*names, *(one for one in slopes if not parts(known, one) & unnamed(source)))
    }
    for answers in (wrong, {name: given for name, given in wrong.items() if "/d" in name}):
        report = mark(sheet, answers)
        yield from (write(report) for name, write in REPORTS.items() if name in ("text", "html"))
        for one in report.student.answers:
            yield one.message


def parts(known: object, name: str) -> set[str]:
    what = quantity(name)
    return {what.base, *([what.by.base] if what.by else [])}


def unnamed(source: Source) -> frozenset[str]:
    return source.unnamed if isinstance(source, Expression) else frozenset()


KNOWN = dict(sources())


@pytest.mark.parametrize("name", sample(KNOWN, 12))
def test_no_trace_walk_or_feedback_has_a_name_that_nobody_wrote(name: str) -> None:
    source = KNOWN[name]
    for text in (*of_trace(source), *of_walk(source), *of_marking(source)):
        found = internal(source).search(text)
        assert found is None, text[max(0, found.start() - 80) : found.end() + 40]


@pytest.mark.parametrize("name", ["layers", "product", "quotient"])
def test_a_name_that_is_not_there_is_answered_with_names_of_the_sheet(name: str) -> None:
    for typed in ("u99", "dy/du9", "dL/dW[1]"):
        with pytest.raises(InputError) as caught:
            trace(KNOWN[name])[typed]
        said = str(caught.value).replace(typed, "")
        assert internal(KNOWN[name]).search(said) is None, said


bundle = cache(task)


@pytest.mark.parametrize("name", sample(bundled(), 32))
def test_no_sheet_hint_or_message_has_one(name: str) -> None:
    given = bundle(name)
    exercise = given.exercise
    pattern, known = internal(exercise.source), exercise.trace
    texts = [SHEETS["md"].write(sheet_of(given), None).decode()]
    wrong: dict[str, str] = {}
    for ask in exercise.asks or ():
        for place in asked_places(exercise, ask):
            laid = flipped(place, not known.scalar(ask.name) and known.lies(ask.name))
            at = None if known.scalar(ask.name) else laid
            wrong[entry_name(ask.name, at)] = "3.137" if ask.kind == "number" else "1 + 1"
            texts += hints_of(given, exercise, ask.name, at)
    report = mark(exercise, wrong)
    texts += [write(report) for name, write in REPORTS.items() if name in ("text", "html")]
    for text in texts:
        found = pattern.search(text)
        assert found is None, text[max(0, found.start() - 80) : found.end() + 40]
