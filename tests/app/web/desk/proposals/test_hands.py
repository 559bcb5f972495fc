"""The board without a script: every step is a form, and what cannot be done is said in place."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.main import create_app
from cocau.app.services.operations.demo import seed_demo
from cocau.app.settings import Settings
from tests.app.client import LocalClient
from tests.app.web.desk.proposals.test_standing import SAME, Desk
from tests.databases import migrated


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("hands")
    with migrated(folder) as store:
        _, commune = seed_demo(store, DEVELOPER)
        app = create_app(Settings(state=folder / "state", rate="100000/minute"), store)
        with LocalClient(app, headers=SAME, follow_redirects=False) as client:
            yield Desk(client, store, commune, Desk(client, store, commune, "").planned())


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
    board = f"/proposals/{desk.of}/hands"
    assert _step(desk, f"move {units[1]}", numbers[person], 0)[0] == 303
    code, part = _step(desk, f"move {units[0]}", numbers[person], 1, partly=True)
    assert code == 200
    assert set(re.findall(r'<section class="unit" id="unit-([\w-]+)"', part)) == {units[0], units[1]}
    assert 'id="board-tray"' not in part
    assert _step(desk, "lock", numbers[person], 1, partly=True)[0] == 409  # another tab went on
    assert _step(desk, "lock", numbers[person], 2)[0] == 303
    code, page = _step(desk, "out", numbers[person], 3)
    assert (code, "đang khóa" in page) == (422, True)
    menu = desk.html(f"{board}/people/{numbers[person]}")
    assert "Vị trí của người này đang khóa" in menu
    desk.client.post(f"{board}/undo", data={"expected": "3"})
    menu = desk.html(f"{board}/people/{numbers[person]}")
    assert "Chuyển sang" in menu
    assert re.search(r"không vướng mới|thêm \d+ ", menu)
    outside = next(i for i in numbers if i not in proposal.slate.listed)
    assert _step(desk, "swap", numbers[outside], 4, numbers[person])[0] == 303
    assert f'id="p-{numbers[outside]}"' in desk.client.get(board).text
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
