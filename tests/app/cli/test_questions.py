"""`cocau why`, `cocau alternatives` and `cocau front` as a user meets them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.readers import read_pool
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest

Run = Callable[..., Any]
COUNCIL, POOL = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"


def _said(text: str) -> str:
    return " ".join(text.split())


def _chair(proposal: Proposal) -> str:
    assert proposal.slate is not None
    return proposal.slate.posts["chair"][0]


def _off(proposal: Proposal) -> str:
    assert proposal.slate is not None
    out = {i for ids in proposal.barred.values() for i in ids} | {*proposal.slate.listed}
    return next(p.id for p in proposal.request.pool.people if p.id not in out)


def test_why_the_chair_chairs_is_told_with_the_clause(run: Run, stored: Path, proposal: Proposal) -> None:
    result = run("why", stored, "--person", _chair(proposal), "--as", "chair")
    assert result.code == 0, result.err
    said = _said(result.out)
    name = proposal.request.pool.by_id[_chair(proposal)].name
    assert said.startswith(f"Vì sao {name} ({_chair(proposal)}) giữ chức danh Chủ tịch HĐND?")
    assert "Không thể không để" in said
    assert "S2.2 [bắt buộc, chair-is-secretary]" in said
    assert "Đã chứng minh bằng phép tính chính xác" in said


def test_why_somebody_off_the_lists_is_not_in_is_told_with_who_would_move(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    person = _off(proposal)
    plain = run("why", stored, "--person", person, "--lang", "en")
    assert plain.code == 0, plain.err
    assert _said(plain.out).startswith(
        f"Why is {proposal.request.pool.by_id[person].name} ({person}) on no list?"
    )
    assert "What moves with it" in plain.out
    body = json.loads(run("why", stored, "--person", person, "--format", "json").out)
    assert body["format"] == "cocau/why/1"
    (reason,) = body["reasons"]
    assert reason["answer"] in {"free", "costs"}
    moved = [m["person"] for m in reason["beside"]["moves"]]
    assert person in moved
    assert all(i in plain.out for i in moved)


def test_a_post_that_costs_aims_is_told_aim_by_aim(run: Run, stored: Path, proposal: Proposal) -> None:
    assert proposal.slate is not None
    asked = ["--as", "deputy_head/legal"]
    people = [word for p in proposal.request.pool.people[::9] for word in ("--person", p.id)]
    body = json.loads(run("why", stored, *people, *asked, "--format", "json").out)
    costly = [r for r in body["reasons"] if r["answer"] == "costs"]
    assert costly
    first = costly[0]
    tiers = [t for t in first["beside"]["tiers"] if t["was"] != t["now"]]
    assert tiers[0]["now"] > tiers[0]["was"]
    told = _said(run("why", stored, "--person", first["question"]["person"], *asked, "--lang", "en").out)
    assert "keeps every must, but costs aims (it cannot cost less):" in told
    assert "▼" in told
    assert f"{tiers[0]['rules'][0]}]: short by" in told


def test_somebody_barred_is_told_the_standard_and_its_clause(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    rule, (person, *_) = next(iter(proposal.barred.items()))
    said = _said(run("why", stored, "--person", person, "--lang", "en").out)
    assert "May not stand: misses the standard below." in said
    assert f"[standard, {rule}]" in said


def test_an_own_pin_is_told_as_such(run: Run, tmp_path: Path, proposal: Proposal) -> None:
    pinned, person = tmp_path / "pinned.json", _off(proposal)
    assert run("plan", COUNCIL, POOL, "--in", person, "-o", pinned).code == 0
    said = _said(run("why", pinned, "--person", person).out)
    assert "Vì chính yêu cầu khi lập phương án đã định như vậy" in said
    assert "phải có trong danh sách [yêu cầu của người dùng]" in said


def test_every_unknown_name_is_told_at_its_option(run: Run, stored: Path) -> None:
    result = run("why", stored, "--person", "nobody", "--as", "chairr", "--at", "dvx", "--lang", "en")
    assert result.code == 2
    lines = result.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "--person nobody",
        "--as chairr",
        "--at dvx",
        "3 problem(s).",
    ]
    assert "the nearest first: chair" in lines[1]


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("why", ("--person", "p001"), "Chưa trả lời được trong thời gian cho phép"),
        ("alternatives", (), "HẾT THỜI GIAN HOẶC ĐÃ DỪNG"),
        ("front", ("--aims", "stay-near-reference", "stand-at-home"), "CHƯA ĐỦ: mới biết 0 điểm"),
    ],
)
def test_out_of_time_is_said_and_is_no_answer(
    command: str, options: tuple[str, ...], told: str, run: Run, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(command, stored, *options, "--seconds", "0.00001")
    assert result.code == 4, result.err
    assert told in _said(result.out)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("why", ("--person", "p001")),
        ("alternatives", ()),
        ("front", ("--aims", "stay-near-reference", "stand-at-home")),
    ],
)
def test_a_proposal_without_a_slate_is_refused(
    command: str, options: tuple[str, ...], run: Run, conflict: Proposal, tmp_path: Path
) -> None:
    file = tmp_path / "conflict.json"
    file.write_text(conflict.to_json(), encoding="utf-8")
    result = run(command, file, *options, "--lang", "en")
    assert result.code == 2
    assert "This proposal holds no slate" in result.err


def test_alternatives_are_told_with_what_changes(run: Run, stored: Path) -> None:
    result = run("alternatives", stored, "--number", "2", "--apart", "4")
    assert result.code == 0, result.err
    said = _said(result.out)
    assert said.startswith("2 phương án khác, mỗi phương án khác phương án này và khác nhau ít nhất 4 người")
    assert "Phương án khác số 2" in said
    assert "Điều nêu là không thể ở đây theo bộ giải" in said
    body = json.loads(run("alternatives", stored, "--number", "2", "--apart", "4", "--format", "json").out)
    assert body["format"] == "cocau/alternatives/1"
    assert len(body["alternatives"]) == 2
    assert all(m["person"] in result.out for other in body["alternatives"] for m in other["moves"])


def test_that_no_other_slate_is_so_far_away_is_proven(run: Run, stored: Path) -> None:
    far = len(read_pool(POOL).people) + 1
    result = run("alternatives", stored, "--apart", far, "--within", "stand-at-home", "--lang", "en")
    assert result.code == 0, result.err
    said = _said(result.out)
    assert "There is no other such slate." in said
    assert "is by engines" in said
    assert "No worse than the plan in:" in said


def test_alternatives_that_cost_an_aim_say_which(run: Run, stored: Path) -> None:
    body = json.loads(run("alternatives", stored, "--number", "1", "--apart", "40", "--format", "json").out)
    (other,) = body["alternatives"]
    tiers = [t for t in other["tiers"] if t["was"] != t["now"]]
    said = _said(run("alternatives", stored, "--number", "1", "--apart", "40", "--lang", "en").out)
    assert ("Aims that come out otherwise:" in said) == bool(tiers)
    for tier in tiers:
        assert any(f"{rule}]: short by" in said for rule in tier["rules"])


def test_numbers_out_of_range_are_told_at_their_options(run: Run, stored: Path) -> None:
    result = run("alternatives", stored, "--number", "0", "--apart", "0", "--within", "x", "--lang", "en")
    assert result.code == 2
    told = [line.partition(":")[0] for line in result.err.splitlines()]
    assert told == ["--number 0", "--apart 0", "--within x", "3 problem(s)."]


def test_two_aims_that_do_not_fight_are_said_not_to(run: Run, stored: Path) -> None:
    result = run("front", stored, "--aims", "department-preference", "stand-at-home", "--lang", "en")
    assert result.code == 0, result.err
    points = json.loads(
        run("front", stored, "--aims", "department-preference", "stand-at-home", "--format", "json").out
    )["points"]
    assert len(points) == 1
    assert _said(result.out).startswith("The two aims do not fight: both can be at their best at once.")


@pytest.fixture(scope="session")
def fighting(request_of_commune: PlanRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan that would have nine of ten deputies women, and nine of ten of the outgoing again."""
    asked = request_of_commune.replace_unvalidated(overrides={aim: {"at_least_percent": 90} for aim in AIMS})
    file = tmp_path_factory.mktemp("front") / "proposal.json"
    file.write_text(plan(asked).to_json(), encoding="utf-8")
    return file


