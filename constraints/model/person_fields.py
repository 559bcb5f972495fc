"""What is declared of a person's fields: headings, group of the form, who may see one.

A field of `Person` carries one declaration in its annotation; columns of files, the form, columns of
documents, the rows of a composition table and the rules of privacy are read from there.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Annotated

from pydantic import Field

from cocau.constraints.record import Text, bilingual


class FieldGroup(StrEnum):
    """The groups of the form, in order; `FILE`: what only files have."""

    IDENTITY = "identity"
    WORK = "work"
    EDUCATION = "education"
    PARTY = "party"
    TERM = "term"
    STANDARDS = "standards"
    ASSESSMENT = "assessment"
    OTHER = "other"
    FILE = "file"


class FieldDisclosure(Enum):
    """Who may see a field.

    `LISTED`: whoever may read, since the official list prints it (Law 85/2015, Art. 57(5)). `PERSONAL`:
    whoever may see people. `SENSITIVE`: it tells Party membership, ethnicity or religion; its columns and
    groups, and the figures of rules that read it, are left out of a document without sensitive fields.
    """

    LISTED = "listed"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class PrintedTable(Enum):
    """The tables of an annex that have a column for a field."""

    LISTS = "lists"
    LEADERSHIP = "leadership"


@dataclass(frozen=True)
class PrintedColumn:
    """A column of a printed table. `place`: its order there; `width`: millimetres.

    `heading` and `key` where they are not those of the field; `empty`: what stands where the person has none
    (None: the cell stays open, to be filled in by the office).
    """

    table: PrintedTable
    place: int
    width: int
    heading: Text | None = None
    key: str = ""
    is_centred: bool = False
    empty: Text | None = None


@dataclass(frozen=True)
class PersonFieldDeclaration:
    """All that is declared of one field.

    `about`: its purpose, the hint of the form. `criteria`: the words of a selector that read it. `aliases`:
    other headings in common use. `example`: a cell of the template. `is_counted`: a composition table has a
    row for each of its values.
    """

    heading: Text
    about: Text
    group: FieldGroup
    disclosure: FieldDisclosure
    criteria: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    printed: tuple[PrintedColumn, ...] = ()
    example: Text | None = None
    is_counted: bool = False

    def get_column(self, table: PrintedTable) -> PrintedColumn | None:
        """Return the column of a printed table, if the field has one there."""
        return next((column for column in self.printed if column.table is table), None)


def declare(  # noqa: PLR0913  # one keyword for each thing that is derived
    group: FieldGroup,
    headings: tuple[str, str],
    about: tuple[str, str],
    disclosure: FieldDisclosure = FieldDisclosure.PERSONAL,
    *,
    criteria: tuple[str, ...] = (),
    aliases: tuple[str, ...] | str = (),
    printed: tuple[PrintedColumn, ...] = (),
    example: str | tuple[str, str] | None = None,
    is_counted: bool = False,
) -> PersonFieldDeclaration:
    """Declare a field; pairs of texts are Vietnamese and English, aliases are parted by "|"."""
    examples = (example, example) if isinstance(example, str) else example
    return PersonFieldDeclaration(
        bilingual(*headings),
        bilingual(*about),
        group,
        disclosure,
        criteria,
        tuple(aliases.split("|")) if isinstance(aliases, str) else aliases,
        printed,
        None if examples is None else bilingual(*examples),
        is_counted,
    )


_KIN = "cha|bo|me|vo|chong|vo chong|cha me|con|anh chi em"
_OF_THE_DOSSIER = re.compile(
    r"\b(cccd|cmnd|cmt|can cuoc|chung minh|dinh danh|ho chieu|so the dang|passport|identity|id card"
    r"|suc khoe|benh|health|luong|he so|phu cap|tai khoan|salary|bank"
    r"|gia dinh|than nhan|family|spouse|dien thoai|so dt|email|phone)\b"
    rf"|^({_KIN})$|^(ho ten|ho va ten|nam sinh|nghe nghiep) ({_KIN})\b"
)


def belongs_to_dossier(heading: str) -> bool:
    """Return whether a column is about papers, health, pay, family or contacts."""
    marked = unicodedata.normalize("NFD", heading.casefold().replace("đ", "d"))
    plain = "".join(c for c in marked if not unicodedata.combining(c))
    return _OF_THE_DOSSIER.search(" ".join(plain.split()).strip(" *:.")) is not None


ChairTerms = Annotated[
    int | None,
    Field(
        ge=0,
        le=9,
        exclude_if=lambda value: value is None,
        description="consecutive terms as Chair of this council; None: not known",
    ),
    declare(
        FieldGroup.TERM,
        ("Số nhiệm kỳ liên tục làm Chủ tịch HĐND", "Consecutive terms as Chair"),
        (
            "Số nhiệm kỳ liên tục đã làm Chủ tịch HĐND ở đơn vị này, tính đến nay; để trống nếu chưa rõ",
            "Consecutive terms as Chair of this council up to now; empty: not known",
        ),
        criteria=("chair_terms_at_least",),
        example="1",
    ),
]
"""The terms that Law 77/2015, Art. 83(5), limits to two."""
