"""A slate for a terminal: leadership, lists by constituency, composition in numbers."""

from collections.abc import Collection, Iterator

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.remarks import REMARK_MARK
from cocau.app.present.proposal.slate_rows import (
    CandidateRow,
    CompositionRow,
    ConstituencyRow,
    HolderRow,
    LeadershipRow,
    count_composition,
    describe_list_marks,
    list_breakdowns,
    list_candidates,
    list_composition,
    list_leadership,
)
from cocau.app.present.wording import count_noun
from cocau.constraints.model.people import Person
from cocau.constraints.model.slate import Slate


def render_leadership(names: Names, slate: Slate) -> Iterator[Block]:
    """Render each post with its holders, their rank, full-time work and place in the plan."""
    say = names.say
    yield Heading(say("Dự kiến nhân sự lãnh đạo", "Leadership"))
    columns = (
        BlockColumn(say("Chức danh", "Post"), share=3),
        BlockColumn(say("Người dự kiến", "Holder"), share=3),
        BlockColumn(say("Cấp ủy", "Party rank"), share=3),
        BlockColumn(say("Chuyên trách", "Full-time"), narrow=True),
        BlockColumn(say("Quy hoạch", "In the plan"), narrow=True),
    )
    rows = [cells for row in list_leadership(names, slate) for cells in _list_leadership_rows(names, row)]
    yield TableBlock(columns, tuple(rows))


def _list_leadership_rows(names: Names, row: LeadershipRow) -> Iterator[tuple[BlockCell, ...]]:
    if not row.holders:
        yield (row.title, StyledText("—", Tone.QUIET), "", "", "")
    for holder in row.holders:
        if holder.person is not None:
            yield (row.title, *_list_holder_cells(names, holder, holder.person))


def _list_holder_cells(names: Names, holder: HolderRow, person: Person) -> tuple[BlockCell, ...]:
    return (
        StyledText(holder.name, Tone.STRONG),
        "" if person.party_rank is None else names.label(person.party_rank),
        names.say("có", "yes") if person.meant_full_time else names.say("không", "no"),
        names.say("có", "yes") if holder.is_planned else StyledText(names.say("chưa có", "no"), Tone.CARE),
    )


def render_lists(names: Names, slate: Slate, remarked: Collection[str] = ()) -> Iterator[Block]:
    """Render lists by constituency, intended deputies first; `remarked` have one more mark."""
    yield Heading(names.say("Danh sách ứng cử theo đơn vị bầu cử", "Lists by constituency"))
    yield LineBlock(describe_list_marks(names), Tone.QUIET)
    if remarked:
        yield LineBlock(
            names.say(f"{REMARK_MARK} cần lưu ý, xem dưới.", f"{REMARK_MARK} see the remarks."), Tone.QUIET
        )
    for row in list_candidates(names, slate, remarked):
        yield LineBlock("")
        yield LineBlock(_describe_constituency(names, row), Tone.STRONG)
        cells = (_list_candidate_cells(names, candidate) for candidate in row.candidates)
        yield TableBlock(_list_columns(names), tuple(cells))


def _describe_constituency(names: Names, row: ConstituencyRow) -> str:
    seats, listed = row.unit.seats, len(row.candidates)
    code = f"{row.unit.id} · " if names.codes else ""
    return f"{code}{row.name}: " + names.say(
        f"bầu {seats} đại biểu, {listed} người ứng cử",
        f"{count_noun(seats, 'seat', 'seats')}, {count_noun(listed, 'candidate', 'candidates')}",
    )


def _list_columns(names: Names) -> tuple[BlockColumn, ...]:
    say = names.say
    return (
        BlockColumn("", narrow=True),
        BlockColumn(names.label("id"), narrow=True),
        BlockColumn(names.label("name"), share=3),
        BlockColumn(say("Năm sinh", "Born"), narrow=True),
        BlockColumn(names.label("sex"), narrow=True),
        BlockColumn(names.label("bloc"), share=3),
        BlockColumn(say("Gắn với địa bàn", "Tie"), share=3),
    )


def _list_candidate_cells(names: Names, row: CandidateRow) -> tuple[BlockCell, ...]:
    shown = f"{row.mark} {REMARK_MARK}" if row.is_remarked else row.mark
    mark, name = (
        (StyledText(shown, Tone.GOOD), StyledText(row.name, Tone.STRONG))
        if row.is_intended
        else (shown, row.name)
    )
    person = row.person
    if person is None:
        return (mark, row.person_id, name, "", "", "", "")
    born, sex, bloc = str(person.born.year), names.label(person.sex), names.label(person.bloc)
    return (mark, row.person_id, name, born, sex, bloc, _build_tie_cell(person, is_away=row.is_away))


def _build_tie_cell(person: Person, *, is_away: bool) -> BlockCell:
    """Return where a person belongs; quiet where that is not this constituency."""
    if person.locality is None:
        return StyledText("—", Tone.QUIET)
    return StyledText(f"({person.locality})", Tone.QUIET) if is_away else person.locality


def render_composition(names: Names, slate: Slate) -> Iterator[Block]:
    """Render each group in the previous term, on the lists, in the intended council."""
    say = names.say
    yield Heading(say("Cơ cấu", "Composition"))
    columns = (
        BlockColumn(say("Nhóm", "Group"), share=2),
        BlockColumn(say("Nhiệm kỳ trước", "Previous term"), right=True, share=1),
        BlockColumn(say("Danh sách ứng cử", "Candidate list"), right=True, share=1),
        BlockColumn(say("Đại biểu dự kiến", "Intended council"), right=True, share=1),
    )
    totals = ("—" if total is None else str(total) for total in count_composition(names, slate))
    whole = tuple(StyledText(cell, Tone.STRONG) for cell in (say("Tổng số", "All"), *totals))
    rows = (_list_composition_cells(names, row) for row in list_composition(names, slate))
    yield TableBlock(columns, (whole, *rows))
    for breakdown in list_breakdowns(names, slate):
        yield LineBlock("")
        yield LineBlock(names.label(breakdown.field), Tone.STRONG)
        yield TableBlock(columns, tuple(_list_composition_cells(names, row) for row in breakdown.rows))


def _list_composition_cells(names: Names, row: CompositionRow) -> tuple[BlockCell, ...]:
    return (
        names.label(row.group),
        "—" if row.before is None else row.before.format(names.lang),
        row.listed.format(names.lang),
        row.intended.format(names.lang),
    )
