"""How far a programme is, in one line of a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cocau.app.languages import Lang

if TYPE_CHECKING:
    from cocau.app.side_by_side import Workers


@contextmanager
def progress(lang: Lang, workers: "Workers") -> "Iterator[Workers]":
    """The same workers, who tell how many of how many are done where somebody looks."""
    if not sys.stderr.isatty():
        yield workers
        return
    from rich.console import Console

    words = "councils" if lang is Lang.EN else "hội đồng"
    with Console(stderr=True).status("…") as status:
        yield replace(workers, tell=lambda done, of: status.update(f"{done}/{of} {words}"))
