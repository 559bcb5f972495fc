"""A structure plan in words: whom each body introduces, and who is meant for the council."""

from collections.abc import Callable, Iterator

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
from cocau.app.present.proposal import conflict, outcome
from cocau.app.present.proposal.compliance import render_clashes, render_compliance, render_compliance_summary
from cocau.app.present.proposal.document import render_title
from cocau.app.present.proposal.outcome import render_barred_people, render_secretary_reason
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.terminal import render_lines
from cocau.constraints.model.offers import Offers, Organisation
from cocau.constraints.model.selectors import COUNTED_GROUPS
from cocau.constraints.record import Text
from cocau.solver.model.slate_model import INTRODUCED_PIN
from cocau.solver.proposal import RuleConflict
from cocau.solver.structure_plan import (
    Allocation,
    AllocationRow,
    AllocationStages,
    AllocationTally,
    StructurePlan,
)

STRUCTURE_HEADS = {
    "women": Text(vi="Nữ", en="Women"),
    "under_40": Text(vi="Dưới\n40", en="Under\n40"),
    "non_party": Text(vi="Ngoài\nĐảng", en="Non-\nParty"),
    "ethnic_minority": Text(vi="Dân\ntộc TS", en="Minor-\nities"),
    "religious_people": Text(vi="Tôn\ngiáo", en="Reli-\ngious"),
    "re_elected": Text(vi="Tái\ncử", en="Stand\nagain"),
    "full_time": Text(vi="Chuyên\ntrách", en="Full-\ntime"),
    "experts": Text(vi="Chuyên\ngia", en="Ex-\nperts"),
}
"""Heads of the structures in two lines, so that all of them can stand side by side."""

SORT_NUMERALS = ("I", "II")
"""Numbers of the sorts of organisations, as official tables have them."""

NumberCells = tuple[BlockCell, ...]


def render_allocation(names: Names, allocation: Allocation) -> Iterator[Block]:
    """Render who introduces how many people, and how many are meant for the council."""
    say = names.say
    yield Heading(say("Phân bổ người được giới thiệu ứng cử", "People to be introduced"))
    yield _build_table(
        names,
        allocation,
        (say("Từ –\nđến", "Range"), say("Giới\nthiệu", "Intro-\nduced")),
        lambda stages: (
            _build_range_cell(stages),
            _build_number_cell(stages.introduced.people),
            *_count_cells(stages.introduced),
        ),
        allocation.totals.introduced,
    )
    yield Heading(say("Dự kiến cơ cấu Hội đồng", "Intended council"))
    yield _build_table(
        names,
        allocation,
        (say("Ứng\ncử", "On the\nlist"), say("Đại\nbiểu", "Depu-\nties")),
        lambda stages: (
            _build_number_cell(stages.listed.people),
            _build_number_cell(stages.intended.people),
            *_count_cells(stages.intended),
        ),
        allocation.totals.intended,
    )
    yield from _render_profiles(names, allocation)


def _build_table(
    names: Names,
    allocation: Allocation,
    heads: tuple[str, str],
    numbers: Callable[[AllocationStages], NumberCells],
    total: AllocationTally,
) -> TableBlock:
    who = BlockColumn(names.say("Nơi giới thiệu", "Introduced by"), share=1)
    structures = (STRUCTURE_HEADS[group].of(names.lang) for group in COUNTED_GROUPS)
    columns = (who, *(BlockColumn(head, narrow=True, right=True) for head in (*heads, *structures)))
    return TableBlock(
        columns, (*_list_rows(names, allocation, numbers), *_sum_cells(names, allocation, numbers, total))
    )


def _list_rows(
    names: Names, allocation: Allocation, numbers: Callable[[AllocationStages], NumberCells]
) -> Iterator[NumberCells]:
    """Yield the rows of organisations under their sorts, each sort with its sum."""
    for roman, (sort, stages) in zip(SORT_NUMERALS, allocation.sorts.items(), strict=False):
        yield _embolden((f"{roman}. {names.label(sort)}", *numbers(stages)))
        yield from ((row.name, *numbers(row)) for row in allocation.rows if row.sort is sort)


def _sum_cells(
    names: Names,
    allocation: Allocation,
    numbers: Callable[[AllocationStages], NumberCells],
    total: AllocationTally,
) -> Iterator[NumberCells]:
    yield _embolden((names.say("Tổng số", "All"), *numbers(allocation.totals)))
    shares = (GroupShare(total.counts[group], total.people) for group in COUNTED_GROUPS)
    percents = (share.percent(names.lang, nothing="–").removesuffix("%") for share in shares)
    yield (names.say("Tỷ lệ % trên tổng số", "Percent of all"), "", "", *percents)


def _embolden(cells: NumberCells) -> NumberCells:
    return tuple(StyledText(cell, Tone.STRONG) if isinstance(cell, str) else cell for cell in cells)


def _build_range_cell(stages: AllocationStages) -> BlockCell:
    """Return the range that an organisation is asked for; nothing for a sum."""
    if not isinstance(stages, AllocationRow):
        return ""
    least, most = stages.at_least, stages.at_most
    return StyledText(f"{least}" if least == most else f"{least}–{most}", Tone.QUIET)


