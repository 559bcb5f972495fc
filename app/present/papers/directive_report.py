"""The report on a directive for the Party's Standing Board (Hà Tĩnh's, closing part).

One table over all councils, then one page for each: composition against the previous term, every demand of
section 2 with its verdict and numbers or why no plan can be judged by it, steps, decisions, remarks on
conduct, and what stands in the way. No national form exists for it: annexes of a report (Decree 30/2020).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cocau.app.i18n.words import get_label
from cocau.app.present.annex.model import AnnexRow, AnnexValue, ColumnAlign, RowKind
from cocau.app.present.law.clause_verdicts import (
    WITHHELD,
    ClauseVerdict,
    ConductRemarks,
    JudgedClause,
    ReportedCouncil,
    ReportedPlan,
    clean_codes,
    judge_clause,
    list_clauses,
    name_step,
)
from cocau.app.present.papers.model import NONE, Paper, PaperColumn, PaperFamily, PaperSheet, PaperTable
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.wording import PlainWording
from cocau.constraints.clauses import ClauseRegister
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.selectors import BLOC_GROUPS, STRUCTURE_GROUPS
from cocau.constraints.procedure.gates import GateState, StepState


@dataclass(frozen=True)
class DirectiveReport:
    """What a report is made of: councils in its reader's scope, the directive's demands."""

    on: date
    register: ClauseRegister
    directive: str
    councils: tuple[ReportedCouncil, ...]
    sees_people: bool
    is_cut: bool = False


def build_directive_report(report: DirectiveReport) -> Paper:
    """Build the report: a sheet for all councils, then one for each."""
    levels = list(CouncilLevel)
    councils = sorted(report.councils, key=lambda one: (levels.index(one.council.level), one.council.name))
    sheets = [_build_overview(report, councils)]
    sheets += [_build_council_sheet(report, one, number) for number, one in enumerate(councils, start=1)]
    return Paper(
        kind="directive-report",
        family=PaperFamily.DECREE,
        layout="phu-luc-dai",
        title=f"Báo cáo kết quả thực hiện chỉ thị, ngày {report.on:%d-%m-%Y}",
        sheets=tuple(sheets),
    )


# --- one council --------------------------------------------------------------------------------------------

_COUNCIL_COLUMNS = (
    PaperColumn(key="number", head="TT", width=10),
    PaperColumn(key="what", head="Nội dung", width=92, align=ColumnAlign.LEFT),
    PaperColumn(key="before", head="Nhiệm kỳ trước", width=19),
    PaperColumn(key="now", head="Phương án; kết quả", width=128, align=ColumnAlign.LEFT),
    PaperColumn(key="verdict", head="Đánh giá", width=26),
)


def _build_council_sheet(report: DirectiveReport, reported: ReportedCouncil, number: int) -> PaperSheet:
    judged = [judge_clause(reported, clause) for clause in list_clauses(report.register)]
    sections = (
        ("A. Cơ cấu, thành phần so với nhiệm kỳ trước", _list_composition_rows(reported)),
        ("B. Từng yêu cầu tại mục 2 của chỉ thị", _list_clause_rows(judged)),
        ("C. Các bước phải thực hiện", _list_step_rows(reported)),
        ("D. Phê duyệt", _list_decision_rows(reported)),
        ("Đ. Kỷ luật, thanh tra, tín nhiệm của cử tri", _list_conduct_rows(report, reported)),
        ("E. Vướng mắc", _list_obstacle_rows(reported, judged)),
        ("G. Kết quả bầu cử và nhiệm kỳ", _list_election_rows(report, reported)),
    )
    rows: list[AnnexRow] = []
    for title, body in sections:
        rows += [AnnexRow(kind=RowKind.GROUP, values=(title,)), *body]
    return PaperSheet(
        name=reported.council.name,
        fields={
            "phu_luc": f"Phụ lục II.{number}",
            "tieu_de": f"KẾT QUẢ THỰC HIỆN CHỈ THỊ\n{reported.council.name}",
            "kem_theo": _ATTACHED,
            "cuoi_bang": _describe_sources(report, reported),
        },
        table=PaperTable(columns=_COUNCIL_COLUMNS, rows=tuple(rows)),
    )


_ATTACHED = "(Kèm theo Báo cáo số …… ngày … tháng … năm …… của ………)"


def _build_row(number: AnnexValue, what: str, before: str = "", now: str = "", verdict: str = "") -> AnnexRow:
    return AnnexRow(values=(number, what, before or NONE, now or NONE, verdict or NONE))


def _list_composition_rows(reported: ReportedCouncil) -> Iterator[AnnexRow]:
    prior, plan = reported.council.prior_term, reported.plan
    before = "" if prior is None else str(prior.deputies)
    yield _build_row(1, "Tổng số đại biểu", before, f"{reported.council.seats} đại biểu được bầu")
    if plan is None or not plan.counts:
        yield _build_row("", "Chưa có phương án có danh sách nhân sự để so sánh.")
        return
    number = 1
    for group in STRUCTURE_GROUPS:
        was = None if prior is None else prior.counts.get(group)
        now = plan.counts.get(group)
        if not was and now == 0:
            continue
        number += 1
        earlier, later = _describe_shares(reported, plan, group)
        yield _build_row(number, get_label(group, "vi"), earlier, later, _describe_change(was, now))
    blocs = "; ".join(_list_blocs(reported, plan))
    yield _build_row(number + 1, "Theo khối (nhiệm kỳ trước → phương án)", "", blocs)


def _list_blocs(reported: ReportedCouncil, plan: ReportedPlan) -> Iterator[str]:
    """Yield each bloc before and now; in one row, so that a council's page stays short."""
    prior = reported.council.prior_term
    for group in BLOC_GROUPS:
        if plan.counts.get(group) != 0 or (prior is not None and prior.counts.get(group)):
            earlier, later = _describe_shares(reported, plan, group)
            yield f"{get_label(group, 'vi')}: {earlier or NONE} → {later}"


