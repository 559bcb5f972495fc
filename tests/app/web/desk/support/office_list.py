"""A list of 118 people as a department keeps it: three rows of headings, sections with sums, words of its own."""

import io
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import xlsxwriter

from cocau.app.files.readers import read_pool
from cocau.app.i18n.words import get_label
from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.people import Person
from cocau.constraints.model.traits import Bloc, PartyRank, Sex, YearlyGrade
from cocau.fixtures.run import SHIPPED

LEFT_OUT = frozenset({"p027", "p039", "p045", "p047", "p066", "p068", "p083", "p084", "p087", "p111"})
SECTIONS = {
    Bloc.PARTY: "A. CÁC CƠ QUAN ĐẢNG TỈNH",
    Bloc.COUNCIL: "B. HĐND TỈNH",
    Bloc.ADMINISTRATION: "C. UBND VÀ CÁC SỞ, NGÀNH",
    Bloc.FRONT: "D. MẶT TRẬN, ĐOÀN THỂ",
    Bloc.ARMED_FORCES: "Đ. QUÂN ĐỘI, CÔNG AN",
    Bloc.JUDICIARY: "E. TÒA ÁN, VIỆN KIỂM SÁT",
    Bloc.PUBLIC_SERVICE: "G. TRƯỜNG HỌC, BỆNH VIỆN",
    Bloc.ECONOMIC: "H. DOANH NGHIỆP, HỢP TÁC XÃ",
    Bloc.EXPERT: "I. CHUYÊN GIA",
    Bloc.RELIGIOUS: "K. CHỨC SẮC TÔN GIÁO",
    Bloc.GRASSROOTS: "L. THÔN, TỔ DÂN PHỐ",
    Bloc.OTHER: "M. KHÁC",
}
RANKS = {
    PartyRank.SECRETARY: "BT Tỉnh ủy",
    PartyRank.STANDING_DEPUTY_SECRETARY: "Phó BT TT Tỉnh ủy",
    PartyRank.DEPUTY_SECRETARY: "Phó BT Tỉnh ủy",
    PartyRank.STANDING_COMMITTEE: "UV BTV",
    PartyRank.COMMITTEE: "TUV",
}
GRADES = {YearlyGrade.EXCELLENT: "HTXSNV", YearlyGrade.GOOD: "HTTNV"}
BODIES = {
    "legal": "Pháp chế",
    "economy-budget": "Kinh tế - Ngân sách",
    "culture-society": "Văn hóa - Xã hội",
    "ethnic": "Dân tộc",
}
HEADINGS: tuple[tuple[str, str, str], ...] = (
    ("Số TT", "", ""),
    ("Họ và tên", "", ""),
    ("Ngày sinh", "Nam", ""),
    ("", "Nữ", ""),
    ("Dân tộc", "", ""),
    ("Tôn giáo", "", ""),
    ("Quê quán", "", ""),
    ("Nơi ở hiện nay", "", ""),
    ("Trình độ", "Giáo dục phổ thông", ""),
    ("", "Chuyên môn, nghiệp vụ", "Trình độ"),
    ("", "", "Ngành đào tạo"),
    ("", "Lý luận chính trị", ""),
    ("Chức vụ, đơn vị công tác", "", ""),
    ("Cơ quan, đơn vị giới thiệu", "", ""),
    ("Đảng", "Ngày vào Đảng", ""),
    ("", "Cấp ủy", ""),
    ("Địa bàn", "", ""),
    ("HĐND khóa trước", "", ""),
    ("Quy hoạch", "", ""),
    ("Dự kiến chuyên trách", "", ""),
    ("Tín nhiệm của cử tri nơi cư trú (%)", "", ""),
    ("Xếp loại năm 2025", "", ""),
    ("Số điện thoại liên hệ", "", ""),
    ("Ghi chú", "", ""),
)
TITLES = (
    "TỈNH ỦY ĐÔNG SƠN (HƯ CẤU)",
    "BAN TỔ CHỨC",
    "",
    "DANH SÁCH NHÂN SỰ DỰ KIẾN GIỚI THIỆU ỨNG CỬ ĐẠI BIỂU HĐND TỈNH",
    "Nhiệm kỳ 2026 - 2031",
)
FIRST_ROW = len(TITLES) + len(HEADINGS[0]) + 2
"""The row of the first person in the file, under titles, headings and the first section."""


