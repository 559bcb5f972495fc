"""A locality's own rules by a form: tried before they are kept, in versions, and in force for the next plan."""

import re

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.present.wording import list_bounds
from cocau.app.services.allocation_tables import get_table_rules
from cocau.app.services.gates import get_calendar
from cocau.app.services.planning.adjustments import parse_proposal
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.app.services.rulebooks import find_local_rules, parse_rulebook
from cocau.app.services.scenarios import find_problems
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.explain.scenario import Scenario

DIRECTIVE = {
    "group": "women",
    "also": "",
    "among": "candidates",
    "bound": "at_least_percent",
    "number": "40",
    "strength": "must",
    "kind": "directive",
    "document": "12-CT/TU",
    "issuer": "Ban Thường vụ Tỉnh ủy (ví dụ)",
    "dated": "2021-01-05",
    "title": "Về lãnh đạo cuộc bầu cử (ví dụ)",
    "place": "Mục 2",
    "quote": "bảo đảm ít nhất 40% nữ trong danh sách chính thức",
}


@pytest.fixture
def council(visitor: TestClient) -> str:
    found: str = visitor.get("/v1/councils").json()["items"][0]["id"]  # the commune
    return found


def sent(visitor: TestClient, council: str, act: str, **values: str) -> tuple[int, str]:
    form = {"act": act, "rule": "", "expected": "0"} | DIRECTIVE | values
    answer = visitor.post(f"/councils/{council}/rules/local", data=form, follow_redirects=False)
    return answer.status_code, answer.headers.get("location") or answer.text


def planned(visitor: TestClient, council: str) -> str:
    pool = visitor.get("/v1/pools", params={"about": council}).json()["items"][0]["id"]
    answer = visitor.post(f"/councils/{council}/proposals", data={"pool": pool}, follow_redirects=False)
    proposal = answer.headers["location"].rpartition("/")[2]
    visitor.get(f"/v1/proposals/{proposal}/events")  # to its end
    return proposal


def test_a_rule_is_kept_cited_and_in_force_for_the_next_plan(
    visitor: TestClient, council: str, filled: Store
) -> None:
    assert sent(visitor, council, "save") == (303, f"/councils/{council}/rules?told=saved")
    html = visitor.get(f"/councils/{council}/rules").text
    assert "nữ ít nhất 40%" in html
    assert "12-CT/TU" in html
    assert DIRECTIVE["quote"] in html
    text = get_completed_proposal(filled, DEVELOPER, planned(visitor, council)).text
    proposal = parse_proposal(text)
    assert list_bounds(proposal.rulebook.by_id["dia-phuong-1"]) == {"at_least_percent": "40"}
    verdicts = {finding.rule: finding.verdict for finding in proposal.findings}
    assert verdicts["dia-phuong-1"] is Verdict.KEPT


def test_a_rule_is_tried_on_the_newest_proposal_and_nothing_is_stored(
    visitor: TestClient, council: str, filled: Store
) -> None:
    assert "Chưa có phương án nào để thử" in sent(visitor, council, "try")[1]
    planned(visitor, council)
    for number, words in (("10", "đạt quy định này"), ("99", "chưa đạt quy định này")):
        code, html = sent(visitor, council, "try", number=number)
        assert (code, words in html) == (200, True), html
        assert f'value="{number}"' in html
    assert find_local_rules(filled, DEVELOPER, council) is None


def test_a_rule_is_edited_and_taken_out_in_versions(visitor: TestClient, council: str, filled: Store) -> None:
    sent(visitor, council, "save")
    sent(
        visitor,
        council,
        "save",
        expected="1",
        group="under_40",
        also="women",
        strength="aim",
        bound="at_least",
    )
    html = visitor.get(f"/councils/{council}/rules/local?rule=dia-phuong-2").text
    assert re.search(r'<option value="under_40" selected>', html)
    assert re.search(r'<option value="women" selected>', html)
    own = find_local_rules(filled, DEVELOPER, council)
    assert own is not None
    assert [rule.strength for rule in parse_rulebook(own.body).rules] == [Strength.MUST, Strength.AIM]
    sent(visitor, council, "remove", expected="2", rule="dia-phuong-1")
    own = find_local_rules(filled, DEVELOPER, council)
    assert own is not None
    assert (own.version.number, [rule.id for rule in parse_rulebook(own.body).rules]) == (3, ["dia-phuong-2"])


def test_the_second_of_two_is_told_and_loses_nothing(visitor: TestClient, council: str) -> None:
    sent(visitor, council, "save")
    code, html = sent(visitor, council, "save", expected="0", number="45")
    assert code == 412
    assert 'value="45"' in html
    assert 'name="expected" value="1"' in html


def test_all_that_is_wrong_stands_beside_its_field(visitor: TestClient, council: str) -> None:
    wrong = {"group": "", "number": "140", "issuer": "", "title": "", "quote": "", "dated": "hôm qua"}
    code, html = sent(visitor, council, "save", **wrong)
    assert code == 422
    for field in wrong:
        assert f'id="{field}-wrong"' in html
    code, html = sent(visitor, council, "save", group="party", also="front")
    assert 'id="also-wrong"' in html


def test_a_rule_of_a_higher_document_can_be_the_pattern(visitor: TestClient, council: str) -> None:
    html = visitor.get(f"/councils/{council}/rules").text
    assert f"/councils/{council}/rules/local?like=women-35-percent" in html
    html = visitor.get(f"/councils/{council}/rules/local?like=women-35-percent").text
    assert re.search(r'name="number" value="35"', html)
    assert re.search(r'<option value="women" selected>', html)


def test_a_rule_reaches_what_ifs_structures_tables_and_the_course_of_the_election(
    visitor: TestClient, council: str, filled: Store
) -> None:
    lowered = {"dia-phuong-1": {"at_least_percent": 30}}
    scenario = Scenario(name="30%", overrides=lowered)
    visitor.post(f"/councils/{council}/structure")
    table = visitor.get("/v1/tables", params={"about": council}).json()["items"][0]["id"]
    plans = f"/v1/tables/{table}/plans"
    assert [p.code for p in find_problems(filled, DEVELOPER, council, scenario)] == ["unknown_rule"]
    assert visitor.post(plans, json={"overrides": lowered}).status_code == 422
    sent(visitor, council, "save")
    assert find_problems(filled, DEVELOPER, council, scenario) == []
    assert visitor.post(plans, json={"overrides": lowered}).status_code == 202
    _, body, book = get_calendar(filled, DEVELOPER, council)
    assert "dia-phuong-1" in book.by_id
    rules = get_table_rules(filled, DEVELOPER, council, body)
    assert rules is not None
    assert "dia-phuong-1" in rules.by_id
