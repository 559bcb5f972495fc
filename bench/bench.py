"""What a user waits for, and what the mathematics would cost alone: medians of alternating runs.

Usage: ``./run bench [--repeat N] [--write]``; ``--write`` puts the table into docs/benchmarks.md.
Seconds belong to one machine; the ratio column is what may be compared between machines.
"""

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from app.imports import read_council, read_offers, read_pool, write_pool
from constraints.council import Council, CouncilKind
from constraints.people import Pool
from constraints.select import GROUPS
from fixtures.made_up import even_council, make
from fixtures.made_up_faults import PLANTED
from solver.changes import Changes
from solver.effort import Effort
from solver.explain.alternatives import Alternatives, alternatives
from solver.explain.conflicts import Conflicts, conflicts
from solver.explain.front import Front, front
from solver.explain.named import questions
from solver.explain.prices import prices
from solver.explain.ranges import ranges
from solver.explain.why import Reasons, why
from solver.model import SlateModel
from solver.plan import plan, planned, rulebook_for
from solver.proposal import Proposal
from solver.relaxation import Relaxation
from solver.replacements import replacements
from solver.replan import replanning
from solver.request import PlanRequest
from solver.solve import tiers_of
from solver.structure import introducing

ROOT = Path(__file__).parents[1]
CASES = ROOT / "fixtures"


@dataclass(frozen=True)
class Work:
    """A council and pool, on disk for the command and in memory for the rest. `bar`: seconds aimed at."""

    name: str
    council_file: Path
    pool_file: Path
    bar: float

    def request(self) -> PlanRequest:
        """The request the command makes of these files."""
        return PlanRequest(council=read_council(self.council_file), pool=read_pool(self.pool_file)).in_order()


def works(folder: Path) -> Iterator[Work]:
    """The cases that the issue names; the thousand people are made up on the spot."""
    shipped = [
        ("118 people, 13 constituencies", "ha-tinh", "ha-tinh", 2.0),
        ("300 people, 26 constituencies", "nghe-an", "nghe-an", 3.0),
        ("118 people, conflict explained", "ha-tinh", "ha-tinh-thieu-nu", 2.0),
        ("300 people, conflict explained", "nghe-an", "nghe-an-thieu-uy-vien", 2.0),
    ]
    for name, council, pool, bar in shipped:
        yield Work(name, CASES / "councils" / f"{council}.yaml", CASES / "pools" / f"{pool}.yaml", bar)
    council_of_85 = even_council(CouncilKind.PROVINCE, 85, 27, 1)
    yield _on_disk(
        folder, "1,000 people, 27 constituencies", council_of_85, make(council_of_85, 1000, 1), 6.0
    )


def _on_disk(folder: Path, name: str, council: Council, pool: Pool, bar: float) -> Work:
    council_file, pool_file = folder / "council.json", folder / "pool.csv"
    council_file.write_text(council.model_dump_json(), encoding="utf-8")
    write_pool(pool, pool_file)
    return Work(name, council_file, pool_file, bar)


def relaxations_alone(model: SlateModel, tiers: list[tuple[str, ...]]) -> None:
    """The linear relaxation of every tier and of the lot, one after another, on a model already built."""
    relaxation = Relaxation(model.program)
    for rules in tiers:
        objective = model.objective(rules)
        found = relaxation.minimum(objective, 600)
        if found is None:
            return
        relaxation.lock(objective, found[0])
    relaxation.minimum(model.people.lots, 600)


