"""The tables of an allocation: organisation by structure, for the introduced and for the intended council."""

from collections.abc import Callable, Iterator

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.figures import Share
from cocau.app.render.sheet import Sheet
from cocau.constraints.record import Text
from cocau.solver.allocation import STRUCTURES, Allocation, Row, Stages, Tally

HEADS = {
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

ROMAN = ("I", "II")
"""Numbers of the sorts of organisations, as official tables have them."""

Numbers = tuple[Cell, ...]


def allocated(sheet: Sheet, allocation: Allocation) -> Iterator[Block]:
    """Whom each organisation introduces; how many of them are meant for the council; of which profiles."""
    say = sheet.say
    yield Heading(say("Phân bổ người được giới thiệu ứng cử", "People to be introduced"))
    yield _table(
        sheet,
        allocation,
        (say("Từ –\nđến", "Range"), say("Giới\nthiệu", "Intro-\nduced")),
        lambda stages: (_range(stages), _number(stages.introduced.people), *_counts(stages.introduced)),
        allocation.totals.introduced,
    )
    yield Heading(say("Dự kiến cơ cấu Hội đồng", "Intended council"))
    yield _table(
        sheet,
        allocation,
        (say("Ứng\ncử", "On the\nlist"), say("Đại\nbiểu", "Depu-\nties")),
        lambda stages: (
            _number(stages.listed.people),
            _number(stages.intended.people),
            *_counts(stages.intended),
        ),
        allocation.totals.intended,
    )
    yield from _profiles(sheet, allocation)


def _table(
    sheet: Sheet,
    allocation: Allocation,
    heads: tuple[str, str],
    numbers: Callable[[Stages], Numbers],
    total: Tally,
) -> Table:
    who = Column(sheet.say("Nơi giới thiệu", "Introduced by"), share=1)
    structures = (HEADS[group].of(sheet.lang) for group in STRUCTURES)
    columns = (who, *(Column(head, narrow=True, right=True) for head in (*heads, *structures)))
    return Table(columns, (*_rows(sheet, allocation, numbers), *_sums(sheet, allocation, numbers, total)))


def _rows(sheet: Sheet, allocation: Allocation, numbers: Callable[[Stages], Numbers]) -> Iterator[Numbers]:
    """Organisations under their sorts, each sort with its sum."""
    for roman, (sort, stages) in zip(ROMAN, allocation.sorts.items(), strict=False):
        yield _strong((f"{roman}. {sheet.label(sort)}", *numbers(stages)))
        yield from ((row.name, *numbers(row)) for row in allocation.rows if row.sort is sort)


def _sums(
    sheet: Sheet, allocation: Allocation, numbers: Callable[[Stages], Numbers], total: Tally
) -> Iterator[Numbers]:
    yield _strong((sheet.say("Tổng số", "All"), *numbers(allocation.totals)))
    percents = (_percent(sheet, Share(total.counts[group], total.people)) for group in STRUCTURES)
    yield (sheet.say("Tỷ lệ % trên tổng số", "Percent of all"), "", "", *percents)


def _strong(cells: Numbers) -> Numbers:
    return tuple(Words(cell, Tone.STRONG) if isinstance(cell, str) else cell for cell in cells)


def _range(stages: Stages) -> Cell:
    """What an organisation is asked for; nothing for a sum."""
    if not isinstance(stages, Row):
        return ""
    least, most = stages.at_least, stages.at_most
    return Words(f"{least}" if least == most else f"{least}–{most}", Tone.QUIET)


def _counts(tally: Tally) -> Numbers:
    return tuple(_number(tally.counts[group]) for group in STRUCTURES)


def _number(number: int) -> Cell:
    return str(number) if number else Words("–", Tone.QUIET)


def _percent(sheet: Sheet, share: Share) -> str:
    tenths = share.tenths()
    if tenths is None:
        return "–"
    whole, tenth = divmod(tenths, 10)
    return f"{whole}{sheet.say(',', '.')}{tenth}"


def _profiles(sheet: Sheet, allocation: Allocation) -> Iterator[Block]:
    """What to ask of each organisation."""
    say = sheet.say
    yield Heading(say("Thành phần cần giới thiệu", "Whom to introduce"))
    yield Line(
        say(
            "Số người được giới thiệu của từng thành phần; trong ngoặc là số đại biểu dự kiến.",
            "People to be introduced of each profile; in brackets those of them meant for the council.",
        ),
        Tone.QUIET,
    )
    columns = (
        Column(say("Nơi giới thiệu", "Introduced by"), share=2),
        Column(say("Thành phần", "Profiles"), share=3),
    )
    rows = (
        (row.name, "; ".join(_taken(sheet, row)) or Words(say("không", "none"), Tone.QUIET))
        for row in allocation.rows
    )
    yield Table(columns, tuple(rows))


def _taken(sheet: Sheet, row: Row) -> Iterator[str]:
    for profile in row.profiles:
        introduced, intended = profile.introduced.people, profile.intended.people
        if introduced:
            yield f"{introduced} {profile.name.of(sheet.lang)}" + (f" ({intended})" if intended else "")
