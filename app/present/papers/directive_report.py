"""The report on a directive for the Party's Standing Board (Hà Tĩnh's, closing part).

One table over all councils, then one page for each: composition against the previous term, every demand of
section 2 with its verdict and numbers or why no plan can be judged by it, steps, decisions, remarks on
conduct, and what stands in the way. No national form exists for it: annexes of a report (Decree 30/2020).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cocau.app.i18n.languages import Lang, say
from cocau.app.present.annex.layout import count_lines, format_value
from cocau.app.present.annex.model import AnnexRow, AnnexValue, ColumnAlign, RowKind
from cocau.app.present.law.clause_verdicts import WITHHELD, ClauseVerdict, ConductRemarks, ReportedCouncil
from cocau.app.present.law.council_page import PRINTED, WHOLE, CouncilPage, PageDetail, list_conduct
from cocau.app.present.papers.layouts import LAYOUTS, PaperStyle
from cocau.app.present.papers.model import NONE, Paper, PaperColumn, PaperFamily, PaperSheet, PaperTable
from cocau.constraints.clauses import ClauseRegister
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.procedure.gates import StepState
from cocau.constraints.record import Text


@dataclass(frozen=True)
class DirectiveReport:
    """What a report is made of: councils in its reader's scope, demands, a language."""

    on: date
    register: ClauseRegister
    directive: str
    councils: tuple[ReportedCouncil, ...]
    sees_people: bool
    is_cut: bool = False
    lang: Lang = Lang.VI

    def build_page(self, reported: ReportedCouncil, detail: PageDetail = WHOLE) -> CouncilPage:
        """Build the page of a council."""
        return CouncilPage(reported, self.register, self.lang, self.sees_people, detail)

    def say(self, vi: str, en: str) -> str:
        """Return the text in the report's language."""
        return say(self.lang, vi, en)


_LAYOUT = "phu-luc-dai"


def build_directive_report(report: DirectiveReport, *, is_printed: bool = True) -> Paper:
    """Build the report: a sheet for all councils, then one for each, of one page if printed."""
    levels = list(CouncilLevel)
    councils = sorted(report.councils, key=lambda one: (levels.index(one.council.level), one.council.name))
    sheets = [_build_overview(report, councils)]
    sheets += [
        _build_council_sheet(report, one, number, is_printed=is_printed)
        for number, one in enumerate(councils, start=1)
    ]
    title = report.say("Báo cáo kết quả thực hiện chỉ thị, ngày {}", "Report on the directive, {}")
    return Paper(
        kind="directive-report",
        family=PaperFamily.DECREE,
        layout=_LAYOUT,
        lang=report.lang,
        title=title.format(f"{report.on:%d-%m-%Y}"),
        sheets=tuple(sheets),
    )


# --- one council --------------------------------------------------------------------------------------------


def _list_council_columns(report: DirectiveReport, detail: PageDetail) -> tuple[PaperColumn, ...]:
    columns = (
        PaperColumn(key="number", head=report.say("TT", "No."), width=8),
        PaperColumn(key="what", head=report.say("Nội dung", "Subject"), width=67, align=ColumnAlign.LEFT),
        PaperColumn(key="before", head=report.say("Nhiệm kỳ trước", "Previous term"), width=17),
        PaperColumn(
            key="now",
            head=report.say("Phương án; kết quả", "Proposal; result"),
            width=87,
            align=ColumnAlign.LEFT,
        ),
        PaperColumn(key="verdict", head=report.say("Đánh giá", "Verdict"), width=18),
    )
    return tuple(column for column in columns if column.key != "before" or not detail.is_compact)


def _build_council_sheet(
    report: DirectiveReport, reported: ReportedCouncil, number: int, *, is_printed: bool
) -> PaperSheet:
    table = _build_council_table(report, reported, PRINTED[0] if is_printed else WHOLE)
    for detail in PRINTED[1:]:
        if is_printed and measure_table(table, report.lang) > HIGHEST_TABLE:
            table = _build_council_table(report, reported, detail)
    return PaperSheet(
        name=reported.council.name,
        fields={
            "phu_luc": report.say(f"Phụ lục II.{number}", f"Annex II.{number}"),
            "tieu_de": report.say("KẾT QUẢ THỰC HIỆN CHỈ THỊ", "RESULTS OF THE DIRECTIVE")
            + f": {reported.council.name}",
            "kem_theo": _say_attached(report),
            "cuoi_bang": _describe_sources(report, reported),
        },
        table=table,
        is_one_page=True,
    )


def _build_council_table(
    report: DirectiveReport, reported: ReportedCouncil, detail: PageDetail
) -> PaperTable:
    rows = tuple(report.build_page(reported, detail).list_rows())
    return PaperTable(columns=_list_council_columns(report, detail), rows=rows)


