"""The queue of jobs on DBOS: it decides which worker computes a job, and when.

A job is a DBOS workflow with the job's id, put in line in the transaction that makes its row; so is each try
of a webhook's message. DBOS knows ids, turns and states only; nothing else in cocau knows DBOS but the
migration of its tables.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, WorkflowStatus
from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlmodel import Session

from cocau.app.db.engine import Store
from cocau.app.db.models import BACKGROUND_TURN
from cocau.app.db.schema import build_queue_url
from cocau.app.jobs.job_events import Delivery
from cocau.app.settings import Settings

QUEUE_NAME = "jobs"
WORKFLOW_NAME = "compute"
BACKGROUND_QUEUE = "background"
WEBHOOK_QUEUE = "webhooks"
WEBHOOK_WORKFLOW_NAME = "deliver"
PROTOCOL = "cocau-jobs-2"
"""The form of a workflow, not cocau's version: waiting jobs outlive an upgrade."""

FORMER_PROTOCOL = "cocau-jobs-1"
"""The form whose workflows only started what rows decided; nobody takes them any more."""

BACKGROUND_POLL = 2.0
"""Seconds between two looks at the queue of the background."""

WEBHOOK_POLL = 1.0
"""Seconds between two looks at the queue of webhooks."""

WEBHOOKS_AT_ONCE = 4
"""Messages that one process sends at once."""

POOL_SIZE = 2
"""Connections of DBOS itself; one of them is held by the leader of its background jobs."""

DELETE_BATCH = 1000
"""How many old workflows are deleted at once."""


ComputeJob = Callable[[str, int], None]
"""Computes the job of this id and turn; returns once the job's row has ended."""


DeliverMessage = Callable[[Delivery], None]
"""Tries a message of a webhook once."""

_QUEUES = (QUEUE_NAME, BACKGROUND_QUEUE, WEBHOOK_QUEUE)


class JobHandedOn(BaseException):
    """Ends a workflow without an outcome: its job is another worker's, or will be.

    DBOS records the outcome of whatever returns or raises an `Exception`, for good.
    """


@cache
def get_queue_client(url: str) -> "QueueClient":
    """Return the queue of the database at this URL."""
    return QueueClient(url)


class QueueClient:
    """The queue as rows and workers see it: what is in line, and who has what."""

    def __init__(self, url: str) -> None:
        address: dict[str, Any] = {"system_database_url": build_queue_url(url)}
        if make_url(url).get_backend_name() == "postgresql":
            address = {"system_database_engine": _build_engine(url)}
        self._client = DBOSClient(
            serializer=DBOSPortableJSONSerializer(),
            application_name="cocau",
            lazy=True,
            retry_connection_errors=False,
            **address,
        )

    def enqueue(self, session: Session, job_id: str, turn: int) -> None:
        """Put a job in line in the caller's transaction; the least turn is computed first."""
        options: EnqueueOptions = {
            "queue_name": BACKGROUND_QUEUE if turn == BACKGROUND_TURN else QUEUE_NAME,
            "workflow_name": WORKFLOW_NAME,
            "workflow_id": job_id,
            "app_version": PROTOCOL,
            "priority": turn,
        }
        self._client.enqueue_in_transaction(session, options, job_id, turn)

    def enqueue_delivery(self, session: Session, delivery: Delivery, delay: float = 0) -> None:
        """Put a try of a message in line in the caller's transaction, after so many seconds."""
        options: EnqueueOptions = {
            "queue_name": WEBHOOK_QUEUE,
            "workflow_name": WEBHOOK_WORKFLOW_NAME,
            "workflow_id": delivery.id,
            "app_version": PROTOCOL,
        }
        if delay:
            options["delay_seconds"] = delay
        given = delivery.webhook_id, delivery.message_id, delivery.body, delivery.tries
        self._client.enqueue_in_transaction(session, options, *given)

    def register(self, settings: Settings) -> None:
        """Register the queues, before DBOS is launched: a second later it looks for new ones."""
        self._client.register_queue(
            QUEUE_NAME, worker_concurrency=settings.solves, polling_interval_sec=settings.poll / 1000
        )
        pause = max(BACKGROUND_POLL, settings.poll / 1000)
        self._client.register_queue(BACKGROUND_QUEUE, worker_concurrency=1, polling_interval_sec=pause)
        if settings.webhooks:
            self._client.register_queue(
                WEBHOOK_QUEUE, worker_concurrency=WEBHOOKS_AT_ONCE, polling_interval_sec=WEBHOOK_POLL
            )

    def list_held(self) -> dict[str, str]:
        """Return the worker of each job or message that some worker has taken."""
        held = self._list(status="PENDING", queue_name=[*_QUEUES])
        return {workflow.workflow_id: workflow.executor_id or "" for workflow in held}

    def list_active(self, job_ids: list[str]) -> set[str]:
        """Return those of these jobs that are in line or with a worker."""
        known = self._list(workflow_ids=job_ids) if job_ids else []
        return {one.workflow_id for one in known if one.status in {"ENQUEUED", "DELAYED", "PENDING"}}

    def hand_on(self, job_ids: list[str]) -> None:
        """Put jobs that a worker has taken back in line, in their turn."""
        known = self._list(workflow_ids=job_ids) if job_ids else []
        for queue in _QUEUES:
            if of_it := [one.workflow_id for one in known if one.queue_name == queue]:
                self._client.resume_workflows(of_it, queue_name=queue)

    def delete(self, job_ids: list[str]) -> None:
        """Delete what the queue knows of these jobs."""
        if job_ids:
            self._client.delete_workflows(job_ids)

    def delete_old(self, before: datetime) -> None:
        """Delete what the queue remembers of jobs that had ended by then."""
        ended = {
            "status": ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            "completed_before": before.isoformat(),
        }
        for query in (ended, {"app_version": FORMER_PROTOCOL}):
            while old := self._list(limit=DELETE_BATCH, **query):
                self.delete([workflow.workflow_id for workflow in old])

    def _list(self, **query: Any) -> list[WorkflowStatus]:  # noqa: ANN401  # a query of DBOS
        return self._client.list_workflows(load_input=False, load_output=False, **query)


