"""The report on carrying out the directive over every council in the caller's scope."""

from collections.abc import Iterator

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.auth.redaction import build_proposal_view
from cocau.app.db.clock import today
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentRow, JobState
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.blocks import LineBlock
from cocau.app.present.law.clause_verdicts import (
    ConductRemarks,
    ReportedCouncil,
    ReportedElection,
    ReportedPlan,
)
from cocau.app.present.names import Names
from cocau.app.present.papers.directive_report import DirectiveReport, build_directive_report
from cocau.app.present.papers.formats import render_paper
from cocau.app.present.results.council_term import TermView, render_vacancies
from cocau.app.services.acts import requires
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import find_sole_document, list_documents, read_document
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.gates import DOSSIERS, get_gates
from cocau.app.services.office.settings import get_template
from cocau.app.services.planning.adjustments import get_news
from cocau.app.services.planning.approvals import list_decisions
from cocau.app.services.planning.proposal_status import ProposalStanding, ProposalStatus
from cocau.app.services.planning.proposals import (
    ProposalFilters,
    get_aggregate,
    get_completed_proposal,
    list_proposals,
)
from cocau.app.services.results.council_terms import get_term
from cocau.app.services.rulebooks import choose_council_rulebook, resolve_rulebook
from cocau.constraints.clauses import load_registers
from cocau.constraints.errors import InputError
from cocau.constraints.library import DEFAULT_RULEBOOK
from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.procedure.reports import ElectionGates
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook
from cocau.solver.proposal import Proposal

MOST_COUNCILS = 300
"""Councils of one report: a province has fewer."""

_PAGE = 100
_DIRECTIVE = "chi-thi-ha-tinh-2018"
_HALF = 50
_WITH_ANSWER = frozenset({JobState.OPTIMAL, JobState.STOPPED, JobState.OUT_OF_TIME, JobState.CONFLICT})
_LAID_ASIDE = frozenset({ProposalStanding.WITHDRAWN, ProposalStanding.SUPERSEDED, ProposalStanding.TENTATIVE})
_STANDING_WORDS = {
    ProposalStanding.DRAFT: Text(vi="chưa phê duyệt", en="not approved yet"),
    ProposalStanding.APPROVED: Text(vi="đã phê duyệt", en="approved"),
    ProposalStanding.RETURNED: Text(vi="trả lại", en="returned"),
}


@requires(Permission.READ)
def build_report(store: Store, caller: Caller, lang: Lang = Lang.VI) -> DirectiveReport:
    """Build the report from what its caller may see.

    Raises:
        Forbidden: the role does not allow to read.
    """
    register = load_registers()[_DIRECTIVE]
    source = resolve_rulebook(store, caller, DEFAULT_RULEBOOK).sources[register.source]
    rows = list(_list_councils(store, caller))
    councils = tuple(_report_council(store, caller, row, lang) for row in rows[:MOST_COUNCILS])
    log_read(store, caller, ReadAccess("report", _DIRECTIVE, action="export"))
    return DirectiveReport(
        on=today(),
        register=register,
        directive=source.title.of(lang),
        councils=councils,
        sees_people=caller.may(Permission.SEE_PEOPLE),
        is_cut=len(rows) > MOST_COUNCILS,
        lang=lang,
    )


def render_report(store: Store, caller: Caller, form: AnnexFormat, lang: Lang = Lang.VI) -> tuple[bytes, str]:
    """Render the report as a file in the office's own template, and return it with a name.

    Raises:
        Forbidden: see `build_report`.
    """
    paper = build_directive_report(build_report(store, caller, lang))
    own = get_template(store, caller, caller.scope, paper.layout) if form is AnnexFormat.DOCX else None
    return render_paper(paper, form, own), f"{paper.title}.{form}"


def _list_councils(store: Store, caller: Caller) -> Iterator[DocumentRow]:
    """Yield the councils in the caller's scope, one more than a report takes."""
    after, number = None, 0
    while number <= MOST_COUNCILS:
        rows = list_documents(store, caller, COUNCILS, archived=False, after=after, limit=_PAGE)
        yield from rows
        number += len(rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1].id


def _report_council(store: Store, caller: Caller, row: DocumentRow, lang: Lang) -> ReportedCouncil:
    held = read_document(store, caller, COUNCILS, row.id)
    chosen = _choose_proposal(store, caller, row.id)
    found = None if chosen is None else _read_proposal(store, caller, chosen.id)
    book = found.rulebook if found is not None else _get_rulebook(store, caller, row.id, held.body)
    dossier = find_sole_document(store, caller, DOSSIERS, row.id)
    plan = None if found is None or chosen is None else _report_plan(store, caller, chosen, found, lang)
    return ReportedCouncil(
        council=held.body,
        version=held.version.number,
        book=book,
        plan=plan,
        gates=_find_gates(store, caller, row.id),
        dossier_version=None if dossier is None else dossier.version.number,
        election=_report_election(store, caller, row.id, lang),
    )


