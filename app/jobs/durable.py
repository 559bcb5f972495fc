"""The durable queue: DBOS, which keeps the ids of jobs in tables of its own and starts them by turn.

Nothing else in cocau knows DBOS. Its own recovery is not used: a worker has a new name each time it starts,
and `app.jobs.mending` gives out anew what a dead one had, in one way for both databases.
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

from cocau.app.jobs.entries import Entry, entry_name  # noqa: E402
from cocau.app.store.engine import Store  # noqa: E402

QUEUE = "jobs"
WORKFLOW = "compute"
PROTOCOL = "cocau-jobs-1"
"""What a workflow is given and does; not the version of cocau: what waits is computed after an upgrade."""

POLL = 0.1
"""Seconds between two looks of DBOS at its queue; each costs some milliseconds of processor. Only a process
that has nothing to do waits for it: see `app.jobs.running.Running.compute`."""

ENDING = 5.0
"""Seconds in which what has been begun is to be over when the queue is closed."""

AT_ONCE = 1000
"""How many old entries are deleted at once."""

Body = Callable[[str, int], None]
"""Computes a job: its id, and how often it was begun before."""


def address_of(store: Store) -> str:
    """Where the queue is kept: the same PostgreSQL, or a file beside the SQLite file."""
    if store.on_sqlite:
        return f"sqlite:///{store.folder / 'jobs.db'}"
    return make_url(store.url).set(drivername="postgresql").render_as_string(hide_password=False)


class Handing:
    """The queue of a process that computes nothing: it puts in line."""

    def __init__(self, store: Store) -> None:
        self._client = DBOSClient(
            system_database_url=address_of(store),
            serializer=DBOSPortableJSONSerializer(),
            application_name="cocau",
            lazy=True,
            retry_connection_errors=False,
        )

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        """See `app.jobs.entries.Entries`."""
        self._client.enqueue(
            {
                "queue_name": QUEUE,
                "workflow_name": WORKFLOW,
                "workflow_id": entry_name(job_id, tries),
                "app_version": PROTOCOL,
                "priority": turn,
            },
            job_id,
            tries,
        )

    def close(self) -> None:
        """See `app.jobs.entries.Entries`."""
        self._client.destroy()


class Taking:
    """The queue of a process that computes: it puts in line, and starts what is due. One in a process."""

    _body: Body | None = None

    def __init__(self, store: Store, worker: str, solves: int, body: Body) -> None:
        if Taking._body is not None:
            raise AssertionError("this process takes jobs from a queue already")
        Taking._body = body
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
            "system_database_url": address_of(store),
            "application_version": PROTOCOL,
            "executor_id": worker,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "run_migrations": True,
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE, worker_concurrency=solves, polling_interval_sec=POLL, on_conflict="always_update"
        )

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        """See `app.jobs.entries.Entries`."""
        with SetWorkflowID(entry_name(job_id, tries)), SetEnqueueOptions(priority=turn):
            DBOS.enqueue_workflow(QUEUE, compute, job_id, tries)

    def entries(self, names: Iterable[str]) -> dict[str, Entry]:
        """What the queue knows of these entries."""
        wanted = list(names)
        if not wanted:
            return {}
        found = DBOS.list_workflows(workflow_ids=wanted, load_input=False, load_output=False)
        return {
            f.workflow_id: Entry(
                over=f.status not in {"ENQUEUED", "DELAYED", "PENDING"},
                worker=f.executor_id if f.status == "PENDING" else None,
            )
            for f in found
        }

    def drop(self, names: Iterable[str]) -> None:
        """Entries that nobody is to start or go on with."""
        DBOS.cancel_workflows(list(names))

    def forget(self, before: datetime) -> None:
        """See `app.jobs.entries.Entries`."""
        while True:
            old = DBOS.list_workflows(
                status=["SUCCESS", "ERROR", "CANCELLED"],
                completed_before=before.isoformat(),
                limit=AT_ONCE,
                load_input=False,
                load_output=False,
            )
            DBOS.delete_workflows([entry.workflow_id for entry in old])
            if len(old) < AT_ONCE:
                return

    def close(self) -> None:
        """See `app.jobs.entries.Entries`. What has been computed is over in the queue before it is closed."""
        until = time.monotonic() + ENDING
        while _at_work() and time.monotonic() < until:
            time.sleep(0.01)
        DBOS.destroy()
        Taking._body = None


def _at_work() -> bool:
    """Whether DBOS has anything begun. Closed in the midst of it, it would try for ever to note the end."""
    running = _dbos._dbos_global_instance  # noqa: SLF001  # its own way to wait takes whole seconds
    return running is not None and bool(running._active_workflows_set.activeList())  # noqa: SLF001  # the same


@DBOS.workflow(name=WORKFLOW)
def compute(job_id: str, tries: int) -> None:
    """What DBOS starts."""
    if Taking._body is not None:  # noqa: SLF001  # DBOS knows functions of a module only
        Taking._body(job_id, tries)  # noqa: SLF001
