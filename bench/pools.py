"""One council and ever more people: seconds and the largest memory of a fresh process.

Each run is a process of its own, ``python pools.py PEOPLE``: it makes the people up and tells how long the
plan took and how much memory the whole process ever had.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from table import head, judged, line, peak_bytes

ROWS = ((1_000, 2.0, None), (10_000, 6.0, 1.0), (100_000, 45.0, 3.0))
"""People, seconds aimed at, GB aimed at."""

UNITS, SECONDS, PATIENCE = 27, 300.0, 3.0
"""Constituencies; the plan's limit; a run this many times over its bar is not repeated."""


def pools(repeat: int) -> Iterator[str]:
    """Plans of ever larger pools, each in a process of its own."""
    names = ("one council, 27 constituencies", "outcome", "plan", "bar", "", "memory at most", "bar", "")
    yield from head(*names, numbers=6)
    for people, bar, room in ROWS:
        runs: list[dict[str, Any]] = []
        while len(runs) < repeat and not any(run["seconds"] > PATIENCE * bar for run in runs):
            runs.append(_alone(people))
        took = statistics.median(run["seconds"] for run in runs)
        peak = max(run["bytes"] for run in runs) / 1e9
        cells = [f"{took:.2f} s", *judged(took, bar), f"{peak:.2f} GB", *judged(peak, room, "GB")]
        yield line(f"{people:,} people, {len(runs)} runs", ", ".join({r["outcome"] for r in runs}), *cells)


def _alone(people: int) -> dict[str, Any]:
    command = [sys.executable, __file__, str(people)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])  # noqa: S603  # our own
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main(people: int) -> None:
    """One plan in this process."""
    from works import made_up  # noqa: PLC0415  # the measuring process needs none of it

    from cocau.solver.plan import plan  # noqa: PLC0415

    request = made_up(people, UNITS).replace_unvalidated(seconds=SECONDS)
    begun = time.perf_counter()
    outcome = plan(request).outcome
    taken = time.perf_counter() - begun
    sys.stdout.write(json.dumps({"seconds": taken, "bytes": peak_bytes(), "outcome": outcome}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
