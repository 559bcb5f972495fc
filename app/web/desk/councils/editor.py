"""/councils/new and /councils/{council_id}/edit: a council typed, apportioned and saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.files.text import slugify
from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, read_document, revise_document
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.results.election_results import list_counted_councils
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.councils.council_acts import (
    CouncilFormPage,
    count_seats,
    perform_act,
    refuse,
    render_seats,
)
from cocau.app.web.desk.councils.council_form import (
    CouncilFormReader,
    group_problems,
    read_council,
)
from cocau.app.web.desk.councils.council_texts import (
    ELECTION_DAYS,
    TRANSFER_RECORDS,
    CouncilTexts,
    build_blank_texts,
    build_council_texts,
    drop_own_texts,
    list_rows,
    merge_texts,
    read_texts,
)
from cocau.app.web.desk.forms import FormValuesDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import (
    Council,
    CouncilKind,
    CouncilLevel,
    CouncilOffice,
    GainingBody,
)
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS

editor_router = APIRouter(prefix="/councils", route_class=PageRoute, include_in_schema=False)

_LONGEST_PASTE = 200_000
VersionNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@editor_router.get("/new", dependencies=[require_permission(Permission.EDIT)])
def show_new_council(
    desk: PageContextDep, copied: Annotated[str | None, Query(alias="from", max_length=40)] = None
) -> Response:
    """Show an empty form, or one with the values of another council."""
    if copied is None:
        return _render_form(desk, None, CouncilFormPage(build_blank_texts()))
    texts = build_council_texts(read_document(desk.store, desk.caller, COUNCILS, copied).body, desk.lang)
    told = desk._(
        "Đã chép từ một hội đồng khác, trừ tên, số liệu nhiệm kỳ trước và chức danh đương nhiệm. Ghi tên và"
        " địa bàn mới, sửa những gì khác, rồi lưu."
    )
    return _render_form(desk, None, CouncilFormPage(drop_own_texts(texts), told=told))


@editor_router.post("/new", dependencies=[require_permission(Permission.EDIT)])
def post_new_council(desk: PageContextDep, form: FormValuesDep) -> Response:
    """Store a new council, or answer an act on the way to it."""
    sent = _read_form(form, build_blank_texts())
    act = form.get("act", "")
    if act != "save":
        return _render_form(desk, None, perform_act(desk, act, sent))
    reader = CouncilFormReader(sent.texts, [])
    locality = _read_locality(desk, reader)
    try:
        council = _read_whole(desk, sent.texts, None, reader.problems)
        made = create_document(
            desk.store,
            desk.caller,
            COUNCILS,
            council,
            label=council.name,
            locality=locality,
            note=sent.note,
        )
    except InputError as error:
        return _render_form(desk, None, refuse(sent, error.problems))
    except Missing:
        return _render_form(desk, None, refuse(sent, [_ELSEWHERE]))
    return desk.go(f"/councils/{made.document.id}?told=made")


@editor_router.get("/{council_id}/edit", dependencies=[require_permission(Permission.EDIT)])
def show_council_form(
    council_id: ResourceId, desk: PageContextDep, version: VersionNumber = None
) -> Response:
    """Show the form of a council; `version`: an older one's values, to save again."""
    place = get_council_context(desk, council_id)
    held = place.held
    if version is not None:
        held = read_document(desk.store, desk.caller, COUNCILS, council_id, version)
    texts = build_council_texts(held.body, desk.lang)
    return _render_form(desk, place, CouncilFormPage(texts, place.held.version.number))


@editor_router.post("/{council_id}/edit", dependencies=[require_permission(Permission.EDIT)])
def post_council_form(council_id: ResourceId, desk: PageContextDep, form: FormValuesDep) -> Response:
    """Store a new version; if somebody was faster, show their changes beside what was typed."""
    place = get_council_context(desk, council_id)
    expected = _read_expected(form, place)
    before = read_document(desk.store, desk.caller, COUNCILS, council_id, expected).body
    texts = build_council_texts(before, desk.lang)
    sent = replace(_read_form(form, texts), expected=expected)
    act = form.get("act", "")
    if act != "save":
        return _render_form(desk, place, perform_act(desk, act, sent))
    if place.held.version.number != expected:
        return _render_overtaken(desk, place, before, sent)
    try:
        council = _read_whole(desk, sent.texts, before, [])
        if council == before:
            return desk.go(f"/councils/{council_id}/facts?told=same")
        revise_document(
            desk.store,
            desk.caller,
            COUNCILS,
            council_id,
            council,
            expected=expected,
            label=council.name,
            note=sent.note,
        )
    except InputError as error:
        return _render_form(desk, place, refuse(sent, error.problems))
    except Stale:
        return _render_overtaken(desk, get_council_context(desk, council_id), before, sent)
    return desk.go(f"/councils/{council_id}/facts?told=saved")


def _read_expected(form: Mapping[str, str], place: CouncilContext) -> int:
    """Return the version that the form was made from; one that cannot be is the newest."""
    typed, newest = form.get("expected", ""), place.held.version.number
    return int(typed) if typed.isdecimal() and 1 <= int(typed[:9]) <= newest else newest