def seconds(do: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _quietly(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603  # our own commands


def measured(work: Work, repeat: int) -> tuple[float, float, float]:
    """Medians: the whole command, `plan` in a warm process, the relaxations alone; alternating."""
    request = work.request()
    book = rulebook_for(request)
    model = SlateModel(request, book)
    tiers = tiers_of(book.rules)
    command = [sys.executable, "-m", "app", "plan", str(work.council_file), str(work.pool_file)]
    jobs: list[Callable[[], object]] = [
        lambda: _quietly(command),
        lambda: plan(request),
        lambda: relaxations_alone(model, tiers),
    ]
    jobs[1]()  # warm: the second engine is imported once
    runs = [[seconds(job) for job in jobs] for _ in range(repeat)]
    whole, warm, alone = (statistics.median(column) for column in zip(*runs, strict=True))
    return whole, warm, alone


def table(repeat: int) -> Iterator[str]:
    """The figures as a Markdown table."""
    yield "| work | bar | whole command | plan, warm | relaxations alone | plan / relaxations |"
    yield "|---|--:|--:|--:|--:|--:|"
    with tempfile.TemporaryDirectory() as folder:
        for work in works(Path(folder)):
            whole, warm, alone = measured(work, repeat)
            beside = "| | |" if "conflict" in work.name else f"| {alone:.2f} s | {warm / alone:.1f} |"
            yield f"| {work.name} | < {work.bar:.0f} s | {whole:.2f} s | {warm:.2f} s {beside}"
    help_ = [sys.executable, "-m", "app", "--help"]
    waits = [seconds(lambda: _quietly(help_)) for _ in range(5)]
    yield f"| `cocau --help` | < 0.3 s | {statistics.median(waits):.2f} s | | | |"


def beside_a_plan(repeat: int) -> Iterator[str]:
    """What is asked beside a plan: medians of alternating runs in one process, and their ratios."""
    yield "| asked in a warm process | seconds | a plan of the same council | ratio |"
    yield "|---|--:|--:|--:|"
    for name, ask, request in _asked():
        plan(request)
        runs = [(seconds(ask), seconds(lambda r=request: plan(r))) for _ in range(repeat)]  # type: ignore[misc]
        own, whole = (statistics.median(column) for column in zip(*runs, strict=True))
        yield f"| {name} | {own:.2f} s | {whole:.2f} s | {own / whole:.1f} |"


def _asked() -> Iterator[tuple[str, Callable[[], object], PlanRequest]]:
    for size, name in ((118, "ha-tinh"), (300, "nghe-an")):
        request = _shipped(name)
        before = plan(request)
        if before.slate is None:
            raise AssertionError("the shipped councils can be planned")
        gone = Changes(withdrawn=before.slate.listed[:2])
        yield f"{size} people, two withdraw: re-planned", partial(_replanned, before, gone), request
        yield f"{size} people, replacements of everybody listed", partial(replacements, before), request
        yield f"{size} people, why one is on no list", partial(_why, before, "in"), request
        yield f"{size} people, why one is not chair", partial(_why, before, "chair"), request
        yield f"{size} people, five alternatives 3 people apart", partial(_alternatives, before, 3), request
        yield f"{size} people, five alternatives 10 people apart", partial(_alternatives, before, 10), request
        yield f"{size} people, the front of two aims", partial(_front, before), request
        yield f"{size} people, ranges of 20 groups", partial(_ranged, before), request
        yield f"{size} people, prices of all musts and their steps", partial(_priced, before), request
    yield from _clashing()
    council, offers = _shipped("ha-tinh").council, read_offers(CASES / "offers" / "ha-tinh.yaml")
    wanted = PlanRequest(council=council, pool=offers.pool(council), introducing=introducing(offers))
    yield f"structure of {council.seats} seats, no names", partial(plan, wanted), _shipped("ha-tinh")


def _ranged(before: Proposal) -> None:
    ranges(before, Effort(600), list(GROUPS.values())[:10])


def _priced(before: Proposal) -> None:
    prices(before, Effort(600))


def _clashing() -> Iterator[tuple[str, Callable[[], object], PlanRequest]]:
    """All conflicts where too few women and nobody fit to be a vice-chair were planted."""
    council = even_council(CouncilKind.PROVINCE, 85, 18, 1)
    large = PlanRequest(council=council, pool=make(council, 500, 1)).in_order()
    for size, whole in ((118, _shipped("ha-tinh")), (500, large)):
        pool = whole.pool
        for planted in ("ha-tinh-thieu-nu", "nghe-an-thieu-uy-vien"):
            pool = PLANTED[planted].change(pool)
        request = whole.but(pool=pool)
        yield f"{size} people, two planted: all conflicts", partial(_all_conflicts, plan(request)), request


def _all_conflicts(proposal: Proposal) -> Conflicts:
    return conflicts(proposal, Effort(600))


def _replanned(before: Proposal, changes: Changes) -> Proposal:
    return planned(*replanning(before, changes))


def _why(before: Proposal, part: str) -> Reasons:
    """Asked of the first person of the pool who is off the lists and may stand."""
    out = {
        *(before.slate.listed if before.slate else ()),
        *(i for ids in before.barred.values() for i in ids),
    }
    person = next(p.id for p in before.request.pool.people if p.id not in out)
    return why(before, questions(before, [person], part), Effort(60))


def _alternatives(before: Proposal, apart: int) -> Alternatives:
    return alternatives(before, 5, apart, [], Effort(60))


def _front(before: Proposal) -> Front:
    return front(before, ["more-front-deputies", "stay-near-reference"], Effort(60))


def _shipped(name: str) -> PlanRequest:
    council = read_council(CASES / "councils" / f"{name}.yaml")
    return PlanRequest(council=council, pool=read_pool(CASES / "pools" / f"{name}.yaml"))


def main() -> None:
    """Print the table, and write it down if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    head = (
        f"{platform.machine()}, Python {platform.python_version()}, highspy {version('highspy')}, "
        f"ortools {version('ortools')}; medians of {options.repeat} alternating runs, one thread."
    )
    lines = [head, ""]
    sys.stdout.write(f"{head}\n\n")
    for line in chain(table(options.repeat), [""], beside_a_plan(options.repeat)):
        lines.append(line)
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    if options.write:
        intro = "# Benchmarks\n\nPrinted by `./run bench --write`. Compare ratios, not seconds.\n\n"
        (ROOT / "docs" / "benchmarks.md").write_text(intro + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
