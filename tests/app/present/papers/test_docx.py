import io
import zipfile

import docx as word
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, build_paper
from cocau.app.present.papers.docx import build_template, estimate_length, render_docx
from cocau.app.present.papers.layouts import LAYOUTS
from cocau.app.present.papers.model import Paper
from cocau.app.present.papers.request import PaperRequest
from cocau.solver.proposal import Proposal
from tests.app.present.annex.conftest import HOSTILE, renamed
from tests.app.present.papers.conftest import OFFICE, forbidden, opened, words


def made(proposal: Proposal, kind: PaperKind) -> Paper:
    assert proposal.slate is not None
    elected = proposal.slate.deputies
    return build_paper(kind, PaperRequest(proposal, OFFICE, other=proposal, elected=elected))


KINDS = [kind for kind in PAPER_TYPES if kind is not PaperKind.CHANGES]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_paper_is_filled_and_no_code_is_printed(of_2026: Proposal, kind: PaperKind) -> None:
    texts = words(opened(render_docx(made(of_2026, kind))))
    assert [text for text in texts if forbidden(text)] == []
    assert len(texts) > 10


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_is_the_same_bytes(of_2026: Proposal, kind: PaperKind) -> None:
    paper = made(of_2026, kind)
    assert render_docx(paper) == render_docx(paper)


def test_a_submission_is_laid_out_as_the_decree_says(of_2026: Proposal) -> None:
    document = opened(render_docx(made(of_2026, PaperKind.COVERING)))
    page = document.sections[0]
    assert page.page_width is not None
    assert (round(page.page_width / Mm(1)), round((page.page_height or 0) / Mm(1))) == (210, 297)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    top, bottom, left, right = (round((margin or 0) / Mm(1)) for margin in margins)
    assert 20 <= top <= 25
    assert 20 <= bottom <= 25
    assert 30 <= left <= 35
    assert 15 <= right <= 20
    sizes = {
        "Quốc hiệu": (12, 13, True),
        "Tiêu ngữ": (13, 14, True),
        "Cơ quan chủ quản": (12, 13, False),
        "Cơ quan ban hành": (12, 13, True),
        "Số, ký hiệu": (13, 13, False),
        "Địa danh, ngày": (13, 14, False),
        "Tên loại": (13, 14, True),
        "Trích yếu": (13, 14, True),
        "Nội dung": (13, 14, False),
        "Chức vụ người ký": (13, 14, True),
        "Họ tên người ký": (13, 14, True),
        "Nơi nhận": (12, 12, True),
        "Danh sách nơi nhận": (11, 11, False),
        "Phụ lục": (14, 14, True),
        "Tên phụ lục, danh sách": (13, 14, True),
        "Kèm theo": (13, 14, False),
    }
    for name, (least, most, bold) in sizes.items():
        font = document.styles[name].font
        assert font.size is not None
        assert (least <= font.size / Pt(1) <= most, font.bold) == (True, bold), name
        assert font.name == "Times New Roman"
    body = document.styles["Nội dung"].paragraph_format
    assert body.first_line_indent is not None
    assert 10 <= body.first_line_indent / Mm(1) <= 12.8
    assert body.space_before is not None
    assert body.space_before >= Pt(6)


def test_an_annex_has_neither_state_nor_signature(of_2026: Proposal) -> None:
    for kind, number in ((PaperKind.COMPOSITION, "I"), (PaperKind.LEADERSHIP, "II")):
        texts = words(opened(render_docx(made(of_2026, kind))))
        assert texts[0] == f"Phụ lục {number}"
        assert not [t for t in texts if "CỘNG HÒA" in t or t.startswith(("TM.", "KT."))]


def test_page_numbers_stand_over_the_text_but_not_on_the_first_page(of_2026: Proposal) -> None:
    document = opened(render_docx(made(of_2026, PaperKind.FORM_22)))
    assert len(document.sections) == len(of_2026.request.council.constituencies)
    for section in document.sections:
        assert section.different_first_page_header_footer
        number = section._sectPr.find(qn("w:pgNumType"))
        assert number is not None
        assert number.get(qn("w:start")) == "1"
    field = document.sections[0].header._element.find(f".//{qn('w:fldSimple')}")
    assert field is not None
    assert field.get(qn("w:instr")) == "PAGE"


