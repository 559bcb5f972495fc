"""The organisation's identity provider (OpenID Connect): code flow with PKCE."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cocau.app.db.encryption import Keyring, SealPlace, Unreadable
from cocau.app.settings import Settings, is_provider_address
from cocau.constraints.record import Record

LIFETIME = 600
"""Seconds that somebody may take at the provider."""
_TIMEOUT, _MOST = 10, 1_000_000
_LEEWAY = 60
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_WRONG_CONTENT = (JoseError, ValueError, TypeError, KeyError, AttributeError)
"""What the libraries raise for bad keys and tokens, and for values of other types."""
_PLACE = SealPlace("provider sign-in", b"cocau provider sign-in 1")


class ProviderUnavailable(Exception):
    """The provider cannot be reached, or answers what no provider would."""


class ProviderRefused(Exception):
    """What came back is not the answer to what this browser asked, or tells nobody's name."""


class PendingProviderSignIn(Record):
    """What a browser keeps while its user is at the provider, sealed in a cookie."""

    state: str
    nonce: str
    verifier: str
    back: str
    ends_at: float

    def seal(self, ring: Keyring) -> str:
        """Return it as the value of a cookie."""
        return base64.urlsafe_b64encode(ring.seal(self.model_dump_json(), _PLACE)).decode()

    @classmethod
    def open(cls, ring: Keyring, cookie: str, state: str) -> "PendingProviderSignIn":
        """Open a cookie.

        Raises:
            ProviderRefused: there is none, it is over, or it is of another state.
        """
        try:
            held = cls.model_validate_json(ring.open(base64.urlsafe_b64decode(cookie), _PLACE))
        except (ValueError, Unreadable):
            raise ProviderRefused("no sign-in was begun in this browser") from None
        if held.ends_at < time.time() or not hmac.compare_digest(held.state.encode(), state.encode()):
            raise ProviderRefused("another state")
        return held


