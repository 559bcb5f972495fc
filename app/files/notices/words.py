"""Words of published tables other than blocs and headings: levels, stages, bases, terms."""

import re
from datetime import date
from decimal import Decimal

from cocau.app.files.tables.cells import list_spellings
from cocau.app.files.text import TextError, fold, make_printable
from cocau.app.i18n.words import COUNCIL_KIND, LEVEL
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import NoticeStage, NoticeTotal

_STAGES = (  # the first that fits; what stands in brackets is a remark
    (NoticeStage.ADJUSTMENT, r"dieu chinh|adjust"),
    (
        NoticeStage.THIRD_CONSULTATION,
        r"lan (thu )?(ba|3|iii)\b|\b(3rd|third) (consult|confer)|hiep thuong (3|iii)\b",
    ),
    (
        NoticeStage.SECOND_CONSULTATION,
        r"lan (thu )?(hai|2|ii)\b|\b(2nd|second) (consult|confer)|hiep thuong (2|ii)\b|so bo|preliminary",
    ),
    (
        NoticeStage.FIRST_CONSULTATION,
        r"lan (thu )?(nhat|mot|1|i)\b|\b(1st|first) (consult|confer)|hiep thuong (1|i)\b",
    ),
    (NoticeStage.PLANNED_COUNCIL, r"planned|du kien"),
    (NoticeStage.ELECTED, r"trung cu|ket qua|\belected\b|\bresults?\b"),
    (
        NoticeStage.OFFICIAL_LIST,
        r"danh sach|nguoi ung cu|official list|final list|list of candidates|niem yet",
    ),
)
_BASES = (
    (Among.DEPUTIES, r"dai bieu|\bghe\b|seats?\b|deput|council"),
    (Among.INTRODUCED, r"gioi thieu|introduced|nominated|nominees"),
    (Among.CANDIDATES, r"ung cu|danh sach|candidat|list\b|ho so"),
)
_BASE_OF_STAGE = {
    NoticeStage.FIRST_CONSULTATION: Among.INTRODUCED,
    NoticeStage.ADJUSTMENT: Among.INTRODUCED,
    NoticeStage.SECOND_CONSULTATION: Among.CANDIDATES,
    NoticeStage.THIRD_CONSULTATION: Among.CANDIDATES,
    NoticeStage.OFFICIAL_LIST: Among.CANDIDATES,
    NoticeStage.PLANNED_COUNCIL: Among.DEPUTIES,
    NoticeStage.ELECTED: Among.DEPUTIES,
}
_LEVELS = {
    "tinh": "province",
    "huyen": "district",
    "xa": "commune",
    "phuong": "commune",
    "dac khu": "commune",
}
_TOTALS = {
    NoticeTotal.SEATS: "seats|so ghe|ghe|so dai bieu duoc bau|dai bieu duoc bau",
    NoticeTotal.INTRODUCED: "introduced|gioi thieu|nguoi duoc gioi thieu",
    NoticeTotal.DOSSIERS: "dossiers|ho so",
    NoticeTotal.PRELIMINARY: "preliminary|danh sach so bo|so bo",
    NoticeTotal.CANDIDATES: "candidates|nguoi ung cu|danh sach chinh thuc|ung cu",
    NoticeTotal.DEPUTIES: "deputies|dai bieu trung cu|trung cu",
    NoticeTotal.OUTGOING: "outgoing|outgoing deputies|dai bieu nhiem ky truoc|nhiem ky truoc",
}
_BRACKETS = re.compile(r"\([^()]*\)")
_YEARS = re.compile(r"(?:nhiem ky\s*|term\s*)?(\d{4})\s*-\s*(\d{4})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,18})?)\s*%?")
_SEVERAL = re.compile(
    r"\((all|tat ca|toan bo|cac)\b|\ball (districts|communes|wards)|\b(tat ca|toan bo) cac\b"
)


def read_level(text: str) -> str:
    """Read a level by its code or in words.

    Raises:
        TextError: no level.
    """
    word = fold(text)
    found = list_spellings(LEVEL).get(word) or _LEVELS.get(word)
    if found is None:
        known = "; ".join((*CouncilLevel, "tỉnh", "huyện", "xã"))
        raise TextError(
            "level",
            f"'{make_printable(text)}' không phải cấp HĐND; ghi: {known}.",
            f"'{make_printable(text)}' is no level; write: {known}.",
        )
    return found


def read_kind(text: str) -> str:
    """Read a kind of unit by its code or in words.

    Raises:
        TextError: no such kind.
    """
    found = list_spellings(COUNCIL_KIND).get(fold(text))
    if found is None:
        known = "; ".join(COUNCIL_KIND)
        raise TextError(
            "kind",
            f"'{make_printable(text)}' không phải loại đơn vị; các loại: {known}.",
            f"'{make_printable(text)}' is not a kind of unit; kinds: {known}.",
        )
    return found


def read_stage(text: str) -> NoticeStage:
    """Read the stage that a text names; brackets are passed over.

    Raises:
        TextError: none that is known.
    """
    word = fold(_BRACKETS.sub(" ", text)).strip().replace("_", " ")
    found = next((stage for stage, pattern in _STAGES if re.search(pattern, word)), None)
    if found is None:
        known = "; ".join(NoticeStage)
        raise TextError(
            "stage",
            f"Không rõ bước '{make_printable(text)}'; "
            f"ghi như: hiệp thương lần thứ nhất, trúng cử (mã: {known}).",
            f"The stage '{make_printable(text)}' is not known; write: {known}.",
        )
    return found


