"""One page for whoever sets a sheet: as it is handed out, then its solution. It prints."""

from __future__ import annotations

import re

from ..task import task
from ..worksheet.files import files

BODY = re.compile(r"<body[^>]*>\n?(.*)</body>", re.DOTALL)
SCRIPT = re.compile(r"<script>.*?</script>\n?", re.DOTALL)
FORM = re.compile(r"</?form[^>]*>\n?")
BREAK = '<hr style="break-after: page">\n'


def preview(name: str) -> str:
    """The page. Raises InputError for an exercise that cannot be used."""
    made = files(task(name), ["html"], with_solution=True)
    sheet, solution = (made[f"{one}.html"].decode() for one in ("sheet", "solution"))
    body = BODY.search(solution)
    assert body is not None
    plain = FORM.sub("", SCRIPT.sub("", sheet))
    return plain.replace("</body>", f"{BREAK}{body[1]}</body>")
