"""The made-up country as a programme: `python bench/country.py --count 200 --workers 1 2`.

Without ``--all`` a sample, spread evenly over the 11,367 councils, is planned, and the whole is reckoned from
it by level. Every worker is a process of its own with one slot. Core seconds are what the processes took of
their processors, whatever else the machine does; ratios may be compared between machines, seconds are not.
"""

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

from sqlmodel import func, select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow
from cocau.app.db.schema import migrate
from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.tasks.programmes import CouncilRow
from cocau.app.services.batches.programmes import (
    MadeUpCouncils,
    ProgrammeCreate,
    create_programme,
)
from cocau.app.services.batches.rows import list_council_rows
from cocau.app.services.batches.runs import (
    PROGRAMMES,
    ProgrammeStatus,
    get_run_status,
)
from cocau.app.services.computations import Services
from cocau.app.settings import Settings
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import CouncilKind, CouncilLevel
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.fixtures.generators.country import make_council
from cocau.fixtures.generators.sizes import COUNCILS, ELECTION_DAY, RULEBOOK, TOTALS

BAR_SECONDS, BAR_BYTES = 15 * 60, 1.5e9
SHOW = 30.0
"""Seconds between two lines about how far it is."""

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
WORKER = (
    "import sys; sys.argv = ['cocau', 'worker', '--lang', 'en']; from cocau.app.cli.main import main; main()"
)


@dataclass
class Used:
    """What all processes of a run together took, and the most memory at once, in bytes.

    `cores`: core seconds of what computes; `around`: of the workers themselves, which grow with the time that
    passes and not with the councils. `resident` counts a page once for each process that has it,
    `proportional` once.
    """

    cores: float = 0.0
    around: float = 0.0
    resident: int = 0
    proportional: int = 0


@dataclass(frozen=True)
class Run:
    """One run: `seconds` from the first council to the last, `rows` of what came out."""

    workers: int
    seconds: float
    batches: int
    used: Used
    status: ProgrammeStatus
    rows: tuple[CouncilRow, ...]
    broken: int


@contextmanager
def worker(folder: Path, url: str, key: str) -> Iterator[int]:
    """The process id of a worker with one slot."""
    given = {"COCAU_DATABASE": url, "COCAU_KEYS": key, "COCAU_STATE": str(folder), "COCAU_SOLVES": "1"}
    with (folder / "log").open("ab") as out:
        process = subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-c", WORKER], env=os.environ | given, stdout=out, stderr=out
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def family(roots: Sequence[int]) -> list[int]:
    """These processes and all their descendants."""
    parents: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                parents[int(fields[1])].append(int(entry.name))
    found, waiting = [], list(roots)
    while waiting:
        found.append(waiting.pop())
        waiting += parents[found[-1]]
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cores(pids: Sequence[int], *, ended: bool = True) -> float:
    """Core seconds of these processes; `ended`: and of the children that they have seen end."""
    until = 15 if ended else 13
    return sum(sum(map(int, fields[11:until])) for fields in map(_stat, pids) if fields) / TICK


def _memory(pid: int) -> tuple[int, int]:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in rollup if line.endswith("kB")}
    return sizes.get("Rss", 0), sizes.get("Pss", 0)


