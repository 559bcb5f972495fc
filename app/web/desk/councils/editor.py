"""/councils/new and /councils/{council_id}/edit: a council typed, apportioned and saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.files.constituencies import parse_pasted
from cocau.app.files.text import fold, slugify
from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block
from cocau.app.present.seats import render_apportionment, render_seat_count
from cocau.app.present.wording import Wording
from cocau.app.services.councils import COUNCILS, SeatsAnswer, plan_draft_seats, plan_seats
from cocau.app.services.documents import create_document, read_document, revise_document
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.rulebooks import resolve_rulebook
from cocau.app.web.deps import ResourceId
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.councils.council_form import (
    ELECTION_DAYS,
    MOST_ROWS,
    CouncilFormReader,
    CouncilTexts,
    add_rows,
    build_blank_texts,
    build_council_texts,
    find_field,
    get_free_row,
    group_problems,
    is_blank_row,
    list_rows,
    list_usual_committees,
    merge_texts,
    put_usual_committees,
    read_council,
    read_election_day,
    read_kind,
    read_texts,
    read_units,
    remove_row,
    replace_units,
)
from cocau.app.web.desk.forms import FormValuesDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import (
    Council,
    CouncilKind,
    CouncilLevel,
    CouncilOffice,
)
from cocau.constraints.model.draft import MOST_SEATS, CouncilDraft, DraftPlace
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS
from cocau.solver.apportionment.seat_plan import SeatQuestion

editor_router = APIRouter(prefix="/councils", route_class=PageRoute, include_in_schema=False)

_ROWS_ADDED = 5
_LONGEST_PASTE = 200_000
VersionNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class CouncilFormPage:
    """What the page of the form shows: the texts, what is wrong, and what an act on the way has answered.

    `told`: an answer's sentence; `seats`, `division`: its blocks. `since`: the version that was edited when
    somebody saved another one; `theirs`: what they wrote into fields that were typed into as well.
    """

    texts: CouncilTexts
    expected: int = 0
    problems: Sequence[Problem] = ()
    code: int = 200
    note: str = ""
    pasted: str = ""
    told: str = ""
    seats: tuple[Block, ...] = ()
    division: tuple[Block, ...] = ()
    since: int | None = None
    theirs: Mapping[str, str] = field(default_factory=dict)


@editor_router.get("/new")
def show_new_council(
    desk: PageContextDep, copied: Annotated[str | None, Query(alias="from", max_length=40)] = None
) -> Response:
    """Show an empty form, or one with the values of another council."""
    desk.caller.require(Permission.EDIT)
    if copied is None:
        return _render_form(desk, None, CouncilFormPage(build_blank_texts()))
    texts = build_council_texts(read_document(desk.store, desk.caller, COUNCILS, copied).body, desk.lang)
    texts["name"] = ""
    told = desk._("Đã chép từ một hội đồng khác. Ghi tên và địa bàn mới, sửa những gì khác, rồi lưu.")
    return _render_form(desk, None, CouncilFormPage(texts, told=told))


@editor_router.post("/new")
def post_new_council(desk: PageContextDep, form: FormValuesDep) -> Response:
    """Store a new council, or answer an act on the way to it."""
    desk.caller.require(Permission.EDIT)
    sent = _read_form(form, build_blank_texts())
    act = form.get("act", "")
    if act != "save":
        return _render_form(desk, None, _perform_act(desk, act, sent))
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
        return _render_form(desk, None, _refuse(sent, error.problems))
    except Missing:
        return _render_form(desk, None, _refuse(sent, [_ELSEWHERE]))
    return desk.go(f"/councils/{made.document.id}?told=made")


@editor_router.get("/{council_id}/edit")
def show_council_form(
    council_id: ResourceId, desk: PageContextDep, version: VersionNumber = None
) -> Response:
    """Show the form of a council; `version`: with the values of an older one, to be saved again."""
    desk.caller.require(Permission.EDIT)
    place = get_council_context(desk, council_id)
    held = place.held
    if version is not None:
        held = read_document(desk.store, desk.caller, COUNCILS, council_id, version)
    texts = build_council_texts(held.body, desk.lang)
    return _render_form(desk, place, CouncilFormPage(texts, place.held.version.number))


@editor_router.post("/{council_id}/edit")
def post_council_form(council_id: ResourceId, desk: PageContextDep, form: FormValuesDep) -> Response:
    """Store a new version; if somebody was faster, show their changes beside what was typed."""
    desk.caller.require(Permission.EDIT)
    place = get_council_context(desk, council_id)
    expected = _read_expected(form, place)
    before = read_document(desk.store, desk.caller, COUNCILS, council_id, expected).body
    texts = build_council_texts(before, desk.lang)
    sent = replace(_read_form(form, texts), expected=expected)
    act = form.get("act", "")
    if act != "save":
        return _render_form(desk, place, _perform_act(desk, act, sent))
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
        return _render_form(desk, place, _refuse(sent, error.problems))
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


def _refuse(sent: CouncilFormPage, problems: Sequence[Problem]) -> CouncilFormPage:
    return replace(sent, problems=tuple(problems), code=HTTPStatus.UNPROCESSABLE_ENTITY)


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
            seats = _count_seats(desk, texts).plan.count.seats
        except InputError as error:
            found += error.problems
    called = before.id if before is not None else slugify(texts["name"]) or "hoi-dong"
    try:
        council = read_council(texts, called, before, seats)
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
    """Return the path of the council's locality, made of the names that were typed; or note what lacks."""
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


