"""The prescribed lists of people: forms 04, 05/BCĐBHĐND-MT, 22 and 26/HĐBC-HĐND.

All have the same 19 columns (form 26 has the constituency besides) and are sorted by note 4 of forms 14
and 15/HĐBC-HĐND: given name, then family name, then middle name, then date of birth.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cocau.app.i18n.words import get_label
from cocau.app.present.annex.model import AnnexRow, AnnexValue, ColumnAlign
from cocau.app.present.papers.model import PaperColumn, PaperSheet, PaperTable
from cocau.app.present.papers.office import DOTS, FormHeading, IssuerRole
from cocau.app.present.papers.wording import PaperWording
from cocau.constraints.model.council import Constituency
from cocau.constraints.model.name_order import get_person_order, get_text_order
from cocau.constraints.model.people import Person

_LEVELS = "Trình độ"
_LEFT = ColumnAlign.LEFT
NO_RELIGION, ONLY_NATIONALITY = "Không", "Việt Nam"


def format_birth(day: date) -> str:
    """Format a day as the lists do: 05/03/1980."""
    return f"{day:%d/%m/%Y}"


def read_text(*names: str) -> Callable[[Person], AnnexValue]:
    """Return a reader of the first of these fields that a person has; "" if none."""

    def read(person: Person) -> AnnexValue:
        values = (getattr(person, name) for name in names)
        return next((_format(value) for value in values if value), "")

    return read


def _format(value: object) -> str:
    if isinstance(value, date):
        return format_birth(value)
    if isinstance(value, StrEnum):
        return get_label(value, "vi")
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _read_nationality(person: Person) -> str:
    return person.nationality or ("" if person.other_nationality else ONLY_NATIONALITY)


def _read_remarks(person: Person) -> str:
    return "; ".join(filter(None, ("" if person.is_introduced else "Tự ứng cử", person.remarks)))


@dataclass(frozen=True)
class ListColumn:
    """A column of a prescribed list, and how it is read from a person."""

    key: str
    head: str
    width: int
    read: Callable[[Person], AnnexValue]
    align: ColumnAlign = ColumnAlign.CENTER
    group: str = ""

    @property
    def column(self) -> PaperColumn:
        """Return the column of the paper."""
        return PaperColumn(key=self.key, head=self.head, width=self.width, align=self.align, group=self.group)


_COLUMNS = (
    ListColumn("name", "Họ và tên", 24, lambda p: p.name, _LEFT),
    ListColumn("born", "Ngày, tháng, năm sinh", 18, lambda p: format_birth(p.born)),
    ListColumn("sex", "Giới tính", 9, lambda p: get_label(p.sex, "vi")),
    ListColumn("nationality", "Quốc tịch", 12, _read_nationality),
    ListColumn("ethnicity", "Dân tộc", 13, lambda p: p.ethnicity),
    ListColumn("religion", "Tôn giáo", 12, lambda p: p.religion or NO_RELIGION),
    ListColumn("home_town", "Quê quán", 18, read_text("home_town"), _LEFT),
    ListColumn("residence", "Nơi ở hiện nay", 18, read_text("residence"), _LEFT),
    ListColumn("education", "Giáo dục phổ thông", 11, read_text("general_education"), group=_LEVELS),
    ListColumn("specialty", "Chuyên môn, nghiệp vụ", 15, read_text("specialty"), group=_LEVELS),
    ListColumn("degree", "Học hàm, học vị", 11, read_text("academic_title"), group=_LEVELS),
    ListColumn("political_theory", "Lý luận chính trị", 11, read_text("political_theory"), group=_LEVELS),
    ListColumn("languages", "Ngoại ngữ", 11, read_text("languages"), group=_LEVELS),
    ListColumn("occupation", "Nghề nghiệp, chức vụ", 20, read_text("occupation"), _LEFT),
    ListColumn("work_place", "Nơi công tác", 18, lambda p: p.work_place, _LEFT),
    ListColumn("joined_party", "Ngày vào Đảng (nếu có)", 18, read_text("joined_party")),
    ListColumn("deputy_of", "Đại biểu HĐND (nếu có)", 14, read_text("deputy_of")),
    ListColumn("remarks", "Ghi chú", 14, _read_remarks, _LEFT),
)
"""What the forms ask for, in their order; "Là đại biểu HĐND" on the committee's forms."""

