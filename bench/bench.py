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

from annexes import BAR, annexes
from desk import desk
from questions import questions
from served import served

from app.imports import read_council, read_pool, write_pool
from constraints.council import Council, CouncilKind
from constraints.people import Pool
from fixtures.made_up import even_council, make
from solver.model import SlateModel
from solver.plan import plan, rulebook_for
from solver.relaxation import Relaxation
from solver.request import PlanRequest
from solver.solve import tiers_of

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
    yield "| asked in a warm process | bar | seconds | a plan of the same council | ratio |"
    yield "|---|--:|--:|--:|--:|"
    for asked in questions():
        plan(asked.beside)
        asked.ask()
        runs = [(seconds(asked.ask), seconds(partial(plan, asked.beside))) for _ in range(repeat)]
        own, whole = (statistics.median(column) for column in zip(*runs, strict=True))
        bar = "" if asked.bar is None else f"< {asked.bar:g} s"
        yield f"| {asked.name} | {bar} | {own:.2f} s | {whole:.2f} s | {own / whole:.1f} |"


def written_annexes(repeat: int) -> Iterator[str]:
    """What an annex takes in each form; the ratio is to making the value that all forms show."""
    yield "| written in a warm process | bar | seconds | the value alone | ratio |"
    yield "|---|--:|--:|--:|--:|"
    for name, write, value in annexes():
        write()
        runs = [(seconds(write), seconds(value)) for _ in range(repeat)]
        own, alone = (statistics.median(column) for column in zip(*runs, strict=True))
        yield f"| {name} | < {BAR:g} s | {own:.2f} s | {alone:.3f} s | {own / alone:.1f} |"


def main() -> None:
    """Print the table, and write it down if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    head = (
        f"{platform.machine()}, Python {platform.python_version()}, highspy {version('highspy')}, "
        f"ortools {version('ortools')}; medians of {options.repeat} alternating runs; a plan takes one "
        "thread, a question as many as there are cores."
    )
    lines = [head, ""]
    sys.stdout.write(f"{head}\n\n")
    parts = (table, beside_a_plan, written_annexes, served, desk)
    for line in chain.from_iterable(chain(part(options.repeat), [""]) for part in parts):
        lines.append(line)
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    if options.write:
        intro = "# Benchmarks\n\nPrinted by `./run bench --write`. Compare ratios, not seconds.\n\n"
        (ROOT / "docs" / "benchmarks.md").write_text(intro + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
