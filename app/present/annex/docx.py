"""An annex as a Word document: A4 across, heads of tables on every page, page numbers."""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import docx as word
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor

from cocau.app.i18n.languages import say
from cocau.app.present.annex.layout import format_value, get_footer, get_page_word, list_page_breaks
from cocau.app.present.annex.model import (
    Annex,
    AnnexColumn,
    AnnexHead,
    AnnexParagraph,
    AnnexRow,
    AnnexSection,
    AnnexTable,
    ColumnAlign,
    RowKind,
)
from cocau.app.present.blocks import Tone

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold."""


def fix_archive_times(archive: bytes) -> bytes:
    """Return a zip archive with fixed file times, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


FONT = "Times New Roman"

_LOOKS = {"b": "<w:b/>", "i": "<w:i/>", "u": '<w:u w:val="single"/>'}
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


def set_fonts(properties: BaseOxmlElement) -> None:
    """Set the font for every script; Word chooses another for letters it calls Asian."""
    element = properties.find(qn("w:rFonts"))
    if element is None:
        element = OxmlElement("w:rFonts")
        properties.insert(0, element)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        element.attrib.pop(qn(f"w:{theme}"), None)
    for script in _SCRIPTS:
        element.set(qn(script), FONT)


def set_language(properties: BaseOxmlElement, lang: str) -> None:
    """Set the language for proofing."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), say(lang, "vi-VN", "en-GB"))
    properties.append(element)


def build_field(name: str, before: str = "") -> tuple[BaseOxmlElement, ...]:
    """Build a field that the viewer fills in: PAGE, NUMPAGES."""
    simple = f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{build_run("1", size=9)}</w:fldSimple>'
    lead = (parse_xml(build_run(before, size=9, declared=True)),) if before else ()
    return (*lead, parse_xml(simple))


def build_run(text: str, *, size: float, look: str = "", declared: bool = False) -> str:
    """Return a run as XML. `look`: b, i, u for bold, italic, underlined; `size` in points."""
    looks = "".join(_LOOKS[one] for one in look if one in "bi")
    line = _LOOKS["u"] if "u" in look else ""
    spaces = f" {nsdecls('w')}" if declared else ""
    return (
        f'<w:r{spaces}><w:rPr>{looks}<w:sz w:val="{round(2 * size)}"/>{line}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


_TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""

_CELL_FONT_SIZE = 9
_INSET = 70
"""Twips between a rule and its text; by default Word hangs a table out by as much."""

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def build_table(table: AnnexTable, lang: str) -> BaseOxmlElement:
    """Build a table with ruled cells whose head is repeated on every page."""
    rows = (
        _build_head_row(table.columns),
        *(_build_body_row(table.columns, row, lang) for row in table.rows),
    )
    return _build_table_xml((column.width for column in table.columns), rows)


def _build_table_xml(widths: Iterable[int], rows: Iterable[str]) -> BaseOxmlElement:
    widths = tuple(widths)
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="404040"/>' for side in _EDGES)
    columns = "".join(f'<w:gridCol w:w="{_to_twips(width)}"/>' for width in widths)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_to_twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="{_INSET}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{_INSET}" w:type="dxa"/>'
        f'<w:right w:w="{_INSET}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _build_head_row(columns: tuple[AnnexColumn, ...]) -> str:
    cells = (
        _build_cell(
            c.width, _build_cell_paragraph(c.head, ColumnAlign.CENTER, "b", keep=True), shade="E1E1E1"
        )
        for c in columns
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _build_body_row(columns: tuple[AnnexColumn, ...], row: AnnexRow, lang: str) -> str:
    texts = [format_value(value, lang) for value in row.values]
    if row.kind is RowKind.GROUP:
        inside = _build_cell_paragraph(texts[0], ColumnAlign.LEFT, "b", keep=True)
        cells = _build_cell(sum(c.width for c in columns), inside, span=len(columns), shade="F3F3F3")
    else:
        look = "b" if row.kind is RowKind.SUM else ""
        cells = "".join(
            _build_cell(column.width, _build_cell_paragraph(text, column.align, look))
            for column, text in zip(columns, texts, strict=True)
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _build_cell(width: int, inside: str, *, span: int = 1, shade: str = "", at: str = "center") -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shades = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_to_twips(width)}" w:type="dxa"/>{spans}{shades}'
        f'<w:vAlign w:val="{at}"/></w:tcPr>{inside}</w:tc>'
    )


def _build_cell_paragraph(
    text: str, align: ColumnAlign, look: str, *, keep: bool = False, size: float = _CELL_FONT_SIZE
) -> str:
    """Return a cell's paragraph as XML; `keep` holds it together with the next row."""
    keeps = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr>{keeps}<w:spacing w:before="20" w:after="20"/><w:jc w:val="{align}"/></w:pPr>'
        f"{build_run(text, size=size, look=look)}</w:p>"
    )


