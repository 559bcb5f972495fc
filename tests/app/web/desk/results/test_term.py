"""A term on the desk: posts beside the plan, a departure, a vote, refusals in place; the previous term of the next."""

import re

from cocau.app.auth.caller import DEVELOPER
from cocau.app.present.papers.directive_report import build_directive_report
from cocau.app.services.office.directive_reports import build_report
from cocau.app.services.results.council_terms import get_term
from tests.app.web.desk.results.test_routes import Voted, voted

__all__ = ["voted"]


def _post(voted: Voted, expected: int, **fields: str) -> tuple[int, str]:
    answer = voted.client.post(f"/councils/{voted.council}/term", data={"expected": str(expected), **fields})
    return answer.status_code, answer.text


def _enter(voted: Voted) -> str:
    """Enter the results; return the address of the term."""
    assert voted.client.post(f"{voted.path}/edit", data=voted.fill()).status_code == 200
    return f"/councils/{voted.council}/term"


def _place(voted: Voted, person: str) -> str:
    return str([one.id for one in voted.proposal.request.pool.people].index(person) + 1)


def test_a_term_has_nobody_before_there_are_results(voted: Voted) -> None:  # the fixture
    assert "Chưa nhập kết quả bầu cử" in voted.client.get(f"/councils/{voted.council}/term").text
    code, text = _post(voted, 0, act="days", first_session="2021-07-01")
    assert (code, "Nhập kết quả bầu cử trước" in text) == (422, True)


def test_posts_a_departure_and_a_vote_are_recorded(voted: Voted) -> None:
    path = _enter(voted)
    chair = voted.slate.posts["chair"][0]
    who = {"posts.person": _place(voted, chair), "posts.post": "chair", "posts.since": "2021-07-01"}
    assert _post(voted, 0, act="posts", **who)[0] == 200
    page = voted.client.get(path).text
    assert "(01/07/2021)" in page
    assert "như phương án" in page
    assert "Ghi đủ người giữ các chức danh" in page
    code, text = _post(voted, 1, act="posts", **(who | {"posts.since": "2021-08-01"}))
    assert (code, 'id="e-posts.post"' in text) == (422, True)
    other = next(i for i in voted.slate.deputies if i != chair)
    gone = {"departures.person": _place(voted, other), "departures.on": "2022-01-10"}
    code, text = _post(voted, 1, act="departures", **gone)
    assert (code, 'id="e-departures.reason"' in text) == (422, True)
    assert _post(voted, 1, act="departures", **gone, **{"departures.reason": "transferred"})[0] == 200
    vote = {"confidence_votes.person": _place(voted, chair), "confidence_votes.on": "2023-12-05"}
    counted = {
        f"confidence_votes.{one}": number for one, number in (("high", "10"), ("medium", "5"), ("low", "x"))
    }
    code, text = _post(voted, 2, act="confidence_votes", **vote, **counted)
    assert (code, 'id="e-confidence_votes.low"' in text, 'value="10"' in text) == (422, True, True)
    assert (
        _post(voted, 2, act="confidence_votes", **vote, **(counted | {"confidence_votes.low": "0"}))[0] == 200
    )
    page = voted.client.get(path).text
    seats = voted.proposal.request.council.seats
    assert f"Khuyết 1/{seats} đại biểu" in page
    assert "10 (66,7%)" in page
    assert _post(voted, 1, act="drop:departures.0")[0] == 412
    assert _post(voted, 3, act="drop:departures.0")[0] == 200
    assert get_term(voted.store, DEVELOPER, voted.council).term.departures == ()


def test_the_next_council_takes_its_previous_term_from_the_results(voted: Voted) -> None:
    _enter(voted)
    form = voted.client.get(f"/councils/new?from={voted.council}").text
    assert f'<option value="{voted.council}">' in form
    answer = voted.client.post("/councils/new", data={"act": "prior", "prior.from": voted.council})
    council = voted.proposal.request.council
    assert f'name="prior.deputies" value="{council.seats}"' in re.sub(r"\s+", " ", answer.text)
    women = sum(voted.proposal.request.pool.by_id[i].sex == "female" for i in voted.slate.deputies)
    assert re.search(rf'name="prior.count.women"\s+value="{women}"', answer.text)
    chair = voted.slate.posts["chair"][0]
    who = {"posts.person": _place(voted, chair), "posts.post": "chair", "posts.since": "2021-07-01"}
    assert _post(voted, 0, act="posts", **who)[0] == 200
    answer = voted.client.post("/councils/new", data={"act": "prior", "prior.from": voted.council})
    name = voted.proposal.request.pool.by_id[chair].name
    assert re.search(rf'name="officers.chair"\s+value="{name}"', answer.text)
    nobody = voted.client.post("/councils/new", data={"act": "prior", "prior.from": ""})
    assert (nobody.status_code, "Chọn hội đồng đã nhập kết quả" in nobody.text) == (422, True)


def test_the_report_on_the_directive_tells_of_the_results(voted: Voted) -> None:
    _enter(voted)
    _, sheet = build_directive_report(build_report(voted.store, DEVELOPER), is_printed=False).sheets
    assert sheet.table is not None
    told = [row.values for row in sheet.table.rows]
    at = told.index(("G. Kết quả bầu cử và nhiệm kỳ",))
    seats = voted.proposal.request.council.seats
    assert told[at + 1][3] == f"{seats}/{seats} đại biểu được bầu"
    assert told[at + 2][3] == f"{seats} người"
    assert "kết quả bầu cử (bản 1)" in sheet.fields["cuoi_bang"]
