"""Printed percentages checked against their counts: right, of another base, or of none."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cocau.constraints.published.notice import (
    BlocRow,
    Notice,
    NoticeTotal,
    PrintedFigure,
    list_figures,
    list_parts,
)
from cocau.constraints.published.remarks import TOTAL_WORDS, TableRemark, build_remark, describe_group
from cocau.constraints.published.tallies import (
    can_be_printed_as,
    find_base_range,
    find_count_span,
    get_base,
    get_whole,
)
from cocau.constraints.record import Text
from cocau.constraints.rules.rule import Fact

KnownTotals = Mapping[str, tuple[Text, int]]
"""Totals that a percentage may be of, each with its words; a number may come twice."""


def check_percents(notice: Notice, known: KnownTotals) -> Iterator[TableRemark]:
    """Check every printed percentage of a notice; remark on those not simply right."""
    for path, row in list_figures(notice):
        if row.percent is None:
            continue
        name = _get_row_name(path, row)
        base = get_base(row, notice)
        if row.count is None:
            yield from _check_percent_alone(path, name, row.percent, base)
        elif can_be_printed_as(row.count, get_whole(row, notice) or 0, row.percent):
            continue
        elif base is None or not can_be_printed_as(row.count, base, row.percent):
            yield _explain_misfit(path, name, row, known, base)
    yield from _check_total_percent(notice)


def _check_total_percent(notice: Notice) -> Iterator[TableRemark]:
    """Check that the total's percentage is a hundred, or the sum of its rounded rows."""
    percent, rows = notice.total_percent, [row.percent for row in list_parts(notice, None)]
    added = None if None in rows else sum(filter(None, rows), Decimal(0))
    if percent is None or percent in {Decimal(100), added}:
        return
    yield build_remark(
        "total_percent",
        ("total_percent",),
        f"Dòng tổng ghi {_format_vietnamese(percent)}%; toàn bộ là 100%.",
        f"The total is printed as {percent}%; all together are 100%.",
        fault=True,
        percent=str(percent),
    )


def _get_row_name(path: tuple[str | int, ...], row: PrintedFigure) -> Text:
    return Text(vi=row.name, en=row.name) if isinstance(row, BlocRow) else describe_group(str(path[-1]))


def _check_percent_alone(
    path: tuple[str | int, ...], name: Text, percent: Decimal, base: int | None
) -> Iterator[TableRemark]:
    if base is None:
        return
    span = find_count_span(percent, base)
    if span is None:
        yield build_remark(
            "no_count",
            path,
            f"{name.vi}: không có số người nào của {base} bằng {_format_vietnamese(percent)}%.",
            f"{name.en}: no whole number of {base} is {percent}%.",
            fault=True,
            percent=str(percent),
            base=base,
        )
    else:
        vi = "đó là" if len(span.ends) == 1 else "đó có thể là"
        en = "that is" if len(span.ends) == 1 else "that may be"
        yield build_remark(
            "implied_count",
            path,
            f"{name.vi}: chỉ in {_format_vietnamese(percent)}%; với tổng số {base} thì {vi} {span} người.",
            f"{name.en}: only {percent}% is printed; of {base} {en} {span}.",
            percent=str(percent),
            base=base,
            count=str(span),
        )


def _explain_misfit(
    path: tuple[str | int, ...], name: Text, row: PrintedFigure, known: KnownTotals, base: int | None
) -> TableRemark:
    """Explain a percentage that its own base does not give, or whose base is unknown."""
    count, percent = row.count or 0, row.percent or Decimal(0)
    others = [
        (text, number)
        for text, number in known.values()
        if number != base and can_be_printed_as(count, number, percent)
    ]
    own_vi, own_en = _describe_own_base(count, base, row.of)
    numbers: dict[str, Fact] = {"count": count, "percent": str(percent), "base": base or 0}
    if others:
        number = others[0][1]
        vi = "; ".join(text.vi for text, n in others if n == number)
        en = "; ".join(text.en for text, n in others if n == number)
        return build_remark(
            "other_base",
            path,
            f"{name.vi}: {own_vi}; {_format_vietnamese(percent)}% đúng với một tổng số khác: {vi}, {number}.",
            f"{name.en}: {own_en}; {percent}% belongs to another base: {en}, {number}.",
            fault=True,
            **numbers,
            other=number,
        )
    return _explain_unknown_base(path, name, row, base)


def _explain_unknown_base(
    path: tuple[str | int, ...], name: Text, row: PrintedFigure, base: int | None
) -> TableRemark:
    count, percent = row.count or 0, row.percent or Decimal(0)
    own_vi, own_en = _describe_own_base(count, base, row.of)
    numbers: dict[str, Fact] = {"count": count, "percent": str(percent), "base": base or 0}
    fault = base is not None
    if fault and base is not None and can_be_printed_as(count, base, percent * 100):
        return build_remark(
            "fraction",
            path,
            f"{name.vi}: '{percent}' có lẽ là phân số, không phải phần trăm; "
            f"ghi {_format_vietnamese(percent * 100)}.",
            f"{name.en}: '{percent}' looks like a fraction, not a percentage; write {percent * 100}.",
            fault=True,
            **numbers,
        )
    bases = find_base_range(count, percent)
    if bases is None:
        vi, en = "không có tổng số nào cho tỷ lệ này", "no base at all gives this percentage"
    else:
        low, high = bases
        one = low == high
        to_vi = f"{low}" if one else f"từ {low} trở lên" if high is None else f"từ {low} đến {high}"
        to_en = f"{low}" if one else f"{low} or more" if high is None else f"{low} to {high}"
        vi, en = f"tổng số phải là {to_vi}", f"the base would be {to_en}"
        numbers["implied"] = to_en
    return build_remark(
        "no_base" if fault else "implied_base",
        path,
        f"{name.vi}: {own_vi}; {_format_vietnamese(percent)}%: {vi}.",
        f"{name.en}: {own_en}; {percent}%: {en}.",
        fault=fault or bases is None,
        **numbers,
    )


def _describe_own_base(count: int, base: int | None, base_name: NoticeTotal | None) -> tuple[str, str]:
    if base is None:
        whole = TOTAL_WORDS[base_name or NoticeTotal.CANDIDATES]
        return f"{count} người, tính trên {whole.vi} không rõ số", f"{count} of {whole.en}, not given"
    exact = Decimal(100 * count) / base
    shown = exact.quantize(Decimal("0.01"))
    return f"{count}/{base} là {_format_vietnamese(shown)}%", f"{count} of {base} is {shown}%"


def _format_vietnamese(number: Decimal) -> str:
    """Format a number with a decimal comma."""
    return format(number, "f").replace(".", ",")