def _build_engine(url: str) -> Engine:
    """Build an engine that keeps no connection; prepared statements would not pass a pooler."""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "prepare_threshold": None},
    )


class QueueConsumer:
    """A process's taking of jobs from the queue; one per process."""

    _compute: ComputeJob | None = None
    _deliver: DeliverMessage | None = None

    def __init__(
        self,
        store: Store,
        worker: str,
        settings: Settings,
        compute: ComputeJob,
        deliver: DeliverMessage | None = None,
    ) -> None:
        if QueueConsumer._compute is not None:
            raise AssertionError("this process takes jobs from a queue already")
        QueueConsumer._compute, QueueConsumer._deliver = compute, deliver
        try:
            self._launch(store, worker, settings)
        except BaseException:
            self.close()
            raise

    def _launch(self, store: Store, worker: str, settings: Settings) -> None:
        config: DBOSConfig = {
            "name": "cocau",
            "system_database_url": build_queue_url(store.url),
            "application_version": PROTOCOL,
            "executor_id": worker,
            "serializer": DBOSPortableJSONSerializer(),
            "sys_db_pool_size": POOL_SIZE,
            "use_listen_notify": False,
            "log_level": "WARNING",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": 0.1,  # closing waits for that
        }
        if not store.on_sqlite:
            config["db_engine_kwargs"] = {"connect_args": {"prepare_threshold": None}}
        DBOS(config=config)
        get_queue_client(store.url).register(settings)
        DBOS.launch()

    def close(self) -> None:
        """Take no more jobs; those still held stay this worker's until they are handed on."""
        DBOS.destroy()
        QueueConsumer._compute = QueueConsumer._deliver = None


@DBOS.workflow(name=WORKFLOW_NAME)
def compute(job_id: str, turn: int = 0) -> None:
    """Compute a job; DBOS starts this as its workflow."""
    if QueueConsumer._compute is None:  # noqa: SLF001  # DBOS knows functions of a module only
        raise JobHandedOn
    QueueConsumer._compute(job_id, turn)  # noqa: SLF001  # the same


@DBOS.workflow(name=WEBHOOK_WORKFLOW_NAME)
def deliver(webhook_id: str, message_id: str, body: str, tries: int) -> None:
    """Try a message of a webhook once; DBOS starts this as its workflow."""
    if QueueConsumer._deliver is None:  # noqa: SLF001  # as above
        raise JobHandedOn
    QueueConsumer._deliver(Delivery(webhook_id, message_id, body, tries))  # noqa: SLF001  # the same
