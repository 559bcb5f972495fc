"""The tables of a slate in an annex: leadership, lists, composition, compliance."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Generic, TypeVar

from cocau.app.present.annex.disclosure import (
    SENSITIVE_FIELDS,
    SENSITIVE_GROUPS,
    AnnexDisclosure,
    ShownCount,
    StageCounts,
    is_identifying_rule,
    is_sensitive_rule,
    list_all_counts,
    suppress_counts,
)
from cocau.app.present.annex.layout import fit_columns
from cocau.app.present.annex.model import (
    AnnexColumn,
    AnnexParagraph,
    AnnexPiece,
    AnnexRow,
    AnnexTable,
    AnnexValue,
    ColumnAlign,
    Percent,
    RowKind,
    SuppressedCount,
)
from cocau.app.present.names import Names, describe_officers
from cocau.app.present.proposal.compliance import WISHES_TITLE
from cocau.app.present.proposal.outcome import describe_secretary_reason
from cocau.app.present.proposal.rule_rows import RuleRow, list_rules
from cocau.app.present.proposal.slate_rows import (
    CandidateRow,
    CompositionRow,
    ConstituencyRow,
    GroupShare,
    HolderRow,
    count_composition,
    list_breakdowns,
    list_candidates,
    list_composition,
    list_leadership,
)
from cocau.app.present.wording import Footnotes, count_noun
from cocau.constraints.model.council import Committee
from cocau.constraints.model.people import PERSON_FIELDS
from cocau.constraints.model.person_fields import PrintedColumn, PrintedTable
from cocau.constraints.model.selectors import BLOC_GROUPS, COUNTED_GROUPS
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Finding, Strength

CountAndShare = tuple[AnnexValue, AnnexValue]

_DASHES: CountAndShare = ("—", "—")


def build_composition(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexPiece]:
    """Build the composition table: structures, then blocs, in three stages each."""
    say = names.say
    structures = tuple(list_composition(names, slate, COUNTED_GROUPS))
    blocs = tuple(list_composition(names, slate, BLOC_GROUPS))
    rows = (
        _build_total_row(names, slate),
        AnnexRow(kind=RowKind.GROUP, values=(say("Cơ cấu kết hợp", "Structures"),)),
        *_group_rows(names, structures, _count_structures(structures, disclosure)),
        AnnexRow(kind=RowKind.GROUP, values=(say("Cơ cấu theo khối", "Blocs"),)),
        *_group_rows(names, blocs, _count_disjoint(blocs, disclosure)),
        *_list_breakdown_rows(names, slate, disclosure),
    )
    yield AnnexTable(columns=_list_composition_columns(names), rows=rows)
    prior = names.council.prior_term
    if prior is not None and prior.source:
        yield AnnexParagraph(
            text=say(f"Số liệu nhiệm kỳ trước: {prior.source}", f"Previous term: {prior.source}")
        )
    if _has_suppressed_count(rows):
        yield AnnexParagraph(
            text=say(
                f"* Số liệu không hiển thị: nhỏ hơn {disclosure.least}, "
                "hoặc tất cả hay không ai thuộc nhóm, hoặc "
                "từ đó suy ra được số như vậy.",
                f"* Not shown: under {disclosure.least}, "
                "or all or nobody of a group, or a number from which such "
                "a one could be worked out.",
            )
        )


def _list_composition_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say = names.say
    stages = (
        ("before", say("Nhiệm kỳ trước", "Previous term")),
        ("listed", say("Danh sách ứng cử", "Official list")),
        ("intended", say("Đại biểu dự kiến", "Intended council")),
    )
    people, percent = say("số người", "people"), say("tỷ lệ", "share")
    return (
        AnnexColumn(key="number", head=say("TT", "No."), width=12, align=ColumnAlign.CENTER),
        AnnexColumn(key="group", head=say("Nhóm", "Group"), width=93),
        *(
            AnnexColumn(key=f"{key}_{part}", head=f"{head}: {words}", width=27, align=ColumnAlign.RIGHT)
            for key, head in stages
            for part, words in (("people", people), ("share", percent))
        ),
    )


def _build_total_row(names: Names, slate: Slate) -> AnnexRow:
    totals = count_composition(names, slate)
    pairs = (part for total in totals for part in ((total, Percent(tenths=1000)) if total else _DASHES))
    return AnnexRow(kind=RowKind.SUM, values=("", names.say("Tổng số", "All"), *pairs))


def _group_rows(
    names: Names, groups: Sequence[CompositionRow], numbers: dict[str, StageCounts]
) -> Iterator[AnnexRow]:
    for place, figure in enumerate(groups, start=1):
        shares = (figure.before, figure.listed, figure.intended)
        stages = zip(numbers[figure.group], shares, strict=True)
        values = (value for number, share in stages for value in _count_pair(number, share))
        yield AnnexRow(values=(place, names.label(figure.group), *values))


def _count_structures(
    structures: Sequence[CompositionRow], disclosure: AnnexDisclosure
) -> dict[str, StageCounts]:
    """Count structures; they overlap, so each sensitive one is suppressed by itself."""
    counts = list_all_counts(structures)
    if not disclosure.sensitive:
        for figure in structures:
            counts |= suppress_counts([figure], disclosure.least) if figure.group in SENSITIVE_GROUPS else {}
    return counts


def _list_breakdown_rows(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexRow]:
    for breakdown in list_breakdowns(names, slate):
        yield AnnexRow(kind=RowKind.GROUP, values=(names.label(breakdown.field),))
        yield from _group_rows(names, breakdown.rows, _count_disjoint(breakdown.rows, disclosure))


def _count_disjoint(groups: Sequence[CompositionRow], disclosure: AnnexDisclosure) -> dict[str, StageCounts]:
    """Count groups that do not overlap; they are suppressed together."""
    return list_all_counts(groups) if disclosure.sensitive else suppress_counts(groups, disclosure.least)


def _count_pair(number: ShownCount | None, share: GroupShare | None) -> CountAndShare:
    """Return a count and its share; dashes where the count is not given."""
    if number is None or share is None:
        return _DASHES
    if isinstance(number, SuppressedCount):
        return number, number
    tenths = share.tenths()
    return number, "—" if tenths is None else Percent(tenths=tenths)


def _has_suppressed_count(rows: Iterable[AnnexRow]) -> bool:
    return any(isinstance(value, SuppressedCount) for row in rows for value in row.values)


R = TypeVar("R", HolderRow, CandidateRow)


@dataclass(frozen=True)
class RowField(Generic[R]):
    """A column and what it holds of a row. `field`: that of a person which it shows."""

    key: str
    head: str
    width: int
    read: Callable[[R], AnnexValue] = lambda _: None
    centred: bool = False
    field: str = ""

    @property
    def column(self) -> AnnexColumn:
        """Return the column in which the field stands."""
        align = ColumnAlign.CENTER if self.centred else ColumnAlign.LEFT
        return AnnexColumn(key=self.key, head=self.head, width=self.width, align=align)


def _select_fields(fields: Iterable[RowField[R]], disclosure: AnnexDisclosure) -> list[RowField[R]]:
    """Select the fields that the reader of an annex may see."""
    return [field for field in fields if disclosure.sensitive or field.field not in SENSITIVE_FIELDS]


def _list_declared_fields(
    names: Names, table: PrintedTable, own: Mapping[str, Callable[[R], AnnexValue]]
) -> list[RowField[R]]:
    """List the fields declared for a table; `own`: readers of what a row itself tells."""
    found = [(c, name) for name, d in PERSON_FIELDS.items() if (c := d.get_column(table)) is not None]
    return [
        RowField(
            column.key or name,
            (column.heading or PERSON_FIELDS[name].heading).of(names.lang),
            column.width,
            own.get(name) or _build_reader(names, name, column),
            column.is_centred,
            name,
        )
        for column, name in sorted(found, key=lambda pair: pair[0].place)
    ]


def _build_reader(names: Names, name: str, column: PrintedColumn) -> Callable[[R], AnnexValue]:
    """Build a reader of a field of a row's person; blank where the pool lacks the person."""

    def read(row: R) -> AnnexValue:
        return None if row.person is None else _format_value(names, getattr(row.person, name), column)

    return read


