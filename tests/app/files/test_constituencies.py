from cocau.app.files.constituencies import PastedConstituency, parse_pasted


def test_headings_say_which_column_is_which_and_totals_are_no_rows() -> None:
    text = "STT\tĐơn vị bầu cử\tĐịa bàn\tDân số\n1\tSố 1\tThôn Đông\t4.100\n\tTổng cộng\t\t4.100\n"
    assert parse_pasted(text) == (PastedConstituency("Số 1", "", "4.100", "Thôn Đông"),)


def test_without_headings_columns_are_known_by_what_is_in_them() -> None:
    text = "1\tThành phố Vinh\t5\t545.180\tVinh\n2\tHuyện Đô Lương\t4\t213 543\tĐô Lương"
    assert parse_pasted(text) == (
        PastedConstituency("Thành phố Vinh", "5", "545.180", "Vinh"),
        PastedConstituency("Huyện Đô Lương", "4", "213 543", "Đô Lương"),
    )


def test_a_place_called_after_a_heading_is_no_heading() -> None:
    assert [row.name for row in parse_pasted("Thôn Địa Bàn\t700\nThôn Hạ\t560")] == [
        "Thôn Địa Bàn",
        "Thôn Hạ",
    ]


def test_a_cell_of_several_lines_is_one_cell() -> None:
    (row,) = parse_pasted('Số 1\t4000\t"Thôn Đông\nThôn Đoài"')
    assert row.localities == "Thôn Đông; Thôn Đoài"


def test_nothing_is_read_of_nothing() -> None:
    assert parse_pasted("\n \t\n") == ()
