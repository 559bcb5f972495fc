"""Totals of a notice against one another, and against those of other notices of the same council."""

from collections.abc import Iterable, Iterator

from cocau.constraints.notice import BlocRow, Notice, Stage, Total, parts_of
from cocau.constraints.record import Text
from cocau.constraints.select import Among
from cocau.constraints.span import Span
from cocau.constraints.table_remark import Remark, remark
from cocau.constraints.table_words import STAGES, TOTALS, group_words
from cocau.constraints.tallies import itemised, known_totals, printed, summed


def bloc_sum(notice: Notice) -> Iterator[Remark]:
    """Blocs that do not add up to the base."""
    total = notice.total
    if not notice.blocs or total is None:
        return
    found = itemised(notice)
    if found.high < total:
        left = str(Span(total - found.high, total - found.low))
        yield remark(
            "blocs_short",
            ("blocs",),
            f"Các khối cộng lại được {found}, tổng số là {total}: {left} người không nằm trong khối nào.",
            f"The blocs sum to {found} of {total}: {left} not itemised.",
            fault=True,
            sum=str(found),
            total=total,
            left=left,
        )
    elif found.low > total:
        yield remark(
            "blocs_over",
            ("blocs",),
            f"Các khối cộng lại được {found}, nhiều hơn tổng số {total}: thừa {found.low - total} người.",
            f"The blocs sum to {found}, more than the total of {total}: {found.low - total} too many.",
            fault=True,
            sum=str(found),
            total=total,
            over=found.low - total,
        )


_SOME = ("trong đó", "of which", "including")


def part_sums(notice: Notice) -> Iterator[Remark]:
    """Parts that do not add up to the row that they are parts of; "of which" need not name them all."""
    for i, row in enumerate(notice.blocs):
        parts = parts_of(notice, row.name)
        found, whole = summed(parts, notice), printed(row, notice)
        some = any(part.name.casefold().startswith(_SOME) for part in parts)
        if parts and (found.low > whole.high or (found.high < whole.low and not some)):
            yield _parts(i, row, found, whole)


def _parts(i: int, row: BlocRow, found: Span, whole: Span) -> Remark:
    return remark(
        "parts_over" if found.low > whole.high else "parts_short",
        ("blocs", i),
        f"'{row.name}' có {whole} người, nhưng các dòng bên trong cộng lại được {found}.",
        f"'{row.name}' has {whole}, but its parts sum to {found}.",
        fault=True,
        sum=str(found),
        whole=str(whole),
    )


def readings(notice: Notice) -> Iterator[Remark]:
    """Blocs whose printed name is not plain."""
    for i, row in enumerate(notice.blocs):
        if row.doubt is not None:
            yield remark(
                "reading",
                ("blocs", i),
                f"'{row.name}': {row.doubt.vi}",
                f"'{row.name}': {row.doubt.en}",
                blocs="+".join(row.blocs),
            )


def totals(notice: Notice, others: Iterable[Notice]) -> Iterator[Remark]:
    """Totals that disagree."""
    yield from _own_totals(notice)
    yield from _funnel(notice)
    yield from _seats(notice)
    yield from _others(notice, others)


def member_sums(notice: Notice, everything: Iterable[Notice]) -> Iterator[Remark]:
    """Figures of several councils together that are not the sum of theirs, where all of these are known."""
    names = [" ".join(name.casefold().split()) for name in notice.sums]
    like = [
        n for n in everything if (n.level, n.years, n.stage) == (notice.level, notice.years, notice.stage)
    ]
    members = [n for n in like if n is not notice and n.council[0] in names]
    if not names or {n.council[0] for n in members} != set(names):
        return
    for path, (what, own) in _summable(notice).items():
        theirs = [found[path][1] for n in members if path in (found := _summable(n))]
        total = sum(theirs)
        if len(theirs) == len(members) == len(names) and total != own:
            yield remark(
                "members_sum",
                path,
                f"{what.vi.capitalize()}: ghi tổng {own}, nhưng {len(theirs)} dòng cộng lại được {total}.",
                f"{what.en.capitalize()}: the total is {own}, but the {len(theirs)} rows sum to {total}.",
                fault=True,
                own=own,
                sum=total,
            )


def _summable(notice: Notice) -> dict[tuple[str | int, ...], tuple[Text, int]]:
    """Every whole number of a notice that those of several councils add up to."""
    seats = TOTALS[Total.SEATS]
    found: dict[tuple[str | int, ...], tuple[Text, int | None]] = {
        ("seats",): (seats, notice.seats),
        ("base_total",): (TOTALS[Total(notice.base)], notice.total),
    }
    found |= {("totals", str(name)): (TOTALS[name], n) for name, n in notice.totals.items()}
    found |= {("structures", g): (group_words(g), row.count) for g, row in notice.structures.items()}
    return {path: (what, number) for path, (what, number) in found.items() if number is not None}