def measured(count: int | None, workers: int, audit: int, seed: int) -> Run:
    """One run over a new SQLite store."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, key = Path(name), generate_key()
        url = f"sqlite:///{folder / 'cocau.db'}"
        store = Store(url, Keyring.parse(key))
        stack.callback(store.close)
        migrate(store.engine)
        settings = Settings(state=folder, solves=0)
        queue = JobQueue(store, settings)
        stack.callback(queue.close)
        pids = [stack.enter_context(worker(folder, url, key)) for _ in range(workers)]
        warm(store, queue, settings, workers)
        asked = ProgrammeCreate(made_up=MadeUpCouncils(count=count, seed=seed))
        before, around, began = cores(family(pids)), cores(pids, ended=False), time.monotonic()
        programme_id = create_programme(Services(store, queue, settings), DEVELOPER, asked).id
        used, status = watched(store, programme_id, pids)
        seconds = time.monotonic() - began
        used.around = cores(pids, ended=False) - around
        used.cores = cores(family(pids)) - before - used.around
        with store.reading() as session:
            batches = session.exec(select(func.count()).where(JobRow.parent == programme_id)).one()
        rows = tuple(all_rows(store, programme_id))
        numbers = MadeUpCouncils(count=count, seed=seed).numbers
        broken = sum(broken_musts(row, numbers[row.number], seed) for row in rows[::audit])
        return Run(workers, seconds, batches, used, status, rows, broken)


def warm(store: Store, queue: JobQueue, settings: Settings, workers: int) -> None:
    """Wait until every worker has computed something: its children copy a ready process."""
    until = time.monotonic() + 300
    seen = 0
    while seen < workers:
        asked = ProgrammeCreate(made_up=MadeUpCouncils(count=2 * 5 * workers, seed=1, province=63))
        programme_id = create_programme(Services(store, queue, settings), DEVELOPER, asked).id
        watched(store, programme_id, [])
        with store.reading() as session:
            seen = len(set(session.exec(select(JobRow.worker))))
        if time.monotonic() > until:
            raise TimeoutError(f"only {seen} of {workers} workers have come")


def watched(store: Store, programme_id: str, pids: Sequence[int]) -> tuple[Used, ProgrammeStatus]:
    """Wait for the end of a programme, and look at the memory of the processes meanwhile."""
    used, shown = Used(), 0.0
    while (now := get_run_status(store, DEVELOPER, PROGRAMMES, programme_id)).ended is None:
        memory = [_memory(pid) for pid in family(pids)] if pids else []
        used.resident = max(used.resident, sum(rss for rss, _ in memory))
        used.proportional = max(used.proportional, sum(pss for _, pss in memory))
        if pids and time.monotonic() - shown > SHOW:
            shown = time.monotonic()
            left = "" if now.seconds_left is None else f", {now.seconds_left:.0f} s left"
            print(f"  {now.done} of {now.total}, {now.per_second or 0:.2f}/s{left}", file=sys.stderr)
        time.sleep(0.5)
    return used, now


def all_rows(store: Store, programme_id: str) -> Iterator[CouncilRow]:
    """Every row, page by page."""
    after: int | None = 0
    while after is not None:
        page = list_council_rows(store, DEVELOPER, programme_id, after=after, limit=500, parts=True)
        yield from page.items
        after = page.next


@cache
def book(kind: CouncilKind) -> Rulebook:
    """The rules of a kind of council."""
    return load_rulebook(RULEBOOK).for_kind(kind, ELECTION_DAY)


def broken_musts(row: CouncilRow, number: int, seed: int) -> int:
    """How many musts and standards a stored slate breaks: audited again, without an engine."""
    if row.part is None or row.part.slate is None:
        return 0
    council, pool = make_council(number, seed)
    rules = book(council.kind)
    findings = rules.audit(council, pool, row.part.slate)
    return sum(
        rule.strength is not Strength.AIM and finding.verdict is Verdict.BROKEN
        for rule, finding in zip(rules.rules, findings, strict=True)
    )


def reckoned(run: Run) -> tuple[float, float]:
    """Estimate seconds of the whole country, and core seconds of one council, by level."""
    each: dict[CouncilLevel, list[float]] = defaultdict(list)
    for row in run.rows:
        each[row.level].append(row.seconds)
    own = sum(row.seconds for row in run.rows)
    mean = sum(TOTALS[level].councils * fmean(each[level]) for level in each)
    share = mean / sum(TOTALS[level].councils for level in each) / (own / len(run.rows))
    return run.seconds / len(run.rows) * share * COUNCILS, run.used.cores / len(run.rows) * share


def told(run: Run) -> str:
    """One line of the table, and what it rests on."""
    whole, core = reckoned(run)
    share = run.used.around / run.seconds / run.workers
    idle = core * COUNCILS / 2 / (1 - share)
    return (
        f"{run.workers} worker(s): {len(run.rows)} councils in {run.seconds:.1f} s = "
        f"{len(run.rows) / run.seconds:.2f}/s, {run.batches} batches, outcomes {run.status.outcomes};\n"
        f"  core time {1000 * core:.0f} ms a council (planning itself took "
        f"{1000 * fmean(row.seconds for row in run.rows):.0f} ms of the clock), and each worker "
        f"{100 * share:.1f}% of a core around it;\n"
        f"  country: {whole / 60:.1f} min at this rate, {idle / 60:.1f} min of two idle cores "
        f"(bar {BAR_SECONDS / 60:.0f});\n"
        f"  peak memory of all processes {run.used.resident / 1e6:.0f} MB resident, "
        f"{run.used.proportional / 1e6:.0f} MB with shared pages once (bar {BAR_BYTES / 1e6:.0f});\n"
        f"  stragglers {[(slow.number, slow.seconds) for slow in run.status.slowest]}; "
        f"listed {sum(row.listed for row in run.rows)}; musts broken in the second audit: {run.broken}"
    )


def main() -> None:
    """Run and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--all", action="store_true", help=f"all {COUNCILS} councils")
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--audit", type=int, default=1, help="audit every so manieth slate again")
    options.add_argument("--seed", type=int, default=2021)
    given = options.parse_args()
    logging.disable(logging.WARNING)  # whoever asks has no queue of its own: workers find what waits
    count = None if given.all else given.count
    runs = [measured(count, workers, given.audit, given.seed) for workers in given.workers]
    for run in runs:
        print(told(run))
    if len(runs) > 1:
        print(f"scaling {runs[0].workers} -> {runs[-1].workers}: {runs[0].seconds / runs[-1].seconds:.2f}")


if __name__ == "__main__":
    main()
