"""/councils/{council_id}/structure and /tables/{table_id}: allocation tables."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import Response

from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.published_tables import render_report
from cocau.app.services.allocation_tables import (
    ALLOCATION_TABLES,
    audit_published_tables,
    build_first_table,
    get_example_offers,
    get_table_rules,
)
from cocau.app.services.documents import (
    StoredVersion,
    create_document,
    list_documents,
    read_document,
    revise_document,
)
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.office.papers import render_allocation_paper
from cocau.app.services.planning.structure_plans import (
    StructurePlanCreate,
    cancel_structure_plan,
    create_structure_plan,
)
from cocau.app.web.api.office.papers import respond_with_paper
from cocau.app.web.api.tables import parse_table_audit
from cocau.app.web.bodies.requests import UploadedBodyDep
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormValuesDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.tables.edits import (
    TypedValues,
    add_organisation,
    add_profile,
    apply_edits,
    remove_organisation,
)
from cocau.app.web.desk.tables.responses import (
    get_supplies,
    get_unsaved_values,
    render_invalid_table,
    render_stale_table,
    render_table,
)
from cocau.app.web.desk.tables.versions import TableVersions, get_newest_plan, get_plan, get_table_versions
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.errors import InputError
from cocau.constraints.model.offers import Offers

structure_router = APIRouter(
    prefix="/councils/{council_id}/structure", route_class=PageRoute, include_in_schema=False
)

MOST_TABLES = 100
EXAMPLE = "example"


@structure_router.get("")
def show_structure(council_id: ResourceId, desk: PageContextDep) -> Response:
    """List the allocation tables of a council, newest first."""
    return _render_structure(desk, get_council_context(desk, council_id))


@structure_router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_first_table(
    council_id: ResourceId, desk: PageContextDep, start: Annotated[str, Form(max_length=20)] = "first"
) -> Response:
    """Create a first table: the council's example, or an organisation for each bloc."""
    council = get_council_context(desk, council_id).council
    offers = get_example_offers(council) if start == EXAMPLE else None
    if offers is None:
        book = get_table_rules(desk.store, desk.caller, council_id, council)
        offers = build_first_table(council, book, desk.lang)
    label = desk._("Phân bổ số lượng giới thiệu")
    held = create_document(desk.store, desk.caller, ALLOCATION_TABLES, offers, label=label, about=council_id)
    return desk.go(f"/tables/{held.document.id}")


def _get_audited_council(council_id: ResourceId, desk: PageContextDep) -> CouncilContext:
    """Return the council of the page, before any of the file is read."""
    return get_council_context(desk, council_id)


@structure_router.post("/audit", dependencies=[require_permission(Permission.ASK)])
def post_audit(
    place: Annotated[CouncilContext, Depends(_get_audited_council)],
    desk: PageContextDep,
    turns: ImportLimiterDep,
    sent: UploadedBodyDep,
) -> Response:
    """Audit a published table against itself and the rules of its day; nothing is stored."""
    try:
        with turns.slot():
            asked = parse_table_audit(sent)
            found = audit_published_tables(
                desk.store, desk.caller, asked.tables, readings=asked.told, rulebook=asked.rulebook
            )
    except InputError as error:
        return _render_structure(desk, place, code=HTTPStatus.UNPROCESSABLE_ENTITY, problems=error.problems)
    return desk.page("table_audit.html", place=place, blocks=list(render_report(found, desk.lang)))


def _render_structure(
    desk: PageContext, place: CouncilContext, *, code: int = 200, problems: object = ()
) -> Response:
    return desk.page(
        "structure.html",
        code=code,
        place=place,
        tables=list_documents(desk.store, desk.caller, ALLOCATION_TABLES, about=place.id, limit=MOST_TABLES),
        example=get_example_offers(place.council) is not None,
        problems=problems,
    )


router = APIRouter(prefix="/tables/{table_id}", route_class=PageRoute, include_in_schema=False)

XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def show_table(table_id: ResourceId, desk: PageContextDep, plan: str = "") -> Response:
    """Show a table, and the result of its plan."""
    sheets = get_table_versions(desk, table_id, {})
    return render_table(
        desk, sheets, get_plan(desk, table_id, plan) if plan else get_newest_plan(desk, sheets.newest)
    )


@router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_table(table_id: ResourceId, desk: PageContextDep, typed: FormValuesDep) -> Response:
    """Save what was typed as a new version, and plan it."""
    return _save_table(desk, table_id, typed, lambda offers: offers)


@router.post("/organisations", dependencies=[require_permission(Permission.EDIT)])
def post_organisation(table_id: ResourceId, desk: PageContextDep, typed: FormValuesDep) -> Response:
    """Add an organisation, save the table and plan it."""
    return _save_table(desk, table_id, typed, lambda offers: add_organisation(offers, typed))


@router.post("/profiles", dependencies=[require_permission(Permission.EDIT)])
def post_profile(table_id: ResourceId, desk: PageContextDep, typed: FormValuesDep) -> Response:
    """Add people with traits of their own, save the table and plan it."""
    return _save_table(desk, table_id, typed, lambda offers: add_profile(offers, typed))


