"""Memory of a copied process, had beforehand: what it shares is its own then, what it will need is there."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

_MAPS = Path("/proc/self/maps")

_POPULATE_WRITE = 23
"""Of madvise, since Linux 5.14: as if every page were written to. Where it is not known nothing is lost."""

_LEAST, _MOST = 2**18, 2**26
"""Bytes of what is looked at: small ones matter little, and whoever reserves more seldom uses all of it."""


_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of mallopt, in glibc."""

_ROOM = 2**24
"""Bytes that a plan of a province takes at once, twice over: of the heap of C as of that of Python."""

_SMALL, _ARENA = 470, 2**20
"""Bytes of an object that Python puts into an arena of its own heap, and of such an arena."""

_KEPT: list[bytes] = []
"""Something in each arena that was filled: an empty one would be given back to the system."""


def make_room() -> None:
    """Take memory from the system, use all of it once and keep it for what is computed later.

    Else a computation takes it page by page: a thousand faults in the plan of a province, a twentieth of it.
    """
    filled = [bytes(_SMALL) for _ in range(_ROOM // _SMALL)]
    _KEPT.extend(filled[:: _ARENA // _SMALL // 2])
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt"):
        return
    libc.mallopt(_MMAP_THRESHOLD, _MOST)
    libc.mallopt(_TRIM_THRESHOLD, 2 * _MOST)
    libc.malloc.restype = ctypes.c_void_p
    room = libc.malloc(_ROOM)
    if room is not None:
        ctypes.memset(room, 1, _ROOM)
        libc.free(ctypes.c_void_p(room))


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
