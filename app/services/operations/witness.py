"""A witness of the audit log: heads noted where the database's owner cannot reach."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.request import Request, urlopen

from cocau.app.audit_log.entries import verify_head
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogHead
from cocau.app.jobs.queue import PeriodicThread
from cocau.app.services.operations.retention import build_hourly_beat
from cocau.app.settings import Settings
from cocau.constraints.errors import FilePlace, InputError, Problem

INTERVAL = 60.0
"""Seconds between two looks at whether there is a new head."""

TIMEOUT = 10.0
"""Seconds in which an address has to take a head."""

_LINE = re.compile(r"(?P<at>\S+) (?P<seq>[0-9]+) (?P<hash>[0-9a-f]{64})")

log = logging.getLogger("cocau.audit_log")


def describe_head(store: Store) -> str:
    """Describe the present head in one line: the moment, the entry's number and its hash.

    Raises:
        AuditLogBroken: it is not the head that was sealed.
    """
    with store.snapshot() as session:
        seq, digest = verify_head(session, store.ring, session.get(AuditLogHead, 1))
    return f"{now().isoformat(timespec='seconds')} {seq} {digest}"


def read_witness(lines: Iterable[str], name: str) -> tuple[str, ...]:
    """Read the hashes of heads from the lines of a witness; `name`: how the file is called.

    Raises:
        InputError: lines that are no heads, each by its number.
    """
    hashes: list[str] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if found := _LINE.fullmatch(line.strip()):
            hashes.append(found["hash"])
        else:
            problems.append(
                Problem(
                    "bad_witness",
                    (FilePlace(name, row=number),),
                    "không phải dòng ghi bản ghi cuối của nhật ký: thời điểm, số, mã băm",
                    "is no line of a head: a moment, a number and a hash",
                )
            )
    if problems:
        raise InputError(problems)
    return tuple(hashes)


class WitnessWriter:
    """Appends each new head to a file, or posts it to an https address."""

    def __init__(self, store: Store, target: str) -> None:
        self._store, self._target = store, target
        self._last = ""

    def write_head(self) -> None:
        """Write the present head unless it is the one written last.

        Raises:
            AuditLogBroken: it is not the head that was sealed.
            OSError: the file or the address does not take it.
        """
        line = describe_head(self._store)
        head = line.partition(" ")[2]
        if head == self._last:
            return
        if self._target.startswith("https://"):
            request = Request(self._target, data=f"{line}\n".encode(), headers={"Content-Type": "text/plain"})  # noqa: S310  # https only
            with urlopen(request, timeout=TIMEOUT):  # noqa: S310  # as above
                pass
        else:
            with Path(self._target).open("a", encoding="ascii") as file:
                file.write(f"{line}\n")
        self._last = head


def list_beats(store: Store, settings: Settings) -> list[PeriodicThread]:
    """List the periodic work of a process: erase what is due, write heads to the witness."""
    beats = [build_hourly_beat(store)]
    if settings.witness:
        writer = WitnessWriter(store, settings.witness)
        beats.append(PeriodicThread("witness", INTERVAL, writer.write_head))
    return beats
