"""Widgets that show lines and say what was clicked; they compute nothing.

lines.py        lines, painted a row at a time
step.py, equations.py   the step with its cursor; the list of equations
value.py        the field for one's own value
"""
