"""/proposals/{proposal_id}: the proposal, progress, files, people, answers.

An address names a person by the place in the pool's list, never by an id: ids are made of names.
"""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from cocau.app.i18n.languages import Lang
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.proposal.chamber import ColourBy, draw_chamber, list_colourings
from cocau.app.present.proposal.rule_rows import RuleOutcome
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.planning.annexes import prepare_annex
from cocau.app.services.planning.explanations import (
    REUSABLE_STATES,
    cancel_explanation,
    create_explanation,
    find_reusable_explanation,
    get_answer,
    get_explanation,
    list_explanations,
)
from cocau.app.services.planning.proofs import ANSWER_PROOF, PROOF, find_known_proof
from cocau.app.services.planning.proposal_status import ProposalStatus, get_snapshot
from cocau.app.services.planning.proposals import (
    cancel_proposal,
    get_aggregate,
    get_completed_proposal,
    get_plan_request,
    get_proposal_status,
    get_proposal_text,
    read_completed_proposal,
)
from cocau.app.web.api.explanations import ExplanationId
from cocau.app.web.api.proposals.annexes import respond_with_annex
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.proposals.lists import MOST_PEOPLE_SHOWN, ProposalPart, find_people
from cocau.app.web.desk.proposals.proofs import build_proof_view
from cocau.app.web.desk.proposals.questions import (
    PageLinks,
    build_repeat_form,
    build_replacements,
    describe_question,
    list_answer_choices,
    list_person_questions,
    list_proposal_questions,
    parse_question,
    render_answer,
)
from cocau.app.web.desk.proposals.standing import build_proposal_head, get_proposal_head
from cocau.app.web.desk.proposals.views import ProposalNumbers, ProposalPageView, parse_page_view
from cocau.app.web.limits import ImportLimiterDep
from cocau.solver.explain.replacements import ReplacementsAnswer
from cocau.solver.proposal import Proposal

annex_router = APIRouter(prefix="/proposals/{proposal_id}", route_class=PageRoute, include_in_schema=False)


@annex_router.get("/annex.{annex_format}")
def download_annex(
    proposal_id: ResourceId,
    annex_format: AnnexFormat,
    desk: PageContextDep,
    turns: ImportLimiterDep,
    lang: Lang | None = None,
) -> Response:
    """Download the annex, in the language of the pages unless another one is asked for."""
    found = prepare_annex(desk.store, desk.caller, proposal_id, annex_format, lang or desk.lang)
    with turns.waiting_slot(desk.caller.id), turns.slot():
        return respond_with_annex(found.render_file(), annex_format, proposal_id)


router = APIRouter(prefix="/proposals/{proposal_id}", route_class=PageRoute, include_in_schema=False)

MOST_EXPLANATIONS = 100
"""Explanations that are listed beside a proposal."""


@router.get("")
def show_proposal(
    proposal_id: ResourceId,
    desk: PageContextDep,
    by: ColourBy = ColourBy.BLOC,
    verdict: RuleOutcome | None = None,
) -> Response:
    """Show the proposal; before the end its progress; after erasure its numbers."""
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    if not stands.state.final:
        head = build_proposal_head(desk, stands)
        values = get_progress_values(desk, proposal_id)
        return desk.page("progress.html", head=head, place=head.place, **values)
    if stands.erased is not None or not desk.may(Permission.SEE_PEOPLE):
        return render_numbers(desk, stands)
    try:
        found = read_completed_proposal(desk.store, desk.caller, proposal_id)
    except NotReady:
        head = build_proposal_head(desk, stands)
        return desk.page("no_proposal.html", head=head, place=head.place, status=stands)
    of = _build_page_view(desk, found.text, proposal_id)
    head = build_proposal_head(desk, stands, found)
    asked = list_explanations(desk.store, desk.caller, proposal_id, limit=MOST_EXPLANATIONS)
    return desk.page(
        "proposal.html",
        head=head,
        place=head.place,
        status=stands,
        of=of,
        chamber=of.draw_chamber(by),
        choices=list_colourings(desk.lang),
        linked=PageLinks(of.sheet, proposal_id).link_blocks,
        verdict=verdict,
        asks=list_proposal_questions(of.sheet, asked),
        asked=[
            (one, describe_question(of.sheet, one.question, one.asked))
            for one in asked
            if one.question not in {PROOF, ANSWER_PROOF}
        ],
        proof=next((one for one in asked if one.question == PROOF), None),
    )


