"""Messages to webhooks: signed, tried until they are taken, only where the operator lets them go."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from standardwebhooks import Webhook, WebhookVerificationError

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunRow, JobRow, JobState, WebhookRow
from cocau.app.jobs import dbos_queue, deliveries
from cocau.app.jobs.dbos_queue import JobHandedOn, QueueConsumer, get_queue_client
from cocau.app.jobs.deliveries import WebhookSender, enqueue_job_event
from cocau.app.jobs.job_events import Delivery, JobEvent, JobEventType, build_job_event
from cocau.app.jobs.queue import JobQueue
from cocau.app.main import create_app
from cocau.app.services.computations import Services
from cocau.app.services.operations import webhooks
from cocau.app.services.operations.webhooks import StoredWebhook, WebhookChange
from cocau.app.settings import Settings
from cocau.app.telemetry.metrics import DatabaseMetrics
from cocau.app.web.api.examples import build_commune
from tests.app.auth import resources
from tests.app.client import LocalClient
from tests.app.jobs.receivers import DRIP, HANG, Receiver, receiving
from tests.patience import wait_until

BODY = '{"type":"job.completed"}'
ENDED = "prp_01k0000000000000000000000a"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def allowed(settings: Settings, receiver: Receiver) -> Settings:
    return replace(settings, webhooks=receiver.origin)


@pytest.fixture
def sender(one_store: Store, allowed: Settings) -> Iterator[WebhookSender]:
    made = WebhookSender(one_store, allowed)
    yield made
    made.close()


def _hook(store: Store, settings: Settings, scope: str = "", *events: JobEventType) -> StoredWebhook:
    office = Services(store, JobQueue(store, Settings()), settings)
    given = WebhookChange(f"{settings.webhooks}/cocau?x=1", events=events)
    return webhooks.create_webhook(office, DEVELOPER, scope, given)


def _deliver(sender: WebhookSender, hook: StoredWebhook) -> WebhookRow:
    """Try a message once, and return what is noted of it."""
    sender.deliver(Delivery(hook.row.id, f"{ENDED}-{hook.row.id}", BODY))
    return webhooks.get_webhook(sender.store, DEVELOPER, hook.row.id).row


def _list_next(sender: WebhookSender, hook: StoredWebhook) -> set[str]:
    """The next try of a message, if it is in line."""
    return get_queue_client(sender.store.url).list_active([f"{ENDED}-{hook.row.id}.1"])


def test_a_message_comes_signed_and_once(
    one_store: Store, allowed: Settings, receiver: Receiver, sender: WebhookSender
) -> None:
    hook = _hook(one_store, allowed)
    noted = _deliver(sender, hook)
    (message,) = receiver.received
    assert (message.path, message.body) == ("/cocau?x=1", BODY.encode())
    assert message.headers["webhook-id"] == f"{ENDED}-{hook.row.id}"
    assert Webhook(hook.target.secret).verify(message.body, message.headers) == json.loads(BODY)
    other = _hook(one_store, allowed)
    with pytest.raises(WebhookVerificationError):
        Webhook(other.target.secret).verify(message.body, message.headers)
    assert (noted.result, noted.failures) == ("204", 0)
    assert noted.tried_at is not None
    assert _list_next(sender, hook) == set()


def test_a_former_secret_signs_too_for_a_day(
    one_store: Store,
    allowed: Settings,
    receiver: Receiver,
    sender: WebhookSender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = _hook(one_store, allowed)
    second = webhooks.rotate_webhook_secret(one_store, DEVELOPER, first.row.id)
    _deliver(sender, first)
    monkeypatch.setattr(deliveries, "KEEP_FORMER_SECRET", timedelta(0))
    third = webhooks.rotate_webhook_secret(one_store, DEVELOPER, first.row.id)
    _deliver(sender, first)
    both, one = receiver.received
    for hook in (first, second):
        Webhook(hook.target.secret).verify(both.body, both.headers)
    Webhook(third.target.secret).verify(one.body, one.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(second.target.secret).verify(one.body, one.headers)


def test_a_message_is_tried_until_it_is_taken(
    one_store: Store, allowed: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the queue: the second time at once, the third after a while."""
    monkeypatch.setattr(deliveries, "RETRY_SECONDS", (0, 0.1))
    monkeypatch.setattr(dbos_queue, "WEBHOOK_POLL", 0.01)
    receiver.statuses = [500, 503]
    hook = _hook(one_store, allowed)
    sender = WebhookSender(one_store, allowed)
    consumer = QueueConsumer(one_store, "worker-1", allowed, lambda *_: None, sender.deliver)
    client = get_queue_client(one_store.url)
    delivery = Delivery(hook.row.id, f"{ENDED}-{hook.row.id}", BODY)
    with one_store.writing() as session:
        client.enqueue_delivery(session, delivery)
        client.enqueue_delivery(session, delivery)  # what is in line already is not put there twice
    messages = receiver.until(3)
    wait_until(lambda: client.list_held() == {})
    noted = webhooks.get_webhook(one_store, DEVELOPER, hook.row.id).row
    assert (noted.result, noted.failures, len(receiver.received)) == ("204", 0, 3)
    assert {message.headers["webhook-id"] for message in messages} == {delivery.message_id}
    for message in messages:
        Webhook(hook.target.secret).verify(message.body, message.headers)
    consumer.close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(
    one_store: Store, allowed: Settings, receiver: Receiver, sender: WebhookSender, status: int
) -> None:
    receiver.statuses = [status]
    hook = _hook(one_store, allowed)
    noted = _deliver(sender, hook)
    assert (noted.result, noted.failures) == (str(status), 1)
    assert len(receiver.received) == 1
    metrics = DatabaseMetrics(one_store, lambda _: False)
    assert [m.samples[0].value for m in metrics.collect() if m.name == "cocau_failing_webhooks"] == [1]
    assert len(_list_next(sender, hook)) == 1


