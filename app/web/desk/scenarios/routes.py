"""/councils/{council_id}/scenarios and /scenarios/{scenario_id}: kept, edited, planned."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from cocau.app.permissions import Permission
from cocau.app.services.documents import (
    create_document,
    erase_document,
    list_documents,
    read_document,
    revise_document,
)
from cocau.app.services.errors import Stale
from cocau.app.services.planning.explanations import request_ranges as ask_for_ranges
from cocau.app.services.planning.proposals import create_proposal
from cocau.app.services.planning.requests import DocumentReference, ProposalCreate
from cocau.app.services.pools import POOLS, read_pool
from cocau.app.services.scenarios import SCENARIOS, find_problems
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.scenarios.editor import ScenarioEditor, get_scenario_editor, get_summarizer
from cocau.app.web.desk.scenarios.form import (
    ScenarioForm,
    build_scenario,
    build_scenario_form,
    list_name_problems,
    read_scenario_form,
)
from cocau.app.web.paging import PAGE_SIZE, paginate
from cocau.constraints.errors import InputError, Problem
from cocau.solver.explain.scenario import Scenario

router = APIRouter(route_class=PageRoute, include_in_schema=False)

MOST_FOUND = 30
"""People that a search offers at once."""
NameField = Annotated[str, Form(max_length=60)]


@router.get("/councils/{council_id}/scenarios", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_scenarios(
    council_id: ResourceId, desk: PageContextDep, rule: str = "", after: str | None = None
) -> Response:
    """List the scenarios of a council, newest first, with the form for a new one."""
    return _render_scenarios(desk, council_id, rule, after)


def _render_scenarios(
    desk: PageContext,
    council_id: str,
    rule: str,
    after: str | None = None,
    problems: tuple[Problem, ...] = (),
    name: str = "",
) -> Response:
    place = get_council_context(desk, council_id)
    found = list_documents(
        desk.store, desk.caller, SCENARIOS, about=council_id, after=after, limit=PAGE_SIZE + 1
    )
    pools = list_documents(desk.store, desk.caller, POOLS, about=council_id)
    people = read_pool(desk.store, desk.caller, pools[0].id).body if pools and found else None
    speaker = get_summarizer(desk, place, None, people)
    shown, more = paginate(found)
    held = [read_document(desk.store, desk.caller, SCENARIOS, document.id) for document in shown]
    return desk.page(
        "scenarios.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        place=place,
        kept=[(one, None if speaker is None else speaker.summarize(one.body)) for one in held],
        more=more,
        pools=pools,
        rule=rule,
        problems=problems,
        name=name,
    )


@router.post("/councils/{council_id}/scenarios")
def post_new_scenario(
    council_id: ResourceId,
    desk: PageContextDep,
    name: NameField,
    rule: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Create a scenario that changes nothing yet."""
    called = " ".join(name.split())
    wrong = list_name_problems(called) if called else [_NAMELESS]
    if wrong:
        return _render_scenarios(desk, council_id, rule, problems=tuple(wrong), name=name)
    try:
        made = create_document(desk.store, desk.caller, SCENARIOS, Scenario(name=called), about=council_id)
    except InputError as error:
        return _render_scenarios(desk, council_id, rule, problems=tuple(error.problems), name=name)
    return desk.go(f"/scenarios/{made.document.id}" + (f"#r-{rule}" if rule else ""))


_NAMELESS = Problem("missing", ("name",), "Đặt tên cho phương án giả định.", "Give the scenario a name.")