def _read_form(form: Mapping[str, str], before: CouncilTexts) -> CouncilFormPage:
    pasted = form.get("pasted", "")[:_LONGEST_PASTE]
    return CouncilFormPage(read_texts(form, before), note=form.get("version-note", "")[:500], pasted=pasted)


def _read_whole(
    desk: PageContext, texts: CouncilTexts, before: Council | None, problems: Sequence[Problem]
) -> Council:
    """Read the whole council, its seats by the formula where none were typed.

    Raises:
        InputError: everything wrong with it, and `problems`.
    """
    found = [*problems]
    seats = None
    if not texts["seats"].strip():
        try:
            seats = count_seats(desk, texts).plan.count.seats
        except InputError as error:
            found += error.problems
    called = before.id if before is not None else slugify(texts["name"]) or "hoi-dong"
    try:
        council = read_council(texts, called, seats)
    except InputError as error:
        told = {(problem.loc, problem.vi) for problem in found}
        more = (p for p in error.problems if (p.loc, p.vi) not in told)
        raise InputError([*found, *more]) from None
    if found:
        raise InputError(found)
    return council


# --- where the council is -----------------------------------------------------------------------------------

_ELSEWHERE = Problem(
    "elsewhere",
    ("place.province",),
    "không thuộc địa bàn mà tài khoản của bạn phụ trách.",
    "is not in the locality that your account is for.",
)


def _read_locality(desk: PageContext, reader: CouncilFormReader) -> str:
    """Return the path of the council's locality from the names typed; note what is missing."""
    scope, level = desk.caller.scope, _get_level(reader.texts.get("kind", ""))
    fixed = scope.split("/") if scope else []
    names = ("province", "district", "commune")
    typed = {name: slugify(reader.read_text(f"place.{name}")) for name in names[len(fixed) :]}
    asked = {CouncilLevel.PROVINCE: names[:1], CouncilLevel.DISTRICT: names[:2]}.get(level, names)
    needed = {asked[-1], "province"} & typed.keys()
    if fixed and not any(typed.values()):
        return scope  # the account is for this very place
    for name in sorted(name for name in needed if not typed[name]):
        reader.add(
            "missing",
            f"place.{name}",
            "Ghi tên, như Hà Tĩnh hoặc Xã Thạch Lạc.",
            "Enter the name, like Hà Tĩnh or Xã Thạch Lạc.",
        )
    return "/".join([*fixed, *(typed[name] for name in asked if typed.get(name))])


def _get_level(kind: str) -> CouncilLevel:
    found = next((known for known in CouncilKind if known == kind), None)
    return CouncilLevel.PROVINCE if found is None else found.level


# --- the page -----------------------------------------------------------------------------------------------


def _render_overtaken(
    desk: PageContext, place: CouncilContext, before: Council, sent: CouncilFormPage
) -> Response:
    """Show what was typed on top of the newest version, beside what somebody else wrote."""
    old, newest = build_council_texts(before, desk.lang), build_council_texts(place.council, desk.lang)
    texts, theirs = merge_texts(old, sent.texts, newest)
    shown = replace(
        sent,
        texts=texts,
        theirs=theirs,
        since=sent.expected,
        expected=place.held.version.number,
        code=HTTPStatus.PRECONDITION_FAILED,
    )
    return _render_form(desk, place, shown)


def _render_form(desk: PageContext, place: CouncilContext | None, shown: CouncilFormPage) -> Response:
    scope = desk.caller.scope
    fields = {*shown.texts, "units", "pasted", "wanted"}
    if place is not None:
        fields -= {name for name in fields if name.startswith("place.")}
    return desk.page(
        "council_form.html",
        code=shown.code,
        place=place,
        shown=shown,
        texts=shown.texts,
        wrong=group_problems(shown.problems, fields),
        fixed=scope.split("/") if scope else [],
        levels=[(level, [kind for kind in CouncilKind if kind.level is level]) for level in CouncilLevel],
        terms=ELECTION_DAYS,
        units=list_rows(shown.texts, "unit"),
        committees=list_rows(shown.texts, "committee"),
        offices=list(CouncilOffice),
        towards=list(GainingBody),
        transfer_records=TRANSFER_RECORDS.items(),
        counted=list_counted_councils(desk.store, desk.caller),
        blocs=list(Bloc),
        groups=[group for group in GROUPS if group not in list(Bloc)],
        seats_sum=_sum_seats(shown.texts),
        seats_told=shown.seats or _try_seats(desk, shown.texts),
    )


def _try_seats(desk: PageContext, texts: CouncilTexts) -> tuple[Block, ...]:
    """Render where seats come from, as far as typed; nothing is wrong before saving."""
    try:
        return render_seats(desk, count_seats(desk, texts))
    except InputError:
        return ()


def _sum_seats(texts: CouncilTexts) -> int:
    reader = CouncilFormReader(texts, [])
    return sum(reader.read_number(f"unit.{row}.seats", 1) or 0 for row in list_rows(texts, "unit"))
