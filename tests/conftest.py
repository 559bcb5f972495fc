"""What all tests may ask for."""

from functools import partialmethod

from fastapi.testclient import TestClient

pytest_plugins = ["tests.databases"]

# A development service answers this machine only, under its own names: so tests ask from here.
TestClient.__init__ = partialmethod(  # type: ignore[method-assign, assignment]
    TestClient.__init__, base_url="http://localhost", client=("127.0.0.1", 50_000)
)
