"""Papers of a proposal and of a structure plan: which there are, and how each is made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.present.papers.annexes import (
    build_allocation,
    build_changes,
    build_comparison,
    build_composition,
    build_leadership,
)
from cocau.app.present.papers.composition import INTENDED, LISTED, build_slate_composition
from cocau.app.present.papers.lists import (
    build_consulted_list,
    build_elected_list,
    build_introduced_lists,
    build_official_list,
    name_conference,
)
from cocau.app.present.papers.model import Paper, PaperFamily, PaperSheet, PaperTable
from cocau.app.present.papers.office import DOTS, IssuerRole
from cocau.app.present.papers.request import PaperRequest
from cocau.app.present.papers.wording import PaperWording
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Text
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import Allocation


class PaperKind(StrEnum):
    """The papers; the value stands in addresses and on the command line."""

    COVERING = "covering"
    COMPOSITION = "composition"
    LEADERSHIP = "leadership"
    FORM_04 = "form-04"
    FORM_05_SECOND = "form-05-2"
    FORM_05_THIRD = "form-05-3"
    FORM_22 = "form-22"
    FORM_26 = "form-26"
    MINUTES_FIRST = "minutes-1"
    MINUTES_SECOND = "minutes-2"
    MINUTES_THIRD = "minutes-3"
    CHANGES = "changes"
    COMPARISON = "comparison"
    PARTY_PLAN = "party-plan"


@dataclass(frozen=True)
class PaperType:
    """A kind of paper: family, layout, title, when it is offered, and how it is built.

    `note`: what whoever takes it must know.
    """

    kind: PaperKind
    family: PaperFamily
    layout: str
    title: Text
    build_sheets: Callable[[PaperRequest], Iterable[PaperSheet]]
    is_offered: Callable[[Proposal], bool] = lambda proposal: proposal.slate is not None
    note: Text | None = None
    has_table: bool = True


def build_paper(kind: PaperKind, request: PaperRequest) -> Paper:
    """Build a paper of a proposal.

    Raises:
        InputError: the proposal has no slate or no changes; nobody to compare with, or nobody elected.
    """
    paper_type = PAPER_TYPES[kind]
    return Paper(
        kind=paper_type.kind,
        family=paper_type.family,
        layout=paper_type.layout,
        title=f"{paper_type.title.vi} - HĐND {request.wording.locality}",
        sheets=tuple(paper_type.build_sheets(request)),
    )


ALLOCATION_LAYOUT = "phu-luc"


def build_allocation_paper(
    wording: PaperWording, allocation: Allocation, *, with_council: bool = True
) -> Paper:
    """Build the composition annex of a structure plan, before there are names."""
    return Paper(
        kind="allocation",
        family=PaperFamily.DECREE,
        layout=ALLOCATION_LAYOUT,
        title=f"Phân bổ cơ cấu, thành phần, số lượng - HĐND {wording.locality}",
        sheets=(build_allocation(wording, allocation, with_council=with_council),),
    )


def list_offered(proposal: Proposal) -> tuple[PaperType, ...]:
    """List the papers that a proposal can be made into, in the order of work."""
    return tuple(paper_type for paper_type in PAPER_TYPES.values() if paper_type.is_offered(proposal))


def _build_form_04(request: PaperRequest) -> Iterable[PaperSheet]:
    return build_introduced_lists(request.wording, request.proposal.request.pool.people)


def _build_form_05_second(request: PaperRequest) -> Iterable[PaperSheet]:
    yield build_consulted_list(request.wording, request.proposal.request.pool.people, 2)


def _build_form_05_third(request: PaperRequest) -> Iterable[PaperSheet]:
    yield build_consulted_list(request.wording, request.get_people(request.slate.listed), 3)


def _build_form_22(request: PaperRequest) -> Iterable[PaperSheet]:
    slate, wording = request.slate, request.wording
    for unit in request.proposal.request.council.constituencies:
        yield build_official_list(wording, unit, request.get_people(slate.candidates.get(unit.id, ())))


def _build_form_26(request: PaperRequest) -> Iterable[PaperSheet]:
    slate, elected = request.slate, frozenset(request.elected)
    if not elected:
        raise InputError([_NOBODY_ELECTED])
    if strangers := sorted(elected - set(slate.listed)):
        raise InputError([_describe_stranger(person_id) for person_id in strangers])
    units = request.proposal.request.council.constituencies
    yield build_elected_list(
        request.wording,
        [
            (unit, request.get_people(i for i in slate.candidates.get(unit.id, ()) if i in elected))
            for unit in units
        ],
    )


_NOBODY_ELECTED = Problem(
    "nobody_elected",
    ("elected",),
    "Mẫu 26 lập từ kết quả bầu cử; theo kết quả đã nhập chưa có người trúng cử.",
    "Form 26 is made of the results; by those entered nobody is elected yet.",
)


def _describe_stranger(person_id: str) -> Problem:
    return Problem(
        "not_a_candidate",
        ("elected", person_id),
        "Không có trong danh sách ứng cử của phương án này.",
        "Not on a list of candidates of this proposal.",
    )


def _build_minutes(conference: int) -> Callable[[PaperRequest], Iterable[PaperSheet]]:
    """Return the builder of a conference's minutes; the first has the composition table."""

    def build(request: PaperRequest) -> Iterable[PaperSheet]:
        wording, source = request.wording, request.proposal.request
        table: PaperTable | None = None
        if conference == 1:
            table = build_slate_composition(
                source.council, source.pool, request.slate, request.office, (LISTED,)
            )
        yield PaperSheet(name="Biên bản", fields=_fill_minutes(wording, conference), table=table)

    return build


