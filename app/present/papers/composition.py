"""The composition table: blocs or bodies, how many people, how many of each structure.

No national form exists for it: it is an annex of an administrative document (Decree 30/2020), with the
office's own rows and columns. Structures are called as in forms 28 and 30/HĐBC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cocau.app.i18n.words import get_label
from cocau.app.present.annex.model import AnnexRow, AnnexValue, ColumnAlign, Percent, RowKind
from cocau.app.present.papers.model import NONE, PaperColumn, PaperTable
from cocau.app.present.papers.office import COMPOSITION_COLUMNS, DEFAULT_COLUMNS, OfficeSettings
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc, Person, Pool
from cocau.constraints.model.selectors import list_counted
from cocau.constraints.model.slate import Slate
from cocau.solver.structure_plan import Allocation, AllocationStages, AllocationTally

TOTAL, SHARE = "Tổng số", "Tỷ lệ (%)"


@dataclass(frozen=True)
class CompositionStage:
    """A stage in which people are counted: the heads over its number and its structures."""

    key: str
    head: str
    over: str


INTRODUCED = CompositionStage("introduced", "Số lượng giới thiệu", "Cơ cấu kết hợp")
LISTED = CompositionStage("listed", "Số người ứng cử", "Cơ cấu kết hợp của người ứng cử")
INTENDED = CompositionStage("intended", "Dự kiến bầu", "Cơ cấu kết hợp của đại biểu dự kiến")
OVER_INTRODUCED = CompositionStage(
    "introduced", "Số lượng giới thiệu", "Cơ cấu kết hợp của người được giới thiệu"
)


@dataclass(frozen=True)
class CompositionLine:
    """A row: a bloc or an organisation, and a count for each stage."""

    name: str
    tallies: tuple[AllocationTally, ...]


def build_composition_table(
    stages: Sequence[CompositionStage],
    total: CompositionLine,
    lines: Iterable[CompositionLine],
    office: OfficeSettings,
    *,
    remarks: bool = True,
    share: bool = True,
) -> PaperTable:
    """Build the table: the total first, as communes print it, and the shares last."""
    groups = office.groups or DEFAULT_COLUMNS
    rows = [_build_row("", total, groups, remarks=remarks, kind=RowKind.SUM)]
    rows += [_build_row(place, line, groups, remarks=remarks) for place, line in enumerate(lines, start=1)]
    if share:
        rows.append(_build_share_row(total, groups, remarks=remarks))
    return PaperTable(columns=tuple(_list_columns(stages, groups, office, remarks=remarks)), rows=tuple(rows))


def _list_columns(
    stages: Sequence[CompositionStage], groups: Sequence[str], office: OfficeSettings, *, remarks: bool
) -> Iterator[PaperColumn]:
    yield PaperColumn(key="number", head="STT", width=10)
    yield PaperColumn(key="name", head="Khối, cơ quan, tổ chức, đơn vị", width=52, align=ColumnAlign.LEFT)
    for stage in stages:
        yield PaperColumn(key=stage.key, head=stage.head, width=17)
        for group in groups:
            head = office.group_names.get(group) or COMPOSITION_COLUMNS[group]
            yield PaperColumn(key=f"{stage.key}_{group}", head=head, width=14, group=stage.over)
    if remarks:
        yield PaperColumn(key="remarks", head="Ghi chú", width=16)


def _build_row(
    place: AnnexValue,
    line: CompositionLine,
    groups: Sequence[str],
    *,
    remarks: bool,
    kind: RowKind = RowKind.PLAIN,
) -> AnnexRow:
    values: list[AnnexValue] = [place, line.name]
    for tally in line.tallies:
        values += [tally.people or NONE, *(tally.counts[group] or NONE for group in groups)]
    return AnnexRow(kind=kind, values=(*values, *([""] if remarks else [])))


def _build_share_row(total: CompositionLine, groups: Sequence[str], *, remarks: bool) -> AnnexRow:
    values: list[AnnexValue] = ["", SHARE]
    for tally in total.tallies:
        values.append("")
        shares = (GroupShare(tally.counts[group], tally.people).tenths() for group in groups)
        values += [NONE if tenths is None else Percent(tenths=tenths) for tenths in shares]
    return AnnexRow(values=(*values, *([""] if remarks else [])))


def tally_people(people: Iterable[Person], council: Council, slate: Slate) -> AllocationTally:
    """Count people of a slate, and how many of them are of each structure on election day."""
    counted, holders = tuple(people), slate.get_holders(*slate.posts)
    counts = {
        name: len(list_counted(name, counted, holders, council.election_day)) for name in COMPOSITION_COLUMNS
    }
    return AllocationTally(people=len(counted), counts=counts)


def build_slate_composition(
    council: Council,
    pool: Pool,
    slate: Slate,
    office: OfficeSettings,
    stages: Sequence[CompositionStage] = (LISTED, INTENDED),
) -> PaperTable:
    """Build the table of a slate by bloc: candidates, intended deputies, or both."""
    ids = {LISTED.key: slate.listed, INTENDED.key: slate.deputies}
    sets = tuple(pool.get_people(i for i in ids[stage.key] if i in pool.by_id) for stage in stages)
    lines = []
    for bloc in Bloc:
        tallies = tuple(
            tally_people((p for p in people if p.bloc is bloc), council, slate) for people in sets
        )
        if any(tally.people for tally in tallies):
            lines.append(CompositionLine(name_bloc(bloc, office), tallies))
    total = CompositionLine(TOTAL, tuple(tally_people(people, council, slate) for people in sets))
    return build_composition_table(stages, total, lines, office, remarks=False)


def name_bloc(bloc: Bloc, office: OfficeSettings) -> str:
    """Name a bloc as the office does."""
    return office.bloc_names.get(bloc) or get_label(bloc, "vi")


def build_allocation_table(
    allocation: Allocation, office: OfficeSettings, *, with_council: bool = True
) -> PaperTable:
    """Build the table of an allocation to bodies; `with_council`: with intended deputies too."""
    stages = (OVER_INTRODUCED, INTENDED) if with_council else (INTRODUCED,)

    def count(of: AllocationStages) -> tuple[AllocationTally, ...]:
        return tuple(getattr(of, stage.key) for stage in stages)

    lines = [CompositionLine(row.name, count(row)) for row in allocation.rows if row.introduced.people]
    total = CompositionLine(TOTAL, count(allocation.totals))
    return build_composition_table(
        stages, total, lines, office, remarks=office.has_remarks and not with_council, share=with_council
    )


def build_comparison_table(
    council: Council, chosen: Mapping[str, tuple[Pool, Slate]], office: OfficeSettings
) -> PaperTable:
    """Build the table of two slates side by side: structures, then blocs of deputies."""
    sets = {
        name: pool.get_people(i for i in slate.deputies if i in pool.by_id)
        for name, (pool, slate) in chosen.items()
    }
    held = {name: slate.get_holders(*slate.posts) for name, (_, slate) in chosen.items()}
    groups = office.groups or DEFAULT_COLUMNS
    total = [len(people) for people in sets.values()]
    rows = [_build_comparison_row("", "Tổng số đại biểu dự kiến", total, total, RowKind.SUM)]
    parts = (
        ("Cơ cấu kết hợp", [(office.group_names.get(g) or COMPOSITION_COLUMNS[g], g) for g in groups]),
        ("Thành phần", [(name_bloc(bloc, office), str(bloc)) for bloc in Bloc]),
    )
    for title, named in parts:
        rows.append(AnnexRow(kind=RowKind.GROUP, values=(title,)))
        place = 0
        for name, group in named:
            counts = [
                len(list_counted(group, people, held[stage], council.election_day))
                for stage, people in sets.items()
            ]
            if any(counts):
                place += 1
                rows.append(_build_comparison_row(place, name, counts, total))
    return PaperTable(columns=tuple(_list_comparison_columns(sets)), rows=tuple(rows))


def _list_comparison_columns(names: Iterable[str]) -> Iterator[PaperColumn]:
    """List the columns of a comparison: for each slate its people and their share."""
    yield PaperColumn(key="number", head="STT", width=10)
    yield PaperColumn(key="name", head="Nội dung", width=80, align=ColumnAlign.LEFT)
    for place, name in enumerate(names, start=1):
        yield PaperColumn(key=f"people_{place}", head="Số người", width=25, group=name)
        yield PaperColumn(key=f"share_{place}", head="Tỷ lệ", width=25, group=name)
    yield PaperColumn(key="change", head="Chênh lệch", width=25)


def _build_comparison_row(
    place: AnnexValue, name: str, counts: Sequence[int], totals: Sequence[int], kind: RowKind = RowKind.PLAIN
) -> AnnexRow:
    values: list[AnnexValue] = [place, name]
    for number, total in zip(counts, totals, strict=True):
        tenths = GroupShare(number, total).tenths()
        values += [number or NONE, NONE if tenths is None else Percent(tenths=tenths)]
    change = counts[-1] - counts[0]
    return AnnexRow(kind=kind, values=(*values, f"{change:+}".replace("-", "−") if change else NONE))
