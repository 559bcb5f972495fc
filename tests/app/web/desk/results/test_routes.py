"""Counted results on the desk: entered, refused in place, imported, judged, beside the plan, two people at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.files.results import build_blank_results, list_blank_rows
from cocau.app.main import create_app
from cocau.app.services.results.election_results import find_election
from cocau.app.settings import ProofRule, Settings
from cocau.constraints.model.slate import Slate
from cocau.constraints.results.counts import COUNT_FIELDS
from cocau.solver.proposal import Proposal
from tests.app.auth import resources
from tests.app.client import LocalClient
from tests.counted import build_results
from tests.databases import migrated

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@dataclass(frozen=True)
class Voted:
    """A desk with a council that was planned. `path`: its results; `which`: the proposal."""

    client: LocalClient
    store: Store
    council: str
    which: str
    proposal: Proposal

    @property
    def path(self) -> str:
        """Return the address of the results."""
        return f"/councils/{self.council}/results"

    @property
    def slate(self) -> Slate:
        """Return the slate that people stood on."""
        assert self.proposal.slate is not None
        return self.proposal.slate

    def fill(self, **changes: str) -> dict[str, str]:
        """Fill the form with counts of every constituency."""
        page = self.client.get(f"{self.path}/edit?proposal={self.which}").text
        results = build_results(self.proposal)
        form = {"proposal": self.which, "expected": "0"}
        for at, count in enumerate(results.counts):
            form |= {f"u{at}.first.{name}": str(getattr(count, name)) for name in COUNT_FIELDS}
            places = list(self.slate.candidates[count.constituency])
            form |= {f"u{at}.first.v.{places.index(v.person)}": str(v.votes) for v in count.votes}
        assert set(form) <= {"proposal", "expected", *re.findall(r'name="([^"]+)"', page)}
        return form | changes


@pytest.fixture
def voted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voted]:
    folder = tmp_path_factory.mktemp("results")
    settings = Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED)
    with migrated(folder) as store:
        which = resources.planned(store, "ha-tinh")
        council = resources.get_council_of(store, which)
        with LocalClient(create_app(settings, store), headers=SAME) as client:
            proposal = Proposal.model_validate_json(client.get(f"/v1/proposals/{which}/proposal").text)
            yield Voted(client, store, council, which, proposal)


def test_nothing_is_saved_of_a_form_that_nothing_was_entered_in(voted: Voted) -> None:
    sent = {"proposal": voted.which, "expected": "0"}
    answer = voted.client.post(f"{voted.path}/edit", data=sent)
    assert (answer.status_code, "hãy nhập ít nhất một đơn vị" in answer.text) == (422, True)
    assert find_election(voted.store, DEVELOPER, voted.council) is None


def test_from_an_empty_page_to_the_elected_and_form_26(voted: Voted) -> None:
    client = voted.client
    empty = client.get(voted.path).text
    assert f'value="{voted.which}"' in empty
    missing = client.get(f"/proposals/{voted.which}/papers/form-26.docx")
    assert (missing.status_code, "hãy nhập kết quả" in missing.text) == (422, True)
    saved = client.post(f"{voted.path}/edit", data=voted.fill(), follow_redirects=False)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{voted.path}?told=saved")
    page = client.get(voted.path).text
    seats = voted.proposal.request.council.seats
    assert f"{seats}/{seats} đại biểu trúng cử." in page
    assert f"Đại biểu dự kiến trúng cử: {seats}/{seats}." in page
    assert "Mọi người dự kiến giữ chức danh đều trúng cử." in page
    assert "Không quy định nào đổi kết luận" in page
    papers = client.get(f"/proposals/{voted.which}/papers").text
    assert f"/proposals/{voted.which}/papers/form-26.docx" in papers
    assert client.get(f"/proposals/{voted.which}/papers/form-26.docx").content[:2] == b"PK"
    client.cookies.set("lang", "en")
    assert f"{seats} of {seats} deputies elected." in client.get(voted.path).text
    client.cookies.clear()


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(voted: Voted) -> None:
    form = voted.fill(**{"u0.first.took_part": "nhiều", "u1.first.v.0": "", "u2.first.valid": "12x"})
    answer = voted.client.post(f"{voted.path}/edit", data=form)
    assert answer.status_code == 422
    for name in ("u0.first.took_part", "u1.first.v.0", "u2.first.valid"):
        assert f'id="e-{name}"' in answer.text
        assert f'href="#{name}"' in answer.text
    assert 'value="nhiều"' in answer.text
    form = voted.fill(**{"u0.first.took_part": "9000", "u1.first.v.0": "9000"})
    answer = voted.client.post(f"{voted.path}/edit", data=form)
    assert answer.status_code == 422
    for name in ("u0.first.took_part", "u1.first.v.0", "u1.first.v"):
        assert f'id="e-{name}"' in answer.text
    assert find_election(voted.store, DEVELOPER, voted.council) is None


def test_a_vote_that_must_be_repeated_opens_its_own_fields(voted: Voted) -> None:
    few = {"took_part": "900", "issued": "900", "collected": "900", "valid": "890", "invalid": "10"}
    form = voted.fill(**{f"u0.first.{name}": number for name, number in few.items()})
    for place in range(20):
        if f"u0.first.v.{place}" in form:
            form[f"u0.first.v.{place}"] = "300"
    assert voted.client.post(f"{voted.path}/edit", data=form).status_code == 200
    page = voted.client.get(voted.path).text
    assert "Phải bầu cử lại, chậm nhất ngày 07/06/2021 (Điều 80 khoản 3, Điều 80 khoản 4)" in page
    assert "Dự kiến, chưa xác định kết quả" in page
    assert "người dự kiến giữ chức danh chưa có kết quả." in page
    assert "Mọi người dự kiến giữ chức danh đều trúng cử." not in page
    assert 'name="u0.repeat.held_on"' in voted.client.get(f"{voted.path}/edit").text


def test_of_two_people_the_later_sees_what_the_first_wrote(voted: Voted) -> None:
    assert voted.client.post(f"{voted.path}/edit", data=voted.fill()).status_code == 200
    mine = voted.fill(**{"u0.first.v.0": "1111", "u0.first.issued": "1801"})
    assert voted.client.post(f"{voted.path}/edit", data=mine | {"expected": "1"}).status_code == 200
    late = voted.fill(**{"u0.first.v.0": "1112"})
    answer = voted.client.post(f"{voted.path}/edit", data=late | {"expected": "1"})
    assert answer.status_code == 412
    assert 'name="expected" value="2"' in answer.text
    assert 'value="1112"' in answer.text
    assert 'value="1801"' in answer.text
    assert "<strong>1111</strong>" in answer.text


def test_a_filled_table_is_imported_and_its_faults_stand_at_their_cells(voted: Voted) -> None:
    blank = voted.client.get(f"{voted.path}/blank.csv?proposal={voted.which}")
    assert blank.status_code == 200
    request, slate = voted.proposal.request, voted.slate
    rows = list_blank_rows(request.council, request.pool, slate.candidates, "vi")
    assert blank.content == build_blank_results(rows, ".csv")
    files = {"file": ("ket-qua.csv", blank.content, "text/csv")}
    sent = {"proposal": voted.which, "expected": "0"}
    answer = voted.client.post(f"{voted.path}/file", data=sent, files=files)
    assert answer.status_code == 422
    assert "ket-qua.csv:2: Tổng số cử tri" in answer.text
    filled = [rows[0], *_fill_rows(rows[1:])]
    files = {"file": ("ket-qua.xlsx", build_blank_results(filled, ".xlsx"), "application/octet-stream")}
    assert voted.client.post(f"{voted.path}/file", data=sent, files=files).status_code == 200
    election = find_election(voted.store, DEVELOPER, voted.council)
    assert election is not None
    assert len(election.results.counts) == len(request.council.constituencies)
    again = voted.client.post(f"{voted.path}/file", data=sent, files=files)
    assert (again.status_code, "Có người vừa lưu kết quả khác" in again.text) == (412, True)


def _fill_rows(rows: list[list[str]]) -> Iterator[list[str]]:
    """Fill in a blank table: the constituency's figures in its first row, 900 votes for everybody."""
    unit = ""
    for row in rows:
        figures = ["2.000", "1.800", "1.800", "1.800", "1.780", "20"] if row[0] != unit else [""] * 6
        unit = row[0]
        yield [*row[:3], *figures, *row[9:11], "900"]
