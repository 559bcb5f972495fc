"""/office: the settings of an office and its templates, for one locality."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import ValidationError
from starlette.responses import Response

from cocau.app.auth.caller import UserScope
from cocau.app.i18n.words import get_label
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers.layouts import LAYOUTS
from cocau.app.present.papers.lists import FORMS
from cocau.app.present.papers.office import (
    COMPOSITION_COLUMNS,
    DEFAULT_COLUMNS,
    Issuer,
    IssuerRole,
    OfficeSettings,
    SignatureAuthority,
)
from cocau.app.present.papers.templates import check_template
from cocau.app.services.councils import list_localities
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.office.settings import (
    OFFICE_SETTINGS,
    PAPER_TEMPLATES,
    drop_template,
    find_office_document,
    save_office_document,
    save_template,
)
from cocau.app.web.api.office.papers import respond_with_paper
from cocau.app.web.bodies.requests import UploadedBodyDep
from cocau.app.web.deps import require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import FormListsDep, Problems
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.model.people import Bloc

router = APIRouter(prefix="/office", route_class=PageRoute, include_in_schema=False)

_PROPOSAL_ID = re.compile(r"prp_[0-9a-z]{1,40}")
InOffice = Annotated[UserScope, Query()]

LONG_FIELDS = frozenset({"superior", "name", "subject", "addressee", "body", "recipients"})
"""Fields of several lines."""


@router.get("")
def show_office(desk: PageContextDep, locality: Annotated[UserScope | None, Query()] = None) -> Response:
    """Show the settings of an office as a form, and its templates; else a choice."""
    if locality is None:
        return _choose_office(desk)
    held = find_office_document(desk.store, desk.caller, OFFICE_SETTINGS, locality)
    settings = OfficeSettings() if held is None else held.body
    return _render(desk, locality, _list_values(settings), 0 if held is None else held.version.number)


@router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_office(locality: InOffice, desk: PageContextDep, typed: FormListsDep) -> Response:
    """Save the settings; if somebody was faster, keep what was typed."""
    sent = next(iter(typed.get("expected", [])), "")[:9]
    expected = int(sent) if sent.isdecimal() else 0
    try:
        save_office_document(
            desk.store, desk.caller, OFFICE_SETTINGS, locality, _parse_settings(typed), expected=expected
        )
    except InputError as error:
        return _render(
            desk,
            locality,
            typed,
            expected,
            code=HTTPStatus.UNPROCESSABLE_ENTITY,
            problems=error.problems,
        )
    except Stale as stale:
        return _render(desk, locality, typed, stale.now, code=HTTPStatus.PRECONDITION_FAILED, overtaken=True)
    after = "".join(f"&proposal={proposal_id}" for proposal_id in filter(None, [_get_proposal_id(desk)]))
    return desk.go(f"/office?locality={locality}{after}&told=saved")


def _choose_office(desk: PageContext) -> Response:
    """Go to the only locality there is, or list all to choose from."""
    localities = list_localities(desk.store, desk.caller)
    if len(localities) == 1:
        return desk.go(f"/office?locality={next(iter(localities))}")
    return desk.page("office_choice.html", localities=localities)


def _get_proposal_id(desk: PageContext) -> str:
    """Return the proposal whose papers one came from, or ""."""
    proposal_id = desk.request.query_params.get("proposal", "")
    return proposal_id if _PROPOSAL_ID.fullmatch(proposal_id) else ""


def _parse_settings(typed: Mapping[str, list[str]]) -> OfficeSettings:
    """Parse the form: ``<issuer>.<field>``, ``bloc.<bloc>``, ``form.<form>.number``.

    Raises:
        InputError: everything wrong with what was typed.
    """

    def first(name: str) -> str:
        return next(iter(typed.get(name, ())), "").strip()

    issuers = {}
    for role in IssuerRole:
        fields = {name: first(f"{role}.{name}") for name in Issuer.model_fields}
        given: dict[str, Any] = {name: value for name, value in fields.items() if value}
        if given:
            issuers[role] = given
    forms = {
        form.key: {"number": first(f"form.{form.key}.number"), "title": first(f"form.{form.key}.title")}
        for form in FORMS
    }
    tree = {
        "session": first("session"),
        "issuers": issuers,
        "groups": tuple(typed.get("groups", ())),
        "attached_to": first("attached_to") or IssuerRole.STANDING_COMMITTEE,
        "has_remarks": bool(first("has_remarks")),
        "bloc_names": {bloc: first(f"bloc.{bloc}") for bloc in Bloc if first(f"bloc.{bloc}")},
        "forms": {key: heading for key, heading in forms.items() if any(heading.values())},
    }
    try:
        return OfficeSettings.model_validate(tree)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def _list_values(settings: OfficeSettings) -> dict[str, list[str]]:
    """List settings as the form's values."""
    values = {"session": [settings.session], "groups": list(settings.groups or DEFAULT_COLUMNS)}
    values |= {"attached_to": [settings.attached_to], "has_remarks": ["x"] if settings.has_remarks else []}
    for role, issuer in settings.issuers.items():
        for name in Issuer.model_fields:
            value = getattr(issuer, name)
            values[f"{role}.{name}"] = ["" if value is None else str(value)]
    values |= {f"bloc.{bloc}": [name] for bloc, name in settings.bloc_names.items()}
    for key, heading in settings.forms.items():
        values |= {f"form.{key}.number": [heading.number], f"form.{key}.title": [heading.title]}
    return values


