"""Tallies of a notice: from printed counts and percentages to what rules may use.

Tables round half up, half to even, or cut off, without saying which; any result of
these is accepted. Printed counts are exact; all other numbers are ranges.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import (
    BEFORE_LIST,
    BlocRow,
    Notice,
    NoticeStage,
    NoticeTotal,
    PrintedFigure,
    list_parts,
    parse_age_line,
)
from cocau.constraints.rules.counts import CouncilCounts, PeopleTally, Span


def can_be_printed_as(count: int, base: int, printed: Decimal) -> bool:
    """Return whether `count` of `base` may be printed as this percentage."""
    low, below = _get_share_range(printed)
    return base > 0 and low * base <= count < below * base


def find_count_span(printed: Decimal, base: int) -> Span | None:
    """Return the counts of `base` that may be printed so; None where no whole number may."""
    low, below = _get_share_range(printed)
    found = Span(max(ceil(low * base), 0), min(ceil(below * base) - 1, base))
    return found if found.low <= found.high else None


def find_base_range(count: int, printed: Decimal) -> tuple[int, int | None] | None:
    """Return the least and greatest total with which `count` rounds so, or None.

    A greatest total of None means that there is no upper limit.
    """
    low, below = _get_share_range(printed)
    least = max(floor(count / below) + 1, count, 1)
    if low <= 0:
        return least, None
    most = floor(count / low)
    return (least, most) if least <= most else None


def _get_share_range(printed: Decimal) -> tuple[Fraction, Fraction]:
    """Return the least share that is printed so, and the least that no longer is."""
    unit = Fraction(1, 10 ** count_decimals(printed))
    value = Fraction(printed)
    return (value - unit / 2) / 100, (value + unit) / 100


def count_decimals(printed: Decimal) -> int:
    """Count the printed decimals."""
    exponent = printed.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


_LIST_SETS = (Among.INTRODUCED, Among.CANDIDATES)


def build_counts(notice: Notice, before: Iterable[Notice] = (), *, as_if: bool = False) -> CouncilCounts:
    """Build what rules may know of a notice.

    `before` are the notices of the same council in the previous term.

    Only the set that the notice really counts is in it. `as_if` adds a list that is not the official one
    yet, introduced people and list in each other's place, and several councils as though they were one.
    """
    past = [n for n in before if not n.several or notice.several]
    elected = next(
        (n.total for n in past if n.stage is NoticeStage.ELECTED and n.base is Among.DEPUTIES), None
    )
    return CouncilCounts(
        sets=_build_sets(notice, as_if=as_if),
        before={n.base: build_tally(n) for n in past if n.total and _is_baseline(n)},
        outgoing=notice.totals.get(NoticeTotal.OUTGOING, elected),
        level=notice.level,
        seats=notice.seats,
        constituencies=notice.constituencies,
        committees=notice.committees,
        ethnic_minority_candidates=notice.ethnic_minority_candidates,
    )


def _is_baseline(notice: Notice) -> bool:
    return notice.base is Among.INTRODUCED or notice.stage is NoticeStage.ELECTED


def _build_sets(notice: Notice, *, as_if: bool) -> Mapping[Among, PeopleTally]:
    if notice.total is None or (notice.several and not as_if):
        return {}
    found: dict[Among, PeopleTally] = {notice.base: build_tally(notice)}
    if as_if and notice.base in _LIST_SETS:
        return dict.fromkeys(_LIST_SETS, found[notice.base])
    listed = notice.totals.get(NoticeTotal.CANDIDATES)
    if notice.self_nominated:  # introduced by nobody, but counted in the table
        found.pop(Among.INTRODUCED, None)
    if notice.stage in BEFORE_LIST:
        found.pop(Among.CANDIDATES, None)
    elif listed and Among.CANDIDATES not in found:
        found[Among.CANDIDATES] = PeopleTally(Span.exactly(listed))
    return found


def build_tally(notice: Notice) -> PeopleTally:
    """Build the tally of a notice's rows, over its base."""
    total = notice.total or 0
    spans = {group: _get_trusted_count(row, notice) for group, row in notice.structures.items()}
    return PeopleTally(
        Span.exactly(total),
        {g: s for g, s in spans.items() if parse_age_line(g) is None} | _build_blocs(notice, total),
        {line: s for g, s in spans.items() if (line := parse_age_line(g)) is not None},
    )


