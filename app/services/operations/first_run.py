"""The first run: a one-time code, printed at the start, admits the first administrator.

Who can read what the service prints is trusted to create that user, once.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from cocau.app.audit_log.entries import add_entry
from cocau.app.auth.caller import NOBODY, Caller
from cocau.app.auth.credentials import check_password, hash_password, hash_token
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store
from cocau.app.db.models import FirstRunCodeRow, User
from cocau.app.permissions import UserRole
from cocau.app.services.errors import Missing
from cocau.constraints.errors import InputError, Problem

CODE_LIFETIME = timedelta(hours=24)
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Characters that cannot be mistaken for one another when copied by hand."""
_GROUPS, _GROUP = 4, 4


def is_first_run(store: Store) -> bool:
    """Return whether there is no user yet, open or closed."""
    with store.reading() as session:
        return not _has_user(session)


def issue_code(store: Store) -> str | None:
    """Issue a code for the first administrator, good for a day; None if users exist.

    Codes of other starts stay good until they end: several servers may start at once.
    """
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    moment = now()
    with store.writing() as session:
        if _has_user(session):
            return None
        session.exec(delete(FirstRunCodeRow).where(col(FirstRunCodeRow.expires_at) <= moment))
        row = FirstRunCodeRow(digest=_hash_code(code), made_at=moment, expires_at=moment + CODE_LIFETIME)
        session.add(row)
    return code


def create_first_administrator(store: Store, code: str, name: str, password: str) -> User:
    """Create the first administrator, and void every code.

    Raises:
        Missing: there is a user already; of two at once, the second is told so.
        InputError: the code is wrong or has expired, or the password is too weak.
    """
    digest = _hash_code(code)
    with store.reading() as session:
        known = _is_good(session, digest)
    problems = check_password(password, name) if known else []
    if problems:
        raise InputError(problems)
    stored = hash_password(password) if known else None  # slow on purpose: only for a known code
    with store.writing() as session:
        session.exec(select(FirstRunCodeRow).with_for_update()).all()  # a concurrent call waits here
        if _has_user(session):
            raise Missing("first-run")
        user = None
        if stored is not None and _is_good(session, digest):
            user = _add_administrator(store, session, name, stored)
        else:
            add_entry(session, store.ring, NOBODY, "first-run-failed", "user", "unknown")
    if user is None:
        raise InputError([_WRONG_CODE])
    return user


def _add_administrator(store: Store, session: Session, name: str, stored: str) -> User:
    session.exec(delete(FirstRunCodeRow))
    user = User(id=new_id("usr"), name=name, role=UserRole.ADMIN, password_hash=stored, made_at=now())
    session.add(user)
    session.flush()
    caller = Caller(user.id, user.name, user.role, user.scope)
    add_entry(session, store.ring, caller, "first-run", "user", user.id, version=1)
    return user


def _has_user(session: Session) -> bool:
    return session.exec(select(User.id).limit(1)).first() is not None


def _is_good(session: Session, digest: str) -> bool:
    row = session.get(FirstRunCodeRow, digest, populate_existing=True)
    return row is not None and now() < row.expires_at


def _hash_code(code: str) -> str:
    """Hash a code without its case, spaces and dashes, which depend on how it was copied."""
    return hash_token("".join(c for c in code.casefold() if c.isalnum()))


_WRONG_CODE = Problem(
    "wrong_code",
    ("code",),
    "Mã không đúng hoặc đã hết hạn. Xem lại mã mà dịch vụ in ra khi khởi động; khởi động lại để có mã mới.",
    "The code is wrong or has expired. It stands where the service started; a restart prints a new one.",
)