def list_people() -> list[Person]:
    """List the people, in the order of their sections."""
    shipped = read_pool(SHIPPED / "pools" / "tinh-sap-xep.yaml").people
    order = list(SECTIONS)
    return sorted((p for p in shipped if p.id not in LEFT_OUT), key=lambda p: order.index(p.bloc))


def _write_post(post: str) -> str:
    office, _, committee = post.partition("/")
    title = get_label(CouncilOffice(office), "vi")
    return f"{title} {BODIES[committee]}" if committee else title


def _write_person(number: int, person: Person) -> list[str]:
    born = person.born
    day = (
        f"{born.day}/{born.month}/{born.year}",
        f"{born:%d.%m.%Y}",
        f"{born.day} - {born.month} - {born.year}",
        f"ngày {born.day} tháng {born.month} năm {born.year}",
    )[number % 4]
    name = person.name.upper() if number % 3 == 0 else person.name
    theory = ("Cao cấp", "Trung cấp", "Sơ cấp")[number % 3]
    joined = f"{1 + number % 28:02}/{1 + number % 12:02}/{born.year + 24}" if person.party_member else "-"
    place = person.locality or f"Phường Trung Tâm {1 + number % 3}"
    return [
        str(number),
        name,
        day if person.sex is Sex.MALE else "",
        day if person.sex is Sex.FEMALE else "",
        person.ethnicity,
        person.religion or "Không",
        f"{place}, tỉnh Đông Sơn",
        f"Tổ {1 + number % 9}, {place}, tỉnh Đông Sơn",
        "12/12",
        ("ĐH", "Thạc sĩ")[number % 2],
        ("Luật", "Kinh tế", "Sư phạm", "Quản lý công")[number % 4],
        theory if person.party_member else "",
        f"{('Giám đốc', 'Trưởng phòng', 'Phó Giám đốc', 'Chuyên viên')[number % 4]}, {person.work_place}",
        person.introduced_by or "",
        joined,
        RANKS.get(person.party_rank, "") if person.party_rank else "",
        person.locality or "",
        "Tái cử" if person.re_standing else "",
        "; ".join(_write_post(post) for post in person.planned_for),
        "CT" if person.meant_full_time else "",
        f"{person.voter_confidence} %" if person.voter_confidence else "",
        GRADES.get(person.yearly_grade, "") if person.yearly_grade else "",
        f"09{number:08}",
        "",
    ]


def _list_rows() -> Iterator[list[str]]:
    """Yield the rows under the headings: sections, people with some errors, blanks, sums, signatures."""
    number = 0
    for bloc, people in groupby(list_people(), key=lambda p: p.bloc):
        yield [SECTIONS[bloc]]
        first = number
        for person in people:
            number += 1
            row = _write_person(number, person)
            if number == 4:
                row[2 if row[2] else 3] = "30/02/1975"
            if number == 9:
                row[20] = "chín mươi hai"
            yield row
        yield ["", f"Cộng khối: {number - first:02} người"]
        yield []
    yield ["", f"Tổng cộng: {number} người"]
    yield []
    yield [*[""] * 18, "Đông Sơn, ngày … tháng 01 năm 2026"]
    yield ["", "NGƯỜI LẬP BIỂU", *[""] * 16, "K/T TRƯỞNG BAN"]
    yield [*[""] * 18, "PHÓ TRƯỞNG BAN"]
    yield []
    yield ["", "Lý Hư Cấu", *[""] * 16, "Vũ Hư Cấu"]


def build_office_list() -> bytes:
    """Build the XLSX file; its merged headings span rows and columns as offices draw them."""
    out, width, top = io.BytesIO(), len(HEADINGS), len(TITLES)
    cells = [
        (top + level, at, text) for at, column in enumerate(HEADINGS) for level, text in enumerate(column)
    ]
    rows = enumerate(_list_rows(), start=top + len(HEADINGS[0]))
    cells += [(row, at, text) for row, texts in rows for at, text in enumerate(texts)]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("DS 118")
        for row, title in enumerate(TITLES):
            sheet.merge_range(row, 0, row, width - 1, title)
        for row, column, text in filter(itemgetter(2), cells):
            sheet.write_string(row, column, text)
        for first, last, level in ((2, 3, 0), (8, 11, 0), (9, 10, 1), (14, 15, 0)):
            sheet.merge_range(top + level, first, top + level, last, HEADINGS[first][level])
    return out.getvalue()
