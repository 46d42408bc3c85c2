"""One command a file: `add_arguments(parser)`, `run(args) -> int`; its docstring is its help.

trace.py        print every equation
check.py        derivatives beside difference quotients
convert.py, expand.py   a network in another layout, as an expression
examples.py, formats.py what there is
"""
