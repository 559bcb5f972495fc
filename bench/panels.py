"""Panels beside sortition-algorithms: medians of alternating runs; compare ratios only.

Instances are folders, each with ``features.csv``, ``candidates.csv`` and ``meta.json``. For them the peer
(GPL, no part of cocau) is installed into ``.peer``, a folder of its own, and runs there in a process apart.
Without instances the shipped panels are measured, and no peer.
"""

import json
import statistics
import subprocess
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from cocau.app.files.panels import read_quotas, read_respondents
from cocau.solver.engines.highs import Highs
from cocau.solver.panel.infeasibility import find_cheapest_moves
from cocau.solver.panel.selection import choose_panel
from cocau.solver.panel.task import PanelTask
from cocau.solver.time_budget import TimeBudget

ROOT = Path(__file__).parents[1]
PEER = ROOT / ".peer"
RELEASE = "sortition-algorithms==0.12.15"
SECONDS = 600.0

TIMES, LARGE = 5.0, 150
"""How many times faster than the peer is aimed at, from so many people on."""

NEAR = 1e-6
"""The peer's costs are floats."""

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

    def task(self) -> PanelTask:
        """The files read."""
        quotas = read_quotas(self.features)
        people = read_respondents(self.people, quotas, address=self.address)
        return PanelTask(self.size, quotas, people, households=bool(self.address))


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


def same_work(task: PanelTask) -> str:
    """What the peer does too: is there a panel; if not, what does a cheapest relaxation cost."""
    moves, _ = find_cheapest_moves(task, Highs(), TimeBudget(SECONDS))
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
        pip = [str(python), "-m", "pip", "install", "-qq", RELEASE]
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


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of one run: of wall-clock, and of the processor."""
    start, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - own


def row(instance: Instance, ask: Ask | None, repeat: int) -> str:
    """Build one line; the ratio is of processor seconds, or of wall-clock where that is less."""
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
            theirs.append((told["seconds"], told["processor"]))
            its_cost = told["cost"]
        ours.append(timed(lambda: same_work(task)))
        whole.append(timed(lambda: choose_panel(task, TimeBudget(SECONDS))))
    own, total, its = _middle(ours), _middle(whole), _middle(theirs)
    cells = [f"{instance.name}, {len(task.people):,}", "panel" if cost == "" else "infeasible", _number(cost)]
    cells += [_known(instance.known), f"{1000 * own[0]:.1f}", f"{1000 * total[0]:.0f}"]
    if theirs:
        ratio = min(its[0] / own[0], its[1] / own[1])
        dearer = its_cost is not None and cost not in {"", "inf"} and Fraction(cost) > its_cost + NEAR
        verdict = "dearer" if dearer else "met" if ratio >= TIMES else "missed"
        cells += [_known(its_cost), f"{1000 * its[0]:.1f}", f"{ratio:.1f}"]
        cells += [verdict if len(task.people) >= LARGE else ""]
    return "| " + " | ".join(cells) + " |"


def _middle(runs: list[tuple[float, float]]) -> tuple[float, float]:
    """Medians of wall-clock and processor seconds."""
    wall, own = zip(*runs, strict=True) if runs else ([0.0], [0.0])
    return statistics.median(wall), statistics.median(own)


def _number(cost: str) -> str:
    return cost if cost in {"", "inf"} else f"{cost} = {float(Fraction(cost)):.3f}"


def _known(cost: float | None) -> str:
    return "" if cost is None else f"{cost:.3f}"


def beside_peer(repeat: int, folder: Path | None = None) -> Iterator[str]:
    """Instances of a folder beside the peer; without a folder the shipped panels alone."""
    heads = [
        "instance, people",
        "status",
        "our cost",
        "known",
        "ours, same work, ms",
        "ours, whole answer, ms",
    ]
    heads += ["peer's cost", "peer, ms", "peer : ours", f">= {TIMES:g}"] if folder else []
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    with peer(wanted=folder is not None) as ask:
        for instance in instances(folder):
            yield row(instance, ask, repeat)
    if folder:
        yield f"\nThe peer is {RELEASE.replace('==', ' ')}, in an environment and a process of its own."
