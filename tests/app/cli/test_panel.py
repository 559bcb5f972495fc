"""`cocau panel`: what a user sees, in which format and language, and with which exit code."""

import csv
import io
import json
from pathlib import Path

import pytest

from cocau.fixtures.run import SHIPPED
from cocau.solver.panel import selection as road
from cocau.solver.panel.answer import PanelAnswer, PanelStatus
from cocau.solver.panel.infeasibility import CheapestMoves
from tests.app.conftest import Run

PANELS = SHIPPED / "panels"
PEOPLE = PANELS / "nguoi.csv"
HOME = ("--address", "Nhà", "--address", "Thôn")


def test_a_panel_is_shown_with_its_figures_and_code_0(run: Run) -> None:
    english = run("panel", PANELS / "kha-thi.csv", PEOPLE, "--size", 12, "--lang", "en")
    assert english.code == 0
    assert english.out.startswith("PANEL: 12 of 60 people, within every quota.\n")
    assert "it is not a lottery" in english.out
    vietnamese = run("panel", PANELS / "kha-thi.csv", PEOPLE, "--size", 12)
    assert vietnamese.out.startswith("CÓ NHÓM: 12 trong 60 người, đúng mọi hạn mức.\n")
    chosen = next(line for line in english.out.splitlines() if line.startswith("k"))
    assert chosen in vietnamese.out.splitlines()


def test_another_seed_draws_other_people(run: Run) -> None:
    drawn = {
        run("panel", PANELS / "kha-thi.csv", PEOPLE, "--size", 12, "--seed", seed).out
        for seed in ("", "a", "b")
    }
    assert len(drawn) == 3


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        (
            "thieu-nguoi",
            ["Tuổi = 18-30: ít nhất 9; 8 người đăng ký.", "tối thiểu 9 → 8", "Thêm ít nhất 1 người, có:"],
            ["Tuổi = 18-30: at least 9; 8 in the pool.", "min 9 → 8", "At least 1 more person, with:"],
        ),
        (
            "xung-dot",
            ["giữ các hạn mức kia thì chỉ được nhiều nhất 6", "không cách nào rẻ hơn", "tối đa 0 → 1"],
            ["keeping the others, at most 6 possible", "nothing cheaper is enough", "max 0 → 1"],
        ),
        (
            "khong-noi",
            ["Các giới hạn này cản trở:", "min_flex = 7; có thể được: 6"],
            ["These limits are in the way:", "max_flex = 0; possible: 1"],
        ),
    ],
)
def test_where_there_is_none_it_says_why_and_what_to_do_with_code_3(
    run: Run, name: str, vi: list[str], en: list[str]
) -> None:
    for lang, words in (("vi", vi), ("en", en)):
        result = run("panel", PANELS / f"{name}.csv", PEOPLE, "--size", 12, "--lang", lang)
        assert result.code == 3
        assert [w for w in words if w not in result.out] == []


def test_the_household_rule_is_named_where_it_matters(run: Run) -> None:
    files = (PANELS / "ho-gia-dinh.csv", PEOPLE, "--size", 13)
    assert run("panel", *files).code == 0
    result = run("panel", *files, *HOME, "--lang", "en")
    assert result.code == 3
    assert "(since at most one of each household is taken):" in result.out
    assert "14 in the pool; at most 12 possible." in result.out
    assert "(vì mỗi hộ nhiều nhất một người):" in run("panel", *files, *HOME).out


def _written(folder: Path, quotas: str, people: str) -> tuple[Path, Path]:
    (folder / "q.csv").write_text("feature,value,min,max\n" + quotas, encoding="utf-8")
    (folder / "p.csv").write_text(people, encoding="utf-8")
    return folder / "q.csv", folder / "p.csv"


