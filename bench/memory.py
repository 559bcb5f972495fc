"""The memory of the service: of each process its proportional share, at rest and after what is hard on it.

Pages that processes share count once. What is sent wrong is refused; what it took is to be given back.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from served import ROOT, ask, at_once, serve
from table import head, line

PROC = Path("/proc")
SETTLED = 3.0
"""Seconds after which what ends has ended, and a child is ready again."""

COMMAS, YAML = b"," * 19_000_000, b"[" + b"{x: 1}, " * 480_000 + b"]"
"""A list of people of 19 MB, and one of 3.8 MB as YAML."""

OBJECTS = b'{"council":[' + b'{"x":1},' * 450_000 + b"1]}"
NOBODIES = b'{"pool":{"people":[' + b"{}," * 24_000 + b"{}]}}"
"""JSON bodies: objects that nobody asked for, and people of whom all is missing, five faults each."""


def memory(_repeat: int) -> Iterator[str]:
    """Tell the megabytes of the web process, and of all it started, after each burden."""
    if not (PROC / "self" / "smaps_rollup").exists():
        yield "Not measured: there is no /proc/self/smaps_rollup here."
        return
    names = (
        "a server on SQLite, MB",
        "web process",
        "at its most so far",
        "fork server, children",
        "answered",
    )
    yield from head(*names, numbers=4)
    with serve([sys.executable, "-m", "cocau"], dict(os.environ), ROOT) as port:
        (web,) = _list_children(os.getpid())
        for name, burden in _list_burdens(port).items():
            statuses = burden()
            time.sleep(SETTLED)
            others = sum(filter(None, map(_read_share, _list_descendants(web))))
            told = ", ".join(f"{count} with {status}" for status, count in sorted(statuses.items()))
            yield line(name, f"{_read_share(web):.0f}", f"{_read_peak(web):.0f}", f"{others:.0f}", told)


def _list_burdens(port: int) -> dict[str, Callable[[], Counter[int]]]:
    people = "/v1/pools?label=x&name=a"
    return {
        "at rest": Counter,
        "50 clients asked at once": lambda: at_once(port)[1],
        "6 lists of 19 MB of commas at once": lambda: _send(port, 6, f"{people}.csv", COMMAS, "text/csv"),
        "6 lists of 3.8 MB of YAML at once": lambda: _send(
            port, 6, f"{people}.yaml", YAML, "application/yaml"
        ),
        "6 bodies of 3.6 MB of JSON at once": lambda: _send(
            port, 6, "/v1/proposals", OBJECTS, "application/json"
        ),
        "6 bodies of 72 kB with 24,000 empty people": lambda: _send(
            port, 6, "/v1/proposals", NOBODIES, "application/json"
        ),
        "50 clients asked again": lambda: at_once(port)[1],
    }


def _send(port: int, times: int, path: str, body: bytes, media_type: str) -> Counter[int]:
    def one(_: int) -> int:
        return ask(port, "POST", path, body, **{"Content-Type": media_type})[0]

    with ThreadPoolExecutor(times) as clients:
        return Counter(clients.map(one, range(times)))


def _list_children(process: int) -> list[int]:
    """List the children of a process, whichever of its threads began them."""
    try:
        threads = list((PROC / str(process) / "task").iterdir())
        return [int(n) for thread in threads for n in (thread / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return []


def _list_descendants(process: int) -> list[int]:
    return [one for child in _list_children(process) for one in (child, *_list_descendants(child))]


def _read_share(process: int) -> float:
    """Return the megabytes of a process, shared pages in proportion; 0 if it has ended."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1000 for row in lines if row.startswith("Pss:")), 0.0)


def _read_peak(process: int) -> float:
    """Return the most megabytes that a process had resident, shared pages whole."""
    lines = (PROC / str(process) / "status").read_text().splitlines()
    return next(int(row.split()[1]) / 1000 for row in lines if row.startswith("VmHWM:"))