_PURPOSES = {
    1: "thỏa thuận về cơ cấu, thành phần, số lượng người được giới thiệu ứng cử đại biểu Hội đồng nhân dân",
    2: "thỏa thuận lập danh sách sơ bộ những người ứng cử đại biểu Hội đồng nhân dân",
    3: "lựa chọn, lập danh sách những người đủ tiêu chuẩn ứng cử đại biểu Hội đồng nhân dân",
}
_AGREED = {
    1: "3. Hội nghị nhất trí cơ cấu, thành phần, số lượng người được giới thiệu ứng cử như sau:",
    2: "3. Hội nghị nhất trí danh sách sơ bộ những người ứng cử (kèm theo biên bản này).",
    3: "3. Hội nghị nhất trí danh sách những người đủ tiêu chuẩn ứng cử (kèm theo biên bản này).",
}


def _fill_minutes(wording: PaperWording, conference: int) -> dict[str, str]:
    """Fill form 01/BCĐBHĐND-MT; what only the conference knows stays a blank."""
    time, name = name_conference(conference), wording.locality
    number = "01/BCĐBHĐND-MT" if wording.has_known_forms else DOTS
    front = f"Ủy ban Mặt trận Tổ quốc Việt Nam {name}"
    return {
        **wording.fill_issuer(IssuerRole.FRONT),
        "mau_so": f"Mẫu số {number}",
        "ten_loai": f"BIÊN BẢN HỘI NGHỊ HIỆP THƯƠNG\nLẦN THỨ {time.upper()}",
        "trich_yeu": "(V/v giới thiệu người ứng cử đại biểu Hội đồng nhân dân)",
        "noi_dung": "\n".join(
            (
                (
                    f"Hồi … giờ …, ngày … tháng … năm ……, tại {DOTS}, Ban Thường trực {front} tiến hành Hội "
                    f"nghị hiệp thương lần thứ {time} để {_PURPOSES[conference]} {name} nhiệm kỳ "
                    f"{wording.term}."
                ),
                f"- Chủ trì cuộc họp: ông (bà) {DOTS} Chức vụ: {DOTS}",
                f"- Thư ký cuộc họp: ông (bà) {DOTS} Chức vụ: {DOTS}",
                "1. Thành phần hội nghị gồm:",
                "- Tổng số đại biểu được mời: ……; có mặt: ……; vắng mặt: ……",
                f"- Khách mời của hội nghị gồm: {DOTS * 2}",
                "2. Hội nghị tiến hành với chương trình nội dung như sau:",
                DOTS * 4,
                _AGREED[conference],
            )
        ),
        "ket_thuc": "- Hội nghị kết thúc hồi … giờ … cùng ngày.",
        "thu_ky": "THƯ KÝ HỘI NGHỊ",
        "ghi_chu_thu_ky": "(Ký tên)\n(Ghi rõ họ và tên)",
        "tham_quyen_ky": "TM. BAN THƯỜNG TRỰC\nỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\n"
        f"{name.upper()}\nCHỦ TỌA HỘI NGHỊ",
        "ghi_chu_ky": "(Ký tên, đóng dấu)\n(Ghi rõ họ và tên)",
        "nguoi_ky": "",
    }


