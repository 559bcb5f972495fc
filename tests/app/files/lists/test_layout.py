"""Lists as offices keep them are read: merged headings, sections, totals, signatures; errors at their cells."""

import unicodedata
from collections import Counter

import pytest

from cocau.app.files.lists.choices import ListChoices, ListEdits
from cocau.app.files.lists.layout import PassedRowKind, PersonTable, read_bloc_text, recognise_list
from cocau.app.files.people import build_pool, list_column_remarks
from cocau.app.files.tables.table import read_csv_table
from cocau.app.files.tables.xlsx import read_xlsx_table
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Bloc, PartyRank, Pool, Sex
from tests.app.files.support.messy_lists import (
    FIRST_PERSON,
    LETTERED_SECTIONS,
    PEOPLE,
    SECTIONS,
    SPLIT_BIRTHS,
    build_messy_list,
)
from tests.app.files.support.small_files import AN, HEADINGS, Cells, csv_of


def recognised(
    *rows: Cells, choices: ListChoices | None = None, edits: ListEdits | None = None
) -> PersonTable:
    table = read_csv_table(csv_of(*rows), "pool.csv")
    return recognise_list(table, choices or ListChoices(), edits or ListEdits())


def problems_in(table: PersonTable) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        build_pool(table)
    return caught.value.problems


def kinds_in(table: PersonTable) -> list[PassedRowKind]:
    return [row.kind for row in table.passed]


@pytest.fixture(scope="module")
def clean_pool() -> Pool:
    return build_pool(recognise_list(read_xlsx_table(build_messy_list(with_errors=False), "ds.xlsx")))


def test_every_person_of_an_office_list_is_read_and_nobody_else(clean_pool: Pool) -> None:
    assert len(clean_pool.people) == PEOPLE
    assert "Vũ Hư Cấu" not in [person.name for person in clean_pool.people]


def test_sections_give_their_bloc_to_the_people_under_them(clean_pool: Pool) -> None:
    counts = [count for _, count in SECTIONS]
    blocs = [
        Bloc.PARTY,
        Bloc.ADMINISTRATION,
        Bloc.FRONT,
        Bloc.ARMED_FORCES,
        Bloc.PUBLIC_SERVICE,
        Bloc.ECONOMIC,
    ]
    assert Counter(person.bloc for person in clean_pool.people) == dict(zip(blocs, counts, strict=True))


def test_merged_headings_and_other_names_of_columns_are_understood(clean_pool: Pool) -> None:
    person = clean_pool.people[2]
    assert person.general_education == "12/12"
    assert person.specialty == "Đại học Luật"
    assert person.political_theory is not None
    assert person.occupation == "Chuyên viên, Cơ quan hư cấu"
    assert person.introduced_by == "Cơ quan hư cấu"
    assert person.party_rank is PartyRank.STANDING_COMMITTEE
    assert person.party_member  # there is no column that says so, but a rank
    assert person.meant_full_time
    assert [(part.heading, part.text) for part in person.extra] == [("Tin học", "B")]


def test_of_a_messy_list_only_the_planted_errors_are_told_at_their_cells() -> None:
    problems = problems_in(recognise_list(read_xlsx_table(build_messy_list(), "ds.xlsx")))
    cells = [problem.where.partition("!")[2].partition(" ")[0] for problem in problems]
    second, third = FIRST_PERSON + 1, FIRST_PERSON + 2  # each section takes a row
    expected = [
        f"C{FIRST_PERSON}",
        f"M{FIRST_PERSON + 3}",
        f"D{FIRST_PERSON + 5}",
        f"B{FIRST_PERSON + 8}",
        f"C{FIRST_PERSON + 10}",
        f"K{FIRST_PERSON + 20}",
        f"L{second + 30}",
        f"B{third + 70}",
    ]
    assert cells == expected


def test_totals_and_signatures_are_told_as_no_people() -> None:
    table = recognise_list(read_xlsx_table(build_messy_list(), "ds.xlsx"))
    told = Counter(kinds_in(table))
    assert told == {PassedRowKind.SECTION: 6, PassedRowKind.TOTAL: 1, PassedRowKind.CLOSING: 3}
    (remark,) = [r for r in table.remarks if r.code == "rows_passed" and "TRƯỞNG BAN" in r.vi]
    assert "3 dòng không phải là người" in remark.vi


