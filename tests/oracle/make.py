"""Write the oracle's stored values: `python -m tests.oracle.make`, with the extra `torch`; or of
some kinds, `… optimisers`.

One line of JSON a case: the keys of the file, how many iterations, and every number, to twelve
significant digits. tests/tracer/test_autograd.py compares the tracer with them.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STORED = Path(__file__).parents[1] / "data" / "oracle"
KINDS = ("networks", "expressions", "arrays", "optimisers", "nn")


def cases(kind: str) -> Iterator[dict[str, Any]]:
    """Every case of a kind with its numbers, calculated by PyTorch."""
    from . import (
        arrays,
        expressions,
        networks,
        optimisers,
        torch_arrays,
        torch_expressions,
        torch_networks,
        torch_nn,
        torch_optimisers,
    )

    if kind == "networks":
        for number in range(networks.COUNT):
            keys, steps = networks.network(number)
            values = torch_networks.Oracle(keys).run(steps)
            yield {"keys": keys, "steps": steps, "numbers": values}
    elif kind == "optimisers":
        for keys, steps in optimisers.cases():
            yield {"keys": keys, "steps": steps, "numbers": torch_optimisers.run(keys, steps)}
    elif kind == "arrays":
        for keys, values in map(torch_arrays.case, range(arrays.COUNT)):
            yield {"keys": keys, "steps": 1, "numbers": values}
    elif kind == "nn":
        for keys, values in torch_nn.cases():
            yield {"keys": keys, "steps": 1, "numbers": values}
    else:
        for number in range(expressions.COUNT):
            keys, scalars = torch_expressions.case(number)
            yield {"keys": keys, "steps": 1, "numbers": scalars}


def rounded(value: Any) -> Any:
    """Twelve significant digits, in lists however deep."""
    return [rounded(part) for part in value] if isinstance(value, list) else float(f"{value:.12g}")


def stored(kind: str) -> list[dict[str, Any]]:
    """The stored cases of a kind."""
    with gzip.open(STORED / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    STORED.mkdir(exist_ok=True)
    for kind in sys.argv[1:] or KINDS:
        lines = []
        for case in cases(kind):
            case["numbers"] = {name: rounded(value) for name, value in case["numbers"].items()}
            lines.append(json.dumps(case, separators=(",", ":")) + "\n")
        path = STORED / f"{kind}.jsonl.gz"
        with path.open("wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed:
            packed.write("".join(lines).encode())
        print(f"{path.name}: {len(lines)} cases, {path.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
