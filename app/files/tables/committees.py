"""Committees as offices write them: ids of the usual ones, posts that name one."""

import re
from collections.abc import Mapping

from cocau.app.files.text import fold, slugify
from cocau.app.i18n.words import OFFICE
from cocau.constraints.model.council import CouncilOffice

COMMITTEE_NAMES: Mapping[str, str] = {
    "legal": "Ban Pháp chế",
    "economy-budget": "Ban Kinh tế - Ngân sách",
    "culture-society": "Ban Văn hóa - Xã hội",
    "economy-society": "Ban Kinh tế - Xã hội",
    "urban": "Ban Đô thị",
}
"""Ids and names of committees that the law names."""

_SHORT = {"ktns": "economy-budget", "vhxh": "culture-society", "ktxh": "economy-society"}
_DASHES = re.compile(r"[^a-z0-9]+")
_OF_COUNCIL = re.compile(r"\s+(?:cua\s+)?(?:hdnd|hoi dong nhan dan)\b.*")
_HEADED = re.compile(r"(pho\s+)?(?:truong\s+)?ban\s+(?!thuong truc)(?:ban\s+)?(\S.*)")


def choose_committee_id(name: str) -> str:
    """Return the id of a committee by its name: pools name posts by it."""
    return _KNOWN.get(_squeeze(name)) or slugify(name.removeprefix("Ban "))


def read_committee_post(text: str) -> str | None:
    """Return the code of a committee's post: "Trưởng ban Pháp chế" is ``head/legal``."""
    found = _HEADED.fullmatch(_OF_COUNCIL.sub("", fold(text)))
    if found is None or not fold(text).startswith(("truong", "pho")):
        return None
    office = CouncilOffice.DEPUTY_HEAD if found[1] else CouncilOffice.HEAD
    return f"{office}/{choose_committee_id(found[2])}"


def write_post(code: str, lang: str) -> str:
    """Return a post in words that are read again: "Trưởng ban Pháp chế"."""
    office, slash, committee = code.partition("/")
    if office not in list(CouncilOffice):
        return code
    title = OFFICE[CouncilOffice(office)].of(lang)
    if lang == "vi" and committee in COMMITTEE_NAMES:
        return f"{title} {COMMITTEE_NAMES[committee].removeprefix('Ban ')}"
    return f"{title}{slash}{committee}"


def cut_council_name(text: str) -> str:
    """Return the text, folded, without whose council it is: "chu tich hdnd"."""
    folded = fold(text)
    found = _OF_COUNCIL.search(folded)
    return f"{folded[: found.start()]} hdnd" if found else folded


def _squeeze(name: str) -> str:
    return _DASHES.sub("", fold(name).removeprefix("ban "))


_KNOWN = {_squeeze(name): code for code, name in COMMITTEE_NAMES.items()} | _SHORT
