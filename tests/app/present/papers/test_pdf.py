import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from cocau.app.present.papers.build import PaperKind
from cocau.app.present.papers.pdf import render_pdf
from cocau.solver.proposal import Proposal
from tests.app.present.annex.conftest import HOSTILE, renamed
from tests.app.present.papers.conftest import forbidden
from tests.app.present.papers.test_docx import KINDS, made


def pages(content: bytes) -> list[str]:
    with pdfium.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_pdf_a_without_codes_and_the_same_bytes(of_2026: Proposal, kind: PaperKind) -> None:
    paper = made(of_2026, kind)
    content = render_pdf(paper)
    assert b"pdfaid:part" in content
    assert content == render_pdf(paper)
    assert [words for page in pages(content) if (words := forbidden(page))] == []


def test_each_sheet_begins_a_page_and_the_first_has_no_number(of_2026: Proposal) -> None:
    found = pages(render_pdf(made(of_2026, PaperKind.FORM_22)))
    firsts = [page for page in found if "DANH SÁCH CHÍNH THỨC" in page]
    assert len(firsts) == len(of_2026.request.council.constituencies)
    assert all(not page.lstrip().startswith("1") for page in firsts)
    others = [page for page in found if page not in firsts]
    assert all(page.split()[0] == "2" for page in others)


def test_hostile_names_are_plain_text(of_2026: Proposal) -> None:
    content = render_pdf(made(renamed(of_2026, list(HOSTILE)), PaperKind.FORM_05_THIRD))
    text = "".join(pages(content)).replace("\u200b", "").replace("\n", "").replace("\r", "")
    assert "#sys.inputs" in text.replace(" ", "")
