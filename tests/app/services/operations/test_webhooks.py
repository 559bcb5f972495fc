"""Webhooks: who makes them, where they may go, what is kept of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import select

from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, WebhookRow
from cocau.app.jobs.job_events import JobEventType
from cocau.app.jobs.queue import JobQueue
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services.computations import Services
from cocau.app.services.errors import Erased, Missing, Stale
from cocau.app.services.operations import webhooks
from cocau.app.services.operations.webhooks import WebhookChange
from cocau.app.settings import BadSettings, Settings, read_settings
from cocau.constraints.errors import InputError

HERE = "ha-tinh/can-loc"
CITY, CODED = "münchen.example", "xn--mnchen-3ya.example:8443"
HEXADECIMAL, METADATA = "0x7f.1:9000", "169.254.169.254"
ORIGINS = f"https://nhan.example, https://{CITY}:8443,http://127.0.0.1:9000"
URL = "https://nhan.example/cocau"


@pytest.fixture
def office(one_store: Store) -> Services:
    return Services(one_store, JobQueue(one_store, Settings()), Settings(webhooks=ORIGINS))


@pytest.fixture
def district() -> Caller:
    return Caller("usr_1", "huyen", UserRole.ADMIN, HERE)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (URL, URL),
        ("https://nhan.example", "https://nhan.example/"),
        ("HTTPS://NHAN.example:443/a?b=c#d", "https://nhan.example/a?b=c"),
        (f"https://{CITY.upper()}:8443/", f"https://{CODED}/"),
        ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000/x"),
        (f"http://{HEXADECIMAL}/", "http://127.0.0.1:9000/"),
        ("https://nhan.example/a b\r\nX-Y: z", "https://nhan.example/a%20bX-Y:%20z"),
        ("https://nhan.example\\@evil.example/", "https://nhan.example/@evil.example/"),
    ],
)
def test_an_address_is_kept_as_it_will_be_asked(office: Services, url: str, kept: str) -> None:
    made = webhooks.create_webhook(office, DEVELOPER, "", WebhookChange(url))
    assert webhooks.get_webhook(office.store, DEVELOPER, made.row.id).target.url == kept


REFUSED = [
    "",
    "nhan.example",
    "//nhan.example/",
    "http://nhan.example/",
    "ftp://nhan.example/",
    "file:/etc/passwd",
    "https://nhan.example:8443/",
    "https://nhan.example:0/",
    "https://nhan.example.evil.example/",
    "https://evilnhan.example/",
    "https://a.nhan.example/",
    f"https://{'nhan.example.'}/",
    "https://nhan.example@evil.example/",
    "https://user:word@nhan.example/",
    "https://user@nhan.example/",
    "https://evil.example/#nhan.example",
    "https://evil.example/?https://nhan.example",
    "https://evil.example\\.nhan.example/",
    "https://nhan.example%2eevil.example/",
    f"https://{CITY}/",
    "http://127.0.0.1/",
    "http://127.0.0.1:9001/",
    "http://localhost:9000/",
    "http://[::1]:9000/",
    "http://[::ffff:127.0.0.1]:9000/",
    f"http://{METADATA}/latest/meta-data/",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_the_operator_did_not_allow_is_refused(office: Services, url: str) -> None:
    made = webhooks.create_webhook(office, DEVELOPER, "", WebhookChange(URL))
    acts: tuple[Callable[[], object], ...] = (
        lambda: webhooks.create_webhook(office, DEVELOPER, "", WebhookChange(url)),
        lambda: webhooks.update_webhook(office, DEVELOPER, made.row.id, WebhookChange(url), expected=1),
    )
    for act in acts:
        with pytest.raises(InputError) as caught:
            act()
        (problem,) = caught.value.problems
        assert (problem.code, problem.where) == ("webhook_not_allowed", "url")
        assert "https://nhan.example" in problem.vi
        assert "https://nhan.example" in problem.en
    assert len(webhooks.list_webhooks(office.store, DEVELOPER)) == 1


def test_without_the_setting_there_are_no_webhooks(office: Services) -> None:
    office = replace(office, settings=Settings())
    with pytest.raises(InputError) as caught:
        webhooks.create_webhook(office, DEVELOPER, "", WebhookChange(URL))
    assert "COCAU_WEBHOOKS" in caught.value.problems[0].vi


@pytest.mark.parametrize(
    "origins",
    [
        "nhan.example",
        "http://nhan.example",
        "https://nhan.example/cocau",
        "https://user@nhan.example",
        "https://nhan.example?x",
        "https://*.nhan.example",
        "https://nhan.example, ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
    ],
)
def test_what_is_no_origin_is_no_setting(origins: str) -> None:
    with pytest.raises(BadSettings, match="COCAU_WEBHOOKS"):
        read_settings({"COCAU_WEBHOOKS": origins})


def test_origins_are_a_setting() -> None:
    settings = read_settings({"COCAU_WEBHOOKS": f"{ORIGINS},http://[::1]:80/"})
    assert settings.allows_webhook(URL)
    assert settings.allows_webhook("http://[0:0::1]/x")
    assert not Settings().allows_webhook("")


def test_an_administrator_of_a_district_has_its_webhooks_only(office: Services, district: Caller) -> None:
    mine = webhooks.create_webhook(office, district, f"{HERE}/xa-mau", WebhookChange(URL)).row.id
    others = [
        webhooks.create_webhook(office, DEVELOPER, scope, WebhookChange(URL)).row.id
        for scope in ("", "ha-tinh", f"{HERE}-moi")
    ]
    store = office.store
    assert [stored.row.id for stored in webhooks.list_webhooks(store, district)] == [mine]
    for scope in ("", "ha-tinh", f"{HERE}-moi"):
        with pytest.raises(Missing):
            webhooks.create_webhook(office, district, scope, WebhookChange(URL))
    for other in others:
        for act in (
            lambda which: webhooks.get_webhook(store, district, which),
            lambda which: webhooks.update_webhook(office, district, which, WebhookChange(URL), expected=1),
            lambda which: webhooks.rotate_webhook_secret(store, district, which),
            lambda which: webhooks.erase_webhook(store, district, which),
        ):
            with pytest.raises(Missing):
                act(other)


def test_only_administrators_have_webhooks(office: Services) -> None:
    for role in set(UserRole) - {UserRole.ADMIN}:
        with pytest.raises(Forbidden):
            webhooks.create_webhook(office, Caller("usr_1", "x", role), "", WebhookChange(URL))


def test_the_second_of_two_edits_is_stale(office: Services) -> None:
    webhook_id = webhooks.create_webhook(office, DEVELOPER, "", WebhookChange(URL, "một")).row.id
    change = WebhookChange(f"{URL}/2", events=(JobEventType.FAILED,))
    edited = webhooks.update_webhook(office, DEVELOPER, webhook_id, change, expected=1)
    assert (edited.target.url, edited.row.label, edited.row.events) == (f"{URL}/2", "một", ["job.failed"])
    with pytest.raises(Stale):
        webhooks.update_webhook(office, DEVELOPER, webhook_id, WebhookChange(label="hai"), expected=1)


def test_every_act_is_in_the_audit_log_and_an_erased_secret_is_gone(office: Services) -> None:
    store = office.store
    first = webhooks.create_webhook(office, DEVELOPER, HERE, WebhookChange(URL))
    webhook_id = first.row.id
    webhooks.update_webhook(office, DEVELOPER, webhook_id, WebhookChange(label="hai"), expected=1)
    second = webhooks.rotate_webhook_secret(store, DEVELOPER, webhook_id)
    assert first.target.secret != second.target.secret
    assert second.target.former == first.target.secret
    webhooks.erase_webhook(store, DEVELOPER, webhook_id)
    for act in (webhooks.get_webhook, webhooks.rotate_webhook_secret, webhooks.erase_webhook):
        with pytest.raises(Erased):
            act(store, DEVELOPER, webhook_id)
    assert webhooks.list_webhooks(store, DEVELOPER) == []
    with store.reading() as session:
        assert session.get_one(WebhookRow, webhook_id).target is None
        entries = session.exec(select(AuditLogEntry).order_by(AuditLogEntry.seq)).all()
    assert [(e.action, e.kind, e.subject, e.version) for e in entries] == [
        (action, "webhook", webhook_id, version)
        for version, action in enumerate(("make", "edit", "rotate", "erase"), start=1)
    ]
    assert verify_store(store).whole


def test_neither_address_nor_secret_is_stored_readable(office: Services) -> None:
    made = webhooks.create_webhook(office, DEVELOPER, "", WebhookChange(URL))
    with office.store.reading() as session:
        target = session.get_one(WebhookRow, made.row.id).target
    assert target is not None
    for plain in (made.target.secret.removeprefix("whsec_"), "nhan.example"):
        assert plain.encode() not in target
