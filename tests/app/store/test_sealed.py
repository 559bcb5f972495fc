import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.sealed import Ring, Unreadable, new_key


@given(st.text())
def test_what_is_sealed_opens_again_and_says_nothing(text: str) -> None:
    ring = Ring([new_key()])
    sealed = ring.seal(text)
    assert ring.open(sealed) == text
    assert len(text) < 12 or text.encode() not in sealed


def test_an_old_key_still_opens_and_a_new_one_seals() -> None:
    old, new = new_key(), new_key()
    sealed = Ring([old]).seal("Nguyễn Thị Mười")
    both = Ring.parsed(f"{new}, {old}")
    assert both.open(sealed) == "Nguyễn Thị Mười"
    again = both.again(sealed)
    assert Ring([new]).open(again) == "Nguyễn Thị Mười"
    with pytest.raises(Unreadable):
        Ring([old]).open(again)


def test_altered_bytes_do_not_open() -> None:
    ring = Ring([new_key()])
    sealed = bytearray(ring.seal("x"))
    sealed[20] ^= 1
    with pytest.raises(Unreadable):
        ring.open(bytes(sealed))


def test_a_ring_needs_a_key() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Ring.parsed(" , ")
