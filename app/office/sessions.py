"""Signing in and out."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from cocau.app.access.api_keys import digest_of
from cocau.app.access.caller import NOBODY, Caller
from cocau.app.access.errors import WrongPassword
from cocau.app.access.memory import memory_of
from cocau.app.access.passwords import fits
from cocau.app.access.sessions import LONGEST, fresh_cookie
from cocau.app.store.engine import Store
from cocau.app.store.moment import now
from cocau.app.store.tables.users import SessionRow, User
from cocau.app.trail.entry import entry


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and the cookie that says so from now on."""

    caller: Caller
    cookie: str


def sign_in(store: Store, name: str, password: str, before: str | None = None) -> SignedIn:
    """A new session; the one that the browser had `before` ends, so nobody can prepare one for somebody else.

    Raises:
        WrongPassword: no open user has this name with this password; found out as slowly for no name at all.
    """
    with store.reading() as session:
        user = session.exec(select(User).where(User.name == name.strip().lower())).one_or_none()
    right = fits(password, user.password_hash if user is not None else None)
    with store.writing() as session:
        held = session.get(User, user.id) if user is not None else None
        if user is None or held is None or not _may_enter(held, user, right=right):
            # the name that was tried is not told: people type their passwords there
            entry(session, store.ring, NOBODY, "sign-in-failed", "user", user.id if user else "unknown")
            signed = None
        else:
            caller = Caller(held.id, held.name, held.role, held.scope)
            signed = SignedIn(caller, _opened(session, held, before))
            entry(session, store.ring, caller, "sign-in", "user", held.id)
    if signed is None:
        raise WrongPassword
    if before is not None:
        memory_of(store).forget(signed.caller.id)
    return signed


def _may_enter(held: User, read: User, *, right: bool) -> bool:
    """Whether the password was right, and still is: hashing took a while."""
    return right and held.closed_at is None and held.password_hash == read.password_hash


def sign_out(store: Store, cookie: str) -> None:
    """End a session, if there is one."""
    digest = digest_of(cookie)
    with store.writing() as session:
        row = session.get(SessionRow, digest)
        user = session.get(User, row.user_id) if row is not None else None
        if row is None or user is None:
            return
        session.delete(row)
        caller = Caller(user.id, user.name, user.role, user.scope)
        entry(session, store.ring, caller, "sign-out", "user", user.id)
    memory_of(store).forget(caller.id)


def end_all(session: Session, user: str) -> None:
    """End every session of a user; the caller of this forgets the user when the change is kept."""
    session.exec(delete(SessionRow).where(col(SessionRow.user_id) == user))


def _opened(session: Session, user: User, before: str | None) -> str:
    cookie, moment = fresh_cookie(), now()
    session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= moment))
    if before is not None:
        session.exec(delete(SessionRow).where(col(SessionRow.digest) == digest_of(before)))
    session.add(
        SessionRow(
            digest=digest_of(cookie),
            user_id=user.id,
            made_at=moment,
            seen_at=moment,
            expires_at=moment + LONGEST,
        )
    )
    return cookie
