"""The words of published tables that are neither blocs nor headings: levels, stages, bases, terms."""

import re
from datetime import date
from decimal import Decimal

from cocau.app.imports.cells import spellings
from cocau.app.imports.safe_text import Refused, fold, shown
from cocau.app.words import COUNCIL_KIND, LEVEL
from cocau.constraints.council import Level
from cocau.constraints.notice import Stage, Total
from cocau.constraints.select import Among

_STAGES = (  # the first that fits; what stands in brackets is a remark
    (Stage.ADJUSTMENT, r"dieu chinh|adjust"),
    (
        Stage.THIRD_CONSULTATION,
        r"lan (thu )?(ba|3|iii)\b|\b(3rd|third) (consult|confer)|hiep thuong (3|iii)\b",
    ),
    (
        Stage.SECOND_CONSULTATION,
        r"lan (thu )?(hai|2|ii)\b|\b(2nd|second) (consult|confer)|hiep thuong (2|ii)\b|so bo|preliminary",
    ),
    (
        Stage.FIRST_CONSULTATION,
        r"lan (thu )?(nhat|mot|1|i)\b|\b(1st|first) (consult|confer)|hiep thuong (1|i)\b",
    ),
    (Stage.PLANNED_COUNCIL, r"planned|du kien"),
    (Stage.ELECTED, r"trung cu|ket qua|\belected\b|\bresults?\b"),
    (Stage.OFFICIAL_LIST, r"danh sach|nguoi ung cu|official list|final list|list of candidates|niem yet"),
)
_BASES = (
    (Among.DEPUTIES, r"dai bieu|\bghe\b|seats?\b|deput|council"),
    (Among.INTRODUCED, r"gioi thieu|introduced|nominated|nominees"),
    (Among.CANDIDATES, r"ung cu|danh sach|candidat|list\b|ho so"),
)
_OF_STAGE = {
    Stage.FIRST_CONSULTATION: Among.INTRODUCED,
    Stage.ADJUSTMENT: Among.INTRODUCED,
    Stage.SECOND_CONSULTATION: Among.CANDIDATES,
    Stage.THIRD_CONSULTATION: Among.CANDIDATES,
    Stage.OFFICIAL_LIST: Among.CANDIDATES,
    Stage.PLANNED_COUNCIL: Among.DEPUTIES,
    Stage.ELECTED: Among.DEPUTIES,
}
_LEVELS = {
    "tinh": "province",
    "huyen": "district",
    "xa": "commune",
    "phuong": "commune",
    "dac khu": "commune",
}
_TOTALS = {
    Total.SEATS: "seats|so ghe|ghe|so dai bieu duoc bau|dai bieu duoc bau",
    Total.INTRODUCED: "introduced|gioi thieu|nguoi duoc gioi thieu",
    Total.DOSSIERS: "dossiers|ho so",
    Total.PRELIMINARY: "preliminary|danh sach so bo|so bo",
    Total.CANDIDATES: "candidates|nguoi ung cu|danh sach chinh thuc|ung cu",
    Total.DEPUTIES: "deputies|dai bieu trung cu|trung cu",
    Total.OUTGOING: "outgoing|outgoing deputies|dai bieu nhiem ky truoc|nhiem ky truoc",
}
_BRACKETS = re.compile(r"\([^()]*\)")
_YEARS = re.compile(r"(?:nhiem ky\s*|term\s*)?(\d{4})\s*-\s*(\d{4})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,18})?)\s*%?")
_SEVERAL = re.compile(
    r"\((all|tat ca|toan bo|cac)\b|\ball (districts|communes|wards)|\b(tat ca|toan bo) cac\b"
)


def read_level(text: str) -> str:
    """A level by its code or in words.

    Raises:
        Refused: no level.
    """
    word = fold(text)
    found = spellings(LEVEL).get(word) or _LEVELS.get(word)
    if found is None:
        known = "; ".join((*Level, "tỉnh", "huyện", "xã"))
        raise Refused(
            "level",
            f"'{shown(text)}' không phải cấp HĐND; ghi: {known}.",
            f"'{shown(text)}' is no level; write: {known}.",
        )
    return found


