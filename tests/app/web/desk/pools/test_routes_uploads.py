import json
import re

from fastapi.testclient import TestClient

from tests.app.files.support.small_files import AN, HEADINGS, xlsx_of
from tests.app.web.desk.support.pools import council_of, csv, fields_of, names_in, people_of, pool_of

GOOD = "Nguyễn Thị Thử,31/12/1980,Nữ,Khối Đảng"


def test_a_file_becomes_the_pool_of_a_council(visitor: TestClient) -> None:
    about = council_of(visitor)
    sent = visitor.post("/pools/upload", data={"about": about, "label": "Danh sách hai"}, files=csv(GOOD))
    assert "Đã lưu 1 người" in sent.text
    assert "ngoài Đảng" in sent.text, "what the list has no column for"
    shown = visitor.get(f"/councils/{about}/people").text
    assert names_in(shown) == ["Nguyễn Thị Thử"]
    assert "Danh sách hai" in shown


def test_faults_are_shown_in_their_cells_and_nothing_is_kept(visitor: TestClient) -> None:
    about, pool = council_of(visitor), pool_of(visitor)
    files = csv(GOOD, "Trần Văn Sai,31/02/1980,Nam,Khối lạ", ",01/01/1970,Nam,Khối Đảng")
    sent = visitor.post("/pools/upload", data={"about": about, "label": "Danh sách hai"}, files=files)
    assert sent.status_code == 422
    wrong = dict(re.findall(r'<td class="wrong" id="(\w+)" tabindex="-1">(.*?)</td>', sent.text))
    assert set(wrong) == {"B3", "D3", "A4"}
    assert "31/02/1980" in wrong["B3"]
    assert "không phải là một ngày có thật" in wrong["B3"]
    assert "Khối lạ" in wrong["D3"]
    assert "Ô trống" in wrong["A4"]
    assert '<a href="#B3">' in sent.text
    assert 'value="Danh sách hai"' in sent.text  # what was typed is there still
    assert pool_of(visitor) == pool  # the newest is the one of before


def test_a_file_that_is_none_is_told_without_cells(visitor: TestClient) -> None:
    files = {"file": ("anh.png", b"\x89PNG", "image/png")}
    sent = visitor.post("/pools/upload", data={"about": council_of(visitor), "label": "x"}, files=files)
    assert sent.status_code == 422
    assert "Không đọc được loại tệp" in sent.text
    assert 'class="wrong"' not in sent.text


def test_a_new_version_takes_the_place_of_the_one_it_names(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    to = pool.replace("/pools/", "/pools/upload/")
    shown = visitor.post(to, params={"expected": 1}, data={"note": "bản sửa"}, files=csv(GOOD))
    assert "Sẽ thay đổi so với bản 1" in shown.text
    assert len(people_of(visitor, pool)) > 1  # nothing is kept before it is said so
    kept = visitor.post("/pools/upload/check", data=fields_of(shown.text) | {"act": "save"})
    assert "Đã đọc tệp và lưu" in kept.text
    assert [p["name"] for p in people_of(visitor, pool)] == ["Nguyễn Thị Thử"]
    assert len(people_of(visitor, pool, 1)) > 1


def test_a_file_for_an_older_version_is_told_of_what_was_changed(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    gone = people_of(visitor, pool)[0]
    visitor.patch(f"/v1{pool}/people", json={"withdrawn": [gone["id"]]}, headers={"If-Match": '"1"'})
    to = pool.replace("/pools/", "/pools/upload/")
    sent = visitor.post(to, params={"expected": 1}, files=csv(GOOD))
    assert sent.status_code == 412
    assert str(gone["name"]) in sent.text
    assert len(people_of(visitor, pool)) > 1
    visitor.post("/pools/upload/check", data=fields_of(sent.text) | {"act": "save"})
    assert [p["name"] for p in people_of(visitor, pool)] == ["Nguyễn Thị Thử"]


def test_remarks_of_reading_are_shown(visitor: TestClient) -> None:
    book = xlsx_of((*HEADINGS, "preference"), (*AN, ("=1+1", 7)))
    files = {"file": ("danh-sach.xlsx", book, "application/octet-stream")}
    sent = visitor.post("/pools/upload", data={"about": council_of(visitor), "label": "x"}, files=files)
    assert "1 ô có công thức" in sent.text


def test_files_may_be_larger_than_other_forms(visitor: TestClient) -> None:
    rows = [GOOD.replace("Thử", f"Thử {at}") for at in range(10)]
    padding = " " * 6_000_000
    files = {"file": ("danh-sach.csv", csv(*rows)["file"][1] + padding.encode(), "text/csv")}
    sent = visitor.post("/pools/upload", data={"about": council_of(visitor), "label": "x"}, files=files)
    assert sent.status_code != 413
    assert visitor.post("/pools/uploads", content=padding).status_code == 413
    shown = visitor.post("/pools/uploads", content=padding, headers={"Accept": "text/html"})
    assert (shown.status_code, "Hãy gửi tệp nhỏ hơn" in shown.text) == (413, True)


def test_a_document_shows_what_it_changes_before_it_replaces_anything(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    people = people_of(visitor, pool)
    gone, changed = people[0], people[1]
    twin = changed | {"id": "moi-01", "born": "1980-01-02", "party_rank": None}
    kept = [changed | {"ethnicity": "Tày"}, *people[2:], twin]
    files = {"file": ("danh-sach.json", json.dumps({"people": kept}).encode(), "application/json")}
    to = pool.replace("/pools/", "/pools/upload/")
    shown = visitor.post(to, params={"expected": 1}, data={"note": "bản sửa"}, files=files)
    assert "Sẽ thay đổi so với bản 1" in shown.text
    for told in (str(gone["name"]), "Tày", "Có thể ghi trùng", "02/01/1980"):
        assert told in shown.text
    assert people_of(visitor, pool) == people, "nothing is kept before it is said so"
    visitor.patch(f"/v1{pool}/people", json={"withdrawn": [people[2]["id"]]}, headers={"If-Match": '"1"'})
    late = visitor.post("/pools/upload/document", data=fields_of(shown.text))
    assert late.status_code == 412
    assert "Có người vừa sửa danh sách này" in late.text
    saved = visitor.post("/pools/upload/document", data=fields_of(late.text))
    assert "Đã đọc tệp và lưu" in saved.text
    assert [p["id"] for p in people_of(visitor, pool)] == [p["id"] for p in kept]
    damaged = fields_of(shown.text) | {"document": "hỏng"}
    assert visitor.post("/pools/upload/document", data=damaged).status_code == 422
