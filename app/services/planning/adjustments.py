"""Adjustments: what is new since a proposal, and the plan with the fewest moves.

An adjustment is a proposal of its own, derived from the one before: tentative until it is kept or dropped.
"""

import json
from functools import lru_cache

from pydantic import Field, JsonValue
from sqlmodel import Session, col, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import ApprovalDecision, DocumentRow, ProposalRow, VersionRow
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, RequestIdentity, begin_act, begin_read, compute_request_digest
from cocau.app.services.computations import PreparedSubmission, Services, Submission
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import read_document
from cocau.app.services.errors import ActRefused, Erased, Missing
from cocau.app.services.planning.lineage import StoredPatch, build_merge_patch
from cocau.app.services.planning.proposal_status import ProposalStatus, build_references, get_proposal_row
from cocau.app.services.planning.proposals import (
    CompletedProposal,
    Derivation,
    get_completed_proposal,
    get_proposal_status,
    prepare_proposal,
    submit_proposal,
)
from cocau.app.services.planning.requests import (
    DocumentReference,
    ProposalCreate,
    ProposalReferences,
    VersionReference,
    resolve_request,
)
from cocau.app.services.pools import POOLS, FieldChange, compare_pools
from cocau.app.services.rulebooks import drop_own_versions, resolve_rulebook
from cocau.constraints.errors import OverrideError, RulebookError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.proposal import Proposal
from cocau.solver.replanning import fit_pins, fit_slate, get_gone_names
from cocau.solver.request import PlanRequest
from cocau.solver.slate_differences import SlatePart, get_slate_part


class VersionGap(Record):
    """A stored document that has changed since a proposal was made of it."""

    used: int
    newest: int


class PersonNews(Record):
    """What has become of somebody on the slate.

    `gone`: no longer in the pool; `barred`: standards missed now.
    """

    id: str
    name: str
    part: SlatePart
    gone: bool = False
    barred: tuple[str, ...] = ()
    fields: tuple[FieldChange, ...] = ()


class ProposalNews(Record):
    """What has changed since a proposal was made: null or empty where nothing has.

    `rules`: the rules that bind it read otherwise today; `people`: those on the slate; `came`, `others`: how
    many more people came, or changed off the slate. The last three are empty for whoever may not see people.
    """

    council: VersionGap | None = None
    council_fields: tuple[str, ...] = Field(default=(), description="fields of the council that differ")
    pool: VersionGap | None = None
    rules: bool = False
    people: tuple[PersonNews, ...] = ()
    came: int = 0
    others: int = 0

    @property
    def is_current(self) -> bool:
        """Return whether nothing has changed."""
        return self.council is None and self.pool is None and not self.rules


@lru_cache(maxsize=8)
def parse_proposal(text: str) -> Proposal:
    """Parse a stored proposal, once for the few that are looked at again and again."""
    return Proposal.model_validate_json(text)


def get_news(store: Store, caller: Caller, proposal_id: str) -> ProposalNews:
    """Return what has changed since a proposal was made.

    Documents that were erased, or are not the caller's any more, count as unchanged.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proposal_text`.
    """
    return compare_with_newest(store, caller, get_completed_proposal(store, caller, proposal_id))


def compare_with_newest(store: Store, caller: Caller, found: CompletedProposal) -> ProposalNews:
    """Return what has changed since a proposal at hand was made, as `get_news` does.

    Raises:
        Forbidden: see `get_proposal_text`.
    """
    proposal, references = parse_proposal(found.text), build_references(found.row)
    with begin_read(store, caller, Permission.READ) as session:
        council = _find_gap(session, caller, references.council)
        pool = _find_gap(session, caller, references.pool)
    news = ProposalNews(council=council, pool=pool)
    now_council = proposal.request.council
    if council is not None and references.council is not None:
        now_council = read_document(store, caller, COUNCILS, references.council.ref).body
        news = news.replace_unvalidated(
            council_fields=_list_council_fields(store, caller, references.council, now_council)
        )
    news = news.replace_unvalidated(rules=_has_new_rules(store, caller, proposal))
    if pool is None or references.pool is None or not caller.may(Permission.SEE_PEOPLE):
        return news
    before = read_document(store, caller, POOLS, references.pool.ref, references.pool.version).body
    newest = read_document(store, caller, POOLS, references.pool.ref).body
    return _add_people(news, proposal, before, newest, now_council)


