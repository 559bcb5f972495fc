"""A paper as a Word document: a template with fields, ours or the office's own, filled in.

Fields are names in double braces, typed like any other text. A paragraph that holds nothing but an empty
field is left out, and one with a text of several lines comes once for each. docxtpl does the like, but its
licence (LGPL-2.1) is not one that this project ships.
"""

import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from itertools import pairwise
from xml.sax.saxutils import escape

import docx as word
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from cocau.app.present.annex.docx import DOCUMENT_DAY, build_run, fix_archive_times, set_fonts, set_language
from cocau.app.present.annex.layout import format_value
from cocau.app.present.annex.model import AnnexRow, ColumnAlign, RowKind
from cocau.app.present.papers.layouts import (
    FIELD_REGEX,
    LAYOUTS,
    LOOKS,
    RULE_SHARES,
    TABLE_FIELD,
    LayoutColumns,
    LayoutLine,
    PaperLayout,
    PaperLook,
    PaperStyle,
)
from cocau.app.present.papers.model import Paper, PaperSheet, PaperTable

FONT = "Times New Roman"
_TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""
_INSET, _INSET_ABOVE, _TIGHT_INSET = 60, 30, 10
"""Twips between the edge of a cell and its text, beside and above it."""
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_PAGE_NUMBER_SIZE = 13


# --- the template that is shipped -------------------------------------------------------------------------


@cache
def build_template(layout_key: str) -> bytes:
    """Build the shipped template of a layout; the same layout gives the same bytes."""
    layout = LAYOUTS[layout_key]
    document = word.Document()
    _set_page(document, layout)
    _set_styles(document, layout)
    body = document.element.body
    for part in layout.parts:
        elements = (
            [_build_columns(part, layout)] if isinstance(part, LayoutColumns) else _build_lines((part,))
        )
        for element in elements:
            body.insert(-1, element)
    _set_properties(document, layout.title)
    return _save(document)


def _save(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return fix_archive_times(out.getvalue())


def _set_properties(document: Document, title: str) -> None:
    """Set the properties: a title, nobody's name, and always the same day."""
    about = document.core_properties
    about.title = title
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = DOCUMENT_DAY
    about.revision = 1


def _set_page(document: Document, layout: PaperLayout) -> None:
    """Set A4, margins, and the page number over the text of every page but the first."""
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(297), Mm(210)) if layout.landscape else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if layout.landscape else WD_ORIENT.PORTRAIT
    top, bottom, left, right = layout.margins
    page.top_margin, page.bottom_margin = Mm(top), Mm(bottom)
    page.left_margin, page.right_margin = Mm(left), Mm(right)
    page.header_distance = page.footer_distance = Mm(8)
    page.different_first_page_header_footer = True
    header = page.header.paragraphs[0]._p  # noqa: SLF001  # python-docx has no fields
    header.getparent().replace(
        header,
        parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr>'
            f'<w:fldSimple w:instr="PAGE">{build_run("1", size=_PAGE_NUMBER_SIZE)}</w:fldSimple></w:p>'
        ),
    )


