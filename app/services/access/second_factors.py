"""Second factors: a user sets up a device, an administrator takes it away."""

from dataclasses import dataclass

from cocau.app.audit_log.entries import add_entry
from cocau.app.audit_log.records import check_record
from cocau.app.auth.caller import Caller, build_caller
from cocau.app.auth.credentials import hash_token, verify_password
from cocau.app.auth.second_factor import (
    SecondFactor,
    generate_recovery_codes,
    generate_secret,
    normalise_code,
)
from cocau.app.auth.sign_in_limits import guard_codes
from cocau.app.db.engine import Store
from cocau.app.db.models import SignInMethod, User
from cocau.app.db.seals import open_column, seal_column
from cocau.app.permissions import Permission, WrongCode
from cocau.app.services.access.sign_in import (
    SignedIn,
    add_session,
    end_sessions,
    forget_user,
    get_ticket_user,
)
from cocau.app.services.access.tickets import SignInTicket, build_ticket
from cocau.app.services.acts import begin_act, requires
from cocau.app.services.errors import ActRefused, Missing


def begin_enrolment(store: Store, caller: Caller, password: str) -> SignInTicket:
    """Begin to set up a device of the caller's own: the ticket has its secret.

    Raises:
        Missing: the caller is no user.
        ActRefused: the password is not right.
    """
    with store.reading() as session:
        user = session.get(User, caller.id)
    if user is None:
        raise Missing(caller.id)
    if not verify_password(password, user.password_hash):
        raise ActRefused("Mật khẩu hiện tại không đúng.", "The present password is not right.")
    return build_ticket(user, generate_secret())


@dataclass(frozen=True)
class Enrolled:
    """A device was set up: the new session, and the recovery codes, shown once."""

    signed: SignedIn
    recovery_codes: list[str]


def finish_enrolment(store: Store, ticket: SignInTicket, typed: str) -> Enrolled:
    """Set up the device of a ticket, proven by a code; end all sessions but a new one.

    Raises:
        WrongCode: the device shows another one.
        TicketExpired: the ticket is over, or has set up a device already.
        RateLimited: codes were tried too often.
    """
    codes = generate_recovery_codes()
    factor = SecondFactor(ticket.secret, tuple(hash_token(normalise_code(code)) for code in codes))
    with guard_codes(store, ticket.user_id):
        step = factor.find_step(normalise_code(typed)) if ticket.secret else None
        if step is None:
            raise WrongCode
        with store.writing() as session:
            user = get_ticket_user(session, ticket)
            seal_column(store.ring, user, "second_factor", factor.text)
            user.version, user.second_step = user.version + 1, step
            end_sessions(session, user.id)
            caller = build_caller(user)
            add_entry(
                session, store.ring, caller, "enrol-second-factor", "user", user.id, version=user.version
            )
            signed = add_session(session, store.ring, user, SignInMethod.CODE, None)
    forget_user(store, ticket.user_id)
    return Enrolled(signed, codes)


def count_recovery_codes(store: Store, caller: Caller) -> int | None:
    """Count the recovery codes that the caller has left; None: they have no second factor."""
    with store.reading() as session:
        user = session.get(User, caller.id)
    if user is None or user.second_factor is None:
        return None
    return len(SecondFactor.parse(open_column(store.ring, user, "second_factor")).recovery)


@requires(Permission.ADMINISTER)
def reset_second_factor(store: Store, caller: Caller, user_id: str) -> None:
    """Take a user's second factor away and end all their sessions.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is no such user in the caller's locality.
        ActRefused: it is the caller's own: whoever holds their session could take it away.
    """
    if user_id == caller.id:
        vi, en = "Không tự bỏ lớp xác thực thứ hai của mình.", "Nobody takes away their own second factor."
        raise ActRefused(vi, en)
    with begin_act(store, caller) as act:
        user = act.session.get(User, user_id, with_for_update=True)
        if user is None or not caller.can_see(user.scope):
            raise Missing(user_id)
        check_record(act.session, "user", user_id)
        user.second_factor = user.second_step = None
        user.version += 1
        end_sessions(act.session, user_id)
        act.log("reset-second-factor", "user", user_id, version=user.version)
    forget_user(store, user_id)
