"""API keys: everybody makes and revokes their own; administrators those of their locality's users."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from cocau.app.access.api_keys import fresh_key
from cocau.app.access.caller import Caller
from cocau.app.access.memory import memory_of
from cocau.app.access.roles import May
from cocau.app.office.errors import Missing, Refused
from cocau.app.store.engine import Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables.users import ApiKey, User
from cocau.app.trail.entry import entry


@dataclass(frozen=True)
class Made:
    """A new key; `text` is told once."""

    key: ApiKey
    text: str


def make(store: Store, caller: Caller, user: str, label: str, days: int) -> Made:
    """A key of a user that ends after so many days.

    Raises:
        Missing: no such user, or not one for whom the caller may do this.
        Refused: the user is closed.
    """
    moment, fresh = now(), fresh_key()
    key = ApiKey(
        id=new_id("key"),
        prefix=fresh.prefix,
        digest=fresh.digest,
        user_id=user,
        label=label,
        made_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    with store.writing() as session:
        owner = _owner(session, caller, user)
        if owner.closed_at is not None:
            raise Refused(f"Người dùng {owner.name} đã đóng.", f"The user {owner.name} is closed.")
        session.add(key)
        session.flush()
        entry(session, store.ring, caller, "make", "key", key.id)
    return Made(key, fresh.text)


def listed(
    store: Store, caller: Caller, user: str, *, after: str | None = None, limit: int = 50
) -> list[ApiKey]:
    """A user's keys, newest first, without what would open anything.

    Raises:
        Missing: as `make`.
    """
    chosen = select(ApiKey).where(ApiKey.user_id == user)
    if after is not None:
        chosen = chosen.where(ApiKey.id < after)
    with store.reading() as session:
        _owner(session, caller, user)
        return list(session.exec(chosen.order_by(col(ApiKey.id).desc()).limit(limit)))


def revoke(store: Store, caller: Caller, which: str) -> ApiKey:
    """Make a key worthless, at once in this process and within seconds in others.

    Raises:
        Missing: no such key, or not one that the caller may revoke.
    """
    with store.writing() as session:
        key = session.get(ApiKey, which, with_for_update=True)
        if key is None:
            raise Missing(which)
        try:
            _owner(session, caller, key.user_id)
        except Missing:
            raise Missing(which) from None  # whose it is, is not told
        if key.revoked_at is None:
            key.revoked_at = now()
            entry(session, store.ring, caller, "revoke", "key", which)
    memory_of(store).forget(key.user_id)
    return key


def _owner(session: Session, caller: Caller, which: str) -> User:
    user = session.get(User, which)
    own = which == caller.id
    if user is None or not (own or (caller.may(May.ADMINISTER) and caller.sees(user.scope))):
        raise Missing(which)
    return user
