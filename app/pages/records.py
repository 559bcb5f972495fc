"""/councils/{which}/gates/record: one more record of a step, added by a form."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which
from cocau.app.office.errors import Missing, Stale
from cocau.app.office.gates import Edit, add_record, calendar, dossier_of
from cocau.app.office.today import today
from cocau.app.pages.by_field import Problems, by_field
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import place_of
from cocau.app.pages.route import Page
from cocau.app.pages.typed import text_of
from cocau.app.render.course import Course
from cocau.constraints.documents import problems_of
from cocau.constraints.dossier import Position, StepRecord
from cocau.constraints.errors import InputError, Problem

router = APIRouter(prefix="/councils/{which}/gates/record", route_class=Page, include_in_schema=False)

UNUSABLE, CHANGED = 422, 412
Short = Annotated[str, Field(max_length=300)]


class Sent(BaseModel):
    """What is typed: as it is, so that it can be shown again. `expected`: the version it was typed beside."""

    step: Short
    on: Short = ""
    by: Short = ""
    document: Short = ""
    position: Short = Position.NONE_STATED
    content: Annotated[str, Field(max_length=10_000)] = ""
    note: Short = ""
    expected: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    @property
    def record(self) -> StepRecord:
        """The record.

        Raises:
            InputError: everything wrong with what was typed.
        """
        unusable: list[Problem] = []
        typed = self._typed(unusable)
        try:
            record = StepRecord.model_validate(typed)
        except ValidationError as error:
            told = {problem.where for problem in unusable}
            others = (problem for problem in problems_of(error) if problem.where not in told)
            raise InputError([*unusable, *others]) from None
        if unusable:
            raise InputError(unusable)
        return record

    def _typed(self, unusable: list[Problem]) -> dict[str, Any]:
        """The fields of a record, as clean as in a file; only what it says may have several lines."""
        lines = (text_of(line, "content", unusable) for line in self.content.strip().splitlines())
        return {
            "step": self.step,
            "on": self.on,
            "by": text_of(self.by, "by", unusable),
            "position": self.position,
            "document": text_of(self.document, "document", unusable) or None,
            "content": "\n".join(lines),
        }


@router.get("")
def form(which: Which, desk: DeskDep, step: Annotated[str, Query(max_length=100)]) -> Response:
    """The form for a step."""
    desk.caller.must(May.EDIT)
    version = dossier_of(desk.store, desk.caller, which).version
    return _shown(desk, which, Sent(step=step, on=str(today()), expected=version))


@router.post("")
def add(which: Which, desk: DeskDep, sent: Annotated[Sent, Form()]) -> Response:
    """Add it. If somebody was faster, what they added is shown beside what was typed."""
    desk.caller.must(May.EDIT)
    try:
        record = sent.record
        add_record(desk.store, desk.caller, which, record, Edit(sent.expected, sent.note.strip()))
    except InputError as error:
        return _shown(desk, which, sent, code=UNUSABLE, problems=error.problems)
    except Stale:
        return _overtaken(desk, which, sent)
    return desk.go(f"/councils/{which}/gates#step-{record.step}")


def _overtaken(desk: Desk, which: str, sent: Sent) -> Response:
    now = dossier_of(desk.store, desk.caller, which)
    before = dossier_of(desk.store, desk.caller, which, sent.expected or None).dossier.records
    known = before if sent.expected else ()
    news = [record for record in now.dossier.records if record not in known]
    again = sent.model_copy(update={"expected": now.version})
    return _shown(desk, which, again, code=CHANGED, news=news)


def _shown(  # what goes on a form
    desk: Desk,
    which: str,
    sent: Sent,
    *,
    code: int = 200,
    problems: Problems = (),
    news: list[StepRecord] | None = None,
) -> Response:
    place = place_of(desk, which)
    _, about, book = calendar(desk.store, desk.caller, which)
    course = Course(book, desk.lang, about)
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
        wrong=by_field(problems, Sent.model_fields),
        news=news,
        positions=list(Position),
    )
