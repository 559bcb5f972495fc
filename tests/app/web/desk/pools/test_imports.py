"""A list between its upload and its being kept: columns, values and cells settled on one page."""

import base64
import html
import json
import re
import zlib

import pytest
from fastapi.testclient import TestClient

from cocau.app.files.list_review.review import dump_table
from cocau.app.files.readers import TABLE_READERS
from cocau.app.files.tables.table import read_csv_table
from cocau.constraints.model.people import Bloc
from tests.app.files.support.messy_lists import FIRST_PERSON, PEOPLE, build_messy_list
from tests.app.web.desk.support.pools import council_of, fields_of, people_of, pool_of

CHECK = "/pools/upload/check"
STRANGE = "Họ và tên\tNgày sinh\tGiới tính\tKhối\tĐảng tịch\n" + "".join(
    f"Lê Văn Thử {at}\t0{at}/05/1980\tNam\tKhối lạ\tx\n" for at in range(1, 6)
)


def upload(visitor: TestClient, content: bytes) -> str:
    sent = {"file": ("danh-sach.xlsx", content, "application/octet-stream")}
    return visitor.post("/pools/upload", data={"about": council_of(visitor), "label": "Hai"}, files=sent).text


def post(visitor: TestClient, page: str, **changed: str) -> str:
    return visitor.post(CHECK, data=fields_of(page) | changed).text


def find_field(page: str, label: str) -> str:
    """The select that is named by this heading of its row."""
    found = re.search(rf'id="((?:value|column)-\d+)">[^<]*{label}', page)
    assert found is not None
    return found[1]


def test_a_messy_list_is_mended_on_the_page_and_kept_whole(visitor: TestClient) -> None:
    before = pool_of(visitor)
    page = upload(visitor, build_messy_list())
    assert f"Nhận ra {PEOPLE} người" in page
    assert "10 dòng không phải là người" in page
    assert "Còn 8 chỗ" in page
    assert pool_of(visitor) == before
    at = FIRST_PERSON
    page = post(
        visitor,
        page,
        **{
            f"cell-{at}-C": "28/02/1980",
            f"cell-{at + 3}-M": "90",
            f"cell-{at + 5}-D": "Nữ",
            f"cell-{at + 8}-B": "Người Bị Thiếu Tên",
            f"cell-{at + 10}-C": "1.2.1970",
            find_field(page, "Chấp hành viên"): "",
            find_field(page, "có thể"): "có",
            f"skip-{at + 72}": "1",
        },
    )
    assert re.findall(r'class="fault"[^>]*>([^<]+)', page) == []
    assert "Mọi ô đều đọc được" in page
    post(visitor, page, act="save")
    people = people_of(visitor, pool_of(visitor))
    assert len(people) == PEOPLE - 1
    assert {people[5]["sex"], people[30 - 0]["meant_full_time"]} == {"female", True}
    assert people[8]["name"] == "Người Bị Thiếu Tên"


def test_a_value_is_chosen_once_for_all_its_cells_and_remembered_for_the_next_file(
    visitor: TestClient,
) -> None:
    about = council_of(visitor)
    page = visitor.post(CHECK, data={"about": about, "text": STRANGE}).text
    assert page.count("Khối lạ") < 5  # one line, not one for each cell
    chosen = {find_field(page, "Khối lạ"): "Chuyên gia", find_field(page, "E · Đảng tịch"): "party_member"}
    page = post(visitor, page, **chosen, act="save")
    people = people_of(visitor, pool_of(visitor))
    assert [(p["bloc"], p["party_member"]) for p in people] == [(Bloc.EXPERT, True)] * 5
    again = visitor.post(CHECK, data={"about": about, "text": STRANGE}).text
    assert "Mọi ô đều đọc được" in again


def test_years_alone_are_completed_by_one_choice_on_the_page(visitor: TestClient) -> None:
    years = re.sub(r"0\d/05/1980", "1980", STRANGE).replace("Khối lạ", "Đảng")
    page = visitor.post(CHECK, data={"about": council_of(visitor), "text": years}).text
    name = find_field(page, "Ô chỉ ghi năm, hoặc tháng và năm")
    assert 'class="fault" id="e-' not in page, "no cell is to be mended by itself"
    page = post(visitor, page, **{name: "ngày đầu của năm, tháng đó"})
    assert "Mọi ô đều đọc được" in page
    post(visitor, page, act="save", label="Năm sinh")
    assert {person["born"] for person in people_of(visitor, pool_of(visitor))} == {"1980-01-01"}


