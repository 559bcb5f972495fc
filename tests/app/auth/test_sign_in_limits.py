"""Limits of sign-ins, shared by all processes of a database."""

import re
import subprocess
import sys

from sqlmodel import select

from cocau.app.auth.sign_in_limits import guard_codes, guard_sign_in
from cocau.app.db.engine import Store
from cocau.app.db.models import SignInAttemptRow
from cocau.app.permissions import RateLimited, WrongPassword
from cocau.app.settings import Settings

ONCE = Settings(sign_in_rate="1/day")


def guess(store: Store, name: str, address: str) -> bool:
    """Guess wrongly; whether the guess was looked at."""
    try:
        with guard_sign_in(store, ONCE, name, address):
            raise WrongPassword  # noqa: TRY301  # as a service in the block does
    except WrongPassword:
        return True
    except RateLimited:
        return False


def test_a_name_and_an_address_are_limited_each_and_together(one_store: Store) -> None:
    assert [guess(one_store, "an", "203.0.113.1") for _ in range(2)] == [True, False]
    assert [guess(one_store, "an", f"203.0.113.{n}") for n in range(2, 7)] == [True] * 3 + [False] * 2
    assert [guess(one_store, f"x{n}", "203.0.113.9") for n in range(11)] == [True] * 10 + [False]


def test_what_succeeds_was_no_guess(one_store: Store) -> None:
    for _ in range(3):
        with guard_sign_in(one_store, ONCE, "an", "203.0.113.1"):
            pass
    for _ in range(12):
        with guard_codes(one_store, "usr_x"):
            pass
    with one_store.reading() as session:
        left = session.exec(select(SignInAttemptRow)).all()
    assert [row.count for row in left] == [3]  # of the address; neither its name nor it can be read
    assert re.fullmatch("[0-9a-f]{64}", left[0].subject)


_PROCESSES = """
import os
import sys

from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.settings import Settings
from tests.app.auth import test_sign_in_limits as test
test.ONCE = Settings(sign_in_rate="5/day")
first = 1 if (other := os.fork()) else 101
store = Store(sys.argv[1], Keyring.parse(sys.argv[2]))
let = sum(test.guess(store, "an", f"198.51.100.{n}") for n in range(first, first + 30))
os.write(1, f"{let}\\n".encode())
if other and os.waitpid(other, 0)[1]:
    sys.exit("the other process failed")
"""


def test_two_processes_share_the_limit_of_a_name(one_store: Store) -> None:
    """Twenty guesses at a name from sixty addresses, at once in two processes."""
    url = one_store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _PROCESSES, url, ",".join(one_store.ring._texts)]
    both = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert len(both) == 2
    assert sum(map(int, both)) == 20
