"""Published tables with everything wrong at once, and in YAML: told at their places."""

import json
from pathlib import Path

import pytest

from cocau.app.files.notices.reader import parse_readings
from cocau.constraints.errors import InputError
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import NoticeTotal
from cocau.constraints.published.totals import check_structure_sums, list_unread_columns
from tests.app.files.notices.written import (
    FRONT,
    HEAD,
    PARTY,
    WIDE,
    list_problems,
    list_told,
    read,
    write_csv,
    write_xlsx,
    write_yaml,
)

# --- what is wrong ------------------------------------------------------------------------------------------


def test_kinds_bases_and_totals_are_read_in_words_or_refused(tmp_path: Path) -> None:
    head = (*WIDE, "kind", "Tính trên", "women_of")
    row = ("Tỉnh A", "tỉnh", "2021-2026", "trúng cử", 20, 12, 7, 35, 2, 1)
    (table,) = read(write_csv(tmp_path, [head, (*row, "Tỉnh miền núi, vùng cao", "người ứng cử", "hồ sơ")]))
    assert (table.kind, table.base, table.structures["women"].of) == (
        "mountainous_province",
        Among.CANDIDATES,
        NoticeTotal.DOSSIERS,
    )
    assert list_told(write_csv(tmp_path, [head, (*row, "vương quốc", "ai đó", "tất cả")])) == [
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
    assert sorted(list_told(write_csv(tmp_path, rows))) == sorted(
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
    assert list_told(write_xlsx(tmp_path, rows)) == [
        ("more_than_total", "t.xlsx: Bảng!G2 (women)"),
        ("wrong_term", "t.xlsx: Bảng!L4 (election_day)"),
        ("out_of_order", "t.xlsx: Bảng!K3 (dated)"),
    ]


def test_order_is_checked_over_all_files(tmp_path: Path) -> None:
    one = write_yaml(
        tmp_path, _NOTICE + "stage: first_consultation\ndated: 2021-03-01\nbase_total: 9\n", "1.yaml"
    )
    two = write_yaml(
        tmp_path, _NOTICE + "stage: second_consultation\ndated: 2021-02-01\nbase_total: 9\n", "2.yaml"
    )
    assert list_told(one, two) == [("out_of_order", "2.yaml:6: dated")]
    assert [(p.code, p.where) for p in list_problems(one, before=[two])] == [
        ("out_of_order", "2.yaml:6: dated")
    ]


def test_headings_that_mean_nothing_are_told_with_all_that_do(tmp_path: Path) -> None:
    rows = [
        ("locality", "level", "Màu sắc", "women", "nữ", "count", "", ""),
        ("A", "tỉnh", "x", -1, 1, 1, "y", ""),
    ]
    path = write_csv(tmp_path, rows)
    assert list_told(path) == [
        ("unknown_heading", "t.csv:1: Màu sắc"),
        ("heading_twice", "t.csv:1: nữ"),
        ("no_heading", "t.csv:1"),
        ("missing_heading", "t.csv:1"),
        ("missing_heading", "t.csv:1"),
        ("missing_heading", "t.csv:1"),
        ("negative", "t.csv:2: women"),
    ]
    assert "base_total" in list_problems(path)[0].en


def test_a_column_that_means_nothing_is_named_and_left_out(tmp_path: Path) -> None:
    head = (*HEAD, "Chỉ tiêu năm trước", "Tỷ lệ", "Ngoài Đản", "")
    rows = [(*PARTY, 4, "30", 1, "x"), (*FRONT, 5, "40", 2, "")]
    (notice,) = read(write_csv(tmp_path, [head, *rows]))
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
    (told,) = read(write_csv(tmp_path, [head, under, whole, party, part, front]))
    (added,) = read(write_csv(tmp_path, [head, under, party, front, (*whole[:6], "", "", "")]))
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
    (second,) = read(
        write_csv(tmp_path, [(*head, "Người được giới thiệu"), (*PARTY[:3], "lần thứ hai", 25, 7, 51)])
    )
    sizes_row = (*PARTY[:3], "danh sách chính thức", 25, 7, "4x4; 3x3")
    (sizes,) = read(write_csv(tmp_path, [(*head, "Partition"), sizes_row]))
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
    assert list_told(write_csv(tmp_path, rows)) == [
        ("missing", "t.csv:4: bloc"),
        ("rows_differ", "t.csv:5: seats"),
        ("percent", "t.csv:7: percent"),
    ]


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    assert list_told(write_csv(tmp_path, [HEAD])) == [("no_rows", "t.csv:1")]
    assert list_told(write_yaml(tmp_path, "locality,level", "t.txt")) == [("suffix", "t.txt")]
    assert list_told(tmp_path / "none.csv")[0][0] == "unreadable"


@pytest.mark.parametrize("option", ["Kiểm toán", "=party", "Kiểm toán=finance"])
def test_a_reading_that_cannot_be_used_is_told(option: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_readings([option, "Kiểm toán=party"])
    assert [p.where for p in caught.value.problems] == [f"--bloc {option}"]


# --- YAML ---------------------------------------------------------------------------------------------------

_NOTICE = "locality: Tỉnh A\nlevel: province\nterm: 2021-2026\nbase: candidates\n"


def test_one_notice_or_a_list_of_them_in_yaml_or_json(tmp_path: Path) -> None:
    body = "stage: official_list\nbase_total: 20\nblocs:\n  - {name: Đảng, count: 8, percent: 40.0}\n"
    (one,) = read(write_yaml(tmp_path, _NOTICE + body))
    assert (one.blocs[0].blocs, str(one.blocs[0].percent)) == ((Bloc.PARTY,), "40.0")
    as_json = json.dumps({"notices": [one.model_dump(mode="json", exclude_none=True)]})
    assert read(write_yaml(tmp_path, as_json, "t.json")) == [one]


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
    assert list_told(write_yaml(tmp_path, text)) == [
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
    assert list_told(write_yaml(tmp_path, text)) == [("no_notices", "t.yaml")]


def test_texts_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    path = write_yaml(tmp_path, json.dumps({"locality": "a\u202eb", "level": "province"}), "t.json")
    assert ("bad_character", "t.json: locality") in list_told(path)