def _describe_shares(reported: ReportedCouncil, plan: ReportedPlan, group: str) -> tuple[str, str]:
    """Describe how many of a group there were, and are in the plan, with their shares."""
    prior = reported.council.prior_term
    was = None if prior is None else prior.counts.get(group)
    now = plan.counts.get(group)
    earlier = "" if was is None or prior is None else GroupShare(was, prior.deputies).format("vi")
    return earlier, WITHHELD if now is None else GroupShare(now, plan.total).format("vi")


def _describe_change(was: int | None, now: int | None) -> str:
    """Describe the change in people; nothing where either number is not known."""
    if was is None or now is None:
        return ""
    if was == now:
        return "không đổi"
    return f"tăng {now - was}" if now > was else f"giảm {was - now}"


def _list_clause_rows(judged: Sequence[JudgedClause]) -> Iterator[AnnexRow]:
    for one in judged:
        number = one.clause.id.removeprefix("S")
        yield _build_row(number, one.clause.says.vi, "", one.figures, str(one.verdict))


_STATE_ORDER = (
    (StepState.LATE, "Quá hạn, chưa có hồ sơ"),
    (StepState.OUT_OF_ORDER, "Trái trình tự"),
    (StepState.DONE_LATE, "Xong, trễ hạn"),
    (StepState.DONE, "Xong"),
    (StepState.OPEN, "Chưa làm, làm được ngay"),
    (StepState.WAITING, "Chưa làm, còn chờ bước trước"),
    (StepState.NOT_ARISEN, "Chưa phát sinh"),
)


_MOST_NAMED = 4
"""Steps of a state that are named, to keep a page short; the desk shows all."""


