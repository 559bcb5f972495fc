"""Panels measured, and beside sortition-algorithms: medians of alternating runs; compare ratios, not seconds.

Usage: ``.venv/bin/python bench/panels.py [FOLDER] [--peer] [--repeat N]``. FOLDER holds instances, a folder
each with ``features.csv``, ``candidates.csv`` and ``meta.json``; without one the shipped panels are measured.
``--peer`` installs sortition-algorithms (GPL, no part of cocau) into ``.peer``, a folder of its own, and runs
it there in a process apart.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.imports.quota_table import read_quotas
from app.imports.respondents import read_respondents
from solver.effort import Effort
from solver.highs import Highs
from solver.panel.choose import choose
from solver.panel.loosened import cheapest
from solver.panel.task import Task

ROOT = Path(__file__).parents[1]
PEER = ROOT / ".peer"
RELEASE = "sortition-algorithms==0.12.15"
SECONDS = 600.0

Ask = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Instance:
    """Two files and what is asked of them. `known`: the best cost that was known, if any."""

    name: str
    features: Path
    people: Path
    size: int
    address: tuple[str, ...] = ()
    known: float | None = None

    def task(self) -> Task:
        """The files read."""
        quotas = read_quotas(self.features)
        people = read_respondents(self.people, quotas, address=self.address)
        return Task(self.size, quotas, people, households=bool(self.address))


def instances(folder: Path | None) -> Iterator[Instance]:
    """Those of a folder, or the shipped ones."""
    if folder is None:
        here = ROOT / "fixtures" / "panels"
        for name, size in (("kha-thi", 12), ("thieu-nguoi", 12), ("xung-dot", 12), ("khong-noi", 12)):
            yield Instance(name, here / f"{name}.csv", here / "nguoi.csv", size)
        yield Instance("ho-gia-dinh", here / "ho-gia-dinh.csv", here / "nguoi.csv", 13, ("Nhà", "Thôn"))
        return
    for each in sorted(folder.iterdir()):
        if (each / "meta.json").exists():
            meta = json.loads((each / "meta.json").read_text(encoding="utf-8"))
            address, known = tuple(meta["address_columns"]), meta.get("best_relaxation")
            files = each / "features.csv", each / "candidates.csv"
            yield Instance(each.name, *files, meta["panel_size"], address, known)


def same_work(task: Task) -> str:
    """What the peer does too: is there a panel; if not, what does a cheapest relaxation cost."""
    moves, _ = cheapest(task, Highs(), Effort(SECONDS))
    if moves is None:
        return "inf"
    return str(moves.cost) if moves.by else ""


@contextmanager
def peer(*, wanted: bool) -> Iterator[Ask | None]:
    """The peer in a process of its own."""
    if not wanted:
        yield None
        return
    python = PEER / "bin" / "python"
    if not python.exists():
        venv.create(PEER, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", RELEASE]
        subprocess.run(pip, check=True)  # noqa: S603  # our own arguments
    script = Path(__file__).with_name("peer_panels.py")
    process = subprocess.Popen(  # noqa: S603  # our own arguments
        [python, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:

        def ask(task: dict[str, Any]) -> dict[str, Any]:
            if process.stdin is None or process.stdout is None:
                raise AssertionError("it was started with both")
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            return answer

        yield ask


def timed(work: Callable[[], Any]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(instance: Instance, ask: Ask | None, repeat: int) -> str:
    """One line of the table."""
    task, ours, whole, theirs = instance.task(), [], [], []
    its_cost: float | None = None
    cost = same_work(task)
    question = {
        "features": str(instance.features),
        "people": str(instance.people),
        "size": instance.size,
        "address": instance.address,
    }
    for _ in range(repeat):
        if ask is not None:
            told = ask(question)
            theirs.append(told["seconds"])
            its_cost = told["cost"]
        ours.append(timed(lambda: same_work(task)))
        whole.append(timed(lambda: choose(task, Effort(SECONDS))))
    own = statistics.median(ours)
    cells = [instance.name, "panel" if cost == "" else "infeasible", _number(cost), _known(instance.known)]
    cells += [f"{1000 * own:.0f}", f"{1000 * statistics.median(whole):.0f}"]
    if theirs:
        its = statistics.median(theirs)
        cells += ["" if its_cost is None else f"{its_cost:.3f}", f"{1000 * its:.0f}", f"{its / own:.1f}"]
    return "| " + " | ".join(cells) + " |"


def _number(cost: str) -> str:
    return cost if cost in {"", "inf"} else f"{cost} = {float(Fraction(cost)):.3f}"


def _known(cost: float | None) -> str:
    return "" if cost is None else f"{cost:.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    heads = ["instance", "status", "our cost", "known", "ours, same work, ms", "ours, whole answer, ms"]
    heads += ["peer's cost", "peer, ms", "peer : ours"] if options.peer else []
    sys.stdout.write(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n")
    with peer(wanted=options.peer) as ask:
        for instance in instances(options.folder):
            sys.stdout.write(row(instance, ask, options.repeat) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
