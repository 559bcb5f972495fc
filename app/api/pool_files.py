"""/v1/pools as files: the empty template, and a pool in its form, to be edited and sent again."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.papers import READ_ERRORS, Number
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.errors import responses
from cocau.app.imports.template import pool_bytes, template_bytes
from cocau.app.languages import Lang
from cocau.app.office.pools import exported
from cocau.app.problems import Fault

router = APIRouter(prefix="/v1/pools", tags=["pools"])


class Form(StrEnum):
    """A form of file in which a pool is written."""

    XLSX = "xlsx"
    CSV = "csv"


_MEDIA_TYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind.partition(";")[0]: _BYTES for kind in _MEDIA_TYPES.values()},
    }
}
In = Annotated[Lang, Query(description="the language of the headings and the words in it")]


@router.get(
    "/template.{form}",
    operation_id="poolTemplate",
    response_class=Response,
    responses=_FILE | responses(Fault.UNAUTHENTICATED, Fault.BAD_INPUT, Fault.BUSY),
)
def template(form: Form, caller: CallerDep, turns: ReadingTurnsDep, lang: In = Lang.VI) -> Response:
    """An empty list with its headings, and one made-up person as an example, which no import reads."""
    del caller  # whoever is known may have it
    with turns.room(), turns.taken():
        content = template_bytes(f".{form}", lang)
    return _file(content, form, f"cocau-{lang}")


@router.get(
    "/{pool}/export.{form}",
    operation_id="exportPool",
    response_class=Response,
    responses=_FILE | READ_ERRORS | responses(Fault.BUSY),
)
def export(  # noqa: PLR0913, PLR0917  # a parameter each
    pool: str,
    form: Form,
    store: StoreDep,
    caller: CallerDep,
    turns: ReadingTurnsDep,
    version: Number = None,
    lang: In = Lang.VI,
) -> Response:
    """A pool in the form of the template; edited or not, it can be sent back as a new version."""
    held = exported(store, caller, pool, version)
    with turns.room(), turns.taken():
        content = pool_bytes(held.body, f".{form}", lang)
    return _file(content, form, f"{pool}-{held.version.number}")


def _file(content: bytes, form: Form, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=_MEDIA_TYPES[form], headers=disposition)
