"""The annexes: composition, holders of posts, changes, two slates compared, allocation.

An annex has no Quốc hiệu, no agency and no signature (Decree 30/2020, models 2.1 and 2.2 of Annex III).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cocau.app.i18n.languages import Lang
from cocau.app.i18n.words import get_label
from cocau.app.present.annex.model import AnnexRow, AnnexValue, ColumnAlign, RowKind
from cocau.app.present.names import Names
from cocau.app.present.papers.composition import (
    build_allocation_table,
    build_comparison_table,
    build_slate_composition,
)
from cocau.app.present.papers.lists import format_birth
from cocau.app.present.papers.model import NONE, PaperColumn, PaperSheet, PaperTable
from cocau.app.present.papers.request import PaperRequest
from cocau.app.present.papers.wording import PaperWording
from cocau.app.present.proposal.slate_rows import HolderRow, list_leadership
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.name_order import get_full_name_order
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.solver.proposal import Proposal
from cocau.solver.slate_differences import MoveReason, PersonMove, SlatePart, compare_slates
from cocau.solver.structure_plan import Allocation


def _composition_title(wording: PaperWording) -> str:
    return (
        "DỰ KIẾN CƠ CẤU, THÀNH PHẦN, SỐ LƯỢNG NGƯỜI ĐƯỢC GIỚI THIỆU ỨNG CỬ\n"
        f"ĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN {_of_council(wording)}"
    )


def _of_council(wording: PaperWording) -> str:
    return f"{wording.locality} {wording.session}, nhiệm kỳ {wording.term}".upper()


def _head_annex(wording: PaperWording, title: str, number: str = "") -> dict[str, str]:
    """Fill an annex's head: no Quốc hiệu, agency or signature (models 2.1, 2.2 of Annex III)."""
    return {
        "phu_luc": f"Phụ lục {number}".strip(),
        "tieu_de": title,
        "kem_theo": wording.describe_attachment(),
    }


def build_composition(request: PaperRequest) -> Iterable[PaperSheet]:
    """Build the composition of candidates and intended deputies by bloc."""
    source = request.proposal.request
    table = build_slate_composition(source.council, source.pool, request.slate, request.office)
    fields = _head_annex(request.wording, _composition_title(request.wording), "I")
    yield PaperSheet(name="Cơ cấu", fields=fields, table=table)


def build_leadership(request: PaperRequest) -> Iterable[PaperSheet]:
    """Build the intended holders of posts."""
    wording = request.wording
    title = f"DỰ KIẾN NHÂN SỰ GIỮ CHỨC DANH CỦA HỘI ĐỒNG NHÂN DÂN\n{_of_council(wording)}"
    table = _build_leadership_table(Names.of(request.proposal, Lang.VI, codes=False), request.slate)
    yield PaperSheet(name="Nhân sự dự kiến", fields=_head_annex(wording, title, "II"), table=table)


def build_allocation(
    wording: PaperWording, allocation: Allocation, *, with_council: bool = True
) -> PaperSheet:
    """Build the sheet of an allocation to organisations, before there are names."""
    table = build_allocation_table(allocation, wording.office, with_council=with_council)
    return PaperSheet(name="Cơ cấu", fields=_head_annex(wording, _composition_title(wording)), table=table)


def build_changes(request: PaperRequest) -> Iterable[PaperSheet]:
    """Build the list of everybody whose part changed."""
    wording = request.wording
    title = f"DANH SÁCH ĐIỀU CHỈNH NHÂN SỰ ỨNG CỬ ĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN\n{_of_council(wording)}"
    yield PaperSheet(
        name="Điều chỉnh",
        fields=_head_annex(wording, title),
        table=_build_changes_table(wording, request.proposal),
    )


def build_comparison(request: PaperRequest) -> Iterable[PaperSheet]:
    """Build two sheets: numbers side by side, and who differs.

    Raises:
        InputError: nothing to compare with, or another council.
    """
    other, wording = request.other, request.wording
    if other is None or other.slate is None:
        raise InputError([_NOTHING_TO_COMPARE])
    if other.request.council.id != request.proposal.request.council.id:
        raise InputError([_OTHER_COUNCIL])
    chosen = {
        FIRST: (other.request.pool, other.slate),
        SECOND: (request.proposal.request.pool, request.slate),
    }
    title = f"SO SÁNH HAI PHƯƠNG ÁN NHÂN SỰ HỘI ĐỒNG NHÂN DÂN\n{_of_council(wording)}"
    council = request.proposal.request.council
    yield PaperSheet(
        name="Cơ cấu",
        fields=_head_annex(wording, f"{title}\nCơ cấu, thành phần", "I"),
        table=build_comparison_table(council, chosen, request.office),
        is_one_page=True,
    )
    there = frozenset(request.proposal.request.pool.by_id)
    moves = compare_slates(other.slate, request.slate, there, {})
    names = {i: person.name for i, person in other.request.pool.by_id.items() if i not in there}
    named = request.proposal.replace_unvalidated(
        request=request.proposal.request.replace_unvalidated(gone=names)
    )
    yield PaperSheet(
        name="Nhân sự khác nhau",
        fields=_head_annex(wording, f"{title}\nNhân sự khác nhau", "II"),
        table=_build_difference_table(wording, named, moves, other.request.pool),
    )


_NOTHING_TO_COMPARE = Problem(
    "nothing_to_compare",
    ("with",),
    "Hãy chọn phương án thứ hai để so sánh; phương án đó phải có danh sách nhân sự.",
    "Choose a second proposal to compare with; it must have a slate.",
)
_OTHER_COUNCIL = Problem(
    "another_council",
    ("with",),
    "Hai phương án phải của cùng một Hội đồng nhân dân.",
    "Both proposals must be of the same council.",
)