def _set_styles(document: Document, layout: PaperLayout) -> None:
    """Set one font for every script, and a style per part that an office may change."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    set_fonts(normal.element.get_or_add_rPr())
    set_language(normal.element.get_or_add_rPr(), "vi")
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    for style in PaperStyle:
        _add_style(document, style, layout.get_look(style))


def _add_style(document: Document, style: PaperStyle, look: PaperLook) -> None:
    added = document.styles.add_style(style.value, WD_STYLE_TYPE.PARAGRAPH)
    added.element.set(qn("w:styleId"), _get_style_id(style))
    added.base_style = document.styles["Normal"]
    added.quick_style = True
    added.font.name, added.font.size = FONT, Pt(look.size)
    added.font.bold, added.font.italic = "b" in look.look, "i" in look.look
    added.font.underline = "u" in look.look
    set_fonts(added.element.get_or_add_rPr())
    shape = added.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.first_line_indent = Mm(look.first_line) if look.first_line else None
    align = OxmlElement("w:jc")
    align.set(qn("w:val"), look.align)
    added.element.get_or_add_pPr().append(align)
    if style is not PaperStyle.BODY:  # a text of several lines is one thing
        added.element.get_or_add_pPr().append(OxmlElement("w:contextualSpacing"))
    shape.keep_with_next = style in _KEPT_STYLES
    if style in RULE_SHARES:
        added.element.get_or_add_pPr().insert(
            0,
            parse_xml(
                f"<w:pBdr {nsdecls('w')}>"
                '<w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
            ),
        )


_KEPT_STYLES = {*RULE_SHARES, PaperStyle.UNDER_TABLE, PaperStyle.TITLE}


def _get_style_id(style: PaperStyle) -> str:
    return f"VB{style.name.title().replace('_', '')}"


_STYLES_BY_ID = {_get_style_id(style): style for style in PaperStyle}


def _build_lines(lines: Iterable[LayoutLine], *, kept: bool = False) -> list[BaseOxmlElement]:
    found = []
    for line in lines:
        found.append(_build_paragraph(line.text, line.style, kept=kept))
        if line.rule is not None:
            found.append(_build_paragraph("", line.rule, kept=kept))
    return found


def _build_paragraph(text: str, style: PaperStyle, *, kept: bool = False) -> BaseOxmlElement:
    keep = "<w:keepNext/><w:keepLines/>" if kept else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{_get_style_id(style)}"/>{keep}</w:pPr>{run}</w:p>'
    )


def _build_columns(columns: LayoutColumns, layout: PaperLayout) -> BaseOxmlElement:
    """Build two columns as a table without lines."""
    left = layout.width * columns.left_share / 10
    table = parse_xml(_open_table((left, layout.width - left), "nil") + "</w:tbl>")
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr></w:tr>")
    for width, lines in ((left, columns.left), (layout.width - left, columns.right)):
        cell = parse_xml(
            f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{_to_twips(width)}" w:type="dxa"/></w:tcPr></w:tc>'
        )
        for paragraph in _build_lines(lines, kept=columns.kept) or [_build_paragraph("", PaperStyle.SIGNER)]:
            cell.append(paragraph)
        row.append(cell)
    table.append(row)
    return table


def _open_table(widths: Iterable[float], edge: str, above: int = 0) -> str:
    """Return the beginning of a table as XML, up to its rows."""
    widths = tuple(widths)
    edges = "".join(f'<w:{side} w:val="{edge}" w:sz="4" w:space="0" w:color="000000"/>' for side in _EDGES)
    columns = "".join(f'<w:gridCol w:w="{_to_twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_to_twips(sum(widths))}" w:type="dxa"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="{above}" w:type="dxa"/><w:left w:w="{_INSET}" w:type="dxa"/>'
        f'<w:bottom w:w="{above}" w:type="dxa"/><w:right w:w="{_INSET}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )


def _to_twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)


# --- filling it in ----------------------------------------------------------------------------------------


def render_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """Render a paper as a Word document, by a template of the office or the shipped one.

    The same paper and template give the same bytes.
    """
    document = word.Document(io.BytesIO(template or build_template(paper.layout)))
    set_language(document.styles["Normal"].element.get_or_add_rPr(), paper.lang)
    _add_missing_styles(document, LAYOUTS[paper.layout])
    last = document.element.body.sectPr
    pattern = [element for element in document.element.body if element is not last]
    for element in pattern:
        document.element.body.remove(element)
    for sheet in paper.sheets:
        filled = _fill_copy(pattern, sheet, last)
        if sheet is not paper.sheets[-1]:
            filled.append(_build_section_break(last))
        for element in list(filled):
            last.addprevious(element)
    _number_from_one(last)
    _fill_margins(document, paper.sheets[0], _get_width(last))
    _set_properties(document, paper.title)
    return _save(document)


def _fill_copy(
    pattern: Iterable[BaseOxmlElement], sheet: PaperSheet, section: BaseOxmlElement
) -> BaseOxmlElement:
    """Return a copy of a pattern, filled in."""
    filled = OxmlElement("w:body")
    for element in pattern:
        filled.append(deepcopy(element))
    _fill(filled, sheet, _get_width(section))
    return filled


def _fill_margins(document: Document, sheet: PaperSheet, width: float) -> None:
    """Fill fields in headers and footers."""
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                _fill(part._element, sheet, width)  # noqa: SLF001  # python-docx hides it


def _add_missing_styles(document: Document, layout: PaperLayout) -> None:
    """Add the styles of the table where a template of an office has none of them."""
    known = {style.name for style in document.styles}
    for style in (PaperStyle.TABLE_HEAD, PaperStyle.TABLE_TEXT):
        if style.value not in known:
            _add_style(document, style, layout.get_look(style))
        document.styles[style.value].element.set(qn("w:styleId"), _get_style_id(style))


def _get_width(section: BaseOxmlElement) -> float:
    """Return the millimetres between the margins of a section."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, left, right = (
        int(element.get(qn(f"w:{name}")))
        for element, name in ((size, "w"), (margins, "left"), (margins, "right"))
    )
    return (width - left - right) / _TWIPS


