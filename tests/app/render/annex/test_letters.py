import unicodedata

import pytest

from cocau.app.render.annex.alphabet import by_name
from cocau.app.render.annex.breaking import HERE, breakable
from cocau.app.render.annex.fitting import fitted
from cocau.app.render.annex.letters import LONGEST, plain
from cocau.solver.proposal import Proposal
from tests.app.render.annex.conftest import HOSTILE


@pytest.mark.parametrize(("given", "read"), HOSTILE.items())
def test_a_text_is_one_line_in_nfc_and_what_cannot_be_seen_is_told(given: str, read: str) -> None:
    assert plain(given) == read
    assert plain(given).isprintable()
    assert unicodedata.is_normalized("NFC", plain(given))


@pytest.mark.parametrize("text", ["a\u00a0b", "a\u3000b", "a\u2028b", "a\r\n\r\nb", "a\x1cb", " a  b "])
def test_every_sort_of_space_is_a_space(text: str) -> None:
    assert plain(text) == "a b"


@pytest.mark.parametrize("text", ["\ud800", "\x0b\x7f", "\ufffe", "\u2066x\u2069", "\u200b", "\ue000"])
def test_nothing_is_left_that_xml_refuses_or_that_nobody_sees(text: str) -> None:
    assert "\ufffd" in plain(text)
    assert plain(text).isprintable()


def test_a_text_without_end_is_cut_and_says_so(proposal: Proposal) -> None:
    assert plain("x" * 1_000_000) == "x" * (LONGEST - 1) + "…"
    first, *others = proposal.request.pool.people
    people = fitted(
        proposal.request.pool.but(people=(first.but(name="Ân " * 500, religion=None), *others))
    ).people
    assert len(people[0].name) == 200
    assert people[0].name.endswith("…")
    assert people[1:] == tuple(others)


def test_names_stand_in_the_vietnamese_order_of_given_names() -> None:
    ordered = [
        "Trần Văn An",
        "Đỗ Thị Ánh",
        "Lê Ân",
        "Mai Ba",
        "Bùi Dũng",
        "Cao Đạt",
        "Phan Em",
        "Phan Nga",
        "Đào Nguyên",
        "Lê Thị Nguyên",
        "Lý Ơn",
        "Vũ Tú",
        "Vũ Tư",
        "Vũ Tử",
        "Ngô Yến",
    ]
    assert sorted(sorted(ordered), key=by_name) == ordered


def test_tones_are_ordered_as_in_a_dictionary_and_only_after_letters() -> None:
    ordered = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mai"]
    assert sorted(sorted(ordered), key=by_name) == ordered
    assert by_name("") == ()


def test_only_a_word_without_room_may_be_broken_and_never_before_a_mark() -> None:
    assert breakable("Nguyễn Thị Hoàng Oanh [non-party-10-percent-introduced]", 36) == (
        "Nguyễn Thị Hoàng Oanh [non-party-10-percent-introduced]"
    )
    assert breakable("ab" * 10, 36).replace(HERE, "") == "ab" * 10
    assert breakable("ab" * 10, 36).count(HERE) == 19
    assert breakable("ab" * 10) == "ab" * 10
    assert f"{HERE}\u0323" not in breakable("x\u0323" * 20, 20)