# --- acts on the way ----------------------------------------------------------------------------------------


def _perform_act(desk: PageContext, act: str, sent: CouncilFormPage) -> CouncilFormPage:
    """Answer a button that stores nothing: the same form with more in it."""
    sort, _, row = act.removeprefix("drop:").partition(".")
    if act.startswith("drop:"):
        return replace(sent, texts=remove_row(sent.texts, sort, row))
    if act in {"unit", "committee"}:
        number = _ROWS_ADDED if act == "unit" else 1
        return replace(sent, texts=add_rows(sent.texts, act, number))
    perform = {"paste": _put_pasted, "divide": _divide_seats, "committees": _put_committees}
    try:
        return perform.get(act, _tell_seats)(desk, sent)
    except InputError as error:
        return _refuse(sent, error.problems)


def _tell_seats(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    return replace(sent, seats=_render_seats(desk, _count_seats(desk, sent.texts)))


def _put_committees(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    desk.caller.require(Permission.EDIT)
    reader = CouncilFormReader(sent.texts, [])
    kind, day = read_kind(reader), read_election_day(reader)
    if kind is None or day is None:
        raise InputError(reader.problems)
    return replace(sent, texts=put_usual_committees(sent.texts, list_usual_committees(kind, day)))


def _put_pasted(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    """Put pasted rows into the grid: one of a name that is there fills its row, the others are new."""
    rows = parse_pasted(sent.pasted)
    if not rows:
        raise InputError([_NOTHING_PASTED])
    texts = dict(sent.texts)
    for row in list_rows(texts, "unit"):
        if is_blank_row(texts, "unit", row):
            texts = remove_row(texts, "unit", row)
    known = {fold(texts[f"unit.{row}.name"]): row for row in list_rows(texts, "unit")}
    for pasted in rows:
        row = known.get(fold(pasted.name)) or get_free_row(texts, "unit")
        known[fold(pasted.name)] = row
        given = {name: value for name, value in vars(pasted).items() if value}
        old = {name: texts.get(f"unit.{row}.{name}", "") for name in vars(pasted)}
        texts |= {f"unit.{row}.{name}": value for name, value in (old | given).items()}
        if len(list_rows(texts, "unit")) >= MOST_ROWS:
            break
    told = desk._("Đã đưa vào bảng %(n)s đơn vị bầu cử.") % {"n": len(rows)}
    return replace(sent, texts=texts, pasted="", told=told)


_NOTHING_PASTED = Problem(
    "nothing_pasted",
    ("pasted",),
    "Chưa đọc được dòng nào: chép các ô trong bảng tính (tên, số đại biểu, dân số, địa bàn) rồi dán vào đây.",
    "No row could be read: copy cells of a spreadsheet (name, seats, population, area) and paste them here.",
)


def _count_seats(desk: PageContext, texts: CouncilTexts) -> SeatsAnswer:
    """Count the seats by the formula, or by the decision that was typed.

    Raises:
        InputError: what is not known, each at its field.
    """
    reader = CouncilFormReader(texts, [])
    kind, day = read_kind(reader), read_election_day(reader)
    seats, decided = reader.read_number("seats", 1), reader.read_text("seats_decided_by")
    population, units = reader.read_number("population", 1), reader.read_number("lower_units")
    if population is None and not any(p.field == "population" for p in reader.problems):
        population = _sum_typed_people(texts)
    if kind is None or day is None or reader.problems:
        raise InputError(reader.problems)
    question = SeatQuestion(
        day=day,
        kind=kind,
        population=population,
        lower_units=units,
        seats=min(seats, MOST_SEATS) if seats is not None and decided else None,
        decided_by=decided or None,
    )
    try:
        return plan_seats(desk.store, desk.caller, question)
    except InputError as error:
        raise InputError([_move_to_form(problem) for problem in error.problems]) from None


def _sum_typed_people(texts: CouncilTexts) -> int | None:
    rows = [row for row in list_rows(texts, "unit") if not is_blank_row(texts, "unit", row)]
    reader = CouncilFormReader(texts, [])
    people = [reader.read_number(f"unit.{row}.population", 1) for row in rows]
    return sum(n for n in people if n is not None) if people and None not in people else None


def _divide_seats(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    """Divide the seats among the typed constituencies by their people."""
    reader = CouncilFormReader(sent.texts, [])
    kind, day = read_kind(reader), read_election_day(reader)
    units, wanted = read_units(reader, with_seats=False), reader.read_number("wanted", 1)
    seats, decided = reader.read_number("seats", 1), reader.read_text("seats_decided_by")
    population, lower = reader.read_number("population", 1), reader.read_number("lower_units")
    if reader.problems or kind is None or day is None:
        raise InputError(reader.problems)
    draft = CouncilDraft(
        id="draft",
        name=sent.texts["name"] or "—",
        kind=kind,
        election_day=day,
        population=population,
        lower_units=lower,
        merged_from=reader.read_number("merged_from", 1),
        places=tuple(
            DraftPlace(
                id=unit["id"],
                name=unit["name"],
                population=unit["population"],
                localities=unit["localities"],
            )
            for unit in units
        ),
        constituencies=wanted,
        seats=seats if decided else None,
        seats_decided_by=decided or None,
    )
    try:
        answer = plan_draft_seats(desk.store, desk.caller, draft)
    except InputError as error:
        raise InputError([_move_to_form(problem) for problem in error.problems]) from None
    made = () if answer.council is None else answer.council.constituencies
    texts = replace_units(sent.texts, made, desk.lang)
    if seats is not None and not decided:
        texts["seats"] = str(answer.plan.count.seats)
    book = resolve_rulebook(desk.store, desk.caller, answer.plan.rulebook)
    wording = Wording(book.for_kind(kind, day), desk.lang)
    return replace(
        sent,
        texts=texts,
        seats=_render_seats(desk, answer),
        division=tuple(render_apportionment(wording, answer.plan)),
    )


def _render_seats(desk: PageContext, answer: SeatsAnswer) -> tuple[Block, ...]:
    plan = answer.plan
    book = resolve_rulebook(desk.store, desk.caller, plan.rulebook)
    here = book if plan.kind is None else book.for_kind(plan.kind, plan.election_day)
    return tuple(render_seat_count(Wording(here, desk.lang), plan))


_FORM_WORDS = {
    "too_little_known": Problem(
        "too_little_known",
        ("population",),
        "Ghi dân số để tính số đại biểu theo công thức; hoặc ghi số đại biểu đã có quyết định.",
        "Enter the population to count seats by the formula, or the number that was decided.",
    ),
    "no_formula": Problem(
        "no_formula",
        ("seats",),
        "Chưa có công thức cho loại đơn vị này vào ngày bầu cử: ghi số đại biểu và văn bản quyết định.",
        "There is no formula for this kind of unit on that day: enter the seats and the decision.",
    ),
    "decided_above": Problem(
        "decided_above",
        ("seats",),
        "Với số đơn vị cấp dưới này, số đại biểu do Ủy ban Thường vụ Quốc hội quyết định: ghi cả văn bản.",
        "With so many lower units the Standing Committee of the National Assembly decides: enter its number.",
    ),
    "seats_decided_by": Problem(
        "seats_decided_by",
        ("seats_decided_by",),
        "Ghi cả số đại biểu và văn bản quyết định; nếu không, số đại biểu tính theo dân số.",
        "Enter both the seats and the decision; without both, seats follow from the population.",
    ),
    "no_council": Problem(
        "no_council",
        ("population",),
        "Với dân số này, đơn vị không thành lập Hội đồng nhân dân.",
        "With so few people the unit elects no council.",
    ),
    "too_many_places": Problem(
        "too_many_places",
        ("units",),
        "Nhiều đơn vị hơn số đại biểu: gộp các đơn vị nhỏ vào một dòng, địa bàn cách nhau bằng dấu phẩy.",
        "There are more constituencies than seats: join small ones in one row, areas set apart by commas.",
    ),
}
"""What the form says where the service speaks of the fields of a file."""


def _move_to_form(problem: Problem) -> Problem:
    """Return a problem of a draft as one of the form's fields."""
    if (words := _FORM_WORDS.get(problem.code)) is not None:
        return words
    name = "wanted" if problem.code == "constituencies_impossible" else find_field(problem.loc)
    return problem.at((name,))


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
        blocs=list(Bloc),
        groups=[group for group in GROUPS if group not in list(Bloc)],
        seats_sum=_sum_seats(shown.texts),
        seats_told=shown.seats or _try_seats(desk, shown.texts),
    )


def _try_seats(desk: PageContext, texts: CouncilTexts) -> tuple[Block, ...]:
    """Render where the seats come from, as far as enough was typed; nothing is wrong until it is saved."""
    try:
        return _render_seats(desk, _count_seats(desk, texts))
    except InputError:
        return ()


def _sum_seats(texts: CouncilTexts) -> int:
    reader = CouncilFormReader(texts, [])
    return sum(reader.read_number(f"unit.{row}.seats", 1) or 0 for row in list_rows(texts, "unit"))
