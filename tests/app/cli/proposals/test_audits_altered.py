"""What an audit notices in stored files that were altered: departures, raised aims, offers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.fixtures.run import SHIPPED

Run = Callable[..., Any]


@pytest.fixture
def changed(run: Run, stored: Path, tmp_path: Path) -> Path:
    """A proposal replanned with a bound of its own and an aim raised to a must."""
    file = tmp_path / "changed.json"
    sets = ("--set", "women-35-percent.at_least_percent=36", "--raise", "under-40-on-list")
    assert run("replan", stored, *sets, "-o", file).code == 0
    return file


def test_a_replanned_proposal_with_what_ifs_is_confirmed_by_the_audit(run: Run, changed: Path) -> None:
    body = json.loads(changed.read_text())
    assert {(d["rule"], d["was"], d["now"]) for d in body["departures"]} >= {("women-35-percent", 35, 36)}
    assert "under-40-on-list" in {d["rule"] for d in body["departures"]}
    assert run("audit", changed).code == 0


def _spoiled(file: Path, where: str) -> None:
    body = json.loads(file.read_text())
    departures = body["departures"]
    raised = next(d for d in departures if d["rule"] == "under-40-on-list")
    if where == "number":
        next(d for d in departures if d["field"] == "at_least_percent")["was"] = 30
    elif where == "not asked":
        body["request"]["raised"] = []
    else:
        departures.remove(raised)
        body["rulebook"]["departures"].remove(raised)
    file.write_text(json.dumps(body))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("number", "departure women-35-percent.at_least_percent 30 → 36 is stored"),
        ("not asked", "departures.under-40-on-list.priority: is told as a departure"),
        ("not told", "the request raises it to a must; no departure tells so"),
    ],
)
def test_a_departure_that_the_request_or_the_rulebook_does_not_bear_out_is_noticed(
    run: Run, changed: Path, where: str, told: str
) -> None:
    _spoiled(changed, where)
    result = run("audit", changed, "--lang", "en")
    assert result.code == 5
    assert told in " ".join(result.out.split())


def test_an_offer_changed_after_the_plan_is_found_though_no_bound_and_no_count_differs(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "structure.json"
    council, offers = (SHIPPED / folder / "xa-mau.yaml" for folder in ("councils", "offers"))
    assert run("structure", council, offers, "-o", file).code == 0
    body = json.loads(file.read_text())
    profile = body["offers"]["organisations"][0]["profiles"][0]
    profile["sex"] = "female" if profile["sex"] == "male" else "male"
    profile["name"] = profile["name"] or "tên"
    file.write_text(json.dumps(body))
    result = run("audit", file, "--lang", "en")
    assert result.code == 5
    assert "the offers in the file are not those" in " ".join(result.out.split())
