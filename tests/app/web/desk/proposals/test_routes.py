import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth.caller import Caller
from cocau.app.auth.redaction import is_open_to_all
from cocau.app.i18n.languages import Lang
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.services.planning.proposal_results import ProposalAggregate
from cocau.app.settings import ProofRule, Settings
from cocau.app.web.api.examples import build_commune
from cocau.app.web.desk.proposals.views import ProposalNumbers
from cocau.constraints.record import Text
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.proposal import Proposal
from tests.app.client import LocalClient
from tests.app.web.desk.support.demo import demo_store
from tests.patience import wait_until

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
VIEWER = Caller("usr_viewer", "xem", UserRole.VIEWER, "")


@dataclass(frozen=True)
class Made:
    """A desk on which the commune was planned. `path`: the page of the proposal; `held`: the proposal."""

    client: LocalClient
    path: str
    held: Proposal

    def ids(self, numbers: Iterable[str]) -> list[str]:
        """Whom the numbers in addresses stand for."""
        return [self.held.request.pool.people[int(number) - 1].id for number in numbers]

    def number(self, person: str) -> int:
        """The number of somebody in addresses."""
        return [p.id for p in self.held.request.pool.people].index(person) + 1

    def part(self, path: str, **data: str) -> str:
        """A part of a page, as htmx asks for it."""
        headers = {"HX-Request": "true"}
        if data:
            return self.client.post(self.path + path, data=data, headers=headers).text
        return self.client.get(self.path + path, headers=headers).text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, proposal: Proposal) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("desk")
    settings = Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED)
    with (
        demo_store(folder) as (store, _, _),
        LocalClient(create_app(settings, store), headers=SAME) as client,
    ):
        yield Made(client, f"/proposals/{_planned(client)}", proposal)


def _planned(client: TestClient, **more: object) -> str:
    """A proposal that was sent whole: it belongs to no council of the desk."""
    answer = client.post("/v1/proposals", json=build_commune() | more, headers={"Prefer": "wait=60"})
    return str(re.search(r"prp_\w+", answer.headers["location"])[0])  # type: ignore[index]


def test_every_rule_that_was_judged_is_there_once_with_its_verdict(made: Made) -> None:
    html = made.client.get(made.path).text
    shown = Counter(re.findall(r'<tr id="rule-([\w-]+)">', html))
    assert shown == Counter(finding.rule for finding in made.held.findings)
    kept = sum(f.verdict is Verdict.KEPT for f in made.held.findings)
    assert html.count("came came-kept") == kept


def test_a_verdict_narrows_the_rules(made: Made) -> None:
    by_id = made.held.rulebook.by_id
    aims = {r for r, rule in by_id.items() if rule.strength is Strength.AIM}
    missed = {f.rule for f in made.held.findings if f.verdict is Verdict.BROKEN and f.rule in aims}
    assert missed
    assert set(re.findall(r'<tr id="rule-([\w-]+)">', made.part("/rules?verdict=missed"))) == missed


def test_everybody_on_a_list_is_there_once_intended_deputies_first(made: Made) -> None:
    html = made.client.get(made.path).text
    lists = html[html.index('class="cards units"') : html.index('id="compliance"')]
    slate = made.held.slate
    assert slate is not None
    assert Counter(made.ids(re.findall(r"/people/(\w+)", lists))) == Counter(slate.listed)
    for unit in lists.split("<section")[1:]:
        marks = re.findall(r"[●○]", unit)
        assert marks == sorted(marks, key="●○".index)


def test_the_chamber_has_a_named_seat_for_everybody_whatever_colours_it(made: Made) -> None:
    slate, pool = made.held.slate, made.held.request.pool
    assert slate is not None
    for by in ("bloc", "sex", "age", "ethnicity", "party", "post"):
        part = made.part(f"/chamber?by={by}")
        seats = re.findall(
            r'<a class="seat" href="[^"]*/people/([\w-]+)"[^>]*aria-label="([^"]+), [^"]+"', part
        )
        names = dict(seats)
        assert dict(zip(made.ids(names), names.values(), strict=True)) == {
            i: pool.by_id[i].name for i in slate.deputies
        }
        assert part.count("<title>") == len(slate.deputies)
        assert "style=" not in part
    assert made.client.get(made.path + "?by=sex").text.count('aria-current="true">Giới tính') == 1
    assert made.client.get(made.path + "?by=nothing").status_code == 422