def _build_covering(request: PaperRequest) -> Iterable[PaperSheet]:
    wording = request.wording
    issuer = wording.get_issuer(IssuerRole.STANDING_COMMITTEE)
    source, slate = request.proposal.request, request.slate
    body = issuer.body or "\n".join(
        (
            (
                f"Căn cứ Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân; Thường trực Hội đồng "
                f"nhân dân {wording.locality} dự kiến cơ cấu, thành phần, số lượng người được giới thiệu ứng "
                f"cử đại biểu Hội đồng nhân dân {wording.locality} {wording.session}, nhiệm kỳ "
                f"{wording.term} như sau:"
            ),
            (
                f"1. Số đại biểu Hội đồng nhân dân được bầu: {source.council.seats} đại biểu, ở "
                f"{len(source.council.constituencies)} đơn vị bầu cử."
            ),
            f"2. Số người ứng cử: {len(slate.listed)} người.",
            "3. Cơ cấu, thành phần: theo Phụ lục I kèm theo.",
            "4. Nhân sự dự kiến giữ chức danh: theo Phụ lục II kèm theo.",
            f"Thường trực Hội đồng nhân dân {wording.locality} trân trọng trình xem xét, cho ý kiến./.",
        )
    )
    yield PaperSheet(
        name="Văn bản",
        fields={
            **wording.fill_issuer(IssuerRole.STANDING_COMMITTEE),
            "ten_loai": issuer.document_type.upper(),
            "trich_yeu": issuer.subject,
            "kinh_gui": f"Kính gửi: {issuer.addressee or DOTS * 4}",
            "noi_dung": body,
            **_fill_recipients(issuer.recipients, "- "),
        },
    )


def _fill_recipients(recipients: str, dash: str) -> dict[str, str]:
    lines = (line if line.startswith("-") else f"{dash}{line}" for line in recipients.splitlines())
    return {"noi_nhan_dau": "Nơi nhận:", "noi_nhan": "\n".join(lines)}


PARTY_NOTE = "Mẫu chờ đối chiếu văn bản gốc Hướng dẫn 36-HD/VPTW"


def _build_party_plan(request: PaperRequest) -> Iterable[PaperSheet]:
    wording, source = request.wording, request.proposal.request
    issuer = wording.get_issuer(IssuerRole.PARTY)
    body = issuer.body or (
        f"Dự kiến cơ cấu, số lượng, thành phần đại biểu Hội đồng nhân dân {wording.locality} "
        f"{wording.session}, nhiệm kỳ {wording.term}: {source.council.seats} đại biểu; số người ứng cử: "
        f"{len(request.slate.listed)} người, cụ thể như sau:"
    )
    yield PaperSheet(
        name="Đề án",
        fields={
            **wording.fill_issuer(IssuerRole.PARTY),
            "ghi_chu_mau": f"({PARTY_NOTE})",
            "ten_loai": issuer.document_type.upper(),
            "trich_yeu": issuer.subject,
            "noi_dung": body,
            **_fill_recipients(issuer.recipients, "- "),
        },
        table=build_slate_composition(
            source.council, source.pool, request.slate, request.office, (INTENDED,)
        ),
    )


_FRONT_LAYOUT, _COMMITTEE_LAYOUT = "danh-sach-mat-tran", "danh-sach-bau-cu"