def _build_section_break(last: BaseOxmlElement) -> BaseOxmlElement:
    """Build a paragraph that ends a section like the last one, with pages numbered from 1."""
    paragraph = parse_xml(
        f"<w:p {nsdecls('w')}><w:pPr>"
        '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )
    section = deepcopy(last)
    _number_from_one(section)
    paragraph.pPr.append(section)
    return paragraph


def _number_from_one(section: BaseOxmlElement) -> None:
    for old in section.findall(qn("w:pgNumType")):
        section.remove(old)
    number = OxmlElement("w:pgNumType")
    number.set(qn("w:start"), "1")
    section.find(qn("w:pgMar")).addnext(number)


def _fill(container: BaseOxmlElement, sheet: PaperSheet, width: float) -> None:
    """Fill the fields of a container, put the table in its place, and measure the rules."""
    for paragraph in list(container.iter(qn("w:p"))):
        _fill_paragraph(paragraph, sheet, width)
    for before, rule in pairwise(list(container.iter(qn("w:p")))):
        share = RULE_SHARES.get(_get_style(rule) or PaperStyle.BODY)
        if share is not None and before.getparent() is rule.getparent():
            _measure_rule(before, rule, share, width)


def _fill_paragraph(paragraph: BaseOxmlElement, sheet: PaperSheet, width: float) -> None:
    texts = list(paragraph.iter(qn("w:t")))
    whole = "".join(text.text or "" for text in texts)
    names = FIELD_REGEX.findall(whole)
    if not names:
        return
    if names == [TABLE_FIELD]:
        if sheet.table is not None:
            paragraph.addprevious(build_table(sheet.table, width, is_tight=sheet.is_one_page))
            paragraph.addprevious(_build_paragraph("", PaperStyle.TABLE_TEXT, kept=True))
        _remove(paragraph)
        return
    values = {name: sheet.fields.get(name, "") for name in names}
    if not FIELD_REGEX.sub("", whole).strip():
        if not any(values.values()):
            _remove_with_rule(paragraph)
            return
        if len(names) == 1:
            _repeat(paragraph, values[names[0]].split("\n"))
            return
    _replace_fields(texts, whole, {name: value.replace("\n", " ") for name, value in values.items()})


def _repeat(paragraph: BaseOxmlElement, lines: Iterable[str]) -> None:
    """Put a paragraph once for each line."""
    for line in lines:
        copied = deepcopy(paragraph)
        first, *rest = copied.iter(qn("w:t"))
        first.text = line
        first.set(qn("xml:space"), "preserve")
        for text in rest:
            text.text = ""
        paragraph.addprevious(copied)
    _remove(paragraph)


def _replace_fields(texts: list[BaseOxmlElement], whole: str, values: Mapping[str, str]) -> None:
    """Replace fields that a word processor has split into runs; the first keeps its look."""
    for match in reversed(list(FIELD_REGEX.finditer(whole))):
        start, end, at = match.start(), match.end(), 0
        for text in texts:
            own = text.text or ""
            first, last = max(start - at, 0), min(end - at, len(own))
            if first < last:
                value = values[match[1]] if at <= start else ""
                text.text = own[:first] + value + own[last:]
                text.set(qn("xml:space"), "preserve")
            at += len(own)


def _remove_with_rule(paragraph: BaseOxmlElement) -> None:
    """Remove a paragraph and the rule under it."""
    after = paragraph.getnext()
    if after is not None and after.tag == qn("w:p") and _get_style(after) in RULE_SHARES:
        _remove(after)
    _remove(paragraph)


def _remove(paragraph: BaseOxmlElement) -> None:
    """Remove a paragraph; the last of a cell is emptied, since a cell must have one."""
    parent = paragraph.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:
        for text in paragraph.iter(qn("w:t")):
            text.text = ""
        return
    parent.remove(paragraph)


def _get_style(paragraph: BaseOxmlElement) -> PaperStyle | None:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if style is None else _STYLES_BY_ID.get(style.get(qn("w:val")))


def _measure_rule(before: BaseOxmlElement, rule: BaseOxmlElement, share: float, width: float) -> None:
    """Indent a rule from both sides, so that it is a share of the line over it."""
    cell = rule.getparent().find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    room = width if cell is None else int(cell.get(qn("w:w"))) / _TWIPS - 2 * _INSET / _TWIPS
    look = LOOKS[_get_style(before) or PaperStyle.BODY]
    text = "".join(text.text or "" for text in before.iter(qn("w:t")))
    length = min(estimate_length(text, look.size), room) * share
    indent = _to_twips((room - length) / 2)
    for old in rule.pPr.findall(qn("w:ind")):
        rule.pPr.remove(old)
    rule.pPr.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="{indent}" w:right="{indent}"/>'))


_LETTER_WIDTHS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -",
        (
            722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722,
            556, 667, 722, 722, 1000, 722, 722, 667, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333,
            556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 250, 333,
        ),
        strict=True,
    )
)  # fmt: skip
"""Widths of the letters of Times New Roman Bold, in thousandths of its size."""

