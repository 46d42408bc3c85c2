"""Widgets that show lines and say what was clicked; they compute nothing.

step.py, equations.py   the step with its cursor; the list of equations
value.py        the field for one's own value
"""
