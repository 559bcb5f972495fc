"""A citation in the words of an error: the key of its document, and the place in it."""

from cocau.constraints.record import Text
from cocau.constraints.rule import Citation


def clause_of(cite: Citation) -> Text:
    """``nq-1187-2021 Điều 1 khoản 2``, ``nq-1187-2021 Art. 1(2)``; or the number of our clause list."""
    if cite.section is not None:
        return Text(vi=f"{cite.source} mục {cite.section}", en=f"{cite.source} {cite.section}")
    if cite.article is None:
        return Text(vi=cite.source, en=cite.source)
    vi, en = (f" khoản {cite.clause}", f"({cite.clause})") if cite.clause else ("", "")
    return Text(
        vi=f"{cite.source} Điều {cite.article}{vi}",
        en=f"{cite.source} Art. {cite.article}{en}",
    )
