"""/councils/{council_id}/people and /pools: a pool's people, versions, uploads."""

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from pydantic import Field, field_validator
from starlette.responses import Response

from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.present.wording import describe_selector
from cocau.app.services.documents import list_documents, list_versions
from cocau.app.services.erasures import erase_pool
from cocau.app.services.people_search import NO_CONSTITUENCY, PeopleQuery, search_people
from cocau.app.services.pools import POOLS, PoolDifferences, compare_versions, read_pool
from cocau.app.web.bodies.requests import UploadedBody, UploadedBodyDep
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.pools.context import PoolContext, get_pool_context, get_value_formatter
from cocau.app.web.desk.pools.grid import (
    DEFAULT_COLUMNS,
    build_cell_texts,
    list_choosable,
    list_columns,
    list_editable,
)
from cocau.app.web.desk.pools.imports import preview_document, start_review
from cocau.app.web.desk.pools.people import build_filters_suffix
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.pool_uploads import PoolImport, import_new_pool
from cocau.constraints.errors import InputError, ItemId, Problem
from cocau.constraints.model.people import PERSON_FIELDS, Bloc, Sex
from cocau.constraints.model.selectors import GROUPS

UPLOAD_PREFIX = "/pools/upload"
upload_router = APIRouter(prefix=UPLOAD_PREFIX, route_class=PageRoute, include_in_schema=False)


@upload_router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_new_pool(desk: PageContextDep, turns: ImportLimiterDep, sent: UploadedBodyDep) -> Response:
    """Store an upload as a council's new pool; a list that needs it is reviewed first."""
    place = get_council_context(desk, check_id(str(sent.fields.get("about", ""))))
    try:
        started = start_review(desk, turns, place, None, sent)
        if started is not None and not started[1].is_plain:
            return started[0]
        taken = import_new_pool(desk.store, desk.caller, desk.office.settings, turns, sent)
    except InputError as error:
        return _render_faulty_upload(desk, sent, error.problems, place, None)
    return _answer_stored_upload(desk, taken)


@upload_router.post("/{pool_id}", dependencies=[require_permission(Permission.EDIT)])
def post_pool_version(
    pool_id: ResourceId,
    desk: PageContextDep,
    turns: ImportLimiterDep,
    sent: UploadedBodyDep,
    expected: Annotated[int, Query(ge=1, le=2**31 - 1)],
) -> Response:
    """Show what a file changes in a pool of version `expected`; nothing is kept yet."""
    found = get_pool_context(desk, pool_id)
    try:
        started = start_review(desk, turns, found.place, found, sent, expected)
        return preview_document(desk, turns, found, sent, expected) if started is None else started[0]
    except InputError as error:
        return _render_faulty_upload(desk, sent, error.problems, found.place, found)


def _render_faulty_upload(
    desk: PageContext,
    sent: UploadedBody,
    problems: tuple[Problem, ...],
    place: CouncilContext,
    found: PoolContext | None,
) -> Response:
    """Render the problems of a document, or of a file that is none."""
    return desk.page(
        "pool_wrong.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place,
        open=found,
        sent=sent.fields,
        problems=problems,
        marked=None,
    )


def _answer_stored_upload(desk: PageContext, taken: PoolImport) -> Response:
    """Answer a stored upload: go to the pool, or show the remarks about reading it first."""
    held, remarks = taken
    if not remarks:
        return desk.go(f"/pools/{held.document.id}?told=read")
    found = get_pool_context(desk, held.document.id)
    return desk.page("pool_read.html", place=found.place, open=found, remarks=remarks)


router = APIRouter(route_class=PageRoute, include_in_schema=False)

MOST_POOLS = 50
"""Pools of one council that are listed."""
MOST_PROBLEMS = 20
"""Of what stands in the way of planning."""
VersionField = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class PoolPageQuery(PeopleQuery):
    """A pool page's query: filters, version, and the message about the last act."""

    version: int | None = Field(default=None, ge=1, le=2**31 - 1)
    told: str = Field(default="", max_length=20)
    columns: list[str] = Field(default=[], max_length=100, description="fields shown; none: the usual ones")

    @field_validator("columns")
    @classmethod
    def _usual_is_nothing(cls, columns: list[str]) -> list[str]:
        """Keep what is usual out of addresses."""
        return [] if set(columns) == set(DEFAULT_COLUMNS) else columns


@router.get("/councils/{council_id}/people", dependencies=[require_permission(POOLS.read_permission)])
def show_council_pool(
    council_id: ResourceId, desk: PageContextDep, wanted: Annotated[PoolPageQuery, Query()]
) -> Response:
    """Show the newest pool of a council, or the form to upload one."""
    pools = list_documents(desk.store, desk.caller, POOLS, about=council_id, limit=1)
    if pools:
        return _render_pool(desk, get_pool_context(desk, pools[0].id), _drop_search_words(wanted))
    return desk.page("no_pool.html", place=get_council_context(desk, council_id))


@router.get("/pools/{pool_id}")
def show_pool(
    pool_id: ResourceId, desk: PageContextDep, wanted: Annotated[PoolPageQuery, Query()]
) -> Response:
    """Show a pool's people, filtered and sorted; only `post_people_search` takes words."""
    return _render_pool(desk, get_pool_context(desk, pool_id, wanted.version), _drop_search_words(wanted))


def _drop_search_words(wanted: PoolPageQuery) -> PoolPageQuery:
    """Drop the search words of an address, lest a name be kept as a bookmark."""
    return wanted.model_copy(update={"q": ""})