def test_a_document_stays_editable(of_2026: Proposal) -> None:
    """Styles, tables with heads that come again, rows that stay whole; no text box, no picture."""
    content = render_docx(made(of_2026, PaperKind.FORM_05_THIRD))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert not [name for name in ("w:drawing", "w:pict", "mc:AlternateContent", "w:txbx") if name in body]
    table = max(opened(content).tables, key=lambda one: len(one.rows))
    rows = table._tbl.findall(qn("w:tr"))
    heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert heads == rows[:2]
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert [cell.text for cell in table.rows[0].cells][9:14] == ["Trình độ"] * 5
    assert [cell.text for cell in table.rows[1].cells][9] == "Giáo dục phổ thông"


def test_a_signature_never_stands_alone_on_a_page(of_2026: Proposal) -> None:
    table = max(
        opened(render_docx(made(of_2026, PaperKind.FORM_05_THIRD))).tables, key=lambda one: len(one.rows)
    )
    last = table.rows[-1].cells[1].paragraphs[0]
    assert last.paragraph_format.keep_with_next


def test_the_head_of_a_group_stays_with_its_rows(of_2026: Proposal) -> None:
    (table,) = opened(render_docx(made(of_2026, PaperKind.LEADERSHIP))).tables
    heads = [row.cells[0] for row in table.rows if len({cell.text for cell in row.cells}) == 1]
    assert len(heads) == 3
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in heads)


def test_rules_are_as_long_as_the_decree_says(of_2026: Proposal) -> None:
    document = opened(render_docx(made(of_2026, PaperKind.COVERING)))
    for before, style, low, high in (
        ("Độc lập - Tự do - Hạnh phúc", "Đường kẻ dài", 1.0, 1.0),
        ("HỘI ĐỒNG NHÂN DÂN XÃ MẪU", "Đường kẻ ngắn", 1 / 3, 1 / 2),
    ):
        cell = next(c for t in document.tables for c in t.rows[0].cells if before in c.text)
        at = next(i for i, p in enumerate(cell.paragraphs) if p.text == before)
        rule = cell.paragraphs[at + 1]
        assert rule.style is not None
        assert rule.style.name == style
        shape = rule.paragraph_format
        assert shape.left_indent is not None
        assert shape.left_indent == shape.right_indent
        room = (cell.width or 0) - 2 * 60 * 635 - 2 * shape.left_indent
        size = 13 if low == 1 else 12
        share = room / Mm(1) / estimate_length(before, size)
        assert low - 0.02 <= share <= high + 0.02


def test_hostile_names_are_plain_text(of_2026: Proposal) -> None:
    hostile = ["{{bang}}", "{{nguoi_ky}} x", *HOSTILE]
    texts = words(opened(render_docx(made(renamed(of_2026, hostile), PaperKind.FORM_05_THIRD))))
    assert {"{{bang}}", "{{nguoi_ky}} x", *HOSTILE.values()} <= set(texts)


def own_template(layout: str, change: str, to: str) -> bytes:
    """The shipped template as an office has changed it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(build_template(layout))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                assert change in content.decode()
                content = content.decode().replace(change, to).encode()
            new.writestr(name, content)
    return out.getvalue()


def test_a_template_of_the_office_is_filled_even_where_a_word_processor_splits_its_fields(
    of_2026: Proposal,
) -> None:
    split = "{{noi_</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>dung}} (hết)"
    paper = made(of_2026, PaperKind.COVERING)
    texts = words(opened(render_docx(paper, own_template("van-ban", "{{noi_dung}}", split))))
    assert next(text for text in texts if text.endswith("./. (hết)")).startswith("Căn cứ Luật Bầu cử")


def test_a_template_without_styles_of_the_table_gets_them(of_2026: Proposal) -> None:
    document = word.Document()
    document.add_paragraph("UBND XÃ MẪU")
    document.add_paragraph("{{bang}}")
    out = io.BytesIO()
    document.save(out)
    made_of_it = opened(render_docx(made(of_2026, PaperKind.COMPOSITION), out.getvalue()))
    assert made_of_it.paragraphs[0].text == "UBND XÃ MẪU"
    assert made_of_it.tables[0].rows[2].cells[1].text == "Tổng số"
    assert made_of_it.tables[0].rows[2].cells[1].paragraphs[0].style is not None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_shipped_template_has_every_field_of_its_layout(layout: str) -> None:
    texts = " ".join(words(opened(build_template(layout))))
    assert all(f"{{{{{name}}}}}" in texts for name in LAYOUTS[layout].list_fields())
