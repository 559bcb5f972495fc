import os
from datetime import date
from pathlib import Path

import pytest

from cocau.app.present.annex.layout import format_value
from cocau.app.present.annex.model import RowKind
from cocau.app.present.papers.build import PaperKind, build_allocation_paper, build_paper
from cocau.app.present.papers.composition import SHARE, TOTAL
from cocau.app.present.papers.docx import render_docx
from cocau.app.present.papers.office import COMPOSITION_COLUMNS, Issuer, IssuerRole, OfficeSettings
from cocau.app.present.papers.request import PaperRequest
from cocau.app.present.papers.wording import PaperWording
from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.model.offers import Offers, Organisation, Profile
from cocau.constraints.model.people import Bloc, Sex
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.model.slate import Slate
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import Allocation, build_allocation
from tests.app.present.papers.conftest import OFFICE, opened, words

REAL = (
    ("Khối Đảng ủy", 14, 5, 5, 0, 2),
    ("Khối chính quyền", 14, 5, 5, 2, 2),
    ("Khối MTTQ và các đoàn thể xã", 7, 4, 3, 1, 2),
    ("Thôn Xóm Mới", 1, 0, 1, 0, 0),
    ("Thôn Phủ Liễn", 1, 0, 0, 0, 0),
    ("Thôn Tân Ốc 1", 1, 0, 0, 0, 0),
    ("Thôn Đồng Tán", 1, 0, 0, 0, 0),
    ("Thôn Khe Càn", 1, 1, 0, 0, 0),
    ("Thôn Khe Áng", 1, 0, 0, 1, 0),
    ("Thôn Tân Ốc 2", 1, 0, 0, 0, 1),
    ("Thôn Bãi Liêu", 1, 0, 0, 0, 0),
    ("Thôn Đồng Giảng A", 1, 1, 0, 1, 0),
    ("Thôn Khe Giấy", 1, 0, 0, 0, 0),
)
"""The annex of xã Lương Minh, 12/2025: numbers introduced, women, re-standing, non-Party, under 40."""

LUONG_MINH = Council(
    id="luong-minh",
    name="HĐND xã Lương Minh",
    kind=CouncilKind.COMMUNE,
    election_day=date(2026, 3, 15),
    seats=25,
    constituencies=(Constituency(id="dv1", seats=25),),
)


def allocation() -> Allocation:
    """The allocation of the real annex, counted from anonymous people with these traits."""
    organisations = tuple(
        Organisation(
            id=f"o{place}",
            name=name,
            bloc=Bloc.GRASSROOTS,
            profiles=tuple(
                Profile(
                    id=f"p{n}",
                    at_most=1,
                    sex=Sex.FEMALE if n < women else Sex.MALE,
                    re_standing=n < again,
                    party_member=n >= outside,
                    under_40=n < young,
                )
                for n in range(people)
            ),
        )
        for place, (name, people, women, again, outside, young) in enumerate(REAL)
    )
    offers = Offers(organisations=organisations)
    pool = offers.build_pool(LUONG_MINH)
    everybody = tuple(person.id for person in pool.people)
    return build_allocation(LUONG_MINH, offers, pool, Slate(candidates={}, deputies=(), introduced=everybody))


COMMUNE = OfficeSettings(
    groups=("women", "re_elected", "non_party", "under_40", "ethnic_minority"),
    group_names={"under_40": "< 40 tuổi"},
    attached_to=IssuerRole.FRONT,
    has_remarks=False,
    issuers={
        IssuerRole.FRONT: Issuer(document_type="Hướng dẫn", symbol="HD-MTTQ-BTT", on=date(2025, 12, 20))
    },
)


def printed() -> list[list[str]]:
    """The rows of the Word document, without the numbers of rows."""
    paper = build_allocation_paper(PaperWording(LUONG_MINH, COMMUNE), allocation(), with_council=False)
    (table,) = opened(render_docx(paper)).tables
    return [[cell.text for cell in row.cells][1:] for row in table.rows]


def test_the_annex_of_a_real_commune_comes_out_as_it_was_printed() -> None:
    upper, lower, total, *rows = printed()
    assert upper[1:] == ["Số lượng giới thiệu", *["Cơ cấu kết hợp của người được giới thiệu"] * 5] or (
        upper[1:] == ["Số lượng giới thiệu", *["Cơ cấu kết hợp"] * 5]
    )
    assert lower[2:] == ["Nữ", "Tái cử", "Ngoài Đảng", "< 40 tuổi", "Dân tộc thiểu số"]
    assert total == [TOTAL, "45", "16", "14", "5", "7", "-"]
    dashed = [[name, *(str(n) if n else "-" for n in numbers), "-"] for name, *numbers in REAL]
    assert rows == dashed


@pytest.mark.skipif("LAW_TEXTS" not in os.environ, reason="LAW_TEXTS names the folder of law texts")
def test_the_rows_are_those_of_the_kept_document() -> None:
    kept = Path(os.environ["LAW_TEXTS"]) / "text/forms/real-huong-dan-MTTQ-xa-Luong-Minh-2025.txt"
    lines = kept.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("|  | Tổng số | 45 |"))
    real = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines[first : first + 14]]
    assert printed()[2:] == real


def test_the_annex_belongs_to_the_document_of_the_front() -> None:
    paper = build_allocation_paper(PaperWording(LUONG_MINH, COMMUNE), allocation(), with_council=False)
    texts = words(opened(render_docx(paper)))
    assert (
        "(Kèm theo Hướng dẫn số ………/HD-MTTQ-BTT ngày 20 tháng 12 năm 2025 của Ban Thường trực Ủy ban Mặt trận "
        "Tổ quốc Việt Nam xã Lương Minh)"
    ) in texts
    assert not [text for text in texts if "CỘNG HÒA" in text or text.startswith("TM.")]


def test_columns_are_groups_that_people_are_counted_in() -> None:
    assert COMPOSITION_COLUMNS.keys() <= GROUPS.keys()


def test_totals_are_the_sums_of_blocs_and_shares_come_last(of_2026: Proposal) -> None:
    table = build_paper(PaperKind.COMPOSITION, PaperRequest(of_2026, OFFICE)).sheets[0].table
    assert table is not None
    total, *rows, share = table.rows
    assert total.kind is RowKind.SUM
    for place in range(2, len(table.columns)):
        numbers = [row.values[place] for row in rows]
        counted = sum(number for number in numbers if isinstance(number, int))
        assert (counted or "-") == total.values[place]
    assert of_2026.slate is not None
    assert total.values[2] == len(of_2026.slate.listed)
    assert share.values[1] == SHARE
    women = total.values[3]
    assert isinstance(women, int)
    assert format_value(share.values[3], "vi") == f"{100 * women / len(of_2026.slate.listed):.1f}%".replace(
        ".", ","
    )
