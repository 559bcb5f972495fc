"""What every paper form of an annex shares: the foot of a page, and where a new page begins."""

from collections.abc import Iterator

from cocau.app.render.annex.form import Annex, Part

_ON_THE_SAME_PAGE = frozenset({Part.FRONT, Part.CHANGES, Part.PROVENANCE})


def foot(annex: Annex) -> str:
    """The label and the council: a page that has come loose says where it belongs."""
    return f"{annex.head.label.capitalize()} · {annex.head.council}"


def page_word(annex: Annex) -> str:
    """``Trang`` before ``2/15``."""
    return "Page" if annex.lang == "en" else "Trang"


def page_breaks(annex: Annex) -> Iterator[bool]:
    """For each section, whether it begins a page: the first of its part does, but for short parts."""
    seen = set(_ON_THE_SAME_PAGE)
    for section in annex.sections:
        yield section.part not in seen
        seen.add(section.part)
