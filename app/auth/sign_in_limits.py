"""Limits of attempts to sign in, counted in the database: all processes share them.

A name is limited from each address and from all addresses together, an address whatever the name.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from limits import RateLimitItem, parse
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from cocau.app.db.engine import Store
from cocau.app.db.models import SignInAttemptRow
from cocau.app.permissions import RateLimited
from cocau.app.settings import Settings

_FROM_ONE_ADDRESS = 10
"""How many times the rate an address has: a whole office may stand behind it."""
_FROM_ALL_ADDRESSES = 4
"""How many times the rate a name has, wherever it is tried from."""


@contextmanager
def guard_sign_in(store: Store, settings: Settings, name: str, address: str) -> Iterator[None]:
    """Count an attempt to sign in; a block that ends without an error was no guess.

    Raises:
        RateLimited: one too many for this address, for this name, or for this name from this address.
    """
    rate = parse(settings.sign_in_rate)
    own = [
        _Limit(rate, _FROM_ALL_ADDRESSES, f"name {name}"),
        _Limit(rate, 1, f"name {name} address {address}"),
    ]
    _count(store, [_Limit(rate, _FROM_ONE_ADDRESS, f"address {address}"), *own])
    yield
    _clear(store, own)


@contextmanager
def guard_codes(store: Store, user_id: str) -> Iterator[None]:
    """Count an attempt at a user's code of six digits; a block without an error was no guess.

    Raises:
        RateLimited: one too many.
    """
    limits = [_Limit(parse("10/hour"), 1, f"code {user_id}")]
    _count(store, limits)
    yield
    _clear(store, limits)


@dataclass(frozen=True)
class _Limit:
    rate: RateLimitItem
    times: int
    subject: str

    @property
    def amount(self) -> int:
        return self.rate.amount * self.times


def _count(store: Store, limits: list[_Limit]) -> None:
    """Count an attempt against limits, which come in the order that all processes lock in."""
    with store.writing_nondurable() as session:
        rows = [_get_row(session, _hide(store, limit.subject)) for limit in limits]
        waits = [_compute_wait(row, limit) for row, limit in zip(rows, limits, strict=True)]
        for row in rows:  # what is refused counts for none: no address uses up a name for all others
            row.count += not any(waits)
        over = select(SignInAttemptRow.subject).where(SignInAttemptRow.ends_at <= time.time())
        gone = session.exec(over.limit(1000).with_for_update(skip_locked=True)).all()
        session.exec(delete(SignInAttemptRow).where(col(SignInAttemptRow.subject).in_(gone)))
    for limit, seconds in zip(limits, waits, strict=True):
        if seconds:
            raise RateLimited(seconds, f'"rate";q={limit.amount};w={limit.rate.get_expiry()}')


def _compute_wait(row: SignInAttemptRow, limit: _Limit) -> int:
    """Compute the seconds to wait; 0: neither this period nor the last used up the limit."""
    seconds = limit.rate.get_expiry()
    number, passed = divmod(time.time(), seconds)
    if row.period != int(number):
        row.before = row.count if row.period == int(number) - 1 else 0
        row.period, row.count = int(number), 0
    row.ends_at = (number + 2) * seconds
    weighted = row.count + math.ceil(row.before * (1 - passed / seconds))
    return max(1, math.ceil(seconds - passed)) if weighted >= limit.amount else 0


def _get_row(session: Session, subject: str) -> SignInAttemptRow:
    """Return the locked row of a subject; make it if there is none."""
    while (row := session.get(SignInAttemptRow, subject, with_for_update=True)) is None:
        try:
            with session.begin_nested():
                session.add(SignInAttemptRow(subject=subject))
        except IntegrityError:  # another process made it just now
            continue
    return row


def _clear(store: Store, limits: list[_Limit]) -> None:
    subjects = [_hide(store, limit.subject) for limit in limits]
    with store.writing_nondurable() as session:
        for subject in subjects:  # in the same order as they are counted
            session.exec(delete(SignInAttemptRow).where(col(SignInAttemptRow.subject) == subject))


def _hide(store: Store, subject: str) -> str:
    """Return what stands for a subject: people type passwords where names belong."""
    return store.ring.compute_pseudonym(subject)
