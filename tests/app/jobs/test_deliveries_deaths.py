"""Drills: a process is killed while it sends a message; another sends it anew."""

from pathlib import Path

import pytest
from standardwebhooks import Webhook

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.jobs.job_events import JobEvent
from cocau.app.jobs.queue import JobQueue
from cocau.app.services.computations import Services
from cocau.app.services.operations import webhooks
from cocau.app.services.operations.webhooks import WebhookChange
from cocau.app.settings import Settings
from tests.app.jobs.receivers import HANG, receiving
from tests.app.jobs.slow import WORKER
from tests.app.jobs.test_queue_deaths import Client, Office
from tests.patience import wait_until

pytestmark = pytest.mark.drill


def test_a_message_is_sent_anew_after_its_process_was_killed(one_store: Store, tmp_path: Path) -> None:
    office, client = Office(one_store.url, tmp_path), Client()
    with receiving() as receiver:
        receiver.statuses = [HANG]
        settings = Settings(webhooks=receiver.origin)
        services = Services(office.store, JobQueue(office.store, Settings()), settings)
        hook = webhooks.create_webhook(services, DEVELOPER, "", WebhookChange(f"{receiver.origin}/nhan"))
        with office.process(client.served(), webhooks=receiver.origin) as killed:
            client.until_ready()
            status, path = client.propose("một", Prefer="wait=60")
            assert status == 200
            receiver.until(1)
            killed.kill()
            killed.wait()
        with office.process(WORKER, webhooks=receiver.origin):
            first, second = receiver.until(2)
            wait_until(lambda: webhooks.get_webhook(office.store, DEVELOPER, hook.row.id).row.result == "204")
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert JobEvent.model_validate_json(second.body).data.path == path
    Webhook(hook.target.secret).verify(second.body, second.headers)
    assert len(receiver.received) == 2
    office.store.close()
