"""Rows of sweeps and batches: what became of each request, in figures and without people."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal, ProposalOutcome


class ItemOutcome(StrEnum):
    """Outcome of an item; `refused`: it cannot be planned; `failed`: by an error of ours."""

    SOLVED = "solved"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"
    REFUSED = "refused"
    FAILED = "failed"


class SweepRow(Record):
    """Result of one item of a batch: figures that tell items apart, and no people.

    `tiers`: the shortfall of the aims of each priority; `missed`: aims that are not kept; `conflict`: the
    rules, and the pins, that cannot hold together; `problems`: codes of what is wrong with the request.
    """

    number: int
    name: str
    outcome: ItemOutcome
    seconds: float
    tiers: tuple[int, ...] = ()
    missed: tuple[str, ...] = ()
    slate_digest: str | None = None
    conflict: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


ITEM_OUTCOMES = {
    ProposalOutcome.SOLVED: ItemOutcome.SOLVED,
    ProposalOutcome.CONFLICT: ItemOutcome.CONFLICT,
    ProposalOutcome.OUT_OF_TIME: ItemOutcome.OUT_OF_TIME,
}

SomeRow = TypeVar("SomeRow", bound=SweepRow)


def plan_row(row: SomeRow, planned: Callable[[], Proposal]) -> tuple[SomeRow, Proposal | None]:
    """Plan an item; return its row, filled, and the proposal if there is one."""
    try:
        proposal = planned()
    except InputError as error:
        problems = tuple(sorted({problem.code for problem in error.problems}))
        return row.replace_unvalidated(outcome=ItemOutcome.REFUSED, problems=problems), None
    except AuditDisagreesError:
        return row.replace_unvalidated(outcome=ItemOutcome.FAILED, problems=("audit_disagrees",)), None
    planned_row = row.replace_unvalidated(
        outcome=ITEM_OUTCOMES[proposal.outcome],
        tiers=_list_tier_values(proposal),
        missed=tuple(aim.rule for aim in proposal.aims if aim.missed),
        slate_digest=proposal.provenance.slate_digest,
        conflict=() if proposal.conflict is None else proposal.conflict.members,
    )
    return planned_row, proposal


def _list_tier_values(proposal: Proposal) -> tuple[int, ...]:
    by_priority = {aim.priority: aim.tier_value for aim in proposal.aims}
    return tuple(value for _, value in sorted(by_priority.items()))
