"""How far marks can be trusted: simulated students against the grader, written to docs/trust.md.

rounding.py   how a person rounds, and what the rounded number looks like when it is typed
hand.py       a formula worked by hand: every sub-step may be rounded
habits.py     who the honest students are: one row a habit
working.py    a whole trace worked by all of them, and their papers
sources.py    bundled exercises, random networks and expressions; drawn.py  these drawn
units.py      the work in parts; __main__.py  one run of all, or of some
deeper.py     arrays, optimisers, penalties, perceptrons, dropout: a table of kinds of sheets
honest.py     A: honest students who are marked wrong
width.py      B, C: how wide numbers are accepted, and beyond
nowork.py     D: sheets that were filled in without work
mistakes.py, slips.py   E: one thing goes wrong
onpaper.py    F: students on paper, and the points an instructor would give
later.py      G: honest students and widths on the sheets of deeper.py
bar.py, bars.py     what will do; page.py  docs/trust.md
"""