def _to_twips(millimetres: int) -> int:
    return round(millimetres * _TWIPS)


DOCUMENT_DAY = datetime(2021, 1, 1, tzinfo=UTC)
_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_GREY = RGBColor(0x50, 0x50, 0x50)


def render_docx(annex: Annex) -> bytes:
    """Render an annex as a Word document; the same annex gives the same bytes."""
    document = word.Document()
    _set_page(document)
    _set_styles(document, annex.lang)
    _set_properties(document, annex)
    _add_footer(document, annex)
    _add_head(document, annex.head)
    if annex.left_out:
        _add_line(document, annex.left_out, bold=True)
    for section, new_page in zip(annex.sections, list_page_breaks(annex), strict=True):
        _add_section(document, section, annex.lang, new_page=new_page)
    out = io.BytesIO()
    document.save(out)
    return fix_archive_times(out.getvalue())


def _set_page(document: Document) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = Mm(15)
    page.bottom_margin, page.footer_distance = Mm(16), Mm(8)


def _set_styles(document: Document, lang: str) -> None:
    """Set one font for every script, and headings that look like the text."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(3)
    heading = document.styles["Heading 1"]
    heading.font.name, heading.font.size, heading.font.bold = FONT, Pt(12), True
    heading.font.color.rgb = RGBColor(0, 0, 0)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(4)
    for style in (normal, heading):
        set_fonts(style.element.get_or_add_rPr())
        set_language(style.element.get_or_add_rPr(), lang)


def _set_properties(document: Document, annex: Annex) -> None:
    """Set the document properties, without a person's name or a time."""
    about = document.core_properties
    about.title = f"{annex.head.label}: {annex.head.title}"
    about.author = about.last_modified_by = "cocau"
    about.comments = ""
    about.created = about.modified = DOCUMENT_DAY
    about.revision = 1


def _add_footer(document: Document, annex: Annex) -> None:
    """Add a footer: the council on the left, page numbers on the right."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(267), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style = document.styles["Normal"]
    run = paragraph.add_run(f"{get_footer(annex)}\t{get_page_word(annex)} ")
    run.font.size = Pt(9)
    for element in (*build_field("PAGE"), *build_field("NUMPAGES", before="/")):
        paragraph._p.append(element)  # noqa: SLF001  # python-docx has no fields


def _add_head(document: Document, head: AnnexHead) -> None:
    """Add titles and facts."""
    for words in (head.label, head.title, head.council):
        _add_line(document, words, bold=True, centred=True, size=13)
    for fact in head.facts:
        _add_line(document, fact)


def _add_section(document: Document, section: AnnexSection, lang: str, *, new_page: bool) -> None:
    heading = document.add_heading(f"{section.number}. {section.title}", level=1)
    heading.paragraph_format.page_break_before = new_page
    for piece in section.body:
        if isinstance(piece, AnnexParagraph):
            _add_paragraph(document, piece)
        else:
            document.element.body.insert(-1, build_table(piece, lang))


def _add_paragraph(document: Document, piece: AnnexParagraph) -> None:
    """Add a paragraph with its mark hanging before piece."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = Mm(5 * piece.indent + (8 if piece.mark else 0))
    if piece.mark:
        shape.first_line_indent = Mm(-8)
        shape.tab_stops.add_tab_stop(shape.left_indent)
    run = paragraph.add_run(f"{piece.mark}\t{piece.text}" if piece.mark else piece.text)
    run.bold = piece.tone in {Tone.STRONG, Tone.BAD} or None
    if piece.tone is Tone.QUIET:
        run.font.color.rgb = _GREY


def _add_line(  # how a line of the head may look
    document: Document,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
    size: int = 11,
) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = _CENTER
    run = paragraph.add_run(words)
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