def _list_step_rows(reported: ReportedCouncil) -> Iterator[AnnexRow]:
    """Yield a row for each state that steps are in, with the first of these and their days."""
    if reported.gates is None:
        yield _build_row("", "Bộ quy định đang dùng không có các bước cho hội đồng này.")
        return
    for kind, words in _STATE_ORDER:
        states = [state for state in reported.gates.states if state.state is kind]
        if states:
            named = (
                f"{name_step(reported, state.step)}{_format_days(state)}" for state in states[:_MOST_NAMED]
            )
            others = len(states) - _MOST_NAMED
            steps = "; ".join((*named, f"và {others} bước khác")) if others > 0 else "; ".join(named)
            yield AnnexRow(values=("", words, NONE, f"{steps}.", f"{len(states)} bước"))


def _format_days(state: GateState) -> str:
    """Format the days of a step: when it was recorded, else its last day."""
    held = ", ".join(f"{record.on:%d/%m/%Y}" for record in state.records)
    if held:
        return f" ({held})"
    return "" if state.deadline is None else f" (hạn {state.deadline.day:%d/%m/%Y})"


def _list_decision_rows(reported: ReportedCouncil) -> Iterator[AnnexRow]:
    plan = reported.plan
    if plan is None:
        yield _build_row("", "Chưa có phương án để phê duyệt.")
        return
    plan_words = f"“{plan.label or 'Phương án'}”, lập ngày {plan.made_on:%d/%m/%Y}"
    yield _build_row("", "Phương án", "", plan_words, plan.standing)
    for number, decision in enumerate(plan.decisions, start=1):
        yield _build_row(number, "Quyết định", "", decision)


def _list_conduct_rows(report: DirectiveReport, reported: ReportedCouncil) -> Iterator[AnnexRow]:
    if not report.sees_people:
        yield _build_row("", "Vai trò của người lập báo cáo không được xem phần này.", "", WITHHELD)
        return
    conduct = None if reported.plan is None else reported.plan.conduct
    if conduct is None:
        yield _build_row("", "Chưa có danh sách nhân sự.")
        return
    for number, (what, count) in enumerate(_list_conduct(conduct), start=1):
        count_words = f"{count} người trong danh sách ứng cử" if count else "không có"
        yield _build_row(number, what, "", count_words, "cần xem xét" if count else "")


def _list_conduct(conduct: ConductRemarks) -> tuple[tuple[str, int], ...]:
    return (
        ("Đang bị thanh tra, điều tra hoặc xem xét kỷ luật", conduct.investigated),
        ("Có quyết định kỷ luật ghi trong hồ sơ", conduct.disciplined),
        ("Được dưới 50% cử tri tín nhiệm", conduct.below_half),
    )


def _list_election_rows(report: DirectiveReport, reported: ReportedCouncil) -> Iterator[AnnexRow]:
    """Yield who was elected against the plan and the previous term, posts and vacancies."""
    if not report.sees_people:
        yield _build_row("", "Vai trò của người lập báo cáo không được xem phần này.", "", WITHHELD)
        return
    found, prior = reported.election, reported.council.prior_term
    if found is None:
        yield _build_row("", "Chưa nhập kết quả bầu cử.")
        return
    pending = f"; {found.unsettled} đơn vị bầu cử chưa có kết quả cuối cùng" if found.unsettled else ""
    before = "" if prior is None else str(prior.deputies)
    yield _build_row(
        1, "Người trúng cử", before, f"{found.elected}/{reported.council.seats} đại biểu được bầu{pending}"
    )
    yield _build_row(2, "Đại biểu dự kiến trúng cử", "", f"{found.intended} người")
    number = 2
    for group in (*STRUCTURE_GROUPS, *BLOC_GROUPS):
        was = None if prior is None else prior.counts.get(group)
        now = found.counts[group]
        if was or now:
            number += 1
            earlier = "" if was is None or prior is None else GroupShare(was, prior.deputies).format("vi")
            share = GroupShare(now, found.elected).format("vi")
            yield _build_row(number, get_label(group, "vi"), earlier, share, _describe_change(was, now))
    for title, holders in found.posts:
        yield _build_row("", title, "", holders)
    for vacancy in found.vacancies:
        yield _build_row("", vacancy)


