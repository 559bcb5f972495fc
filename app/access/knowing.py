"""Who asks: known by an API key or by a session; in development, whoever sits at the machine."""

import hmac
from datetime import timedelta

from fastapi import Request
from sqlalchemy import update
from sqlmodel import col, select

from cocau.app.access.api_keys import digest_of, prefix_of
from cocau.app.access.caller import DEVELOPER, Caller
from cocau.app.access.errors import Unauthenticated
from cocau.app.access.here import from_here
from cocau.app.access.limits import Limits
from cocau.app.access.memory import memory_of
from cocau.app.access.same_site import must_be_ours
from cocau.app.access.sessions import alive, cookie_name
from cocau.app.settings import Settings
from cocau.app.store.engine import Store
from cocau.app.store.moment import now
from cocau.app.store.tables.users import ApiKey, SessionRow, User

NOTED = timedelta(minutes=1)
"""How exactly it is known when a key or a session was used last: a write for every read would be dear."""


def known(request: Request, store: Store, settings: Settings) -> Caller:
    """The caller of a request. A wrong credential is nobody's, never the developer's.

    Raises:
        Unauthenticated: nobody is known by what was sent.
        CrossSite: a browser sent it for another site.
        TooFast: it is one too many.
    """
    limits: Limits = request.app.state.limits
    try:
        caller = _proven(request, store, settings)
    except Unauthenticated:
        limits.spend(f"address {address_of(request)}")
        raise
    if caller is not DEVELOPER:
        request.state.rate = limits.spend(caller.id)
    return caller


def remembered(request: Request, store: Store, settings: Settings) -> bool:
    """Whether `known` tells who asks from memory, without a look at the database."""
    authorization = request.headers.get("authorization")
    sent = request.cookies.get(cookie_name(settings)) if authorization is None else _key_in(authorization)
    return sent is None or memory_of(store).get(digest_of(sent)) is not None


def address_of(request: Request) -> str:
    """Where a request comes from; "" from a socket of this machine."""
    return request.client.host if request.client is not None else ""


def _proven(request: Request, store: Store, settings: Settings) -> Caller:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        key = _key_in(authorization)
        if key is None:
            raise Unauthenticated
        return _by_key(key, store)
    cookie = request.cookies.get(cookie_name(settings))
    if cookie is not None:
        caller = _by_session(cookie, store)
        must_be_ours(request, proven=True)
        return caller
    if settings.development and from_here(request):
        must_be_ours(request, proven=False)
        return DEVELOPER
    raise Unauthenticated


def _key_in(authorization: str) -> str | None:
    scheme, _, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _by_key(text: str, store: Store) -> Caller:
    prefix, digest, memory = prefix_of(text), digest_of(text), memory_of(store)
    if (caller := memory.get(digest)) is not None:
        return caller
    if prefix is None:
        raise Unauthenticated
    changes, moment = memory.changes, now()
    with store.reading() as session:
        both = select(ApiKey, User).join(User).where(ApiKey.prefix == prefix)
        key, user = session.exec(both).one_or_none() or (None, None)
    if key is None or user is None or not hmac.compare_digest(key.digest, digest):
        raise Unauthenticated
    over = key.expires_at is not None and key.expires_at <= moment
    if over or key.revoked_at is not None or user.closed_at is not None:
        raise Unauthenticated
    if key.used_at is None or moment - key.used_at >= NOTED:
        with store.writing() as session:
            session.exec(update(ApiKey).where(col(ApiKey.id) == key.id).values(used_at=moment))
    caller = caller_of_user(user)
    memory.keep(digest, caller, changes)
    return caller


def _by_session(cookie: str, store: Store) -> Caller:
    digest, memory = digest_of(cookie), memory_of(store)
    if (caller := memory.get(digest)) is not None:
        return caller
    changes, moment = memory.changes, now()
    with store.reading() as session:
        both = select(SessionRow, User).join(User).where(SessionRow.digest == digest)
        row, user = session.exec(both).one_or_none() or (None, None)
    if row is None or user is None or user.closed_at is not None or not alive(row, moment):
        raise Unauthenticated
    if moment - row.seen_at >= NOTED:
        with store.writing() as session:
            session.exec(update(SessionRow).where(col(SessionRow.digest) == digest).values(seen_at=moment))
    caller = caller_of_user(user)
    memory.keep(digest, caller, changes)
    return caller


def caller_of_user(user: User) -> Caller:
    """A user as a caller."""
    return Caller(user.id, user.name, user.role, user.scope)
