"""What an office says of itself on papers: names, number, place, date, signature."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from cocau.app.present.annex.text import clean_text
from cocau.app.present.papers.model import clean_lines
from cocau.constraints.model.people import Bloc
from cocau.constraints.record import Record

OfficeLine = Annotated[str, Field(max_length=500), AfterValidator(clean_text)]
OfficeLines = Annotated[str, Field(max_length=4000), AfterValidator(clean_lines)]
"""A text of one line, and one of several."""

DOTS = "…" * 6
"""A blank to be filled in by hand."""


class IssuerRole(StrEnum):
    """The bodies that issue papers about one council."""

    STANDING_COMMITTEE = "standing_committee"
    FRONT = "front"
    ELECTION_COMMITTEE = "election_committee"
    PARTY = "party"


class SignatureAuthority(StrEnum):
    """In whose name a paper is signed (Decree 30/2020, Annex I, II.7)."""

    COLLECTIVE = "tm"
    DEPUTY_FOR_COLLECTIVE = "tm_kt"
    DEPUTY = "kt"
    BY_ORDER = "tl"
    AUTHORISED = "tuq"
    ACTING = "q"
    DIRECT = "direct"


class Issuer(Record):
    """One issuing body. What is left empty is taken from the council, or stays a blank.

    `collective`: in whose name, after TM.; `head`: for which post, after KT., TL., TUQ.; `symbol`: the part
    of the number after the slash.
    """

    superior: OfficeLines = ""
    name: OfficeLines = ""
    number: OfficeLine = ""
    symbol: OfficeLine = ""
    place: OfficeLine = ""
    on: date | None = None
    document_type: OfficeLine = ""
    subject: OfficeLines = ""
    addressee: OfficeLines = ""
    body: OfficeLines = ""
    authority: SignatureAuthority | None = None
    collective: OfficeLine = ""
    head: OfficeLine = ""
    post: OfficeLine = ""
    signatory: OfficeLine = ""
    recipients: OfficeLines = ""

    def format_number(self, mark: str = "Số: ", joint: str = "/") -> str:
        """Format the number with its symbol; numbers under 10 have a 0 before them."""
        number = f"0{self.number}" if self.number.isdecimal() and len(self.number) == 1 else self.number
        return f"{mark}{number or '…' * 3}{joint}{self.symbol or '…' * 3}"

    def format_place(self) -> str:
        """Format the place and the day: days under 10, January and February have a 0 before them."""
        if self.on is None:
            return f"{self.place or DOTS}, ngày … tháng … năm ……"
        return f"{self.place or DOTS}, {format_day(self.on)}"


def format_day(day: date) -> str:
    """Format a day in words as Decree 30/2020 has it: ngày 05 tháng 3 năm 2026."""
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"  # noqa: PLR2004  # January, February
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


class FormHeading(Record):
    """The number and the title of a form, where those of the term were not found."""

    number: OfficeLine = ""
    title: OfficeLines = ""


class OfficeSettings(Record):
    """The settings of an office for its papers.

    `session`: the council's (khóa); `groups`: the columns of the composition table, and `group_names` and
    `bloc_names` their heads and its rows where an office calls them otherwise; `forms`: number and title
    of a form by its kind, for a term whose forms were not found; `attached_to`: whose document the annexes
    belong to; `has_remarks`: whether an allocation has a column for remarks.
    """

    session: OfficeLine = ""
    issuers: dict[IssuerRole, Issuer] = Field(default_factory=dict)
    groups: tuple[str, ...] = ()
    group_names: dict[str, OfficeLine] = Field(default_factory=dict)
    bloc_names: dict[Bloc, OfficeLine] = Field(default_factory=dict)
    forms: dict[str, FormHeading] = Field(default_factory=dict)
    attached_to: IssuerRole = IssuerRole.STANDING_COMMITTEE
    has_remarks: bool = True

    def get_issuer(self, role: IssuerRole) -> Issuer:
        """Return what is said of a body; an empty one where nothing is."""
        return self.issuers.get(role, Issuer())

    def list_unknown_groups(self) -> Iterator[str]:
        """Yield what is named as a group and is none, or twice."""
        for place, group in enumerate(self.groups):
            if group not in COMPOSITION_COLUMNS or group in self.groups[:place]:
                yield group


COMPOSITION_COLUMNS: dict[str, str] = {
    "women": "Nữ",
    "ethnic_minority": "Dân tộc thiểu số",
    "under_40": "Trẻ tuổi (dưới 40 tuổi)",
    "non_party": "Ngoài Đảng",
    "re_elected": "Tái cử",
    "religious_people": "Tôn giáo",
    "full_time": "Chuyên trách",
    "experts": "Chuyên gia",
}
"""Heads of the composition table; the first six are those of forms 28 and 30/HĐBC."""

DEFAULT_COLUMNS = tuple(COMPOSITION_COLUMNS)[:6]


def compose_signature(issuer: Issuer, default: Issuer, *, mark: str = ".") -> str:
    """Compose the lines over a signature; `mark`: TM. of the state, T/M of the Party."""
    authority = issuer.authority or default.authority or SignatureAuthority.DIRECT
    collective, head = issuer.collective or default.collective, issuer.head or default.head
    post = issuer.post or default.post
    short = {"tm": "TM", "kt": "KT", "tl": "TL", "tuq": "TUQ", "q": "Q"}
    marks = {
        key: f"{'/'.join(letters)} " if mark == "/" else f"{letters}. " for key, letters in short.items()
    }
    lines = {
        SignatureAuthority.COLLECTIVE: (marks["tm"] + collective, post),
        SignatureAuthority.DEPUTY_FOR_COLLECTIVE: (marks["tm"] + collective, marks["kt"] + head, post),
        SignatureAuthority.DEPUTY: (marks["kt"] + head, post),
        SignatureAuthority.BY_ORDER: (marks["tl"] + head, post),
        SignatureAuthority.AUTHORISED: (marks["tuq"] + head, post),
        SignatureAuthority.ACTING: (marks["q"] + post,),
        SignatureAuthority.DIRECT: (post,),
    }[authority]
    return "\n".join(filter(None, lines))
