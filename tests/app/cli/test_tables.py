"""`cocau table`: what a user sees of published tables, and with which exit code."""

import json
from pathlib import Path

import pytest

from cocau.constraints.published.audit import TableReport
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal
from tests.app.conftest import Run
from tests.counted import build_results

TABLES = SHIPPED / "tables"
HEAD = "locality,level,term,stage,base_total,seats,women,women_pct\n"


def _file(folder: Path, *rows: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_the_shipped_tables_are_audited_with_a_summary(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # nothing wraps
    result = run("table", *sorted(TABLES.iterdir()), "--lang", "en")
    assert result.code == 3
    for words in (
        "The blocs sum to 27 of 30: 3 not itemised.",
        "43.1% belongs to another base",
        "188 − 24 − 2 = 162",
        "(provisional, on the list of the second consultation)",
        "24 other rules of national-2021 need names, posts or constituencies.",
        "district government (chính quyền huyện) 10 (25.0%)",
        "UBND leaders & specialised departments 7 (12.1%)",
        "Structures: Women 62 (38.8%); Not Party members 23 (14.4%)",
        "Summary",
    ):
        assert words in result.out
    assert run("table", *sorted(TABLES.iterdir())).out.count("✗ Các khối cộng lại được") == 3


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Tỉnh A,tỉnh,2021-2026,official list,20,12,7,35", 0),
        ("Tỉnh A,tỉnh,2021-2026,official list,20,12,6,30", 3),  # seven are needed
        ("Tỉnh A,tỉnh,2021-2026,3rd consultation,20,12,6,30", 0),  # provisional
        ("Tỉnh A,tỉnh,2021-2026,official list,20,12,7,36", 3),  # no such percentage
        ("Tỉnh A,tỉnh,2021-2026,elected,12,12,2,16.67", 0),  # an aim
        ("Tỉnh A,tỉnh,2004-2011,official list,20,12,6,30", 0),  # no rulebook of that term
        ("Tỉnh A,tỉnh,2021-2026,official list,20,12,21,35", 2),
        ("Huyện A,huyện,2026-2031,official list,20,12,7,35", 3),  # there are none any more
    ],
)
def test_the_exit_code_tells_faults_and_breaches(row: str, code: int, tmp_path: Path, run: Run) -> None:
    assert run("table", _file(tmp_path, row)).code == code


BEFORE = """\
notices:
  - {locality: Tỉnh A, level: province, term: 2016-2021, stage: elected, base: deputies, base_total: 55,
     structures: {full_time: {count: 9}}}
"""
PLANNED = """\
notices:
  - {locality: Tỉnh A, level: province, term: 2021-2026, stage: planned_council, base: deputies, seats: 54, committees: 3,
     structures: {full_time: {count: 8}}}
"""


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "ít nhất 10 người (nhiệm kỳ trước 9); điều thứ hai chỉ cho nhiều nhất 8."),
        ("en", "at least 10 people (previous term 9); the second allows 8 at most."),
    ],
)
def test_two_clauses_that_clash_are_told_with_both_numbers(
    tmp_path: Path, run: Run, lang: str, words: str
) -> None:
    table, before = tmp_path / "t.yaml", tmp_path / "b.yaml"
    table.write_text(PLANNED, encoding="utf-8")
    before.write_text(BEFORE, encoding="utf-8")
    asked = ("table", table, "--before", before, "--rulebook", "ha-tinh-2021", "--lang", lang)
    result = run(*asked)
    assert result.code == 0
    assert words in " ".join(result.out.split())
    (clash,) = json.loads(run(*asked, "--format", "json").out)["tables"][0]["clashes"]
    assert (clash["goal"], clash["cap"], clash["before"]) == (10, 8, 9)


def test_json_is_the_report(tmp_path: Path, run: Run) -> None:
    path = _file(tmp_path, "Tỉnh A,tỉnh,2021-2026,official list,20,12,6,30")
    result = run("table", path, "--format", "json")
    report = TableReport.model_validate_json(result.out)
    assert not report.sound
    (table,) = report.tables
    assert table.rulebook == "national-2021"
    assert [j.finding.short for j in table.rules if j.finding.rule == "women-35-percent"] == [1]