def _format_value(names: Names, value: object, column: PrintedColumn) -> AnnexValue:
    match value:
        case None | "":
            return None if column.empty is None else column.empty.of(names.lang)
        case bool():
            return names.say("có", "yes") if value else names.say("không", "no")
        case date():
            return f"{value:%d/%m/%Y}"
        case StrEnum():
            return names.label(value)
        case _:
            return str(value)


def _number_column(names: Names, width: int) -> AnnexColumn:
    return AnnexColumn(key="number", head=names.say("TT", "No."), width=width, align=ColumnAlign.CENTER)


def build_leadership(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexPiece]:
    """Build the table of leaders: chair and vice-chairs, then each committee."""
    fields = _select_fields(_list_leadership_fields(names), disclosure)
    post = AnnexColumn(key="post", head=names.say("Chức danh", "Post"), width=46)
    yield AnnexTable(
        columns=fit_columns((_number_column(names, 10), post, *(field.column for field in fields))),
        rows=tuple(_list_leadership_rows(names, slate, fields)),
    )
    if officers := describe_officers(names.council, names.lang):
        yield AnnexParagraph(
            text=names.say(f"Nhiệm kỳ trước: {officers}.", f"In the previous term: {officers}.")
        )
    if names.council.secretary_not_chairing and disclosure.sensitive:
        yield AnnexParagraph(text=describe_secretary_reason(names))


