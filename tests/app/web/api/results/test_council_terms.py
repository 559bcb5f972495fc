"""The record of a term over HTTP."""

from typing import Any

from cocau.app.db.engine import Store
from tests.app.web.api.acting import PLANNER, VIEWER, Acting
from tests.app.web.api.results.test_election_results import _plan, service, store

__all__ = ["service", "store"]


def test_a_term_is_kept_in_versions_and_its_vacancies_judged(
    service: Acting, store: Store
) -> None:  # the fixtures
    client = service(PLANNER)
    path, _, results, whole = _plan(client, store)
    term = path.removesuffix("results") + "term"
    assert (client.get(term).json()["version"], client.get(term).json()["vacancies"]) == (0, None)
    body: dict[str, Any] = {"term": {"council": whole.request.council.id, "first_session": "2021-07-01"}}
    assert client.put(term, json=body, headers={"If-Match": '"0"'}).status_code == 422
    sent = {"results": results.model_dump(mode="json")}
    assert client.put(path, json=sent, headers={"If-Match": '"0"'}).status_code == 201
    assert whole.slate is not None
    gone = [{"person": i, "on": "2022-01-10", "reason": "resigned"} for i in whole.slate.deputies]
    body["term"] |= {"departures": gone, "ends_on": "2100-01-01"}
    made = client.put(term, json=body, headers={"If-Match": '"0"'})
    assert (made.status_code, made.json()["vacancies"]["need"]) == (201, "may_be_held")
    stranger = [*gone, {"person": "ai-do", "on": "2022-01-10", "reason": "resigned"}]
    wrong = client.put(
        term, json={"term": body["term"] | {"departures": stranger}}, headers={"If-Match": '"1"'}
    )
    where = f"term.departures[{len(gone)}].person"
    assert (wrong.status_code, wrong.json()["problems"][0]["where"]) == (422, where)
    assert client.put(term, json=body, headers={"If-Match": '"0"'}).status_code == 412
    assert [row["number"] for row in client.get(f"{term}/versions").json()] == [1]
    assert service(VIEWER).get(term).status_code == 403
