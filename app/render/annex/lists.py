"""Lists of candidates by constituency with the fields of Art. 57(5) of the election law, in its order."""

from collections.abc import Iterator

from cocau.app.render.annex.alphabet import by_name
from cocau.app.render.annex.form import Align, Column, Paragraph, Piece, Row, RowKind, Table, Value
from cocau.app.render.annex.sight import Sight
from cocau.app.render.numbers import counted
from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Constituency
from cocau.constraints.people import Person
from cocau.constraints.slate import Slate

SENSITIVE = ("ethnicity", "religion")
"""Columns that are left out for a reader who may not see them."""


def lists(sheet: Sheet, slate: Slate, sight: Sight) -> Iterator[Piece]:
    """One table, a head for each constituency; what the pool does not hold is left to be filled in."""
    say = sheet.say
    yield Paragraph(
        text=say(
            "Các cột theo khoản 5 Điều 57, khoản 2 Điều 58 Luật Bầu cử đại biểu Quốc hội và đại biểu Hội "
            "đồng nhân dân; xếp theo vần chữ cái A, B, C… Ô để trống: hồ sơ chưa có số liệu, cơ quan lập phụ "
            "lục điền. Dấu x ở cột cuối: đại biểu dự kiến theo cơ cấu; người trúng cử do cử tri quyết định.",
            "Columns as Art. 57(5) and 58(2) of the election law ask for; in alphabetical order of given "
            "names. Empty cells: not in the pool, to be filled in by the office. x in the last column: "
            "intended deputy; the voters decide who is elected.",
        )
    )
    columns = tuple(c for c in _columns(sheet) if sight.sensitive or c.key not in SENSITIVE)
    yield Table(columns=columns, rows=tuple(_rows(sheet, slate, tuple(c.key for c in columns))))


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    say, centre = sheet.say, Align.CENTER
    return (
        Column(key="number", head=say("TT", "No."), width=9, align=centre),
        Column(key="name", head=say("Họ và tên", "Name"), width=36),
        Column(key="born", head=say("Ngày, tháng, năm sinh", "Date of birth"), width=20, align=centre),
        Column(key="sex", head=say("Giới tính", "Sex"), width=13, align=centre),
        Column(key="home_town", head=say("Quê quán", "Home town"), width=22),
        Column(key="residence", head=say("Nơi thường trú", "Residence"), width=24),
        Column(key="ethnicity", head=say("Dân tộc", "Ethnicity"), width=14, align=centre),
        Column(key="religion", head=say("Tôn giáo", "Religion"), width=17, align=centre),
        Column(key="education", head=say("Trình độ học vấn", "Education"), width=18),
        Column(key="specialty", head=say("Chuyên môn", "Specialty"), width=20),
        Column(key="profession", head=say("Nghề nghiệp", "Profession"), width=18),
        Column(key="post", head=say("Chức vụ", "Post"), width=18),
        Column(key="work_place", head=say("Nơi công tác", "Work place"), width=26),
        Column(key="intended", head=say("Dự kiến", "In-tended"), width=12, align=centre),
    )


def _rows(sheet: Sheet, slate: Slate, keys: tuple[str, ...]) -> Iterator[Row]:
    meant = set(slate.deputies)
    for unit in sheet.council.constituencies:
        ids = slate.candidates.get(unit.id, ())
        yield Row(kind=RowKind.GROUP, values=(_head(sheet, unit, len(ids)),))
        for place, i in enumerate(sorted(ids, key=lambda i: (by_name(_name(sheet, i)), i)), start=1):
            known: dict[str, Value] = {
                "number": place,
                "name": sheet.person(i),
                "intended": "x" if i in meant else "",
            }
            values = _fields(sheet, sheet.pool.by_id.get(i)) | known
            yield Row(values=tuple(values.get(key) for key in keys))


def _name(sheet: Sheet, i: str) -> str:
    person = sheet.pool.by_id.get(i)
    return i if person is None else person.name


def _head(sheet: Sheet, unit: Constituency, listed: int) -> str:
    where = "" if not unit.localities else f" ({', '.join(unit.localities)})"
    name = sheet.unit(unit.id)
    of = "" if where == f" ({name})" else where
    return sheet.say(
        f"Đơn vị bầu cử {name} [{unit.id}]{of}: được bầu {unit.seats} đại biểu; {listed} người ứng cử",
        f"Constituency {name} [{unit.id}]{of}: {counted(unit.seats, 'seat', 'seats')}; "
        f"{counted(listed, 'candidate', 'candidates')}",
    )


def _fields(sheet: Sheet, person: Person | None) -> dict[str, Value]:
    """What the pool holds of the fields; nothing is guessed from another one."""
    if person is None:
        return {}
    return {
        "born": f"{person.born:%d/%m/%Y}",
        "sex": sheet.label(person.sex),
        "ethnicity": person.ethnicity,
        "religion": sheet.say("Không", "None") if person.religion is None else person.religion,
        "work_place": person.work_place or None,
    }
