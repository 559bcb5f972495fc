"""Results of proposals: their numbers, recorded; redacted for some callers."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from cocau.app.audit_log.breaks import AuditLogBreak, TamperKind, report_rows
from cocau.app.auth.caller import Caller
from cocau.app.auth.redaction import OPEN_CRITERIA, list_criteria, redact
from cocau.app.db.encryption import Keyring, Unreadable
from cocau.app.db.models import JobRow, ProposalRow
from cocau.app.db.seals import open_column
from cocau.app.permissions import Permission
from cocau.app.services.computations import has_result, open_result
from cocau.constraints.model.selectors import GROUPS, STRUCTURE_GROUPS, Among, list_counted
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Departure
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.proposal import Proposal, ProposalOutcome


class JudgedRule(Record):
    """One rule's verdict; `short`: by how many people or units it is missed."""

    rule: str
    verdict: Verdict
    short: int = 0


class ReachedAim(Record):
    """One aim; see `cocau.solver.proposal.AimResult`."""

    rule: str
    priority: int
    missed: bool
    tier_value: int
    tier_bound: int


class ProposalAggregate(Record):
    """Numbers of a proposal; `counts`: by group, of introduced, candidates and deputies.

    `barred`: standard -> how many miss it; `conflict`: the rules of it; empty if there is none. `unmet`: aims
    of documents that are missed; `broken`: standards and musts that are broken.
    """

    outcome: ProposalOutcome
    council: str
    seats: int
    people: int
    counts: dict[Among, dict[str, int]] = {}
    barred: dict[str, int] = {}
    departures: tuple[Departure, ...] = ()
    findings: tuple[JudgedRule, ...] = ()
    aims: tuple[ReachedAim, ...] = ()
    conflict: tuple[str, ...] = ()
    unmet: int | None = None
    broken: int | None = None
    rulebook: str
    rulebook_digest: str


COUNTED = (Among.INTRODUCED, Among.CANDIDATES, Among.DEPUTIES)

TOTAL = "total"


def build_aggregate(proposal: Proposal) -> ProposalAggregate:
    """Count the numbers of a proposal."""
    request, book = proposal.request, proposal.rulebook
    missed = [book.by_id[f.rule] for f in proposal.findings if f.verdict is Verdict.BROKEN]
    return ProposalAggregate(
        outcome=proposal.outcome,
        council=request.council.name,
        seats=request.council.seats,
        people=len(request.pool.people),
        counts={} if proposal.slate is None else _count_groups(proposal, proposal.slate),
        barred={rule: len(ids) for rule, ids in proposal.barred.items()},
        departures=proposal.departures,
        findings=tuple(JudgedRule(rule=f.rule, verdict=f.verdict, short=f.short) for f in proposal.findings),
        aims=tuple(
            ReachedAim(
                rule=aim.rule,
                priority=aim.priority,
                missed=aim.missed,
                tier_value=aim.tier_value,
                tier_bound=aim.tier_bound,
            )
            for aim in proposal.aims
        ),
        conflict=() if proposal.conflict is None else proposal.conflict.rules,
        unmet=sum(rule.strength is Strength.AIM and not book.is_ours(rule) for rule in missed),
        broken=sum(rule.strength is not Strength.AIM for rule in missed),
        rulebook=book.name,
        rulebook_digest=proposal.provenance.rulebook_digest,
    )


def _count_groups(proposal: Proposal, slate: Slate) -> dict[Among, dict[str, int]]:
    setting = AuditContext(proposal.request.council, proposal.request.pool, slate)
    day, holders = proposal.request.council.election_day, slate.get_holders(*slate.posts)
    counts: dict[Among, dict[str, int]] = {}
    for among in COUNTED:
        members = setting.get_members(among)
        counts[among] = {TOTAL: len(members)}
        posted = {p.id for p in members} if among is Among.INTRODUCED else holders
        counts[among] |= {group: len(list_counted(group, members, posted, day)) for group in GROUPS}
    return counts


def record_aggregate(session: Session, ring: Keyring, row: ProposalRow, job: JobRow) -> None:
    """Record the numbers of a proposal; do it before their source is erased."""
    if row.aggregate is not None or not has_result(job):
        return
    proposal = Proposal.model_validate_json(open_result(ring, job, digest=row.proposal_digest))
    row.aggregate = build_aggregate(proposal).model_dump(mode="json")
    session.add(row)


def check_aggregates(session: Session, ring: Keyring) -> Iterator[AuditLogBreak]:
    """Yield every proposal whose noted numbers are not those of its sealed slate.

    Numbers that an older version did not note yet are passed over.
    """
    noted = select(ProposalRow, JobRow).where(
        ProposalRow.id == JobRow.id, col(ProposalRow.aggregate).is_not(None), col(JobRow.output).is_not(None)
    )
    for row, job in session.exec(noted.execution_options(yield_per=50)):
        try:
            proposal = Proposal.model_validate_json(open_column(ring, job, "output", alarm=False))
        except Unreadable:
            continue  # told as such
        counted, stored = build_aggregate(proposal).model_dump(mode="json"), row.aggregate or {}
        if any(value is not None and value != counted.get(name) for name, value in stored.items()):
            yield report_rows(TamperKind.OTHER_CONTENT, None, f"proposals.aggregate {row.id}")


def redact_proposal_for(caller: Caller, text: str) -> str:
    """Redact the JSON of a proposal unless the caller may see people."""
    return text if caller.may(Permission.SEE_PEOPLE) else redact(text)


def redact_aggregate_for(caller: Caller, aggregate: ProposalAggregate) -> ProposalAggregate:
    """Redact the numbers of a proposal unless the caller may see people."""
    return aggregate if caller.may(Permission.SEE_PEOPLE) else redact_aggregate(aggregate)


_LIST_GROUPS = tuple(name for name in STRUCTURE_GROUPS if list_criteria(GROUPS[name]) <= OPEN_CRITERIA)


def redact_aggregate(aggregate: ProposalAggregate) -> ProposalAggregate:
    """Keep of the numbers what anyone can count on the lists, which are told by name.

    Verdicts, bounds and rules are left out: without the rulebook nobody knows which of them tell of people.
    """
    counts: dict[Among, dict[str, int]] = {
        among: {TOTAL: of[TOTAL]} for among, of in aggregate.counts.items()
    }
    if counts:
        listed = aggregate.counts[Among.CANDIDATES]
        counts[Among.CANDIDATES] |= {group: listed[group] for group in _LIST_GROUPS}
    return aggregate.replace_unvalidated(
        counts=counts,
        barred={},
        departures=tuple(d.replace_unvalidated(was=None, now=None) for d in aggregate.departures),
        findings=(),
        aims=(),
        conflict=(),
        unmet=None,
        broken=None,
    )
