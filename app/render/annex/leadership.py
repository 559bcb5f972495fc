"""Leaders of the council and of its committees: who is meant for which post."""

from collections.abc import Iterator

from cocau.app.render.annex.form import Align, Column, Paragraph, Piece, Row, RowKind, Table, Value
from cocau.app.render.annex.sight import Sight
from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Office
from cocau.constraints.people import Person
from cocau.constraints.slate import Slate

SENSITIVE = ("rank", "planned")
"""Columns about the Party, left out for a reader who may not see them."""


def leadership(sheet: Sheet, slate: Slate, sight: Sight) -> Iterator[Piece]:
    """The council's chair and vice-chairs, then each committee under its name."""
    columns = tuple(c for c in _columns(sheet) if sight.sensitive or c.key not in SENSITIVE)
    yield Table(columns=columns, rows=tuple(_rows(sheet, slate, tuple(c.key for c in columns))))
    reason = sheet.council.secretary_not_chairing
    if reason and sight.sensitive:
        said = sheet.say("Lý do Bí thư không làm Chủ tịch HĐND", "Why the secretary does not chair")
        yield Paragraph(text=f"{said}: {reason}")


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    say, centre = sheet.say, Align.CENTER
    return (
        Column(key="number", head=say("TT", "No."), width=10, align=centre),
        Column(key="post", head=say("Chức danh", "Post"), width=46),
        Column(key="name", head=say("Người dự kiến", "Holder"), width=50),
        Column(key="born", head=say("Ngày, tháng, năm sinh", "Date of birth"), width=24, align=centre),
        Column(key="sex", head=say("Giới tính", "Sex"), width=15, align=centre),
        Column(key="work_place", head=say("Nơi công tác hiện nay", "Present work place"), width=42),
        Column(key="rank", head=say("Chức vụ cấp ủy", "Party rank"), width=38),
        Column(key="full_time", head=say("Chuyên trách", "Full-time"), width=20, align=centre),
        Column(key="planned", head=say("Trong quy hoạch", "In the reviewed plan"), width=22, align=centre),
    )


def _rows(sheet: Sheet, slate: Slate, keys: tuple[str, ...]) -> Iterator[Row]:
    for title, posts in _bodies(sheet):
        yield Row(kind=RowKind.GROUP, values=(title,))
        place = 0
        for post in posts:
            office = sheet.label(Office(post.partition("/")[0]))
            holders = slate.holders(post) or (None,)
            for i in holders:
                place += 1
                known: dict[str, Value] = {"number": place, "post": office}
                values = known | _holder(sheet, post, i)
                yield Row(values=tuple(values.get(key) for key in keys))


def _bodies(sheet: Sheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    council, say = sheet.council, sheet.say
    lead = council.posts_of(Office.CHAIR, Office.VICE_CHAIR)
    yield say("Chủ tịch, Phó Chủ tịch Hội đồng nhân dân", "Chair and vice-chairs of the council"), lead
    for committee in council.committees:
        posts = tuple(f"{office}/{committee.id}" for office in (Office.HEAD, Office.DEPUTY_HEAD))
        yield committee.name or committee.id, posts


def _holder(sheet: Sheet, post: str, i: str | None) -> dict[str, Value]:
    if i is None:
        return {"name": sheet.say("(chưa có người dự kiến)", "(nobody)")}
    person = sheet.pool.by_id.get(i)
    return {"name": sheet.person(i)} | ({} if person is None else _facts(sheet, post, person))


def _facts(sheet: Sheet, post: str, person: Person) -> dict[str, Value]:
    yes, no = sheet.say("có", "yes"), sheet.say("không", "no")
    planned = bool({post, post.partition("/")[0]} & set(person.planned_for))
    return {
        "born": f"{person.born:%d/%m/%Y}",
        "sex": sheet.label(person.sex),
        "work_place": person.work_place or None,
        "rank": "" if person.party_rank is None else sheet.label(person.party_rank),
        "full_time": yes if person.meant_full_time else no,
        "planned": yes if planned else sheet.say("chưa có", "no"),
    }
