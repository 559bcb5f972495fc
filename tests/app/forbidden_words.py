"""Words of programs and of the workshop: nobody who reads a page or a paper meets them.

Pages may have codes within "Chi tiết kỹ thuật", which is `details.technical`.
"""

import re

from lxml import html  # type: ignore[import-untyped]

FORBIDDEN = (
    "bốc thăm",
    "ghi theo trí nhớ",
    "drawn by lot",
    "from memory",
    r"\bV[12]\b",
    "sha256",
    r"\bPOST\b",
    r"/v1/",
    r"`",
    r"\bcocau (?:rules|plan|why|conflicts|audit|serve|prices|structure|admin)\b",
    r"(?<!\w)--[a-z]{2,}",
    r"\b[a-z]+(?:_[a-z0-9]+)+\b",
    r"\bdv\d{2}\b",
    r"\bp\d{3}\b",
    r"\b(?:xa|huyen)-\d{3}\b",
    r"\b[0-9a-f]{12,}\b",
)
"""Regular expressions."""


def find_forbidden(text: str, *more: str) -> list[str]:
    """Each forbidden word of a text with what stands around it; `more`: words that are so here."""
    words = re.compile("|".join([*FORBIDDEN, *(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in more)]))
    return [text[max(0, found.start() - 40) : found.end() + 40] for found in words.finditer(text)]


def read_page(page: str) -> str:
    """What somebody reads or hears of a page, without technical details."""
    tree = html.fromstring(page)
    for hidden in tree.xpath("//script | //style | //details[contains(@class, 'technical')]"):
        hidden.drop_tree()
    named = tree.xpath("//body//@title | //body//@aria-label | //body//@placeholder | //body//@alt")
    return "\n".join([" ".join("\n".join(tree.itertext()).split()), *map(str, named)])
