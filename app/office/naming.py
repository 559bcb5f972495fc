"""What users are called: who did something is kept by their id, which tells a reader nothing."""

from collections.abc import Iterable

from sqlmodel import col, select

from app.access.caller import Caller
from app.access.roles import May
from app.store import Store
from app.store.tables.users import User


def names(store: Store, caller: Caller, ids: Iterable[str]) -> dict[str, str]:
    """The name of each of these users, as far as there is one; one's own only, if one may not see people.

    The ids stand in what the caller was shown: users of other localities who had a part in it are named.
    """
    wanted = set(ids) if caller.may(May.SEE_PEOPLE) else {caller.id}
    with store.reading() as session:
        found = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted)))
        return dict(found.all())
