"""What a user waits for, and what the mathematics would cost alone."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from table import head, judged, line, medians
from works import ROOT, Work, works

from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.search.lexicographic import get_tiers

TIMES = 3.0
"""How many times the relaxations of its tiers a plan for 118 people may take."""


def relaxations_alone(model: SlateModel, tiers: list[tuple[str, ...]]) -> None:
    """Relax every tier and the lot linearly, one after another, on a model already built."""
    relaxation = LinearRelaxation(model.program)
    for rules in tiers:
        objective = model.objective(rules)
        found = relaxation.minimum(objective, 600)
        if found is None:
            return
        relaxation.lock(objective, found[0])
    relaxation.minimum(model.people.lots, 600)


def plans(repeat: int) -> Iterator[str]:
    """The whole command, the plan in a warm process, and the relaxations of its tiers alone."""
    names = ("work", "bar", "", "whole command", "plan, warm", "relaxations alone", "plan / relaxations", "")
    yield from head(*names, numbers=5)
    with tempfile.TemporaryDirectory() as folder:
        for work in works(Path(folder)):
            yield _row(work, repeat)
    (took,) = medians([partial(_quietly, "--help")], repeat)
    yield line("`cocau --help`", *judged(took, 0.3), f"{took:.2f} s", "", "", "", "")


def _row(work: Work, repeat: int) -> str:
    request = work.request()
    model, tiers = SlateModel(request, book := resolve_rulebook(request)), get_tiers(book.rules)
    plan(request)  # warm: the second engine is imported once
    jobs: list[Callable[[], object]] = [
        partial(_quietly, "plan", str(work.council_file), str(work.pool_file)),
        partial(plan, request),
        partial(relaxations_alone, model, tiers),
    ]
    whole, warm, alone = medians(jobs if not work.conflict else [*jobs[:2], int], repeat)
    cells = [work.name, *judged(warm, work.bar), f"{whole:.2f} s", f"{warm:.2f} s"]
    if work.conflict:
        return line(*cells, "", "", "")
    ratio = warm / alone
    least = f"< {TIMES:g}: {judged(ratio, TIMES)[1]}" if "118" in work.name else ""
    return line(*cells, f"{alone:.2f} s", f"{ratio:.1f}", least)


def _quietly(*arguments: str) -> None:
    command = [sys.executable, "-m", "cocau", *arguments]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603  # our own commands
