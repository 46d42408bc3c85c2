"""A student's hand-computed numbers against the trace: the first wrong line, and why.

>>> from grader import mark
>>> report = mark("mazur", {"z[1][1,1]": "0.3775", "a[1][1,1]": "0.59"})
>>> [answer.verdict for answer in report.student.answers]
['right', 'coarse']

What was handed in
files.py        submissions from files; kinds.py  those that are none; limits.py  too much in any
submission.py   one student's answers, as texts; given.py  rows of texts of whatever was given
tables.py, csv_rows.py, spreadsheet.py      tables of them: CSV, xlsx and how large one may be
encodings.py, office.py     what other programs make of texts and numbers: letters; apostrophes
meant.py        a quantity's name that another program spoilt; own_symbols.py  the student's own
                (the spellings that there are: tracer/names.py)
answers.py      typed text → number and precision, signs alike; spellings.py, answer_faults.py
                ways to type it
typed_over.py   a given number that was typed over
typed_numbers.py    a class's typed numbers as arrays

What is asked
asked.py        an exercise; exercise_file.py, settings.py  from its file, its keys
ask_kinds.py    what an ask may want, an entry each; option.py, ask_choice.py, ask_facts.py,
                ask_formula.py, ask_table.py  choices, facts, formulas, tables
directions.py   Add, Subtract or None: a choice over a perceptron's error
choices.py, options.py      the letters to choose from, the wrong ones among them
derivation.py   a calculation with a mistake to find; manual.py  what a person marks
entries.py      the asked entries one by one; parts.py  where there are several parts

What rounding can do
ranged.py       a number with all that rounding can have done to it, and how far many reach
bounds.py       how that travels; second_order.py  what does not go in proportion
worked.py       the steps inside a line; worked_number.py, worked_sums.py, worked_functions.py
tolerance.py    fixed tolerances instead

Marking
marking.py      `mark`: from submissions to a report; result.py, verdicts.py  what is found
key.py          what should stand there; student_report.py  one student's report, entry by entry
written.py      a number that was written, and which line it can stand for
follow.py       the loop with a student's numbers laid over it; replay.py  a part of it again
judge.py        each number against what follows, and the key; whether its digits are enough
wrong_lines.py  from the first wrong line to the last; spoiled.py, depending.py  what hangs on it
diagnose.py     what a wrong line fits; candidates.py  of the table, slips.py  of the pen
fitting.py      whether a changed calculation gives what stands there, or by chance
conventions.py  whether another convention explains it (which: `confused` in tracer/settings.py)
earned.py       what follows and earns little; points.py  points, a mistake made again
rules_version.py    the version of these rules, and what each changed

Answers that are no numbers
texts.py        all of them
formulas.py     right in any form; formula_whole.py  of a whole array
formula_text.py typed text → tree; formula_spelling.py, formula_names.py, formula_functions.py,
                formula_arrays.py, formula_shapes.py
formula_allowed.py  what may stand in it; formula_key.py  the key, to be shown
formula_mistakes.py what makes it wrong; formula_quotient.py  difference quotients
many_points.py  the same exercise at many points; own_formula.py  a number beside its formula

Anybody's code
explain_code.py     in which line it is wrong; code_sentences.py  what is said of that
code_arrays.py, code_model.py  its arrays, a model's

report/         in words; classes/  many students; cli.py, commands/  the commands
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asked import Exercise
    from .exercise_file import exercise
    from .explain_code import assert_matches, explain
    from .marking import mark
    from .result import Marked, Report, StudentReport
    from .submission import Submission

# Loaded when they are asked for: `backprop trace` reads this package's table of commands only.
WHERE = {
    "Exercise": "asked",
    "exercise": "exercise_file",
    "assert_matches": "explain_code",
    "explain": "explain_code",
    "mark": "marking",
    "Marked": "result",
    "Report": "result",
    "StudentReport": "result",
    "Submission": "submission",
}

__all__ = [
    "Exercise", "Marked", "Report", "StudentReport", "Submission",
    "assert_matches", "exercise", "explain", "mark",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(name)
    return getattr(import_module(f".{WHERE[name]}", __name__), name)