def find_day(text: str) -> date | None:
    """Find the day in a text such as ``official list 27/4/2021``; None where there is none.

    Raises:
        TextError: a day that does not exist.
    """
    found = _DAY.search(_BRACKETS.sub(" ", text))
    if found is None:
        return None
    d, m, y = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(y), int(m), int(d))
    except ValueError:
        raise TextError(
            "date",
            f"'{make_printable(found[0])}' không phải là một ngày có thật.",
            f"'{make_printable(found[0])}' is not a real day.",
        ) from None


def read_base(text: str) -> Among:
    """Read the set of people that rows are counted among.

    Raises:
        TextError: none that is known.
    """
    found = next((base for base, pattern in _BASES if re.search(pattern, fold(text))), None)
    if found is None:
        raise TextError(
            "base",
            f"Không rõ '{make_printable(text)}' là tính trên ai; "
            "ghi: introduced, candidates, deputies (seats).",
            f"It is not clear whom '{make_printable(text)}' counts; "
            "write: introduced, candidates, deputies (seats).",
        )
    return found


def infer_base(stage: NoticeStage, text: str, total: object, seats: object) -> Among:
    """Infer the base where no column names it, from the stage and the size of the council."""
    if re.search(r"\blist\b|danh sach", fold(_BRACKETS.sub(" ", text))):
        return Among.CANDIDATES
    if seats is not None and total == seats and _BASE_OF_STAGE[stage] is Among.INTRODUCED:
        return Among.DEPUTIES
    return _BASE_OF_STAGE[stage]


def read_term(text: str) -> str:
    """Read a term and return it as ``2021-2026``.

    Raises:
        TextError: no term.
    """
    found = _YEARS.fullmatch(fold(text))
    if found is None:
        raise TextError(
            "term",
            f"'{make_printable(text)}' không phải nhiệm kỳ; ghi như 2021-2026.",
            f"'{make_printable(text)}' is no term; write it like 2021-2026.",
        )
    return f"{found[1]}-{found[2]}"


def read_percent(text: str) -> Decimal:
    """Read a percentage with the decimals that are printed.

    Raises:
        TextError: not one from 0 to 100.
    """
    found = _PERCENT.fullmatch(text)
    number = Decimal(found[1].replace(",", ".")) if found else None
    if number is None or number > 100:  # noqa: PLR2004  # percent
        raise TextError(
            "percent",
            f"'{make_printable(text)}' phải là tỷ lệ từ 0 đến 100, như 38,75.",
            f"'{make_printable(text)}' must be a percentage from 0 to 100, like 38.75.",
        )
    return number


def read_total(text: str) -> NoticeTotal:
    """Read the total that a percentage is of.

    Raises:
        TextError: none that is known.
    """
    word = fold(text)
    found = next((total for total, words in _TOTALS.items() if word in words.split("|")), None)
    if found is None:
        known = "; ".join(NoticeTotal)
        raise TextError(
            "of",
            f"Không rõ '{make_printable(text)}' là tổng số nào; ghi: {known}.",
            f"'{make_printable(text)}' is no total that is known; write: {known}.",
        )
    return found


def is_several(locality: str) -> bool:
    """Return whether a name speaks of several councils: ``Diên Khánh (all communes)``."""
    return bool(_SEVERAL.search(fold(locality)))


_SIZES = re.compile(r"(\d+) ?[*x×] ?(\d+)")
_SAID = re.compile(
    r"(\d+) (?:don vi|dv|dvbc|constituenc\w+|units?)\D{0,24}?(\d+) (?:dai bieu|ghe|seats?|deput\w+)"
)


class PartitionText(list[tuple[int, int, bool]]):
    """Pairs of numbers as printed; the third: constituencies surely stand first."""


def read_partition(text: str) -> PartitionText:
    """Read sizes of constituencies: ``5 x 2, 7 x 4``, ``7 đơn vị bầu 4 đại biểu``.

    Raises:
        TextError: no sizes.
    """
    folded = fold(text)
    said = [(int(a), int(b), True) for a, b in _SAID.findall(folded)]
    found = said or [(int(a), int(b), False) for a, b in _SIZES.findall(folded)]
    if not found or any(0 in pair[:2] for pair in found):
        raise TextError(
            "partition",
            f"'{make_printable(text)}' phải là số đơn vị x số đại biểu, như '5 x 2, 7 x 4'.",
            f"'{make_printable(text)}' must be constituencies x seats, like '5 x 2, 7 x 4'.",
        )
    return PartitionText(found)


def orient_partition(
    pairs: PartitionText, seats: int | None, constituencies: int | None
) -> list[dict[str, int]]:
    """Return how many constituencies elect how many, each pair as the totals require.

    Tables print both ``7 x 4`` and ``4*7``; where the totals do not tell, constituencies stand first unless
    a size would then be above five.
    """
    first = [{"constituencies": a, "seats": b} for a, b, _ in pairs]
    other = [{"constituencies": b, "seats": a} for a, b, _ in pairs]
    if any(sure for *_, sure in pairs):
        return first

    def fit(sizes: list[dict[str, int]]) -> tuple[int, bool]:
        units = sum(size["constituencies"] for size in sizes)
        total = sum(size["constituencies"] * size["seats"] for size in sizes)
        agree = (seats in {None, total}) + (constituencies in {None, units})
        return agree, max(size["seats"] for size in sizes) <= _LARGEST_CONSTITUENCY

    return max(first, other, key=fit)


_LARGEST_CONSTITUENCY = 5
