"""What all tests may ask for, and what is made once for all of them: a run starts some hundred services."""

from functools import partialmethod
from typing import Any

import fastapi._compat.v2
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import TypeAdapter

from app.access import passwords

pytest_plugins = ["tests.databases"]

# A development service answers this machine only, under its own names: so tests ask from here.
TestClient.__init__ = partialmethod(  # type: ignore[method-assign, assignment]
    TestClient.__init__, base_url="http://localhost", client=("127.0.0.1", 50_000)
)

# A real hash takes a tenth of a second and 64 MB, which is what it is for; tests sign in a hundred times.
passwords._HASHES = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(annotated: Any, *, config: Any = None) -> TypeAdapter[Any]:
    """What reads or writes a parameter, a body or an answer: the same in every service, and dear to make."""
    key = annotated.__origin__, repr(annotated.__metadata__), repr(config)
    if key not in _ADAPTERS:
        _ADAPTERS[key] = TypeAdapter(annotated, config=config)
    return _ADAPTERS[key]


fastapi._compat.v2.TypeAdapter = _adapter  # type: ignore[assignment]
