"""When something was handed in: by the time in a file's name, else by the file's own; all of them
by this machine's clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from tracer.errors import InputError, shown

WHEN = re.compile(
    r"(?<!\d)(20\d\d)(?:[-_.](\d\d?)[-_.](\d\d?)|(\d\d)(\d\d)(?=[T _-]\d))"
    r"(?:[T _-]+(?:at[ _-])?(\d\d?)[-_.:h]?(\d\d)(?:[-_.:m]?(\d\d))?(?:\.\d+)?(Z)?)?(?!\d)"
)
"""2026-03-02, 2026-03-02_1805, 20260302T180511Z; eight digits alone may be somebody's id."""

LONGEST = 300  # characters in which a time is looked for


def time_in(text: str) -> datetime | None:
    """The time that is in a text, if there is one.

    >>> time_in("ana_2026-03-02_18.05"), time_in("20210315")
    (datetime.datetime(2026, 3, 2, 18, 5), None)
    """
    match = WHEN.search(text[:LONGEST])
    if match is None:
        return None
    year, month, day, month_too, day_too, hour, minute, second, zulu = match.groups()
    numbers = (year, month or month_too, day or day_too, hour or 0, minute or 0, second or 0)
    try:
        found = datetime(*map(int, numbers))  # type: ignore[arg-type]
        return local(found.replace(tzinfo=UTC)) if zulu else found
    except (ValueError, OverflowError, OSError):  # the 31st of February is no time
        return None


def local(when: datetime) -> datetime:
    """A time of some zone by this machine's clock."""
    return when.astimezone().replace(tzinfo=None)


def time_of(path: Path) -> tuple[datetime, str]:
    """When a file was handed in, and how that is known. A folder's name counts, too, where the
    file's own says nothing."""
    for name, what in (path.stem, "its name"), (path.parent.name, "its folder's name"):
        found = time_in(name)
        if found is not None:
            return found, what
    return datetime.fromtimestamp(path.stat().st_mtime), "the file's own time"


def deadline_of(text: str) -> datetime:
    """The time that somebody typed; a day alone ends with its last second. Raises InputError.

    >>> deadline_of("2026-03-01 18:00"), deadline_of("2026-03-01")
    (datetime.datetime(2026, 3, 1, 18, 0), datetime.datetime(2026, 3, 1, 23, 59, 59))
    """
    try:
        found = datetime.fromisoformat(text.strip())
        if len(text.strip()) == len("2026-03-01"):
            found = datetime.combine(found, time(23, 59, 59))
    except ValueError:
        raise InputError(
            "--deadline",
            f"{shown(text)} is no time",
            expected="a day and a time, by this machine's clock",
            example='--deadline "2026-03-01 23:59"',
        ) from None
    return local(found) if found.tzinfo else found


def at(when: datetime) -> str:
    """A time as people read it.

    >>> at(datetime(2026, 3, 2, 18, 5, 11))
    '2026-03-02 18:05'
    """
    return f"{when:%Y-%m-%d %H:%M}"


def length(span: timedelta) -> str:
    """How long, in its two largest units.

    >>> length(timedelta(days=1, hours=2, minutes=3)), length(timedelta(seconds=40))
    ('1 d 2 h', '40 s')
    """
    seconds = int(span.total_seconds())
    parts = (seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min")
    said = [f"{count} {unit}" for count, unit in (*parts, (seconds % 60, "s")) if count]
    return " ".join(said[:2]) or "0 s"
