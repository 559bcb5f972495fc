"""Tables of figures: medians of alternating runs, a bar and whether it was met."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

ENGINES = ("highspy", "ortools")


def seconds(do: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def peak_bytes() -> int:
    """The most memory that this program has had; `ru_maxrss` counts what started it as well."""
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return 1024 * int(fields["VmHWM"].split()[0])


def medians(jobs: Sequence[Callable[[], object]], repeat: int) -> list[float]:
    """The median seconds of each job; each round runs all, so that they meet the same machine."""
    runs = [[seconds(job) for job in jobs] for _ in range(repeat)]
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def judged(value: float, bar: float | None, unit: str = "s") -> tuple[str, str]:
    """The cells of a bar from above: what it is, and whether it was met on this machine."""
    return ("", "") if bar is None else (f"< {bar:g} {unit}", "met" if value < bar else "missed")


def head(*cells: str, numbers: int) -> Iterator[str]:
    """The first two lines of a table whose last columns are numbers."""
    yield line(*cells)
    yield "|" + "---|" * (len(cells) - numbers) + "--:|" * numbers


def line(*cells: str) -> str:
    """One row."""
    return f"| {' | '.join(cells)} |"


def machine(repeat: int) -> str:
    """What the figures were taken on, and how busy it was before them."""
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    engines = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {load} before; Python {platform.python_version()}, "
        f"{engines}; {repeat} alternating runs, medians."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = (each.partition(":")[2].strip() for each in lines if each.startswith("model name"))
    return f"{next(models, platform.processor() or 'processor unknown')} ({platform.machine()})"
