import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services import users
from cocau.app.services.errors import ActRefused, Missing, Stale
from cocau.app.services.users import UserChange
from cocau.constraints.errors import InputError
from tests.app.auth.callers import PASSWORD, made

HERE = "ha-tinh/can-loc"


@pytest.fixture
def district(store: Store) -> Caller:
    """An administrator of a district."""
    user = users.create_user(store, DEVELOPER, "huyen", UserRole.ADMIN, HERE)
    return Caller(user.id, user.name, user.role, user.scope)


def test_an_administrator_of_a_district_has_its_users_only(store: Store, district: Caller) -> None:
    mine = users.create_user(store, district, "xa", UserRole.PLANNER, f"{HERE}/xa-mau")
    above, beside = made(store, UserRole.ADMIN, ""), made(store, UserRole.VIEWER, f"{HERE}-moi")
    assert {u.name for u in users.list_users(store, district)} == {"huyen", "xa"}
    for scope in ("", "ha-tinh", f"{HERE}-moi"):
        with pytest.raises(Missing):
            users.create_user(store, district, "moi", UserRole.VIEWER, scope)
        with pytest.raises(Missing):
            users.update_user(store, district, mine.id, UserChange(scope=scope), expected=1)
    for other in (above, beside):
        for act in (
            lambda which: users.get_user(store, district, which),
            lambda which: users.update_user(store, district, which, UserChange(closed=True), expected=1),
            lambda which: users.set_password(store, district, which, PASSWORD),
            lambda which: users.create_key(store, district, which, "", 1),
            lambda which: users.list_keys(store, district, which),
        ):
            with pytest.raises(Missing):
                act(other)


def test_nobody_changes_their_own_rights(store: Store, district: Caller) -> None:
    for change in (UserChange(role=UserRole.VIEWER), UserChange(scope=HERE), UserChange(closed=True)):
        with pytest.raises(ActRefused):
            users.update_user(store, district, district.id, change, expected=1)


def test_only_administrators_have_users(store: Store) -> None:
    for role in set(UserRole) - {UserRole.ADMIN}:
        with pytest.raises(Forbidden):
            users.create_user(store, Caller("usr_1", "x", role), "moi", UserRole.VIEWER, "")


def test_the_second_of_two_edits_is_stale(store: Store, district: Caller) -> None:
    which = made(store, UserRole.VIEWER, HERE)
    assert (
        users.update_user(store, district, which, UserChange(role=UserRole.ANALYST), expected=1).version == 2
    )
    with pytest.raises(Stale):
        users.update_user(store, district, which, UserChange(role=UserRole.PLANNER), expected=1)
    assert users.get_user(store, district, which).role is UserRole.ANALYST


def test_a_name_is_taken_for_good(store: Store) -> None:
    which = made(store, UserRole.VIEWER, name="can-bo")
    users.update_user(store, DEVELOPER, which, UserChange(closed=True), expected=1)
    with pytest.raises(ActRefused, match="taken"):
        made(store, UserRole.VIEWER, name="can-bo")
    with pytest.raises(ActRefused, match="closed"):
        users.create_key(store, DEVELOPER, which, "", 1)


def test_a_weak_password_changes_nothing(store: Store) -> None:
    with pytest.raises(InputError):
        made(store, UserRole.VIEWER, name="can-bo", password="can-bo")
    which = made(store, UserRole.VIEWER, name="can-bo", password=PASSWORD)
    before = users.get_user(store, DEVELOPER, which)
    with pytest.raises(InputError):
        users.set_password(store, DEVELOPER, which, "ngắn")
    me = Caller(which, "can-bo", UserRole.VIEWER)
    with pytest.raises(ActRefused, match="present password"):
        users.change_password(store, me, "sai mật khẩu", PASSWORD + "!")
    with pytest.raises(Missing):
        users.change_password(store, DEVELOPER, PASSWORD, PASSWORD)
    assert users.get_user(store, DEVELOPER, which) == before


def test_everybody_has_their_own_keys_only(store: Store) -> None:
    one, two = made(store, UserRole.VIEWER), made(store, UserRole.VIEWER)
    me = Caller(one, "x", UserRole.VIEWER)
    mine, other = users.create_key(store, me, one, "máy", 3), users.create_key(store, DEVELOPER, two, "", 1)
    assert [k.id for k in users.list_keys(store, me, one)] == [mine.key.id]
    for act in (
        lambda: users.create_key(store, me, two, "", 1),
        lambda: users.list_keys(store, me, two),
        lambda: users.revoke_key(store, me, other.key.id),
        lambda: users.revoke_key(store, me, "key_0"),
    ):
        with pytest.raises(Missing):
            act()
    first = users.revoke_key(store, me, mine.key.id).revoked_at
    assert users.revoke_key(store, me, mine.key.id).revoked_at == first


def test_every_act_stands_in_the_trail_by_ids(store: Store) -> None:
    which = made(store, UserRole.VIEWER, name="can-bo", password=PASSWORD)
    users.set_password(store, DEVELOPER, which, PASSWORD + "!")
    users.update_user(store, DEVELOPER, which, UserChange(closed=True), expected=2)
    users.update_user(store, DEVELOPER, which, UserChange(closed=False), expected=3)
    made_key = users.create_key(store, DEVELOPER, which, "", 1).key.id
    users.revoke_key(store, DEVELOPER, made_key)
    with store.reading() as session:
        trail = [(t.action, t.kind, t.subject) for t in session.exec(select(AuditLogEntry))]
    assert trail == [
        ("make", "user", which),
        ("set-password", "user", which),
        ("close", "user", which),
        ("reopen", "user", which),
        ("make", "key", made_key),
        ("revoke", "key", made_key),
    ]
    assert "can-bo" not in repr(trail)
