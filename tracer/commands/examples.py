"""List the bundled examples: their names work wherever a FILE does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format", default="text", metavar="NAME", help="text (the default) or json"
    )


def run(args: Namespace) -> int:
    from ..errors import unknown
    from ..files import examples
    from ..output import output

    if args.format not in ("text", "json"):
        raise unknown("--format", "format", args.format, ("text", "json"), "--format {}")
    known = examples()
    with output(None) as out:
        if args.format == "json":
            import json

            table = [{"name": name, "title": title} for name, title, _ in known]
            out.write(json.dumps(table, ensure_ascii=False, indent=1) + "\n")
            return 0
        width = max(len(name) for name, _, _ in known)
        out.writelines(f"{name:<{width}}  {title}\n" for name, title, _ in known)
    return 0
