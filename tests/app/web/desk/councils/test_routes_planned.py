"""What a council's pages say of proposals that have ended; apart, since a process computes for one desk only."""

import re

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.files.readers import read_council, read_pool
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document
from cocau.app.services.pools import POOLS
from cocau.app.services.rulebooks import choose_council_rulebook
from cocau.fixtures.run import SHIPPED
from tests.patience import wait_until


def _wait_for_the_newest(visitor: TestClient) -> None:
    wait_until(lambda: visitor.get("/v1/proposals").json()["items"][0]["digest"])


@pytest.mark.parametrize(
    ("place", "books"),
    [
        ("lam-ha/x", ["national-2021", "ha-tinh-2021", "dong-thap-2021"]),
        ("ha-tinh/x", ["ha-tinh-2021", "national-2021", "dong-thap-2021"]),
    ],
)
def test_the_rules_of_the_own_province_come_first_and_others_are_chosen(
    visitor: TestClient, filled: Store, place: str, books: list[str]
) -> None:
    council = read_council(SHIPPED / "councils" / "xa-nho.yaml")
    made = create_document(filled, DEVELOPER, COUNCILS, council, locality=place, label=place).document.id
    pool = read_pool(SHIPPED / "pools" / "xa-nho.yaml")
    people = create_document(filled, DEVELOPER, POOLS, pool, label=place, about=made).document.id
    for path in (f"/councils/{made}", f"/councils/{made}/proposals"):
        chosen = visitor.get(path).text.partition('name="rulebook"')[2].partition("</select>")[0]
        assert re.findall(r'<option value="([^"]+)"', chosen) == books
    book = choose_council_rulebook(filled, DEVELOPER, made, council.election_day)
    assert book is not None
    assert book.name == books[0]
    for name, code in ((books[1], 303), ("national-2026", 422), ("/etc/passwd", 404)):
        sent = {"pool": people, "rulebook": name}
        answer = visitor.post(f"/councils/{made}/proposals", data=sent, follow_redirects=False)
        assert answer.status_code == code, name
    _wait_for_the_newest(visitor)
    for path in (f"/councils/{made}", f"/councils/{made}/proposals"):  # what was chosen last is chosen again
        assert f'<option value="{books[1]}" selected>' in visitor.get(path).text


def test_a_proposal_of_an_older_list_is_not_the_end_of_it(visitor: TestClient) -> None:
    council = visitor.get("/v1/councils").json()["items"][0]["id"]
    pool = visitor.get("/v1/pools", params={"about": council}).json()["items"][0]["id"]
    visitor.post(f"/councils/{council}/proposals", data={"pool": pool})
    _wait_for_the_newest(visitor)
    assert "Dữ liệu đã thay đổi" not in visitor.get(f"/councils/{council}").text
    visitor.post(f"/pools/{pool}/1/1/withdrawn", data={"withdrawn": "yes"})
    assert "Dữ liệu đã thay đổi" in visitor.get(f"/councils/{council}").text
