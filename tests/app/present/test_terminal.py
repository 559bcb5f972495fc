"""Blocks as lines: a table that fits is drawn as rich draws it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.present import terminal
from cocau.app.present.blocks import BlockCell, BlockColumn, StyledText, TableBlock, Tone
from tests.examples import examples

_TEXTS = st.text("aĐợ …—●漢 ", max_size=12) | st.just("x" * 45) | st.just("a\nb")
_CELLS: st.SearchStrategy[BlockCell] = _TEXTS | st.builds(StyledText, _TEXTS, st.sampled_from(Tone))


@st.composite
def _tables(draw: st.DrawFn) -> TableBlock:
    columns = draw(
        st.lists(st.builds(BlockColumn, _TEXTS, st.booleans(), st.booleans()), min_size=1, max_size=4)
    )
    row = st.tuples(*(_CELLS for _ in columns))
    return TableBlock(tuple(columns), tuple(draw(st.lists(row, max_size=4))), draw(st.booleans()))


@examples(60)
@given(table=_tables(), width=st.sampled_from((20, 60, 200)))
def test_a_table_that_fits_is_drawn_as_rich_draws_it(table: TableBlock, width: int) -> None:
    drawn = list(terminal.render_lines([table], width))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal, "_lay_out_table", lambda *_: [])
        assert drawn == list(terminal.render_lines([table], width))


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
