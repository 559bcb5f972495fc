"""The composition table: each group in number and share, beside the previous term where that is known."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.render.annex.form import (
    Align,
    Column,
    KeptBack,
    Paragraph,
    Percent,
    Piece,
    Row,
    RowKind,
    Table,
    Value,
)
from app.render.annex.sight import TELLING, Sight, kept_back, partition
from app.render.figures import Figures, Share, figures
from app.render.sheet import Sheet
from constraints.people import Bloc
from constraints.slate import Slate
from solver.allocation import STRUCTURES

Pair = tuple[Value, Value]
Shown = int | KeptBack
Guard = Callable[[Mapping[str, Share]], Mapping[str, Shown]]
"""Of the numbers of one column, those that may be shown."""

_DASHES: Pair = ("—", "—")


def composition(sheet: Sheet, slate: Slate, sight: Sight) -> Iterator[Piece]:
    """Structures, then blocs; each for the previous term, the official list, the intended council."""
    say = sheet.say
    structures = tuple(figures(sheet.council, sheet.pool, slate, STRUCTURES))
    blocs = tuple(figures(sheet.council, sheet.pool, slate, map(str, Bloc)))
    rows = (
        _whole(sheet, slate),
        Row(kind=RowKind.GROUP, values=(say("Cơ cấu kết hợp", "Structures"),)),
        *_numbered(sheet, structures, _one_by_one(sight)),
        Row(kind=RowKind.GROUP, values=(say("Cơ cấu theo khối", "Blocs"),)),
        *_numbered(sheet, blocs, _together(sight)),
    )
    yield Table(columns=_columns(sheet), rows=rows)
    prior = sheet.council.prior_term
    if prior is not None and prior.source:
        yield Paragraph(text=say(f"Số liệu nhiệm kỳ trước: {prior.source}", f"Previous term: {prior.source}"))
    if _kept_any(rows):
        yield Paragraph(
            text=say(
                f"* Số liệu không hiển thị: nhỏ hơn {sight.least}, hoặc có thể từ đó suy ra số nhỏ như vậy.",
                f"* Not shown: under {sight.least}, or a number so small could be worked out from it.",
            )
        )


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    say = sheet.say
    stages = (
        ("before", say("Nhiệm kỳ trước", "Previous term")),
        ("listed", say("Danh sách ứng cử", "Official list")),
        ("intended", say("Đại biểu dự kiến", "Intended council")),
    )
    people, percent = say("số người", "people"), say("tỷ lệ", "share")
    return (
        Column(key="number", head=say("TT", "No."), width=12, align=Align.CENTER),
        Column(key="group", head=say("Nhóm", "Group"), width=93),
        *(
            Column(key=f"{key}_{part}", head=f"{head}: {words}", width=27, align=Align.RIGHT)
            for key, head in stages
            for part, words in (("people", people), ("share", percent))
        ),
    )


def _whole(sheet: Sheet, slate: Slate) -> Row:
    prior = sheet.council.prior_term
    totals = (None if prior is None else prior.deputies, len(slate.listed), len(slate.deputies))
    pairs = (part for total in totals for part in ((total, Percent(tenths=1000)) if total else ("—", "—")))
    return Row(kind=RowKind.SUM, values=("", sheet.say("Tổng số", "All"), *pairs))


def _numbered(sheet: Sheet, groups: Sequence[Figures], guard: Guard) -> Iterator[Row]:
    stages = ([g.before for g in groups], [g.listed for g in groups], [g.intended for g in groups])
    columns = [_column(dict(zip((g.group for g in groups), stage, strict=True)), guard) for stage in stages]
    for place, figure in enumerate(groups, start=1):
        values = (value for column in columns for value in column[figure.group])
        yield Row(values=(place, sheet.label(figure.group), *values))


def _column(shares: Mapping[str, Share | None], guard: Guard) -> dict[str, Pair]:
    """A number and its share for each group; a dash where nobody gave the number."""
    given = {group: share for group, share in shares.items() if share and share.count is not None}
    numbers = guard(given)
    return {group: _pair(numbers[group], given[group]) if group in given else _DASHES for group in shares}


def _one_by_one(sight: Sight) -> Guard:
    """Structures overlap: each is kept back for itself, if it tells what is sensitive."""

    def guard(shares: Mapping[str, Share]) -> dict[str, Shown]:
        return {
            group: kept_back(sight, share.count or 0, share.total) if group in TELLING else share.count or 0
            for group, share in shares.items()
        }

    return guard


def _together(sight: Sight) -> Guard:
    """Blocs sum to the total, so what is kept back is settled for a whole column."""
    return lambda shares: partition(sight, {group: share.count or 0 for group, share in shares.items()})


def _pair(number: Shown, share: Share) -> Pair:
    if isinstance(number, KeptBack):
        return number, number
    tenths = share.tenths()
    return number, "—" if tenths is None else Percent(tenths=tenths)


def _kept_any(rows: Iterable[Row]) -> bool:
    return any(isinstance(value, KeptBack) for row in rows for value in row.values)
