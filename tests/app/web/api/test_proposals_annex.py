from typing import Any
from urllib.parse import unquote

import pytest

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.formats import AnnexFormat, render_annex
from cocau.solver.proposal import Proposal
from tests.app.web.api.acting import ANALYST, OTHER, PLANNER, PROVINCE, VIEWER, Acting
from tests.app.web.api.small_commune import build_small_commune

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


@pytest.mark.parametrize("form", AnnexFormat)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_form_is_what_the_renderer_gives(
    shared_service: Acting, which: str, form: AnnexFormat, lang: str
) -> None:
    client = shared_service(PLANNER)
    answer = client.get(f"/v1/proposals/{which}/annex", params={"format": form, "lang": lang})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == form.media_type
    whole = Proposal.model_validate_json(client.get(f"/v1/proposals/{which}/proposal").text)
    assert answer.content == render_annex(build_annex(whole, lang), form)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", AnnexFormat.JSON),
        ("application/pdf", AnnexFormat.PDF),
        (AnnexFormat.XLSX.media_type, AnnexFormat.XLSX),
    ],
)
def test_without_a_format_accept_decides(
    shared_service: Acting, which: str, accept: str, form: AnnexFormat
) -> None:
    answer = shared_service(PLANNER).get(f"/v1/proposals/{which}/annex", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == form.media_type
    assert answer.headers["vary"] == "Accept"


def test_a_format_goes_before_accept(shared_service: Acting, which: str) -> None:
    answer = shared_service(PLANNER).get(
        f"/v1/proposals/{which}/annex?format=json", headers={"Accept": "application/pdf"}
    )
    assert answer.headers["content-type"] == "application/json"


def test_a_form_that_is_not_offered_is_told(shared_service: Acting, which: str) -> None:
    client = shared_service(PLANNER)
    answer = client.get(f"/v1/proposals/{which}/annex", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert answer.json()["type"] == "urn:cocau:problem:not-acceptable"
    assert "application/pdf" in answer.json()["problems"][0]["vi"]
    assert client.get(f"/v1/proposals/{which}/annex?format=odt").status_code == 422


def test_the_file_has_a_name_with_its_diacritics_and_one_without(
    shared_service: Acting, which: str, proposal: Proposal
) -> None:
    answer = shared_service(PLANNER).get(f"/v1/proposals/{which}/annex?format=docx")
    plain, real = answer.headers["content-disposition"].split("; ")[1:]
    assert plain == f'filename="annex-{which}.docx"'
    name = real.removeprefix("filename*=UTF-8''")
    assert name.isascii()
    assert unquote(name) == f"Tài liệu làm việc - {proposal.request.council.name}.docx"


def test_whoever_has_it_is_told_so_without_a_body(shared_service: Acting, which: str) -> None:
    client, path = shared_service(PLANNER), f"/v1/proposals/{which}/annex?format=pdf"
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    others = {client.get(f"/v1/proposals/{which}/annex", params=p).headers["etag"] for p in _OTHERS}
    assert len(others | {tag}) == len(_OTHERS) + 1


_OTHERS = ({"format": "json"}, {"format": "xlsx"}, {"format": "json", "lang": "en"})


def test_who_may_not_see_people_has_the_view_and_no_annex(shared_service: Acting, which: str) -> None:
    client = shared_service(VIEWER)
    assert client.get(f"/v1/proposals/{which}/annex?format=json").status_code == 403
    assert client.get(f"/v1/proposals/{which}/proposal").status_code == 200


def test_what_is_elsewhere_or_nowhere_is_not_there(shared_service: Acting, which: str) -> None:
    assert shared_service(OTHER).get(f"/v1/proposals/{which}/annex").status_code == 404
    for wrong in (NOWHERE, "x", "../secrets"):
        assert shared_service(PROVINCE).get(f"/v1/proposals/{wrong}/annex").status_code == 404


def test_what_was_erased_has_no_annex(shared_service: Acting) -> None:
    client = shared_service(PROVINCE)
    made = client.post("/v1/proposals", json=build_small_commune(), headers={"Prefer": "wait=60"})
    path = "/".join(made.headers["Location"].split("/")[:4])
    assert client.delete(path).status_code == 200
    assert client.get(f"{path}/annex").status_code == 410


def test_whoever_reads_people_is_in_the_trail(shared_service: Acting) -> None:
    made = shared_service(PLANNER).post(
        "/v1/proposals", json=build_small_commune(), headers={"Prefer": "wait=60"}
    )
    at = made.headers["Location"]
    client = shared_service(ANALYST)
    why = {"question": "why", "people": ["an"]}
    answered = client.post(f"{at}/explanations", json=why, headers={"Prefer": "wait=60"})
    assert answered.status_code == 200
    for path in ("/proposal", "/best", "/annex?format=json", "/aggregate", "/lineage", ""):
        for _ in range(2):
            assert client.get(f"{at}{path}").status_code == 200
    assert shared_service(VIEWER).get(f"{at}/proposal").status_code == 200
    which, asked = (part.rsplit("/", 1)[1] for part in (at, answered.headers["Location"]))
    client = shared_service(PROVINCE)
    acts = [act for i in (which, asked) for act in client.get(f"/v1/trail?subject={i}").json()["items"]]
    assert [(a["actor"], a["action"], a["kind"]) for a in sorted(acts, key=lambda act: act["seq"])] == [
        (PLANNER.id, "ask", "proposal"),
        (ANALYST.id, "explain", "proposal"),
        (ANALYST.id, "read", "explanation"),
        (ANALYST.id, "read", "proposal"),
        (ANALYST.id, "export", "proposal"),
        (VIEWER.id, "read", "proposal"),
    ]