def _list_leadership_fields(names: Names) -> list[RowField[HolderRow]]:
    def planned(row: HolderRow) -> str | None:
        if row.person is None:
            return None
        return names.say("có", "yes") if row.is_planned else names.say("chưa có", "no")

    own: dict[str, Callable[[HolderRow], AnnexValue]] = {"name": lambda row: row.name, "planned_for": planned}
    return _list_declared_fields(names, PrintedTable.LEADERSHIP, own)


def _list_leadership_rows(
    names: Names, slate: Slate, fields: Sequence[RowField[HolderRow]]
) -> Iterator[AnnexRow]:
    nobody = HolderRow("", names.say("(chưa có người dự kiến)", "(nobody)"), None, is_planned=False)
    for committee, posts in groupby(list_leadership(names, slate), key=lambda row: row.committee):
        yield AnnexRow(kind=RowKind.GROUP, values=(_name_body(names, committee),))
        held = ((row.office, holder) for row in posts for holder in row.holders or (nobody,))
        for place, (office, holder) in enumerate(held, start=1):
            yield AnnexRow(values=(place, office, *(field.read(holder) for field in fields)))


def _name_body(names: Names, committee: Committee | None) -> str:
    if committee is None:
        return names.say("Chủ tịch, Phó Chủ tịch Hội đồng nhân dân", "Chair and vice-chairs of the council")
    return names.committee(committee)


def build_lists(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexPiece]:
    """Build the table of candidates by constituency, with blanks for what is unknown."""
    say = names.say
    yield AnnexParagraph(
        text=say(
            "Các cột theo khoản 5 Điều 57, khoản 2 Điều 58 Luật Bầu cử đại biểu Quốc hội và đại biểu Hội "
            "đồng nhân dân; xếp theo vần chữ cái A, B, C… Ô để trống: hồ sơ chưa có số liệu, cơ quan lập phụ "
            "lục điền. Dấu x ở cột cuối: đại biểu dự kiến theo cơ cấu; người trúng cử do cử tri quyết định.",
            "Columns as Art. 57(5) and 58(2) of the election law ask for; in alphabetical order of given "
            "names. Empty cells: not in the pool, to be filled in by the office. x in the last column: "
            "intended deputy; the voters decide who is elected.",
        )
    )
    fields = _select_fields(_list_candidate_fields(names), disclosure)
    yield AnnexTable(
        columns=fit_columns((_number_column(names, 9), *(field.column for field in fields))),
        rows=tuple(
            row for unit in list_candidates(names, slate) for row in _list_candidate_rows(names, unit, fields)
        ),
    )


