"""Own rulebooks over HTTP: read as strictly as a file, kept to the letter, used by name."""

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.services.rulebooks import MAX_LENGTH, resolve_rulebook
from cocau.app.web.api.examples import build_audit_examples, build_new_rulebook, build_next_rulebook
from cocau.constraints.errors import RulebookError
from cocau.constraints.library import MOST_PROBLEMS, load_rulebook
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PLANNER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

NEW: dict[str, Any] = build_new_rulebook()["thresholds"]["value"]
LAYER: str = NEW["yaml"]
CAN_LOC = "ha-tinh/can-loc"


def _new(layer: str = LAYER) -> dict[str, Any]:
    return {"locality": CAN_LOC, "label": "Ngưỡng", "yaml": layer}


def _made(client: TestClient, layer: str = LAYER) -> str:
    answer = client.post("/v1/rulebooks", json=_new(layer))
    assert answer.status_code == 201, answer.text
    which: str = answer.json()["id"]
    return which


def test_a_rulebook_is_kept_to_the_letter_in_versions(acting: Acting) -> None:
    client = acting(DISTRICT)
    layer = f"\n  # đầu tệp\n\n{LAYER}\n\n"
    made = client.post("/v1/rulebooks", json=_new(layer))
    at = made.headers["Location"]
    assert made.json()["title"]["en"].startswith("A district's thresholds")
    assert made.json()["rules"] == len(load_rulebook("fixtures/layers/phieu-va-xep-loai.yaml").rules)
    text = client.get(f"{at}/text")
    assert (text.text, text.headers["ETag"]) == (layer, '"1"')
    assert text.headers["content-type"].startswith("application/yaml")
    changed = LAYER.replace("at_most: 0", "at_most: 1")
    edited = client.put(at, json={"yaml": changed}, headers={"If-Match": '"1"'})
    assert (edited.status_code, edited.headers["ETag"]) == (200, '"2"')
    assert client.get(f"{at}/text?version=1").text == layer
    assert [v["number"] for v in client.get(f"{at}/versions").json()] == [2, 1]
    problem(client.put(at, json={"yaml": LAYER}, headers={"If-Match": '"1"'}), 412, "stale")
    problem(client.put(at, json={"yaml": LAYER}), 428, "no-condition")


def test_yaml_may_be_sent_as_it_is(acting: Acting) -> None:
    client = acting(DISTRICT)
    headers = {"Content-Type": "application/yaml; charset=utf-8"}
    url = f"/v1/rulebooks?locality={CAN_LOC}&label=Ng%C6%B0%E1%BB%A1ng"
    made = client.post(url, content=LAYER.encode(), headers=headers)
    assert (made.status_code, made.json()["label"], made.json()["yaml"]) == (201, "Ngưỡng", LAYER)
    at = made.headers["Location"]
    edited = client.put(at, content=f"# hai\n{LAYER}".encode(), headers=headers | {"If-Match": '"1"'})
    assert edited.json()["yaml"].startswith("# hai")
    refused = client.post(f"{url}&unknown=1", content=LAYER.encode(), headers=headers)
    assert codes(problem(refused, 422, "bad-input")) == ["extra_forbidden"]
    problem(client.post(url, content=b"\xff\xfe", headers=headers), 400, "malformed")
    problem(client.post(url, content=b"", headers=headers), 422, "bad-input")


def test_it_is_used_by_name_in_the_version_named(acting: Acting, one_store: Store) -> None:
    client = acting(DISTRICT)
    which = _made(client)
    changed = LAYER.replace("at_most: 0", "at_most: 3")
    client.put(f"/v1/rulebooks/{which}", json={"yaml": changed}, headers={"If-Match": '"1"'})
    rule = "no-leader-of-low-confidence"
    bounds = {
        name: resolve_rulebook(one_store, DISTRICT, name).by_id[rule].at_most  # type: ignore[attr-defined]
        for name in (which, f"{which}@1", f"{which}@2", f"ha-tinh-2021 + {which}@1")
    }
    assert list(bounds.values()) == [3, 0, 3, 0]
    both = resolve_rulebook(one_store, DISTRICT, f"ha-tinh-2021+{which}")
    assert both.name == f"ha-tinh-2021+{which}@2"
    assert both.term == load_rulebook("ha-tinh-2021").term
    read = client.get(f"/v1/rulebooks/ha-tinh-2021+{which}@2?on=2021-05-23")
    assert read.json()["name"] == both.name
    again = {"If-None-Match": read.headers["ETag"]}
    assert client.get(f"/v1/rulebooks/{which}@2+ha-tinh-2021", headers=again).status_code == 200
    same = client.get(f"/v1/rulebooks/ha-tinh-2021+{which}?on=2021-05-23", headers=again)
    assert same.status_code == 304


def test_a_slate_is_judged_by_an_own_rulebook(acting: Acting) -> None:
    which = _made(acting(DISTRICT))
    body = build_audit_examples()["empty"]["value"]
    audit = acting(DISTRICT).post("/v1/audits", json=body | {"rulebook": f"ha-tinh-2021+{which}"}).json()
    assert audit["rulebook"] == f"ha-tinh-2021+{which}@1"
    assert "no-leader-of-low-confidence" in {finding["rule"] for finding in audit["findings"]}


