"""/v1/directive-report: the report on the directive over councils in the caller's scope."""

from fastapi import APIRouter, Response

from cocau.app.i18n.languages import Lang
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.problems import ErrorType
from cocau.app.services.office.directive_reports import render_report
from cocau.app.web.api.office.papers import FILE_ANSWER, PaperFormatQuery, respond_with_paper
from cocau.app.web.api.proposals.annexes import AnnexLanguage
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.limits import ImportLimiterDep

router = APIRouter(prefix="/v1/directive-report", tags=["papers"], route_class=SelectingRoute)


@router.get(
    "",
    operation_id="readDirectiveReport",
    response_class=Response,
    responses=FILE_ANSWER
    | describe_errors(
        ErrorType.MALFORMED,
        ErrorType.UNAUTHENTICATED,
        ErrorType.FORBIDDEN,
        ErrorType.BUSY,
    ),
)
def read_directive_report(
    store: StoreDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    form: PaperFormatQuery = AnnexFormat.DOCX,
    lang: AnnexLanguage = Lang.VI,
) -> Response:
    """Return the report as a file: a table of all councils, a page for each.

    Of each council it tells the newest approved proposal, else the newest. Whoever may not see people gets
    no count of a group and no verdict that tells of people.
    """
    with turns.waiting_slot(caller.id), turns.slot():
        content, name = render_report(store, caller, form, lang)
    return respond_with_paper(content, name, form, "directive-report")
