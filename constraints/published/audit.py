"""The audit of published tables: each against itself, its neighbours, and the day's rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cocau.constraints.checks.clashes import Clash, find_certain_clashes
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Constituency
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import BEFORE_LIST, Notice, NoticeStage, NoticeTotal
from cocau.constraints.published.percents import check_percents
from cocau.constraints.published.remarks import STAGE_WORDS, TOTAL_WORDS, TableRemark, build_remark
from cocau.constraints.published.tallies import build_counts, list_known_totals
from cocau.constraints.published.totals import (
    check_bloc_sum,
    check_member_sums,
    check_part_sums,
    check_partition,
    check_structure_sums,
    check_totals,
    list_apart_rows,
    list_doubtful_readings,
    list_unread_columns,
)
from cocau.constraints.record import CanonicalRecord, Record, Text
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.counts import NEEDS_NAMES, Span
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict


class TableFinding(Record):
    """One rule on one table. `provisional`: the table counts other people than the rule."""

    finding: Finding
    provisional: Text | None = None


class TableAudit(Record):
    """One table: what is said about itself, and each rule that its numbers can speak to."""

    notice: Notice
    rulebook: str | None
    remarks: tuple[TableRemark, ...]
    rules: tuple[TableFinding, ...]
    needs_names: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def faults(self) -> int:
        """Count the remarks that are faults in the numbers."""
        return sum(remark.fault for remark in self.remarks)


class TableReport(CanonicalRecord):
    """All tables. `sound`: no fault in any, and no must certainly broken."""

    format: Literal["cocau/table/1"] = "cocau/table/1"
    sound: bool
    tables: tuple[TableAudit, ...]


@dataclass(frozen=True)
class TableRequest:
    """A notice and the rules in force for it; None where no rulebook is for its term."""

    notice: Notice
    book: Rulebook | None


def audit_tables(requests: Sequence[TableRequest], before: Sequence[Notice] = ()) -> TableReport:
    """Audit every notice. `before` are only there to be compared with."""
    everything = [*(a.notice for a in requests), *before]
    tables = tuple(_audit_table(a, everything) for a in requests)
    broken = any(_is_breach(j, a.book) for a, t in zip(requests, tables, strict=True) for j in t.rules)
    return TableReport(sound=not broken and not any(t.faults for t in tables), tables=tables)


def select_rules(notice: Notice, book: Rulebook) -> Rulebook:
    """Select the rules in force for a notice's level and election day, without our own wishes."""
    day = notice.day
    if day is None:
        return book.replace_unvalidated(rules=())
    here = (r for r in book.for_day(day).rules if notice.level in r.levels and not book.is_ours(r))
    return book.replace_unvalidated(rules=tuple(here))


def _is_breach(judged: TableFinding, book: Rulebook | None) -> bool:
    if book is None or judged.provisional is not None or judged.finding.verdict is not Verdict.BROKEN:
        return False
    return book.by_id[judged.finding.rule].strength is not Strength.AIM


def _audit_table(request: TableRequest, everything: Sequence[Notice]) -> TableAudit:
    notice, book = request.notice, request.book
    others = [n for n in everything if n is not notice and n.council == notice.council]
    last = [n for n in everything if _is_last_term(n, notice)]
    judged = [] if book is None else [_judge_rule(rule, notice, last) for rule in book.rules]
    remarks = (
        *check_bloc_sum(notice),
        *check_part_sums(notice),
        *check_structure_sums(notice),
        *list_apart_rows(notice),
        *check_partition(notice),
        *check_percents(notice, _list_possible_bases(notice, others, last)),
        *check_totals(notice, others),
        *check_member_sums(notice, everything),
        *(() if book is None else _check_list_size(notice, book)),
        *list_doubtful_readings(notice),
        *list_unread_columns(notice),
    )
    return TableAudit(
        notice=notice,
        rulebook=None if book is None else book.name,
        remarks=remarks,
        rules=tuple(j for j in judged if j.finding.missing != NEEDS_NAMES),
        needs_names=tuple(j.finding.rule for j in judged if j.finding.missing == NEEDS_NAMES),
        clashes=()
        if book is None or notice.several
        else find_certain_clashes(book, build_counts(notice, last)),
    )


def _is_last_term(past: Notice, notice: Notice) -> bool:
    """Return whether a notice is of the same council in the term just before."""
    same = past.council[:2] == notice.council[:2]
    return same and bool(past.years and notice.years) and (past.years or "")[5:] == (notice.years or "")[:4]


def _judge_rule(rule: Rule, notice: Notice, last: Sequence[Notice]) -> TableFinding:
    """Judge a rule by what the table counts; else as if it counted what the rule asks."""
    finding = rule.audit_counts(build_counts(notice, last))
    if finding.verdict is not Verdict.UNDECIDED:
        return TableFinding(finding=finding)
    other = rule.audit_counts(build_counts(notice, last, as_if=True))
    if other.verdict is Verdict.UNDECIDED:
        return TableFinding(finding=finding if finding.missing == NEEDS_NAMES else other)
    return TableFinding(finding=other, provisional=_explain_provisional(notice))


