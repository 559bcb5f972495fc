"""Authentication of requests: by API key, by session, or locally in development.

With it the same-site check against CSRF, and what counts as this very machine.
"""

import hmac
import ipaddress
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy import update
from sqlmodel import col, select
from starlette.datastructures import Headers

from cocau.app.auth.caller import DEVELOPER, Caller, build_caller, get_caller_cache
from cocau.app.auth.credentials import hash_token, is_session_alive, parse_key_prefix
from cocau.app.auth.rate_limits import RateLimiter
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import ApiKey, SessionRow, SignInMethod, User
from cocau.app.permissions import CrossSiteRequest, Unauthenticated, needs_second_factor
from cocau.app.settings import SecondFactorRule, Settings
from cocau.constraints.errors import GivenValue, InputError, Problem

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})

_PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_local_request(request: Request) -> bool:
    """Return whether a request was made on this machine, and not passed on by a proxy."""
    if request.client is None or any(header in request.headers for header in _PROXY_HEADERS):
        return False
    return is_loopback(request.client.host)


@lru_cache(maxsize=256)
def is_loopback(address: str) -> bool:
    """Return whether an address is a loopback; of names, only ``localhost`` is."""
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"


def has_local_host(headers: Headers) -> bool:
    """Return whether the Host of a request is a name of this machine."""
    host = headers.get("host", "").lower()
    name, _, port = host.rpartition(":")
    return host in LOCAL_HOSTS or (name in LOCAL_HOSTS and port.isdecimal())


def check_listen_address(settings: Settings, host: str) -> None:
    """Raise if a service without sign-in would listen to more than its own machine.

    Raises:
        InputError: development, and an address that others can reach.
    """
    if settings.development and not is_loopback(host):
        vi = (
            "Ở chế độ phát triển (COCAU_ENV=development) không cần đăng nhập, nên chỉ được mở trên máy này "
            "(127.0.0.1, ::1, localhost). Để máy khác dùng: COCAU_ENV=production và COCAU_KEYS."
        )
        en = (
            "In development (COCAU_ENV=development) nobody signs in, so only this machine may be listened to "
            "(127.0.0.1, ::1, localhost). For others to use it: COCAU_ENV=production and COCAU_KEYS."
        )
        raise InputError([Problem("not_loopback", ("--host", GivenValue(host)), vi, en)])


_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def check_same_site(request: Request, *, by_cookie: bool) -> None:
    """Raise if a page of another site made the browser send this request.

    A browser says so in Sec-Fetch-Site, where it trusts the connection, and else in Origin; "none" is what
    its user began, unless a page is named as well. What says neither is no browser of these years; with
    `by_cookie` that is not enough: a cookie is a browser's.

    Raises:
        CrossSiteRequest: another site asked, or it may have.
    """
    if request.method in _SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "none"}:
        ours = site == "same-origin"
    elif origin is not None:
        ours = _get_origin_host(origin) == request.headers.get("host", "").lower() != ""
    else:
        ours = site is not None or not by_cookie
    if not ours:
        raise CrossSiteRequest


def _get_origin_host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # no browser sends such an origin
        return None


LAST_USE_PRECISION = timedelta(minutes=1)
"""How exactly the last use of a key or session is known: a write per read would be dear."""


def authenticate(request: Request, store: Store, settings: Settings) -> Caller:
    """Authenticate a caller. A wrong credential is nobody's, never the developer's.

    Raises:
        Unauthenticated: nobody is known by what was sent.
        CrossSiteRequest: a browser sent it for another site.
        RateLimited: it is one too many.
    """
    limits: RateLimiter = request.app.state.limits
    try:
        caller = _verify_credential(request, store, settings)
    except Unauthenticated:
        limits.count_request(f"address {get_client_address(request)}")
        raise
    if caller is not DEVELOPER:
        request.state.rate = limits.count_request(caller.id)
    return caller


Authenticate = Callable[[Request, Store, Settings], Caller]


def is_cached(request: Request, store: Store, settings: Settings) -> bool:
    """Return whether `authenticate` can answer from the cache, without the database."""
    authorization = request.headers.get("authorization")
    sent = (
        request.cookies.get(settings.cookie_name)
        if authorization is None
        else _extract_bearer_key(authorization)
    )
    return sent is None or get_caller_cache(store).get(hash_token(sent)) is not None


def get_client_address(request: Request) -> str:
    """Return the address of the client; "" for a socket of this machine."""
    return request.client.host if request.client is not None else ""


def _verify_credential(request: Request, store: Store, settings: Settings) -> Caller:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        key = _extract_bearer_key(authorization)
        if key is None:
            raise Unauthenticated
        return _authenticate_by_key(key, store)
    cookie = request.cookies.get(settings.cookie_name)
    if cookie is not None:
        caller = _authenticate_by_session(cookie, store, settings)
        check_same_site(request, by_cookie=True)
        return caller
    if settings.development and is_local_request(request):
        check_same_site(request, by_cookie=False)
        return DEVELOPER
    raise Unauthenticated


def _extract_bearer_key(authorization: str) -> str | None:
    scheme, _, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _authenticate_by_key(text: str, store: Store) -> Caller:
    prefix, digest, memory = parse_key_prefix(text), hash_token(text), get_caller_cache(store)
    if (caller := memory.get(digest)) is not None:
        return caller
    if prefix is None:
        raise Unauthenticated
    changes, moment = memory.changes, now()
    with store.reading_singly() as session:
        both = select(ApiKey, User).join(User).where(ApiKey.prefix == prefix)
        key, user = session.exec(both).one_or_none() or (None, None)
    if key is None or user is None or not hmac.compare_digest(key.digest, digest):
        raise Unauthenticated
    over = key.expires_at is not None and key.expires_at <= moment
    if over or key.revoked_at is not None or user.closed_at is not None:
        raise Unauthenticated
    if key.used_at is None or moment - key.used_at >= LAST_USE_PRECISION:
        with store.writing() as session:
            session.exec(update(ApiKey).where(col(ApiKey.id) == key.id).values(used_at=moment))
    caller = build_caller(user)
    memory.keep(digest, caller, changes)
    return caller


def _authenticate_by_session(cookie: str, store: Store, settings: Settings) -> Caller:
    digest, memory = hash_token(cookie), get_caller_cache(store)
    if (caller := memory.get(digest)) is not None:
        return caller
    changes, moment = memory.changes, now()
    with store.reading_singly() as session:
        both = select(SessionRow, User).join(User).where(SessionRow.digest == digest)
        row, user = session.exec(both).one_or_none() or (None, None)
    if row is None or user is None or user.closed_at is not None or not is_session_alive(row, moment):
        raise Unauthenticated
    if not _is_strong_enough(row, user, settings):
        raise Unauthenticated
    if moment - row.seen_at >= LAST_USE_PRECISION:
        with store.writing() as session:
            session.exec(update(SessionRow).where(col(SessionRow.digest) == digest).values(seen_at=moment))
    caller = build_caller(user)
    memory.keep(digest, caller, changes)
    return caller


def _is_strong_enough(row: SessionRow, user: User, settings: Settings) -> bool:
    """Return whether a session was opened with a second factor, where one is required."""
    required = settings.second_factor is SecondFactorRule.REQUIRED and needs_second_factor(user.role)
    return row.method is not SignInMethod.PASSWORD or not required