def test_sums_and_pools_that_cannot_do_are_told_in_figures(run: Run, tmp_path: Path) -> None:
    people = "id,f,home\n1,a,x\n2,a,x\n3,b,\n4,b,\n"
    minima = run("panel", *_written(tmp_path, "f,a,2,2\nf,b,2,2\n", people), "--size", 3, "--lang", "en")
    assert "The minima of 'f' sum to 4, more than the 3 people wanted:" in minima.out
    assert "No number of recruits would do" in minima.out
    assert "2 of the same cost, 2; by engines nothing cheaper is enough" in minima.out
    maxima = run("panel", *_written(tmp_path, "f,a,0,1\nf,b,0,1\n", people), "--size", 3, "--lang", "en")
    assert "The maxima of 'f' sum to 2, fewer than the 3 people wanted:" in maxima.out
    files = _written(tmp_path, "f,a,0,9\nf,b,0,9\n", people)
    few = run("panel", *files, "--size", 5, "--lang", "en")
    assert "5 are wanted; there are 4." in few.out
    homes = run("panel", *files, "--size", 4, "--address", "home", "--lang", "en")
    assert "4 people are wanted; with one of each household there are at most 3." in homes.out
    assert "2 people without an address count as a household each." in homes.out
    assert "At least 1 more person." in homes.out


def test_all_conflicts_are_told_on_request(run: Run, tmp_path: Path) -> None:
    files = _written(tmp_path, "f,a,2,2\nf,b,2,2\ng,x,0,1\ng,y,0,1\n", "id,f,g\n1,a,x\n2,a,y\n3,b,x\n4,b,y\n")
    every = run("panel", *files, "--size", 3, "--all-conflicts", "--lang", "en")
    assert "There are no other conflicts." in every.out
    assert "2. " in every.out
    some = run("panel", *files, "--size", 3, "--all-conflicts", "--limit", 1, "--lang", "en")
    assert "There are no other conflicts." not in some.out


def test_json_is_the_answer_and_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    result = run("panel", PANELS / "kha-thi.csv", PEOPLE, "--size", 12, "-o", target, "--lang", "en")
    assert (result.code, result.out, result.err) == (0, "", f"Written: {target}\n")
    answer = PanelAnswer.model_validate_json(target.read_text(encoding="utf-8"))
    assert answer.status is PanelStatus.PANEL
    again = run("panel", PANELS / "kha-thi.csv", PEOPLE, "--size", 12, "--format", "json")
    assert again.out == target.read_text(encoding="utf-8")


def test_csv_is_the_list_of_people_and_is_not_written_where_there_is_none(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    assert run("panel", PANELS / "kha-thi.csv", PEOPLE, "--size", 12, "-o", target).code == 0
    rows = [*csv.reader(io.StringIO(target.read_text(encoding="utf-8")))]
    assert rows[0] == ["id", "Giới tính", "Tuổi", "Nghề"]
    assert len(rows) == 13
    other = tmp_path / "b.csv"
    result = run("panel", PANELS / "thieu-nguoi.csv", PEOPLE, "--size", 12, "-o", other, "--lang", "en")
    assert result.code == 3
    assert "No panel: no list was written." in result.err
    assert result.out.startswith("NO PANEL")
    assert not other.exists()


def test_faults_of_both_files_and_of_the_options_are_told_together(run: Run, tmp_path: Path) -> None:
    quotas, people = _written(tmp_path, "f,a,3,2\n", "who,f\n1,a\n")
    result = run("panel", quotas, people, "--size", 1, "--seconds", 0, "--lang", "en", "--format", "json")
    assert result.code == 2
    codes = [p["code"] for p in json.loads(result.err)["problems"]]
    assert codes == ["bad_value", "min_above_max", "missing_heading"]
    assert run("panel", quotas, people, "--size", 0).code == 2
    assert run("panel", quotas, people).code == 2
    assert run("panel", quotas, people, "--size", 1, "-o", quotas).code == 2
    assert run("panel", quotas, people, "--size", 1, "-o", "x.xlsx").code == 2


def test_without_quotas_the_other_file_is_looked_at_all_the_same(run: Run, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("feature,value,min,max\n", encoding="utf-8")
    result = run("panel", bare, SHIPPED / "panels" / "nguoi.csv", "--size", "12", "--lang", "en")
    assert result.code == 2
    assert "There is no quota under the headings." in result.err


def test_what_time_did_not_allow_is_said_with_code_4(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "relax_quotas", lambda *_: CheapestMoves())
    result = run("panel", PANELS / "thieu-nguoi.csv", PEOPLE, "--size", 12, "--lang", "en")
    assert result.code == 4
    assert "Not finished in time: the ways out." in result.out
    monkeypatch.setattr(road._PanelSearch, "_check_existence", lambda *_: road.EngineStatus.STOPPED)
    result = run("panel", PANELS / "thieu-nguoi.csv", PEOPLE, "--size", 12, "--lang", "en")
    assert result.code == 4
    assert result.out.startswith("OUT OF TIME")