@router.post("/remove", dependencies=[require_permission(Permission.EDIT)])
def post_organisation_removal(table_id: ResourceId, desk: PageContextDep, typed: FormValuesDep) -> Response:
    """Remove an organisation, save the table and plan it."""
    return _save_table(
        desk, table_id, typed, lambda offers: remove_organisation(offers, typed.get("gone", ""))
    )


def _save_table(
    desk: PageContext, table_id: str, typed: TypedValues, more: Callable[[Offers], Offers]
) -> Response:
    """Save what was typed and `more`; the latter onto others' version too, if need be."""
    sheets = get_table_versions(desk, table_id, typed)
    try:
        try:
            held = _store_version(desk, sheets, more(apply_edits(sheets.base.body, typed, sheets.since.body)))
        except Stale:
            sheets = get_table_versions(desk, table_id, typed)
            left = get_unsaved_values(sheets, typed)
            if left:
                return render_stale_table(desk, sheets, typed, left)
            held = _store_version(desk, replace(sheets, base=sheets.newest), more(sheets.newest.body))
    except InputError as error:
        return render_invalid_table(desk, sheets, typed, error.problems)
    return _plan_version(desk, held, sheets, typed)


@router.post("/plans")
def post_plan(table_id: ResourceId, desk: PageContextDep, typed: FormValuesDep) -> Response:
    """Plan the newest version."""
    sheets = get_table_versions(desk, table_id, typed)
    return _plan_version(desk, sheets.newest, sheets, typed)


@router.get("/plans/{plan_id}")
def show_plan(table_id: ResourceId, plan_id: str, desk: PageContextDep) -> Response:
    """Show the progress or the result of a plan as a part of a page."""
    held, found = (
        read_document(desk.store, desk.caller, ALLOCATION_TABLES, table_id),
        get_plan(desk, table_id, check_id(plan_id)),
    )
    if found is None:
        raise Missing(plan_id)
    if not desk.partly:
        return desk.go(f"/tables/{table_id}?plan={plan_id}")
    return desk.page("part/structure_plan.html", table=held, plan=found, oob=True)


@router.get("/plans/{plan_id}/workbook")
def download_plan(table_id: ResourceId, plan_id: str, desk: PageContextDep) -> Response:
    """Download a plan as a workbook."""
    from cocau.app.present.structure_workbook import (
        render_structure_workbook,
    )  # slow to import, rarely needed

    found = get_plan(desk, table_id, check_id(plan_id))
    made = None if found is None else found.structure
    if made is None or made.allocation is None:
        raise Missing(plan_id)
    headers = {"Content-Disposition": f'attachment; filename="{table_id}.xlsx"', "Cache-Control": "no-store"}
    return Response(
        render_structure_workbook(made, made.allocation, desk.lang),
        media_type=XLSX_MEDIA_TYPE,
        headers=headers,
    )


@router.get("/plans/{plan_id}/paper")
def download_plan_paper(
    table_id: ResourceId,
    plan_id: str,
    desk: PageContextDep,
    form: Annotated[AnnexFormat, Query(alias="format")] = AnnexFormat.DOCX,
) -> Response:
    """Download the allocation of a plan as an annex of an office's document."""
    found = get_plan(desk, table_id, check_id(plan_id))
    if found is None or found.structure is None:
        raise Missing(plan_id)
    content, name = render_allocation_paper(desk.store, desk.caller, plan_id, form)
    return respond_with_paper(content, name, form, f"allocation-{plan_id}")


def _store_version(desk: PageContext, sheets: TableVersions, offers: Offers) -> StoredVersion[Offers]:
    """Store a new version unless nothing changed; InputError, Stale: it was not stored."""
    if offers == sheets.base.body and sheets.base.version.number == sheets.newest.version.number:
        return sheets.newest
    expected = sheets.base.version.number
    return revise_document(
        desk.store, desk.caller, ALLOCATION_TABLES, sheets.base.document.id, offers, expected=expected
    )


def _plan_version(
    desk: PageContext, held: StoredVersion[Offers], sheets: TableVersions, typed: TypedValues
) -> Response:
    """Plan a version in place of a plan still being made, and show it."""
    table_id = held.document.id
    before = get_plan(desk, table_id, typed.get("plan", ""))
    if before is not None and before.waiting:
        cancel_structure_plan(desk.office, desk.caller, before.status.id)
    try:
        made = create_structure_plan(
            desk.office, desk.caller, table_id, StructurePlanCreate(version=held.version.number)
        )
    except InputError as error:
        return render_invalid_table(desk, sheets, typed, error.problems)
    if not desk.partly:
        return desk.go(f"/tables/{table_id}?plan={made}")
    answer = desk.page(
        "part/table_saved.html",
        table=held,
        plan=get_plan(desk, table_id, made),
        supplies=get_supplies(desk, sheets.place, held.body),
        oob=True,
    )
    answer.headers["HX-Replace-Url"] = f"/tables/{table_id}?plan={made}"
    return answer
