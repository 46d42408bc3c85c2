"""How far the names of mistakes can be trusted: planted ones, and numbers that nobody worked.

drawn.py      random networks and expressions of several lines; more kinds: trust/deeper.py
planted.py    one mistake in one line: is the line found, is it named, by which names
nobody.py     wrong numbers at random: are they named
__main__.py   one run of all, or of some
"""