_NUMBER = PaperColumn(key="number", head="STT", width=9)
_UNIT = PaperColumn(key="unit", head="Đơn vị bầu cử", width=12)


def sort_people(people: Iterable[Person]) -> list[Person]:
    """Sort people as the forms prescribe; the id decides where all of it is alike."""
    return sorted(people, key=get_person_order)


def build_people_table(
    people: Iterable[Person], *, deputy_head: str = "", units: Mapping[str, str] | None = None
) -> PaperTable:
    """Build a form's table; `units`: constituencies by person, for the form with that column."""
    columns = [
        column.column.replace_unvalidated(head=deputy_head)
        if column.key == "deputy_of" and deputy_head
        else column.column
        for column in _COLUMNS
    ]
    if units is not None:
        columns.insert(1, _UNIT)
    rows = []
    for place, person in enumerate(sort_people(people), start=1):
        values = [column.read(person) for column in _COLUMNS]
        if units is not None:
            values.insert(1, units.get(person.id, ""))
        rows.append(AnnexRow(values=(place, *values)))
    return PaperTable(columns=(_NUMBER, *columns), rows=tuple(rows))


_COMMITTEE_HEAD = "Là đại biểu HĐND (nếu có)"


@dataclass(frozen=True)
class PeopleForm:
    """A prescribed form: its number, its title as printed, and who issues it."""

    key: str
    number: str
    title: str
    issuer: IssuerRole


FORM_04 = PeopleForm(
    "form-04",
    "04/BCĐBHĐND-MT",
    "DANH SÁCH\nNHỮNG NGƯỜI ĐƯỢC GIỚI THIỆU ỨNG CỬ\nĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN {locality} NHIỆM KỲ {term}",
    IssuerRole.FRONT,
)
FORM_05 = PeopleForm(
    "form-05",
    "05/BCĐBHĐND-MT",
    "DANH SÁCH\nNHỮNG NGƯỜI ỨNG CỬ ĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN {locality}\nNHIỆM KỲ {term}",
    IssuerRole.FRONT,
)
FORM_22 = PeopleForm(
    "form-22",
    "22/HĐBC-HĐND",
    "DANH SÁCH CHÍNH THỨC\nNHỮNG NGƯỜI ỨNG CỬ ĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN {locality}\n"
    "{session} NHIỆM KỲ {term}",
    IssuerRole.ELECTION_COMMITTEE,
)
FORM_26 = PeopleForm(
    "form-26",
    "26/HĐBC-HĐND",
    "DANH SÁCH NHỮNG NGƯỜI TRÚNG CỬ\nĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN {locality} {session}\nNHIỆM KỲ {term}",
    IssuerRole.ELECTION_COMMITTEE,
)
FORMS = (FORM_04, FORM_05, FORM_22, FORM_26)


def head_form(wording: PaperWording, form: PeopleForm) -> dict[str, str]:
    """Return the number and the title of a form; blanks for a term whose forms were not found."""
    own = wording.office.forms.get(form.key, FormHeading())
    if wording.has_known_forms:
        title = form.title.format(
            locality=wording.locality.upper(), session=wording.session.upper(), term=wording.term
        )
        return {"mau_so": f"Mẫu số {own.number or form.number}", "tieu_de": own.title or title}
    title = (
        own.title or f"DANH SÁCH {DOTS}\nHỘI ĐỒNG NHÂN DÂN {wording.locality.upper()} NHIỆM KỲ {wording.term}"
    )
    return {"mau_so": f"Mẫu số {own.number or DOTS}", "tieu_de": title}


