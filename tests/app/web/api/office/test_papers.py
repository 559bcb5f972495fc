from typing import Any
from urllib.parse import unquote

import pytest

from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, build_paper
from cocau.app.present.papers.formats import list_formats, render_paper
from cocau.app.present.papers.request import PaperRequest
from cocau.solver.proposal import Proposal
from tests.app.web.api.acting import OTHER, PLANNER, VIEWER, Acting

NOWHERE = "prp_00000000000000000000000000"


@pytest.fixture(scope="module")
def body(proposal: Proposal) -> dict[str, Any]:
    council, pool = proposal.request.council, proposal.request.pool
    return {"council": council.model_dump(mode="json"), "pool": pool.model_dump(mode="json")}


@pytest.fixture(scope="module")
def which(shared_service: Acting, body: dict[str, Any]) -> str:
    """A proposal that was made."""
    answer = shared_service(PLANNER).post("/v1/proposals", json=body, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200
    return str(answer.headers["Location"]).split("/")[3]


def test_what_a_proposal_can_be_made_into_is_listed(shared_service: Acting, which: str) -> None:
    offered = shared_service(PLANNER).get(f"/v1/proposals/{which}/papers").json()
    kinds = [one["kind"] for one in offered]
    assert kinds == [kind for kind in PAPER_TYPES if kind is not PaperKind.CHANGES]
    covering = next(one for one in offered if one["kind"] == "covering")
    assert covering["formats"] == ["pdf", "docx", "json"]
    assert next(one for one in offered if one["kind"] == "party-plan")["note"]["vi"].startswith(
        "Chờ đối chiếu"
    )


@pytest.mark.parametrize("kind", ["composition", "form-22", "leadership", "covering"])
def test_each_format_is_what_the_renderer_gives(shared_service: Acting, which: str, kind: str) -> None:
    client = shared_service(PLANNER)
    whole = Proposal.model_validate_json(client.get(f"/v1/proposals/{which}/proposal").text)
    paper = build_paper(PaperKind(kind), PaperRequest(whole))
    for form in (*list_formats(PAPER_TYPES[PaperKind(kind)]), AnnexFormat.JSON):
        answer = client.get(f"/v1/proposals/{which}/papers/{kind}", params={"format": form})
        assert answer.status_code == 200
        assert answer.content == render_paper(paper, form)
        assert answer.headers["content-type"].partition(";")[0] == form.media_type
        name = unquote(answer.headers["content-disposition"].partition("UTF-8''")[2])
        assert name == f"{PAPER_TYPES[PaperKind(kind)].title.vi} - HĐND xã Mẫu.{form}".replace("/", " ")
        tag = {"If-None-Match": answer.headers["etag"]}
        again = client.get(f"/v1/proposals/{which}/papers/{kind}", params={"format": form}, headers=tag)
        assert again.status_code == 304


def test_form_26_needs_the_results_of_the_election(shared_service: Acting, which: str) -> None:
    answer = shared_service(PLANNER).get(f"/v1/proposals/{which}/papers/form-26", params={"format": "json"})
    assert (answer.status_code, "no_results" in answer.text) == (422, True)


def test_a_comparison_names_the_other_proposal(shared_service: Acting, which: str) -> None:
    path = f"/v1/proposals/{which}/papers/comparison"
    assert shared_service(PLANNER).get(path, params={"with": which, "format": "docx"}).content[:2] == b"PK"
    assert shared_service(PLANNER).get(path).status_code == 422
    assert shared_service(PLANNER).get(path, params={"with": NOWHERE}).status_code == 404


def test_a_letter_is_no_workbook(shared_service: Acting, which: str) -> None:
    answer = shared_service(PLANNER).get(f"/v1/proposals/{which}/papers/covering", params={"format": "xlsx"})
    assert (answer.status_code, "no_table" in answer.text) == (422, True)


def test_papers_are_for_those_who_may_see_people_in_their_scope(shared_service: Acting, which: str) -> None:
    for path in (f"/v1/proposals/{which}/papers", f"/v1/proposals/{which}/papers/composition"):
        assert shared_service(VIEWER).get(path).status_code == 403
        assert shared_service(OTHER).get(path).status_code == 404
