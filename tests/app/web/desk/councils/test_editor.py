"""A council typed in a browser without a script: from nothing to a stored council, in versions, two people at once."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.app.web.desk.conftest import Still

COMMUNE = {
    "name": "HĐND xã Thạch Lạc",
    "kind": "commune",
    "term": "2026-03-15",
    "place.province": "Hà Tĩnh",
    "place.commune": "Xã Thạch Lạc",
    "population": "11.500",
}
UNITS = {
    f"unit.dv{n:02}.{field}": value
    for n, row in enumerate(
        (("Số 1", "5", "4100", "Thôn Đông, Thôn Đoài"), ("Số 2", "5", "3900", ""), ("Số 3", "5", "3500", "")),
        1,
    )
    for field, value in zip(("name", "seats", "population", "localities"), row, strict=True)
}


@pytest.fixture
def browser(still: Still) -> TestClient:
    return still.client


def sent(browser: TestClient, path: str, **values: str) -> tuple[int, str]:
    answer = browser.post(path, data=values, follow_redirects=False)
    return answer.status_code, answer.headers.get("location") or answer.text


def stored(browser: TestClient) -> str:
    code, path = sent(browser, "/councils/new", act="save", **COMMUNE, **UNITS)
    assert code == 303, path
    return path.partition("?")[0]


def value_of(html: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"\s+value="([^"]*)"', html)
    assert found is not None, name
    return found[1]


def test_a_council_is_stored_with_the_seats_of_the_formula(browser: TestClient) -> None:
    path = stored(browser)
    held = browser.get(f"/v1{path}").json()
    assert (held["locality"], held["version"]) == ("ha-tinh/xa-thach-lac", 1)
    council = held["council"]
    assert (council["seats"], council["population"], council["election_day"]) == (15, 11500, "2026-03-15")
    assert council["constituencies"][0]["localities"] == ["Thôn Đông", "Thôn Đoài"]


@pytest.mark.parametrize(
    ("term", "kind", "people", "told"),
    [
        ("2021-05-23", "province", "1.288.866", ("54 đại biểu", "Luật 77/2015/QH13 Điều 18")),
        ("2021-05-23", "rural_district", "129.377", ("đại biểu", "Luật 77/2015/QH13 Điều 25")),
        ("2026-03-15", "province", "1.622.901", ("58 đại biểu", "Luật 72/2025/QH15 Điều 30")),
        ("2026-03-15", "city_ward", "46.000", ("20 đại biểu", "Luật 72/2025/QH15 Điều 30")),
    ],
)
def test_seats_follow_from_the_population_with_their_article(
    browser: TestClient, term: str, kind: str, people: str, told: tuple[str, ...]
) -> None:
    code, html = sent(browser, "/councils/new", act="count", term=term, kind=kind, population=people)
    seats = html.partition('id="seats-told"')[2].partition("</section>")[0]
    assert code == 200
    for words in told:
        assert words in seats


def test_what_is_wrong_is_told_in_place_and_nothing_is_lost(browser: TestClient) -> None:
    wrong = UNITS | {"unit.dv02.seats": "năm", "unit.dv03.name": "Số 3 <b>"}
    code, html = sent(browser, "/councils/new", act="save", **(COMMUNE | wrong | {"kind": "", "note": "giữ"}))
    assert code == 422
    assert 'id="e-kind"' in html
    assert 'id="e-unit.dv02.seats"' in html
    assert value_of(html, "unit.dv02.seats") == "năm"
    assert value_of(html, "unit.dv03.name") == "Số 3 &lt;b&gt;"
    assert value_of(html, "note") == "giữ"


def test_what_the_law_refuses_stands_beside_its_field(browser: TestClient) -> None:
    code, html = sent(
        browser, "/councils/new", act="save", **(COMMUNE | UNITS | {"unit.dv01.seats": "6", "seats": "16"})
    )
    assert code == 422
    assert "Điều" in html.partition('id="e-unit.dv01.seats"')[2].partition("</p>")[0]
    assert 'id="e-seats"' in html


def test_seats_are_divided_by_population_and_large_places_are_split(browser: TestClient) -> None:
    places = {"unit.dv01.name": "A", "unit.dv01.population": "7.500", "unit.dv01.localities": "A1, A2"}
    others = {"unit.dv02.name": "B", "unit.dv02.population": "4.000"}
    code, html = sent(browser, "/councils/new", act="divide", **(COMMUNE | places | others))
    assert code == 200
    assert [value_of(html, f"unit.{row}.seats") for row in ("dv01-1", "dv01-2", "dv02")] == ["5", "5", "5"]
    code, html = sent(browser, "/councils/new", act="divide", **(COMMUNE | places | {"wanted": "40"}))
    assert code == 422
    assert 'id="e-population"' in html or 'id="e-wanted"' in html


def test_pasted_rows_fill_the_grid_and_rows_of_the_same_name(browser: TestClient) -> None:
    code, html = sent(
        browser,
        "/councils/new",
        act="paste",
        pasted="Tên\tDân số\nSố 2\t9.999\nSố 4\t700",
        **(COMMUNE | UNITS),
    )
    assert code == 200
    assert value_of(html, "unit.dv02.population") == "9.999"
    assert value_of(html, "unit.dv02.seats") == "5"
    assert value_of(html, "unit.dv04.name") == "Số 4"


def test_committees_named_by_law_differ_between_the_terms(browser: TestClient) -> None:
    for term, names in (
        ("2021-05-23", ["Ban Pháp chế", "Ban Kinh tế - Xã hội"]),
        ("2026-03-15", ["Ban Kinh tế - Ngân sách", "Ban Văn hóa - Xã hội"]),
    ):
        _, html = sent(browser, "/councils/new", act="committees", **(COMMUNE | {"term": term}))
        assert re.findall(r'name="committee\.[^"]+\.name"\s+value="([^"]*)"', html) == names


def test_an_edit_is_a_version_and_the_second_of_two_keeps_what_both_wrote(browser: TestClient) -> None:
    path = stored(browser)
    first = {"expected": "1", "act": "save", "name": "HĐND xã Mới", **UNITS}
    assert sent(browser, f"{path}/edit", **first) == (303, f"{path}/facts?told=saved")
    second = {"expected": "1", "act": "save", "name": "HĐND xã Khác", "note": "ghi chú", **UNITS}
    code, html = sent(browser, f"{path}/edit", **second)
    assert code == 412
    assert (value_of(html, "name"), value_of(html, "note"), value_of(html, "expected")) == (
        "HĐND xã Khác",
        "ghi chú",
        "2",
    )
    assert "HĐND xã Mới" in html.partition('id="o-name"')[2]
    assert sent(browser, f"{path}/edit", **(second | {"expected": "2"}))[0] == 303
    assert browser.get(f"/v1{path}").json()["version"] == 3
    assert "HĐND xã Thạch Lạc" in browser.get(f"{path}/facts?version=1").text


def test_officers_are_named_beside_their_number_and_go_into_no_copy(browser: TestClient) -> None:
    path = stored(browser)
    given = {"expected": "1", "act": "save", **COMMUNE, **UNITS, "sitting.vice_chair": "1"}
    two = {"officers.vice_chair": "Lê Văn Mẫu; Trần Thị Thử", "officers.head": "Phan Văn Ví (Ban Pháp chế)"}
    code, html = sent(browser, f"{path}/edit", **given, **two)
    assert (code, value_of(html, "officers.vice_chair")) == (422, two["officers.vice_chair"])
    assert "Ghi tên 2 người" in html.partition('id="e-officers.vice_chair"')[2]
    code, html = sent(browser, f"{path}/edit", **(given | {"sitting.vice_chair": "hai"}), **two)
    assert (code, 'id="e-sitting.vice_chair"' in html) == (422, True)
    assert sent(browser, f"{path}/edit", **(given | {"sitting.vice_chair": "2"}), **two)[0] == 303
    facts = " ".join(browser.get(f"{path}/facts").text.split())
    assert "Phó Chủ tịch HĐND: Lê Văn Mẫu, Trần Thị Thử; Trưởng ban: Phan Văn Ví (Ban Pháp chế)." in facts
    copied = browser.get(f"/councils/new?from={path.rpartition('/')[2]}").text
    assert value_of(copied, "officers.vice_chair") == ""


def test_a_council_is_copied_without_its_name(browser: TestClient) -> None:
    path = stored(browser)
    council_id = path.rpartition("/")[2]
    before = {"prior.deputies": "20", "sitting.chair": "1", "expected": "1"}
    assert sent(browser, f"{path}/edit", act="save", **COMMUNE, **UNITS, **before)[0] == 303
    html = browser.get(f"/councils/new?from={council_id}").text
    assert [value_of(html, name) for name in ("name", "prior.deputies", "sitting.chair")] == ["", "", ""]
    assert value_of(html, "unit.dv01.name") == "Số 1"


def test_an_archived_council_leaves_the_first_page_and_comes_back(browser: TestClient) -> None:
    path = stored(browser)
    for archived, there in (("true", False), ("false", True)):
        assert sent(browser, f"{path}/archive", archived=archived)[0] == 303
        assert (f'href="{path}"' in browser.get("/").text) is there
        assert (f'href="{path}"' in browser.get("/archive").text) is not there