@pytest.mark.parametrize("answer", [DRIP, HANG])
def test_a_receiver_that_does_not_come_to_an_end_is_left_at_the_deadline(
    one_store: Store,
    allowed: Settings,
    receiver: Receiver,
    sender: WebhookSender,
    answer: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []

    class Deadline(threading.Timer):
        """It is over as soon as the message has come, however slow the machine is."""

        def run(self) -> None:
            waited.append(self.interval)
            receiver.until(1)
            self.function()

    monkeypatch.setattr(deliveries, "Timer", Deadline)
    receiver.statuses = [answer]
    hook = _hook(one_store, allowed)
    noted = _deliver(sender, hook)
    assert (noted.result, noted.failures, len(receiver.received)) == ("timeout", 1, 1)
    assert waited == [deliveries.TRY_SECONDS]
    assert len(_list_next(sender, hook)) == 1


def test_after_the_last_try_a_message_is_given_up(
    one_store: Store,
    allowed: Settings,
    receiver: Receiver,
    sender: WebhookSender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deliveries, "RETRY_SECONDS", ())
    receiver.statuses = [500, 500]
    hook = _hook(one_store, allowed)
    _deliver(sender, hook)
    assert _deliver(sender, hook).failures == 2
    assert _list_next(sender, hook) == set()


def test_where_nobody_listens_the_error_is_noted(one_store: Store, settings: Settings) -> None:
    with receiving() as gone:
        allowed = replace(settings, webhooks=gone.origin)
    hook = _hook(one_store, allowed)
    assert _deliver(WebhookSender(one_store, allowed), hook).result == "ConnectionRefusedError"


def test_nothing_goes_where_the_operator_allows_it_no_more(
    one_store: Store, allowed: Settings, receiver: Receiver
) -> None:
    hook = _hook(one_store, allowed)
    sender = WebhookSender(one_store, replace(allowed, webhooks="https://nhan.example"))
    assert _deliver(sender, hook).result == "not_allowed"
    assert receiver.received == []
    assert _list_next(sender, hook) == set()


def test_nothing_goes_to_an_erased_webhook(
    one_store: Store, allowed: Settings, receiver: Receiver, sender: WebhookSender
) -> None:
    hook = _hook(one_store, allowed)
    webhooks.erase_webhook(one_store, DEVELOPER, hook.row.id)
    sender.deliver(Delivery(hook.row.id, f"{ENDED}-{hook.row.id}", BODY))
    assert receiver.received == []


def test_an_address_that_was_moved_to_another_row_is_not_used(
    one_store: Store, allowed: Settings, receiver: Receiver, sender: WebhookSender
) -> None:
    hook, other = _hook(one_store, allowed), _hook(one_store, allowed)
    with one_store.writing() as session:
        session.get_one(WebhookRow, hook.row.id).target = other.row.target
    sender.deliver(Delivery(hook.row.id, f"{ENDED}-{hook.row.id}", BODY))
    assert receiver.received == []
    assert len(one_store.ring.alarms) == 1


def test_a_closing_process_leaves_its_message_to_another(
    one_store: Store, allowed: Settings, receiver: Receiver, sender: WebhookSender
) -> None:
    receiver.statuses = [HANG]
    hook = _hook(one_store, allowed)
    handed_on = threading.Event()

    def deliver() -> None:
        try:
            _deliver(sender, hook)
        except JobHandedOn:
            handed_on.set()

    thread = threading.Thread(target=deliver)
    thread.start()
    receiver.until(1)
    sender.close()
    thread.join()
    assert handed_on.is_set()
    assert webhooks.get_webhook(one_store, DEVELOPER, hook.row.id).row.tried_at is None
    with pytest.raises(JobHandedOn):
        _deliver(sender, hook)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, with its key, that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nhan.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now() - timedelta(hours=1)).not_valid_after(now() + timedelta(hours=1))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(alternative, critical=False).sign(key, SHA256())
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return file