HIGHEST_TABLE = 238
"""Millimetres of a page that are left to its table."""
_MM_OF_POINT, _LEADING, _PADDING, _WIDER = 0.3528, 1.2, 0.8, 1.12


def measure_table(table: PaperTable, lang: Lang) -> float:
    """Measure the height of a table in millimetres, rather too high than too low."""
    layout = LAYOUTS[_LAYOUT]
    size = layout.get_look(PaperStyle.TABLE_TEXT).size
    scale = layout.width / sum(column.width for column in table.columns)
    lines = 2 + len(table.rows)
    for row in table.rows:
        if row.kind is not RowKind.GROUP:
            cells = zip(row.values, table.columns, strict=True)
            lines += (
                max(count_lines(format_value(v, lang), c.width * scale, size * _WIDER) for v, c in cells) - 1
            )
    return lines * size * _LEADING * _MM_OF_POINT + len(table.rows) * _PADDING


def _say_attached(report: DirectiveReport) -> str:
    return report.say(
        "(Kèm theo Báo cáo số …… ngày … tháng … năm …… của ………)",
        "(Attached to Report No. …… of …… by ………)",
    )


def _describe_sources(report: DirectiveReport, reported: ReportedCouncil) -> str:
    """Describe the day of a page and the versions that it was made from."""
    plan = reported.plan
    parts = [report.say("hồ sơ hội đồng (bản {})", "the council (version {})").format(reported.version)]
    if plan is not None:
        told = report.say("phương án “{}” lập ngày {}", "the proposal “{}” of {}")
        parts.append(
            told.format(plan.label or report.say("không tên", "unnamed"), f"{plan.made_on:%d/%m/%Y}")
        )
    if reported.dossier_version:
        told = report.say("hồ sơ quy trình (bản {})", "the record of steps (version {})")
        parts.append(told.format(reported.dossier_version))
    if reported.election is not None:
        told = report.say("kết quả bầu cử (bản {})", "the results of the election (version {})")
        parts.append(told.format(reported.election.version))
    parts.append(
        report.say("bộ quy định: {}", "the rulebook: {}").format(reported.book.title.of(report.lang))
    )
    head = report.say("Số liệu đến ngày {}. Lập từ: {}.", "As of {}. Made from: {}.")
    lines = [head.format(f"{report.on:%d/%m/%Y}", "; ".join(parts))]
    if not report.sees_people:
        withheld = report.say(
            "“{}”: số nhỏ và nội dung về cá nhân mà vai trò của người lập không được xem.",
            "“{}”: small numbers and what concerns individuals, which the role of its maker may not see.",
        )
        lines.append(withheld.format(WITHHELD.of(report.lang)))
    return "\n".join(lines)


# --- all councils -------------------------------------------------------------------------------------------

_KEY_HEADS = {
    "women": Text(vi="Nữ", en="Women"),
    "administration": Text(vi="Khối hành chính", en="Admin."),
    "full_time": Text(vi="Chuyên trách", en="Full-time"),
    "front": Text(vi="Mặt trận, đoàn thể", en="Front, unions"),
}


def _list_overview_columns(report: DirectiveReport) -> tuple[PaperColumn, ...]:
    groups = report.say("Nhiệm kỳ trước → phương án", "Previous term → proposal")
    demands = report.say("Yêu cầu tại mục 2", "Demands of section 2")
    steps = report.say("Các bước", "Steps")
    counted = (
        ("kept", "Đạt", "Met", demands),
        ("missed", "Chưa đạt", "Not met", demands),
        ("open", "Chưa rõ", "Open", demands),
        ("done", "Xong", "Done", steps),
        ("late", "Trễ", "Late", steps),
        ("left", "Chưa làm", "Left", steps),
    )
    council = report.say("Hội đồng nhân dân", "People's Council")
    return (
        PaperColumn(key="number", head=report.say("TT", "No."), width=9),
        PaperColumn(key="council", head=council, width=40, align=ColumnAlign.LEFT),
        PaperColumn(key="seats", head=report.say("Số đại biểu", "Seats"), width=14),
        *(
            PaperColumn(key=group, head=head.of(report.lang), width=20, group=groups)
            for group, head in _KEY_HEADS.items()
        ),
        *(PaperColumn(key=key, head=report.say(vi, en), width=13, group=g) for key, vi, en, g in counted),
        PaperColumn(key="standing", head=report.say("Phê duyệt", "Approval"), width=21),
        PaperColumn(key="conduct", head=report.say("Lưu ý về nhân sự", "Remarks on people"), width=17),
        PaperColumn(key="obstacles", head=report.say("Vướng mắc", "Obstacles"), width=17),
    )


