import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.files.tables.columns import COLUMNS
from cocau.constraints.model.people import PERSON_FIELDS
from tests.app.web.desk.support.pools import people_of, pool_of


def form_in(html: str) -> dict[str, list[str]]:
    """What the form of somebody holds, as a browser would send it."""
    form = re.search(r'<form[^>]*class="person".*?</form>', html, re.DOTALL)
    assert form is not None
    held: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checkbox" not in tag or " checked" in tag):
            held.setdefault(name[1], []).append(unescape(value[1]))
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        held[name] = [chosen[1] if chosen else ""]
    return held


def action_of(html: str) -> str:
    found = re.search(r'action="([^"]+)" class="person"', html)
    assert found is not None
    return found[1]


def changed_elsewhere(visitor: TestClient, pool: str, version: int, **fields: Any) -> None:
    who = people_of(visitor, pool)[0]["id"]
    headers = {"If-Match": f'"{version}"'}
    assert visitor.patch(f"/v1{pool}/people", json={"changed": {who: fields}}, headers=headers).is_success


def test_every_field_stands_once_in_the_form_and_words_are_chosen_not_typed(visitor: TestClient) -> None:
    html = visitor.get(f"{pool_of(visitor, 0)}/1/1").text
    form = re.search(r'<form[^>]*class="person".*?</form>', html, re.DOTALL)
    assert form is not None
    fields = set(re.findall(r'<(?:input|select)[^>]*name="(\w+)"', form[0])) - {"note"}
    assert fields == PERSON_FIELDS.keys() - {"id"}
    for name in fields:
        chosen = re.findall(
            rf'<select[^>]* name="{name}"|type="checkbox"[^>]*? name="{name}" value="\D', form[0]
        )
        assert bool(chosen) is (COLUMNS[name].enum is not None or name == "planned_for"), name


def test_a_form_that_is_sent_as_it_is_changes_nothing(visitor: TestClient) -> None:
    pool = pool_of(visitor, 0)
    for row in (1, 2, 3, 15, 40, 118):
        html = visitor.get(f"{pool}/1/{row}").text
        answer = visitor.post(action_of(html), data=form_in(html), follow_redirects=False)
        assert answer.headers["location"].startswith(f"{pool}?told=same")


