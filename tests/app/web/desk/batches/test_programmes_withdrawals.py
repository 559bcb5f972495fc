"""Somebody withdrew, on the desk: found without script, planned anew, shown beside what there was before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cocau.app.permissions import UserRole
from tests.app.auth.callers import bearer, in_production, served
from tests.app.web.desk.batches.test_programmes import SAME, Desk, packed
from tests.databases import migrated
from tests.patience import wait_until

GONE, NAME = "xa-002.p016", "Lê Hữu Khánh"
"""Of the example: in the pools of its commune, its district and the province."""


@dataclass(frozen=True)
class Planned(Desk):
    """A desk, and a programme on it that has ended."""

    path: str

    def post(
        self, part: str, role: UserRole = UserRole.PLANNER, **form: str | list[str]
    ) -> tuple[int, str, str]:
        """Status, text and where the answer leads."""
        headers = {**SAME, **self.callers[role]}
        answer = self.client.post(f"{self.path}{part}", data=form, headers=headers, follow_redirects=False)
        return answer.status_code, answer.text, answer.headers.get("location", "")

    def ended(self, path: str) -> str:
        """The page of a programme when it has ended."""
        return wait_until(lambda: self.see(path), lambda page: 'hx-trigger="every 2s"' not in page)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    folder = tmp_path_factory.mktemp("withdrawals")
    with migrated(folder) as store, served(store, in_production(folder / "state")) as client:
        callers = {role: bearer(store, role, "ha-tinh") for role in (UserRole.PLANNER, UserRole.VIEWER)}
        _, _, path = Desk(client, callers).send(packed({}))
        made = Planned(client, callers, path)
        made.ended(path)
        yield made


def _ticked(text: str) -> list[str]:
    return re.findall(r'name="withdrawn" value="([^"]*)" checked', text)


def _offered(text: str) -> list[str]:
    return re.findall(r'name="withdrawn" value="([^"]*)"', text)


@pytest.mark.long
def test_somebody_is_found_by_a_name_without_diacritics_and_stays_ticked(desk: Planned) -> None:
    assert f'action="{desk.path}/people"' in desk.see(desk.path)
    status, text, _ = desk.post("/people", words="huu khanh")
    assert (status, _offered(text), _ticked(text)) == (200, [GONE], [])
    row = text[text.index(f'for="w-{GONE}"') :].split("</tr>")[0]
    assert NAME in row
    for council, on in (("HĐND xã 2", "không trong danh sách"), ("HĐND tỉnh", "ứng cử")):
        assert re.search(rf'{council}[^<]*<span class="quiet small">{on}<', row)
    _, text, _ = desk.post("/people", words="không có ai tên này", withdrawn=[GONE])
    assert (_offered(text), _ticked(text)) == ([GONE], [GONE])
    _, text, _ = desk.post("/people", words="xa-002")
    assert _offered(text) == [], "a part of an id is no name"
    assert "Không có ai như vậy." in text
    _, text, _ = desk.post("/people", words=GONE)
    assert _offered(text) == [GONE]
    _, many, _ = desk.post("/people", words="n")
    assert len(_offered(many)) == 50
    assert re.search(r"Còn \d+ người nữa", many)


def test_a_withdrawal_shows_what_was_planned_anew_who_moved_and_what_stayed(desk: Planned) -> None:
    before = desk.see(desk.path)
    status, _, path = desk.post("/withdrawals", withdrawn=[GONE], councils=["huyen-02"])
    assert (status, path.startswith("/programmes/prg_"), path == desk.path) == (303, True, False)
    text = desk.ended(path)
    told = text[text.index('id="replanned"') :].split("</section>")[0]
    assert f"Rút: {NAME}." in told
    assert "Lập lại 1 hội đồng; 2 hội đồng khác giữ nguyên." in told
    assert re.findall(r"<h3>([^<]*)", told) == ["HĐND huyện 2 (hư cấu)"]
    rows = re.findall(
        r"<tr><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>", told.replace("\n", "")
    )
    assert any(name.startswith(NAME) and was != "—" and now == "—" for name, was, now in rows)
    assert any(was == "—" and now != "—" for _, was, now in rows)
    assert "Chỉ lập lại 1 hội đồng có người rút" in text
    assert f'href="{desk.path}"' in text
    assert f'href="{path}"' in desk.see(desk.path)
    assert _plan(desk.see(desk.path)) == _plan(before)


def _plan(text: str) -> str:
    return text[text.index("Theo cấp") :]


@pytest.mark.long
def test_in_english_and_to_whom_it_may_be_shown(desk: Planned) -> None:
    _, _, path = desk.post("/withdrawals", withdrawn=[GONE])
    desk.ended(path)
    desk.client.cookies.set("lang", "en")
    told = desk.see(path)
    form = desk.see(f"{desk.path}/people")
    desk.client.cookies.delete("lang")
    for words in ("Planned anew after a withdrawal", "Withdrew: ", "Planned anew: 3; kept as they were: 0."):
        assert words in told
    assert "Plan the councils of those ticked anew" not in form  # nobody was looked for
    assert "Somebody withdrew" in form
    viewer = desk.see(path, UserRole.VIEWER)
    assert "3/3 hội đồng" in viewer
    assert f'href="{desk.path}"' in viewer
    for secret in (GONE, NAME, "/people", "Điều chỉnh sau"):
        assert secret not in viewer
    for part in ("/people", "/withdrawals"):
        assert desk.post(part, UserRole.VIEWER, words="khanh", withdrawn=[GONE])[0] == 403


def test_what_cannot_be_done_is_told_and_keeps_what_was_ticked(desk: Planned) -> None:
    before = desk.see("/programmes").count("<tr>")
    status, text, _ = desk.post("/withdrawals", words="khanh")
    assert (status, "Hãy tìm và đánh dấu ai rút." in text) == (422, True)
    assert GONE in _offered(text)
    status, text, _ = desk.post("/withdrawals", withdrawn=[GONE, "nobody"], councils=["none"])
    assert status == 422
    for where in ("withdrawn: nobody", f"withdrawn: {GONE}", "councils: none"):
        assert f"<code>{where}</code>" in text
    assert _ticked(text) == [GONE]
    assert desk.see("/programmes").count("<tr>") == before