@dataclass(frozen=True)
class IdentityProvider:
    """The provider that the settings name, as it describes itself."""

    settings: Settings
    metadata: Mapping[str, Any]

    @classmethod
    def discover(cls, settings: Settings) -> "IdentityProvider":
        """Ask the provider for its description.

        Raises:
            ProviderUnavailable: it has none, or one of another issuer.
        """
        found = OpenIDProviderMetadata(_fetch(get_well_known_url(settings.oidc_issuer, external=True)))
        if found.get("issuer") != settings.oidc_issuer:
            raise ProviderUnavailable("its description is of another issuer")
        for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(endpoint), str):
                raise ProviderUnavailable(f"its description has no {endpoint}")
        return cls(settings, found)

    def begin(self, redirect_uri: str, back: str) -> tuple[str, PendingProviderSignIn]:
        """Begin a sign-in; return the provider's address for it, and what to keep."""
        pending = PendingProviderSignIn(
            state=generate_token(32),
            nonce=generate_token(32),
            verifier=generate_token(64),
            back=back,
            ends_at=time.time() + LIFETIME,
        )
        address = prepare_grant_uri(
            self.metadata["authorization_endpoint"],
            self.settings.oidc_client_id,
            "code",
            redirect_uri,
            self.settings.oidc_scope,
            pending.state,
            nonce=pending.nonce,
            code_challenge=create_s256_code_challenge(pending.verifier),
            code_challenge_method="S256",
        )
        return address, pending

    def finish(self, pending: PendingProviderSignIn, code: str, redirect_uri: str) -> str:
        """Exchange the code; return the name that the provider's user signs in with here.

        Raises:
            ProviderRefused: the code or what came for it is not good, or not for a user of this service.
            ProviderUnavailable: the provider does not answer.
        """
        tokens = self._exchange(pending, code, redirect_uri)
        claims = self._read_id_token(pending, tokens)
        needed = {self.settings.oidc_claim, self.settings.oidc_allowed.partition("=")[0]} - {""}
        if needed - claims.keys():
            claims = self._fetch_user_info(claims, tokens) | claims
        return self._read_name(claims)

    def _exchange(self, pending: PendingProviderSignIn, code: str, redirect_uri: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.settings.oidc_client_id,
            "code_verifier": pending.verifier,
        }
        headers = {}
        if secret := self.settings.oidc_client_secret:
            pair = f"{quote(self.settings.oidc_client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return _fetch(self.metadata["token_endpoint"], urlencode(form).encode(), headers)

    def _read_id_token(self, pending: PendingProviderSignIn, tokens: Mapping[str, Any]) -> dict[str, Any]:
        published = _fetch(self.metadata["jwks_uri"])
        try:
            keys = KeySet.import_key_set(published)  # type: ignore[arg-type]  # as JSON
        except _WRONG_CONTENT as error:
            raise ProviderUnavailable("its keys are none") from error
        try:
            read = jwt.decode(str(tokens.get("id_token")), keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self.settings.oidc_issuer},
                    "aud": {"essential": True, "value": self.settings.oidc_client_id},
                },
                params={
                    "nonce": pending.nonce,
                    "client_id": self.settings.oidc_client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY)
        except _WRONG_CONTENT as error:
            raise ProviderRefused(f"its id token: {type(error).__name__}") from error
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), pending.nonce.encode()):
            raise ProviderRefused("its id token has another nonce")
        return dict(claims)

    def _fetch_user_info(self, claims: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        endpoint = self.metadata.get("userinfo_endpoint")
        if not isinstance(endpoint, str):
            return {}
        told = _fetch(endpoint, None, {"Authorization": f"Bearer {tokens.get('access_token')}"})
        if told.get("sub") != claims["sub"]:
            raise ProviderRefused("its user info is of another user")
        return told

    def _read_name(self, claims: Mapping[str, Any]) -> str:
        claim, _, wanted = self.settings.oidc_allowed.partition("=")
        if claim:
            held = claims.get(claim)
            if wanted not in (held if isinstance(held, list) else [held]):
                raise ProviderRefused(f"{claim} is not {wanted}")
        name = claims.get(self.settings.oidc_claim)
        if not isinstance(name, str) or not name.strip():
            raise ProviderRefused(f"it tells no {self.settings.oidc_claim}")
        if self.settings.oidc_claim == "email" and claims.get("email_verified") is not True:
            raise ProviderRefused("the address was not verified")
        return name.strip().lower()

    def build_end_address(self, return_to: str) -> str | None:
        """Build the address at which one signs out of the provider too; None: it has none."""
        endpoint = self.metadata.get("end_session_endpoint")
        if not isinstance(endpoint, str):
            return None
        given = {"client_id": self.settings.oidc_client_id, "post_logout_redirect_uri": return_to}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(given)}"


class _SameHostRedirects(HTTPRedirectHandler):
    """Follow redirects only within the provider's own host: nobody else may get our secret."""

    def redirect_request(self, req: Request, *rest: Any) -> Request | None:  # noqa: ANN401  # the base class's
        there = urlsplit(rest[-1])
        if (there.scheme, there.netloc) != (req.type, req.host):
            raise ProviderUnavailable("it redirects to another host")
        return super().redirect_request(req, *rest)


_OPENER = build_opener(_SameHostRedirects)
# Authlib's clients stand on httpx or requests, which nothing else here needs; see also operations/witness.


def _fetch(
    address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Fetch an object in JSON from the provider.

    Raises:
        ProviderRefused: it answers that what was sent is not good.
        ProviderUnavailable: it does not answer, or with no object.
    """
    if not is_provider_address(address):
        raise ProviderUnavailable("an address of it is not https")
    request = Request(address, data=body, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310  # checked just now
    try:
        with _OPENER.open(request, timeout=_TIMEOUT) as answer:
            held = json.loads(answer.read(_MOST))
    except (OSError, HTTPException, ValueError) as error:
        status = getattr(error, "code", 0)
        if isinstance(status, int) and 400 <= status < 500:  # noqa: PLR2004  # HTTP's own
            raise ProviderRefused(f"it answered {status}") from error
        raise ProviderUnavailable(type(error).__name__) from error
    if not isinstance(held, dict):
        raise ProviderUnavailable("no object")
    return held
