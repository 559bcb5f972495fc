import io
import time
import zipfile

import docx as word
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.docx import render_docx
from cocau.app.present.annex.model import Annex
from cocau.solver.proposal import Proposal
from tests.app.present.annex.conftest import HOSTILE


def opened(content: bytes) -> Document:
    return word.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def document(whole: Annex) -> Document:
    return opened(render_docx(whole))


def words(document: Document) -> set[str]:
    cells = {text.text for text in document.element.body.iter(qn("w:t")) if text.text}
    return cells | {paragraph.text for paragraph in document.paragraphs}


def test_the_page_is_a4_across_with_numbers(document: Document) -> None:
    page = document.sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (297, 210)
    foot = page.footer.paragraphs[0]._p
    assert [f.get(qn("w:instr")) for f in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "Trang 1/1" in "".join(text.text or "" for text in foot.iter(qn("w:t")))


def test_every_name_is_there_with_its_diacritics(document: Document, names: frozenset[str]) -> None:
    assert names <= words(document)


def test_hostile_names_are_plain_text(hostile: Annex) -> None:
    content = render_docx(hostile)
    assert set(HOSTILE.values()) <= words(opened(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "w:hyperlink" not in body
    assert body.count("<w:fldSimple") == 0


def test_heads_of_tables_come_again_on_every_page_and_rows_stay_whole(
    document: Document, whole: Annex
) -> None:
    tables = document.tables
    assert len(tables) == sum(piece.sort == "table" for s in whole.sections for piece in s.body)
    for table in tables:
        rows = table._tbl.findall(qn("w:tr"))
        assert len(rows[0].findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}")) == 1
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert not any(row.findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in rows[1:])


def test_headings_are_the_sections_in_order_departures_first(document: Document, whole: Annex) -> None:
    heads = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert heads == [f"{s.number}. {s.title}" for s in whole.sections]
    assert heads[0].startswith("I. Điều chỉnh so với quy định")


def test_one_font_for_every_script(document: Document) -> None:
    for name in ("Normal", "Heading 1"):
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{s}")) for s in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
        assert not [key for key in fonts.attrib if key.endswith("heme")]


def test_the_same_annex_is_the_same_bytes_without_a_day_of_its_own(whole: Annex) -> None:
    one = render_docx(whole)
    time.sleep(2.1)  # archives count in two seconds
    assert render_docx(whole) == one
    about = opened(one).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("cocau", "cocau", "")
    assert about.created is not None
    assert about.created.year == 2021


def test_a_conflict_is_a_document_too(conflict: Proposal) -> None:
    found = words(opened(render_docx(build_annex(conflict, "en"))))
    assert "OUTCOME OF PLANNING: THE RULES CANNOT HOLD TOGETHER" in found
