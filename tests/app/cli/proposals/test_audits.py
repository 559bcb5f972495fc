import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"
Run = Callable[..., Any]
_CONFLICT = {"rules": ["one-chair"], "irreducible": True, "smallest": True, "confirmed_by": ["HiGHS"]}


def _changed(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    body = json.loads(path.read_text(encoding="utf-8"))
    change(body)
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_proposal_as_it_was_made_exits_0(run: Run, stored: Path) -> None:
    result = run("audit", stored)
    assert result.code == 0, result.err
    assert "trùng khớp" in result.out


def test_no_solver_is_imported_for_an_audit(stored: Path) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from cocau.app.cli.main import cocau; "
        f"r = CliRunner().invoke(cocau, ['audit', {str(stored)!r}]); "
        "print(r.exit_code, 'ortools' in sys.modules, 'highspy' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert ran.stdout.split() == ["0", "False", "False"]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("women-35-percent", lambda b: b["findings"][_at(b, "women-35-percent")]["facts"].update(count=99)),
        ("women-35-percent", lambda b: b["findings"].pop(_at(b, "women-35-percent"))),
        ("pool_digest", lambda b: b["request"]["pool"]["people"][0].update(work_place="nơi khác")),
        ("council_digest", lambda b: b["request"]["council"].update(note="khác")),
        ("rulebook_digest", lambda b: b["rulebook"].update(name="khác")),
        (
            "departures",
            lambda b: b["departures"].append(
                {"rule": "women-35-percent", "field": "at_least_percent", "was": 35, "now": 10}
            ),
        ),
        ("slate_digest", lambda b: _swap(b["slate"]["candidates"])),
        ("outcome", lambda b: b.update(outcome="conflict")),
        ("outcome", lambda b: b.update(conflict=_CONFLICT)),
        ("aims.", lambda b: b["aims"][0].update(missed=not b["aims"][0]["missed"])),
        ("aims.", lambda b: b["aims"].remove(next(a for a in b["aims"] if a["missed"]))),
        (
            "overrides.women-35-percent.at_least_percent",
            lambda b: b["request"]["overrides"].update({"women-35-percent": {"at_least_percent": 10}}),
        ),
        ("raised.", lambda b: b["request"]["raised"].append(b["aims"][0]["rule"])),
        ("slate_digest", lambda b: b.update(slate=None)),
        ("barred.age-21", lambda b: b["barred"].update({"age-21": ["p001"]})),
        ("nowhere", lambda b: b["departures"].append({"rule": "nowhere", "field": "x", "was": 1, "now": 2})),
        ("women-35-percent", lambda b: b["findings"].append(b["findings"][_at(b, "women-35-percent")])),
        ("digest", lambda b: b["aims"].remove(next(a for a in b["aims"] if not a["missed"]))),
        ("digest", lambda b: b.update(outcome="edited")),
        ("digest", lambda b: b["request"].update(seconds=b["request"]["seconds"] + 1)),
        ("digest", lambda b: b["provenance"].update(cocau="9.9.9")),
        ("digest", lambda b: b["provenance"]["engines"].update(HiGHS="0.0")),
        ("digest", lambda b: b["request"]["pins"].update(deputies=b["slate"]["deputies"][:1])),
        ("digest", lambda b: b["provenance"].update(digest="0" * 64)),
    ],
    ids=[
        "fact",
        "finding",
        "pool",
        "council",
        "rulebook",
        "departures",
        "slate",
        "conflict",
        "out of time",
        "aim",
        "aim gone",
        "override",
        "raised",
        "no slate",
        "barred",
        "departure of no rule",
        "finding twice",
        "met aim gone",
        "outcome",
        "seconds",
        "version",
        "engine",
        "pin",
        "digest",
    ],
)
def test_whatever_was_changed_afterwards_is_named_and_exits_5(
    run: Run, stored: Path, what: str, change: Callable[[dict[str, Any]], object]
) -> None:
    result = run("audit", _changed(stored, change))
    assert result.code == 5, result.err
    assert what in result.out


def test_a_file_of_before_digests_is_told_as_such(run: Run, stored: Path) -> None:
    result = run("audit", _changed(stored, lambda b: b["provenance"].pop("digest")))
    assert result.code == 0
    assert "phiên bản cũ" in result.out


def _swap(lists: dict[str, list[str]]) -> None:
    first, second, *_ = lists.values()
    first[0], second[0] = second[0], first[0]


def test_one_finding_gone_is_one_difference_in_words(run: Run, stored: Path) -> None:
    path = _changed(stored, lambda b: b["findings"].pop(0))
    told = json.loads(run("audit", path, "--format", "json").out)["differences"]
    assert len(told) == 1
    assert "thiếu kết luận" in told[0]["vi"]
    assert "missing" in told[0]["en"]
    assert "{" not in run("audit", path).out


