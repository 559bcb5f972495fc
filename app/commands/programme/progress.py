"""How far a programme is, in one line of a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.languages import Lang


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[int, int], None]]:
    """What is told how many of how many are done; shown where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        words = "councils" if lang is Lang.EN else "hội đồng"
        yield lambda done, all_: status.update(f"{done}/{all_} {words}")
