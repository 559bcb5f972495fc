"""/proposals/{proposal_id}/conflict: why there is no slate, with the repairs as buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from cocau.app.db.models import JobState
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import render_compliance, render_compliance_summary
from cocau.app.present.proposal.outcome import render_departures
from cocau.app.present.wording import Footnotes
from cocau.app.services.errors import Missing, NotReady
from cocau.app.services.planning.explanations import (
    ExplanationQuestion,
    ExplanationStatus,
    get_answer,
    get_explanation,
)
from cocau.app.services.planning.proposals import get_completed_proposal, get_proposal_status
from cocau.app.services.planning.repairs import (
    apply_repair,
    ask_once,
    find_repairs_question,
    get_repair,
    record_secretary_reason,
    request_repaired_slate,
)
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import clean_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.proposals.conflict_view import ConflictView, RepairsView
from cocau.app.web.desk.proposals.lists import build_slate_lists
from cocau.app.web.desk.proposals.standing import build_proposal_head
from cocau.constraints.errors import InputError, Problem
from cocau.solver.conflicts.enumerate import ConflictsQuestion, ProposalConflicts
from cocau.solver.explain.repairs.repair import Repairs
from cocau.solver.explain.repairs.search import RepairsQuestion
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class AskedQuestion:
    """A question about a proposal, and its answer once there is one."""

    status: ExplanationStatus
    text: str | None

    @property
    def waiting(self) -> bool:
        """Return whether the question is still being answered."""
        return not self.status.state.final


@dataclass(frozen=True)
class ConflictAside:
    """A search shown beside the conflict: its part of the page, its question, and its values."""

    part: str
    question: ExplanationQuestion
    build_values: Callable[[PageContext, str, Proposal, AskedQuestion | None], dict[str, Any]]


def get_newest_answer(
    desk: PageContext, proposal_id: str, question: ExplanationQuestion
) -> AskedQuestion | None:
    """Return the question as it was asked last; None: nobody has."""
    known = find_repairs_question(desk.store, desk.caller, proposal_id, question)
    return None if known is None else _attach_answer(desk, known)


def get_asked_question(
    desk: PageContext, proposal_id: str, explanation_id: str, question: str
) -> AskedQuestion:
    """Return a question that was asked. Raises Missing: there is none, or it is another one."""
    known = get_explanation(desk.store, desk.caller, proposal_id, check_id(explanation_id))
    if known.question != question:
        raise Missing(explanation_id)
    return _attach_answer(desk, known)


def _attach_answer(desk: PageContext, known: ExplanationStatus) -> AskedQuestion:
    try:
        return AskedQuestion(known, get_answer(desk.store, desk.caller, known.proposal, known.id))
    except NotReady:
        return AskedQuestion(known, None)


def _build_repairs_values(
    desk: PageContext, proposal_id: str, proposal: Proposal, asked: AskedQuestion | None
) -> dict[str, Any]:
    known = None
    if asked is not None and asked.text is not None:
        known = RepairsView(
            Names.of(proposal, desk.lang, codes=False), proposal, Repairs.model_validate_json(asked.text)
        )
    return {"proposal_id": proposal_id, "ways_asked": asked, "ways": known}


def _build_conflicts_values(
    desk: PageContext, proposal_id: str, proposal: Proposal, asked: AskedQuestion | None
) -> dict[str, Any]:
    known = None if asked is None or asked.text is None else ProposalConflicts.model_validate_json(asked.text)
    sheet = Names.of(proposal, desk.lang, codes=False)
    notes = Footnotes(sheet)
    each = [ConflictView(sheet, proposal, one, notes) for one in known.conflicts] if known else []
    return {"proposal_id": proposal_id, "others_asked": asked, "others": known, "each": each}


REPAIRS_ASIDE = ConflictAside("ways", RepairsQuestion(), _build_repairs_values)
CONFLICTS_ASIDE = ConflictAside("others", ConflictsQuestion(), _build_conflicts_values)


router = APIRouter(prefix="/proposals/{proposal_id}/conflict", route_class=PageRoute, include_in_schema=False)

RepairNumberField = Annotated[int, Form(ge=1, le=1000)]


@router.get("", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_conflict(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the conflict in words, and the repairs that are known."""
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    if stands.state is not JobState.CONFLICT:
        return desk.go(f"/proposals/{proposal_id}")
    proposal = _read_proposal(desk, proposal_id)
    asked = [
        (aside, get_newest_answer(desk, proposal_id, aside.question))
        for aside in (REPAIRS_ASIDE, CONFLICTS_ASIDE)
    ]
    beside = [one.build_values(desk, proposal_id, proposal, known) for one, known in asked]
    head = build_proposal_head(desk, stands)
    return desk.page(
        "conflict.html",
        head=head,
        place=head.place,
        status=stands,
        waiting=any(known is not None and known.waiting for _, known in asked),
        **(_build_conflict_values(desk, proposal) | beside[0] | beside[1]),
    )


