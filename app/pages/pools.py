"""/councils/{which}/people and /pools/{which}: the people who may be chosen from, and the pool's versions."""

import re
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from pydantic import Field
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which
from cocau.app.office.erasing_pools import erase as erase_pool
from cocau.app.office.people_found import NOWHERE, Wanted, look_for
from cocau.app.office.pool_differences import PoolDifferences, compared
from cocau.app.office.pool_needs import structures
from cocau.app.office.pools import POOLS, looked_at
from cocau.app.office.reading_documents import history, listed
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import place_of
from cocau.app.pages.pool_place import Opened, opened
from cocau.app.pages.pool_words import said
from cocau.app.pages.route import Page
from cocau.app.render.selectors import described
from cocau.app.render.sheet import Sheet
from cocau.app.store.tables import Kind
from cocau.constraints.errors import Problem
from cocau.constraints.people import Bloc, Sex
from cocau.constraints.pool_checks import pool_problems
from cocau.constraints.select import GROUPS

router = APIRouter(route_class=Page, include_in_schema=False)

MOST_POOLS = 50
"""Pools of one council that are listed."""
MOST_TOLD = 20
"""Of what stands in the way of planning."""
_PERSON = re.compile(r"people\[([^\]]+)\]")
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class Asked(Wanted):
    """What a page of a pool is asked for: in which version, and what has just been done to it."""

    version: int | None = Field(default=None, ge=1, le=2**31 - 1)
    told: str = Field(default="", max_length=20)


@router.get("/councils/{which}/people")
def of_council(which: Which, desk: DeskDep, wanted: Annotated[Asked, Query()]) -> Response:
    """The newest pool of a council; where there is none, the way to bring one."""
    pools = listed(desk.store, desk.caller, Kind.POOL, about=which, limit=1)
    if pools:
        return _shown(desk, opened(desk, pools[0].id), _of_address(wanted))
    desk.caller.must(POOLS.read)
    return desk.page("no_pool.html", place=place_of(desk, which))


@router.get("/pools/{which}")
def pool(which: Which, desk: DeskDep, wanted: Annotated[Asked, Query()]) -> Response:
    """The people of a pool, narrowed and in order. Names are looked for by `find`: no address has one."""
    return _shown(desk, opened(desk, which, wanted.version), _of_address(wanted))


def _of_address(wanted: Asked) -> Asked:
    """What an address asks for: a name in one is not looked for, lest it be kept as a bookmark."""
    return wanted.model_copy(update={"q": ""})


@router.post("/pools/{which}/find")
def find(which: Which, desk: DeskDep, wanted: Annotated[Asked, Form()]) -> Response:
    """The same, with words to look for."""
    return _shown(desk, opened(desk, which, wanted.version), wanted)


def _shown(desk: Desk, found: Opened, wanted: Asked) -> Response:
    page = look_for(found.pool, wanted, found.council, found.barred)
    sheet = Sheet(found.book, desk.lang, found.council, found.pool)
    values: dict[str, Any] = {
        "place": found.place,
        "open": found,
        "wanted": wanted,
        "page": page,
        "sheet": sheet,
    }
    if desk.partly:
        answer: Response = desk.page("part/people.html", **values)
        answer.headers["HX-Replace-Url"] = address(found, wanted)
        return answer
    return desk.page("pool.html", **values, **_around(desk, found, sheet))


def _around(desk: Desk, found: Opened, sheet: Sheet) -> dict[str, Any]:
    """What stands around the people: the structures, other pools, and what can be looked for."""
    hindering = list(pool_problems(found.council, found.pool, found.book))
    return {
        "structures": structures(found.council, found.pool, found.book, found.barred),
        "described": lambda who: described(sheet, who),
        "pools": listed(desk.store, desk.caller, Kind.POOL, about=found.place.id, limit=MOST_POOLS),
        "hindering": [(problem, _people_in(found, problem)) for problem in hindering[:MOST_TOLD]],
        "more_hindering": max(len(hindering) - MOST_TOLD, 0),
        "choices": _choices(desk, found, sheet),
    }


def _choices(desk: Desk, found: Opened, sheet: Sheet) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen where words of the program do not say it: groups, sexes, blocs, constituencies."""
    units = [(unit.id, sheet.unit(unit.id)) for unit in found.council.constituencies if unit.localities]
    return {
        "group": [(name, sheet.label(name)) for name in GROUPS if name not in set(Bloc)],
        "sex": [(str(sex), sheet.label(sex)) for sex in Sex],
        "bloc": [(str(bloc), sheet.label(bloc)) for bloc in Bloc],
        "unit": [*units, (NOWHERE, desk._("không gắn với đơn vị nào"))],
    }


def _people_in(found: Opened, problem: Problem) -> list[tuple[int | None, str]]:
    """The people whom a problem is about: where they stand, and their names."""
    ids = dict.fromkeys(_PERSON.findall(problem.where))
    return [(found.row_of(i), found.pool.by_id[i].name) for i in ids if i in found.pool.by_id]


def address(found: Opened, wanted: Asked) -> str:
    """The address of the same page; what was looked for in words stands in none."""
    given = wanted.model_dump(mode="json", exclude_defaults=True, exclude={"q", "told"})
    return f"{found.path}?{urlencode(given)}" if given else found.path


@router.get("/pools/{which}/versions")
def versions(
    which: Which,
    desk: DeskDep,
    first: Annotated[Number, Query(alias="from")] = None,
    second: Annotated[Number, Query(alias="to")] = None,
) -> Response:
    """Every version of a pool, and what is different between two of them."""
    found = opened(desk, which)
    past = history(desk.store, desk.caller, POOLS, which)
    differences = compared(desk.store, desk.caller, which, first, second) if len(past) > 1 else None
    return desk.page(
        "pool_versions.html",
        place=found.place,
        open=found,
        versions=past,
        differences=differences,
        said=said(desk.lang),
        back=_ways_back(desk, found, differences),
    )


def _ways_back(desk: Desk, found: Opened, differences: PoolDifferences | None) -> dict[str, str]:
    """Where somebody who left can be taken back, as they stood in the older of two versions."""
    if differences is None or not differences.went or not desk.may(May.EDIT):
        return {}
    old = looked_at(desk.store, desk.caller, found.id, differences.first).body
    rows = {person.id: row for row, person in enumerate(old.people, start=1)}
    return {
        one.id: f"{found.path}/new?version={differences.first}&row={rows[one.id]}"
        for one in differences.went
        if one.id not in found.pool.by_id
    }


@router.post("/pools/{which}/erase")
def erase(which: Which, desk: DeskDep, expected: Annotated[int, Form(ge=1)]) -> Response:
    """Erase a pool with everything that was made of it."""
    document = erase_pool(desk.store, desk.caller, which, expected=expected)
    return desk.go(f"/councils/{document.about}/people" if document.about else "/")