def has_newer_version(store: Store, caller: Caller, reference: VersionReference) -> bool:
    """Return whether a document differs by now from the version that was used.

    Raises:
        Forbidden: the role does not allow it.
    """
    with begin_read(store, caller, Permission.READ) as session:
        return _find_gap(session, caller, reference) is not None


def _find_gap(session: Session, caller: Caller, reference: VersionReference | None) -> VersionGap | None:
    """Find a document's newest version, if its content differs from the one used."""
    if reference is None:
        return None
    document = session.get(DocumentRow, reference.ref)
    if document is None or document.erased_at is not None or not caller.can_see(document.locality):
        return None
    of_both = select(VersionRow.number, VersionRow.digest).where(
        VersionRow.document_id == reference.ref,
        col(VersionRow.number).in_((reference.version, document.version)),
    )
    digests = dict(session.exec(of_both).all())  # without the contents, which may be large
    used, newest = digests.get(reference.version), digests.get(document.version)
    if used is None or newest is None or used == newest:
        return None
    return VersionGap(used=reference.version, newest=document.version)


def _list_council_fields(
    store: Store, caller: Caller, reference: VersionReference, newest: Council
) -> tuple[str, ...]:
    before = read_document(store, caller, COUNCILS, reference.ref, reference.version).body
    return tuple(f for f in Council.model_fields if getattr(before, f) != getattr(newest, f))


def _has_new_rules(store: Store, caller: Caller, proposal: Proposal) -> bool:
    """Return whether the rules that bind a proposal read otherwise today."""
    request = proposal.request
    try:
        whole = resolve_rulebook(store, caller, drop_own_versions(request.rulebook))
        bound = (
            whole.for_council(request.council).apply_overrides(request.overrides).raise_aims(request.raised)
        )
    except (RulebookError, OverrideError, Missing, Erased):
        return True
    return _list_rule_texts(bound) != _list_rule_texts(proposal.rulebook)


def _list_rule_texts(book: Rulebook) -> list[str]:
    """List the rules by what they ask: names of versions and documents only read differ too."""
    return [rule.model_dump_json(exclude={"cites", "doubt"}) for rule in book.rules]


def _add_people(
    news: ProposalNews, proposal: Proposal, before: Pool, newest: Pool, council: Council
) -> ProposalNews:
    slate = Slate(candidates={}, deputies=()) if proposal.slate is None else proposal.slate
    found = compare_pools(before, newest, 0, 0)
    changed = {change.id: change for change in found.changed}
    went = {one.id: one.name for one in found.went}
    barred_by = proposal.rulebook.list_barred_by_standard(council, newest)
    people = []
    for i in slate.everybody:
        part = get_slate_part(slate, i)
        if part is None or (i not in changed and i not in went):
            continue
        people.append(
            PersonNews(
                id=i,
                name=went.get(i) or newest.by_id[i].name,
                part=part,
                gone=i in went,
                barred=tuple(rule for rule, ids in barred_by.items() if i in ids),
                fields=() if i in went else changed[i].fields,
            )
        )
    shown_ids = {one.id for one in people}
    return news.replace_unvalidated(
        people=tuple(sorted(people, key=_rank_news)),
        came=len(found.came),
        others=len({*changed, *went} - shown_ids),
    )


def _rank_news(news: PersonNews) -> tuple[bool, bool, int, str]:
    """Rank news: who is gone or barred first, then intended deputies, then holders of posts."""
    return not (news.gone or news.barred), not news.part.deputy, -len(news.part.posts), news.id


def adjust_proposal(
    services: Services, caller: Caller, proposal_id: str, label: str = "", key: str | None = None
) -> Submission:
    """Plan a proposal again under the newest documents, with the fewest moves against it.

    What comes of it is tentative until `keep_adjustment` or `drop_adjustment`.

    Raises:
        Forbidden, Missing, InputError, QuotaExceeded, KeyReused: see `create_proposal`.
        Erased, NotReady: there is no proposal to adjust.
    """

    def prepare() -> PreparedSubmission:
        found = get_completed_proposal(services.store, caller, proposal_id)
        proposal = parse_proposal(found.text)
        asked = _build_adjustment(services.store, caller, found.row, proposal, label)
        resolved = resolve_request(services.store, caller, services.settings, asked)
        patch = _build_patch(proposal.request, resolved.request)
        lineage = Derivation(proposal_id, StoredPatch(patch=patch).model_dump_json(), tentative=True)
        return prepare_proposal(services, resolved, lineage)

    request = RequestIdentity(key, compute_request_digest(f"adjusted {proposal_id}", label))
    return submit_proposal(services, caller, request, prepare)