def test_an_answer_goes_to_a_file_and_never_over_an_input(tmp_path: Path, run: Run) -> None:
    path = _file(tmp_path, "Tỉnh A,tỉnh,2021-2026,official list,20,12,7,35")
    written = tmp_path / "out.txt"
    assert run("table", path, "-o", written, "--lang", "en").err == f"Written: {written}\n"
    assert "No fault in the numbers." in written.read_text(encoding="utf-8")
    assert run("table", path, "-o", tmp_path / "out.json", "--format", "json").code == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["sound"] is True
    before = path.read_bytes()
    assert run("table", path, "-o", path).code == 2
    assert path.read_bytes() == before


def test_wrong_input_prints_every_problem_and_nothing_else(tmp_path: Path, run: Run) -> None:
    path = _file(
        tmp_path, "Tỉnh A,tỉnh,2021-2026,official list,20,12,-1,35", "B,x,2021,official list,20,12,1,5"
    )
    result = run("table", path, "--bloc", "x=finance", "-o", tmp_path / "out", "--lang", "en")
    assert (result.code, result.out) == (2, "")
    assert "--bloc x=finance: 'finance' is not a code of a bloc" in result.err
    assert "t.csv:2: women: '-1' is negative" in result.err
    assert "t.csv:3: level" in result.err
    assert "4 problem(s)." in result.err
    assert not (tmp_path / "out").exists()
    body = json.loads(run("table", path, "--format", "json").err)
    assert {p["code"] for p in body["problems"]} == {"negative", "level", "term"}


def test_the_previous_term_is_given_by_before(tmp_path: Path, run: Run) -> None:
    head = "locality,level,term,stage,base_total,seats,re_elected\n"
    now, past = tmp_path / "now.csv", tmp_path / "past.csv"
    now.write_text(head + "Tỉnh A,tỉnh,2021-2026,elected,52,52,15\n", encoding="utf-8")
    past.write_text(head + "Tỉnh A,tỉnh,2016-2021,elected,50,50,\n", encoding="utf-8")
    assert "The previous term is not given. [re-elected-30-percent]" in run("table", now, "--lang", "en").out
    known = run("table", now, "--before", past, "--lang", "en").out
    assert "— 15/50, bound 15. [re-elected-30-percent;" in known
    assert known.count("═ ") + known.count("══\n") == 1, "the previous term is not audited itself"


def test_a_rulebook_of_another_election_is_refused(tmp_path: Path, run: Run) -> None:
    path = _file(tmp_path, "Tỉnh A,tỉnh,2016-2021,elected,12,12,2,16.67")
    result = run("table", path, "--rulebook", "national-2021", "--lang", "en")
    assert result.code == 2
    assert "'national-2021' is not for an election on 22/05/2016" in result.err
    assert run("table", path, "--rulebook", "no-such").code == 2
    unknown = _file(tmp_path, "Tỉnh A,tỉnh,2004-2011,elected,12,12,2,16.67")
    assert "an election on ?" in run("table", unknown, "--rulebook", "national-2021", "--lang", "en").err


def test_a_rulebook_may_be_named(tmp_path: Path, run: Run) -> None:
    path = _file(tmp_path, "Tỉnh Hà Tĩnh,tỉnh,2021-2026,elected,12,12,2,16.67")
    out = run("table", path, "--rulebook", "ha-tinh-2021", "--lang", "en").out
    assert "more-front-deputies" in out
    assert "under-40-on-list" not in out, "the program's own wishes are not asked of others' tables"


def test_a_name_can_be_explained(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "locality,level,term,stage,base_total,bloc,count\nTỉnh A,tỉnh,2021-2026,dự kiến,20,Kiểm toán,20\n",
        encoding="utf-8",
    )
    open_one = run("table", path, "--lang", "en")
    assert open_one.code == 0
    assert "--bloc 'Kiểm toán=administration+economic'" in " ".join(open_one.out.split())
    assert run("table", path, "--bloc", "Kiểm toán=administration").code == 0


def test_shares_are_shown_only_of_the_base_that_was_counted(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "locality: Tỉnh A\nlevel: province\nterm: 2026-2031\nstage: official_list\nbase: candidates\n"
        "base_total: 20\nstructures:\n  under_42: {count: 3}\n  women: {count: 8}\n"
        "  re_elected: {count: 4, percent: 50, of: outgoing}\n  non_party: {percent: 10}\n",
        encoding="utf-8",
    )
    out = " ".join(run("table", path).out.split())
    assert "Cơ cấu: Dưới 42 tuổi 3 (15,0%); Phụ nữ 8 (40,0%); Tái cử 4." in out


