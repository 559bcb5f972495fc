"""A programme sent as the ZIP file of its folder."""

from pathlib import Path

from pydantic import Field

from cocau.app.access.caller import Caller
from cocau.app.access.scope import Locality
from cocau.app.imports.programme_folder import read_programme
from cocau.app.imports.programme_zip import unpacked
from cocau.app.jobs.tasks.programme import Common, Member
from cocau.app.office.ask import Label
from cocau.app.office.errors import Missing
from cocau.app.office.programme_asked import TOLD, Ready
from cocau.app.office.today import today
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.solver.programme.entries import Entry

IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder that is on no disk
"""Where a file that was sent is unpacked, if there is such a place: it is about people."""


class FolderAsk(Record):
    """What is said beside the file. `locality`: whose it is; by default that of whoever asks."""

    label: Label = Field(default="", max_length=300)
    locality: Locality | None = None


def folder_ready(caller: Caller, settings: Settings, asked: FolderAsk, content: bytes) -> Ready:
    """The councils of a folder, read and checked. Dossiers are looked through and not kept.

    Raises:
        Missing: the locality is not the caller's.
        InputError: everything wrong with its files (the first hundred things).
    """
    locality = asked.locality or caller.scope
    if not caller.sees(locality):
        raise Missing(locality)
    try:
        with unpacked(content, "programme.zip", IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
            programme = read_programme(folder, today())
    except InputError as error:
        raise InputError(list(error.problems[:TOLD])) from None
    if problems := [p for entry in programme.entries for p in _too_many(entry, settings.max_people)]:
        raise InputError(problems)
    entries = [_capped(entry, settings.max_seconds) for entry in programme.entries]
    return Ready(
        locality=locality,
        seconds=max(entry.request.seconds for entry in entries),
        base=Common(rulebooks={entry.request.rulebook: programme.book_of(entry) for entry in entries}),
        members=tuple(Member(request=entry.request) for entry in entries),
    )


def _capped(entry: Entry, most: float) -> Entry:
    return entry.but(request=entry.request.but(seconds=min(entry.request.seconds, most)))


def _too_many(entry: Entry, most: int) -> list[Problem]:
    count = len(entry.request.pool.people)
    if count <= most:
        return []
    vi, en = f"Có {count} người, nhiều nhất là {most}.", f"{count} people, at most {most}."
    return [Problem("too_many_people", f"{entry.id}: pool.people", vi, en)]
