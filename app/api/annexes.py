"""/v1/proposals/{id}/annex: a proposal as an official annex, in the form asked for."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Response

from cocau.app.api.accepting import accepted
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import KnownDep, unless_known
from cocau.app.api.errors import NotAcceptable
from cocau.app.api.headers import ETAG, header
from cocau.app.api.proposal import ONE
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.languages import Lang
from cocau.app.office.annexes import File, annexed
from cocau.app.problems import Fault
from cocau.app.render.annex.formats import Form

router = APIRouter(prefix="/v1/proposals/{which}", tags=["proposals"])

_OFFERED = {form.media_type: form for form in (Form.JSON, Form.PDF, Form.DOCX, Form.XLSX)}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The annex as a file",
        "headers": ETAG | {"Content-Disposition": header("A name for the file, also with its diacritics.")},
        "content": {
            media_type: {"schema": {"type": "object"}} if form is Form.JSON else _BYTES
            for media_type, form in _OFFERED.items()
        },
    },
    304: {"description": "You have it"},
}

In = Annotated[Lang, Query(description="the language of its words")]
As = Annotated[
    Form | None, Query(alias="format", description="its form; without it, the one that Accept likes best")
]
Accept = Annotated[
    str | None,
    Header(description="media types that the client takes, where `format` is not given", examples=["*/*"]),
]


@router.get(
    "/annex",
    operation_id="readAnnex",
    response_class=Response,
    responses=_FILE
    | responses(*ONE, Fault.MALFORMED, Fault.NOT_ACCEPTABLE, Fault.NOT_READY, Fault.ERASED, Fault.BUSY),
)
def read_annex(  # noqa: PLR0913, PLR0917  # a parameter each
    which: Which,
    store: StoreDep,
    caller: CallerDep,
    known: KnownDep,
    turns: ReadingTurnsDep,
    form: As = None,
    lang: In = Lang.VI,
    accept: Accept = None,
) -> Response:
    """The annex: departures first, composition, lists, leadership, compliance with clauses, provenance.

    It never changes. It is for whoever may see people; others have the view and the numbers.
    """
    chosen = form or _liked(accept)
    found = annexed(store, caller, which, chosen, lang)
    if known.holds(found.tag):
        answer = unless_known(known, Response(), found.tag)
    else:
        with turns.room(), turns.taken():
            file = found.file()
        answer = unless_known(known, sent(file, chosen, which), found.tag)
    answer.headers["Vary"] = "Accept"
    return answer


def _liked(accept: str | None) -> Form:
    liked = accepted(accept, tuple(_OFFERED))
    if liked is None:
        raise NotAcceptable(tuple(_OFFERED))
    return _OFFERED[liked]


def sent(file: File, form: Form, which: str) -> Response:
    """A name in plain letters for old programs, and the real one (RFC 6266, RFC 8187)."""
    plain, real = f"annex-{which}.{form}", quote(file.name, safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{real}"
    return Response(file.content, media_type=form.media_type, headers={"Content-Disposition": disposition})
