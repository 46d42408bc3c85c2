"""The command line: a table of commands, and what is common to all of them.

To add a command, add an entry to the table of the room it belongs to. Only the module of the
command that was called is imported.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple, NoReturn

from .errors import InputError, InputErrors, shown, unknown

DISTRIBUTION = "backprop-tracer"
SHORT = 80  # said to argparse, which would look for the terminal's width at every option
WHAT = "Backpropagation by hand: every equation of a small network or expression, with its numbers."


class Command(NamedTuple):
    """`module` has `add_arguments(parser)` and `run(args) -> int`, the exit code; its own
    docstring is what `--help` says. `example` is what stands behind the program's name."""

    module: str
    help: str
    example: str


COMMANDS: dict[str, Command] = {
    "trace": Command(
        "tracer.commands.trace",
        "print every equation with its formula, its numbers and its result",
        "trace lecture-network --format html -o trace.html",
    ),
    "walk": Command(
        "tracer.walk.command",
        "step through it on the screen, one equation at a time",
        "walk lecture-network",
    ),
    "check": Command(
        "tracer.commands.check",
        "compare every derivative with difference quotients",
        "check lecture-network",
    ),
    "convert": Command(
        "tracer.commands.convert",
        "write a network in another layout",
        "convert lecture-network --layout torch",
    ),
    "expand": Command(
        "tracer.commands.expand",
        "write a small network as an expression of named scalars",
        "expand mazur",
    ),
    "examples": Command(
        "tracer.commands.examples",
        "list the bundled examples; their names work wherever a FILE does",
        "examples",
    ),
    "formats": Command(
        "tracer.commands.formats", "list the formats that a trace can be written in", "formats"
    ),
}


def run(program: str, commands: Mapping[str, Command], words: Sequence[str] | None = None) -> int:
    """Call one command. Exit code 0 done, 1 something did not match, 2 bad use."""
    try:
        code = call(program, commands, sys.argv[1:] if words is None else list(words))
        sys.stdout.flush()
        return code
    except InputError as error:
        for fault in error.faults if isinstance(error, InputErrors) else (error,):
            print(f"{program}: {fault}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read us has seen enough. What Python still wants to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def call(program: str, commands: Mapping[str, Command], words: Sequence[str]) -> int:
    """Raises InputError for a command or for options that there are not."""
    name, *rest = words or ["--help"]
    if name in ("-h", "--help"):
        print(overview(program, commands))
        return 0
    if name == "--version":
        print(f"{program} {version()}")
        return 0
    if name not in commands:
        kind = "option" if name.startswith("-") else "command"
        names = ["--help", "--version"] if kind == "option" else commands
        raise unknown(kind, kind, name, names, f"{program} {{}}")
    command = commands[name]
    module: Any = import_module(command.module)
    parser = Parser(
        prog=f"{program} {name}",
        description=module.__doc__,
        epilog=f"example:\n  {program} {command.example}",
        formatter_class=partial(RawDescriptionHelpFormatter, width=SHORT),
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse(rest)))
    except SystemExit as asked:  # --help has printed
        return int(asked.code or 0)


def version() -> str:
    """The version that is installed."""
    from importlib import metadata

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:  # run from a folder, never installed
        return "(not installed)"


def overview(program: str, commands: Mapping[str, Command]) -> str:
    """What `--help` says of the whole program."""
    width = max(map(len, commands))
    lines = [f"  {name:<{width}}  {command.help}" for name, command in commands.items()]
    first = next(iter(commands.values()))
    return "\n".join(
        [
            f"usage: {program} COMMAND …",
            "",
            WHAT,
            "",
            "commands:",
            *lines,
            "",
            f"'{program} COMMAND --help' says more; '{program} --version' says which version.",
            "",
            "example:",
            f"  {program} {first.example}",
        ]
    )


class Parser(ArgumentParser):
    """Says what is wrong with the words in the way in which we say what is wrong with a file."""

    @property
    def name(self) -> str:
        """The command alone."""
        return self.prog.rpartition(" ")[2]

    def parse(self, words: Sequence[str]) -> Any:
        """Raises InputError for words that it does not know."""
        args, extra = self.parse_known_args(words)
        if extra:
            self.refuse(extra[0])
        return args

    def refuse(self, extra: str) -> NoReturn:
        """Say what is wrong with a word that nothing reads."""
        word = extra.partition("=")[0]
        if word.startswith("-"):
            raise unknown(self.name, "option", word, list(self.options()), f"{self.prog} {{}}")
        raise InputError(
            self.name,
            f"{shown(word)} is one word too many",
            expected=self.short_usage(),
            example=self.example(),
        )

    def error(self, message: str) -> NoReturn:
        option, colon, wrong = message.removeprefix("argument ").partition(": ")
        if not colon or not message.startswith("argument "):
            raise InputError(
                self.name, message, expected=self.short_usage(), example=self.example()
            )
        name = option.split("/")[-1]
        about = [action.help for action in self._actions if name in action.option_strings]
        raise InputError(
            name,
            wrong,
            expected=about[0] or "" if about else self.short_usage(),
            example=self.example(),
        )

    def format_help(self) -> str:
        self.formatter_class = RawDescriptionHelpFormatter
        return super().format_help()

    def options(self) -> Iterable[str]:
        return (
            option
            for action in self._actions
            for option in action.option_strings
            if option.startswith("--")
        )

    def short_usage(self) -> str:
        return " ".join(self.format_usage().removeprefix("usage: ").split())

    def example(self) -> str:
        return (self.epilog or "").split("\n")[-1].strip()


def whole_number(text: str, option: str, low: int, high: int) -> int:
    """A number on the command line. Raises InputError outside low..high, or for no number."""
    if text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high:
        return int(text)
    raise InputError(
        option,
        f"{shown(text)} is no whole number from {low} to {high}",
        expected=f"a whole number from {low} to {high}",
        example=f"{option} {min(max(low, 4), high)}",
    )
