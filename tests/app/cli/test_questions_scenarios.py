import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.scenario_comparison import ScenarioComparison
from cocau.solver.proposal import Proposal

Run = Callable[..., Any]


@pytest.fixture
def three(tmp_path: Path, proposal: Proposal) -> Path:
    """A change, a withdrawal that stays near, and one that cannot be."""
    assert proposal.slate is not None
    path = tmp_path / "kich-ban.yaml"
    path.write_text(
        "scenarios:\n"
        "  - name: Nữ 45%\n    overrides: {women-35-percent: {at_least_percent: 45}}\n"
        f"  - name: Một người rút\n    withdrawn: [{proposal.slate.listed[0]}]\n    stay_near: true\n"
        "  - name: Nữ 100%\n    overrides: {women-35-percent: {at_least_percent: 100}}\n"
        "  - name: Cả nước\n    rulebook: national-2021\n    raised: [women-30-percent-deputies]\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            (
                "3 kịch bản lập được, 1 không thể.",
                "Vào: ",
                "ĐIỀU CHỈNH SO VỚI QUY ĐỊNH",
                "nâng thành bắt buộc",
                "Không có ở đây",
            ),
        ),
        (
            "en",
            ("3 of 4 scenarios solved, 1 in conflict.", "In: ", "DEPARTURES", "raised to a must", "Not here"),
        ),
    ],
)
def test_scenarios_are_compared_in_one_table_and_one_by_one(
    run: Run, stored: Path, three: Path, lang: str, words: tuple[str, ...]
) -> None:
    result = run("scenarios", stored, three, "--lang", lang)
    assert result.code == 0, result.err
    for word in words:
        assert word in result.out
    assert "at_least_percent 35 → 45" in " ".join(result.out.split())
    assert "women-35-percent" in result.out.partition("Nữ 100%")[2]


def test_only_rules_on_which_they_differ_stand_in_the_table(run: Run, stored: Path, three: Path) -> None:
    out = run("scenarios", stored, three, "--format", "json").out
    found = ScenarioComparison.model_validate_json(out)
    short: dict[str, set[object]] = {}
    for column in (found.base, *found.columns):
        for finding in column.findings:
            short.setdefault(finding.rule, set()).add((finding.verdict, finding.short))
    apart = [rule for rule, told in short.items() if len(told) > 1]
    table = (
        run("scenarios", stored, three)
        .out.partition("kết quả khác nhau")[2]
        .partition("quy định khác có cùng")[0]
    )
    for rule in short:
        assert (f"[{rule}]" in "".join(table.split())) is (rule in apart)


