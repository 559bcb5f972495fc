"""The client by which tests ask a service, from this machine unless they say otherwise."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from cocau.app.auth.authentication import authenticate
from cocau.app.auth.caller import Caller


class LocalClient(TestClient):
    """A client of this machine: a development service answers no other, and only under its own names."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        super().__init__(app, **{"base_url": "http://localhost", "client": ("127.0.0.1", 50_000)} | options)

    def become(self, caller: Caller | None) -> None:
        """Let every further request be this caller's; None: of whoever it is."""
        self.app.state.authenticate = authenticate if caller is None else lambda *_: caller  # type: ignore[attr-defined]
