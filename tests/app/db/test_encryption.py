import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.db.encryption import BadKeys, Keyring, SealPlace, Unreadable, find_key_faults, generate_key

KEY = generate_key()
HERE = SealPlace("here", b"here")


@given(st.text())
def test_what_is_sealed_opens_again_and_says_nothing(text: str) -> None:
    ring = Keyring([generate_key()])
    sealed = ring.seal(text, HERE)
    assert ring.open(sealed, HERE) == text
    assert len(text) < 12 or text.encode() not in sealed


def test_an_old_key_still_opens_and_a_new_one_seals() -> None:
    old, new = generate_key(), generate_key()
    sealed = Keyring([old]).seal("Nguyễn Thị Mười", HERE)
    both = Keyring.parse(f"{new}, {old}")
    assert both.open(sealed, HERE) == "Nguyễn Thị Mười"
    again = both.again(sealed, HERE)
    assert Keyring([new]).open(again, HERE) == "Nguyễn Thị Mười"
    with pytest.raises(Unreadable):
        Keyring([old]).open(again, HERE)


def test_altered_or_moved_bytes_do_not_open() -> None:
    ring = Keyring([generate_key()])
    sealed = bytearray(ring.seal("x", HERE))
    for at in range(len(sealed)):
        sealed[at] ^= 1
        with pytest.raises(Unreadable):
            ring.open(bytes(sealed), HERE)
        sealed[at] ^= 1
    with pytest.raises(Unreadable):
        ring.open(bytes(sealed), SealPlace("elsewhere", b"elsewhere"))


def test_a_ring_needs_a_key() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Keyring.parse(" , ")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (["x"], "key 1 is no key"),
        ([generate_key()[:-1]], "key 1 is no key"),
        (["khóa" * 11], "key 1 is no key"),
        ([base64.urlsafe_b64encode(b"a" * 32).decode()], "key 1 was made up"),
        ([base64.urlsafe_b64encode(b"correct horse battery staple 123").decode()], "key 1 was made up"),
        ([KEY, generate_key(), KEY], "key 3 is the same as key 1"),
        ([KEY, "x", "y"], "key 2 is no key; key 3 is no key"),
    ],
)
def test_keys_that_protect_nothing_are_refused_and_not_told(keys: list[str], told: str) -> None:
    with pytest.raises(BadKeys, match=told) as refused:
        Keyring(keys)
    assert not [key for key in keys if len(key) > 1 and key in str(refused.value)]


def test_no_key_that_is_made_here_is_refused() -> None:
    assert find_key_faults([generate_key() for _ in range(2000)]) == []
