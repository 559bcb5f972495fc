"""An identity provider for tests: one user, on loopback, which can be told to answer wrongly."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "cocau", "bí mật /:+"


class TestProvider:
    """What it knows and how it answers. `told`: claims of the user; `wrong`: changes of the id token.

    `places`: addresses that it describes otherwise; `redirects`: path -> where it sends one instead.
    """

    __test__ = False

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"}, auto_kid=False)
        self.signing: Any = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "1"}
        self.told: dict[str, Any] = {"preferred_username": "An"}
        self.wrong: dict[str, Any] = {}
        self.user_info: dict[str, Any] | None = None
        self.issuer = ""
        self.asked: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.redirects: dict[str, str] = {}

    def authorise(self, address: str) -> dict[str, str]:
        """Sign in at the address that a browser was led to; what it brings back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return {"code": "c0de", "state": self.asked["state"]}

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        """Answer a request; None: it is refused."""
        if path.startswith("/.well-known/"):
            names = {"authorization": "auth", "token": "token", "userinfo": "me", "end_session": "end"}
            places = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in names.items()}
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **places, **self.places}
        if path == "/keys":
            return dict(KeySet([self.key]).as_dict(private=False))
        if path == "/me":
            return {"sub": "u1", **self.told} if self.user_info is None else self.user_info
        challenge = create_s256_code_challenge(form.get("code_verifier", ""))
        if form.get("code") != "c0de" or challenge != self.asked["code_challenge"]:
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._build_id_token()}

    def _build_id_token(self) -> str:
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "u1",
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 600,
            "nonce": self.asked["nonce"],
        } | self.wrong
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (self.header, claims))
            return ".".join([*(part.decode().rstrip("=") for part in parts), ""])
        return jwt.encode(self.header, claims, self.signing, algorithms=[self.header["alg"]])


@contextmanager
def serve_provider() -> Iterator[TestProvider]:
    """Serve a provider on a port of its own until the block ends."""
    provider = TestProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if there := provider.redirects.get(self.path):
                self.send_response(302)
                self.send_header("Location", there)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send(provider.answer(self.path, {}))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(provider.answer(self.path, {k: v[0] for k, v in parse_qs(text).items()}))

        def _send(self, body: dict[str, Any] | None) -> None:
            sent = json.dumps(body or {"error": "invalid_grant"}).encode()
            self.send_response(200 if body else 400)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
