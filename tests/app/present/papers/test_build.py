import re

import pytest

from cocau.app.present.annex.model import RowKind
from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, build_paper, list_offered
from cocau.app.present.papers.layouts import LAYOUTS
from cocau.app.present.papers.model import PaperFamily
from cocau.app.present.papers.request import PaperRequest
from cocau.constraints.errors import InputError
from cocau.solver.proposal import Proposal
from cocau.solver.slate_differences import MoveReason, PersonMove, SlatePart
from tests.app.present.papers.conftest import OFFICE, forbidden

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def request(proposal: Proposal) -> PaperRequest:
    assert proposal.slate is not None
    return PaperRequest(proposal, OFFICE, other=proposal, elected=proposal.slate.deputies)


@pytest.mark.parametrize("kind", PAPER_TYPES)
def test_no_paper_has_a_code_or_a_word_of_the_program(of_2026: Proposal, kind: PaperKind) -> None:
    paper = build_paper(kind, request(_moved(of_2026)))
    texts = [text for sheet in paper.sheets for text in sheet.fields.values()]
    for sheet in paper.sheets:
        if sheet.table is not None:
            texts += [str(v) for row in sheet.table.rows for v in row.values if isinstance(v, str)]
            texts += [column.head for column in sheet.table.columns]
    found = [words for text in texts if (words := forbidden(text))]
    assert found == []
    assert len(texts) > 5


def _moved(proposal: Proposal) -> Proposal:
    """The proposal as one after a withdrawal."""
    assert proposal.slate is not None
    first, second = proposal.slate.listed[:2]
    post = "deputy_head/legal"
    part = SlatePart(constituency="dv01", deputy=True, posts=(post,))
    moves = (
        PersonMove(person="gone", why=MoveReason.GONE, was=part, now=None),
        PersonMove(person=first, why=MoveReason.CAME_IN, was=None, now=part),
        PersonMove(person=second, why=MoveReason.BARRED, was=part, now=None, standards=("R1187-2.3e",)),
    )
    request = proposal.request.replace_unvalidated(gone={"gone": "Trần Văn Rút"})
    return proposal.replace_unvalidated(differences=moves, request=request)


@pytest.mark.parametrize("kind", PAPER_TYPES)
def test_every_field_that_is_filled_stands_in_the_layout(of_2026: Proposal, kind: PaperKind) -> None:
    """A typing error in a name would leave a blank for ever."""
    paper = build_paper(kind, request(_moved(of_2026)))
    placed = LAYOUTS[paper.layout].list_fields() | {"co_quan_chu_quan", "so_ky_hieu", "dia_danh_ngay"}
    assert {name for sheet in paper.sheets for name in sheet.fields} <= placed


def test_families_are_never_mixed() -> None:
    for paper_type in PAPER_TYPES.values():
        printed = [line.text for line in LAYOUTS[paper_type.layout].list_lines()]
        is_annex, is_party = paper_type.layout == "phu-luc", paper_type.family is PaperFamily.PARTY
        assert (STATE in printed) is not (is_annex or is_party)
        assert ("ĐẢNG CỘNG SẢN VIỆT NAM" in printed) is is_party
        assert any("{{nguoi_ky}}" in line for line in printed) is not is_annex


def test_the_annex_names_the_document_that_it_belongs_to(of_2026: Proposal) -> None:
    fields = build_paper(PaperKind.COMPOSITION, request(of_2026)).sheets[0].fields
    leadership = build_paper(PaperKind.LEADERSHIP, request(of_2026)).sheets[0].fields
    assert (fields["phu_luc"], leadership["phu_luc"]) == ("Phụ lục I", "Phụ lục II")
    assert fields["kem_theo"] == leadership["kem_theo"]
    assert fields["kem_theo"] == (
        "(Kèm theo Tờ trình số 05/TTr-HĐND ngày 03 tháng 02 năm 2026 của Thường trực Hội đồng nhân dân xã Mẫu)"
    )
    blank = build_paper(PaperKind.COMPOSITION, PaperRequest(of_2026)).sheets[0].fields["kem_theo"]
    assert "ngày … tháng … năm ……" in blank


def test_a_submission_has_number_day_signature_and_recipients(of_2026: Proposal) -> None:
    fields = build_paper(PaperKind.COVERING, request(of_2026)).sheets[0].fields
    assert fields["so_ky_hieu"] == "Số: 05/TTr-HĐND"
    assert fields["dia_danh_ngay"] == "Mẫu, ngày 03 tháng 02 năm 2026"
    assert fields["tham_quyen_ky"] == "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert (fields["nguoi_ky"], fields["ten_loai"]) == ("Nguyễn Văn Mẫu", "TỜ TRÌNH")
    assert fields["noi_nhan"] == "- Như trên;\n- Lưu: VT, CTHĐ."
    assert "theo Phụ lục I kèm theo" in fields["noi_dung"]
    assert "theo Phụ lục II kèm theo" in fields["noi_dung"]
    assert fields["noi_dung"].endswith("./.")


