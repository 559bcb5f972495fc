import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from cocau.app.present.papers.build import PAPER_TYPES, PaperKind
from cocau.app.present.papers.xlsx import render_xlsx
from cocau.solver.proposal import Proposal
from tests.app.present.annex.conftest import HOSTILE, renamed
from tests.app.present.papers.conftest import forbidden
from tests.app.present.papers.test_docx import made


def read(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


TABLES = [k for k, t in PAPER_TYPES.items() if t.has_table and k is not PaperKind.CHANGES]


@pytest.mark.parametrize("kind", TABLES)
def test_heads_are_frozen_repeated_and_printed_with_their_area(of_2026: Proposal, kind: PaperKind) -> None:
    paper = made(of_2026, kind)
    content = render_xlsx(paper)
    assert content == render_xlsx(paper)
    files = parts(content)
    sheets = [text for name, text in files.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(paper.sheets)
    assert all('state="frozen"' in text and "fitToPage" in text for text in sheets)
    names = re.findall(r'<definedName name="(\S+)"', files["xl/workbook.xml"])
    assert names.count("_xlnm.Print_Area") == len(sheets)
    assert names.count("_xlnm.Print_Titles") == len(sheets)


def test_a_short_list_is_one_page_with_its_signature_and_a_long_one_takes_its_pages(
    of_2026: Proposal,
) -> None:
    def is_one_page(kind: PaperKind) -> set[bool]:
        files = parts(render_xlsx(made(of_2026, kind)))
        pages = (text for name, text in files.items() if name.startswith("xl/worksheets/sheet"))
        return {'fitToHeight="0"' not in text for text in pages}

    assert is_one_page(PaperKind.FORM_22) == {True}
    assert is_one_page(PaperKind.FORM_05_SECOND) == {False}


def test_numbers_are_numbers_and_nobody_is_a_dash(of_2026: Proposal) -> None:
    rows = read(render_xlsx(made(of_2026, PaperKind.COMPOSITION)))["Cơ cấu"]
    total = next(row for row in rows if row[1] == "Tổng số")
    assert of_2026.slate is not None
    assert (total[2], total[9]) == (len(of_2026.slate.listed), 25)
    assert "-" in total
    assert not [cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith("'")]


@pytest.mark.parametrize("kind", TABLES)
def test_no_code_is_printed(of_2026: Proposal, kind: PaperKind) -> None:
    cells = [
        cell
        for rows in read(render_xlsx(made(of_2026, kind))).values()
        for row in rows
        for cell in row
        if isinstance(cell, str)
    ]
    assert [cell for cell in cells if forbidden(cell)] == []


def test_hostile_names_are_texts(of_2026: Proposal) -> None:
    content = render_xlsx(made(renamed(of_2026, list(HOSTILE)), PaperKind.FORM_05_THIRD))
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_sheets_have_names_that_excel_takes(of_2026: Proposal) -> None:
    names = list(read(render_xlsx(made(of_2026, PaperKind.FORM_04))))
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_minutes_show_their_items_and_the_whole_agency(of_2026: Proposal) -> None:
    content = render_xlsx(made(of_2026, PaperKind.MINUTES_FIRST))
    (rows,) = read(content).values()
    said = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert [text for text in said if text.startswith("- Thư ký")]
    assert not [text for text in said if text.startswith("'")]
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    second = re.search('<row r="2"[^>]* ht="([0-9.]+)"', sheet)
    assert second is not None
    assert float(second[1]) > 30, "the agency takes two lines beside one of the state"


def test_a_letter_is_no_workbook(of_2026: Proposal) -> None:
    with pytest.raises(ValueError, match="without a table"):
        render_xlsx(made(of_2026, PaperKind.COVERING))
