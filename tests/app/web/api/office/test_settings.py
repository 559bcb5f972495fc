from typing import Any

import pytest

from cocau.app.present.papers.docx import build_template
from cocau.solver.proposal import Proposal
from tests.app.present.papers.conftest import OFFICE, opened, words
from tests.app.present.papers.test_docx import own_template
from tests.app.web.api.acting import OTHER, PLANNER, VIEWER, Acting

PLACE = "ha-tinh"
NEW, FIRST = {"If-Match": '"0"'}, {"If-Match": '"1"'}


def settings() -> dict[str, Any]:
    return {"settings": OFFICE.model_dump(mode="json")}


def test_settings_are_kept_in_versions_for_a_locality(acting_on_sqlite: Acting) -> None:
    client, path = acting_on_sqlite(PLANNER), f"/v1/office?locality={PLACE}"
    assert client.get(path).json()["version"] == 0
    made = client.put(path, json=settings(), headers=NEW)
    assert (made.status_code, made.json()["version"]) == (200, 1)
    assert made.json()["settings"] == OFFICE.model_dump(mode="json")
    assert client.put(path, json=settings(), headers=NEW).status_code == 412
    assert client.put(path, json=settings()).status_code == 428
    again = client.put(path, json={"settings": {"session": "XXI"}}, headers=FIRST)
    assert (again.json()["version"], again.json()["settings"]["session"]) == (2, "XXI")
    tag = {"If-None-Match": '"2"'}
    assert client.get(path, headers=tag).status_code == 304


def test_each_office_has_its_own_and_sees_no_other(acting_on_sqlite: Acting) -> None:
    client, path = acting_on_sqlite(PLANNER), f"/v1/office?locality={PLACE}"
    inside = f"/v1/office?locality={PLACE}/can-loc"
    assert client.put(path, json=settings(), headers=NEW).status_code == 200
    assert client.get(inside).json()["version"] == 0
    assert acting_on_sqlite(OTHER).get(path).status_code == 404
    assert acting_on_sqlite(OTHER).put(path, json=settings(), headers=NEW).status_code == 404
    assert acting_on_sqlite(VIEWER).put(path, json=settings(), headers=FIRST).status_code == 403


def test_everything_wrong_is_told_at_once(acting_on_sqlite: Acting) -> None:
    wrong = {"settings": {"groups": ["women", "women", "tall"]}}
    answer = acting_on_sqlite(PLANNER).put(f"/v1/office?locality={PLACE}", json=wrong, headers=NEW)
    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["problems"]] == ["unknown_group", "unknown_group"]


@pytest.fixture
def paper(acting_on_sqlite: Acting, proposal: Proposal) -> str:
    """Where the submission of a stored proposal is."""
    body = {
        "council": proposal.request.council.model_dump(mode="json"),
        "pool": proposal.request.pool.model_dump(mode="json"),
        "locality": PLACE,
    }
    answer = acting_on_sqlite(PLANNER).post("/v1/proposals", json=body, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200
    return f"/v1/proposals/{str(answer.headers['Location']).split('/')[3]}/papers/covering?format=docx"


def test_papers_are_made_with_settings_and_template_of_the_office(
    acting_on_sqlite: Acting, paper: str
) -> None:
    client, place = acting_on_sqlite(PLANNER), f"locality={PLACE}"
    before = client.get(paper)
    client.put(f"/v1/office?{place}", json=settings(), headers=NEW)
    after = client.get(paper)
    assert after.headers["etag"] != before.headers["etag"]
    texts = words(opened(after.content))
    assert "Số: 05/TTr-HĐND" in texts
    assert "Nguyễn Văn Mẫu" in texts
    own = own_template("van-ban", "{{ten_loai}}", "{{ten_loai}} (mẫu của xã)")
    kept = client.put(f"/v1/office/templates/van-ban?{place}", content=own, headers=NEW | OCTETS)
    assert (kept.status_code, kept.json()["missing"]) == (200, [])
    assert "TỜ TRÌNH (mẫu của xã)" in words(opened(client.get(paper).content))
    assert client.get(f"/v1/office?{place}").json()["templates"] == {"van-ban": 1}
    assert client.get(f"/v1/office/templates/van-ban?{place}").content == own
    shipped = client.get(f"/v1/office/templates/van-ban?{place}&shipped=true").content
    assert shipped == build_template("van-ban")


OCTETS = {"Content-Type": "application/octet-stream"}


def test_a_template_is_checked_before_it_is_taken(acting_on_sqlite: Acting) -> None:
    client = acting_on_sqlite(PLANNER)
    wrong = own_template("phu-luc", "{{bang}}", "{{bangg}}")
    told = client.post("/v1/office/templates/phu-luc/check", content=wrong, headers=OCTETS)
    assert (told.json()["missing"], told.json()["unknown"]) == (["bang"], ["bangg"])
    path = f"/v1/office/templates/phu-luc?locality={PLACE}"
    refused = client.put(path, content=wrong, headers=NEW | OCTETS)
    assert [one["code"] for one in refused.json()["problems"]] == ["unknown_field", "no_table_field"]
    assert client.get(f"/v1/office?locality={PLACE}").json()["templates"] == {}
    nowhere = f"/v1/office/templates/nope?locality={PLACE}"
    assert client.put(nowhere, content=wrong, headers=NEW | OCTETS).status_code == 404