AIMS = ("women-30-percent-deputies", "re-elected-30-percent")


def test_two_aims_that_fight_are_told_point_by_point(run: Run, fighting: Path) -> None:
    result = run("front", fighting, "--aims", *AIMS, "--limit", "3", "--format", "json")
    assert result.code == 4  # there are more
    body = json.loads(result.out)
    values = [tuple(point["values"]) for point in body["points"]]
    assert values == [(0, 1540), (50, 1440), (150, 1340)]  # in hundredths of a person
    assert [tuple(f["short"] for f in point["findings"]) for point in body["points"]] == [
        (0, 16),
        (1, 15),
        (2, 14),
    ]
    whole = run("front", fighting, "--aims", *AIMS)
    assert whole.code == 0
    said = _said(whole.out)
    assert said.startswith("Hai mục tiêu cản trở nhau: có đúng 8 mức đánh đổi")
    assert "Điểm 8, so với phương án" in said
    assert "Phương án có A thiếu 2, B thiếu 15, không ở điểm nào trên đây" in said


def test_the_plan_is_on_the_front_where_nothing_comes_before(run: Run, fighting: Path) -> None:
    kept = run("front", fighting, "--aims", *AIMS, "--keep-earlier", "--lang", "en")
    said = _said(kept.out)
    assert "and the tiers of aims before both: fewer-administration-deputies, more-full-time-deputies" in said
    assert "1●" in said
    assert "● the plan is at this point." in said


def test_an_aim_that_is_none_is_told_at_its_option(run: Run, stored: Path) -> None:
    result = run("front", stored, "--aims", "one-chair", "x", "--limit", "0", "--lang", "en")
    assert result.code == 2
    told = [line.partition(":")[0] for line in result.err.splitlines()]
    assert told == ["--limit 0", "--aims one-chair", "--aims x", "3 problem(s)."]
    assert "always holds and is no aim" in result.err


def test_an_answer_can_be_written_to_a_file(run: Run, stored: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    assert run("alternatives", stored, "--number", "1", "-o", file).code == 0
    assert json.loads(file.read_text())["format"] == "cocau/alternatives/1"


def test_an_aim_that_no_choice_changes_is_refused(run: Run, stored: Path) -> None:
    result = run("front", stored, "--aims", "people-per-seat", "stand-at-home", "--lang", "en")
    assert result.code == 2
    assert "--aims people-per-seat: This aim does not depend on who is chosen" in result.err


def test_a_why_that_is_impossible_tells_who_there_is_for_it(run: Run, tmp_path: Path) -> None:
    """With half of the list women, all the women who may stand are needed: 47 of 50."""
    base = tmp_path / "w.json"
    files = (SHIPPED / "councils" / "ha-tinh.yaml", SHIPPED / "pools" / "ha-tinh.yaml")
    run("plan", *files, "--set", "women-35-percent.at_least_percent=50", "-o", base)
    said = _said(run("why", base, "--person", "p072", "--as", "in", "--lang", "en").out)
    assert "Women: 50 of the 118 in the pool; 3 may not stand" in said
    assert "47 are left" in said
    assert "women-35-percent" in said
