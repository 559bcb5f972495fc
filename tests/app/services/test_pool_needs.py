"""What rules need of a pool, counted here from the pool itself."""

from datetime import date
from typing import Any

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.files.readers import read_council, read_pool
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, revise_document
from cocau.app.services.people_search import PeopleQuery, search_people
from cocau.app.services.pool_needs import GroupNeeds, judge_pool, list_group_needs
from cocau.app.services.pools import POOLS
from cocau.app.services.pools import read_pool as read_pool_version
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool, Sex
from cocau.fixtures.run import SHIPPED

COUNCIL = read_council(SHIPPED / "councils" / "ha-tinh.yaml")
POOL = read_pool(SHIPPED / "pools" / "ha-tinh.yaml")


def looked(
    pool: Pool, council: Council = COUNCIL, barred: frozenset[str] = frozenset()
) -> dict[Any, GroupNeeds]:
    book = load_rulebook().for_council(council)
    return {s.group: s for s in list_group_needs(council, pool, book, dict.fromkeys(barred))}


def test_women_are_needed_for_the_shortest_list_and_for_the_council() -> None:
    women = looked(POOL)["women"]
    assert women.people == sum(p.sex is Sex.FEMALE for p in POOL.people)
    needed = {need.rule.id: (need.needed, need.total) for need in women.needs}
    assert needed["women-30-percent-deputies"] == (17, 54)
    assert needed["women-35-percent"] == (33, 93)  # 13 lists: three longer than their seats each


def test_what_lacks_people_comes_first_and_says_how_many() -> None:
    men = looked(POOL.replace_unvalidated(people=tuple(p for p in POOL.people if p.sex is Sex.MALE)))
    assert next(iter(men.values())).short
    assert men["women"].short == men["women"].most == 33


def test_whom_a_standard_bars_is_no_help_on_the_list_but_was_introduced() -> None:
    everybody = frozenset(p.id for p in POOL.people)
    young = looked(POOL, barred=everybody)["under_40"]
    short = {need.rule.id: need.short for need in young.needs}
    assert young.able == 0
    assert short["under-40-15-percent-introduced"] == 0
    assert short["under-40-on-list"] > 0


def test_a_version_is_judged_once_and_a_new_one_anew(one_store: Store) -> None:
    council = create_document(one_store, DEVELOPER, COUNCILS, COUNCIL, label="", locality="ha-tinh")
    pool = create_document(one_store, DEVELOPER, POOLS, POOL, label="", about=council.document.id)
    first = judge_pool(pool, council, load_rulebook())
    assert first is judge_pool(
        read_pool_version(one_store, DEVELOPER, pool.document.id), council, load_rulebook()
    )
    assert first.needs is first.needs
    old = POOL.people[0].replace_unvalidated(born=date(1930, 1, 1))
    fewer = Pool(people=(old, *POOL.people[2:]))
    newer = revise_document(one_store, DEVELOPER, POOLS, pool.document.id, fewer, expected=1)
    again = judge_pool(newer, council, load_rulebook())
    assert again is not first
    assert (len(first.pool.people), len(again.pool.people)) == (len(POOL.people), len(POOL.people) - 1)
    assert dict(again.barred) == {
        i: tuple(r for r, ids in again.book.list_barred_by_standard(COUNCIL, fewer).items() if i in ids)
        for i in again.book.list_barred(COUNCIL, fewer)
    }


@pytest.mark.parametrize("unit", [u.id for u in COUNCIL.constituencies][:2])
def test_people_are_found_by_the_constituency_they_are_tied_to(unit: str) -> None:
    places = next(u.localities for u in COUNCIL.constituencies if u.id == unit)
    found = {f.person.id for f in search_people(POOL, PeopleQuery(unit=unit), COUNCIL, {}).people}
    assert found == {p.id for p in POOL.people if p.locality in places}


def test_a_page_too_far_is_the_last_one() -> None:
    page = search_people(POOL, PeopleQuery(page=99), COUNCIL, {})
    assert (page.number, page.pages, len(page.people)) == (3, 3, len(POOL.people) - 2 * 50)