def test_birth_dates_under_nam_and_nu_say_the_sex() -> None:
    table = recognised(*SPLIT_BIRTHS)
    people = build_pool(table).people
    assert [(p.name, p.born.year, p.sex, p.party_member) for p in people] == [
        ("Nguyễn Văn Một", 1970, Sex.MALE, True),
        ("Lê Thị Hai", 1985, Sex.FEMALE, False),
        ("Đỗ Thị Ba", 1990, Sex.FEMALE, True),
    ]
    assert [p.bloc for p in people] == [Bloc.PARTY, Bloc.ADMINISTRATION, Bloc.FRONT]
    closing = [PassedRowKind.CLOSING] * 3
    assert kinds_in(table) == [PassedRowKind.HEADING, PassedRowKind.BLANK, PassedRowKind.TOTAL, *closing]


def test_a_bloc_that_nobody_knows_is_asked_at_its_section_and_a_bare_name_stays_a_person() -> None:
    problems = problems_in(recognised(*LETTERED_SECTIONS))
    assert [(p.code, p.where) for p in problems] == [
        ("word", "pool.csv:7"),
        ("missing", "pool.csv:9: Ngày sinh"),
        ("word", "pool.csv:7"),
    ]


def test_a_section_i_after_h_is_a_letter_unless_it_begins_roman_ones() -> None:
    def read(*sections: str) -> list[Bloc]:
        rows: list[Cells] = [("TT", "Họ và tên", "Ngày sinh", "Giới tính")]
        for at, title in enumerate(sections, start=1):
            rows += [(title,), (f"{at}", f"Lê Văn Thử {at}", "ngày 2 tháng 3 năm 1980", "Nam")]
        return [person.bloc for person in build_pool(recognised(*rows)).people]

    assert read("G. QUÂN ĐỘI", "H. DOANH NGHIỆP", "I. CHUYÊN GIA", "K. KHÁC") == [
        Bloc.ARMED_FORCES,
        Bloc.ECONOMIC,
        Bloc.EXPERT,
        Bloc.OTHER,
    ]
    below = ("H. DOANH NGHIỆP", "I. Công ty Một", "II. Công ty Hai", "K. KHÁC")
    assert read(*below) == [Bloc.ECONOMIC] * 3 + [Bloc.OTHER]


def test_what_stands_in_brackets_does_not_hide_a_bloc() -> None:
    assert read_bloc_text("KHỐI SỰ NGHIỆP (GIÁO DỤC, Y TẾ)") == "Đơn vị sự nghiệp công lập"
    assert read_bloc_text("Khối giáo dục (trường công)") is None


def test_what_was_chosen_and_mended_is_read() -> None:
    choices = ListChoices(values={"bloc": {"khoi la": "Chuyên gia"}}, columns={"ghi chu": "kept"})
    people = build_pool(
        recognised(*LETTERED_SECTIONS, choices=choices, edits=ListEdits({(9, 2): "07/08/1975"}))
    ).people
    assert [(p.sex, p.bloc) for p in people[1:3]] == [(Sex.FEMALE, Bloc.PARTY), (Sex.MALE, Bloc.EXPERT)]
    assert [part.heading for part in people[1].extra] == ["Ghi chú"]
    assert people[3].born.year == 1975
    assert "012345678901" not in people[0].model_dump_json()


def test_a_row_may_be_said_to_be_a_person_or_not() -> None:
    edits = ListEdits(people={9: False})
    assert [p.where for p in problems_in(recognised(*LETTERED_SECTIONS, edits=edits))] == ["pool.csv:7"]
    told = problems_in(recognised(HEADINGS, AN, ("I. KHỐI ĐẢNG",), edits=ListEdits(people={3: True})))
    assert {p.where for p in told} >= {"pool.csv:3: Ngày sinh"}


def test_a_column_of_blocs_goes_before_sections() -> None:
    rows = [HEADINGS, ("I. KHỐI ĐẢNG",), (*AN[:3], "Chuyên gia"), (*AN[:1], "03/05/1974", "Nam", "")]
    assert [p.bloc for p in build_pool(recognised(*rows)).people] == [Bloc.EXPERT, Bloc.PARTY]


TITLES = ("Họ và tên", "Ngày sinh", "Giới tính", "Khối")