def _build_page_view(desk: PageContext, text: str, proposal_id: str) -> ProposalPageView:
    """Build the view of a proposal; of a new plan, with what proves its moves the fewest."""
    of = parse_page_view(text, desk.lang)
    if not of.proposal.moved:
        return of
    return replace(of, proof=find_known_proof(desk.store, desk.caller, proposal_id))


@router.get("/chamber", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_chamber(proposal_id: ResourceId, desk: PageContextDep, by: ColourBy = ColourBy.BLOC) -> Response:
    """Show the chamber coloured by another property, as a part of a page.

    Raises:
        NotReady: there is no slate.
    """
    of = get_page_view(desk, proposal_id)
    chamber = of.draw_chamber(by)
    if chamber is None:
        raise NotReady(proposal_id, of.proposal.outcome)
    return desk.page(
        "part/chamber.html",
        proposal_id=proposal_id,
        chamber=chamber,
        choices=list_colourings(desk.lang),
    )


@router.get("/rules", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_rules(proposal_id: ResourceId, desk: PageContextDep, verdict: RuleOutcome | None = None) -> Response:
    """Show the compliance table filtered by verdict, as a part of a page."""
    return desk.page(
        "part/rules.html", proposal_id=proposal_id, of=get_page_view(desk, proposal_id), verdict=verdict
    )


@router.get("/alike", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_alike(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the groups of interchangeable people, with a form each; as a part, the rest."""
    of = get_page_view(desk, proposal_id)
    blocks = PageLinks(of.sheet, proposal_id).link_blocks(of.parts["interchangeable"])
    told: dict[str, Any] = {"proposal_id": proposal_id, "of": of}
    if desk.partly:
        return desk.page("part/proposal_alike.html", **told, blocks=blocks[len(of.shown_alike) :])
    head = get_proposal_head(desk, proposal_id)
    return desk.page("proposal_alike.html", **told, blocks=blocks, head=head, place=head.place)


def render_numbers(desk: PageContext, stands: ProposalStatus) -> Response:
    """Render the numbers of a proposal that was erased, or whose people are hidden."""
    head = build_proposal_head(desk, stands)
    try:
        found = get_aggregate(desk.store, desk.caller, stands.id)
        if stands.erased:
            of = ProposalNumbers(found, None, desk.lang)
        else:
            view = get_proposal_text(desk.store, desk.caller, stands.id).text
            book = Proposal.model_validate_json(
                get_completed_proposal(desk.store, desk.caller, stands.id).text
            ).rulebook
            of = ProposalNumbers(found, view, desk.lang, book)
    except (NotReady, Erased):
        return desk.page("no_proposal.html", head=head, place=head.place, status=stands)
    return desk.page("numbers.html", head=head, place=head.place, status=stands, of=of)


def get_progress_values(desk: PageContext, proposal_id: str) -> dict[str, Any]:
    """Return the progress of a search, with the chamber of the incumbent if there is one."""
    seen = get_snapshot(desk.store, desk.caller, proposal_id)
    drawn = None
    if seen.slate is not None:
        request = get_plan_request(desk.store, desk.caller, proposal_id)
        drawn = draw_chamber(request.council, request.pool, seen.slate, ColourBy.BLOC, desk.lang)
    return {"status": seen.status, "slate": seen.slate, "chamber": drawn}


def get_page_view(desk: PageContext, proposal_id: str) -> ProposalPageView:
    """Return the page view of a proposal, for a caller who may see people.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see
            `app.services.planning.proposals.get_proposal_text`.
    """
    return parse_page_view(
        get_proposal_text(desk.store, desk.caller, proposal_id).text,
        desk.lang,
    )


progress_router = APIRouter(prefix="/proposals/{proposal_id}", route_class=PageRoute, include_in_schema=False)


@progress_router.get("/progress")
def show_progress(proposal_id: ResourceId, desk: PageContextDep, *, best: bool = False) -> Response:
    """Show the progress or the incumbent as a part of a page; at the end reload the page.

    The numbers are looked at often; drawing the slate takes reading the whole pool, and is done less often.
    """
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    if stands.state.final:
        return desk.go(f"/proposals/{proposal_id}")
    if best:
        return desk.page("part/best.html", **get_progress_values(desk, proposal_id))
    return desk.page("part/progress.html", status=stands)


@progress_router.post("/stop")
def post_proposal_stop(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Stop the search; the incumbent is kept."""
    cancel_proposal(desk.office, desk.caller, proposal_id)
    return desk.go(f"/proposals/{proposal_id}")


answer_router = APIRouter(
    prefix="/proposals/{proposal_id}/answers", route_class=PageRoute, include_in_schema=False
)

ShortField = Annotated[str, Form(max_length=120)]


@answer_router.post("", dependencies=[require_permission(Permission.ASK)])
def post_question(  # noqa: PLR0913, PLR0917  # each is a field of the form
    proposal_id: ResourceId,
    desk: PageContextDep,
    asked: ShortField,
    person: ShortField = "",
    part: ShortField = "",
    at: ShortField = "",
    anew: ShortField = "",
) -> Response:
    """Submit a question, unless it was asked before: then show its answer."""
    posed = parse_question(asked, person, part, at)
    known = None if anew else find_reusable_explanation(desk.store, desk.caller, proposal_id, posed)
    one = known or create_explanation(desk.office, desk.caller, proposal_id, posed).id
    return (
        _render_answer_part(desk, proposal_id, one)
        if desk.partly
        else desk.go(f"/proposals/{proposal_id}/answers/{one}")
    )


@answer_router.get("/{explanation_id}", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_answer(proposal_id: ResourceId, explanation_id: ExplanationId, desk: PageContextDep) -> Response:
    """Show an answer on a page of its own or within another; before that, its progress."""
    if desk.partly:
        return _render_answer_part(desk, proposal_id, explanation_id)
    values = _build_answer_values(desk, proposal_id, explanation_id)
    if values["one"].question == ANSWER_PROOF:
        return desk.go(f"/proposals/{proposal_id}/answers/{values['one'].asked['explanation']}")
    head = get_proposal_head(desk, proposal_id)
    return desk.page("answer.html", head=head, place=head.place, **values)


@answer_router.post("/{explanation_id}/stop")
def post_answer_stop(
    proposal_id: ResourceId, explanation_id: ExplanationId, desk: PageContextDep
) -> Response:
    """Stop looking for an answer."""
    cancel_explanation(desk.office, desk.caller, proposal_id, explanation_id)
    return (
        _render_answer_part(desk, proposal_id, explanation_id)
        if desk.partly
        else desk.go(f"/proposals/{proposal_id}/answers/{explanation_id}")
    )


def _render_answer_part(desk: PageContext, proposal_id: str, explanation_id: str) -> Response:
    """Render an answer within a page; on a page of its own, go to that page once it has come."""
    values = _build_answer_values(desk, proposal_id, explanation_id)
    answers = f"/proposals/{proposal_id}/answers/"
    if values["one"].state.final and desk.current_path.startswith(answers):
        return desk.go(f"{answers}{explanation_id}")
    return desk.page("part/answer.html", **values)


def _build_answer_values(desk: PageContext, proposal_id: str, explanation_id: str) -> dict[str, Any]:
    """Build the values of an explanation: its status, and its answer once there is one."""
    stands = get_explanation(desk.store, desk.caller, proposal_id, explanation_id)
    told: dict[str, Any] = {"proposal_id": proposal_id, "one": stands, "words": ""}
    told |= {"blocks": None, "again": None, "replaced": None, "choices": [], "level": 4 if desk.partly else 2}
    told["proven"] = None
    if not stands.state.final:
        return told
    of = get_page_view(desk, proposal_id)
    if stands.state not in REUSABLE_STATES:
        told["again"] = build_repeat_form(stands.asked)
    told["words"] = describe_question(of.sheet, stands.question, stands.asked)
    try:
        text = get_answer(desk.store, desk.caller, proposal_id, explanation_id)
    except NotReady:  # it failed, or was stopped before there was anything
        return told
    if stands.question == "replacements":
        found = ReplacementsAnswer.model_validate_json(text).replacements
        return told | {"replaced": build_replacements(of.sheet, of.proposal, found), "sheet": of.sheet}
    blocks = render_answer(of.sheet, of.proposal, stands.question, text, whole=not desk.partly)
    told["choices"] = list_answer_choices(of.sheet, stands.question, text)
    told["proven"] = build_proof_view(desk, of.sheet, of.proposal, stands, text)
    return told | {"blocks": PageLinks(of.sheet, proposal_id).link_blocks(blocks)}


people_router = APIRouter(
    prefix="/proposals/{proposal_id}/people", route_class=PageRoute, include_in_schema=False
)

SearchField = Annotated[str, Form(max_length=100)]


@people_router.get("", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_people(proposal_id: ResourceId, desk: PageContextDep, part: ProposalPart | None = None) -> Response:
    """List everybody, or those with one part in the plan."""
    return _render_people(desk, proposal_id, "", part)


@people_router.post("", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def post_people_search(
    proposal_id: ResourceId, desk: PageContextDep, words: SearchField = "", part: Annotated[str, Form()] = ""
) -> Response:
    """Search people by name.

    The name is sent, not put into an address: names stand in no log.
    """
    return _render_people(desk, proposal_id, words, ProposalPart(part) if part in set(ProposalPart) else None)


def _render_people(desk: PageContext, proposal_id: str, words: str, part: ProposalPart | None) -> Response:
    of = get_page_view(desk, proposal_id)
    found = find_people(of.people, words, part)
    counts = {one: sum(row.part is one for row in of.people.values()) for one in ProposalPart}
    template = "part/proposal_found.html" if desk.partly else "proposal_people.html"
    head = None if desk.partly else get_proposal_head(desk, proposal_id)
    return desk.page(
        template,
        head=head,
        place=None if head is None else head.place,
        proposal_id=proposal_id,
        of=of,
        found=found[:MOST_PEOPLE_SHOWN],
        more=len(found) - MOST_PEOPLE_SHOWN,
        words=words,
        part=part,
        counts=counts,
    )


@people_router.get("/{number}", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_person(
    proposal_id: ResourceId, number: Annotated[int, Path(ge=1, le=2**31 - 1)], desk: PageContextDep
) -> Response:
    """Show a person, the part in the plan, and the questions that may be asked."""
    of = get_page_view(desk, proposal_id)
    row = next((row for row in of.people.values() if row.number == number), None)
    if row is None:
        raise Missing(f"{number}")
    asked = list_explanations(desk.store, desk.caller, proposal_id, limit=MOST_EXPLANATIONS)
    head = get_proposal_head(desk, proposal_id)
    return desk.page(
        "proposal_person.html",
        head=head,
        place=head.place,
        proposal_id=proposal_id,
        of=of,
        row=row,
        asks=list_person_questions(of.sheet, row, asked),
        standards=[of.sheet.book.by_id[i] for i, ids in of.proposal.barred.items() if row.person.id in ids],
    )
