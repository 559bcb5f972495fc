"""An allocation table's page: grid, plan, people it can supply, what is wrong or lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from cocau.app.i18n.words import get_label
from cocau.app.present.wording import Wording
from cocau.app.services.allocation_tables import count_list_places, get_table_rules
from cocau.app.web.desk.context import CouncilContext, PageContext
from cocau.app.web.desk.tables.edits import TypedValues, get_cell_values, get_changed_cells
from cocau.app.web.desk.tables.grid import COLUMNS, TOTAL_FIELD, CellLabels, build_grid
from cocau.app.web.desk.tables.versions import TablePlanView, TableVersions, get_plan
from cocau.constraints.errors import ItemId, Problem, format_loc
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Council
from cocau.constraints.model.council import CouncilOffice as PostOf
from cocau.constraints.model.offers import Offers
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole
from cocau.constraints.model.selectors import COUNTED_GROUPS, EVERYONE, GROUPS, Among, Selector
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength


@dataclass(frozen=True)
class OffersNeed:
    """A number of people that a rule asks for."""

    number: int
    among: str
    says: str
    clause: str
    must: bool


@dataclass(frozen=True)
class OffersSupply:
    """How many of a structure the organisations could introduce, and what rules require."""

    name: str
    supply: int
    needs: tuple[OffersNeed, ...]

    @property
    def enough(self) -> bool:
        """Return whether there could be enough people for every must."""
        return all(self.supply >= need.number for need in self.needs if need.must)


def list_supplies(
    council: Council, offers: Offers, book: Rulebook | None, lang: str
) -> Iterator[OffersSupply]:
    """Yield the supply of everybody, then of each structure, as allocations count them."""
    wording = None if book is None else Wording(book, lang)
    pool = offers.build_pool(council)
    sizes = _get_list_sizes(council, offers, book)
    for name in ("everybody", *COUNTED_GROUPS):
        who = EVERYONE if name == "everybody" else GROUPS[name]
        supply = sum(who.matches(person, council.election_day) for person in pool.people)
        needs = tuple(_list_needs(wording, who, sizes)) if wording is not None else ()
        if name == "everybody":
            most = sum(org.supply for org in offers.organisations)
            yield OffersSupply(name, most, (*_list_surplus_needs(wording, sizes), *needs))
        else:
            yield OffersSupply(name, supply, needs)


def _get_list_sizes(council: Council, offers: Offers, book: Rulebook | None) -> dict[Among, int]:
    lists = count_list_places(council, book)
    introduced = offers.total or lists
    return {Among.INTRODUCED: introduced, Among.CANDIDATES: lists, Among.DEPUTIES: council.seats}


def _list_surplus_needs(wording: Wording | None, sizes: dict[Among, int]) -> Iterator[OffersNeed]:
    for rule in wording.book.rules if wording is not None else ():
        if wording is not None and isinstance(rule, Surplus):
            among = wording.label(Among.CANDIDATES)
            number = sizes[Among.CANDIDATES]
            yield OffersNeed(number, among, wording.says(rule), wording.clause(rule), must=True)


def _list_needs(wording: Wording, who: Selector, sizes: dict[Among, int]) -> Iterator[OffersNeed]:
    for rule in wording.book.rules:
        if not isinstance(rule, ShareRule | Headcount) or rule.where != who or rule.among not in sizes:
            continue
        if isinstance(rule, Headcount):
            number = rule.at_least
        else:
            size = sizes.get(rule.of or rule.among)
            percent = rule.at_least_percent
            number = None if percent is None or size is None else -(-percent * size // 100)
        if number:
            must = rule.strength is not Strength.AIM
            yield OffersNeed(
                number, wording.label(rule.among), wording.says(rule), wording.clause(rule), must
            )


def render_table(
    desk: PageContext,
    sheets: TableVersions,
    plan: TablePlanView | None,
    *,
    code: int = 200,
    typed: TypedValues | None = None,
    **more: object,
) -> Response:
    """Render the page; for htmx only its form, in place of the present one."""
    offers = sheets.newest.body
    values: dict[str, Any] = {"problems": (), "theirs": (), "lost": (), "said": {}} | more
    answer = desk.page(
        "part/table_form.html" if desk.partly else "table.html",
        code=code,
        place=sheets.place,
        table=sheets.newest,
        since=sheets.since.version.number
        if code == HTTPStatus.UNPROCESSABLE_ENTITY
        else sheets.newest.version.number,
        grid=build_grid(offers, typed),
        columns=COLUMNS,
        plan=plan,
        taken=dict(plan.taken) if plan is not None and plan.is_of(offers) else {},
        supplies=get_supplies(desk, sheets.place, offers),
        oob=False,
        blocs=tuple(Bloc),
        ranks=tuple(PartyRank),
        committee_roles=tuple(PeoplesCommitteeRole),
        posts=_list_posts(desk, sheets.place),
        **values,
    )
    if desk.partly:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#table", "outerHTML"
    return answer


def render_invalid_table(
    desk: PageContext, sheets: TableVersions, typed: TypedValues, found: Sequence[Problem]
) -> Response:
    """Render the form as it was sent, with its problems; for htmx only the problems."""
    cells = _get_cell_labels(desk, sheets)
    problems = [_relocate_problem(cells, problem) for problem in found]
    if desk.partly:
        return desk.page(
            "part/table_wrong.html",
            code=HTTPStatus.UNPROCESSABLE_ENTITY,
            table=sheets.newest,
            problems=problems,
        )
    plan = get_plan(desk, sheets.newest.document.id, typed.get("plan", ""))
    return render_table(
        desk, sheets, plan, code=HTTPStatus.UNPROCESSABLE_ENTITY, typed=typed, said=typed, problems=problems
    )


def get_unsaved_values(sheets: TableVersions, typed: TypedValues) -> dict[str, str]:
    """Return the typed numbers that the newest version does not have."""
    now = get_cell_values(sheets.newest.body)
    mine = get_changed_cells(sheets.base.body, typed)
    return {field: value for field, value in mine.items() if value != now.get(field, "")}


def render_stale_table(
    desk: PageContext, sheets: TableVersions, typed: TypedValues, left: TypedValues
) -> Response:
    """Render others' changes beside what was typed, which stays typed (`left`)."""
    was, now = get_cell_values(sheets.base.body), get_cell_values(sheets.newest.body)
    theirs = {f for f in was.keys() | now.keys() if was.get(f, "") != now.get(f, "")}
    cells = _get_cell_labels(desk, sheets)
    told = [
        _describe_cell_change(cells, f, (was.get(f, ""), now.get(f, ""), left.get(f))) for f in sorted(theirs)
    ]
    lost = [_describe_cell_change(cells, f, (was.get(f, ""), "", v)) for f, v in left.items() if f not in now]
    plan = get_plan(desk, sheets.newest.document.id, typed.get("plan", ""))
    return render_table(
        desk,
        sheets,
        plan,
        code=HTTPStatus.PRECONDITION_FAILED,
        typed=left,
        said=typed,
        theirs=told,
        lost=lost,
    )


