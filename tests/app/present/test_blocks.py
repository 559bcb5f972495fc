from cocau.app.present.blocks import ChartBar, ChartRow, ChartSign


def test_numbers_are_placed_between_nobody_and_the_end_of_a_scale() -> None:
    row = ChartRow("Phụ nữ", "", 8)
    assert [row.place(number) for number in (-1, 0, 2, 8, 9)] == [0, 0, 25, 100, 100]
    assert row.measure(ChartBar(ChartSign.BEST, 2, 6)) == 50
    assert row.measure(ChartBar(ChartSign.BEST, 2, 2)) == 1
    assert ChartRow("Khác", "", 0).place(0) == 0