def _build_overview(report: DirectiveReport, councils: Sequence[ReportedCouncil]) -> PaperSheet:
    columns = _list_overview_columns(report)
    rows, sums = [], Counter[str]()
    for number, one in enumerate(councils, start=1):
        values = _count_council(report, one)
        sums.update({key: value for key, value in values.items() if isinstance(value, int)})
        cells = (values.get(column.key, NONE) for column in columns[2:])
        rows.append(AnnexRow(values=(number, one.council.name, *(NONE if v == 0 else v for v in cells))))
    if councils:
        summed = (sums.get(c.key, "") for c in columns[2:])
        rows.append(AnnexRow(kind=RowKind.SUM, values=("", report.say("Tổng số", "Total"), *summed)))
    title = report.say("TỔNG HỢP KẾT QUẢ THỰC HIỆN CHỈ THỊ", "SUMMARY OF RESULTS OF THE DIRECTIVE")
    return PaperSheet(
        name=report.say("Tổng hợp", "Summary"),
        fields={
            "phu_luc": report.say("Phụ lục I", "Annex I"),
            "tieu_de": f"{title}\n{report.directive}",
            "kem_theo": _say_attached(report),
            "cuoi_bang": _describe_overview(report),
        },
        table=PaperTable(columns=columns, rows=tuple(rows)),
    )


def _count_council(report: DirectiveReport, reported: ReportedCouncil) -> dict[str, AnnexValue]:
    """Count what the table over all councils shows of one."""
    page = report.build_page(reported)
    clauses = Counter(clause.verdict for clause in page.judged)
    states = Counter(state.state for state in (() if reported.gates is None else reported.gates.states))
    conduct = None if reported.plan is None else reported.plan.conduct
    no_plan = report.say("chưa có phương án", "no proposal")
    return {
        "seats": reported.council.seats,
        **{group: _describe_pair(report, reported, group) for group in _KEY_HEADS},
        "kept": clauses[ClauseVerdict.KEPT],
        "missed": clauses[ClauseVerdict.MISSED],
        "open": clauses[ClauseVerdict.UNDECIDED] + clauses[ClauseVerdict.WITHHELD],
        "done": states[StepState.DONE] + states[StepState.DONE_LATE],
        "late": states[StepState.LATE] + states[StepState.OUT_OF_ORDER],
        "left": states[StepState.OPEN] + states[StepState.WAITING],
        "standing": no_plan if reported.plan is None else reported.plan.standing,
        "conduct": sum(count for _, count in list_conduct(conduct or ConductRemarks()))
        if report.sees_people
        else WITHHELD.of(report.lang),
        "obstacles": len(page.list_obstacles()),
    }


def _describe_pair(report: DirectiveReport, reported: ReportedCouncil, group: str) -> str:
    """Describe a group before and now: ``12 → 9``."""
    prior, plan = reported.council.prior_term, reported.plan
    was = None if prior is None else prior.counts.get(group)
    if plan is None or not plan.counts:
        return f"{NONE if was is None else was} → {NONE}"
    now = plan.counts.get(group)
    return f"{NONE if was is None else was} → {WITHHELD.of(report.lang) if now is None else now}"


def _describe_overview(report: DirectiveReport) -> str:
    seen = report.say(
        "Số liệu đến ngày {}; {} hội đồng mà người lập được xem.",
        "As of {}; councils that its maker may see: {}.",
    )
    lines = [
        seen.format(f"{report.on:%d/%m/%Y}", len(report.councils)),
        report.say(
            "Lập từ hồ sơ hội đồng, phương án mới nhất (ưu tiên phương án đã phê duyệt) và hồ sơ quy trình "
            "của từng hội đồng; bản đã dùng ghi ở phụ lục của hội đồng đó.",
            "Made from each council's record, its newest proposal (an approved one first) and its record of "
            "steps; the annex of a council names the versions.",
        ),
        report.say(
            "Số thứ tự yêu cầu do chương trình đánh: 2.16 là yêu cầu thứ 16 trong mục 2 của chỉ thị.",
            "Demands are numbered by the program: 2.16 is the 16th demand in section 2 of the directive.",
        ),
    ]
    if report.is_cut:
        lines.append(
            report.say(
                "Chỉ nêu các hội đồng mới nhất; còn hội đồng khác chưa nêu.",
                "Only the newest councils are told; there are others.",
            )
        )
    if not report.sees_people:
        withheld = report.say(
            "“{}”: nội dung mà vai trò của người lập báo cáo không được xem.",
            "“{}”: what the role of its maker may not see.",
        )
        lines.append(withheld.format(WITHHELD.of(report.lang)))
    return "\n".join(lines)
