"""Writing exercises: a template to begin with, and the check of what an author wrote.

template.py     a file to begin with, template.toml; questions.py  by questions
listing.py      what can be asked
checked.py      the check of a file; faults.py  what is wrong, in which line
cases.py, trial.py, first_tests.py      the author's own tests: read, made, to begin with
printed.py      the author's printed answers; batches.py  variants to try it on
apart.py        which mistakes its numbers tell apart; solvable.py  whether it can be done
by_hand.py, slips.py, carries.py, reach.py      a student's numbers, one slip, where it leads
exam.py         what an exam would do
preview.py      sheet and solution on a page; progress.py  what takes long
"""
