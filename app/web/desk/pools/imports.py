"""/pools/upload/check: a list reviewed before it is kept: columns, values, cells.

The table and everything chosen stand in the form, so nothing is kept before it is whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.files.list_review.forms import (
    ListForm,
    read_column_letters,
    read_list_form,
    review_uploaded_list,
)
from cocau.app.files.list_review.review import (
    ListReview,
    build_marked_copy,
    dump_document,
    dump_table,
    keep_known,
    list_namesakes,
    load_document,
)
from cocau.app.files.lists.choices import ListEdits
from cocau.app.files.lists.layout import PASSED_WORDS
from cocau.app.files.locations import locate_in_table
from cocau.app.files.tables.columns import FILE_COLUMNS
from cocau.app.files.tables.table import FileTable
from cocau.app.files.tables.wrong_cells import MarkedTable, mark_wrong_cells
from cocau.app.files.tables.xlsx_scan import format_column
from cocau.app.permissions import Permission
from cocau.app.services.documents import create_document, get_default_expiry, revise_document
from cocau.app.services.errors import Stale
from cocau.app.services.office.list_choices import find_list_choices, remember_list_choices
from cocau.app.services.pools import POOLS, PoolDifferences, compare_pools, compare_versions
from cocau.app.web.bodies.requests import UploadedBody
from cocau.app.web.deps import check_id, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormValuesDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.pools.context import PoolContext, get_pool_context, get_value_formatter
from cocau.app.web.limits import ImportLimiter, ImportLimiterDep
from cocau.app.web.pool_uploads import PoolVersionDescription, parse_pool_upload
from cocau.constraints.checks.pool import check_pool_people
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Pool

router = APIRouter(prefix="/pools/upload", route_class=PageRoute, include_in_schema=False)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.post("/check", dependencies=[require_permission(Permission.EDIT)])
def post_list_review(desk: PageContextDep, turns: ImportLimiterDep, form: FormValuesDep) -> Response:
    """Review a list again after changes, give a marked copy of it, or keep it."""
    found = get_pool_context(desk, check_id(form["pool"])) if form.get("pool") else None
    place = found.place if found else get_council_context(desk, check_id(form.get("about", "")))
    known = find_list_choices(desk.store, desk.caller, place.id)
    draft, review = turns.call(read_list_form, dict(form), known, desk.office.settings.max_people)
    if form.get("act") == "copy":
        content = turns.call(build_marked_copy, review, desk.lang)
        headers = {"Content-Disposition": 'attachment; filename="danh-sach-danh-dau.xlsx"'}
        return Response(content, media_type=_XLSX, headers=headers | {"Cache-Control": "no-store"})
    if form.get("act") != "save" or review.uploaded is None:
        return _render_review(desk, place, found, draft, review)
    try:
        return _keep_list(desk, place, found, draft, review)
    except InputError as error:
        return _render_review(desk, place, found, draft, review, others=error.problems)
    except Stale:
        newest = None if found is None else get_pool_context(desk, found.id)
        return _render_review(desk, place, newest, draft, review, overtaken=True)


@dataclass(frozen=True)
class _DocumentForm:
    """A pool of a JSON or YAML document, and the version that it is to replace."""

    pool: Pool
    label: str
    note: str
    expected: int


def preview_document(
    desk: PageContext, turns: ImportLimiter, found: PoolContext, sent: UploadedBody, expected: int
) -> Response:
    """Show what a JSON or YAML document changes in a pool; nothing is kept yet.

    Raises:
        ServiceBusy, ClientGone, MalformedRequest, InputError: as `parse_pool_upload`.
    """
    most = desk.office.settings.max_people
    head, uploaded = parse_pool_upload(sent, PoolVersionDescription, most, turns)
    draft = _DocumentForm(uploaded.pool, head.label or "", head.note, expected)
    return _render_document(desk, found, draft)


@router.post("/document", dependencies=[require_permission(Permission.EDIT)])
def post_document(desk: PageContextDep, turns: ImportLimiterDep, form: FormValuesDep) -> Response:
    """Keep the document that was shown; if somebody was faster, show it beside their changes."""
    found = get_pool_context(desk, check_id(form.get("pool", "")))
    pool = turns.call(load_document, form.get("document", ""), desk.office.settings.max_people)
    expected = int(form["expected"]) if form.get("expected", "").isdecimal() else 0
    draft = _DocumentForm(pool, form.get("label", "")[:300], form.get("note", "")[:500], expected)
    try:
        held = revise_document(
            desk.store,
            desk.caller,
            POOLS,
            found.id,
            pool,
            expected=expected,
            label=draft.label or None,
            note=draft.note,
        )
    except Stale:
        return _render_document(desk, get_pool_context(desk, found.id), draft)
    return desk.go(f"/pools/{held.document.id}?told=read")


def _render_document(desk: PageContext, found: PoolContext, draft: _DocumentForm) -> Response:
    """Render what a document changes, and what somebody else changed before."""
    overtaken = found.number != draft.expected
    return desk.page(
        "pool_document.html",
        code=HTTPStatus.PRECONDITION_FAILED if overtaken else HTTPStatus.OK,
        place=found.place,
        open=found,
        overtaken=overtaken,
        theirs=_compare_theirs(desk, found, draft.expected),
        draft=draft,
        document=dump_document(draft.pool),
        namesakes=list_namesakes(draft.pool),
        differences=compare_pools(found.pool, draft.pool, found.number, found.number + 1),
        said=get_value_formatter(desk.lang),
    )


def _compare_theirs(desk: PageContext, found: PoolContext | None, expected: int) -> PoolDifferences | None:
    """Compare the version that a file was to replace with a newer one, if somebody made it."""
    if found is None or not expected or found.number == expected:
        return None
    return compare_versions(desk.store, desk.caller, found.id, expected, found.number)


def start_review(
    desk: PageContext,
    turns: ImportLimiter,
    place: CouncilContext,
    found: PoolContext | None,
    sent: UploadedBody,
    expected: int = 0,
) -> tuple[Response, ListReview] | None:
    """Review a list just sent, as the council's earlier ones; None: it is no table.

    Raises:
        ServiceBusy, ClientGone, InputError: see `ImportLimiter.call`.
    """
    choices = find_list_choices(desk.store, desk.caller, place.id)
    most = desk.office.settings.max_people
    read = turns.call(
        review_uploaded_list, sent.content, sent.name, sent.media_type, choices, most, gone=sent.gone
    )
    if read is None:
        return None
    table, review = read
    label, note = str(sent.fields.get("label", "")), str(sent.fields.get("note", ""))
    draft = ListForm(table, choices, ListEdits(), label, note, expected)
    overtaken = found is not None and found.number != expected
    return _render_review(desk, place, found, draft, review, overtaken=overtaken), review


def _keep_list(
    desk: PageContext,
    place: CouncilContext,
    found: PoolContext | None,
    draft: ListForm,
    review: ListReview,
) -> Response:
    """Keep the people as a new pool or a new version, and remember the choices."""
    store, caller = desk.store, desk.caller
    if found is None:
        held = create_document(
            store,
            caller,
            POOLS,
            _get_pool(review),
            label=draft.label or desk._("Danh sách người được giới thiệu"),
            about=place.id,
            kept_until=get_default_expiry(desk.office.settings),
            note=draft.note,
        )
    else:
        pool = keep_known(found.pool, _get_pool(review), review.table, others=draft.others)
        held = revise_document(store, caller, POOLS, found.id, pool, expected=draft.expected, note=draft.note)
    remember_list_choices(store, caller, place.id, draft.choices)
    return desk.go(f"/pools/{held.document.id}?told=read")


def _list_before_planning(place: CouncilContext, review: ListReview) -> tuple[Problem, ...]:
    """List the problems that do not keep a list from being stored but prevent a plan."""
    found = check_pool_people(place.council, _get_pool(review))
    return tuple(locate_in_table(found, review.table))


def _get_pool(review: ListReview) -> Pool:
    return Pool(people=()) if review.uploaded is None else review.uploaded.pool


def _build_text_getter(table: FileTable) -> Callable[[int, str], str]:
    """Build what returns a cell's text by its row and the letters of its column."""
    cells = dict(table.rows)

    def get_text(row: int, letters: str) -> str:
        texts, column = cells.get(row, ()), read_column_letters(letters)
        return texts[column] if column < len(texts) else ""

    return get_text