_MM_OF_POINT = 0.3528


def estimate_length(text: str, size: float) -> float:
    """Estimate the millimetres of a line of bold letters."""
    plain = (unicodedata.normalize("NFD", letter)[0] for letter in text.replace("Đ", "D").replace("đ", "d"))
    return sum(_LETTER_WIDTHS.get(letter, 500) for letter in plain) / 1000 * size * _MM_OF_POINT


# --- the table --------------------------------------------------------------------------------------------


_KEPT_ROWS = 2
"""Rows that stay with what stands under the table: no page has a signature alone."""


def build_table(table: PaperTable, width: float, *, is_tight: bool = False) -> BaseOxmlElement:
    """Build a table over a width in millimetres, its heads repeated on every page."""
    total = sum(column.width for column in table.columns)
    widths = [column.width * width / total for column in table.columns]
    last = len(table.rows) - _KEPT_ROWS
    body = (_build_row(table, row, widths, kept=at >= last) for at, row in enumerate(table.rows))
    rows = (*_list_head_rows(table, widths), *body)
    return parse_xml(
        f"{_open_table(widths, 'single', _TIGHT_INSET if is_tight else _INSET_ABOVE)}{''.join(rows)}</w:tbl>"
    )


def _list_head_rows(table: PaperTable, widths: list[float]) -> Iterator[str]:
    """Yield one line of heads, or two: heads over several columns, and those under them."""
    if not table.has_groups:
        cells = (
            _build_cell(w, c.head, PaperStyle.TABLE_HEAD) for w, c in zip(widths, table.columns, strict=True)
        )
        yield _wrap_row("".join(cells), head=True)
        return
    upper, lower, at = "", "", 0
    for group, span in table.list_head_spans():
        if group:
            upper += _build_cell(sum(widths[at : at + span]), group, PaperStyle.TABLE_HEAD, span=span)
            lower += "".join(
                _build_cell(widths[i], table.columns[i].head, PaperStyle.TABLE_HEAD)
                for i in range(at, at + span)
            )
        else:
            upper += _build_cell(widths[at], table.columns[at].head, PaperStyle.TABLE_HEAD, merge="restart")
            lower += _build_cell(widths[at], "", PaperStyle.TABLE_HEAD, merge="continue")
        at += span
    yield _wrap_row(upper, head=True)
    yield _wrap_row(lower, head=True)


def _wrap_row(cells: str, *, head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def _build_row(table: PaperTable, row: AnnexRow, widths: list[float], *, kept: bool) -> str:
    texts = [format_value(value, "vi") for value in row.values]
    if row.kind is RowKind.GROUP:
        return _wrap_row(
            _build_cell(
                sum(widths),
                texts[0],
                PaperStyle.TABLE_TEXT,
                span=len(widths),
                align=ColumnAlign.LEFT,
                look="b",
                kept=True,
            )
        )
    look = "b" if row.kind is RowKind.SUM else ""
    return _wrap_row(
        "".join(
            _build_cell(width, text, PaperStyle.TABLE_TEXT, align=column.align, look=look, kept=kept)
            for width, text, column in zip(widths, texts, table.columns, strict=True)
        )
    )


def _build_cell(  # noqa: PLR0913  # what a cell may be
    width: float,
    text: str,
    style: PaperStyle,
    *,
    span: int = 1,
    merge: str = "",
    align: ColumnAlign | None = None,
    look: str = "",
    kept: bool = False,
) -> str:
    """Return a cell as XML; `kept` holds its row together with what follows."""
    keep = "<w:keepNext/>" if kept else ""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merges = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    aligned = "" if align in {None, ColumnAlign.CENTER} else f'<w:jc w:val="{align}"/>'
    bold = "<w:rPr><w:b/></w:rPr>" if look else ""
    run = f'<w:r>{bold}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_to_twips(width)}" w:type="dxa"/>{spans}{merges}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{_get_style_id(style)}"/>'
        f"{keep}{aligned}</w:pPr>{run}</w:p></w:tc>"
    )