def test_no_address_names_anybody(made: Made) -> None:
    """Ids of people are made of their names and days of birth; addresses are kept in histories and logs."""
    ids = set(made.held.request.pool.by_id)
    for page in ("", "/people", "/people/1", "/rules", "/chamber"):
        html = made.client.get(made.path + page).text
        found = re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', html)
        assert found
        assert not [address for address in found if ids & set(re.split(r"[^\w-]", address))]


def test_departures_come_before_the_answer(made: Made) -> None:
    which = _planned(made.client, overrides={"women-35-percent": {"at_least_percent": 30}})
    html = made.client.get(f"/proposals/{which}").text
    assert html.index("Điều chỉnh so với quy định") < html.index("state-optimal")
    first = re.search(r'<tr id="rule-([\w-]+)">', html)
    assert first is not None
    assert first[1] == "women-35-percent"


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "json"])
def test_annexes_have_a_name_in_words(made: Made, form: str) -> None:
    answer = made.client.get(f"{made.path}/annex.{form}")
    assert answer.status_code == 200
    assert "filename*=UTF-8''T%C3%A0i" in answer.headers["content-disposition"]
    assert answer.content[:2] in {b"%P", b"PK", b"{\n"}
    assert answer.headers["cache-control"] == "no-store"


def test_whoever_is_on_no_list_is_found_too_by_a_name_without_diacritics(made: Made) -> None:
    slate, pool = made.held.slate, made.held.request.pool
    assert slate is not None
    out = next(p for p in pool.people if p.id not in slate.listed)
    everybody = made.client.get(f"{made.path}/people").text
    assert set(made.ids(re.findall(r"/people/(\w+)", everybody))) == set(pool.by_id)
    words = out.name.translate(
        str.maketrans("ĐđễạáàịọủấậồìýÝếồờươứâăêôư", "DdeaaaiouaaoiyYeoouuuaaeou")
    ).upper()
    found = made.part("/people", words=words)
    assert f'/people/{made.number(out.id)}"' in found
    assert "<html" not in found
    assert "Không có ai như vậy" in made.part("/people", words="zzz")


def _has_ended(part: str) -> bool:
    return 'hx-trigger="every' not in part


def _answer(made: Made, **asked: str) -> tuple[str, str]:
    """A question sent by a form, and its answer once it is there: the path and the page."""
    sent = made.client.post(f"{made.path}/answers", data=asked, follow_redirects=False)
    assert sent.status_code == 303
    path = sent.headers["location"]
    return path, wait_until(
        lambda: made.client.get(path).text, lambda html: 'http-equiv="refresh"' not in html
    )


def test_why_is_answered_with_clauses_and_need_not_be_asked_again(made: Made) -> None:
    slate, pool = made.held.slate, made.held.request.pool
    assert slate is not None
    barred = {i for ids in made.held.barred.values() for i in ids}
    out = next(p for p in pool.people if p.id not in slate.listed and p.id not in barred)
    person = made.client.get(f"{made.path}/people/{made.number(out.id)}").text
    assert "Vì sao không có trong danh sách?" in person
    path, html = _answer(made, asked="why", person=out.id, part="in")
    assert f"Vì sao {out.name} không có trong danh sách?" in html
    assert _answer(made, asked="why", person=out.id, part="in")[0] == path
    alone = made.client.get(path, headers={"HX-Request": "true", "HX-Current-URL": f"http://localhost{path}"})
    assert (alone.text, alone.headers["HX-Redirect"]) == ("", path)  # its heading says what was asked
    again = made.client.get(f"{made.path}/people/{made.number(out.id)}").text
    assert path in again
    assert path in made.client.get(made.path).text


