"""All conflicts of a stored proposal, the smallest first, each confirmed and told with what makes it so."""

from collections.abc import Collection
from typing import Literal

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.nearest import nearest_first
from cocau.constraints.record import Record
from cocau.solver.asked import Asked, asked_of, tiers_told
from cocau.solver.blockers import blockers
from cocau.solver.conflict import Core, confirmed_by
from cocau.solver.effort import Effort
from cocau.solver.explain.enumeration import Enumerated, enumerated
from cocau.solver.explain.told import conflict_of, told
from cocau.solver.oracle import Oracle
from cocau.solver.program import Program
from cocau.solver.proposal import Conflict, Proposal, Provenance

LIMIT = 20
"""Conflicts that are looked for where nobody says how many."""


class Conflicts(Record):
    """Sets of rules and pins that cannot hold together, or (`aim`) that keep this aim from holding.

    `complete`: there are no others. Else `limited`: as many as were asked for are here; or time ran out.
    """

    format: Literal["cocau/conflicts/1"] = "cocau/conflicts/1"
    of: Provenance
    aim: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    complete: bool
    limited: bool = False

    def to_json(self) -> str:
        """Canonical JSON: the same answer is the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


def conflicts(proposal: Proposal, effort: Effort, limit: int = LIMIT, aim: str | None = None) -> Conflicts:
    """Every conflict among the musts and pins of a proposal, or `limit` of them; none if it can be planned.

    `aim`: instead, every set that keeps this missed aim from holding, the aims before it as near as they are.

    Raises:
        InputError: the proposal cannot be asked, or misses no such aim.
        AuditDisagreesError: a defect of ours.
    """
    asked = asked_of(proposal, effort)
    program = asked.musts if aim is None else _blocking(asked, proposal, aim)
    oracle = Oracle(program, asked.engines[0], effort, asked.model.people.lots)
    found = enumerated(oracle, lambda _: 1, effort, limit, conflicts_only=True)
    cores = _confirmed(asked, oracle, found, effort)
    open_ones = len(found.conflicts) + (found.unshrunk is not None) - len(cores)
    limited = not found.complete and not open_ones and len(found.conflicts) >= limit
    last = effort.again()
    return Conflicts(
        of=proposal.provenance,
        aim=aim,
        conflicts=tuple(told(asked, program, conflict_of(core), last, aim) for core in cores),
        complete=found.complete and not open_ones,
        limited=limited,
    )


def _confirmed(asked: Asked, oracle: Oracle, found: Enumerated, effort: Effort) -> list[Core]:
    """The conflicts that were found, the smallest first, but for those that not everybody confirms."""
    program = oracle.program
    place = {tag: i for i, tag in enumerate(program.tags())}

    def order(core: Collection[str]) -> tuple[int, list[int]]:
        return len(core), sorted(place[tag] for tag in core)

    least = min(map(len, found.conflicts), default=0) if found.complete else -1
    cores = [(core, True) for core in sorted(found.conflicts, key=order)]
    cores += [] if found.unshrunk is None else [(found.unshrunk, False)]
    confirmed = []
    for core, irreducible in cores:
        by = confirmed_by(oracle, program, core, asked.engines, effort)
        if by is not None and len(by) == len(asked.engines):
            tags = tuple(sorted(core, key=place.__getitem__))
            confirmed.append(Core(tags, irreducible, len(core) == least, by))
    return confirmed


def _blocking(asked: Asked, proposal: Proposal, aim: str) -> Program:
    """The program in which an aim binds.

    Raises:
        InputError: the proposal has no such aim, or does not miss it.
    """
    missed = [a.rule for a in proposal.aims if a.missed]
    if aim not in missed:
        raise InputError([_not_missed(proposal, aim, missed)])
    return blockers(asked.model, tiers_told(proposal), aim)


def _not_missed(proposal: Proposal, aim: str, missed: Collection[str]) -> Problem:
    where = f"--aim {aim}"
    vi_known = en_known = nearest_first(aim, missed)
    if not missed:
        vi_known, en_known = "không có", "none"
    if aim not in proposal.rulebook.by_id:
        vi, en = "Không có quy định này", "There is no such rule"
    elif not proposal.aims:
        vi, en = "Phương án này không có mục tiêu nào đã xét", "This proposal has no aims that were looked at"
    elif aim in {a.rule for a in proposal.aims}:
        vi, en = "Mục tiêu này đã đạt, không có gì cản trở", "This aim is kept; nothing stands in its way"
    else:
        vi, en = "Quy định này không phải mục tiêu", "This rule is no aim"
    return Problem(
        "not_missed",
        where,
        f"{vi}; các mục tiêu chưa đạt, gần nhất trước: {vi_known}.",
        f"{en}; missed aims, the nearest first: {en_known}.",
    )
