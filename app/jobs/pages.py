"""Memory that a copied process shares with the one it is a copy of, made its own beforehand."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

_MAPS = Path("/proc/self/maps")

_POPULATE_WRITE = 23
"""Of madvise, since Linux 5.14: as if every page were written to. Where it is not known nothing is lost."""

_LEAST, _MOST = 2**18, 2**26
"""Bytes of what is looked at: small ones matter little, and whoever reserves more seldom uses all of it."""


def make_own() -> None:
    """Copy the pages of this process that can be written, as writing to each for the first time would.

    One by one that takes the time of a twentieth of a plan, most of it for going in and out of the kernel.
    """
    if not _MAPS.exists():
        return
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for start, end in list(_written()):
        madvise(start, end - start, _POPULATE_WRITE)


def _written() -> Iterator[tuple[int, int]]:
    """Where the heap and what is like it begins and ends."""
    for line in _MAPS.read_text(encoding="utf-8", errors="replace").splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        start, end = (int(place, 16) for place in span.split("-"))
        anonymous = not name or name[0] == "[heap]"
        if rights.startswith("rw") and anonymous and _LEAST <= end - start <= _MOST:
            yield start, end