def test_what_is_typed_is_saved_and_all_else_stays(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    before = people_of(visitor, pool)
    html = visitor.get(f"{pool}/1/1").text
    typed = form_in(html) | {"work_place": ["Trạm Y tế xã"], "stands_elsewhere": ["province", "district"]}
    typed.pop("party_member", None)
    answer = visitor.post(action_of(html), data=typed | {"party_rank": [""], "joined_party": [""]})
    assert "Đã lưu" in answer.text
    after = people_of(visitor, pool)
    new = {
        "work_place": "Trạm Y tế xã",
        "stands_elsewhere": ["province", "district"],
        "party_member": False,
        "party_rank": None,
    }
    assert before[0].pop("joined_party")
    assert after == [before[0] | new, *before[1:]]


def test_what_cannot_be_read_is_told_at_its_field_and_what_was_typed_stays(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    html = visitor.get(f"{pool}/1/1").text
    typed = form_in(html) | {"born": ["1980-02-31"], "voter_confidence": ["101"], "work_place": ["Nơi mới"]}
    answer = visitor.post(action_of(html), data=typed)
    assert answer.status_code == 422
    assert re.search(r'id="e-born">[^<]*không phải là một ngày có thật', answer.text)
    assert 'value="Nơi mới"' in answer.text
    typed["born"] = form_in(html)["born"]
    answer = visitor.post(action_of(html), data=typed)
    assert re.search(r'id="e-voter_confidence">[^<]*không được quá 100', answer.text)
    assert people_of(visitor, pool) == people_of(visitor, pool, 1)


def test_the_second_of_two_is_told_and_nothing_is_lost(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    html = visitor.get(f"{pool}/1/1").text
    typed = form_in(html) | {"work_place": ["Của tôi"], "former_posts": ["Trưởng thôn"]}
    changed_elsewhere(visitor, pool, 1, work_place="Của người kia", expert_in="Y tế")
    told = visitor.post(action_of(html), data=typed)
    assert told.status_code == 412
    assert re.search(
        r"Người kia vừa ghi:</?[^>]*> ?<strong>Của người kia|ghi: <strong>Của người kia", told.text
    )
    assert told.text.count("Người kia vừa ghi") == 1  # the other field was touched by nobody else
    again = form_in(told.text)
    assert (again["work_place"], again["expert_in"]) == (["Của tôi"], ["Y tế"])
    assert people_of(visitor, pool)[0]["work_place"] == "Của người kia"  # nothing was saved yet
    visitor.post(action_of(told.text), data=again)
    saved = people_of(visitor, pool)[0]
    assert (saved["work_place"], saved["expert_in"], saved["former_posts"]) == (
        "Của tôi",
        "Y tế",
        ["Trưởng thôn"],
    )


def test_somebody_who_left_in_the_meantime_can_be_taken_back_as_typed(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    html = visitor.get(f"{pool}/1/1").text
    who = people_of(visitor, pool)[0]
    visitor.patch(f"/v1{pool}/people", json={"withdrawn": [who["id"]]}, headers={"If-Match": '"1"'})
    told = visitor.post(action_of(html), data=form_in(html) | {"work_place": ["Của tôi"]})
    assert told.status_code == 412
    assert "không còn trong danh sách" in told.text
    visitor.post(action_of(told.text), data=form_in(told.text))
    assert people_of(visitor, pool)[-1] == who | {"work_place": "Của tôi"}


def test_somebody_new_is_added_and_needs_what_all_need(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    html = visitor.get(f"{pool}/new").text
    refused = visitor.post(action_of(html), data=form_in(html) | {"work_place": ["Trường học"]})
    assert refused.status_code == 422
    assert all(f'id="e-{field}"' in refused.text for field in ("name", "born", "sex", "bloc"))
    assert 'value="Trường học"' in refused.text
    given = {"name": ["Đỗ Văn Mới"], "born": ["1990-05-04"], "sex": ["male"], "bloc": ["public_service"]}
    visitor.post(action_of(html), data=form_in(refused.text) | given)
    new = people_of(visitor, pool)[-1]
    assert (new["id"], new["work_place"]) == ("do-van-moi-19900504", "Trường học")
    assert (new["lives_or_works_here"], new["party_member"]) == (True, False)


@pytest.mark.parametrize(
    ("act", "text", "field", "value"),
    [
        ("unmet", "Trình độ", "unmet_standards", ["Trình độ"]),
        ("confidence", "45", "voter_confidence", 45),
    ],
)
def test_one_thing_is_noted_by_one_button(
    visitor: TestClient, act: str, text: str, field: str, value: object
) -> None:
    pool = pool_of(visitor)
    assert visitor.post(f"{pool}/1/1/{act}", data={act: ""}).status_code == 422
    visitor.post(f"{pool}/1/1/{act}", data={act: text})
    before, after = people_of(visitor, pool, 1), people_of(visitor, pool)
    assert after == [before[0] | {field: value}, *before[1:]]
    assert "Không đủ điều kiện" in visitor.get(pool).text


def test_a_withdrawal_on_a_pool_that_was_changed_is_told_and_can_still_be_noted(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    changed_elsewhere(visitor, pool, 1, work_place="Của người kia")
    told = visitor.post(f"{pool}/1/1/withdrawn", data={"note": "theo đơn"})
    assert told.status_code == 412
    assert "Của người kia" in told.text
    again = re.search(r'action="([^"]+/withdrawn)"', told.text)
    assert again is not None
    visitor.post(again[1], data={"withdrawn": "", "note": "theo đơn"})
    assert people_of(visitor, pool) == people_of(visitor, pool, 1)[1:]
    assert "theo đơn" in visitor.get(f"{pool}/versions").text


def test_a_note_may_not_name_somebody(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    html = visitor.get(f"{pool}/1/1").text
    name = str(people_of(visitor, pool)[0]["name"])
    answer = visitor.post(action_of(html), data=form_in(html) | {"work_place": ["X"], "note": [name]})
    assert answer.status_code == 422
    assert "Không ghi tên người" in answer.text


def test_a_form_with_a_file_is_refused_before_it_is_read(visitor: TestClient) -> None:
    pool = pool_of(visitor)
    answer = visitor.post(f"{pool}/1/1", files={"file": ("x.csv", b"x", "text/csv")})
    assert answer.status_code == 400


def test_filters_of_the_list_stay_over_the_page_of_a_person(visitor: TestClient) -> None:
    pool = pool_of(visitor, 0)
    women = visitor.get(f"{pool}?group=women&sort=-name&page=1").text
    link = unescape(re.findall(rf'href="({pool}/1/\d+\?[^"]+)"', women)[-1])
    html = visitor.get(link).text
    back = re.search(rf'href="({pool}\?[^"]+)">←', html)
    assert back is not None
    assert {"group=women", "sort=-name", "page=1"} == set(
        unescape(back[1]).partition("?")[2].partition("#")[0].split("&")
    )
    answer = visitor.post(unescape(action_of(html)), data=form_in(html), follow_redirects=False)
    assert "group=women" in answer.headers["location"]
    assert visitor.get(f"{pool}/1/1?list=group%3Dnobody").status_code == 200, "an address typed by hand"
