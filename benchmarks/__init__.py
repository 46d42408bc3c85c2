"""Benchmarks: how fast, how wide, how true, each beside its bar.

timing.py       side by side, turn by turn; __main__.py  the short ones, one after the other
starting.py     whole processes beside `import numpy`
calculating.py  the loop beside by_hand.py, the same written out in NumPy
grading_class.py    a class in one call of `mark`; classes.py  from a table to the gradebook
variants.py     drawing; walk.py  the screen; choices.py  what somebody earns who only chooses
fuzz.py         the readers, with whatever atheris thinks of
trust/          how far marks can be trusted; names/  and the names of mistakes

BLAS works in one thread here, for both sides of every ratio: with several, what is measured is what
else the machine has to do.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
