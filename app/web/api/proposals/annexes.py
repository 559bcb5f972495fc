"""/v1/proposals/{proposal_id}/annex: a proposal as a file, in the format requested."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Response

from cocau.app.i18n.languages import Lang
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.problems import ErrorType
from cocau.app.services.planning.annexes import AnnexFile, prepare_annex
from cocau.app.web.api.proposals.routes import PROPOSAL_ERRORS
from cocau.app.web.deps import CallerDep, ResourceId, StoreDep
from cocau.app.web.errors import NotAcceptable, describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.http_headers import (
    ETAG,
    KnownTagsDep,
    choose_media_type,
    describe_header,
    respond_unless_known,
)
from cocau.app.web.limits import ImportLimiterDep

router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=SelectingRoute)

_ANNEX_FORMATS = {form.media_type: form for form in reversed(AnnexFormat)}
"""The formats by media type, first what a client gets that likes all of them."""
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_ANNEX_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The annex as a file",
        "headers": ETAG
        | {"Content-Disposition": describe_header("A name for the file, also with its diacritics.")},
        "content": {
            media_type: {"schema": {"type": "object"}} if form is AnnexFormat.JSON else _BYTES
            for media_type, form in _ANNEX_FORMATS.items()
        },
    },
    304: {"description": "You have it"},
}

AnnexLanguage = Annotated[Lang, Query(description="the language of its words")]
AnnexFormatQuery = Annotated[
    AnnexFormat | None,
    Query(alias="format", description="its form; without it, the one that Accept likes best"),
]
AcceptHeader = Annotated[
    str | None,
    Header(description="media types that the client takes, where `format` is not given", examples=["*/*"]),
]


@router.get(
    "/annex",
    operation_id="readAnnex",
    response_class=Response,
    responses=_ANNEX_RESPONSES
    | describe_errors(
        *PROPOSAL_ERRORS,
        ErrorType.MALFORMED,
        ErrorType.NOT_ACCEPTABLE,
        ErrorType.NOT_READY,
        ErrorType.ERASED,
        ErrorType.BUSY,
    ),
)
def read_annex(  # noqa: PLR0913, PLR0917  # a parameter each
    proposal_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    turns: ImportLimiterDep,
    form: AnnexFormatQuery = None,
    lang: AnnexLanguage = Lang.VI,
    accept: AcceptHeader = None,
) -> Response:
    """Export the annex: departures, composition, lists, leadership, compliance, provenance.

    It changes only when its proof is there, which it tells of then. It is for whoever may see people; others
    have the view and the numbers.
    """
    chosen = form or _choose_format(accept)
    found = prepare_annex(store, caller, proposal_id, chosen, lang)
    if known.holds(found.tag):
        answer = respond_unless_known(known, Response(), found.tag)
    else:
        with turns.waiting_slot(caller.id), turns.slot():
            file = found.render_file()
        answer = respond_unless_known(known, respond_with_annex(file, chosen, proposal_id), found.tag)
    answer.headers["Vary"] = "Accept"
    return answer


def _choose_format(accept: str | None) -> AnnexFormat:
    liked = choose_media_type(accept, tuple(_ANNEX_FORMATS))
    if liked is None:
        raise NotAcceptable(tuple(_ANNEX_FORMATS))
    return _ANNEX_FORMATS[liked]


def respond_with_annex(file: AnnexFile, form: AnnexFormat, proposal_id: str) -> Response:
    """Respond with a file, under a plain name and its real one (RFC 6266, RFC 8187)."""
    plain, real = f"annex-{proposal_id}.{form}", quote(file.name, safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{real}"
    return Response(file.content, media_type=form.media_type, headers={"Content-Disposition": disposition})
