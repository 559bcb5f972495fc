"""A slate in words: leadership, lists by constituency, and the composition table."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.figures import Share, figures
from cocau.app.render.numbers import counted
from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Constituency, Office
from cocau.constraints.people import Person
from cocau.constraints.slate import Slate


def leadership(sheet: Sheet, slate: Slate) -> Iterator[Block]:
    """Each post with its holders, their Party rank, full-time work, and their place in the reviewed plan."""
    say = sheet.say
    yield Heading(say("Dự kiến nhân sự lãnh đạo", "Leadership"))
    columns = (
        Column(say("Chức danh", "Post"), share=3),
        Column(say("Người dự kiến", "Holder"), share=3),
        Column(say("Cấp ủy", "Party rank"), share=3),
        Column(say("Chuyên trách", "Full-time"), narrow=True),
        Column(say("Quy hoạch", "In the plan"), narrow=True),
    )
    rows = [row for post in _in_order(sheet) for row in _holders(sheet, slate, post)]
    yield Table(columns, tuple(rows))


def _in_order(sheet: Sheet) -> tuple[str, ...]:
    council = sheet.council
    pairs = (f"{o}/{c.id}" for c in council.committees for o in (Office.HEAD, Office.DEPUTY_HEAD))
    return (*council.posts_of(Office.CHAIR, Office.VICE_CHAIR), *pairs)


def _holders(sheet: Sheet, slate: Slate, post: str) -> Iterator[tuple[Cell, ...]]:
    title = sheet.post(post)
    holders = slate.holders(post)
    if not holders:
        yield (title, Words("—", Tone.QUIET), "", "", "")
    for i in holders:
        person = sheet.pool.by_id.get(i)
        if person is not None:
            rank = "" if person.party_rank is None else sheet.label(person.party_rank)
            full_time = sheet.say("có", "yes") if person.meant_full_time else sheet.say("không", "no")
            yield (title, Words(sheet.person(i), Tone.STRONG), rank, full_time, _planned(sheet, person, post))


def _planned(sheet: Sheet, person: Person, post: str) -> Cell:
    if {post, post.partition("/")[0]} & set(person.planned_for):
        return sheet.say("có", "yes")
    return Words(sheet.say("chưa có", "no"), Tone.CARE)


def lists(sheet: Sheet, slate: Slate) -> Iterator[Block]:
    """Who stands where; the intended deputies first, with a mark."""
    say = sheet.say
    yield Heading(say("Danh sách ứng cử theo đơn vị bầu cử", "Lists by constituency"))
    yield Line(
        say(
            "● đại biểu dự kiến, ○ ứng cử. Người trúng cử do cử tri quyết định.",
            "● intended deputy, ○ candidate. The voters decide who is elected.",
        ),
        Tone.QUIET,
    )
    for unit in sheet.council.constituencies:
        ids = slate.candidates.get(unit.id, ())
        meant = set(slate.deputies)
        yield Line("")
        yield Line(_head(sheet, unit, ids), Tone.STRONG)
        ordered = sorted(ids, key=lambda i: (i not in meant, i))
        yield Table(_columns(sheet), tuple(_row(sheet, unit, i, i in meant) for i in ordered))


def _head(sheet: Sheet, unit: Constituency, ids: tuple[str, ...]) -> str:
    return sheet.say(
        f"{unit.id} · {sheet.unit(unit.id)}: bầu {unit.seats} đại biểu, {len(ids)} người ứng cử",
        f"{unit.id} · {sheet.unit(unit.id)}: {counted(unit.seats, 'seat', 'seats')}, "
        f"{counted(len(ids), 'candidate', 'candidates')}",
    )


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    say = sheet.say
    return (
        Column("", narrow=True),
        Column(say("Mã", "Id"), narrow=True),
        Column(say("Họ và tên", "Name"), share=3),
        Column(say("Năm sinh", "Born"), narrow=True),
        Column(say("Giới tính", "Sex"), narrow=True),
        Column(say("Khối", "Bloc"), share=3),
        Column(say("Gắn với địa bàn", "Tie"), share=3),
    )


def _row(sheet: Sheet, unit: Constituency, i: str, meant: bool) -> tuple[Cell, ...]:  # noqa: FBT001  # a fact of the row
    mark = Words("●", Tone.GOOD) if meant else "○"
    name: Cell = Words(sheet.person(i), Tone.STRONG) if meant else sheet.person(i)
    person = sheet.pool.by_id.get(i)
    if person is None:
        return (mark, i, name, "", "", "", "")
    return (
        mark,
        i,
        name,
        str(person.born.year),
        sheet.label(person.sex),
        sheet.label(person.bloc),
        _tie(person, unit),
    )


def _tie(person: Person, unit: Constituency) -> Cell:
    """Where the person belongs; quiet where that is somewhere else than here."""
    if person.locality is None:
        return Words("—", Tone.QUIET)
    return (
        person.locality if person.locality in unit.localities else Words(f"({person.locality})", Tone.QUIET)
    )


def composition(sheet: Sheet, slate: Slate) -> Iterator[Block]:
    """Each group: previous term, official list, intended council."""
    say = sheet.say
    yield Heading(say("Cơ cấu", "Composition"))
    columns = (
        Column(say("Nhóm", "Group"), share=2),
        Column(say("Nhiệm kỳ trước", "Previous term"), right=True, share=1),
        Column(say("Danh sách ứng cử", "Candidate list"), right=True, share=1),
        Column(say("Đại biểu dự kiến", "Intended council"), right=True, share=1),
    )
    prior = sheet.council.prior_term
    whole = (
        say("Tổng số", "All"),
        "—" if prior is None else str(prior.deputies),
        str(len(slate.listed)),
        str(len(slate.deputies)),
    )
    rows = (
        (sheet.label(f.group), _shown(sheet, f.before), _shown(sheet, f.listed), _shown(sheet, f.intended))
        for f in figures(sheet.council, sheet.pool, slate)
    )
    yield Table(columns, (tuple(Words(cell, Tone.STRONG) for cell in whole), *rows))


def _shown(sheet: Sheet, share: Share | None) -> str:
    tenths = None if share is None else share.tenths()
    if share is None or tenths is None:
        return "—"
    whole, tenth = divmod(tenths, 10)
    return f"{share.count} ({whole}{sheet.say(',', '.')}{tenth}%)"
