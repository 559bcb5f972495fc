"""Many councils: a province of 230 in one command, a sample of the country with workers."""

import logging
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from country import BAR_BYTES, BAR_SECONDS, Run, measured, reckoned
from table import head, judged, line, seconds

from cocau.app.cli.output import ExitCode
from cocau.fixtures.generators.sizes import COUNCILS

ROOT = Path(__file__).parents[1]

PROVINCE = 60.0
"""Seconds aimed at, from the folder to the files."""

SAMPLE, SEED = 400, 2021
"""Councils, spread evenly over the country; `bench/country.py --all` plans every one."""


def together(repeat: int) -> Iterator[str]:
    """The province, then the country."""
    yield from head(
        "planned together", "bar", "", "time", "councils a second", "memory", "bar", "", numbers=5
    )
    with tempfile.TemporaryDirectory() as name:
        made = f"{name}/made"
        _run("-m", "cocau.fixtures.generators.province", made)
        planned = ("-m", "cocau", "programme", "plan", made, "--out")
        took = statistics.median(seconds(partial(_run, *planned, f"{name}/{n}")) for n in range(repeat))
    yield line(
        "a province of 230 councils", *judged(took, PROVINCE), f"{took:.1f} s", f"{230 / took:.1f}", *[""] * 3
    )
    logging.disable(logging.WARNING)  # whoever asks has no queue of its own: workers find what waits
    runs = [measured(SAMPLE, workers, 1, SEED) for workers in (1, 2)]
    logging.disable(logging.NOTSET)
    yield from map(_country, runs)
    yield line(
        "the same, with two workers instead of one",
        "",
        "",
        f"{runs[0].seconds / runs[1].seconds:.2f} times",
        *[""] * 4,
    )


def _country(run: Run) -> str:
    if run.broken:
        raise RuntimeError(f"{run.broken} musts broken in the second audit")
    whole, _ = reckoned(run)
    bar = judged(whole / 60, BAR_SECONDS / 60, "min") if run.workers > 1 else ("", "")
    return line(
        f"{run.workers} worker(s), {len(run.rows)} councils; all {COUNCILS:,} at that rate",
        *bar,
        f"{whole / 60:.1f} min",
        f"{len(run.rows) / run.seconds:.1f}",
        f"{run.used.resident / 1e9:.2f} GB",
        *judged(run.used.resident / 1e9, BAR_BYTES / 1e9, "GB"),
    )


def _run(*arguments: str) -> None:
    """Some made-up districts are impossible by themselves: that answer has its own exit code."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, cwd=ROOT)  # noqa: S603, PLW1510  # our own
    if done.returncode not in {ExitCode.DONE, ExitCode.CONFLICT}:
        raise RuntimeError(done.stderr.decode())
