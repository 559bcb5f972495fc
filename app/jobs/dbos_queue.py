"""The durable queue on DBOS: ids of jobs in its own tables, started in turn.

Nothing else in cocau knows DBOS. Its own recovery is not used: a worker has a new name each time it
starts, and `app.jobs.liveness` requeues what a dead one had, in one way for both databases.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime

logging.getLogger("dbos").addHandler(logging.NullHandler())  # else it writes to the console by itself

from dbos import (  # noqa: E402
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetEnqueueOptions,
    SetWorkflowID,
    _dbos,
)
from sqlalchemy import make_url  # noqa: E402

from cocau.app.db.engine import Store  # noqa: E402
from cocau.app.jobs.lifecycle import QueueEntry, build_entry_name  # noqa: E402

QUEUE_NAME = "jobs"
WORKFLOW_NAME = "compute"
PROTOCOL = "cocau-jobs-1"
"""The form of a workflow, not cocau's version: waiting jobs outlive an upgrade."""

POLL_SECONDS = 0.1
"""Seconds between two looks of DBOS at its queue; each costs some milliseconds of CPU.

Only a process that has nothing to do waits for it: see `app.jobs.worker.JobWorker.run_queued_jobs`.
"""

CLOSING_SECONDS = 5.0
"""Seconds in which what has been begun is to be over when the queue is closed."""

DELETE_BATCH = 1000
"""How many old entries are deleted at once."""

ComputeJob = Callable[[str, int], None]
"""Computes a job: its id, and how often it was begun before."""


def get_queue_url(store: Store) -> str:
    """Return the URL of the queue: the same PostgreSQL, or a file beside the SQLite file."""
    if store.on_sqlite:
        return f"sqlite:///{store.folder / 'jobs.db'}"
    return make_url(store.url).set(drivername="postgresql").render_as_string(hide_password=False)


class EnqueueClient:
    """The queue of a process that computes nothing: it only enqueues."""

    def __init__(self, store: Store) -> None:
        self._client = DBOSClient(
            system_database_url=get_queue_url(store),
            serializer=DBOSPortableJSONSerializer(),
            application_name="cocau",
            lazy=True,
            retry_connection_errors=False,
        )

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        """Enqueue a job; see `app.jobs.lifecycle.QueueBackend`."""
        self._client.enqueue(
            {
                "queue_name": QUEUE_NAME,
                "workflow_name": WORKFLOW_NAME,
                "workflow_id": build_entry_name(job_id, tries),
                "app_version": PROTOCOL,
                "priority": turn,
            },
            job_id,
            tries,
        )

    def close(self) -> None:
        """Close the connection; see `app.jobs.lifecycle.QueueBackend`."""
        self._client.destroy()


class QueueConsumer:
    """The queue of a process that computes, one per process: enqueues and starts jobs."""

    _body: ComputeJob | None = None

    def __init__(self, store: Store, worker: str, solves: int, body: ComputeJob) -> None:
        if QueueConsumer._body is not None:
            raise AssertionError("this process takes jobs from a queue already")
        QueueConsumer._body = body
        try:
            self._launch(store, worker, solves)
        except BaseException:
            self.close()
            raise

    def _launch(self, store: Store, worker: str, solves: int) -> None:
        if store.on_sqlite:
            (store.folder / "jobs.db").touch(mode=0o600)  # like the database beside it
            with closing(sqlite3.connect(store.folder / "jobs.db")) as made:
                made.execute("PRAGMA journal_mode = WAL")
        config: DBOSConfig = {
            "name": "cocau",
            "system_database_url": get_queue_url(store),
            "application_version": PROTOCOL,
            "executor_id": worker,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "run_migrations": True,
            "notification_listener_polling_interval_sec": POLL_SECONDS,  # closing waits for that
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE_NAME,
            worker_concurrency=solves,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        """Enqueue a job; see `app.jobs.lifecycle.QueueBackend`."""
        with SetWorkflowID(build_entry_name(job_id, tries)), SetEnqueueOptions(priority=turn):
            DBOS.enqueue_workflow(QUEUE_NAME, compute_next, job_id, tries)

    def get_entries(self, names: Iterable[str]) -> dict[str, QueueEntry]:
        """Return what the queue knows of the entries with these names."""
        wanted = list(names)
        if not wanted:
            return {}
        found = DBOS.list_workflows(workflow_ids=wanted, load_input=False, load_output=False)
        return {
            f.workflow_id: QueueEntry(
                over=f.status not in {"ENQUEUED", "DELAYED", "PENDING"},
                worker=f.executor_id if f.status == "PENDING" else None,
            )
            for f in found
        }

    def cancel_entries(self, names: Iterable[str]) -> None:
        """Cancel entries, so that nobody starts them or continues them."""
        DBOS.cancel_workflows(list(names))

    def delete_old_entries(self, before: datetime) -> None:
        """Delete old entries that are over; see `app.jobs.lifecycle.QueueBackend`."""
        while True:
            old = DBOS.list_workflows(
                status=["SUCCESS", "ERROR", "CANCELLED"],
                completed_before=before.isoformat(),
                limit=DELETE_BATCH,
                load_input=False,
                load_output=False,
            )
            DBOS.delete_workflows([entry.workflow_id for entry in old])
            if len(old) < DELETE_BATCH:
                return

    def close(self) -> None:
        """Close the queue, once what has been computed is over in it."""
        until = time.monotonic() + CLOSING_SECONDS
        while _has_active_workflows() and time.monotonic() < until:
            time.sleep(0.01)
        DBOS.destroy()
        QueueConsumer._body = None


def _has_active_workflows() -> bool:
    """Return whether DBOS has active workflows: closed amid one, it would retry for ever."""
    running = _dbos._dbos_global_instance  # noqa: SLF001  # its own way to wait takes whole seconds
    return running is not None and bool(running._active_workflows_set.activeList())  # noqa: SLF001  # the same


@DBOS.workflow(name=WORKFLOW_NAME)
def compute_next(job_id: str, tries: int) -> None:
    """Run the jobs that are due; DBOS starts this as its workflow."""
    if QueueConsumer._body is not None:  # noqa: SLF001  # DBOS knows functions of a module only
        QueueConsumer._body(job_id, tries)  # noqa: SLF001
