"""/councils/{council_id}/gates and /calendar: an election's steps, records, deadlines."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.db.clock import today
from cocau.app.db.models import VersionRow
from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block, Heading
from cocau.app.present.procedure.calendar import render_calendar as calendar_blocks
from cocau.app.present.procedure.gates import render_appointments
from cocau.app.present.procedure.timeline import build_timeline
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.gates import (
    DossierEdit,
    add_record,
    get_calendar,
    get_dossier,
    get_gates,
    list_dossier_versions,
)
from cocau.app.services.planning.approvals import Approval, list_decisions
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import ProposalFilters, list_proposals
from cocau.app.services.users import get_user_names
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import Problems, clean_field, group_by_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.procedure.dossier import OpinionPosition, StepRecord
from cocau.constraints.procedure.gates import GateState, StepState
from cocau.constraints.procedure.reports import ElectionGates

router = APIRouter(prefix="/councils/{council_id}", route_class=PageRoute, include_in_schema=False)

DUE_STATES = (StepState.LATE, StepState.OUT_OF_ORDER, StepState.OPEN)
"""What somebody has to do something about, the worst first."""
NEWEST_PROPOSALS = 3
OVER_AFTER = 60
"""Days after election day until its steps are history: the first session is over."""
DayField = Annotated[str, Query(max_length=40)]


@router.get("/gates")
def show_gates(council_id: ResourceId, desk: PageContextDep, on: DayField = "") -> Response:
    """Show every step in its order: its state on a day, what is missing, what is on record."""
    place = get_council_context(desk, council_id)
    wanted = on.strip()
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
        place=place,
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
        proposals=_list_newest_proposals(desk, council_id),
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


def _list_newest_proposals(
    desk: PageContext, council_id: str
) -> list[tuple[ProposalStatus, Approval | None]]:
    """List the newest proposals, each with the last decision about it."""
    found = list_proposals(
        desk.store, desk.caller, ProposalFilters(council=council_id), limit=NEWEST_PROPOSALS
    )
    return [(one, next(iter(list_decisions(desk.store, desk.caller, one.id)[::-1]), None)) for one in found]


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


record_router = APIRouter(
    prefix="/councils/{council_id}/gates/record", route_class=PageRoute, include_in_schema=False
)

ShortField = Annotated[str, Field(max_length=300)]


class StepRecordForm(BaseModel):
    """The form of a record, kept as it was typed. `expected`: the version it was typed beside."""

    step: ShortField
    on: ShortField = ""
    by: ShortField = ""
    document: ShortField = ""
    position: ShortField = OpinionPosition.NONE_STATED
    content: Annotated[str, Field(max_length=10_000)] = ""
    note: ShortField = ""
    expected: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    @property
    def record(self) -> StepRecord:
        """Return the record that was typed.

        Raises:
            InputError: everything wrong with what was typed.
        """
        unusable: list[Problem] = []
        typed = self._clean_fields(unusable)
        try:
            record = StepRecord.model_validate(typed)
        except ValidationError as error:
            told = {problem.loc for problem in unusable}
            others = (problem for problem in list_validation_problems(error) if problem.loc not in told)
            raise InputError([*unusable, *others]) from None
        if unusable:
            raise InputError(unusable)
        return record

    def _clean_fields(self, unusable: list[Problem]) -> dict[str, Any]:
        """Clean the typed fields as a file's are; only `content` may have several lines."""
        lines = (clean_field(line, "content", unusable) for line in self.content.strip().splitlines())
        return {
            "step": self.step,
            "on": self.on,
            "by": clean_field(self.by, "by", unusable),
            "position": self.position,
            "document": clean_field(self.document, "document", unusable) or None,
            "content": "\n".join(lines),
        }


@record_router.get("", dependencies=[require_permission(Permission.EDIT)])
def show_record_form(
    council_id: ResourceId, desk: PageContextDep, step: Annotated[str, Query(max_length=100)]
) -> Response:
    """Show the form for a record of a step."""
    version = get_dossier(desk.store, desk.caller, council_id).version
    return _render_record_form(desk, council_id, StepRecordForm(step=step, on=str(today()), expected=version))


@record_router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_record(
    council_id: ResourceId, desk: PageContextDep, sent: Annotated[StepRecordForm, Form()]
) -> Response:
    """Add a record; if somebody was faster, show theirs beside what was typed."""
    try:
        record = sent.record
        add_record(desk.store, desk.caller, council_id, record, DossierEdit(sent.expected, sent.note.strip()))
    except InputError as error:
        return _render_record_form(
            desk, council_id, sent, code=HTTPStatus.UNPROCESSABLE_ENTITY, problems=error.problems
        )
    except Stale:
        return _render_overtaken(desk, council_id, sent)
    return desk.go(f"/councils/{council_id}/gates#step-{record.step}")


def _render_overtaken(desk: PageContext, council_id: str, sent: StepRecordForm) -> Response:
    now = get_dossier(desk.store, desk.caller, council_id)
    before = get_dossier(desk.store, desk.caller, council_id, sent.expected or None).dossier.records
    known = before if sent.expected else ()
    news = [record for record in now.dossier.records if record not in known]
    again = sent.model_copy(update={"expected": now.version})
    return _render_record_form(desk, council_id, again, code=HTTPStatus.PRECONDITION_FAILED, news=news)


def _render_record_form(  # what goes on a form
    desk: PageContext,
    council_id: str,
    sent: StepRecordForm,
    *,
    code: int = 200,
    problems: Problems = (),
    news: list[StepRecord] | None = None,
) -> Response:
    place = get_council_context(desk, council_id)
    _, about, book = get_calendar(desk.store, desk.caller, council_id)
    course = ProcedureWording(book, desk.lang, about, codes=False)
    step = course.steps.get(sent.step)
    if step is None or step.record is None or step.appointment:
        raise Missing(sent.step)
    return desk.page(
        "record.html",
        code=code,
        place=place,
        course=course,
        step=step,
        sent=sent,
        latest=today(),
        wrong=group_by_field(problems, StepRecordForm.model_fields),
        news=news,
        positions=list(OpinionPosition),
    )
