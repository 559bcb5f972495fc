import unicodedata

import pytest

from cocau.app.present.annex.layout import BREAK, insert_breaks
from cocau.app.present.annex.text import MAX_TEXT_LENGTH, clean_text, truncate_pool
from cocau.solver.proposal import Proposal
from tests.app.present.annex.conftest import HOSTILE


@pytest.mark.parametrize(("given", "read"), HOSTILE.items())
def test_a_text_is_one_line_in_nfc_and_what_cannot_be_seen_is_told(given: str, read: str) -> None:
    assert clean_text(given) == read
    assert clean_text(given).isprintable()
    assert unicodedata.is_normalized("NFC", clean_text(given))


@pytest.mark.parametrize("text", ["a\u00a0b", "a\u3000b", "a\u2028b", "a\r\n\r\nb", "a\x1cb", " a  b "])
def test_every_sort_of_space_is_a_space(text: str) -> None:
    assert clean_text(text) == "a b"


@pytest.mark.parametrize("text", ["\ud800", "\x0b\x7f", "\ufffe", "\u2066x\u2069", "\u200b", "\ue000"])
def test_nothing_is_left_that_xml_refuses_or_that_nobody_sees(text: str) -> None:
    assert "\ufffd" in clean_text(text)
    assert clean_text(text).isprintable()


def test_a_text_without_end_is_cut_and_says_so(proposal: Proposal) -> None:
    assert clean_text("x" * 1_000_000) == "x" * (MAX_TEXT_LENGTH - 1) + "…"
    first, *others = proposal.request.pool.people
    people = truncate_pool(
        proposal.request.pool.replace_unvalidated(
            people=(first.replace_unvalidated(name="Ân " * 500, religion=None), *others)
        )
    ).people
    assert len(people[0].name) == 200
    assert people[0].name.endswith("…")
    assert people[1:] == tuple(others)


def test_only_a_word_without_room_may_be_broken_and_never_before_a_mark() -> None:
    assert insert_breaks("Nguyễn Thị Hoàng Oanh [non-party-10-percent-introduced]", 36) == (
        "Nguyễn Thị Hoàng Oanh [non-party-10-percent-introduced]"
    )
    assert insert_breaks("ab" * 10, 36).replace(BREAK, "") == "ab" * 10
    assert insert_breaks("ab" * 10, 36).count(BREAK) == 19
    assert insert_breaks("ab" * 10) == "ab" * 10
    assert f"{BREAK}\u0323" not in insert_breaks("x\u0323" * 20, 20)
