"""Names of a council and its issuers on papers: in full, the term, unit numbers."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from cocau.app.i18n.words import get_label
from cocau.app.present.papers.office import (
    Issuer,
    IssuerRole,
    OfficeSettings,
    SignatureAuthority,
    compose_signature,
    format_day,
)
from cocau.constraints.model.council import Constituency, Council, CouncilLevel, CouncilOffice

_SHORT_NAME = re.compile(r"^(HĐND|Hội đồng nhân dân)\s+", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^)]*\)\s*$")
_TRAILING_NUMBER = re.compile(r"(\d+)$")
_YEARS_OF_A_TERM = 5
FORMS_KNOWN_SINCE = 2026
"""The first election year whose forms were read: Res. 40/NQ-HĐBCQG, Joint Res. 102/2025."""

_LEVEL_WORDS = {CouncilLevel.PROVINCE: "tỉnh", CouncilLevel.DISTRICT: "huyện", CouncilLevel.COMMUNE: "xã"}


_LONGEST_BESIDE = 8
"""Letters of a locality that fit beside its council's name; a longer one has its own line."""

_AGENCIES = {
    IssuerRole.STANDING_COMMITTEE: "Thường trực Hội đồng nhân dân",
    IssuerRole.FRONT: "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam",
    IssuerRole.ELECTION_COMMITTEE: "Ủy ban bầu cử",
    IssuerRole.PARTY: "Ban Thường vụ cấp ủy",
}


