"""/v1/proposals/{proposal_id}/papers: a proposal as documents that an office signs."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from cocau.app.i18n.languages import Lang
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers.build import PaperKind
from cocau.app.present.papers.formats import list_formats
from cocau.app.present.papers.model import PaperFamily
from cocau.app.problems import ErrorType
from cocau.app.services.office.papers import (
    PaperOrder,
    list_papers,
    prepare_paper,
    render_allocation_paper,
)
from cocau.app.web.deps import CallerDep, ResourceId, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.http_headers import ETAG, KnownTagsDep, describe_header, respond_unless_known
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import ID_PATTERN
from cocau.constraints.record import Record, Text

router = APIRouter(prefix="/v1/proposals/{proposal_id}/papers", tags=["papers"], route_class=SelectingRoute)

_ERRORS = describe_errors(
    ErrorType.MALFORMED,
    ErrorType.UNAUTHENTICATED,
    ErrorType.FORBIDDEN,
    ErrorType.NOT_FOUND,
    ErrorType.NOT_READY,
    ErrorType.ERASED,
    ErrorType.BAD_INPUT,
)
_BYTES = {"schema": {"type": "string", "format": "binary"}}
FILE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The paper as a file",
        "headers": {"Content-Disposition": describe_header("A name for the file, also with its diacritics.")},
        "content": {
            form.media_type: {"schema": {"type": "object"}} if form is AnnexFormat.JSON else _BYTES
            for form in reversed(AnnexFormat)
        },
    },
}
"""What answers with a file of a paper."""

_FILE: dict[int | str, dict[str, Any]] = {
    200: FILE_ANSWER[200] | {"headers": ETAG | FILE_ANSWER[200]["headers"]},
    304: {"description": "You have it"},
}


class OfferedPaper(Record):
    """A paper that a proposal can be made into. `note`: what whoever takes it must know."""

    kind: PaperKind
    family: PaperFamily
    title: Text
    formats: tuple[AnnexFormat, ...]
    note: Text | None = None


@router.get("", operation_id="listPapers", responses=_ERRORS)
def list_offered_papers(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> list[OfferedPaper]:
    """List the papers that a proposal can be made into, in the order of work."""
    return [
        OfferedPaper(
            kind=paper_type.kind,
            family=paper_type.family,
            title=paper_type.title,
            formats=(*list_formats(paper_type), AnnexFormat.JSON),
            note=paper_type.note,
        )
        for paper_type in list_papers(store, caller, proposal_id)
    ]


PaperFormatQuery = Annotated[AnnexFormat, Query(alias="format", description="the format of the file")]
OtherProposal = Annotated[
    str | None, Query(alias="with", pattern=ID_PATTERN, description="the proposal to compare with")
]


@router.get(
    "/{kind}",
    operation_id="readPaper",
    response_class=Response,
    responses=_FILE | _ERRORS | describe_errors(ErrorType.BUSY),
)
def read_paper(  # noqa: PLR0913, PLR0917  # a parameter each
    proposal_id: ResourceId,
    kind: PaperKind,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    turns: ImportLimiterDep,
    form: PaperFormatQuery = AnnexFormat.DOCX,
    other: OtherProposal = None,
) -> Response:
    """Return one paper as a file, in Vietnamese, as forms and decrees prescribe.

    It is made with the settings and templates of the office in the proposal's locality; form 26 of the
    results that were entered of it.
    """
    found = prepare_paper(store, caller, proposal_id, PaperOrder(kind, form, other))
    if known.holds(found.tag):
        return respond_unless_known(known, Response(), found.tag)
    with turns.waiting_slot(caller.id), turns.slot():
        content, name = found.render_file()
    return respond_unless_known(
        known, respond_with_paper(content, name, form, f"{kind}-{proposal_id}"), found.tag
    )


structure_plan_router = APIRouter(
    prefix="/v1/structure-plans/{structure_plan_id}", tags=["papers"], route_class=SelectingRoute
)


@structure_plan_router.get(
    "/paper",
    operation_id="readAllocationPaper",
    response_class=Response,
    responses=_FILE | _ERRORS | describe_errors(ErrorType.BUSY),
)
def read_allocation_paper(
    structure_plan_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    form: PaperFormatQuery = AnnexFormat.DOCX,
) -> Response:
    """Return the allocation of a structure plan as an annex, with the settings of its office."""
    with turns.waiting_slot(caller.id), turns.slot():
        content, name = render_allocation_paper(store, caller, structure_plan_id, form)
    return respond_with_paper(content, name, form, f"allocation-{structure_plan_id}")


def respond_with_paper(content: bytes, name: str, form: AnnexFormat, plain: str) -> Response:
    """Respond with a file, under a plain name and its real one (RFC 6266, RFC 8187)."""
    disposition = f"attachment; filename=\"{plain}.{form}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition, "Content-Language": Lang.VI.value}
    return Response(content, media_type=form.media_type, headers=headers)
