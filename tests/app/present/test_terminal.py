"""Blocks as lines: tables as rich would draw them, and nothing of a text lost on a narrow page."""

from io import StringIO

from hypothesis import assume, given
from hypothesis import strategies as st
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cocau.app.present import terminal
from cocau.app.present.blocks import BlockCell, BlockColumn, Heading, LineBlock, StyledText, TableBlock, Tone
from tests.examples import examples

_WORDS = st.lists(st.sampled_from(("Đợ", "—●", "漢字", "a" * 9, "x" * 30, "khoản", "1")), max_size=9).map(
    " ".join
)
_TEXTS = _WORDS | st.sampled_from(("", "a\nb", "a  b", " c", "bell\a"))
_CELLS: st.SearchStrategy[BlockCell] = _TEXTS | st.builds(StyledText, _TEXTS, st.sampled_from(Tone))
_COLUMNS = st.builds(BlockColumn, _TEXTS, st.booleans(), st.booleans())


@st.composite
def _tables(draw: st.DrawFn) -> TableBlock:
    columns = draw(st.lists(_COLUMNS, min_size=1, max_size=4))
    rows = draw(st.lists(st.tuples(*(_CELLS for _ in columns)), max_size=4))
    return TableBlock(tuple(columns), tuple(rows), draw(st.booleans()))


def _get_text(cell: BlockCell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _draw_with_rich(table: TableBlock, width: int) -> list[str]:
    drawn = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        collapse_padding=True,
        show_header=any(column.head for column in table.columns),
    )
    for column in table.columns:
        drawn.add_column(
            Text(column.head),
            no_wrap=column.narrow,
            overflow="fold",
            justify="right" if column.right else "left",
        )
    for row in table.rows:
        drawn.add_row(*(Text(_get_text(cell)) for cell in row))
    paper = StringIO()
    Console(file=paper, width=width, legacy_windows=False, _environ={}).print(drawn)
    return [line.rstrip() for line in paper.getvalue().splitlines()]


def _strip_blank_lines(lines: list[str]) -> list[str]:
    return [line for line in lines if line]


@examples(100)
@given(table=_tables(), width=st.sampled_from((72, 100, 200)))
def test_a_table_is_laid_out_as_rich_lays_it_out(table: TableBlock, width: int) -> None:
    drawn = list(terminal.render_lines([table], width))
    narrow = [max(map(cell_len, each)) for each in _list_columns(table, narrow=True)]
    others = len(table.columns) - len(narrow)
    assume(sum(narrow) + 12 * others + 2 * len(table.columns) <= width)
    assert _strip_blank_lines(drawn) == _strip_blank_lines(_draw_with_rich(table, width))


def _list_columns(table: TableBlock, *, narrow: bool) -> list[list[str]]:
    texts = [
        [column.head, *map(_get_text, cells)]
        for column, *cells in zip(table.columns, *table.rows, strict=True)
    ]
    return [own for column, own in zip(table.columns, texts, strict=True) if column.narrow is narrow]


@examples(60)
@given(table=_tables(), width=st.sampled_from((1, 20, 60)))
def test_nothing_of_a_table_is_lost_on_a_narrow_page(table: TableBlock, width: int) -> None:
    drawn = "".join(terminal.render_lines([table], width))
    shown = "".join(sorted(drawn.replace("─", "")))
    heads = [column.head for column in table.columns]
    texts = [*heads, *(_get_text(cell) for row in table.rows for cell in row)]
    assert "".join(shown.split()) == "".join("".join(sorted("".join(texts).replace("\a", ""))).split())


def test_a_tab_in_a_table_is_a_blank() -> None:
    table = TableBlock((BlockColumn("a\tb"), BlockColumn("c")), ())
    assert list(terminal.render_lines([table], 80)) == [" a b  c", " ──────", ""]


def test_a_marked_line_hangs_by_its_mark() -> None:
    line = LineBlock("một hai ba bốn", mark="•", indent=2)
    assert list(terminal.render_lines([line], 12)) == ["  • một hai", "    ba bốn"]
    assert list(terminal.render_lines([LineBlock("x" * 9, mark="•")], 6)) == ["• xxxx", "  xxxx", "  x"]


def test_a_heading_fills_the_page() -> None:
    assert list(terminal.render_lines([Heading("Cơ cấu", 1), Heading("Người", 2)], 12)) == [
        "Cơ cấu ═════",
        "",
        "Người ──────",
    ]
    assert list(terminal.render_lines([Heading("Một tên quá dài", 1)], 10)) == ["Một tên… ═"]


def test_a_styled_table_has_its_tones() -> None:
    table = TableBlock(
        (BlockColumn("Mã"), BlockColumn("Số", right=True)), (("p1", StyledText("7", Tone.BAD)),)
    )
    assert list(terminal.render_lines([table], 80, styled=True)) == [
        " \x1b[1mMã\x1b[0m  \x1b[1mSố\x1b[0m",
        " ──────",
        " p1   \x1b[1;31m7\x1b[0m",
        "",
    ]
