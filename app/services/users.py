"""Users: accounts, passwords and API keys; the names and labels behind ids."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from cocau.app.audit_log.records import check_record
from cocau.app.auth.caller import Caller, build_scope_condition, get_caller_cache
from cocau.app.auth.credentials import (
    check_password,
    generate_api_key,
    hash_password,
    verify_password,
)
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import ApiKey, DocumentKind, DocumentRow, ProposalRow, User
from cocau.app.permissions import Permission, UserRole
from cocau.app.services.access.sign_in import end_sessions
from cocau.app.services.acts import begin_act, begin_read, requires
from cocau.app.services.errors import ActRefused, Missing, Stale
from cocau.constraints.errors import InputError


@dataclass(frozen=True)
class CreatedKey:
    """A new key; `text` is shown once."""

    key: ApiKey
    text: str


def create_key(store: Store, caller: Caller, user_id: str, label: str, days: int) -> CreatedKey:
    """Create an API key of a user that expires after `days`.

    Raises:
        Missing: no such user, or not one for whom the caller may do this.
        ActRefused: the user is closed.
    """
    moment, fresh = now(), generate_api_key()
    key = ApiKey(
        id=new_id("key"),
        prefix=fresh.prefix,
        digest=fresh.digest,
        user_id=user_id,
        label=label,
        made_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    with begin_act(store, caller) as act:
        owner = _get_owner(act.session, caller, user_id)
        if owner.closed_at is not None:
            raise ActRefused(f"Người dùng {owner.name} đã đóng.", f"The user {owner.name} is closed.")
        act.session.add(key)
        act.session.flush()
        act.log("make", "key", key.id)
    return CreatedKey(key, fresh.text)


def list_keys(
    store: Store, caller: Caller, user_id: str, *, after: str | None = None, limit: int = 50
) -> list[ApiKey]:
    """List a user's API keys, newest first, without their secrets.

    Raises:
        Missing: as `create_key`.
    """
    chosen = select(ApiKey).where(ApiKey.user_id == user_id)
    with store.reading() as session:
        _get_owner(session, caller, user_id)
        return list(session.exec(limit_newest(chosen, ApiKey.id, after, limit)))


def revoke_key(store: Store, caller: Caller, key_id: str) -> ApiKey:
    """Revoke an API key, at once in this process and within seconds in others.

    Raises:
        Missing: no such key, or not one that the caller may revoke.
    """
    with begin_act(store, caller) as act:
        key = act.session.get(ApiKey, key_id, with_for_update=True)
        if key is None:
            raise Missing(key_id)
        try:
            _get_owner(act.session, caller, key.user_id)
        except Missing:
            raise Missing(key_id) from None  # not telling whose key it is
        check_record(act.session, "key", key_id)
        if key.revoked_at is None:
            key.revoked_at = now()
            act.log("revoke", "key", key_id)
    get_caller_cache(store).forget(key.user_id)
    return key


def _get_owner(session: Session, caller: Caller, user_id: str) -> User:
    user = session.get(User, user_id)
    own = user_id == caller.id
    if user is None or not (own or (caller.may(Permission.ADMINISTER) and caller.can_see(user.scope))):
        raise Missing(user_id)
    return user


def get_user_names(store: Store, caller: Caller, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of users by id; only the caller's own if people are hidden.

    The ids stand in what the caller was shown: users of other localities who had a part in it are named.
    """
    wanted = set(ids) if caller.may(Permission.SEE_PEOPLE) else {caller.id}
    with store.reading() as session:
        found = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted)))
        return dict(found.all())


def get_labels(store: Store, caller: Caller, ids: Iterable[str]) -> dict[str, str]:
    """Return the labels of documents and proposals in the caller's scope by id.

    What is about a council and has no label of its own to show, as a dossier, is called after the council.
    """
    wanted = set(ids)
    council = aliased(DocumentRow)
    documents = (
        select(DocumentRow.id, DocumentRow.kind, DocumentRow.label, council.label)
        .join(council, col(council.id) == col(DocumentRow.about), isouter=True)
        .where(col(DocumentRow.id).in_(wanted), build_scope_condition(DocumentRow.locality, caller.scope))
    )
    proposals = select(ProposalRow.id, ProposalRow.label).where(
        col(ProposalRow.id).in_(wanted), build_scope_condition(ProposalRow.locality, caller.scope)
    )
    with begin_read(store, caller, Permission.READ) as session:
        found = {
            document_id: about or label if kind is DocumentKind.DOSSIER else label
            for document_id, kind, label, about in session.exec(documents)
        }
        return found | dict(session.exec(proposals).all())


@dataclass(frozen=True)
class UserChange:
    """A change of a user; None leaves a field as it is."""

    role: UserRole | None = None
    scope: str | None = None
    closed: bool | None = None


