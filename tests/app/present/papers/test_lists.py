import os
import re
from datetime import date
from pathlib import Path

import pytest

from cocau.app.present.papers.build import PaperKind, build_paper
from cocau.app.present.papers.lists import build_introduced_lists, build_people_table, sort_people
from cocau.app.present.papers.model import Paper, PaperTable
from cocau.app.present.papers.office import DOTS, FormHeading, OfficeSettings
from cocau.app.present.papers.request import PaperRequest
from cocau.constraints.errors import InputError
from cocau.constraints.model.people import Bloc, Person, Sex
from cocau.solver.proposal import Proposal
from tests.app.present.papers.conftest import OFFICE

COLUMNS = [
    "STT",
    "Họ và tên",
    "Ngày, tháng, năm sinh",
    "Giới tính",
    "Quốc tịch",
    "Dân tộc",
    "Tôn giáo",
    "Quê quán",
    "Nơi ở hiện nay",
    "Giáo dục phổ thông",
    "Chuyên môn, nghiệp vụ",
    "Học hàm, học vị",
    "Lý luận chính trị",
    "Ngoại ngữ",
    "Nghề nghiệp, chức vụ",
    "Nơi công tác",
    "Ngày vào Đảng (nếu có)",
    "Đại biểu HĐND (nếu có)",
    "Ghi chú",
]


def heads(paper: Paper) -> list[str]:
    table = paper.sheets[0].table
    assert table is not None
    return [column.head for column in table.columns]


def person(name: str, born: date = date(1980, 1, 1), person_id: str = "x") -> Person:
    return Person(id=person_id, name=name, born=born, sex=Sex.MALE, bloc=Bloc.FRONT)


@pytest.mark.parametrize("kind", [PaperKind.FORM_04, PaperKind.FORM_05_SECOND, PaperKind.FORM_05_THIRD])
def test_the_forms_of_the_front_have_their_nineteen_columns(of_2026: Proposal, kind: PaperKind) -> None:
    assert heads(build_paper(kind, PaperRequest(of_2026))) == COLUMNS


def test_the_forms_of_the_election_committee_have_nineteen_and_twenty(of_2026: Proposal) -> None:
    said = "Là đại biểu HĐND (nếu có)"
    official = [said if head == "Đại biểu HĐND (nếu có)" else head for head in COLUMNS]
    assert heads(build_paper(PaperKind.FORM_22, PaperRequest(of_2026))) == official
    assert of_2026.slate is not None
    elected = PaperRequest(of_2026, elected=of_2026.slate.deputies)
    assert heads(build_paper(PaperKind.FORM_26, elected)) == [*official[:2], "Đơn vị bầu cử", *official[2:]]


@pytest.mark.skipif("LAW_TEXTS" not in os.environ, reason="LAW_TEXTS names the folder of law texts")
@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("text/nqlt-102-2025.txt", "04/BCĐBHĐND-MT"),
        ("text/nqlt-102-2025.txt", "05/BCĐBHĐND-MT"),
        ("text/forms/nq-40-2025-HDBCQG.txt", "22/HĐBC-HĐND"),
        ("text/forms/nq-40-2025-HDBCQG.txt", "26/HĐBC-HĐND"),
    ],
)
def test_the_columns_are_those_that_the_form_itself_prints(of_2026: Proposal, file: str, form: str) -> None:
    text = (Path(os.environ["LAW_TEXTS"]) / file).read_text(encoding="utf-8")
    after = text.split(f"\nMẫu số {form}\n")[-1]
    first, second = [
        line
        for line in after.splitlines()
        if (line.startswith("|") and "Giáo dục" in line) or "| STT" in line
    ][:2]
    upper = [_plain(cell) for cell in first.strip("| ").split("|")]
    lower = [_plain(cell) for cell in second.strip("| ").split("|")]
    at = upper.index("Trình độ")
    printed = [*upper[:at], *lower, *upper[at + 1 :]]
    kinds = {
        "04": PaperKind.FORM_04,
        "05": PaperKind.FORM_05_THIRD,
        "22": PaperKind.FORM_22,
        "26": PaperKind.FORM_26,
    }
    assert of_2026.slate is not None
    paper = build_paper(kinds[form[:2]], PaperRequest(of_2026, elected=of_2026.slate.deputies))
    assert [_plain(head) for head in heads(paper)] == printed


def _plain(cell: str) -> str:
    """A head without the numbers of its notes, and without commas: the forms print them both ways."""
    return " ".join(re.sub(r"\{\w+\}|\(\d\)|,", " ", cell).split())


def test_names_are_sorted_as_the_forms_prescribe() -> None:
    """Given name, family name, middle name, birth; Đ after every D, ă after a: a printed list had both wrong."""
    wanted = [
        person("Lê Văn Dũng"),
        person("Lê Văn Dương"),
        person("Trần Văn Đạt"),
        person("Trần Văn Được"),
        person("Lê Thị Hà"),
        person("Nguyễn An Hà"),
        person("Nguyễn Thị Hà", date(1970, 5, 5)),
        person("Nguyễn Thị Hà", date(1970, 5, 6)),
        person("Bùi Văn Thành"),
        person("Bùi Văn Thắng"),
    ]
    assert sort_people(reversed(wanted)) == wanted


