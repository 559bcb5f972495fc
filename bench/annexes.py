"""How long an annex of 300 listed people takes in each format, beside building its value."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from table import head, judged, line, medians

from cocau.app.files.readers import read_council, read_pool
from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.formats import AnnexFormat, render_annex
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest

CASES = Path(__file__).parents[1] / "fixtures"
BAR = 1.0
"""Seconds aimed at, for each form."""


def written_annexes(repeat: int) -> Iterator[str]:
    """What an annex takes in each form; the ratio is to making the value that all forms show."""
    names = ("written in a warm process", "bar", "", "seconds", "the value alone", "ratio")
    yield from head(*names, numbers=3)
    for name, write, value in annexes():
        write()
        own, alone = medians([write, value], repeat)
        yield line(name, *judged(own, BAR), f"{own:.2f} s", f"{alone:.3f} s", f"{own / alone:.1f}")


def annexes() -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """What is written, how, and the bare value beside it."""
    proposal = everybody_listed()
    value = partial(build_annex, proposal)
    whole = value()
    for form in AnnexFormat:
        yield f"annex of 300 listed people, {form}", partial(render_annex, whole, form), value


def everybody_listed() -> Proposal:
    """A real plan whose lists are made longer until all 300 people stand on one."""
    council = read_council(CASES / "councils" / "nghe-an.yaml")
    pool = read_pool(CASES / "pools" / "nghe-an.yaml")
    proposal = plan(PlanRequest(council=council, pool=pool))
    slate = proposal.slate
    if slate is None:
        raise RuntimeError("the shipped council has no plan")
    candidates = {unit: list(ids) for unit, ids in slate.candidates.items()}
    left = sorted(set(pool.by_id) - set(slate.listed))
    for place, person in enumerate(left):
        candidates[list(candidates)[place % len(candidates)]].append(person)
    longer = slate.replace_unvalidated(candidates={unit: tuple(ids) for unit, ids in candidates.items()})
    return proposal.replace_unvalidated(slate=longer)
