"""Published tables in CSV and XLSX: both shapes, both languages."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from cocau.app.files.notices.columns import find_notice_column, is_ignored_column
from cocau.app.files.notices.reader import parse_readings, read_notices
from cocau.app.files.notices.words import find_day, infer_base, is_several, read_stage
from cocau.app.files.text import TextError
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import NoticeStage, NoticeTotal
from tests.app.files.notices.written import (
    FRONT,
    HEAD,
    PARTY,
    WIDE,
    list_told,
    read,
    write_csv,
    write_xlsx,
    write_yaml,
)

# --- numbers of a workbook ------------------------------------------------------------------------------------


def _formatted(folder: Path, cells: Sequence[tuple[object, str]]) -> list[str]:
    """The percentages read from a workbook whose cells have these values and number formats."""
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for r, (value, code) in enumerate(cells, start=1):
            sheet.write_row(r, 0, (*PARTY[:7], ("Đảng", "Mặt trận", "UBND")[r - 1], r))
            sheet.write(r, 9, value, workbook.add_format({"num_format": code}))
    (notice,) = read(path)
    return [str(row.percent) for row in notice.blocs]


def test_a_share_is_read_as_the_percentage_that_its_cell_shows(tmp_path: Path) -> None:
    assert _formatted(tmp_path, [(5 / 35, "0.00%"), (0.25, "0%"), (0.125, "0.0%")]) == ["14.29", "25", "12.5"]


def test_a_share_in_a_plain_cell_and_a_text_stay_what_they_are(tmp_path: Path) -> None:
    assert _formatted(tmp_path, [(0.25, "0.00"), ("25,5", "0%"), (25, "General")]) == ["0.25", "25.5", "25"]


def test_a_reckoned_percentage_has_the_fifteen_digits_of_a_workbook(tmp_path: Path) -> None:
    assert 7 / 25 * 100 != 28
    assert _formatted(tmp_path, [(7 / 25 * 100, "General")]) == ["28"]


# --- a row for each bloc ------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_rows_of_one_council_and_stage_are_one_table(write: object, tmp_path: Path) -> None:
    other = ("Tỉnh B", *PARTY[1:])
    one, two = read(write(tmp_path, [HEAD, PARTY, FRONT, other]))  # type: ignore[operator]  # one of two writers
    assert [(r.name, r.blocs, r.count, str(r.percent)[:2]) for r in one.blocs] == [
        ("Đảng", (Bloc.PARTY,), 8, "40"),
        ("Mặt trận", (Bloc.FRONT,), 12, "60"),
    ]
    assert (one.base, one.total, one.seats, one.stage) == (
        Among.INTRODUCED,
        20,
        12,
        NoticeStage.FIRST_CONSULTATION,
    )
    assert two.locality == "Tỉnh B"


def test_headings_may_be_vietnamese_and_cells_left_empty_below() -> None:
    headings = (
        "Địa phương",
        "Cấp",
        "Nhiệm kỳ",
        "Bước",
        "Số ghế",
        "Tổng số",
        "Khối",
        "Số lượng",
        "Tỷ lệ %",
        "Nguồn",
    )
    assert [find_notice_column(h) for h in headings] == [
        "locality", "level", "term", "stage", "seats", "base_total", "bloc", "count", "percent", "source",
    ]  # fmt: skip


def test_merged_cells_and_a_row_of_totals_are_read(tmp_path: Path) -> None:
    head = ("STT", "Địa phương", "Cấp", "Nhiệm kỳ", "Bước", "Khối", "Số lượng")
    rows = [
        ("BẢNG CƠ CẤU",),
        head,
        (1, "Huyện C", "huyện", "2021–2026", "cơ cấu dự kiến", "Đảng", 10),
        (2, "", "", "", "", "Cơ sở", 20),
        ("", "", "", "", "", "Tổng cộng", 30),
    ]
    (table,) = read(write_xlsx(tmp_path, rows))
    assert (table.total, table.base, len(table.blocs)) == (30, Among.DEPUTIES, 2)
    rows[1] = (*head, "Tổng số")
    rows[2] = (*rows[2], 31)
    (table,) = read(write_csv(tmp_path, rows))
    assert (table.base_total, table.totals) == (31, {NoticeTotal.DEPUTIES: 30})


def test_a_bloc_code_says_what_a_printed_name_means(tmp_path: Path) -> None:
    rows = [(*HEAD, "bloc_code"), (*PARTY[:7], "Kiểm toán", 8, "40", "administration+judiciary")]
    (table,) = read(write_csv(tmp_path, rows))
    assert table.blocs[0].blocs == (Bloc.ADMINISTRATION, Bloc.JUDICIARY)
    path = write_csv(tmp_path, [HEAD, (*PARTY[:7], "Kiểm toán", 8, "40")])
    (table,), _ = read_notices([path], readings=parse_readings(["Kiểm toán=administration"]))
    assert table.blocs[0].blocs == (Bloc.ADMINISTRATION,)


def test_remarks_and_verdicts_of_whoever_made_a_table_are_not_read(tmp_path: Path) -> None:
    extra = ("sum_of_listed_blocs", "sum_check", "check_vs_Res1187", "note")
    assert all(is_ignored_column(heading) for heading in extra)
    plain = read(write_csv(tmp_path, [HEAD, PARTY]))
    said = read(write_csv(tmp_path, [(*HEAD, *extra), (*PARTY, "8", "OK", "W35 ok", "all is well")]))
    assert said == plain


# --- parts, structures and totals among the rows --------------------------------------------------------------

OFFICIAL = """Địa phương,Cấp,Nhiệm kỳ,Bước,Số ghế,TT,Nội dung,Số lượng (người),Tỷ lệ (%)
Huyện C,huyện,2021-2026,Hiệp thương lần thứ nhất,30,A,CƠ CẤU THÀNH PHẦN,,
,,,,,I,Khối Đảng,4,"13,33"
,,,,,II,Chính quyền,10,"33,33"
,,,,,1,HĐND chuyên trách,3,"10,00"
,,,,,2,UBND,7,"23,33"
,,,,,III,Lực lượng vũ trang,8,"26,67"
,,,,,,Trong đó: Công an,1,"3,33"
,,,,,IV,Cơ sở,8,"26,67"
,,,,,,Tổng số (I+II+III+IV):,30,"100,00"
,,,,,B,CƠ CẤU KẾT HỢP,,
,,,,,1,Đại biểu nữ,11,"36,67"
,,,,,2,Trẻ tuổi (dưới 40 tuổi),6,"20,00"
,,,,,3,Tôn giáo,1,"3,33"
"""


def _text(folder: Path, text: str) -> Path:
    return write_yaml(folder, text, "t.csv")


def test_a_table_as_notices_print_it_has_parts_and_structures_below(tmp_path: Path) -> None:
    (table,) = read(_text(tmp_path, OFFICIAL))
    assert [(r.name, r.part_of) for r in table.blocs] == [
        ("Khối Đảng", None),
        ("Chính quyền", None),
        ("HĐND chuyên trách", "Chính quyền"),
        ("UBND", "Chính quyền"),
        ("Lực lượng vũ trang", None),
        ("Trong đó: Công an", "Lực lượng vũ trang"),
        ("Cơ sở", None),
    ]
    assert {g: (f.count, str(f.percent)) for g, f in table.structures.items()} == {
        "women": (11, "36.67"),
        "under_40": (6, "20.00"),
        "religious_people": (1, "3.33"),
    }
    assert (table.total, str(table.total_percent)) == (30, "100.00")


def test_a_group_that_is_no_bloc_is_a_structure_wherever_it_stands(tmp_path: Path) -> None:
    rows = [(*HEAD, "percent_of"), (*PARTY, ""), (*PARTY[:7], "Nữ", 7, "35", "introduced")]
    (table,) = read(write_csv(tmp_path, [*rows, (*PARTY[:7], "Tôn giáo", 1, "5", "")]))  # a bloc as well
    assert [r.name for r in table.blocs] == ["Đảng", "Tôn giáo"]
    assert (set(table.structures), table.structures["women"].of) == ({"women"}, NoticeTotal.INTRODUCED)
    told, _ = read_notices([write_csv(tmp_path, rows)], readings=parse_readings(["Nữ=front"]))
    assert told[0].blocs[1].blocs == (Bloc.FRONT,)


def test_a_structure_twice_and_two_different_totals_are_told(tmp_path: Path) -> None:
    twice = OFFICIAL.replace("2,Trẻ tuổi (dưới 40 tuổi)", "2,Nữ")
    assert list_told(_text(tmp_path, twice))[0] == ("structure_twice", "t.csv:13: Số lượng (người)")
    totals = OFFICIAL.replace("IV,Cơ sở,8", ",Cộng,30").replace("I+II+III+IV):,30", "I+II+III+IV):,31")
    assert list_told(_text(tmp_path, totals)) == [("total_twice", "t.csv:10: Số lượng (người)")]


def test_a_row_without_figures_is_refused_unless_it_heads_others(tmp_path: Path) -> None:
    assert list_told(
        _text(tmp_path, OFFICIAL.replace('1,HĐND chuyên trách,3,"10,00"', "1,HĐND chuyên trách,,"))
    ) == [("no_figure", "t.csv:5: Nội dung")]


def test_a_part_names_a_row_above_it(tmp_path: Path) -> None:
    text = (
        "{locality: A, level: commune, term: 2021-2026, stage: official_list, base: candidates,"
        " base_total: 9, blocs: [{name: UBND, count: 2, part_of: Nhà nước}]}"
    )
    assert list_told(write_yaml(tmp_path, text)) == [("no_whole", "t.yaml:1: blocs[0].part_of")]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Tỷ lệ nữ (%)", "women.percent"),
        ("Nữ (người)", "women.count"),
        ("Số lượng (người)", "count"),
        ("Trẻ tuổi (dưới 40 tuổi)", "under_40.count"),
        ("Số đại biểu là nữ", "women.count"),
        ("Dân tộc ít người", "ethnic_minority.count"),
        ("Tổng số người ứng cử", "candidates"),
        ("Cơ cấu, thành phần", "bloc"),
        ("TT", "row_number"),
        ("Đảng viên", None),
        ("Nữ (chuyên trách)", None),
    ],
)
def test_headings_of_notices_are_known(heading: str, code: str | None) -> None:
    assert find_notice_column(heading) == code


# --- a row for each locality --------------------------------------------------------------------------------


def test_a_row_for_each_locality_is_a_table_each(tmp_path: Path) -> None:
    rows = [
        (*WIDE, "Dưới 42 tuổi", "Tỷ lệ tái cử", "re_elected_of", "tự ứng cử", "candidates"),
        (
            "Tỉnh A",
            "tỉnh",
            "2021-2026",
            "danh sách chính thức 27/4/2021",
            20,
            12,
            7,
            35,
            3,
            2,
            "",
            "50",
            "outgoing",
            1,
            "",
        ),
        ("Tỉnh A", "tỉnh", "2016-2021", "trúng cử", 12, 12, "-", "33,33", 3, "", 5, "", "", "", 20),
    ]
    now, past = read(write_csv(tmp_path, rows))
    assert (now.dated, now.base, now.self_nominated) == (date(2021, 4, 27), Among.CANDIDATES, 1)
    assert set(now.structures) == {"women", "under_40", "non_party", "re_elected"}
    assert now.structures["re_elected"].of is NoticeTotal.OUTGOING
    assert set(past.structures) == {"women", "under_35", "under_42"}
    assert past.structures["women"].count is None
    assert past.totals == {NoticeTotal.CANDIDATES: 20}


def test_headings_in_two_rows_and_numbered_columns_are_read(tmp_path: Path) -> None:
    rows = [
        ("Địa phương", "Cấp", "Nhiệm kỳ", "Bước", "Tổng số", "Nữ", ""),
        ("", "", "", "", "", "Số lượng", "Tỷ lệ (%)"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        ("Xã A", "xã", "2021-2026", "danh sách chính thức", 40, 14, 35),
    ]
    for table in (*read(write_csv(tmp_path, rows)), *read(write_xlsx(tmp_path, rows))):
        assert (table.structures["women"].count, str(table.structures["women"].percent)) == (14, "35")


def test_a_last_row_of_totals_sums_the_rows_of_its_stage(tmp_path: Path) -> None:
    rows = [
        ("Địa phương", "Cấp", "Nhiệm kỳ", "Bước", "Tổng số", "Nữ"),
        ("Huyện X", "huyện", "2021-2026", "trúng cử", 30, 9),
        ("Huyện A", "huyện", "2021-2026", "danh sách 27/4/2021", 50, 20),
        ("Huyện B", "huyện", "2021-2026", "danh sách 27/4/2021", 58, 20),
        ("Tổng cộng", "", "", "", 108, 40),
        ("Tổng cộng", "huyện", "2021-2026", "trúng cử", 30, 9),
    ]
    tables = read(write_csv(tmp_path, rows))
    assert [(t.sums, t.several) for t in tables[3:]] == [(("Huyện A", "Huyện B"), True), (("Huyện X",), True)]
    assert (tables[3].level, tables[3].years, tables[3].stage, tables[3].base, tables[3].dated) == (
        tables[2].level,
        tables[2].years,
        tables[2].stage,
        tables[2].base,
        tables[2].dated,
    )


def test_a_row_of_totals_alone_lacks_what_the_others_would_say(tmp_path: Path) -> None:
    rows = [("Địa phương", "Cấp", "Nhiệm kỳ", "Bước", "Tổng số", "Nữ"), ("Tổng cộng", "", "", "", 108, 40)]
    assert list_told(write_csv(tmp_path, rows)) == [("missing", "t.csv:2")] * 3


def test_a_plain_percentage_belongs_to_the_group_left_of_it(tmp_path: Path) -> None:
    head = ("Địa phương", "Cấp", "Nhiệm kỳ", "Bước", "Tổng số", "Nữ", "Tỷ lệ %", "Ngoài Đảng", "Tỷ lệ %")
    (table,) = read(
        write_csv(tmp_path, [head, ("Tỉnh A", "tỉnh", "2021-2026", "trúng cử", 52, 11, "21,15", 1, "1,92%")])
    )
    assert {g: (f.count, str(f.percent)) for g, f in table.structures.items()} == {
        "women": (11, "21.15"),
        "non_party": (1, "1.92"),
    }


def test_a_funnel_begins_with_the_people_introduced(tmp_path: Path) -> None:
    head = (
        "locality",
        "level",
        "election_day",
        "stage",
        "total",
        "introduced",
        "withdrew",
        "below_confidence",
        "result",
    )
    (table,) = read(
        write_csv(tmp_path, [head, ("Tỉnh A", "tỉnh", "23/05/2021", "official list", 160, 188, 24, 2, 160)])
    )
    assert table.funnel is not None
    assert (table.funnel.left, table.funnel.result, table.years) == (162, 160, "2021-2026")


# --- stages and bases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("1st consultation", NoticeStage.FIRST_CONSULTATION),
        ("Hội nghị hiệp thương lần thứ Nhất", NoticeStage.FIRST_CONSULTATION),
        ("kết quả hiệp thương lần 1", NoticeStage.FIRST_CONSULTATION),
        ("Hiệp thương lần II", NoticeStage.SECOND_CONSULTATION),
        ("danh sách sơ bộ", NoticeStage.SECOND_CONSULTATION),
        ("hiệp thương lần thứ ba", NoticeStage.THIRD_CONSULTATION),
        ("third conference", NoticeStage.THIRD_CONSULTATION),
        ("adjustment by HĐND after 1st consultation", NoticeStage.ADJUSTMENT),
        ("adjusted plan for final list", NoticeStage.ADJUSTMENT),
        ("planned composition of elected council", NoticeStage.PLANNED_COUNCIL),
        ("Dự kiến cơ cấu", NoticeStage.PLANNED_COUNCIL),
        ("official list (press prints 107 women = 43.1%, elected)", NoticeStage.OFFICIAL_LIST),
        ("Danh sách chính thức người ứng cử", NoticeStage.OFFICIAL_LIST),
        ("Danh sách trúng cử", NoticeStage.ELECTED),
        ("kết quả bầu cử", NoticeStage.ELECTED),
        *((str(stage), stage) for stage in NoticeStage),
    ],
)
def test_stages_are_read_in_words(text: str, stage: NoticeStage) -> None:
    assert read_stage(text) is stage


def test_what_a_table_counts_follows_from_its_stage() -> None:
    first, adjusted = NoticeStage.FIRST_CONSULTATION, NoticeStage.ADJUSTMENT
    assert infer_base(first, "1st consultation", 80, 40) is Among.INTRODUCED
    assert infer_base(first, "1st consultation", 40, 40) is Among.DEPUTIES
    assert infer_base(adjusted, "adjusted plan for final list", 52, 30) is Among.CANDIDATES
    assert infer_base(NoticeStage.ELECTED, "elected", 33, 34) is Among.DEPUTIES


def test_days_and_several_councils_are_found_in_texts() -> None:
    assert find_day("official list 27/4/2021") == date(2021, 4, 27)
    assert find_day("on 2021-04-27") == date(2021, 4, 27)
    assert find_day("official list (27/4/2021)") is None
    with pytest.raises(TextError):
        find_day("31/2/2021")
    assert is_several("Diên Khánh (all communes, Khánh Hòa)")
    assert not is_several("Tỉnh A (miền núi)")
