import pytest
from sqlmodel import select

from cocau.app.access.caller import DEVELOPER, Caller
from cocau.app.access.errors import Forbidden
from cocau.app.access.roles import Role
from cocau.app.office import keys, users
from cocau.app.office.errors import Missing, Refused, Stale
from cocau.app.office.users import Change
from cocau.app.store import Store
from cocau.app.store.tables import TrailEntry
from cocau.constraints.errors import InputError
from tests.app.access.callers import PASSWORD, made

HERE = "ha-tinh/can-loc"


@pytest.fixture
def district(store: Store) -> Caller:
    """An administrator of a district."""
    user = users.make(store, DEVELOPER, "huyen", Role.ADMIN, HERE)
    return Caller(user.id, user.name, user.role, user.scope)


def test_an_administrator_of_a_district_has_its_users_only(store: Store, district: Caller) -> None:
    mine = users.make(store, district, "xa", Role.PLANNER, f"{HERE}/xa-mau")
    above, beside = made(store, Role.ADMIN, ""), made(store, Role.VIEWER, f"{HERE}-moi")
    assert {u.name for u in users.listed(store, district)} == {"huyen", "xa"}
    for scope in ("", "ha-tinh", f"{HERE}-moi"):
        with pytest.raises(Missing):
            users.make(store, district, "moi", Role.VIEWER, scope)
        with pytest.raises(Missing):
            users.edit(store, district, mine.id, Change(scope=scope), expected=1)
    for other in (above, beside):
        for act in (
            lambda which: users.read(store, district, which),
            lambda which: users.edit(store, district, which, Change(closed=True), expected=1),
            lambda which: users.set_password(store, district, which, PASSWORD),
            lambda which: keys.make(store, district, which, "", 1),
            lambda which: keys.listed(store, district, which),
        ):
            with pytest.raises(Missing):
                act(other)


def test_nobody_changes_their_own_rights(store: Store, district: Caller) -> None:
    for change in (Change(role=Role.VIEWER), Change(scope=HERE), Change(closed=True)):
        with pytest.raises(Refused):
            users.edit(store, district, district.id, change, expected=1)


def test_only_administrators_have_users(store: Store) -> None:
    for role in set(Role) - {Role.ADMIN}:
        with pytest.raises(Forbidden):
            users.make(store, Caller("usr_1", "x", role), "moi", Role.VIEWER, "")


def test_the_second_of_two_edits_is_stale(store: Store, district: Caller) -> None:
    which = made(store, Role.VIEWER, HERE)
    assert users.edit(store, district, which, Change(role=Role.ANALYST), expected=1).version == 2
    with pytest.raises(Stale):
        users.edit(store, district, which, Change(role=Role.PLANNER), expected=1)
    assert users.read(store, district, which).role is Role.ANALYST


def test_a_name_is_taken_for_good(store: Store) -> None:
    which = made(store, Role.VIEWER, name="can-bo")
    users.edit(store, DEVELOPER, which, Change(closed=True), expected=1)
    with pytest.raises(Refused, match="taken"):
        made(store, Role.VIEWER, name="can-bo")
    with pytest.raises(Refused, match="closed"):
        keys.make(store, DEVELOPER, which, "", 1)


def test_a_weak_password_changes_nothing(store: Store) -> None:
    with pytest.raises(InputError):
        made(store, Role.VIEWER, name="can-bo", password="can-bo")
    which = made(store, Role.VIEWER, name="can-bo", password=PASSWORD)
    before = users.read(store, DEVELOPER, which)
    with pytest.raises(InputError):
        users.set_password(store, DEVELOPER, which, "ngắn")
    me = Caller(which, "can-bo", Role.VIEWER)
    with pytest.raises(Refused, match="present password"):
        users.change_password(store, me, "sai mật khẩu", PASSWORD + "!")
    with pytest.raises(Missing):
        users.change_password(store, DEVELOPER, PASSWORD, PASSWORD)
    assert users.read(store, DEVELOPER, which) == before


def test_everybody_has_their_own_keys_only(store: Store) -> None:
    one, two = made(store, Role.VIEWER), made(store, Role.VIEWER)
    me = Caller(one, "x", Role.VIEWER)
    mine, other = keys.make(store, me, one, "máy", 3), keys.make(store, DEVELOPER, two, "", 1)
    assert [k.id for k in keys.listed(store, me, one)] == [mine.key.id]
    for act in (
        lambda: keys.make(store, me, two, "", 1),
        lambda: keys.listed(store, me, two),
        lambda: keys.revoke(store, me, other.key.id),
        lambda: keys.revoke(store, me, "key_0"),
    ):
        with pytest.raises(Missing):
            act()
    first = keys.revoke(store, me, mine.key.id).revoked_at
    assert keys.revoke(store, me, mine.key.id).revoked_at == first


def test_every_act_stands_in_the_trail_by_ids(store: Store) -> None:
    which = made(store, Role.VIEWER, name="can-bo", password=PASSWORD)
    users.set_password(store, DEVELOPER, which, PASSWORD + "!")
    users.edit(store, DEVELOPER, which, Change(closed=True), expected=2)
    users.edit(store, DEVELOPER, which, Change(closed=False), expected=3)
    made_key = keys.make(store, DEVELOPER, which, "", 1).key.id
    keys.revoke(store, DEVELOPER, made_key)
    with store.reading() as session:
        trail = [(t.action, t.kind, t.subject) for t in session.exec(select(TrailEntry))]
    assert trail == [
        ("make", "user", which),
        ("set-password", "user", which),
        ("close", "user", which),
        ("reopen", "user", which),
        ("make", "key", made_key),
        ("revoke", "key", made_key),
    ]
    assert "can-bo" not in repr(trail)
