"""/palette: people, rules and pages of the place one is in, found by a few letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from cocau.app.files.text import build_word_matcher
from cocau.app.permissions import Permission
from cocau.app.present.wording import Wording
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import list_documents
from cocau.app.services.pools import POOLS, read_pool
from cocau.app.services.rulebooks import choose_council_rulebook
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.model.name_order import get_person_order

router = APIRouter(prefix="/palette", route_class=PageRoute, include_in_schema=False)

MOST_OF_A_KIND = 8
"""Pages, people or rules that are shown at once."""
LEAST_LETTERS = 2
"""Letters from which people and rules are looked for."""


@dataclass(frozen=True)
class PaletteEntry:
    """Something to go to: its name, what it is more closely, and its address."""

    name: str
    about: str
    path: str


@router.post("")
def post_palette_search(
    desk: PageContextDep,
    q: Annotated[str, Form(max_length=100)] = "",
    council: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Find pages, people and rules by the letters that were typed.

    The letters are sent, not put into an address: names stand in no log.
    """
    place = get_council_context(desk, council) if council else None
    found = {desk._("Trang"): list(islice(_find_pages(desk, place, q), MOST_OF_A_KIND))}
    if place is not None and len(q.strip()) >= LEAST_LETTERS:
        if desk.may(Permission.SEE_PEOPLE):
            found[desk._("Người")] = list(islice(_find_people(desk, place, q), MOST_OF_A_KIND))
        found[desk._("Quy định")] = list(islice(_find_rules(desk, place, q), MOST_OF_A_KIND))
    kinds = {kind: entries for kind, entries in found.items() if entries}
    return desk.page("part/palette_found.html", kinds=kinds)


def _find_pages(desk: PageContext, place: CouncilContext | None, words: str) -> Iterator[PaletteEntry]:
    """Find pages by their names: of the council, of the desk, and other councils."""
    matches = build_word_matcher(words)
    return (entry for entry in _list_pages(desk, place) if matches(f"{entry.name} {entry.about}"))


def _list_pages(desk: PageContext, place: CouncilContext | None) -> Iterator[PaletteEntry]:
    if place is not None:
        for tab in place.tabs:
            yield PaletteEntry(tab.title, place.name, tab.path)
            yield from (
                PaletteEntry(inner.title, place.name, inner.path)
                for inner in tab.inner
                if inner.path != tab.path
            )
        yield PaletteEntry(desk._("Lịch bầu cử"), place.name, f"/councils/{place.id}/calendar")
    for title, path, permission in (
        (desk._("Các hội đồng"), "/", Permission.READ),
        (desk._("Thêm hội đồng"), "/councils/new", Permission.EDIT),
        (desk._("Nhiều hội đồng cùng lúc"), "/programmes", Permission.READ),
        (desk._("Báo cáo thực hiện chỉ thị"), "/report", Permission.READ),
        (desk._("Thể thức văn bản của cơ quan"), "/office", Permission.READ),
        (desk._("Hội đồng đã lưu trữ"), "/archive", Permission.READ),
        (desk._("Tài khoản"), "/account", Permission.READ),
        (desk._("Người dùng"), "/users", Permission.ADMINISTER),
        (desk._("Nhật ký"), "/trail", Permission.ADMINISTER),
    ):
        if desk.may(permission):
            yield PaletteEntry(title, "", path)
    for row in list_documents(desk.store, desk.caller, COUNCILS, archived=False):
        if place is None or row.id != place.id:
            yield PaletteEntry(row.label, desk._("hội đồng"), f"/councils/{row.id}")


def _find_people(desk: PageContext, place: CouncilContext, words: str) -> Iterator[PaletteEntry]:
    """Find people of the council's newest list by their names, in the order of names."""
    matches = build_word_matcher(words)
    for pool in list_documents(desk.store, desk.caller, POOLS, about=place.id, limit=1):
        held = read_pool(desk.store, desk.caller, pool.id)
        people = (
            (row, one)
            for row, one in enumerate(held.body.people, start=1)
            if matches(f"{one.name} {one.position}")
        )
        for row, person in sorted(people, key=lambda pair: get_person_order(pair[1])):
            path = f"/pools/{pool.id}/{held.version.number}/{row}"
            yield PaletteEntry(person.name, person.position, path)


def _find_rules(desk: PageContext, place: CouncilContext, words: str) -> Iterator[PaletteEntry]:
    """Find rules of the council by their words and clauses."""
    book = choose_council_rulebook(desk.store, desk.caller, place.id, place.council.election_day)
    if book is None:
        return
    bound, matches = book.for_council(place.council), build_word_matcher(words)
    said = Wording(bound, desk.lang, codes=False)
    for rule in bound.rules:
        name, clause = said.says(rule), said.clause(rule)
        if matches(f"{name} {clause}"):
            yield PaletteEntry(name, clause, f"/councils/{place.id}/rules#r-{rule.id}")
