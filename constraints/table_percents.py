"""Printed percentages against their counts: right, of another base, or of none."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cocau.constraints.notice import BlocRow, Figure, Notice, Total, figures, parts_of
from cocau.constraints.percent import bases_for, counts_for, fits
from cocau.constraints.record import Text
from cocau.constraints.rule import Fact
from cocau.constraints.table_remark import Remark, remark
from cocau.constraints.table_words import TOTALS, group_words
from cocau.constraints.tallies import base_of, whole_of

Known = Mapping[str, tuple[Text, int]]
"""Totals that a percentage may be of, each with its words; the same number may come more than once."""


def percents(notice: Notice, known: Known) -> Iterator[Remark]:
    """Every printed percentage of a notice that is not simply right."""
    for path, row in figures(notice):
        if row.percent is None:
            continue
        name = _name(path, row)
        base = base_of(row, notice)
        if row.count is None:
            yield from _without_count(path, name, row.percent, base)
        elif fits(row.count, whole_of(row, notice) or 0, row.percent):
            continue
        elif base is None or not fits(row.count, base, row.percent):
            yield _misfit(path, name, row, known, base)
    yield from _whole(notice)


def _whole(notice: Notice) -> Iterator[Remark]:
    """The percentage of the total: a hundred, or what those of its rows, each rounded, add up to."""
    percent, rows = notice.total_percent, [row.percent for row in parts_of(notice, None)]
    added = None if None in rows else sum(filter(None, rows), Decimal(0))
    if percent is None or percent in {Decimal(100), added}:
        return
    yield remark(
        "total_percent",
        ("total_percent",),
        f"Dòng tổng ghi {_vi(percent)}%; toàn bộ là 100%.",
        f"The total is printed as {percent}%; all together are 100%.",
        fault=True,
        percent=str(percent),
    )


def _name(path: tuple[str | int, ...], row: Figure) -> Text:
    return Text(vi=row.name, en=row.name) if isinstance(row, BlocRow) else group_words(str(path[-1]))


def _without_count(
    path: tuple[str | int, ...], name: Text, percent: Decimal, base: int | None
) -> Iterator[Remark]:
    if base is None:
        return
    span = counts_for(percent, base)
    if span is None:
        yield remark(
            "no_count",
            path,
            f"{name.vi}: không có số người nào của {base} bằng {_vi(percent)}%.",
            f"{name.en}: no whole number of {base} is {percent}%.",
            fault=True,
            percent=str(percent),
            base=base,
        )
    else:
        vi = "đó là" if len(span.ends) == 1 else "đó có thể là"
        en = "that is" if len(span.ends) == 1 else "that may be"
        yield remark(
            "implied_count",
            path,
            f"{name.vi}: chỉ in {_vi(percent)}%; với tổng số {base} thì {vi} {span} người.",
            f"{name.en}: only {percent}% is printed; of {base} {en} {span}.",
            percent=str(percent),
            base=base,
            count=str(span),
        )


def _misfit(path: tuple[str | int, ...], name: Text, row: Figure, known: Known, base: int | None) -> Remark:
    """A percentage that its own base does not give, or whose base has no known number."""
    count, percent = row.count or 0, row.percent or Decimal(0)
    others = [
        (text, number) for text, number in known.values() if number != base and fits(count, number, percent)
    ]
    own_vi, own_en = _own(count, base, row.of)
    numbers: dict[str, Fact] = {"count": count, "percent": str(percent), "base": base or 0}
    if others:
        number = others[0][1]
        vi = "; ".join(text.vi for text, n in others if n == number)
        en = "; ".join(text.en for text, n in others if n == number)
        return remark(
            "other_base",
            path,
            f"{name.vi}: {own_vi}; {_vi(percent)}% đúng với một tổng số khác: {vi}, {number}.",
            f"{name.en}: {own_en}; {percent}% belongs to another base: {en}, {number}.",
            fault=True,
            **numbers,
            other=number,
        )
    return _no_known_base(path, name, row, base)


def _no_known_base(path: tuple[str | int, ...], name: Text, row: Figure, base: int | None) -> Remark:
    count, percent = row.count or 0, row.percent or Decimal(0)
    own_vi, own_en = _own(count, base, row.of)
    numbers: dict[str, Fact] = {"count": count, "percent": str(percent), "base": base or 0}
    fault = base is not None
    if fault and base is not None and fits(count, base, percent * 100):
        return remark(
            "fraction",
            path,
            f"{name.vi}: '{percent}' có lẽ là phân số, không phải phần trăm; ghi {_vi(percent * 100)}.",
            f"{name.en}: '{percent}' looks like a fraction, not a percentage; write {percent * 100}.",
            fault=True,
            **numbers,
        )
    bases = bases_for(count, percent)
    if bases is None:
        vi, en = "không có tổng số nào cho tỷ lệ này", "no base at all gives this percentage"
    else:
        low, high = bases
        one = low == high
        to_vi = f"{low}" if one else f"từ {low} trở lên" if high is None else f"từ {low} đến {high}"
        to_en = f"{low}" if one else f"{low} or more" if high is None else f"{low} to {high}"
        vi, en = f"tổng số phải là {to_vi}", f"the base would be {to_en}"
        numbers["implied"] = to_en
    return remark(
        "no_base" if fault else "implied_base",
        path,
        f"{name.vi}: {own_vi}; {_vi(percent)}%: {vi}.",
        f"{name.en}: {own_en}; {percent}%: {en}.",
        fault=fault or bases is None,
        **numbers,
    )


def _own(count: int, base: int | None, of: Total | None) -> tuple[str, str]:
    if base is None:
        whole = TOTALS[of or Total.CANDIDATES]
        return f"{count} người, tính trên {whole.vi} không rõ số", f"{count} of {whole.en}, not given"
    exact = Decimal(100 * count) / base
    shown = exact.quantize(Decimal("0.01"))
    return f"{count}/{base} là {_vi(shown)}%", f"{count} of {base} is {shown}%"


def _vi(number: Decimal) -> str:
    """With a decimal comma."""
    return format(number, "f").replace(".", ",")
