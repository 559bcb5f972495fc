"""What an identity provider answers: taken only if it is the answer to what was asked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey

from cocau.app.auth import identity_provider
from cocau.app.auth.identity_provider import (
    IdentityProvider,
    PendingProviderSignIn,
    ProviderRefused,
    ProviderUnavailable,
)
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.settings import Settings, read_settings
from tests.app.auth.identity import CLIENT, SECRET, TestProvider, serve_provider

BACK_TO = "https://desk.example/sign-in/provider/callback"


@pytest.fixture
def provider() -> Iterator[TestProvider]:
    with serve_provider() as provider:
        yield provider


def use(provider: TestProvider, **settings: str) -> str:
    """Sign in at a provider; the name that it tells."""
    given = Settings(oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)
    known = IdentityProvider.discover(replace(given, **settings))  # type: ignore[arg-type]  # all are texts
    address, pending = known.begin(BACK_TO, "/")
    return known.finish(pending, provider.authorise(address)["code"], BACK_TO)


def test_a_name_is_told_by_token_or_user_info(provider: TestProvider) -> None:
    assert use(provider) == "an"
    assert provider.asked["code_challenge_method"] == "S256"
    assert use(provider, oidc_claim="sub") == "u1"
    provider.told = {"email": "An@Example.vn", "email_verified": True, "groups": ["a", "hdnd"]}
    assert use(provider, oidc_claim="email", oidc_allowed="groups=hdnd") == "an@example.vn"
    for changed in ({"email_verified": False}, {"groups": "hdndx"}, {"email": ["x"]}):
        with pytest.raises(ProviderRefused):
            use(replace_told(provider, changed), oidc_claim="email", oidc_allowed="groups=hdnd")


def replace_told(provider: TestProvider, changed: dict[str, Any]) -> TestProvider:
    provider.told = {"email": "a@b.vn", "email_verified": True, "groups": "hdnd"} | changed
    return provider


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "x"},
        {"nonce": None},
        {"iss": "https://other.example"},
        {"aud": "other"},
        {"aud": ["cocau", "other"], "azp": "other"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_a_token_for_something_else_is_refused(provider: TestProvider, wrong: dict[str, Any]) -> None:
    provider.wrong = wrong
    with pytest.raises(ProviderRefused):
        use(provider)


def test_a_token_of_another_key_is_refused(provider: TestProvider) -> None:
    mine = provider.key
    provider.signing = RSAKey.generate_key(2048)
    with pytest.raises(ProviderRefused):
        use(provider)
    public = mine.as_pem(private=False)  # the public key taken for a shared secret
    provider.header, provider.signing = {"alg": "HS256", "kid": "1"}, OctKey.import_key(public.rstrip()[5:])
    with pytest.raises(ProviderRefused):
        use(provider)
    provider.header, provider.signing = {"alg": "none"}, mine
    with pytest.raises(ProviderRefused):
        use(provider)


def test_user_info_of_another_user_is_refused(provider: TestProvider) -> None:
    provider.user_info = {"sub": "u2", "preferred_username": "binh"}
    with pytest.raises(ProviderRefused):
        use(provider)


def test_a_code_needs_its_verifier_and_a_description_its_issuer(provider: TestProvider) -> None:
    settings = Settings(oidc_issuer=provider.issuer, oidc_client_id=CLIENT)
    known = IdentityProvider.discover(settings)
    (address, _), (_, other) = known.begin(BACK_TO, "/"), known.begin(BACK_TO, "/")
    with pytest.raises(ProviderRefused):
        known.finish(other, provider.authorise(address)["code"], BACK_TO)
    with pytest.raises(ProviderUnavailable):
        IdentityProvider.discover(replace(settings, oidc_issuer=f"{provider.issuer}/"))
    with pytest.raises(ProviderUnavailable):
        IdentityProvider.discover(replace(settings, oidc_issuer="http://127.0.0.1:9"))


def test_what_a_browser_keeps_is_sealed_of_one_state_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ring, other = Keyring([generate_key()]), Keyring([generate_key()])
    known = IdentityProvider(
        Settings(oidc_client_id=CLIENT), {"authorization_endpoint": "https://x.example/"}
    )
    _, pending = known.begin(BACK_TO, "/")
    cookie = pending.seal(ring)
    assert PendingProviderSignIn.open(ring, cookie, pending.state) == pending
    monkeypatch.setattr(identity_provider, "LIFETIME", -1)
    _, over = known.begin(BACK_TO, "/")
    for held, state in (
        ("", ""),
        (cookie, "x"),
        (pending.seal(other), pending.state),
        (over.seal(ring), over.state),
    ):
        with pytest.raises(ProviderRefused):
            PendingProviderSignIn.open(ring, held, state)


@pytest.mark.parametrize("issuer", ["http://id.example", "ftp://id.example", "http://localhost.example", "x"])
def test_a_provider_is_asked_over_tls(issuer: str) -> None:
    with pytest.raises(ValueError, match="COCAU_OIDC_ISSUER"):
        read_settings({"COCAU_OIDC_ISSUER": issuer})


def test_it_is_followed_within_its_own_host_only(provider: TestProvider) -> None:
    provider.redirects = {"/old/keys": "/keys"}
    provider.places = {"jwks_uri": f"{provider.issuer}/old/keys"}
    assert use(provider) == "an"
    elsewhere = provider.issuer.replace("127.0.0.1", "localhost")
    for there in (f"{elsewhere}/keys", "https://127.0.0.1/keys", "file:/keys"):
        provider.redirects = {"/old/keys": there}
        with pytest.raises(ProviderUnavailable):
            use(provider)


@pytest.mark.parametrize("place", ["file:/keys", "http://id.example/keys", "x"])
def test_what_it_describes_is_asked_over_tls_too(provider: TestProvider, place: str) -> None:
    provider.places = {"jwks_uri": place}
    with pytest.raises(ProviderUnavailable):
        use(provider)


@pytest.mark.parametrize("wrong", [{"exp": "soon"}, {"aud": 5}, {"iat": []}, {"at_hash": 7}, {"sub": {}}])
def test_a_token_with_values_of_other_types_is_refused(provider: TestProvider, wrong: dict[str, Any]) -> None:
    provider.wrong = wrong
    with pytest.raises(ProviderRefused):
        use(provider)


def test_keys_that_are_none_are_told(provider: TestProvider) -> None:
    provider.places = {"jwks_uri": f"{provider.issuer}/me"}
    with pytest.raises(ProviderUnavailable):
        use(provider)
