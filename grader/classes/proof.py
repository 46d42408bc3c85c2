"""What proves that another machine marks by the same code: a fingerprint of all of its files."""

from __future__ import annotations

import hashlib
import socket
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("tracer", "grader", "exercises")


@lru_cache(maxsize=1)
def proof() -> str:
    """The fingerprint of the code that runs here."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        found = find_spec(package)
        for folder in (found and found.submodule_search_locations) or ():
            for path in sorted(Path(folder).rglob("*.py")):
                inside = path.relative_to(folder).as_posix()
                digest.update(f"{package}/{inside}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def here() -> str:
    """What this machine is called; on a cluster, what it calls this worker."""
    host = socket.gethostname()
    try:
        from dask.distributed import get_worker

        return f"{get_worker().address} on {host}"
    except (ImportError, ValueError):
        return host