def _build_patch(before: PlanRequest, after: PlanRequest) -> dict[str, JsonValue]:
    """Build the merge patch between two requests that refer to documents by digest."""
    old, new = (json.loads(r.model_dump_json(exclude={"pool", "council"})) for r in (before, after))
    return build_merge_patch(old, new)


def _build_adjustment(
    store: Store, caller: Caller, row: ProposalRow, proposal: Proposal, label: str
) -> ProposalCreate:
    """Build the request that names the newest documents and stays near the slate."""
    references, request = build_references(row), proposal.request
    council, pool = _read_newest(store, caller, request, references)
    slate = proposal.slate
    able = frozenset(pool.by_id) - proposal.rulebook.list_barred(council, pool)
    near = None if slate is None else fit_slate(slate, council)
    return ProposalCreate(
        council=council if references.council is None else DocumentReference(ref=references.council.ref),
        pool=pool if references.pool is None else DocumentReference(ref=references.pool.ref),
        rulebook=drop_own_versions(request.rulebook),
        scenario=None
        if references.scenario is None
        else DocumentReference(ref=references.scenario.ref, version=references.scenario.version),
        overrides=request.overrides,
        raised=request.raised,
        pins=fit_pins(request.pins, council, able),
        introducing=request.introducing,
        near=near,
        gone={} if near is None else get_gone_names(request, pool, near),
        seconds=request.seconds,
        label=label or row.label,
        locality=row.locality or None,
    )


def _read_newest(
    store: Store, caller: Caller, request: PlanRequest, references: ProposalReferences
) -> tuple[Council, Pool]:
    """Read the newest council and pool; those of the request where none are stored."""
    council = references.council
    pool = references.pool
    return (
        request.council if council is None else read_document(store, caller, COUNCILS, council.ref).body,
        request.pool if pool is None else read_document(store, caller, POOLS, pool.ref).body,
    )


def keep_adjustment(store: Store, caller: Caller, proposal_id: str) -> ProposalStatus:
    """Keep a tentative proposal; it supersedes the one before, unless that is approved.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
        ActRefused: it was kept or dropped already, or is still being made.
    """
    with begin_act(store, caller, Permission.ASK) as act:
        row = _lock_tentative(act, proposal_id)
        row.tentative = False
        if row.derived_from is not None:
            before, _ = get_proposal_row(act.session, caller, row.derived_from, lock=True)
            if before.decision is not ApprovalDecision.APPROVED and before.superseded_by is None:
                before.superseded_by = row.id
                act.log("supersede", "proposal", before.id)
        act.log("keep", "proposal", proposal_id)
    return get_proposal_status(store, caller, proposal_id)


def drop_adjustment(store: Store, caller: Caller, proposal_id: str) -> ProposalStatus:
    """Drop a tentative proposal: it is withdrawn and archived.

    Raises:
        Forbidden, Missing, ActRefused: see `keep_adjustment`.
    """
    with begin_act(store, caller, Permission.ASK) as act:
        row = _lock_tentative(act, proposal_id)
        row.tentative, row.archived_at = False, now()
        row.withdrawn_at = row.archived_at
        act.log("drop", "proposal", proposal_id)
    return get_proposal_status(store, caller, proposal_id)


def _lock_tentative(act: Act, proposal_id: str) -> ProposalRow:
    row, job = get_proposal_row(act.session, act.caller, proposal_id, lock=True)
    if row.erased_at is not None:
        raise Erased(proposal_id)
    if not row.tentative:
        raise ActRefused(
            "Phương án này không chờ quyết định giữ hay bỏ.",
            "This proposal does not wait to be kept or dropped.",
        )
    if not job.state.final:
        raise ActRefused(
            "Phương án còn đang được lập; hãy chờ kết quả rồi quyết định.",
            "The proposal is still being made; wait for it, then decide.",
        )
    return row
