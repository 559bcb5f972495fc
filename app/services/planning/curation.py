"""Curation of proposals: names, stars, notes, archive, withdrawal, key figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field
from sqlmodel import col, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import ApprovalDecision, JobRow, ProposalRow
from cocau.app.db.seals import seal_column
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_act, begin_read
from cocau.app.services.computations import has_result
from cocau.app.services.errors import ActRefused, Erased
from cocau.app.services.planning.proposal_results import (
    TOTAL,
    ProposalAggregate,
    record_aggregate,
    redact_aggregate_for,
)
from cocau.app.services.planning.proposal_status import ProposalStatus, get_proposal_row
from cocau.app.services.planning.proposals import get_proposal_status
from cocau.app.services.planning.requests import Label
from cocau.constraints.model.selectors import Among
from cocau.constraints.record import Record
from cocau.solver.proposal import ProposalOutcome


class ProposalCuration(Record):
    """What an office notes of a proposal; what is null stays as it is."""

    label: Label | None = Field(default=None, max_length=300, description="its name; no personal data")
    starred: bool | None = None
    archived: bool | None = Field(default=None, description="archived ones stand in no ordinary list")
    withdrawn: bool | None = Field(default=None, description="withdrawn from consideration")
    note: str | None = Field(default=None, max_length=4000, description="encrypted; for who may see people")


def curate_proposal(
    store: Store, caller: Caller, proposal_id: str, curation: ProposalCuration
) -> ProposalStatus:
    """Change what an office notes of a proposal; the proposal itself never changes.

    Raises:
        Forbidden: the role does not allow it; only an approver withdraws what was approved.
        Missing, Erased: see `get_proposal_text`.
        ActRefused: it is still being made, or was superseded.
    """
    with begin_act(store, caller, Permission.ASK) as act:
        row, job = get_proposal_row(act.session, caller, proposal_id, lock=True)
        if row.erased_at is not None:
            raise Erased(proposal_id)
        moment = now()
        if curation.label is not None:
            row.label = curation.label
        if curation.starred is not None:
            row.starred = curation.starred
        if curation.note is not None:
            seal_column(act.ring, row, "note", curation.note if curation.note.strip() else None)
        if curation.archived is not None:
            row.archived_at = moment if curation.archived else None
        if curation.withdrawn is not None and curation.withdrawn is not (row.withdrawn_at is not None):
            _check_withdrawal(caller, row, job)
            row.withdrawn_at = moment if curation.withdrawn else None
            act.log("withdraw" if curation.withdrawn else "restore", "proposal", proposal_id)
        act.session.add(row)
        act.log("edit", "proposal", proposal_id)
    return get_proposal_status(store, caller, proposal_id)


def _check_withdrawal(caller: Caller, row: ProposalRow, job: JobRow) -> None:
    if row.decision is ApprovalDecision.APPROVED:
        caller.require(Permission.APPROVE)
    if not job.state.final:
        raise ActRefused(
            "Phương án còn đang được lập; hãy dừng việc lập thay vì rút.",
            "The proposal is still being made; cancel it instead of withdrawing it.",
        )
    if row.superseded_by is not None:
        raise ActRefused(
            "Phương án này đã được thay thế; không cần rút.",
            "The proposal was superseded; there is nothing to withdraw.",
        )


@dataclass(frozen=True)
class ProposalFigures:
    """The key figures of a proposal; None: not known, or not for this caller.

    `unmet`: aims of documents that are missed; `broken`: standards and musts that are broken. The groups are
    counted among the intended deputies.
    """

    outcome: ProposalOutcome
    rulebook: str
    seats: int
    unmet: int | None
    broken: int | None
    deputies: int | None = None
    women: int | None = None
    under_40: int | None = None
    non_party: int | None = None
    re_elected: int | None = None


def list_figures(store: Store, caller: Caller, proposal_ids: Iterable[str]) -> dict[str, ProposalFigures]:
    """Return key figures of the proposals with a result, as far as the caller may see them.

    Numbers that were never counted are counted and stored now.

    Raises:
        Forbidden: the role does not allow it.
    """
    ids = list(proposal_ids)
    with begin_read(store, caller, Permission.READ) as session:
        found = session.exec(select(ProposalRow).where(col(ProposalRow.id).in_(ids)))
        rows = {row.id: row for row in found if caller.can_see(row.locality)}
    aggregates = {i: _parse_aggregate(row) for i, row in rows.items()}
    for i in [i for i, aggregate in aggregates.items() if aggregate is None or aggregate.unmet is None]:
        aggregates[i] = _count_anew(store, caller, i) or aggregates[i]
    return {
        i: _build_figures(redact_aggregate_for(caller, aggregate))
        for i, aggregate in aggregates.items()
        if aggregate is not None
    }


def _parse_aggregate(row: ProposalRow) -> ProposalAggregate | None:
    return None if row.aggregate is None else ProposalAggregate.model_validate(row.aggregate)


def _count_anew(store: Store, caller: Caller, proposal_id: str) -> ProposalAggregate | None:
    with store.writing() as session:
        row, job = get_proposal_row(session, caller, proposal_id, lock=True)
        if row.erased_at is not None or not has_result(job):
            return None
        row.aggregate = None
        record_aggregate(session, store.ring, row, job)
        return _parse_aggregate(row)


def _build_figures(aggregate: ProposalAggregate) -> ProposalFigures:
    deputies = aggregate.counts.get(Among.DEPUTIES, {})
    return ProposalFigures(
        outcome=aggregate.outcome,
        rulebook=aggregate.rulebook,
        seats=aggregate.seats,
        unmet=aggregate.unmet,
        broken=aggregate.broken,
        deputies=deputies.get(TOTAL),
        **{name: deputies.get(name) for name in ("women", "under_40", "non_party", "re_elected")},
    )
