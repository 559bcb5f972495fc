"""The report on the directive: every demand judged by numbers or with a reason, nothing hidden made up."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from cocau.app.i18n.languages import Lang
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.annex.model import RowKind
from cocau.app.present.law.clause_verdicts import (
    ClauseVerdict,
    ConductRemarks,
    ReportedCouncil,
    ReportedElection,
    ReportedPlan,
    judge_clause,
    list_clauses,
)
from cocau.app.present.names import Names
from cocau.app.present.papers.directive_report import (
    HIGHEST_TABLE,
    DirectiveReport,
    build_directive_report,
    measure_table,
)
from cocau.app.present.papers.formats import render_paper
from cocau.app.present.papers.model import Paper
from cocau.app.present.papers.pdf import render_pdf
from cocau.constraints.clauses import load_registers
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.procedure.dossier import Dossier, StepRecord
from cocau.constraints.procedure.reports import build_gates
from cocau.constraints.rules.rule import Verdict
from cocau.solver.proposal import Proposal
from tests.app.present.papers.test_pdf import pages

REGISTER = load_registers()["chi-thi-ha-tinh-2018"]
DAY = date(2021, 3, 1)


def _plan(proposal: Proposal, *, whole: bool = True) -> ReportedPlan:
    assert proposal.slate is not None
    pool, day = proposal.request.pool, proposal.request.council.election_day
    people = [pool.by_id[i] for i in proposal.slate.deputies]
    counts = {name: sum(group.matches(p, day) for p in people) for name, group in GROUPS.items()}
    return ReportedPlan(
        label="Phương án 1",
        made_on=DAY,
        standing="đã phê duyệt",
        total=len(people),
        counts=counts if whole else dict.fromkeys(counts),
        verdicts={f.rule: f.verdict if whole else None for f in proposal.findings},
        decisions=("02/03/2021: đã phê duyệt, số 12-QĐ/TU",),
        names=Names.of(proposal, "vi") if whole else None,
        findings={f.rule: f for f in proposal.findings} if whole else None,
        conduct=ConductRemarks(disciplined=1) if whole else None,
    )


def _council(proposal: Proposal, **changes: object) -> ReportedCouncil:
    council, book = proposal.request.council, proposal.rulebook
    records = (
        StepRecord(step="cadre-plan-reviewed", on=date(2021, 1, 5), by="Ban Tổ chức", content="Đã rà soát"),
    )
    dossier = Dossier(council=council.id, records=records)
    gates = build_gates(council, load_rulebook("ha-tinh-2021"), dossier, DAY)
    fields = {"plan": _plan(proposal), "gates": gates, "dossier_version": 2} | changes
    return ReportedCouncil(council, 3, book, **fields)  # type: ignore[arg-type]  # of these fields


def _report(*councils: ReportedCouncil, sees_people: bool = True, lang: Lang = Lang.VI) -> DirectiveReport:
    return DirectiveReport(DAY, REGISTER, "Chỉ thị (ví dụ)", councils, sees_people, lang=lang)


def _elected(count: int) -> ReportedElection:
    """An election of which there is much to tell."""
    return ReportedElection(
        version=4,
        elected=25,
        intended=20,
        unsettled=3,
        counts=dict.fromkeys(GROUPS, 5),
        posts=tuple((f"Trưởng ban thứ {n}", "Nguyễn Thị Mẫu Dài, Trần Văn Mẫu Dài") for n in range(count)),
        vacancies=tuple(
            f"Khuyết đại biểu thứ {n} từ ngày 01/07/2021, vì lý do sức khỏe." for n in range(count)
        ),
    )


def _on_screen(report: DirectiveReport) -> Paper:
    return build_directive_report(report, is_printed=False)


def _rows(paper: Paper, sheet: int) -> list[tuple[object, ...]]:
    table = paper.sheets[sheet].table
    assert table is not None
    return [row.values for row in table.rows]


def test_every_demand_of_section_2_has_a_verdict_and_numbers_or_a_reason(proposal: Proposal) -> None:
    one = _council(proposal)
    clauses = list_clauses(REGISTER)
    assert [c.id for c in clauses] == [f"S2.{n}" for n in range(2, 23)]
    for clause in clauses:
        judged = judge_clause(one, clause)
        assert judged.figures, clause.id
        assert judged.verdict is not ClauseVerdict.WITHHELD
        by_plan = bool(clause.answer.rules or clause.answer.steps)
        assert (judged.verdict is ClauseVerdict.NOT_JUDGED) is not by_plan


def test_a_verdict_is_that_of_the_rule(proposal: Proposal) -> None:
    one = _council(proposal)
    (fewer,) = (c for c in list_clauses(REGISTER) if c.id == "S2.16")
    (rule,) = fewer.answer.rules
    finding = next(f for f in proposal.findings if f.rule == rule)
    told = {Verdict.KEPT: ClauseVerdict.KEPT, Verdict.BROKEN: ClauseVerdict.MISSED}
    assert judge_clause(one, fewer).verdict is told.get(finding.verdict, ClauseVerdict.UNDECIDED)


def test_the_table_of_all_councils_sums_what_its_pages_say(proposal: Proposal) -> None:
    one = _council(proposal)
    bare = ReportedCouncil(proposal.request.council, 1, proposal.rulebook)
    paper = _on_screen(_report(one, bare))
    assert [sheet.fields["phu_luc"] for sheet in paper.sheets] == [
        "Phụ lục I",
        "Phụ lục II.1",
        "Phụ lục II.2",
    ]
    overview = _rows(paper, 0)
    kept = sum(row[-1] == "đạt" for row in _rows(paper, 1))
    assert overview[0][7] == kept
    assert overview[-1][2] == 2 * proposal.request.council.seats
    assert overview[1][13] == "chưa có phương án"
    table = paper.sheets[0].table
    assert table is not None
    assert [row.kind for row in table.rows] == [RowKind.PLAIN, RowKind.PLAIN, RowKind.SUM]


def test_officers_of_the_previous_term_are_named_to_whoever_may_see_people(proposal: Proposal) -> None:
    officers = {CouncilOffice.CHAIR: ("Lê Văn Mẫu",), CouncilOffice.VICE_CHAIR: ("Bùi Thị Thử", "Hồ Ví")}
    one = _council(proposal)
    one = replace(one, council=one.council.replace_unvalidated(officers=officers))
    told = "Chủ tịch HĐND: Lê Văn Mẫu; Phó Chủ tịch HĐND: Bùi Thị Thử, Hồ Ví"
    row = ("", "Người giữ chức danh nhiệm kỳ trước", told, "-", "-")
    assert row in _rows(_on_screen(_report(one)), 1)
    hidden = _rows(_on_screen(_report(one, sees_people=False)), 1)
    assert not any("Lê Văn Mẫu" in str(value) for values in hidden for value in values)


def test_a_page_says_its_day_and_what_it_was_made_from(proposal: Proposal) -> None:
    page = build_directive_report(_report(_council(proposal))).sheets[1]
    assert "01/03/2021" in page.fields["cuoi_bang"]
    assert "hồ sơ hội đồng (bản 3)" in page.fields["cuoi_bang"]
    assert "hồ sơ quy trình (bản 2)" in page.fields["cuoi_bang"]
    assert "“Phương án 1”" in page.fields["cuoi_bang"]


def test_done_late_and_missing_steps_and_conduct_stand_on_the_page(proposal: Proposal) -> None:
    told = {str(row[1]): row for row in _rows(_on_screen(_report(_council(proposal))), 1) if len(row) > 1}
    assert "05/01/2021" in str(told["Xong"][3])
    assert "Hội nghị hiệp thương lần thứ nhất" in str(told["Quá hạn, chưa có hồ sơ"][3])
    assert told["Có quyết định kỷ luật ghi trong hồ sơ"][3] == "1 người trong danh sách ứng cử"
    assert told["Quyết định"][3] == "02/03/2021: đã phê duyệt, số 12-QĐ/TU"


def test_a_page_names_few_steps_and_the_blocs_in_one_row(proposal: Proposal) -> None:
    rows = _rows(_on_screen(_report(_council(proposal))), 1)
    told = {str(row[1]): row for row in rows if len(row) > 1}
    late = told["Quá hạn, chưa có hồ sơ"]
    number = int(str(late[4]).partition(" ")[0])
    assert str(late[3]).count("(hạn ") == 4
    assert f"và {number - 4} bước khác" in str(late[3])
    assert re.search(
        r"Khối Đảng: \d+ \(.*?%\) → \d+ \(.*?%\)", str(told["Theo khối (nhiệm kỳ trước → phương án)"][3])
    )
    assert not [row for row in rows if len(row) > 1 and row[1] == "Khối Đảng"]


def test_whoever_may_not_see_people_gets_no_number_or_verdict_about_them(proposal: Proposal) -> None:
    one = _council(proposal, plan=_plan(proposal, whole=False))
    paper = _on_screen(_report(one, sees_people=False))
    rows = _rows(paper, 1)
    numbers = [row for row in rows if len(row) > 1 and row[1] in {"Phụ nữ", "Ngoài Đảng", "Khối Đảng"}]
    assert numbers
    assert all((row[3], row[4]) == ("không nêu", "-") for row in numbers)
    assert _rows(paper, 0)[0][14] == "không nêu"
    names = {person.name for person in proposal.request.pool.people}
    assert not [name for name in names if any(name in str(value) for row in rows for value in row)]


def test_no_code_stands_in_the_report(proposal: Proposal) -> None:
    text = build_directive_report(_report(_council(proposal))).model_dump_json()
    said = " ".join(re.findall(r'"values":\[.*?\]', text))
    assert not re.search(r"`|_percent|[a-z]+-[a-z]+-[a-z]+|S2\.", said)


@pytest.mark.parametrize("lang", Lang)
def test_each_council_is_printed_on_one_page(proposal: Proposal, lang: Lang) -> None:
    full = _council(proposal, election=_elected(40))
    report = _report(_council(proposal), full, lang=lang)
    paper = build_directive_report(report)
    found = pages(render_pdf(paper))
    assert len(found) == 3
    assert not [page for page in found if page.split()[0].isdigit()]
    tables = [sheet.table for sheet in paper.sheets[1:] if sheet.table is not None]
    assert all(measure_table(table, lang) <= HIGHEST_TABLE for table in tables)
    with zipfile.ZipFile(io.BytesIO(render_paper(paper, AnnexFormat.XLSX))) as book:
        fitted = [book.read(f"xl/worksheets/sheet{n}.xml").count(b'fitToHeight="0"') for n in (1, 2, 3)]
    assert fitted == [0, 0, 0]
    assert len(_rows(_on_screen(report), 2)) > 2 * len(_rows(paper, 2))
    told = "".join(str(value) for row in _rows(paper, 2) for value in row)
    assert "…" not in told  # what does not fit is counted, not cut
    assert re.search(r"và \d+ nội dung khác.*Còn \d+ nội dung khác\.|and \d+ more.*are \d+ more\.", told)


def test_an_english_report_is_in_english(proposal: Proposal) -> None:
    english = Names.of(proposal, Lang.EN, codes=False)
    plan = replace(_plan(proposal), standing="approved", decisions=(), names=english)
    one = _council(proposal, plan=plan)
    for paper in (
        build_directive_report(_report(one, lang=Lang.EN)),
        _on_screen(_report(one, lang=Lang.EN)),
    ):
        names = {person.name for person in proposal.request.pool.people} | {"Phương án 1", "Hà Tĩnh"}
        assert proposal.request.council.name in paper.sheets[1].fields["tieu_de"]
        told = "\n".join(str(value) for sheet in (0, 1) for row in _rows(paper, sheet) for value in row[-2:])
        for name in sorted(names, key=len, reverse=True):
            told = told.replace(name, "")
        assert not re.findall("[^\n]*[ăđơưạảấầậễệịọốộớờợụủứừựỷ]", told, re.IGNORECASE)


@pytest.mark.parametrize("form", [AnnexFormat.DOCX, AnnexFormat.XLSX, AnnexFormat.PDF])
def test_the_files_are_made_and_the_same_again(proposal: Proposal, form: AnnexFormat) -> None:
    paper = build_directive_report(_report(_council(proposal)))
    assert render_paper(paper, form) == render_paper(paper, form)