_LEFT = ColumnAlign.LEFT
FIRST, SECOND = "Phương án 1", "Phương án 2"
_NOBODY = "(chưa có người dự kiến)"
LEADERS = "Chủ tịch, Phó Chủ tịch Hội đồng nhân dân"


def _build_leadership_table(names: Names, slate: Slate) -> PaperTable:
    """Build the table of intended holders: chair and vice-chairs, then each committee."""
    columns = (
        PaperColumn(key="number", head="STT", width=10),
        PaperColumn(key="post", head="Chức danh dự kiến", width=36, align=_LEFT),
        PaperColumn(key="name", head="Họ và tên", width=44, align=_LEFT),
        PaperColumn(key="born", head="Ngày, tháng, năm sinh", width=25),
        PaperColumn(key="sex", head="Giới tính", width=15),
        PaperColumn(key="occupation", head="Nghề nghiệp, chức vụ, nơi công tác", width=58, align=_LEFT),
        PaperColumn(key="rank", head="Chức vụ trong cấp ủy", width=36, align=_LEFT),
        PaperColumn(key="full_time", head="Chuyên trách", width=18),
    )
    return PaperTable(columns=columns, rows=tuple(_list_holders(names, slate)))


def _list_holders(names: Names, slate: Slate) -> Iterator[AnnexRow]:
    for committee, posts in groupby(list_leadership(names, slate), key=lambda row: row.committee):
        body = LEADERS if committee is None else names.committee(committee)
        yield AnnexRow(kind=RowKind.GROUP, values=(body,))
        held = ((row.office, holder) for row in posts for holder in row.holders or (None,))
        for place, (office, holder) in enumerate(held, start=1):
            yield AnnexRow(values=(place, office, *_describe_holder(holder)))


def _describe_holder(holder: HolderRow | None) -> Sequence[AnnexValue]:
    if holder is None or holder.person is None:
        return (_NOBODY if holder is None else holder.name, "", "", "", "", "")
    person = holder.person
    rank = "" if person.party_rank is None else get_label(person.party_rank, "vi")
    return (
        person.name,
        format_birth(person.born),
        get_label(person.sex, "vi"),
        person.position,
        rank,
        "x" if person.meant_full_time else "",
    )


_REASONS = {
    MoveReason.GONE: "Rút tên hoặc không còn được giới thiệu",
    MoveReason.BARRED: "Không đủ tiêu chuẩn ứng cử",
    MoveReason.LEFT_OUT: "Điều chỉnh để bảo đảm cơ cấu",
    MoveReason.CAME_IN: "Bổ sung, thay thế",
    MoveReason.MOVED: "Điều chỉnh để bảo đảm cơ cấu",
}


def _build_changes_table(wording: PaperWording, proposal: Proposal) -> PaperTable:
    """Build the table of everybody whose part changed, against the slate before."""
    rows = _list_changes(wording, proposal, proposal.differences, _REASONS)
    return PaperTable(
        columns=tuple(_list_change_columns("Trước điều chỉnh", "Sau điều chỉnh", "Lý do")), rows=rows
    )


def _list_change_columns(before: str, now: str, why: str) -> Iterator[PaperColumn]:
    yield PaperColumn(key="number", head="STT", width=10)
    yield PaperColumn(key="name", head="Họ và tên", width=45, align=_LEFT)
    yield PaperColumn(key="work", head="Nghề nghiệp, chức vụ, nơi công tác", width=50, align=_LEFT)
    yield PaperColumn(key="before", head=before, width=50, align=_LEFT)
    yield PaperColumn(key="now", head=now, width=50, align=_LEFT)
    if why:
        yield PaperColumn(key="why", head=why, width=45, align=_LEFT)


def _list_changes(
    wording: PaperWording,
    proposal: Proposal,
    moves: Iterable[PersonMove],
    reasons: dict[MoveReason, str] | None,
    earlier: Pool | None = None,
) -> tuple[AnnexRow, ...]:
    """List changes in the order of names; `reasons`: None where there is no column for them.

    `earlier`: where the work of people is told who are no longer in the pool.
    """
    pool, gone = proposal.request.pool.by_id, proposal.request.gone

    def name(move: PersonMove) -> str:
        person = pool.get(move.person)
        return gone.get(move.person, "") if person is None else person.name

    rows = []
    for place, move in enumerate(
        sorted(moves, key=lambda m: (get_full_name_order(name(m)), m.person)), start=1
    ):
        person = pool.get(move.person) or (earlier and earlier.by_id.get(move.person))
        work = person.position if person else ""
        parts = (describe_part(wording, move.was), describe_part(wording, move.now))
        why = () if reasons is None else (reasons[move.why],)
        rows.append(AnnexRow(values=(place, name(move), work or NONE, *parts, *why)))
    return tuple(rows)


def describe_part(wording: PaperWording, part: SlatePart | None) -> str:
    """Describe the part that a person has on a slate, without codes."""
    if part is None:
        return NONE
    if part.constituency is None:
        return "Được giới thiệu"
    unit = next((u for u in wording.council.constituencies if u.id == part.constituency), None)
    where = "" if unit is None else f", đơn vị bầu cử số {wording.get_unit_number(unit)}"
    meant = "Đại biểu dự kiến" if part.deputy else "Ứng cử"
    return "; ".join((meant + where, *map(wording.name_post, part.posts)))


def _build_difference_table(
    wording: PaperWording, proposal: Proposal, moves: Iterable[PersonMove], earlier: Pool
) -> PaperTable:
    """Build the table of people whose part differs in two slates, named by the newer."""
    rows = _list_changes(wording, proposal, moves, None, earlier)
    return PaperTable(columns=tuple(_list_change_columns(FIRST, SECOND, "")), rows=rows)
