"""Users: made, listed, changed and closed by administrators, each within their own locality."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.access.memory import memory_of
from cocau.app.access.passwords import faults, fits, hashed
from cocau.app.access.roles import May, Role
from cocau.app.access.scope import within
from cocau.app.office.errors import Missing, Refused, Stale
from cocau.app.office.sessions import end_all
from cocau.app.store.engine import Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables.users import User
from cocau.app.trail.entry import entry
from cocau.constraints.errors import InputError


@dataclass(frozen=True)
class Change:
    """What is to be another: None leaves it."""

    role: Role | None = None
    scope: str | None = None
    closed: bool | None = None


def make(
    store: Store, caller: Caller, name: str, role: Role, scope: str, *, password: str | None = None
) -> User:
    """A new user; one without a password comes in by API keys only.

    Raises:
        Forbidden: the role does not allow it.
        Missing: the scope is not the caller's.
        InputError: the password is too weak.
        Refused: the name is taken, by a closed user too: the trail names both by their ids.
    """
    caller.must(May.ADMINISTER)
    if not caller.sees(scope):
        raise Missing(scope or "locality")
    user = User(
        id=new_id("usr"),
        name=name,
        role=role,
        scope=scope,
        password_hash=None if password is None else _hash_of(password, name),
        made_at=now(),
    )
    try:
        with store.writing() as session:
            session.add(user)
            session.flush()
            entry(session, store.ring, caller, "make", "user", user.id, version=1)
    except IntegrityError:
        raise Refused(f"Tên {name} đã có người dùng.", f"The name {name} is taken.") from None
    return user


def listed(store: Store, caller: Caller, *, after: str | None = None, limit: int = 50) -> list[User]:
    """Users of the caller's locality, newest first.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.ADMINISTER)
    chosen = select(User).where(within(User.scope, caller.scope))
    if after is not None:
        chosen = chosen.where(User.id < after)
    with store.reading() as session:
        return list(session.exec(chosen.order_by(col(User.id).desc()).limit(limit)))


def read(store: Store, caller: Caller, which: str) -> User:
    """One user.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none in the caller's locality.
    """
    caller.must(May.ADMINISTER)
    with store.reading() as session:
        return _found(session, caller, which)


def named(store: Store, caller: Caller, name: str) -> User:
    """One user by name.

    Raises:
        Forbidden, Missing: as `read`.
    """
    caller.must(May.ADMINISTER)
    with store.reading() as session:
        user = session.exec(select(User).where(User.name == name.strip().lower())).one_or_none()
    if user is None or not caller.sees(user.scope):
        raise Missing(name)
    return user


def edit(store: Store, caller: Caller, which: str, change: Change, *, expected: int) -> User:
    """Another role or locality, or closed: then all sessions end and no key opens anything.

    Raises:
        Forbidden, Missing: as `read`; also for a new scope that is not the caller's.
        Stale: somebody was faster.
        Refused: the caller's own user: so there is always an administrator left.
    """
    caller.must(May.ADMINISTER)
    if change.scope is not None and not caller.sees(change.scope):
        raise Missing(change.scope or "locality")
    if which == caller.id:
        vi, en = "Không tự đổi vai trò, phạm vi của mình.", "Nobody changes their own role or locality."
        raise Refused(vi, en)
    with store.writing() as session:
        user = _found(session, caller, which, lock=True)
        if user.version != expected:
            raise Stale(which, user.version)
        _apply(session, user, change)
        user.version += 1
        action = {True: "close", False: "reopen", None: "edit"}[change.closed]
        entry(session, store.ring, caller, action, "user", which, version=user.version)
    memory_of(store).forget(which)
    return user


def set_password(store: Store, caller: Caller, which: str, password: str) -> None:
    """Another password for somebody; all their sessions end.

    Raises:
        Forbidden, Missing: as `read`.
        InputError: the password is too weak.
    """
    caller.must(May.ADMINISTER)
    with store.reading() as session:
        name = _found(session, caller, which).name
    _replace(store, caller, which, _hash_of(password, name))


def change_password(store: Store, caller: Caller, old: str, new: str) -> None:
    """Another password of one's own; all one's sessions end.

    Raises:
        Missing: the caller is no user that could have one.
        Refused: the old one is not right.
        InputError: the new one is too weak.
    """
    with store.reading() as session:
        user = session.get(User, caller.id)
    if user is None:
        raise Missing(caller.id)
    if not fits(old, user.password_hash):
        raise Refused("Mật khẩu hiện tại không đúng.", "The present password is not right.")
    _replace(store, caller, caller.id, _hash_of(new, user.name))


def _replace(store: Store, caller: Caller, which: str, stored: str) -> None:
    with store.writing() as session:
        user = session.get(User, which, with_for_update=True)
        if user is None:
            raise Missing(which)
        user.password_hash = stored
        user.version += 1
        end_all(session, which)
        entry(session, store.ring, caller, "set-password", "user", which, version=user.version)
    memory_of(store).forget(which)


def _apply(session: Session, user: User, change: Change) -> None:
    user.role = user.role if change.role is None else change.role
    user.scope = user.scope if change.scope is None else change.scope
    if change.closed is not None:
        user.closed_at = (user.closed_at or now()) if change.closed else None
    if user.closed_at is not None:
        end_all(session, user.id)


def _found(session: Session, caller: Caller, which: str, *, lock: bool = False) -> User:
    user = session.get(User, which, with_for_update=lock or None)
    if user is None or not caller.sees(user.scope):
        raise Missing(which)
    return user


def _hash_of(password: str, name: str) -> str:
    if found := faults(password, name):
        raise InputError(found)
    return hashed(password)
