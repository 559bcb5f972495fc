"""The second factor: what a code lets in, once, and who takes it away."""

import time

import pytest
from pyotp.totp import TOTP
from sqlmodel import col, select

from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER, Caller, build_caller
from cocau.app.db.encryption import Unreadable
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, User
from cocau.app.permissions import CodeNeeded, Forbidden, RateLimited, UserRole, WrongCode
from cocau.app.services.access.second_factors import (
    begin_enrolment,
    count_recovery_codes,
    finish_enrolment,
    reset_second_factor,
)
from cocau.app.services.access.sign_in import SignedIn, sign_in
from cocau.app.services.access.tickets import SignInTicket, TicketExpired
from cocau.app.services.errors import ActRefused, Missing
from cocau.app.services.users import create_user, set_password
from cocau.app.settings import SecondFactorRule
from tests.app.audit_log.tampering import run, unguarded

PASSWORD = "hoa mai trắng nở sớm"


def make(store: Store, name: str, role: UserRole = UserRole.APPROVER) -> Caller:
    return build_caller(create_user(store, DEVELOPER, name, role, "ha-tinh", password=PASSWORD))


def show_code(ticket: SignInTicket, later: int = 0) -> str:
    """What the device shows, or will in so many periods; a clock is allowed to be one ahead."""
    return str(TOTP(ticket.secret).at(int(time.time()) + 30 * later))


def enrol(store: Store, caller: Caller) -> tuple[SignInTicket, str, list[str]]:
    """Set up a device; the ticket, the code that it was proven by, the recovery codes."""
    ticket = begin_enrolment(store, caller, PASSWORD)
    code = show_code(ticket)
    return ticket, code, finish_enrolment(store, ticket, code).recovery_codes


def enter(store: Store, name: str, code: str = "") -> SignedIn:
    return sign_in(store, name, PASSWORD, None, code)


def list_acts(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(AuditLogEntry.action).order_by(col(AuditLogEntry.seq))))


def test_a_code_lets_in_once_and_a_recovery_code_once(one_store: Store) -> None:
    caller = make(one_store, "an")
    ticket, proven, codes = enrol(one_store, caller)
    with pytest.raises(CodeNeeded):
        enter(one_store, "an")
    with pytest.raises(WrongCode):  # it proved the device: used
        enter(one_store, "an", proven)
    later = show_code(ticket, 1)
    assert enter(one_store, "an", f" {later[:3]} {later[3:]}").caller == caller
    with pytest.raises(WrongCode):
        enter(one_store, "an", later)
    for typed in (codes[3].upper(), codes[4].replace("-", " ")):
        enter(one_store, "an", typed)
        with pytest.raises(WrongCode):
            enter(one_store, "an", typed)
    assert count_recovery_codes(one_store, caller) == len(codes) - 2
    acts = list_acts(one_store)
    assert [acts.count(f"sign-in-{how}") for how in ("code", "recovery", "failed")] == [2, 2, 4]
    assert verify_store(one_store).whole


def test_codes_are_guessed_ten_times_an_hour_at_most(one_store: Store) -> None:
    ticket, _, _ = enrol(one_store, make(one_store, "an"))
    for _ in range(10):
        with pytest.raises(WrongCode):
            enter(one_store, "an", "x")
    with pytest.raises(RateLimited):
        enter(one_store, "an", show_code(ticket, 1))


def test_nothing_is_set_up_without_password_and_device(one_store: Store) -> None:
    caller = make(one_store, "an")
    with pytest.raises(ActRefused):
        begin_enrolment(one_store, caller, "x")
    with pytest.raises(Missing):
        begin_enrolment(one_store, DEVELOPER, PASSWORD)
    ticket, other = (begin_enrolment(one_store, caller, PASSWORD) for _ in range(2))
    with pytest.raises(WrongCode):
        finish_enrolment(one_store, ticket, show_code(other))
    finish_enrolment(one_store, ticket, show_code(ticket))
    with pytest.raises(TicketExpired):  # a device was set up since
        finish_enrolment(one_store, other, show_code(other))
    again = begin_enrolment(one_store, caller, PASSWORD)
    set_password(one_store, DEVELOPER, caller.id, "sen hồng ngoài đầm")
    with pytest.raises(TicketExpired):
        finish_enrolment(one_store, again, show_code(again))


def test_a_ticket_is_sealed_of_one_user_and_ends(one_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = make(one_store, "an")
    text = begin_enrolment(one_store, caller, PASSWORD).seal(one_store.ring)
    assert SignInTicket.open(one_store.ring, text, caller.id).user_id == caller.id
    monkeypatch.setattr("cocau.app.services.access.tickets.LIFETIME", -1)
    over = begin_enrolment(one_store, caller, PASSWORD).seal(one_store.ring)
    for wrong, whose in ((text[:-8] + "AAAAAAA=", None), (text, "usr_x"), ("é", None), (over, None)):
        with pytest.raises(TicketExpired):
            SignInTicket.open(one_store.ring, wrong, whose)


@pytest.mark.parametrize(
    ("role", "must"), [(UserRole.ADMIN, True), (UserRole.APPROVER, True), (UserRole.PLANNER, False)]
)
def test_an_operator_requires_it_of_two_roles(one_store: Store, role: UserRole, must: bool) -> None:
    make(one_store, "an", role)
    if must:
        with pytest.raises(CodeNeeded):
            sign_in(one_store, "an", PASSWORD, rule=SecondFactorRule.REQUIRED)
    else:
        sign_in(one_store, "an", PASSWORD, rule=SecondFactorRule.REQUIRED)


def test_an_administrator_of_the_place_takes_it_away(one_store: Store) -> None:
    caller, admin = make(one_store, "an"), make(one_store, "binh", UserRole.ADMIN)
    enrol(one_store, caller)
    with pytest.raises(Forbidden):
        reset_second_factor(one_store, caller, admin.id)
    with pytest.raises(Missing):
        reset_second_factor(one_store, Caller("x", "x", UserRole.ADMIN, "nghe-an"), caller.id)
    with pytest.raises(ActRefused):
        reset_second_factor(one_store, admin, admin.id)
    reset_second_factor(one_store, admin, caller.id)
    enter(one_store, "an")
    assert list_acts(one_store)[-2:] == ["reset-second-factor", "sign-in"]


def test_who_writes_the_database_takes_none_away(store: Store) -> None:
    enrol(store, make(store, "an"))
    unguarded(store)
    run(store, "UPDATE users SET second_factor = NULL")
    with pytest.raises(Unreadable):
        enter(store, "an")
    assert not verify_store(store).whole


def test_a_secret_is_not_readable_in_the_database(one_store: Store) -> None:
    caller = make(one_store, "an")
    ticket, _, _ = enrol(one_store, caller)
    with one_store.reading() as session:
        held = session.get_one(User, caller.id).second_factor
    assert held is not None
    assert ticket.secret.encode() not in held
