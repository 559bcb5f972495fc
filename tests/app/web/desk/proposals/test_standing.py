"""A proposal that lives: what changed since is said on each page, adjusted, kept or dropped, and never approved unseen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from sqlmodel import select

from cocau.app.db.engine import Store
from cocau.app.db.models import ProposalRow
from cocau.app.main import create_app
from cocau.app.services.operations.demo import DemoCouncil
from cocau.app.settings import ProofRule, Settings
from cocau.solver.proposal import Proposal
from tests.app.client import LocalClient
from tests.app.web.desk.support.demo import demo_store
from tests.patience import wait_until

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def get_words(html: str) -> str:
    """The words of a page as a reader sees them."""
    text = re.sub(r'(?s)<title>.*?</title>|<span class="visually-hidden">.*?</span>', "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@dataclass(frozen=True)
class Desk:
    """A desk with the commune of the demo, planned once: `of`: the id of that proposal."""

    client: LocalClient
    store: Store
    commune: DemoCouncil
    of: str

    def html(self, path: str) -> str:
        """The text of a page as a reader has it."""
        return get_words(self.client.get(path).text)

    def proposal(self, which: str) -> Proposal:
        """A stored proposal."""
        return Proposal.model_validate_json(self.client.get(f"/v1/proposals/{which}/proposal").text)

    def withdraw(self, *people: str) -> None:
        """Take people off the newest list."""
        pool = f"/v1/pools/{self.commune.pool}"
        held = self.client.get(pool)
        answer = self.client.patch(
            f"{pool}/people", json={"withdrawn": list(people)}, headers={"If-Match": held.headers["etag"]}
        )
        assert answer.status_code == 200, answer.text

    def planned(self) -> str:
        """Plan the commune from the newest data."""
        return ended(
            self.client,
            self.client.post(
                f"/councils/{self.commune.council}/proposals", data={"pool": self.commune.pool}
            ).headers["location"],
        )


def wait_for_answer(client: LocalClient, location: str) -> str:
    """The page of an answer once it is there."""
    return wait_until(lambda: client.get(location).text, lambda page: 'class="answer waiting"' not in page)


def ended(client: LocalClient, location: str) -> str:
    """Wait for a proposal; its id."""
    which = re.search(r"prp_\w+", location)
    assert which is not None
    found = which[0]
    wait_until(lambda: client.get(f"/v1/proposals/{found}").json()["digest"])
    return found


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("living")
    with demo_store(folder) as (store, _, commune):
        app = create_app(
            Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED), store
        )
        with LocalClient(app, headers=SAME, follow_redirects=False) as client:
            made = Desk(client, store, commune, "")
            yield Desk(client, store, commune, made.planned())


def _approve(desk: Desk, which: str, **more: str) -> int:
    digest = desk.client.get(f"/v1/proposals/{which}").json()["digest"]
    sent = {"decision": "approved", "digest": digest, "document": "12-QĐ/TU"} | more
    return desk.client.post(f"/proposals/{which}/approval", data=sent).status_code


def test_a_withdrawal_is_said_on_every_page_and_adjusted_with_the_fewest_moves(desk: Desk) -> None:
    assert "Danh sách đã đổi" not in desk.html(f"/proposals/{desk.of}")
    before = desk.proposal(desk.of)
    assert before.slate is not None
    deputy = before.slate.posts["head/legal"][0]
    name = before.request.pool.by_id[deputy].name
    desk.withdraw(deputy)
    told = f"Danh sách đã đổi: {name} (Trưởng ban · Ban Pháp chế dự kiến) đã rút"
    for page in ("", "/people", "/people/1", "/approval"):
        assert told in desk.html(f"/proposals/{desk.of}{page}"), page
    assert desk.client.get(f"/v1/proposals/{desk.of}/news").json()["people"][0]["gone"] is True
    desk.client.post("/language", data={"to": "en", "back": "/"})
    assert "steps have no document on record" in desk.html(f"/proposals/{desk.of}/approval"), "not listed"
    desk.client.post("/language", data={"to": "vi", "back": "/"})

    assert _approve(desk, desk.of) == 409

    made = ended(desk.client, desk.client.post(f"/proposals/{desk.of}/adjust").headers["location"])
    after = desk.proposal(made)
    assert after.slate is not None
    assert deputy not in after.slate.everybody
    assert {move.person for move in after.differences if move.why == "gone"} == {deputy}
    page = desk.html(f"/proposals/{made}")
    assert "Kết quả điều chỉnh, chưa giữ" in page
    assert "Thay đổi so với phương án trước" in page
    assert _approve(desk, made) == 409  # nobody has kept it yet

    desk.client.post(f"/proposals/{made}/keep")
    assert desk.client.post(f"/proposals/{made}/keep").status_code == 409
    assert "Phương án này đã được thay thế" in desk.html(f"/proposals/{desk.of}")
    assert _approve(desk, desk.of, outdated_reason="x") == 409
    assert _approve(desk, made) == 303
    approved = desk.html(f"/proposals/{made}")
    assert "Đã phê duyệt 12-QĐ/TU" in approved
    assert f'href="/proposals/{made}/approval">Phê duyệt' not in desk.client.get(f"/proposals/{made}").text
    listed = desk.html(f"/councils/{desk.commune.council}/proposals")
    assert "Đã phê duyệt 12-QĐ/TU" in listed
    assert "Đã thay thế" in listed


def test_an_adjustment_that_is_dropped_leaves_the_proposal_as_it_was(desk: Desk) -> None:
    slate = desk.proposal(desk.of).slate
    assert slate is not None
    desk.withdraw(slate.deputies[0])
    made = ended(desk.client, desk.client.post(f"/proposals/{desk.of}/adjust").headers["location"])
    assert desk.client.post(f"/proposals/{made}/drop").headers["location"] == f"/proposals/{desk.of}"
    assert desk.client.get(f"/v1/proposals/{desk.of}").json()["standing"] == "draft"
    assert made not in desk.client.get(f"/councils/{desk.commune.council}/proposals").text
    assert made in desk.client.get(f"/councils/{desk.commune.council}/proposals?archived=true").text


def test_what_is_out_of_date_is_approved_only_with_a_reason_and_that_is_on_record(desk: Desk) -> None:
    slate = desk.proposal(desk.of).slate
    assert slate is not None
    desk.withdraw(slate.deputies[0])
    digest = desk.client.get(f"/v1/proposals/{desk.of}").json()["digest"]
    asked = {"decision": "approved", "digest": digest}
    refused = desk.client.post(f"/v1/proposals/{desk.of}/approvals", json=asked)
    assert (refused.status_code, "lý do" in refused.text) == (409, True)
    reason = "Người rút sẽ được thay ở bước hiệp thương."
    made = desk.client.post(f"/v1/proposals/{desk.of}/approvals", json=asked | {"outdated_reason": reason})
    assert (made.status_code, made.json()["outdated_reason"]) == (201, reason)
    found = desk.client.get("/v1/trail", params={"subject": desk.of}).json()["items"]
    assert "approve_outdated" in {entry["action"] for entry in found}
    assert reason in desk.html(f"/proposals/{desk.of}/approval")


def test_a_proposal_has_a_name_a_star_a_note_and_an_archive(desk: Desk) -> None:
    listed = f"/councils/{desk.commune.council}/proposals"
    note = "Trao đổi với Bí thư"
    desk.client.post(f"/proposals/{desk.of}/curation", data={"label": "Phương án 1", "note": note})
    desk.client.post(f"/proposals/{desk.of}/curation", data={"starred": "yes"})
    assert "★ Phương án 1 Dự thảo" in desk.html(listed)
    assert note in desk.html(listed)
    assert not any(note.encode() in bytes(row[0] or b"") for row in _notes(desk.store))
    women = desk.client.get(f"/v1/proposals/{desk.of}/aggregate").json()["counts"]["deputies"]["women"]
    assert re.search(rf"\b{women} \d+%", desk.html(listed))
    desk.client.post(f"/proposals/{desk.of}/curation", data={"archived": "yes"})
    assert "Phương án 1" not in desk.html(listed)
    assert "Phương án 1" in desk.html(f"{listed}?archived=true")
    desk.client.post(f"/proposals/{desk.of}/curation", data={"withdrawn": "yes"})
    assert "đã được rút" in desk.html(f"/proposals/{desk.of}")
    assert _approve(desk, desk.of) == 409


def _notes(store: Store) -> list[tuple[bytes | None]]:
    with store.reading() as session:
        return [(row.note,) for row in session.exec(select(ProposalRow))]


def test_a_new_council_and_an_unchanged_list_are_told_apart(desk: Desk) -> None:
    council = f"/v1/councils/{desk.commune.council}"
    held = desk.client.get(council)
    body = held.json()["council"] if "council" in held.json() else held.json()
    changed = body | {"note": "ghi chú mới", "population": body["population"] + 1}
    sent = {"council": changed, "label": changed["name"], "note": ""}
    answer = desk.client.put(council, json=sent, headers={"If-Match": held.headers["etag"]})
    assert answer.status_code == 200, answer.text
    assert "Hồ sơ hội đồng đã đổi: dân số" in desk.html(f"/proposals/{desk.of}")
    news = desk.client.get(f"/v1/proposals/{desk.of}/news").json()
    assert news["pool"] is None
    assert news["council"] == {"used": 1, "newest": 2}


def test_a_what_if_begins_with_the_proposal_it_comes_from(desk: Desk) -> None:
    desk.client.post(f"/proposals/{desk.of}/curation", data={"label": "Phương án 1"})
    patch = {"label": "Phương án 2", "overrides": {"women-35-percent": {"at_least_percent": 37}}}
    derived = desk.client.post(f"/v1/proposals/{desk.of}/derived", json=patch)
    which = ended(desk.client, derived.headers["location"])
    made = desk.client.post(f"/proposals/{which}/what-if")
    page = desk.client.get(made.headers["location"]).text
    assert "Từ phương án Phương án 2" in page
    assert re.search(r'name="bound:women-35-percent:at_least_percent"[^>]*value="37"', page)


STANDINGS = {
    "PA một": "Đã phê duyệt 12-QĐ/TU",
    "PA hai": "Đã rút",
    "PA ba": "Đã trả lại",
    "PA tư": "Dự thảo Dữ liệu đã thay đổi",
    "PA năm": "Dự thảo",
}
_NEAR = 70
"""Letters around a name in which its standing stands."""
MOST_OF_A_KIND = 2
"""Pages of the other kinds that are looked at."""


@pytest.mark.long
def test_wherever_a_proposal_is_named_its_standing_is_shown(desk: Desk) -> None:
    named = dict(zip(STANDINGS, (desk.of, *(desk.planned() for _ in range(3))), strict=False))
    digest = desk.client.get(f"/v1/proposals/{named['PA ba']}").json()["digest"]
    returned = {"decision": "returned", "digest": digest, "reason": "x"}
    assert desk.client.post(f"/proposals/{named['PA ba']}/approval", data=returned).status_code == 303
    desk.client.post(f"/proposals/{named['PA hai']}/curation", data={"withdrawn": "yes"})
    assert _approve(desk, named["PA một"]) == 303
    slate = desk.proposal(named["PA tư"]).slate
    assert slate is not None
    desk.withdraw(
        next(i for i in desk.proposal(named["PA tư"]).request.pool.by_id if i not in slate.everybody)
    )
    named["PA năm"] = desk.planned()
    for label, which in named.items():
        desk.client.post(f"/proposals/{which}/curation", data={"label": label})
    wrong, told = [], dict.fromkeys(STANDINGS, 0)
    for path, text in _read_pages(desk):
        for label, standing in STANDINGS.items():
            words = standing if label != "PA một" else f"{standing} Dữ liệu đã thay đổi"
            for at in re.finditer(re.escape(label), text):
                near = text[max(0, at.start() - _NEAR) : at.end() + _NEAR].replace(" · ", " ")
                told[label] += 1
                if words not in near:
                    wrong.append((path, near))
    assert not wrong, "\n".join(map(str, wrong))
    assert min(told.values()) >= 5, told


def _read_pages(desk: Desk) -> Iterator[tuple[str, str]]:
    """Read some pages of each kind that the council's leads to; trail, report and papers tell of a day."""
    links = re.compile(rf'href="(/(?:councils/{desk.commune.council}|proposals/)[^"#.]*)["#]')
    seen: dict[str, set[str]] = {}
    waiting = ["/", f"/councils/{desk.commune.council}"]
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "0", re.sub(r"_[0-9a-z]{26}", "", path.split("?")[0]))
        most = len(STANDINGS) if kind == "/proposals/prp" else MOST_OF_A_KIND
        if path in seen.setdefault(kind, set()) or len(seen[kind]) == most:
            continue
        seen[kind].add(path)
        html = desk.client.get(path).text
        yield path, get_words(html)
        waiting += [unescape(href) for href in links.findall(html)]
