"""Layouts of papers: which field stands where, in which style, on what page.

Sizes, styles and margins are those of Decree 30/2020, Annex I, for state agencies (margins 20, 20, 30,
15 mm); prescribed forms name no margins, and 19 columns need more room; Guidance 36-HD/VPTW for the Party's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PaperStyle(StrEnum):
    """The paragraph styles of a paper, by the names that an office sees in its word processor."""

    STATE = "Quốc hiệu"
    MOTTO = "Tiêu ngữ"
    SUPERIOR = "Cơ quan chủ quản"
    AGENCY = "Cơ quan ban hành"
    NUMBER = "Số, ký hiệu"
    PLACE = "Địa danh, ngày"
    TYPE = "Tên loại"
    SUBJECT = "Trích yếu"
    ADDRESSEE = "Kính gửi"
    BODY = "Nội dung"
    SIGNER = "Chức vụ người ký"
    SIGNING_NOTE = "Ghi chú chỗ ký"
    SIGNATORY = "Họ tên người ký"
    RECIPIENTS_HEAD = "Nơi nhận"
    RECIPIENTS = "Danh sách nơi nhận"
    ANNEX = "Phụ lục"
    TITLE = "Tên phụ lục, danh sách"
    ATTACHED = "Kèm theo"
    FORM_NUMBER = "Mẫu số"
    UNDER_TABLE = "Dưới bảng"
    SHORT_RULE = "Đường kẻ ngắn"
    LONG_RULE = "Đường kẻ dài"
    TABLE_HEAD = "Bảng - đầu cột"
    TABLE_TEXT = "Bảng - nội dung"
    PARTY_HEAD = "Tiêu đề Đảng"
    PARTY_NOTE = "Ghi chú mẫu"


@dataclass(frozen=True)
class PaperLook:
    """How a style looks: points, alignment, points before and after; bold, italic, underlined.

    `first_line`: millimetres by which the first line is indented.
    """

    size: float
    look: str = ""
    align: str = "center"
    before: float = 0
    after: float = 0
    first_line: float = 0


LOOKS: dict[PaperStyle, PaperLook] = {
    PaperStyle.STATE: PaperLook(12, "b"),
    PaperStyle.MOTTO: PaperLook(13, "b"),
    PaperStyle.SUPERIOR: PaperLook(12),
    PaperStyle.AGENCY: PaperLook(12, "b"),
    PaperStyle.NUMBER: PaperLook(13),
    PaperStyle.PLACE: PaperLook(13, "i"),
    PaperStyle.TYPE: PaperLook(14, "b", before=12),
    PaperStyle.SUBJECT: PaperLook(14, "b"),
    PaperStyle.ADDRESSEE: PaperLook(14, before=6, after=6),
    PaperStyle.BODY: PaperLook(14, align="both", before=6, first_line=12.7),
    PaperStyle.SIGNER: PaperLook(13, "b"),
    PaperStyle.SIGNING_NOTE: PaperLook(12, "i"),
    PaperStyle.SIGNATORY: PaperLook(13, "b", before=54),
    PaperStyle.RECIPIENTS_HEAD: PaperLook(12, "bi", "left"),
    PaperStyle.RECIPIENTS: PaperLook(11, align="left"),
    PaperStyle.ANNEX: PaperLook(14, "b"),
    PaperStyle.TITLE: PaperLook(13, "b"),
    PaperStyle.ATTACHED: PaperLook(13, "i"),
    PaperStyle.FORM_NUMBER: PaperLook(12, "b", "right"),
    PaperStyle.UNDER_TABLE: PaperLook(12, align="left", before=3),
    PaperStyle.SHORT_RULE: PaperLook(2, before=2, after=6),
    PaperStyle.LONG_RULE: PaperLook(2, before=2, after=6),
    PaperStyle.TABLE_HEAD: PaperLook(9, "b"),
    PaperStyle.TABLE_TEXT: PaperLook(9),
    PaperStyle.PARTY_HEAD: PaperLook(15, "b"),
    PaperStyle.PARTY_NOTE: PaperLook(11, "i", "right"),
}

RULE_SHARES = {PaperStyle.SHORT_RULE: 0.42, PaperStyle.LONG_RULE: 1.0}
"""The length of a rule, as a share of the line over it: a third to a half, or all."""


@dataclass(frozen=True)
class LayoutLine:
    """A line with fields in double braces; `rule`: the style of a rule under it, if any."""

    text: str
    style: PaperStyle
    rule: PaperStyle | None = None


@dataclass(frozen=True)
class LayoutColumns:
    """Two columns of lines side by side. `left_share`: tenths of the width."""

    left: tuple[LayoutLine, ...]
    right: tuple[LayoutLine, ...]
    left_share: float = 4
    kept: bool = False
    """Whether it stays on the page of the line before it, as a signature must."""


TABLE_FIELD = "bang"
"""The field in whose place the table is put."""

LayoutPart = LayoutLine | LayoutColumns

_STATE = (
    LayoutLine("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", PaperStyle.STATE),
    LayoutLine("Độc lập - Tự do - Hạnh phúc", PaperStyle.MOTTO, PaperStyle.LONG_RULE),
)
_AGENCY = LayoutLine("{{co_quan_ban_hanh}}", PaperStyle.AGENCY, PaperStyle.SHORT_RULE)
_PLACE = LayoutLine("{{dia_danh_ngay}}", PaperStyle.PLACE)
_TABLE = LayoutLine(f"{{{{{TABLE_FIELD}}}}}", PaperStyle.TABLE_TEXT)
_RECIPIENTS = (
    LayoutLine("{{noi_nhan_dau}}", PaperStyle.RECIPIENTS_HEAD),
    LayoutLine("{{noi_nhan}}", PaperStyle.RECIPIENTS),
)
_SIGNATURE = (
    LayoutLine("{{tham_quyen_ky}}", PaperStyle.SIGNER),
    LayoutLine("{{ghi_chu_ky}}", PaperStyle.SIGNING_NOTE),
    LayoutLine("{{nguoi_ky}}", PaperStyle.SIGNATORY),
)


@dataclass(frozen=True)
class PaperLayout:
    """A page and what stands on it. `margins`: millimetres at top, bottom, left and right."""

    key: str
    title: str
    parts: tuple[LayoutPart, ...]
    landscape: bool = False
    margins: tuple[int, int, int, int] = (20, 20, 30, 15)
    looks: Mapping[PaperStyle, PaperLook] = field(default_factory=dict)
    """Looks that differ from those of all layouts."""

    def get_look(self, style: PaperStyle) -> PaperLook:
        """Return how a style looks in this layout."""
        return self.looks.get(style, LOOKS[style])

    @property
    def width(self) -> int:
        """Return the millimetres between the margins."""
        return (297 if self.landscape else 210) - self.margins[2] - self.margins[3]

    def list_fields(self) -> frozenset[str]:
        """List the names of the fields that the layout places."""
        return frozenset(name for line in self.list_lines() for name in FIELD_REGEX.findall(line.text))

    def list_lines(self) -> tuple[LayoutLine, ...]:
        """List every line, those of columns left before right."""
        found: list[LayoutLine] = []
        for part in self.parts:
            found += [part] if isinstance(part, LayoutLine) else [*part.left, *part.right]
        return tuple(found)


_FORM_MARGINS = (15, 15, 20, 10)
_LARGER_TABLE = {
    PaperStyle.TABLE_HEAD: PaperLook(11, "b"),
    PaperStyle.TABLE_TEXT: PaperLook(11),
}
_PARTY_LOOKS = _LARGER_TABLE | {
    PaperStyle.SUPERIOR: PaperLook(14),
    PaperStyle.AGENCY: PaperLook(14, "b"),
    PaperStyle.NUMBER: PaperLook(14),
    PaperStyle.PLACE: PaperLook(14, "i"),
    PaperStyle.TYPE: PaperLook(16, "b", before=12),
    PaperStyle.SIGNER: PaperLook(14, "b"),
    PaperStyle.SIGNATORY: PaperLook(14, "b", before=54),
    PaperStyle.RECIPIENTS_HEAD: PaperLook(14, "u", "left"),
    PaperStyle.RECIPIENTS: PaperLook(12, align="left"),
}

_ALL = (
    PaperLayout(
        "van-ban",
        "Văn bản hành chính có tên loại (Nghị định 30/2020/NĐ-CP)",
        (
            LayoutColumns(
                (
                    LayoutLine("{{co_quan_chu_quan}}", PaperStyle.SUPERIOR),
                    _AGENCY,
                    LayoutLine("{{so_ky_hieu}}", PaperStyle.NUMBER),
                ),
                (*_STATE, _PLACE),
                4.2,
            ),
            LayoutLine("{{ten_loai}}", PaperStyle.TYPE),
            LayoutLine("{{trich_yeu}}", PaperStyle.SUBJECT, PaperStyle.SHORT_RULE),
            LayoutLine("{{kinh_gui}}", PaperStyle.ADDRESSEE),
            LayoutLine("{{noi_dung}}", PaperStyle.BODY),
            LayoutColumns(_RECIPIENTS, _SIGNATURE, 3.5, kept=True),
        ),
    ),
    PaperLayout(
        "phu-luc",
        "Phụ lục văn bản hành chính (Nghị định 30/2020/NĐ-CP)",
        (
            LayoutLine("{{phu_luc}}", PaperStyle.ANNEX),
            LayoutLine("{{tieu_de}}", PaperStyle.TITLE),
            LayoutLine("{{kem_theo}}", PaperStyle.ATTACHED, PaperStyle.SHORT_RULE),
            _TABLE,
            LayoutLine("{{cuoi_bang}}", PaperStyle.UNDER_TABLE),
        ),
        landscape=True,
        looks=_LARGER_TABLE,
    ),
    PaperLayout(
        "phu-luc-dai",
        "Phụ lục dài của báo cáo: bảng chữ nhỏ",
        (
            LayoutLine("{{phu_luc}}", PaperStyle.ANNEX),
            LayoutLine("{{tieu_de}}", PaperStyle.TITLE),
            LayoutLine("{{kem_theo}}", PaperStyle.ATTACHED, PaperStyle.SHORT_RULE),
            _TABLE,
            LayoutLine("{{cuoi_bang}}", PaperStyle.UNDER_TABLE),
        ),
        margins=(12, 10, 20, 10),
        looks={
            PaperStyle.ANNEX: PaperLook(12, "b"),
            PaperStyle.TITLE: PaperLook(11, "b"),
            PaperStyle.ATTACHED: PaperLook(11, "i"),
            PaperStyle.TABLE_HEAD: PaperLook(7.5, "b"),
            PaperStyle.TABLE_TEXT: PaperLook(7.5),
            PaperStyle.UNDER_TABLE: PaperLook(9, align="left", before=2),
        },
    ),
    PaperLayout(
        "danh-sach-mat-tran",
        "Danh sách theo mẫu 04, 05/BCĐBHĐND-MT",
        (
            LayoutLine("{{mau_so}}", PaperStyle.FORM_NUMBER),
            LayoutColumns((_AGENCY,), (*_STATE, _PLACE)),
            LayoutLine("{{tieu_de}}", PaperStyle.TITLE),
            LayoutLine("{{kem_theo}}", PaperStyle.ATTACHED),
            _TABLE,
            LayoutColumns((), _SIGNATURE, 5, kept=True),
        ),
        landscape=True,
        margins=_FORM_MARGINS,
    ),
    PaperLayout(
        "danh-sach-bau-cu",
        "Danh sách theo mẫu 22, 26/HĐBC-HĐND",
        (
            LayoutLine("{{mau_so}}", PaperStyle.FORM_NUMBER),
            LayoutColumns((_AGENCY,), _STATE),
            LayoutLine("{{tieu_de}}", PaperStyle.TITLE),
            LayoutLine("{{don_vi}}", PaperStyle.TITLE),
            _TABLE,
            LayoutLine("{{cuoi_bang}}", PaperStyle.UNDER_TABLE),
            LayoutColumns((), (_PLACE, *_SIGNATURE), 5, kept=True),
        ),
        landscape=True,
        margins=_FORM_MARGINS,
    ),
    PaperLayout(
        "bien-ban",
        "Biên bản hội nghị hiệp thương (mẫu 01/BCĐBHĐND-MT)",
        (
            LayoutLine("{{mau_so}}", PaperStyle.FORM_NUMBER),
            LayoutColumns((_AGENCY,), (*_STATE, _PLACE), 4.2),
            LayoutLine("{{ten_loai}}", PaperStyle.TYPE),
            LayoutLine("{{trich_yeu}}", PaperStyle.SUBJECT),
            LayoutLine("{{noi_dung}}", PaperStyle.BODY),
            _TABLE,
            LayoutLine("{{ket_thuc}}", PaperStyle.BODY),
            LayoutColumns(
                (
                    LayoutLine("{{thu_ky}}", PaperStyle.SIGNER),
                    LayoutLine("{{ghi_chu_thu_ky}}", PaperStyle.SIGNING_NOTE),
                ),
                _SIGNATURE,
                4,
                kept=True,
            ),
        ),
        looks=_LARGER_TABLE,
    ),
    PaperLayout(
        "van-ban-dang",
        "Văn bản của Đảng (chờ đối chiếu văn bản gốc Hướng dẫn 36-HD/VPTW)",
        (
            LayoutLine("{{ghi_chu_mau}}", PaperStyle.PARTY_NOTE),
            LayoutColumns(
                (
                    LayoutLine("{{co_quan_chu_quan}}", PaperStyle.SUPERIOR),
                    LayoutLine("{{co_quan_ban_hanh}}", PaperStyle.AGENCY),
                    LayoutLine("*", PaperStyle.SUPERIOR),
                    LayoutLine("{{so_ky_hieu}}", PaperStyle.NUMBER),
                ),
                (LayoutLine("ĐẢNG CỘNG SẢN VIỆT NAM", PaperStyle.PARTY_HEAD, PaperStyle.LONG_RULE), _PLACE),
            ),
            LayoutLine("{{ten_loai}}", PaperStyle.TYPE),
            LayoutLine("{{trich_yeu}}", PaperStyle.SUBJECT),
            LayoutLine("-----", PaperStyle.SUBJECT),
            LayoutLine("{{noi_dung}}", PaperStyle.BODY),
            _TABLE,
            LayoutColumns(_RECIPIENTS, _SIGNATURE, 3.5, kept=True),
        ),
        looks=_PARTY_LOOKS,
    ),
)

FIELD_REGEX = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")
"""A field where it stands in a text: its name in double braces."""


@dataclass(frozen=True)
class FilledLine:
    """A line as printed; `rule`: the style of the rule under it, `fields`: its fields."""

    text: str
    style: PaperStyle
    rule: PaperStyle | None
    fields: tuple[str, ...]
    is_first: bool = True
    """Whether it is the first line of its field, with the space before it."""


def fill_lines(lines: Iterable[LayoutLine], values: Mapping[str, str]) -> Iterator[FilledLine]:
    """Fill the fields of lines; an empty line is left out, one of several lines repeated."""
    for line in lines:
        names = tuple(FIELD_REGEX.findall(line.text))
        filled = FIELD_REGEX.sub(lambda found: values.get(found[1], ""), line.text)
        texts = [text for text in filled.split("\n") if text.strip()]
        for text in texts:
            rule = line.rule if text is texts[-1] else None
            yield FilledLine(text, line.style, rule, names, text is texts[0] or line.style is PaperStyle.BODY)
        if TABLE_FIELD in names:
            yield FilledLine("", line.style, None, names)


LAYOUTS: dict[str, PaperLayout] = {layout.key: layout for layout in _ALL}
"""The layouts by their keys."""