def test_others_cannot_read_or_use_it(acting: Acting, one_store: Store) -> None:
    which = _made(acting(DISTRICT))
    at = f"/v1/rulebooks/{which}"
    client = acting(OTHER)
    problem(client.get(at), 404, "unknown-rulebook")
    problem(client.get(f"{at}/text"), 404, "not-found")
    problem(client.get(f"{at}/versions"), 404, "not-found")
    body = build_audit_examples()["empty"]["value"] | {"rulebook": which}
    problem(client.post("/v1/audits", json=body), 404, "unknown-rulebook")
    with pytest.raises(RulebookError):
        resolve_rulebook(one_store, OTHER, f"ha-tinh-2021+{which}")
    assert client.get("/v1/rulebooks/own").json()["items"] == []
    assert [row["id"] for row in acting(VIEWER).get("/v1/rulebooks/own").json()["items"]] == [which]


def test_roles_bind_and_erased_is_gone(acting: Acting) -> None:
    which = _made(acting(DISTRICT))
    at, condition = f"/v1/rulebooks/{which}", {"If-Match": '"1"'}
    for caller in (VIEWER, ANALYST):
        client = acting(caller)
        problem(client.post("/v1/rulebooks", json=_new()), 403, "forbidden")
        problem(client.put(at, json={"yaml": LAYER}, headers=condition), 403, "forbidden")
    problem(acting(PLANNER).delete(at, headers=condition), 403, "forbidden")
    client = acting(PROVINCE)
    assert client.delete(at, headers=condition).status_code == 204
    problem(client.get(f"{at}/text"), 410, "erased")
    problem(client.get(at), 404, "unknown-rulebook")


def test_a_rule_without_its_clause_is_refused_as_on_disk(acting: Acting) -> None:
    client = acting(DISTRICT)
    lines = LAYER.splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "cites:" in text)
    without = "\n".join(text for n, text in enumerate(lines, 1) if n != line)
    body = problem(client.post("/v1/rulebooks", json=_new(without)), 422, "bad-input")
    assert [(p["code"], p["where"].endswith("cites")) for p in body["problems"]] == [("missing", True)]
    elsewhere = LAYER.replace('{source: thong-bao-hu-cau, section: "1"', '{source: khong-co, section: "1"')
    body = problem(client.post("/v1/rulebooks", json=_new(elsewhere)), 422, "bad-input")
    assert [(p["code"], p["where"].partition(" ")[0]) for p in body["problems"]] == [
        ("unknown_source", f"yaml:{line}:")
    ]
    assert client.get("/v1/rulebooks/own").json()["items"] == []


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("a: &a [x, x]\nb: *a\n", "reference"),
        ("title: !!python/object/apply:os.system [id]\n", "reference"),
        ("title: {vi: a, en: b}\ntitle: {vi: c, en: d}\n", "yaml"),
        ("[" * 40 + "]" * 40, "too_deep"),
        ("{" * 100_000, "too_deep"),
        ("title: 'x", "yaml"),
        ("a: 1\n---\nb: 2\n", "yaml"),
        ("\x00", "yaml"),
        ("# nothing\n", "empty"),
        ("- a\n", "model_type"),
        ("x" * (MAX_LENGTH + 1), "string_too_long"),
        ("title: {vi: a, en: b}\nrules: [{kind: nope}]\n", "union_tag_invalid"),
        ("title: {vi: a, en: b}\nwho: me\n", "extra_forbidden"),
        ("on: " + "9" * 5000, "yaml"),
    ],
)
def test_hostile_yaml(shared_service: Acting, layer: str, code: str) -> None:
    body = problem(shared_service(DISTRICT).post("/v1/rulebooks", json=_new(layer)), 422, "bad-input")
    assert code in codes(body)


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "fixtures%2flayers%2fphieu-va-xep-loai.yaml",
        "pyproject.toml",
        "sources",
        "combinations",
        "ha-tinh-2021+pyproject.toml",
        "ha-tinh-2021+rbk_" + "0" * 26,
        "rbk_" + "0" * 26 + "@1",
        "+",
        "%00",
    ],
)
def test_a_name_never_makes_the_service_read_a_file(shared_service: Acting, name: str) -> None:
    answer = shared_service(PROVINCE).get(f"/v1/rulebooks/{name}")
    assert answer.status_code == 404
    assert answer.json()["type"] in {"urn:cocau:problem:unknown-rulebook", "urn:cocau:problem:not-found"}


def test_thousands_of_faults_take_no_minutes(shared_service: Acting) -> None:
    layer = "".join(f"k{i}: 1\n" for i in range(25_000))
    began = time.process_time()
    body = problem(shared_service(DISTRICT).post("/v1/rulebooks", json=_new(layer)), 422, "bad-input")
    assert len(body["problems"]) == MOST_PROBLEMS
    assert time.process_time() - began < 30


def test_too_many_parts(shared_service: Acting) -> None:
    body = problem(
        shared_service(PROVINCE).get("/v1/rulebooks/" + "+".join(["ha-tinh-2021"] * 21)), 422, "bad-input"
    )
    assert codes(body) == ["too_many_parts"]


def test_the_examples_can_be_posted_as_they_are(client: TestClient) -> None:
    made = client.post("/v1/rulebooks", json=NEW)
    assert made.status_code == 201
    next_one = build_next_rulebook()["thresholds"]["value"]
    edited = client.put(made.headers["Location"], json=next_one, headers={"If-Match": '"1"'})
    assert edited.status_code == 200