def _own_totals(notice: Notice) -> Iterator[Remark]:
    """One name, two numbers in one notice. Where the funnel begins, people may have been added since."""
    first: dict[Total, int] = {}
    for name, number in known_totals(notice):
        if first.setdefault(name, number) != number:
            yield _differ(("totals", str(name)), TOTALS[name], first[name], number)


def _differ(path: tuple[str | int, ...], what: Text, one: int, other: int) -> Remark:
    return remark(
        "totals_differ",
        path,
        f"{what.vi.capitalize()}: ghi {one} ở một chỗ, {other} ở chỗ khác.",
        f"{what.en.capitalize()}: {one} in one place, {other} in another.",
        fault=True,
        one=one,
        other=other,
    )


def _funnel(notice: Notice) -> Iterator[Remark]:
    funnel = notice.funnel
    if funnel is None:
        return
    listed = notice.total if notice.base is Among.CANDIDATES else notice.totals.get(Total.CANDIDATES)
    for result in dict.fromkeys(n for n in (funnel.result, listed) if n is not None and n != funnel.left):
        yield remark(
            "funnel",
            ("funnel",),
            f"{funnel.introduced} − {funnel.withdrew} − {funnel.below_confidence} = {funnel.left}, nhưng"
            f" còn lại ghi {result}: lệch {abs(funnel.left - result)} người.",
            f"{funnel.introduced} − {funnel.withdrew} − {funnel.below_confidence} = {funnel.left}, but the"
            f" result is given as {result}: {abs(funnel.left - result)} unaccounted for.",
            fault=True,
            left=funnel.left,
            result=result,
        )


def _seats(notice: Notice) -> Iterator[Remark]:
    seats, total = notice.seats, notice.total
    units = notice.constituencies
    if seats is not None and units is not None and units > seats:
        yield remark(
            "units",
            ("constituencies",),
            f"{units} đơn vị bầu cử nhưng chỉ bầu {seats} đại biểu.",
            f"{units} constituencies, but only {seats} seats.",
            fault=True,
            seats=seats,
            units=units,
        )
    if notice.base is not Among.DEPUTIES or seats is None or total is None or seats == total:
        return
    if total > seats:
        yield remark(
            "too_many_deputies",
            ("base_total",),
            f"{total} đại biểu, nhiều hơn {seats} ghế: thừa {total - seats}.",
            f"{total} deputies for {seats} seats: {total - seats} too many.",
            fault=True,
            seats=seats,
            total=total,
        )
    elif notice.stage is Stage.ELECTED:
        yield remark(
            "unfilled",
            ("base_total",),
            f"Bầu được {total}/{seats} đại biểu: còn {seats - total} ghế trống.",
            f"{total} of {seats} seats are filled: {seats - total} not filled.",
            seats=seats,
            total=total,
            unfilled=seats - total,
        )
    else:
        yield remark(
            "not_all_seats",
            ("base_total",),
            f"Cơ cấu tính trên {total} đại biểu, hội đồng có {seats} ghế: thiếu {seats - total}.",
            f"The plan is of {total} deputies, the council has {seats} seats: {seats - total} missing.",
            fault=True,
            seats=seats,
            total=total,
        )


def _others(notice: Notice, others: Iterable[Notice]) -> Iterator[Remark]:
    for other in others:
        if other.seats is not None and notice.seats is not None and other.seats != notice.seats:
            what = TOTALS[Total.SEATS]
            yield _apart(("seats",), what, notice.seats, other, other.seats)
        same = other.stage is notice.stage and other.base is notice.base
        if same and other.total is not None and notice.total not in (None, other.total):
            what = TOTALS[Total(notice.base)]
            yield _apart(("base_total",), what, notice.total or 0, other, other.total)
        elif same:
            yield from _groups_apart(notice, other)


def _groups_apart(notice: Notice, other: Notice) -> Iterator[Remark]:
    """One group counted twice, of the same people, with two results."""
    for group, row in notice.structures.items():
        theirs = other.structures.get(group)
        if theirs is None or row.count is None or theirs.count in (None, row.count):
            continue
        yield _apart(("structures", group), group_words(group), row.count, other, theirs.count or 0)


def _apart(path: tuple[str | int, ...], what: Text, own: int, other: Notice, theirs: int) -> Remark:
    stage = STAGES[other.stage]
    return remark(
        "tables_differ",
        path,
        f"{what.vi.capitalize()}: {own}, nhưng bảng khác ({stage.vi}) ghi {theirs}.",
        f"{what.en.capitalize()}: {own}, but another table ({stage.en}) has {theirs}.",
        fault=True,
        own=own,
        other=theirs,
    )