def test_each_scenario_can_be_kept_as_a_proposal_of_its_own(
    run: Run, stored: Path, three: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    assert run("scenarios", stored, three, "--folder", folder).code == 0
    files = sorted(folder.iterdir())
    assert [f.name[:2] for f in files] == ["01", "02", "03", "04"]
    assert run("audit", files[0]).code == 0
    assert run("audit", files[2]).code == 3


def test_the_shipped_scenarios_can_be_planned(run: Run, tmp_path: Path) -> None:
    base = tmp_path / "base.json"
    names = (SHIPPED / "councils" / "ha-tinh.yaml", SHIPPED / "pools" / "ha-tinh.yaml")
    assert run("plan", *names, "-o", base).code == 0
    result = run("scenarios", base, SHIPPED / "scenarios" / "ha-tinh.yaml", "--format", "json")
    assert result.code == 0, result.err
    found = ScenarioComparison.model_validate_json(result.out)
    assert len(found.columns) == 10
    assert [c.name for c in found.columns if c.slate is None] == ["Thêm đại biểu chuyên trách là bắt buộc"]


def test_what_is_wrong_with_scenarios_is_told_all_at_once_and_nothing_is_written(
    run: Run, stored: Path, tmp_path: Path
) -> None:
    path, folder = tmp_path / "sai.yaml", tmp_path / "made"
    path.write_text(
        "scenarios:\n  - {name: a, withdrawn: [nobody]}\n  - {name: b, raised: [women-35-percent]}\n"
    )
    result = run("scenarios", stored, path, "--folder", folder, "--lang", "en")
    assert result.code == 2
    assert "a: withdrawn: nobody" in result.err
    assert "b: women-35-percent" in result.err
    assert not folder.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scenarios: []\n", "kich-ban.yaml:1: scenarios"),
        ("scenarios:\n  - name: a\n  - name: a\n", "each has a name of its own; given twice: a"),
        ("scenarios:\n  - name: ''\n", "must be one line of text"),
        ("people: []\n", "pool"),
    ],
)
def test_a_file_without_scenarios_is_refused(
    run: Run, stored: Path, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "kich-ban.yaml"
    path.write_text(text)
    result = run("scenarios", stored, path, "--lang", "en")
    assert result.code == 2
    assert words in result.err


def test_a_file_where_the_folder_should_be_is_refused_before_any_work(
    run: Run, stored: Path, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("planned all the same")

    monkeypatch.setattr("cocau.solver.explain.scenario_comparison.compare_scenarios", never)
    for folder in (stored, stored / "below"):
        result = run("scenarios", stored, three, "--folder", folder)
        assert result.code == 2
        assert "--folder" in result.err


def test_a_folder_that_cannot_be_made_is_no_failure_of_ours(
    run: Run, stored: Path, three: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "mkdir", refused)
    result = run("scenarios", stored, three, "--folder", tmp_path / "made", "--lang", "en")
    assert result.code == 2
    assert "--folder" in result.err
    assert "Cannot be written" in result.err


def test_a_file_of_the_folder_has_the_number_of_its_scenario(
    run: Run, stored: Path, three: Path, tmp_path: Path
) -> None:
    text = three.read_text(encoding="utf-8")
    three.write_text(
        text.replace("- name: Nữ 45%\n", "- name: Nữ 45%\n    seconds: 0.000001\n"), encoding="utf-8"
    )
    folder = tmp_path / "made"
    result = run("scenarios", stored, three, "--folder", folder)
    assert result.code == 4
    numbers = {f.name[:2]: f.stem[3:] for f in folder.iterdir()}
    assert numbers["02"].startswith("Một")
    assert numbers["04"].startswith("Cả")


def test_another_day_is_told_and_people_of_another_pool_have_their_names(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal
) -> None:
    assert proposal.slate is not None
    renamed = [
        p.replace_unvalidated(id="new-one", name="Người Mới Toanh")
        if p.id == proposal.slate.deputies[-1]
        else p
        for p in proposal.request.pool.people
    ]
    pool = json.loads(proposal.request.pool.replace_unvalidated(people=tuple(renamed)).model_dump_json())
    day = proposal.request.council.election_day.replace(day=30).isoformat()
    body = {"scenarios": [{"name": "khác", "election_day": day}, {"name": "nguồn", "pool": pool}]}
    path = tmp_path / "kich-ban.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    out = " ".join(run("scenarios", stored, path, "--lang", "en").out.split())
    assert f"election day {day}" in out
    assert "Người Mới Toanh" in out
    assert "new-one" not in out


def test_time_that_runs_out_is_said_with_exit_code_4(run: Run, stored: Path, three: Path) -> None:
    result = run("scenarios", stored, three, "--seconds", "0.001", "--lang", "en")
    assert result.code == 4
    assert "Not planned in time: Nữ 45%" in result.out


def test_an_answer_can_be_read_again(run: Run, stored: Path, three: Path, tmp_path: Path) -> None:
    path = tmp_path / "so-sanh.json"
    assert run("scenarios", stored, three, "-o", path).code == 0
    body = json.loads(path.read_text())
    assert body["format"] == "cocau/scenarios/1"
    assert ScenarioComparison.model_validate(body).to_json() == path.read_text()


def test_many_scenarios_are_divided_among_tables_each_with_the_base(
    run: Run, stored: Path, tmp_path: Path
) -> None:
    path = tmp_path / "nhieu.json"
    several = [{"name": f"k{n}", "rulebook": "national-2021"} for n in range(1, 12)]
    path.write_text(json.dumps({"scenarios": several}), encoding="utf-8")
    out = run("scenarios", stored, path, "--lang", "en").out.partition("Rules on which they differ")[2]
    heads = [line.split()[1:] for line in out.splitlines() if line.split()[:1] == ["Rule"]]
    assert heads == [["0", *map(str, range(1, 10))], ["0", "10", "11"]]