def read_kind(text: str) -> str:
    """A kind of unit by its code or in words.

    Raises:
        Refused: no such kind.
    """
    found = spellings(COUNCIL_KIND).get(fold(text))
    if found is None:
        known = "; ".join(COUNCIL_KIND)
        raise Refused(
            "kind",
            f"'{shown(text)}' không phải loại đơn vị; các loại: {known}.",
            f"'{shown(text)}' is no kind of unit; kinds: {known}.",
        )
    return found


def read_stage(text: str) -> Stage:
    """The stage that a text speaks of; what stands in brackets is passed over.

    Raises:
        Refused: none that is known.
    """
    word = fold(_BRACKETS.sub(" ", text)).strip().replace("_", " ")
    found = next((stage for stage, pattern in _STAGES if re.search(pattern, word)), None)
    if found is None:
        known = "; ".join(Stage)
        raise Refused(
            "stage",
            f"Không rõ bước '{shown(text)}'; ghi như: hiệp thương lần thứ nhất, trúng cử (mã: {known}).",
            f"The stage '{shown(text)}' is not known; write: {known}.",
        )
    return found


def day_in(text: str) -> date | None:
    """The day written in a text such as ``official list 27/4/2021``; None where there is none.

    Raises:
        Refused: a day that does not exist.
    """
    found = _DAY.search(_BRACKETS.sub(" ", text))
    if found is None:
        return None
    d, m, y = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(y), int(m), int(d))
    except ValueError:
        raise Refused(
            "date",
            f"'{shown(found[0])}' không phải là một ngày có thật.",
            f"'{shown(found[0])}' is not a real day.",
        ) from None


def read_base(text: str) -> Among:
    """The people that rows are counted among.

    Raises:
        Refused: none that is known.
    """
    found = next((base for base, pattern in _BASES if re.search(pattern, fold(text))), None)
    if found is None:
        raise Refused(
            "base",
            f"Không rõ '{shown(text)}' là tính trên ai; ghi: introduced, candidates, deputies (seats).",
            f"It is not clear whom '{shown(text)}' counts; write: introduced, candidates, deputies (seats).",
        )
    return found


def base_at(stage: Stage, text: str, total: object, seats: object) -> Among:
    """The base where no column names it: a list if the stage says so, the council if it has its size."""
    if re.search(r"\blist\b|danh sach", fold(_BRACKETS.sub(" ", text))):
        return Among.CANDIDATES
    if seats is not None and total == seats and _OF_STAGE[stage] is Among.INTRODUCED:
        return Among.DEPUTIES
    return _OF_STAGE[stage]


def read_term(text: str) -> str:
    """A term as ``2021-2026``.

    Raises:
        Refused: no term.
    """
    found = _YEARS.fullmatch(fold(text))
    if found is None:
        raise Refused(
            "term",
            f"'{shown(text)}' không phải nhiệm kỳ; ghi như 2021-2026.",
            f"'{shown(text)}' is no term; write it like 2021-2026.",
        )
    return f"{found[1]}-{found[2]}"


def read_percent(text: str) -> Decimal:
    """A percentage with the decimals it is printed with.

    Raises:
        Refused: not one from 0 to 100.
    """
    found = _PERCENT.fullmatch(text)
    number = Decimal(found[1].replace(",", ".")) if found else None
    if number is None or number > 100:  # noqa: PLR2004  # percent
        raise Refused(
            "percent",
            f"'{shown(text)}' phải là tỷ lệ từ 0 đến 100, như 38,75.",
            f"'{shown(text)}' must be a percentage from 0 to 100, like 38.75.",
        )
    return number


def read_total(text: str) -> Total:
    """The total that a percentage is of.

    Raises:
        Refused: none that is known.
    """
    word = fold(text)
    found = next((total for total, words in _TOTALS.items() if word in words.split("|")), None)
    if found is None:
        known = "; ".join(Total)
        raise Refused(
            "of",
            f"Không rõ '{shown(text)}' là tổng số nào; ghi: {known}.",
            f"'{shown(text)}' is no total that is known; write: {known}.",
        )
    return found


def is_several(locality: str) -> bool:
    """Whether a name speaks of several councils together: ``Diên Khánh (all communes)``."""
    return bool(_SEVERAL.search(fold(locality)))
