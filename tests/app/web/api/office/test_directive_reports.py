"""The report on the directive over HTTP and on screen, for each role what it may see."""

import io
import re
import zipfile
from typing import Any

import docx
import pytest

from cocau.solver.proposal import Proposal
from tests.app.web.api.acting import OTHER, PLANNER, VIEWER, Acting

AT = "/v1/directive-report"


@pytest.fixture(scope="module")
def shared_service(shared_service: Acting, proposal: Proposal) -> Acting:
    """A service with a council that was planned, and one that was not."""
    client = shared_service(PLANNER)
    council = proposal.request.council.model_dump(mode="json")
    pool = proposal.request.pool.model_dump(mode="json")
    for number, name in enumerate(("HĐND xã Mẫu", "HĐND xã Khác")):
        body = {
            "locality": f"ha-tinh/can-loc/xa-{number}",
            "label": name,
            "council": council | {"name": name},
        }
        made = client.post("/v1/councils", json=body)
        assert made.status_code == 201, made.text
        if not number:
            asked = {"council": {"ref": made.json()["id"]}, "pool": pool, "rulebook": "ha-tinh-2021"}
            answer = client.post("/v1/proposals", json=asked, headers={"Prefer": "wait=60"})
            assert answer.status_code == 200, answer.text
    return shared_service


def _values(answer: dict[str, Any], sheet: int) -> list[list[Any]]:
    return [row["values"] for row in answer["sheets"][sheet]["table"]["rows"]]


def test_every_council_in_the_callers_scope_has_a_row_and_a_page(shared_service: Acting) -> None:
    answer = shared_service(PLANNER).get(AT, params={"format": "json"}).json()
    assert [sheet["name"] for sheet in answer["sheets"]] == ["Tổng hợp", "HĐND xã Khác", "HĐND xã Mẫu"]
    rows = {row[1]: row for row in _values(answer, 0)}
    assert rows["HĐND xã Khác"][13] == "chưa có phương án"
    assert rows["HĐND xã Mẫu"][13] == "chưa phê duyệt"
    assert rows["HĐND xã Mẫu"][7] > 0
    assert rows["HĐND xã Mẫu"][3].startswith("6 → ")


def test_another_office_has_no_councils_to_report(shared_service: Acting) -> None:
    answer = shared_service(OTHER).get(AT, params={"format": "json"}).json()
    assert [sheet["name"] for sheet in answer["sheets"]] == ["Tổng hợp"]


def test_a_viewer_is_told_no_small_number_and_nobody(shared_service: Acting, proposal: Proposal) -> None:
    text = shared_service(VIEWER).get(AT, params={"format": "json"}).text
    assert "không nêu" in text
    assert not [person.name for person in proposal.request.pool.people if person.name in text]
    whole = shared_service(PLANNER).get(AT, params={"format": "json"}).text
    assert "không nêu" not in whole


def test_word_and_excel_have_the_same_pages(shared_service: Acting) -> None:
    client = shared_service(PLANNER)
    word = docx.Document(io.BytesIO(client.get(AT).content))
    assert len(word.tables) == 3
    assert any("xã Khác" in cell.text for row in word.tables[0].rows for cell in row.cells)
    content = client.get(AT, params={"format": "xlsx"}).content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        told = book.read("xl/workbook.xml").decode()
    assert re.findall('<sheet name="([^"]*)"', told) == ["Tổng hợp", "HĐND xã Khác", "HĐND xã Mẫu"]


def test_the_page_shows_the_table_and_each_council(shared_service: Acting) -> None:
    html = shared_service(PLANNER).get("/report").text
    assert "Báo cáo kết quả thực hiện chỉ thị" in html
    assert html.count("<summary>HĐND") == 2
    assert html.count("<summary>B. Từng yêu cầu") == 2
    assert "/report/report.docx" in html
    english = shared_service(PLANNER).get("/report", headers={"Cookie": "lang=en"}).text
    assert "Each demand of section 2" in english
    assert "Từng yêu cầu" not in english
    assert 'href="/report"' in shared_service(PLANNER).get("/programmes").text
    file = shared_service(PLANNER).get("/report/report.xlsx")
    assert file.headers["content-type"].endswith("spreadsheetml.sheet")
