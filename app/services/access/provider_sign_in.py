"""Signing in by the identity provider: the user of a name that it vouches for."""

from sqlmodel import select

from cocau.app.db.engine import Store
from cocau.app.db.models import SignInMethod, User
from cocau.app.permissions import Unauthenticated
from cocau.app.services.access.sign_in import SignedIn, open_session, record_failure
from cocau.app.services.access.tickets import build_ticket


def sign_in_by_provider(store: Store, name: str, before: str | None) -> SignedIn:
    """Open a session for the user of a name; nobody is made a user by it.

    Raises:
        Unauthenticated: no open user has this name.
    """
    with store.reading() as session:
        user = session.exec(select(User).where(User.name == name)).one_or_none()
    if user is None or user.closed_at is not None:
        record_failure(store, "unknown" if user is None else user.id)
        raise Unauthenticated
    return open_session(store, build_ticket(user), SignInMethod.PROVIDER, before)