def _render(  # noqa: PLR0913  # what goes on a form
    desk: PageContext,
    locality: str,
    values: Mapping[str, Iterable[str]],
    expected: int,
    *,
    code: int = 200,
    problems: Problems = (),
    overtaken: bool = False,
) -> Response:
    own = {
        key: find_office_document(desk.store, desk.caller, PAPER_TEMPLATES, locality, key) for key in LAYOUTS
    }
    return desk.page(
        "office.html",
        code=code,
        locality=locality,
        proposal_id=_get_proposal_id(desk),
        is_saved=code == HTTPStatus.OK and desk.request.query_params.get("told") == "saved",
        value=lambda name: next(iter(values.get(name, ())), ""),
        chosen=set(values.get("groups", ())),
        expected=expected,
        problems=problems,
        overtaken=overtaken,
        roles=list(IssuerRole),
        long=LONG_FIELDS,
        authorities=list(SignatureAuthority),
        groups=COMPOSITION_COLUMNS,
        blocs=[(bloc, get_label(bloc, desk.lang)) for bloc in Bloc],
        forms=FORMS,
        layouts=LAYOUTS,
        own={key: held for key, held in own.items() if held is not None},
        checks={key: check_template(held.body.content, key) for key, held in own.items() if held is not None},
    )


@router.post("/templates", dependencies=[require_permission(Permission.EDIT)])
def post_template(desk: PageContextDep, sent: UploadedBodyDep, turns: ImportLimiterDep) -> Response:
    """Put an uploaded Word document in place of a shipped template."""
    locality, layout = str(sent.fields.get("locality", "")), str(sent.fields.get("layout", ""))
    held = find_office_document(desk.store, desk.caller, PAPER_TEMPLATES, locality, layout)
    version = 0 if held is None else held.version.number
    check = partial(turns.call, check_template, gone=sent.gone)
    try:
        save_template(desk.store, desk.caller, locality, layout, sent.content, expected=version, check=check)
    except InputError as error:
        found = find_office_document(desk.store, desk.caller, OFFICE_SETTINGS, locality)
        settings = OfficeSettings() if found is None else found.body
        return _render(
            desk,
            locality,
            _list_values(settings),
            0 if found is None else found.version.number,
            code=HTTPStatus.UNPROCESSABLE_ENTITY,
            problems=error.problems,
        )
    return desk.go(f"/office?locality={locality}#templates")


@router.post("/templates/drop")
def post_template_drop(
    desk: PageContextDep,
    locality: Annotated[UserScope, Form()],
    layout: Annotated[str, Form(max_length=40)],
    expected: Annotated[int, Form(ge=1)],
) -> Response:
    """Use the shipped template again."""
    with suppress(Missing):  # it is used already
        drop_template(desk.store, desk.caller, locality, layout, expected=expected)
    return desk.go(f"/office?locality={locality}#templates")


@router.get("/templates/file")
def download_template(
    layout: Annotated[str, Query(max_length=40)], locality: InOffice, desk: PageContextDep
) -> Response:
    """Download the template of a layout: the office's own, or the shipped one."""
    from cocau.app.present.papers.docx import build_template  # slow to import, and rarely needed

    if layout not in LAYOUTS:
        raise Missing(layout)
    held = find_office_document(desk.store, desk.caller, PAPER_TEMPLATES, locality, layout)
    content = build_template(layout) if held is None else held.body.content
    return respond_with_paper(
        content, f"{LAYOUTS[layout].title}.docx".replace("/", " "), AnnexFormat.DOCX, layout
    )
