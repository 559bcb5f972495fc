"""Auditing published tables: each against itself, its neighbours, and the rules of its day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cocau.constraints.clashes import Clash, clashes_in
from cocau.constraints.counts import NEEDS_NAMES
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.notice import BEFORE_LIST, Notice, Stage, Total
from cocau.constraints.record import Record, Text
from cocau.constraints.rule import Finding, Rule, Strength, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Among
from cocau.constraints.table_percents import percents
from cocau.constraints.table_remark import Remark, remark
from cocau.constraints.table_totals import bloc_sum, member_sums, part_sums, readings, totals
from cocau.constraints.table_words import STAGES, TOTALS
from cocau.constraints.tallies import counts, known_totals


class Judged(Record):
    """One rule on one table. `provisional`: the table counts other people than the rule, as told here."""

    finding: Finding
    provisional: Text | None = None


class TableAudit(Record):
    """One table: what is said about itself, and each rule that its numbers can speak to."""

    notice: Notice
    rulebook: str | None
    remarks: tuple[Remark, ...]
    rules: tuple[Judged, ...]
    needs_names: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def faults(self) -> int:
        """How many of the remarks are faults in the numbers."""
        return sum(remark.fault for remark in self.remarks)


class TableReport(Record):
    """All tables. `sound`: no fault in any, and no must certainly broken."""

    format: Literal["cocau/table/1"] = "cocau/table/1"
    sound: bool
    tables: tuple[TableAudit, ...]

    def to_json(self) -> str:
        """Canonical JSON: the same tables are the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


@dataclass(frozen=True)
class Asked:
    """A notice and the rules in force for it; None where no rulebook is for its term."""

    notice: Notice
    book: Rulebook | None


def audited(asked: Sequence[Asked], before: Sequence[Notice] = ()) -> TableReport:
    """Every notice audited. `before` are only there to be compared with."""
    everything = [*(a.notice for a in asked), *before]
    tables = tuple(_table(a, everything) for a in asked)
    broken = any(_is_breach(j, a.book) for a, t in zip(asked, tables, strict=True) for j in t.rules)
    return TableReport(sound=not broken and not any(t.faults for t in tables), tables=tables)


def rules_for(notice: Notice, book: Rulebook) -> Rulebook:
    """The rules of a book in force on the election day for the level, without the program's own wishes."""
    day = notice.day
    if day is None:
        return book.but(rules=())
    here = (r for r in book.on(day).rules if notice.level in r.levels and not book.is_ours(r))
    return book.but(rules=tuple(here))


def _is_breach(judged: Judged, book: Rulebook | None) -> bool:
    if book is None or judged.provisional is not None or judged.finding.verdict is not Verdict.BROKEN:
        return False
    return book.by_id[judged.finding.rule].strength is not Strength.AIM


def _table(asked: Asked, everything: Sequence[Notice]) -> TableAudit:
    notice, book = asked.notice, asked.book
    others = [n for n in everything if n is not notice and n.council == notice.council]
    last = [n for n in everything if _is_last_term(n, notice)]
    judged = [] if book is None else [_judged(rule, notice, last) for rule in book.rules]
    remarks = (
        *bloc_sum(notice),
        *part_sums(notice),
        *percents(notice, _known(notice, others, last)),
        *totals(notice, others),
        *member_sums(notice, everything),
        *(() if book is None else _list_size(notice, book)),
        *readings(notice),
    )
    return TableAudit(
        notice=notice,
        rulebook=None if book is None else book.name,
        remarks=remarks,
        rules=tuple(j for j in judged if j.finding.missing != NEEDS_NAMES),
        needs_names=tuple(j.finding.rule for j in judged if j.finding.missing == NEEDS_NAMES),
        clashes=() if book is None or notice.several else clashes_in(book, counts(notice, last)),
    )


def _is_last_term(past: Notice, notice: Notice) -> bool:
    """Whether a notice is of the same council in the term that ends where this one begins."""
    same = past.council[:2] == notice.council[:2]
    return same and bool(past.years and notice.years) and (past.years or "")[5:] == (notice.years or "")[:4]


def _judged(rule: Rule, notice: Notice, last: Sequence[Notice]) -> Judged:
    """By what the table really counts; where that says nothing, as if it counted what the rule asks."""
    finding = rule.from_counts(counts(notice, last))
    if finding.verdict is not Verdict.UNDECIDED:
        return Judged(finding=finding)
    other = rule.from_counts(counts(notice, last, as_if=True))
    if other.verdict is Verdict.UNDECIDED:
        return Judged(finding=finding if finding.missing == NEEDS_NAMES else other)
    return Judged(finding=other, provisional=_as_if(notice))


def _as_if(notice: Notice) -> Text:
    if notice.several:
        return Text(
            vi="tính gộp nhiều HĐND; quy định xét riêng từng HĐND",
            en="of several councils together; the rule speaks of each",
        )
    stage = STAGES[notice.stage]
    if notice.base is Among.CANDIDATES and notice.stage in BEFORE_LIST:
        return Text(
            vi=f"tạm tính trên danh sách ở bước {stage.vi}", en=f"provisional, on the list of the {stage.en}"
        )
    base = TOTALS[Total(notice.base)]
    return Text(vi=f"tạm tính trên {base.vi}", en=f"provisional, on the {base.en}")


def _known(notice: Notice, others: Sequence[Notice], last: Sequence[Notice]) -> dict[str, tuple[Text, int]]:
    """Everything that a percentage of this notice could be of."""
    found: dict[str, tuple[Text, int]] = {}
    for name, number in known_totals(notice):
        found[f"own.{name}.{number}"] = (TOTALS[name], number)
    if (funnel := notice.funnel) is not None:
        left = Text(vi="số còn lại theo lời văn", en="those left by the text")
        found["own.left"] = (left, funnel.left)
        if funnel.result is not None:
            found["own.result"] = (left, funnel.result)
    for other in (*others, *last):
        stage = STAGES[other.stage]
        past = "" if other.council == notice.council else f", {other.years}"
        for name, number in known_totals(other):
            what = TOTALS[name]
            words = Text(vi=f"{what.vi} ({stage.vi}{past})", en=f"{what.en} ({stage.en}{past})")
            found.setdefault(f"{other.stage}.{other.years}.{name}.{number}", (words, number))
    return found


def _list_size(notice: Notice, book: Rulebook) -> Iterator[Remark]:
    """The list against the least that Art. 58(3) asks in all, over every division into constituencies."""
    listed = notice.total if notice.base is Among.CANDIDATES else notice.totals.get(Total.CANDIDATES)
    surplus = next((rule for rule in book.rules if isinstance(rule, Surplus)), None)
    if surplus is None or listed is None or notice.seats is None:
        return
    needed = surplus.minimum(notice.seats, notice.constituencies)
    if needed is None:
        yield remark(
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
    official = notice.stage in {Stage.OFFICIAL_LIST, Stage.ELECTED}
    yield remark(
        code,
        ("base_total",),
        f"Danh sách {listed} người; {notice.seats} ghế cần ít nhất {needed} (số dư luật định): {vi}.",
        f"{listed} listed; {notice.seats} seats need at least {needed} (legal surplus): {en}.",
        fault=official and code == "list_too_short" and not surplus.missing,
        listed=listed,
        low=needed.low,
        high=needed.high,
    )
