"""Lost candidates on the desk: asked by a form, what is wrong told at its field, the answer acts."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from cocau.app.main import create_app
from cocau.app.settings import ProofRule, Settings
from tests.app.client import LocalClient
from tests.app.web.desk.proposals.test_standing import SAME, Desk, wait_for_answer
from tests.app.web.desk.support.demo import demo_store


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The province of 2021, for whose election there is guidance, planned."""
    folder = tmp_path_factory.mktemp("gaps")
    with demo_store(folder) as (store, province, _):
        app = create_app(
            Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED), store
        )
        with LocalClient(app, headers=SAME, follow_redirects=False) as client:
            yield Desk(client, store, province, Desk(client, store, province, "").planned())


def _ask(desk: Desk, **typed: object) -> str:
    """Ask by the form; the answer's page."""
    sent = desk.client.post(f"/proposals/{desk.of}/gaps", data=typed)
    assert sent.status_code == 303, sent.text
    return unescape(wait_for_answer(desk.client, sent.headers["location"]))


def test_the_form_asks_and_its_answer_keeps_adds_or_cuts_and_acts(province: Desk) -> None:
    proposal = province.proposal(province.of)
    assert proposal.slate is not None
    numbers = {p.id: n for n, p in enumerate(proposal.request.pool.people, 1)}
    names = {p.id: p.name for p in proposal.request.pool.people}
    barred = {i for ids in proposal.barred.values() for i in ids}
    spare = [i for i in numbers if i not in {*proposal.slate.listed, *barred}]
    seats = {u.id: u.seats for u in proposal.request.council.constituencies}
    unit, ids = max(proposal.slate.candidates.items(), key=lambda one: len(one[1]) - seats[one[0]])
    assert f'href="/proposals/{province.of}/gaps"' in province.client.get(f"/proposals/{province.of}").text

    lost = [numbers[i] for i in ids[: len(ids) - seats[unit] + 1]]  # more than any list may lose
    cut = _ask(province, lost=lost, posted="yes", days="x")  # of what is posted, days say nothing
    assert "Giảm số đại biểu được bầu" in cut
    assert f">{unit}<" not in cut
    typed = {f"person-{n}": numbers[i] for n, i in enumerate(spare[:6])}
    added = _ask(province, lost=lost, days="5", **typed, **{f"percent-{n}": 90 - n for n in range(6)})
    assert "Bổ sung" in added
    assert f"Đưa {names[spare[0]]} vào thay {names[ids[0]]}" in added
    form = re.search(
        r'name="do" value="swap".*?name="person"\s+value="(\d+)".*?name="other"\s+value="(\d+)"',
        added,
        re.DOTALL,
    )
    assert form is not None
    moved = {"do": "swap", "person": form[1], "other": form[2]}
    assert province.client.post(f"/proposals/{province.of}/hands/act", data=moved).status_code == 303
    undo = re.search(
        r'id="undo">.*?</button>', province.client.get(f"/proposals/{province.of}/hands").text, re.DOTALL
    )
    assert undo is not None
    assert names[spare[0]] in unescape(undo[0])


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(province: Desk) -> None:
    typed = {"days": "-1", "person-0": "3", "percent-0": "101", "person-1": "3", "percent-2": "9"}
    page = province.client.post(f"/proposals/{province.of}/gaps", data=typed)
    assert page.status_code == 422
    wrong = re.findall(r'class="fault" id="e-([\w-]+)"', page.text)
    assert wrong == ["lost", "days", "person-0", "percent-0", "person-1", "percent-1", "person-2"]
    assert 'value="-1"' in page.text
    assert 'value="101"' in page.text
