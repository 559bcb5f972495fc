"""/v1/office: what an office says of itself for its papers, and its own templates."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Response

from cocau.app.auth.caller import UserScope
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers.layouts import LAYOUTS
from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.templates import TemplateCheck, check_template
from cocau.app.services.errors import Missing
from cocau.app.services.office.settings import (
    OFFICE_SETTINGS,
    PAPER_TEMPLATES,
    drop_template,
    find_office_document,
    save_office_document,
    save_template,
)
from cocau.app.web.bodies.requests import BINARY_TYPE, StrictBodyRoute, UploadedBodyDep
from cocau.app.web.deps import CallerDep, StoreDep, require_permission
from cocau.app.web.documents import EDIT_ERRORS, READ_ERRORS, UNCHANGED, Note, respond_with_version
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/office", tags=["papers"], route_class=StrictBodyRoute)
template_router = APIRouter(prefix="/v1/office/templates", tags=["papers"], route_class=SelectingRoute)

InOffice = Annotated[UserScope, Query(description="the office's locality; empty: what belongs to none")]
LayoutKey = Annotated[str, Path(description="a layout: " + ", ".join(LAYOUTS))]


class NextOfficeSettings(Record):
    """Whole settings of an office, to replace the present ones."""

    note: Note = ""
    settings: OfficeSettings


class OfficeDocument(Record):
    """The settings of an office in one version; version 0: nothing was set yet.

    `templates`: the layouts for which it has a template of its own, each with its version.
    """

    locality: str
    version: int
    settings: OfficeSettings
    templates: dict[str, int]


_EXAMPLE = {
    "settings": {
        "summary": "A signed submission",
        "value": {
            "settings": {
                "session": "XVIII",
                "issuers": {
                    "standing_committee": {
                        "number": "5",
                        "symbol": "TTr-TTHĐND",
                        "place": "Hà Tĩnh",
                        "on": "2021-02-03",
                        "authority": "tm",
                        "post": "CHỦ TỊCH",
                        "signatory": "Nguyễn Văn Mẫu",
                        "recipients": "Như trên;\nLưu: VT.",
                    }
                },
            }
        },
    }
}


def _build_document(store: StoreDep, caller: CallerDep, locality: str) -> OfficeDocument:
    held = find_office_document(store, caller, OFFICE_SETTINGS, locality)
    own = {key: find_office_document(store, caller, PAPER_TEMPLATES, locality, key) for key in LAYOUTS}
    return OfficeDocument(
        locality=locality,
        version=0 if held is None else held.version.number,
        settings=OfficeSettings() if held is None else held.body,
        templates={key: one.version.number for key, one in own.items() if one is not None},
    )


@router.get("", operation_id="readOffice", response_model=OfficeDocument, responses=READ_ERRORS | UNCHANGED)
def read_office(locality: InOffice, store: StoreDep, caller: CallerDep, known: KnownTagsDep) -> Response:
    """Return the settings of an office; empty ones, in version 0, where nothing was set."""
    found = _build_document(store, caller, locality)
    return respond_with_version(found, found.version, known if not found.templates else NO_TAGS)


@router.put("", operation_id="editOffice", response_model=OfficeDocument, responses=EDIT_ERRORS)
def edit_office(
    locality: InOffice,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextOfficeSettings, Body(openapi_examples=_EXAMPLE)],
) -> Response:
    """Store new settings of an office. ``If-Match: "0"`` makes the first ones."""
    save_office_document(
        store, caller, OFFICE_SETTINGS, locality, body.settings, expected=expected, note=body.note
    )
    found = _build_document(store, caller, locality)
    return respond_with_version(found, found.version, NO_TAGS)


_DOCX: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The template as a Word document",
        "content": {AnnexFormat.DOCX.media_type: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_TEMPLATE_BODY = {
    "requestBody": {
        "required": True,
        "content": {BINARY_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _require_layout(layout: str) -> str:
    if layout not in LAYOUTS:
        raise Missing(layout)
    return layout


@template_router.get(
    "/{layout}", operation_id="readTemplate", response_class=Response, responses=_DOCX | READ_ERRORS
)
def read_template(
    layout: LayoutKey, store: StoreDep, caller: CallerDep, locality: InOffice, *, shipped: bool = False
) -> Response:
    """Return the template of a layout: the office's own, or the shipped one."""
    from cocau.app.present.papers.docx import build_template  # slow to import, and rarely needed

    held = find_office_document(store, caller, PAPER_TEMPLATES, locality, _require_layout(layout))
    content = build_template(layout) if held is None or shipped else held.body.content
    headers = {"Content-Disposition": f'attachment; filename="{layout}.docx"'}
    return Response(content, media_type=AnnexFormat.DOCX.media_type, headers=headers)


@template_router.put(
    "/{layout}",
    operation_id="editTemplate",
    responses=EDIT_ERRORS,
    openapi_extra=_TEMPLATE_BODY,
    dependencies=[require_permission(Permission.EDIT)],
)
def edit_template(  # noqa: PLR0913, PLR0917  # a parameter each
    layout: LayoutKey,
    store: StoreDep,
    caller: CallerDep,
    locality: InOffice,
    expected: ExpectedVersion,
    sent: UploadedBodyDep,
    turns: ImportLimiterDep,
) -> TemplateCheck:
    """Put a template of the office in place of the shipped one; tell which fields it misses."""
    check = partial(turns.call, check_template, gone=sent.gone)
    layout = _require_layout(layout)
    return save_template(store, caller, locality, layout, sent.content, expected=expected, check=check)


@template_router.post(
    "/{layout}/check",
    operation_id="checkTemplate",
    responses=EDIT_ERRORS,
    openapi_extra=_TEMPLATE_BODY,
    dependencies=[require_permission(Permission.ASK)],
)
def check_sent_template(layout: LayoutKey, sent: UploadedBodyDep, turns: ImportLimiterDep) -> TemplateCheck:
    """Say which fields a template misses and which it does not know; nothing is stored."""
    return turns.call(check_template, sent.content, _require_layout(layout), gone=sent.gone)


@template_router.delete("/{layout}", operation_id="dropTemplate", status_code=204, responses=EDIT_ERRORS)
def delete_template(
    layout: LayoutKey, store: StoreDep, caller: CallerDep, locality: InOffice, expected: ExpectedVersion
) -> None:
    """Use the shipped template again."""
    drop_template(store, caller, locality, _require_layout(layout), expected=expected)