def _list_obstacle_rows(reported: ReportedCouncil, judged: Iterable[JudgedClause]) -> Iterator[AnnexRow]:
    found = list_obstacles(reported, judged)
    for number, text in enumerate(found, start=1):
        yield AnnexRow(values=(number, text, "", "", ""))
    if not found:
        yield _build_row("", "Không có.")


def list_obstacles(reported: ReportedCouncil, judged: Iterable[JudgedClause]) -> list[str]:
    """List obstacles: no plan, rules in conflict, demands missed, steps late, news."""
    found = []
    if reported.plan is None:
        found.append("Chưa có phương án nhân sự.")
    else:
        found += [_describe_conflict(reported, reported.plan)] if reported.plan.conflict else []
        if not reported.plan.is_current:
            found.append("Hồ sơ hội đồng, danh sách hoặc quy định đã thay đổi sau khi lập phương án.")
    missed = [each.clause.id.removeprefix("S") for each in judged if each.verdict is ClauseVerdict.MISSED]
    if missed:
        found.append(f"Chưa đạt yêu cầu: {', '.join(missed)}.")
    states = () if reported.gates is None else reported.gates.states
    for kind, words in _STATE_ORDER[:2]:
        number = sum(state.state is kind for state in states)
        if number:
            found.append(f"{words}: {number} bước (mục C).")
    return found


def _describe_conflict(reported: ReportedCouncil, plan: ReportedPlan) -> str:
    known = [reported.book.by_id[i] for i in plan.conflict if i in reported.book.by_id]
    musts = [clean_codes(reported.book, PlainWording(reported.book, "vi").says(r)) for r in known]
    return (
        f"Các quy định không thể cùng đạt: {' '.join(musts)}" if musts else "Các yêu cầu không thể cùng đạt."
    )


def _describe_sources(report: DirectiveReport, reported: ReportedCouncil) -> str:
    """Describe the day of a page and the versions that it was made from."""
    plan = reported.plan
    parts = [f"hồ sơ hội đồng (bản {reported.version})"]
    if plan is not None:
        parts.append(f"phương án “{plan.label or 'không tên'}” lập ngày {plan.made_on:%d/%m/%Y}")
    if reported.dossier_version:
        parts.append(f"hồ sơ quy trình (bản {reported.dossier_version})")
    if reported.election is not None:
        parts.append(f"kết quả bầu cử (bản {reported.election.version})")
    parts.append(f"bộ quy định: {reported.book.title.vi}")
    lines = [f"Số liệu đến ngày {report.on:%d/%m/%Y}. Lập từ: {'; '.join(parts)}."]
    if not report.sees_people:
        lines.append(f"“{WITHHELD}”: số nhỏ và nội dung về cá nhân mà vai trò của người lập không được xem.")
    return "\n".join(lines)


# --- all councils -------------------------------------------------------------------------------------------

_KEY_GROUPS = ("women", "administration", "full_time", "front")


def _build_overview(report: DirectiveReport, councils: Sequence[ReportedCouncil]) -> PaperSheet:
    columns = (
        PaperColumn(key="number", head="TT", width=9),
        PaperColumn(key="council", head="Hội đồng nhân dân", width=46, align=ColumnAlign.LEFT),
        PaperColumn(key="seats", head="Số đại biểu", width=14),
        *(
            PaperColumn(key=group, head=_KEY_HEADS[group], width=20, group="Nhiệm kỳ trước → phương án")
            for group in _KEY_GROUPS
        ),
        *(
            PaperColumn(key=key, head=head, width=13, group="Yêu cầu tại mục 2")
            for key, head in (("kept", "Đạt"), ("missed", "Chưa đạt"), ("open", "Chưa rõ"))
        ),
        *(
            PaperColumn(key=key, head=head, width=13, group="Các bước")
            for key, head in (("done", "Xong"), ("late", "Trễ"), ("left", "Chưa làm"))
        ),
        PaperColumn(key="standing", head="Phê duyệt", width=20),
        PaperColumn(key="conduct", head="Lưu ý về nhân sự", width=15),
        PaperColumn(key="obstacles", head="Vướng mắc", width=15),
    )
    rows, sums = [], Counter[str]()
    for number, one in enumerate(councils, start=1):
        values = _count_council(report, one)
        sums.update({key: value for key, value in values.items() if isinstance(value, int)})
        cells = (values.get(column.key, NONE) for column in columns[2:])
        rows.append(AnnexRow(values=(number, one.council.name, *(NONE if v == 0 else v for v in cells))))
    if councils:
        summed = (sums.get(c.key, "") for c in columns[2:])
        rows.append(AnnexRow(kind=RowKind.SUM, values=("", "Tổng số", *summed)))
    return PaperSheet(
        name="Tổng hợp",
        fields={
            "phu_luc": "Phụ lục I",
            "tieu_de": f"TỔNG HỢP KẾT QUẢ THỰC HIỆN CHỈ THỊ\n{report.directive}",
            "kem_theo": _ATTACHED,
            "cuoi_bang": _describe_overview(report),
        },
        table=PaperTable(columns=columns, rows=tuple(rows)),
    )