def test_fields_that_the_pool_lacks_stay_open_and_known_ones_are_printed() -> None:
    row = build_people_table([person("Lê Văn Dũng")]).rows[0]
    assert row.values[:7] == (1, "Lê Văn Dũng", "01/01/1980", "Nam", "Việt Nam", "Kinh", "Không")
    assert row.values[7:9] == ("", "")
    assert row.values[-1] == "Tự ứng cử"


def test_each_body_has_a_sheet_of_its_own_signed_by_its_leaders(of_2026: Proposal) -> None:
    paper = build_paper(PaperKind.FORM_04, PaperRequest(of_2026))
    bodies = {one.introduced_by for one in of_2026.request.pool.people if one.introduced_by is not None}
    assert {sheet.name for sheet in paper.sheets} == bodies
    assert {sheet.fields["tham_quyen_ky"] for sheet in paper.sheets} == {"LÃNH ĐẠO CƠ QUAN/TỔ CHỨC/ĐƠN VỊ"}
    assert sum(len(table.rows) for table in map(_table, paper.sheets)) == sum(
        one.introduced_by is not None for one in of_2026.request.pool.people
    )


def test_people_without_a_named_body_stand_on_one_list_and_are_not_called_self_nominated(
    of_2026: Proposal,
) -> None:
    people = (person("Lê Văn Dũng").model_copy(update={"introduced_by": ""}), person("Bùi Văn An"))
    unnamed, empty = (
        list(build_introduced_lists(PaperRequest(of_2026).wording, these)) for these in (people, people[1:])
    )
    assert [(len(_table(s).rows), s.fields["co_quan_ban_hanh"]) for s in (*unnamed, *empty)] == [
        (1, DOTS),
        (0, DOTS),
    ]
    assert _table(unnamed[0]).rows[0].values[-1] == ""


def _table(sheet: object) -> PaperTable:
    table = getattr(sheet, "table")  # noqa: B009
    assert isinstance(table, PaperTable)
    return table


def test_each_constituency_has_an_official_list_with_its_totals(of_2026: Proposal) -> None:
    paper = build_paper(PaperKind.FORM_22, PaperRequest(of_2026, OFFICE))
    assert of_2026.slate is not None
    first = paper.sheets[0]
    listed = len(of_2026.slate.candidates["dv01"])
    assert len(paper.sheets) == len(of_2026.request.council.constituencies)
    assert first.fields["don_vi"] == "Đơn vị bầu cử số: 1\nGồm: Thôn Đông"
    assert f"trong danh sách này là: {listed} người" in first.fields["cuoi_bang"]
    assert "được bầu tại đơn vị bầu cử số 1 là: 4 người" in first.fields["cuoi_bang"]
    assert first.fields["tham_quyen_ky"] == "TM. ỦY BAN BẦU CỬ\nCHỦ TỊCH"
    assert first.fields["mau_so"] == "Mẫu số 22/HĐBC-HĐND"
    assert first.fields["tieu_de"].endswith("XÃ MẪU\nKHÓA XX NHIỆM KỲ 2026 - 2031")


def test_the_forms_of_2021_were_not_found_and_their_title_is_left_to_the_office(proposal: Proposal) -> None:
    fields = build_paper(PaperKind.FORM_22, PaperRequest(proposal)).sheets[0].fields
    assert fields["mau_so"] == "Mẫu số ………………"
    assert fields["tieu_de"].startswith("DANH SÁCH ………………\n")
    own = OfficeSettings(forms={"form-22": FormHeading(number="24/HĐBC-HĐND", title="DANH SÁCH CHÍNH THỨC")})
    fields = build_paper(PaperKind.FORM_22, PaperRequest(proposal, own)).sheets[0].fields
    assert (fields["mau_so"], fields["tieu_de"]) == ("Mẫu số 24/HĐBC-HĐND", "DANH SÁCH CHÍNH THỨC")


def test_nobody_is_printed_as_elected_before_the_voters_have_voted(of_2026: Proposal) -> None:
    with pytest.raises(InputError, match="nobody is elected yet"):
        build_paper(PaperKind.FORM_26, PaperRequest(of_2026))
    with pytest.raises(InputError, match="Not on a list"):
        build_paper(PaperKind.FORM_26, PaperRequest(of_2026, elected=("nobody",)))
    assert of_2026.slate is not None
    chosen = of_2026.slate.candidates["dv02"][:2]
    sheet = build_paper(PaperKind.FORM_26, PaperRequest(of_2026, elected=chosen)).sheets[0]
    assert [row.values[2] for row in _table(sheet).rows] == ["2", "2"]
    assert "Tổng số người trúng cử trong danh sách này là: 2 người." in sheet.fields["cuoi_bang"]