def _count_cells(tally: AllocationTally) -> NumberCells:
    return tuple(_build_number_cell(tally.counts[group]) for group in COUNTED_GROUPS)


def _build_number_cell(number: int) -> BlockCell:
    return str(number) if number else StyledText("–", Tone.QUIET)


def _render_profiles(names: Names, allocation: Allocation) -> Iterator[Block]:
    """Render the profiles of people to ask each organisation for."""
    say = names.say
    yield Heading(say("Thành phần cần giới thiệu", "Whom to introduce"))
    yield LineBlock(
        say(
            "Số người được giới thiệu của từng thành phần; trong ngoặc là số đại biểu dự kiến.",
            "People to be introduced of each profile; in brackets those of them meant for the council.",
        ),
        Tone.QUIET,
    )
    columns = (
        BlockColumn(say("Nơi giới thiệu", "Introduced by"), share=2),
        BlockColumn(say("Thành phần", "Profiles"), share=3),
    )
    rows = (
        (row.name, "; ".join(_describe_profiles(names, row)) or StyledText(say("không", "none"), Tone.QUIET))
        for row in allocation.rows
    )
    yield TableBlock(columns, tuple(rows))


def _describe_profiles(names: Names, row: AllocationRow) -> Iterator[str]:
    for profile in row.profiles:
        introduced, intended = profile.introduced.people, profile.intended.people
        if introduced:
            yield f"{introduced} {profile.name.of(names.lang)}" + (f" ({intended})" if intended else "")


def render_structure_text(
    structure: StructurePlan, lang: str, width: int = 100, *, styled: bool = False
) -> Iterator[str]:
    """Render a structure plan as lines of text."""
    return render_lines(render_structure(structure, lang), width, styled=styled)


def render_structure(structure: StructurePlan, lang: str) -> Iterator[Block]:
    """Render a structure plan in the order in which it is to be read."""
    proposal, request = structure.proposal, structure.proposal.request
    sheet = Names(proposal.rulebook, lang, request.council, structure.pool(lang))
    yield from render_title(sheet)
    yield from outcome.render_departures(sheet, proposal.departures)
    yield LineBlock("")
    yield from outcome.render_outcome(sheet, proposal)
    if proposal.findings:
        yield render_compliance_summary(sheet, proposal.findings)
        yield render_nameless_note(sheet)
    if proposal.conflict is not None:
        yield from conflict.render_conflict(sheet, proposal.conflict, request.pins)
        yield from render_introduction_bounds(sheet, structure.offers, proposal.conflict)
    if structure.allocation is not None:
        yield from render_allocation(sheet, structure.allocation)
        yield from render_secretary_reason(sheet)
        yield from render_compliance(sheet, proposal.findings)
    yield from render_clashes(sheet, proposal.clashes)
    yield from conflict.render_missed_aims(sheet, proposal.aims, request.pins)
    yield from render_barred_people(sheet, proposal)
    yield from outcome.render_provenance(sheet, proposal)


def render_nameless_note(names: Names) -> LineBlock:
    """Render the note on what no structure plan can judge."""
    return LineBlock(
        names.say(
            "Chưa có tên người: tiêu chuẩn của riêng từng người (trường hợp không được ứng cử, tín nhiệm của "
            "cử tri, ứng cử nơi khác, kỷ luật, ...) ở đây coi như đạt, phải xét lại khi có tên.",
            "There are no names yet: standards about one person (bars, voters' confidence, standing "
            "elsewhere, discipline, ...) are taken as met here and have to be judged when there are names.",
        ),
        Tone.CARE,
    )


def render_introduction_bounds(sheet: Names, offers: Offers, conflict: RuleConflict) -> Iterator[Block]:
    """Render the numbers behind a conflict about introductions."""
    pins = [pin.partition(":") for pin in conflict.pins]
    names = {name for what, _, name in pins if what == INTRODUCED_PIN}
    if not names:
        return
    yield Heading(sheet.say("Số lượng giới thiệu nêu trên", "The introductions named above"))
    if "" in names:
        yield LineBlock(_describe_total(sheet, offers), mark="•")
    for org in offers.organisations:
        if org.name in names:
            yield LineBlock(_describe_organisation(sheet, org), mark="•")


def _describe_total(names: Names, offers: Offers) -> str:
    if offers.total is None:
        return names.say(
            "Chỉ giới thiệu đúng những người có trong danh sách ứng cử.",
            "Nobody is introduced beyond the candidate lists.",
        )
    return names.say(f"Tổng số: {offers.total} người.", f"In all: {offers.total}.")


def _describe_organisation(names: Names, org: Organisation) -> str:
    return names.say(
        f"{org.name}: ít nhất {org.at_least}, nhiều nhất {org.supply} người"
        f" (các thành phần cộng lại có {org.capacity}).",
        f"{org.name}: at least {org.at_least}, at most {org.supply}"
        f" (its profiles can supply {org.capacity}).",
    )