def test_a_note_and_the_size_of_the_council_are_shown(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "locality: Tỉnh A\nlevel: province\nterm: 2004-2011\nstage: elected\nbase: deputies\nbase_total: 50\n"
        "seats: 50\nconstituencies: 14\nseveral: true\nnote: Theo báo\nstructures: {women: {percent: 20}}\n",
        encoding="utf-8",
    )
    out = run("table", path).out
    assert "Tính trên 50 người (số đại biểu), 50 ghế, 14 đơn vị bầu cử, gộp nhiều HĐND." in out
    assert "Theo báo" in out
    assert "Không có bộ quy định cho nhiệm kỳ này" in out
    assert "• Nữ: chỉ in 20%; với tổng số 50 thì đó là 10 người." in out


def test_a_rule_about_the_level_is_told_without_numbers(tmp_path: Path, run: Run) -> None:
    gone = run("table", _file(tmp_path, "Huyện A,huyện,2026-2031,official list,20,12,7,35"), "--lang", "en")
    assert (
        "✗ Units of this kind (districts, towns, provincial cities, townlets) have had no council" in gone.out
    )
    there = run("table", _file(tmp_path, "Xã A,xã,2026-2031,official list,20,12,7,35"), "--lang", "en")
    assert "any more. [kinds-of-unit" in " ".join(there.out.split())


def test_counted_results_tell_who_is_elected(run: Run, tmp_path: Path, proposal: Proposal) -> None:
    stored, counts = tmp_path / "p.json", tmp_path / "kq.json"
    stored.write_text(proposal.to_json(), encoding="utf-8")
    last = proposal.request.council.constituencies[-1]
    counts.write_text(build_results(proposal, without=(last.id,)).model_dump_json(), encoding="utf-8")
    told = run("results", stored, counts)
    seats = proposal.request.council.seats
    assert told.code == 3
    assert f"{seats - last.seats}/{seats} đại biểu trúng cử; 1 đơn vị bầu cử chưa nhập kết quả." in told.out
    assert "Điều 78 khoản 4 Luật Bầu cử" in told.out
    counts.write_text(build_results(proposal).model_dump_json(), encoding="utf-8")
    whole = run("results", stored, counts, "--format", "json", "--lang", "en")
    assert whole.code == 0
    assert sum(len(one["elected"]) for one in json.loads(whole.out)["constituencies"]) == seats
    counts.write_text(
        counts.read_text("utf-8").replace('"took_part":1800', '"took_part":9000', 1), encoding="utf-8"
    )
    wrong = run("results", stored, counts)
    assert (wrong.code, "nhiều hơn tổng số cử tri" in wrong.err) == (2, True)


def test_a_term_tells_posts_and_vacancies_on_a_day(run: Run, tmp_path: Path, proposal: Proposal) -> None:
    stored, counts, record = (tmp_path / name for name in ("p.json", "kq.json", "nk.json"))
    stored.write_text(proposal.to_json(), encoding="utf-8")
    counts.write_text(build_results(proposal).model_dump_json(), encoding="utf-8")
    council = proposal.request.council
    elected = json.loads(run("results", stored, counts, "--format", "json").out)["constituencies"][0][
        "elected"
    ]
    gone = {"person": elected[0], "on": "2022-01-10", "reason": "resigned"}
    term = {"council": council.id, "first_session": "2021-06-30", "departures": [gone]}
    record.write_text(json.dumps(term), encoding="utf-8")
    told = run("term", stored, counts, record, "--on", "2022-02-01")
    assert told.code == 0
    assert f"Khuyết 1/{council.seats} đại biểu" in told.out
    answer = json.loads(run("term", stored, counts, record, "--on", "2022-02-01", "--format", "json").out)
    assert (answer["vacant"], answer["elected"]) == (1, council.seats)
    record.write_text(json.dumps(term | {"departures": [gone | {"person": "ai-do"}]}), encoding="utf-8")
    wrong = run("term", stored, counts, record)
    assert (wrong.code, "nk.json" in wrong.err) == (2, True)