def test_who_replaces_whom_is_shown_where_it_was_asked(made: Made) -> None:
    part = made.part("/answers", asked="replacements")
    one = re.search(r'hx-get="[^"]+(/answers/exp_\w+)"', part)
    assert one is not None
    part = wait_until(lambda: made.part(one[1]), _has_ended)
    assert "Nếu chỉ người này rút" in part
    assert made.held.slate is not None
    asked = set(re.findall(r'<h\d><a href="[^"]*/people/([\w-]+)"', part))
    assert set(made.ids(asked)) == set(made.held.slate.listed)
    assert "<html" not in part


def test_an_answer_tells_how_it_is_proven_once_that_is_asked(made: Made) -> None:
    path, html = _answer(made, asked="outcomes")
    assert "Chưa có chứng minh" in html
    assert "proof/files" not in html
    part = made.part(f"{path.removeprefix(made.path)}/proof", any="")
    if not _has_ended(part):
        part = wait_until(lambda: made.part(f"{path.removeprefix(made.path)}/proof"), _has_ended)
    assert f'hx-get="{path}" hx-trigger="load" hx-target="closest .answer"' in part
    html = made.client.get(path).text
    assert "Chính xác: " in html
    assert "theo bộ giải: 0 điều." in html
    assert "Chưa có chứng minh" not in html
    files, carried = re.findall(r'href="(/v1/[^"]+/proof/(?:files|answer))"', html)
    assert made.client.get(files).status_code == made.client.get(carried).status_code == 200
    own = re.search(r"/explanations/(exp_\w+)/proof", files)
    assert own is not None
    assert path.endswith(own[1])
    people = made.client.get(made.path).text
    assert "Trả lời được chứng minh thế nào" not in people  # it is told on the answer's page


def test_what_cannot_be_asked_is_told(made: Made) -> None:
    assert made.client.post(f"{made.path}/answers", data={"asked": "nothing"}).status_code == 422
    assert made.client.get(f"{made.path}/people/9999").status_code == 404


def test_a_viewer_sees_numbers_and_nobodys_part(made: Made) -> None:
    made.client.become(VIEWER)
    try:
        html = made.client.get(made.path).text
        assert "số liệu tổng hợp" in html
        assert "Đảng viên" not in html.split('id="counts"')[1].split("</table>")[0]
        assert "/people/" not in html
        assert made.client.get(f"{made.path}/people").status_code == 403
        assert made.client.get(f"{made.path}/chamber").status_code == 403
        assert made.client.get(f"{made.path}/annex.pdf").status_code == 403
    finally:
        made.client.become(None)


def test_a_viewer_is_told_no_bound_that_was_set_for_what_is_withheld(proposal: Proposal) -> None:
    """Own rulebooks may have the bound in the words of a rule."""
    held = proposal.rulebook
    words = Text(vi="Ít nhất {at_least_percent}%", en="At least {at_least_percent}%")
    rule = held.by_id["non-party-10-percent-introduced"].replace_unvalidated(says=words)
    assert not is_open_to_all(rule)
    book = held.replace_unvalidated(rules=tuple(rule if each.id == rule.id else each for each in held.rules))
    changed = book.apply_overrides({rule.id: {"at_least_percent": 9}})
    numbers = ProposalNumbers(ProposalAggregate.model_construct(conflict=(rule.id,)), None, Lang.VI, changed)
    assert numbers.conflict == ["Ít nhất 10%"]


def test_of_an_erased_one_only_numbers_are_left(made: Made) -> None:
    which = _planned(made.client, label="sẽ xóa")
    assert made.client.delete(f"/v1/proposals/{which}").status_code == 200
    html = made.client.get(f"/proposals/{which}").text
    assert "chỉ còn số liệu tổng hợp" in html
    assert "Phụ nữ" in html
    assert not any(person.name in html for person in made.held.request.pool.people)


def test_a_proposal_outlives_its_council(made: Made) -> None:
    council = made.client.post(
        "/v1/councils", json={"council": build_commune()["council"], "label": "x", "locality": "ha-tinh"}
    )
    which = _planned(made.client, council={"ref": council.json()["id"]})
    gone = made.client.delete(council.headers["location"], headers={"If-Match": council.headers["etag"]})
    assert gone.status_code == 204
    assert "state-optimal" in made.client.get(f"/proposals/{which}").text
