"""A limit on what a computation may take of the machine's memory."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


@contextmanager
def limited(beyond: int | None) -> Iterator[None]:
    """Inside, the process may take so many bytes of address space beyond what it has; None: any number.

    Whatever it asks for past that is refused it: Python raises MemoryError, an engine fails or aborts. No
    core is written of a process that holds what people are.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if beyond is None:
        yield
        return
    most = taken() + beyond
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def taken() -> int:
    """Bytes of address space of this process; 0 where the system does not tell."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