def _report_election(store: Store, caller: Caller, council_id: str, lang: Lang) -> ReportedElection | None:
    """Report counted results and the term, to whoever may see people."""
    if not caller.may(Permission.SEE_PEOPLE):
        return None
    try:
        now = get_term(store, caller, council_id)
    except (Missing, Erased, InputError):  # the proposal of the results is gone
        return None
    if now.election is None or now.vacancies is None:
        return None
    election = now.election
    view = TermView.of(election, now.term, today(), lang)
    holders = now.term.list_holders(today())
    posts = (
        (
            view.names.post(post),
            ", ".join(view.names.person(one.person) for one in holders if one.post == post),
        )
        for post in election.lists.council.posts
    )
    elected = frozenset(election.verdict.elected)
    told = (block.text for block in render_vacancies(view, now.vacancies) if isinstance(block, LineBlock))
    return ReportedElection(
        version=election.version,
        elected=len(elected),
        intended=len(elected & set(election.lists.slate.deputies)),
        unsettled=len(election.verdict.open),
        counts=election.build_prior_term().counts if elected else dict.fromkeys(GROUPS, 0),
        posts=tuple((title, named) for title, named in posts if named),
        vacancies=tuple(told) if now.vacancies.vacant else (),
    )


def _get_rulebook(store: Store, caller: Caller, council_id: str, council: Council) -> Rulebook:
    book = choose_council_rulebook(store, caller, council_id, council.election_day)
    return (resolve_rulebook(store, caller, DEFAULT_RULEBOOK) if book is None else book).for_council(council)


def _choose_proposal(store: Store, caller: Caller, council_id: str) -> ProposalStatus | None:
    """Choose the newest approved proposal of a council, else the newest that has an answer."""
    filters = ProposalFilters(council=council_id, archived=False)
    found = [
        one
        for one in list_proposals(store, caller, filters, limit=_PAGE)
        if one.state in _WITH_ANSWER and one.erased is None and one.standing not in _LAID_ASIDE
    ]
    approved = (one for one in found if one.standing is ProposalStanding.APPROVED)
    return next(approved, next(iter(found), None))


def _read_proposal(store: Store, caller: Caller, proposal_id: str) -> Proposal | None:
    try:
        return Proposal.model_validate_json(get_completed_proposal(store, caller, proposal_id).text)
    except (Missing, Erased, NotReady, InputError):  # gone, or never made, since it was listed
        return None


def _report_plan(
    store: Store, caller: Caller, status: ProposalStatus, proposal: Proposal, lang: Lang
) -> ReportedPlan:
    """Report a proposal: whole for callers who may see people, else as redacted."""
    whole = caller.may(Permission.SEE_PEOPLE)
    view = build_proposal_view(proposal)
    counts = get_aggregate(store, caller, status.id).counts.get(Among.DEPUTIES, {})
    names = Names.of(proposal, lang, codes=False) if whole else None
    asked = status.moments.asked
    return ReportedPlan(
        label=status.label,
        made_on=asked.date(),
        standing=_STANDING_WORDS.get(status.standing, _STANDING_WORDS[ProposalStanding.DRAFT]).of(lang),
        total=0 if proposal.slate is None else len(proposal.slate.deputies),
        counts=counts,
        verdicts={finding.rule: finding.verdict for finding in view.findings},
        conflict=view.conflict if not whole else _list_conflict(proposal),
        decisions=tuple(
            f"{decision.at:%d/%m/%Y}: {_STANDING_WORDS[ProposalStanding(decision.decision)].of(lang)}"
            + (f", {decision.document}" if decision.document else "")
            for decision in list_decisions(store, caller, status.id)
        ),
        is_current=get_news(store, caller, status.id).is_current,
        names=names,
        findings={finding.rule: finding for finding in proposal.findings} if whole else None,
        conduct=_count_conduct(proposal) if whole and proposal.slate is not None else None,
    )


def _list_conflict(proposal: Proposal) -> tuple[str, ...]:
    return () if proposal.conflict is None else proposal.conflict.rules


def _count_conduct(proposal: Proposal) -> ConductRemarks:
    """Count the candidates whom their record speaks of."""
    listed = () if proposal.slate is None else proposal.slate.listed
    pool = proposal.request.pool
    people = [pool.by_id[i] for i in listed if i in pool.by_id]
    return ConductRemarks(
        investigated=sum(person.under_investigation for person in people),
        disciplined=sum(bool(person.discipline) for person in people),
        below_half=sum(p.voter_confidence is not None and p.voter_confidence < _HALF for p in people),
    )


def _find_gates(store: Store, caller: Caller, council_id: str) -> ElectionGates | None:
    try:
        return get_gates(store, caller, council_id)
    except InputError:  # the rulebook has no steps for this council
        return None