def _explain_provisional(notice: Notice) -> Text:
    if notice.several:
        return Text(
            vi="tính gộp nhiều HĐND; quy định xét riêng từng HĐND",
            en="of several councils together; the rule speaks of each",
        )
    stage = STAGE_WORDS[notice.stage]
    if notice.base is Among.CANDIDATES and notice.stage in BEFORE_LIST:
        return Text(
            vi=f"tạm tính trên danh sách ở bước {stage.vi}", en=f"provisional, on the list of the {stage.en}"
        )
    base = TOTAL_WORDS[NoticeTotal(notice.base)]
    return Text(vi=f"tạm tính trên {base.vi}", en=f"provisional, on the {base.en}")


def _list_possible_bases(
    notice: Notice, others: Sequence[Notice], last: Sequence[Notice]
) -> dict[str, tuple[Text, int]]:
    """List every number that a percentage of this notice could be of, with its words."""
    found: dict[str, tuple[Text, int]] = {}
    for name, number in list_known_totals(notice):
        found[f"own.{name}.{number}"] = (TOTAL_WORDS[name], number)
    if (funnel := notice.funnel) is not None:
        left = Text(vi="số còn lại theo lời văn", en="those left by the text")
        found["own.left"] = (left, funnel.left)
        if funnel.result is not None:
            found["own.result"] = (left, funnel.result)
    for other in (*others, *last):
        stage = STAGE_WORDS[other.stage]
        past = "" if other.council == notice.council else f", {other.years}"
        for name, number in list_known_totals(other):
            what = TOTAL_WORDS[name]
            words = Text(vi=f"{what.vi} ({stage.vi}{past})", en=f"{what.en} ({stage.en}{past})")
            found.setdefault(f"{other.stage}.{other.years}.{name}.{number}", (words, number))
    return found


def _check_list_size(notice: Notice, book: Rulebook) -> Iterator[TableRemark]:
    """Check the list against the least that Art. 58(3) asks, over every division.

    That is every way to divide the seats among constituencies.
    """
    listed = notice.total if notice.base is Among.CANDIDATES else notice.totals.get(NoticeTotal.CANDIDATES)
    surplus = next((rule for rule in book.rules if isinstance(rule, Surplus)), None)
    if surplus is not None and notice.partition:
        yield from _check_stated_minimum(notice, surplus)
    if surplus is None or listed is None or notice.seats is None:
        return
    needed = surplus.minimum(notice.seats, notice.constituencies)
    if notice.partition and needed is not None:
        needed = Span.exactly(_compute_partition_minimum(notice, surplus))
    if needed is None:
        yield build_remark(
            "division",
            ("constituencies",),
            f"Không chia được {notice.seats} đại biểu cho {notice.constituencies} đơn vị bầu cử.",
            f"{notice.seats} seats cannot be divided among {notice.constituencies} constituencies.",
            fault=True,
        )
        return
    if listed >= needed.high:
        code, vi, en = "list_long_enough", "chắc chắn đủ", "certainly enough"
    elif listed < needed.low:
        code, vi, en = "list_too_short", "chắc chắn thiếu", "certainly too few"
    else:
        code, vi, en = "list_undecided", "tùy cách chia đơn vị bầu cử", "it depends on the constituencies"
    official = notice.stage in {NoticeStage.OFFICIAL_LIST, NoticeStage.ELECTED}
    yield build_remark(
        code,
        ("base_total",),
        f"Danh sách {listed} người; {notice.seats} ghế cần ít nhất {needed} (số dư luật định): {vi}.",
        f"{listed} listed; {notice.seats} seats need at least {needed} (legal surplus): {en}.",
        fault=official and code == "list_too_short" and not surplus.missing,
        listed=listed,
        low=needed.low,
        high=needed.high,
    )


def _compute_partition_minimum(notice: Notice, surplus: Surplus) -> int:
    """Return the least list of the published constituencies."""
    units = ((size, Constituency(id="any", seats=size.seats, population=1)) for size in notice.partition)
    return sum(size.constituencies * surplus.needed(unit) for size, unit in units)


def _check_stated_minimum(notice: Notice, surplus: Surplus) -> Iterator[TableRemark]:
    """State the least list of the published constituencies; compare it with a stated one."""
    needed, stated = _compute_partition_minimum(notice, surplus), notice.stated_minimum
    sizes = "; ".join(f"{size.constituencies} × {size.seats}" for size in notice.partition)
    yield build_remark(
        "partition_minimum",
        ("partition",),
        f"Các đơn vị bầu cử (số đơn vị × số đại biểu): {sizes}; danh sách ít nhất {needed} người.",
        f"Constituencies (number × deputies): {sizes}; the lists need at least {needed} people.",
        needed=needed,
    )
    if stated is not None and stated != needed:
        yield build_remark(
            "stated_minimum",
            ("stated_minimum",),
            f"Bảng ghi danh sách ít nhất {stated} người; tính theo số dư luật định là {needed}.",
            f"The table names a least list of {stated}; by the legal surplus it is {needed}.",
            fault=True,
            stated=stated,
            needed=needed,
        )