def build_introduced_lists(wording: PaperWording, people: Iterable[Person]) -> Iterator[PaperSheet]:
    """Build form 04: a sheet for each body that introduces, signed by its leaders."""
    bodies: dict[str, list[Person]] = {}
    for person in people:
        if person.is_introduced:
            bodies.setdefault(person.introduced_by or "", []).append(person)
    bodies = bodies or {"": []}
    place = wording.get_issuer(FORM_04.issuer).place or DOTS
    for body, introduced in sorted(bodies.items(), key=lambda item: get_text_order(item[0])):
        yield PaperSheet(
            name=body or "Danh sách",
            fields={
                **head_form(wording, FORM_04),
                "co_quan_ban_hanh": body.upper() or DOTS,
                "dia_danh_ngay": f"{place}, ngày … tháng … năm ……",
                "tham_quyen_ky": "LÃNH ĐẠO CƠ QUAN/TỔ CHỨC/ĐƠN VỊ",
                "ghi_chu_ky": "(Ký tên, đóng dấu)\n(Ghi rõ họ và tên, chức vụ)",
            },
            table=build_people_table(introduced),
        )


_CONFERENCES = {1: "nhất", 2: "hai", 3: "ba"}


def name_conference(number: int) -> str:
    """Return the word for the first, second or third consultation conference."""
    return _CONFERENCES[number]


def build_consulted_list(wording: PaperWording, people: Iterable[Person], conference: int) -> PaperSheet:
    """Build form 05: the list of the Front's second or third consultation conference."""
    return PaperSheet(
        name=f"Hiệp thương lần thứ {name_conference(conference)}",
        fields={
            **wording.fill_issuer(FORM_05.issuer),
            **head_form(wording, FORM_05),
            "kem_theo": f"(Kèm theo biên bản hội nghị hiệp thương lần thứ {name_conference(conference)} "
            "ngày … tháng … năm ……)",
            "ghi_chu_ky": "(Ký tên, đóng dấu)\n(Ghi rõ họ và tên, chức vụ)",
        },
        table=build_people_table(people),
    )


def build_official_list(wording: PaperWording, unit: Constituency, people: Iterable[Person]) -> PaperSheet:
    """Build form 22: the official list of one constituency, of the election committee."""
    listed, number = tuple(people), wording.get_unit_number(unit)
    places = ", ".join(unit.localities) or DOTS
    level = f"cấp {wording.level}"
    return PaperSheet(
        name=f"Đơn vị {number}",
        fields={
            **wording.fill_issuer(FORM_22.issuer),
            **head_form(wording, FORM_22),
            "don_vi": f"Đơn vị bầu cử số: {number}\nGồm: {places}",
            "cuoi_bang": f"Tổng số người ứng cử đại biểu Hội đồng nhân dân {level} trong danh sách này là: "
            f"{len(listed)} người\nSố đại biểu Hội đồng nhân dân {level} được bầu tại đơn vị bầu cử số "
            f"{number} là: {unit.seats} người",
            "ghi_chu_ky": "(Ký, ghi rõ họ và tên, đóng dấu của Ủy ban bầu cử)",
        },
        table=build_people_table(listed, deputy_head=_COMMITTEE_HEAD),
    )


def build_elected_list(
    wording: PaperWording, elected: Sequence[tuple[Constituency, Sequence[Person]]]
) -> PaperSheet:
    """Build form 26: everybody elected, of the election committee."""
    units = {person.id: wording.get_unit_number(unit) for unit, people in elected for person in people}
    people = [person for _, some in elected for person in some]
    return PaperSheet(
        name="Trúng cử",
        fields={
            **wording.fill_issuer(FORM_26.issuer),
            **head_form(wording, FORM_26),
            "cuoi_bang": f"Số đại biểu được bầu của HĐND {wording.locality}: "
            f"{wording.council.seats} đại biểu.\n"
            f"Tổng số người trúng cử trong danh sách này là: {len(people)} người.",
            "ghi_chu_ky": "(Ký, ghi rõ họ và tên, đóng dấu của Ủy ban bầu cử)",
        },
        table=build_people_table(people, deputy_head=_COMMITTEE_HEAD, units=units),
    )
