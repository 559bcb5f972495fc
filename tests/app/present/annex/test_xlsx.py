import io
import re
import time
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from cocau.app.files.text import guard_formula, unguard_formula
from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.disclosure import AnnexDisclosure
from cocau.app.present.annex.model import Annex, AnnexPart, AnnexTable
from cocau.app.present.annex.xlsx import render_xlsx
from cocau.constraints.rulebook import Departure
from cocau.solver.proposal import MoveTotal, Proposal
from cocau.solver.slate_differences import MoveReason, PersonMove
from tests.app.present.annex.conftest import HOSTILE


def read(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }


def parts(content: bytes, prefix: str = "") -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {n: archive.read(n).decode() for n in archive.namelist() if n.startswith(prefix)}


@pytest.fixture(scope="module")
def book(whole: Annex) -> dict[str, list[list[object]]]:
    return read(render_xlsx(whole))


def test_each_part_is_a_sheet_and_departures_are_on_the_first(book: dict[str, list[list[object]]]) -> None:
    assert list(book)[:5] == ["Tài liệu làm việc", "Cơ cấu", "Danh sách ứng cử", "Chức danh", "Đối chiếu"]
    first = [str(row[0]) for row in book["Tài liệu làm việc"]]
    assert first.index("I. Điều chỉnh so với quy định") < first.index("II. Kết quả")
    assert first[0] == "TÀI LIỆU LÀM VIỆC"


def test_every_name_is_there_with_its_diacritics(
    book: dict[str, list[list[object]]], names: frozenset[str]
) -> None:
    assert names <= {str(row[1]) for row in book["Danh sách ứng cử"]}


def test_numbers_are_numbers_and_shares_are_percentages(
    book: dict[str, list[list[object]]], whole: Annex
) -> None:
    women = next(row for row in book["Cơ cấu"] if row[1] == "Phụ nữ")
    assert all(isinstance(value, float) for value in women[2:8])
    assert isinstance(women[5], float)
    assert 0 < women[5] < 1
    assert any('formatCode="0.0%"' in part for part in parts(render_xlsx(whole), "xl/styles").values())


def test_no_cell_is_a_formula_or_a_link_whatever_people_are_called(hostile: Annex) -> None:
    content = render_xlsx(hostile)
    for name, part in parts(content).items():
        assert not re.search(r"<f[ >]|<hyperlink", part), name
        assert "externalLink" not in name
        assert "hyperlink" not in part
    cells = {str(row[1]) for row in read(content)["Danh sách ứng cử"]}
    assert {guard_formula(read_) for read_ in HOSTILE.values()} <= cells
    assert set(HOSTILE.values()) <= {unguard_formula(cell) for cell in cells}
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for cell in cells)


def test_sheets_are_printed_across_a4_with_heads_and_page_numbers(whole: Annex) -> None:
    content = render_xlsx(whole)
    sheets = parts(content, "xl/worksheets/sheet")
    assert len(sheets) == 7
    for part in sheets.values():
        assert 'orientation="landscape"' in part
        assert 'paperSize="9"' in part
        assert "Trang &amp;P/&amp;N" in part
    assert 'state="frozen"' in sheets["xl/worksheets/sheet3.xml"]
    assert "_xlnm.Print_Titles" in parts(content, "xl/workbook.xml")["xl/workbook.xml"]


def test_the_same_annex_is_the_same_bytes(whole: Annex) -> None:
    one = render_xlsx(whole)
    time.sleep(1.1)  # the clock of a properties' file
    assert render_xlsx(whole) == one


def test_an_ampersand_in_the_foot_is_no_code(proposal: Proposal) -> None:
    council = proposal.request.council.replace_unvalidated(name="HĐND &P & tỉnh")
    content = render_xlsx(
        build_annex(
            proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(council=council))
        )
    )
    sheet = parts(content, "xl/worksheets/sheet1.xml")["xl/worksheets/sheet1.xml"]
    assert "HĐND &amp;&amp;P &amp;&amp; tỉnh" in sheet


def test_what_is_kept_back_is_an_asterisk_and_what_is_open_is_blank(proposal: Proposal) -> None:
    unknown = {"home_town": "", "residence": ""}  # side by side: one of them may be kept back some day
    people = tuple(p.replace_unvalidated(**unknown) for p in proposal.request.pool.people)
    pool = proposal.request.pool.replace_unvalidated(people=people)
    bare = proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(pool=pool))
    book = read(render_xlsx(build_annex(bare, "vi", AnnexDisclosure(sensitive=False, least=5))))
    assert any("*" in row for row in book["Cơ cấu"])
    assert any("không được xem" in str(row[0]) for row in book["Tài liệu làm việc"])
    person = next(row for row in book["Danh sách ứng cử"] if row[0] == 1.0)
    assert person[4] == ""


def test_a_conflict_and_english_have_their_sheets(conflict: Proposal) -> None:
    assert list(read(render_xlsx(build_annex(conflict, "en")))) == ["Working paper", "Remarks", "Provenance"]


def test_every_table_has_a_sheet_with_its_own_columns(proposal: Proposal) -> None:
    somebody = proposal.request.pool.people[0].id
    replanned = proposal.replace_unvalidated(
        departures=(Departure(rule="women-35-percent", field="at_least_percent", was=35, now=40),),
        moved=(MoveTotal(what="moves:people", value=1, bound=1),),
        differences=(PersonMove(person=somebody, was=None, now=None, why=MoveReason.LEFT_OUT),),
    )
    made = build_annex(replanned)
    assert list(read(render_xlsx(made)))[:3] == ["Tài liệu làm việc", "Thay đổi", "Cơ cấu"]
    for part in AnnexPart:
        sections = [s for s in made.sections if s.part is part]
        layouts = {p.columns for s in sections for p in s.body if isinstance(p, AnnexTable)}
        assert len(layouts) <= 1, part
