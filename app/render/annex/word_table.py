"""Tables of a Word document, written as XML at once: python-docx takes seconds for some thousand cells."""

from collections.abc import Iterable, Iterator

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from cocau.app.render.annex.form import Align, Column, Row, RowKind, Table
from cocau.app.render.annex.shown import shown
from cocau.app.render.annex.word_xml import run

_TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""

_SIZE = 9
_INSET = 70
"""Twips between a rule and its text; Word hangs a table out by as much, unless it is told not to."""

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")

Look = tuple[str, str]
"""A line of text, and ``b`` or ``i`` or nothing."""


def grid(table: Table, lang: str) -> BaseOxmlElement:
    """A table with ruled cells whose head comes again on every page."""
    rows = (_head(table.columns), *(_row(table.columns, row, lang) for row in table.rows))
    return _table((column.width for column in table.columns), rows, "single")


def beside(left: Iterable[Look], right: Iterable[Look]) -> BaseOxmlElement:
    """Two columns of centred lines without rules, as above every administrative document."""
    cells = (_cell(width, "".join(_lines(lines)), at="top") for width, lines in ((107, left), (160, right)))
    return _table((107, 160), (f"<w:tr>{''.join(cells)}</w:tr>",), "nil")


def _table(widths: Iterable[int], rows: Iterable[str], edge: str) -> BaseOxmlElement:
    widths = tuple(widths)
    edges = "".join(f'<w:{side} w:val="{edge}" w:sz="4" w:space="0" w:color="404040"/>' for side in _EDGES)
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="{_INSET}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{_INSET}" w:type="dxa"/>'
        f'<w:right w:w="{_INSET}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _head(columns: tuple[Column, ...]) -> str:
    cells = (
        _cell(c.width, _paragraph(c.head, Align.CENTER, "b", keep=True), shade="E1E1E1") for c in columns
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(columns: tuple[Column, ...], row: Row, lang: str) -> str:
    texts = [shown(value, lang) for value in row.values]
    if row.kind is RowKind.GROUP:
        inside = _paragraph(texts[0], Align.LEFT, "b", keep=True)
        cells = _cell(sum(c.width for c in columns), inside, span=len(columns), shade="F3F3F3")
    else:
        look = "b" if row.kind is RowKind.SUM else ""
        cells = "".join(
            _cell(column.width, _paragraph(text, column.align, look))
            for column, text in zip(columns, texts, strict=True)
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(width: int, inside: str, *, span: int = 1, shade: str = "", at: str = "center") -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shades = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{spans}{shades}'
        f'<w:vAlign w:val="{at}"/></w:tcPr>{inside}</w:tc>'
    )


def _lines(lines: Iterable[Look]) -> Iterator[str]:
    for text, look in lines:
        yield _paragraph(text, Align.CENTER, look, size=11)


def _paragraph(text: str, align: Align, look: str, *, keep: bool = False, size: float = _SIZE) -> str:
    """A paragraph of a cell; `keep` holds it on one page with the row below."""
    keeps = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr>{keeps}<w:spacing w:before="20" w:after="20"/><w:jc w:val="{align}"/></w:pPr>'
        f"{run(text, size=size, look=look)}</w:p>"
    )


def _twips(millimetres: int) -> int:
    return round(millimetres * _TWIPS)
