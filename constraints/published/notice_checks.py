"""Checks of notices beyond single fields: numbers and days that cannot both be true."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from cocau.constraints.published.notice import Notice, NoticeStage, list_figures
from cocau.constraints.published.remarks import STAGE_WORDS

NoticePath = tuple[str | int, ...]

_ORDER = [stage for stage in NoticeStage if stage is not NoticeStage.PLANNED_COUNCIL]


@dataclass(frozen=True)
class NoticeFault:
    """A fault of a notice: in which notice (by number), in which field, and what is wrong."""

    notice: int
    path: NoticePath
    code: str
    vi: str
    en: str


def check_notices(notices: Sequence[Notice]) -> Iterator[NoticeFault]:
    """Find everything that cannot be in single notices, then what two contradict."""
    for number, notice in enumerate(notices):
        for path, code, vi, en in (*_check_base(notice), *_check_counts(notice), *_check_days(notice)):
            yield NoticeFault(number, path, code, vi, en)
    for (_, first), (number, second) in combinations(enumerate(notices), 2):
        if first.council == second.council:
            yield from _compare(first, second, number)


_Faults = Iterator[tuple[NoticePath, str, str, str]]


def _check_base(notice: Notice) -> _Faults:
    if notice.total is None:
        yield (
            ("base_total",),
            "no_base",
            "thiếu tổng số người mà các dòng được đếm trong đó.",
            "the number of people that the rows are counted among is missing.",
        )
    figures = (notice.blocs, notice.structures, notice.totals, notice.funnel, notice.partition)
    if not (any(figures) or notice.base_total):
        yield ("blocs",), "no_rows", "bảng không có số liệu nào.", "the table has no figures."
    names = [row.name.casefold() for row in notice.blocs]
    for i, row in enumerate(notice.blocs):
        if row.part_of is not None and row.part_of not in [above.name for above in notice.blocs[:i]]:
            yield (
                ("blocs", i, "part_of"),
                "no_whole",
                f"không có dòng '{row.part_of}' ở trên.",
                f"there is no row '{row.part_of}' above it.",
            )
        if row.name.casefold() in names[:i]:
            yield (
                ("blocs", i, "name"),
                "bloc_twice",
                f"khối '{row.name}' ghi hai lần.",
                f"the bloc '{row.name}' is there twice.",
            )


def _check_counts(notice: Notice) -> _Faults:
    total = notice.total
    for path, row in list_figures(notice):
        if total is not None and row.count is not None and row.count > total:
            yield (
                (*path, "count"),
                "more_than_total",
                f"{row.count} người nhiều hơn tổng số {total}.",
                f"{row.count} is more than the total of {total}.",
            )
        if row.count is None and row.percent is None:
            yield path, "no_figure", "không có số lượng và tỷ lệ.", "neither a count nor a percentage."
    if total is not None and notice.self_nominated is not None and notice.self_nominated > total:
        yield (
            ("self_nominated",),
            "more_than_total",
            f"{notice.self_nominated} người nhiều hơn tổng số {total}.",
            f"{notice.self_nominated} is more than the total of {total}.",
        )
    if notice.funnel is not None and notice.funnel.left < 0:
        yield (
            ("funnel", "withdrew"),
            "more_than_total",
            "số người rút và không đủ tín nhiệm nhiều hơn số người được giới thiệu.",
            "more people withdrew or lacked confidence than were introduced.",
        )


def _check_days(notice: Notice) -> _Faults:
    day, dated, term = notice.election_day, notice.dated, notice.term
    if term is None and day is None:
        yield (
            ("term",),
            "no_term",
            "thiếu nhiệm kỳ hoặc ngày bầu cử.",
            "give the term, the election day, or both.",
        )
    if term is not None and day is not None and str(day.year) != term[:4]:
        yield (
            ("election_day",),
            "wrong_term",
            f"ngày bầu cử {day:%d/%m/%Y} không thuộc nhiệm kỳ {term}.",
            f"election day {day} is not that of the term {term}.",
        )
    if dated is None or notice.day is None:
        return
    if notice.stage is NoticeStage.ELECTED and dated < notice.day:
        yield (
            ("dated",),
            "out_of_order",
            f"kết quả ngày {dated:%d/%m/%Y} trước ngày bầu cử {notice.day:%d/%m/%Y}.",
            f"a result of {dated} before election day, {notice.day}.",
        )
    if notice.stage is not NoticeStage.ELECTED and dated > notice.day:
        yield (
            ("dated",),
            "out_of_order",
            f"ngày {dated:%d/%m/%Y} sau ngày bầu cử {notice.day:%d/%m/%Y}.",
            f"{dated} is after election day, {notice.day}.",
        )


def _compare(first: Notice, second: Notice, number: int) -> Iterator[NoticeFault]:
    """Compare two notices of one council: later stages on earlier days, tables given twice."""
    if first == second:
        yield NoticeFault(
            number,
            ("stage",),
            "notice_twice",
            "bảng này đã có ở trên.",
            "this table is there already.",
        )
    if first.stage not in _ORDER or second.stage not in _ORDER or not (first.dated and second.dated):
        return
    earlier, later = STAGE_WORDS[first.stage], STAGE_WORDS[second.stage]
    apart = _ORDER.index(second.stage) - _ORDER.index(first.stage)
    if (second.dated < first.dated and apart > 0) or (second.dated > first.dated and apart < 0):
        yield NoticeFault(
            number,
            ("dated",),
            "out_of_order",
            f"{later.vi} ngày {second.dated:%d/%m/%Y} không đúng thứ tự với {earlier.vi} ngày"
            f" {first.dated:%d/%m/%Y}.",
            f"{later.en} on {second.dated} is out of order with {earlier.en} on {first.dated}.",
        )
