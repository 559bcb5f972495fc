"""/proposals/{which}/conflict: why there is no slate, and the ways out as buttons."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which, checked_id
from cocau.app.jobs.tasks.repaired import REPAIRED
from cocau.app.office.proposals import ended, status
from cocau.app.office.ways_out import ask_once, record_reason, shown_by, take, way_out
from cocau.app.pages.conflict_asides import OTHERS, WAYS, Aside, asked_of, newest
from cocau.app.pages.conflict_sheet import ConflictSheet
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.lists import lists_of
from cocau.app.pages.proposals import place_about
from cocau.app.pages.route import Page
from cocau.app.pages.typed import text_of
from cocau.app.render.compliance import compliance, summary
from cocau.app.render.notes import Notes
from cocau.app.render.outcome import departures
from cocau.app.render.sheet import Sheet
from cocau.app.store.tables import State
from cocau.constraints.errors import InputError, Problem
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/proposals/{which}/conflict", route_class=Page, include_in_schema=False)

Number = Annotated[int, Form(ge=1, le=1000)]


@router.get("")
def conflict(which: Which, desk: DeskDep) -> Response:
    """The conflict in words, and what is known of the ways out of it."""
    desk.caller.must(May.SEE_PEOPLE)
    stands = status(desk.store, desk.caller, which)
    if stands.state is not State.CONFLICT:
        return desk.go(f"/proposals/{which}")
    proposal = _proposal(desk, which)
    asked = [(aside, newest(desk, which, aside.question)) for aside in (WAYS, OTHERS)]
    beside = [one.told(desk, which, proposal, known) for one, known in asked]
    return desk.page(
        "conflict.html",
        place=place_about(desk, stands),
        status=stands,
        waiting=any(known is not None and known.waiting for _, known in asked),
        **(_told(desk, proposal) | beside[0] | beside[1]),
    )


@router.post("/ways")
def seek(which: Which, desk: DeskDep) -> Response:
    """Look for the ways out, unless somebody has."""
    return _seek(desk, which, WAYS)


@router.get("/ways/{one}")
def ways(which: Which, one: str, desk: DeskDep) -> Response:
    """The ways out as a part of a page, or how far the search for them is."""
    return _part(desk, which, one, WAYS)


@router.post("/ways/{one}/take")
def take_way(which: Which, one: str, desk: DeskDep, number: Number) -> Response:
    """Ask for the proposal that a way out leads to, and go there."""
    repair = way_out(desk.store, desk.caller, which, checked_id(one), number)
    made = take(desk.office, desk.caller, which, repair, desk._("Cách tháo gỡ %d") % number)
    return desk.go(f"/proposals/{made.id}")


@router.post("/reason")
def reason(which: Which, desk: DeskDep, reason: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Record why the secretary does not chair, as the document allows, and plan again."""
    problems: list[Problem] = []
    words = text_of(reason, "", problems)
    if not (words or problems):
        problems.append(Problem("missing", "", "Cần ghi lý do.", "The reason is needed."))
    if problems:
        raise InputError(problems)
    made = record_reason(desk.office, desk.caller, which, words, desk._("Có lý do Bí thư không làm Chủ tịch"))
    return desk.go(f"/proposals/{made.id}")


@router.post("/ways/{one}/show")
def show_way(which: Which, one: str, desk: DeskDep, number: Number) -> Response:
    """Ask for the whole slate of a way out that needs people who are not in the pool, and go there."""
    shown = shown_by(desk.office, desk.caller, which, checked_id(one), number)
    return desk.go(f"/proposals/{which}/conflict/shown/{shown}")


@router.get("/shown/{one}")
def shown(which: Which, one: str, desk: DeskDep) -> Response:
    """The slate of a way out, with places for the people to be found."""
    asked = asked_of(desk, which, one, REPAIRED.name)
    if desk.partly and asked.waiting:
        return desk.page("part/seeking.html", asked=asked)
    if desk.partly:
        return desk.go(f"/proposals/{which}/conflict/shown/{one}")
    stands = status(desk.store, desk.caller, which)
    about: dict[str, Any] = {"place": place_about(desk, stands), "status": stands, "asked": asked}
    if asked.text is None:
        return desk.page("shown_way.html", **about)
    after, before = Proposal.model_validate_json(asked.text), _proposal(desk, which)
    return desk.page("shown_way.html", **about, **_slate(desk, before, after))


@router.post("/others")
def seek_others(which: Which, desk: DeskDep) -> Response:
    """Look for every conflict, unless somebody has."""
    return _seek(desk, which, OTHERS)


@router.get("/others/{one}")
def others(which: Which, one: str, desk: DeskDep) -> Response:
    """Every conflict as a part of a page, or how far the search for them is."""
    return _part(desk, which, one, OTHERS)


def _seek(desk: Desk, which: str, aside: Aside) -> Response:
    one = ask_once(desk.office, desk.caller, which, aside.question)
    if desk.partly:
        return _part(desk, which, one, aside)
    return desk.go(f"/proposals/{which}/conflict#{aside.part}")


def _part(desk: Desk, which: str, one: str, aside: Aside) -> Response:
    found = asked_of(desk, which, one, aside.question.question)
    if not desk.partly:
        return desk.go(f"/proposals/{which}/conflict#{aside.part}")
    told = aside.told(desk, which, _proposal(desk, which), found)
    return desk.page(f"part/{aside.part}.html", **told)


def _proposal(desk: Desk, which: str) -> Proposal:
    desk.caller.must(May.SEE_PEOPLE)
    return Proposal.model_validate_json(ended(desk.store, desk.caller, which).text)


def _told(desk: Desk, proposal: Proposal) -> dict[str, Any]:
    sheet = Sheet.of(proposal, desk.lang)
    notes = Notes(sheet)
    found = None if proposal.conflict is None else ConflictSheet(sheet, proposal, proposal.conflict, notes)
    return {
        "proposal": proposal,
        "found": found,
        "departures": list(departures(sheet, proposal.departures)),
        "notes": notes,
    }


def _slate(desk: Desk, before: Proposal, after: Proposal) -> dict[str, Any]:
    there = before.request.pool.by_id
    finds = [p.id for p in after.request.pool.people if p.id not in there]
    sheet = Sheet.of(after, desk.lang)
    if after.slate is None:
        return {"lists": None, "finds": finds}
    return {
        "lists": lists_of(sheet, after.slate, finds),
        "finds": finds,
        "summary": summary(sheet, after.findings).text,
        "departures": list(departures(sheet, after.departures)),
        "compliance": list(compliance(sheet, after.findings)),
    }