def test_what_was_changed_by_request_is_no_difference(
    run: Run, request_of_commune: PlanRequest, tmp_path: Path
) -> None:
    changes = {"women-35-percent": {"at_least_percent": 40}, "one-chair": {}}
    asked = request_of_commune.replace_unvalidated(overrides=changes, raised=("women-30-percent-deputies",))
    path = tmp_path / "p.json"
    path.write_text(plan(asked).to_json(), encoding="utf-8")
    result = run("audit", path)
    assert result.code == 0, result.out


def test_one_file_that_is_no_proposal_is_told_what_is_wanted(run: Run) -> None:
    result = run("audit", COUNCIL, "--lang", "en")
    assert result.code == 2
    assert "One argument must be a proposal" in result.err


def _at(body: dict[str, Any], rule: str) -> int:
    return next(n for n, finding in enumerate(body["findings"]) if finding["rule"] == rule)


def test_the_differences_come_as_json_too(run: Run, stored: Path) -> None:
    result = run(
        "audit", _changed(stored, lambda b: b["request"]["council"].update(note="khác")), "--format", "json"
    )
    assert [d["what"] for d in json.loads(result.out)["differences"]] == ["council_digest"]


def test_a_stored_conflict_exits_3(run: Run, conflict: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "conflict.json"
    path.write_text(conflict.to_json(), encoding="utf-8")
    assert run("audit", path).code == 3


def test_what_is_no_proposal_is_bad_input(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text('{"format": "cocau/proposal/1"}', encoding="utf-8")
    result = run("audit", path)
    assert result.code == 2
    assert "p.json" in result.err


def test_a_slate_that_names_strangers_is_bad_input(run: Run, stored: Path) -> None:
    result = run("audit", _changed(stored, lambda b: b["slate"]["deputies"].append("nobody")), "--lang", "en")
    assert result.code == 2
    assert "nobody" in result.err


def test_two_files_are_neither_a_proposal_nor_a_slate(run: Run, stored: Path) -> None:
    assert run("audit", stored, POOL).code == 2


def test_a_proposal_brings_its_own_rulebook(run: Run, stored: Path) -> None:
    assert run("audit", stored, "--rulebook", "national-2021").code == 2


def _slate(tmp_path: Path, slate: dict[str, Any]) -> Path:
    path = tmp_path / "slate.yaml"
    path.write_text(yaml.safe_dump(slate, allow_unicode=True), encoding="utf-8")
    return path


def test_a_planned_slate_typed_by_hand_exits_0(run: Run, proposal: Proposal, tmp_path: Path) -> None:
    assert proposal.slate is not None
    path = _slate(tmp_path, proposal.slate.model_dump(mode="json"))
    result = run("audit", COUNCIL, POOL, path)
    assert result.code == 0, result.err
    assert "Đối chiếu từng quy định" in result.out


def test_a_slate_that_breaks_a_must_exits_3_and_says_how(run: Run, tmp_path: Path) -> None:
    path = _slate(tmp_path, {"candidates": {"dv01": []}, "deputies": []})
    result = run("audit", COUNCIL, POOL, path, "--lang", "en")
    assert result.code == 3
    assert "✗ broken" in result.out


def test_an_audit_as_json_has_the_findings(run: Run, tmp_path: Path) -> None:
    path = _slate(tmp_path, {"candidates": {"dv01": []}, "deputies": []})
    body = json.loads(run("audit", COUNCIL, POOL, path, "--format", "json").out)
    assert body["kept"] is False
    assert body["findings"][0]["rule"]


def test_every_unknown_id_on_a_slate_is_named(run: Run, tmp_path: Path) -> None:
    path = _slate(tmp_path, {"candidates": {"dv99": ["x"]}, "deputies": [], "posts": {"king": ["y"]}})
    result = run("audit", COUNCIL, POOL, path)
    assert result.code == 2
    assert all(f in result.err for f in ("dv99", "king", "slate: x", "slate: y"))


@pytest.mark.parametrize(
    ("value", "missed"), [(0, True), (3, False)], ids=["a shortfall of none", "a shortfall of what is kept"]
)
def test_a_shortfall_that_does_not_fit_the_verdicts_is_noticed(
    run: Run, stored: Path, proposal: Proposal, value: int, missed: bool
) -> None:
    rule = next(aim.rule for aim in proposal.aims if aim.missed is missed)

    def change(body: dict[str, Any]) -> None:
        aim = next(aim for aim in body["aims"] if aim["rule"] == rule)
        aim["tier_value"] = aim["tier_bound"] = value

    result = run("audit", _changed(stored, change), "--lang", "en")
    assert result.code == 5
    assert f"aims.{rule}.tier_value" in result.out
