"""A study on the desk: estimated, begun, its rows shown by pages and taken as a file."""

import re

from fastapi.testclient import TestClient

from cocau.app.web.api.examples import build_commune
from tests.patience import wait_until

HTML = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def _end(client: TestClient, path: str) -> str:
    wait_until(lambda: client.get(f"/v1{path}").json()["ended"])
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return answer.text


def test_a_study_is_estimated_begun_and_shown(client: TestClient) -> None:
    commune = build_commune()
    council = client.post(
        "/v1/councils", json={"council": commune["council"], "label": "Xã", "locality": "tinh/huyen/xa"}
    ).json()["id"]
    client.post("/v1/pools", json={"pool": commune["pool"], "label": "Danh sách", "about": council})
    what_if = {"name": "Phụ nữ 40%", "overrides": {"women-35-percent": {"at_least_percent": 40}}}
    scenario = client.post("/v1/scenarios", json={"scenario": what_if, "council": council}).json()["id"]
    form = client.get("/studies", headers=HTML).text
    assert "Phụ nữ 40%" in form
    assert commune["council"]["name"] in form

    def post(path: str, **fields: str) -> str:
        answer = client.post(path, data=fields, headers=HTML, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    estimate = post("/studies", council=council, scenario=scenario, label="nữ", act="estimate")
    assert "Đây là ước tính" in _end(client, estimate)
    study = post(f"{estimate}/start")
    page = _end(client, study)
    assert page.count("Lập được") == 3  # two rows, and the head of the summary
    assert re.findall(r'<th scope="row">(.*?)</th><td class="number">1</td><td class="number">1</td>', page)
    assert "Phụ nữ 40%" in page
    assert "Trang trước" in client.get(f"{study}?after=1", headers=HTML).text
    sheet = client.get(f"{study}/export.csv", headers=HTML)
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.text.count("\r\n") == 3
    refused = client.post("/studies", data={"label": "x"}, headers=HTML)
    assert (refused.status_code, "Chọn ít nhất một hội đồng" in refused.text) == (422, True)
    assert post(f"{study}/erase") == "/studies"
    assert "đã được xóa" in client.get(study, headers=HTML).text
