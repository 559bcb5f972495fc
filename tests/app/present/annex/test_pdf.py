import time

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from numpy.typing import NDArray

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.disclosure import AnnexDisclosure
from cocau.app.present.annex.model import Annex
from cocau.app.present.annex.pdf import render_pdf
from cocau.solver.proposal import Proposal
from tests.app.present.annex.conftest import HOSTILE, renamed


@pytest.fixture(scope="module")
def content(whole: Annex) -> bytes:
    return render_pdf(whole)


def pages(content: bytes) -> list[str]:
    """The text of each page, without its line breaks."""
    with pdfium.PdfDocument(content) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def ink(content: bytes) -> list[NDArray[np.bool_]]:
    """Where each page is dark."""
    with pdfium.PdfDocument(content) as document:
        return [page.render(scale=1, grayscale=True).to_numpy() < 128 for page in document]


def test_every_name_is_there_with_its_diacritics(content: bytes, names: frozenset[str]) -> None:
    text = " ".join(pages(content))
    assert [name for name in sorted(names) if name not in text] == []
    assert text.startswith("TÀI LIỆU LÀM VIỆC")
    assert "\ufffd" not in text


def test_pages_are_numbered_of_all_and_departures_are_on_the_first(content: bytes) -> None:
    found = pages(content)
    for place, text in enumerate(found, start=1):
        assert f"Trang {place}/{len(found)}" in text
    assert "I. Điều chỉnh so với quy định" in found[0]


def test_heads_of_a_long_table_come_again(proposal: Proposal) -> None:
    found = [text for text in pages(render_pdf(build_annex(proposal))) if "Trường hợp cụ thể" in text]
    assert len(found) > 1
    assert all("Căn cứ" in text for text in found)


def test_no_page_is_empty_and_nothing_runs_over_the_margin(content: bytes, hostile: Annex) -> None:
    for dark in (*ink(content), *ink(render_pdf(hostile))):
        height, width = dark.shape
        assert (height, width) == (596, 842)
        assert dark[: height - 50].sum() > 200
        margin = 40  # points; the margin is 42.5
        assert not dark[:, :margin].any()
        assert not dark[:, width - margin :].any()
        assert not dark[: margin - 4].any()


def test_hostile_names_are_plain_text(hostile: Annex) -> None:
    text = " ".join(pages(render_pdf(hostile)))
    squeezed = "".join(text.replace("\u200b", "").split())  # where long words may break
    for name in HOSTILE.values():
        assert "".join(name.split()) in squeezed, name


def test_it_is_pdf_a_unless_a_letter_has_no_font(content: bytes, proposal: Proposal) -> None:
    assert b"pdfaid:part>2<" in content.replace(b'pdfaid:part="2"', b"pdfaid:part>2<")
    foreign = render_pdf(build_annex(renamed(proposal, ["Tên 名前"])))
    assert b"pdfaid" not in foreign
    assert "Tên" in " ".join(pages(foreign))


def test_the_same_annex_is_the_same_bytes(whole: Annex, content: bytes) -> None:
    time.sleep(1.1)  # the day and the time of a PDF have seconds
    assert render_pdf(whole) == content
    assert b"20210101" in content or b"2021-01-01" in content


def test_the_hidden_one_says_so_on_its_first_page(proposal: Proposal) -> None:
    found = pages(render_pdf(build_annex(proposal, "vi", AnnexDisclosure(sensitive=False, least=5))))
    assert "không được xem đảng viên, dân tộc, tôn giáo" in found[0]
    assert "Tôn giáo Trình độ" not in " ".join(found)


def test_a_conflict_in_english_says_so_on_its_first_page(conflict: Proposal) -> None:
    found = pages(render_pdf(build_annex(conflict, "en")))
    assert "THE RULES CANNOT HOLD TOGETHER" in found[0]
    assert "Page 1/" in found[0]