_TYPES = (
    PaperType(
        PaperKind.COMPOSITION,
        PaperFamily.DECREE,
        "phu-luc",
        Text(
            vi="Biểu tổng hợp cơ cấu, thành phần, số lượng", en="Composition: structures, blocs and numbers"
        ),
        build_composition,
    ),
    PaperType(
        PaperKind.LEADERSHIP,
        PaperFamily.DECREE,
        "phu-luc",
        Text(vi="Nhân sự dự kiến giữ chức danh", en="Intended holders of posts"),
        build_leadership,
    ),
    PaperType(
        PaperKind.COVERING,
        PaperFamily.DECREE,
        "van-ban",
        Text(vi="Tờ trình của Thường trực HĐND", en="Submission of the council's Standing Committee"),
        _build_covering,
        has_table=False,
    ),
    PaperType(
        PaperKind.FORM_04,
        PaperFamily.ELECTION,
        _FRONT_LAYOUT,
        Text(
            vi="Danh sách người được giới thiệu ứng cử (mẫu 04/BCĐBHĐND-MT)",
            en="People introduced, by introducing body (form 04/BCĐBHĐND-MT)",
        ),
        _build_form_04,
    ),
    PaperType(
        PaperKind.FORM_05_SECOND,
        PaperFamily.ELECTION,
        _FRONT_LAYOUT,
        Text(
            vi="Danh sách sơ bộ, hiệp thương lần thứ hai (mẫu 05/BCĐBHĐND-MT)",
            en="Preliminary list, second consultation (form 05/BCĐBHĐND-MT)",
        ),
        _build_form_05_second,
    ),
    PaperType(
        PaperKind.FORM_05_THIRD,
        PaperFamily.ELECTION,
        _FRONT_LAYOUT,
        Text(
            vi="Danh sách đủ tiêu chuẩn, hiệp thương lần thứ ba (mẫu 05/BCĐBHĐND-MT)",
            en="List of the qualified, third consultation (form 05/BCĐBHĐND-MT)",
        ),
        _build_form_05_third,
    ),
    PaperType(
        PaperKind.FORM_22,
        PaperFamily.ELECTION,
        _COMMITTEE_LAYOUT,
        Text(
            vi="Danh sách chính thức theo đơn vị bầu cử (mẫu 22/HĐBC-HĐND)",
            en="Official list of each constituency (form 22/HĐBC-HĐND)",
        ),
        _build_form_22,
    ),
    PaperType(
        PaperKind.FORM_26,
        PaperFamily.ELECTION,
        _COMMITTEE_LAYOUT,
        Text(vi="Danh sách người trúng cử (mẫu 26/HĐBC-HĐND)", en="People elected (form 26/HĐBC-HĐND)"),
        _build_form_26,
        note=Text(
            vi="Lập sau ngày bầu cử, từ kết quả đã nhập.",
            en="Made after election day, of the results entered.",
        ),
    ),
    *(
        PaperType(
            kind,
            PaperFamily.ELECTION,
            "bien-ban",
            Text(
                vi=f"Biên bản hội nghị hiệp thương lần thứ {name_conference(number)} (mẫu 01/BCĐBHĐND-MT)",
                en=f"Minutes of consultation conference {number} (form 01/BCĐBHĐND-MT)",
            ),
            _build_minutes(number),
            has_table=number == 1,
        )
        for number, kind in enumerate(
            (PaperKind.MINUTES_FIRST, PaperKind.MINUTES_SECOND, PaperKind.MINUTES_THIRD), start=1
        )
    ),
    PaperType(
        PaperKind.CHANGES,
        PaperFamily.DECREE,
        "phu-luc",
        Text(vi="Danh sách điều chỉnh nhân sự", en="Changes of people"),
        build_changes,
        is_offered=lambda proposal: bool(proposal.differences),
    ),
    PaperType(
        PaperKind.COMPARISON,
        PaperFamily.DECREE,
        "phu-luc",
        Text(vi="So sánh hai phương án", en="Comparison of two proposals"),
        build_comparison,
    ),
    PaperType(
        PaperKind.PARTY_PLAN,
        PaperFamily.PARTY,
        "van-ban-dang",
        Text(vi="Đề án của cấp ủy", en="Plan of the Party committee"),
        _build_party_plan,
        note=Text(
            vi="Chờ đối chiếu văn bản gốc Hướng dẫn 36-HD/VPTW.",
            en="Not yet compared with the original text of Guidance 36-HD/VPTW.",
        ),
    ),
)

PAPER_TYPES: dict[PaperKind, PaperType] = {paper_type.kind: paper_type for paper_type in _TYPES}
"""The papers of a proposal, in the order of work."""