@requires(Permission.ADMINISTER)
def create_user(
    store: Store, caller: Caller, name: str, role: UserRole, scope: str, *, password: str | None = None
) -> User:
    """Create a user; without a password only API keys give access.

    Raises:
        Forbidden: the role does not allow it.
        Missing: the scope is not the caller's.
        InputError: the password is too weak.
        ActRefused: the name is taken, by a closed user too: the trail names both by their ids.
    """
    if not caller.can_see(scope):
        raise Missing(scope or "locality")
    user = User(
        id=new_id("usr"),
        name=name,
        role=role,
        scope=scope,
        password_hash=None if password is None else _hash_password(password, name),
        made_at=now(),
    )
    try:
        with begin_act(store, caller) as act:
            act.session.add(user)
            act.session.flush()
            act.log("make", "user", user.id, version=1)
    except IntegrityError:
        raise ActRefused(f"Tên {name} đã có người dùng.", f"The name {name} is taken.") from None
    return user


def list_users(store: Store, caller: Caller, *, after: str | None = None, limit: int = 50) -> list[User]:
    """List users of the caller's locality, newest first.

    Raises:
        Forbidden: the role does not allow it.
    """
    chosen = select(User).where(build_scope_condition(User.scope, caller.scope))
    with begin_read(store, caller, Permission.ADMINISTER) as session:
        return list(session.exec(limit_newest(chosen, User.id, after, limit)))


def get_user(store: Store, caller: Caller, user_id: str) -> User:
    """Return a user.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none in the caller's locality.
    """
    with begin_read(store, caller, Permission.ADMINISTER) as session:
        return _get_user_row(session, caller, user_id)


def get_user_by_name(store: Store, caller: Caller, name: str) -> User:
    """Return a user by name.

    Raises:
        Forbidden, Missing: as `get_user`.
    """
    with begin_read(store, caller, Permission.ADMINISTER) as session:
        user = session.exec(select(User).where(User.name == name.strip().lower())).one_or_none()
    if user is None or not caller.can_see(user.scope):
        raise Missing(name)
    return user


@requires(Permission.ADMINISTER)
def update_user(store: Store, caller: Caller, user_id: str, change: UserChange, *, expected: int) -> User:
    """Change a user's role or locality, or close the account.

    Closing ends all sessions and disables all keys.

    Raises:
        Forbidden, Missing: as `get_user`; also for a new scope that is not the caller's.
        Stale: somebody was faster.
        ActRefused: the caller's own user: so there is always an administrator left.
    """
    if change.scope is not None and not caller.can_see(change.scope):
        raise Missing(change.scope or "locality")
    if user_id == caller.id:
        vi, en = "Không tự đổi vai trò, phạm vi của mình.", "Nobody changes their own role or locality."
        raise ActRefused(vi, en)
    with begin_act(store, caller) as act:
        user = _get_user_row(act.session, caller, user_id, lock=True)
        if user.version != expected:
            raise Stale(user_id, user.version)
        _apply_change(act.session, user, change)
        user.version += 1
        action = {True: "close", False: "reopen", None: "edit"}[change.closed]
        act.log(action, "user", user_id, version=user.version)
    get_caller_cache(store).forget(user_id)
    return user


def set_password(store: Store, caller: Caller, user_id: str, password: str) -> None:
    """Set another user's password and end all their sessions.

    Raises:
        Forbidden, Missing: as `get_user`.
        InputError: the password is too weak.
    """
    with begin_read(store, caller, Permission.ADMINISTER) as session:
        name = _get_user_row(session, caller, user_id).name
    _replace_password(store, caller, user_id, _hash_password(password, name))


def change_password(store: Store, caller: Caller, old: str, new: str) -> None:
    """Change the caller's own password and end all their sessions.

    Raises:
        Missing: the caller is no user that could have one.
        ActRefused: the old one is not right.
        InputError: the new one is too weak.
    """
    with store.reading() as session:
        user = session.get(User, caller.id)
    if user is None:
        raise Missing(caller.id)
    if not verify_password(old, user.password_hash):
        raise ActRefused("Mật khẩu hiện tại không đúng.", "The present password is not right.")
    _replace_password(store, caller, caller.id, _hash_password(new, user.name))


def _replace_password(store: Store, caller: Caller, user_id: str, stored: str) -> None:
    with begin_act(store, caller) as act:
        user = act.session.get(User, user_id, with_for_update=True)
        if user is None:
            raise Missing(user_id)
        check_record(act.session, "user", user_id)
        user.password_hash = stored
        user.version += 1
        end_sessions(act.session, user_id)
        act.log("set-password", "user", user_id, version=user.version)
    get_caller_cache(store).forget(user_id)


def _apply_change(session: Session, user: User, change: UserChange) -> None:
    user.role = user.role if change.role is None else change.role
    user.scope = user.scope if change.scope is None else change.scope
    if change.closed is not None:
        user.closed_at = (user.closed_at or now()) if change.closed else None
    if user.closed_at is not None:
        end_sessions(session, user.id)


def _get_user_row(session: Session, caller: Caller, user_id: str, *, lock: bool = False) -> User:
    user = session.get(User, user_id, with_for_update=lock or None)
    if user is None or not caller.can_see(user.scope):
        raise Missing(user_id)
    if lock:
        check_record(session, "user", user_id)
    return user


def _hash_password(password: str, name: str) -> str:
    if found := check_password(password, name):
        raise InputError(found)
    return hash_password(password)