@router.post("/pools/{pool_id}/find")
def post_people_search(
    pool_id: ResourceId, desk: PageContextDep, wanted: Annotated[PoolPageQuery, Form()]
) -> Response:
    """Search the people of a pool by words sent in a form."""
    return _render_pool(desk, get_pool_context(desk, pool_id, wanted.version), wanted)


def _render_pool(desk: PageContext, found: PoolContext, wanted: PoolPageQuery) -> Response:
    page = search_people(found.pool, wanted, found.council, found.barred)
    sheet = Names(found.book, desk.lang, found.council, found.pool, codes=False)
    values: dict[str, Any] = {
        "place": found.place,
        "open": found,
        "wanted": wanted,
        "filters": build_filters_suffix(_encode_filters(wanted)),
        "page": page,
        "sheet": sheet,
        "remarked": found.build_remark_writer(sheet),
        "columns": list_columns(sheet, wanted.columns),
        "texts": build_cell_texts((one.person for one in page.people), desk.lang),
    }
    if desk.partly:
        answer: Response = desk.page("part/people.html", **values)
        answer.headers["HX-Replace-Url"] = get_pool_address(found, wanted)
        return answer
    return desk.page("pool.html", **values, **_build_pool_values(desk, found, sheet))


def _build_pool_values(desk: PageContext, found: PoolContext, sheet: Names) -> dict[str, Any]:
    """Build the values around the list: structures, other pools, problems, and filters."""
    hindering = found.judgement.problems
    return {
        "structures": found.judgement.needs,
        "described": lambda who: describe_selector(sheet, who),
        "pools": list_documents(desk.store, desk.caller, POOLS, about=found.place.id, limit=MOST_POOLS),
        "hindering": [
            (problem, _list_problem_people(found, problem)) for problem in hindering[:MOST_PROBLEMS]
        ],
        "more_hindering": max(len(hindering) - MOST_PROBLEMS, 0),
        "choices": _list_filter_choices(desk, found, sheet),
        "choosable": [(name, PERSON_FIELDS[name].heading.of(desk.lang)) for name in list_choosable()],
        "editors": list_editable(sheet),
    }


def _list_filter_choices(
    desk: PageContext, found: PoolContext, sheet: Names
) -> dict[str, list[tuple[str, str]]]:
    """List the choices of the filters: groups, sexes, blocs, constituencies."""
    units = [(unit.id, sheet.unit(unit.id)) for unit in found.council.constituencies if unit.localities]
    return {
        "group": [(name, sheet.label(name)) for name in GROUPS if name not in set(Bloc)],
        "sex": [(str(sex), sheet.label(sex)) for sex in Sex],
        "bloc": [(str(bloc), sheet.label(bloc)) for bloc in Bloc],
        "unit": [*units, (NO_CONSTITUENCY, desk._("không gắn với đơn vị nào"))],
    }


def _list_problem_people(found: PoolContext, problem: Problem) -> list[tuple[int | None, str]]:
    """List the people whom a problem is about, each with the place in the list."""
    ids = dict.fromkeys(step.id for loc in problem.locs for step in loc if isinstance(step, ItemId))
    return [(found.find_row(i), found.pool.by_id[i].name) for i in ids if i in found.pool.by_id]


def get_pool_address(found: PoolContext, wanted: PoolPageQuery) -> str:
    """Return the address of the same page without the search words."""
    given = _encode_filters(wanted, "version", "page")
    return f"{found.path}?{given}" if given else found.path


def _encode_filters(wanted: PoolPageQuery, *more: str) -> str:
    """Encode the filters of a query as an address has them."""
    left_out = {"q", "told", "version", "page"} - set(more)
    return urlencode(wanted.model_dump(mode="json", exclude_defaults=True, exclude=left_out), doseq=True)


@router.get("/pools/{pool_id}/versions")
def show_pool_versions(
    pool_id: ResourceId,
    desk: PageContextDep,
    first: Annotated[VersionField, Query(alias="from")] = None,
    second: Annotated[VersionField, Query(alias="to")] = None,
) -> Response:
    """Show every version of a pool, and the differences between two of them."""
    found = get_pool_context(desk, pool_id)
    past = list_versions(desk.store, desk.caller, POOLS, pool_id)
    differences = compare_versions(desk.store, desk.caller, pool_id, first, second) if len(past) > 1 else None
    return desk.page(
        "pool_versions.html",
        place=found.place,
        open=found,
        versions=past,
        differences=differences,
        said=get_value_formatter(desk.lang),
        back=_list_ways_back(desk, found, differences),
    )


def _list_ways_back(
    desk: PageContext, found: PoolContext, differences: PoolDifferences | None
) -> dict[str, str]:
    """List the addresses that take a departed person back, as in the older version."""
    if differences is None or not differences.went or not desk.may(Permission.EDIT):
        return {}
    old = read_pool(desk.store, desk.caller, found.id, differences.first).body
    rows = {person.id: row for row, person in enumerate(old.people, start=1)}
    return {
        one.id: f"{found.path}/new?version={differences.first}&row={rows[one.id]}"
        for one in differences.went
        if one.id not in found.pool.by_id
    }


@router.post("/pools/{pool_id}/erase")
def post_pool_erasure(
    pool_id: ResourceId, desk: PageContextDep, expected: Annotated[int, Form(ge=1)]
) -> Response:
    """Erase a pool with everything that was made from it."""
    document = erase_pool(desk.store, desk.caller, pool_id, expected=expected)
    return desk.go(f"/councils/{document.about}/people" if document.about else "/")
