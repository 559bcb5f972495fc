"""Published tables in CSV, XLSX and YAML: both shapes, both languages, and everything wrong at once."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from cocau.app.files.notices.columns import find_notice_column, is_ignored_column
from cocau.app.files.notices.reader import parse_readings, read_notices
from cocau.app.files.notices.words import find_day, infer_base, is_several, read_stage
from cocau.app.files.text import TextError
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import Notice, NoticeStage, NoticeTotal
from cocau.constraints.published.totals import check_structure_sums, list_unread_columns

Rows = Sequence[Sequence[object]]
HEAD = ("locality", "level", "term", "stage", "seats", "base_total", "base", "bloc", "count", "percent")
PARTY = ("Tỉnh A", "tỉnh", "2021-2026", "hiệp thương lần thứ nhất", 12, 20, "introduced", "Đảng", 8, "40,0")
FRONT = (*PARTY[:7], "Mặt trận", 12, "60%")


def _csv(folder: Path, rows: Rows, name: str = "t.csv") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def _xlsx(folder: Path, rows: Rows) -> Path:
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Bảng")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value != "":
                    sheet.write(r, c, value)
    return path


def _yaml(folder: Path, text: str, name: str = "t.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _read(*paths: Path) -> list[Notice]:
    return read_notices(paths)[0]


def _problems(*paths: Path, before: Sequence[Path] = ()) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_notices(paths, before)
    assert all(p.vi != p.en for p in caught.value.problems)
    return caught.value.problems


def _told(*paths: Path) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in _problems(*paths)]


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
    (notice,) = _read(path)
    return [str(row.percent) for row in notice.blocs]


def test_a_share_is_read_as_the_percentage_that_its_cell_shows(tmp_path: Path) -> None:
    assert _formatted(tmp_path, [(5 / 35, "0.00%"), (0.25, "0%"), (0.125, "0.0%")]) == ["14.29", "25", "12.5"]


def test_a_share_in_a_plain_cell_and_a_text_stay_what_they_are(tmp_path: Path) -> None:
    assert _formatted(tmp_path, [(0.25, "0.00"), ("25,5", "0%"), (25, "General")]) == ["0.25", "25.5", "25"]


def test_a_reckoned_percentage_has_the_fifteen_digits_of_a_workbook(tmp_path: Path) -> None:
    assert 7 / 25 * 100 != 28
    assert _formatted(tmp_path, [(7 / 25 * 100, "General")]) == ["28"]


# --- a row for each bloc ------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [_csv, _xlsx])
def test_rows_of_one_council_and_stage_are_one_table(write: object, tmp_path: Path) -> None:
    other = ("Tỉnh B", *PARTY[1:])
    one, two = _read(write(tmp_path, [HEAD, PARTY, FRONT, other]))  # type: ignore[operator]  # one of two writers
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
    (table,) = _read(_xlsx(tmp_path, rows))
    assert (table.total, table.base, len(table.blocs)) == (30, Among.DEPUTIES, 2)
    rows[1] = (*head, "Tổng số")
    rows[2] = (*rows[2], 31)
    (table,) = _read(_csv(tmp_path, rows))
    assert (table.base_total, table.totals) == (31, {NoticeTotal.DEPUTIES: 30})


def test_a_bloc_code_says_what_a_printed_name_means(tmp_path: Path) -> None:
    rows = [(*HEAD, "bloc_code"), (*PARTY[:7], "Kiểm toán", 8, "40", "administration+judiciary")]
    (table,) = _read(_csv(tmp_path, rows))
    assert table.blocs[0].blocs == (Bloc.ADMINISTRATION, Bloc.JUDICIARY)
    path = _csv(tmp_path, [HEAD, (*PARTY[:7], "Kiểm toán", 8, "40")])
    (table,), _ = read_notices([path], readings=parse_readings(["Kiểm toán=administration"]))
    assert table.blocs[0].blocs == (Bloc.ADMINISTRATION,)


def test_remarks_and_verdicts_of_whoever_made_a_table_are_not_read(tmp_path: Path) -> None:
    extra = ("sum_of_listed_blocs", "sum_check", "check_vs_Res1187", "note")
    assert all(is_ignored_column(heading) for heading in extra)
    plain = _read(_csv(tmp_path, [HEAD, PARTY]))
    said = _read(_csv(tmp_path, [(*HEAD, *extra), (*PARTY, "8", "OK", "W35 ok", "all is well")]))
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
    return _yaml(folder, text, "t.csv")


def test_a_table_as_notices_print_it_has_parts_and_structures_below(tmp_path: Path) -> None:
    (table,) = _read(_text(tmp_path, OFFICIAL))
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
    (table,) = _read(_csv(tmp_path, [*rows, (*PARTY[:7], "Tôn giáo", 1, "5", "")]))  # a bloc as well
    assert [r.name for r in table.blocs] == ["Đảng", "Tôn giáo"]
    assert (set(table.structures), table.structures["women"].of) == ({"women"}, NoticeTotal.INTRODUCED)
    told, _ = read_notices([_csv(tmp_path, rows)], readings=parse_readings(["Nữ=front"]))
    assert told[0].blocs[1].blocs == (Bloc.FRONT,)


def test_a_structure_twice_and_two_different_totals_are_told(tmp_path: Path) -> None:
    twice = OFFICIAL.replace("2,Trẻ tuổi (dưới 40 tuổi)", "2,Nữ")
    assert _told(_text(tmp_path, twice))[0] == ("structure_twice", "t.csv:13: Số lượng (người)")
    totals = OFFICIAL.replace("IV,Cơ sở,8", ",Cộng,30").replace("I+II+III+IV):,30", "I+II+III+IV):,31")
    assert _told(_text(tmp_path, totals)) == [("total_twice", "t.csv:10: Số lượng (người)")]


def test_a_row_without_figures_is_refused_unless_it_heads_others(tmp_path: Path) -> None:
    assert _told(
        _text(tmp_path, OFFICIAL.replace('1,HĐND chuyên trách,3,"10,00"', "1,HĐND chuyên trách,,"))
    ) == [("no_figure", "t.csv:5: Nội dung")]


def test_a_part_names_a_row_above_it(tmp_path: Path) -> None:
    text = (
        "{locality: A, level: commune, term: 2021-2026, stage: official_list, base: candidates,"
        " base_total: 9, blocs: [{name: UBND, count: 2, part_of: Nhà nước}]}"
    )
    assert _told(_yaml(tmp_path, text)) == [("no_whole", "t.yaml:1: blocs[0].part_of")]


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

WIDE = ("locality", "level", "term", "stage", "N_base", "seats", "women", "women_pct", "young", "nonparty")


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
    now, past = _read(_csv(tmp_path, rows))
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
    for table in (*_read(_csv(tmp_path, rows)), *_read(_xlsx(tmp_path, rows))):
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
    tables = _read(_csv(tmp_path, rows))
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
    assert _told(_csv(tmp_path, rows)) == [("missing", "t.csv:2")] * 3


def test_a_plain_percentage_belongs_to_the_group_left_of_it(tmp_path: Path) -> None:
    head = ("Địa phương", "Cấp", "Nhiệm kỳ", "Bước", "Tổng số", "Nữ", "Tỷ lệ %", "Ngoài Đảng", "Tỷ lệ %")
    (table,) = _read(
        _csv(tmp_path, [head, ("Tỉnh A", "tỉnh", "2021-2026", "trúng cử", 52, 11, "21,15", 1, "1,92%")])
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
    (table,) = _read(
        _csv(tmp_path, [head, ("Tỉnh A", "tỉnh", "23/05/2021", "official list", 160, 188, 24, 2, 160)])
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


# --- what is wrong ------------------------------------------------------------------------------------------


def test_kinds_bases_and_totals_are_read_in_words_or_refused(tmp_path: Path) -> None:
    head = (*WIDE, "kind", "Tính trên", "women_of")
    row = ("Tỉnh A", "tỉnh", "2021-2026", "trúng cử", 20, 12, 7, 35, 2, 1)
    (table,) = _read(_csv(tmp_path, [head, (*row, "Tỉnh miền núi, vùng cao", "người ứng cử", "hồ sơ")]))
    assert (table.kind, table.base, table.structures["women"].of) == (
        "mountainous_province",
        Among.CANDIDATES,
        NoticeTotal.DOSSIERS,
    )
    assert _told(_csv(tmp_path, [head, (*row, "vương quốc", "ai đó", "tất cả")])) == [
        ("kind", "t.csv:2: kind"),
        ("base", "t.csv:2: Tính trên"),
        ("of", "t.csv:2: women_of"),
    ]


def test_everything_wrong_in_a_table_is_told_with_row_and_column(tmp_path: Path) -> None:
    rows = [
        WIDE,
        ("Xã A", "xã", "2021-2026", "hiệp thương lần 2", 40, 25, -3, 35, 2, "x"),
        ("Xã B", "thôn", "2021", "lần 9", 40.5, 25, 3.5, 135, 2, "5%"),
        ("Xã C", "xã", "", "danh sách chính thức", 40, 25, 41, "abc", 2, 1, "thừa"),
        ("Xã D", "xã", "2021-2026", "danh sách chính thức 31/2/2021", 40, 25, 14, 35, 41, 1),
        ("", "xã", "2021-2026", "danh sách chính thức", 40, 25, 14, 35, 41, 1),
        ("Xã E", "xã", "2021-2026", "danh sách chính thức", 40, 25, 14, 35, 41, 1),
    ]
    assert sorted(_told(_csv(tmp_path, rows))) == sorted(
        [
            ("negative", "t.csv:2: women"),
            ("whole_number", "t.csv:2: nonparty"),
            ("level", "t.csv:3: level"),
            ("term", "t.csv:3: term"),
            ("stage", "t.csv:3: stage"),
            ("whole_number", "t.csv:3: N_base"),
            ("whole_number", "t.csv:3: women"),
            ("percent", "t.csv:3: women_pct"),
            ("whole_number", "t.csv:3: nonparty"),
            ("percent", "t.csv:4: women_pct"),
            ("too_many_cells", "t.csv:4"),
            ("date", "t.csv:5: stage"),
            ("missing", "t.csv:6"),
            ("more_than_total", "t.csv:7: young"),
        ]
    )


def test_counts_and_days_that_cannot_be_are_told_at_their_cells(tmp_path: Path) -> None:
    head = (*WIDE, "dated", "election_day")
    rows = [
        head,
        ("Tỉnh A", "tỉnh", "2021-2026", "lần thứ nhất", 40, 12, 41, 35, 2, 1, "2021-02-17", ""),
        ("Tỉnh A", "tỉnh", "2021-2026", "lần thứ hai", 40, 12, 14, 35, 2, 1, "16/02/2021", ""),
        ("Tỉnh B", "tỉnh", "2021-2026", "lần thứ hai", 40, 12, 14, 35, 2, 1, "", "15/03/2026"),
    ]
    assert _told(_xlsx(tmp_path, rows)) == [
        ("more_than_total", "t.xlsx: Bảng!G2 (women)"),
        ("wrong_term", "t.xlsx: Bảng!L4 (election_day)"),
        ("out_of_order", "t.xlsx: Bảng!K3 (dated)"),
    ]


def test_order_is_checked_over_all_files(tmp_path: Path) -> None:
    one = _yaml(tmp_path, _NOTICE + "stage: first_consultation\ndated: 2021-03-01\nbase_total: 9\n", "1.yaml")
    two = _yaml(
        tmp_path, _NOTICE + "stage: second_consultation\ndated: 2021-02-01\nbase_total: 9\n", "2.yaml"
    )
    assert _told(one, two) == [("out_of_order", "2.yaml:6: dated")]
    assert [(p.code, p.where) for p in _problems(one, before=[two])] == [("out_of_order", "2.yaml:6: dated")]


def test_headings_that_mean_nothing_are_told_with_all_that_do(tmp_path: Path) -> None:
    rows = [
        ("locality", "level", "Màu sắc", "women", "nữ", "count", "", ""),
        ("A", "tỉnh", "x", -1, 1, 1, "y", ""),
    ]
    path = _csv(tmp_path, rows)
    assert _told(path) == [
        ("unknown_heading", "t.csv:1: Màu sắc"),
        ("heading_twice", "t.csv:1: nữ"),
        ("no_heading", "t.csv:1"),
        ("missing_heading", "t.csv:1"),
        ("missing_heading", "t.csv:1"),
        ("missing_heading", "t.csv:1"),
        ("negative", "t.csv:2: women"),
    ]
    assert "base_total" in _problems(path)[0].en


def test_a_column_that_means_nothing_is_named_and_left_out(tmp_path: Path) -> None:
    head = (*HEAD, "Chỉ tiêu năm trước", "Tỷ lệ", "Ngoài Đản", "")
    rows = [(*PARTY, 4, "30", 1, "x"), (*FRONT, 5, "40", 2, "")]
    (notice,) = _read(_csv(tmp_path, [head, *rows]))
    assert [row.count for row in notice.blocs] == [PARTY[8], FRONT[8]]
    assert [(column.heading, column.nearest) for column in notice.unread] == [
        ("Chỉ tiêu năm trước", ""),
        ("Chỉ tiêu năm trước: Tỷ lệ", ""),
        ("Ngoài Đản", "ngoài đảng"),
        ("14", ""),
    ]
    told = [remark.says.en for remark in list_unread_columns(notice)]
    assert told[2].endswith("not known: its figures are not checked. The nearest: 'ngoài đảng'.")


def test_structures_with_a_figure_in_every_row_are_taken_from_the_row_of_totals_or_added_up(
    tmp_path: Path,
) -> None:
    head = (*HEAD[:4], "Cơ quan/Tổ chức/Đơn vị", "Số lượng giới thiệu", "Cơ cấu kết hợp", "", "")
    under = ("",) * 6 + ("Nữ", "Tái cử", "< 40 tuổi")
    party, front = (*PARTY[:4], "Khối Đảng ủy", 14, 5, 5, 2), (*PARTY[:4], "Khối MTTQ", 7, 4, 3, 2)
    part = (*PARTY[:4], "Trong đó: Đảng ủy xã", 3, 1, 1, 1)
    whole = (*PARTY[:4], "Tổng số", 21, 9, 7, 4)
    (told,) = _read(_csv(tmp_path, [head, under, whole, party, part, front]))
    (added,) = _read(_csv(tmp_path, [head, under, party, front, (*whole[:6], "", "", "")]))
    counts = {group: figure.count for group, figure in told.structures.items()}
    assert counts == {
        "women": 9,
        "re_elected": 7,
        "under_40": 4,
    }  # as the annex of a real commune prints them
    assert {group: figure.count for group, figure in added.structures.items()}["women"] == 9
    (remark,) = check_structure_sums(told)
    assert remark.says.en.endswith("the rows add up to 8, the row of totals has 7.")


def test_a_table_counts_those_whose_number_alone_it_prints(tmp_path: Path) -> None:
    head = (*HEAD[:3], "Hội nghị hiệp thương", "ĐB được bầu", "Số ĐVBC")
    (second,) = _read(
        _csv(tmp_path, [(*head, "Người được giới thiệu"), (*PARTY[:3], "lần thứ hai", 25, 7, 51)])
    )
    sizes_row = (*PARTY[:3], "danh sách chính thức", 25, 7, "4x4; 3x3")
    (sizes,) = _read(_csv(tmp_path, [(*head, "Partition"), sizes_row]))
    assert (second.base, second.total) == (Among.INTRODUCED, 51)
    assert (sizes.base, sizes.total) == (Among.DEPUTIES, 25)


def test_blocs_that_are_unknown_or_nameless_or_differ_are_told(tmp_path: Path) -> None:
    rows = [
        HEAD,
        PARTY,
        (*PARTY[:7], "Kiểm toán", 3, ""),
        (*PARTY[:7], "", 3, ""),
        (*PARTY[:4], 13, *FRONT[5:]),
        (*PARTY[:7], "", "", ""),
        (*PARTY[:7], "Tòa án", 1, "x"),
    ]
    assert _told(_csv(tmp_path, rows)) == [
        ("missing", "t.csv:4: bloc"),
        ("rows_differ", "t.csv:5: seats"),
        ("percent", "t.csv:7: percent"),
    ]


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    assert _told(_csv(tmp_path, [HEAD])) == [("no_rows", "t.csv:1")]
    assert _told(_yaml(tmp_path, "locality,level", "t.txt")) == [("suffix", "t.txt")]
    assert _told(tmp_path / "none.csv")[0][0] == "unreadable"


@pytest.mark.parametrize("option", ["Kiểm toán", "=party", "Kiểm toán=finance"])
def test_a_reading_that_cannot_be_used_is_told(option: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_readings([option, "Kiểm toán=party"])
    assert [p.where for p in caught.value.problems] == [f"--bloc {option}"]


# --- YAML ---------------------------------------------------------------------------------------------------

_NOTICE = "locality: Tỉnh A\nlevel: province\nterm: 2021-2026\nbase: candidates\n"


def test_one_notice_or_a_list_of_them_in_yaml_or_json(tmp_path: Path) -> None:
    body = "stage: official_list\nbase_total: 20\nblocs:\n  - {name: Đảng, count: 8, percent: 40.0}\n"
    (one,) = _read(_yaml(tmp_path, _NOTICE + body))
    assert (one.blocs[0].blocs, str(one.blocs[0].percent)) == ((Bloc.PARTY,), "40.0")
    as_json = json.dumps({"notices": [one.model_dump(mode="json", exclude_none=True)]})
    assert _read(_yaml(tmp_path, as_json, "t.json")) == [one]


def test_everything_wrong_in_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
notices:
  - locality: Tỉnh A
    level: province
    term: 2021-2026
    stage: official_list
    base: candidates
    base_total: 20
    structures:
      women: {count: 21}
      wimmin: {count: 1}
    blocs:
      - {name: Kiểm toán, count: -1}
      - {count: 2}
      - 3
  - locality: Tỉnh B
    level: province
    term: 2021-2026
    stage: official_list
    base: candidates
    structures: {women: {count: 1}}
  - what
other: 1
"""
    assert _told(_yaml(tmp_path, text)) == [
        ("group", "t.yaml:10: notices[0].structures.wimmin"),
        ("greater_than_equal", "t.yaml:12: notices[0].blocs[0].count"),
        ("missing", "t.yaml:13: notices[0].blocs[1].name"),
        ("model_type", "t.yaml:14: notices[0].blocs[2]"),
        ("model_type", "t.yaml:21: notices[2]"),
        ("extra_forbidden", "t.yaml:22: other"),
        ("no_base", "t.yaml:15: notices[1].base_total"),
    ]


@pytest.mark.parametrize("text", ["- 1\n", "notices: []\n", "notices: 3\n"])
def test_a_file_that_is_no_notice_is_refused(text: str, tmp_path: Path) -> None:
    assert _told(_yaml(tmp_path, text)) == [("no_notices", "t.yaml")]


def test_texts_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    path = _yaml(tmp_path, json.dumps({"locality": "a\u202eb", "level": "province"}), "t.json")
    assert ("bad_character", "t.json: locality") in _told(path)
