"""All conflicts of a program or proposal, and all minimal corrections, cheapest first.

MARCO (Liffiton, Previti, Malik and Mushtaq, "Fast, flexible MUS enumeration", Constraints 2016), its
seeds the dearest sets of tags not looked at yet: a seed that can hold leaves out a cheapest correction,
one that cannot is shrunk to a conflict. When no seed is left, every conflict and every correction has
been met.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import GivenValue, InputError, Problem, list_nearest
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.conflicts.describe import build_conflict, describe_conflict
from cocau.solver.conflicts.mus import (
    ConflictCore,
    FeasibilityOracle,
    confirm_core,
    shrink_core,
)
from cocau.solver.engines.engine import EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.lazy_cpsat import LazyCpSat
from cocau.solver.model.program import Program
from cocau.solver.model.restricted_programs import build_blocking_program
from cocau.solver.proposal import Proposal, Provenance, RuleConflict, get_proven_tiers
from cocau.solver.question import ProposalQuestion, QuestionAnswer, relocate_problems
from cocau.solver.search.planning_task import PlanningTask, restore_task
from cocau.solver.time_budget import TimeBudget, TimeOver


@dataclass(frozen=True)
class Correction:
    """A minimal correction set: given up together, these tags let all others hold."""

    tags: frozenset[str]
    values: list[int]


@dataclass(frozen=True)
class ConflictEnumeration:
    """The irreducible conflicts as they were met, and the corrections, the cheapest first.

    `complete`: there are no others. Else time or the limit ran out: no correction that is missing is cheaper
    than the last one here; conflicts may be missing. `unshrunk`: tags that were found impossible together
    when time ran out; some of them may not be needed.
    """

    conflicts: tuple[frozenset[str], ...]
    corrections: tuple[Correction, ...]
    complete: bool
    unshrunk: frozenset[str] | None = None


def enumerate_conflicts(
    oracle: FeasibilityOracle,
    price: Callable[[str], int],
    effort: TimeBudget,
    limit: int,
    *,
    conflicts_only: bool = False,
) -> ConflictEnumeration:
    """Enumerate the conflicts and corrections of a program, or `limit` of both together.

    `price`: what giving up a tag costs, one or more; a correction costs the sum of its tags.
    `conflicts_only`: the limit is one of conflicts, and corrections are met only on the way.
    """
    tags = oracle.program.tags()
    seeds = _SeedMap(tags, price)
    conflicts: list[frozenset[str]] = []
    corrections: list[Correction] = []
    complete, unshrunk = False, None
    with suppress(TimeOver):  # then it is not complete
        while len(conflicts) + (0 if conflicts_only else len(corrections)) < limit and not effort.is_over:
            seed = seeds.find_next(effort)
            if seed is None:
                complete = True
                break
            impossible = oracle.core(seed)
            if impossible is not None:
                core, sure = shrink_core(oracle, impossible)
                if not sure:
                    unshrunk = core
                    break
                conflicts.append(core)
                seeds.block_conflict(core)
                continue
            values = oracle.values(seed)
            if values is None:
                break
            given_up = frozenset(tags) - seed
            corrections.append(Correction(given_up, values))
            seeds.block_correction(given_up)
    return ConflictEnumeration(tuple(conflicts), tuple(corrections), complete, unshrunk)


class _SeedMap:
    """The sets of tags not looked at yet, as a small program of their own; 1 means given up."""

    def __init__(self, tags: Iterable[str], price: Callable[[str], int]) -> None:
        self._map = Program()
        self._given_up = {tag: self._map.variable(1) for tag in tags}
        self._cost = Quantity({v: price(tag) for tag, v in self._given_up.items()})

    def find_next(self, effort: TimeBudget) -> frozenset[str] | None:
        """Return the dearest set not looked at yet; None if it is proven that there is none.

        Raises:
            TimeOver: no engine has an answer.
        """
        for engine in (Highs(), LazyCpSat()):
            answer = engine.minimise(self._map, self._cost, effort.left(), watch=effort.watch)
            if answer.status is EngineStatus.INFEASIBLE:
                return None
            if answer.status is EngineStatus.OPTIMAL and (values := answer.values) is not None:
                return frozenset(t for t, v in self._given_up.items() if not values[v])
        raise TimeOver

    def block_conflict(self, conflict: Iterable[str]) -> None:
        """Require from now on that something of this conflict is given up."""
        self._map.add("", self._sum_tags(conflict) >= 1)

    def block_correction(self, correction: Iterable[str]) -> None:
        """Require from now on that something of this correction is kept."""
        given_up = frozenset(correction)
        self._map.add("", self._sum_tags(given_up) <= len(given_up) - 1)

    def _sum_tags(self, tags: Iterable[str]) -> Quantity:
        """Return how many of these tags are given up, as a quantity."""
        return Quantity({self._given_up[tag]: 1 for tag in tags})


USUAL_LIMIT = 20
"""Conflicts searched for where no number is given."""


class ProposalConflicts(QuestionAnswer):
    """The conflicts of a proposal: sets of rules and pins that cannot hold together.

    With `aim`: sets that keep this aim from holding. `complete`: there are no others. Else `limited`: as
    many as were asked for are here; or time ran out.
    """

    format: Literal["cocau/conflicts/1"] = "cocau/conflicts/1"
    of: Provenance
    aim: str | None = None
    conflicts: tuple[RuleConflict, ...] = ()
    complete: bool
    limited: bool = False

    @property
    def in_time(self) -> bool:
        """Return whether time sufficed; what the limit cuts was not asked for."""
        return self.complete or self.limited


class ConflictsQuestion(ProposalQuestion):
    """At most `limit` conflicts of the musts, or of those that keep `aim` from holding."""

    question: Literal["conflicts"] = "conflicts"
    aim: str | None = None
    limit: int = Field(default=USUAL_LIMIT, ge=1, le=1000)

    def solve(self, proposal: Proposal, effort: TimeBudget) -> ProposalConflicts:
        """List the conflicts."""
        with relocate_problems({"--aim": ("aim",)}):
            return find_conflicts(proposal, effort, self.limit, self.aim)


def find_conflicts(
    proposal: Proposal, effort: TimeBudget, limit: int = USUAL_LIMIT, aim: str | None = None
) -> ProposalConflicts:
    """Find every conflict among a proposal's musts and pins, or `limit` of them.

    There is none if the proposal can be planned.

    `aim`: instead, every set that keeps this missed aim from holding, the aims before it as near as they are.

    Raises:
        InputError: the proposal cannot be asked, or misses no such aim.
        AuditDisagreesError: a defect of ours.
    """
    task = restore_task(proposal, effort)
    program = task.musts if aim is None else _build_blocking_program(task, proposal, aim)
    oracle = FeasibilityOracle(program, task.engines[0], effort, task.model.people.lots)
    found = enumerate_conflicts(oracle, lambda _: 1, effort, limit, conflicts_only=True)
    cores = _confirm_cores(task, oracle, found, effort)
    open_ones = len(found.conflicts) + (found.unshrunk is not None) - len(cores)
    limited = not found.complete and not open_ones and len(found.conflicts) >= limit
    last = effort.renew()
    return ProposalConflicts(
        of=proposal.provenance,
        aim=aim,
        conflicts=tuple(describe_conflict(task, program, build_conflict(core), last, aim) for core in cores),
        complete=found.complete and not open_ones,
        limited=limited,
    )


def _confirm_cores(
    task: PlanningTask, oracle: FeasibilityOracle, enumeration: ConflictEnumeration, effort: TimeBudget
) -> list[ConflictCore]:
    """Return the conflicts that all engines confirm, the smallest first."""
    program = oracle.program
    place = {tag: i for i, tag in enumerate(program.tags())}

    def order(core: Collection[str]) -> tuple[int, list[int]]:
        return len(core), sorted(place[tag] for tag in core)

    least = min(map(len, enumeration.conflicts), default=0) if enumeration.complete else -1
    cores = [(core, True) for core in sorted(enumeration.conflicts, key=order)]
    cores += [] if enumeration.unshrunk is None else [(enumeration.unshrunk, False)]
    confirmed = []
    for core, irreducible in cores:
        by = confirm_core(oracle, program, core, task.engines, effort)
        if by is not None and len(by) == len(task.engines):
            tags = tuple(sorted(core, key=place.__getitem__))
            confirmed.append(ConflictCore(tags, irreducible, len(core) == least, by))
    return confirmed


def _build_blocking_program(task: PlanningTask, proposal: Proposal, aim: str) -> Program:
    """Build the program in which an aim binds.

    Raises:
        InputError: the proposal has no such aim, or does not miss it.
    """
    missed = [a.rule for a in proposal.aims if a.missed]
    if aim not in missed:
        raise InputError([_build_not_missed_problem(proposal, aim, missed)])
    return build_blocking_program(task.model, get_proven_tiers(proposal), aim)


def _build_not_missed_problem(proposal: Proposal, aim: str, missed: Collection[str]) -> Problem:
    """Build the problem of an aim that the proposal does not miss."""
    where = ("--aim", GivenValue(aim))
    vi_known = en_known = list_nearest(aim, missed)
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
