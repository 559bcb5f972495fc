"""Signing in with a password, and a code where the user has a second factor; signing out."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from cocau.app.audit_log.entries import add_entry
from cocau.app.audit_log.records import SIGN_INS, check_record, compute_session_digest
from cocau.app.auth.caller import NOBODY, Caller, build_caller, get_caller_cache
from cocau.app.auth.credentials import SESSION_LIMIT, generate_cookie, hash_token, verify_password
from cocau.app.auth.second_factor import SecondFactor, generate_secret, normalise_code
from cocau.app.auth.sign_in_limits import guard_codes
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import SessionRow, SignInMethod, User
from cocau.app.db.seals import open_column, seal_column
from cocau.app.permissions import CodeNeeded, WrongCode, WrongPassword, needs_second_factor
from cocau.app.services.access.tickets import SignInTicket, TicketExpired, build_ticket
from cocau.app.settings import SecondFactorRule


@dataclass(frozen=True)
class SignedIn:
    """The caller who signed in, and the cookie of the new session."""

    caller: Caller
    cookie: str


class NextStep(StrEnum):
    """What is to be done once the password was right."""

    OPEN = "open"
    CODE = "code"
    ENROL = "enrol"


@dataclass(frozen=True)
class PasswordStep:
    """A right password: what follows, and the ticket for it."""

    next: NextStep
    ticket: SignInTicket


def sign_in(  # each is a part of signing in
    store: Store,
    name: str,
    password: str,
    before: str | None = None,
    code: str = "",
    rule: SecondFactorRule = SecondFactorRule.OPTIONAL,
) -> SignedIn:
    """Open a session and end the one that the browser had `before`.

    So nobody can prepare a session for somebody else.

    Raises:
        WrongPassword, WrongCode: nobody may enter with this name, password and code.
        CodeNeeded: the user has a second factor and sent no code, or has none and must have one.
        RateLimited: codes were tried too often.
    """
    step = check_password_of(store, name, password, rule)
    if step.next is NextStep.OPEN:
        return open_session(store, step.ticket, SignInMethod.PASSWORD, before)
    if step.next is NextStep.ENROL or not code:
        raise CodeNeeded(enrolled=step.next is NextStep.CODE)
    return sign_in_with_code(store, step.ticket, code, before)


def check_password_of(store: Store, name: str, password: str, rule: SecondFactorRule) -> PasswordStep:
    """Check the password of a name, as slowly for no name at all; return what follows.

    Raises:
        WrongPassword: no open user has this name with this password.
    """
    with store.reading() as session:
        user = session.exec(select(User).where(User.name == name.strip().lower())).one_or_none()
    right = verify_password(password, user.password_hash if user is not None else None)
    if user is None or user.closed_at is not None or not right:
        # the name that was tried is not told: people type their passwords there
        record_failure(store, user.id if user else "unknown")
        raise WrongPassword
    if user.second_factor is not None:
        return PasswordStep(NextStep.CODE, build_ticket(user))
    if rule is SecondFactorRule.REQUIRED and needs_second_factor(user.role):
        ticket = build_ticket(user, generate_secret())
        return PasswordStep(NextStep.ENROL, ticket)
    return PasswordStep(NextStep.OPEN, build_ticket(user))


def sign_in_with_code(store: Store, ticket: SignInTicket, typed: str, before: str | None) -> SignedIn:
    """Open a session with a code of the user's device, or with a recovery code.

    Raises:
        WrongCode: it is none, or it was used already.
        WrongPassword, TicketExpired: as `open_session`.
        RateLimited: codes were tried too often.
    """
    with guard_codes(store, ticket.user_id):
        with store.writing() as session:
            user = get_ticket_user(session, ticket)
            method = _use_code(session, store.ring, user, normalise_code(typed))
            if method is SignInMethod.RECOVERY:
                add_entry(
                    session, store.ring, build_caller(user), "use-recovery-code", "user", user.id,
                    version=user.version,
                )  # fmt: skip
            signed = None if method is None else add_session(session, store.ring, user, method, before)
        if signed is None:
            record_failure(store, ticket.user_id)
            raise WrongCode
    forget_user(store, ticket.user_id)
    return signed


def _use_code(session: Session, ring: Keyring, user: User, code: str) -> SignInMethod | None:
    """Use up a code; None: it is none of the user's, or was used before."""
    if user.second_factor is None:
        return None
    factor = SecondFactor.parse(open_column(ring, user, "second_factor"))
    step = factor.find_step(code)
    if step is not None:
        return SignInMethod.CODE if use_step(session, user.id, step) else None
    left = factor.use_recovery_code(code)
    if left is None:
        return None
    seal_column(ring, user, "second_factor", left.text)
    user.version += 1
    return SignInMethod.RECOVERY