def _compare(found: PoolContext | None, draft: ListForm, review: ListReview) -> PoolDifferences | None:
    if found is None or review.uploaded is None:
        return None
    after = keep_known(found.pool, _get_pool(review), review.table, others=draft.others)
    return compare_pools(found.pool, after, found.number, found.number + 1)


def _list_carried_edits(draft: ListForm, marked: MarkedTable) -> list[tuple[int, int, str]]:
    """List the edits, by row and column, of cells that the page shows no more."""
    shown = {cell.anchor for row in marked.rows for cell in row.cells if cell.problems}
    return [
        (r, c, text) for (r, c), text in draft.edits.cells.items() if f"{format_column(c)}{r}" not in shown
    ]


def _render_review(  # noqa: PLR0913  # all that the page shows
    desk: PageContext,
    place: CouncilContext,
    found: PoolContext | None,
    draft: ListForm,
    review: ListReview,
    *,
    others: tuple[Problem, ...] = (),
    overtaken: bool = False,
) -> Response:
    """Render a list with everything that is to be settled of it."""
    later = _list_before_planning(place, review)
    shown = (*review.cell_problems, *later)
    marked = mark_wrong_cells(review.table, shown)
    code = HTTPStatus.UNPROCESSABLE_ENTITY if review.problems or others else HTTPStatus.OK
    return desk.page(
        "list_review.html",
        code=HTTPStatus.PRECONDITION_FAILED if overtaken else code,
        place=place,
        open=found,
        overtaken=overtaken,
        theirs=_compare_theirs(desk, found, draft.expected),
        draft=draft if found is None else replace(draft, expected=found.number),
        state=dump_table(draft.table),
        review=review,
        problems=shown,
        later=later,
        others=others,
        marked=marked,
        get_text=_build_text_getter(review.table),
        carried=_list_carried_edits(draft, marked),
        name_column=format_column,
        fields=FILE_COLUMNS,
        kinds=PASSED_WORDS,
        differences=_compare(found, draft, review),
        said=get_value_formatter(desk.lang),
    )
