"""/councils/{which}/scenarios and /scenarios/{which}: what-ifs that are kept, moved, and planned."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which, checked_id
from cocau.app.office.ask import Ask, Ref
from cocau.app.office.erasing_documents import erase as erase_document
from cocau.app.office.errors import Stale
from cocau.app.office.pools import looked_at
from cocau.app.office.proposals import ask
from cocau.app.office.ranging import ask as ask_for_ranges
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.scenarios import SCENARIOS, add, problems_with, revise
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import place_of
from cocau.app.pages.route import Page
from cocau.app.pages.scenario_desk import Bench, bench_of, speaker_of
from cocau.app.pages.scenario_form import Typed, name_problems, scenario_of, shown_of, typed_of
from cocau.app.pages.typed import FormDep
from cocau.app.store.tables import Kind
from cocau.constraints.errors import InputError, Problem
from cocau.solver.explain.scenario import Scenario

router = APIRouter(route_class=Page, include_in_schema=False)

AT_ONCE = 50
FOUND = 30
"""People that a search offers at once."""
Name = Annotated[str, Form(max_length=60)]


@router.get("/councils/{which}/scenarios")
def scenarios(which: Which, desk: DeskDep, rule: str = "", after: str | None = None) -> Response:
    """The scenarios of a council, newest first, and a form for a new one."""
    return _list(desk, which, rule, after)


def _list(
    desk: Desk,
    which: str,
    rule: str,
    after: str | None = None,
    problems: tuple[Problem, ...] = (),
    name: str = "",
) -> Response:
    desk.caller.must(May.SEE_PEOPLE)
    place = place_of(desk, which)
    found = listed(desk.store, desk.caller, Kind.SCENARIO, about=which, after=after, limit=AT_ONCE + 1)
    pools = listed(desk.store, desk.caller, Kind.POOL, about=which)
    people = looked_at(desk.store, desk.caller, pools[0].id).body if pools and found else None
    speaker = speaker_of(desk, place, None, people)
    held = [read(desk.store, desk.caller, SCENARIOS, document.id) for document in found[:AT_ONCE]]
    return desk.page(
        "scenarios.html",
        code=422 if problems else 200,
        place=place,
        kept=[(one, None if speaker is None else speaker.told(one.body)) for one in held],
        more=found[AT_ONCE - 1].id if len(found) > AT_ONCE else None,
        pools=pools,
        rule=rule,
        problems=problems,
        name=name,
    )


@router.post("/councils/{which}/scenarios")
def new(which: Which, desk: DeskDep, name: Name, rule: Annotated[str, Form(max_length=100)] = "") -> Response:
    """A new scenario, in which nothing is different yet."""
    called = " ".join(name.split())
    wrong = name_problems(called) if called else [_NAMELESS]
    if wrong:
        return _list(desk, which, rule, problems=tuple(wrong), name=name)
    try:
        made = add(desk.store, desk.caller, which, Scenario(name=called))
    except InputError as error:
        return _list(desk, which, rule, problems=tuple(error.problems), name=name)
    return desk.go(f"/scenarios/{made.document.id}" + (f"#r-{rule}" if rule else ""))


_NAMELESS = Problem("missing", "name", "Đặt tên cho kịch bản.", "Give the scenario a name.")


@router.get("/scenarios/{which}")
def scenario(which: Which, desk: DeskDep, pool: Annotated[str, Query(max_length=40)] = "") -> Response:
    """A scenario to be moved about."""
    bench = bench_of(desk, which, pool)
    return _bench(desk, bench, shown_of(bench.scenario, bench.held.version.number, bench.speaker.book))


def _bench(
    desk: Desk,
    bench: Bench,
    typed: Typed,
    problems: tuple[Problem, ...] = (),
    code: int = 200,
    theirs: tuple[str, ...] | None = None,
) -> Response:
    """The page, with what was typed, and what is different in what was typed."""
    return desk.page(
        "scenario.html", code=code, **bench.shown(typed, (*typed.problems, *problems)), theirs=theirs
    )


@router.post("/scenarios/{which}")
def save(which: Which, desk: DeskDep, form: FormDep) -> Response:
    """Keep what was typed as a new version; then, if that was asked for, have it planned."""
    typed = typed_of(form)
    bench = bench_of(desk, which, typed.pool)
    made = scenario_of(typed, bench.scenario, bench.speaker.book)
    if typed.problems:
        others = problems_with(desk.store, desk.caller, bench.place.id, made)
        return _bench(desk, bench, typed, tuple(others), code=422)
    try:
        if made != bench.scenario or typed.version != bench.held.version.number:
            revise(desk.store, desk.caller, which, made, expected=typed.version)
        if form.get("then") == "plan":
            return desk.go(_planned(desk, bench, which, made))
    except Stale as error:
        return _stale(desk, bench, typed, error.now)
    except InputError as error:
        bench = bench_of(desk, which, typed.pool)
        number = bench.held.version.number
        kept = typed if bench.scenario != made else shown_of(made, number, bench.speaker.book)
        return _bench(desk, bench, kept, tuple(error.problems), code=422)
    return desk.go(f"/scenarios/{which}" + (f"?pool={typed.pool}" if typed.pool else ""))


def _planned(desk: Desk, bench: Bench, which: str, made: Scenario) -> str:
    """Raises InputError: it cannot be planned for these people."""
    if bench.pool is None:
        raise InputError([_NOBODY])
    asked = Ask(
        council=Ref(ref=bench.place.id),
        pool=Ref(ref=bench.pool.document.id),
        scenario=Ref(ref=which),
        rulebook=bench.speaker.book.name,
        label=made.name,
    )
    return f"/proposals/{ask(desk.office, desk.caller, asked).id}"


_NOBODY = Problem(
    "empty_pool",
    "pool",
    "Hội đồng chưa có danh sách người được giới thiệu.",
    "The council has no list of people yet.",
)


def _stale(desk: Desk, bench: Bench, typed: Typed, now: int) -> Response:
    """What somebody else saved meanwhile, beside what was typed; sent again, it takes the place of theirs."""
    again = Typed(**{**vars(typed), "version": now})
    before = read(desk.store, desk.caller, SCENARIOS, bench.held.document.id, max(typed.version, 1)).body
    old, new_ = bench.speaker.told(before).lines, bench.speaker.told(bench.scenario).lines
    theirs = (
        *(f"+ {line}" for line in new_ if line not in old),
        *(f"− {line}" for line in old if line not in new_),
    )
    return _bench(desk, bench, again, code=412, theirs=theirs)


@router.post("/scenarios/{which}/preview")
def preview(which: Which, desk: DeskDep, form: FormDep) -> Response:
    """What is different in what was typed, as a part of the page; nothing is kept."""
    typed = typed_of(form)
    bench = bench_of(desk, which, typed.pool)
    return desk.page("part/departures.html", **bench.shown(typed, tuple(typed.problems)))


@router.post("/scenarios/{which}/people")
def people(which: Which, desk: DeskDep, form: FormDep) -> Response:
    """People whose name holds what is looked for. Asked for in the body: a name is not for an address."""
    bench = bench_of(desk, which, f"{form.get('pool', '')}")
    return desk.page("part/people_found.html", found=bench.found(f"{form.get('look', '')}", FOUND))


@router.get("/scenarios/{which}/ranges")
def ranges(which: Which, desk: DeskDep, pool: Annotated[str, Query(max_length=40)] = "") -> Response:
    """How far bounds can be moved, once that is known: drawn below every slider."""
    bench = bench_of(desk, which, pool)
    typed = shown_of(bench.scenario, bench.held.version.number, bench.speaker.book)
    return desk.page("part/ranges.html", **bench.shown(typed, ()))


@router.post("/scenarios/{which}/ranges")
def find_ranges(which: Which, desk: DeskDep) -> Response:
    """Have them computed."""
    desk.caller.must(May.ASK)
    bench = bench_of(desk, which, "")
    ask_for_ranges(desk.office, desk.caller, bench.place.id)
    if not desk.partly:
        return desk.go(f"/scenarios/{which}")
    bench = bench_of(desk, which, "")
    typed = shown_of(bench.scenario, bench.held.version.number, bench.speaker.book)
    return desk.page("part/ranges.html", **bench.shown(typed, ()))


@router.post("/scenarios/{which}/erase")
def erase(which: Which, desk: DeskDep, version: Annotated[int, Form()]) -> Response:
    """Erase every version."""
    about = read(desk.store, desk.caller, SCENARIOS, which).document.about
    erase_document(desk.store, desk.caller, SCENARIOS, which, expected=version)
    return desk.go(f"/councils/{checked_id(f'{about}')}/scenarios")