def get_supplies(desk: PageContext, place: CouncilContext, offers: Offers) -> list[Any]:
    """Return the needs of the rules, and the people of the offers who could meet them."""
    book = get_table_rules(desk.store, desk.caller, place.id, place.council)
    return list(list_supplies(place.council, offers, book, desk.lang))


def _list_posts(desk: PageContext, place: CouncilContext) -> list[tuple[str, str]]:
    """List the posts of the council in words."""
    names = {c.id: c.name or desk._("Ban chưa ghi tên") for c in place.council.committees}
    parts = ((post, *post.partition("/")[::2]) for post in place.council.posts)
    words = (
        (post, get_label(PostOf(office), desk.lang), names.get(unit, "")) for post, office, unit in parts
    )
    return [(post, f"{title} · {unit}" if unit else title) for post, title, unit in words]


_BOUND_FIELDS = {"at_least": "least", "at_most": "most"}


def _get_cell_labels(desk: PageContext, sheets: TableVersions) -> CellLabels:
    return CellLabels(desk._, desk.lang, sheets.newest.body, sheets.base.body)


def _relocate_problem(cells: CellLabels, problem: Problem) -> Problem:
    """Return the same problem, located at the cell that it is about."""
    match problem.loc:
        case ("offers", "total"):
            field = TOTAL_FIELD
        case ("offers", "organisations", ItemId(id=org), "profiles", ItemId(id=profile), *_):
            field = f"n.{org}.{profile}"
        case ("offers", "organisations", ItemId(id=org), *bound):
            field = f"{_BOUND_FIELDS.get(format_loc(bound), 'name')}.{org}"
        case _:
            field = problem.where
    return problem.at((cells.get_label(field),))


def _describe_cell_change(
    cells: CellLabels, field: str, values: tuple[str, str, str | None]
) -> dict[str, str | None]:
    """Describe a changed cell: its place, its old value, others' value, the typed one."""
    was, now, mine = values
    return {"where": cells.get_label(field), "was": was, "now": now, "mine": mine}