def test_a_party_document_is_marked_until_the_guidance_was_read(of_2026: Proposal) -> None:
    fields = build_paper(PaperKind.PARTY_PLAN, request(of_2026)).sheets[0].fields
    assert fields["ghi_chu_mau"] == "(Mẫu chờ đối chiếu văn bản gốc Hướng dẫn 36-HD/VPTW)"
    assert fields["tham_quyen_ky"] == "T/M BAN THƯỜNG VỤ\nBÍ THƯ"
    assert re.fullmatch(r"Số ………-ĐA/ĐU", fields["so_ky_hieu"])
    assert fields["co_quan_ban_hanh"] == "ĐẢNG ỦY XÃ MẪU"


def test_minutes_are_signed_by_secretary_and_chair(of_2026: Proposal) -> None:
    first = build_paper(PaperKind.MINUTES_FIRST, request(of_2026)).sheets[0]
    assert first.fields["thu_ky"] == "THƯ KÝ HỘI NGHỊ"
    assert first.fields["tham_quyen_ky"].endswith("XÃ MẪU\nCHỦ TỌA HỘI NGHỊ")
    assert first.table is not None
    second = build_paper(PaperKind.MINUTES_SECOND, request(of_2026)).sheets[0]
    assert "danh sách sơ bộ" in second.fields["noi_dung"]
    assert second.table is None


def test_changes_are_told_with_their_reason_in_the_order_of_names(of_2026: Proposal) -> None:
    table = build_paper(PaperKind.CHANGES, request(_moved(of_2026))).sheets[0].table
    assert table is not None
    gone = next(row.values for row in table.rows if row.values[1] == "Trần Văn Rút")
    assert gone[3:] == (
        "Đại biểu dự kiến, đơn vị bầu cử số 1; Phó Trưởng Ban Pháp chế",
        "-",
        "Rút tên hoặc không còn được giới thiệu",
    )
    assert [row.values[0] for row in table.rows] == [1, 2, 3]


def test_a_comparison_fits_a_page_and_says_the_work_of_whoever_is_gone(of_2026: Proposal) -> None:
    assert of_2026.slate is not None
    source = of_2026.request
    gone = source.pool.by_id[of_2026.slate.deputies[0]]
    pool = source.pool.replace_unvalidated(people=tuple(p for p in source.pool.people if p != gone))
    left = of_2026.slate.replace_unvalidated(
        candidates={
            unit: tuple(i for i in ids if i != gone.id) for unit, ids in of_2026.slate.candidates.items()
        },
        deputies=of_2026.slate.deputies[1:],
    )
    later = of_2026.replace_unvalidated(slate=left, request=source.replace_unvalidated(pool=pool))
    numbers, people = build_paper(PaperKind.COMPARISON, PaperRequest(later, other=of_2026)).sheets
    assert numbers.is_one_page
    assert people.table is not None
    row = next(row.values for row in people.table.rows if row.values[1] == gone.name)
    assert row[2] == gone.position


def test_a_comparison_needs_a_second_proposal_of_the_same_council(of_2026: Proposal) -> None:
    with pytest.raises(InputError, match="second proposal"):
        build_paper(PaperKind.COMPARISON, PaperRequest(of_2026))
    council = of_2026.request.council.replace_unvalidated(id="another")
    other = of_2026.replace_unvalidated(request=of_2026.request.replace_unvalidated(council=council))
    with pytest.raises(InputError, match="same council"):
        build_paper(PaperKind.COMPARISON, PaperRequest(of_2026, other=other))


def test_a_comparison_shows_numbers_and_who_differs(of_2026: Proposal) -> None:
    assert of_2026.slate is not None
    out = of_2026.slate.deputies[0]
    less = of_2026.slate.model_copy(update={"deputies": of_2026.slate.deputies[1:]})
    paper = build_paper(
        PaperKind.COMPARISON, PaperRequest(of_2026, other=of_2026.replace_unvalidated(slate=less))
    )
    numbers, people = paper.sheets
    assert numbers.table is not None
    assert people.table is not None
    assert numbers.table.rows[0].kind is RowKind.SUM
    assert (numbers.table.rows[0].values[2], numbers.table.rows[0].values[4]) == (24, 25)
    assert numbers.table.rows[0].values[-1] == "+1"
    assert [row.values[1] for row in people.table.rows] == [of_2026.request.pool.by_id[out].name]
    assert people.fields["phu_luc"] == "Phụ lục II"


def test_a_proposal_without_slate_is_made_into_no_paper(of_2026: Proposal) -> None:
    bare = of_2026.replace_unvalidated(slate=None)
    assert list_offered(bare) == ()
    with pytest.raises(InputError, match="no slate"):
        build_paper(PaperKind.COMPOSITION, PaperRequest(bare))


def test_changes_are_offered_only_after_a_change(of_2026: Proposal) -> None:
    kinds = [paper_type.kind for paper_type in list_offered(of_2026)]
    assert PaperKind.CHANGES not in kinds
    assert PaperKind.CHANGES in [paper_type.kind for paper_type in list_offered(_moved(of_2026))]
    assert kinds[0] is PaperKind.COMPOSITION
