"""An annex as a Word document: A4 across, heads of tables on every page, page numbers."""

import io
from datetime import UTC, datetime

import docx as word
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from cocau.app.render.annex.archive import timeless
from cocau.app.render.annex.form import Annex, Head, Paragraph, Section
from cocau.app.render.annex.paper import foot, page_breaks, page_word
from cocau.app.render.annex.word_table import beside, grid
from cocau.app.render.annex.word_xml import FONT, field, fonts, language
from cocau.app.render.blocks import Tone

_DAY = datetime(2021, 1, 1, tzinfo=UTC)
_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_GREY = RGBColor(0x50, 0x50, 0x50)


def docx(annex: Annex) -> bytes:
    """The document; the same annex is the same bytes."""
    document = word.Document()
    _page(document)
    _styles(document, annex.lang)
    _properties(document, annex)
    _footer(document, annex)
    _head(document, annex.head)
    if annex.left_out:
        _say(document, annex.left_out, bold=True)
    for section, new_page in zip(annex.sections, page_breaks(annex), strict=True):
        _section(document, section, annex.lang, new_page=new_page)
    out = io.BytesIO()
    document.save(out)
    return timeless(out.getvalue())


def _page(document: Document) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = Mm(15)
    page.bottom_margin, page.footer_distance = Mm(16), Mm(8)


def _styles(document: Document, lang: str) -> None:
    """One font for every script, and headings that look like the rest."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(3)
    heading = document.styles["Heading 1"]
    heading.font.name, heading.font.size, heading.font.bold = FONT, Pt(12), True
    heading.font.color.rgb = RGBColor(0, 0, 0)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(4)
    for style in (normal, heading):
        fonts(style.element.get_or_add_rPr())
        language(style.element.get_or_add_rPr(), lang)


def _properties(document: Document, annex: Annex) -> None:
    """No name of a person and no time: neither is part of the annex."""
    about = document.core_properties
    about.title = f"{annex.head.label}: {annex.head.title}"
    about.author = about.last_modified_by = "cocau"
    about.comments = ""
    about.created = about.modified = _DAY
    about.revision = 1


def _footer(document: Document, annex: Annex) -> None:
    """The council on the left; ``Trang 2/15`` on the right, counted by whatever shows the document."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(267), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style = document.styles["Normal"]
    run = paragraph.add_run(f"{foot(annex)}\t{page_word(annex)} ")
    run.font.size = Pt(9)
    for element in (*field("PAGE"), *field("NUMPAGES", before="/")):
        paragraph._p.append(element)  # noqa: SLF001  # python-docx has no fields


def _head(document: Document, head: Head) -> None:
    """State and motto beside the issuer, then titles and facts."""
    left = [(words, "") for words in head.issuer]
    state, motto = head.state
    right = [(state, "b"), (motto, "bu"), (head.place, "i")]
    document.element.body.insert(0, beside(left, right))
    for words in (head.label, head.title, head.council):
        _say(document, words, bold=True, centred=True, size=13)
    _say(document, head.attached, italic=True, centred=True)
    for fact in head.facts:
        _say(document, fact)


def _section(document: Document, section: Section, lang: str, *, new_page: bool) -> None:
    heading = document.add_heading(f"{section.number}. {section.title}", level=1)
    heading.paragraph_format.page_break_before = new_page
    for piece in section.body:
        if isinstance(piece, Paragraph):
            _paragraph(document, piece)
        else:
            document.element.body.insert(-1, grid(piece, lang))


def _paragraph(document: Document, it: Paragraph) -> None:
    """A mark hangs before its paragraph."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = Mm(5 * it.indent + (8 if it.mark else 0))
    if it.mark:
        shape.first_line_indent = Mm(-8)
        shape.tab_stops.add_tab_stop(shape.left_indent)
    run = paragraph.add_run(f"{it.mark}\t{it.text}" if it.mark else it.text)
    run.bold = it.tone in {Tone.STRONG, Tone.BAD} or None
    if it.tone is Tone.QUIET:
        run.font.color.rgb = _GREY


def _say(  # how a line of the head may look
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
