"""Appointments on the desk: entered, in versions, each fault at its field, nobody's words lost."""

import re
from datetime import date

from fastapi.testclient import TestClient

ROW = {"0.person": "Trần Văn Ví Dụ", "0.post": "Giám đốc Sở Nội vụ"}
OPINION = {
    "0.opinion_by": "Thường trực HĐND tỉnh",
    "0.opinion_on": "2021-08-01",
    "0.opinion_position": "for",
    "0.opinion_content": "Nhất trí",
}


def _get_path(visitor: TestClient) -> str:
    councils = visitor.get("/v1/councils").json()["items"]
    province = next(one["id"] for one in councils if "tỉnh" in one["label"])
    return f"/councils/{province}/gates/appointments"


def _list_wrong(html: str) -> dict[str, str]:
    return dict(
        re.findall(r'id="w-(\d\.\w+?)"\s*><span aria-hidden="true">!</span>\s*(.*?)\s*</p>', html, re.DOTALL)
    )


def test_appointments_are_entered_and_changed_in_versions(visitor: TestClient) -> None:
    path = _get_path(visitor)
    shown = visitor.post(path, data={"expected": "0"} | ROW)
    assert shown.status_code == 200
    assert "Trần Văn Ví Dụ, Giám đốc Sở Nội vụ (chưa bổ nhiệm)" in shown.text
    done = visitor.post(path, data={"expected": "1", "0.on": "2021-08-05"} | ROW | OPINION).text
    assert "bổ nhiệm ngày 05/08/2021" in done
    dossier = visitor.get(
        path.removesuffix("gates/appointments").replace("/councils", "/v1/councils") + "dossier"
    ).json()
    assert dossier["version"] == 2
    assert dossier["dossier"]["appointments"][0]["opinion"]["position"] == "for"
    form = visitor.get(path).text
    assert 'value="2021-08-05"' in form
    gone = visitor.post(path, data={"expected": "2", "0.drop": "x"} | ROW)
    assert "Trần Văn Ví Dụ" not in gone.text


def test_every_fault_stands_at_its_field_and_nothing_is_lost(visitor: TestClient) -> None:
    path = _get_path(visitor)
    faulty = {
        "expected": "0",
        "0.person": "Lê Thị Mẫu",
        "0.post": "",
        "0.on": "2021-02-30",
        "0.opinion_by": "Thường trực",
        "1.person": "Lê\x07",
        "1.post": "Giám đốc",
    }
    refused = visitor.post(path, data=faulty)
    assert refused.status_code == 422
    wrong = _list_wrong(refused.text)
    assert set(wrong) == {"0.post", "0.on", "0.opinion_on", "0.opinion_content", "1.person"}
    assert "Lê Thị Mẫu" in refused.text
    future = {"expected": "0", "0.on": f"{date.max}"} | ROW | OPINION
    assert "sau ngày đang xét" in _list_wrong(visitor.post(path, data=future).text)["0.on"]
    twice = {"expected": "0", "1.person": ROW["0.person"], "1.post": ROW["0.post"]} | ROW
    assert "đã ghi ở mục 1" in _list_wrong(visitor.post(path, data=twice).text)["1.person"]


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(visitor: TestClient) -> None:
    path = _get_path(visitor)
    visitor.post(path, data={"expected": "0"} | ROW)
    second = visitor.post(path, data={"expected": "0", "0.person": "Người Sau", "0.post": "Giám đốc"})
    assert second.status_code == 412
    assert "Người Sau" in second.text
    assert 'name="expected" value="1"' in second.text


def test_where_no_step_is_about_appointments_there_is_no_page(visitor: TestClient) -> None:
    councils = visitor.get("/v1/councils").json()["items"]
    commune = next(one["id"] for one in councils if "xã" in one["label"])
    assert visitor.get(f"/councils/{commune}/gates/appointments").status_code == 404