@router.post("/ways")
def post_repair_search(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Search repairs, unless somebody has."""
    return _start_search(desk, proposal_id, REPAIRS_ASIDE)


@router.get("/ways/{explanation_id}", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_repairs(proposal_id: ResourceId, explanation_id: str, desk: PageContextDep) -> Response:
    """Show the repairs as a part of a page, or the progress of their search."""
    return _render_aside(desk, proposal_id, explanation_id, REPAIRS_ASIDE)


@router.post("/ways/{explanation_id}/take")
def post_repair_choice(
    proposal_id: ResourceId, explanation_id: str, desk: PageContextDep, number: RepairNumberField
) -> Response:
    """Submit the proposal of a repair, and go to it."""
    repair = get_repair(desk.store, desk.caller, proposal_id, check_id(explanation_id), number)
    made = apply_repair(desk.office, desk.caller, proposal_id, repair, desk._("Cách tháo gỡ %d") % number)
    return desk.go(f"/proposals/{made.id}")


@router.post("/reason")
def post_secretary_reason(
    proposal_id: ResourceId, desk: PageContextDep, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Record why the secretary does not chair, as the document allows, and plan again."""
    problems: list[Problem] = []
    words = clean_field(reason, "", problems)
    if not (words or problems):
        problems.append(Problem("missing", (), "Cần ghi lý do.", "The reason is needed."))
    if problems:
        raise InputError(problems)
    made = record_secretary_reason(
        desk.office, desk.caller, proposal_id, words, desk._("Có lý do Bí thư không làm Chủ tịch")
    )
    return desk.go(f"/proposals/{made.id}")


@router.post("/ways/{explanation_id}/show")
def post_repair_slate(
    proposal_id: ResourceId, explanation_id: str, desk: PageContextDep, number: RepairNumberField
) -> Response:
    """Submit the whole slate of a repair that needs people not in the pool, and go to it."""
    shown = request_repaired_slate(desk.office, desk.caller, proposal_id, check_id(explanation_id), number)
    return desk.go(f"/proposals/{proposal_id}/conflict/shown/{shown}")


@router.get("/shown/{explanation_id}", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_repair_slate(proposal_id: ResourceId, explanation_id: str, desk: PageContextDep) -> Response:
    """Show the slate of a repair, with places for the people to be found."""
    asked = get_asked_question(desk, proposal_id, explanation_id, "repaired")
    if desk.partly and asked.waiting:
        return desk.page("part/seeking.html", asked=asked)
    if desk.partly:
        return desk.go(f"/proposals/{proposal_id}/conflict/shown/{explanation_id}")
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    head = build_proposal_head(desk, stands)
    about: dict[str, Any] = {"head": head, "place": head.place, "status": stands, "asked": asked}
    if asked.text is None:
        return desk.page("shown_way.html", **about)
    after, before = Proposal.model_validate_json(asked.text), _read_proposal(desk, proposal_id)
    return desk.page("shown_way.html", **about, **_build_slate_values(desk, before, after))


@router.post("/others")
def post_conflict_search(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Search every conflict, unless somebody has."""
    return _start_search(desk, proposal_id, CONFLICTS_ASIDE)


@router.get("/others/{explanation_id}", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_other_conflicts(proposal_id: ResourceId, explanation_id: str, desk: PageContextDep) -> Response:
    """Show every conflict as a part of a page, or the progress of their search."""
    return _render_aside(desk, proposal_id, explanation_id, CONFLICTS_ASIDE)


def _start_search(desk: PageContext, proposal_id: str, aside: ConflictAside) -> Response:
    one = ask_once(desk.office, desk.caller, proposal_id, aside.question)
    if desk.partly:
        return _render_aside(desk, proposal_id, one, aside)
    return desk.go(f"/proposals/{proposal_id}/conflict#{aside.part}")


def _render_aside(desk: PageContext, proposal_id: str, explanation_id: str, aside: ConflictAside) -> Response:
    found = get_asked_question(desk, proposal_id, explanation_id, aside.question.question)
    if not desk.partly:
        return desk.go(f"/proposals/{proposal_id}/conflict#{aside.part}")
    told = aside.build_values(desk, proposal_id, _read_proposal(desk, proposal_id), found)
    return desk.page(f"part/{aside.part}.html", **told)


def _read_proposal(desk: PageContext, proposal_id: str) -> Proposal:
    return Proposal.model_validate_json(get_completed_proposal(desk.store, desk.caller, proposal_id).text)


def _build_conflict_values(desk: PageContext, proposal: Proposal) -> dict[str, Any]:
    sheet = Names.of(proposal, desk.lang, codes=False)
    notes = Footnotes(sheet)
    found = None if proposal.conflict is None else ConflictView(sheet, proposal, proposal.conflict, notes)
    return {
        "proposal": proposal,
        "found": found,
        "departures": list(render_departures(sheet, proposal.departures)),
        "notes": notes,
    }


def _build_slate_values(desk: PageContext, before: Proposal, after: Proposal) -> dict[str, Any]:
    there = before.request.pool.by_id
    finds = [p.id for p in after.request.pool.people if p.id not in there]
    sheet = Names.of(after, desk.lang, codes=False)
    if after.slate is None:
        return {"lists": None, "finds": finds}
    return {
        "lists": build_slate_lists(sheet, after.slate, finds),
        "finds": finds,
        "summary": render_compliance_summary(sheet, after.findings).text,
        "departures": list(render_departures(sheet, after.departures)),
        "compliance": list(render_compliance(sheet, after.findings)),
    }
