"""Cells of the table of people, saved together: all or none, beside what others changed."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from tests.app.web.desk.pools.test_people import changed_elsewhere
from tests.app.web.desk.support.pools import people_of, pool_of

PARTLY = {"HX-Request": "true"}


def test_cells_of_several_people_are_saved_as_one_version(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    before = people_of(visitor, pool)
    cells = {"cell-1-work_place": "Trạm Y tế xã", "cell-2-re_standing": "1", "cell-2-born": "1980-02-03"}
    answer = visitor.post(f"{pool}/1/cells", data=cells, headers=PARTLY)
    assert answer.headers["HX-Redirect"] == f"{pool}?told=saved"
    assert people_of(visitor, pool) == [
        before[0] | {"work_place": "Trạm Y tế xã"},
        before[1] | {"re_standing": True, "born": "1980-02-03"},
        *before[2:],
    ]
    assert "Bản 2" in visitor.get(pool).text


def test_one_value_is_written_for_everybody_chosen_without_script_too(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    chosen = {"rows": ["1", "3"], "field": "remarks", "value": " Đã  trao đổi "}
    answer = visitor.post(f"{pool}/1/cells", data=chosen)
    assert "Đã lưu" in answer.text
    assert [p.get("remarks") for p in people_of(visitor, pool)][:3] == ["Đã trao đổi", None, "Đã trao đổi"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"cell-1-born": "1980-02-31"}, "không phải là một ngày có thật"),
        ({"cell-1-voter_confidence": "101"}, "không được quá 100"),
        ({"cell-1-party_member": "0", "cell-1-joined_party": "2001-02-03"}, "ghi không phải đảng viên"),
    ],
)
def test_a_wrong_cell_is_told_in_its_place_and_nothing_is_saved(
    visitor: TestClient, cells: dict[str, str], told: str
) -> None:
    pool = pool_of(visitor)
    before = people_of(visitor, pool)
    answer = visitor.post(f"{pool}/1/cells", data=cells | {"cell-2-work_place": "X"}, headers=PARTLY)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'data-cell="{list(cells)[-1].removeprefix("cell-")}"' in answer.text
    assert people_of(visitor, pool) == before
    assert visitor.post(f"{pool}/1/cells", data=cells).status_code == 422  # a whole page without script


def test_each_of_several_wrong_cells_is_told_at_its_own_person(visitor: TestClient) -> None:
    cells = {"cell-5-voter_confidence": "101", "cell-6-voter_confidence": "101"}
    answer = visitor.post(f"{pool_of(visitor)}/1/cells", data=cells, headers=PARTLY)
    assert all(f'data-cell="{row}-voter_confidence"' in answer.text for row in (5, 6))


def test_what_somebody_else_wrote_is_told_once_and_other_cells_stay(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    changed_elsewhere(visitor, pool, 1, work_place="Của người kia", expert_in="Y tế")
    mine = {"cell-1-work_place": "Của tôi", "cell-2-work_place": "Nơi khác", "seen": "1"}
    answer = visitor.post(f"{pool}/1/cells", data=mine, headers=PARTLY)
    assert answer.status_code == 422
    assert "Của người kia" in answer.text
    assert 'data-cell="1-work_place"' in answer.text
    assert 'data-cell="2-work_place"' not in answer.text
    assert visitor.post(f"{pool}/1/cells", data=mine | {"seen": "2"}, headers=PARTLY).is_success
    first, second, *_ = people_of(visitor, pool)
    assert (first["work_place"], first["expert_in"], second["work_place"]) == ("Của tôi", "Y tế", "Nơi khác")


def test_somebody_who_left_is_told_and_unknown_cells_are_passed_over(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    visitor.post(f"{pool}/1/1/withdrawn", data={"note": ""})
    answer = visitor.post(f"{pool}/1/cells", data={"cell-1-work_place": "X"}, headers=PARTLY)
    assert "không còn trong danh sách" in answer.text
    odd = {"cell-1-id": "x", "cell-9999-name": "x", "cell-x": "x", "cell-2-nothing": "x"}
    before = people_of(visitor, pool)
    assert visitor.post(f"{pool}/1/cells", data=odd, headers=PARTLY).is_success
    assert people_of(visitor, pool) == before


def test_chosen_columns_stay_in_the_address_and_strangers_are_passed_over(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    answer = visitor.post(
        f"{pool}/find", data={"columns": ["home_town", "nothing"], "sex": "female"}, headers=PARTLY
    )
    assert "Quê quán" in answer.text
    assert "Địa bàn gắn bó" not in answer.text
    assert "columns=home_town" in answer.headers["HX-Replace-Url"]
    again = visitor.get(f"{pool}?columns=home_town&columns=remarks").text
    assert "Ghi chú</th>" in again


def test_pasted_cells_are_read_and_judged_without_being_saved(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    before = people_of(visitor, pool)
    cells = {
        "1-sex": "nam",
        "2-re_standing": "x",
        "3-voter_confidence": "120",
        "4-born": "3/2/1980",
        "5-work_place": "",
    }
    sent = {"cells": json.dumps(cells), "outside": "2"}
    answer = visitor.post(f"{pool}/1/cells/check", data=sent, headers=PARTLY)
    read = re.findall(r'data-read="([^"]+)" data-text="([^"]*)">([^<]*)<', answer.text)
    assert read == [
        ("1-sex", "male", "Nam"),
        ("2-re_standing", "1", "có"),
        ("4-born", "1980-02-03", "03/02/1980"),
        ("5-work_place", "", ""),
    ]
    assert 'data-cell="3-voter_confidence"' in answer.text
    assert "2 ô không dán" in answer.text
    assert people_of(visitor, pool) == before
    assert visitor.post(f"{pool}/1/cells", data={"cells": "[1]"}, headers=PARTLY).status_code == 400


def test_many_withdraw_as_one_version_and_a_reason_with_a_name_is_refused(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    before = people_of(visitor, pool)
    named = {"rows": "1,3", "note": f"{before[4]['name']} báo tin"}
    refused = visitor.post(f"{pool}/1/withdrawals", data=named, headers=PARTLY)
    assert refused.status_code == 422
    assert "Không ghi tên người" in refused.text
    assert visitor.post(f"{pool}/1/withdrawals", data={"note": "x"}).status_code == 422  # nobody is chosen
    assert people_of(visitor, pool) == before
    answer = visitor.post(f"{pool}/1/withdrawals", data={"rows": ["1", "3"], "note": "Chuyển công tác"})
    assert "Đã ghi nhận rút" in answer.text
    assert people_of(visitor, pool) == [before[1], *before[3:]]
    again = visitor.post(f"{pool}/1/withdrawals", data={"rows": "3,4"})  # rows of the version that was shown
    assert "Bản 3" in again.text
    assert people_of(visitor, pool) == [before[1], *before[4:]]
    assert "không có bản mới" in visitor.post(f"{pool}/1/withdrawals", data={"rows": "3,4"}).text


@pytest.mark.parametrize("name", ["Lê \u202eVăn", "x" * 1_000_000])
def test_a_name_that_no_file_may_have_is_refused_in_a_cell_and_a_form(visitor: TestClient, name: str) -> None:
    pool = pool_of(visitor)
    before = people_of(visitor, pool)
    assert visitor.post(f"{pool}/1/cells", data={"cell-1-name": name}, headers=PARTLY).status_code == 422
    form = {"name": name, "born": "1980-02-03", "sex": "female", "bloc": "party"}
    assert visitor.post(f"{pool}/new", data=form).status_code in {413, 422}
    assert people_of(visitor, pool) == before
