import time

import pytest

from cocau.app.auth.credentials import check_password, hash_password, verify_password

GOOD = "hoa mai trắng nở sớm"


def test_a_password_fits_its_hash_and_no_other() -> None:
    stored = hash_password(GOOD)
    assert stored.startswith("$argon2id$")
    assert (
        verify_password(GOOD, stored),
        verify_password(GOOD + "!", stored),
        verify_password(GOOD, None),
    ) == (True, False, False)
    assert hash_password(GOOD) != stored


def test_letters_with_marks_fit_however_a_keyboard_writes_them() -> None:
    assert verify_password("mật khẩu dài", hash_password("mật khẩu dài"))  # decomposed, composed


def test_nobody_takes_as_long_as_a_wrong_password() -> None:
    stored = hash_password(GOOD)
    verify_password("x", None)  # the first of all makes what is compared with

    def took(against: str | None) -> float:
        begun = time.process_time()
        verify_password("wrong password", against)
        return time.process_time() - begun

    known, unknown = min(took(stored) for _ in range(3)), min(took(None) for _ in range(3))
    assert 1 / 3 < known / unknown < 3


@pytest.mark.parametrize(
    ("password", "told"),
    [
        (GOOD, 0),
        ("ngắn quá", 1),
        ("x" * 201, 2),
        ("aaaaaaaaaaaa", 1),
        ("can-bo@ha-tinh 2026", 1),
        ("CAN BO của Hà Tĩnh", 1),
        ("", 3),
    ],
)
def test_what_is_wrong_with_a_password_is_told_without_it(password: str, told: int) -> None:
    found = check_password(password, "can-bo")
    assert len(found) == told
    assert not [p for p in found if password and password in p.en + p.vi + p.where]
