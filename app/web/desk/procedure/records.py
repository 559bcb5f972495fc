"""/councils/{council_id}/gates/record: the form for a record of a step."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.db.clock import today
from cocau.app.permissions import Permission
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.gates import DossierEdit, add_record, get_calendar, get_dossier
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import Problems, clean_field, group_by_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.procedure.dossier import OpinionPosition, StepRecord

router = APIRouter(
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


@router.get("", dependencies=[require_permission(Permission.EDIT)])
def show_record_form(
    council_id: ResourceId, desk: PageContextDep, step: Annotated[str, Query(max_length=100)]
) -> Response:
    """Show the form for a record of a step."""
    version = get_dossier(desk.store, desk.caller, council_id).version
    return _render_record_form(desk, council_id, StepRecordForm(step=step, on=str(today()), expected=version))


@router.post("", dependencies=[require_permission(Permission.EDIT)])
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