@dataclass(frozen=True)
class PaperWording:
    """The words of papers about one council, as its office has set them."""

    council: Council
    office: OfficeSettings = field(default_factory=OfficeSettings)

    @cached_property
    def locality(self) -> str:
        """Return the locality without the word for its council: tỉnh Hà Tĩnh."""
        return _REMARK.sub("", _SHORT_NAME.sub("", self.council.name)).strip()

    @property
    def place(self) -> str:
        """Return the name of the locality without its kind: Hà Tĩnh."""
        first, _, rest = self.locality.partition(" ")
        kinds = ("tỉnh", "huyện", "xã", "phường", "quận")
        return (
            rest
            if first.lower() in kinds and rest
            else re.sub(r"^(thành phố|thị xã|thị trấn|đặc khu) ", "", self.locality)
        )

    @property
    def level(self) -> str:
        """Return the word for the level: tỉnh, huyện, xã."""
        return _LEVEL_WORDS[self.council.level]

    @property
    def term(self) -> str:
        """Return the years of the term: 2026 - 2031."""
        year = self.council.election_day.year
        return f"{year} - {year + _YEARS_OF_A_TERM}"

    @property
    def session(self) -> str:
        """Return the number of the council, or a blank: khóa XVIII."""
        return f"khóa {self.office.session or '…' * 3}"

    @property
    def has_known_forms(self) -> bool:
        """Return whether the prescribed forms of the term were found."""
        return self.council.election_day.year >= FORMS_KNOWN_SINCE

    def get_unit_number(self, unit: Constituency) -> str:
        """Return the number of a constituency: that of its id, else its place."""
        found = [_TRAILING_NUMBER.search(one.id) for one in self.council.constituencies]
        numbers = [int(match[1]) for match in found if match]
        place = self.council.constituencies.index(unit)
        unique = len(set(numbers)) == len(found)
        return str(numbers[place] if unique else place + 1)

    def name_post(self, post: str) -> str:
        """Name a post with its committee: Trưởng Ban Pháp chế."""
        office, _, committee_id = post.partition("/")
        title = get_label(CouncilOffice(office), "vi")
        committee = next((c.name for c in self.council.committees if c.id == committee_id), "")
        if committee.lower().startswith("ban ") and title.lower().endswith(" ban"):
            return f"{title[:-4]} {committee}"
        return f"{title} {committee}".strip()

    def get_default_issuer(self, role: IssuerRole) -> Issuer:
        """Return what papers say of a body where its office has set nothing."""
        if role is IssuerRole.STANDING_COMMITTEE:
            return self._build_standing_committee()
        if role is IssuerRole.PARTY:
            return self._build_party()
        upper = self.locality.upper()
        if role is IssuerRole.FRONT:
            return Issuer(
                name=f"ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\n{upper}",
                place=self.place,
                authority=SignatureAuthority.COLLECTIVE,
                collective=f"BAN THƯỜNG TRỰC ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM {upper}",
                head="CHỦ TỊCH",
            )
        return Issuer(
            name=f"ỦY BAN BẦU CỬ\n{upper}",
            place=self.place,
            authority=SignatureAuthority.COLLECTIVE,
            collective="ỦY BAN BẦU CỬ",
            head="CHỦ TỊCH",
            post="CHỦ TỊCH",
        )

    def _build_standing_committee(self) -> Issuer:
        upper = self.locality.upper()
        before = " " if len(upper) <= _LONGEST_BESIDE else "\n"
        return Issuer(
            name=f"THƯỜNG TRỰC\nHỘI ĐỒNG NHÂN DÂN{before}{upper}",
            symbol="TTr-TTHĐND",
            place=self.place,
            document_type="TỜ TRÌNH",
            subject="Về việc dự kiến cơ cấu, thành phần và phân bổ số lượng người được giới thiệu "
            f"ứng cử đại biểu Hội đồng nhân dân {self.locality} {self.session}, nhiệm kỳ {self.term}",
            authority=SignatureAuthority.COLLECTIVE,
            collective="THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN",
            head="CHỦ TỊCH",
            post="CHỦ TỊCH",
            recipients="Như trên;\nLưu: VT.",
        )

    def _build_party(self) -> Issuer:
        is_province = self.council.level is CouncilLevel.PROVINCE
        return Issuer(
            name=f"{'ĐẢNG BỘ' if is_province else 'ĐẢNG ỦY'} {self.locality.upper()}",
            symbol="ĐA/TU" if is_province else "ĐA/ĐU",
            place=self.place,
            document_type="ĐỀ ÁN",
            subject="dự kiến cơ cấu, số lượng, thành phần đại biểu Hội đồng nhân dân "
            f"{self.locality} {self.session}, nhiệm kỳ {self.term}",
            authority=SignatureAuthority.COLLECTIVE,
            collective="BAN THƯỜNG VỤ",
            head="BÍ THƯ",
            post="BÍ THƯ",
            recipients="Như trên;\nLưu Văn phòng.",
        )

    def get_issuer(self, role: IssuerRole) -> Issuer:
        """Return a body as its office has set it, and as the council says where nothing is set."""
        own, default = self.office.get_issuer(role), self.get_default_issuer(role)
        given = {
            name: getattr(own, name) for name in Issuer.model_fields if getattr(own, name) not in {"", None}
        }
        return default.replace_unvalidated(**given)

    def fill_issuer(self, role: IssuerRole) -> dict[str, str]:
        """Return the fields that every paper of a body has: agency, number, place and signature."""
        issuer = self.get_issuer(role)
        party = role is IssuerRole.PARTY
        number = issuer.format_number("Số ", "-") if party else issuer.format_number()
        return {
            "co_quan_chu_quan": issuer.superior,
            "co_quan_ban_hanh": issuer.name,
            "so_ky_hieu": number,
            "dia_danh_ngay": issuer.format_place(),
            "tham_quyen_ky": compose_signature(issuer, issuer, mark="/" if party else "."),
            "nguoi_ky": issuer.signatory,
        }

    def describe_attachment(self) -> str:
        """Describe the document that an annex belongs to, with blanks where it has no number yet."""
        role = self.office.attached_to
        issuer = self.get_issuer(role)
        kind = (issuer.document_type or "Văn bản").capitalize()
        number = issuer.format_number("", "-" if role is IssuerRole.PARTY else "/")
        day = "ngày … tháng … năm ……" if issuer.on is None else format_day(issuer.on)
        agency = f"{_AGENCIES[role]} {self.locality}"
        return f"(Kèm theo {kind} số {number} {day} của {agency})"
