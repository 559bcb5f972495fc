"""What all tests may ask for."""

from functools import partialmethod

from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.access import passwords

pytest_plugins = ["tests.databases"]

# A development service answers this machine only, under its own names: so tests ask from here.
TestClient.__init__ = partialmethod(  # type: ignore[method-assign, assignment]
    TestClient.__init__, base_url="http://localhost", client=("127.0.0.1", 50_000)
)

# A real hash takes a tenth of a second and 64 MB, which is what it is for; tests sign in a hundred times.
passwords._HASHES = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))