_KEY_HEADS = {
    "women": "Nữ",
    "administration": "Khối hành chính",
    "full_time": "Chuyên trách",
    "front": "Mặt trận, đoàn thể",
}


def _count_council(report: DirectiveReport, reported: ReportedCouncil) -> dict[str, AnnexValue]:
    """Count what the table over all councils shows of one."""
    judged = [judge_clause(reported, clause) for clause in list_clauses(report.register)]
    clauses = Counter(clause.verdict for clause in judged)
    states = Counter(state.state for state in (() if reported.gates is None else reported.gates.states))
    conduct = None if reported.plan is None else reported.plan.conduct
    return {
        "seats": reported.council.seats,
        **{group: _describe_pair(reported, group) for group in _KEY_GROUPS},
        "kept": clauses[ClauseVerdict.KEPT],
        "missed": clauses[ClauseVerdict.MISSED],
        "open": clauses[ClauseVerdict.UNDECIDED] + clauses[ClauseVerdict.WITHHELD],
        "done": states[StepState.DONE] + states[StepState.DONE_LATE],
        "late": states[StepState.LATE] + states[StepState.OUT_OF_ORDER],
        "left": states[StepState.OPEN] + states[StepState.WAITING],
        "standing": "chưa có phương án" if reported.plan is None else reported.plan.standing,
        "conduct": WITHHELD
        if not report.sees_people
        else sum(count for _, count in _list_conduct(conduct or ConductRemarks())),
        "obstacles": len(list_obstacles(reported, judged)),
    }


def _describe_pair(reported: ReportedCouncil, group: str) -> str:
    """Describe a group before and now: ``12 → 9``."""
    prior, plan = reported.council.prior_term, reported.plan
    was = None if prior is None else prior.counts.get(group)
    if plan is None or not plan.counts:
        return f"{NONE if was is None else was} → {NONE}"
    now = plan.counts.get(group)
    return f"{NONE if was is None else was} → {WITHHELD if now is None else now}"


def _describe_overview(report: DirectiveReport) -> str:
    sources = (
        "Lập từ hồ sơ hội đồng, phương án mới nhất (ưu tiên phương án đã phê duyệt) và hồ sơ quy trình của "
        "từng hội đồng; bản đã dùng ghi ở phụ lục của hội đồng đó."
    )
    lines = [
        f"Số liệu đến ngày {report.on:%d/%m/%Y}; {len(report.councils)} hội đồng mà người lập được xem.",
        sources,
        "Số thứ tự yêu cầu do chương trình đánh: 2.16 là yêu cầu thứ 16 trong mục 2 của chỉ thị.",
    ]
    if report.is_cut:
        lines.append("Chỉ nêu các hội đồng mới nhất; còn hội đồng khác chưa nêu.")
    if not report.sees_people:
        lines.append(f"“{WITHHELD}”: nội dung mà vai trò của người lập báo cáo không được xem.")
    return "\n".join(lines)
