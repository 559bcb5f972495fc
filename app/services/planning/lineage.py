"""Proposals derived from others: a merge patch on a request, and each one's lineage."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import JsonValue, ValidationError
from sqlmodel import Session, col, select

from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, ProposalRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.tasks.plans import PLAN
from cocau.app.permissions import Permission
from cocau.app.services.acts import RequestIdentity, begin_read, compute_request_digest
from cocau.app.services.computations import PreparedSubmission, Services, Submission
from cocau.app.services.errors import Erased, Missing
from cocau.app.services.planning.proposal_status import build_references, get_proposal_row
from cocau.app.services.planning.proposals import Derivation, prepare_proposal, submit_proposal
from cocau.app.services.planning.requests import ProposalCreate, ProposalReferences, resolve_request
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record

REF = "ref"

MergePatch = dict[str, JsonValue]


def apply_merge_patch(target: Any, patch: Any) -> Any:  # noqa: ANN401  # any JSON
    """Apply a merge patch: null removes a member, objects are merged, all else replaces.

    One thing is ours: an object with the member ``ref`` takes the place of what was there, as a whole. Merged
    into a council that is written out it would be neither the one nor the other.
    """
    if not isinstance(patch, dict):
        return patch
    if REF in patch or not isinstance(target, dict):
        target = {}
    left = {key: value for key, value in target.items() if key not in patch}
    new = {
        key: apply_merge_patch(target.get(key), value) for key, value in patch.items() if value is not None
    }
    return left | new


def build_merge_patch(before: dict[str, Any], after: dict[str, Any]) -> MergePatch:
    """Build the merge patch (RFC 7396) from one value to another; null removes a member."""
    patch: MergePatch = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            if inner := build_merge_patch(old, value):
                patch[name] = inner
        elif name not in before or value != old:
            patch[name] = value
    return patch


def derive_proposal(
    services: Services, caller: Caller, proposal_id: str, patch: MergePatch, key: str | None = None
) -> Submission:
    """Create a proposal from another one's request with a merge patch (RFC 7396) applied.

    What the patch does not touch stays as it was asked then: the very council, pool and rulebook, whatever
    their newest versions are. An object with ``ref`` takes the place of what was there.

    Raises:
        Forbidden, Missing, InputError, QuotaExceeded, KeyReused: see `create_proposal`.
        Erased: its request is gone.
    """
    stored_patch = StoredPatch(patch=patch).model_dump_json()

    def prepare() -> PreparedSubmission:
        with services.store.reading() as session:
            row, job = get_proposal_row(session, caller, proposal_id)
        if job.input is None:
            raise Erased(proposal_id)
        stored, before = PLAN.read(open_column(services.store.ring, job, "input")), build_references(row)
        asked = _apply_patch(stored.request.model_dump(mode="json"), row, patch)
        kept = None if "rulebook" in patch or stored.rulebook is None else (stored.rulebook, before.rulebook)
        ready = resolve_request(services.store, caller, services.settings, asked, kept)
        ready = replace(ready, references=_keep_references(before, ready.references, patch))
        lineage = Derivation(proposal_id, stored_patch)
        return prepare_proposal(services, ready, lineage)

    digest = compute_request_digest(f"derived {proposal_id}", stored_patch)
    return submit_proposal(services, caller, RequestIdentity(key, digest), prepare)


class StoredPatch(Record):
    """A merge patch as it is stored."""

    patch: MergePatch


def _apply_patch(request: dict[str, Any], row: ProposalRow, patch: MergePatch) -> ProposalCreate:
    """Apply a patch to a stored request.

    Raises:
        InputError: everything wrong with the result.
    """
    request |= {"label": row.label} | ({"locality": row.locality} if row.locality else {})
    try:
        return ProposalCreate.model_validate_json(json.dumps(apply_merge_patch(request, patch)))
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def _keep_references(
    old: ProposalReferences, new: ProposalReferences, patch: MergePatch
) -> ProposalReferences:
    """Keep the references of parts that the patch leaves alone."""
    kept = {
        name: getattr(old, name)
        for name in ("council", "pool", "scenario")
        if name not in patch and getattr(new, name) is None
    }
    return new.replace_unvalidated(**kept)


class LineageNode(Record):
    """A proposal of a lineage; `patch`: the change of request, if people may be seen."""

    id: str
    label: str
    state: JobState
    asked: datetime
    derived_from: str | None = None
    patch: MergePatch | None = None


class ProposalLineage(Record):
    """A proposal, its ancestors (nearest first), and what was derived from it (oldest first)."""

    proposal: LineageNode
    ancestors: tuple[LineageNode, ...] = ()
    derived: tuple[LineageNode, ...] = ()


MAX_ANCESTORS = 100
"""Ancestors that are told."""


def get_lineage(store: Store, caller: Caller, proposal_id: str) -> ProposalLineage:
    """Return the ancestors of a proposal, as far as in scope, and what was derived.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    with begin_read(store, caller, Permission.READ) as session:
        row, job = get_proposal_row(session, caller, proposal_id)
        before = tuple(_build_node(store, caller, *pair) for pair in _list_ancestors(session, caller, row))
        after = select(ProposalRow, JobRow).where(
            ProposalRow.id == JobRow.id,
            ProposalRow.derived_from == proposal_id,
            build_scope_condition(ProposalRow.locality, caller.scope),
        )
        derived = tuple(
            _build_node(store, caller, *pair) for pair in session.exec(after.order_by(col(ProposalRow.id)))
        )
    return ProposalLineage(proposal=_build_node(store, caller, row, job), ancestors=before, derived=derived)


def _list_ancestors(
    session: Session, caller: Caller, row: ProposalRow
) -> Iterator[tuple[ProposalRow, JobRow]]:
    for _ in range(MAX_ANCESTORS):
        if row.derived_from is None:
            return
        try:
            row, job = get_proposal_row(session, caller, row.derived_from)
        except Missing:
            return
        yield row, job


def _build_node(store: Store, caller: Caller, row: ProposalRow, job: JobRow) -> LineageNode:
    seen = row.patch is not None and caller.may(Permission.SEE_PEOPLE)
    return LineageNode(
        id=row.id,
        label=row.label,
        state=job.state,
        asked=row.asked_at,
        derived_from=row.derived_from,
        patch=StoredPatch.model_validate_json(open_column(store.ring, row, "patch")).patch
        if seen and row.patch
        else None,
    )