def test_only_a_certificate_that_is_trusted_is_sent_anything(
    one_store: Store, settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with receiving(context) as receiver:
        allowed = replace(settings, webhooks=receiver.origin)
        sender, hook = WebhookSender(one_store, allowed), _hook(one_store, allowed)
        assert _deliver(sender, hook).result == "SSLCertVerificationError"
        assert receiver.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert _deliver(sender, hook).result == "204"
        assert receiver.received[0].headers["Host"] == receiver.origin.removeprefix("https://")


def test_every_kind_of_job_is_told_with_where_it_is_read(one_store: Store) -> None:
    place = "ha-tinh/can-loc"
    paths = {
        "proposal": ("/v1/proposals/{}", resources.planned(one_store, place)),
        "explanation": ("/v1/proposals/{}/explanations/{}", resources.explanation(one_store, place)),
        "structure": ("/v1/structure-plans/{}", resources.structure(one_store, place)),
    }
    with one_store.reading() as session:
        for kind, (path, ids) in paths.items():
            job = session.get_one(JobRow, ids.split()[-1])
            event = build_job_event(session, job)
            assert event is not None
            assert (event.data.kind, event.data.id) == (kind, job.id)
            assert event.data.path == path.format(*ids.split())


@pytest.mark.parametrize("kind", ["sweep", "programme", "study", "estimate"])
def test_a_run_is_told_once_it_has_ended_as_a_whole(one_store: Store, kind: str) -> None:
    run_id = getattr(resources, kind)(one_store, "ha-tinh")
    part = JobRow(id=f"{run_id}.0", kind=kind, parent=run_id, locality="ha-tinh", caller="c", asked_at=now())
    with one_store.reading() as session:
        run = session.get_one(BatchRunRow, run_id)
        run.ended_at = run.cancel_asked_at = None
        assert build_job_event(session, part) is None
        run.ended_at = now()
        ended = build_job_event(session, part)
        run.cancel_asked_at = now()
        stopped = build_job_event(session, part)
    plural = {"study": "studies"}.get(kind, f"{kind}s")
    assert ended is not None
    assert (ended.type, ended.data.state) == (JobEventType.COMPLETED, JobState.DONE)
    assert (ended.data.id, ended.data.path) == (run_id, f"/v1/{plural}/{run_id}")
    assert stopped is not None
    assert (stopped.type, stopped.data.state) == (JobEventType.STOPPED, JobState.STOPPED)


def test_only_who_is_told_of_a_locality_and_an_event_is_told(one_store: Store, allowed: Settings) -> None:
    told = [
        _hook(one_store, allowed, "ha-tinh/can-loc").row.id,
        _hook(one_store, allowed, "", JobEventType.STOPPED, JobEventType.COMPLETED).row.id,
    ]
    left_out = [
        _hook(one_store, allowed, "ha-tinh/can-loc-moi").row.id,
        _hook(one_store, allowed, "ha-tinh/can").row.id,
        _hook(one_store, allowed, "quang-binh").row.id,
        _hook(one_store, allowed, "ha-tinh/can-loc/xa-mau").row.id,
        _hook(one_store, allowed, "", JobEventType.FAILED).row.id,
        _hook(one_store, allowed).row.id,
    ]
    webhooks.erase_webhook(one_store, DEVELOPER, left_out[-1])
    job_id = resources.planned(one_store, "ha-tinh/can-loc")
    with one_store.writing() as session:
        enqueue_job_event(session, one_store.ring, session.get_one(JobRow, job_id), None)
    in_line = get_queue_client(one_store.url).list_active([f"{job_id}-{one}.0" for one in told + left_out])
    assert in_line == {f"{job_id}-{one}.0" for one in told}


def test_what_is_asked_for_over_http_is_told_when_it_ends(
    allowed: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbos_queue, "WEBHOOK_POLL", 0.01)
    with LocalClient(create_app(allowed)) as client:
        asked = {"url": f"{receiver.origin}/nhan", "scope": "ha-tinh"}
        made = client.post("/v1/webhooks", json=asked).json()
        elsewhere = {"url": f"{receiver.origin}/khac", "scope": "quang-binh"}
        client.post("/v1/webhooks", json=elsewhere)
        sent = build_commune() | {"locality": "ha-tinh/can-loc/xa-mau"}
        path = client.post("/v1/proposals", json=sent, headers={"Prefer": "wait=60"}).headers["location"]
        (message,) = receiver.until(1)
        Webhook(made["secret"]).verify(message.body, message.headers)
        event = JobEvent.model_validate_json(message.body)
        assert (event.type, event.data.path, event.data.state) == (
            JobEventType.COMPLETED,
            path,
            JobState.OPTIMAL,
        )
        assert client.get(path).json()["state"] == "optimal"
        wait_until(lambda: client.get(f"/v1/webhooks/{made['id']}").json()["result"] == "204")
    assert [one.path for one in receiver.received] == ["/nhan"]