@router.get("/scenarios/{scenario_id}")
def show_scenario(
    scenario_id: ResourceId, desk: PageContextDep, pool: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show a scenario to be edited."""
    bench = get_scenario_editor(desk, scenario_id, pool)
    return _render_editor(
        desk, bench, build_scenario_form(bench.scenario, bench.held.version.number, bench.speaker.book)
    )


def _render_editor(
    desk: PageContext,
    bench: ScenarioEditor,
    typed: ScenarioForm,
    problems: tuple[Problem, ...] = (),
    code: int = 200,
    theirs: tuple[str, ...] | None = None,
) -> Response:
    """Render the editor with what was typed."""
    return desk.page(
        "scenario.html", code=code, **bench.build_values(typed, (*typed.problems, *problems)), theirs=theirs
    )


@router.post("/scenarios/{scenario_id}")
def post_scenario(scenario_id: ResourceId, desk: PageContextDep, form: FormDep) -> Response:
    """Save what was typed as a new version; submit it for planning if asked to."""
    typed = read_scenario_form(form)
    bench = get_scenario_editor(desk, scenario_id, typed.pool)
    made = build_scenario(typed, bench.scenario, bench.speaker.book)
    if typed.problems:
        others = find_problems(desk.store, desk.caller, bench.place.id, made)
        return _render_editor(desk, bench, typed, tuple(others), code=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if made != bench.scenario or typed.version != bench.held.version.number:
            revise_document(desk.store, desk.caller, SCENARIOS, scenario_id, made, expected=typed.version)
        if form.get("then") == "plan":
            return desk.go(_submit_plan(desk, bench, scenario_id, made))
    except Stale as error:
        return _render_stale_scenario(desk, bench, typed, error.now)
    except InputError as error:
        bench = get_scenario_editor(desk, scenario_id, typed.pool)
        number = bench.held.version.number
        kept = typed if bench.scenario != made else build_scenario_form(made, number, bench.speaker.book)
        return _render_editor(desk, bench, kept, tuple(error.problems), code=HTTPStatus.UNPROCESSABLE_ENTITY)
    return desk.go(f"/scenarios/{scenario_id}" + (f"?pool={typed.pool}" if typed.pool else ""))


def _submit_plan(desk: PageContext, bench: ScenarioEditor, scenario_id: str, made: Scenario) -> str:
    """Submit the scenario for planning. Raises InputError: it cannot be planned."""
    if bench.pool is None:
        raise InputError([_NO_POOL])
    asked = ProposalCreate(
        council=DocumentReference(ref=bench.place.id),
        pool=DocumentReference(ref=bench.pool.document.id),
        scenario=DocumentReference(ref=scenario_id),
        rulebook=bench.speaker.book.name,
        label=made.name,
    )
    return f"/proposals/{create_proposal(desk.office, desk.caller, asked).id}"


_NO_POOL = Problem(
    "empty_pool",
    ("pool",),
    "Hội đồng chưa có danh sách người được giới thiệu.",
    "The council has no list of people yet.",
)


def _render_stale_scenario(
    desk: PageContext, bench: ScenarioEditor, typed: ScenarioForm, now: int
) -> Response:
    """Render others' changes beside what was typed; sent again, it replaces theirs."""
    again = ScenarioForm(**{**vars(typed), "version": now})
    before = read_document(
        desk.store, desk.caller, SCENARIOS, bench.held.document.id, max(typed.version, 1)
    ).body
    old, new_ = bench.speaker.summarize(before).lines, bench.speaker.summarize(bench.scenario).lines
    theirs = (
        *(f"+ {line}" for line in new_ if line not in old),
        *(f"− {line}" for line in old if line not in new_),
    )
    return _render_editor(desk, bench, again, code=HTTPStatus.PRECONDITION_FAILED, theirs=theirs)


@router.post("/scenarios/{scenario_id}/preview")
def post_preview(scenario_id: ResourceId, desk: PageContextDep, form: FormDep) -> Response:
    """Show what the typed scenario changes as a part of the page; nothing is stored."""
    typed = read_scenario_form(form)
    bench = get_scenario_editor(desk, scenario_id, typed.pool)
    return desk.page("part/departures.html", **bench.build_values(typed, tuple(typed.problems)))


@router.post("/scenarios/{scenario_id}/people")
def post_people_search(scenario_id: ResourceId, desk: PageContextDep, form: FormDep) -> Response:
    """Search people by name; whoever is chosen already stays so.

    The words are sent in the body: a name is not for an address.
    """
    bench = get_scenario_editor(desk, scenario_id, f"{form.get('pool', '')}")
    found, chosen = bench.found(f"{form.get('look', '')}", MOST_FOUND), f"{form.get('person', '')}"
    kept = tuple(p for p in bench.speaker.pool.people if p.id == chosen and p not in found)
    return desk.page("part/people_found.html", found=found, chosen=chosen, kept=kept)


@router.get("/scenarios/{scenario_id}/ranges")
def show_ranges(
    scenario_id: ResourceId, desk: PageContextDep, pool: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show the ranges below every slider, once they are known."""
    bench = get_scenario_editor(desk, scenario_id, pool)
    typed = build_scenario_form(bench.scenario, bench.held.version.number, bench.speaker.book)
    return desk.page("part/ranges.html", **bench.build_values(typed, ()))


@router.post("/scenarios/{scenario_id}/ranges", dependencies=[require_permission(Permission.ASK)])
def post_ranges(scenario_id: ResourceId, desk: PageContextDep) -> Response:
    """Submit the ranges for computing."""
    bench = get_scenario_editor(desk, scenario_id, "")
    ask_for_ranges(desk.office, desk.caller, bench.place.id)
    if not desk.partly:
        return desk.go(f"/scenarios/{scenario_id}")
    bench = get_scenario_editor(desk, scenario_id, "")
    typed = build_scenario_form(bench.scenario, bench.held.version.number, bench.speaker.book)
    return desk.page("part/ranges.html", **bench.build_values(typed, ()))


@router.post("/scenarios/{scenario_id}/erase")
def post_scenario_erasure(
    scenario_id: ResourceId, desk: PageContextDep, version: Annotated[int, Form()]
) -> Response:
    """Erase every version of a scenario."""
    about = read_document(desk.store, desk.caller, SCENARIOS, scenario_id).document.about
    erase_document(desk.store, desk.caller, SCENARIOS, scenario_id, expected=version)
    return desk.go(f"/councils/{check_id(f'{about}')}/scenarios")
