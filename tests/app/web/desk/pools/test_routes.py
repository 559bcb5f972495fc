import re

import pytest
from fastapi.testclient import TestClient

from cocau.app.files.text import fold
from cocau.app.services.people_search import PAGE_SIZE
from cocau.constraints.model.name_order import get_text_order
from tests.app.web.desk.support.pools import council_of, names_in, people_of, pool_of

PROVINCE = 0


def test_the_people_of_a_council_are_its_newest_pool(visitor: TestClient) -> None:
    html = visitor.get(f"/councils/{council_of(visitor)}/people").text
    assert names_in(html) == [p["name"] for p in people_of(visitor, pool_of(visitor))]


def test_whoever_looks_is_on_record(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    entries = visitor.get("/v1/trail", params={"subject": pool.removeprefix("/pools/")}).json()["items"]
    assert [entry["action"] for entry in entries] == ["read", "make"]


def test_a_structure_stands_beside_what_the_rules_need(visitor: TestClient) -> None:
    html = visitor.get(pool_of(visitor, PROVINCE)).text
    women = re.search(r'class="structure.*?<a href="[^"]+group=women">.*?</li>\s*</ul>', html, re.DOTALL)
    assert women is not None
    assert re.search(r"<b>50</b>\s*<span[^>]*>/ 118", women[0])
    assert "35%" in women[0]
    assert "Cần 33 trên 93" in women[0]  # 35% of the shortest list, rounded up
    assert "Luật" in women[0]


def test_a_group_and_filters_narrow_the_list(visitor: TestClient) -> None:
    pool = pool_of(visitor, PROVINCE)
    people = people_of(visitor, pool)
    women = [p["name"] for p in people if p["sex"] == "female"]
    assert names_in(visitor.get(pool, params={"group": "women"}).text) == women
    chosen = {"sex": "female", "party_member": "false", "bloc": "economic"}
    both = [
        p["name"]
        for p in people
        if p["sex"] == "female" and not p["party_member"] and p["bloc"] == "economic"
    ]
    assert both
    assert names_in(visitor.get(pool, params=chosen).text) == both


def test_names_are_found_without_diacritics_and_stand_in_no_address(visitor: TestClient) -> None:
    pool = pool_of(visitor, PROVINCE)
    wanted = {"q": "nguyen thi"}
    found = names_in(visitor.post(f"{pool}/find", data=wanted).text)
    assert found
    assert all("nguyen" in fold(name) and "thi" in fold(name) for name in found)
    assert (
        len(names_in(visitor.get(pool, params=wanted).text)) == PAGE_SIZE
    )  # not looked at: it would be logged
    part = visitor.post(f"{pool}/find", data={**wanted, "sex": "female"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert part.headers["hx-replace-url"] == f"{pool}?sex=female"


def test_the_list_is_sorted_as_names_are_and_paged(visitor: TestClient) -> None:
    pool = pool_of(visitor, PROVINCE)
    first = names_in(visitor.get(pool, params={"sort": "name"}).text)
    rest = names_in(visitor.get(pool, params={"sort": "name", "page": 3}).text)
    assert (len(first), len(rest)) == (PAGE_SIZE, 18)
    given = [get_text_order(name.split()[-1]) for name in [*first, *rest]]
    assert given == sorted(given)
    assert names_in(visitor.get(pool, params={"sort": "-name"}).text)[0] == rest[-1]


def test_an_order_that_there_is_not_is_refused_in_words(visitor: TestClient) -> None:
    answer = visitor.get(pool_of(visitor), params={"sort": "charm"})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")


def test_what_hinders_planning_is_told_with_the_person(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    changed = {people_of(visitor, pool)[0]["id"]: {"locality": "Nơi nào đó"}}
    visitor.patch(f"/v1{pool}/people", json={"changed": changed}, headers={"If-Match": '"1"'})
    html = visitor.get(pool).text
    told = re.search(r"1 chỗ cần sửa trước khi lập phương án.*?</ul>", html, re.DOTALL)
    assert told is not None
    assert f'href="{pool}/2/1"' in told[0]
    assert "Nơi nào đó" in told[0]


def test_an_older_version_can_be_looked_at_but_not_changed(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    people = people_of(visitor, pool)
    visitor.patch(f"/v1{pool}/people", json={"withdrawn": [people[0]["id"]]}, headers={"If-Match": '"1"'})
    old = visitor.get(pool, params={"version": 1}).text
    assert names_in(old) == [p["name"] for p in people]
    assert "chỉ để xem" in old
    assert "/pools/upload" not in old
    history = visitor.get(f"{pool}/versions").text
    assert f"{people[0]['name']} (<a href=" in history
    back = re.search(r'\(<a href="([^"]+)">đưa trở lại', history)
    assert back is not None
    assert f'value="{people[0]["name"]}"' in visitor.get(back[1].replace("&amp;", "&")).text


def test_a_pool_is_erased_for_good(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    council = council_of(visitor)
    answer = visitor.post(f"{pool}/erase", data={"expected": 1}, follow_redirects=False)
    assert answer.headers["location"] == f"/councils/{council}/people"
    assert visitor.get(pool).status_code == 410
    assert "Chưa có danh sách nào" in visitor.get(answer.headers["location"]).text


@pytest.mark.parametrize("path", ["", "/new", "/1/1", "/versions"])
def test_every_page_is_whole_in_english(visitor: TestClient, path: str) -> None:
    visitor.cookies.set("lang", "en")
    html = visitor.get(f"{pool_of(visitor)}{path}").text
    assert '<html lang="en">' in html
    assert "Mọi người" not in html
