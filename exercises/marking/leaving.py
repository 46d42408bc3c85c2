"""What is said when marking is left: what was done, what is open, how it goes on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from grader.classes.gather import COPIED
from tracer.errors import InputError

from .model import Marking
from .store import UNFINISHED, Store


def last_words(
    marking: Marking, store: Store, exercise: str, options: Mapping[str, str | None]
) -> Iterator[str]:
    """Lines to print. `options`: what `grade` is to be given too, where it is known."""
    if marking.entered:
        each = sum(marking.entered.values()) / len(marking.entered)
        yield f"{papers(len(marking.entered))}, {each:.1f} entries each"
    begun = [paper for paper in marking.papers if paper.typed or store.kept(paper)]
    unfinished = [paper for paper in begun if not paper.complete]
    for paper in begun:  # what a full disk refused, and what stands as it was left long ago
        if paper in unfinished or paper.student in marking.entered:
            try:
                store.save(paper)
            except InputError as error:
                yield f"{paper.student}: this is not kept! {error.where}: {error.wrong}"
    for paper in unfinished:
        is_open = sum(not paper.done(line) for line in paper.lines)
        yield f"{paper.student}: {is_open} of {len(paper.lines)} lines not looked at"
    of_files = sum(not marking.waits(at) for at in range(len(marking.papers)))
    folder, untouched = store.folder.path, len(marking.papers) - len(begun) - of_files
    if unfinished:
        yield f"what is not finished is in {folder / UNFINISHED}; mark goes on with it"
    if untouched:
        yield f"{papers(untouched)} not begun"
    if of_files:
        who = "1 student has" if of_files == 1 else f"{of_files} students have"
        yield f"{who} a mark of a file that was handed in, which stays"
    if store.folder.stands:
        yield f"{store.folder.stands}: grade marks them anew with --remark only"
    if len(begun) > len(unfinished):
        words = [exercise, str(folder / COPIED), "-o", str(folder)]
        for option, given in options.items():
            words += [option, given] if given else []
        words += ["--dry-run"] if store.folder.stands else []
        yield f"now: backprop grade {shlex.join(words)}"
        if of_files:
            yield "with the folder of files beside it, the report is of all"


def papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
