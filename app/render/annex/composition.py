"""The composition table: each group in number and share, beside the previous term where that is known."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.render.annex.form import (
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
from cocau.app.render.annex.kept_back import Shown, Stages, everything, kept_back
from cocau.app.render.annex.sight import TELLING, Sight
from cocau.app.render.figures import Figures, Share, figures
from cocau.app.render.sheet import Sheet
from cocau.constraints.people import Bloc
from cocau.constraints.slate import Slate
from cocau.solver.allocation import STRUCTURES

Pair = tuple[Value, Value]

_DASHES: Pair = ("—", "—")


def composition(sheet: Sheet, slate: Slate, sight: Sight) -> Iterator[Piece]:
    """Structures, then blocs; each for the previous term, the official list, the intended council."""
    say = sheet.say
    structures = tuple(figures(sheet.council, sheet.pool, slate, STRUCTURES))
    blocs = tuple(figures(sheet.council, sheet.pool, slate, map(str, Bloc)))
    rows = (
        _whole(sheet, slate),
        Row(kind=RowKind.GROUP, values=(say("Cơ cấu kết hợp", "Structures"),)),
        *_numbered(sheet, structures, _one_by_one(structures, sight)),
        Row(kind=RowKind.GROUP, values=(say("Cơ cấu theo khối", "Blocs"),)),
        *_numbered(sheet, blocs, _together(blocs, sight)),
    )
    yield Table(columns=_columns(sheet), rows=rows)
    prior = sheet.council.prior_term
    if prior is not None and prior.source:
        yield Paragraph(text=say(f"Số liệu nhiệm kỳ trước: {prior.source}", f"Previous term: {prior.source}"))
    if _kept_any(rows):
        yield Paragraph(
            text=say(
                f"* Số liệu không hiển thị: nhỏ hơn {sight.least}, hoặc tất cả hay không ai thuộc nhóm, hoặc "
                "từ đó suy ra được số như vậy.",
                f"* Not shown: under {sight.least}, or all or nobody of a group, or a number from which such "
                "a one could be worked out.",
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


def _numbered(sheet: Sheet, groups: Sequence[Figures], numbers: dict[str, Stages]) -> Iterator[Row]:
    for place, figure in enumerate(groups, start=1):
        shares = (figure.before, figure.listed, figure.intended)
        stages = zip(numbers[figure.group], shares, strict=True)
        values = (value for number, share in stages for value in _pair(number, share))
        yield Row(values=(place, sheet.label(figure.group), *values))


def _one_by_one(structures: Sequence[Figures], sight: Sight) -> dict[str, Stages]:
    """Structures overlap: each is kept back for itself, if it tells what is sensitive."""
    told = everything(structures)
    if not sight.sensitive:
        for figure in structures:
            told |= kept_back([figure], sight.least) if figure.group in TELLING else {}
    return told


def _together(blocs: Sequence[Figures], sight: Sight) -> dict[str, Stages]:
    """Everybody is in one bloc, so what is kept back is settled for all of them."""
    return everything(blocs) if sight.sensitive else kept_back(blocs, sight.least)


def _pair(number: Shown | None, share: Share | None) -> Pair:
    """A number and its share; a dash where nobody gave the number."""
    if number is None or share is None:
        return _DASHES
    if isinstance(number, KeptBack):
        return number, number
    tenths = share.tenths()
    return number, "—" if tenths is None else Percent(tenths=tenths)


def _kept_any(rows: Iterable[Row]) -> bool:
    return any(isinstance(value, KeptBack) for row in rows for value in row.values)
