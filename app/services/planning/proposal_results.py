"""Results of proposals: their numbers, recorded; redacted for some callers."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from cocau.app.audit_log.breaks import AuditLogBreak, TamperKind, report_rows
from cocau.app.auth.caller import Caller
from cocau.app.auth.redaction import GROUP_LABELS, OPEN_CRITERIA, list_criteria, redact
from cocau.app.auth.suppression import suppress_counts
from cocau.app.db.encryption import Keyring, Unreadable
from cocau.app.db.models import JobRow, ProposalRow
from cocau.app.db.seals import open_column
from cocau.app.permissions import Permission
from cocau.app.services.computations import has_result, open_result
from cocau.constraints.model.people import Bloc
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

    A count that is null was kept back from this caller. `barred`: standard -> how many miss it; `conflict`:
    the rules of it; empty if there is none. `unmet`: aims of documents that are missed; `broken`: standards
    and musts that are broken.
    """

    outcome: ProposalOutcome
    council: str
    seats: int
    people: int
    counts: dict[Among, dict[str, int | None]] = {}
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


def _count_groups(proposal: Proposal, slate: Slate) -> dict[Among, dict[str, int | None]]:
    setting = AuditContext(proposal.request.council, proposal.request.pool, slate)
    day, holders = proposal.request.council.election_day, slate.get_holders(*slate.posts)
    counts: dict[Among, dict[str, int | None]] = {}
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


def redact_proposal_for(caller: Caller, text: str, min_count: int) -> str:
    """Redact the JSON of a proposal unless the caller may see people."""
    return text if caller.may(Permission.SEE_PEOPLE) else redact(text, min_count)


def redact_aggregate_for(caller: Caller, aggregate: ProposalAggregate, min_count: int) -> ProposalAggregate:
    """Suppress small numbers of a proposal unless the caller may see people."""
    return aggregate if caller.may(Permission.SEE_PEOPLE) else suppress_aggregate(aggregate, min_count)


def suppress_aggregate(aggregate: ProposalAggregate, min_count: int) -> ProposalAggregate:
    """Suppress small numbers as in the redacted proposal; null: suppressed.

    Verdicts and bounds are left out: without the rulebook nobody knows which of them tell of people.
    """
    return aggregate.replace_unvalidated(
        counts=_suppress_counts(aggregate.counts, min_count) if aggregate.counts else {},
        barred={},
        departures=tuple(d.replace_unvalidated(was=None, now=None) for d in aggregate.departures),
        findings=(),
        aims=(),
        unmet=None,
        broken=None,
    )


_Counts = dict[Among, dict[str, int | None]]
_LIST_GROUPS = tuple(name for name in STRUCTURE_GROUPS if list_criteria(GROUPS[name]) <= OPEN_CRITERIA)


def _suppress_counts(counts: _Counts, min_count: int) -> _Counts:
    listed, meant = counts[Among.CANDIDATES], counts[Among.DEPUTIES]
    shown: _Counts = {among: {TOTAL: of[TOTAL]} for among, of in counts.items()}
    shown[Among.CANDIDATES] |= {group: listed[group] for group in _LIST_GROUPS}
    for group in GROUP_LABELS:
        rows = _build_rows(listed, meant, group)
        rest = [
            (part, "rest", _get_count(of, TOTAL) - n) for of, (part, _, n) in _pair_rows(listed, meant, rows)
        ]
        _publish_counts(shown, [*rows, *rest], (group,), min_count)
    blocs = tuple(str(bloc) for bloc in Bloc)
    _publish_counts(
        shown, [row for bloc in blocs for row in _build_rows(listed, meant, bloc)], blocs, min_count
    )
    return shown


_GroupCounts = dict[str, int | None]
_CountRow = tuple[str, str, int]


def _get_count(counts: _GroupCounts, group: str) -> int:
    return counts[group] or 0


def _build_rows(listed: _GroupCounts, meant: _GroupCounts, group: str) -> list[_CountRow]:
    """Build the counts of a group: those meant for the council, and the other candidates."""
    deputies = _get_count(meant, group)
    return [("deputies", group, deputies), ("others", group, _get_count(listed, group) - deputies)]


def _pair_rows(
    listed: _GroupCounts, meant: _GroupCounts, rows: list[_CountRow]
) -> list[tuple[_GroupCounts, _CountRow]]:
    others: _GroupCounts = {TOTAL: _get_count(listed, TOTAL) - _get_count(meant, TOTAL)}
    return list(zip((meant, others), rows, strict=True))


def _publish_counts(counts: _Counts, rows: list[_CountRow], groups: tuple[str, ...], min_count: int) -> None:
    published = suppress_counts(rows, min_count)
    for group in groups:
        counts[Among.DEPUTIES][group] = published.cells["deputies"][group]
        counts[Among.CANDIDATES][group] = published.values[group]
