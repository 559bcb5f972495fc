"""/proposals/{which}: what came out, the chamber, the people, the rules, and what may be asked."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which
from cocau.app.office.best import look
from cocau.app.office.errors import Erased, Missing, NotReady
from cocau.app.office.explaining import explanations
from cocau.app.office.proposals import aggregate, ended, result, status
from cocau.app.office.requested import requested
from cocau.app.office.status import Status
from cocau.app.pages.answers import in_words
from cocau.app.pages.asking import of_proposal
from cocau.app.pages.chamber.colouring import By
from cocau.app.pages.chamber.figure import choices, figure
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.linking import Links
from cocau.app.pages.numbers import Numbers
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.proposal_sheet import ProposalSheet, sheet_of
from cocau.app.pages.route import Page
from cocau.app.pages.verdicts import Came
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/proposals/{which}", route_class=Page, include_in_schema=False)

ASKED = 100
"""Explanations that are listed beside a proposal."""


@router.get("")
def proposal(which: Which, desk: DeskDep, by: By = By.BLOC, verdict: Came | None = None) -> Response:
    """The proposal; until there is one, how far it is; without one, what is left."""
    stands = status(desk.store, desk.caller, which)
    if not stands.state.final:
        return desk.page("progress.html", place=place_about(desk, stands), **progress_of(desk, which))
    if stands.erased is not None or not desk.may(May.SEE_PEOPLE):
        return numbers(desk, stands)
    try:
        of = sheet_of(result(desk.store, desk.caller, which).text, desk.lang)
    except NotReady:
        return desk.page("no_proposal.html", place=place_about(desk, stands), status=stands)
    asked = explanations(desk.store, desk.caller, which, limit=ASKED)
    return desk.page(
        "proposal.html",
        place=place_about(desk, stands),
        status=stands,
        of=of,
        chamber=of.figure(by),
        choices=choices(desk.lang),
        linked=Links(of.sheet, which).blocks,
        verdict=verdict,
        asks=of_proposal(of.sheet, asked),
        asked=[(one, in_words(of.sheet, one.question, one.asked)) for one in asked],
    )


@router.get("/chamber")
def chamber(which: Which, desk: DeskDep, by: By = By.BLOC) -> Response:
    """The intended council coloured by something else, as a part of a page."""
    of = whole(desk, which)
    return desk.page("part/chamber.html", which=which, chamber=of.figure(by), choices=choices(desk.lang))


@router.get("/rules")
def rules(which: Which, desk: DeskDep, verdict: Came | None = None) -> Response:
    """The compliance table with some verdicts only, as a part of a page."""
    return desk.page("part/rules.html", which=which, of=whole(desk, which), verdict=verdict)


def numbers(desk: Desk, stands: Status) -> Response:
    """What is left of a proposal that was erased, or is shown to whoever may not see people."""
    place, least = place_about(desk, stands), desk.office.settings.small_cell
    try:
        found = aggregate(desk.store, desk.caller, stands.id, least)
        if stands.erased:
            of = Numbers(found, None, desk.lang)
        else:
            view = result(desk.store, desk.caller, stands.id, least).text
            book = Proposal.model_validate_json(ended(desk.store, desk.caller, stands.id).text).rulebook
            of = Numbers(found, view, desk.lang, book)
    except (NotReady, Erased):
        return desk.page("no_proposal.html", place=place, status=stands)
    return desk.page("numbers.html", place=place, status=stands, of=of, least=least)


def progress_of(desk: Desk, which: str) -> dict[str, Any]:
    """How far a search is, and the chamber of the best slate so far where there is one to be shown."""
    seen = look(desk.store, desk.caller, which)
    drawn = None
    if seen.slate is not None:
        request = requested(desk.store, desk.caller, which)
        drawn = figure(request.council, request.pool, seen.slate, By.BLOC, desk.lang)
    return {"status": seen.status, "slate": seen.slate, "chamber": drawn}


def whole(desk: Desk, which: str) -> ProposalSheet:
    """A proposal for whoever may see people.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `app.office.proposals.result`.
    """
    desk.caller.must(May.SEE_PEOPLE)
    return sheet_of(result(desk.store, desk.caller, which).text, desk.lang)


def place_about(desk: Desk, stands: Status) -> Place | None:
    """The council of a proposal, if it was asked for by reference and is still there."""
    council = stands.references.council
    if council is None:
        return None
    try:
        return place_of(desk, council.ref)
    except (Missing, Erased):
        return None
