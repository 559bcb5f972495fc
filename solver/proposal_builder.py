"""Proposals from the outcome of a search: audited, explained, with their provenance."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version

from cocau.constraints.checks.clashes import find_clashes
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import compute_digest
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Finding, Verdict
from cocau.constraints.version import VERSION
from cocau.solver.conflicts.describe import build_conflict, describe_conflict
from cocau.solver.conflicts.mus import ConflictCore, find_smallest_core
from cocau.solver.interchangeable_people import build_signatures, find_interchangeable
from cocau.solver.model.restricted_programs import build_blocking_program
from cocau.solver.model.slate_model import MOVE_TIERS
from cocau.solver.outcome import OutOfTime, Solved, Tier
from cocau.solver.proposal import (
    AimResult,
    MoveTotal,
    Proposal,
    ProposalOutcome,
    Provenance,
    add_digest,
    audit_lawful_slate,
    describe_people,
)
from cocau.solver.request import PlanRequest
from cocau.solver.search.evenness.wishes import add_open_wishes, list_age_selectors
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.slate_differences import PersonMove, compare_slates

BLOCKER_ROUNDS = 12
"""Tries for a smaller set of what blocks one aim; an irreducible set costs none of them."""


def build_draft(task: PlanningTask, outcome: ProposalOutcome) -> Proposal:
    """Build a proposal without its answer."""
    return Proposal(
        outcome=outcome,
        departures=task.book.departures,
        barred=task.barred_by,
        clashes=find_clashes(task.book, task.request.council),
        request=task.request,
        rulebook=task.book,
        provenance=Provenance(
            cocau=VERSION,
            engines=dict(_read_engine_versions()),
            rulebook_digest=task.book.digest,
            council_digest=compute_digest(task.request.council),
            pool_digest=task.pool_digest,
        ),
    )


@cache
def _read_engine_versions() -> tuple[tuple[str, str], ...]:
    return (("HiGHS", version("highspy")), ("OR-Tools", version("ortools")))


def build_conflict_proposal(task: PlanningTask) -> Proposal | None:
    """Build the proposal that says why nothing is possible; None if an engine denies it.

    It is out of time if only one engine could say so.
    """
    core = find_smallest_core(task.musts, task.engines, task.effort.renew(), lots=task.model.people.lots)
    if core is None:
        return None
    if len(core.confirmed_by) < len(task.engines):
        return add_digest(build_draft(task, ProposalOutcome.OUT_OF_TIME))
    found = describe_conflict(task, task.musts, build_conflict(core), task.effort.renew())
    return add_digest(build_draft(task, ProposalOutcome.CONFLICT).replace_unvalidated(conflict=found))


def build_out_of_time_proposal(task: PlanningTask, outcome: OutOfTime) -> Proposal:
    """Build the proposal of a search that ran out of time: its best slate, with the gap."""
    outcome = add_open_wishes(task, outcome)
    draft = build_draft(task, ProposalOutcome.OUT_OF_TIME).replace_unvalidated(open_tier=outcome.open_tier)
    if outcome.slate is None:
        return add_digest(draft)
    return add_digest(_add_slate(task, draft, outcome.slate, outcome.tiers))


def build_solved_proposal(task: PlanningTask, outcome: Solved) -> Proposal:
    """Build the proposal of a proven slate, and say why its missed aims are missed."""
    draft = _add_slate(task, build_draft(task, ProposalOutcome.SOLVED), outcome.slate, outcome.tiers)
    explained = (_explain_aim(task, aim, outcome.tiers) for aim in draft.aims)
    return add_digest(draft.replace_unvalidated(aims=tuple(explained)))


def _add_slate(task: PlanningTask, draft: Proposal, slate: Slate, tiers: Sequence[Tier]) -> Proposal:
    request, book = task.request, task.book
    findings = audit_lawful_slate(request, book, slate, "the planner's slate")
    apart = request.pins.everybody | task.known.barred
    alike = find_interchangeable(request, slate, _build_signatures(task), apart)
    aims = tuple(_list_aims(book, findings, tiers))
    provenance = draft.provenance.replace_unvalidated(slate_digest=compute_digest(slate))
    moved = tuple(
        MoveTotal(what=t.rules[0], value=t.value, bound=t.bound) for t in tiers if t.rules[0] in MOVE_TIERS
    )
    return draft.replace_unvalidated(
        slate=slate,
        findings=findings,
        aims=aims,
        moved=moved,
        differences=_compare_with_near(request, draft, slate),
        interchangeable=alike,
        provenance=provenance,
        **describe_people(request, book, slate),
    )


def _build_signatures(task: PlanningTask) -> dict[str, tuple[object, ...]]:
    """Build what a rule or a wish can see of each person, but for the home."""
    ages = list_age_selectors(task)
    if not ages:
        return task.signatures
    more = build_signatures(task.known.matches, ages)
    return {i: (*own, *more[i]) for i, own in task.signatures.items()}


def _compare_with_near(request: PlanRequest, draft: Proposal, slate: Slate) -> tuple[PersonMove, ...]:
    if request.near is None:
        return ()
    return compare_slates(request.near, slate, frozenset(request.pool.by_id), draft.barred)


def _list_aims(book: Rulebook, findings: Sequence[Finding], tiers: Sequence[Tier]) -> Iterator[AimResult]:
    missed = {f.rule for f in findings if f.verdict is Verdict.BROKEN}
    for tier in tiers:
        for rule in tier.rules if tier.rules[0] not in MOVE_TIERS else ():
            yield AimResult(
                rule=rule,
                priority=book.by_id[rule].priority or 0,
                missed=rule in missed,
                tier_value=tier.value,
                tier_bound=tier.bound,
            )


def _explain_aim(task: PlanningTask, aim: AimResult, tiers: Sequence[Tier]) -> AimResult:
    """Add to a missed aim what blocks it.

    Asked for aims of documents only: our own wishes give way to anything.
    """
    if not aim.missed or task.book.is_ours(task.book.by_id[aim.rule]):
        return aim
    core = _find_blocking_core(task, aim, tiers)
    if core is None or len(core.confirmed_by) < len(task.engines):
        return aim
    return aim.replace_unvalidated(blocked_by=build_conflict(core))


def _find_blocking_core(task: PlanningTask, aim: AimResult, tiers: Sequence[Tier]) -> ConflictCore | None:
    """Find what blocks an aim: among some people of a large pool if it holds for all.

    Else among all.
    """
    if task.sifted is not None:
        some = task.sifted.model
        program = build_blocking_program(some, tiers, aim.rule)
        core = find_smallest_core(program, task.engines, task.effort, BLOCKER_ROUNDS, some.people.lots)
        if core is not None and task.sifted.rules_out(program, core.tags):
            return core
    program = build_blocking_program(task.model, tiers, aim.rule)
    return find_smallest_core(program, task.engines, task.effort, BLOCKER_ROUNDS, task.model.people.lots)
