from cocau.app.present.blocks import (
    SHORT_SECTION,
    ChartBar,
    ChartRow,
    ChartSign,
    Heading,
    LineBlock,
    divide_by_heading,
)


def test_numbers_are_placed_between_nobody_and_the_end_of_a_scale() -> None:
    row = ChartRow("Phụ nữ", "", 8)
    assert [row.place(number) for number in (-1, 0, 2, 8, 9)] == [0, 0, 25, 100, 100]
    assert row.measure(ChartBar(ChartSign.BEST, 2, 6)) == 50
    assert row.measure(ChartBar(ChartSign.BEST, 2, 2)) == 1
    assert ChartRow("Khác", "", 0).place(0) == 0


def test_only_what_is_long_under_a_heading_is_folded_never_what_comes_first() -> None:
    lines = [LineBlock(f"{n}") for n in range(SHORT_SECTION)]
    blocks = [*lines, *lines, Heading("a", 3), *lines, Heading("b", 3), *lines, Heading("c", 4)]
    first, short, long = divide_by_heading(blocks)
    assert [section.heading and section.heading.text for section in (first, short, long)] == [None, "a", "b"]
    assert [section.is_long for section in (first, short, long)] == [False, False, True]
    assert long.blocks == (*lines, Heading("c", 4))
    assert divide_by_heading([]) == []
