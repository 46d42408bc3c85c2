"""One command a file: `add_arguments(parser)`, `run(args) -> int`; its docstring is its help."""