def use_step(session: Session, user_id: str, step: int) -> bool:
    """Note the period of a code; False if a code of it or of a later one was used already."""
    older = or_(col(User.second_step).is_(None), col(User.second_step) < step)
    changed = session.connection().execute(
        update(User).where(col(User.id) == user_id, older).values(second_step=step)
    )
    return changed.rowcount == 1


def open_session(
    store: Store, ticket: SignInTicket, method: SignInMethod, before: str | None = None
) -> SignedIn:
    """Open a session for whoever has proven all that is asked for.

    Raises:
        TicketExpired: the user was closed or has another password meanwhile: hashing took a while.
    """
    with store.writing() as session:
        signed = add_session(session, store.ring, get_ticket_user(session, ticket), method, before)
    if before is not None:
        forget_user(store, ticket.user_id)
    return signed


def get_ticket_user(session: Session, ticket: SignInTicket) -> User:
    """Return the user of a ticket, whose rows are as the last act left them.

    Raises:
        TicketExpired: they are closed, or have another password or second factor by now.
        Unreadable: somebody altered them.
    """
    user = session.get(User, ticket.user_id, with_for_update=True)
    if user is None or not ticket.fits(user):
        raise TicketExpired
    check_record(session, "user", user.id)
    return user


def add_session(
    session: Session, ring: Keyring, user: User, method: SignInMethod, before: str | None
) -> SignedIn:
    """Add a session of a user in a transaction, and end the one before it."""
    cookie, moment = generate_cookie(), now()
    session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= moment))
    if before is not None:
        session.exec(delete(SessionRow).where(col(SessionRow.digest) == hash_token(before)))
    opened = SessionRow(
        digest=hash_token(cookie),
        user_id=user.id,
        method=method,
        made_at=moment,
        seen_at=moment,
        expires_at=moment + SESSION_LIMIT,
    )
    session.add(opened)
    caller, digest = build_caller(user), compute_session_digest(opened)
    add_entry(session, ring, caller, SIGN_INS[method], "user", user.id, digest=digest)
    return SignedIn(caller, cookie)


def record_failure(store: Store, user_id: str) -> None:
    """Record that somebody could not sign in as a user, or as nobody known."""
    with store.writing() as session:
        add_entry(session, store.ring, NOBODY, "sign-in-failed", "user", user_id)


def sign_out(store: Store, cookie: str) -> SignInMethod | None:
    """End a session, if there is one; return how it was begun."""
    digest = hash_token(cookie)
    with store.writing() as session:
        row = session.get(SessionRow, digest)
        user = session.get(User, row.user_id) if row is not None else None
        if row is None or user is None:
            return None
        session.delete(row)
        add_entry(session, store.ring, build_caller(user), "sign-out", "user", user.id)
    forget_user(store, user.id)
    return row.method


def end_sessions(session: Session, user_id: str) -> None:
    """End every session of a user; the caller forgets the user after the commit."""
    session.exec(delete(SessionRow).where(col(SessionRow.user_id) == user_id))


def forget_user(store: Store, user_id: str) -> None:
    """Let the next request look a user up anew."""
    get_caller_cache(store).forget(user_id)
