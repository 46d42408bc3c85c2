"""`python -m tracer`: the tracer's own commands."""

from .cli import COMMANDS, run

if __name__ == "__main__":
    raise SystemExit(run("python -m tracer", COMMANDS))
