"""/v1/studies from end to end: rows by pages and as files, estimates, what is refused, what is erased."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import fastparquet
import pytest
from fastapi.testclient import TestClient

from cocau import fixtures
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from tests.patience import wait_until

RULE = "women-35-percent"
AS_IT_IS: dict[str, Any] = {"name": "như hiện có"}
MORE_WOMEN: dict[str, Any] = {"name": "40% nữ", "overrides": {RULE: {"at_least_percent": 40}}}
UNKNOWN: dict[str, Any] = {"name": "khác", "overrides": {"no-such-rule": {"at_least_percent": 3}}}
DRILL: dict[str, Any] = {"made_up": {"province": 7, "count": 2, "seed": 5}}


def _end(client: TestClient, where: str) -> dict[str, Any]:
    found: dict[str, Any] = wait_until(lambda: client.get(where).json(), lambda now: now["ended"])
    return found


def _store(client: TestClient, **more: Any) -> dict[str, Any]:
    """Keep the commune, its people and a scenario; references to them."""
    commune = build_commune()

    def keep(kind: str, **document: Any) -> str:
        answer = client.post(f"/v1/{kind}", json=document)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    council = keep("councils", council=commune["council"], label="Xã", locality="tinh/huyen/xa")
    pool = keep("pools", pool=commune["pool"], label="Danh sách", about=council)
    scenario = keep("scenarios", scenario=MORE_WOMEN, council=council)
    return {
        "councils": [{"council": {"ref": council}, "pool": {"ref": pool}}],
        "scenarios": [AS_IT_IS, {"ref": scenario}, UNKNOWN],
    } | more


def test_a_study_from_end_to_end(client: TestClient) -> None:
    body = _store(client, label="nữ")
    asked = client.post("/v1/studies", json=body, headers={"Idempotency-Key": "k"})
    assert asked.status_code == 202, asked.text
    where = asked.headers["Location"]
    assert (
        client.post("/v1/studies", json=body, headers={"Idempotency-Key": "k"}).headers["Location"] == where
    )
    now = _end(client, where)
    assert (now["stage"], now["total"], now["done"]) == ("done", 3, 3)
    assert now["outcomes"] == {"solved": 2, "refused": 1}
    first = client.get(f"{where}/results", params={"limit": 2}).json()
    last = client.get(f"{where}/results", params={"limit": 2, "after": first["next"]}).json()
    rows = first["items"] + last["items"]
    assert (last["next"], [row["number"] for row in rows]) == (None, [0, 1, 2])
    assert [row["scenario"] for row in rows] == ["như hiện có", "40% nữ", "khác"]
    assert rows[2]["problems"] == ["unknown_rule"]
    for row, changes in zip(rows, ({}, {"overrides": MORE_WOMEN["overrides"]}), strict=False):
        alone = client.post("/v1/proposals", json=build_commune() | changes, headers={"Prefer": "wait=60"})
        made = alone.json()["provenance"]
        assert {name: row[name] for name in ("slate_digest", "rulebook_digest", "pool_digest")} == {
            name: made[name] for name in ("slate_digest", "rulebook_digest", "pool_digest")
        }
    assert [one["id"] for one in client.get("/v1/studies").json()["items"]] == [now["id"]]
    summary = client.get(f"{where}/summary").json()
    assert (summary["rows"], [one["scenario"] for one in summary["scenarios"]]) == (
        3,
        ["như hiện có", "40% nữ", "khác"],
    )
    counted = [{k: v for k, v in one.items() if v and k != "scenario"} for one in summary["scenarios"]]
    missed = [len(row["missed"]) for row in rows[:2]]
    assert counted == [
        *({"councils": 1, "solved": 1, "missed": n} for n in missed),
        {"councils": 1, "refused": 1},
    ]

    sheet = client.get(f"{where}/export.csv")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    parquet = client.get(f"{where}/export.parquet")
    frame = fastparquet.ParquetFile(io.BytesIO(parquet.content)).to_pandas()
    assert parquet.headers["content-disposition"] == f'attachment; filename="{now["id"]}.parquet"'
    for row, cells, record in zip(rows, table, frame.to_dict("records"), strict=True):
        assert (int(cells["number"]), cells["name"], cells["scenario"]) == (
            row["number"],
            row["name"],
            row["scenario"],
        )
        assert cells["tiers"] == " ".join(map(str, row["tiers"])) == record["tiers"]
        assert (record["seconds"], record["slate_digest"]) == (row["seconds"], row["slate_digest"] or "")
    entries = client.get("/v1/trail", params={"subject": now["id"]}).json()["items"]
    assert {(entry["action"], entry["kind"]) for entry in entries} == {("ask", "study"), ("export", "study")}

    pool = body["councils"][0]["pool"]["ref"]  # with the people everything about them goes
    assert client.delete(f"/v1/pools/{pool}", headers={"If-Match": '"1"'}).status_code == 204
    assert client.get(where).json()["erased"]
    assert [
        client.get(f"{where}/{it}").status_code
        for it in ("results", "summary", "export.csv", "export.parquet")
    ] == [410] * 4


def test_an_estimate_tells_the_size_of_a_study_and_begins_it(client: TestClient) -> None:
    body = DRILL | {"scenarios": [AS_IT_IS, MORE_WOMEN], "sample": 2, "label": "thử"}
    asked = client.post("/v1/estimates", json=body)
    assert asked.status_code == 202, asked.text
    where = asked.headers["Location"]
    now = _end(client, where)
    assert now["total"] == 2
    told = client.get(f"{where}/results").json()
    assert (told["rows"], told["sampled"], told["lost"]) == (4, 2, 0)
    assert 0 < told["seconds"] <= told["computing_seconds"]
    begun = client.post(f"{where}/study")
    assert begun.status_code == 202, begun.text
    assert begun.headers["Location"].startswith("/v1/studies/stu_")
    whole = _end(client, begun.headers["Location"])
    assert (whole["total"], whole["label"], sum(whole["outcomes"].values())) == (4, "thử", 4)
    assert client.get(where.replace("estimates", "studies")).status_code == 404
    assert client.delete(where).json()["erased"]
    assert client.get(f"{where}/results").status_code == 410
    assert client.post(f"{where}/study").status_code == 410


def test_a_folder_is_studied(client: TestClient) -> None:
    folder = Path(fixtures.__file__).parent / "programmes" / "tinh-nho"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for path in folder.rglob("*.*"):
            package.write(path, path.relative_to(folder.parent))
    files = {"file": ("tinh-nho.zip", packed.getvalue(), "application/zip")}
    data = {"label": "tỉnh nhỏ", "scenarios": json.dumps([AS_IT_IS, MORE_WOMEN])}
    sent = client.post("/v1/studies/folders", data=data, files=files)
    assert sent.status_code == 202, sent.text
    now = _end(client, sent.headers["Location"])
    assert (now["label"], now["done"]) == ("tỉnh nhỏ", 12)
    for wrong in ("[", "[]", json.dumps([{"name": "a", "seconds": -1}])):
        refused = client.post("/v1/studies/folders", data={"scenarios": wrong}, files=files)
        place = refused.json()["problems"][0]["where"]
        assert (refused.status_code, place.startswith("scenarios")) == (422, True), refused.text


def test_a_study_is_stopped(client: TestClient) -> None:
    body = {"made_up": {"province": 7, "count": 12, "seed": 5}, "scenarios": [AS_IT_IS, MORE_WOMEN]}
    where = client.post("/v1/studies", json=body).headers["Location"]
    client.post(f"{where}/cancel")
    now = _end(client, where)
    assert (now["stage"], now["total"], sum(now["outcomes"].values())) == ("stopped", 24, 24)
    rows = client.get(f"{where}/results").json()["items"]
    assert len(rows) == sum(now["outcomes"].get(kind, 0) for kind in ("solved", "conflict", "out_of_time"))


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (DRILL | {"scenarios": []}, "scenarios"),
        (DRILL | {"scenarios": [AS_IT_IS] * 2}, "scenarios.0.name"),
        (DRILL | {"scenarios": [{"ref": "scn_01k0000000000000000000000a"}]}, "scenarios.0.ref"),
        (DRILL | {"scenarios": [{"name": "x", "rulebook": "không-có"}]}, "scenarios.0: không-có"),
        (DRILL | {"scenarios": [{"name": str(n)} for n in range(4)]}, "scenarios"),
        ({"made_up": {"count": 5}, "scenarios": [AS_IT_IS]}, "councils"),
        ({"scenarios": [AS_IT_IS]}, ""),
    ],
)
def test_what_is_refused_names_its_place(
    settings: Settings, client: TestClient, body: dict[str, Any], where: str
) -> None:
    object.__setattr__(settings, "study_councils", 4)
    object.__setattr__(settings, "study_scenarios", 3)
    answer = client.post("/v1/studies", json=body)
    assert answer.status_code == (404 if where.endswith("không-có") else 422)
    assert answer.json()["problems"][0]["where"].startswith(where), answer.text