def test_titles_before_names_are_left_out_and_told() -> None:
    names = [
        "Đ/c Lê Văn Một",
        "PGS.TS. Trần Thị Hai",
        "Đại tá Bùi Ba Bốn",
        "ĐỒNG CHÍ VŨ THỊ NĂM",
        "Ông Cao Thắng",
    ]
    rows = [(name, f"0{day}/01/1980", "Nam", "Khối Đảng") for day, name in enumerate(names, start=1)]
    table = recognised(TITLES, *rows)
    assert [p.name for p in build_pool(table).people] == [
        "Lê Văn Một",
        "Trần Thị Hai",
        "Bùi Ba Bốn",
        "Vũ Thị Năm",
        "Ông Cao Thắng",
    ]
    assert "'Đ/c Lê Văn Một' là Lê Văn Một" in table.remarks[0].vi


def test_ong_goes_where_the_column_has_ba_too_and_a_mended_name_stays() -> None:
    rows = [
        ("Ông Lê Văn Một", "01/01/1980", "Nam", "Khối Đảng"),
        ("Bà Lê Thị Hai", "02/01/1980", "Nữ", "Khối Đảng"),
    ]
    assert [p.name for p in build_pool(recognised(TITLES, *rows)).people] == ["Lê Văn Một", "Lê Thị Hai"]
    mended = recognised(TITLES, *rows, edits=ListEdits(cells={(3, 0): "Bà Lê Hai"}))
    assert build_pool(mended).people[1].name == "Bà Lê Hai"


def test_names_in_two_columns_are_joined_in_any_normal_form() -> None:
    rows = [("Họ đệm", "Tên", "Sinh ngày", "Giới tính", "Khối")]
    rows += [("Lê Văn", unicodedata.normalize("NFD", "Thắng"), "01/01/1980", "Nam", "Khối Đảng")]
    assert build_pool(recognised(*rows)).people[0].name == "Lê Văn Thắng"


def test_without_a_column_of_who_introduces_nobody_is_self_nominated_unless_marked() -> None:
    rows = [
        ("Lê Văn Một", "01/01/1980", "Nam", "Khối Đảng", ""),
        ("Bùi Văn Hai", "02/01/1980", "Nam", "Khác", "x"),
    ]
    table = recognised((*TITLES, "Tự ứng cử"), *rows)
    assert [p.is_introduced for p in build_pool(table).people] == [True, False]
    assert "do cơ quan, tổ chức giới thiệu" in list_column_remarks(table)[-1].vi


def test_a_second_table_with_other_columns_is_read_by_its_own_headings() -> None:
    table = recognised(
        ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Quê quán"),
        ("I. KHỐI ĐẢNG",),
        ("1", "Lê Văn Một", "01/01/1980", "Nam", "Tày", "Xã Đông"),
        ("", "", "", "", "TM. BAN THƯỜNG TRỰC"),
        ("", "", "", "", "CHỦ TỊCH"),
        ("STT", "Họ tên", "Quê quán", "Giới tính", "Sinh ngày", "Sở thích"),
        ("1", "Bùi Thị Hai", "Xã Tây", "Nữ", "02/02/1990", "Cờ"),
    )
    rows = {row: dict(zip(table.headings, cells, strict=False)) for row, cells in table.rows}
    assert (rows[7]["Ngày sinh"], rows[7]["Giới tính"], rows[7]["Quê quán"]) == ("02/02/1990", "Nữ", "Xã Tây")
    assert (rows[3]["Khối"], rows[7]["Khối"], rows[7]["Dân tộc"]) == ("KHỐI ĐẢNG", "", "")
    (nobody_knows,) = problems_in(table)[-1:]
    assert nobody_knows.where == "pool.csv:7: Khối"  # a cell that can be filled on the page
    assert any("'Sở thích'" in remark.vi and "dòng 6" in remark.vi for remark in table.remarks)
    assert len(rows) == 2


def test_a_row_left_out_by_hand_ends_no_section() -> None:
    rows = [
        ("I. KHỐI ĐẢNG",),
        *((f"Lê Văn {n}", f"0{d}/01/1980", "Nam") for d, n in ((1, "An"), (2, "Ba"), (3, "Cơ"))),
    ]
    table = recognised(TITLES[:3], *rows, edits=ListEdits(people={4: False}))
    assert [(p.name, p.bloc) for p in build_pool(table).people] == [
        ("Lê Văn An", Bloc.PARTY),
        ("Lê Văn Cơ", Bloc.PARTY),
    ]
