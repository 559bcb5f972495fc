"""The board without a script: every step is a form, and what cannot be done is said in place."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from cocau.app.files.text import fold
from cocau.app.main import create_app
from cocau.app.services.operations.demo import DemoCouncil
from cocau.app.settings import ProofRule, Settings
from cocau.app.web.desk.proposals import board
from cocau.constraints.model.slate import Slate
from tests.app.client import LocalClient
from tests.app.web.desk.proposals.test_standing import SAME, Desk, wait_for_answer
from tests.app.web.desk.support.demo import demo_store


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("hands")
    with demo_store(folder) as (store, _, commune):
        app = create_app(
            Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED), store
        )
        with LocalClient(app, headers=SAME, follow_redirects=False) as client:
            yield Desk(client, store, commune, Desk(client, store, commune, "").planned())


@pytest.fixture
def desk(commune: Desk) -> Desk:
    """The planned commune with no step taken."""
    _discard(commune)
    return commune


def _step(
    desk: Desk, do: str, person: int, expected: int, other: int = 0, *, partly: bool = False
) -> tuple[int, str]:
    sent = {"do": do, "person": str(person), "expected": str(expected), "other": str(other)}
    headers = {"HX-Request": "true"} if partly else {}
    answer = desk.client.post(f"/proposals/{desk.of}/hands/steps", data=sent, headers=headers)
    return answer.status_code, unescape(answer.text)


def test_steps_are_forms_and_only_what_changed_is_sent_again(desk: Desk) -> None:
    proposal = desk.proposal(desk.of)
    assert proposal.slate is not None
    numbers = {p.id: n for n, p in enumerate(proposal.request.pool.people, 1)}
    units = list(proposal.slate.candidates)
    person = next(i for i in proposal.slate.candidates[units[0]] if i not in proposal.slate.deputies)
    path = f"/proposals/{desk.of}/hands"
    assert _step(desk, f"move {units[1]}", numbers[person], 0)[0] == 303
    code, part = _step(desk, f"move {units[0]}", numbers[person], 1, partly=True)
    assert code == 200
    assert set(re.findall(r'<section class="unit" id="unit-([\w-]+)"', part)) == {units[0], units[1]}
    assert 'id="board-tray"' not in part
    assert _step(desk, "lock", numbers[person], 1, partly=True)[0] == 409  # another tab went on
    assert _step(desk, "lock", numbers[person], 2)[0] == 303
    code, page = _step(desk, "out", numbers[person], 3)
    assert (code, "đang khóa" in page) == (422, True)
    menu = desk.html(f"{path}/people/{numbers[person]}")
    assert "Vị trí của người này đang khóa" in menu
    desk.client.post(f"{path}/undo", data={"expected": "3"})
    menu = desk.html(f"{path}/people/{numbers[person]}")
    assert "Chuyển sang" in menu
    assert re.search(r"không vướng mới|thêm \d+ ", menu)
    outside = next(i for i in numbers if i not in proposal.slate.listed)
    code, part = _step(desk, "swap", numbers[outside], 4, numbers[person], partly=True)
    assert (code, 'id="board-tray"' in part) == (200, True)
    assert f'id="p-{numbers[outside]}"' in desk.client.get(path).text
    assert _step(desk, "dance", 1, 5)[0] == 404


def test_steps_are_judged_over_http_without_being_kept(desk: Desk) -> None:
    slate = desk.proposal(desk.of).slate
    assert slate is not None
    chair = slate.posts["chair"][0]
    path = f"/v1/proposals/{desk.of}"
    judged = desk.client.post(
        f"{path}/slate-checks", json={"steps": [{"act": "out", "person": chair}]}
    ).json()
    assert (judged["kept"], bool(judged["new"])) == (False, True)
    before = desk.client.get(f"{path}/edit").json()
    step = {"act": "out", "person": chair}
    made = desk.client.post(f"{path}/edit/steps", json={"expected": before["number"], "step": step})
    assert made.json()["judged"]["new"] == judged["new"]
    refused = desk.client.post(f"{path}/edit/steps", json={"expected": before["number"], "step": step})
    assert refused.status_code == 412
    number = {"expected": made.json()["number"]}
    saved = desk.client.post(f"{path}/edit/proposal", json=number | {"label": "nháp"}).json()
    assert (saved["unlawful"], saved["state"]) == (True, "edited")
    page = desk.html(f"/proposals/{saved['id']}")
    assert "Còn vi phạm" in page
    assert (
        f'href="/proposals/{saved["id"]}/approval">Phê duyệt'
        not in desk.client.get(f"/proposals/{saved['id']}").text
    )
    assert "Vi phạm" in desk.html(f"/councils/{desk.commune.council}/proposals")


def _discard(desk: Desk) -> None:
    desk.client.post(f"/proposals/{desk.of}/hands/discard")


def _ask(desk: Desk, **asked: str) -> str:
    """Ask a question; the page of its answer, as HTML."""
    location = desk.client.post(f"/proposals/{desk.of}/answers", data=asked).headers["location"]
    return unescape(wait_for_answer(desk.client, location))


def _press(desk: Desk, html: str, words: str, **more: str) -> Slate:
    """Press the button of these words, with its form; the slate on the board then."""
    form = next(form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if words in form)
    action = re.search(r'action="([^"]+)"', form)
    assert action is not None
    sent = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', form)) | more
    assert desk.client.post(action[1], data=sent).status_code == 303
    edit = desk.client.get(f"/v1/proposals/{desk.of}/edit").json()
    return Slate.model_validate(edit["judged"]["slate"])


def test_every_answer_is_an_act(desk: Desk) -> None:
    proposal = desk.proposal(desk.of)
    assert proposal.slate is not None
    before = proposal.slate.in_order()
    numbers = {p.id: n for n, p in enumerate(proposal.request.pool.people, 1)}

    deputy = before.deputies[0]
    html = _ask(desk, asked="replacements", person=deputy)
    other = re.search(r'<option value="(\d+)"', html)
    assert other is not None
    after = _press(desk, html, "Thay bằng người này", other=other[1])
    assert deputy not in after.listed
    assert other[1] in {str(numbers[i]) for i in after.listed}

    _discard(desk)
    after = _press(desk, _ask(desk, asked="alternatives"), "Dùng phương án khác số 1")
    assert after.in_order() != before

    _discard(desk)
    outside = next(
        i for i in numbers if i not in before.listed and i not in {*sum(proposal.barred.values(), ())}
    )
    after = _press(desk, _ask(desk, asked="why", person=outside, part="in"), "vào danh sách")
    assert outside in after.listed

    _discard(desk)
    _press(desk, _ask(desk, asked="why", person=deputy, part="deputy"), "Giữ ")
    assert desk.client.get(f"/v1/proposals/{desk.of}/edit").json()["judged"]["locked"] == [deputy]


def test_what_the_plan_leaves_open_is_chosen_on_its_page(commune: Desk) -> None:
    pools = commune.client.get("/v1/pools").json()["items"]
    pool = next(one for one in pools if one["id"] != commune.commune.pool)
    province = replace(commune, commune=DemoCouncil(pool["about"], pool["id"]))
    desk = replace(province, of=province.planned())
    assert f'hx-get="/proposals/{desk.of}/alike"' in desk.client.get(f"/proposals/{desk.of}").text
    html = unescape(desk.client.get(f"/proposals/{desk.of}/alike").text)
    form = next(form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if "alike-1-by" in form)
    one, *_ = re.findall(r'<option value="(\d+)"', form)
    two = re.findall(r'<option value="(\d+)"', form.partition("alike-1-by")[2])[0]
    after = _press(desk, html, "alike-1-by", person=one, other=two)
    people = desk.proposal(desk.of).request.pool.people
    before = desk.proposal(desk.of).slate
    assert before is not None
    held = people[int(one) - 1].id
    assert after.get_constituency(people[int(two) - 1].id) == before.get_constituency(held)
    judged = desk.client.get(f"/v1/proposals/{desk.of}/edit").json()["judged"]
    assert (judged["kept"], judged["new"]) == (True, [])  # no rule tells them apart


def test_of_many_on_no_list_some_are_shown_and_the_others_found_by_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "MOST_TRAY_PEOPLE", 2)
    slate, people = desk.proposal(desk.of).slate, desk.proposal(desk.of).request.pool.people
    assert slate is not None
    out = [(n, p) for n, p in enumerate(people, 1) if p.id not in slate.listed]
    path = f"/proposals/{desk.of}/hands"

    def shown(html: str) -> set[int]:
        found = {int(n) for n in re.findall(r'id="p-(\d+)"', html)}
        return found & {n for n, _ in out}

    first = shown(desk.client.get(path).text)
    assert (len(out) > 3, len(first)) == (True, 2)
    number, other = next((n, p) for n, p in out if n not in first)
    headers = {"HX-Request": "true"}
    part = desk.client.post(f"{path}/tray", data={"words": fold(other.name)}, headers=headers).text
    assert ("<html" in part, number in shown(part)) == (False, True)
    whole = desk.client.post(f"{path}/tray", data={"words": other.name}).text
    assert ("<html" in whole, number in shown(whole)) == (True, True)
    assert _step(desk, "lock", number, 0)[0] == 303
    assert number in shown(desk.client.get(path).text)  # whoever was touched is among the first


def test_a_slate_that_means_nothing_is_not_adopted(desk: Desk) -> None:
    path = f"/v1/proposals/{desk.of}/slate-checks"
    for slate, code in (
        ({"candidates": {"nowhere": []}, "deputies": []}, "unknown_constituency"),
        ({"candidates": {}, "deputies": ["p001"]}, "not_listed"),
        ({"candidates": {}, "deputies": ["nobody"]}, "unknown_person"),
    ):
        answer = desk.client.post(path, json={"steps": [{"act": "adopt", "slate": slate}]})
        assert (answer.status_code, code in answer.text) == (422, True), answer.text