def test_what_will_change_is_shown_field_by_field_and_what_has_no_column_stays(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    first, second, *_ = people_of(visitor, pool)
    day = "/".join(reversed(str(first["born"]).split("-")))
    row = f"{first['name']}\t{day}\t{'Nam' if first['sex'] == 'male' else 'Nữ'}\tChuyên gia\n"
    text = f"Họ và tên\tNgày sinh\tGiới tính\tKhối\n{row}"
    page = visitor.post(
        CHECK, data={"pool": pool.removeprefix("/pools/"), "expected": "1", "text": text}
    ).text
    assert "1 người có thay đổi" in page
    assert html.escape(str(second["name"])) in page
    assert "<ins>Chuyên gia</ins>" in page
    post(visitor, page, act="save")
    (kept,) = people_of(visitor, pool)
    assert kept == first | {"bloc": "expert"}


def test_a_marked_copy_says_what_is_wrong_beside_each_row(visitor: TestClient) -> None:
    page = upload(visitor, build_messy_list())
    copy = visitor.post(CHECK, data=fields_of(page) | {"act": "copy"})
    table = TABLE_READERS[".xlsx"](copy.content, "copy.xlsx")
    told = {cells[1]: cells[-1] for _, cells in table.rows if cells[-1]}
    assert "không phải là một ngày có thật" in " ".join(told.values())
    assert table.headings[-1] == "Nội dung cần sửa"


def test_a_damaged_form_is_told_and_nothing_is_kept(visitor: TestClient) -> None:
    before = pool_of(visitor)
    sent = visitor.post(CHECK, data={"about": council_of(visitor), "state": "eJw", "act": "save"})
    assert sent.status_code == 422
    assert "tải tệp lên lại" in sent.text
    assert pool_of(visitor) == before


def test_lists_are_read_in_children_only(visitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends a file or a form to take the service's time takes a child of it."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    for name in (
        "list_review.review.recognise_list",
        "uploads.recognise_list",
        "uploads.read_tree",
        "text.decode_text",
    ):
        monkeypatch.setattr(f"cocau.app.files.{name}", refuse)
    monkeypatch.setattr("cocau.app.files.tables.table.decode_text", refuse)
    page = visitor.post(CHECK, data={"about": council_of(visitor), "text": STRANGE}).text
    assert "Khối lạ" in page
    assert "Mọi ô đều đọc được" in post(visitor, page, **{find_field(page, "Khối lạ"): "Chuyên gia"})
    assert "10 dòng không phải là người" in upload(visitor, build_messy_list())
    sent = {"file": ("a.csv", b"," * 6_000_000, "text/csv")}
    refused = visitor.post("/pools/upload", data={"about": council_of(visitor), "label": "x"}, files=sent)
    assert refused.status_code == 422


def test_a_form_with_a_table_wider_than_any_file_is_damaged(visitor: TestClient) -> None:
    wide = dump_table(read_csv_table(b"a,b\n1,2\n", "a.csv"))
    tree = json.loads(zlib.decompress(base64.b64decode(wide)))
    tree[-1][1][1] *= 1000
    state = base64.b64encode(zlib.compress(json.dumps(tree).encode())).decode()
    sent = visitor.post(CHECK, data={"about": council_of(visitor), "state": state})
    assert sent.status_code == 422
    assert "tải tệp lên lại" in sent.text


def test_what_would_stop_a_plan_is_told_before_the_list_is_kept(visitor: TestClient) -> None:
    text = "Họ và tên\tNgày sinh\tGiới tính\tKhối\tĐịa bàn\nLê Văn Thử\t01/05/2030\tNam\tKhối Đảng\tXã Lạ\n"
    sent = {"about": council_of(visitor), "text": text}
    page = visitor.post(CHECK, data=sent).text
    assert "2 chỗ dưới đây phải sửa trước khi lập phương án" in page
    assert re.search(r'<input[^>]+name="cell-2-B" value="01/05/2030"', page), "mended where it stands"
    assert "sau ngày bầu cử" in page
    assert 'value="save"' in page, "a list may wait for a place to be settled"
    mended = post(visitor, page, **{"cell-2-B": "01/05/1980", "cell-2-E": ""})
    assert "phải sửa trước khi lập phương án" not in mended
