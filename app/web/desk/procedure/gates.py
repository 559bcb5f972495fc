"""/councils/{council_id}/gates and /calendar: an election's steps, records, deadlines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.db.clock import today
from cocau.app.db.models import VersionRow
from cocau.app.files.scans import MOST_BYTES, SCAN_SUFFIXES
from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block, Heading
from cocau.app.present.procedure.calendar import render_calendar as calendar_blocks
from cocau.app.present.procedure.gates import render_appointments
from cocau.app.present.procedure.timeline import build_timeline
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.services.gates import get_calendar, get_gates, list_dossier_versions
from cocau.app.services.office.scans import list_scans
from cocau.app.services.planning.proposals import ProposalFilters, list_proposals
from cocau.app.services.users import get_user_names
from cocau.app.web.deps import ResourceId
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import Problems
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.procedure.gates import OVER_AFTER, GateState, StepState
from cocau.constraints.procedure.reports import ElectionGates

router = APIRouter(prefix="/councils/{council_id}", route_class=PageRoute, include_in_schema=False)

DUE_STATES = (StepState.LATE, StepState.OUT_OF_ORDER, StepState.OPEN)
"""What somebody has to do something about, the worst first."""
NEWEST_PROPOSALS = 3
DayField = Annotated[str, Query(max_length=40)]


@router.get("/gates")
def show_gates(council_id: ResourceId, desk: PageContextDep, on: DayField = "") -> Response:
    """Show every step in its order: its state on a day, what is missing, what is on record."""
    return render_gates(desk, council_id, on.strip())


@dataclass(frozen=True)
class RefusedScan:
    """A scan that was not attached: to which step, and why."""

    step: str
    problems: Problems


def render_gates(
    desk: PageContext, council_id: str, wanted: str = "", refused: RefusedScan | None = None
) -> Response:
    """Render the steps on a day, by default today; a refused scan is told at its step."""
    place = get_council_context(desk, council_id)
    try:
        answer = get_gates(desk.store, desk.caller, council_id, on=_parse_day(wanted))
        _, about, book = get_calendar(desk.store, desk.caller, council_id)
    except InputError as error:
        return _render_no_gates(desk, place, wanted, error)
    said = ProcedureWording(book, desk.lang, about, codes=False)

    def appointed(gate: GateState) -> list[Block]:
        return list(render_appointments(said, gate))

    versions = _list_dossier_versions(desk, council_id)
    return desk.page(
        "gates.html",
        code=HTTPStatus.OK if refused is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place,
        scans=list_scans(desk.store, desk.caller, council_id),
        refused=refused,
        suffixes=",".join(SCAN_SUFFIXES),
        most_megabytes=MOST_BYTES // 1_000_000,
        course=said,
        answer=answer,
        on=wanted,
        now=today(),
        over_after=OVER_AFTER,
        stops=build_timeline(answer),
        due=_sort_due_gates(answer),
        appointed=appointed,
        versions=versions,
        names=get_user_names(desk.store, desk.caller, (version.made_by for version in versions)),
        proposals=list_proposals(
            desk.store, desk.caller, ProposalFilters(council=council_id), limit=NEWEST_PROPOSALS
        ),
    )


def _render_no_gates(desk: PageContext, place: CouncilContext, on: str, error: InputError) -> Response:
    """Render why the gates cannot be shown, and the form for another day."""
    return desk.page(
        "no_gates.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place,
        on=on,
        now=today(),
        problems=error.problems,
    )


def _parse_day(on: str) -> date | None:
    """Parse the day to be looked at; None means today.

    Raises:
        InputError: it is no day.
    """
    try:
        return date.fromisoformat(on) if on else None
    except ValueError:
        vi, en = "phải là ngày có thật, dạng 2026-03-15.", "must be a real day, like 2026-03-15."
        raise InputError([Problem("bad_day", ("on",), vi, en)]) from None


def _sort_due_gates(answer: ElectionGates) -> list[GateState]:
    """Sort the gates that are late, out of order or open by their deadline."""

    def urgent(gate: GateState) -> tuple[int, date]:
        return DUE_STATES.index(gate.state), gate.deadline.day if gate.deadline is not None else date.max

    return sorted((gate for gate in answer.states if gate.state in DUE_STATES), key=urgent)


def _list_dossier_versions(desk: PageContext, council_id: str) -> list[VersionRow]:
    return (
        list_dossier_versions(desk.store, desk.caller, council_id) if desk.may(Permission.SEE_PEOPLE) else []
    )


@router.get("/calendar")
def show_calendar(council_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the deadlines of the election as days, each with its clause."""
    place = get_council_context(desk, council_id)
    try:
        answer, about, book = get_calendar(desk.store, desk.caller, council_id)
    except InputError as error:
        return _render_no_gates(desk, place, "", error)
    course = ProcedureWording(book, desk.lang, about, codes=False)
    coming = (entry for entry in answer.entries if entry.day >= today())
    return desk.page(
        "calendar.html",
        place=place,
        answer=answer,
        course=course,
        now=today(),
        coming=min(coming, key=lambda entry: entry.day, default=None),
        blocks=_drop_title(calendar_blocks(course, answer)),
    )


def _drop_title(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if not (isinstance(block, Heading) and block.level == 1)]