def _list_candidate_fields(names: Names) -> list[RowField[CandidateRow]]:
    say = names.say
    own: dict[str, Callable[[CandidateRow], AnnexValue]] = {"name": lambda row: row.name}
    fields = _list_declared_fields(names, PrintedTable.LISTS, own)
    intended: RowField[CandidateRow] = RowField(
        "intended", say("Dự kiến", "In-tended"), 12, lambda r: "x" if r.is_intended else "", centred=True
    )
    return [*fields, intended]


def _list_candidate_rows(
    names: Names, unit: ConstituencyRow, fields: Sequence[RowField[CandidateRow]]
) -> Iterator[AnnexRow]:
    yield AnnexRow(kind=RowKind.GROUP, values=(_describe_constituency(names, unit),))
    ordered = sorted(unit.candidates, key=lambda row: names.get_order(row.person_id))
    for place, row in enumerate(ordered, start=1):
        yield AnnexRow(values=(place, *(field.read(row) for field in fields)))


def _describe_constituency(names: Names, row: ConstituencyRow) -> str:
    unit, name, listed = row.unit, row.name, len(row.candidates)
    where = "" if not unit.localities else f" ({', '.join(unit.localities)})"
    of = "" if where == f" ({name})" else where
    return names.say(
        f"Đơn vị bầu cử {name} [{unit.id}]{of}: được bầu {unit.seats} đại biểu; {listed} người ứng cử",
        f"Constituency {name} [{unit.id}]{of}: {count_noun(unit.seats, 'seat', 'seats')}; "
        f"{count_noun(listed, 'candidate', 'candidates')}",
    )


_WITHHELD = "(*)"
_MAX_WITNESSES = 12


def build_compliance(
    names: Names, findings: Iterable[Finding], notes: Footnotes, disclosure: AnnexDisclosure
) -> Iterator[AnnexPiece]:
    """Build the compliance table: rules of documents by strength, then own wishes."""
    judged = list_rules(names, findings)
    parts = [
        (names.label(strength), [row for row in judged if row.rule.strength is strength and not row.is_ours])
        for strength in Strength
    ]
    rows: list[AnnexRow] = []
    for title, some in (*parts, (WISHES_TITLE.of(names.lang), [row for row in judged if row.is_ours])):
        rows += [AnnexRow(kind=RowKind.GROUP, values=(title,))] if some else []
        rows += [
            AnnexRow(values=(place, *_list_values(row, notes, disclosure)))
            for place, row in enumerate(some, start=1)
        ]
    yield AnnexTable(columns=_list_compliance_columns(names), rows=tuple(rows))
    if not disclosure.sensitive:
        yield AnnexParagraph(
            text=names.say(
                "(*) Không hiển thị vì có thể cho biết ai là đảng viên, thuộc dân tộc hoặc tôn giáo nào; tên "
                "người trong các trường hợp cụ thể cũng vậy.",
                "(*) Not shown, as it may tell Party membership, ethnicity or religion; so may the names of "
                "witnesses.",
            )
        )


def _list_compliance_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say = names.say
    return (
        AnnexColumn(key="number", head=say("TT", "No."), width=10, align=ColumnAlign.CENTER),
        AnnexColumn(key="rule", head=say("Quy định", "Rule"), width=80),
        AnnexColumn(key="clause", head=say("Căn cứ", "Clause"), width=50),
        AnnexColumn(key="required", head=say("Yêu cầu", "Required"), width=36),
        AnnexColumn(key="actual", head=say("Thực tế", "Actual"), width=40),
        AnnexColumn(key="verdict", head=say("Kết quả", "Verdict"), width=21),
        AnnexColumn(key="witnesses", head=say("Trường hợp cụ thể", "Witnesses"), width=30),
    )


def _list_values(row: RuleRow, notes: Footnotes, disclosure: AnnexDisclosure) -> Iterator[AnnexValue]:
    names, rule = row.names, row.rule
    closed = not disclosure.sensitive and is_sensitive_rule(rule)
    yield f"{row.says} [{rule.id}]{' ≠' if row.is_departed else ''}"
    yield row.clause + notes.marks(rule)
    yield row.required
    yield _WITHHELD if closed else row.figures
    yield _WITHHELD if closed and is_identifying_rule(rule, names.council) else row.verdict.text
    yield names.people(row.finding.witnesses, _MAX_WITNESSES) if disclosure.sensitive else ""
