"""Totals of a notice checked against one another and against other notices of the council."""

from collections.abc import Iterable, Iterator

from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import (
    ApartRowReading,
    BlocRow,
    Notice,
    NoticeStage,
    NoticeTotal,
    list_parts,
)
from cocau.constraints.published.remarks import (
    STAGE_WORDS,
    TOTAL_WORDS,
    TableRemark,
    build_remark,
    describe_group,
)
from cocau.constraints.published.tallies import count_itemised, get_printed_count, list_known_totals, sum_rows
from cocau.constraints.record import Text
from cocau.constraints.rules.counts import Span


def check_bloc_sum(notice: Notice) -> Iterator[TableRemark]:
    """Check that the blocs add up to the base."""
    total = notice.total
    if not notice.blocs or total is None:
        return
    found = count_itemised(notice)
    if found.high < total:
        left = str(Span(total - found.high, total - found.low))
        yield build_remark(
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
        yield build_remark(
            "blocs_over",
            ("blocs",),
            f"Các khối cộng lại được {found}, nhiều hơn tổng số {total}: thừa {found.low - total} người.",
            f"The blocs sum to {found}, more than the total of {total}: {found.low - total} too many.",
            fault=True,
            sum=str(found),
            total=total,
            over=found.low - total,
        )


_INCOMPLETE_PREFIXES = ("trong đó", "of which", "including")
"""Parts that need not name everybody; so are groups within a bloc."""


def check_part_sums(notice: Notice) -> Iterator[TableRemark]:
    """Check that parts add up to their row; "of which" need not name them all."""
    for i, row in enumerate(notice.blocs):
        parts = list_parts(notice, row.name)
        found, whole = sum_rows(parts, notice), get_printed_count(row, notice)
        begun = (*_INCOMPLETE_PREFIXES, f"{row.name.casefold()}: ")
        some = any(part.name.casefold().startswith(begun) for part in parts)
        if parts and (found.low > whole.high or (found.high < whole.low and not some)):
            yield _build_parts_remark(i, row, found, whole)


def _build_parts_remark(i: int, row: BlocRow, parts_sum: Span, whole: Span) -> TableRemark:
    return build_remark(
        "parts_over" if parts_sum.low > whole.high else "parts_short",
        ("blocs", i),
        f"'{row.name}' có {whole} người, nhưng các dòng bên trong cộng lại được {parts_sum}.",
        f"'{row.name}' has {whole}, but its parts sum to {parts_sum}.",
        fault=True,
        sum=str(parts_sum),
        whole=str(whole),
    )


_APART_WORDS = {
    ApartRowReading.WITHIN: (
        "các khối đã cộng đủ tổng nên đọc là tính lồng trong các khối, không cộng thêm.",
        "the blocs reach the total without it, so it is read as within them, not added.",
    ),
    ApartRowReading.OWN: (
        "chỉ cộng đủ tổng khi tính cả dòng này, nên đọc là một khối riêng, không phải số của cả hội đồng.",
        "the total is reached only with it, so it is read as a bloc of its own, not as the council's number.",
    ),
    ApartRowReading.UNCLEAR: (
        "không rõ là một khối riêng hay tính lồng trong các khối: tổng không khớp theo cách nào.",
        "a bloc of its own or within the others is unclear: the total fits neither way.",
    ),
}


def list_apart_rows(notice: Notice) -> Iterator[TableRemark]:
    """List the groups that are printed among the blocs, with how they are counted."""
    is_itemised = count_itemised(notice) == Span.exactly(notice.total or 0)
    for i, row in enumerate(notice.apart):
        if row.reading is ApartRowReading.WITHIN and not is_itemised:
            continue  # below the blocs, as in most tables: nothing speaks for another reading
        vi, en = _APART_WORDS[row.reading]
        yield build_remark(
            f"apart_{row.reading}",
            ("apart", i),
            f"Dòng '{row.name}' ({row.count}): {vi}",
            f"The row '{row.name}' ({row.count}): {en}",
            count=row.count,
        )


def check_structure_sums(notice: Notice) -> Iterator[TableRemark]:
    """Check that a structure printed in every row of blocs adds up to its total."""
    for group, summed in notice.structure_sums.items():
        printed, words = notice.structures[group].count, describe_group(group)
        yield build_remark(
            "structure_sum",
            ("structures", group),
            f"{words.vi}: các dòng cộng lại được {summed.count}, dòng tổng ghi {printed}.",
            f"{words.en}: the rows add up to {summed.count}, the row of totals has {printed}.",
            fault=True,
            summed=summed.count or 0,
            printed=printed or 0,
        )


def list_unread_columns(notice: Notice) -> Iterator[TableRemark]:
    """List the columns that were left out because nobody knows what they count."""
    for i, column in enumerate(notice.unread):
        near = column.nearest
        vi, en = (f" Gần nhất: '{near}'.", f" The nearest: '{near}'.") if near else ("", "")
        yield build_remark(
            "unread_column",
            ("unread", i),
            f"Không hiểu cột '{column.heading}': số liệu của cột không được kiểm tra.{vi}",
            f"The column '{column.heading}' is not known: its figures are not checked.{en}",
        )


def check_partition(notice: Notice) -> Iterator[TableRemark]:
    """Check that published constituencies are as many, and elect as many, as the table says."""
    if not notice.partition:
        return
    units = sum(size.constituencies for size in notice.partition)
    seats = sum(size.constituencies * size.seats for size in notice.partition)
    for own, made, vi, en in (
        (notice.constituencies, units, "đơn vị bầu cử", "constituencies"),
        (notice.seats, seats, "đại biểu", "deputies"),
    ):
        if own is not None and own != made:
            yield build_remark(
                "partition_sum",
                ("partition",),
                f"Các đơn vị bầu cử kê ra cộng lại {made} {vi}, bảng ghi {own}.",
                f"The constituencies listed come to {made} {en}, the table has {own}.",
                fault=True,
                own=own,
                sum=made,
            )
    if notice.partition_status:
        yield build_remark(
            "partition_status",
            ("partition_status",),
            f"Về cách chia đơn vị bầu cử, bảng ghi: {notice.partition_status}.",
            f"On the division into constituencies the table says: {notice.partition_status}.",
        )


def list_doubtful_readings(notice: Notice) -> Iterator[TableRemark]:
    """List the blocs whose printed name is not plain."""
    for i, row in enumerate(notice.blocs):
        if row.doubt is not None:
            yield build_remark(
                "reading",
                ("blocs", i),
                f"'{row.name}': {row.doubt.vi}",
                f"'{row.name}': {row.doubt.en}",
                blocs="+".join(row.blocs),
            )


def check_totals(notice: Notice, others: Iterable[Notice]) -> Iterator[TableRemark]:
    """Check that totals agree."""
    yield from _check_own_totals(notice)
    yield from _check_funnel(notice)
    yield from _check_seats(notice)
    yield from _check_other_notices(notice, others)


def check_member_sums(notice: Notice, everything: Iterable[Notice]) -> Iterator[TableRemark]:
    """Check that the figures of several councils together are the sum of theirs.

    Only where all of these are known.
    """
    names = [" ".join(name.casefold().split()) for name in notice.sums]
    like = [
        n for n in everything if (n.level, n.years, n.stage) == (notice.level, notice.years, notice.stage)
    ]
    members = [n for n in like if n is not notice and n.council[0] in names]
    if not names or {n.council[0] for n in members} != set(names):
        return
    for path, (what, own) in _list_summable(notice).items():
        theirs = [found[path][1] for n in members if path in (found := _list_summable(n))]
        total = sum(theirs)
        if len(theirs) == len(members) == len(names) and total != own:
            yield build_remark(
                "members_sum",
                path,
                f"{what.vi.capitalize()}: ghi tổng {own}, nhưng {len(theirs)} dòng cộng lại được {total}.",
                f"{what.en.capitalize()}: the total is {own}, but the {len(theirs)} rows sum to {total}.",
                fault=True,
                own=own,
                sum=total,
            )


def _list_summable(notice: Notice) -> dict[tuple[str | int, ...], tuple[Text, int]]:
    """List every whole number of a notice that those of several councils add up to."""
    seats = TOTAL_WORDS[NoticeTotal.SEATS]
    found: dict[tuple[str | int, ...], tuple[Text, int | None]] = {
        ("seats",): (seats, notice.seats),
        ("base_total",): (TOTAL_WORDS[NoticeTotal(notice.base)], notice.total),
    }
    found |= {("totals", str(name)): (TOTAL_WORDS[name], n) for name, n in notice.totals.items()}
    found |= {("structures", g): (describe_group(g), row.count) for g, row in notice.structures.items()}
    return {path: (what, number) for path, (what, number) in found.items() if number is not None}


def _check_own_totals(notice: Notice) -> Iterator[TableRemark]:
    """Check that no name has two numbers in one notice.

    Where the funnel begins, people may have been added since.
    """
    first: dict[NoticeTotal, int] = {}
    for name, number in list_known_totals(notice):
        if first.setdefault(name, number) != number:
            yield _build_difference_remark(("totals", str(name)), TOTAL_WORDS[name], first[name], number)


def _build_difference_remark(
    path: tuple[str | int, ...], subject: Text, first: int, second: int
) -> TableRemark:
    return build_remark(
        "totals_differ",
        path,
        f"{subject.vi.capitalize()}: ghi {first} ở một chỗ, {second} ở chỗ khác.",
        f"{subject.en.capitalize()}: {first} in one place, {second} in another.",
        fault=True,
        one=first,
        other=second,
    )


def _check_funnel(notice: Notice) -> Iterator[TableRemark]:
    funnel = notice.funnel
    if funnel is None:
        return
    listed = notice.total if notice.base is Among.CANDIDATES else notice.totals.get(NoticeTotal.CANDIDATES)
    for result in dict.fromkeys(n for n in (funnel.result, listed) if n is not None and n != funnel.left):
        yield build_remark(
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


def _check_seats(notice: Notice) -> Iterator[TableRemark]:
    seats, total = notice.seats, notice.total
    units = notice.constituencies
    if seats is not None and units is not None and units > seats:
        yield build_remark(
            "units",
            ("constituencies",),
            f"{units} đơn vị bầu cử nhưng chỉ bầu {seats} đại biểu.",
            f"{units} constituencies, but only {seats} seats.",
            fault=True,
            seats=seats,
            units=units,
        )
    if notice.base is Among.DEPUTIES and seats is not None and total is not None and seats != total:
        yield _build_seat_remark(notice.stage, seats, total)


def _build_seat_remark(stage: NoticeStage, seats: int, total: int) -> TableRemark:
    """Build the remark on a number of deputies that is not the number of seats."""
    if total > seats:
        return build_remark(
            "too_many_deputies",
            ("base_total",),
            f"{total} đại biểu, nhiều hơn {seats} ghế: thừa {total - seats}.",
            f"{total} deputies for {seats} seats: {total - seats} too many.",
            fault=True,
            seats=seats,
            total=total,
        )
    if stage is NoticeStage.ELECTED:
        return build_remark(
            "unfilled",
            ("base_total",),
            f"Bầu được {total}/{seats} đại biểu: còn {seats - total} ghế trống.",
            f"{total} of {seats} seats are filled: {seats - total} not filled.",
            seats=seats,
            total=total,
            unfilled=seats - total,
        )
    return build_remark(
        "not_all_seats",
        ("base_total",),
        f"Cơ cấu tính trên {total} đại biểu, hội đồng có {seats} ghế: thiếu {seats - total}.",
        f"The plan is of {total} deputies, the council has {seats} seats: {seats - total} missing.",
        fault=True,
        seats=seats,
        total=total,
    )


def _check_other_notices(notice: Notice, others: Iterable[Notice]) -> Iterator[TableRemark]:
    for other in others:
        if other.seats is not None and notice.seats is not None and other.seats != notice.seats:
            what = TOTAL_WORDS[NoticeTotal.SEATS]
            yield _build_disagreement_remark(("seats",), what, notice.seats, other, other.seats)
        same = other.stage is notice.stage and other.base is notice.base
        if same and other.total is not None and notice.total not in (None, other.total):
            what = TOTAL_WORDS[NoticeTotal(notice.base)]
            yield _build_disagreement_remark(("base_total",), what, notice.total or 0, other, other.total)
        elif same:
            yield from _compare_groups(notice, other)


def _compare_groups(notice: Notice, other: Notice) -> Iterator[TableRemark]:
    """Compare the counts of one group of the same people in two notices."""
    for group, row in notice.structures.items():
        theirs = other.structures.get(group)
        if theirs is None or row.count is None or theirs.count in (None, row.count):
            continue
        yield _build_disagreement_remark(
            ("structures", group), describe_group(group), row.count, other, theirs.count or 0
        )


def _build_disagreement_remark(
    path: tuple[str | int, ...], subject: Text, own: int, other: Notice, theirs: int
) -> TableRemark:
    stage = STAGE_WORDS[other.stage]
    return build_remark(
        "tables_differ",
        path,
        f"{subject.vi.capitalize()}: {own}, nhưng bảng khác ({stage.vi}) ghi {theirs}.",
        f"{subject.en.capitalize()}: {own}, but another table ({stage.en}) has {theirs}.",
        fault=True,
        own=own,
        other=theirs,
    )
