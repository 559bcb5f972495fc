"""A programme on the desk: sent as one file, followed, its joint plan shown; names only to who may see them."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from cocau.app.permissions import UserRole
from cocau.fixtures.generators.province import EXAMPLE
from tests.app.auth.callers import bearer, in_production, served
from tests.databases import migrated
from tests.patience import wait_until

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def packed(more: Mapping[str, str]) -> bytes:
    """The example's folder with its province, one district and one commune; and other files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for kind in ("councils", "pools"):
            for name in ("tinh", "huyen-02", "xa-002"):
                path = EXAMPLE / kind / f"{name}.yaml"
                package.writestr(f"tinh/{kind}/{name}.yaml", path.read_text(encoding="utf-8"))
        for inner, text in more.items():
            package.writestr(f"tinh/{inner}", text)
    return content.getvalue()


@dataclass(frozen=True)
class Desk:
    """A desk in production, and its callers."""

    client: TestClient
    callers: Mapping[UserRole, Mapping[str, str]]

    def send(self, content: bytes, role: UserRole = UserRole.PLANNER) -> tuple[int, str, str]:
        """Status, text and where the answer leads."""
        files = {"file": ("tinh.zip", content, "application/zip")}
        headers = {**SAME, **self.callers[role]}
        answer = self.client.post(
            "/programmes", data={"label": "Tỉnh nhỏ"}, files=files, headers=headers, follow_redirects=False
        )
        return answer.status_code, answer.text, answer.headers.get("location", "")

    def see(self, path: str, role: UserRole = UserRole.PLANNER) -> str:
        return self.client.get(path, headers={**SAME, **self.callers[role]}).text


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("programmes")
    with migrated(folder) as store, served(store, in_production(folder / "state")) as client:
        yield Desk(
            client, {role: bearer(store, role, "ha-tinh") for role in (UserRole.PLANNER, UserRole.VIEWER)}
        )


def test_a_folder_that_is_sent_becomes_a_joint_plan_that_shows_names_to_whom_it_may(desk: Desk) -> None:
    status, _, path = desk.send(packed({}))
    assert status == 303
    text = wait_until(lambda: desk.see(path), lambda page: 'hx-trigger="every 2s"' not in page)
    assert "3 hội đồng: 3 lập được." in text
    assert "Theo bộ giải: không có phương án chung nào tốt hơn" in text
    assert "Lê Hữu Khánh" in text
    assert "Rời một cấp vì giới hạn (1)" in text
    told = desk.see(path, UserRole.VIEWER)
    assert "3/3 hội đồng" in told
    assert "Lê Hữu Khánh" not in told
    assert "Tỉnh nhỏ" in desk.see("/programmes", UserRole.VIEWER)


def test_a_folder_with_faults_is_refused_with_all_of_them_and_nothing_is_planned(desk: Desk) -> None:
    before = desk.see("/programmes").count("<tr>")
    status, text, _ = desk.send(
        packed({"pools/xa-009.yaml": "people: []\n", "changes/tinh.yaml": "sec: 1\n"})
    )
    assert status == 422
    assert "pools/xa-009.yaml" in text
    assert "tinh.yaml:1" in text
    assert desk.see("/programmes").count("<tr>") == before
    assert desk.send(packed({}), UserRole.VIEWER)[0] == 403


@pytest.mark.long  # the same by a browser
def test_a_folder_that_is_chosen_in_a_browser_is_read_as_its_zip_file_is(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "tinh"
    with zipfile.ZipFile(io.BytesIO(packed({".DS_Store": "x"}))) as package:
        package.extractall(tmp_path)
    (folder / "pools" / "xa-009.yaml").write_text("people: []\n", encoding="utf-8")
    page.goto("/programmes")
    page.get_by_label("Thư mục chương trình").set_input_files(folder)
    page.get_by_role("button", name="Lập phương án từ thư mục").click()
    expect(page.locator("main")).to_contain_text("councils/xa-009.yaml")
    (folder / "pools" / "xa-009.yaml").unlink()
    page.get_by_label("Thư mục chương trình").set_input_files(folder)
    page.get_by_role("button", name="Lập phương án từ thư mục").click()
    page.wait_for_url("**/programmes/prg_*")
    expect(page.locator("main")).to_contain_text("3 hội đồng")


def test_a_programme_is_made_of_councils_that_are_chosen(visitor: TestClient) -> None:
    html = visitor.get("/programmes").text
    councils = re.findall(r'name="council" value="(cnc_\w+)"', html)
    assert len(councils) == 2
    sent = {"label": "Cả tỉnh", "council": councils[1:]}
    answer = visitor.post("/programmes/councils", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert "Cả tỉnh" in visitor.get(answer.headers["location"]).text
    made = visitor.get("/v1/programmes").json()["items"][0]
    assert (made["label"], made["total"]) == ("Cả tỉnh", 1)


def test_the_councils_of_the_demo_are_planned_together_though_they_number_people_alike(
    visitor: TestClient,
) -> None:
    councils = re.findall(r'name="council" value="(cnc_\w+)"', visitor.get("/programmes").text)
    sent = {"label": "Tỉnh và xã", "council": councils}
    answer = visitor.post("/programmes/councils", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    made = visitor.get("/v1/programmes").json()["items"][0]
    assert (made["label"], made["total"], made["joins"]) == ("Tỉnh và xã", 2, False)


def test_what_was_chosen_stays_chosen_where_it_is_refused(visitor: TestClient) -> None:
    held = [one["id"] for one in visitor.get("/v1/councils").json()["items"]]
    body = visitor.get(f"/v1/councils/{held[0]}").json()
    again = {"locality": body["locality"], "label": "Một lần nữa", "council": body["council"]}
    twin = visitor.post("/v1/councils", json=again).json()["id"]
    pool = visitor.get(f"/v1/pools?about={held[0]}").json()["items"][0]["id"]
    people = visitor.get(f"/v1/pools/{pool}").json()["pool"]
    visitor.post("/v1/pools", json={"pool": people, "label": "Một lần nữa", "about": twin})
    refused = visitor.post("/programmes/councils", data={"label": "", "council": [held[0], twin]})
    assert refused.status_code == 422, "two councils of one id"
    assert refused.text.count(" checked") == 2


def test_nothing_chosen_is_told_and_the_name_is_kept(visitor: TestClient) -> None:
    answer = visitor.post("/programmes/councils", data={"label": "Cả tỉnh"})
    assert answer.status_code == 422
    assert "Chọn ít nhất một hội đồng" in answer.text
    assert 'value="Cả tỉnh"' in answer.text