def get_printed_count(row: PrintedFigure, notice: Notice) -> Span:
    """Return the people of a row: its count, or those its percentage allows, or any number."""
    whole = Span(0, notice.total or 0)
    if row.count is not None:
        return Span.exactly(row.count)
    base = get_base(row, notice)
    implied = None if row.percent is None or base is None else find_count_span(row.percent, base)
    return whole if implied is None else implied.within(whole)


def _get_trusted_count(row: PrintedFigure, notice: Notice) -> Span:
    """Return the people of a row; any number where its percentage speaks against its count.

    A percentage of the outgoing deputies is only another way to say how many stand again.
    """
    base, outgoing = get_base(row, notice), notice.totals.get(NoticeTotal.OUTGOING, 0)
    if row.count is None or row.percent is None or base is None:
        return get_printed_count(row, notice)
    bases = (base, outgoing, get_whole(row, notice) or 0)
    right = any(can_be_printed_as(row.count, number, row.percent) for number in bases)
    return Span.exactly(row.count) if right else Span(0, notice.total or 0)


def get_base(row: PrintedFigure, notice: Notice) -> int | None:
    """Return the number that a row's percentage is said to be of, where it is known."""
    if row.of is None:
        return notice.total
    named = dict(list_known_totals(notice))
    return named.get(row.of)


def get_whole(row: PrintedFigure, notice: Notice) -> int | None:
    """Return the number of the row that a row is part of, where it is known.

    The printed percentage may refer to that number instead of the total.
    """
    name = row.part_of if isinstance(row, BlocRow) else None
    return next((r.count for r in notice.blocs if name is not None and r.name == name), None)


def list_known_totals(notice: Notice) -> list[tuple[NoticeTotal, int]]:
    """List every total that the notice itself names."""
    found = list(notice.totals.items())
    if notice.seats is not None:
        found.append((NoticeTotal.SEATS, notice.seats))
    if notice.total is not None:
        found.append((NoticeTotal(notice.base), notice.total))
    if notice.funnel is not None:
        found.append((NoticeTotal.INTRODUCED, notice.funnel.introduced))
    return found


def count_itemised(notice: Notice) -> Span:
    """Count the people of the printed blocs, without counting parts of other rows again."""
    return sum_rows(list_parts(notice, None), notice)


def sum_rows(rows: Iterable[BlocRow], notice: Notice) -> Span:
    """Sum the people of some rows."""
    return sum((get_printed_count(row, notice) for row in rows), Span(0, 0))


def _list_finest_rows(notice: Notice, name: str | None = None) -> Iterator[BlocRow]:
    """Yield the finest rows that do not overlap: a row's parts if they add up to it.

    These are the parts of a row where they make it up, else the row itself.
    """
    for row in list_parts(notice, name):
        parts = list(_list_finest_rows(notice, row.name))
        whole = get_printed_count(row, notice)
        exact = whole.low == whole.high and sum_rows(parts, notice) == whole
        yield from parts if parts and exact else [row]


def _build_blocs(notice: Notice, total: int) -> dict[str, Span]:
    """Build the span of each bloc, from its own rows up to shared and missing rows."""
    if not notice.blocs:
        return {}
    rows = [(row, _get_trusted_count(row, notice)) for row in _list_finest_rows(notice)]
    rest = max(total - sum(span.low for _, span in rows), 0)
    if count_itemised(notice).low > total:  # somebody is counted twice: nobody can say where
        return {str(b): Span(0, min(_sum_most(rows, b), total)) for b in Bloc}
    return {str(b): Span(_sum_least(rows, b), min(_sum_most(rows, b) + rest, total)) for b in Bloc}


def _sum_least(rows: Sequence[tuple[BlocRow, Span]], bloc: Bloc) -> int:
    return sum(span.low for row, span in rows if row.blocs == (bloc,))


def _sum_most(rows: Sequence[tuple[BlocRow, Span]], bloc: Bloc) -> int:
    return sum(span.high for row, span in rows if bloc in (row.blocs or Bloc))
